"""What the elements, classes and roles of HTML mean for a text.

Sources: HTML standard, 15.3 (rendering); DPUB-ARIA 1.1; EPUB 3 structural semantics; and the habits of programs.
"""

from __future__ import annotations

from re import IGNORECASE

from citecheck.patterns import lazy
from citecheck.readers.monospaced import is_monospaced


class Sign:
    """What an element says of itself: bits, as plain numbers, for there are many elements."""

    HIDDEN = 1
    """Not text."""
    MASKED = 2
    """Text in which brackets mean nothing: code, menus."""
    RAISED = 4
    LABEL = 8
    """The label of a note or entry, whose text goes on in the next block."""
    MARKER = 16
    """Cites a note or an entry."""
    BACK = 32
    """Leads back from a note."""
    NOTE = 64
    """Is a note or an entry of a bibliography."""
    NOTES = 128
    """Holds notes."""
    INLINE = 256
    """Is a note in the midst of the text."""
    UNNUMBERED = 512
    """A list without numbers."""
    TYPED = 1024
    """Set in a font for program text."""


_WORDS = {
    "blocks": """address article aside blockquote body caption center col colgroup dd details dialog dir div dl dt
        fieldset figcaption figure footer form frameset header hgroup hr html legend li listing main menu nav ol
        optgroup p plaintext pre search section summary table tbody td tfoot th thead tr ul h1 h2 h3 h4 h5 h6""",
    "hidden": """script style template noscript svg svg:svg textarea title select datalist object iframe canvas audio
        video noembed noframes rp applet xmp math m:math mml:math""",
    "masked": "code pre kbd samp tt listing plaintext nav",
}
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
BLOCKS = frozenset(_WORDS["blocks"].split())
"""Elements that begin and end a paragraph."""
CLOSES_P = BLOCKS - {"tbody", "thead", "tfoot", "tr", "td", "th", "caption", "colgroup", "col", "body", "html"}
MATHS = frozenset({"math", "m:math", "mml:math"})
_OF_ELEMENT = dict.fromkeys(_WORDS["hidden"].split(), Sign.HIDDEN)
_OF_ELEMENT |= dict.fromkeys(_WORDS["masked"].split(), Sign.MASKED)
_OF_ELEMENT["sup"] = Sign.RAISED

_CLASSES = {
    Sign.HIDDEN: """mw-cite-backlink mw-linkback-text mw-editsection editsection backrefs headerlink headeranchor-link
        anchorjs-link permalink heading-anchor header-anchor pagenum pageno page-number pagebreak easy-footnote-to-top
        ltx_tag_note footnote-backref footnote-back reversefootnote data-footnote-backref footnote-backlink
        footnote_backlink footnote-return footnote-backlinks""",
    Sign.MASKED: """literal verbatim highlight sourceCode code ltx_verbatim ltx_lstlisting mwe-math-element
        math MathJax MathJax_Preview katex toc tocnumber table-of-contents breadcrumb breadcrumbs pagination""",
    Sign.RAISED: "superscript MsoFootnoteReference MsoEndnoteReference",
    Sign.LABEL: "label csl-left-margin bibtexnumber ltx_tag_bibitem footnote-label",
    Sign.MARKER: """footnote-ref footnote-reference footnoteref footnoteRef footnoteReference fnref noteref
        sdfootnoteanc sdendnoteanc easy-footnote footnote_referrer footnote_plugin_tooltip_text
        mw-ref citation-reference note-ref endnote-ref fnanchor footnote-anchor""",
    Sign.BACK: """fn-backref footnote-back footnote-backref reversefootnote data-footnote-backref footnote-backlink
        footnote_backlink sdfootnotesym sdendnotesym easy-footnote-to-top footnote-return""",
    Sign.NOTE: """csl-entry ltx_bibitem MsoFootnoteText MsoEndnoteText easy-footnote-single footnote-body
        footnote-item footnote-definition sdfootnote sdendnote footnotedef""",
    Sign.NOTES: """footnotes endnotes footnote-list references reflist easy-footnotes-wrapper wp-block-footnotes
        footnotes-list csl-bib-body ltx_biblist bibliography footnote_container""",
    Sign.INLINE: "sidenote marginnote ltx_note_outer modern-footnotes-footnote__note",
}
_ROLES = {
    Sign.HIDDEN: "doc-pagebreak pagebreak backlink-list",
    Sign.MASKED: "navigation menu menubar search doc-toc doc-pagelist doc-index toc landmarks page-list",
    Sign.MARKER: "doc-noteref doc-biblioref noteref biblioref",
    Sign.BACK: "doc-backlink backlink referrer",
    Sign.NOTE: "doc-footnote doc-endnote doc-biblioentry footnote endnote rearnote biblioentry note",
    Sign.NOTES: "doc-endnotes doc-bibliography endnotes footnotes rearnotes bibliography",
}
_OF_CLASS = {
    name: sum(sign for sign, names in _CLASSES.items() if name in names.split())
    for name in " ".join(_CLASSES.values()).split()
}
_OF_ROLE = {name: sign for sign, names in _ROLES.items() for name in names.split()}
_STRUCTURE = frozenset({"start", "contents", "index", "top", "up", "next", "prev", "previous", "glossary", "help"})
"""What a link of a menu leads to (HTML 4.01, 6.12, and Texinfo): no note, even in brackets."""
_INVISIBLE = lazy(r"(?:display[ ]*:[ ]*none|visibility[ ]*:[ ]*hidden)\b")
_NO_NUMBERS = lazy(r"list-style(?:-type)?[ ]*:[^;]*\bnone\b")
_FONT = lazy(r"(?:\A|;)[ \n]*font-family[ ]*:[ ]*+([^;]{1,200})", IGNORECASE)
_RAISED = lazy(r"vertical-align[ ]*:[ ]*super\b")


def signs(name: str, attributes: dict[str, str]) -> int:
    """What an element says by its name, classes, roles and style."""
    sign = _OF_ELEMENT.get(name, 0)
    for word in attributes.get("class", "").split():
        if known := _OF_CLASS.get(word):
            sign |= known
        elif word == "footnote":
            sign |= _footnote(name)
        elif word == "reference" and name == "sup":  # of an `a` it means any link in Sphinx
            sign |= Sign.MARKER
    for kind in ("role", "epub:type"):
        for word in attributes.get(kind, "").split():
            if kind == "epub:type" or word != "note":  # which is any remark to ARIA
                sign |= _OF_ROLE.get(word, 0)
    if "style" in attributes:
        style = attributes["style"].lower()
        if _INVISIBLE.search(style):
            sign |= Sign.HIDDEN
        if _RAISED.search(style):
            sign |= Sign.RAISED
        if _NO_NUMBERS.search(style):
            sign |= Sign.UNNUMBERED
        if "font-family" in style and (font := _FONT.search(attributes["style"])) and is_monospaced(font[1]):
            sign |= Sign.TYPED
    if name == "font" and is_monospaced(attributes.get("face", "")):
        sign |= Sign.TYPED
    if "hidden" in attributes and attributes["hidden"].lower() != "until-found":
        sign |= Sign.HIDDEN
    if "data-footnote-ref" in attributes or (name == "sup" and attributes.get("data-fn")):  # the latter is WordPress
        sign |= Sign.MARKER
    if "data-footnote-backref" in attributes:
        sign |= Sign.BACK
    if attributes.get("rel") in ("footnote", "mw:referencedBy"):
        sign |= Sign.MARKER if attributes["rel"] == "footnote" else Sign.HIDDEN
    if attributes.get("rel", "").lower() in _STRUCTURE:
        sign |= Sign.MASKED
    if sign & Sign.MARKER and name in BLOCKS:
        sign &= ~Sign.MARKER
    return sign


def _footnote(name: str) -> int:
    """The class says what the element is part of: of an `a` or `sup` the marker, else the note."""
    return Sign.MARKER if name in ("a", "sup") else Sign.NOTE if name in BLOCKS else 0
