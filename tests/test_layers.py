"""The house: which module may import which, how long modules are, what an offline run does not load."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import citecheck

HOME = Path(citecheck.__file__).parent
MODULES = sorted(HOME.rglob("*.py"))
STANDARD = sys.stdlib_module_names
LONGEST = 400
LONGER = {"model.py": 800}
"""Every noun in one place, and every look-alike: not to be joined by others."""

BELOW: dict[str, set[str]] = {
    "model": set(),
    "errors": set(),
    "patterns": set(),
    "processes": set(),
    "kept": set(),
    "settings": {"model"},
    "text": {"errors", "patterns", "model"},
    "readers": {"locators", "text", "errors", "patterns", "model"},
    "locators": {"model"},
    "sources": {"readers", "errors"},
    "together": {"locators", "model"},
    "discover": {"sources", "readers", "settings", "errors", "patterns", "model"},
    "citations": {"readers", "text", "errors", "patterns", "model"},
    "rules": {"citations", "model"},
    "placing": {"citations", "patterns", "model"},
    "inventory": {"placing", "citations", "patterns", "model"},
    "config": {"readers", "rules", "settings", "errors", "patterns", "model"},
    "suppress": {"config", "rules", "placing", "citations", "settings", "patterns", "model"},
    "baseline": {"kept", "settings", "errors", "patterns", "model"},
    "changes": {"errors", "model"},
    "documents": {
        *("suppress", "changes", "sources", "together", "inventory", "placing", "discover", "rules", "citations"),
        *("processes", "readers", "locators", "settings", "errors", "model"),
    },
    "why": {"reports", "citations", "errors", "patterns", "model"},
    "web": {"kept", "processes", "settings", "errors", "patterns", "model"},
    "reports": {"errors", "patterns", "model"},
    "pipeline": {
        *("documents", "baseline", "changes", "suppress", "placing", "rules", "web", "settings", "errors", "model"),
    },
    "console": {"reports", "baseline", "settings", "errors", "model"},
    "outputs": {"console", "reports", "rules", "errors", "model"},
    "cli": {"commands", "console", "errors"},
    "commands": {
        *("outputs", "console", "pipeline", "documents", "config", "why", "rules", "citations", "reports", "web"),
        *("discover", "settings", "errors", "patterns", "model"),
    },
    "__main__": {"cli"},
    "": {"pipeline", "settings", "model", "errors", "patterns"},
}
"""For each part of the package what it may import besides itself. The version is everybody's."""
OUTSIDE = {
    "httpx": {"web"},
    "httpcore": {"web"},
    "h11": {"web"},
    "httptools": {"web"},
    "truststore": {"web"},
    "certifi": {"web"},
    "platformdirs": {"web"},
    "idna": {"web"},
    "asyncio": {"web"},
    "rich": {"reports/progress.py"},
    "typer": {"cli.py", "commands"},
    "pathspec": {"discover.py", "config", "suppress.py"},
    "charset_normalizer": {"text.py"},
    "pypdf": {"readers/pdf/file.py"},
}
"""Who may import what is heavy or not ours."""


def part_of(path: Path) -> str:
    """The part of the house a module belongs to: `citations`, `cli`, or nothing for the package itself."""
    inside = path.relative_to(HOME)
    return inside.parts[0] if len(inside.parts) > 1 else inside.stem.replace("__init__", "")


def imports(path: Path) -> set[str]:
    """The dotted names of all modules that a module imports, wherever in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports name the whole path"
            module = node.module or ""
            found |= {f"{module}.{alias.name}" for alias in node.names} if module == "citecheck" else {module}
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(HOME).as_posix())
def test_imports_point_one_way(path: Path) -> None:
    part = part_of(path)
    ours = {name.split(".")[1] for name in imports(path) if name.startswith("citecheck.")}
    assert ours - {part, "__version__"} <= BELOW[part]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(HOME).as_posix())
def test_other_libraries_stay_in_their_place(path: Path) -> None:
    inside = path.relative_to(HOME).as_posix()
    for name in {name.partition(".")[0] for name in imports(path)} - {"citecheck"}:
        if name in OUTSIDE:
            assert any(inside == place or inside.startswith(f"{place}/") for place in OUTSIDE[name]), name
        else:
            assert name in STANDARD, f"{name} is declared in OUTSIDE by whoever adds it"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(HOME).as_posix())
def test_modules_are_short(path: Path) -> None:
    limit = LONGER.get(path.relative_to(HOME).as_posix(), LONGEST)
    assert path.read_text(encoding="utf-8").count("\n") <= limit


def test_rules_have_no_regular_expressions_and_no_input() -> None:
    for path in (HOME / "rules").glob("cc*.py"):
        assert not {"re", "os", "io", "pathlib", "socket"} & imports(path), path.name


HEAVY = (
    "httpx",
    "httptools",
    "truststore",
    "sqlite3",
    "httpcore",
    "anyio",
    "ssl",
    "asyncio",
    "rich",
    "pathspec",
    "charset_normalizer",
)


@pytest.mark.parametrize(
    ("arguments", "heavy"),
    [
        (["--offline", "--format", "json", "essay.txt"], HEAVY),
        (["list", "--format", "json", "essay.txt"], HEAVY),
        (["--offline", "essay.txt"], [name for name in HEAVY if name != "rich"]),
        (["explain", "CC105"], [name for name in HEAVY if name != "rich"]),
    ],
    ids=" ".join,
)
def test_an_offline_run_loads_nothing_heavy(tmp_path: Path, arguments: list[str], heavy: list[str]) -> None:
    (tmp_path / "essay.txt").write_text("It failed.[1]\n\nNotes\n\n[1] See http://x.example/a, and more.\n")
    code = (
        "import sys; from citecheck.cli import run; status = run(sys.argv[1:]); "
        f"sys.exit(' '.join(name for name in {tuple(heavy)!r} if name in sys.modules) or status)"
    )
    done = subprocess.run([sys.executable, "-c", code, *arguments], cwd=tmp_path, capture_output=True, text=True)
    assert done.stderr == ""
    assert done.returncode == 0
    assert done.stdout
