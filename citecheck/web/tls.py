"""TLS: whom the system trusts, and why it does not trust somebody else."""

from __future__ import annotations

import ssl
import sys
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from citecheck.patterns import lazy
from citecheck.web.certificate import Certificate
from citecheck.web.exchange import FailureKind
from citecheck.web.failures import failure_of

_MOST_NAMES = 2
_HASHED = lazy(r"[0-9a-fA-F]{8}\.[0-9]")  # as OpenSSL names certificates in a folder
# Where truststore looks if OpenSSL does not know a place.
_USUAL_STORES = (
    "/etc/ssl/cert.pem",
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/etc/pki/tls/cert.pem",
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/ssl/ca-bundle.pem",
)


def trusting_context() -> ssl.SSLContext:
    """A context that trusts whom the system trusts; where the system has no store, whom Mozilla does."""
    import truststore  # loads the operating system's interfaces

    if _has_store():
        context: ssl.SSLContext = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    else:
        import certifi

        context = ssl.create_default_context(cafile=certifi.where())
    return _as_a_browser(context)


def blind_context() -> ssl.SSLContext:
    """A context that trusts everybody: only to look at a certificate, nothing is ever sent over it."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return _as_a_browser(context)


def mistrusted(error: ssl.SSLCertVerificationError, shown: Certificate | None) -> tuple[FailureKind, str]:
    """The kind of failure and the words for a person, with the dates and names of the certificate shown."""
    kind, detail = failure_of(error)
    if shown is None:
        return kind, detail
    if kind is FailureKind.TLS_EXPIRED:
        now = datetime.now(UTC)
        if shown.begins > now:
            return kind, f"{detail}, only from {shown.begins:%Y-%m-%d}"
        if shown.ends < now:
            return kind, f"its certificate expired on {shown.ends:%Y-%m-%d}"
        return kind, detail.replace("its certificate", "a certificate that vouches for its own")
    if kind is FailureKind.TLS_HOST and shown.names:
        names = ", ".join(shown.names[:_MOST_NAMES]) + (", …" if len(shown.names) > _MOST_NAMES else "")
        return kind, f"{detail} ({names})"
    return kind, f"{detail} (it is dated {shown.begins:%Y-%m-%d} to {shown.ends:%Y-%m-%d})"


def _as_a_browser(context: ssl.SSLContext) -> ssl.SSLContext:
    context.set_alpn_protocols(["http/1.1"])
    # Old servers without secure renegotiation: browsers talk to them, and we renegotiate with nobody.
    context.options |= getattr(ssl, "OP_LEGACY_SERVER_CONNECT", 0x4)
    return context


def _has_store() -> bool:
    """Whether the system has certificates of its own; macOS and Windows always have."""
    if sys.platform in ("darwin", "win32"):
        return True
    paths = ssl.get_default_verify_paths()
    if paths.cafile:
        return True
    with suppress(OSError):
        if paths.capath and any(_HASHED.fullmatch(path.name) for path in Path(paths.capath).iterdir()):
            return True
    return any(Path(place).is_file() for place in _USUAL_STORES)
