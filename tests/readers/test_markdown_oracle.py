"""Our reading of Markdown beside that of a parser: markdown-it-py with its plugin for footnotes.

The parser has no columns, so both are compared by what they find: the labels of notes, the markers of each, the notes
in the text, and what is code. Where we differ on purpose, `DIFFERENCES` says why.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin

from citecheck.citations import analyse
from citecheck.model import Form
from citecheck.readers import read

FIXTURES = Path(__file__).parent.parent.parent / "fixtures"
PARSER = MarkdownIt("commonmark").enable("table").use(footnote_plugin, move_to_end=False)
CODE = {"fence", "code_block", "code_inline"}


class Seen(NamedTuple):
    """What one of the two finds in a text."""

    notes: set[str]
    """The labels of the notes with a name."""
    markers: Counter[str]
    """How often each of them is cited."""
    inline: int
    """Notes in the text."""


def by_the_parser(text: str) -> tuple[Seen, str]:
    """What the parser finds, and all that is code to it."""
    environment: dict[str, dict[str, dict[str, int]]] = {}
    pending = PARSER.parse(text, environment)
    markers: Counter[str] = Counter()
    inline, code = 0, []
    while pending:
        token = pending.pop()
        pending += token.children or ()
        if token.type == "footnote_ref":
            label = token.meta.get("label")
            inline += label is None
            markers.update([] if label is None else [label])
        elif token.type in CODE:
            code.append(token.content)
    notes = {label[1:] for label in environment.get("footnotes", {}).get("refs", {})}
    return Seen(notes, markers, inline), "\n".join(code)


def by_us(text: str) -> Seen:
    """What we find; markers without a note are text to the parser."""
    citations = analyse(read("a.md", text.encode()))
    notes = {reference.label for reference in citations.references if reference.form is Form.CARET}
    carets = [each for each in citations.markers if each.form is Form.CARET and each.label in notes]
    markers = Counter(each.label for each in carets if text[each.span.start :].startswith("[^"))
    return Seen(notes, markers, sum(each.form is Form.INLINE for each in citations.markers))


LABELS = st.sampled_from("abc")
LINKS = ["[link](http://x.example/[^K])", "[text[^K] more](http://x.example)", "<http://x.example/[^K]>", "![i](x.png)"]
CODES = ["`code`", "`code[^K]`", "``a ` [^K]``", "` [^K]", "\\`[^K]\\`"]
WORDS = ["word", "two words", "*em[^K]*", "**b^[inline note]**", "~~s~~", "end.", "\\[^K]", "\\^[no note]", "[a][^K]"]
MARKUP = ["<b>b[^K]</b>", 'x <a title="[^K]">x</a>', "x <!-- [^K] -->"]
MARKERS = ["[^K]", "x[^K]", "x[^K]", "x^[inline note]", "x^[inline [link](http://x.example) note]", "1[^K]", "[[^K]]"]
PIECES = st.sampled_from([*LINKS, *CODES, *WORDS, *MARKUP, *MARKERS, *MARKERS, "\n"])
PLAIN = ["note", "note\n\n    more[^K]", "note\nlazy", "note\n\n    - item[^K]", "note\n\n        code[^K]"]


@st.composite
def paragraphs(draw: st.DrawFn) -> str:
    text = "".join(piece + draw(st.sampled_from([" ", " ", ""])) for piece in draw(st.lists(PIECES, max_size=6)))
    return "w " + re.sub(r"[ \n]*\n[ \n]*", "\n", text).strip()


def indented(text: str, by: str, first: str = "") -> str:
    lines = text.split("\n")
    return "\n".join(
        (first if first and not at else by) + line if line else by.rstrip() for at, line in enumerate(lines)
    )


@st.composite
def blocks(draw: st.DrawFn, depth: int = 0) -> str:
    """Blocks that a blank line parts: quotes, lists, code, tables, notes, and paragraphs in all of them."""
    leaves = ["paragraph", "paragraph", "fence", "note", "head", "table", "rule", "comment", "pre"]
    kinds = leaves + (["quote", "list", "numbers", "indented"] if depth < 3 else [])
    found = []
    for kind in draw(st.lists(st.sampled_from(kinds), min_size=1, max_size=5 - depth)):
        fence = draw(st.sampled_from(["```\n{}\n```", "~~~ py\n{}\n~~~", "```\n{0}\n\n{0}\n```", "```\n{}\n~~~\n```"]))
        found.append(
            {
                "paragraph": lambda: draw(paragraphs()),
                "quote": lambda: indented(draw(blocks(depth + 1)), "> "),
                "list": lambda: indented("x\n\n" + draw(blocks(depth + 1)), "  ", "- "),
                "numbers": lambda: indented("x\n\n" + draw(blocks(depth + 1)), "   ", "1. "),
                "fence": lambda fence=fence: fence.format("x [^K] `y`"),
                "indented": lambda: "w\n\n    code[^K]\n    more" if depth == 0 else "w",
                "note": lambda: "[^K]: " + draw(st.sampled_from(PLAIN[: 4 if depth else 5]) | paragraphs()),
                "head": lambda: "# Head[^K]",
                "table": lambda: "| a | b[^K] |\n|---|---|\n| `x[^K]` | y[^K] |",
                "rule": lambda: "***",
                "comment": lambda: "<!-- c\n\n[^K]: x\n\n-->" if depth == 0 else "w",
                "pre": lambda: "<pre>\nx [^K]\n\n[^K]: x\n</pre>" if depth == 0 else "w",
            }[kind]()
        )
    text = "\n\n".join(found)
    return text if depth else "".join(draw(LABELS) if character == "K" else character for character in text)


@given(blocks())
@settings(deadline=None, max_examples=300)
def test_notes_and_markers_are_those_of_the_parser(text: str) -> None:
    seen, _ = by_the_parser(text)
    assert by_us(text) == seen


@given(blocks())
@settings(deadline=None, max_examples=150)
def test_code_is_masked(text: str) -> None:
    number = iter(range(10_000))
    text = re.sub(r"\[\^[abc]\](?!:)", lambda _: f"[^k{next(number)}k]", text)
    code = by_the_parser(text)[1]
    prose = read("a.md", text.encode()).prose
    assert [label for label in re.findall(r"\[\^k\d+k\]", code) if label in prose] == []


@pytest.mark.parametrize("path", sorted(FIXTURES.rglob("*.md")), ids=lambda path: path.name)
def test_fixtures(path: Path) -> None:
    text = path.read_text("utf-8")
    if text.startswith("---\n"):
        text = text.partition("\n---\n")[2]
    assert by_us(text) == by_the_parser(text)[0]


NOTE = "\n\n[^a]: x"
DIFFERENCES = [
    ("[^a](#fn1)" + NOTE, 1, 0, "programs that convert pages write markers as links"),
    ("\\[^a\\]" + NOTE, 1, 0, "programs that convert pages escape brackets"),
    (
        "<div>\nx[^a]\n</div>" + NOTE,
        1,
        0,
        "pandoc reads Markdown in blocks of HTML; else the marker is printed as it is",
    ),
    ("x^[]", 0, 1, "nothing to read, and a piece of a regular expression as a rule"),
    ("x^[abc]+", 0, 1, "a regular expression"),
    ("x[^a]+" + NOTE, 1, 1, "not so where a note has the label"),
    ("-     x[^a]" + NOTE, 1, 0, "code at the start of an item is rare, a wide gap is not"),
    (">     x[^a]" + NOTE, 1, 0, "the same in a quotation"),
    ("- ```\n  x\n\ny[^a]" + NOTE, 0, 1, "a fence that the end of its item would close is not closed by us"),
    ("$x^[a+b]$", 0, 1, "maths, which the parser does not know"),
    ("---\ntitle: x[^a]\n---" + NOTE, 0, 1, "metadata, which the parser does not know"),
    ("{{< x[^a] >}}" + NOTE, 0, 1, "shortcodes, which the parser does not know"),
]


@pytest.mark.parametrize(("text", "ours", "theirs", "reason"), DIFFERENCES, ids=[each[3] for each in DIFFERENCES])
def test_where_we_differ_on_purpose(text: str, ours: int, theirs: int, reason: str) -> None:
    def count(seen: Seen) -> int:
        return seen.markers.total() + seen.inline

    assert (count(by_us(text)), count(by_the_parser(text)[0])) == (ours, theirs), reason
