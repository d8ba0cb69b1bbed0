"""From the exception a connection ended with to the kind of failure it is."""

from __future__ import annotations

import errno
import ssl
from collections.abc import Iterator

from citecheck.web.exchange import FailureKind


class RequestFailedError(Exception):
    """A request that ended without an answer, by a transport of ours that knows the kind of failure."""

    def __init__(self, kind: FailureKind, detail: str) -> None:
        super().__init__(detail)
        self.kind = kind
        self.detail = detail


EXPECTED = (RequestFailedError, OSError)
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
RESET = (FailureKind.RESET, "the server closed the connection without an answer")


def failure_of(error: BaseException) -> tuple[FailureKind, str]:
    """The kind of failure and a few words for a person, for one of the `EXPECTED` exceptions."""
    return next(filter(None, map(told_by, causes(error))), RESET)


def told_by(error: BaseException) -> tuple[FailureKind, str] | None:
    """The same as far as this one tells, whatever it was caused by."""
    if isinstance(error, RequestFailedError):
        return error.kind, error.detail
    if isinstance(error, ssl.SSLCertVerificationError):
        fallback = (FailureKind.TLS_UNTRUSTED, "its certificate is not trusted")
        return _CERTIFICATE.get(error.verify_code, fallback)
    if isinstance(error, ssl.SSLEOFError | ssl.SSLZeroReturnError):
        return RESET
    if isinstance(error, ssl.SSLError):
        said = str(error).lower().replace("_", " ")
        return next(found for words, found in _TLS.items() if words in said)
    if isinstance(error, OSError) and error.errno in _ERRNOS:
        return _ERRNOS[error.errno]
    if isinstance(error, TimeoutError):
        return FailureKind.TIMEOUT, "no answer in time"
    return None


def causes(error: BaseException | None) -> Iterator[BaseException]:
    """The exception, and those behind it."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
