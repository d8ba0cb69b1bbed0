"""From the exception a connection ended with to the kind of failure it is."""

from __future__ import annotations

import errno
import ssl
from collections.abc import Iterator

import h11
import httpx  # the web package is where it belongs

from citecheck.web.exchange import FailureKind


class RequestFailedError(httpx.TransportError):
    """A request that ended without an answer, by a transport of ours that knows the kind of failure."""

    def __init__(self, kind: FailureKind, detail: str) -> None:
        super().__init__(detail)
        self.kind = kind
        self.detail = detail


EXPECTED = (httpx.TransportError, httpx.InvalidURL, OSError)
"""What a request may end with; anything else is a bug of ours."""

# X509_V_ERR_… of OpenSSL's x509_vfy.h.
_CERTIFICATE = {
    9: (FailureKind.TLS_EXPIRED, "its certificate is not valid yet"),
    10: (FailureKind.TLS_EXPIRED, "its certificate has expired"),
    62: (FailureKind.TLS_HOST, "its certificate is for another host"),
    64: (FailureKind.TLS_HOST, "its certificate is for another address"),
    18: (FailureKind.TLS_UNTRUSTED, "its certificate is self-signed"),
    19: (FailureKind.TLS_UNTRUSTED, "its certificate was issued by an unknown authority"),
    20: (FailureKind.TLS_UNTRUSTED, "its certificate's issuer is unknown, or the chain is incomplete"),
}
# What OpenSSL's messages say; its reasons are not known to Python for all of them.
_TLS = {
    "no application protocol": (FailureKind.HTTP2_REQUIRED, "it speaks HTTP/2 only"),
    "unsupported protocol": (FailureKind.TLS_PROTOCOL, "its encryption is out of date (older than TLS 1.2)"),
    "alert protocol version": (FailureKind.TLS_PROTOCOL, "its encryption is out of date (older than TLS 1.2)"),
    "wrong version number": (FailureKind.TLS_PROTOCOL, "it does not speak TLS"),
    "record layer failure": (FailureKind.TLS_PROTOCOL, "it does not speak TLS"),
    "": (FailureKind.TLS_PROTOCOL, "no common way to encrypt the connection"),
}
_ERRNOS = {
    errno.ECONNREFUSED: (FailureKind.REFUSED, "the connection was refused"),
    errno.ENETUNREACH: (FailureKind.NO_ROUTE, "there is no route to its address"),
    errno.EHOSTUNREACH: (FailureKind.NO_ROUTE, "there is no route to its address"),
    errno.EADDRNOTAVAIL: (FailureKind.NO_ROUTE, "there is no route to its address"),
    errno.ETIMEDOUT: (FailureKind.TIMEOUT, "no answer in time"),
}
_RESET = (FailureKind.RESET, "the server closed the connection without an answer")


def failure_of(error: BaseException) -> tuple[FailureKind, str]:
    """The kind of failure and a few words for a person, for one of the `EXPECTED` exceptions."""
    for cause in _chain(error):
        if isinstance(cause, RequestFailedError):
            return cause.kind, cause.detail
        if isinstance(cause, ssl.SSLCertVerificationError):
            fallback = (FailureKind.TLS_UNTRUSTED, "its certificate is not trusted")
            return _CERTIFICATE.get(cause.verify_code, fallback)
        if isinstance(cause, ssl.SSLEOFError | ssl.SSLZeroReturnError):
            return _RESET
        if isinstance(cause, ssl.SSLError):
            said = str(cause).lower().replace("_", " ")
            return next(found for words, found in _TLS.items() if words in said)
        if isinstance(cause, OSError) and cause.errno in _ERRNOS:
            return _ERRNOS[cause.errno]
        if isinstance(cause, h11.RemoteProtocolError | h11.LocalProtocolError | httpx.InvalidURL):
            return FailureKind.BAD_RESPONSE, "the answer is not valid HTTP"
        if isinstance(cause, TimeoutError | httpx.TimeoutException):
            return FailureKind.TIMEOUT, "no answer in time"
    if isinstance(error, httpx.ProxyError):
        return FailureKind.REFUSED, "the proxy refused the connection"
    return _RESET


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
