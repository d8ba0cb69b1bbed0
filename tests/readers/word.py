"""Word files as Word writes them, put together from pieces: for the tests of its reader."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from xml.sax.saxutils import escape, quoteattr

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_W = "http://purl.oclc.org/ooxml/wordprocessingml/main"
STRICT_R = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_NAMESPACES = (
    f'xmlns:w="{W}" xmlns:r="{R}" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" mc:Ignorable="w14"'
)
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n'
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OUTSIDE = ' TargetMode="External"'
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml"
STYLES = (
    '<w:docDefaults><w:rPrDefault><w:rPr><w:lang w:val="en-GB"/></w:rPr></w:rPrDefault></w:docDefaults>'
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="FootnoteText"><w:name w:val="footnote text"/><w:basedOn w:val="Normal"/>'
    '<w:rPr><w:sz w:val="20"/></w:rPr></w:style>'
    '<w:style w:type="character" w:styleId="FootnoteReference"><w:name w:val="footnote reference"/>'
    '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>'
    '<w:style w:type="character" w:styleId="EndnoteReference"><w:name w:val="endnote reference"/>'
    '<w:basedOn w:val="FootnoteReference"/></w:style>'
    '<w:style w:type="character" w:styleId="Hyperlink"><w:name w:val="Hyperlink"/><w:rPr><w:u w:val="single"/></w:rPr>'
    "</w:style>"
)
SEPARATORS = "".join(
    f'<w:{{kind}} w:type="{kind}" w:id="{identifier}"><w:p w14:paraId="0000000{identifier + 2}">'
    f"<w:r><w:{kind}/></w:r></w:p></w:{{kind}}>"
    for identifier, kind in ((-1, "separator"), (0, "continuationSeparator"))
)


def p(*runs: str, properties: str = "", style: str = "") -> str:
    """A paragraph; plain strings become runs."""
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    given = f"<w:pPr>{named}{properties}</w:pPr>" if named or properties else ""
    inside = "".join(each if each.startswith("<") else r(each) for each in runs)
    return f'<w:p w14:paraId="5E1F7A2B" w:rsidR="00A77B3E" w:rsidRDefault="00A77B3E">{given}{inside}</w:p>'


def r(text: str = "", properties: str = "", more: str = "") -> str:
    """A run with a text, then whatever else."""
    look = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    shown = f'<w:t xml:space="preserve">{escape(text)}</w:t>' if text else ""
    return f'<w:r w:rsidRPr="00C41D1E">{look}{shown}{more}</w:r>'


def raised(text: str) -> str:
    """A raised run."""
    return r(text, '<w:vertAlign w:val="superscript"/>')


def ref(identifier: int, kind: str = "footnote", sign: str = "") -> str:
    """The number of a note, or a sign in its place."""
    custom = ' w:customMarkFollows="1"' if sign else ""
    mark = f"<w:t>{escape(sign)}</w:t>" if sign else ""
    return (
        f'<w:r><w:rPr><w:rStyle w:val="{kind.title()}Reference"/></w:rPr>'
        f'<w:{kind}Reference{custom} w:id="{identifier}"/>{mark}</w:r>'
    )


def note(identifier: int, *paragraphs: str, kind: str = "footnote", sign: str = "") -> str:
    """A note of paragraphs; a plain string is its text, with the number before it, or a sign in place of that."""
    look = f'<w:rStyle w:val="{kind.title()}Reference"/>'
    number = r(sign, look) if sign else r("", look, f"<w:{kind}Ref/>")
    inside = "".join(
        each if each.startswith("<w:p ") else p(number, *([f" {each}"] if each else []), style="FootnoteText")
        for each in paragraphs
    )
    return f'<w:{kind} w:id="{identifier}">{inside}</w:{kind}>'


def field(instruction: str, *result: str) -> str:
    """A field in its long form."""
    shown = "".join(each if each.startswith("<") else r(each) for each in result)
    return (
        r("", "", '<w:fldChar w:fldCharType="begin"/>')
        + r("", "", f'<w:instrText xml:space="preserve"> {escape(instruction)} </w:instrText>')
        + r("", "", '<w:fldChar w:fldCharType="separate"/>')
        + shown
        + r("", "", '<w:fldChar w:fldCharType="end"/>')
    )


def bookmark(name: str, *inside: str, identifier: int = 0) -> str:
    """A bookmark around runs."""
    held = "".join(each if each.startswith("<") else r(each) for each in inside)
    start = f'<w:bookmarkStart w:id="{identifier}" w:name={quoteattr(name)}/>'
    return f'{start}{held}<w:bookmarkEnd w:id="{identifier}"/>'


def numbered(number: int, level: int = 0) -> str:
    """The properties of a paragraph in a list."""
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'


def level(at: int, text: str, style: str = "decimal", start: int = 1, more: str = "") -> str:
    """A level of a list."""
    return (
        f'<w:lvl w:ilvl="{at}" w:tplc="0409000F"><w:start w:val="{start}"/><w:numFmt w:val="{style}"/>{more}'
        f'<w:lvlText w:val={quoteattr(text)}/><w:lvlJc w:val="left"/><w:pPr><w:ind w:left="720"/></w:pPr></w:lvl>'
    )


def numbering(*lists: str, more: str = "") -> str:
    """Lists of levels; the numbers 1, 2 … are given to them."""
    abstract = "".join(f'<w:abstractNum w:abstractNumId="{at}">{each}</w:abstractNum>' for at, each in enumerate(lists))
    return (
        abstract
        + "".join(f'<w:num w:numId="{at + 1}"><w:abstractNumId w:val="{at}"/></w:num>' for at in range(len(lists)))
        + more
    )


def relations(*lines: tuple[str, str, str, bool], strict: bool = False) -> str:
    """Identifier, kind, target, and whether that is outside."""
    inside = "".join(
        f'<Relationship Id="{name}" Type="{STRICT_R if strict else R}/{kind}" Target={quoteattr(target)}'
        f"{_OUTSIDE if outside else ''}/>"
        for name, kind, target, outside in lines
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{inside}</Relationships>'


def part(root: str, inside: str) -> str:
    """A part with its root."""
    return f"{_HEAD}<w:{root} {_NAMESPACES}>{inside}</w:{root}>"


def word(
    *body: str,
    footnotes: str = "",
    endnotes: str = "",
    numbers: str = "",
    styles: str = STYLES,
    settings: str = "",
    links: Mapping[str, str] | None = None,
    heads: Mapping[str, str] | None = None,
    comments: str = "",
    section: str = "",
    strict: bool = False,
    parts: Mapping[str, str | bytes | None] | None = None,
) -> bytes:
    """A Word file. `parts` are added, or stand in place of those of the same name; None takes one away."""
    linked = [(name, "hyperlink", target, True) for name, target in (links or {}).items()]
    lines = [("rId1", "styles", "styles.xml", False), ("rId2", "settings", "settings.xml", False)]
    inside: dict[str, str | bytes | None] = {
        "[Content_Types].xml": f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        f'<Override PartName="/word/document.xml" ContentType="{_MAIN}.document.main+xml"/></Types>',
        "_rels/.rels": relations(("rId1", "officeDocument", "word/document.xml", False), strict=strict),
        "word/document.xml": part("document", f"<w:body>{''.join(body)}<w:sectPr>{section}</w:sectPr></w:body>"),
        "word/styles.xml": part("styles", styles),
        "word/settings.xml": part("settings", settings),
    }
    for kind, notes in (("footnote", footnotes), ("endnote", endnotes)):
        if notes:
            inside[f"word/{kind}s.xml"] = part(f"{kind}s", SEPARATORS.format(kind=kind) + notes)
            inside[f"word/_rels/{kind}s.xml.rels"] = relations(*linked, strict=strict)
            lines.append((f"rId{kind}s", f"{kind}s", f"{kind}s.xml", False))
    for name, root, text in (("numbering", "numbering", numbers), ("comments", "comments", comments)):
        if text:
            inside[f"word/{name}.xml"] = part(root, text)
            lines.append((f"rId{name}", name, f"{name}.xml", False))
    for name, text in (heads or {}).items():
        kind = name.rstrip("0123456789")
        inside[f"word/{name}.xml"] = part("hdr" if kind == "header" else "ftr", text)
        lines.append((name, kind, f"{name}.xml", False))
    inside["word/_rels/document.xml.rels"] = relations(*lines, *linked, strict=strict)
    inside |= parts or {}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in inside.items():
            if data is not None:
                text = data.encode() if isinstance(data, str) else data
                text = (
                    text.replace(W.encode(), STRICT_W.encode()).replace(R.encode(), STRICT_R.encode())
                    if strict
                    else text
                )
                archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), text, zipfile.ZIP_DEFLATED)
    return packed.getvalue()
