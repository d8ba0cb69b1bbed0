"""MediaWiki: notes in tags and templates, and what the extension Cite finds wrong about them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citecheck.citations import analyse
from citecheck.cli import run
from citecheck.documents import check_citations
from citecheck.model import MASKED, Form
from citecheck.readers import read
from citecheck.settings import Settings

FIXTURES = Path(__file__).parent.parent.parent / "fixtures" / "mediawiki"
LIST = "\n\n{{reflist}}\n"


def citations_of(text):
    return analyse(read("a.wiki", text.encode()))


def labels(text):
    """The labels of markers and of references."""
    citations = citations_of(text)
    return [each.label for each in citations.markers], [each.label for each in citations.references]


def findings(text):
    problems = check_citations(citations_of(text), Settings(offline=True))
    return [(each.rule, each.label, each.place.line, each.place.column, each.place.end_column) for each in problems]


def rules(text):
    return [(rule, label) for rule, label, *_ in findings(text)]


@pytest.mark.parametrize(
    ("name", "counts", "expected"),
    [
        ("clean", (14, 9, 5), []),
        ("citation-needed", (14, 9, 5), [("CC114", None, 8, 133, 166)]),
        ("empty-ref", (14, 9, 5), [("CC110", "6", 10, 33, 44)]),
        ("group-without-list", (14, 9, 5), [("CC115", None, 8, 10, 28)]),
        ("name-defined-twice", (14, 10, 5), [("CC103", "table", 20, 20, 54)]),
        ("no-list", (13, 8, 5), [("CC115", None, 3, 30, 35)]),
        ("numeric-name", (14, 9, 5), [("CC109", "14", 18, 7, 22)]),
        ("unclosed-ref", (14, 9, 5), [("CC109", None, 8, 10, 28)]),
        ("undefined-name", (14, 9, 5), [("CC101", "deo", 6, 167, 182)]),
        ("unknown-short-citation", (14, 9, 5), [("CC101", "Smiht 2004", 8, 91, 96)]),
        ("unused-list-note", (13, 9, 5), [("CC102", "ledger", 29, 1, 51)]),
    ],
)
def test_fixtures(name, counts, expected, capsys):
    status = run(["--offline", "--no-config", "--format", "json", str(FIXTURES / f"{name}.wiki")])
    report = json.loads(capsys.readouterr().out)
    (document,) = report["documents"]
    assert (document["format"], document["unit"]) == ("mediawiki", "line")
    assert (document["markers"], document["references"], document["links"]) == counts
    found = [
        tuple(each[key] for key in ("rule", "label", "line", "column", "end_column")) for each in report["findings"]
    ]
    assert found == expected
    errors = report["summary"]["errors"]
    assert status == bool(errors)


@pytest.mark.parametrize("suffix", ["wiki", "mediawiki", "wikitext", "WIKI"])
def test_suffixes(suffix):
    assert read(f"a.{suffix}", b"x").format == "mediawiki"


@pytest.mark.parametrize(
    ("text", "markers", "references"),
    [
        ("a<ref>x</ref> b<REF >y</Ref >", ["1", "2"], ["1", "2"]),
        ('a<ref name="n">x</ref> b<ref name="n" /> c<ref name=n/> d<ref name=\'n\'></ref>', ["n"] * 4, ["n"]),
        ('a<ref name="n">x</ref> b<ref>y</ref> c<ref name="n" /> d<ref>z</ref>', ["n", "2", "n", "3"], ["n", "2", "3"]),
        ('a<ref name="n" /> b<ref name="n">x y</ref> c<ref name="n">x  y</ref>', ["n"] * 3, ["n"]),
        ('a<ref name="my name">x</ref> b<ref name=my_name />', ["my name"] * 2, ["my name"]),
        ('a<ref name="a&amp;b">x</ref> b<ref name="a&b" />', ["a&b"] * 2, ["a&b"]),
        (
            'a<ref group="g">x</ref> b<ref>y</ref> c<ref group=g>z</ref>{{reflist|group=g}}',
            ["1", "1", "2"],
            ["1", "1", "2"],
        ),
        ('a<ref name="n" /> <references><ref name="n">x</ref></references>', ["n"], ["n"]),
        ('a<ref name="n" /> {{reflist|30em|refs=\n<ref name="n">x</ref>}}', ["n"], ["n"]),
        ('a<ref name="n" group="g" /> <references group="g"><ref name="n">x</ref></references>', ["n"], ["n"]),
        ("a{{efn|x}} b{{efn|name=n|y}} c{{efn|name=n}}{{notelist}}", ["1", "n", "n"], ["1", "n"]),
        ('a{{refn|group=g|name="n"|x}} b<ref name=n group="g" />{{reflist|group=g}}', ["n", "n"], ["n"]),
        ("a{{#tag:ref|x <b>y</b>|name=n}} b<ref name=n />", ["n", "n"], ["n"]),
        ("a<ref name=n>x</ref> b<ref name=m>y</ref> c{{r|n|m|p=3}}", ["n", "m", "n", "m"], ["n", "m"]),
        ("a{{efn|x<ref>y</ref>}}{{notelist}}", ["1", "1"], ["1", "1"]),
        ('a<ref name="{{{n}}}" /> b<ref name={{n}} /> c<ref follow="x">y</ref>', [], []),
        ("<nowiki><ref>x</ref></nowiki> <pre><ref>x</ref></pre> <!-- <ref>x</ref> -->", [], []),
        ("a<ref>x <nowiki></ref></nowiki> y</ref>", ["1"], ["1"]),
        (
            "{| class='a'\n! x<ref>y</ref>\n|}\n{{Infobox|a=b<ref>c</ref>}}\n[[File:a.jpg|x<ref>y</ref>]]",
            ["1", "2", "3"],
            ["1", "2", "3"],
        ),
        (
            "a{{sfn|Smith|2004|p=3}} b<ref>x</ref> c{{sfn|Smith|2004|p=3}} d{{sfn|Smith|2004}} e<ref>y</ref>",
            ["Smith 2004", "2", "Smith 2004", "Smith 2004", "4"],
            ["2", "4"],
        ),
    ],
)
def test_notes(text, markers, references):
    assert labels(text + LIST) == (markers, references)
    assert rules(text + LIST) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a<ref name=n />", [("CC101", "n")]),
        ("a{{r|n}} b<ref>x</ref>", [("CC101", "n")]),
        ("a<ref name=n>x</ref> b<ref name=n>y</ref>", [("CC103", "n")]),
        ("a<ref name=n>x</ref> <references><ref name=n>y</ref></references>", [("CC103", "n")]),
        ("<references><ref name=n>y</ref></references>", [("CC102", "n")]),
        (
            "a<ref name=m /> <references><ref name=n>y</ref> <ref name=mm>y</ref></references>",
            [("CC101", "m"), ("CC102", "mm"), ("CC102", "n")],
        ),
        ("a<ref name=number /> <references><ref name=numbre>y</ref></references>", [("CC101", "number")]),
        ("a<ref> </ref>", [("CC110", "1")]),
        ("a<ref />", [("CC110", "1")]),
        ("a<ref><!-- x --></ref>", [("CC110", "1")]),
        ("a<ref name=n /> <references><ref name=n></ref></references>", [("CC110", "n")]),
        ("<references><ref>x</ref></references>", [("CC102", None)]),
        ("a<ref name=3>x</ref> b<ref name=3 />", [("CC109", "3")]),
        ("a<ref>x b<ref>y</ref>", [("CC109", None)]),
        ("a<ref>x", [("CC109", None)]),
        ("a<ref name=n>x b<ref name=n />", [("CC109", None)]),
        ("a<ref group=g>x</ref>", [("CC115", None)]),
        ("a<ref group=g name=n>x</ref> b<ref name=n />", [("CC101", "n"), ("CC115", None)]),
        ("a{{cn|date=May 2020}} b{{Citation needed}} c{{dead link|date=May}}", [("CC114", None), ("CC114", None)]),
        ("a{{Who|date=May 2020}} b[citation needed]", [("CC114", None), ("CC114", None)]),
    ],
)
def test_what_cite_finds_wrong(text, expected):
    assert sorted(rules(text + LIST), key=str) == sorted(expected, key=str)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a<ref>x</ref>", [("CC115", None)]),
        ("a<ref>x</ref>\n<references />", []),
        ("a<ref>x</ref>\n<references responsive/>", []),
        ("a<ref>x</ref>\n<references>\n</references>", []),
        ("a<ref>x</ref>\n{{Reflist|30em}}", []),
        ("a<ref>x</ref>\n{{template:reflist}}", []),
        ("a<ref>x</ref>\n{{Références}}", []),
        ("a<ref>x</ref>\n{{Примечания}}", []),
        ("a<ref>x</ref>\n{{Listaref}}", []),
        ("a<ref>x</ref>\n{{cite web|title=x}} {{Infobox}} {{refbegin}}", [("CC115", None)]),
        ("a<ref group=g>x</ref>\n<references />", [("CC115", None)]),
        ("a{{efn|x}}\n{{reflist}}", [("CC115", None)]),
        ("a{{efn|x}}\n{{reflist|group=lower-alpha}}", []),
        ("no notes", []),
    ],
)
def test_a_list_must_be_there(text, expected):
    assert rules(text) == expected


WORKS = """
* {{cite book |last=Smith |first=J. |year=2004 |title=Prices}}
* {{cite journal |last1=Jones |first1=A. |last2=[[Li Lee|Lee]] |date=12 May 2010a |title=Letters}}
* {{citation |author=Court of Audit |date=1999 |title=Report}}
* {{cite book |editor1-last=Editor |editor2-last=Second |year=1988 |title=Essays}}
* {{cite web |title=Ledgers |ref={{sfnref|Royal Archive|2001}}}}
* {{cite web |title=Ledgers |ref=CITEREFOther1950}}
* {{cite book |vauthors=Castor K, Dorn L |year=1995 |title=Sand}}
* {{cite book |last=Hidden |year=1970 |title=No anchor |ref=none}}
"""


@pytest.mark.parametrize(
    ("short", "label"),
    [
        ("{{sfn|Smith|2004|p=3}}", "Smith 2004"),
        ("<ref>{{harvnb|Jones|Lee|2010a|pp=3-4}}</ref>", "Jones Lee 2010a"),
        ("{{harvtxt|Jones|Lee|2010}}", "Jones Lee 2010"),
        ("{{sfn|Court of Audit|1999}}", "Court of Audit 1999"),
        ("{{sfnp|Editor|Second|1988}}", "Editor Second 1988"),
        ("{{sfn|Royal Archive|2001}}", "Royal Archive 2001"),
        ("{{sfn|Other|1950}}", "Other1950"),
        ("{{sfn|Castor|Dorn|1995}}", "Castor Dorn 1995"),
    ],
)
def test_short_citations_lead_to_their_works(short, label):
    text = f"a{short}{LIST}{WORKS}"
    citations = citations_of(text)
    (work,) = [each for each in citations.references if each.form is Form.TAG]
    assert (work.label, rules(text)) == (label, [])
    assert citations.pairing.cited[citations.references.index(work)]


@pytest.mark.parametrize(
    ("short", "expected"),
    [
        ("{{sfn|Smiht|2004}}", [("CC101", "Smiht 2004")]),
        ("{{sfn|Smith|2005}}", [("CC101", "Smith 2005")]),
        ("{{sfnm|1a1=Smith|1y=2004|2a1=Jones|2a2=Leigh|2y=2010a}}", [("CC101", "Jones Leigh 2010a")]),
        ("{{sfn|Encyclopaedia|1911}}", []),
        ("{{sfn|Smith|2005|ref=elsewhere}}", []),
        ("{{sfn|{{{1}}}|2004}} {{sfn}} {{sfn|Smith}} {{sfn||}}", []),
    ],
)
def test_short_citations_that_lead_nowhere(short, expected):
    assert rules(f"a{short}{LIST}{WORKS}") == expected


@pytest.mark.parametrize(
    "more",
    [
        "{{:Other page}}",
        "{{Excerpt|Other page}}",
        "{{#lst:Other|part}}",
        "{{Infobox iron}}",
        "{{Infobox language|ref=n}}",
    ],
)
def test_names_that_another_page_may_define(more):
    assert rules(f"{more} a<ref name=n />{LIST}") == []


@pytest.mark.parametrize(
    ("text", "urls"),
    [
        ("[https://a.example/x_ text] and [https://a.example/y]", ["https://a.example/x_", "https://a.example/y"]),
        (
            "https://a.example/x, https://a.example/y<ref>https://a.example/z</ref>",
            ["https://a.example/x", "https://a.example/y", "https://a.example/z"],
        ),
        (
            "{{cite web|url=https://a.example/x_|archive-url=https://web.archive.org/web/1/https://a.example/x}}",
            ["https://a.example/x_", "https://web.archive.org/web/1/https://a.example/x"],
        ),
        (
            "{{cite web|url=https://a.example/x|url-status=live|archive-url=https://b.example/}}",
            ["https://a.example/x", "https://b.example/"],
        ),
        ("{{cite web|url=https://a.example/x|url-status=dead|archive-url=https://b.example/}}", ["https://b.example/"]),
        ("{{cite web|url=https://a.example/x|url-status=dead}}", ["https://a.example/x"]),
        ("{{cite web|url=https://a.example/?a=1&amp;b=2|title=x}}", ["https://a.example/?a=1&b=2"]),
        ("{{cite web|url=https://a.example/{{PAGENAME}}|title=x}} [https://a.example/{{{1}}} x]", []),
        ("{{cite journal|doi=10.1000/xyz|title=x}}", ["https://doi.org/10.1000/xyz"]),
        ("<!-- https://a.example/ [https://b.example/ x] {{cite web|url=https://c.example/}} -->", []),
        ("<nowiki>[https://b.example/ x] https://a.example/</nowiki> <http://c.example/d>", ["http://c.example/d"]),
        ("[[File:x.jpg|link=https://a.example/|caption https://b.example/]]", ["https://b.example/"]),
    ],
)
def test_links(text, urls):
    assert [each.url for each in citations_of(text).links] == urls


@pytest.mark.parametrize(
    ("text", "prose"),
    [
        ("a [[page]] b [[page|text [1]]] c", "a ········ b ·······text [1]·· c"),
        ("[[File:x[1].jpg|thumb|a [[b]] c]]", "······················a ····· c··"),
        ("<span title='[1]'>x</span> 1 < 2 [2] > 3", "··················x······· 1 < 2 [2] > 3"),
        ("<math>x_[1]</math> <pre>[2]</pre> <code>[3]</code>", "·················· ·············· ······[3]·······"),
        ("<nowiki>[1] [2]", "········[1] [2]"),
        ("<nowiki /> [1] <br/>", "·········· [1] ·····"),
        ("[mailto:a@b.example x] [//a.example y] [1]", "·mailto:a@b.example x· ·//a.example y· [1]"),
        ("<!-- [1]", "········"),
        ("[[a|[[b]]]] [[a|b]]] [1]]]", "··········· ····b··] [1]]]"),
        ("[[a\n]] b]] [[c", "···\n·· b]] [[c"),
    ],
)
def test_masks(text, prose):
    assert read("a.wiki", text.encode()).prose.replace(MASKED, "·") == prose


def test_typed_brackets_are_judged_as_anywhere():
    text = "It failed.[1] Prices doubled.[3]\n\n== Notes ==\n[1] Ledger 12.\n\n[2] Ledger 14.\n"
    assert [each[:4] for each in findings(text)] == [("CC101", "3", 1, 30)]


RAISED = """\
The first boats were rowed.<sup>1</sup> Sails came later,<sup>2</sup> and steam last.<sup>3</sup>

== Notes ==

# Harbour Board, ''Register''.
# Brandvold, https://small.example/offices.
# Tarn, pilot.
"""


def test_raised_numbers_and_the_list_that_mediawiki_numbers():
    assert (labels(RAISED), rules(RAISED)) == ((["1", "2", "3"], ["1", "2", "3"]), [])
    (link,) = citations_of(RAISED).links
    assert link.reference == 1
    assert findings(RAISED.replace("<sup>2</sup>", "")) == [("CC102", "2", 6, 1, 2)]


@pytest.mark.parametrize("raised", ["km<sup>1</sup> m<sup>2</sup> 10<sup>3</sup>", "x<sup>1</sup>, e<sup>2</sup>"])
def test_powers_lead_to_no_list(raised):
    text = f"{raised}\n\n== Steps ==\n# One thing\n# Another thing\n# A third\n"
    assert (labels(text), rules(text)) == (([], []), [])


def test_names_are_no_tags():
    text = f"a<ref name=Smi04>x</ref> b<ref name=Doe99>y</ref> see [Jon07] and [Smi04].{LIST}"
    assert (labels(text)[0], rules(text)) == (["Smi04", "Doe99"], [])


def test_numbers_of_notes_are_not_pointed_at():
    assert rules(f"a<ref>x</ref> b<ref>In the book of laws (see note 7).</ref> c<ref>ibid.</ref>{LIST}") == []


def test_pages_checked_together_keep_their_names_apart(capsys, tmp_path):
    for number, name in enumerate(("one", "two")):
        text = f"a<ref name=n>Text {number}.</ref>{{{{sfn|Smith|2004}}}}{LIST}* {{{{cite book|last=Smith|year=2004}}}}"
        (tmp_path / f"{name}.wiki").write_text(text)
    names = [str(tmp_path / f"{name}.wiki") for name in ("one", "two")]
    assert run(["--offline", "--no-config", "--together", "--format", "json", *names]) == 0
    assert json.loads(capsys.readouterr().out)["findings"] == []


PIECES = [
    "<ref>",
    "<ref name=a>",
    "<ref name='b' />",
    "</ref>",
    "<references>",
    "</references>",
    "{{",
    "}}",
    "{{{",
    "}}}",
]
PIECES += [
    "[[",
    "]]",
    "[http://a.example ",
    "]",
    "|",
    "=",
    "efn|",
    "r|a",
    "sfn|A|2000",
    "cite book|last=A|year=2000",
    "x",
    " ",
]
PIECES += [
    "\n",
    "\n\n",
    "<!--",
    "-->",
    "<nowiki>",
    "</nowiki>",
    "{|",
    "|}",
    "name=a",
    "reflist|refs=",
    "[1]",
    "[2]",
    "é",
]


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
@settings(deadline=None, max_examples=300)
def test_any_text(text):
    citations = citations_of(text)
    document = citations.document
    at = -1
    for start, end in document.masks:
        assert at < start < end <= len(text)
        at = end
    spans = [each.span for each in (*citations.markers, *citations.references, *citations.links, *citations.faults)]
    bodies = [each.body for each in citations.references]
    assert all(0 <= start <= end <= len(text) for start, end in (*spans, *bodies))
    list(check_citations(citations, Settings(offline=True)))


@pytest.mark.parametrize(
    "unit", [*PIECES, "{{efn|", "{{a|b=", "<ref>{{[[", "{{<ref>[[}}", "<a ", '<a "', "{{r|a}}", "<ref name=a/>"]
)
def test_ten_thousand_of_anything_end(unit):
    many = unit * 10_000
    for text in (many, many + "}}" * 10_000, many + "</ref>", many + "]]" * 10_000):
        read("a.wiki", text.encode())


@pytest.mark.parametrize("tag", ["code", "tt", "kbd", "samp"])
def test_brackets_of_programs_are_no_markers(tag):
    text = f"It failed [1], it rose [2]. All <{tag}>a[7]</{tag}> go.\n\n== Notes ==\n[1] K. Baker.\n\n[2] C. Draper.\n"
    assert rules(text) == []
    assert rules(text.replace(f"<{tag}>", "").replace(f"</{tag}>", "").replace("a[7]", "these [7]")) == [("CC101", "7")]


def test_a_note_may_stand_in_code_and_code_may_not_end():
    assert labels("It <code>rose<ref>K. Baker.</ref></code> twice." + LIST) == (["1"], ["1"])
    assert labels("It <code>rose<ref>K. Baker.</ref> twice." + LIST) == (["1"], ["1"])
    assert labels("It <code>rose\n\nand fell<ref>K. Baker.</ref> </code>." + LIST) == (["1"], ["1"])
    assert labels("<code>" * 50_000 + "</code>" + "<code>" * 50_000) == ([], [])
