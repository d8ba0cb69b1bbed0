"""An entry of a database lacks a field (only if selected).

What it does
    Finds entries of a BibTeX or biblatex database without a field that their type needs, such as an article
    without its journal. It speaks only where it is asked for by its own code or name, `--select CC117`: many
    databases live well without. What an entry inherits from another one is not missed.

Why it matters
    The printed reference has a hole, and nobody finds the source by it.

Flagged (bibtex)
    @article{smith2009,
      author = {Smith, Anna},
      title = {Tides},
      year = 2009,
    }

Clean (bibtex)
    @article{smith2009,
      author = {Smith, Anna},
      title = {Tides},
      journaltitle = {Coastal Review},
      date = {2009-05},
    }

Fix
    Add the field, or give the entry the type that it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from citecheck.model import Severity
from citecheck.rules import from_faults, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from citecheck.model import Citations, Finding


@rule("CC117", "missing-field", Severity.INFO)
def check(citations: Citations) -> Iterator[Finding]:
    """One finding for each entry."""
    yield from from_faults(citations, "CC117")
