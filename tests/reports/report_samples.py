"""Reports made by hand: everything a report can show."""

from __future__ import annotations

from dataclasses import replace

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
    Severity,
    Verdict,
)

HOSTILE = "\x1b[31mred\x1b]0;owned\x07 [bold]markup[/bold] <b> \x9b2J \u202eevil\u2069 \x00\x7f \udcff"

ESSAY = (
    "The United States is the largest provider of assessed contributions to the organisation, Japan the "
    "second-largest, and the third-largest provider of assessed contributions.[7] However, reform as a "
    "discipline has not kept pace with what its members expect of it, and so the debate goes on and on."
)
MEMO = "[6] A government memo of 15 November justifies the change of course and names its authors."


def excerpt(text: str, marked: str, line: int = 1, *, cut_left: bool = False, cut_right: bool = False) -> Excerpt:
    start = text.index(marked)
    return Excerpt(line, text, start, start + len(marked), cut_left, cut_right)


def at(line: int, column: int = 20, name: str = "", path: str = "") -> Place:
    """A place as long as a marker."""
    return Place(line, column, line, column + 3, name, path)


def note(text: str, marked: str, line: int, message: str) -> Note:
    shown = excerpt(text, marked, line)
    return Note(Place(line, shown.start + 1, line, shown.end + 1), message, shown)


def problem(
    text: str = ESSAY,
    marked: str = "[7]",
    line: int = 31,
    *,
    path: str = "essay.txt",
    rule: str = "CC101",
    name: str = "undefined-marker",
    severity: Severity = Severity.ERROR,
    message: str = "[7] has no entry in the list",
    words: str = "cited here; the list ends at [6]",
    advice: str = "change [7] to [6], or add entry [7]",
    related: tuple[Note, ...] = (),
) -> Problem:
    shown = excerpt(text, marked, line)
    place = Place(line, shown.start + 1, line, shown.end + 1)
    label = marked.strip("[]")
    return Problem(
        path, place, rule, name, severity, message, words, advice, label, None, related, shown, f"{line:016x}"
    )


def link_problem(
    url: str,
    rule: str,
    severity: Severity,
    message: str,
    advice: str = "",
    *,
    path: str = "essay.txt",
    line: int = 113,
) -> Problem:
    place = Place(line, 5, line, 5 + len(url))
    return Problem(path, place, rule, "a-link", severity, message, "", advice, "2", url, (), None, f"{line:016x}")


def link(
    url: str,
    verdict: Verdict,
    *,
    title: str = "Statement by the Foreign Minister at the general debate of the assembly",
    label: str | None = "2",
    count: int = 1,
    path: str = "essay.txt",
    line: int = 113,
    reason: str | None = None,
    status: int | None = None,
    final_url: str | None = None,
    detail: str = "",
    places: int = 1,
) -> LinkReport:
    cited = tuple(
        Cited(path, line + place, 5, line + place, 5 + len(url), label, title, count, at(16, 20) if count else None)
        for place in range(places)
    )
    return LinkReport(url, verdict, reason, status, final_url, 1, "2026-10-02T10:11:12Z", False, detail, cited)


def document(path: str = "essay.txt", markers: int = 7, references: int = 6, links: int = 4) -> DocumentCount:
    return DocumentCount(path, "text", "line", markers, references, links)


def undefined() -> Problem:
    return problem(related=(note(MEMO, "[6]", 118, "never cited: did you mean [6]?"),))


GONE = "http://www.un.emb-japan.example/statements/Kishida072816.html"
MEMO_URL = "http://www.kantei.example/jp/memo.pdf"


def essay() -> Report:
    """One finding in the text, one dead link, one blocked."""
    refuses = "the site refuses automated checks (403): open it yourself"
    return Report(
        documents=(document(),),
        problems=(
            undefined(),
            link_problem(
                GONE,
                "CC301",
                Severity.ERROR,
                "the page is gone (404)",
                "cite an archived copy, or its new place",
            ),
            link_problem(MEMO_URL, "CC304", Severity.INFO, refuses, line=118),
        ),
        links=(
            link("https://example.org/a", Verdict.OK, status=200, label="1", count=2),
            link(GONE, Verdict.DEAD, reason="not-found", status=404, detail="404 not found"),
            link("https://example.org/b", Verdict.OK, status=200, label=None, title="as one paper put it"),
            link(
                MEMO_URL,
                Verdict.BLOCKED,
                reason="forbidden",
                status=403,
                detail=refuses,
                label="6",
                count=0,
                line=118,
                title="A government memo of 15 November",
            ),
        ),
        elapsed=3.1,
    )


def many_kinds() -> Report:
    """Two documents with findings, two without, and every kind of link."""
    warning, info = Severity.WARNING, Severity.INFO
    here, there = "chapters/one.txt", "chapters/two.txt"
    kinds = (
        ("https://dead.example/", Verdict.DEAD, "no-such-host", "no such host", "CC301", Severity.ERROR),
        ("https://slow.example/", Verdict.UNREACHABLE, "timeout", "no answer in 10 s", "CC303", warning),
        ("https://tls.example/", Verdict.UNREACHABLE, "tls-expired", "certificate ended", "CC307", warning),
        ("https://old.example/x", Verdict.MOVED, None, "moved to another page", "CC302", warning),
        ("http://plain.example/", Verdict.MOVED, None, "moved to https", "CC302", info),
        ("https://wall.example/", Verdict.BLOCKED, "challenge:x", "a challenge page", "CC304", info),
        ("https://page.example/#methods", Verdict.OK, None, "no anchor #methods", "CC305", warning),
        ("https://deep.example/a/b", Verdict.OK, "parent-redirect", "leads to its section", "CC306", warning),
    )  # fmt: skip
    links = [
        link(url, verdict, reason=reason, detail=detail, path=here, count=number, places=number // 3 + 1,
             line=100 + number, final_url=url + "new" if verdict is Verdict.MOVED else None)
        for number, (url, verdict, reason, detail, _, _) in enumerate(kinds)
    ]  # fmt: skip
    links.append(link("https://fine.example/", Verdict.OK, status=200, path=there, label=None, line=7))
    links.append(link("http://10.0.0.1/", Verdict.SKIPPED, reason="private-address", path=there, line=9))
    problems = [
        problem(path=here),
        problem(path=here, line=47, severity=Severity.WARNING, rule="CC114", name="unfinished-citation",
                text="as has been shown [TK] by others", marked="[TK]", message="[TK] is unfinished",
                words="to be filled in", advice=""),
        problem(path=there, rule="CC111", name="duplicate-source", severity=info, line=212, text=MEMO,
                marked="[6]", message="[6] and [2] name the same source", words="", advice="merge them",
                related=(note("[2] A government memo of 15 November.", "[2]", 208, "the same here"),)),
    ]  # fmt: skip
    problems += [link_problem(url, rule, severity, detail, path=here) for url, _, _, detail, rule, severity in kinds]
    return Report(
        documents=(
            document(here, 31, 30, 12),
            document(there, 8, 8, 2),
            document("chapters/three.txt", 12, 12, 0),
            document("chapters/title.txt", 0, 0, 0),
        ),
        problems=tuple(sorted(problems, key=lambda found: (found.path, found.place.line))),
        links=tuple(links),
        failures=(Failure("chapters/four.txt", "not a text"),),
        suppressed=2,
        elapsed=75.4,
    )


def offline(*documents: DocumentCount, problems: tuple[Problem, ...] = ()) -> Report:
    links = tuple(link(f"https://example.org/{number}", Verdict.SKIPPED, reason="offline") for number in range(4))
    return Report(documents or (document(),), problems, links, offline=True, elapsed=0.04)


def well(*documents: DocumentCount) -> Report:
    links = (
        link("https://example.org/a", Verdict.OK, status=200),
        link("http://example.org/b", Verdict.MOVED, status=200, final_url="https://example.org/b"),
    )
    return Report(documents or (document(),), (), links, elapsed=2.4)


def repeated(number: int = 47) -> Report:
    """One rule over and over."""
    text = "and so it was said before.[3]"
    problems = tuple(
        problem(text, "[3]", 10 + index, rule="CC107", name="repeated-marker", severity=Severity.WARNING,
                message="[3] is cited again", words="cited first on line 9", advice="use ibid.")
        for index in range(number)
    )  # fmt: skip
    return Report((document(links=0),), problems, elapsed=0.2)


def hostile() -> Report:
    """Escapes, markup and direction marks wherever text from outside is shown."""
    found = problem(
        f"{HOSTILE} so.[7] {HOSTILE}", "[7]", 3,
        path=f"{HOSTILE}.txt", message=HOSTILE, words=HOSTILE, advice=HOSTILE,
        related=(note(f"[6] {HOSTILE}", "[6]", 9, HOSTILE),),
    )  # fmt: skip
    url = f"https://example.org/{HOSTILE}"
    answer = link(url, Verdict.DEAD, title=HOSTILE, label=HOSTILE, detail=HOSTILE, path=found.path, final_url=f"{url}!")
    return Report(
        (document(f"{HOSTILE}.txt"),),
        (found, link_problem(url, "CC301", Severity.ERROR, HOSTILE, HOSTILE, path=found.path)),
        (answer,),
        (Failure(HOSTILE, HOSTILE),),
        elapsed=1.0,
    )  # fmt: skip


def inventory() -> Inventory:
    """References cited once, often and never, a label without reference, and an empty document."""
    path = "essay.txt"
    return Inventory(
        (document(path, 34, 3, 1), document("empty.txt", 0, 0, 0)),
        (
            MarkerEntry(path, 3, 10, "1"),
            *(MarkerEntry(path, line, 20, "2") for line in range(9, 40)),
            MarkerEntry(path, 41, 5, "9"),
            MarkerEntry(path, 44, 5, "9"),
        ),
        (
            ReferenceEntry(path, 50, 1, "1", ESSAY * 2, ("https://example.org/a",), (at(3, 10),)),
            ReferenceEntry(path, 52, 1, "2", "", (), tuple(map(at, range(9, 40)))),
            ReferenceEntry(path, 53, 1, "13", "Smith, A Book", (), ()),
        ),
    )


def remembered() -> Report:
    """A report with its inventory, where links have a past: everything a page can show."""
    path = "essay.txt"
    failing = LinkHistory("2026-01-10", "2026-03-02", "2026-03-05", 4, 3, "2026-03-09")
    never = LinkHistory("2026-03-05", None, "2026-03-05", 1, 1, "2026-03-05")
    moved = LinkHistory(
        "2025-11-02",
        "2026-03-09",
        moves=(("https://new.example/a", "2026-01-10"), ("https://new.example/b", "2026-02-11")),
    )
    slow = "https://slow.example/report"
    old = "https://old.example/a"
    loose = "https://as-they-said.example/blog"
    links = (
        link("https://example.org/a", Verdict.OK, status=200, label="1", count=2)._replace(
            cached=True, certificate_ends="2026-10-09", history=LinkHistory("2026-01-10", "2026-03-09")
        ),
        link(GONE, Verdict.DEAD, reason="not-found", status=404, detail="404 not found", count=31)._replace(
            history=failing, persistent=True, attempts=3
        ),
        link(old, Verdict.MOVED, status=200, label="3", final_url="https://new.example/b")._replace(history=moved),
        link(slow, Verdict.UNREACHABLE, reason="timeout", detail="no answer in 10 s", label="13", count=0)._replace(
            history=never
        ),
        link(loose, Verdict.BLOCKED, reason="forbidden", status=403, label=None, title="as one paper put it", line=12),
    )
    problems = (
        undefined(),
        problem(MEMO, "[6]", 53, rule="CC102", name="uncited-reference", severity=Severity.WARNING,
                message="[13] is never cited", words="", advice="cite it, or remove it")._replace(label="13"),
        link_problem(GONE, "CC301", Severity.ERROR, "the page is gone (404)", "cite an archived copy", line=52),
        link_problem(old, "CC302", Severity.INFO, "the page has moved", "cite its new address", line=54),
        link_problem(slow, "CC303", Severity.WARNING, "the link could not be reached: no answer in 10 s", line=53),
        link_problem(loose, "CC304", Severity.INFO, "the site refuses automated checks", line=12),
    )  # fmt: skip
    sentence = "As the ministry said at the time, its contribution is the second-largest of all.[{}]"
    markers = (
        MarkerEntry(path, 3, 10, "1", sentence.format(1)),
        *(MarkerEntry(path, line, 20, "2", sentence.format(2)) for line in range(9, 40)),
        MarkerEntry(path, 31, 173, "7", ESSAY),
        MarkerEntry(path, 44, 5, "3", "Others doubt it.[2, 3]"),
    )
    references = (
        ReferenceEntry(path, 50, 1, "1", f"{ESSAY} https://example.org/a", ("https://example.org/a",), (at(3, 10),)),
        ReferenceEntry(
            path, 52, 1, "2", f"Statement by the Foreign Minister. {GONE}", (GONE,), tuple(map(at, range(9, 40)))
        ),
        ReferenceEntry(path, 53, 1, "13", f"Smith, A Book of Pages, {slow}", (slow,), ()),
        ReferenceEntry(path, 54, 1, "3", "Jones, An Older Book", (old,), (at(44, 5),)),
    )
    counts = (document(path, len(markers), len(references), 5), document("empty.txt", 0, 0, 0))
    notices = ("A link memory of an older version was left as it is.",)
    known = Inventory(counts, markers, references)
    return Report(counts, problems, links, suppressed=3, known=2, elapsed=12.3, notices=notices, inventory=known)


def manuscript() -> Report:
    """A Word file, whose places have names: a finding with another end, a dead link, its inventory."""
    path = "essay.docx"
    here, there = at(16, 173, "page 3, paragraph 16"), at(58, 1, "footnote 2")
    found = undefined()._replace(path=path, place=here)
    other = note(MEMO, "[6]", 58, "never cited: did you mean [6]?")._replace(place=there)
    dead = link(GONE, Verdict.DEAD, reason="not-found", status=404, detail="404 not found", count=4, path=path)
    cited = replace(dead.cited[0], name="footnote 2", first=here)
    gone = link_problem(GONE, "CC301", Severity.ERROR, "the page is gone (404)", "cite an archived copy", path=path)
    gone = gone._replace(place=Place(58, 5, 58, 40, "footnote 2"))
    counts = DocumentCount(path, "docx", "paragraph", 5, 2, 1)
    known = Inventory(
        (counts,),
        (
            MarkerEntry(path, 16, 120, "2", "Japan is the second-largest.[2]", "page 3, paragraph 16"),
            MarkerEntry(path, 16, 173, "7", ESSAY, "page 3, paragraph 16"),
            MarkerEntry(path, 20, 9, "2", "It is so.[2]", "page 4, paragraph 20"),
        ),
        (
            ReferenceEntry(
                path, 58, 1, "2", f"Statement. {GONE}", (GONE,),
                (at(16, 120, "page 3, paragraph 16"), at(20, 9, "page 4, paragraph 20")), "footnote 2",
            ),
            ReferenceEntry(path, 59, 1, "6", MEMO, (), (), "footnote 3"),
        ),
    )  # fmt: skip
    return Report(
        (counts,),
        (found._replace(related=(other,)), gone),
        (dead._replace(cited=(cited,)),),
        elapsed=2.0,
        inventory=known,
    )


def thesis() -> Report:
    """A text put together from files that have lines: each place is in its own."""
    main, one, two = "thesis.tex", "chapters/one.tex", "refs/two.bib"
    found = undefined()._replace(path=one, place=at(31, 173, path=one))
    notes = (
        note(ESSAY, "so the debate", 33, "cited before")._replace(place=at(33, 5)),
        note(MEMO, "[6]", 118, "never cited: did you mean [6]?")._replace(place=at(118, 1, path=two)),
    )
    dead = link(GONE, Verdict.DEAD, reason="not-found", status=404, detail="404 not found", count=2, path=two)
    cited = replace(dead.cited[0], first=at(31, 173, path=one))
    counts = DocumentCount(main, "latex", "line", 5, 2, 1, (one, two))
    known = Inventory(
        (counts,),
        (MarkerEntry(one, 31, 120, "2", "It is so.[2]"), MarkerEntry(one, 31, 173, "7", ESSAY)),
        (ReferenceEntry(two, 113, 1, "2", f"Statement. {GONE}", (GONE,), (at(31, 120, path=one),)),),
    )
    gone = link_problem(GONE, "CC301", Severity.ERROR, "the page is gone (404)", "cite an archived copy", path=two)
    return Report(
        (counts,), (found._replace(related=notes), gone), (dead._replace(cited=(cited,)),), elapsed=2.0, inventory=known
    )
