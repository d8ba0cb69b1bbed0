"""Reports whose every text is hostile, for the tests of all formats."""

from __future__ import annotations

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
    Severity,
    Verdict,
)

MARK = "pwned"
"""In each attack: a format that lets it through as more than text has failed."""
ATTACKS = (
    "\x1b]0;pwned\x07\x1b[31m",
    "\n::error::pwned",
    "\r\n::set-output name=a::pwned",
    "%0A::error::pwned",
    "##[error]pwned",
    "<script>pwned()</script>",
    '"><img src=x onerror=pwned()>',
    "'onmouseover='pwned()",
    "</script></style></textarea></title>--><b>pwned",
    "]]><pwned/>",
    "<!ENTITY pwned SYSTEM 'file:///etc/passwd'>&pwned;",
    "[pwned](javascript:pwned)",
    "![pwned](http://pwned.example/x.png)",
    "`` ` pwned ``",
    "| pwned | @pwned #1 |\n# pwned",
    "javascript:pwned()",
    "http://user:pwned-secret@host.example/",
    "\u202epwned\u2069\u200b\ufeff",
    "\udcff\x00\x7f\x85\ufffe\uffff",
    "\\\\pwned\\n",
)
texts = st.lists(st.one_of(st.sampled_from(ATTACKS), st.text(max_size=8)), min_size=1, max_size=3).map(" ".join)
urls = st.one_of(texts, st.builds("https://x.example/{}".format, texts))
lines = st.integers(1, 99)
places = st.builds(lambda line, column, more: Place(line, column, line, column + more), lines, lines, lines)
excerpts = st.builds(lambda line, text: Excerpt(line, text, 0, len(text), True, False), lines, texts)
notes = st.builds(Note, places, texts, excerpts)
days = st.just("2026-03-02")
histories = st.none() | st.builds(
    LinkHistory,
    days,
    st.none() | days,
    st.none() | days,
    st.integers(0, 9),
    st.integers(0, 9),
    st.none(),
    st.lists(st.tuples(days, urls), max_size=2).map(tuple),
)


@st.composite
def reports(draw: st.DrawFn) -> Report:
    """A report with hostile paths, titles, labels, messages and addresses."""
    paths = draw(st.lists(texts, min_size=1, max_size=3, unique=True))
    path = st.sampled_from(paths)
    severity = st.sampled_from(list(Severity))
    label = st.none() | texts
    url = draw(st.lists(urls, max_size=3, unique=True))
    some_url = st.none() | st.sampled_from(url) if url else st.none()
    rule = st.sampled_from(["CC101", "CC301", "CC304", "CC401"])
    problems = st.builds(
        Problem,
        path,
        places,
        rule,
        st.just("a-name"),
        severity,
        texts,
        texts,
        texts,
        label,
        some_url,
        st.lists(notes, max_size=2).map(tuple),
        st.none() | excerpts,
        st.just("0123456789abcdef"),
    )
    cited = st.builds(Cited, path, lines, lines, lines, lines, label, texts, lines, st.none() | lines)
    links = [
        LinkReport(
            each,
            draw(st.sampled_from(list(Verdict))),
            draw(st.none() | texts),
            404,
            draw(st.none() | urls),
            1,
            "2026-10-02T10:11:12Z",
            False,
            draw(texts),
            tuple(draw(st.lists(cited, max_size=2))),
            draw(histories),
        )
        for each in url
    ]
    documents = tuple(DocumentCount(each, "text", "line", 1, 1, 1) for each in paths)
    markers = st.builds(MarkerEntry, path, lines, lines, texts, texts)
    entries = st.builds(
        ReferenceEntry,
        path,
        lines,
        lines,
        texts,
        texts,
        st.lists(st.sampled_from(url), max_size=2).map(tuple) if url else st.just(()),
        st.lists(lines, max_size=2).map(tuple),
    )
    inventory = Inventory(
        documents, tuple(draw(st.lists(markers, max_size=3))), tuple(draw(st.lists(entries, max_size=3)))
    )
    return Report(
        documents,
        tuple(draw(st.lists(problems, max_size=4))),
        tuple(links),
        tuple(draw(st.lists(st.builds(Failure, texts, texts), max_size=2))),
        notices=tuple(draw(st.lists(texts, max_size=2))),
        inventory=draw(st.sampled_from([None, inventory])),
    )
