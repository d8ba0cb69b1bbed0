"""How long a run takes from start to end, against `import typer` alone.

    python benchmarks/startup.py [FILE] [RUNS]

The commands take turns, so that a slow moment of the machine hits all of them; medians are printed. Compile
the modules first (`python -m compileall citecheck`) where PYTHONDONTWRITEBYTECODE is set: pip does so too.
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from statistics import median

HOME = Path(__file__).parent.parent


def main() -> None:
    """Print the medians and their ratios to the first."""
    file = sys.argv[1] if len(sys.argv) > 1 else str(HOME / "fixtures" / "commentary.txt")
    runs = int(sys.argv[2]) if len(sys.argv) > 2 else 21
    program = str(Path(sys.executable).parent / "citecheck")
    commands = {
        "import typer": [sys.executable, "-c", "import typer"],
        "citecheck --offline --format json": [program, "--offline", "--format", "json", file],
        "citecheck --offline": [program, "--offline", file],
    }
    times: dict[str, list[float]] = {name: [] for name in commands}
    for run in range(runs + 1):
        for name, command in commands.items():
            begin = time.perf_counter()
            subprocess.run(command, check=False, stdout=subprocess.DEVNULL)
            if run:
                times[name].append(time.perf_counter() - begin)
    base = median(times["import typer"])
    for name, row in times.items():
        print(f"{name:36} {median(row) * 1000:7.1f} ms   {median(row) / base:5.2f}")


if __name__ == "__main__":
    main()
