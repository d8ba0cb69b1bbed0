"""How fast each format is read, and how fast it is read and checked, on one core.

Two books, made by pandoc: the notes of `benchmarks/documents/` many times over, one every 160 characters, which is as
dense as it gets; and with prose between them, one every 1,200 characters, as essays have them.
Needs `pandoc` and `pdflatex`, and citecheck with the extra `pdf`. Pages are 500 words, of PDF its own.

    python benchmarks/readers.py [FORMAT...]
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from roundtrip import PANDOC, by_latex, by_pandoc

from citecheck.citations import analyse
from citecheck.documents import check_citations
from citecheck.model import Document, Span
from citecheck.readers import read
from citecheck.settings import Settings

HERE = Path(__file__).parent
MB = 1_000_000
PAGE = 500  # words
BOOK = 1_500_000
"""Characters of the source in Markdown."""


PROSE = """The sound is narrow where the town lies, and the water runs through it like a river that cannot make up its
mind. Twice a day it comes, and twice a day it goes; and those who live there say of a person who is late that he has
*waited for the other tide*. Nobody has ever drawn the line where the harbour ends. The board said that it was the last
pile of the northern pier, the pilots that it was the buoy, and the children that it was wherever you had to swim."""


def book(size: int, prose: int) -> str:
    """Chapters with notes of their own names and so many paragraphs behind each."""
    notes = (HERE / "documents" / "notes.md").read_text(encoding="utf-8")
    chapters: list[str] = []
    while sum(map(len, chapters)) < size:
        chapters += [notes.replace("[^", f"[^{len(chapters)}-"), *[PROSE] * prose]
    return "\n\n".join(chapters)


def seconds(work: Callable[[], object]) -> float:
    """The best of three."""
    best = float("inf")
    for _ in range(3):
        begin = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - begin)
    return best


def measure(path: Path) -> str:
    """A row of the table: text, pages, speed of reading, and of all."""
    data = path.read_bytes()

    def all_of_it() -> int:
        citations = analyse(read(path.name, data))
        return len(list(check_citations(citations, Settings(offline=True))))

    document: Document = read(path.name, data)
    text = len(document.text) / MB
    pages = document.locate(Span(len(document.text), len(document.text))).line if document.unit == "page" else 0
    pages = pages or len(document.text.split()) / PAGE
    reading, checking = seconds(lambda: read(path.name, data)), seconds(all_of_it)
    return (
        f"| {path.suffix[1:]} | {len(data) / MB:.1f} MB | {text:.1f} MB | {pages:.0f} | {text / reading:.1f} MB/s "
        f"| {pages / reading:.0f} | {text / checking:.1f} MB/s | {pages / checking:.0f} |"
    )


def main() -> None:
    """Convert, measure, print."""
    wanted = sys.argv[1:]
    for name, prose in (("a note every 160 characters", 0), ("a note every 1,200 characters", 18)):
        print(f"\n{name}:\n\n| format | file | text | pages | read | pages/s | read and checked | pages/s |")
        print("| --- | --- | --- | --- | --- | --- | --- | --- |")
        rows(wanted, book(BOOK, prose))


def rows(wanted: list[str], text: str) -> None:
    """Convert and measure one book."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        source = folder / "book.md"
        source.write_text(text, encoding="utf-8")
        converters = {"md": lambda _, target: target.write_text(source.read_text("utf-8"), "utf-8")}
        converters |= {suffix: by_pandoc(form) for form, suffix in PANDOC.items()}
        converters["pdf"] = by_latex
        for suffix, convert in converters.items():
            if not wanted or suffix in wanted:
                target = folder / f"made.{suffix}"
                convert(source, target)
                print(measure(target), flush=True)


if __name__ == "__main__":
    main()
