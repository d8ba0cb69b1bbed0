"""BibTeX and biblatex databases: entries, keys, fields, and the links and identifiers in them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citecheck.citations import analyse
from citecheck.documents import check_citations
from citecheck.model import Document, Form, Problem
from citecheck.readers import SUFFIXES, read
from citecheck.settings import Settings
from citecheck.suppress import comments_of

FIXTURES = Path(__file__).parent.parent.parent / "fixtures" / "latex"


def database(text: str) -> Document:
    """A database of a text."""
    return read("refs.bib", text.encode("utf-8", "surrogatepass"))


def problems(found: Document) -> list[Problem]:
    """What the rules say, in order of place."""
    return sorted(check_citations(analyse(found), Settings()), key=lambda each: (each.place, each.rule))


def told(text: str) -> str:
    """Rules and labels of the findings, in words."""
    return " ".join(f"{each.rule}:{each.label or ''}" for each in problems(database(text)))


def labels(text: str) -> list[str]:
    """The labels of all entries."""
    return [reference.label for reference in analyse(database(text)).references]


def urls(field: str) -> list[str]:
    """The links of an entry with a field."""
    return [link.url for link in analyse(database(f"@misc{{a,\n  {field},\n  year = 2001\n}}\n")).links]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("paper/refs.bib", [("CC201", 41, 10)]),
        ("cc103-duplicate-key.bib", [("CC103", 3, 7)]),
        ("cc206-bad-identifiers.bib", [("CC206", 3, 12), ("CC206", 4, 12), ("CC201", 5, 12)]),
        ("thesis/courts.bib", []),
    ],
)
def test_fixtures(name, expected):
    found = problems(read(name, (FIXTURES / name).read_bytes()))
    assert [(each.rule, each.place.line, each.place.column) for each in found] == expected


def test_a_database_is_read_when_it_is_named():
    assert ".bib" not in SUFFIXES
    found = database("@book{a, title={A}}")
    assert (found.format, found.unit, found.lacks) == ("bibtex", "line", "markers")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("@book{a, title={A}}@BOOK{b,}@book { c , }", "a b c"),
        ("@book(a, title={A (x) {)}})\n@book{b,}", "a b"),
        ('@book{a, title="A {"} } b"}@book{b,}', "a b"),
        ("@book{a, title={A {B {C}} \\{ } }}\n@book{b,}", "a b"),
        ("@string{x = {@book{no,}}}@preamble{ {@book{no,}} }@book{a, title = x # { and } # y}", "a"),
        ("@comment{@book{no, title={A}}}@Comment{jabref-meta: {x}}@book{a,}", "a"),
        ("% @book{no,\n  %@book{no, title={A}}\n@book{a,}", "a"),
        ("Mail to a@b.example: @book{a,}", "a"),
        ("@book{a}@book{b }", "a b"),
        ("@book{DBLP:journals/x/Y-1.2+3, }@book{a:b_c'd&e,}", "DBLP:journals/x/Y-1.2+3 a:b_c'd&e"),
        ("@book{, title={A}}@book{a,}", "a"),
        ("@article{with space, title={A}}", "with space"),
        ("@book{a, title={open\n@book{b, title={B}}", "a b"),
        ('@book{a, title="open\n@book{b, title={B}}', "a b"),
        ("@xdata{x, publisher={P}}@online{a, xdata={x}}", "a"),
        ("@", ""),
        ("@book", ""),
        ("@book{", ""),
    ],
)
def test_entries(text, expected):
    assert " ".join(labels(text)) == expected


def test_places_of_an_entry():
    text = "x\n@book{smith,\n  title = {A} # b,\n  year = 1999,\n}\n"
    reference = analyse(database(text)).references[0]
    assert text[reference.span.start : reference.span.end] == "smith"
    assert text[reference.body.start : reference.body.end] == "title = {A} # b,\n  year = 1999"
    assert (reference.label, reference.form) == ("smith", Form.TAG)


def test_duplicate_keys():
    assert told("@book{a, title={A}}@misc{b, title={B}}@misc{a, title={C}}") == "CC103:a"
    assert told("@book{Smith, title={A}}@misc{smith, title={C}}") == "CC103:Smith"
    # biber minds the case, and only biblatex has this type of entry.
    assert told("@online{Smith, title={A}}@misc{smith, title={C}}") == ""
    assert told("@book{1, title={A}}@misc{3, title={C}}@misc{4, title={D}}") == ""


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("url = {https://a.example/x}", "https://a.example/x"),
        ('URL = "https://a.example/x"', "https://a.example/x"),
        ("url={ https://a.example/x\\_y\\%20\\#z\\&\\~{}q }", "https://a.example/x_y%20#z&~q"),
        ("url = {https://a.example/x{\\_}y}", "https://a.example/x_y"),
        ("url = {\\url{https://a.example/x_y}}", "https://a.example/x_y"),
        ("howpublished = {\\url{https://a.example/x\\_y}}", "https://a.example/x_y"),
        ("howpublished = {Online: \\href{https://a.example/x}{here}}", "https://a.example/x"),
        ("note = {See https://a.example/x. And more}", "https://a.example/x"),
        ("note = {At {\\tt http://a.example/\\~{}b}}", "http://a.example/~b"),
        ("doi = {10.1000/182}", "https://doi.org/10.1000/182"),
        ("DOI = {10.1000/a\\_b<c>}", "https://doi.org/10.1000/a_b%3Cc%3E"),
        ("doi = {https://doi.org/10.1000/182}", "https://doi.org/10.1000/182"),
        ("doi = {doi:10.1000/182}", "https://doi.org/10.1000/182"),
        ("doi = {n/a}", ""),
        ("eprint = {1501.00001v2}, archivePrefix = {arXiv}", "https://arxiv.org/abs/1501.00001v2"),
        ("eprinttype = {arxiv}, eprint = {math.GT/0309136}", "https://arxiv.org/abs/math.GT/0309136"),
        ("eprint = {1501.00001}", ""),
        ("journal = {arXiv preprint arXiv:1501.00001}", "https://arxiv.org/abs/1501.00001"),
        ("abstract = {See https://a.example/x}, file = {:http://b.example}, biburl = {https://c.example}", ""),
        ("bdsk-url-1 = {https://a.example/x}, annote = {https://a.example/y}", ""),
        ("url = {\\base/x}", ""),
    ],
)
def test_links(field, expected):
    assert " ".join(urls(field)) == expected


def test_a_link_belongs_to_its_entry_and_stands_at_its_value():
    text = "@misc{a, url={http://a.example/1}}\n@misc{b, doi = {10.1000/a\\_b}}"
    links = analyse(database(text)).links
    assert [(link.reference, text[link.span.start : link.span.end]) for link in links] == [
        (0, "http://a.example/1"),
        (1, "10.1000/a\\_b"),
    ]


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("isbn = {978-3-16-148410-0}", ""),
        ("isbn = {978-3-16-148410-1}", "CC206:"),
        ('ISBN="9783161484101"', "CC206:"),
        ("isbn          =    { 3-16-148410-1 }", "CC206:"),
        ("isbn = 9783161484101", "CC206:"),
        ("isbn = {978-3-16-148410-0, 978-3-16-148410-1}", "CC206:"),
        ("issn = {0378-5955}", ""),
        ("issn = {0378-5956}", "CC206:"),
        ("isbn = {}", ""),
        ("title = {The isbn of 3}, number = {978-3-16-148410-1}", ""),
        ("doi = {11.1000/182}", "CC206:"),
        ("url = {https://doi.org/10.1088%2F0034-4885}", ""),
        ("url = {http//a.example/x}", "CC201:"),
        ("note = {[TODO]}", "CC114:"),
        ("note = {To appear [citation needed]}", "CC114:"),
        ("title = {[1] A [2] B}", ""),
        ("keywords = {[TK]}, author = {[?] and [TK]}", ""),
    ],
)
def test_identifiers_and_slips(field, expected):
    assert told(f"@book{{a,\n  {field}\n}}\n") == expected


def test_comments_to_citecheck():
    text = (
        "% citecheck: ignore-next-line CC103 -- both are meant\n@book{a, title={A}}\n"
        "@comment{citecheck: ignore-file CC206 -- old}\n@book{b, note={% citecheck: ignore}}\n"
    )
    silences = [comment.silence for comment in comments_of(analyse(database(text)))]
    assert [(each.place.line, each.codes, each.reason, each.wrong) for each in silences] == [
        (1, ("CC103",), "both are meant", ""),
        (3, ("CC206",), "old", ""),
    ]


TOKENS = (
    *("@book{", "@book(", "@comment{", "@string{", "a", ",", "=", "{", "}", '"', "#", "(", ")", "\n", " ", "\\", "%"),
    *(
        "url = {",
        "doi = {10.1/",
        "isbn={978",
        "ids = {a,b}",
        "\\url{",
        "http://a.example/",
        "\\_",
        "[1]",
        "é",
        "\u200b",
    ),
)


@given(st.lists(st.sampled_from(TOKENS), max_size=60).map("".join))
def test_no_text_is_too_odd(text):
    found = database(text)
    assert found.text == text.replace("\u200b", "")
    assert all(0 <= a.start <= a.end <= b.start for a, b in zip(found.masks, found.masks[1:], strict=False))
    citations = analyse(found)
    lines = text.split("\n")
    for each in (*citations.references, *citations.links):
        place = found.locate(each.span)
        assert 1 <= place.line <= place.end_line <= len(lines)
        assert 1 <= place.column <= len(lines[place.line - 1]) + 1
    assert isinstance(problems(found), list)


@pytest.mark.parametrize(
    "piece", ["@a{", "@a{b,c={", '@a{b,c="', "\n@a{b,c={", "@comment{", "%@a{b,\n", "@a{b,c={d}}\n", "@a{b, c=d#", "{"]
)
def test_hostile_texts_are_read(piece):
    # If each piece looked at all others, this would take minutes.
    text = piece * 30_000
    assert database(text).text == text


@pytest.mark.parametrize(
    ("entry", "lacks"),
    [
        ("@article{a, author={A}, title={T}, journal={J}, year=1961}", ""),
        ("@article{a, author={A}, title={T}, journaltitle={J}, date={1961-05}}", ""),
        ("@article{a, author={A}, title={T}, year=1961}", "[a] has no journal"),
        ("@Book{a, editor={A}, title={}, year=1961}", "[a] has no title"),
        ("@book{a, title={T}, crossref={b}}", ""),
        ("@inproceedings{a, title={T}}", "[a] has no author, booktitle and year"),
        ("@online{a, title={T}, doi={10.1000/1}}", ""),
        ("@misc{a, note={T}}", ""),
        ("@newtype{a, note={T}}", ""),
    ],
)
def test_what_an_entry_lacks_is_told_if_asked(entry, lacks):
    document = database(entry)
    assert [each.rule for each in problems(document) if each.rule == "CC117"] == []
    told = check_citations(analyse(document), Settings(select=("CC117",)))
    assert [(each.message, each.place[:2]) for each in told] == ([(lacks, (1, entry.index("{a") + 2))] if lacks else [])


@pytest.mark.parametrize(
    ("select", "said"), [((), False), (("CC",), False), (("CC1",), False), (("CC", "CC117"), True)]
)
def test_a_rule_that_must_be_asked_for_is_not_asked_by_a_prefix(select, said):
    assert Settings(select=select).wants("CC117") is said
    assert not Settings(select=("CC117",), ignore=("CC117",)).wants("CC117")
