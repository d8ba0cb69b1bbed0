"""Two references say the same.

What it does
    Finds entries of one list with the same text: the same source at the same place. Another page, chapter or
    edition is another reference, and "ibid." is left alone.

Why it matters
    In a numbered bibliography one number is enough; two make the list longer and the citations uneven.

Flagged
    The harvest failed twice [1]. Prices doubled [2], as shown before [1].

    [1] Royal Archive, Ledger 12, entries for March.

    [2] Royal Archive, Ledger 12, entries for March.

Clean
    The harvest failed twice [1]. Prices doubled [2].

    [1] Royal Archive, Ledger 12, p. 155.

    [2] Royal Archive, Ledger 12, p. 202.

Fix
    Keep one of the two and cite it in both places.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from citecheck.model import Finding, Form, Related, Severity
from citecheck.rules import bracketed, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from citecheck.model import Citations, Reference

_SHORTEST = 16
"""Characters of text that do not repeat by chance."""


@rule("CC111", "duplicate-source", Severity.INFO)
def check(citations: Citations) -> Iterator[Finding]:
    """One finding at each further entry with the same text."""
    seen: dict[tuple[Form, int, str], Reference] = {}
    for reference in citations.references:
        body = citations.document.text[reference.body.start : reference.body.end]
        words = " ".join(body.casefold().split()).rstrip(".")
        if len(words) < _SHORTEST or words.startswith(("ibid", "id.", "see note", "op. cit")):
            continue
        first = seen.setdefault((reference.form, reference.series, words), reference)
        if first is not reference and first.label != reference.label:
            yield Finding(
                f"{bracketed(reference)} says the same as {bracketed(first)}",
                reference.span,
                reference.label,
                note="the same source at the same place",
                advice=f"cite {bracketed(first)} in both places",
                related=(Related(first.span, "first entry"),),
            )
