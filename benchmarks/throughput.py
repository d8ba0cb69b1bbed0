"""How fast texts are parsed and checked by the rules, on one core, and how that grows with their size.

python benchmarks/throughput.py [FOLDER...]     # texts of your own; the default is fixtures/
python benchmarks/throughput.py --sizes 1 10 50 # made-up texts of so many MB, each in a process of its own
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from pathlib import Path

from citecheck.citations import analyse
from citecheck.documents import check_citations
from citecheck.readers import read
from citecheck.settings import Settings

MB = 1_000_000
ENOUGH = 5 * MB
SENTENCE = "The harbour master kept two books, and only one of them was ever shown to the council of the port"


def check(path: str, data: bytes) -> int:
    """Parse a document and run the rules; the number of findings."""
    return sum(1 for _ in check_citations(analyse(read(path, data)), Settings(offline=True)))


def folder(paths: list[str]) -> None:
    """Print the speed on real texts, read again and again until there is enough of them."""
    files = [file for path in paths for file in sorted(Path(path).rglob("*")) if file.suffix in (".txt", ".md")]
    texts = [(str(file), file.read_bytes()) for file in files]
    size = sum(len(data) for _, data in texts)
    rounds = max(1, -(-ENOUGH // size))
    begin = time.perf_counter()
    for _ in range(rounds):
        for path, data in texts:
            check(path, data)
    spent = time.perf_counter() - begin
    print(f"{len(texts)} texts, {size / MB:.2f} MB, {rounds} rounds: {size * rounds / MB / spent:.1f} MB/s")


def made(size: int, *, one_line: bool) -> bytes:
    """A text of about so many bytes: chapters with 100 notes each, whose numbers start again."""
    notes = "".join(f"[{n}] A. Author, Ledger {n}, p. {n}; see http://example.org/{n}.\n\n" for n in range(1, 101))
    gap = " " if one_line else "\n\n"
    body = gap.join(f"{SENTENCE}. {SENTENCE}, and {SENTENCE}.[{n}]" for n in range(1, 101))
    chapter = f"{body}\n\nNotes\n\n{notes}"
    return (chapter * (size // len(chapter) + 1)).encode()


def one_long_line(size: int) -> bytes:
    """A text of about so many bytes in a single line, with a marker in each sentence and no list."""
    return " ".join(f"{SENTENCE}.[{n}]" for n in range(1, size // (len(SENTENCE) + 8))).encode()


KINDS = {
    "paragraphs": lambda size: made(size, one_line=False),
    "long lines": lambda size: made(size, one_line=True),
    "a single line": one_long_line,
}


def one(size: int, kind: str) -> None:
    """Print time, speed and peak memory for one made-up text."""
    data = KINDS[kind](size * MB)
    begin = time.perf_counter()
    found = check("made.txt", data)
    spent = time.perf_counter() - begin
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(
        f"{size:3} MB, {kind:13}: {spent:6.2f} s, {len(data) / MB / spent:5.1f} MB/s, "
        f"peak of the process {peak / len(data):4.1f} times the text, {found} findings"
    )


def main() -> None:
    """Measure what the command line asks for."""
    arguments = sys.argv[1:]
    if arguments[:1] == ["--one"]:
        one(int(arguments[1]), arguments[2])
    elif arguments[:1] == ["--sizes"]:
        for size in arguments[1:]:
            for kind in KINDS:
                subprocess.run([sys.executable, __file__, "--one", size, kind], check=True)
    else:
        folder(arguments or [str(Path(__file__).parent.parent / "fixtures")])


if __name__ == "__main__":
    main()
