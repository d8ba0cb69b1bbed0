"""How sites say that a page is not there, in many languages."""

from __future__ import annotations

from citecheck.patterns import lazy
from citecheck.web.heuristics import languages
from citecheck.web.page import words_of

_FILLERS = frozenset(
    (  # noqa: SIM905  # a list of these is 40 lines
        "404 410 error errors http https status code oops ooops whoops sorry uh oh hmm we re the this that a your "
        "fehler erreur errore erro fout fel feil fejl chyba hata ошибка エラー 错误 錯誤 오류 "
        "błąd virhe hiba eroare greška помилка грешка σφάλμα lỗi viga خطأ خطا שגיאה "
        "ups oups ops oeps hoppla hups hoppsan helaas désolé siamo spiacenti beklager desværre tyvärr üzgünüz maaf "
        "عفوا عذرا אופס متاسفانه متأسفانه"
    ).split()
)
"""Words that say nothing by themselves."""

_PHRASES = (
    "not found",
    "page not found",
    "file not found",
    "document not found",
    "article not found",
    "content not found",
    "resource not found",
    "object not found",
    "story not found",
    "post not found",
    "page cannot be found",
    "page can not be found",
    "page can't be found",
    "page could not be found",
    "page couldn't be found",
    "page was not found",
    "page has not been found",
    "nothing found",
    "page you requested could not be found",
    "page you requested cannot be found",
    "page you requested was not found",
    "page you requested does not exist",
    "page you are looking for could not be found",
    "page you are looking for cannot be found",
    "page you are looking for can't be found",
    "page you are looking for was not found",
    "page you are looking for does not exist",
    "page you are looking for doesn't exist",
    "page you were looking for doesn't exist",
    "page you were looking for does not exist",
    "page you were looking for could not be found",
    "page you were looking for was not found",
    "page you're looking for doesn't exist",
    "page you're looking for can't be found",
    "page you're looking for could not be found",
    "requested page could not be found",
    "requested page was not found",
    "requested page cannot be found",
    "requested page does not exist",
    "requested document was not found",
    "page does not exist",
    "page doesn't exist",
    "page no longer exists",
    "page is no longer available",
    "page no longer available",
    "page has been removed",
    "page has been deleted",
    "page isn't available",
    "page is not available",
    "page is missing",
    "page missing",
    "page unavailable",
    "article no longer available",
    "article is no longer available",
    "article has been removed",
    "article does not exist",
    "content is no longer available",
    "content no longer available",
    "document does not exist",
    "file does not exist",
    "document no longer exists",
    "requested url was not found on server",
    "requested url was not found on this server",
    "can't find that page",
    "can't find page",
    "can't find page you're looking for",
    "can't find page you are looking for",
    "cannot find page",
    "couldn't find that page",
    "couldn't find page",
    "couldn't find page you're looking for",
    "file or directory not found",
    "seite nicht gefunden",
    "seite wurde nicht gefunden",
    "die seite wurde nicht gefunden",
    "diese seite wurde nicht gefunden",
    "die angeforderte seite wurde nicht gefunden",
    "die gewünschte seite wurde nicht gefunden",
    "die gesuchte seite wurde nicht gefunden",
    "die gesuchte seite existiert nicht",
    "diese seite existiert nicht",
    "diese seite existiert nicht mehr",
    "seite existiert nicht",
    "seite nicht vorhanden",
    "seite nicht verfügbar",
    "artikel nicht gefunden",
    "nicht gefunden",
    "page introuvable",
    "page non trouvée",
    "la page est introuvable",
    "cette page est introuvable",
    "cette page n'existe pas",
    "cette page n'existe plus",
    "la page n'existe pas",
    "la page demandée n'existe pas",
    "la page demandée n'existe plus",
    "la page demandée est introuvable",
    "la page que vous recherchez n'existe pas",
    "la page que vous recherchez est introuvable",
    "la page que vous cherchez n'existe pas",
    "page inexistante",
    "article introuvable",
    "pagina non trovata",
    "la pagina non esiste",
    "la pagina richiesta non esiste",
    "la pagina richiesta non è stata trovata",
    "pagina inesistente",
    "página no encontrada",
    "no se encontró la página",
    "no se ha encontrado la página",
    "la página no existe",
    "esta página no existe",
    "la página solicitada no existe",
    "la página que busca no existe",
    "la página que buscas no existe",
    "página no disponible",
    "pàgina no trobada",
    "no s'ha trobat la pàgina",
    "página não encontrada",
    "página não existe",
    "a página não existe",
    "a página que procura não existe",
    "pagina niet gevonden",
    "deze pagina bestaat niet",
    "de pagina bestaat niet",
    "deze pagina bestaat niet meer",
    "de pagina kon niet worden gevonden",
    "sidan hittades inte",
    "sidan kunde inte hittas",
    "sidan finns inte",
    "sidan kan inte hittas",
    "siden blev ikke fundet",
    "siden findes ikke",
    "siden ikke fundet",
    "siden ble ikke funnet",
    "siden finnes ikke",
    "fant ikke siden",
    "side ikke funnet",
    "sivua ei löytynyt",
    "sivua ei löydy",
    "strona nie została znaleziona",
    "nie znaleziono strony",
    "strona nie istnieje",
    "nie ma takiej strony",
    "stránka nenalezena",
    "stránka nebyla nalezena",
    "stránka neexistuje",
    "stránka nebola nájdená",
    "az oldal nem található",
    "a keresett oldal nem található",
    "oldal nem található",
    "pagina nu a fost găsită",
    "pagina nu există",
    "stranica nije pronađena",
    "stran ni bila najdena",
    "sayfa bulunamadı",
    "aradığınız sayfa bulunamadı",
    "страница не найдена",
    "страница не существует",
    "запрашиваемая страница не найдена",
    "такой страницы не существует",
    "сторінку не знайдено",
    "сторінка не знайдена",
    "страницата не е намерена",
    "страница није пронађена",
    "η σελίδα δεν βρέθηκε",
    "η σελίδα δεν υπάρχει",
    "الصفحة غير موجودة",
    "لم يتم العثور على الصفحة",
    "الصفحة المطلوبة غير موجودة",
    "הדף לא נמצא",
    "העמוד לא נמצא",
    "صفحه یافت نشد",
    "صفحه مورد نظر یافت نشد",
    "पृष्ठ नहीं मिला",
    "पेज नहीं मिला",
    "halaman tidak ditemukan",
    "không tìm thấy trang",
    "trang không tồn tại",
    "ไม่พบหน้านี้",
    "ไม่พบหน้าที่ต้องการ",
    "ページが見つかりません",
    "ページが見つかりませんでした",
    "お探しのページが見つかりません",
    "お探しのページは見つかりませんでした",
    "お探しのページは見つかりません",
    "このページは存在しません",
    "ページは存在しません",
    "指定されたページが見つかりません",
    "指定されたページは存在しません",
    "页面不存在",
    "页面未找到",
    "找不到页面",
    "未找到页面",
    "您访问的页面不存在",
    "您要访问的页面不存在",
    "抱歉您访问的页面不存在",
    "找不到頁面",
    "找不到網頁",
    "頁面不存在",
    "您訪問的頁面不存在",
    "페이지를 찾을 수 없습니다",
    "요청하신 페이지를 찾을 수 없습니다",
    "존재하지 않는 페이지입니다",
    *languages.PHRASES,
)


def telling_words(text: str) -> list[str]:
    """The words of the beginning of a text, lower-cased, without those that say nothing."""
    return _telling(text[:300])


def is_missing(text: str) -> bool:
    """Whether a text says that a page is missing, and nothing else."""
    said = " ".join(telling_words(text))
    return (
        said in _MISSING
        or (said == "gone" and "410" in text)
        or (said == "page" and "404" in text and "error" in text.lower())
        or any(sentence.fullmatch(said) for sentence in (_LOOKED_FOR, _NO_MORE, _SENTENCE, *languages.SENTENCES))
        or (not said.isascii() and any(sentence.fullmatch(said.replace(" ", "")) for sentence in _UNSPACED_SENTENCES))
    )


def says_missing(text: str) -> bool:
    """Whether a text says so among other things; a hint, no proof."""
    words = words_of(text[:5000].lower())
    if not LAST_WORDS.isdisjoint(words):
        telling = [word for word in words if word not in _FILLERS]
        for at, word in enumerate(telling, 1):
            phrases = _BY_LAST_WORD.get(word)
            if phrases and any(telling[max(0, at - len(phrase)) : at] == phrase for phrase in phrases):
                return True
    # Some scripts have no spaces: there a phrase may stand within a word.
    return not text.isascii() and any(phrase in word for word in words if not word.isascii() for phrase in _UNSPACED)


def may_say_missing(lowered: str) -> bool:
    """Whether a page's source, in lower case, may say so: quick, and sure when it says no."""
    stems = _LATIN_STEMS if lowered.isascii() else _STEMS
    return any(map(lowered.__contains__, stems))  # not a generator: it is asked of every page


def _telling(text: str) -> list[str]:
    return [word for word in words_of(text.lower()) if word not in _FILLERS]


_LOOKED_FOR = lazy(
    r"(?:but )?(?:page|file|document|post|url|web ?page|article|story|content)"
    r" you (?:are |were |have )?(?:looking for|requested|tr(?:ied|ying) to \w+)"
    r"(?: \w+){0,5} (?:does not exist|doesn t exist|no longer exists|(?:is|was) (?:not|no longer) (?:found|available)"
    r"|could not be found|couldn t be found|can ?not be found|can t be found|has been (?:removed|deleted))(?: \w+){0,3}"
)
_NO_MORE = lazy(
    r"(?:page|story|article|document|video|item|post|topic|thread|file|record|listing|event|job|product|image|photo)"
    # An article or a standard that is withdrawn is still there, with a notice.
    r" (?:(?:is|has been|was) )?(?:no longer available|unavailable|deleted|removed|(?<!article )(?<!document )withdrawn"
    r"|(?:has )?moved or (?:deleted|(?:no longer|does not|doesn t) exists?(?: anymore)?)|missing)"
    r"|deleted (?:page|document|file|post)"
    r"|invalid (?:identifier|item|page|url|bug|document|article|topic|thread)(?: id)?"
)
_SENTENCE = lazy(
    r"(?:requested )?(?:page|file|document|article|story|post|topic|thread|record|item|resource|url|web ?page|content"
    r"|category|product|entry|event|job|listing|course|project|book|movie|recipe|user|profile|member)"
    r" (?:(?:does not|doesn t) (?:seem to )?exist(?: (?:anymore|any more|any longer|yet))?"
    r"|(?:was )?not found|(?:can ?not|could not) be found)"
    r"|(?:can t|can ?not|couldn t|could not) (?:seem to )?find"
    r" (?:(?:page|file|document|article)(?: you(?: \w+){1,5})?|what you looking for)"
    r"|(?:(?:ups|leider|die|diese|der|dieser|das|dieses|von ihnen|gesuchte|aufgerufene|angeforderte|gewünschte) )*"
    r"(?:seite|artikel|dokument|datei) (?:(?:existiert|gibt es)(?: leider)? nicht(?: mehr)?"
    r"|(?:konnte|kann|wurde|ist)(?: leider)? nicht(?: mehr)? (?:gefunden(?: werden)?|verfügbar|vorhanden|auffindbar))"
    r"|leider konnten wir die seite nicht finden"
    r"|(?:(?:oups|désolé|la|cette|cet|le) )*(?:page|article|document)"
    r"(?: (?:demandée?|recherchée?|que vous (?:re)?cherchez|que vous avez demandée?))?"
    r" (?:n existe (?:pas|plus)(?: ou (?:n existe )?(?:pas|plus))?|est introuvable|n pas (?:pu être|été) trouvée?"
    r"|n est (?:plus|pas) disponible)"
    r"|(?:(?:vaya|ups|lo|sentimos|la|esta) )*página(?: solicitada| que(?: \w+){1,3})?"
    r" (?:ya )?no (?:existe|se encuentra(?: disponible)?|está disponible|se ha encontrado|ha sido encontrada"
    r"|fue encontrada)"
    r"|(?:(?:vaya|ups|lo|sentimos) )*no (?:(?:se (?:pudo|puede|ha podido)|hemos podido|podemos|pudimos) encontrar"
    r"|encontramos|se encuentra)"
    r" (?:la|esta|esa) página(?: que(?: \w+){1,3})?"
    r"|(?:(?:ops|opa|desculpe|esta|essa) )*página(?: solicitada| que(?: \w+){1,3})?"
    r" não (?:existe(?: mais)?|foi encontrada|está disponível)"
    r"|(?:(?:ops|opa|desculpe) )*não (?:foi possível encontrar|encontramos) (?:esta |essa )?página"
    r"(?: que(?: \w+){1,3})?"
    r"|(?:(?:ops|la|questa) )*pagina(?: richiesta| cercata| che(?: \w+){1,2})?"
    r" non (?:esiste(?: più)?|è stata trovata|è (?:più )?disponibile)"
    r"|(?:(?:oeps|helaas|de|deze|die|opgevraagde|gevraagde) )*pagina (?:die (?:je|u) zoekt )?"
    r"(?:bestaat(?: helaas)? niet(?: meer)?|(?:is|kon|kan)(?: helaas)? niet (?:worden )?gevonden(?: worden)?)"
    r"|(?:(?:ups|przepraszamy|niestety|ta) )*strona(?: której szukasz)? nie (?:istnieje|została znaleziona)"
    r"|(?:(?:ups|przepraszamy|niestety) )*nie znaleziono (?:takiej|podanej|tej) strony"
    r"|(?:(?:к|сожалению|извините|такая|эта|данная|запрашиваемая|запрошенная|искомая|вами) )*"
    r"страница(?: которую вы \w+)? не (?:найдена|существует)"
)
"""What sites say in sentences; no two words of a repeated group begin alike up to their space, so it is linear."""
_UNSPACED_SENTENCES = (
    languages.UNSPACED,
    lazy(
        r"(?:申し訳(?:ございません|ありません)が?)?(?:お探しの|ご?指定の|ご?指定された|アクセスしようとした|ご?要求された)?"
        r"(?:ページ|url|記事|ファイル)[はが](?:見つかりません|存在しません|ありません)(?:でした)?"
        r"|(?:很?抱歉|对不起|對不起)?[您你]?[要所想]?(?:访问|訪問|查找|浏览|瀏覽|请求|請求|查看)的"
        r"(?:页面|頁面|网页|網頁|内容|內容|文章)(?:不存在|找不到了?|已经?被?删除|已被刪除|不见了|未找到)"
    ),
)
_MISSING = frozenset(" ".join(telling_words(phrase)) for phrase in _PHRASES)
_UNSPACED = frozenset(phrase for phrase in _MISSING if " " not in phrase)
_LATIN_STEMS = (
    *(  # noqa: SIM905  # a list of these is 40 lines
        "found find exist missing avail removed deleted withdrawn invalid gone nicht introuvable trouv dispon "
        "esiste trovat encontra encuentra "
        "gevonden bestaat hitta finns funde findes ikke znalezion istnieje nie nenalezena neexistuje najdena bulunam "
        "ditemukan &"
    ).split(),
    *languages.LATIN_STEMS,
)
"""One of these is in each phrase that is written in ASCII; an ampersand may hide any other letter."""
_STEMS = (
    *_LATIN_STEMS,
    *(  # noqa: SIM905
        "trobada trobat encontró löy nájden nebyla talál găsit există prona tìm tồn verfügbar найден существ знайден "
        "намерен пронађен βρέθηκε υπάρχει موجود العثور נמצא یافت मिला พบ 見つか 存在 "
        "ありません 找到 找不到 删除 刪除 不见 찾을 존재"
    ).split(),
    *languages.STEMS,
)
_BY_LAST_WORD: dict[str, list[list[str]]] = {}
for _phrase in _MISSING:
    _BY_LAST_WORD.setdefault(_phrase.split(" ")[-1], []).append(_phrase.split(" "))
LAST_WORDS = frozenset(_BY_LAST_WORD)
"""One of these is in each phrase."""
