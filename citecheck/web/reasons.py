"""The closed list of reasons: the words programs read. A new one is added on purpose, here."""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    """Why a verdict is what it is; a plainly fine link has none."""

    NOT_FOUND = "not-found"
    GONE = "gone"
    NO_SUCH_HOST = "no-such-host"
    SOFT_404 = "soft-404"
    HOME_REDIRECT = "home-redirect"
    PARENT_REDIRECT = "parent-redirect"
    PARKED = "parked"
    TIMEOUT = "timeout"
    REFUSED = "refused"
    RESET = "reset"
    SERVER_ERROR = "server-error"
    MAINTENANCE = "maintenance"
    BAD_RESPONSE = "bad-response"
    BAD_REDIRECT = "bad-redirect"
    REDIRECT_LOOP = "redirect-loop"
    TLS_EXPIRED = "tls-expired"
    TLS_UNTRUSTED = "tls-untrusted"
    TLS_HOST = "tls-host"
    TLS_PROTOCOL = "tls-protocol"
    HTTP2_REQUIRED = "http2-required"
    RATE_LIMITED = "rate-limited"
    FORBIDDEN = "forbidden"
    LOGIN = "login"
    LEGAL = "legal"
    METHOD_REFUSED = "method-refused"
    DOI_REGISTERED = "doi-registered"
    PRIVATE_ADDRESS = "private-address"
    UNSUPPORTED_SCHEME = "unsupported-scheme"
    EXCLUDED = "excluded"
    OFFLINE = "offline"
    NO_NETWORK = "no-network"
    EMPTY_ANSWER = "empty-answer"
    TRUNCATED_ANSWER = "truncated-answer"
    DOWNGRADED = "downgraded"
    MISSING_FRAGMENT = "missing-fragment"
    OUT_OF_TIME = "out-of-time"


CHALLENGES = (
    *("akamai", "anubis", "aws-waf", "captcha", "cloudflare", "datadome", "f5", "fastly", "imperva", "imunify"),
    *("perimeterx", "radware", "siteground", "sucuri", "testcookie", "vercel"),
)
"""The walls that `challenge:NAME` may name."""


def challenge(name: str) -> str:
    """The reason for a wall; `name` is one of `CHALLENGES`."""
    return f"challenge:{name}"
