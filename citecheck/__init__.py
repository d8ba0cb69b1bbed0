"""citecheck: checks the footnotes, references and links of a text."""

__version__ = "0.1.0"
