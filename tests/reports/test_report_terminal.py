from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import report_samples as samples

from citecheck.model import Excerpt, LinkHistory, Report, Severity, Verdict
from citecheck.reports import terminal

OURS = re.compile(r"\x1b\[[0-9;]*m|\x1b\]8;;[!-~]*\x1b\\")
UNSAFE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")

ESSAY = ("essay.txt", "7 markers", "6 references")


def plain(report: Report, width: int = 100, *, unicode: bool = True, verbose: bool = False) -> str:
    return terminal.render(report, width=width, color=False, unicode=unicode, links=False, verbose=verbose, quiet=False)


@pytest.mark.parametrize("width", [120, 80, 40])
@pytest.mark.parametrize("name", ["essay", "many_kinds", "hostile"])
def test_looks_as_it_did(name: str, width: int, snapshot: Callable[[str, str], None]) -> None:
    snapshot(f"{name}-{width}.txt", plain(getattr(samples, name)(), width))


def test_looks_as_it_did_in_ascii(snapshot: Callable[[str, str], None]) -> None:
    text = plain(samples.many_kinds(), 80, unicode=False)
    assert text.isascii()
    snapshot("many_kinds-80-ascii.txt", text)


def test_looks_as_it_did_in_colour_and_verbose(snapshot: Callable[[str, str], None]) -> None:
    report = samples.many_kinds()
    text = terminal.render(report, width=80, color=True, unicode=True, links=False, verbose=True)
    assert OURS.sub("", text) == plain(report, 80, verbose=True)
    snapshot("many_kinds-80-colour-verbose.txt", text)


# ---------------------------------------------------------------- the frame


@pytest.mark.parametrize(
    ("text", "marked", "cells", "length"),
    [
        ("It is so.[7] Yes.", "[7]", 9, 3),
        ("日本語。[7]", "[7]", 8, 3),
        ("wide 日本 here", "日本", 5, 4),
        ("cafe\u0301 ne\u0301e.[7]", "[7]", 9, 3),
        ("a\tb.[7]", "[7]", 7, 3),
        ("a\x1bb.[7]", "[7]", 4, 3),
        ("a\u202eb.[7]", "[7]", len("a<U+202E>b."), 3),
        ("x 한글 y[7]", "[7]", 8, 3),
        ("\u1112\u1161\u11ab[7]", "[7]", 2, 3),
        ("zero\u200dwidth[7]", "[7]", 9, 3),
        ("a thumb 👍[7]", "[7]", 10, 3),
    ],
)
def test_caret_stands_under_the_cells_of_what_is_meant(text: str, marked: str, cells: int, length: int) -> None:
    lines = plain(Report(problems=(samples.problem(text, marked, words="here"),))).splitlines()
    at = next(index for index, line in enumerate(lines) if line.startswith("   31 │ "))
    assert marked in lines[at]
    assert lines[at + 1] == "      │ " + " " * cells + "‾" * length + " here"


@pytest.mark.parametrize("width", [24, 30, 40, 57, 80, 100, 120, 200])
@pytest.mark.parametrize("at", [0, 3, 90, 2_000])
def test_caret_and_note_stay_in_sight_at_any_width(width: int, at: int) -> None:
    text = "word " * (at // 5) + "x" * (at % 5) + "[7]" + " more" * 400
    lines = plain(Report(problems=(samples.problem(text, advice=""),)), width).splitlines()
    frame = [line for line in lines if "│" in line]
    assert all(len(line) <= width for line in frame)
    source = next(line for line in frame if "[7]" in line)
    under = frame[frame.index(source) + 1]
    assert under[source.index("[7]") :].startswith("‾‾‾")
    assert source.endswith("…")
    note = " ".join(line.partition("│")[2].replace("‾", "").strip() for line in frame[frame.index(source) + 1 :])
    assert note.split() == ["cited", "here;", "the", "list", "ends", "at", "[6]"]


def test_an_endless_line_is_cut_and_so_is_an_endless_span() -> None:
    endless = "x" * 1_000_000
    found = samples.problem()
    cut = found._replace(excerpt=Excerpt(31, f"{endless} {endless} {endless}", 1_000_001, 2_000_001, True, True))
    text = plain(Report(problems=(cut._replace(message=endless, note=endless, advice=endless),)))
    assert len(text) < 20_000
    assert max(map(len, text.splitlines())) <= 100


def test_places_stand_in_line_order_and_a_line_is_shown_once() -> None:
    text = "[3] A book. [3] Another."
    found = samples.problem(text, "[3] An", 40, words="again", related=(
        samples.note(text, "[3] A book", 40, "first"), samples.note("[2] Before.", "[2]", 12, "before"),
    ))  # fmt: skip
    lines = plain(Report(problems=(found,))).splitlines()
    shown = [line for line in lines if "│" in line]
    assert shown == [
        "      │",
        "   12 │ [2] Before.",
        "      │ ‾‾‾ before",
        "   40 │ [3] A book. [3] Another.",
        "      │ ‾‾‾‾‾‾‾‾‾‾ first",
        "      │             ‾‾‾‾‾‾ again",
    ]


def test_many_other_places_are_counted_unless_verbose() -> None:
    related = tuple(samples.note("[2] Here.", "[2]", line, f"place {line}") for line in range(50, 60))
    report = Report(problems=(samples.problem(related=related),))
    assert "and 6 more places" in plain(report)
    assert "place 54" not in plain(report)
    assert "place 59" in plain(report, verbose=True)


def test_the_page_of_a_rule_is_named_once() -> None:
    text = plain(samples.repeated(5))
    assert text.count("citecheck explain CC107") == 1


def test_repeats_are_capped_unless_verbose() -> None:
    report = samples.repeated(47)
    assert plain(report).count("warning[CC107]") == 10
    assert "and 37 more of CC107 (--verbose shows them)" in plain(report)
    assert plain(report, verbose=True).count("warning[CC107]") == 47
    assert "more of CC107" not in plain(report, verbose=True)


# ---------------------------------------------------------------- hostile text


@pytest.mark.parametrize("verbose", [False, True])
def test_nothing_from_outside_acts_on_the_terminal(verbose: bool) -> None:
    text = terminal.render(samples.hostile(), width=100, color=True, unicode=True, links=True, verbose=verbose)
    rest = OURS.sub("", text)
    assert not UNSAFE.search(rest)
    assert "␛[31mred" in rest
    assert "[bold]markup[/bold] <b> <U+009B>2J" in rest
    text.encode()


def test_text_that_cannot_be_encoded_is_replaced_in_ascii() -> None:
    found = samples.problem("“Café” – 日本[7]…", message="“[7]” has no entry…")
    text = plain(Report(problems=(found,)), unicode=False)
    assert '31 | "Caf?" - ??[7]...' in text
    assert 'error[CC101] "[7]" has no entry...' in text
    assert f"      | {' ' * len('?Caf?? - ??')}^^^ cited here" in text


def test_hyperlinks_lead_to_files_and_to_the_web_only() -> None:
    script = samples.link("javascript:alert(1)", Verdict.DEAD, line=5)
    web = samples.link("https://example.org/ü?a=b;c", Verdict.DEAD, line=6)
    problems = tuple(samples.link_problem(link.url, "CC301", Severity.ERROR, "gone") for link in (script, web))
    report = Report((samples.document(),), (samples.undefined(), *problems), (script, web))
    text = terminal.render(report, width=100, color=False, unicode=True, links=True)
    targets = set(re.findall(r"\x1b\]8;;([^\x1b]+)\x1b", text))
    assert targets == {Path("essay.txt").absolute().as_uri(), "https://example.org/%C3%BC?a=b;c"}


# ---------------------------------------------------------------- links


def section(text: str) -> str:
    return text.partition("Links that need a look\n")[2].partition("\n\n")[0]


def test_links_are_grouped_by_what_became_of_them() -> None:
    kinds = [line.split()[0] for line in section(plain(samples.many_kinds())).splitlines() if line[2] != " "]
    assert kinds == ["dead", "unreachable", "unreachable", "moved", "blocked", "doubtful", "anchor"]


def test_details_stand_beside_the_title_where_they_fit() -> None:
    link = samples.link(samples.GONE, Verdict.DEAD, title="A title", detail="404 not found", count=4)
    found = samples.link_problem(samples.GONE, "CC301", Severity.ERROR, "gone")
    report = Report((samples.document(),), (found,), (link,))
    assert section(plain(report)).splitlines() == [
        "  dead  [2] A title   404 not found; cited 4 times, first on line 16",
        f"        {samples.GONE}",
    ]


@pytest.mark.parametrize(
    ("label", "count", "places", "words"),
    [
        ("2", 0, 1, "never cited, line 113"),
        ("2", 1, 1, "cited once, line 16"),
        ("2", 2, 1, "cited twice, first on line 16"),
        ("2", 9, 3, "cited 9 times, first on line 16, and in 2 more places"),
        (None, 1, 1, "in the text, line 113"),
    ],
)
def test_a_link_is_shown_by_where_a_reader_meets_it(label: str | None, count: int, places: int, words: str) -> None:
    link = samples.link(samples.GONE, Verdict.DEAD, label=label, count=count, places=places, detail="gone")
    found = samples.link_problem(samples.GONE, "CC301", Severity.ERROR, "gone")
    assert f"gone; {words}\n" in plain(Report((samples.document(),), (found,), (link,)))


def test_a_link_that_no_rule_speaks_of_is_only_counted() -> None:
    """Such as with `--ignore CC3`, or a comment in the text."""
    report = Report((samples.document(),), (), (samples.link(samples.GONE, Verdict.DEAD),), elapsed=1)
    text = plain(report)
    assert samples.GONE not in text
    assert "1 link: 1 dead" in text
    assert "resolve" not in text


def test_an_invalid_link_is_told_once() -> None:
    url = "https://example.org:99999/"
    link = samples.link(url, Verdict.INVALID, detail="no such port")
    told = samples.problem(rule="CC201", message="port out of range")._replace(url=url)
    assert "need a look" not in plain(Report((samples.document(),), (told,), (link,)))
    assert "  invalid  " in plain(Report((samples.document(),), (), (link,), suppressed=0, complete=False))


@pytest.mark.parametrize("persistent", [False, True])
def test_a_third_strike_says_why_it_is_an_error(persistent: bool) -> None:
    history = LinkHistory("2026-01-10", "2026-03-02", "2026-03-05", 4, 3, "2026-03-09")
    link = samples.link("https://a.example/", Verdict.UNREACHABLE, detail="no answer within 10 s")
    link = link._replace(history=history, persistent=persistent)
    told = samples.link_problem(link.url, "CC303", Severity.ERROR, "the link could not be reached")
    text = plain(Report((samples.document(),), (told,), (link,)))
    assert ("failing since 2026-03-05: treat it as dead" in text) is persistent


def test_trivial_moves_are_well_and_listed_when_verbose() -> None:
    link = samples.link("http://example.org/", Verdict.MOVED, final_url="https://example.org/")
    found = samples.link_problem(link.url, "CC302", Severity.INFO, "moved to https")
    report = Report((samples.document(),), (found,), (link,), elapsed=1)
    assert "all consistent, all links resolve (1.0 s)" in plain(report)
    assert "→ https://example.org/" not in plain(report)
    assert "→ https://example.org/" in plain(report, verbose=True)
    assert "info[CC302] moved to https" in plain(report, verbose=True)


def test_many_blocked_links_are_capped_unless_verbose() -> None:
    links = tuple(samples.link(f"https://wall.example/{n}", Verdict.BLOCKED, detail="refuses") for n in range(25))
    problems = tuple(samples.link_problem(link.url, "CC304", Severity.INFO, "refuses") for link in links)
    report = Report((samples.document(),), problems, links)
    assert section(plain(report)).count("https://wall.example/") == 10
    assert "and 15 more that are blocked (--verbose lists them)" in plain(report)
    assert section(plain(report, verbose=True)).count("https://wall.example/") == 25


def test_the_links_of_a_host_that_fails_are_told_together_unless_verbose() -> None:
    links = tuple(
        samples.link(f"https://gone.example/{n}", Verdict.DEAD, reason=reason, label=str(n), detail="no such host")
        for n, reason in enumerate(["no-such-host"] * 5 + ["not-found"] * 3)
    )
    problems = tuple(samples.link_problem(link.url, "CC301", Severity.ERROR, "dead") for link in links)
    report = Report((samples.document(),), problems, links)

    shown = section(plain(report))
    assert "so are 4 more links to gone.example: [1], [2], [3], [4]" in shown
    assert [n for n in range(8) if f"https://gone.example/{n}" in shown] == [0, 5, 6, 7]
    assert section(plain(report, verbose=True)).count("https://gone.example/") == 8
    assert "so are" not in plain(replace(report, links=links[:2]))


def test_without_a_network_that_is_said_once() -> None:
    links = tuple(samples.link(f"https://example.org/{n}", Verdict.SKIPPED, reason="no-network") for n in range(30))
    found = samples.link_problem(links[0].url, "CC308", Severity.ERROR, "no name resolves", "check the cable")
    text = plain(Report((samples.document(),), (found,), links), verbose=True)
    assert text.count("error[CC308] no name resolves") == 1
    assert "check the cable" in text
    assert "https://example.org/" not in text
    assert "30 links not checked (no network)" in text


# ---------------------------------------------------------------- the last line


@pytest.mark.parametrize(
    ("report", "last"),
    [
        (samples.essay(), ["2 errors in 1 document", "4 links: 2 ok, 1 dead, 1 blocked", "3.1 s"]),
        (samples.well(), [*ESSAY, "4 links", "all consistent, all links resolve (2.4 s)"]),
        (samples.offline(), [*ESSAY, "all consistent", "4 links not checked (--offline)", "0.04 s"]),
        (
            samples.offline(problems=(samples.problem(),)),
            ["1 error in 1 document", "4 links not checked (--offline)", "0.04 s"],
        ),
        (
            Report((samples.document(markers=1, references=0, links=0),), elapsed=75.4),
            ["essay.txt", "1 marker", "no references", "no links", "all consistent (1 min 15 s)"],
        ),
        (
            Report((samples.document(markers=0, references=0, links=0),), elapsed=0.5),
            ["essay.txt", "no markers found", "no links", "0.5 s"],
        ),
        (
            Report((samples.document(), samples.document("b.txt", 0, 0, 0)), elapsed=0.5, suppressed=3),
            [
                "2 documents (1 without markers)",
                *ESSAY[1:],
                "no links",
                "all consistent (0.5 s)",
                "3 suppressed",
            ],
        ),
        (Report(), ["nothing to check: no documents found"]),
        (
            Report((samples.document(),), failures=samples.many_kinds().failures, elapsed=0.2),
            ["no errors or warnings in 1 document", "no links", "1 path could not be read", "0.2 s"],
        ),
    ],
)
def test_the_last_line_sums_up(report: Report, last: list[str]) -> None:
    assert plain(report, 120).splitlines()[-1] == " · ".join(last)


@pytest.mark.parametrize("report", [samples.offline(), samples.offline(problems=(samples.problem(),))])
def test_offline_never_says_that_links_resolve(report: Report) -> None:
    assert "resolve" not in plain(report)


def test_an_interrupted_run_says_what_was_not_checked() -> None:
    links = (
        samples.link("https://a.example/", Verdict.OK),
        samples.link("https://b.example/", Verdict.SKIPPED),
    )
    text = plain(replace(samples.well(), links=links, complete=False))
    assert text.splitlines()[-2:] == [
        "Interrupted: 1 link not checked",
        "no errors or warnings in 1 document · 2 links: 1 ok, 1 not checked · 2.4 s",
    ]
    assert "Interrupted: the report is not complete" in plain(replace(samples.well(), complete=False))


def test_clean_documents_take_one_line_unless_verbose() -> None:
    clean = tuple(samples.document(f"clean{number}.txt", links=0) for number in range(12))
    report = Report((samples.document(), *clean), (samples.problem(),))
    assert "\n12 other documents are consistent\n" in plain(report)
    assert "clean3.txt" not in plain(report)
    assert "clean3.txt · 7 markers · 6 references · no links · consistent\n" in plain(report, verbose=True)


def test_documents_without_markers_are_not_called_consistent() -> None:
    empty = tuple(samples.document(f"empty{number}.txt", 0, 0, 0) for number in range(3))
    assert "3 other documents: 3 without markers\n" in plain(Report((samples.document(), *empty), (samples.problem(),)))
    assert "consistent" not in plain(Report(empty))


def test_quiet_shows_findings_and_nothing_else() -> None:
    def quiet(report: Report) -> str:
        return terminal.render(report, width=80, color=False, unicode=True, links=False, quiet=True)

    assert quiet(samples.well()) == ""
    assert quiet(samples.offline()) == ""
    assert "error[CC101]" in quiet(samples.essay())
    assert quiet(samples.essay()).endswith("http://www.kantei.example/jp/memo.pdf\n")


def test_paragraphs_are_called_so() -> None:
    link = samples.link(samples.GONE, Verdict.DEAD, detail="gone")
    found = samples.link_problem(samples.GONE, "CC301", Severity.ERROR, "gone")
    document = samples.document()._replace(unit="paragraph")
    assert "cited once, paragraph 16" in plain(Report((document,), (found,), (link,)))


def test_every_line_ends_and_none_ends_in_blanks() -> None:
    for report in (samples.essay(), samples.many_kinds(), samples.hostile(), samples.repeated()):
        text = plain(report, 80)
        assert text.endswith("\n")
        assert not re.search(r"[ \t]$", text, re.MULTILINE)
