from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

import pytest
import report_samples as samples
from hypothesis import given, settings
from hypothesis import strategies as st

from citecheck.model import (
    Failure,
    Known,
    MarkerEntry,
    ReferenceEntry,
    Report,
    RuleHelp,
    RuleInfo,
    Severity,
    Verdict,
)
from citecheck.reports import html_index
from citecheck.reports.html import render
from citecheck.rules import rules

RULES = [RuleHelp(rule.info, rule.page) for rule in rules().values()]
VOID = {"meta", "link", "input", "br", "hr", "img"}
DRAWN = {"rect", "path"}
BLOCKS = {"p", "li", "div", "h1", "h2", "h3", "h4", "dt", "dd", "article", "section", "summary"}
HIDDEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")


class Page(HTMLParser):
    """A page taken apart: its elements in order, each with its attributes and all the text in it."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.source = source
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.texts: list[list[str]] = []
        self.parents: list[int | None] = []
        self.open: list[int] = []
        self.trouble: list[str] = []
        self.feed(source)
        self.close()
        assert not self.open, [self.elements[index] for index in self.open]
        assert not self.trouble, self.trouble

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        if len(names) != len(set(names)):
            self.trouble.append(f"an attribute twice: {tag} {names}")
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        self.texts.append([])
        self.parents.append(self.open[-1] if self.open else None)
        if tag not in VOID:
            self.open.append(len(self.elements) - 1)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.open.pop()
        if tag not in DRAWN:
            self.trouble.append(f"closes itself: {tag}")

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.elements[self.open[-1]][0] != tag:
            self.trouble.append(f"closes what is not open: {tag}")
            return
        if tag in BLOCKS:
            self.handle_data("\n")
        self.open.pop()

    def handle_data(self, data: str) -> None:
        for index in self.open:
            self.texts[index].append(data)

    def unknown_decl(self, data: str) -> None:
        self.trouble.append(data)

    def handle_pi(self, data: str) -> None:
        self.trouble.append(data)

    def handle_comment(self, data: str) -> None:
        self.trouble.append(data)

    def all(self, tag: str = "", kind: str = "", within: int | None = None) -> list[int]:
        """The elements with this name and class, in order."""
        return [
            index
            for index, (name, attributes) in enumerate(self.elements)
            if (not tag or name == tag)
            and (not kind or kind in attributes.get("class", "").split())
            and (within is None or within in self.above(index))
        ]

    def above(self, index: int) -> list[int]:
        found = []
        parent = self.parents[index]
        while parent is not None:
            found.append(parent)
            parent = self.parents[parent]
        return found

    def text(self, index: int) -> str:
        return " ".join("".join(self.texts[index]).split())

    def get(self, index: int, name: str) -> str | None:
        return self.elements[index][1].get(name)

    def ids(self) -> list[str]:
        return [attributes["id"] for _, attributes in self.elements if "id" in attributes]

    def shape(self) -> Counter[tuple[str, ...]]:
        """Every element with the names of its attributes: what no text from outside may change."""
        return Counter((tag, *attributes) for tag, attributes in self.elements)


def page(report: Report, known: list[RuleHelp] = RULES) -> Page:
    return Page(render(report, known))


SAMPLES = {
    "essay": samples.essay(),
    "kinds": samples.many_kinds(),
    "offline": samples.offline(),
    "well": samples.well(),
    "repeated": samples.repeated(),
    "hostile": samples.hostile(),
    "remembered": samples.remembered(),
    "listed": replace(samples.essay(), inventory=samples.inventory()),
    "nothing": Report(),
    "interrupted": Report(complete=False, failures=(Failure("a.txt", "not a text"),)),
}
every_sample = pytest.mark.parametrize("report", SAMPLES.values(), ids=SAMPLES)


# ---------------------------------------------------------------- the page as a page


@every_sample
def test_headings_are_in_order_and_one_is_the_first(report: Report) -> None:
    shown = page(report)
    levels = [int(tag[1]) for tag, _ in shown.elements if re.fullmatch("h[1-6]", tag)]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert all(shown.text(index) for level in range(1, 7) for index in shown.all(f"h{level}"))


@every_sample
def test_ids_are_unique_and_what_refers_to_them_resolves(report: Report) -> None:
    shown = page(report)
    ids = shown.ids()
    assert len(ids) == len(set(ids))
    for tag, attributes in shown.elements:
        for name in ("aria-labelledby", "aria-describedby", "aria-controls", "for"):
            for target in attributes.get(name, "").split():
                assert target in ids, (tag, name, target)
        if attributes.get("href", "").startswith("#"):
            assert attributes["href"][1:] in ids


@every_sample
def test_nothing_comes_from_elsewhere_and_nothing_runs_but_the_script(report: Report) -> None:
    shown = page(report)
    tags = {tag for tag, _ in shown.elements}
    assert not tags & {"iframe", "object", "embed", "img", "base", "audio", "video", "source", "image", "use"}
    assert len(shown.all("script")) == len(shown.all("style")) == 1
    for tag, attributes in shown.elements:
        assert not [name for name in attributes if name.startswith("on") or name in {"style", "srcset", "action"}]
        assert "src" not in attributes
        if tag == "link":
            assert attributes["href"].startswith("data:image/svg+xml,")
        elif tag == "a" and not attributes["href"].startswith("#"):
            assert attributes["href"].startswith(("http://", "https://"))
            assert attributes["rel"] == "noreferrer noopener"
        else:
            assert "href" not in attributes or attributes["href"].startswith("#")
    style = "".join(shown.texts[shown.all("style")[0]])
    assert "url(" not in style
    assert "@import" not in style


@every_sample
def test_the_policy_allows_this_style_and_this_script_only(report: Report) -> None:
    shown = page(report)
    (policy,) = [
        attributes["content"]
        for tag, attributes in shown.elements
        if tag == "meta" and attributes.get("http-equiv") == "Content-Security-Policy"
    ]
    rows = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert rows["default-src"] == "'none'"
    assert rows["base-uri"] == rows["form-action"] == "'none'"
    for tag in ("style", "script"):
        # What the browser hashes is what stands between the tags, to the byte.
        (inside,) = re.findall(f"<{tag}>(.*?)</{tag}>", shown.source, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode()
        assert rows[f"{tag}-src"] == f"'sha256-{digest}'"
    assert "unsafe" not in policy


def test_can_be_used_by_keyboard_and_heard() -> None:
    shown = page(samples.remembered())
    tags = Counter(tag for tag, _ in shown.elements)
    assert tags["main"] == tags["header"] == tags["footer"] == tags["nav"] == 1
    assert shown.elements[0][1]["lang"] == "en"
    links = [index for index, (tag, _) in enumerate(shown.elements) if tag == "a"]
    assert shown.get(links[0], "class") == "skip"
    assert shown.get(links[0], "href") == "#main"
    assert [shown.get(index, "role") for index in range(len(shown.elements)) if shown.get(index, "aria-live")]
    labels = {shown.get(index, "for") for index in shown.all("label")}
    for index in shown.all("input") + shown.all("select"):
        above = {shown.elements[over][0] for over in shown.above(index)}
        assert shown.get(index, "id") in labels or "label" in above
    (chart,) = shown.all("svg")
    assert shown.get(chart, "role") == "img"
    assert "1 dead" in (shown.get(chart, "aria-label") or "")
    assert all(shown.text(index) for index in shown.all("span", "badge"))


def test_without_script_all_is_there_but_the_filters() -> None:
    shown = page(samples.remembered())
    hidden = {shown.get(index, "id") for index in range(len(shown.elements)) if shown.get(index, "hidden") is not None}
    assert hidden == {"filters", "nothing"}


@every_sample
def test_the_same_report_gives_the_same_page(report: Report) -> None:
    assert render(report, RULES) == render(replace(report), list(RULES))
    assert render(report, RULES).endswith("</html>\n")


# ---------------------------------------------------------------- what it says


@every_sample
def test_every_finding_is_there_the_gravest_first(report: Report) -> None:
    shown = page(report)
    findings = shown.all("article", "finding")
    assert len(findings) == len(report.problems)
    ranks = [Severity(shown.get(index, "data-severity") or "").rank for index in findings]
    assert ranks == sorted(ranks, reverse=True)
    texts = [shown.text(index) for index in findings]
    if report is not SAMPLES["hostile"]:
        for problem in report.problems:
            place = f"{problem.path}:{problem.place.line}:{problem.place.column}"
            advice = problem.advice[:1].upper() + problem.advice[1:]
            needed = [
                problem.message,
                place,
                problem.rule,
                problem.name,
                advice,
                problem.note if problem.excerpt else "",
            ]
            assert any(all(part in text for part in needed) for text in texts), problem


def test_a_finding_shows_its_line_with_what_is_meant_and_the_other_end() -> None:
    shown = page(samples.essay())
    finding = shown.all("article", "finding")[0]
    marks = [(shown.text(index), shown.get(index, "class")) for index in shown.all("mark", within=finding)]
    assert marks == [("[7]", "error"), ("[6]", "other")]
    lines = [shown.text(index) for index in shown.all("li", within=finding)]
    assert lines[0].startswith("31 …")
    assert "contributions.[7] However" in lines[0]
    assert lines[1] == f"118 {samples.MEMO} never cited: did you mean [6]?"


def test_a_cut_line_says_so_on_the_side_of_the_cut() -> None:
    cut = samples.excerpt("so it was.[7] And then", "[7]", cut_left=True, cut_right=True)
    shown = page(Report(problems=(samples.problem()._replace(excerpt=cut),)))
    (line,) = [shown.text(index) for index in shown.all("span", "txt")]
    assert line == "…it was.[7] And…"


def test_a_rule_is_explained_once_however_often_it_finds() -> None:
    shown = page(samples.repeated(47))
    assert len(shown.all("details", "rule")) == 1
    assert shown.text(shown.all("details", "rule")[0]).startswith("CC107 repeated-marker")
    links = [shown.get(index, "href") for index in shown.all("a", "rule-of")]
    assert len(links) == 47
    assert set(links) == {"#rule1"}


def test_the_page_of_a_rule_keeps_examples_line_by_line() -> None:
    text = "It is so.\n\nFlagged\n    a <b>\n      c\n\n    d\n\nWhy it matters\n    For\n    - one\n    - two `x`"
    info = RuleInfo("CC101", "undefined-marker", Severity.ERROR, "It is so")
    source = render(samples.essay(), [RuleHelp(info, text)])
    assert '<pre tabindex="0">a &lt;b&gt;\n  c\n\nd</pre>' in source
    assert "<ul><li>one</li><li>two <code>x</code></li></ul>" in source
    Page(source)


def test_a_rule_without_page_does_no_harm() -> None:
    shown = page(samples.essay(), [])
    assert not shown.all("details", "rule")
    assert len(shown.all("article", "finding")) == 3


def test_every_reference_stands_beside_what_cites_it() -> None:
    report = samples.remembered()
    assert report.inventory
    shown = page(report)
    rows = {shown.text(shown.all("span", "label", within=row)[0]): row for row in shown.all("li", "row")[:-1]}
    assert list(rows) == ["[7]", "[1]", "[2]", "[13]", "[3]"]
    for entry in report.inventory.references:
        assert entry.text in shown.text(rows[f"[{entry.label}]"])
    for marker in report.inventory.markers:
        assert marker.sentence in shown.text(rows[f"[{marker.label}]"])
    assert "missing" in (shown.get(rows["[7]"], "class") or "")
    assert "no reference" in shown.text(rows["[7]"])
    assert "uncited" in (shown.get(rows["[13]"], "class") or "")
    assert "never cited" in shown.text(rows["[13]"])
    assert "Cited 31 times" in shown.text(rows["[2]"])
    marks = [shown.text(index) for index in shown.all("mark", within=rows["[3]"])]
    assert marks == ["[2, 3]"]
    assert shown.text(shown.all("li", "row")[-1]).startswith("blocked https://as-they-said.example/blog")


def test_every_link_has_its_verdict_and_its_past() -> None:
    shown = page(samples.remembered())
    told = [shown.text(index) for index in shown.all("div", "link")]

    def of(url: str) -> str:
        return next(text for text in told if text.split()[1] == url)

    assert of("https://example.org/a").startswith("ok ")
    assert "remembered from 2026-10-02 10:11 UTC" in of("https://example.org/a")
    assert "certificate of its host ends on 2026-10-09" in of("https://example.org/a")
    gone = of(samples.GONE)
    assert "404 not found" in gone
    assert "alive until 2026-03-02, failing since 2026-03-05 (4 times, on 3 days); first seen 2026-01-10" in gone
    assert "counts as broken" in gone
    assert "tried 3 times" in gone
    moved = of("https://old.example/a")
    assert "leads to https://new.example/b" in moved
    assert "Moved twice 2026-01-10 to https://new.example/a 2026-02-11 to https://new.example/b" in moved
    assert "never seen alive" in of("https://slow.example/report")


def test_a_long_past_names_the_latest_moves() -> None:
    link = samples.remembered().links[2]
    assert link.history
    moves = tuple((f"https://new.example/{number}/", f"2026-01-{number:02}") for number in range(1, 21))
    shown = page(Report(links=(link._replace(history=link.history._replace(moves=moves)),)))
    text = shown.text(shown.all("div", "history")[0])
    assert "Moved 20 times" in text
    assert "https://new.example/20/" in text
    assert "https://new.example/1/" not in text


def test_without_an_inventory_references_come_from_the_links() -> None:
    shown = page(samples.essay())
    labels = [shown.text(index) for index in shown.all("span", "label")]
    assert sorted(labels) == ["[1]", "[2]", "[6]"]
    assert "as one paper put it" in shown.text(shown.all("li", "row")[-1])


def test_many_citations_are_all_there_up_to_a_bound_and_then_by_line() -> None:
    markers = tuple(MarkerEntry("essay.txt", line, 1, "1", f"Sentence {line}.[1]") for line in range(1, 301))
    reference = ReferenceEntry(
        "essay.txt", 900, 1, "1", "A Book", (), tuple(samples.at(line, 1) for line in range(1, 301))
    )
    listed = samples.inventory()._replace(markers=markers, references=(reference,))
    shown = page(Report((samples.document(),), inventory=listed))
    (row,) = shown.all("li", "row")
    assert len(shown.all("li", within=row)) == 200
    assert "Sentence 200." in shown.text(row)
    assert "and on lines 201, 202" in shown.text(row)


def test_the_head_tells_the_state() -> None:
    def head(report: Report) -> str:
        shown = page(report)
        return shown.text(shown.all("header")[0])

    assert "2 errors, 1 info in 1 document" in head(samples.essay())
    assert "All consistent, all links resolve" in head(samples.well())
    assert "Links were not checked (--offline)" in head(samples.offline())
    assert "on essay.txt (complete, offline)" in head(samples.offline())
    assert "on chapters/one.txt and 3 more documents (complete)" in head(samples.many_kinds())
    assert "(interrupted)" in head(Report(complete=False))
    assert "Interrupted before everything was checked" in head(Report(complete=False))
    infos = Report((samples.document(),), (samples.problem(severity=Severity.INFO),))
    assert "No errors or warnings, 1 info in 1 document" in head(infos)
    told = head(replace(samples.remembered(), fixed=(Known("a.txt", "CC101", "0" * 16, "gone"),)))
    assert "3 findings hidden, 2 of them known from the baseline." in told
    assert "A link memory of an older version was left as it is." in told
    assert "1 finding of the baseline no longer found." in told
    assert "1 dead 1 unreachable 1 blocked 1 moved 1 ok" in told


def test_paths_that_could_not_be_read_are_named() -> None:
    shown = page(samples.many_kinds())
    (row,) = shown.all("ul", "unread")
    assert shown.text(row) == "chapters/four.txt: not a text"


def test_a_page_that_leaves_out_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html_index, "MOST_FINDINGS", 2)
    monkeypatch.setattr(html_index, "MOST_ENTRIES", 3)
    shown = page(samples.remembered())
    told = [shown.text(index) for index in shown.all("p", "more")]
    assert told == [
        "And 4 more findings, which this page leaves out: the JSON report has them all.",
        "And 3 more references and links, which this page leaves out: the JSON report has them all.",
    ]
    assert [shown.get(index, "data-severity") for index in shown.all("article", "finding")] == ["error", "error"]


def test_filters_offer_what_there_is() -> None:
    shown = page(samples.remembered())
    boxes = [(shown.get(it, "name"), shown.get(it, "value")) for it in shown.all("input") if shown.get(it, "name")]
    assert [value for name, value in boxes if name == "severity"] == ["error", "warning", "info"]
    assert [value for name, value in boxes if name == "verdict"] == ["dead", "unreachable", "blocked", "moved", "ok"]
    rows = [shown.elements[index][1] for index in shown.all("li", "row")]
    assert ["data-look" in row for row in rows] == [True, False, True, True, False, True]
    assert [row.get("data-verdict") for row in rows] == [None, "ok", "dead", "unreachable", "moved", "blocked"]


# ---------------------------------------------------------------- what comes from outside


def test_hostile_text_is_shown_and_does_nothing() -> None:
    source = render(samples.hostile(), RULES)
    source.encode()
    assert not HIDDEN.search(source)
    shown = Page(source)
    finding = shown.text(shown.all("article", "finding")[0])
    assert "⟨U+001B⟩[31mred" in finding
    assert "⟨U+202E⟩evil" in finding
    assert "<b>" in finding
    assert not shown.all("b")


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        " javascript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "file:///etc/passwd",
        "//evil.example/",
        "ftp://a.example/",
        "https://a.example\\@evil.example/",
        "https://a.example/" + "x" * 3_000,
        "",
    ],
)
def test_only_the_web_is_linked(url: str) -> None:
    link = samples.link(url, Verdict.MOVED, final_url="vbscript:x")
    finding = samples.link_problem(url, "CC302", Severity.ERROR, "moved")
    shown = page(Report((samples.document(),), (finding,), (link,)))
    assert not [index for index in shown.all("a", "url") if shown.get(index, "href")]
    assert url.strip()[:40] in " ".join(shown.text(index) for index in shown.all("div", "link"))


def test_a_link_leads_where_the_text_says_without_name_and_password() -> None:
    shown = page(Report(links=(samples.link("https://me:s3cret@a.example/x y?q='é@b#c", Verdict.OK),)))
    (link,) = shown.all("a", "url")
    assert shown.get(link, "href") == "https://a.example/x%20y?q=%27%C3%A9@b#c"
    assert shown.text(link) == "https://me:******@a.example/x y?q='é@b#c"
    nested = "https://web.example/1/https://me:s3cret@a.example/x/https://me:s3cret@b.example/"
    (link,) = (shown := page(Report(links=(samples.link(nested, Verdict.OK),)))).all("a", "url")
    assert shown.get(link, "href") == "https://web.example/1/https://a.example/x/https://b.example/"


def test_passwords_are_veiled_wherever_they_stand() -> None:
    url = "https://me:s3cret@a.example/x"
    base = samples.remembered()
    assert base.inventory
    past = base.links[2].history
    assert past
    link = samples.link(url, Verdict.MOVED, title=url, final_url=f"{url}/new", detail=url)
    listed = base.inventory._replace(
        markers=(MarkerEntry("essay.txt", 3, 1, "1", f"See {url}.[1]"),),
        references=(ReferenceEntry("essay.txt", 9, 1, "1", f"At {url}", (url,), (samples.at(3, 1),)),),
    )
    report = replace(
        base,
        problems=(
            samples.problem(f"at {url} so.[7]", message=url, words=url, advice=url)._replace(url=url),
            samples.link_problem(url, "CC302", Severity.WARNING, url, url),
        ),
        links=(link._replace(history=past._replace(moves=((url, "2026-01-01"),))),),
        failures=(Failure(url, url),),
        notices=(url,),
        inventory=listed,
    )
    source = render(report, RULES)
    assert "me:******@a.example" in source
    assert "s3cret" not in source


PIECES = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        [
            *(
                "</script><script>alert(1)</script>",
                "</style>",
                "<!--",
                "-->",
                "]]>",
                '" onclick="x',
                "' onload='x",
                "&",
            ),
            *(
                "&lt;",
                "<b",
                "<bdi>",
                "</bdi>",
                "</li>",
                "\u202e",
                "\u2066",
                "\x1b[2J",
                "\x00",
                "\ud800",
                "https://a/ b",
            ),
            *("javascript:alert(1)", "https://a.example/?q=\"'<>", "https://me:pw@a.example/", "[1]", "`x`", "\n\n"),
        ]
    ),
)
TEXTS = st.lists(PIECES, max_size=4).map("".join)


def report_of(text: str, path: str, url: str) -> Report:
    """A report in which everything from outside is one of these texts."""
    base = samples.remembered()
    assert base.inventory
    past = base.links[2].history
    assert past
    shown = samples.excerpt(f"{text}[7]{text}", "[7]", 3)
    found = samples.problem("[7]", path=path, message=text, words=text, advice=text, name=text)
    found = found._replace(excerpt=shown, label=text, related=(samples.note(f"[6]{text}", "[6]", 9, text),))
    link = samples.link(url, Verdict.MOVED, path=path, title=text, detail=text, final_url=url + text, reason=text)
    past = past._replace(first_seen=text, last_ok=text, failing_since=text, moves=((url + text, text),))
    return Report(
        (samples.document(path)._replace(unit=text, format=text),),
        (found, samples.link_problem(url, "CC302", Severity.WARNING, text, text, path=path)),
        (link._replace(history=past, checked_at=text, certificate_ends=text or "x"),),
        (Failure(path, text),),
        notices=(text,),
        inventory=base.inventory._replace(
            documents=(samples.document(path),),
            markers=(MarkerEntry(path, 3, 1, text, f"{text}[{text}]"), MarkerEntry(path, 4, 1, text + "x", text)),
            references=(ReferenceEntry(path, 9, 1, text, text + "x", (url,), (samples.at(3, 1),)),),
        ),
    )


def shape(text: str, path: str, url: str) -> Counter[tuple[str, ...]]:
    source = render(report_of(text, path, url), RULES)
    source.encode()
    assert not HIDDEN.search(source)
    shown = Page(source)
    assert len(shown.ids()) == len(set(shown.ids()))
    for index in shown.all("a"):
        assert (shown.get(index, "href") or "").startswith(("#", "http://", "https://"))
    counts = shown.shape()
    # Whether a URL is a link, and a day a date, is up to them; so are the small marks in a line of text.
    for free in ("time", "mark", "span", "a", "bdi", "p"):
        counts = Counter({key: number for key, number in counts.items() if key[0] != free})
    return counts


USUAL = shape("usual words", "essay.txt", "https://a.example/")


@settings(max_examples=150, deadline=None)
@given(TEXTS.filter(str.strip), TEXTS.filter(bool), TEXTS)
def test_no_text_changes_what_the_page_is_made_of(text: str, path: str, url: str) -> None:
    assert shape(text, path, url) == USUAL


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60), st.integers(-5, 70), st.integers(-5, 70), st.booleans(), st.booleans())
def test_no_excerpt_is_too_odd(text: str, start: int, end: int, left: bool, right: bool) -> None:
    odd = samples.excerpt("x", "x")._replace(text=text, start=start, end=end, cut_left=left, cut_right=right)
    shown = page(Report(problems=(samples.problem()._replace(excerpt=odd),)))
    assert len(shown.all("mark")) == 1


def test_a_long_text_is_cut() -> None:
    endless = "word " * 200_000
    source = render(report_of(endless, "essay.txt", f"https://a.example/{'x' * 100_000}"), RULES)
    assert len(source) < 200_000
