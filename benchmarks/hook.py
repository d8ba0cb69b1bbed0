"""What the hook costs a commit: the whole of `pre-commit run`, and citecheck's part of it.

    python benchmarks/hook.py [RUNS] [FILE...]

Needs the development extra, and PyPI once: the hook's environment is built in a temporary folder. The commands take
turns, so that a slow moment of the machine hits all of them; medians are printed.
"""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

HOME = Path(__file__).parent.parent
sys.path.insert(0, str(HOME / "tests"))

from hooked import Hooked  # noqa: E402  # the tests' own repository of essays

_DURATION = re.compile(r"- duration: ([\d.]+)s")


def main() -> None:
    """Print the medians in milliseconds."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 11
    files = [Path(name).resolve() for name in sys.argv[2:]] or [HOME / "fixtures" / "commentary.txt"]
    with tempfile.TemporaryDirectory() as folder:
        hooked = Hooked(Path(folder))
        begin = time.perf_counter()
        hooked.prepare()
        print(f"{'the environment, once':44} {(time.perf_counter() - begin) * 1000:8.0f} ms")
        measure(hooked, runs, files)


def measure(hooked: Hooked, runs: int, files: list[Path]) -> None:
    """Print what a commit of these files costs."""
    essays = hooked.repository("essays", ["citecheck"])
    for file in files:
        shutil.copy(file, essays)
    hooked.git(essays, "add", "--all")
    (program,) = (hooked.folder / "pre-commit").glob("repo*/py_env*/*/citecheck*")
    names = [file.name for file in files]
    nothing = [sys.executable, "-m", "pre_commit", "run", "--files", ".pre-commit-config.yaml"]
    commands = {
        "pre-commit run": [sys.executable, "-m", "pre_commit", "run", "--verbose"],
        "pre-commit run, no document in the commit": nothing,
        "citecheck as the hook calls it": [
            *(str(program), "check", "--offline", "--force-exclude", "--no-cache", "--no-progress", "--", *names)
        ],
    }
    told = "  of this, the hook, as pre-commit tells"
    times: dict[str, list[float]] = {"pre-commit run": [], told: []}
    for run in range(runs + 1):
        for name, command in commands.items():
            begin = time.perf_counter()
            done = hooked.run(essays, *command)
            spent = time.perf_counter() - begin
            if run:
                times.setdefault(name, []).append(spent)
                times[told] += [float(found) for found in _DURATION.findall(done.stdout)]
    for name, row in times.items():
        print(f"{name:44} {median(row) * 1000:8.0f} ms")


if __name__ == "__main__":
    main()
