r"""The words of RTF: tokens, what each control word is for, code pages.

Source: RTF 1.9.1, "Conventions of an RTF Reader", "Font Table", "Special Characters", "Unicode RTF".
"""

from __future__ import annotations

from re import compile as regex

_LOOKS = (
    rb"a(?:f|fs|lang|spalpha|spnum|djustright|dditive)|b|cf|charrsid|cs|cgrid|dbch|fcs|fi|faauto|fs|hich|i|ilvl"
    rb"|insrsid|itap|kerning|lang(?:fe|fenp|np)?|li(?:n|sa|sb)?|lo?ch|ltr(?:ch|par)|ls|no(?:proof|widctlpar)|pard"
    rb"|q[cjlr]|ri(?:n)?|rtl(?:ch|par)|s|sa|sb|sl(?:mult)?|ul(?:none)?|wi(?:dctlpar)|wrapdefault"
)
"""The control words that are most frequent and mean nothing here: they are passed over together."""
TOKEN = regex(
    rb"([^\\{}\x00-\x08\x0a-\x1f]++)"  # 1: text
    rb"|(?:\\(?:" + _LOOKS + rb")(?![a-zA-Z])(?:-?[0-9]++)?+[ ]?+)++"
    rb"|\\(?:([a-zA-Z]{1,32}+)(-?[0-9]{1,10}+)?+ ?+"  # 2: word, 3: its number
    rb"|'([0-9a-fA-F]{2})"  # 4: a byte in hexadecimal
    rb"|([^a-zA-Z]))"  # 5: symbol
    rb"|([{}])"  # 6
    rb"|[\x00-\x08\x0a-\x1f]++"
)
"""Line ends in the file mean nothing. What matches nothing is a lone backslash or `\'` without its digits."""
_SKIPPED = regex(rb"[^{}\\]*+(?:([{}])|\\(?:bin([0-9]{1,10})(?: |(?![0-9]))|[\s\S]?))")
ENDNOTE = regex(rb"(?:\\(?!ftnalt(?![a-z]))[a-zA-Z]{1,32}+-?+[0-9]*+ ?+|[\r\n]++){0,60}+\\ftnalt(?![a-z])")
"""Behind `\footnote`: whether it is an endnote."""
STARRED = regex(rb"\s*+\\([a-zA-Z]{1,32})")

CHARACTERS = {
    b"emdash": "—",
    b"endash": "–",
    b"lquote": "‘",
    b"rquote": "’",
    b"ldblquote": "“",
    b"rdblquote": "”",
    b"bullet": "•",
    b"emspace": "\u2003",
    b"enspace": "\u2002",
    b"qmspace": "\u2005",
    b"tab": "\t",
    b"line": "\n",
    b"lbr": "\n",
    b"page": "\n",
    b"column": "\n",
    b"softline": " ",
}
"""Words that stand for a character."""
FALLBACKS = frozenset({b"emdash", b"endash", b"lquote", b"rquote", b"ldblquote", b"rdblquote", b"bullet"})
r"""Those that may stand behind `\u` for readers that do not know it."""
SYMBOLS = {
    b"~": "\u00a0",
    b"_": "-",  # one that no line ends behind
    b"\\": "\\",
    b"{": "{",
    b"}": "}",
    b"\t": "\t",
}
ESCAPED = frozenset({b"\\", b"{", b"}"})
PARAGRAPH = frozenset({b"par", b"sect", b"cell", b"nestcell", b"row", b"nestrow"})
"""Words that end a paragraph."""
LEFT_OUT = frozenset(
    {
        *(b"colortbl", b"stylesheet", b"info", b"pict", b"nonshppict", b"shprslt", b"objdata", b"mmath"),
        *(b"header", b"headerl", b"headerr", b"headerf", b"footer", b"footerl", b"footerr", b"footerf"),
        *(b"ftnsep", b"ftnsepc", b"ftncn", b"aftnsep", b"aftnsepc", b"aftncn", b"nonesttables", b"sp"),
        *(b"xe", b"rxe", b"txe", b"tc", b"tcn", b"bxe", b"ixe", b"listtable", b"listoverridetable", b"filetbl"),
        *(b"revtbl", b"rsidtbl", b"generator", b"fontemb", b"falt", b"panose", b"template", b"private", b"datafield"),
        *(b"formfield", b"pn", b"atnid", b"atnauthor", b"atnicn", b"background", b"userprops", b"latentstyles"),
    }
)
"""Destinations without text, or whose text is seen elsewhere."""
KEPT = frozenset(
    {
        *(b"footnote", b"fldinst", b"fldrslt", b"bkmkstart", b"bkmkend", b"annotation", b"shpinst", b"shptxt", b"do"),
        *(b"dptxbxtext", b"ud", b"pntext", b"listtext", b"fonttbl"),
    }
)
r"""Destinations that are read although `\*` stands before them."""

_CHARSETS = {
    0: "cp1252",
    2: "symbol",
    77: "mac_roman",
    78: "shift_jis",
    79: "euc_kr",
    80: "gb2312",
    81: "big5",
    83: "mac_cyrillic",
    85: "mac_greek",
    86: "mac_turkish",
    128: "cp932",
    129: "cp949",
    130: "johab",
    134: "gbk",
    136: "cp950",
    161: "cp1253",
    162: "cp1254",
    163: "cp1258",
    177: "cp1255",
    178: "cp1256",
    186: "cp1257",
    204: "cp1251",
    222: "cp874",
    238: "cp1250",
    254: "cp437",
    255: "cp850",
}
_CODE_PAGES = {
    10000: "mac_roman",
    10001: "shift_jis",
    10006: "mac_greek",
    10007: "mac_cyrillic",
    10029: "mac_latin2",
    10081: "mac_turkish",
    65001: "utf-8",
    936: "gbk",
    20127: "cp1252",
}
WIDE = frozenset({"cp932", "cp949", "johab", "gbk", "cp950", "shift_jis", "euc_kr", "gb2312", "big5", "utf-8"})
"""Encodings in which a character may take several bytes."""
SYMBOL = "symbol"


def charset(number: int) -> str | None:
    r"""The encoding of a font's `\fcharset`; None for that of the document."""
    return _CHARSETS.get(number)


def code_page(number: int) -> str | None:
    r"""The encoding of `\ansicpg` or `\cpg`; None for one that is not known."""
    if number in _CODE_PAGES:
        return _CODE_PAGES[number]
    name = f"cp{number}"
    try:
        # No RTF can be in EBCDIC.
        return name if b"{1".decode(name) == "{1" else None
    except LookupError:
        return None


def decoded(data: bytes, encoding: str) -> str:
    """The characters of bytes, without control characters; what is no character becomes U+FFFD."""
    if encoding == SYMBOL:
        return "".join(chr(byte) if 32 <= byte < 127 else "•" for byte in data)
    text = data.decode(encoding, "replace")
    return text if text.isprintable() else "".join(each for each in text if each >= " " or each == "\t")


def character(code: int) -> str:
    r"""What `\uN` stands for, surrogates apart; nothing for control characters."""
    code &= 0xFFFF
    if 0xF000 <= code <= 0xF0FF:  # symbol fonts keep their signs there
        return chr(code - 0xF000) if 32 <= code - 0xF000 < 127 else "•"
    return chr(code) if code >= 32 or code == 9 else ""


def end_of_group(data: bytes, at: int) -> int:
    """The offset of the brace that closes the group in which `at` lies, or the end of the data."""
    depth = 1
    match = _SKIPPED.match
    while found := match(data, at):
        at = found.end()
        brace = found[1]
        if brace == b"{":
            depth += 1
        elif brace:
            depth -= 1
            if not depth:
                return at - 1
        elif found[2]:
            at += int(found[2])
        elif at >= len(data):
            break
    return len(data)
