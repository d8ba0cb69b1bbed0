"""Whether a document says the same in every format: made by pandoc, LibreOffice, LaTeX and Chromium from one source.

The documents in `benchmarks/documents/` are converted into every format that the programs write, and citecheck reads
each of them: markers, references, links and findings should be those of the source. Prints a table in Markdown; what
differs is listed below it. Needs `pandoc`, `soffice`, `pdflatex` and `chromium` (Debian: pandoc, libreoffice-writer,
texlive-latex-recommended, texlive-fonts-recommended, chromium), and citecheck with the extra `pdf`.

    python benchmarks/roundtrip.py [--keep FOLDER] [FORMAT...]
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

HERE = Path(__file__).parent
DOCUMENTS = sorted((HERE / "documents").glob("*.md"))
PANDOC = {
    "html": "html",
    "docx": "docx",
    "odt": "odt",
    "rtf": "rtf",
    "latex": "tex",
    "epub": "epub",
    "rst": "rst",
    "org": "org",
    "asciidoc": "adoc",
    "mediawiki": "wiki",
    "ipynb": "ipynb",
}
"""pandoc's name of each format, and the suffix of its files."""
OFFICE = ("docx", "odt", "rtf", "html", "pdf")
"""What LibreOffice makes of pandoc's Word file."""
Converter = Callable[[Path, Path], None]


def call(*command: str | Path, folder: Path) -> None:
    """Run a program in a folder; its words are shown only if it fails."""
    done = subprocess.run([str(word) for word in command], cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{command[0]} failed: {done.stderr or done.stdout}")


def by_pandoc(form: str) -> Converter:
    """A converter from Markdown by pandoc."""

    def convert(source: Path, target: Path) -> None:
        call(
            "pandoc",
            "--standalone",
            "--from=markdown",
            f"--to={form}",
            source,
            "--output",
            target,
            folder=target.parent,
        )

    return convert


def by_office(suffix: str) -> Converter:
    """A converter by LibreOffice, by way of Word."""

    def convert(source: Path, target: Path) -> None:
        word = target.parent / f"{target.stem}.docx"
        by_pandoc("docx")(source, word)
        out = target.parent / "out"
        profile = f"-env:UserInstallation=file://{target.parent}/profile"
        filters = {"docx": "docx:MS Word 2007 XML", "html": "html:XHTML Writer File"}
        call(
            "soffice",
            profile,
            "--headless",
            "--convert-to",
            filters.get(suffix, suffix),
            "--outdir",
            out,
            word,
            folder=out.parent,
        )
        (out / f"{target.stem}.{suffix}").replace(target)

    return convert


def by_latex(source: Path, target: Path) -> None:
    """A PDF file by pdfLaTeX."""
    options = ("--pdf-engine=pdflatex", "--variable=colorlinks")
    call("pandoc", "--standalone", "--from=markdown", *options, source, "--output", target, folder=target.parent)


def by_browser(source: Path, target: Path) -> None:
    """A PDF file by Chromium, of pandoc's page."""
    page = target.with_suffix(".html")
    by_pandoc("html")(source, page)
    options = ("--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", "--virtual-time-budget=2000")
    profile = f"--user-data-dir={target.parent}/profile"
    call("chromium", *options, profile, f"--print-to-pdf={target}", page.as_uri(), folder=target.parent)


CONVERTERS: dict[str, tuple[str, Converter]] = {
    **{f"pandoc {form}": (suffix, by_pandoc(form)) for form, suffix in PANDOC.items()},
    **{f"LibreOffice {suffix}": (suffix, by_office(suffix)) for suffix in OFFICE},
    "pdfLaTeX pdf": ("pdf", by_latex),
    "Chromium pdf": ("pdf", by_browser),
}


def words(text: str) -> str:
    """The beginning of a text by its letters and digits: formats differ in quotation marks, italics and links."""
    return "".join(re.findall(r"[^\W_]+", text))[:20].casefold()


def said_of(path: Path) -> dict[str, Counter[str]]:
    """What citecheck says of a document."""
    command = [sys.executable, "-m", "citecheck"]
    options = ["--no-config", "--format", "json", str(path)]
    sheet = json.loads(subprocess.run([*command, "list", *options], capture_output=True, check=False).stdout or "{}")
    checked = json.loads(subprocess.run([*command, "--offline", *options], capture_output=True, check=False).stdout)
    return {
        "markers": Counter(each["label"] for each in sheet["markers"]),
        "references": Counter(f"[{each['label']}] {words(each['text'])}" for each in sheet["references"]),
        "links": Counter(each["url"] for each in checked["links"]),
        "findings": Counter(f"{each['rule']} {each['label']}" for each in checked["findings"]),
    }


def differences(want: Counter[str], got: Counter[str]) -> Iterator[str]:
    """What one of two has and the other has not."""
    yield from (f"- {each}" for each in (want - got).elements())
    yield from (f"+ {each}" for each in (got - want).elements())


def main() -> None:
    """Convert, compare, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keep", metavar="FOLDER", help="keep the converted files there")
    parser.add_argument("formats", nargs="*", metavar="FORMAT", help="only those whose name has this in it")
    options = parser.parse_args()
    chosen = {
        name: row for name, row in CONVERTERS.items() if not options.formats or any(f in name for f in options.formats)
    }
    said: list[str] = []
    print(f"| format | {' | '.join(path.stem for path in DOCUMENTS)} |")
    print(f"| --- |{' --- |' * len(DOCUMENTS)}")
    with tempfile.TemporaryDirectory() as temporary:
        base = Path(options.keep or temporary)
        for name, (suffix, convert) in chosen.items():
            cells = []
            for source in DOCUMENTS:
                target = base / name.replace(" ", "-") / f"{source.stem}.{suffix}"
                target.parent.mkdir(parents=True, exist_ok=True)
                convert(source, target)
                want, got = said_of(source), said_of(target)
                different = {kind: list(differences(want[kind], got[kind])) for kind in want}
                cells.append(", ".join(f"{len(each)} {kind}" for kind, each in different.items() if each) or "same")
                for kind, each in different.items():
                    said += [f"{name}, {source.stem}, {kind}: {line}" for line in each]
            print(f"| {name} | {' | '.join(cells)} |", flush=True)
    print("\n".join(["", *said]))


if __name__ == "__main__":
    main()
