"""Running heads and page numbers: what comes back in the same place page after page is no part of the text."""

from __future__ import annotations

from collections import Counter
from re import IGNORECASE

from citecheck.patterns import lazy
from citecheck.readers.pdf.lines import SAME_LINE, Line

_EDGES = 4
"""How many rows at the top and at the bottom of a page may be furniture."""
_NEAR = 4.0
"""How far apart rows of two pages lie that are in the same place, in points."""
_DIGITS = lazy(r"\d+")
_NUMBER = lazy(r"(?<![\w.,/:-])(\d{1,4})(?![\w/:-]|[.,]\d)")
_LAST_NUMBER = lazy(r"(?<![\w.,/:-])(\d{1,4})[ \])–—-]{0,3}\Z")
_LONGEST = 150
_ROMAN = lazy(r"[ivxlc]{1,7}", IGNORECASE)
_LONE = lazy(
    r"(?:[Pp]age|[Ss]eite|[Pp]\.|[Ss]\.)?[ \[(–—-]{0,3}(\d{1,4})(?:\s?(?:of|von|sur|de|/)\s?\d{1,4})?[ \])–—-]{0,3}"
)


def without_furniture(pages: list[list[Line]]) -> list[list[Line]]:
    """The lines of each page, from top to bottom, without its running heads and numbers."""
    kept = pages
    for edge in (0, -1):
        rows = [_rows(page, edge) for page in kept]
        gone = _furniture(rows)
        drop = [
            {id(line) for row in page_rows[:count] for line in row} for page_rows, count in zip(rows, gone, strict=True)
        ]
        kept = [
            [line for line in page if id(line) not in out] if out else page
            for page, out in zip(kept, drop, strict=True)
        ]
    return kept


def _rows(page: list[Line], edge: int) -> list[list[Line]]:
    """The outermost rows of a page, the outermost first."""
    rows: list[list[Line]] = []
    for line in page if edge == 0 else reversed(page):
        if rows and abs(rows[-1][0].y - line.y) <= SAME_LINE * max(line.size, rows[-1][0].size):
            rows[-1].append(line)
        elif len(rows) == _EDGES:
            break
        else:
            rows.append([line])
    for row in rows:
        row.sort(key=lambda line: line.x)
    return rows


def _furniture(pages: list[list[list[Line]]]) -> list[int]:
    """How many of the outermost rows of each page are furniture."""
    counts = [0] * len(pages)
    numbered = [False] * len(pages)
    offset = _offset(pages)
    for depth in range(_EDGES):
        open_ = [at for at, page in enumerate(pages) if counts[at] == depth < len(page)]
        texts = {at: _text(pages[at][depth]) for at in open_}
        places = {at: round(pages[at][depth][0].y / _NEAR) for at in open_}
        bears = {at for at in open_ if not numbered[at] and _bears(texts[at], at, offset)}
        shapes: Counter[tuple[str, int]] = Counter()
        numbers: Counter[int] = Counter()
        for at in open_:
            for near in (-1, 0, 1):
                shapes[_DIGITS.sub("#", texts[at]), places[at] + near] += 1
                numbers[places[at] + near] += at in bears
        for at in open_:
            shape, place = _DIGITS.sub("#", texts[at]), places[at]
            apart = _apart(pages[at], depth)
            often = shapes[shape, place] * 5 >= 2 * len(pages)
            again = shapes[shape, place] >= _enough(len(pages)) and _repeats(shape) and (apart or often)
            fellows = numbers[place] >= _enough(len(pages)) and (apart or numbers[place] * 5 >= 2 * len(pages))
            if again or (at in bears and fellows) or _stands_alone(texts[at], at, offset, apart=apart):
                counts[at] = depth + 1
                numbered[at] |= at in bears
    return counts


def _enough(pages: int) -> int:
    return 2 if pages < 6 else 3


def _repeats(shape: str) -> bool:
    """Whether a row that comes back is more than a rule of dots or a symbol of maths."""
    return sum(c.isalpha() for c in shape) > 2 or shape.strip(" []()–—-|./") == "#"


def _text(row: list[Line]) -> str:
    return " ".join(line.text.strip() for line in row).strip()


def _offset(pages: list[list[list[Line]]]) -> int | None:
    """What to add to the place of a page to get the number that most pages bear at this edge."""
    votes: Counter[int] = Counter()
    for at, page in enumerate(pages):
        numbers = {int(number) - at for row in page[:2] for number in _NUMBER.findall(_text(row))[:6]}
        votes.update(numbers)
    if not votes:
        return None
    offset, count = votes.most_common(1)[0]
    return offset if count >= 2 and count * 2 >= len(pages) else None


def _bears(text: str, at: int, offset: int | None) -> bool:
    """Whether a row begins or ends with the number of its page."""
    if offset is None or len(text) > _LONGEST:
        return False
    first = _NUMBER.match(text)
    last = _LAST_NUMBER.search(text)
    lone = _LONE.fullmatch(text)
    return any(match is not None and int(match[1]) == at + offset for match in (first, last, lone))


def _stands_alone(text: str, at: int, offset: int | None, *, apart: bool) -> bool:
    """Whether a row is nothing but a page number."""
    lone = _LONE.fullmatch(text)
    if lone is None:
        return apart and len(text) <= len("xxxviii") and _ROMAN.fullmatch(text) is not None
    return apart and int(lone[1]) == at + (1 if offset is None else offset)


def _apart(rows: list[list[Line]], depth: int) -> bool:
    """Whether more white than between lines of text is between a row and the next one inwards."""
    if depth + 1 >= len(rows):
        return True
    row, following = rows[depth][0], rows[depth + 1][0]
    gap = abs(row.y - following.y)
    usual = abs(following.y - rows[depth + 2][0].y) if depth + 2 < len(rows) else gap
    return gap > 1.3 * max(row.size, following.size) and (gap > 1.15 * usual or gap > 2 * following.size)
