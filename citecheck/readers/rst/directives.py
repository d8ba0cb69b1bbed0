"""What the directives of docutils, Sphinx and their extensions hold: prose, or what is not for reading.

The lists go by the manuals: docutils' "reStructuredText Directives" and Sphinx's "Directives".
"""

from __future__ import annotations

from enum import Enum, auto

from citecheck.patterns import lazy as regex


class Kind(Enum):
    """What is to be done with a directive."""

    OPAQUE = auto()
    """Nothing in it is prose: code, maths, tables of contents."""
    PICTURE = auto()
    """As above, but its address is looked at."""
    FIGURE = auto()
    """An address, then prose."""
    TEXT = auto()
    """Prose from its first line on."""
    TITLED = auto()
    """A signature or an argument, then prose."""
    LITERAL = auto()
    """Code with inline markup."""
    INCLUDE = auto()
    """Another file, which may hold notes or markers."""


_OPAQUE = """
code code-block sourcecode highlight highlightlang literalinclude math raw doctest testcode testsetup testcleanup
testoutput graphviz digraph graph inheritance-diagram uml plantuml mermaid productionlist ipython jupyter-execute plot
prompt command-output program-output toctree index autosummary tabularcolumns bibliography footbibliography role
default-role meta contents sectnum section-numbering unicode date cssclass currentmodule restructuredtext-test-directive
kernel-doc kernel-render kernel-feat kernel-abi program sphinx-autobuild todolist
"""
_TEXT = """
attention caution danger error hint important note tip warning admonition seealso todo versionadded versionchanged
versionremoved version-added version-changed version-deprecated version-removed deprecated deprecated-removed topic
sidebar rubric centered epigraph highlights pull-quote compound header footer replace title table list-table csv-table
flat-table glossary hlist line-block legend impl-detail availability details dropdown card container only centered
acks parsed-text exercise theorem definition proof lemma
"""
_PICTURES = frozenset(("image", "video", "youtube", "thumbnail"))
_FIGURES = frozenset(("figure", "kernel-figure", "kernel-image", "carousel"))
_INCLUDES = frozenset(("include", "kernel-include", "mdinclude", "includefile"))
_KINDS = {
    **dict.fromkeys(_OPAQUE.split(), Kind.OPAQUE),
    **dict.fromkeys(_TEXT.split(), Kind.TEXT),
    **dict.fromkeys(_PICTURES, Kind.PICTURE),
    **dict.fromkeys(_FIGURES, Kind.FIGURE),
    **dict.fromkeys(_INCLUDES, Kind.INCLUDE),
    "parsed-literal": Kind.LITERAL,
}
_LIKE_CODE = regex(
    r"code|source|literal|graph|diagram|uml|mermaid|math|test|console|terminal|shell|prompt|output|ipython|jupyter|json"
    r"|yaml|xml|sql|bib|svg|tikz|chart|exec|script|schema|openapi|regex|example|highlight|lexer|chem|music"
)


def kind_of(name: str) -> Kind:
    """What a directive holds, by its name; one that nobody knows has an argument and prose."""
    name = name.lower()
    known = _KINDS.get(name) or _KINDS.get(name.rpartition(":")[2])
    if known:
        return known
    return Kind.OPAQUE if _LIKE_CODE.search(name) else Kind.TITLED
