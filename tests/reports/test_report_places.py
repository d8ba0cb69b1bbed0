"""What formats for other programs share: paths as URIs, places in words, fingerprints that differ, pages of rules."""

from __future__ import annotations

import re
from pathlib import PurePath, PurePosixPath, PureWindowsPath
from urllib.parse import unquote

import hostile
import pytest
import report_samples as samples
from hypothesis import given
from markdown_it import MarkdownIt

from citecheck.model import Place
from citecheck.patterns import without_passwords
from citecheck.reports.helptext import description, markdown, sections
from citecheck.reports.places import beginning, identities, slashed, spot, told, uri
from citecheck.rules import rules

URI = re.compile(r"(file:///?)?[A-Za-z0-9._~/%-]*(:/[A-Za-z0-9._~/%-]*)?")


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (PurePosixPath("a/b c.txt"), "a/b%20c.txt"),
        (PurePosixPath("./a/../b.txt"), "a/../b.txt"),
        (PurePosixPath("ü%41#?.txt"), "%C3%BC%2541%23%3F.txt"),
        (PurePosixPath("javascript:alert(1)"), "javascript%3Aalert%281%29"),
        (PurePosixPath("a\\b.txt"), "a%5Cb.txt"),
        (PurePosixPath("a\udcff.txt"), "a%EF%BF%BD.txt"),
        (PurePosixPath("/home/é/a.txt"), "file:///home/%C3%A9/a.txt"),
        (PureWindowsPath("a\\b c.txt"), "a/b%20c.txt"),
        (PureWindowsPath("C:\\texts\\a b.txt"), "file:///C:/texts/a%20b.txt"),
        (PureWindowsPath("\\\\host\\share\\a.txt"), "file://host/share/a.txt"),
    ],
)
def test_paths_become_uris(path: PurePath, expected: str) -> None:
    assert uri(path) == expected


@given(hostile.texts())
def test_any_path_becomes_a_uri_that_names_it(text: str) -> None:
    path = PurePath(text)
    found = uri(path)
    assert URI.fullmatch(found)
    if not path.is_absolute():
        assert not found.startswith(("/", "file:"))
        assert unquote(found) == re.sub("[\ud800-\udfff]", "\ufffd", path.as_posix())


def test_a_path_in_a_repository_has_no_dot_before_it() -> None:
    assert slashed("./chapters//one.txt") == "chapters/one.txt"
    assert hostile.PASSWORD not in slashed(hostile.SECRET_URL)


def test_places_are_told_in_the_unit_of_the_document() -> None:
    assert spot("essay.txt", Place(31, 148, 31, 151), "line") == "essay.txt:31:148"
    assert spot("essay.docx", Place(16, 148, 16, 151), "paragraph") == "essay.docx, paragraph 16"


def test_a_finding_about_a_link_names_it_once() -> None:
    url = "https://a.example/x"
    assert told(samples.problem()._replace(url=url)).startswith(f"{url}: [7] has no entry")
    assert told(samples.problem(message=f"{url} is broken", advice="")._replace(url=url)) == f"{url} is broken"
    assert len(told(samples.problem()._replace(url="https://a.example/" + "x" * 10_000))) < 1_000


@pytest.mark.parametrize("most", range(1, 60))
def test_the_beginning_of_a_text_has_no_part_of_a_password(most: int) -> None:
    text = f"see {hostile.SECRET_URL} and http://b.example:80/@x"
    found = beginning(text, most)
    assert "s3cr" not in found
    assert len(found) <= most
    assert found == without_passwords(text)[: len(found)]
    assert len(found) == most or found.endswith("://")


def test_no_two_findings_have_one_identity() -> None:
    found = samples.problem()
    copies = [found, found, found._replace(path="copy.txt"), found._replace(rule="CC102", fingerprint="f" * 16)]
    names = identities(copies)
    assert len(set(names)) == len(copies)
    assert all(re.fullmatch("[0-9a-f]{32}", name) for name in names)


def test_identities_stay_when_lines_move_and_findings_come_and_go() -> None:
    one, two = samples.problem()._replace(fingerprint="1" * 16), samples.problem()._replace(fingerprint="2" * 16)
    moved = one._replace(place=Place(99, 1, 99, 2), path=f"./{one.path}")
    assert identities([two, moved, moved])[1:] == [identities([one])[0], identities([one, one])[1]]


@pytest.mark.parametrize("rule", rules().values(), ids=lambda rule: rule.code)
def test_a_page_as_markdown_has_all_its_words_and_its_examples_as_code(rule) -> None:
    text = markdown(rule.page)
    assert [word for word in text.split() if word.strip("#`") not in {"", "text", "markdown"}] == [
        word for word in rule.page.split() if word not in {"text", "markdown"}
    ]
    tokens = MarkdownIt().parse(text)
    code = [token.content for token in tokens if token.type == "fence"]
    assert code == [f"{part.text}\n" for part in sections(rule.page) if part.is_example]
    headings = [tokens[at + 1].content for at, token in enumerate(tokens) if token.type == "heading_open"]
    assert headings == [part.heading for part in sections(rule.page) if part.heading]
    assert "code_block" not in {token.type for token in tokens}


def test_a_page_is_taken_apart() -> None:
    page = "A rule.\n\nWhat it does\n    Finds this,\n    and that.\n\n"
    page += "Flagged\n    a\n\n      b\n\nFix\n    - one\n    - two\n"
    assert [tuple(part) for part in sections(page)] == [
        ("", "A rule."),
        ("What it does", "Finds this,\nand that."),
        ("Flagged", "a\n\n  b"),
        ("Fix", "- one\n- two"),
    ]
    assert description(page) == "Finds this, and that."
    assert description("Only this.\n") == "Only this."


def test_an_example_cannot_end_its_code_block() -> None:
    tokens = MarkdownIt().parse(markdown("A rule.\n\nFlagged (markdown)\n    ```\n    <b>\n    ````\n"))
    assert [(token.type, token.info) for token in tokens if token.content][-1] == ("fence", "markdown")
