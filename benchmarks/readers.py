"""How fast each format is read, and how fast it is read and checked, on one core.

The documents are those of `benchmarks/documents/`, made by pandoc, many times over in one file.
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


def book(size: int) -> str:
    """Chapters with notes of their own names, so that a book has thousands of notes and one long list of none."""
    notes = (HERE / "documents" / "notes.md").read_text(encoding="utf-8")
    chapters = []
    while sum(map(len, chapters)) < size:
        chapters.append(notes.replace("[^", f"[^{len(chapters)}-"))
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
    print("| format | file | text | pages | read | pages/s | read and checked | pages/s |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        source = folder / "book.md"
        source.write_text(book(BOOK), encoding="utf-8")
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
