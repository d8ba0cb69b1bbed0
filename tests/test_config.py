"""Configuration: which source wins, what a file may say, what an error names, what is never told."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import jsonschema
import pytest
from command_line import BAD, GOOD, Capture, codes, fill_folder, offline, told
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from citecheck.config import configure
from citecheck.config.files import ConfigFile
from citecheck.config.options import OPTIONS
from citecheck.config.schema import schema
from citecheck.config.tables import values_of
from citecheck.errors import CitecheckError, ConfigError
from citecheck.model import Severity
from citecheck.rules import rules
from citecheck.settings import Settings

TYPO = GOOD.replace("rose.[2]", "rose.[2] [TK]")
"""A warning, CC114."""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A working directory with a good and a bad document; nothing set outside."""
    for name in [name for name in os.environ if name.startswith("CITECHECK_")]:
        monkeypatch.delenv(name)
    fill_folder(tmp_path, monkeypatch)
    Path("typo.txt").write_text(TYPO, encoding="utf-8")


def save(path: str, text: str) -> None:
    """Write a file, and the folders on its way."""
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(text, encoding="utf-8")


def shown(capsys: Capture, *arguments: str) -> dict[str, tuple[object, str]]:
    """What `citecheck config` says: value and source by key."""
    status, out, err = told(capsys, "config", "--format", "json", *arguments)
    assert (status, err) == (0, [])
    return {each["key"]: (each["value"], each["source"]) for each in json.loads(out)["settings"]}


def refused(capsys: Capture, *arguments: str) -> str:
    """The one line that an error is."""
    status, out, err = told(capsys, *arguments)
    assert (status, out, len(err)) == (2, "", 1), err
    return err[0].removeprefix("citecheck: ")


# ---------------------------------------------------------------- which source wins


def test_without_configuration_all_is_at_its_default(capsys: Capture) -> None:
    found = shown(capsys)
    assert list(found) == [option.key for option in OPTIONS]
    assert {source for _, source in found.values()} == {"default"}
    assert found["timeout"] == (10, "default")


def test_sources_win_in_order(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    assert offline(capsys, "typo.txt")[0] == 0
    save("citecheck.toml", '# ours\nfail-on = "warning"\n')
    assert shown(capsys)["fail-on"] == ("warning", "citecheck.toml:2")
    assert offline(capsys, "typo.txt")[0] == 1
    monkeypatch.setenv("CITECHECK_FAIL_ON", "never")
    assert shown(capsys)["fail-on"] == ("never", "CITECHECK_FAIL_ON")
    assert offline(capsys, "typo.txt", "bad.txt")[0] == 0
    assert offline(capsys, "--fail-on", "info", "typo.txt")[0] == 1


def test_citecheck_toml_wins_over_pyproject_beside_it(capsys: Capture) -> None:
    save("pyproject.toml", "[tool.citecheck]\ntimeout = 3\n")
    assert shown(capsys)["timeout"] == (3, "pyproject.toml:2")
    save("citecheck.toml", "timeout = 4\n")
    assert shown(capsys)["timeout"] == (4, "citecheck.toml:1")


def test_a_project_that_does_not_speak_of_citecheck_is_passed_by(capsys: Capture) -> None:
    save("citecheck.toml", "timeout = 4\n")
    save("sub/pyproject.toml", "[project]\nname = 'essays'\ndescription = 'not citecheck'\n")
    save("sub/broken/pyproject.toml", "[project\n")
    save("sub/broken/a.txt", GOOD)
    assert shown(capsys, "sub/broken/a.txt")["timeout"] == (4, "citecheck.toml:1")


@pytest.mark.parametrize(
    "text",
    [
        "[tool.citecheck]\ntimeout = 3\n",
        "[tool]\ncitecheck = { timeout = 3 }\n",
        "[tool]\ncitecheck.timeout = 3\n",
        'tool."citecheck".timeout = 3\n',
        '["tool".citecheck]\ntimeout = 3\n',
        "[ tool . citecheck ]\ntimeout = 3\n",
    ],
)
def test_all_ways_to_write_the_table_in_a_project_are_seen(capsys: Capture, text: str) -> None:
    save("pyproject.toml", text)
    assert shown(capsys)["timeout"][0] == 3


def test_each_document_has_the_nearest_configuration(capsys: Capture) -> None:
    save("citecheck.toml", 'ignore = ["CC101"]\n')
    save("strict/citecheck.toml", "")
    for path in ("strict/bad.txt", "loose/bad.txt"):
        save(path, BAD)
    status, out, _ = offline(capsys, "--format", "json", ".")
    assert status == 1
    assert [each["path"] for each in json.loads(out)["findings"] if each["rule"] == "CC101"] == ["strict/bad.txt"]
    assert offline(capsys, "--format", "json", "--ignore", "CC1", ".")[0] == 0  # a flag holds everywhere


def test_a_path_through_another_folder_has_not_the_configuration_of_that(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    save("sub/citecheck.toml", 'ignore = ["CC1"]\n')
    assert offline(capsys, "sub/../bad.txt")[0] == 1
    monkeypatch.chdir("sub")
    assert offline(capsys, "../bad.txt")[0] == 1
    assert shown(capsys, "../bad.txt")["ignore"] == ([], "default")


def test_what_is_one_for_the_run_is_told_where_it_differs(capsys: Capture) -> None:
    save("citecheck.toml", "timeout = 3\n")
    save("sub/citecheck.toml", 'timeout = 5\nignore = ["CC1"]\n')
    save("sub/bad.txt", BAD)
    status, _, err = offline(capsys, "good.txt", "sub")
    assert status == 0
    assert err == ["citecheck: sub/citecheck.toml: timeout: one for the whole run, taken from citecheck.toml"]
    Path("citecheck.toml").unlink()
    (line,) = offline(capsys, "good.txt", "sub")[2]
    assert "sub/citecheck.toml: timeout: one for the whole run" in line


def test_overrides_by_pattern_the_last_wins_and_flags_win_over_them(capsys: Capture) -> None:
    save(
        "citecheck.toml",
        '[overrides."drafts/**"]\nignore = ["CC1"]\n[overrides."*.keep.txt"]\nignore = []\n'
        '[overrides."typo.txt"]\nseverity = { unfinished-citation = "error" }\n',
    )
    for path in ("drafts/a.txt", "drafts/a.keep.txt", "b.txt"):
        save(path, BAD)
    for path, status in {"drafts/a.txt": 0, "drafts/a.keep.txt": 1, "b.txt": 1, "typo.txt": 1}.items():
        assert offline(capsys, path)[0] == status, path
    assert offline(capsys, "--ignore", "CC2", "drafts/a.txt")[0] == 1
    value, source = shown(capsys, "drafts/a.txt")["ignore"]
    assert (value, "overridden for drafts/a.txt" in source) == (["CC1"], True)


def test_a_name_that_begins_with_dots_is_a_name(capsys: Capture) -> None:
    save("..bad.txt", BAD)
    for text in ("[overrides.'*bad.txt']\nignore = ['CC1']\n", "[[ignore]]\nreason = 'x'\npath = '..bad.txt'\n"):
        save("citecheck.toml", text)
        assert offline(capsys, "..bad.txt")[0] == 0


def test_overrides_count_from_the_folder_of_their_file(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    save("citecheck.toml", '[overrides."/sub/a.txt"]\nignore = ["CC1"]\n')
    save("sub/a.txt", BAD)
    save("sub/sub/a.txt", BAD)
    monkeypatch.chdir("sub")
    assert offline(capsys, "a.txt")[0] == 0
    assert offline(capsys, "sub/a.txt")[0] == 1


def test_a_named_configuration_is_everybodys(capsys: Capture) -> None:
    save("sub/citecheck.toml", "")
    save("sub/bad.txt", BAD)
    save("other.toml", 'ignore = ["CC1"]\n')
    assert offline(capsys, "--config", "other.toml", "bad.txt", "sub/bad.txt")[0] == 0
    assert shown(capsys, "--config", "other.toml")["ignore"] == (["CC1"], "other.toml:1")


def test_what_config_prints_is_a_configuration(capsys: Capture) -> None:
    save("citecheck.toml", told(capsys, "config", "--no-config")[1])
    assert configure({}).run == Settings()


@pytest.mark.parametrize("variable", ["CITECHECK_STYLE", "CITECHECK_INPUT_FORMAT", "CITECHECK_TIMEOUT"])
def test_an_empty_variable_is_none(capsys: Capture, monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
    monkeypatch.setenv(variable, "")
    assert told(capsys, "--offline", "good.txt")[0] == 0


def test_no_configuration_means_none_but_the_environment(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    save("citecheck.toml", 'ignore = ["CC1"]\ntimeout = "wrong"\n')
    assert offline(capsys, "--no-config", "bad.txt")[0] == 1
    monkeypatch.setenv("CITECHECK_IGNORE", "CC1, citation-order")
    assert offline(capsys, "--no-config", "bad.txt")[0] == 0


def test_a_document_from_standard_input_has_the_configuration_of_its_name() -> None:
    save("sub/citecheck.toml", "timeout = 3\n")
    assert configure({}, "sub/x.md").run.timeout == 3
    assert configure({}, ".").run.timeout == 10


def test_online_wins_over_a_file_that_says_offline(capsys: Capture) -> None:
    save("citecheck.toml", "offline = true\n")
    Path("linked.txt").write_text(GOOD.replace("Ledgers.", "http://10.0.0.1/a"), encoding="utf-8")
    for flags, reason in (([], "offline"), (["--online"], "private-address")):
        out = told(capsys, *flags, "--format", "json", "linked.txt")[1]
        assert [link["reason"] for link in json.loads(out)["links"]] == [reason]


def test_a_memory_that_is_named_is_used_though_the_file_wants_none() -> None:
    save("citecheck.toml", "no-cache = true\n")
    assert configure({}).run.no_cache
    assert not configure({"cache": "m.sqlite"}).run.no_cache
    assert configure({"no_cache": True}).run.no_cache


def test_exclude_counts_from_its_file_and_the_flags_from_here(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    save("citecheck.toml", 'exclude = ["/sub/bad.txt"]\n')
    save("sub/bad.txt", BAD)
    save("sub/good.txt", GOOD)
    monkeypatch.chdir("sub")
    assert offline(capsys, ".")[0] == 0
    assert offline(capsys, "--exclude", "/good.txt", ".")[0] == 1
    assert offline(capsys, "--exclude", "/bad.txt", ".")[0] == 0


def test_paths_count_from_the_folder_of_the_file() -> None:
    save("sub/citecheck.toml", 'baseline = "known.json"\nhistory = "links/h.jsonl"\n')
    run = configure({}, "sub").run
    assert run.baseline == str(Path("sub/known.json").absolute())
    assert run.history == str(Path("sub/links/h.jsonl").absolute())


@pytest.mark.parametrize(
    ("option", "text", "value"),
    [
        ("OFFLINE", "yes", True),
        ("OFFLINE", "0", False),
        ("TIMEOUT", "2.5", 2.5),
        ("RETRIES", "0", 0),
        ("BUDGET", "10m", 600),
        ("SELECT", "cc1,citation-order", ("CC1", "CC105")),
        ("EXCLUDE", "a b/*\n*.tmp", ("a b/*", "*.tmp")),
        ("EXCLUDE_LINK", "x{1,2}", ("x{1,2}",)),
    ],
)
def test_the_environment(option: str, text: str, value: object) -> None:
    found = configure({}, environment={f"CITECHECK_{option}": text}).run
    assert getattr(found, option.lower()) == value


@pytest.mark.parametrize(
    ("variable", "text", "said"),
    [
        ("OFFLINE", "perhaps", "neither 1 nor 0"),
        ("RETRIES", "2.5", "no whole number"),
        ("RETRIES", "-1", "less than 0"),
        ("TIMEOUT", "1e400", "no number"),
        ("TIMEOUT", "1" + "0" * 400, "number"),
        ("RETRIES", "9" * 5000, "number"),
        ("STYLE", "numerc", "did you mean numeric?"),
        ("SELECT", "CC999", "did you mean CC"),
        ("EXCLUDE_LINK", "(", "not a regular expression"),
        ("EXCLUDE", "\\", "no gitignore pattern"),
    ],
)
def test_what_is_wrong_in_the_environment_is_told_by_name(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch, variable: str, text: str, said: str
) -> None:
    monkeypatch.setenv(f"CITECHECK_{variable}", text)
    line = refused(capsys, "--offline", "good.txt")
    assert line.startswith(f"CITECHECK_{variable}: ")
    assert said in line


# ---------------------------------------------------------------- errors


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("\nofline = true", 2, "ofline: unknown key: did you mean offline?"),
        ("zzz = 1", 1, "zzz: unknown key; known are select, "),
        ("[tool.citecheck]\nstyle = 'notes'", 1, "tool: [tool.citecheck] is for pyproject.toml"),
        ("timeout = '3'", 1, "timeout: '3' is no number"),
        ("timeout = true", 1, "timeout: true is no number"),
        ("timeout = nan", 1, "timeout: nan is no number"),
        ("timeout = inf", 1, "timeout: inf is no number"),
        ("timeout = 0", 1, "timeout: 0 is less than 0.1"),
        ("retries = 1.5", 1, "retries: 1.5 is no whole number"),
        ("retries = [1]", 1, "retries: a list is no whole number"),
        ("\n\nretries = 1000000000000", 3, "retries: 1000000000000 is more than 1000000000"),
        (f"timeout = 1{'0' * 400}", 1, "timeout: this is more than"),
        (f"offline = 0x1{'0' * 9000}", 1, "offline: this is neither true nor false"),
        ("offline = 1", 1, "offline: 1 is neither true nor false"),
        ("max-age = 'soon'", 1, "max-age: 'soon' is no span of time"),
        ("max-age = -1", 1, "max-age: -1 is less than 0"),
        ("style = 'chicago'", 1, "style: no 'chicago': choose one of auto"),
        ("style = 3", 1, "style: 3 is none of auto"),
        ("select = ['CC101', 'CC199']", 1, "select: no rule 'CC199': did you mean CC"),
        ("select = 3", 1, "select: 3 is no list"),
        ("exclude = 'x'", 1, "exclude: 'x' is no list: write ['x']"),
        ("exclude = ['\\']", 1, "exclude: '\\\\' is no gitignore pattern"),
        ("exclude = ['*a*a*a*a*a']", 1, "exclude: '*a*a*a*a*a' has more than 4 runs of *"),
        ("exclude-link = ['(']", 1, "exclude-link: '(' is not a regular expression"),
        ('user-agent = "a\\nb"', 1, "user-agent: control characters"),
        ("cache = '/tmp/x'", 1, "cache: leads out of the folder"),
        ("baseline = 'a/../../x'", 1, "baseline: leads out of the folder"),
        ("# x\n[severity]\nCC101 = 'warnig'", 3, "severity.CC101: no 'warnig': did you mean warning?"),
        ("severity = 'warning'", 1, "severity: is no table"),
        ("[severity]\nCC101 = 'info'\nundefined-markr = 'info'", 3, "did you mean undefined-marker?"),
        ("[overrides.'a']\nignore = []\n[overrides.'b*']\ntimeout = 3", 4, "overrides.b*.timeout: is one for all"),
        ("[overrides.'a']\nstile = 'auto'", 2, "overrides.a.stile: unknown key: did you mean style?"),
        ("[overrides.'\\']\nignore = []", 1, "no gitignore pattern"),
        ("[overrides]\na = 3", 2, "overrides.a: is no table"),
        ("[hosts.'http://x']\nskip = true", 1, "is no host: write example.org"),
        ("[hosts.'x.org']\nskp = true", 2, "hosts.x.org.skp: unknown key: did you mean skip?"),
        ("[hosts.'x.org']\nskip = 1", 2, "hosts.x.org.skip: 1 is neither"),
        ("[hosts.'x.org']\naccept = 42", 2, "hosts.x.org.accept: this is no status"),
        ("[hosts.'x.org']\naccept = '299-200'", 2, "hosts.x.org.accept: '299-200' is no status"),
        (f"[hosts.'x.org']\naccept = '{'9' * 5000}'", 2, "hosts.x.org.accept: '9999"),
        ("[hosts.'x.org']\naccept = [403, true]", 2, "no status"),
        ("[hosts.'x.org']\npace = 0", 2, "hosts.x.org.pace: 0 is less than 0.01"),
        ("[hosts.'x.org'.headers]\nHost = 'y'", 2, "hosts.x.org.headers.Host: is no field that can be set"),
        ("[hosts.'x.org'.headers]\n'A B' = 'y'", 2, "is no field that can be set"),
        ("[hosts.'x.org'.headers]\nX-A = \"a\\r\\nb: c\"", 2, "control characters"),
        ("ignore = 3", 1, "ignore: is neither a list of codes nor written as [[ignore]]"),
        ("ignore = ['CC999']", 1, "ignore: no rule 'CC999'"),
        ("\n[[ignore]]\ncode = 'CC101'", 2, "ignore: has no reason: add reason"),
        ("[[ignore]]\ncode = 'CC101'\nreason = ' '", 1, "ignore: has no reason"),
        ("[[ignore]]\nreason = 'x'", 1, "ignore: would hide everything: add code, url or path"),
        ("[[ignore]]\nreason = 'x'\ncode = 'CC1'\n[[ignore]]\nreason = 'x'\ncode = 'CC99'", 6, "ignore.code: no rule"),
        ("[[ignore]]\nreason='x'\ncode='CC1'\ncodes=['CC99']", 4, "ignore.codes: no rule"),
        (
            "[[ignore]]\nreason = 'x'\ncode = 'CC1'\nuntil = 'May'",
            4,
            "ignore.until: 'May' is no date: write it as 2027",
        ),
        ("[[ignore]]\nreason = 'x'\ncode = 'CC1'\nuntil = 2027", 4, "ignore.until: this is no date"),
        ("[[ignore]]\nreason = 'x'\npath = '\\'", 3, "ignore.path: '\\\\' is no gitignore pattern"),
        ("[[ignore]]\nreasn = 'x'", 2, "ignore.reasn: unknown key: did you mean reason?"),
        ("[[ignore]]\nreason = 3", 2, "ignore.reason: 3 is no text"),
        ("a = 1\nb = = 2", 2, "is not TOML"),
        ("a = 1\na = 2", None, "is not TOML"),
        (f"a = {'9' * 5000}", None, "is not TOML"),
        (f"a = {'[' * 30_000}", None, "is not TOML"),
    ],
    ids=lambda each: str(each)[:40],
)
def test_an_error_names_file_line_and_key(capsys: Capture, text: str, line: int | None, said: str) -> None:
    save("citecheck.toml", text + "\n")
    error = refused(capsys, "--offline", "good.txt")
    assert error.startswith(f"citecheck.toml:{line}: " if line else "citecheck.toml")
    assert said in error
    assert len(error) < 500
    assert refused(capsys, "config").startswith("citecheck.toml")


def test_an_error_in_a_project_names_its_line(capsys: Capture) -> None:
    save(
        "pyproject.toml",
        "[project]\ntimeout = 3\n\n[tool.citecheck]\nselect = []\n\n[tool.citecheck.hosts.'x.org']\nskp = 1\n",
    )
    assert refused(capsys, "config").startswith("pyproject.toml:8: hosts.x.org.skp: ")
    save("pyproject.toml", "[tool]\ncitecheck = 3\n# citecheck.\n[tool.x]\n")
    assert "tool.citecheck" in refused(capsys, "config", "--config", "pyproject.toml")


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: None, "x.toml: cannot be read: no such file"),
        (lambda: Path("x.toml").mkdir(), "x.toml: cannot be read: is a directory"),
        (lambda: Path("x.toml").write_bytes(b"a = '\xff'"), "x.toml: is not UTF-8: save it as UTF-8"),
    ],
)
def test_a_named_configuration_that_cannot_be_read(capsys: Capture, make: Any, said: str) -> None:
    make()
    assert said in refused(capsys, "--offline", "--config", "x.toml", "good.txt")


def test_a_project_that_is_named_must_speak_of_citecheck(capsys: Capture) -> None:
    save("pyproject.toml", "[project]\nname = 'x'\n")
    assert "no table [tool.citecheck]: add one" in refused(capsys, "config", "--config", "pyproject.toml")
    save("pyproject.toml", "[project]\n# [tool.citecheck]\n")
    assert "no table [tool.citecheck]: add one" in refused(capsys, "config", "--config", "pyproject.toml")


def test_config_and_no_config_exclude_each_other(capsys: Capture) -> None:
    assert "exclude each other" in refused(capsys, "--offline", "--config", "x.toml", "--no-config", "good.txt")


def test_a_wrong_configuration_of_a_later_document_is_told(capsys: Capture) -> None:
    save("sub/citecheck.toml", "select = 3\n")
    save("sub/a.txt", GOOD)
    assert refused(capsys, "--offline", "good.txt", "sub").startswith("sub/citecheck.toml:1: select: ")


def test_a_hostile_configuration_moves_no_terminal_and_ends(capsys: Capture) -> None:
    save("citecheck.toml", '"\\u001b[31m\\n::error::x" = 1\n')
    line = refused(capsys, "config")
    assert "\x1b" not in line
    save("citecheck.toml", f"x{'y' * 200_000} = '{'z' * 200_000}'\n")
    assert len(refused(capsys, "config")) < 600
    save("citecheck.toml", f'timeout = "{"[ " * 100_000}"\n')
    assert len(refused(capsys, "config")) < 600
    save("pyproject.toml", "\n" * 200_000 + " " * 200_000 + "tool" + " " * 200_000)
    save("citecheck.toml", "")
    Path("citecheck.toml").unlink()
    assert shown(capsys)["timeout"] == (10, "default")


def test_thousands_of_ignores_are_read_in_no_time(capsys: Capture) -> None:
    save("citecheck.toml", "[[ignore]]\nreason = 'x'\ncode = 'CC1'\n" * 9_000 + "[[ignore]]\n")
    assert refused(capsys, "config").startswith("citecheck.toml:27001: ignore: has no reason")


def test_a_path_too_long_for_the_system_is_no_bug(capsys: Capture) -> None:
    assert told(capsys, "config", "x" * 5_000)[0] in (0, 2)
    assert told(capsys, "x" * 5_000)[0] == 2


# ---------------------------------------------------------------- what it does


def test_severities(capsys: Capture) -> None:
    save("citecheck.toml", "[severity]\nCC1 = 'info'\nundefined-marker = 'warning'\n")
    (finding,) = json.loads(offline(capsys, "--format", "json", "bad.txt")[1])["findings"]
    assert finding["severity"] == "warning"
    (finding,) = json.loads(offline(capsys, "--format", "json", "typo.txt")[1])["findings"]
    assert finding["severity"] == "info"


@pytest.mark.parametrize(
    ("configured", "given_", "usual", "expected"),
    [
        ({}, None, "error", "error"),
        ({}, "info", "error", "info"),
        ({"CC1": "warning"}, None, "error", "warning"),
        ({"CC1": "warning"}, "info", "error", "info"),  # lowered, never made graver
        ({"CC1": "error"}, "info", "warning", "error"),  # raised
        ({"CC1": "error"}, "info", "error", "info"),  # as it is
        ({"CC": "error", "CC101": "info"}, None, "warning", "info"),  # the longest counts
        ({"CC2": "info"}, None, "error", "error"),
    ],
)
def test_severity_of(configured: dict[str, str], given_: str | None, usual: str, expected: str) -> None:
    own = Settings(severity={code: Severity(word) for code, word in configured.items()})
    assert own.severity_of("CC101", Severity(given_) if given_ else None, Severity(usual)) is Severity(expected)


def test_ignore_may_be_a_text_a_list_and_tables_in_one(capsys: Capture) -> None:
    for text in ("ignore = 'CC101'", "ignore = ['undefined-marker']", "ignore = ['CC101', {reason='x', code='CC2'}]"):
        save("citecheck.toml", text + "\n")
        assert offline(capsys, "--ignore", "CC4", "--format", "json", "bad.txt")[0] == 1  # a flag in its place
        assert codes(offline(capsys, "--format", "json", "bad.txt")[1]) == []


# ---------------------------------------------------------------- secrets


SECRET = "hush-hush-7d1f"  # noqa: S105
HOSTS = """
[hosts."x.example".headers]
Authorization = "Bearer ${CITECHECK_TOKEN}"
"""


def test_a_secret_is_filled_in_for_its_host_only_and_is_never_told(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CITECHECK_TOKEN", SECRET)
    save("citecheck.toml", HOSTS)
    run = configure({}).run
    assert {name: host.headers for name, host in run.hosts.items()} == {
        "x.example": (("Authorization", f"Bearer {SECRET}"),)
    }
    for arguments in (
        ["config"],
        ["config", "--format", "json"],
        ["--offline", "--format", "json", "bad.txt"],
        ["--offline", "--verbose", "bad.txt"],
        ["list", "bad.txt"],
    ):
        status, out, err = told(capsys, *arguments)
        assert status in (0, 1)
        assert SECRET not in out + "".join(err)
    assert "${CITECHECK_TOKEN}" in told(capsys, "config")[1]


def test_a_secret_that_cannot_be_sent_is_not_told(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    save("citecheck.toml", HOSTS)
    for bad in (f"{SECRET}\n", f"{SECRET}é"):
        monkeypatch.setenv("CITECHECK_TOKEN", bad)
        line = refused(capsys, "config")
        assert "cannot be sent" in line
        assert SECRET not in line


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (f"Bearer {SECRET}", "a secret does not belong into a file"),
        ("${HOME}", "only variables whose names begin with CITECHECK_ are sent"),
        ("${AWS_SECRET_ACCESS_KEY}", "only variables whose names begin with CITECHECK_ are sent"),
        ("${CITECHECK_TOKEN} ${PATH}", "only variables whose names begin with CITECHECK_ are sent"),
        ("${ CITECHECK_TOKEN}", "only variables"),
        ("${}", "only variables"),
    ],
)
def test_what_a_configuration_may_not_send(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch, value: str, said: str
) -> None:
    monkeypatch.setenv("CITECHECK_TOKEN", "x")
    save("citecheck.toml", f"[hosts.'x.org'.headers]\nAuthorization = '{value}'\n")
    line = refused(capsys, "config")
    assert line.startswith("citecheck.toml:2: hosts.x.org.headers.Authorization: ")
    assert said in line
    assert SECRET not in line


def test_a_secret_that_is_missing_is_told_where_links_are_checked(capsys: Capture) -> None:
    save("citecheck.toml", HOSTS)
    assert configure({}).run.hosts["x.example"].headers == ()
    assert offline(capsys, "good.txt")[2] == []
    (line,) = told(capsys, "good.txt")[2]
    assert line == "citecheck: citecheck.toml: the environment has no CITECHECK_TOKEN, so it is not sent"


class Listener(BaseHTTPRequestHandler):
    """A server that notes what it is sent, and may lead elsewhere."""

    def do_GET(self) -> None:  # its name is given
        self.server.seen.append((self.path, self.headers.get("X-Key")))  # type: ignore[attr-defined]
        target = self.server.target  # type: ignore[attr-defined]
        self.send_response(302 if target else 200)
        if target:
            self.send_header("Location", target)
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_HEAD = do_GET  # noqa: N815

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def servers() -> Iterator[list[Any]]:
    """Two servers on this machine; the first leads to the second."""
    made: list[Any] = [ThreadingHTTPServer(("127.0.0.1", 0), Listener) for _ in range(2)]
    for server in made:
        server.seen, server.target = [], ""
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    made[0].target = f"http://127.0.0.1:{made[1].server_port}/led"
    yield made
    for server in made:
        server.shutdown()
        server.server_close()


def test_a_secret_goes_to_its_host_and_no_other(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch, servers: list[Any]
) -> None:
    monkeypatch.setenv("CITECHECK_KEY", SECRET)
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    first, second = (server.server_port for server in servers)
    save("citecheck.toml", f"[hosts.'127.0.0.1:{first}'.headers]\nX-Key = '${{CITECHECK_KEY}}'\n")
    links = f"http://127.0.0.1:{first}/one and http://127.0.0.1:{second}/two"
    save("linked.txt", GOOD.replace("Ledgers.", links))
    outputs = []
    for form in ("json", "terminal"):
        status, out, err = told(capsys, "--no-cache", "--allow-private", "--verbose", "--format", form, "linked.txt")
        assert status == 0
        outputs += [out, *err]
    assert {key for _, key in servers[0].seen} == {SECRET}
    assert {path for path, _ in servers[1].seen} == {"/led", "/two"}
    assert {key for _, key in servers[1].seen} == {None}
    assert SECRET not in "".join(outputs)


def test_a_password_in_a_configured_url_is_veiled(capsys: Capture) -> None:
    save("citecheck.toml", f"exclude-link = ['https://me:{SECRET}@x.example/']\n")
    for form in ("terminal", "json"):
        assert SECRET not in told(capsys, "config", "--format", form)[1]


# ---------------------------------------------------------------- the schema


def test_the_schema_is_one_and_is_printed(capsys: Capture) -> None:
    status, out, err = told(capsys, "config", "--schema")
    assert (status, err) == (0, [])
    assert json.loads(out) == schema()
    jsonschema.Draft202012Validator.check_schema(schema())
    assert set(schema()["properties"]) == {option.key for option in OPTIONS} | {"severity", "overrides", "hosts"}


VALIDATOR = jsonschema.Draft202012Validator(schema())


def reads(table: dict[str, Any]) -> bool:
    """Whether the reader takes a table; whatever it raises else is a bug."""
    try:
        found = values_of(ConfigFile(Path("/x/citecheck.toml"), table, ""), {})
    except ConfigError:
        return False
    Settings(**found)  # type: ignore[arg-type]
    return True


printable = st.text(st.characters(codec="ascii", categories=("L", "N", "P", "S")), max_size=12)
rule = st.sampled_from(["CC1", "CC101", "cc3", "citation-order", "CC", *rules()])
rule_list = rule | st.lists(rule, max_size=3)
span = st.from_regex("[0-9]{1,6}[smhdw]", fullmatch=True) | st.integers(0, 10**9) | st.floats(0, 1e9)
names = st.from_regex("[a-z]{1,5}(/[a-z]{1,5})?", fullmatch=True)
globs = names.map(lambda name: f"{name}/**") | names
status = st.integers(100, 999)
statuses = status | status.map(str) | st.tuples(status, status).map(lambda two: f"{min(two)}-{max(two)}")
severity = st.dictionaries(rule, st.sampled_from([each.value for each in Severity]), max_size=3)
whole = st.integers(1, 10**9) | st.integers(1, 10**9).map(float)
ignored = st.fixed_dictionaries(
    {"reason": names, "path": globs},
    optional={
        "code": rule,
        "codes": st.lists(rule, min_size=1, max_size=2),
        "url": printable,
        "until": st.dates(min_value=date(1000, 1, 1)).map(str),
    },
)
documents = {"select": rule_list, "style": st.sampled_from(["auto", "notes", "numeric", "alphabetical"])}
host = st.fixed_dictionaries(
    {},
    optional={
        "accept": statuses | st.lists(statuses, max_size=3),
        "pace": st.floats(0.01, 100),
        "timeout": st.floats(0.1, 100),
        "skip": st.booleans(),
        "headers": st.dictionaries(
            st.from_regex("X-[A-Z]{1,5}", fullmatch=True), printable.filter(lambda t: "$" not in t)
        ),
    },
)
good_tables = st.fixed_dictionaries(
    {},
    optional={
        **documents,
        "ignore": rule | st.lists(rule | ignored, max_size=3),
        "fail-on": st.sampled_from(["error", "warning", "info", "never"]),
        "only": st.sampled_from(["all", "links", "structure"]),
        **dict.fromkeys(("offline", "allow-private", "no-cache", "force-exclude", "no-github"), st.booleans()),
        "timeout": st.floats(0.1, 1e9) | st.integers(1, 10**9),
        "retries": st.integers(0, 10**9),
        **dict.fromkeys(("concurrency", "per-host", "strikes", "strike-days"), whole),
        **dict.fromkeys(("budget", "max-age"), span),
        "exclude-link": st.lists(names, max_size=2),
        "user-agent": printable,
        **dict.fromkeys(("cache", "history", "baseline"), names),
        "exclude": st.lists(globs, max_size=2),
        "severity": severity,
        "overrides": st.dictionaries(
            globs,
            st.fixed_dictionaries({}, optional={**documents, "ignore": rule_list, "severity": severity}),
            max_size=2,
        ),
        "hosts": st.dictionaries(
            st.sampled_from(["x.org", "*.x.org", "x.org:80", "localhost", "[::1]"]), host, max_size=2
        ),
    },
)
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.dates(),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner, max_size=2),
    max_leaves=4,
)
QUICK = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))


@QUICK
@given(good_tables)
def test_what_the_schema_takes_the_reader_takes(table: dict[str, Any]) -> None:
    assert VALIDATOR.is_valid(table)
    assert reads(table)


def paths_in(value: object, way: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The ways to all values in a table."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [*([way] if way else []), *(each for key, part in inside for each in paths_in(part, (*way, key)))]


def with_changed(table: Any, way: tuple[Any, ...], value: object) -> Any:
    """A copy with one value in place of another."""
    copy = dict(table) if isinstance(table, dict) else list(table)
    copy[way[0]] = value if len(way) == 1 else with_changed(table[way[0]], way[1:], value)
    return copy


@QUICK
@given(good_tables.filter(bool), anything, st.data())
def test_what_the_schema_refuses_the_reader_refuses(table: dict[str, Any], value: object, data: st.DataObject) -> None:
    way = data.draw(st.sampled_from(paths_in(table)))
    spoilt = with_changed(table, way, value)
    taken = reads(spoilt)  # no bug, whatever it is
    is_date = isinstance(value, date) and way[-1] == "until"  # TOML has dates, JSON has none
    if not is_date and not VALIDATOR.is_valid(spoilt):
        assert not taken or way[-1] in ("code", "codes", "path", "url", "reason"), spoilt


@QUICK
@given(st.dictionaries(st.sampled_from([option.key for option in OPTIONS]) | st.text(max_size=5), anything, max_size=3))
def test_no_table_is_a_bug(table: dict[str, Any]) -> None:
    reads(table)


@QUICK
@given(st.text(max_size=200) | good_tables.map(str), st.lists(st.text(max_size=8) | st.integers(0, 3), max_size=3))
def test_a_line_is_found_in_any_text(text: str, key: list[str | int]) -> None:
    line = ConfigFile(Path("x"), {}, text).line_of(tuple(key))
    assert 1 <= line <= max(1, len(text.splitlines()))


def test_every_error_is_ours() -> None:
    assert issubclass(ConfigError, CitecheckError)
