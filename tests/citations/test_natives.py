"""What a format itself says of citations, beside the brackets of its text."""

from __future__ import annotations

from citecheck.citations import analyse
from citecheck.documents import check_citations
from citecheck.model import (
    Citations,
    Confidence,
    Document,
    Fault,
    Form,
    Link,
    Marker,
    Native,
    Reference,
    Span,
)
from citecheck.settings import Settings


def spot(text: str, part: str, nth: int = 0) -> Span:
    """Where a part of a text stands for the nth time."""
    at = -1
    for _ in range(nth + 1):
        at = text.index(part, at + 1)
    return Span(at, at + len(part))


def marker(span: Span, label: str, form: Form, series: int = 0) -> Marker:
    """A marker that the format gives."""
    return Marker(span, label, span, form, Confidence.SURE, "a note of the format", series)


def cite(text: str, *, lacks: str = "", **native: object) -> Citations:
    """The citations of a text with what its format says."""
    return analyse(Document("a.docx", "docx", text, native=Native(**native), lacks=lacks))  # type: ignore[arg-type]


def found(citations: Citations) -> list[tuple[str, str | None]]:
    """Rules and labels of what is found."""
    return [(each.rule, each.label) for each in check_citations(citations, Settings(offline=True))]


WORD = """A claim.¹ Another.* A third.² And [1] typed.

1 Adams, Ledgers.

* See note 7 above.

2 Brown, see note 1 above.

[1] Clark, Sounds.
"""


def word() -> Citations:
    """A Word file: automatic notes, one with a mark of its own, beside a typed list."""
    markers = [
        marker(spot(WORD, mark), label, Form.INLINE, number)
        for number, (mark, label) in enumerate([("¹", "1"), ("*", "*"), ("²", "2")], 1)
    ]
    bodies = ["Adams, Ledgers.", "See note 7 above.", "Brown, see note 1 above."]
    references = []
    for number, (each, body) in enumerate(zip(markers, bodies, strict=True), 1):
        own = spot(WORD, body)
        references.append(Reference(Span(own.start - 2, own.start - 1), each.label, own, Form.INLINE, number))
    return cite(WORD, markers=tuple(markers), references=tuple(references))


def test_notes_pair_by_themselves_and_typed_brackets_with_their_list() -> None:
    citations = word()
    cited = {
        citations.references[index].label + citations.references[index].form: [each.label for each in markers]
        for index, markers in citations.pairing.cited.items()
    }
    assert cited == {"1inline": ["1"], "*inline": ["*"], "2inline": ["2"], "1numeric": ["1"]}


def test_pointers_between_notes_go_by_the_numbers_that_readers_see() -> None:
    assert found(word()) == [("CC113", "7")]


def test_labels_may_come_back_where_the_format_counts() -> None:
    text = "One.* Two.*\n\n* Adams.\n\n* Brown.\n"
    markers = [marker(spot(text, "*", at), "*", Form.INLINE, at + 1) for at in range(2)]
    references = [
        Reference(spot(text, "*", at + 2), "*", spot(text, body), Form.INLINE, at + 1)
        for at, body in enumerate(["Adams.", "Brown."])
    ]
    assert found(cite(text, markers=tuple(markers), references=tuple(references))) == []


def test_an_empty_note_is_found() -> None:
    text = "One.¹ Two.²\n\n1 \n\n2 Brown.\n"
    markers = [marker(spot(text, mark), label, Form.INLINE, int(label)) for mark, label in (("¹", "1"), ("²", "2"))]
    references = [
        Reference(
            spot(text, "1 ")._replace(end=text.index("1 ") + 1), "1", Span(*[text.index("1 ") + 2] * 2), Form.INLINE, 1
        ),
        Reference(Span(text.index("2 B"), text.index("2 B") + 1), "2", spot(text, "Brown."), Form.INLINE, 2),
    ]
    assert found(cite(text, markers=tuple(markers), references=tuple(references))) == [("CC110", "1")]


def keys(text: str, names: str, *, lacks: str = "") -> Citations:
    """Keys in braces that cite, and the entries that begin with `* key`."""
    markers = [marker(spot(text, f"{{{name}}}"), name, Form.TAG) for name in names.split()]
    references = []
    at = text.find("* ")
    while at >= 0:
        end = text.find("\n", at)
        label, body = text[at + 2 : end].split(" ", 1)
        start = at + 2
        references.append(Reference(Span(start, start + len(label)), label, Span(end - len(body), end), Form.TAG))
        at = text.find("* ", end)
    return cite(text, markers=tuple(markers), references=tuple(references), lacks=lacks)


KEYS = "One {adams1990} and {browne}.\n\n* adams1990 Ledgers.\n* brown Tides.\n"


def test_keys_pair_and_a_slip_names_what_is_meant() -> None:
    citations = keys(KEYS, "adams1990 browne")
    assert found(citations) == [("CC101", "browne")]
    assert citations.pairing.undefined[0].probably == 1


def test_what_is_elsewhere_is_not_missed() -> None:
    assert found(keys("One {adams} and {brown}.\n", "adams brown", lacks="references")) == []
    assert found(keys("* adams Ledgers.\n* brown Tides.\n", "", lacks="markers")) == []
    assert found(keys("One {adams} and {brown}.\n", "adams brown")) == [("CC115", None)]
    assert found(keys("* adams Ledgers.\n* brown Tides.\n", "")) == [("CC115", None)]


def test_a_link_of_the_format_stands_in_place_of_its_text() -> None:
    text = "See http://a.example/cut-\noff and this page, http://b.example/x and 10.0.0.7.\n"
    links = [
        Link(spot(text, "http://a.example/cut-\noff"), "http://a.example/cut-off", "http://a.example/cut-\noff"),
        Link(spot(text, "this page"), "http://10.0.0.9/y", "this page"),
    ]
    citations = cite(text, links=tuple(links))
    assert [link.url for link in citations.links] == [
        "http://a.example/cut-off",
        "http://10.0.0.9/y",
        "http://b.example/x",
    ]
    assert found(citations) == [("CC204", None)]


def test_an_impossible_doi_behind_a_text() -> None:
    text = "See the article.\n"
    link = Link(spot(text, "the article"), "https://doi.org/11.1000/x", "the article")
    assert found(cite(text, links=(link,))) == [("CC206", None)]


def test_faults_of_the_format_are_found() -> None:
    text = "See note Error! Bookmark not defined.\n"
    fault = Fault(
        "CC113", spot(text, "Error! Bookmark not defined."), "the bookmark is gone", "", "point it at its note"
    )
    assert found(cite(text, faults=(fault,))) == [("CC113", None)]


def test_an_entry_ends_where_a_note_of_the_format_begins() -> None:
    """As at the foot of a page, in the middle of a list."""
    text = "It is so.[1] It was so.[2] And more.¹\n\n[1] Adams, Ledgers.\n¹ A note.\n\n[2] Brown, Sounds.\n"
    note = Reference(spot(text, "¹", 1), "1", spot(text, "A note."), Form.NOTE, 7)
    citations = cite(text, markers=(marker(spot(text, "¹"), "1", Form.NOTE, 7),), references=(note,))
    assert [text[each.body.start : each.body.end] for each in citations.references] == [
        "Adams, Ledgers.",
        "A note.",
        "Brown, Sounds.",
    ]


def test_a_note_inside_an_entry_does_not_end_it() -> None:
    text = "It is so.[1]\n\n[1] Adams, Ledgers\\footnote{See below.} of 1871.\n"
    whole = spot(text, "\\footnote{See below.}")
    note = Reference(whole, "1", spot(text, "See below."), Form.INLINE, 1)
    citations = cite(text, markers=(marker(whole, "1", Form.INLINE, 1),), references=(note,))
    entry = citations.references[0]
    assert text[entry.body.start : entry.body.end].endswith("of 1871.")
