"""TLS: whom the system trusts, and why it does not trust somebody else."""

from __future__ import annotations

import ssl
from pathlib import Path

from citecheck.web.certificate import Certificate
from citecheck.web.exchange import FailureKind
from citecheck.web.failures import failure_of

_MOST_NAMES = 2


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
        if "not valid yet" in detail:
            return kind, f"{detail}, only from {shown.begins:%Y-%m-%d}"
        return kind, f"its certificate expired on {shown.ends:%Y-%m-%d}"
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
    paths = ssl.get_default_verify_paths()
    if paths.cafile is None and paths.capath is None:
        return not Path("/etc").is_dir() or Path("/System/Library").is_dir()
    return bool(paths.cafile) or any(Path(paths.capath or "").iterdir())
