"""DOI, arXiv id, ISBN and ISSN: which become links, and which are impossible."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citecheck.citations.identifiers import find_identifiers, isbn_check_digit, issn_check_digit
from citecheck.citations.urls import find_links
from citecheck.model import Document


def document(text: str) -> Document:
    return Document("essay.txt", "text", text)


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("doi:10.1000/182.", "https://doi.org/10.1000/182"),
        ("DOI 10.1000/182, p. 3", "https://doi.org/10.1000/182"),
        ("DOI: 10.1016/S0140-6736(05)67887-1;", "https://doi.org/10.1016/S0140-6736(05)67887-1"),
        ("dx.doi.org/10.1000/182", "https://doi.org/10.1000/182"),
        ("(doi:10.1000/182)", "https://doi.org/10.1000/182"),
        (
            "doi:10.1002/(SICI)1097-0258(19980815/30)17:15/16<1661::AID-SIM968>3.0.CO;2-2",
            "https://doi.org/10.1002/(SICI)1097-0258(19980815/30)17:15/16%3C1661::AID-SIM968%3E3.0.CO;2-2",
        ),
        ("doi:10.1000/\n   abc-182.", "https://doi.org/10.1000/abc-182"),
        ("doi:10.1000/a#b", "https://doi.org/10.1000/a%23b"),
        ("arXiv:2101.00001v2.", "https://arxiv.org/abs/2101.00001v2"),
        ("arXiv: 0704.0001", "https://arxiv.org/abs/0704.0001"),
        ("arXiv:hep-th/9901001,", "https://arxiv.org/abs/hep-th/9901001"),
        ("arXiv:math.GT/0309136", "https://arxiv.org/abs/math.GT/0309136"),
    ],
)
def test_a_named_identifier_is_a_link(text: str, url: str) -> None:
    links, faults = find_identifiers(document(text))
    assert [link.url for link in links] == [url]
    assert faults == []


@pytest.mark.parametrize(
    "text",
    [
        "doi:10.12/",
        "DOI: 10.12/abc",
        "doi: 11.1000/x",
        "doi:10.1000",
        "https://doi.org/10.12/x",
        "arXiv:2113.00001",
        "arXiv:1501.0001",
        "arXiv:hep-th/9913001",
        "ISBN 0-13-630195-8",
        "ISBN: 0136301958",
        "ISBN-10: 013630195",
        "ISBN 978-3-16-148410-1",
        "ISBN-13 (pbk): 978 3 16 148410 1",
        "ISBN 977-3-16-148410-0",
        "ISBN 978-3-16-148410-0, 0-13-630195-8 (pbk)",
        "ISSN 0378-5956",
        "e-ISSN: 0378-5956",
    ],
)
def test_an_impossible_identifier_is_a_fault(text: str) -> None:
    (fault,) = find_links(document(f"A book, {text}."))[1]
    assert fault.rule == "CC206"
    assert fault.advice


@pytest.mark.parametrize(
    "text",
    [
        "doi:10.xxxx/abc, doi:10.1000/xxxxx, DOI: pending, doi:10.1234/...",
        "https://doi.org/10/abcd and https://doi.org/abcd",
        "DOI 5.2 came out, and 10.5/3 is a number",
        "arXiv:1234.56789, arXiv:YYMM.NNNNN, arXiv preprint 2113",
        "ISBN 0-13-630195-9, ISBN:0136301959, ISBN 0-8044-2957-X (hbk).",
        "ISBN-13: 978-3-16-148410-0, 0-13-630195-9 and 979-10-90636-07-1",
        "ISBN 978 3 16 148410 0 2016 edition",
        "ISBN 978-3-16-148410-\n   0",
        "ISBN 0-..., ISBN 0-…, ISBN 0-13-xxxxxx-x, [ISBN 0-] and SBN 12345",
        "ISSN 0378-5955, ISSN-L 2434-561X, eISSN 0378-5955",
        "the numbers 0-13-630195-8 and 0378-5956 without a word",
        "MYISBN 0-13-630195-8 and http://x.org/?q=ISBN:0136301958",
    ],
)
def test_possible_identifiers_and_blanks_are_silent(text: str) -> None:
    assert find_links(document(text))[1] == []


def test_the_fault_names_the_digit_that_would_fit() -> None:
    (fault,) = find_identifiers(document("ISBN 0-8044-2957-3"))[1]
    assert "0-8044-2957-3" in fault.message
    assert fault.note.startswith("X ")


def test_a_doi_in_a_url_is_one_link() -> None:
    links, faults = find_links(document("See https://doi.org/10.1000/182 or doi: 10.1000/182."))
    assert [link.url for link in links] == ["https://doi.org/10.1000/182"] * 2
    assert faults == []


@given(st.from_regex(r"97[89][0-9]{9}", fullmatch=True), st.integers(0, 11))
def test_any_single_wrong_digit_of_an_isbn_13_is_noticed(digits: str, at: int) -> None:
    right = digits + isbn_check_digit(digits + "0")
    wrong = right[:at] + str((int(right[at]) + 1) % 10) + right[at + 1 :]
    assert find_identifiers(document(f"ISBN {right}"))[1] == []
    assert len(find_identifiers(document(f"ISBN {wrong}"))[1]) == 1


@pytest.mark.parametrize(("number", "digit"), [("0378595?", "5"), ("2434561?", "X"), ("0000000?", "0")])
def test_issn_check_digit(number: str, digit: str) -> None:
    assert issn_check_digit(number) == digit
