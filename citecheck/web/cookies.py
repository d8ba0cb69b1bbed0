"""The cookies that a chain of redirects is given on its way (RFC 6265)."""

from __future__ import annotations

from collections.abc import Iterable
from email.message import Message
from http.cookiejar import CookieJar
from urllib.request import Request


class Cookies:
    """What has been set so far, for whom it is."""

    def __init__(self) -> None:
        self._jar = CookieJar()

    def keep(self, url: str, values: Iterable[str]) -> None:
        """Take the values of the Set-Cookie fields with which a URL has answered."""
        answer = _Answer(values)
        self._jar.extract_cookies(answer, _request(url))  # type: ignore[arg-type]  # the jar asks for `info` only

    def field_for(self, url: str) -> str:
        """The value of the Cookie field of a request; empty if there is nothing to send."""
        request = _request(url)
        self._jar.add_cookie_header(request)
        return request.get_header("Cookie") or ""


class _Answer:
    """As much of an answer as the jar looks at."""

    def __init__(self, values: Iterable[str]) -> None:
        self._head = Message()
        for value in values:
            self._head["Set-Cookie"] = value

    def info(self) -> Message:
        return self._head


def _request(url: str) -> Request:
    return Request(url)  # noqa: S310  # nothing is opened
