"""The counters of LaTeX that number notes (latex2e, 13)."""

from __future__ import annotations

from collections import defaultdict

from citecheck.readers.latex import names
from citecheck.readers.numerals import roman


class Numbers:
    """The counters of notes."""

    def __init__(self) -> None:
        self.values: dict[str, int] = defaultdict(int)
        self.shown: dict[str, str] = {"thanks": "fnsymbol", "mpfootnote": "alph"}
        """How each counter is shown where not by `\\arabic`; empty if nobody knows."""
        self.resets = {"chapter": ["footnote"]}
        """Which counters begin again with each heading."""

    def step(self, counter: str) -> str:
        """The next label."""
        self.values[counter] += 1
        return self.label(counter)

    def label(self, counter: str) -> str:
        """How the counter shows now."""
        value, manner = self.values[counter], self.shown.get(counter, "arabic")
        if manner == "fnsymbol" and 0 < value <= len(names.SYMBOLS):
            return names.SYMBOLS[value - 1]
        if manner in ("alph", "Alph") and 0 < value <= 26:
            return chr(ord("a" if manner == "alph" else "A") + value - 1)
        if manner in ("roman", "Roman"):
            return roman(value) if manner == "roman" else roman(value).upper()
        return str(value) if manner else "*"

    def begin(self, heading: str) -> None:
        """A heading that is numbered."""
        for counter in self.resets.get(heading, ()):
            self.values[counter] = 0
