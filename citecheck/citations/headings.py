"""Headings over reference lists, in the languages and typographic habits that documents have."""

from __future__ import annotations

import re

from citecheck.model import MASKED, Span
from citecheck.patterns import lazy

_WORDS = """
note; notes; endnote; endnotes; end notes; footnote; footnotes; foot notes; references and notes
notes and references; references and footnotes; footnotes and references; endnotes and references
reference; references; references cited; list of references; selected references; reference list
references and further reading; references and reading; references and resources; references and links
references and bibliography; bibliography and references; bibliography; bibliographies
normative references; normative reference; informative references; informational references
non-normative references; work cited; works cited; cited works; cited literature; literature; literature cited
source; sources; sources and notes; notes and sources; citation; citations; further reading; link; links
external links; resources; notes to editors; notes for editors

référence; références; références bibliographiques; bibliographie; notes de bas de page; notes et références
références et notes; notes de fin; ouvrages cités; références citées; sources et bibliographie
literatur; literaturverzeichnis; literaturhinweise; literaturangaben; quellen; quellenverzeichnis
quellenangaben; fußnoten; fussnoten; endnoten; anmerkungen; einzelnachweise; belege; nachweise; referenzen
quellen und literatur; literatur und quellen; quellen- und literaturverzeichnis; anmerkungen und einzelnachweise
notas; notas al pie; referencias; referencias bibliográficas; fuentes; bibliografía
notas y referencias; referencias y notas; notas finales; obras citadas; bibliografía citada; lista de referencias
referências; referências bibliográficas; bibliografia; notas de rodapé
notas e referências; notas de fim; bibliografia citada
riferimenti; riferimenti bibliografici; note bibliografiche; note a piè di pagina; opere citate; fonti; bronnen
voetnoten; noten; referenties; literatuur; literatuurlijst
przypisy; bibliografie; literatura; poznámky; noter; referenser; källor; kilder; referanser
litteratur; litteraturliste; litteraturförteckning; lähteet; viitteet; jegyzetek; irodalom; kaynaklar; kaynakça
dipnotlar
użyta literatura; źródła; použitá literatura; seznam literatury; zdroje; použité zdroje; források
felhasznált irodalom; bibliografie; referințe; fodnoter; fotnoter; referencer; källförteckning; lähdeluettelo
izvori; bilješke; notlar; son notlar; referanslar; tài liệu tham khảo; daftar pustaka; referensi
литература; список литературы; список использованной литературы; примечания; источники; сноски; ссылки
библиография; библиографический список; список источников; список использованных источников
список источников и литературы; источники и литература; использованная литература; литература и источники
література; список літератури; список використаної літератури; список використаних джерел; використані джерела
перелік посилань; посилання; примітки; джерела; бібліографія; използвана литература; бележки; напомене; извори
βιβλιογραφία; σημειώσεις; υποσημειώσεις; παραπομπές; αναφορές; πηγές
المراجع; المصادر; المصادر والمراجع; المراجع والمصادر; قائمة المراجع; قائمة المصادر والمراجع; الهوامش; الحواشي
منابع; پانویس; مراجع; הערות שוליים; הערות; מקורות; ביבליוגרפיה; רשימת מקורות; सन्दर्भ; संदर्भ
参考文献; 參考文獻; 参考资料; 參考資料; 注释; 註釋; 注解; 注; 註; 脚注; 脚註; 引用文献; 出典
参考书目; 參考書目; 参考資料; 引用・参考文献; 文献; 注釈; 尾注; 附注; 註腳; 注释与参考文献; 注释及参考文献
각주; 미주; 주석; 참고문헌; 참고 문헌; 참고자료; 참고 자료
"""
"""What a heading may say, separated by `;` or line ends; case is ignored."""
_SPACED = ("references", "notes", "bibliography", "endnotes", "footnotes", "sources")
"""Words that are also set with a space between the letters."""
_SAYS = frozenset(word.strip().casefold() for line in _WORDS.splitlines() for word in line.split(";")) | {
    " ".join(word) for word in _SPACED
}
_OWN = """
publications; my publications; own publications; our publications; list of publications; list of own publications
publication list; publications list; selected publications; recent publications; publications by the author
publications by the authors; publications of the author; publications of the authors; author's publications
authors' publications; author publications

publikationen; eigene publikationen; meine publikationen; ausgewählte publikationen; liste der publikationen
publikationsliste; publikationsverzeichnis; publikationen des autors; publikationen der autorin
veröffentlichungen; eigene veröffentlichungen; meine veröffentlichungen; ausgewählte veröffentlichungen
liste der veröffentlichungen; liste der eigenen veröffentlichungen; veröffentlichungsliste; veröffentlichungsverzeichnis
verzeichnis der veröffentlichungen; veröffentlichungen des autors; veröffentlichungen der autorin; schriftenverzeichnis
mes publications; liste des publications; liste de publications; publications choisies; publications sélectionnées
principales publications; publications principales; sélection de publications; publications de l'auteur
publications de l'autrice; publications des auteurs
publicaciones; mis publicaciones; publicaciones propias; lista de publicaciones; publicaciones seleccionadas
publicaciones selectas; publicaciones recientes; principales publicaciones; publicaciones del autor
publicaciones de la autora; publicaciones de los autores
"""
"""What a heading over the works of the author may say."""
_SAYS_OWN = frozenset(word.strip() for line in _OWN.splitlines() for word in line.split(";") if word.strip())
_HINTS = lazy(r"publi[ck]a|ver(?:ö|o\u0308)ffentlichung|schriftenverzeichnis", re.IGNORECASE)
"""One stands in each of them."""
_DECORATION = " \t\f>#*_=~|+[]—–-:.：\0"
_EDIT = lazy(r"[ \t]?\[[^\W\d][^\[\]\d\n]{2,60}\]\s*$")
"""What wikis put behind a heading, `References[edit]`, in the language of their readers."""
_NUMBER = lazy(
    r"(?:(?:appendix|chapter|section|annex) [a-z\d]{1,3}[.:]?[ \t]*)?"
    r"(?:(?:\d{1,2}|[ivxlc]{1,6}|[a-z])(?:\.\d{1,2}){0,3}(?:[.):]|[ \t]-)?[ \t]+)?[*_]{0,3}"
)
_GLUED = lazy(
    r"(?:.*(?:[.!?)\"”’]|\n)[ \t]*)?(?:Notes?|References|Footnotes|Endnotes|Bibliography|Works Cited)",
    re.DOTALL,
)
_LONGEST = 120
"""Characters in the longest line that can be a heading."""
_FIELD = f": {MASKED}"
"""A link behind a colon: `Link: https://lists.example.org/` is a field of a message."""
_LINES = 8
"""Lines with words that may stand between a heading and its list."""
_REACH = 800
"""Characters above a list in which its heading is looked for."""


def is_heading(line: str) -> bool:
    """Whether a line is the heading of a reference list and nothing else."""
    return _says(line, _SAYS)


def _says(line: str, known: frozenset[str]) -> bool:
    if len(line) > _LONGEST or _FIELD in line:
        return False
    words = _EDIT.sub("", line).strip(_DECORATION).casefold()
    if words in known:
        return words != ""
    number = _NUMBER.match(words)
    return number is not None and number.end() > 0 and words[number.end() :] in known and number.end() < len(words)


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


def find_own_headings(prose: str) -> list[Span]:
    """The lines that are the heading of a list of the author's own works, in order."""
    found: list[Span] = []
    for hint in _HINTS.finditer(prose):
        start = prose.rfind("\n", max(0, hint.start() - _LONGEST), hint.start()) + 1
        end = prose.find("\n", hint.start(), start + _LONGEST + 1)
        line = prose[start : end if end >= 0 else start + _LONGEST + 1]
        known = not found or found[-1].start < start
        if known and _says(_composed(line.replace("’", "'")), _SAYS_OWN):
            found.append(Span(start, start + len(line)))
    return found


def _composed(line: str) -> str:
    """The line with each letter and its accents as one character."""
    if line.isascii():
        return line
    from unicodedata import normalize  # English needs none of it

    return normalize("NFC", line)
