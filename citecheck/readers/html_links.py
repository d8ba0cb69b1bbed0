"""Where the links of a page lead: to a place in the document, to another file, or to another page of the web.

Sources: the URL standard (https://url.spec.whatwg.org), 4.4 (tabs and line ends in URLs go, spaces at the ends too);
HTML standard, 7.4.6.3 (finding a place by its fragment).
"""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, field
from re import IGNORECASE
from urllib.parse import unquote, urljoin

from citecheck.patterns import lazy

_SCHEME = lazy(r"[A-Za-z][A-Za-z0-9+.-]*+:")
_ABSOLUTE = lazy(r"(?:https?|ftp)://|mailto:|file:", IGNORECASE)
_WRAPPED = lazy(r"https?://www\.google\.com/url\?q=(https?(?:://|%3A//|%3A%2F%2F)[^&]+)&", IGNORECASE)
"""How Google Docs writes a link when it exports a document."""
_BLANKS = str.maketrans("", "", "\t\n\r")
_ESCAPED = str.maketrans({" ": "%20", '"': "%22", "<": "%3C", ">": "%3E", "`": "%60"})
_OWN = ("canonical", "dc:isversionof", "self")
_MOST = 4000
"""Characters of an address that is looked at; longer ones hold data."""


@dataclass
class Links:
    """Resolves the addresses of one page."""

    file: str = ""
    """What the page is called where it lies; links to it by this name stay in the document."""
    archived: bool = False
    """Whether files are named from the root of an archive: then places have the file in their name."""
    base: str = ""
    own: set[str] = field(default_factory=set)
    """Absolute addresses of the page itself."""

    def learn(self, name: str, attributes: Mapping[str, str]) -> None:
        """Take in what a `base` or `link` says."""
        href = attributes.get("href", "")
        if name == "base" and not self.base:
            self.base = _web(href)
        elif name == "link" and any(word in _OWN for word in attributes.get("rel", "").lower().split()):
            self.own.add(_web(href).partition("#")[0])

    def place(self, href: str) -> str | None:
        """The key of the place that a link leads to: file, `#`, name; None for another page of the web, or none.

        The file is empty for the page itself, unless it lies in an archive; the name is, if all of a file is meant.
        """
        href = href.strip().translate(_BLANKS)
        if len(href) > _MOST:
            return None
        path, _, fragment = href.partition("#")
        if not path:
            # "#/name" is how reveal.js, in whose slides a page moves on, writes what leads to a name
            return self.key(unquote(fragment).removeprefix("/")) if fragment else None
        if (address := self.address(path)) is not None:
            return self.key(unquote(fragment)) if address in self.own and fragment else None
        if _SCHEME.match(path):
            return None
        if path.startswith(("/", "?")):
            if fragment and any(path == _path(address) for address in self.own):
                return self.key(unquote(fragment))
            return f"{path}#{unquote(fragment)}"
        path = unquote(path.partition("?")[0])
        if self.archived:
            path = posixpath.normpath(posixpath.join(posixpath.dirname(self.file), path))
            return None if path.startswith("..") else f"{path}#{unquote(fragment)}"
        path = path.removeprefix("./")
        return self.key(unquote(fragment)) if path == self.file else f"{path}#{unquote(fragment)}"

    def key(self, name: str) -> str:
        """The key of a place in the page itself."""
        return f"{self.file if self.archived else ''}#{name}"

    def address(self, href: str) -> str | None:
        """The absolute address of a link to another page, as a browser would send it; None if it is none."""
        href = href.strip().translate(_BLANKS)
        if not href or len(href) > _MOST or href.startswith("#"):
            return None
        if _ABSOLUTE.match(href) or href.startswith("//"):
            wrapped = _WRAPPED.match(href)
            return (unquote(wrapped[1]) if wrapped else _web(href)).translate(_ESCAPED)
        if not self.base or _SCHEME.match(href):
            return None
        try:
            return urljoin(self.base, href).translate(_ESCAPED)
        except ValueError:
            return None


def _path(address: str) -> str:
    """An absolute address without its scheme and host; empty if there is no address."""
    return address and "/" + address.partition("://")[2].partition("/")[2]


def _web(href: str) -> str:
    """An absolute address; one without a scheme is taken for https, any other is empty."""
    href = href.strip().translate(_BLANKS)
    if href.startswith("//"):
        return f"https:{href}"
    return href if _ABSOLUTE.match(href) else ""
