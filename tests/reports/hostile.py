"""Reports whose every text is an attack: for the tests that a format is well-formed and that nothing gets out of it.

`reports()` is a Hypothesis strategy of Reports, `inventories()` and `texts()` of their parts. `worst()` is one
Report that has every attack in every text, for tests that want one and the same each time. `PASSWORD` stands in
URLs of both as `https://me:PASSWORD@...`: no output may hold it (`assert_harmless`).

They are as the pipeline makes them: places are 1-based and end after they begin, some have names and some are in
other files of their document, whatever these are called; the caret is within its excerpt,
fingerprints are 16 hexadecimal digits (some equal), dates are ISO 8601, rules are real ones. Paths may be absolute,
standard input, or of no document.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from citecheck.model import (
    Cited,
    DocumentCount,
    Excerpt,
    Failure,
    Inventory,
    LinkHistory,
    LinkReport,
    MarkerEntry,
    Note,
    Place,
    Problem,
    ReferenceEntry,
    Report,
    RuleHelp,
    Severity,
    Verdict,
)
from citecheck.rules import rules

PASSWORD = "s3cr3t-of-the-house"  # noqa: S105
SECRET_URL = f"https://me:{PASSWORD}@a.example/x"
ATTACKS = (
    SECRET_URL,
    # terminals
    "\x1b[31mred\x1b]0;owned\x07 \x9b2J\x9d0;t\x9c \x08\x7f\x00",
    "\u202eevil\u2069\u2066\u200f \u200b\u2060\ufeff\xad\U000e0041",
    # characters that some format cannot hold
    "\ud800\udcff\udfff \ufffe\uffff\ufdd0\U0001ffff \x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029",
    "one\ntwo\r\nthree\rfour\tfive",
    "日本語 e\u0301 👍🏽 \U00010348 \xa0",
    # continuous integration
    "\n::error file=x,line=1::pwned\n::stop-commands::x\n##[error]pwned\n##vso[task.complete]\n::set-output name=a::b",
    "%0A::error::pwned%0D%25 ,file=/etc/passwd,line=1:: a:b,c::d",
    "\nteamcity[x]\n##teamcity[testFailed name='a']\n",
    # HTML and XML
    "<script>alert(1)</script><img src=x onerror=alert(1)>\"'><b>&amp;&lt;&#0;</b>",
    "]]> <![CDATA[ <!-- --> -- <?xml version='1.0'?><!DOCTYPE a [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>&e;",
    "</testcase></testsuite></script></style></title></textarea>",
    # Markdown
    "[click](javascript:alert(1)) ![x](https://a.example/x.png) **b** _i_ `code` ``` ~~~ | a | b |",
    "\n| - |\n# h\n> q\n- l\n1. o\n    code\n```\nfence\n---\n",
    "[[wiki]] @user #123 :tada: <https://evil.example> https://evil.example \\ \\[ $x$ {{ liquid }} {% raw %} {0}",
    "javascript:alert(1)//", "file:///etc/passwd", "data:text/html,<script>alert(1)</script>",
    # spreadsheets and files of columns
    "=cmd|' /C calc'!A0", "+1+1", "-1+1", "@SUM(1)", "\t=1", '"; "a";b,"c\n=1',
    # JSON, YAML, SQL, paths, format strings
    '"}],"x":[{"y":"\\u0000\\', "'; DROP TABLE links; --", "../../etc/passwd", "C:\\a\\b.txt", "/abs/ü %41.txt",
    "//host/share", "%s %d %n {report} ${HOME} $(id) `id`",
    "", " ", ".", "-", "<stdin>", "a" * 3000,
)  # fmt: skip
"""What documents and servers may send."""

UNITS = ("line", "line", "line", "paragraph", "page", "cell")
DAYS = ("2024-02-29", "2026-03-02", "2026-10-02")


def rule_help() -> list[RuleHelp]:
    """All rules with their pages, as a caller hands them to a format."""
    return [RuleHelp(rule.info, rule.page) for rule in rules().values()]


def texts() -> st.SearchStrategy[str]:
    """Attacks and arbitrary characters, in any order, glued together."""
    parts = st.sampled_from(ATTACKS) | st.text(st.characters(), max_size=8)
    return st.lists(parts, max_size=4).map("".join)


@st.composite
def inventories(draw: st.DrawFn) -> Inventory:
    """A fact-checker's sheet of hostile texts."""
    return _Maker(draw, draw(_pools())).inventory()


@st.composite
def reports(draw: st.DrawFn) -> Report:
    """A Report of hostile texts, with or without inventory."""
    return _Maker(draw, draw(_pools())).report()


def worst() -> Report:
    """One Report with everything in it: every attack is in every text, and each rule has found something."""
    every = " ".join(ATTACKS)
    path = f"a{every}.txt"
    place, spot, named = Place(3, 5, 3, 8), Place(4, 2, 6, 1), Place(7, 2, 7, 9, every, f"b{every}.xhtml")
    excerpt = Excerpt(3, f"abcd[7] {every}", 4, 7, cut_left=True, cut_right=True)
    line = Excerpt(4, every, 1, 9, cut_left=False, cut_right=True)
    note, elsewhere = Note(spot, every, line), Note(named, every, line)
    url = f"https://example.org/{every}"
    problems = tuple(
        Problem(
            (path, named.path)[at % 5 == 4], named if at % 5 > 2 else place, rule.code, rule.name,
            tuple(Severity)[at % 3], every, every, every, every,
            url if at % 2 else None, (note, elsewhere), None if at % 2 else excerpt, "0123456789abcdef",
        )
        for at, rule in enumerate(rules().values())
    )  # fmt: skip
    history = LinkHistory(DAYS[0], DAYS[0], DAYS[1], 3, 2, DAYS[2], ((url, DAYS[0]), (SECRET_URL, DAYS[1])))
    links = tuple(
        LinkReport(
            f"{url}{verdict}", verdict, every, 404, f"{url}!", 2, f"{DAYS[2]}T10:11:12Z", False, every,
            (
                Cited(path, 3, 5, 3, 9, every, every, 2, place), Cited(path, 9, 1, 9, 5, None, every, 0, None),
                Cited(named.path, 3, 5, 3, 9, every, every, 2, named, name=every),
            ),
            history, DAYS[2],
        )
        for verdict in Verdict
    )  # fmt: skip
    document = DocumentCount(path, "text", "line", 1, 1, len(links), (named.path,))
    urls = tuple(link.url for link in links)
    inventory = Inventory(
        (document,),
        (
            MarkerEntry(path, 3, 5, every, every), MarkerEntry(named.path, 7, 2, every, every, every),
            MarkerEntry(named.path, 8, 2, f"{every}?", every, every),
        ),
        (
            ReferenceEntry(path, 9, 1, every, every, urls, (place, named)),
            ReferenceEntry(named.path, 9, 1, every, every, urls, (named, place), every),
        ),
    )  # fmt: skip
    return Report(
        (document, DocumentCount("b.docx", "docx", "paragraph", 0, 0, 0)),
        problems,
        links,
        (Failure(f"{every}.doc", every),),
        suppressed=2,
        known=1,
        complete=False,
        elapsed=1234.5678,
        notices=(every, every),
        inventory=inventory,
    )


def assert_harmless(text: str) -> None:
    """No output, of whatever format, may hold these: line ends are the only control characters."""
    text.encode()
    assert PASSWORD not in text
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]", text)


def _pools() -> st.SearchStrategy[list[str]]:
    """Few texts for all fields of a report, so that some are equal, as labels and URLs are."""
    return st.lists(texts(), min_size=2, max_size=6)


class _Maker:
    """Builds the parts of a report from few draws: each field is one of a pool of texts."""

    def __init__(self, draw: st.DrawFn, pool: list[str]) -> None:
        self.draw = draw
        self.pool = pool
        self.paths: list[str] = self.many(lambda: self.text() or "x", 1)

    def text(self) -> str:
        return self.draw(st.sampled_from(self.pool))

    def maybe(self) -> str | None:
        return self.text() if self.draw(st.booleans()) else None

    def number(self, least: int = 1) -> int:
        return self.draw(st.integers(least, 60) | st.just(2_000_000_000))

    def many(self, make: Callable[[], Any], least: int = 0) -> list[Any]:
        return [make() for _ in range(self.draw(st.integers(least, 3)))]

    def path(self) -> str:
        return self.draw(st.sampled_from([*self.paths, self.pool[0] or "x"]))

    def url(self) -> str:
        return self.draw(st.sampled_from(["https://example.org/", ""])) + self.text()

    def day(self) -> str:
        return self.draw(st.sampled_from(DAYS))

    def place(self) -> Place:
        line, column = self.number(), self.number()
        more = self.draw(st.integers(0, 2))
        end = self.number() if more else column + self.draw(st.integers(0, 5))
        return Place(line, column, line + more, end, self.name())

    def name(self) -> str:
        return self.text() if self.draw(st.integers(0, 3)) == 0 else ""

    def elsewhere(self) -> Place:
        """A place that is perhaps in another file."""
        return self.place()._replace(path=self.name())

    def excerpt(self, line: int) -> Excerpt:
        text = self.text() + self.text()
        start = self.draw(st.integers(0, len(text)))
        end = max(self.draw(st.integers(start, len(text))), start + 1)
        return Excerpt(line, text, start, end, self.draw(st.booleans()), self.draw(st.booleans()))

    def note(self) -> Note:
        place = self.elsewhere()
        return Note(place, self.text(), self.excerpt(place.line))

    def problem(self) -> Problem:
        rule = self.draw(st.sampled_from(list(rules().values())))
        place = self.place()
        return Problem(
            self.path(),
            place,
            rule.code,
            rule.name,
            self.draw(st.sampled_from(Severity)),
            self.text(),
            self.text(),
            self.text(),
            self.maybe(),
            self.url() if self.draw(st.booleans()) else None,
            tuple(self.many(self.note)),
            self.excerpt(place.line) if self.draw(st.booleans()) else None,
            self.draw(st.sampled_from(["0123456789abcdef", "fedcba9876543210"])),
        )

    def cited(self) -> Cited:
        count = self.draw(st.integers(0, 3))
        return Cited(
            self.path(),
            *self.place()[:4],
            self.maybe(),
            self.text(),
            count,
            self.elsewhere() if count else None,
            self.draw(st.booleans()),
            self.name(),
        )

    def history(self) -> LinkHistory:
        failures = self.draw(st.integers(0, 3))
        day = self.day() if failures else None
        moves = tuple((self.url(), self.day()) for _ in range(self.draw(st.integers(0, 2))))
        return LinkHistory(
            self.day(), self.day() if self.draw(st.booleans()) else None, day, failures, failures, day, moves
        )

    def link(self) -> LinkReport:
        seen = self.draw(st.booleans())
        return LinkReport(
            self.url(),
            self.draw(st.sampled_from(Verdict)),
            self.maybe(),
            self.draw(st.sampled_from([None, 200, 404])),
            self.url() if self.draw(st.booleans()) else None,
            self.draw(st.integers(0, 3)),
            f"{self.day()}T10:11:12Z" if seen else None,
            self.draw(st.booleans()),
            self.text(),
            tuple(self.many(self.cited)),
            self.history() if seen else None,
            self.day() if seen else None,
        )

    def document(self, path: str) -> DocumentCount:
        counts = [self.draw(st.integers(0, 9)) for _ in range(3)]
        files = tuple(dict.fromkeys(self.many(self.path)))
        return DocumentCount(path, "text", self.draw(st.sampled_from(UNITS)), *counts, files)  # type: ignore[arg-type]

    def documents(self) -> tuple[DocumentCount, ...]:
        return tuple(self.document(path) for path in dict.fromkeys(self.paths))

    def marker(self) -> MarkerEntry:
        return MarkerEntry(self.path(), self.number(), self.number(), self.text(), self.text(), self.name())

    def reference(self) -> ReferenceEntry:
        urls, cited = tuple(self.many(self.url)), tuple(self.many(self.elsewhere))
        return ReferenceEntry(
            self.path(), self.number(), self.number(), self.text(), self.text(), urls, cited, self.name()
        )

    def inventory(self) -> Inventory:
        return Inventory(self.documents(), tuple(self.many(self.marker)), tuple(self.many(self.reference)))

    def report(self) -> Report:
        return Report(
            self.documents(),
            tuple(self.many(self.problem)),
            tuple(self.many(self.link)),
            tuple(Failure(self.path(), self.text()) for _ in range(self.draw(st.integers(0, 2)))),
            suppressed=self.draw(st.integers(0, 3)),
            complete=self.draw(st.booleans()),
            offline=self.draw(st.booleans()),
            elapsed=self.draw(st.floats(0, 1e7)),
            notices=tuple(self.many(self.text)),
            inventory=self.inventory() if self.draw(st.booleans()) else None,
        )
