"""Headings over reference lists, in the languages and typographic habits that documents have."""

from __future__ import annotations

import re

_WORDS = r"""
notes?; end\s?notes?; foot\s?notes?; (?:foot|end)?notes? and references?; references? and (?:foot|end)?notes?
(?:list of |selected )?references?(?: cited)?; references? and (?:further )?(?:reading|resources|links)
(?:normative|informative|informational|non-normative) references?; reference list
references? and bibliography
bibliograph(?:y|ies)(?: and references?)?; works? cited; cited (?:works|literature); literature(?: cited)?
sources?; sources and notes; notes and sources; citations?; further reading; links?; external links; resources

références(?: bibliographiques)?; bibliographie; notes de bas de page
literatur(?:verzeichnis|hinweise|angaben)?; quellen(?:verzeichnis|angaben)?; fu(?:ß|ss)noten; endnoten
anmerkungen; einzelnachweise; belege
notas(?: al pie)?; referencias(?: bibliográficas)?; fuentes; bibliografía
referências(?: bibliográficas)?; bibliografia; notas de rodapé
riferimenti(?: bibliografici)?; fonti; bronnen; voetnoten; noten; referenties; literatuur(?:lijst)?
przypisy; literatura; poznámky; noter; referenser; källor; kilder; referanser
litteratur(?:liste|förteckning)?
lähteet; viitteet; jegyzetek; irodalom; kaynak(?:lar|ça); dipnotlar
литература; список (?:использованной )?литературы; примечания; источники; сноски; література
βιβλιογραφία; σημειώσεις
参考文献; 參考文獻; 参考资料; 參考資料; 注释; 註釋; 注解; 注; 註; 脚注; 脚註; 引用文献; 出典
각주; 참고\s?문헌
"""
"""What a heading may say, separated by `;` or line ends; regular expressions, case ignored."""
_SPACED = ("references", "notes", "bibliography", "endnotes", "footnotes", "sources")
"""Words that are also set with a space between the letters."""

_SAYS = "|".join(
    [word.strip() for word in re.split(r"[;\n]", _WORDS) if word.strip()] + [" ".join(word) for word in _SPACED]
)
_NUMBER = r"(?:(?:\d{1,2}|[ivxlc]{1,6}|[a-z])(?:\.\d{1,2}){0,3}(?:[.):]|[ \t]-)?[ \t]+)?"
_APPENDIX = r"(?:(?:appendix|chapter|section|annex) [a-z\d]{1,3}[.:]?[ \t]*)?"
_LEFT = r"[ \t\f>#*_=~|+\[—–-]{0,40}"
_RIGHT = r"[ \t:.*_#=~|+\]—–：-]{0,80}"
_HEADING = re.compile(rf"{_LEFT}{_APPENDIX}{_NUMBER}[*_]{{0,3}}(?:{_SAYS}){_RIGHT}", re.IGNORECASE)
_GLUED = re.compile(
    r"(?:.*(?:[.!?)\"”’]|\n)[ \t]*)?(?:Notes?|References|Footnotes|Endnotes|Bibliography|Works Cited)",
    re.DOTALL,
)
_LONGEST = 120
"""Characters in the longest line that can be a heading."""
_LINES = 8
_REACH = 800


def is_heading(line: str) -> bool:
    """Whether a line is the heading of a reference list and nothing else."""
    return len(line) <= _LONGEST and _HEADING.fullmatch(line) is not None


def is_glued_heading(prose: str, at: int) -> bool:
    """Whether the words right before a bracket are a heading glued to it, as in `more to discover.Notes[1]`."""
    return _GLUED.fullmatch(prose[max(0, at - 40) : at]) is not None


def heading_before(prose: str, at: int) -> int | None:
    """The offset just behind the heading that stands shortly before the line at `at`, if there is one.

    A few lines may stand between, as in "References" over "The following works are cited:".
    """
    start = max(0, at - _REACH)
    lines = prose[start:at].split("\n")
    end = at - len(lines.pop())
    if lines and is_glued_heading(prose, end - 1):
        return end - 1
    seen = 0
    for line in reversed(lines):
        end -= 1
        if is_heading(line) and (start == 0 or end - len(line) > start):
            return end
        end -= len(line)
        seen += bool(line.strip())
        if seen > _LINES:
            return None
    return None


def find_headings(prose: str) -> list[int]:
    """The offsets just behind each heading of a reference list, ascending."""
    found = []
    at = 0
    while at <= len(prose):
        end = prose.find("\n", at)
        end = len(prose) if end < 0 else end
        if end - at <= _LONGEST and is_heading(prose[at:end]):
            found.append(end)
        at = end + 1
    return found
