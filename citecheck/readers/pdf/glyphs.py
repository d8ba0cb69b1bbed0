"""Which characters the codes of a font without a Unicode table show: named encodings and glyph names.

Sources: ISO 32000-2, annex D (encodings); the Adobe Glyph List; D. E. Knuth, The TeXbook, appendix F (OT1), and the
LaTeX encoding guide (T1). Names that tell their character themselves (`a`, `eacute`, `uni2013`) need no table.
"""

from __future__ import annotations

import unicodedata
from functools import cache

UNKNOWN = "\ufffd"
"""Stands for a glyph that says nothing of its character."""

_NAMES = """
space   exclam ! quotedbl " numbersign # dollar $ percent % ampersand & quotesingle ' parenleft ( parenright )
asterisk * asteriskmath * plus + comma , hyphen - period . slash / zero 0 one 1 two 2 three 3 four 4 five 5 six 6
seven 7 eight 8 nine 9 colon : semicolon ; less < equal = greater > question ? at @ bracketleft [ backslash \\
bracketright ] asciicircum ^ underscore _ grave ` braceleft { bar | braceright } asciitilde ~ quoteleft ‘ quoteright ’
quotedblleft “ quotedblright ” quotesinglbase ‚ quotedblbase „ guillemotleft « guillemotright » guilsinglleft ‹
guilsinglright › endash – emdash — threequartersemdash — figuredash ‒ minus − bullet • openbullet ◦ ellipsis …
dagger † daggerdbl ‡ section § paragraph ¶ copyright © registered ® trademark ™ degree ° periodcentered ·
exclamdown ¡ questiondown ¿ sterling £ cent ¢ yen ¥ Euro € currency ¤ florin ƒ brokenbar ¦ logicalnot ¬ mu µ
ordfeminine ª ordmasculine º onesuperior ¹ twosuperior ² threesuperior ³ onehalf ½ onequarter ¼ threequarters ¾
fraction ⁄ perthousand ‰ plusminus ± minusplus ∓ multiply × divide ÷ germandbls ß ae æ AE Æ oe œ OE Œ oslash ø
Oslash Ø lslash ł Lslash Ł dcroat đ Dcroat Đ eth ð Eth Ð thorn þ Thorn Þ dotlessi ı dotlessj ȷ ij ij IJ IJ eng ŋ Eng Ŋ
ff ff fi fi fl fl ffi ffi ffl ffl longs ſ f_f ff f_i fi f_l fl f_f_i ffi f_f_l ffl f_k fk t_t tt T_h Th
f_j fj acute ´ circumflex ˆ dieresis ¨ tilde ˜ caron ˇ breve ˘ macron ¯ dotaccent ˙ ring ˚ hungarumlaut ˝
cedilla ¸ ogonek ˛ commaaccent ̦ visiblespace ␣ arrowleft ← arrowright → arrowup ↑ arrowdown ↓ arrowboth ↔
arrowdblright ⇒ arrowdblleft ⇐ lessequal ≤ greaterequal ≥ notequal ≠ equivalence ≡ approxequal ≈ similar ∼
proportional ∝ infinity ∞ element ∈ union ∪ intersection ∩ propersubset ⊂ summation ∑ product ∏ integral ∫
radical √ partialdiff ∂ gradient ∇ nabla ∇ emptyset ∅ universal ∀ existential ∃ logicaland ∧ logicalor ∨
angbracketleft ⟨ angbracketright ⟩ bardbl ‖ prime ′ perpendicular ⊥ diamond ♦ mapsto ↦ circleplus ⊕
circlemultiply ⊗ nbspace   sfthyphen ­ softhyphen ­ hyphenchar - Omega Ω Delta Δ epsilon1 ϵ phi1 ϕ sigma1 ς theta1 ϑ
"""
_ACCENTS = {
    "acute": "\u0301",
    "grave": "\u0300",
    "circumflex": "\u0302",
    "dieresis": "\u0308",
    "tilde": "\u0303",
    "caron": "\u030c",
    "breve": "\u0306",
    "macron": "\u0304",
    "dotaccent": "\u0307",
    "ring": "\u030a",
    "hungarumlaut": "\u030b",
    "cedilla": "\u0327",
    "ogonek": "\u0328",
    "commaaccent": "\u0326",
}
COMBINING = dict(
    zip(
        "´`ˆ¨˜ˇ˘¯˙˚˝¸˛", ("\u0301\u0300\u0302\u0308\u0303\u030c\u0306\u0304\u0307\u030a\u030b\u0327\u0328"), strict=True
    )
)
"""What each accent becomes over a letter."""

_STANDARD_HIGH = (
    "¡¢£⁄¥ƒ§¤'“«‹›ﬁﬂ" + "\0" + "–†‡·" + "\0" + "¶•‚„”»…‰" + "\0" + "¿" + "\0`´ˆ˜¯˘˙¨" + "\0" + "˚¸" + "\0" + "˝˛ˇ—"
)
_OT1_LOW = "ΓΔΘΛΞΠΣΥΦΨΩ" + "\0" * 5 + "ıȷ`´ˇ˘¯˚¸ßæœøÆŒØ"
_T1_LOW = "`´ˆ˜¨˝˚ˇ˘¯˙¸˛‚‹›“”„«»–—" + "\0" + "\0" + "ıȷ"
_LIGATURES = ("ff", "fi", "fl", "ffi", "ffl")


@cache
def _names() -> dict[str, str]:
    """The characters of glyph names that do not tell them."""
    words = _NAMES.replace("space   ", "").replace("nbspace   ", "").split()
    table = dict(zip(words[::2], words[1::2], strict=True))
    return table | {"space": " ", "nbspace": " ", "commaaccent": "\u0326"}


def of_name(name: str) -> str:
    """The text of a glyph by its name, without the slash; `UNKNOWN` if the name tells nothing."""
    plain = name.partition(".")[0] if name[:1] != "." else ""
    if len(plain) == 1:
        return plain
    if known := _names().get(plain):
        return known
    if (plain.startswith("uni") and len(plain) >= 7) or (plain.startswith("u") and len(plain) in (5, 6, 7)):
        digits = plain[3:7] if plain.startswith("uni") else plain[1:]
        try:
            return chr(int(digits, 16))
        except (ValueError, OverflowError):
            return UNKNOWN
    letter, accent = plain[:1], plain[1:]
    if accent in _ACCENTS:
        return unicodedata.normalize("NFC", letter + _ACCENTS[accent])
    if plain.isalpha() and plain.isascii():
        size = "CAPITAL" if plain[0].isupper() else "SMALL"
        try:
            return unicodedata.lookup(f"GREEK {size} LETTER {plain.upper()}")
        except KeyError:
            pass
    return UNKNOWN


def encoding(name: str) -> list[str]:
    """The characters of the 256 codes of a named encoding; of StandardEncoding if the name is unknown."""
    if name in ("WinAnsiEncoding", "MacRomanEncoding"):
        codec = "cp1252" if name == "WinAnsiEncoding" else "mac_roman"
        table = [bytes((code,)).decode(codec, "replace") for code in range(256)]
        return [UNKNOWN if code < 32 else text for code, text in enumerate(table)]
    table = [UNKNOWN] * 32 + [chr(code) for code in range(32, 127)] + [UNKNOWN] * 129
    table[0x27], table[0x60] = "’", "‘"
    for code, text in enumerate(_STANDARD_HIGH, 0xA1):
        table[code] = text if text != "\0" else UNKNOWN
    for code, text in {0xE1: "Æ", 0xE3: "ª", 0xE8: "Ł", 0xE9: "Ø", 0xEA: "Œ", 0xEB: "º"}.items():
        table[code] = text
    for code, text in {0xF1: "æ", 0xF5: "ı", 0xF8: "ł", 0xF9: "ø", 0xFA: "œ", 0xFB: "ß"}.items():
        table[code] = text
    return table


def tex_encoding(codes: set[int]) -> list[str]:
    """What a bitmap font of TeX shows, whose glyphs have no names: T1 if it has the codes of that, else OT1."""
    table = encoding("")
    # 27 to 31 are the ligatures of T1; in OT1 they are rare letters such as ß.
    first = 27 if codes & {28, 29, 30, 16, 17, 21} else 11
    for code, text in enumerate(_T1_LOW if first == 27 else _OT1_LOW):
        table[code] = text if text != "\0" else UNKNOWN
    for code, text in enumerate(_LIGATURES, first):
        table[code] = text
    if first == 11:
        for code, text in {
            34: "”",
            60: "¡",
            62: "¿",
            92: "“",
            123: "–",
            124: "—",
            125: "˝",
            126: "˜",
            127: "¨",
        }.items():
            table[code] = text
    else:
        table[0x27] = "’"
        table[0x60] = "‘"
        table[127] = "-"
    return table
