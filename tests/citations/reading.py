"""A text as the tests of the grammar read it: what it cites, and what the rules say of it."""

from __future__ import annotations

from typing import NamedTuple

from citecheck import readers
from citecheck.citations import analyse
from citecheck.documents import check_citations
from citecheck.model import Citations
from citecheck.rules import rules
from citecheck.settings import Settings

# In no alphabetical order, which would say that the list has an order of its own.
SOURCES = (
    "K. Baker, Ledgers of the Crown, p. 155.",
    "C. Draper, The Moving Court, p. 31.",
    "S. Fisher, Harbour Rolls, p. 9.",
    "G. Hunter, The Jewel House.",
    "I. Joiner, Letters, vol. 2.",
    "A. Mason, Grain and Famine.",
    "L. Nailer, The Mint.",
    "B. Porter, On Tolls.",
    "N. Quarrier, Stone and Lime.",
    "M. Reeve, Courts of the Manor.",
    "P. Smith, Iron.",
    "D. Turner, Lathes.",
)


class Reading(NamedTuple):
    """Labels and findings, each as words in order of place."""

    markers: str
    references: str
    findings: str
    """`CC101:7`, or `CC107:1=info` where the severity is not the rule's own; `CC115` without a label."""


def cite(text: str, name: str = "essay.txt", style: str = "auto") -> Citations:
    """What a text cites; the suffix of `name` decides how it is read."""
    return analyse(readers.read(name, text.encode("utf-8", "surrogatepass")), style)


def reading(text: str, name: str = "essay.txt", style: str = "auto") -> Reading:
    """Labels and findings of a text."""
    return told(cite(text, name, style))


def told(citations: Citations) -> Reading:
    """Labels and findings of what was cited."""
    problems = sorted(check_citations(citations, Settings()), key=lambda each: (each.place, each.rule))
    findings = []
    for problem in problems:
        label = f":{problem.label}" if problem.label else ""
        odd = "" if problem.severity is rules()[problem.rule].severity else f"={problem.severity}"
        findings.append(f"{problem.rule}{label}{odd}")
    return Reading(
        " ".join(marker.label for marker in citations.markers),
        " ".join(reference.label for reference in citations.references),
        " ".join(findings),
    )


def with_list(body: str, labels: str, form: str = "[{}] {}", heading: str = "", gap: str = "\n\n") -> str:
    """A body over a list with these labels (in words), each entry `form` of its label and a source."""
    rows = [form.format(label, source) for label, source in zip(labels.split(), SOURCES, strict=False)]
    return body + "\n\n" + (f"{heading}\n\n" if heading else "") + gap.join(rows) + "\n"
