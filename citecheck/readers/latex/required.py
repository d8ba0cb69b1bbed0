"""The fields that an entry of a database needs: those without which BibTeX warns (btxdoc, 3.1).

Where biblatex (its manual, 2.1) asks for less or calls a field otherwise, that will do.
"""

from __future__ import annotations

from collections.abc import Iterator

from citecheck.model import Fault
from citecheck.readers.latex.bibtex import Entry, fields

_YEAR = "year|date"
_WHO = "author|editor|editora|translator|organization|institution"
_HOME = "school|institution"
_REQUIRED = {
    "article": f"author|editor title journal|journaltitle|shortjournal {_YEAR}",
    "book": f"{_WHO} title {_YEAR}",
    "mvbook": f"{_WHO} title {_YEAR}",
    "inbook": f"{_WHO} title chapter|pages|booktitle {_YEAR}",
    "incollection": f"author title booktitle {_YEAR}",
    "inproceedings": f"author title booktitle|eventtitle {_YEAR}",
    "conference": f"author title booktitle|eventtitle {_YEAR}",
    "collection": f"{_WHO} title {_YEAR}",
    "proceedings": f"title {_YEAR}",
    "booklet": "title",
    "manual": "title",
    "mastersthesis": f"author title {_HOME} {_YEAR}",
    "phdthesis": f"author title {_HOME} {_YEAR}",
    "thesis": f"author title {_HOME} {_YEAR}",
    "techreport": f"author title institution {_YEAR}",
    "report": f"author title institution {_YEAR}",
    "unpublished": "author title",
    "online": "title url|doi|eprint",
    "electronic": "title url|doi|eprint",
    "www": "title url|doi|eprint",
    "patent": f"author title number {_YEAR}",
}
"""For each type of entry its fields, `|` between those of which one will do."""
_HEIRS = frozenset(("crossref", "xdata"))
"""With these, fields come from another entry."""


def missing_fields(text: str, entry: Entry) -> Iterator[Fault]:
    """One fault at the key of an entry that lacks fields; an empty field is none."""
    present = {field.name for field in fields(text, entry) if text[field.value.start : field.value.end].strip()}
    if present & _HEIRS:
        return
    needed = [choice.split("|") for choice in _REQUIRED.get(entry.kind, "").split()]
    lacking = [choice[0] for choice in needed if present.isdisjoint(choice)]
    if lacking:
        what = f"{', '.join(lacking[:-1])} and {lacking[-1]}" if len(lacking) > 1 else lacking[0]
        message = f"[{entry.key}] has no {what}"
        advice = f"add {'the fields' if len(lacking) > 1 else 'the field'} to this @{entry.kind}, or correct its type"
        yield Fault("CC117", entry.span, message, label=entry.key, note="lacks what its type needs", advice=advice)
