"""How sites say in further languages that a page is not there: see `missing_pages`."""

from __future__ import annotations

from citecheck.patterns import lazy

PHRASES = (
    "page not available",
    "web page not found",
    "webpage cannot be found",
    "beitrag nicht gefunden",
    "inhalt nicht gefunden",
    "contenu introuvable",
    "document non trouvé",
    "objekt nicht gefunden",
    "objet non trouvé",
    "objeto no localizado",
    "oggetto non trovato",
    "object niet gevonden",
    "nie znaleziono obiektu",
    "page inexistante ou supprimée",
    "contenido no encontrado",
    "conteúdo não encontrado",
    "não encontramos esta página",
    "contenuto non trovato",
    "la pàgina que cerqueu no existeix",
    "la pàgina sol·licitada no existeix",
    "páxina non atopada",
    "orria ez da aurkitu",
    "síða fannst ekki",
    "síðan fannst ekki",
    "lehte ei leitud",
    "lehekülge ei leitud",
    "lapa nav atrasta",
    "puslapis nerastas",
    "pagină negăsită",
    "faqja nuk u gjet",
    "страницата не е пронајдена",
    "материал не найден",
    "документ не найден",
    "страница удалена",
    "такой страницы нет",
    "старонка не знойдзена",
    "бет табылмады",
    "səhifə tapılmadı",
    "sahifa topilmadi",
    "böyle bir sayfa yok",
    "sayfa bulunamadi",
    "aradığınız sayfa mevcut değil",
    "δεν βρέθηκε η σελίδα",
    "გვერდი ვერ მოიძებნა",
    "էջը չի գտնվել",
    "صفحہ نہیں ملا",
    "পৃষ্ঠাটি পাওয়া যায়নি",
    "পাতাটি খুঁজে পাওয়া যায়নি",
    "பக்கம் கிடைக்கவில்லை",
    "视频去哪了呢",
    "ไม่พบหน้าเว็บ",
    "ไม่พบหน้าที่คุณต้องการ",
    "ไม่พบหน้าที่ค้นหา",
    "ไม่พบหน้าที่คุณค้นหา",
    "trang không tìm thấy",
    "laman tidak dijumpai",
    "halaman tidak dijumpai",
    "halaman tidak tersedia",
    "hindi natagpuan ang pahina",
)
"""Of languages that need but a few; one of `STEMS` is in each."""

_NORTHERN = lazy(  # Swedish, Danish, Norwegian, Finnish
    r"sidan(?: (?:som )?du (?:söker|letar efter|sökte|försöker nå))?"
    r" (?:finns (?:tyvärr )?inte(?: längre)?|(?:hittades|kunde|kan)(?: tyvärr)? inte(?: hittas)?)"
    r"|(?:vi )?(?:kan|kunde)(?: tyvärr)? inte hitta sidan(?: du söker)?"
    r"|siden(?: (?:som )?du (?:søger|leder efter|søgte|leter etter|prøver å nå))?"
    r" (?:(?:findes|finnes|fins|eksisterer) ikke(?: længere| lenger)?"
    r"|(?:blev|ble|kunne)(?: desværre| dessverre)? ikke (?:fundet|findes|funnet|finnes))"
    r"|(?:vi )?(?:kan|kunne|fant|finner)(?: dessverre)? ikke (?:finde |finne )?siden(?: du \w+(?: etter)?)?"
    r"|(?:etsimääsi|hakemaasi|pyytämääsi) sivua ei (?:valitettavasti )?(?:löytynyt|löydy|ole olemassa)"
    r"|sivua ei (?:valitettavasti )?(?:löytynyt|löydy|ole olemassa)"
)
_CENTRAL = lazy(  # Polish, Czech, Slovak, Hungarian, Romanian, Croatian, Slovenian
    r"(?:podana |szukana |żądana |wybrana )?strona nie (?:istnieje|została (?:odnaleziona|znaleziona))"
    r"|nie (?:można|możemy|udało się) (?:odnaleźć|znaleźć) (?:tej )?strony"
    r"|(?:tato |hledaná |požadovaná |vámi požadovaná )?stránka (?:neexistuje|nebyla nalezena|nenalezena)"
    r"|(?:hledanou |požadovanou )?stránku (?:se nepodařilo (?:najít|nalézt)|nelze (?:najít|nalézt))"
    r"|(?:hľadaná |požadovaná )?stránka (?:sa nenašla|neexistuje|nenájdená|nebola nájdená)"
    r"|(?:az?|ez az)? ?(?:keresett |kért )?oldal nem (?:található|létezik)"
    r"|(?:ne pare rău )?pagina(?: căutată| cautata| solicitată| pe care o căutați)?"
    r" nu (?:există|exista|fost (?:găsită|gasita))"
    r"|(?:ova |tražena |trazena )?stranica (?:ne postoji|nije (?:pronađena|pronadjena|pronadena))"
    r"|strani?(?: ki jo iščete)? (?:ne obstaja|ni (?:bila najdena|mogoče najti))"
)
_CYRILLIC = lazy(  # Russian, Ukrainian, Bulgarian, Serbian, Greek
    r"(?:запрошенная |запрашиваемая |данная |эта |такая )?страница (?:не существует|не найдена|удалена)"
    r"(?: или (?:была )?(?:удалена|перемещена))?"
    r"|(?:(?:на|жаль|запитувану|таку|цю) )*сторінку не (?:знайдено|вдалося знайти)"
    r"|(?:(?:на|жаль|запитувана|така|ця) )*сторінка не (?:існує|знайдена)|(?:такої )?сторінки не існує"
    r"|(?:търсената |търсената от вас )?страница(?:та)? не (?:съществува|е намерена|беше намерена)"
    r"|(?:тражена |ова )?страница (?:не постоји|није пронађена)"
    r"|η σελίδα(?: που (?:ζητήσατε|αναζητάτε|ψάχνετε|αναζητήσατε))? δεν (?:βρέθηκε|υπάρχει)"
)
_FARTHER = lazy(  # Arabic, Persian, Hebrew, Vietnamese, Malay and Indonesian
    r"(?:هذه )?الصفحة(?: المطلوبة| التي تبحث عنها| التي طلبتها)? غير (?:موجودة|متوفرة|متاحة)"
    r"|لم يتم العثور على (?:هذه )?الصفحة(?: المطلوبة| التي تبحث عنها)?|لا يمكن العثور على الصفحة"
    r"|صفحه(?: ?ی)?(?: مورد نظر| درخواستی)?(?: شما)? (?:یافت|پیدا) نشد"
    r"|(?:ה?עמוד|ה?דף)(?: המבוקש| שחיפשת| שחיפשתם| שביקשת)? (?:לא נמצא|אינו קיים|לא קיים)"
    r"|(?:rất tiếc )?(?:không tìm thấy trang(?: yêu cầu| này| bạn yêu cầu)?"
    r"|trang(?: này| bạn (?:tìm kiếm|yêu cầu|đang tìm))? không (?:tồn tại|tìm thấy))"
    r"|(?:halaman|laman)(?: (?:yang )?anda (?:cari|minta))? (?:tidak|tak) (?:ditemukan|dijumpai|ada|tersedia)"
)
SENTENCES = (_NORTHERN, _CENTRAL, _CYRILLIC, _FARTHER)
"""In words, lower-cased, without punctuation and the words that say nothing, such as a single a."""

UNSPACED = lazy(  # Japanese, Chinese, Korean
    r"(?:お探しの|この)(?:ページ|記事)は(?:存在しない|削除された|移動した|移動された)か.{0,30}可能性が(?:あります|ございます)"
    r"|(?:お探しの|ご指定の|該当する|この)(?:ページ|記事)[はが](?:見つかりません|存在しません|ありません)(?:でした)?"
    r"|お探しの記事は(?:掲載期間が終了しました|公開を終了しました|削除されました)"
    r"|指定されたページまたはファイル[はが](?:見つかりません|存在しません)|記事[はが]見つかりません(?:でした)?"
    r"|(?:很?抱歉|对不起|對不起|啊哦|哎呀)?(?:[您你](?:[要所想])?(?:访问|訪問|查找|查看|请求)的|[该該此本这這])?"
    r"(?:页面|頁面|网页|網頁|内容|內容|文章|帖子|主题|视频)(?:不存在|没有找到|沒有找到|已被(?:发布者)?删除|已被刪除|已删除)"
    r"了?(?:或(?:者)?已?被?(?:删除|刪除))?"
    r"|(?:很?抱歉|对不起|對不起)?(?:(?:无法|無法|未)找到|找不到)(?:[您你]要的|[该該此这這]|[您你]访问的)?(?:页面?|頁面|网页|網頁)"
    r"|(?:죄송합니다)?(?:요청하신|찾으시는|원하시는|해당|이)?(?:페이지|게시물|게시글|글|문서|기사)[가이를을]?"
    r"(?:존재하지않습니다|찾을수가?없습니다|삭제되었습니다)|(?:찾으시는|요청하신)페이지가없습니다"
    r"|(?:삭제되었거나|이미삭제되었거나)?존재하지않는(?:페이지|게시물|게시글|글|문서|기사)입니다"
)
"""The same without spaces."""

LATIN_STEMS = tuple(
    (  # noqa: SIM905
        "sidan siden sivua strony stranica stran atopada aurkitu fannst leitud atrasta nerastas gjet topilmadi "
        "dijumpai tersedia natagpuan tidak localizado contenuto conteni contenu contenido pagina gasita postoji obstaja"
    ).split()
)
STEMS = tuple(
    (  # noqa: SIM905
        "stránk oldal strán existeix conteúdo negăsit supprimée пронајден страниц материал документ знойдзен сторін "
        "табылмады tapılmadı mevcut yok σελίδ მოიძებნა գտնվել ملا পাওয়া கிடைக்க không الصفحة صفحه דף עמוד ページ 記事 "
        "页 頁 网页 網頁 内容 內容 文章 帖子 主题 视频 페이지 게시 글 문서 기사"
    ).split()
)
"""One of these is in each, beside those that `missing_pages` knows."""
