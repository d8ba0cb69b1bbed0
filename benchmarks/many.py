"""Thousands of documents at once, as a whole process: how fast, how much memory, what a baseline adds.

    python benchmarks/many.py [DOCUMENTS]

The documents are pieces of 5,000 characters of the texts in fixtures/, cut where they happen to be: most have faults.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HOME = Path(__file__).parent.parent
PIECE = 5_000
MB = 1_000_000


def fill(folder: Path, number: int) -> int:
    """Write the documents, a hundred to a folder; their bytes."""
    texts = [path.read_text("utf-8") for path in sorted((HOME / "fixtures").glob("*.txt"))]
    whole = "\n\n".join(texts)
    total = 0
    for at in range(number):
        start = at * 7_919 % (len(whole) - PIECE)
        path = folder / f"{at // 100:03d}" / f"{at:05d}.txt"
        path.parent.mkdir(exist_ok=True)
        total += path.write_bytes(whole[start : start + PIECE].encode())
    return total


def run(folder: Path, *arguments: str, processors: int = 0) -> tuple[float, int, dict[str, int]]:
    """Seconds, MB at most in one process, and the summary of a run."""
    program = str(Path(sys.executable).parent / "citecheck")
    report = folder.parent / "report.json"
    command = [
        program,
        "--offline",
        "--no-config",
        "--format",
        "json",
        "--output",
        str(report),
        *arguments,
        str(folder),
    ]
    if processors:
        command = ["taskset", "-c", ",".join(map(str, range(processors))), *command]
    begin = time.perf_counter()
    child = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    _, _, usage = os.wait4(child.pid, 0)
    spent = time.perf_counter() - begin
    return spent, usage.ru_maxrss // 1024, json.loads(report.read_text("utf-8"))["summary"]


def main() -> None:
    """Print the figures."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "documents"
        folder.mkdir()
        size = fill(folder, number)
        baseline = str(Path(place) / "baseline.json")
        run(folder, "--write-baseline", baseline)
        # In turns, so that a slow moment of the machine hits all of them.
        kinds = {
            "all processors": ((), 0),
            "one processor": ((), 1),
            "with a baseline": (("--baseline", baseline), 0),
        }
        best: dict[str, tuple[float, int, dict[str, int]]] = {}
        for _ in range(3):
            for name, (arguments, processors) in kinds.items():
                found = run(folder, *arguments, processors=processors)
                best[name] = min(best.get(name, found), found, key=lambda each: each[0])
        for name, (spent, memory, summary) in best.items():
            findings = summary["errors"] + summary["warnings"] + summary["infos"]
            said = f"{findings} findings, {summary['suppressed']} known"
            print(f"{name:16} {size / MB / spent:5.1f} MB/s  {spent:5.2f} s  {memory:4d} MB  {said}")


if __name__ == "__main__":
    main()
