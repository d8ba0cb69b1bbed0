"""Paths, places and findings as other programs name them, and what tells two findings apart.

Paths come from outside: what is made of them here holds no password, but is not yet fit to be shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import PurePath
from urllib.parse import quote

from citecheck.model import DocumentCount, Place, Problem, Report
from citecheck.patterns import lazy, without_passwords

LINE = "line"
"""The unit of documents that an editor counts by lines; only there a line number means something to a program."""
_STDIN = ("-", "<stdin>")
_MOST_URL = 500
_AROUND, _MOST_WORDS = 40, 200
"""Characters on either side of a finding, and of it, that are quoted."""
_AUTHORITY_END = lazy(r"[\s/?#\"<>]")
_SURROGATE = lazy("[\ud800-\udfff]")


def is_file(path: str) -> bool:
    """Whether the path names a file, and not standard input."""
    return path not in _STDIN


def slashed(path: str) -> str:
    """The path with `/` between its parts and without `./`, as servers name the files of a repository."""
    return PurePath(without_passwords(path)).as_posix()


def uri(path: PurePath) -> str:
    """A relative URI reference for a relative path, else a file URI; characters that UTF-8 has not become U+FFFD."""
    text = _SURROGATE.sub("\ufffd", path.as_posix())
    if not path.is_absolute():
        return quote(text)
    if path.drive:
        return ("file:" if text.startswith("//") else "file:///") + quote(text, safe="/:")
    return "file://" + quote(text)


def units(report: Report) -> Mapping[str, str]:
    """For each document, and each file that parts of it are in, what its places count."""
    found: dict[str, str] = {}
    for document in report.documents:
        found[document.path] = document.unit
        for path in document.files:
            found.setdefault(path, document.unit)
    return found


def owners(documents: Iterable[DocumentCount]) -> Mapping[str, str]:
    """For each document, and each file that parts of it are in, the document's path."""
    rows = tuple(documents)
    files = {path: document.path for document in reversed(rows) for path in document.files}
    return files | {document.path: document.path for document in rows}


def is_lined(place: Place, unit: str) -> bool:
    """Whether the line of a place means something to an editor or another program."""
    return unit == LINE and not place.name


def spot(path: str, place: Place, unit: str) -> str:
    """A place in words that programs can read too: `essay.txt:31:148`, or `essay.docx, paragraph 16`.

    The path is that of the finding; a place may have one of its own.
    """
    path = without_passwords(place.path or path)
    if is_lined(place, unit):
        return f"{path}:{place.line}:{place.column}"
    return f"{path}, {place.words(unit)}"


def described(place: Place, unit: str) -> str:
    """A place in words, with the file if it is another one: `line 31 of chapters/two.tex`."""
    return place.words(unit) + (f" of {place.path}" if place.path else "")


def with_words(problem: Problem, unit: str) -> str:
    """The place of a finding by its name, with the words around it: an editor searches for them.

    `page 3, paragraph 16: "the mint has a third.³ Nobody knows"`; the name is not veiled yet.
    """
    name, excerpt = problem.place.words(unit), problem.excerpt
    if excerpt is None:
        return name
    # Veiled before it is cut, as an excerpt is.
    text, start, end = without_passwords(excerpt.text), excerpt.start, excerpt.end
    low, high = max(0, start - _AROUND), min(len(text), max(end, start) + _AROUND)
    before, behind = text[low:start], text[end:high]
    before = before.partition(" ")[2] if low and " " in before else before
    behind = behind.rpartition(" ")[0] if high < len(text) and " " in behind else behind
    words = " ".join(f"{before}{text[start:end][:_MOST_WORDS]}{behind}".split())
    return f'{name}: "{words}"' if words else name


def listed(places: Iterable[Place], unit: str, most: int) -> str:
    """Places of a document after a preposition: "on lines 12, 40", "on page 3, paragraph 16; footnote 2"."""
    numbers: dict[int, None] = {}
    others: dict[str, None] = {}
    for place in places:
        if place.name or place.path:
            others[described(place, unit)] = None
        else:
            numbers[place.line] = None
    shown = sorted(numbers)[:most]
    names = list(others)[: most - len(shown)]
    if shown:
        names.insert(0, f"{unit}{'s' * (len(numbers) > 1)} {', '.join(map(str, shown))}")
    more = len(numbers) + len(others) - most
    words = "; ".join(names)
    by = "on" if words.startswith(("line", "page")) else "in"
    return f"{by} {words}" + (f" and {more} more" if more > 0 else "")


def told(problem: Problem) -> str:
    """The message with what to do; of a link with its URL, for a line may have many. Passwords are not veiled yet."""
    if problem.url is None or problem.url in problem.sentence:
        return problem.sentence
    url = problem.url if len(problem.url) <= _MOST_URL else beginning(problem.url, _MOST_URL) + "…"
    return f"{url}: {problem.sentence}"


def beginning(text: str, most: int) -> str:
    """At most so many characters of a text, none of a password; it takes no longer for a long text."""
    part = text[:most]
    if len(text) > most and (at := part.rfind("://")) >= 0 and not _AUTHORITY_END.search(part, at + 3):
        part = part[: at + 3]  # the `@` that makes a password of what follows may be cut off
    return without_passwords(part)


def identities(problems: Iterable[Problem]) -> list[str]:
    """For each finding 32 hexadecimal digits that no other has, and that stay when lines move.

    Fingerprints alone can be equal: of copies of a document, and of the same fault in the same words. So the path
    counts, and which of the equal ones it is.
    """
    from hashlib import sha256

    seen: Counter[str] = Counter()
    found = []
    for problem in problems:
        name = f"{slashed(problem.path)}\n{problem.fingerprint}"
        found.append(sha256(f"{name}\n{seen[name]}".encode("utf-8", "surrogatepass")).hexdigest()[:32])
        seen[name] += 1
    return found
