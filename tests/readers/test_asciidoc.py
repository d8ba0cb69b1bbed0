"""AsciiDoc: notes, bibliography and links as Asciidoctor has them, all else hidden; findings point at the source."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from marked import FIXTURES, document, findings, fixture, holds, labels, urls, words

from citecheck.citations import analyse
from citecheck.model import MASKED


def adoc(text: str):
    return document(text, "a.adoc")


# ---------------------------------------------------------------- fixtures


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("clean", []),
        ("pandoc", []),
        ("pandoc-lost-note", [("CC114", None, "[multiblock footnote omitted]")]),
        ("ignored", [("CC101", "sale", "footnote:sale[]")]),
        ("undefined-footnote-id", [("CC101", "fire", "footnote:fire[]")]),
        ("undefined-citation", [("CC101", "oaks1988", "<<oaks1988>>")]),
        ("uncited-entry", [("CC102", "oaks1988", "[[[oaks1988]]]")]),
        ("empty-footnote", [("CC110", "1", "footnote:[]")]),
        ("footnote-id-with-two-texts", [("CC103", "1", "footnote:deeds[Deeds of the mill, p. 90.]")]),
    ],
)
def test_fixtures(name, expected):
    assert findings(fixture(f"asciidoc/{name}.adoc")) == expected


def test_every_fixture_is_tested():
    assert len(list((FIXTURES / "asciidoc").iterdir())) == 9


def test_a_clean_document():
    citations = analyse(fixture("asciidoc/clean.adoc"))
    assert labels(citations) == ("1 2 1 3 hart1911 OAK88 3 4 5", "1 2 3 4 5 hart1911 OAK88")
    assert [link.url for link in citations.links] == [
        "https://fire.example/1731",
        "https://archive.example/county/books",
        "https://harbours.example/oaks",
    ]
    bodies = [citations.document.text[slice(*each.body)] for each in citations.references]
    assert bodies[2] == "In 1731, see https://fire.example/1731[the fire book], p. 3."
    assert bodies[5] == "M. Hart, _Tolls of the North_, 1911."


# ---------------------------------------------------------------- notes


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a footnote:[b] c.footnote:d[e]", [("1", "footnote:[b]"), ("2", "footnote:d[e]")]),
        ("a footnote:d[e] c.footnote:d[]", [("1", "footnote:d[e]"), ("1", "footnote:d[]")]),
        ("a footnoteref:[x,one] footnoteref:[x]", [("1", "footnoteref:[x,one]"), ("1", "footnoteref:[x]")]),
        ("footnote:[a \\] b] c]", [("1", "footnote:[a \\] b]")]),
        ("footnote:[a https://x.example/[b] c] d", [("1", "footnote:[a https://x.example/[b] c]")]),
        ("footnote:[a [sic] c] d", [("1", "footnote:[a [sic]")]),
        ("footnote:[two\nlines] x", [("1", "footnote:[two\nlines]")]),
        ("footnote:[no\n\nend] x", []),
        ("\\footnote:[a] `footnote:[b]` +footnote:[c]+ ++footnote:[d]++ pass:[footnote:[e\\]]", []),
        ('"`a footnote:[b]`" *footnote:[c]*', [("1", "footnote:[b]"), ("2", "footnote:[c]")]),
        ("----\nfootnote:[a]\n----\n....\nfootnote:[b]\n....\n////\nfootnote:[c]\n////\n++++\nfootnote:[d]\n++++", []),
        ("====\nfootnote:[a]\n====\n\n|===\n|footnote:[b]\n|===", [("1", "footnote:[a]"), ("2", "footnote:[b]")]),
        ("[source]\nfootnote:[a]\n\nfootnote:[b]", [("1", "footnote:[b]")]),
        ("[source,x]\n.Title\n--\nfootnote:[a]\n\nfootnote:[b]\n--\nfootnote:[c]", [("1", "footnote:[c]")]),
        ("a\n\n literal footnote:[a]\n\nfootnote:[b]", [("1", "footnote:[b]")]),
        ("* a\n\n  ** footnote:[b]\n\nterm::\n\n  footnote:[c]", [("1", "footnote:[b]"), ("2", "footnote:[c]")]),
        ("A title\n-------\n\nfootnote:[a]\n\nOther\n-----\n", [("1", "footnote:[a]")]),
        ("// footnote:[a]\n```x\nfootnote:[b]\n```\n:a: footnote:[c]\nifdef::x[]\nb", [("1", "footnote:[c]")]),
    ],
)  # fmt: skip
def test_markers(text, expected):
    assert words(adoc(text)) == expected


def test_a_known_note_may_say_the_same_again():
    assert findings(adoc("A.footnote:x[Deeds,\np. 4.] B.footnote:x[Deeds, p. 4.] C.footnote:x[]")) == []
    assert findings(adoc("A.footnote:x[] B.footnote:x[Defined behind its first mark.]")) == []


def test_an_included_file_may_hold_notes_and_entries():
    text = (
        "include::notes.adoc[]\n\nA.footnote:x[] See <<hart1911>> and <<oaks1988>>.\n\n"
        "* [[[hart1911]]] Hart.\n* [[[idle1999]]] Idle.\n"
    )
    assert findings(adoc(text)) == []
    assert [rule for rule, *_ in findings(adoc(text.replace("include::", "image::")))] == ["CC101", "CC101", "CC102"]


def test_comments_behind_two_slashes_speak_but_addresses_do_not():
    assert document("// citecheck: ignore CC101\na\n//// citecheck: ignore\n", "a.adoc").comments == ((0, 26),)


# ---------------------------------------------------------------- bibliography and links


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        ("<<hart1911>>", []),
        ("<<hart1912>>", [("CC101", "hart1912", "<<hart1912>>")]),
        ("xref:hart1912[]", [("CC101", "hart1912", "xref:hart1912[]")]),
        ("<<hart1912,p. 3>>", [("CC101", "hart1912", "<<hart1912,p. 3>>")]),
        ("<<section>> <<_auto_1912>> <<other.adoc#hart1912>> <<Some Title>> \\<<hart1912>> `<<hart1912>>`", []),
        ("[[hart1912]] <<hart1912>>", []),
        ("[#hart1912]\n== X\n<<hart1912>>", []),
        ("anchor:hart1912[] <<hart1912>>", []),
    ],
)
def test_what_a_cross_reference_leads_to(reference, expected):
    text = f"See <<hart1911>>.\n\n{reference}\n\n[bibliography]\n== Sources\n\n* [[[hart1911]]] Hart, 1911.\n"
    assert findings(adoc(text)) == expected


def test_a_bibliography_that_is_hardly_cited_is_no_list_of_cited_works():
    entries = "".join(f"* [[[hart19{year}]]] Hart.\n" for year in range(11, 16))
    assert findings(adoc(f"[bibliography]\n{entries}")) == []
    assert findings(adoc(f"See <<hart1911>>.\n\n{entries}")) == []


def test_links():
    text = (
        ":base: https://a.example\n:deep: {base}/b\n:loop: {loop}\n\n"
        "{base}[x [1]] {deep}/c[d] https://{host}/e https://f.example/g_[h] link:https://i.example[j] link:k.html[l]\n"
        "<https://m.example> https://n.example. mailto:a@o.example[p] image:https://q.example/r.png[s] {loop}/t[u]\n"
        "`https://no.example` link:++https://v.example/w__x++[y]\n\nimage::https://z.example/z.png[]\n"
    )
    assert urls(adoc(text)) == [
        "https://a.example",
        "https://a.example/b/c",
        "https://f.example/g_",
        "https://i.example",
        "https://m.example",
        "https://n.example",
        "mailto:a@o.example",
        "https://q.example/r.png",
        "https://v.example/w__x",
        "https://z.example/z.png",
    ]


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("a `b[1]` c`d``e[2]``", "a ······ c`d········"),
        ("[.role]#a# kbd:[Ctrl] ((b)) [[c]] * [x] d", "·······#a# ·········· ····· ····· * ··· d"),
        ("* [x] d [1]", "* ··· d [1]"),
        ("[quote, A. B, https://x.example]\nc", "··············https://x.example·\nc"),
        ("linkgit:git-add[1] a:[2] b: [3]", "·················· a:[2] b: [3]"),
        ("C++ and C++ stem:[x[1\\]]", "C·········· ············"),
    ],
)
def test_masks(text, hidden):
    assert adoc(text).prose.replace(MASKED, "·") == hidden


def test_citations_that_pandoc_numbered():
    text = (
        "link:#ref-a[[1]] says that.\nlink:#ref-b[[2]] denies it link:#ref-a[[1, p. 9]].\n\n== References\n\n"
        "[[ref-a]]\n[.csl-left-margin]#[1] #[.csl-right-inline]#M. Aldous, _Water_.#\n\n"
        "[[ref-b]]\n[.csl-left-margin]#[2] #[.csl-right-inline]#R. Brand, _Offices_.#\n"
    )
    assert labels(analyse(adoc(text))) == ("1 2 1", "1 2")
    assert findings(adoc(text)) == []
    assert findings(adoc(text.replace("#[2] #", "#[3] #"))) != []


def test_typed_brackets_are_judged_as_in_plain_text():
    text = "It was sold [1] and burnt [2].\n\nReferences:\n\n [1] Deeds.\n [2] Fire.\n [3] Tolls.\n"
    assert findings(adoc(text)) == [("CC102", "3", "[3]")]


# ---------------------------------------------------------------- mutations and hostile texts


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("footnote:fire[In 1731, see", "(In 1731, see", [("CC101", "fire", "footnote:fire[]")]),
        ("footnote:fire[]", "footnote:fine[]", [("CC101", "fine", "footnote:fine[]")]),
        ("<<oaks,p. 3>>", "nowhere", [("CC102", "OAK88", "[[[oaks,OAK88]]]")]),
        ("<<hart1911>>", "<<hart1912>>", [("CC101", "hart1912", "<<hart1912>>")]),
        ("[[[oaks,OAK88]]]", "[[[hart1911]]]", [("CC103", "hart1911", "[[[hart1911]]]")]),
        ("M. Hart, _Tolls of the North_, 1911.", "", [("CC110", "hart1911", "[[[hart1911]]]")]),
    ],
)
def test_mutations(before, after, expected):
    clean = (FIXTURES / "asciidoc/clean.adoc").read_text("utf-8")
    assert clean.count(before) == 1
    assert findings(adoc(clean.replace(before, after))) == expected


PIECES = st.lists(
    st.sampled_from(
        [
            *"[]<>`+$:\\{}*|/.-=_# \n\té©",
            "\n\n",
            "footnote:",
            "[[[",
            "----\n",
            "[source]\n",
            "https://",
            "{a}",
            ":a: ",
            "pass:",
        ]
    ),
    max_size=60,
).map("".join)


@settings(max_examples=300, deadline=None)
@given(st.one_of(PIECES, st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=120)))
def test_whatever_comes_is_read(text):
    assert holds(adoc(text))
    findings(adoc(text))


@pytest.mark.parametrize(
    "piece",
    [
        *(
            "footnote:[",
            "footnote:[a ",
            "footnote:a[b]",
            "`a ",
            "``a ",
            "+a ",
            "++a ",
            "$$a ",
            "pass:[a",
            "<<a ",
            "<<a,",
        ),
        *(
            "[[[a]]] ",
            "\n* [[[a]]]",
            "[[a",
            "a:",
            "a:b[",
            "http://",
            "http://{a}",
            "{a}",
            "((",
            "\n----",
            "\n[source]\n",
        ),
        *("\n:a: \\", "\n a\n\n", "[a]#", "xref:a[", "\n```", "\n.a", "\\", "link:", "\n//", "\na::"),
    ],
)
def test_no_piece_of_markup_costs_more_the_more_there_are(piece):
    assert holds(adoc(piece * 30_000))
    names = "".join(f"{piece}{'-' * (number % 700)}{number}\n" for number in range(2_000))
    assert holds(adoc(names))


def test_attributes_within_attributes_do_not_explode():
    rows = [":a0: https://x.example"] + [f":a{n}: {{a{n - 1}}}{{a{n - 1}}}{{a{n - 1}}}" for n in range(1, 40)]
    assert holds(adoc("\n".join(rows) + "\n\n" + "{a39}[x] " * 2_000))
