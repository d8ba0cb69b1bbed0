"""Short pages without any of the words by which a page tells that it is not the one that was wanted."""

from __future__ import annotations

from citecheck.web.exchange import Exchange
from citecheck.web.heuristics import once
from citecheck.web.heuristics.missing_pages import LAST_WORDS

_MOST = 8 * 1024  # bytes; a longer page nearly always has one of the words
_SPACED = bytes(ord(chr(code).lower()) if code < 128 and chr(code).isalnum() else 32 for code in range(256))

_MISSING = (
    "404 gone status noarticletext logexcerpt find found exist exists available unavailable removed deleted withdrawn "
    "missing invalid such record document documents result results matches match longer suspended whoops oops uh "
    "reserviert closed retired expired refresh gateway establishing internal application "
    "halaman laman oldal pagina sidan siden sivua stran strani stranica strona strony"
)
_OFFERED = (
    "sale domain parked purchase default website adresse domaine dominio domeinnaam domena lander adblockkey "
    "parkingcrew sedoparking bodis parking marketplace deletion seized gereserveerd namebright namecheap nginx apache "
    "iis iis7 iis8 openresty tengine centos xampp tomcat test caddy microsoft registrant parkerad "
    "zaparkowana kundenauftrag verkauf"
)
_GUARDED = (
    "moment cloudflare bot interruption denied vercel rejected challenge captcha redirected step verification robot "
    "human browser security validate jstor incapsula awswafcookiedomainlist verify edgesuite sgcaptcha slowaes "
    "validatecaptcha chl forbidden 403forbidden authorized authorised unauthorized 403unauthorized unauthorised "
    "403unauthorised requests verweigert denegado negato"
)
_LOGIN = (
    "log login loginto logon sign signin signinto weblogin authentication password samlrequest institution anmelden "
    "anmeldung connexion connecter acceso accedi entrar inloggen logga logowanie"
)
_TELLING = frozenset(
    word.encode() for word in (*LAST_WORDS, *f"{_MISSING} {_OFFERED} {_GUARDED} {_LOGIN}".split()) if word.isascii()
)
"""In ASCII, one word at least of all that the heuristics look for in a page; `tests/web/test_judge.py` sees to it."""


@once
def is_plain(exchange: Exchange) -> bool:
    """Whether a page surely has nothing that would make it a soft 404, a wall, a login or an offer, or lead elsewhere.

    Quick, for it is asked of every page. Where it is not sure, it says no: of long pages, of those that are not in
    ASCII, and where entities may stand for letters.
    """
    body = exchange.body
    if len(body) > _MOST or b"&" in body or b"\0" in body or not body.isascii():
        return False
    return _TELLING.isdisjoint(body.translate(_SPACED).split())


def may_be_another(exchange: Exchange) -> bool:
    """Whether an answer of 200 is a page that may not be the one that was wanted."""
    return exchange.status == 200 and exchange.is_html and not is_plain(exchange)
