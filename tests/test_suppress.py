"""What is not to be reported: comments in documents, [[ignore]]s of the configuration, and what is said of these."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from command_line import BAD, GOOD, Capture, codes, fill_folder, offline, told
from hypothesis import given, settings
from hypothesis import strategies as st

from citecheck import documents, web
from citecheck.citations import analyse
from citecheck.model import LinkReport, Verdict
from citecheck.readers import read
from citecheck.settings import Settings
from citecheck.suppress import _fits, comments_of
from citecheck.web import Target

MARK = "citecheck: "


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A working directory; nothing set outside."""
    for name in [name for name in os.environ if name.startswith("CITECHECK_")]:
        monkeypatch.delenv(name)
    fill_folder(tmp_path, monkeypatch)


def note(words: str) -> str:
    """A comment to citecheck."""
    return f"<!-- {MARK}{words} -->"


def found(capsys: Capture, text: str, *arguments: str, name: str = "a.md") -> list[tuple[str, int]]:
    """The findings in a text: rule and line."""
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    Path(name).write_text(text, encoding="utf-8")
    status, out, err = offline(capsys, "--format", "json", *arguments, name)
    assert (status in (0, 1), err) == (True, [])
    return [(each["rule"], each["line"]) for each in json.loads(out)["findings"]]


def message(capsys: Capture, text: str, name: str = "a.md") -> str:
    """The message of the one finding about a comment."""
    Path(name).write_text(text, encoding="utf-8")
    findings = json.loads(offline(capsys, "--format", "json", name)[1])["findings"]
    (said,) = [str(each["message"]) for each in findings if each["rule"] == "CC401"]
    return said


# ---------------------------------------------------------------- comments

NOTES = "\n[^1]: K. Baker, Ledgers.\n"
TWO = f"It rose [TK].[^1]\n\nIt fell [TK].\n{NOTES}"
"""CC114 on lines 1 and 3."""


def test_without_comments_both_are_found(capsys: Capture) -> None:
    assert found(capsys, TWO) == [("CC114", 1), ("CC114", 3)]


@pytest.mark.parametrize(
    "words",
    ["ignore CC114", "ignore CC1", "ignore unfinished-citation", "ignore cc114 -- why", "ignore CC101, CC114"],
)
def test_ignore_holds_for_its_line(capsys: Capture, words: str) -> None:
    text = TWO.replace("[TK].[^1]", f"[TK].[^1] {note(words)}")
    assert found(capsys, text) == [("CC114", 3)]


@pytest.mark.parametrize(
    "comment",
    [
        "<!--citecheck:ignore CC114-->",
        "<!--   citecheck:   ignore   CC114   -->",
        "<!-- citecheck: ignore CC114 -- a reason -- with dashes -->",
        "<!-- citecheck: ignore CC114 — they know -->",
        "<!-- citecheck: ignore CC114 because they know -->",
        "<!-- citecheck: ignore CC114 --they know -->",
    ],
)
@pytest.mark.parametrize("name", ["a.md", "a.txt"])
def test_ways_to_write_a_comment(capsys: Capture, comment: str, name: str) -> None:
    text = TWO.replace("[TK].[^1]", f"[TK].[^1] {comment}")
    assert found(capsys, text, name=name) == [("CC114", 3)]


def test_a_comment_over_several_lines_has_a_reason_of_several(capsys: Capture) -> None:
    comment = f"<!-- {MARK}ignore-file\n  CC114,\n  CC101 -- for this\n  and that\n-->"
    assert found(capsys, f"{comment}\n{TWO}") == []
    (read_,) = comments_of(analyse(read("a.md", comment.encode(), "a.md"), "auto"))
    assert (read_.silence.codes, read_.silence.reason) == (("CC114", "CC101"), "for this and that")


def test_ignore_next_line_skips_blank_lines(capsys: Capture) -> None:
    assert found(capsys, f"{note('ignore-next-line CC114')}\n\n{TWO}") == [("CC114", 5)]
    assert found(capsys, TWO.replace("\nIt fell", f"\n{note('ignore-next-line')}\n\nIt fell")) == [("CC114", 1)]


def test_start_and_end_enclose_a_block(capsys: Capture) -> None:
    start, end = note("ignore-start CC114"), note("ignore-end")
    assert found(capsys, f"{start}\n\n{TWO.replace('It fell', f'{end}' + chr(10) * 2 + 'It fell')}") == [("CC114", 7)]
    assert found(capsys, f"{start}\n\n{TWO}") == []  # to the end


def test_blocks_nest(capsys: Capture) -> None:
    outer, inner, end = note("ignore-start CC114"), note("ignore-start CC2"), note("ignore-end")
    link = "See http://10.0.0.1/{} which is [TK]."
    one, two = link.format("a"), link.format("b")
    text = f"{outer}\n\n{inner}\n\n{one}\n\n{end}\n\n{two}\n\n{end}\n\nIt was [TK].\n"
    rules = found(capsys, text)
    assert [each for each in rules if each[0] == "CC114"] == [("CC114", 13)]
    assert {line for rule, line in rules if rule.startswith("CC2")} == {9}


def test_ignore_file_holds_everywhere(capsys: Capture) -> None:
    assert found(capsys, f"{TWO}\n{note('ignore-file CC114')}\n") == []


def test_inside_a_note_ignore_holds_for_all_of_it(capsys: Capture) -> None:
    entry = f"[^1]: K. Baker, Ledgers,\n    volume [TK] and\n    the rest. {note('ignore CC114')}"
    text = f"It rose.[^1]\n\n{entry}\n\nAnd [TK].\n"
    assert found(capsys, text) == [("CC114", 7)]


def test_codes_narrow_it(capsys: Capture) -> None:
    text = TWO.replace("[TK].[^1]", f"[TK].[^1] {note('ignore CC101')}")
    assert found(capsys, text) == [("CC114", 1), ("CC401", 1), ("CC114", 3)]


def test_hidden_findings_are_counted(capsys: Capture) -> None:
    found(capsys, f"{note('ignore-file')}\n{TWO}")
    assert "2" in offline(capsys, "a.md")[1]
    assert json.loads(offline(capsys, "--format", "json", "a.md")[1])["summary"]["suppressed"] == 2


@pytest.mark.parametrize(
    "hidden",
    [
        "```\n{}\n```",
        "~~~html\n{}\n~~~",
        "    {}",
        "Write `{}` there.",
        "<pre>\n{}\n</pre>",
    ],
)
def test_in_code_it_is_no_comment(capsys: Capture, hidden: str) -> None:
    text = f"Begin.\n\n{hidden.format(note('ignore-file'))}\n\n{TWO}"
    assert [rule for rule, _ in found(capsys, text)] == ["CC114", "CC114"]
    wrong = f"Begin.\n\n{hidden.format(note('ignroe'))}\n\n{TWO}"
    assert "CC401" not in {rule for rule, _ in found(capsys, wrong)}


def test_a_comment_that_only_mentions_citecheck_does_not_speak_to_it(capsys: Capture) -> None:
    for comment in (
        "<!-- we use citecheck: it is fast -->",
        "<!-- see <https://x.example/citecheck:> -->",
        "<!-- citecheck -->",
    ):
        assert [rule for rule, _ in found(capsys, f"{comment}\n\n{TWO}")] == ["CC114", "CC114"]


def test_in_mdx_comments_are_in_braces(capsys: Capture) -> None:
    text = TWO.replace("[TK].[^1]", "[TK].[^1] {/* citecheck: ignore CC114 -- they know */}")
    assert found(capsys, text, name="a.mdx") == [("CC114", 3)]
    assert found(capsys, f"{{/* {MARK}ignore-file */}}\n\n{TWO}", name="a.mdx") == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("ignroe CC114", "'ignroe' is no word for citecheck: did you mean ignore?"),
        ("ignore-lines", "'ignore-lines' is no word for citecheck: did you mean ignore"),
        ("zzz", "'zzz' is no word for citecheck: write one of ignore, "),
        ("", "'' is no word for citecheck: write one of ignore, "),
        ("ignore CC199", "no rule 'CC199': did you mean CC"),
        ("ignore undefined-markr", "did you mean undefined-marker?"),
        ("ignore CC114 they know", "no rule 'they'"),
        ("ignore-end", "no ignore-start stands before it"),
    ],
)
def test_a_comment_that_is_not_understood_hides_nothing_and_is_told(capsys: Capture, words: str, said: str) -> None:
    text = TWO.replace("[TK].[^1]", f"[TK].[^1] {note(words)}")
    assert found(capsys, text) == [("CC114", 1), ("CC401", 1), ("CC114", 3)]
    told_ = message(capsys, text)
    assert told_.startswith("this hides nothing: ")
    assert said in told_


def test_one_that_hides_nothing_is_told_by_its_place(capsys: Capture) -> None:
    assert found(capsys, f"It rose.[^1]\n{NOTES}\n{note('ignore-file CC114')}\n") == [("CC401", 5)]
    assert "no finding of CC114 here" in message(capsys, Path("a.md").read_text(encoding="utf-8"))


@pytest.mark.parametrize("words", ["ignore-file CC301", "ignore-file CC3", "ignore-file", "ignore-file CC114,CC301"])
def test_offline_nobody_can_tell_whether_links_need_it(capsys: Capture, words: str) -> None:
    assert found(capsys, f"It rose.[^1]\n{NOTES}\n{note(words)}\n") == []


@pytest.mark.parametrize("arguments", [["--select", "CC2,CC4"], ["--ignore", "CC114"], ["--only", "links"]])
def test_of_rules_that_are_not_checked_nobody_can_tell(capsys: Capture, arguments: list[str]) -> None:
    text = f"It rose.[^1]\n{NOTES}\n{note('ignore-file CC114')}\n"
    assert found(capsys, text, *arguments) == []


def test_what_is_said_of_comments_is_a_rule_like_others(capsys: Capture) -> None:
    text = f"It rose.[^1]\n{NOTES}\n{note('ignore-file CC114')}\n"
    assert found(capsys, text, "--ignore", "CC401") == []
    assert found(capsys, text, "--ignore", "unused-ignore") == []
    assert found(capsys, text, "--fail-on", "warning") == [("CC401", 5)]
    assert offline(capsys, "--fail-on", "warning", "a.md")[0] == 1
    Path("citecheck.toml").write_text("severity = { CC401 = 'error' }\n", encoding="utf-8")
    assert offline(capsys, "a.md")[0] == 1


def test_after_an_interrupt_nothing_is_said_to_be_of_no_use(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("a.md").write_text(f"It rose.[^1]\n{NOTES}\n{note('ignore-file CC114')}\n", encoding="utf-8")
    real = documents.analyse

    def interrupt(document: documents.Document, style: str) -> documents.Citations:
        if document.path == "good.txt":
            raise KeyboardInterrupt
        return real(document, style)

    monkeypatch.setattr(documents, "analyse", interrupt)
    status, out, _ = offline(capsys, "--format", "json", "a.md", "good.txt")
    assert (status, codes(out)) == (130, [])


def test_hostile_comments_take_no_time_and_move_no_terminal(capsys: Capture) -> None:
    for inside in (
        "citecheck: " * 20_000,
        "ignore" + " " * 100_000 + "x",
        "ignore" + " -- a" * 50_000,
        "ignore" + "\n" * 90_000,
    ):
        found(capsys, f"{TWO}\n<!-- citecheck: {inside} -->\n")
    escape = note("ignore CC\x1b[31m]0;x")
    Path("a.md").write_text(f"{TWO}\n{escape}\n", encoding="utf-8")
    assert "\x1b" not in offline(capsys, "a.md")[1]


@settings(max_examples=100, deadline=None)
@given(st.text(st.sampled_from("ignore-startfilend CC101,— \n*}{!><-"), max_size=60))
def test_any_comment_is_read(words: str) -> None:
    for name, text in (
        ("a.md", f"<!-- citecheck: {words} -->"),
        ("a.mdx", f"{{/* citecheck: {words} */}}"),
        ("a.txt", note(words)),
    ):
        for comment in comments_of(analyse(read(name, text.encode(), name), "auto")):
            assert comment.silence.wrong or comment.first <= comment.last


# ---------------------------------------------------------------- the configuration


def configured(*tables: str) -> None:
    """A configuration with these [[ignore]]s."""
    text = "".join(f"[[ignore]]\nreason = 'known'\n{table}\n" for table in tables)
    Path("citecheck.toml").write_text(text, encoding="utf-8")


def day(days: int) -> str:
    """A date as TOML has it, days from today."""
    return (datetime.now(UTC).astimezone().date() + timedelta(days)).isoformat()


def rules_in(capsys: Capture, *arguments: str) -> list[tuple[str, str]]:
    """The findings of a run: rule and path."""
    out = offline(capsys, "--format", "json", *arguments)[1]
    return [(each["rule"], each["path"]) for each in json.loads(out)["findings"]]


def test_an_ignore_by_code_and_by_path(capsys: Capture) -> None:
    Path("sub").mkdir()
    Path("sub/bad.txt").write_text(BAD, encoding="utf-8")
    assert rules_in(capsys, ".") == [("CC101", "bad.txt"), ("CC101", "sub/bad.txt")]
    configured("code = 'CC101'")
    assert rules_in(capsys, ".") == []
    configured("code = 'CC101'\npath = 'sub/'")
    assert rules_in(capsys, ".") == [("CC101", "bad.txt")]
    configured("path = '/bad.txt'")
    assert rules_in(capsys, ".") == [("CC101", "sub/bad.txt")]


def test_an_ignore_by_url(capsys: Capture) -> None:
    text = GOOD.replace("Ledgers.", "http://10.0.0.1/a.").replace("Court.", "http://10.0.0.2/b.")
    Path("bad.txt").write_text(text, encoding="utf-8")
    assert [rule for rule, _ in rules_in(capsys, "bad.txt")] == ["CC204", "CC204"]
    configured("url = 'http://10.0.0.1/*'")
    assert [rule for rule, _ in rules_in(capsys, "bad.txt")] == ["CC204"]
    configured("url = 'http://*'\ncode = 'private-link'")
    assert rules_in(capsys, "bad.txt") == []


@pytest.mark.parametrize(
    ("pattern", "url", "fits"),
    [
        ("http://x/", "http://x/", True),
        ("http://x/", "http://x/a", False),
        ("http://x/*", "http://x/a/b?c#d", True),
        ("*", "", True),
        ("*.pdf", "http://x/a.pdf", True),
        ("*.pdf", "http://x/a.pdf?x", False),
        ("http://*/a/*/c", "http://x/a/b/c", True),
        ("http://*/a/*/c", "http://x/a/c", False),
        ("ab*ba", "aba", False),
        ("a*a", "aa", True),
        ("**a**", "xax", True),
        ("a.c", "abc", False),
        ("*ab*ab*", "abab", True),
        ("*ab*ab*", "aab", False),
    ],
)
def test_stars_in_a_url(pattern: str, url: str, fits: bool) -> None:
    assert _fits(pattern, url) is fits


@given(st.text("ab*", max_size=8), st.text("ab", max_size=10))
def test_stars_are_as_in_a_regular_expression(pattern: str, url: str) -> None:
    import re

    expression = ".*".join(re.escape(part) for part in re.split(r"\*+", pattern))
    assert _fits(pattern, url) is bool(re.fullmatch(expression, url))


def test_many_stars_take_no_time() -> None:
    assert not _fits("*a" * 200 + "b*c", "a" * 100_000)


def test_an_ignore_ends_on_its_day(capsys: Capture) -> None:
    configured(f"code = 'CC101'\nuntil = {day(1)}")
    assert rules_in(capsys, ".") == []
    for until in (day(0), f"'{day(0)}'", day(-9)):
        configured(f"code = 'CC101'\nuntil = {until}")
        assert rules_in(capsys, ".") == [("CC101", "bad.txt"), ("CC402", "citecheck.toml")]
    out = json.loads(offline(capsys, "--format", "json", ".")[1])
    assert out["findings"][1]["message"].startswith(f"this ignore ended on {day(-9)} (known)")
    assert out["findings"][1]["line"] == 1


def test_an_ignore_of_no_use_is_told_by_a_run_over_its_folder_only(capsys: Capture) -> None:
    configured("code = 'CC101'", "code = 'CC114'")
    assert rules_in(capsys, "bad.txt") == []
    assert rules_in(capsys, ".") == [("CC401", "citecheck.toml")]
    out = json.loads(offline(capsys, "--format", "json", ".")[1])
    assert (out["findings"][0]["line"], out["findings"][0]["path"]) == (4, "citecheck.toml")
    assert rules_in(capsys, "--select", "CC2,CC4", ".") == []


def test_an_ignore_whose_path_names_no_document_is_of_no_use(capsys: Capture) -> None:
    configured("code = 'CC114'\npath = 'gone/*.md'")
    assert rules_in(capsys, "--ignore", "CC101", ".") == [("CC401", "citecheck.toml")]
    assert rules_in(capsys, "good.txt") == []
    configured("code = 'CC301'\npath = 'gone/*.md'")
    assert rules_in(capsys, "--ignore", "CC101", ".") == []


def test_the_parent_folder_is_a_run_over_the_folder(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    configured("code = 'CC114'")
    Path("sub").mkdir()
    monkeypatch.chdir("sub")
    assert ("CC401") in [rule for rule, _ in rules_in(capsys, "..")]


def test_offline_an_ignore_for_links_is_left_alone(capsys: Capture) -> None:
    configured("code = 'CC301'", "url = 'https://gone.example/*'")
    assert rules_in(capsys, "--ignore", "CC101", ".") == []


def dead(targets: list[Target], *_: object, **__: object) -> web.Outcome:
    """Every link is dead."""
    reports = [LinkReport(each.url, Verdict.DEAD, "http-404", cited=each.cited) for each in targets]
    return web.Outcome(reports, complete=True)


def test_findings_of_links_are_hidden_by_comments_and_ignores(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web, "check", dead)
    text = (
        f"It rose.[^1][^2]\n\n[^1]: See https://a.example/x. {note('ignore CC301')}\n\n[^2]: See https://b.example/y.\n"
    )
    Path("a.md").write_text(text, encoding="utf-8")
    status, out, _ = told(capsys, "--format", "json", "a.md")
    assert [(each["rule"], each["line"]) for each in json.loads(out)["findings"]] == [("CC301", 5)]
    configured("url = 'https://b.example/*'", "url = 'https://c.example/*'")
    status, out, _ = told(capsys, "--format", "json", "a.md")
    assert (status, codes(out)) == (0, [])
    assert codes(told(capsys, "--format", "json", ".")[1]) == ["CC101", "CC401"]


def test_the_settings_of_a_library_call_need_no_ignores() -> None:
    assert Settings().ignores == ()
