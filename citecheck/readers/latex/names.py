"""What LaTeX's commands and environments are called: citations, notes, verbatim text, maths.

From the manuals of LaTeX (latex2e), natbib, biblatex 3, apacite, jurabib, harvard, chicago, amsrefs, REVTeX, csquotes,
footmisc, listings, minted, fancyvrb; and from what pandoc and Sphinx write.
"""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_MULTIPLE = _words(
    "cite Cite parencite Parencite footcite footcitetext footfullcite textcite Textcite smartcite Smartcite autocite "
    "Autocite supercite fullcite"
)
MULTICITES = frozenset(f"{name}s" for name in _MULTIPLE)
"""biblatex's commands that take a list of keys each, with what stands before and behind."""
CITES = (
    _MULTIPLE
    | MULTICITES
    | _words(
        "nocite fullnocite citet citep citealt citealp citeauthor citefullauthor citeyear citeyearpar citenum "
        "citetalias citepalias Citet Citep Citealt Citealp Citeauthor Citetalias Citepalias "
        "citetitle Citetitle citedate citeurl notecite Notecite pnotecite Pnotecite fnotecite bibentry "
        "citeA citeNP citeauthorNP citeyearNP shortcite shortciteA shortciteNP shortciteauthor fullciteA fullciteNP "
        "fullciteauthor maskcite maskciteA maskciteNP masknocite "
        "citeN citeANP shortciteN citeasnoun possessivecite citeaffixed citen Citen onlinecite inlinecite citeonline "
        "citeauthoronline citeyearonline sphinxcite citeproc textcquote blockcquote"
    )
)
VOLUME_CITES = frozenset(
    f"{form}volcite{many}" for form in ("", "p", "f", "t", "a", "s", "ft", "P", "T", "A") for many in ("", "s")
) | {"Volcite"}
"""Their key comes second, behind the volume."""
NO_CITES = _words(
    "citestyle citetext citeform citeleft citeright citemid citepunct citedash citeauthoryear citename citelist "
    "citefield citenamefont citereset citesetup citebrackets defcitealias newcites shortcites setcitestyle citesort "
    "AtEveryCite AtNextCite AtEveryCitekey DeclareCiteCommand DeclareMultiCiteCommand DeclareAutoCiteCommand "
    "citeindextrue citeindexfalse citetrackertrue citetrackerfalse precite citeproctext bibcite"
)
"""Commands about citations that cite nothing."""

NOTES = {
    "footnote": "footnote",
    "tablefootnote": "footnote",
    "footnotefull": "footnote",
    "endnote": "endnote",
    "pagenote": "pagenote",
    "sidenote": "sidenote",
    "thanks": "thanks",
    **{f"footnote{series}": f"footnote{series}" for series in "ABCDE"},
    **{f"{series}footnote": f"footnote{series}" for series in "ABCDE"},
    **{f"{series}endnote": f"endnote{series}" for series in "ABCDE"},
}
"""Commands that bring their text along, and the counter that numbers them."""
SAYS = {"endnote": "an endnote", "pagenote": "an endnote", "sidenote": "a sidenote", "thanks": "a note of the title"}

VERBATIM = _words(
    "verbatim Verbatim BVerbatim LVerbatim SaveVerbatim VerbatimOut spverbatim verbatimtab boxedverbatim alltt "
    "lstlisting minted tcblisting listing@ comment semiverbatim Highlighting sphinxVerbatim sphinxalltt macrocode "
    "Code CodeInput CodeOutput CodeChunk Sinput Soutput Schunk code spec luacode pycode pyblock sagesilent sageblock "
    "asy asydef gnuplot example LTXexample sourcecode lilypond music PVerb verbatimwrite"
)
"""Environments whose text LaTeX does not read."""
MATHS = _words(
    "math displaymath equation eqnarray align alignat aligned flalign gather gathered multline xalignat xxalignat "
    "split dmath dseries dgroup darray subequations@ array matrix pmatrix bmatrix vmatrix cases dcases tikzcd "
    "IEEEeqnarray IEEEeqnarraybox"
)
DRAWINGS = _words(
    "tikzpicture pgfpicture picture pspicture circuitikz forest axis algorithmic algorithm2e mpost mplibcode "
    "chemfigure tikzfigure feynman fmfgraph prooftree displaycode"
)
"""Environments in which brackets mean nothing, though a citation may stand in them."""
LISTS = _words("thebibliography sphinxthebibliography CSLReferences references biblist")
VERBS = _words("verb Verb lstinline mintinline spverb cverb pyginline")
CODE = _words("texttt code sphinxcode file command pkg proglang env")
"""Commands whose text is program text: brackets mean nothing, addresses do."""
DEFINITIONS = _words(
    "newcommand renewcommand providecommand DeclareRobustCommand newrobustcmd renewrobustcmd providerobustcmd "
    "NewDocumentCommand RenewDocumentCommand ProvideDocumentCommand DeclareDocumentCommand NewExpandableDocumentCommand"
)
ENVIRONMENT_DEFINITIONS = _words(
    "newenvironment renewenvironment NewDocumentEnvironment RenewDocumentEnvironment newtheoremstyle"
)
NEW_VERBATIM = (
    r"\\(?:lstnewenvironment|newtcblisting|DefineVerbatimEnvironment|CustomVerbatimEnvironment|newverbatim"
    r"|excludecomment)\s*+\{([^{}\\]++)\}|\\newminted\s*+(?:\[([^\[\]{}]++)\])?+\s*+\{([^{}\\]++)\}"
)
HEADINGS = _words("part chapter section subsection subsubsection paragraph subparagraph addchap addsec minisec")
TITLES = _words(
    "title author date subtitle thanks titlehead subject publishers institute affiliation affil address email "
    "dedicatory dedication abstract keywords Title Author Abstract"
)
"""What the preamble may hold of the text."""
NO_ARGUMENTS = _words(
    "LaTeX TeX LaTeXe BibTeX XeTeX LuaTeX pdfTeX ldots dots textellipsis ss o O ae AE oe OE aa AA l L i j copyright "
    "pounds S P dag ddag textbackslash textasciitilde textquotedblright textquotedblleft textendash textemdash "
    "today quad qquad hfill hfil smallskip medskip bigskip noindent par bf it rm sf sl sc em tt up normalfont"
)
"""Commands behind which a bracket is text."""
SYMBOLS = ("*", "†", "‡", "§", "¶", "‖", "**", "††", "‡‡")
"""`\\fnsymbol` (latex2e, 13.1)."""
