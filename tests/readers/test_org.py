"""Org: footnotes, citations and links as Org has them, all else hidden; findings point at the source."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from marked import FIXTURES, document, findings, fixture, holds, labels, urls, words

from citecheck import readers
from citecheck.citations import analyse
from citecheck.model import MASKED, Form


def org(text: str):
    return document(text, "a.org")


# ---------------------------------------------------------------- fixtures


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("clean", []),
        ("pandoc", []),
        ("ignored", [("CC101", "2", "[fn:2]")]),
        ("undefined-footnote", [("CC101", "fire", "[fn:fire]")]),
        ("uncited-footnote", [("CC102", "2", "[fn:2]")]),
        ("duplicate-footnote", [("CC103", "2", "[fn:2]")]),
        ("unknown-citation-key", [("CC101", "oaks1989", "@oaks1989")]),
    ],
)
def test_fixtures(name, expected):
    assert findings(fixture(f"org/{name}.org")) == expected


def test_every_fixture_is_tested():
    assert len(list((FIXTURES / "org").glob("*.org"))) == 7


def test_a_clean_document():
    citations = analyse(fixture("org/clean.org"))
    assert labels(citations) == (
        "1 toll 1 hart1911 oaks1988 clerk clerk 3 1",
        "hart1911 oaks1988 1 clerk 1 toll 3",
    )
    assert [link.url for link in citations.links] == [
        "https://fire.example/1731",
        "https://archive.example/county/books",
    ]
    bodies = [citations.document.text[slice(*each.body)] for each in citations.references]
    assert bodies[3:] == [
        "J. Clerk, the younger.",
        "Minutes of the harbour board, 4 May 1702.",
        "A toll of three pence.\n\nIn wool, mostly.[fn:1]",
        "Not counting the ferry.",
    ]


# ---------------------------------------------------------------- footnotes


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a[fn:1] b[fn:long-name_2]", [("1", "[fn:1]"), ("long-name_2", "[fn:long-name_2]")]),
        ("a[fn:: x [y] z] b", [("1", "[fn:: x [y] z]")]),
        ("a[fn:x: the\ntext] b[fn:x]", [("x", "[fn:x: the\ntext]"), ("x", "[fn:x]")]),
        ("a[fn:: see [fn:2]] b", [("1", "[fn:: see [fn:2]]"), ("2", "[fn:2]")]),
        ("a[fn:: no\n\nend] b", []),
        ("=[fn:1]= ~[fn:2]~ a=[fn:3]=", [("3", "[fn:3]")]),
        (
            "# [fn:1]\n#+begin_src x\n[fn:2]\n#+end_src\n: [fn:3]\n#+name: [fn:4]\n#+caption: [fn:5]",
            [("5", "[fn:5]")],
        ),
        ("#+BEGIN_QUOTE\na[fn:1]\n#+END_QUOTE", [("1", "[fn:1]")]),
        ("#+begin_src x\na[fn:1]\n* Heading\n#+end_src", [("1", "[fn:1]")]),
        ("\\begin{x}\n[fn:1]\n\\end{x}\n[fn:]", []),
        ("* [fn:1] and [#A] [1/2]\n:PROPERTIES:\n:a: [fn:2]\n:END:", [("1", "[fn:1]")]),
        ("[[https://x.example][a[fn:1]]] \\(a[fn:2]\\) src_x[a]{[fn:3]} @@html:[fn:4]@@ {{{m([fn:5])}}}", []),
    ],
)
def test_markers(text, expected):
    assert words(org(text)) == expected


def test_definitions_end_at_the_next_one_a_heading_or_two_blank_lines():
    text = "[fn:1] one\n\nmore\n[fn:2] two\n\n\nnot two\n\n[fn:3] three\n* Heading\n [fn:4] none\n"
    read = org(text)
    assert [(each.label, text[slice(*each.body)]) for each in read.native.references] == [
        ("1", "one\n\nmore"),
        ("2", "two"),
        ("3", "three"),
    ]
    assert words(read) == [("4", "[fn:4]")]


def test_an_included_file_may_hold_notes():
    text = "#+include: notes.org\nText[fn:1] and[fn:2].\n\n[fn:3] Three.\n"
    assert findings(org(text)) == []
    assert len(findings(org(text.replace("include", "name")))) == 3


def test_typed_brackets_are_judged_as_in_plain_text():
    text = "It was sold [1] and burnt [2].\n\n* References\n:PROPERTIES:\n:a: b\n:END:\n{}[2] Fire.\n\n[3] Tolls.\n"
    assert findings(org(text.format("[1] Deeds.\n\n"))) == [("CC102", "3", "[3]")]
    dashes = "It was sold [1--3].\n\n* References\n\n[1] Deeds.\n\n[2] Fire.\n\n[3] Tolls.\n"
    assert findings(org(dashes)) == []
    assert findings(org("- [ ] [1/3] [33%] [2024-01-01 Mon]\n- [X] a\n")) == []


# ---------------------------------------------------------------- citations and links


def cited(text: str, **files: str):
    def beside(name: str) -> bytes | None:
        return files[name].encode() if name in files else None

    return findings(readers.read("a.org", text.encode(), beside=beside))


def test_keys_are_looked_up_in_the_bibliographies():
    text = "#+bibliography: x\n#+bibliography: y.json\n"
    text += "A [cite:@one; see @two p. 3] cite:three,four [[cite:&five]] [cite/t:@six]\n"
    entries = '[{"id": "four"}, {"id": "five"}]'
    assert cited(text, **{"x": "@book{one, a = 1}\n@ARTICLE{ two ,}@comment{three,}", "y.json": entries}) == [
        ("CC101", "three", "three"),
        ("CC101", "six", "@six"),
    ]
    assert cited(text, x="@book{one, a = 1}") == []
    assert cited("A [cite:@one] [cite:@two].") == []


def test_links():
    text = (
        "#+LINK: gh https://git.example/%s\n#+LINK: w https://w.example/\n"
        "[[https://a.example/b\\]c][x [1]]] <https://d.example/> https://e.example [[gh:f/g]]\n"
        "[[w:h]] [[file:i.org][j]]\n"
        "[[#k]] <<l>> =https://no.example= [[id:m]] [[mailto:a@n.example][n]]\n"
    )
    assert urls(org(text)) == [
        "https://a.example/b]c",
        "https://d.example/",
        "https://e.example",
        "https://git.example/f/g",
        "https://w.example/h",
        "mailto:a@n.example",
    ]


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("a =b= c=d= ~e~. =f g=h", "a ··· c=d= ···. =f g=h"),
        ("=a\nb= =c\n\nd=", "··\n·· =c\n\nd="),
        ("<2024-01-01 Mon> [2024-01-01] <<x>>", "················ ············ ·····"),
        ("$x_1[2]$ costs $5 and $6", "········ costs $5 and $6"),
        ("[[a][b]] [c]", "········ [c]"),
    ],
)
def test_masks(text, hidden):
    assert org(text).prose.replace(MASKED, "·") == hidden


# ---------------------------------------------------------------- mutations and hostile texts


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("41[fn:3]", "41", [("CC102", "3", "[fn:3]")]),
        ("[fn:3] Not counting", "Not counting", [("CC101", "3", "[fn:3]")]),
        ("41[fn:3]", "41[fn:77]", [("CC102", "3", "[fn:3]"), ("CC101", "77", "[fn:77]")]),
        ("[fn:3] Not", "[fn:1] Not", [("CC101", "3", "[fn:3]"), ("CC103", "1", "[fn:1]")]),
        ("father did.[fn:clerk]", "father did.[fn:clark]", [("CC101", "clark", "[fn:clark]")]),
        ("@oaks1988", "@oaks1989", [("CC101", "oaks1989", "@oaks1989")]),
        ("A toll of three pence.\n\nIn wool, mostly.[fn:1]", "", [("CC110", "toll", "[fn:toll]")]),
    ],
)
def test_mutations(before, after, expected):
    clean = (FIXTURES / "org/clean.org").read_text("utf-8")
    assert clean.count(before) == 1
    bib = (FIXTURES / "org/sources.bib").read_text("utf-8")
    assert sorted(cited(clean.replace(before, after), **{"sources.bib": bib})) == sorted(expected)


def test_inline_notes_are_series_of_their_own():
    native = org("a[fn:: x] b[fn:: y]").native
    assert [(each.form, each.series, each.label) for each in native.markers] == [
        (Form.INLINE, 1, "1"),
        (Form.INLINE, 2, "2"),
    ]
    assert [each.span for each in native.references] == [each.span for each in native.markers]


PIECES = st.lists(
    st.sampled_from(
        [*"[]:=~$\\<>{}@*# \n\tfn1é©", "\n\n", "[fn:", "[fn::", "[[", "]]", "#+begin_src ", "#+end_src\n", ":END:\n"]
    ),
    max_size=60,
).map("".join)


@settings(max_examples=300, deadline=None)
@given(st.one_of(PIECES, st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=120)))
def test_whatever_comes_is_read(text):
    assert holds(org(text))
    findings(org(text))


@pytest.mark.parametrize(
    "piece",
    [
        *(
            "[fn:: a ",
            "[fn:a: ",
            "[fn:1] ",
            "\n[fn:1] ",
            "[[a][b ",
            "[[a",
            "=a ",
            "$a ",
            "\\(a ",
            "\\[a ",
            "@@a:",
            "{{{a(",
        ),
        *("src_a-", "call_a-", "\n\\begin{a}", "\n#+begin_src", "\n:a:", "[cite:@a", "cite:a.", "\n* ", "<<a"),
        *("[2024-01-01 ", "\n: ", "\\a[", "[fn::["),
    ],
)
def test_no_piece_of_markup_costs_more_the_more_there_are(piece):
    assert holds(org(piece * 30_000))
    names = "".join(f"{piece}{number}\n" for number in range(5_000))
    assert holds(org(names))


def test_of_drafts_and_macros_nothing_is_sure():
    text = "#+macro: led Ledger A[fn:led]\n* One\nText.[fn:1] {{{led}}}\n* COMMENT Draft [fn:8]\nLater.[fn:9]\n{}"
    notes = "* Footnotes\n[fn:1] One.\n[fn:led] Led.\n"
    assert findings(org(text.replace("{}", notes))) == []
    assert [each[:2] for each in findings(org(text.replace("{}", "** Part\nLost.[fn:7]\n" + notes)))] == []
    assert [each[:2] for each in findings(org(text.replace("{}", "* Two\nLost.[fn:7]\n" + notes)))] == [("CC101", "7")]
