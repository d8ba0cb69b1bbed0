"""What is masked in Markdown: in the expected prose each masked character is a middle dot."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from citecheck.model import MASKED
from citecheck.readers import read
from citecheck.readers.markdown_containers import unfenced


def prose(source):
    return read("a.md", source.encode()).prose.replace(MASKED, "·")


LINKS = [
    ('a [text](http://x.org/a_(b) "t") b', "a ·······http://x.org/a_(b)····· b"),
    ("[Go\nto](<a b.md>) x", "···\n············· x"),
    ("[a\\]b](http://c.d) ", "·······http://c.d· "),
    ("[text](http://a.b/c[1])", "·······http://a.b/c[1]·"),
    ("[text](foo[1].md)", "·················"),
    ("[x](y z) is no link", "[x](y z) is no link"),
    ("![i [1]](x.png)", "···············"),
    ("[![alt](http://i/x.png)](http://l/y)", "········http://i/x.png···http://l/y·"),
    ("[see[^1] that](foo.md)", "····[^1]··············"),
    ("see <http://a.b/[7]> [1]", "see <http://a.b/[7]> [1]"),
    ("[[Page]] [[a|b]] [[1]]", "········ ······· [[1]]"),
    ("[open\n\nclosed](http://a.b)", "[open\n\nclosed](http://a.b)"),
]
LABELS = [
    ("[1](#fn1) x", "[1]······ x"),
    ("[[1]](#_ftn1) [\\[1\\]](#footnote-1)", "[[1]]········ [\\[1\\]]·············"),
    ("[4-6](#x) [2, 3](#x) [^1](#fn)", "[4-6]···· [2, 3]···· [^1]·····"),
    ("[1](http://a.b)", "[1]·http://a.b·"),
    ("[1][2] [1, 2] [sic][1]", "[1][2] [1, 2] [sic][1]"),
    ("x[^1] y[^long-name]\n\n[^1]: note", "x[^1] y[^long-name]\n\n[^1]: note"),
    ("a^[inline [l](http://q.r)] b", "a^[inline ····http://q.r·] b"),
    ("a^[see [the](x.md) and `[1]`](y.md)", "a^[see ··········· and ·····]······"),
    ("\\[1\\] and \\[sic\\] and \\[2, 3\\]", "\\[1\\] and ··sic·· and \\[2, 3\\]"),
    ("word^[1]^ and <sup>[2]</sup>", "word^[1]^ and ·····[2]······"),
]
REFERENCES = [
    (
        "[text][ref] [t][] [text]\n\n[ref]: http://a.b 'T'",
        "··········· ····· [text]\n\n·······http://a.b····",
    ),
    ("[Foo  bar] [foo\nbar][]\n\n[foo bar]: ./x", "·········· ····\n······\n\n··············"),
    ("[t][3] [4]\n\n[3]: http://c.d\n[4]: http://e.f", "······ [4]\n\n·····http://c.d\n[4]: http://e.f"),
    ("[1]\n\n[1]: http://c.d (T [2])", "[1]\n\n[1]: http://c.d (T [2])"),
    (
        "[a][Smi04] [RFC1][RFC2]\n\n[RFC1]: Prose here, 2004",
        "[a][Smi04] [RFC1][RFC2]\n\n[RFC1]: Prose here, 2004",
    ),
    ("[RFC1]\n\n> [RFC1]: <http://a.b>", "······\n\n> ·········http://a.b·"),
    ("[text][^1]\n\n[^1]: x", "[text][^1]\n\n[^1]: x"),
]
CODE = [
    ("{{< highlight go >}}\na[1]\n{{< /highlight >}} [2]", f"{'·' * 20}\n····\n{'·' * 18} [2]"),
    ("{{% highlight go %}}a[1] {{< x >}} [2]", f"{'·' * 20}a[1] ········· [2]"),
    ("`[1]` ``a`[2]`` `un [3]\n\nnext` [4]", "····· ········· `un [3]\n\nnext` [4]"),
    ("\\`[1]` x `[2]`", "\\`[1]·····[2]`"),
    ("- a ` [1]\n- b ` [2]", "- a ` [1]\n- b ` [2]"),
    ("```py\n[1]\n```\n[2]\n~~~\n[3]", "·····\n···\n···\n[2]\n···\n···"),
    ("~~~ [1]\n``` \n~~~~\n[2] ~~a~~", "·······\n····\n····\n[2] ~~a~~"),
    ("````\n```\n[1]\n````\n[2]", "····\n···\n···\n····\n[2]"),
    ("```\n    ```\n[1]\n```\n[2]", "···\n·······\n···\n···\n[2]"),
    ("```a``` [1]", "······· [1]"),
    ("> ```\n> [1]\n\n[2]", "> ···\n·····\n\n[2]"),
    ("- ```\n  [1]\n  ```\n  [2]", "- ···\n·····\n·····\n  [2]"),
    ("[^1]: x\n\n    ```\n    [1]\n    ```\n\n[2]", "[^1]: x\n\n    ···\n·······\n·······\n\n[2]"),
    ("a\n\n    x[1]\n\n    y\n\nb [2]", "a\n\n········\n\n·····\n\nb [2]"),
    ("\n    x[1]\n", "\n········\n"),
    ("a\n\n    [1] Smith, Title", "a\n\n    [1] Smith, Title"),
    ("- item\nlazy\n\n    more [1]\n\n    and [2]", "- item\nlazy\n\n    more [1]\n\n    and [2]"),
    ("[^1]: note\n\n    more [1]\n\n  b\n\n    c [2]", "[^1]: note\n\n    more [1]\n\n  b\n\n·········"),
    ("[^1]: note\n\n        x [1]\n\n    c [2]", "[^1]: note\n\n·············\n\n    c [2]"),
    ("* item\n\n      x[1]\n\n  more [2]", "* item\n\n··········\n\n  more [2]"),
    ("1. a\n   - b\n\n         x[1]\n\n     y [2]", "1. a\n   - b\n\n·············\n\n     y [2]"),
    ("- a\n  ```\n  - x\n  ```\n\n      y[1]", "- a\n  ···\n·····\n·····\n\n··········"),
    ("```\n> ```\n[1]\n```\n[2]", "···\n·····\n···\n···\n[2]"),
    ("\\[^1] \\^[a [2]] \\[3]", "····· ··[a [2]] \\[3]"),
    ("- item\n\nb\n\n\tx[1]\n\n1. item\n\n\ty [2]", "- item\n\nb\n\n·····\n\n1. item\n\n\ty [2]"),
]
MARKUP = [
    ("<!-- [1]\n\n `--> [2]", "········\n\n····· [2]"),
    ("a <!-- [1]", "a ··-- [1]"),
    ("<!-- [1]\n[2]", "········\n···"),
    ('<a href="http://x.y/z" title="[3]">[4]</a>', "·········http://x.y/z··············[4]····"),
    ("<code>[5]</code> <PRE>\n[6]\n\n</pre> [7]", "················ ·····\n···\n\n······ [7]"),
    ("a <b [1] c> 1 < 2 [2] > 3", "a <b [1] c> 1 < 2 [2] > 3"),
    ("- [ ] a\n* [x] b [x]\n", "- ··· a\n* ··· b [x]\n"),
    ("[@key] [-@key] [see @a, p. 3] [me@x.y]", "······ ······· ·············· [me@x.y]"),
    ('[t]{.cls #id} {{< fig "[1]" >}} {% x [1] %}', "[t]·········· ················· ···········"),
    ("{: .note } # H {#id} {a [1] b}", "·········· # H ····· {a [1] b}"),
    ("$x_1[2]$ and $a[1]$ $n$ [3]", "········ and ······ ··· [3]"),
    ("costs $5 [1] and $10 [2], US$5 [3] = $6", "costs $5 [1] and $10 [2], US$5 [3] = $6"),
    ("$$\na[1]=2\n$$ $$ [2] $$", "··\n······\n·· $$ [2] $$"),
    ("\\(x^{[1]}\\) \\[ y_[2] \\] \\(a [3]\\)", "··········· ··········· \\(a [3]\\)"),
    ("---\ntitle: '[1]'\n---\n[2]", "···\n············\n···\n[2]"),
    ("+++\nt = [1]\n+++\n[2]", "+++\nt = [1]\n+++\n[2]".replace("+++", "···").replace("t = [1]", "·······")),
    ("---\n\n[1]\n\n---\n[2]", "---\n\n[1]\n\n---\n[2]"),
    ("a\n\n---\nb: [1]\n---\n", "a\n\n---\nb: [1]\n---\n"),
]


@pytest.mark.parametrize(("source", "expected"), LINKS + LABELS + REFERENCES + CODE + MARKUP)
def test_masks(source, expected):
    assert prose(source) == expected


FRAGMENTS = st.lists(
    st.sampled_from(["`", "``", "```", "````", "~~~", "\n", "\n", "\n\n", " ", "  ", "word", "\\", "K", "K"]),
    max_size=25,
)


def code_by_parser(source):
    inside = set()
    pending = MarkdownIt("commonmark").parse(source)
    while pending:
        token = pending.pop()
        pending += token.children or ()
        if token.type in {"fence", "code_block", "code_inline"}:
            inside.update(re.findall(r"k\d+k", f"{token.content} {token.info}"))
    return inside


@given(FRAGMENTS)
@settings(deadline=None, max_examples=300, derandomize=True)
def test_code_is_where_a_commonmark_parser_finds_it(fragments):
    source = "".join(f"k{i}k" if part == "K" else part for i, part in enumerate(fragments))
    if re.search(r"\n {4,}[`~]", source):
        return  # inside a list this is a fence, and lists are told only roughly
    masked = {word for word in re.findall(r"k\d+k", source) if word not in prose(source)}
    assert masked == code_by_parser(source)


@given(st.text(st.sampled_from("[]()`~<>$\\{}!^:@#-= \n\t1axé\"'|/.%")))
@settings(deadline=None)
def test_masks_ascend_and_keep_the_text(source):
    document = read("a.md", source.encode())
    at = -1
    for start, end in document.masks:
        assert at < start < end <= len(document.text)
        at = end
    assert len(document.prose) == len(document.text)
    assert all(p in (c, MASKED) for p, c in zip(document.prose, document.text, strict=True))


HOSTILE = [
    "`",
    "` ",
    "``` ",
    "[",
    "]",
    "[]",
    "[a](",
    '[a](b "',
    "[a](<",
    "[a][b",
    "[[a]]",
    "<",
    "<!--",
    '<a "',
    "<a b='",
]
HOSTILE += [
    "<pre>",
    "<code>",
    "$",
    "$a ",
    "$$ $",
    "\\[",
    "\\(",
    "\\[1",
    "{{",
    "{%",
    "\n\n    x\n",
    "- x\n\n    y\n\n",
]
HOSTILE += ["~~~\n", "> ```\n", "a  \n \n    b\n", "[a]: b\n", "[;@", "<a b=c ", "|`\n", " ", "\n", "\n    "]


@pytest.mark.parametrize("unit", HOSTILE)
def test_a_hundred_thousand_openers_end(unit):
    assert len(read("a.md", (unit * 100_000).encode()).text) == len(unit) * 100_000


def test_deep_nesting_and_many_lengths_end():
    depth = 100_000
    assert read("a.md", b"[" * depth + b"](x)" * depth).masks
    assert read("a.md", b"[" * depth + b"]" * depth).masks == ()
    assert read("a.md", b"a".join(b"`" * length for length in range(1, 700))).masks == ()


FENCED = """\
It is so.[^a]

```{note}
In a note.[^b]

~~~python
x[^c] = y
~~~
```

````{admonition} A title
```{tip}
Within another.[^d]
```
````

```{code-cell} python
z[^e]
```

[^a]: A.
[^b]: B.
[^d]: D.
"""


def test_what_myst_fences_like_code_may_be_text() -> None:
    body = prose(FENCED).partition("[^a]:")[0]
    assert [label for label in "abcde" if f"[^{label}]" in body] == ["a", "b", "d"]


@pytest.mark.parametrize("text", ["```{note}\n", "```{note}\n```{tip}\n```", "~~~{tip}\n```\n~~~~\n", "```{x}\n```\n"])
def test_fences_keep_their_length(text: str) -> None:
    assert len(unfenced(text)) == len(text)
