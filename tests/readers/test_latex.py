r"""LaTeX: what cites and what is cited, notes as LaTeX numbers them, what is masked, and the files of a project."""

from __future__ import annotations

import re
from pathlib import Path, PurePath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citecheck.citations import analyse
from citecheck.documents import check_citations
from citecheck.model import Citations, Document, Form, Problem
from citecheck.readers import read
from citecheck.settings import Settings
from citecheck.suppress import comments_of

FIXTURES = Path(__file__).parent.parent.parent / "fixtures" / "latex"
CLEAN = (FIXTURES / "clean.tex").read_text("utf-8")


def document(text: str, files: dict[str, str] | None = None, name: str = "main.tex") -> Document:
    """A document of a text, with the files beside it."""
    there = {path: content.encode() for path, content in (files or {}).items()}
    return read(name, text.encode("utf-8", "surrogatepass"), beside=there.get)


def project(path: str) -> Document:
    """A fixture with its folder."""
    main = FIXTURES / path

    def beside(name: str) -> bytes | None:
        file = main.parent / name
        return file.read_bytes() if file.is_file() else None

    return read(PurePath(path).as_posix(), main.read_bytes(), beside=beside)


def problems(found: Document) -> list[Problem]:
    """What the rules say, in order of place."""
    return sorted(check_citations(analyse(found), Settings()), key=lambda each: (each.path, each.place, each.rule))


def told(text: str, files: dict[str, str] | None = None) -> str:
    """Rules and labels of the findings, in words."""
    return " ".join(f"{each.rule}:{each.label or ''}" for each in problems(document(text, files)))


def labels(text: str, files: dict[str, str] | None = None) -> str:
    """The labels of all markers, in order."""
    return " ".join(marker.label for marker in analyse(document(text, files)).markers)


def notes(citations: Citations) -> list[tuple[str, str]]:
    """Label and text of each note."""
    text = citations.document.text
    return [
        (each.label, text[each.body.start : each.body.end])
        for each in citations.references
        if each.form in (Form.INLINE, Form.NOTE)
    ]


def paper(body: str, entries: str = "", preamble: str = "", cls: str = "article") -> str:
    """A whole document over a list with these keys, in words."""
    items = "".join(f"\\bibitem{{{key}}} Source of {key}.\n" for key in entries.split())
    listed = f"\\begin{{thebibliography}}{{9}}\n{items}\\end{{thebibliography}}\n" if items else ""
    return f"\\documentclass{{{cls}}}\n{preamble}\n\\begin{{document}}\n{body}\n{listed}\\end{{document}}\n"


# ---------------------------------------------------------------- fixtures


@pytest.mark.parametrize("path", ["clean.tex", "pandoc.tex", "paper/paper.tex", "thesis/thesis.tex", "arxiv/arxiv.tex"])
def test_clean_documents_have_no_findings(path):
    assert problems(project(path)) == []


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("cc101-undefined-key.tex", [("CC101", "fischer", 3, 39, 46), ("CC101", "hunter", 3, 80, 86)]),
        ("cc101-footnotemark-without-text.tex", [("CC101", "3", 4, 13, 26)]),
        ("cc102-uncited-bibitem.tex", [("CC102", "fisher", 6, 10, 16)]),
        ("cc102-footnotetext-without-mark.tex", [("CC102", "2", 5, 1, 18)]),
        ("cc113-footref-to-nothing.tex", [("CC113", "fn:second", 3, 99, 108)]),
        ("cc114-empty-cite.tex", [("CC114", None, 3, 60, 73)]),
    ],
)
def test_faulty_documents_show_just_their_fault_where_it_stands(path, expected):
    found = problems(project(path))
    assert [
        (each.rule, each.label, each.place.line, each.place.column, each.place.end_column) for each in found
    ] == expected


def test_what_a_document_cites():
    citations = analyse(project("clean.tex"))
    assert (len(citations.markers), len(citations.references)) == (10, 9)
    assert [link.url for link in citations.links] == [
        "https://granary.example/rolls/1340_a",
        "https://abbey.example/~smith/a%20b",
        "https://doi.org/10.1000/182",
        "https://letters.example/2#p4",
    ]


def test_notes_have_the_numbers_that_latex_gives_them():
    assert [label for label, _ in notes(analyse(project("clean.tex")))] == ["*", "1", "2", "7", "3"]
    # The counter begins again with the chapter.
    assert [label for label, _ in notes(analyse(project("thesis/thesis.tex")))] == ["1", "2", "3", "4", "1"]


def test_findings_name_the_file_they_stand_in():
    files = {
        "parts/one.tex": "\\section{One}\nIn one \\cite{gone}.\\footnote{}\n",
        "refs.bib": "\n@book{here, title={x}}\n@book{Here, title={y}}\n",
    }
    text = "\\documentclass{article}\n\\begin{document}\n\\input{parts/one} \\cite{here,lost}\n\\bibliography{refs}"
    found = [
        (each.path, each.place.line, each.place.column, each.rule, each.label)
        for each in problems(document(text, files, "thesis/main.tex"))
    ]
    assert found == [
        (str(PurePath("thesis/main.tex")), 3, 30, "CC101", "lost"),
        (str(PurePath("thesis/parts/one.tex")), 2, 14, "CC101", "gone"),
        (str(PurePath("thesis/parts/one.tex")), 2, 20, "CC110", "1"),
        (str(PurePath("thesis/refs.bib")), 3, 7, "CC103", "here"),
    ]


def test_the_way_from_a_place_of_the_main_file():
    found = document("a\n\\input{x} b \\cite{k}", {"x.tex": "1\n2\n3"})
    offset = found.offset(2, 19)
    assert found.text[offset] == "k"
    assert found.locate(analyse(found).markers[0].span)[:2] == (2, 19)


# ---------------------------------------------------------------- citations


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        (r"\cite{a}", "a"),
        (r"\cite[p.~3]{a,b}", "a b"),
        (r"\cite [p.~3] {a, b}", "a b"),
        (r"\citep*[see][12]{a}", "a"),
        (r"\cite[see {[}1{]}]{a}", "a"),
        ("\\cite{a,%\n  b,\n  c}", "a b c"),
        (r"\parencite[\emph{ibid.}][]{a}", "a"),
        (r"\footcite{a}", "a"),
        (r"\textcite{a}\Autocite{b}\supercite{c}", "a b c"),
        (r"\cites(pre)(post)[a][b]{a}[c]{b}{c}", "a b c"),
        (r"\parencites[1]{a}[2]{b} \citetitle{c}", "a b c"),
        (r"\citeauthor{a} (\citeyear{a}), \citealp{b}, \citenum{c}", "a a b c"),
        (r"\volcite{2}[33]{a}", "a"),
        (r"\fullcite{a}\shortciteA{b}\citeasnoun{c}", "a b c"),
        (r"\cite<see>[p. 3]{a}", "a"),
        (r"\cite{a}*{p. 3}", "a"),
        (r"\cite{a,*b}", "a b"),
        (r"\citeproc{a}{(Draper 1999)}", "a"),
        (r"\nocite{a,b}", "a b"),
        (r"\newcommand{\see}[1]{(see \cite{#1})}\see{a}", "a"),
        (r"\newcommand{\ledger}[2]{#1 \cite[#1]{#2}}\ledger{12}{a}", "a"),
        (r"\newcommand{\pcite}[2][x]{\citep[#1]{#2}}\pcite[p. 3]{a}", "a"),
        (r"\NewDocumentCommand{\see}{o m}{\cite[#1]{#2}}\see[3]{a}", "a"),
        (r"\def\see#1{\cite{#1}}\see{a}", "a"),
        (r"\let\see\cite\see{a}", "a"),
        (r"\newcommand{\knuth}{\cite{a}}", "a"),
        (r"\mysterycite{a}", "a"),
        (r"$x \text{ by \cite{a}}$ \[ y \cite{b} \]", "a b"),
        (r"\begin{align} x &= \cite{a} \end{align}", "a"),
        (r"\caption[A \cite{b}]{A \cite{a}}", "b a"),
        (r"\item[\cite{a}]", "a"),
        ("Use \\cmd{\\begin{verbatim}} and \\cite{a}.\n\\begin{verbatim}\n\\end{verbatim}", "a"),
        (r"\cite[with \cite{b}]{a}", "b a"),
    ],
)
def test_the_family_of_cite(command, expected):
    assert labels(paper(command, "a b c")) == expected


@pytest.mark.parametrize(
    "text",
    [
        r"\citestyle{a} \citetext{see a} \defcitealias{a}{b} \bibcite{a}{b} \citename{a}",
        r"\verb|\cite{a}| \verb*+\cite{a}+ \lstinline!\cite{a}! \mintinline{tex}|\cite{a}|",
        r"\string\cite{a} \cmd\cite{} \texttt{\cite}",
        "% \\cite{a}",
        "\\begin{comment}\n\\cite{a}\n\\end{comment}",
        "\\begin{lstlisting}[language=TeX]\n\\cite{a}\n\\end{lstlisting}",
        "\\begin{minted}{tex}\n\\cite{a}\n\\end{minted}",
        r"\iffalse \ifx\a\b \cite{a} \else \cite{a} \fi \fi",
        "\\if0 \\cite{a}\\fi",
        "\\mysterycite{word}",
        r"\newcommand{\needcite}{[cite]}\needcite{a}",
        r"\citeurl{https://a.example/}",
        "\\MakeShortVerb{\\|} |\\cite{a}|",
        "\\newenvironment{sample}{\\verbatim}{\\endverbatim}\n\\begin{sample}\n\\cite{a}\n\\end{sample}",
        "\\end{document} \\cite{a}",
        "\\endinput \\cite{a}",
    ],
)
def test_what_cites_nothing(text):
    assert labels(paper(text)) == ""


def test_an_else_of_iffalse_is_read():
    assert labels(paper(r"\iffalse \cite{a} \else \cite{b} \fi", "a b")) == "b"


def test_each_key_has_its_own_place():
    text = paper("One \\cite[p.~3]{alpha,\n  beta}.", "alpha beta")
    markers = analyse(document(text)).markers
    assert [text[marker.span.start : marker.span.end] for marker in markers] == ["alpha", "beta"]
    assert [text[marker.bracket.start : marker.bracket.end] for marker in markers] == ["{alpha,\n  beta}"] * 2
    assert all(marker.grouped and not marker.attached and marker.form is Form.TAG for marker in markers)


def test_numeric_keys_count_nothing():
    assert told(paper(r"\cite{5,1,9} \cite{2}", "5 1 9 2")) == ""


def test_a_key_that_cannot_be_in_a_list():
    assert told(paper(r"\cite{alpha} \cite{gamma} \cite{gamma}", "alpha")) == "CC101:gamma"
    assert told(paper(r"\cite{a}, \cite{b}", cls="article")) == "CC115:"


def test_typed_numbers_beside_a_list_of_keys_are_no_citations():
    assert told(paper(r"In [1] and [2], [3, 4], [k2]: \cite{key1}", "key1")) == ""


def test_a_typed_list_is_read_as_in_any_text():
    body = "It failed [1], or not [3].\n\n\\section*{References}\n\n[1] Royal Archive, 1340.\n\n[2] Ledger, 1341.\n"
    assert [each.split(":")[0] for each in told(paper(body)).split()] == ["CC101"]


def test_placeholders_are_found():
    assert told(paper("It failed [citation needed], as said [TODO]. \\cite{a}", "a")) == "CC114: CC114:"


# ---------------------------------------------------------------- lists


def test_the_entries_of_a_list():
    body = (
        "\\begin{thebibliography}{9}\n\\bibitem[{Smith {\\em et al.}(1999)}]{smith}\n  Smith. \\newblock Iron.\n\n"
        "% no entry\n\\bibitem {joiner}Joiner.\n\\end{thebibliography}"
    )
    citations = analyse(document(paper(r"\cite{smith,joiner}" + body)))
    assert [(each.label, citations.document.text[slice(*each.body)].split()[0]) for each in citations.references] == [
        ("smith", "Smith."),
        ("joiner", "Joiner."),
    ]


def test_uncited_duplicate_and_empty_entries():
    assert told(paper(r"\cite{a}", "a b")) == "CC102:b"
    assert told(paper(r"\cite{a,b}", "a b a")) == "CC103:a"
    assert told(paper(r"\cite{a}\begin{thebibliography}{9}\bibitem{a}\end{thebibliography}")) == "CC110:a"


def test_nocite_of_everything_cites_everything():
    assert told(paper(r"\cite{a}\nocite{*}", "a b")) == ""


def test_a_list_that_nothing_cites_is_no_list_of_references():
    assert told(paper("My works.", "a b c")) == ""


def test_chapters_may_have_lists_with_a_key_in_common():
    one = "\\cite{a,b}\\begin{thebibliography}{9}\\bibitem{a} A.\\bibitem{b} B.\\end{thebibliography}"
    two = "\\cite{a,d}\\begin{thebibliography}{9}\\bibitem{a} A.\\bibitem{c} C.\\end{thebibliography}"
    assert told(paper(one + two)) == "CC101:d CC102:c"


def test_entries_of_harvard_and_amsrefs():
    harvard = r"\begin{thebibliography}{9}\harvarditem[S]{Smith}{1999}{smith} Iron.\end{thebibliography}"
    assert told(paper(r"\citeasnoun{smith}" + harvard)) == ""
    amsrefs = r"\begin{biblist}\bib{a}{book}{title={A}}\bib*{b}{book}{title={B}}\end{biblist}"
    assert told(paper(r"\cite{a}*{p. 3}" + amsrefs)) == "CC102:b"


# ---------------------------------------------------------------- notes


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (r"\footnote{a} \footnote[7]{b} \footnote{c}", "1 7 2"),
        (r"\footnote{a}\setcounter{footnote}{4}\footnote{b}\addtocounter{footnote}{2}\footnote{c}", "1 5 8"),
        (r"\thanks{a}\thanks{b}\footnote{c}", "* † 1"),
        (r"\thanks{}\footnote{c}", "1"),
        (r"\renewcommand{\thefootnote}{\fnsymbol{footnote}}\footnote{a}\footnote{b}", "* †"),
        (r"{\renewcommand{\thefootnote}{\roman{footnote}}\footnote{a}\footnote{b}}\footnote{c}", "i ii 3"),
        (r"\begin{minipage}{3cm}\footnote{a}\footnote{b}\end{minipage}\footnote{c}", "a b 1"),
        (r"\footcite{k}\footnote{b}", "2"),
        (r"\endnote{a}\footnote{b}\endnote{c}\sidenote{d}\pagenote{e}", "1 1 2 1 1"),
        (r"\tablefootnote{a}\footnote{b}", "1 2"),
        (r"\newcommand{\fn}[1]{\footnote{#1}}\fn{a}\footnote{b}", "1 2"),
        (r"\section[A\footnote{no}]{A\footnote{a}}", "1"),
        (r"\begin{footnote}[3]a\end{footnote}", "3"),
        (r"\marginpar{a}\footnote{b}", "1"),
        (r"\footnote{a \footnote{b} c}", "1 2"),
    ],
)
def test_numbers_of_notes(body, expected):
    assert " ".join(label for label, _ in notes(analyse(document(paper(body, "k", cls="memoir"))))) == expected


def test_chapters_and_sections_begin_anew():
    body = r"\chapter{A}\footnote{a}\chapter*{B}\footnote{b}\chapter{C}\footnote{c}\section{D}\footnote{d}"
    assert [label for label, _ in notes(analyse(document(paper(body, cls="book"))))] == ["1", "2", "1", "2"]
    other = r"\counterwithout{footnote}{chapter}\counterwithin{footnote}{section}" + body
    assert [label for label, _ in notes(analyse(document(paper(other, cls="book"))))] == ["1", "2", "3", "1"]


def test_a_note_holds_paragraphs_braces_citations_and_links():
    note = "\\footnote{A {b} \\emph{c}.\n\nSee \\cite{k} and \\url{https://a.example/x}.}"
    citations = analyse(document(paper(f"Text{note} goes on.", "k")))
    first = citations.references[0]
    text = citations.document.text
    assert text[first.span.start : first.span.end] == note
    assert text[first.body.start : first.body.end] == note[len("\\footnote{") : -1]
    assert [(marker.label, marker.inside) for marker in citations.markers] == [("1", None), ("k", 0)]
    assert citations.links[0].reference == 0


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (r"a\footnotemark b\footnotetext{x}", ""),
        (r"a\footnotemark b\footnotemark c\footnotetext{x}\footnotetext{y}", ""),
        (r"a\footnotemark[3] b\footnotetext[3]{x}", ""),
        (r"a\footnotemark[1] b\footnotemark[1]\footnotetext[1]{x} c\footnotemark[1]\footnotetext[1]{y}", ""),
        (r"a\footnotetext{x} b\footnotemark", ""),
        (r"a\footnote{x} b\footnotemark[1] c\addtocounter{footnote}{-1}\footnotemark", ""),
        (r"\caption[a\footnotemark]{a\footnotemark}\footnotetext{x}", ""),
        (r"\let\thefootnote\relax\footnotetext{x}", ""),
        (r"\footnotetext{Manuscript received in May.}a\footnote{x}", ""),
        (r"a\footnote{x} b\footnotetext{Under a table.}", ""),
        (r"a\footnote{x} b\stepcounter{footnote}\footnotetext{y}", "CC102:2"),
        (r"{\renewcommand{\thefootnote}{}\footnotetext{x}}", ""),
        (r"\author{A$^{1}$}\footnotetext[1]{x}", ""),
        (r"a\footnote{x} b\footnotemark", "CC101:2"),
        (r"a\footnote{x} b\footnotemark[4]\footnotetext[4]{y}\footnotemark[5]", "CC101:5"),
        (r"a\footnote{x} b\footnotetext[4]{y}", "CC102:4"),
        (r"a\footnotemark b\footnotetext[4]{y}\footnote{x}", "CC101:1"),
        (r"\newcommand{\x}{\footnotemark}\cmd{\footnotemark}\footnote{a}", ""),
        (r"a\footnote{}", "CC110:1"),
    ],
)
def test_marks_and_texts_that_stand_apart(body, expected):
    assert told(paper(body)) == expected


def test_pointers_to_notes():
    assert told(paper(r"a\footnote{A.} b\footnote{See note 7 above.}")) == "CC113:7"
    assert told(paper(r"a\footnote{\label{fn:a}A.} \footref{fn:a} \ref{fn:a} \ref{fn:b} \ref{sec:b}")) == "CC113:fn:b"
    assert told(r"\documentclass{book}\begin{document}\footref{a}\footnote{b}\input{gone}\end{document}") == ""


# ---------------------------------------------------------------- links


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"\url{https://a.example/x}", "https://a.example/x"),
        (r"\url{https://a.example/a\_b\%20c\#d\&e\~{}f}", "https://a.example/a_b%20c#d&e~f"),
        ("\\url{https://a.example/%20x}", "https://a.example/%20x"),
        ("\\url{https://a.example/long/%\n    way/on}", "https://a.example/long/way/on"),
        (r"\url|https://a.example/x_y|", "https://a.example/x_y"),
        (r"\href{https://a.example/x\#y}{text}", "https://a.example/x#y"),
        (r"\href[page=2]{https://a.example/x}{https://a.example/\ldots}", "https://a.example/x"),
        (r"\href{mailto:a@b.example}{a@b.example}", "mailto:a@b.example"),
        (r"\doi{10.1000/a\_b}", "https://doi.org/10.1000/a_b"),
        (r"\href{\doibase 10.1000/182}{doi}", "https://doi.org/10.1000/182"),
        (r"see http://a.example/\~{}b/c\_d.", "http://a.example/~b/c_d"),
        (r"{\tt http://a.example/{\textasciitilde}b}", "http://a.example/~b"),
        (r"\texttt{http://a.example/b[1]}", "http://a.example/b"),
        (r"\nolinkurl{https://a.example/}\path{https://b.example/}", ""),
        (r"\href{run:./a.mpg}{film} \href{a.pdf}{file} \url{\base/x}", ""),
        (r"\newcommand{\site}[1]{\href{#1}{x}}\site{https://a.example/%20x}", "https://a.example/%20x"),
        (r"\newcommand{\page}[1]{\url{https://a.example/#1}}\page{x}", ""),
        ("% https://a.example/", ""),
    ],
)
def test_links(text, expected):
    assert " ".join(link.url for link in analyse(document(paper(text))).links) == expected


def test_a_link_stands_at_its_address():
    text = paper(r"See \href{https://a.example/x\_y}{the page}.")
    link = analyse(document(text)).links[0]
    assert text[link.span.start : link.span.end] == link.written == r"https://a.example/x\_y"


def test_addresses_of_the_preamble_are_none_of_the_text():
    preamble = r"\hypersetup{pdfurl={http://a.example/}}\title{T\thanks{See \url{http://b.example/}}} % http//c.example"
    citations = analyse(document(paper("x", preamble=preamble)))
    assert [link.url for link in citations.links] == ["http://b.example/"]
    assert [marker.label for marker in citations.markers] == ["*"]


@pytest.mark.parametrize(
    "text",
    [
        r"$x[1]$ $$[2]$$ \[ [3] \] \( [4] \)",
        r"\begin{equation*} a[1] \end{equation*}",
        r"\includegraphics[1]{a} \\[1] \item[1] \foo*[1][2]",
        r"\texttt{a[1]} \code{b[2]} \lstinline|c[3]|",
        "\\begin{tikzpicture}\n\\node at (0,0) {[1]};\n\\end{tikzpicture}",
        "\\begin{verbatim}\n[1]\n\\end{verbatim}",
    ],
)
def test_brackets_that_mean_nothing_are_masked(text):
    prose = document(f"Before.\n\n{text}\n\nAfter.").prose
    assert not re.search(r"\[ ?\d ?\]", prose)
    assert "Before." in prose
    assert "After." in prose


# ---------------------------------------------------------------- files


def test_files_are_followed():
    files = {
        "a.tex": r"A \cite{a} \subimport{sub/}{b}",
        "sub/b.tex": r"B \cite{b} \input{c}",
        "sub/c.tex": r"C \cite{c}",
        "d": r"D \cite{d}",
    }
    assert labels(r"\input{a} M \include{./d} \cite{e} \input x", files) == "a b c d e"
    text = document(r"\input{a}", files).text
    assert re.findall(r"\b[A-D] ", text) == ["A ", "B ", "C "]


def test_a_subfile_ends_with_its_own_document():
    sub = r"\documentclass[../main]{subfiles}\begin{document}\cite{b}\end{document}\cite{no}"
    text = paper(r"\subfile{sub} \cite{a}", "a b")
    assert labels(text, {"sub.tex": sub}) == "b a"


def test_circles_and_depth_are_bounded():
    assert labels(r"\cite{a}\input{a}", {"a.tex": r"\cite{b}\input{a}"}) == "a b"
    deep = {f"f{n}.tex": rf"\cite{{k{n}}}\input{{f{n + 1}}}" for n in range(50)}
    assert labels(r"\input{f0}", deep).split()[-1] == "k18"
    double = {f"f{n}.tex": rf"\input{{f{n + 1}}}\input{{f{n + 1}}}x" for n in range(19)}
    assert len(document(r"\input{f0}", double).text) < 100_000


@pytest.mark.parametrize("name", ["../a", "/etc/passwd", "a/../../b", "C:/a", "http://a.example/b", "a\\b", "~#"])
def test_nothing_outside_is_asked_for(name):
    asked = []
    text = rf"\input{{{name}}}\bibliography{{{name}}}\addbibresource{{{name}}}"
    read("main.tex", text.encode(), beside=lambda path: asked.append(path))
    assert all(not path.startswith(("..", "/")) and ":" not in path and "\\" not in path for path in asked)


@pytest.mark.parametrize(
    ("text", "lacks"),
    [
        (r"\cite{a}", "references"),
        (paper(r"\cite{a}\cite{b}\bibliography{gone}"), "references"),
        (paper(r"\cite{a}\cite{b}\input{../refs}"), "references"),
        (paper(r"\cite{a}\cite{b}\printbibliography"), "references"),
        (paper(r"\cite{a}\cite{b}\begin{btSect}{books}\btPrintCited\end{btSect}"), "references"),
        (paper(r"\cite{a}\cite{b}", cls="mythesis"), "references"),
        (paper(r"\cite{a}\cite{b}", cls="subfiles"), "references"),
        (paper(r"\cite{a}\input{gone}", "a b"), "markers"),
        (r"\cite{a}\begin{thebibliography}{9}\bibitem{a} A.\bibitem{b} B.\end{thebibliography}", "markers"),
        (paper(r"\cite{a}", "a"), ""),
        (paper(r"\footnote{a}"), ""),
    ],
)
def test_what_is_elsewhere_is_not_missed(text, lacks):
    found = document(text)
    assert found.lacks == lacks
    assert problems(found) == []


BIB = "@book{a, title={A}}\n@book{Bee, title={B}}\n@book{never, title={N}, url={http//broken.example/}}\n"


def test_only_cited_entries_of_a_database_are_references():
    text = paper(r"\cite{a} \cite{bee}\bibliography{refs}")
    citations = analyse(document(text, {"refs.bib": BIB}))
    assert [reference.label for reference in citations.references] == ["a", "Bee"]
    assert told(text, {"refs.bib": BIB}) == ""


def test_keys_that_no_database_has():
    assert told(paper(r"\cite{a,nothing}\bibliography{refs}"), {"refs.bib": BIB}) == "CC101:nothing"
    found = problems(document(paper(r"\cite{a,nevr}\bibliography{refs}"), {"refs.bib": BIB}))
    assert [each.message for each in found] == [
        "[nevr] has no entry in the list; [never] is never cited: did you mean [never]?"
    ] + [each.message for each in found[1:]]
    assert [each.rule for each in found] == ["CC101", "CC201"]


def test_biber_minds_the_case_of_keys():
    text = r"\cite{a} \cite{bee}"
    assert told(paper(text, preamble=r"\addbibresource{refs.bib}"), {"refs.bib": BIB}) == "CC101:bee"


def test_bibtex_knows_one_case_of_a_key():
    text = paper(r"\cite{bee} \cite{a} \cite{BEE}\bibliography{refs}")
    found = problems(document(text, {"refs.bib": BIB}))
    assert [(each.rule, each.label, each.place.column) for each in found] == [("CC109", "BEE", 27)]


def test_everything_of_a_database():
    text = paper(r"\nocite{*}\cite{a}\bibliography{refs}")
    citations = analyse(document(text, {"refs.bib": BIB}))
    assert [reference.label for reference in citations.references] == ["a", "Bee", "never"]
    assert told(text, {"refs.bib": BIB}) == "CC201:"


def test_several_databases():
    files = {"one.bib": "@book{a, title={A}}", "two.bib": "@book{b, title={B}}\n@book{a, title={Again}}"}
    assert told(paper(r"\cite{a,b}\bibliography{one, two}"), files) == "CC103:a"
    assert told(paper(r"\cite{a,b}\bibliography{IEEEabrv,one,two}"), files) == "CC103:a"
    # Chapters with databases of their own may have sources in common.
    chapters = {**files, "c.tex": r"\cite{a}\bibliography{one}", "d.tex": r"\cite{a,b}\bibliography{two}"}
    assert told(paper(r"\include{c}\include{d}"), chapters) == ""


def test_aliases_of_biblatex():
    text = paper(r"\cite{old}", preamble=r"\addbibresource{refs.bib}")
    assert told(text, {"refs.bib": "@book{new, ids = {old, older}, title={A}}"}) == ""


def test_a_database_within_the_document():
    text = (
        "\\begin{filecontents*}{\\jobname.bib}\n@book{a, title={A}, isbn={978-3-16-148410-1}}\n\\end{filecontents*}\n"
    )
    found = problems(document(text + paper(r"\cite{a,b}\bibliography{main}")))
    assert [(each.rule, each.place.line, each.place.column) for each in found] == [("CC206", 2, 27), ("CC101", 7, 9)]


def test_what_bibtex_made_stands_in_for_the_database():
    bbl = r"\begin{thebibliography}{1}\bibitem{a} A. \bibitem{parent} P.\end{thebibliography}"
    text = paper(r"\cite{a,b}\bibliography{refs}")
    assert told(text, {"main.bbl": bbl}) == "CC101:b"
    assert told(text, {"main.bbl": bbl, "refs.bib": "@book{b, title={B}}"}) == "CC101:a"


def test_what_biber_made_stands_in_for_the_database():
    bbl = (
        "\\refsection{0}\n\\entry{a}{book}{}\n\\field{title}{A [1]}\n\\verb{url}\n\\verb https://a.example/x_y\n"
        "\\endverb\n\\endentry\n\\entry{c}{book}{}\n\\endentry\n"
    )
    text = paper(r"\cite{a,b}", preamble=r"\addbibresource{gone.bib}")
    assert told(text, {"main.bbl": bbl}) == "CC101:b"
    assert [link.url for link in analyse(document(text, {"main.bbl": bbl})).links] == ["https://a.example/x_y"]


# ---------------------------------------------------------------- comments, examples, broken input


def test_comments_to_citecheck():
    files = {"one.tex": "\\cite{gone} % citecheck: ignore CC101 -- known\n"}
    citations = analyse(document("% citecheck: ignore-file CC107\n%% no\n\\input{one}", files, "book/main.tex"))
    silences = [comment.silence for comment in comments_of(citations)]
    assert [(each.path, each.place.line, each.codes, each.reason, each.wrong) for each in silences] == [
        (str(PurePath("book/main.tex")), 1, ("CC107",), "", ""),
        (str(PurePath("book/one.tex")), 1, ("CC101",), "known", ""),
    ]


def test_a_document_in_an_example_is_no_document():
    sample = "\\begin{sample}\n\\documentclass{book}\n\\begin{document}\n\\end{document}\n\\end{sample}\n"
    assert document(f"A \\cite{{a}} {sample} B").lacks == "references"
    assert told(paper(f"\\cite{{a}} {sample} \\cite{{b}}", "a b")) == ""


@pytest.mark.parametrize(
    "slip",
    [
        "\\footnote{open",
        "}",
        "$x",
        "\\begin{equation} x",
        "\\end{equation}",
        "\\begin{verbatim}",
        "\\verb|x",
        "\\iffalse",
        "\\cite{",
        "\\cite[",
        "\\newcommand{\\x}{",
        "\\[ x",
        "{",
        "\\",
    ],
)
def test_a_slip_spoils_only_its_place(slip):
    text = paper(f"\\cite{{a}} {slip}\n\nMore \\cite{{b}}.\n", "a b")
    assert told(text) in ("", "CC110:b")
    assert {"a", "b"} <= set(labels(text).split())


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("\\cite[p.~3]{draper,fisher}", "\\cite[p.~3]{draper}", "CC102:fisher"),
        ("\\bibitem{hunter} G. Hunter, The Jewel House.\n", "", "CC101:hunter"),
        ("\\bibitem{hunter}", "\\bibitem{huntsman}", "CC101:hunter CC102:huntsman"),
        ("\\bibitem{hunter}", "\\bibitem{hunters}", "CC101:hunter"),
        ("\\bibitem{hunter}", "\\bibitem{draper}", "CC101:hunter CC103:draper"),
        ("\\footnotetext[7]{In April.}\n", "", "CC101:7"),
        ("\\footnotetext[7]", "\\footnotetext[8]", "CC101:7"),
        ("\\footnotemark[7]", "", "CC102:7"),
        ("978-3-16-148410-0", "978-3-16-148410-2", "CC206:"),
        ("\\footnote{Not in the", "\\footnote{Not in \\footref{fn:south} the", "CC113:fn:south"),
    ],
)
def test_one_slip_is_one_finding(old, new, expected):
    assert told(CLEAN) == ""
    assert CLEAN.count(old) == 1
    assert told(CLEAN.replace(old, new)) == expected


TOKENS = (
    *(r"\cite", r"\cite{a}", r"\cites", r"\footnote", r"\footnotemark", r"\footnotetext", r"\begin{equation}"),
    *(r"\end{equation}", r"\begin{verbatim}", r"\end{verbatim}", r"\begin{thebibliography}", r"\bibitem", r"\url"),
    *(r"\href", r"\newcommand", r"\def", r"\x", r"\let", r"\input{a}", r"\input", r"\iffalse", r"\fi", r"\verb"),
    *("{", "}", "[", "]", "(", ")", "$", "$$", "%", "\\", "\\\\", r"\[", r"\]", "#1", "*", "|", "a", ",", " ", "\n"),
    *("\n\n", "http://a.example/", r"\_", "é", "\u200b", "@book{a,", "1", r"\documentclass{article}", r"\label{fn:a}"),
    *(
        r"\begin{document}",
        r"\end{document}",
        r"\bibliography{a}",
        r"\section{",
        r"\title{",
        r"\begin{filecontents}{a}",
    ),
)


@given(st.lists(st.sampled_from(TOKENS), max_size=40).map("".join), st.lists(st.sampled_from(TOKENS)).map("".join))
def test_no_text_is_too_odd(text, other):
    found = document(text, {"a.tex": other, "a.bib": other, "main.bbl": other})
    lines = {"main.tex": text, "a.tex": other, "a.bib": other, "main.bbl": other}
    assert all(0 <= a.start <= a.end <= b.start for a, b in zip(found.masks, found.masks[1:], strict=False))
    citations = analyse(found)
    for each in (*citations.markers, *citations.references, *citations.links):
        place = found.locate(each.span)
        source = lines[place.path or "main.tex"].split("\n")
        assert 1 <= place.line <= place.end_line <= len(source)
        assert 1 <= place.column <= len(source[place.line - 1]) + 1
    assert isinstance(problems(found), list)


HOSTILE = (
    *(r"\def\a{", r"\newcommand{\a}{", r"\footnote{", r"\cite[", r"\cite[{", r"\cite{", "$a ", r"\[", r"\verb|"),
    *(r"\begin{verbatim}", r"\begin{equation}", r"\end{equation}", r"\iffalse", r"\a[{}", r"\url{a{", "http://"),
    *(r"\bibitem{a}", r"\bibitem[[]{a}", r"\footnotemark", r"\footnotetext[1]{a}", r"\title{", r"\(\cite{a}\[$"),
    r"\begin{thebibliography}{9}\bibitem{a}x\end{thebibliography}\cite{a}",
)


@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_texts_are_read(piece):
    # If each piece looked at all others, this would take minutes.
    text = piece * 30_000
    assert document(text).text == text
