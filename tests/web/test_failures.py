"""From exceptions to kinds of failure."""

from __future__ import annotations

import ssl

import httpx  # the engine's own seam
import pytest

from citecheck.web.by_httpx import failure_of


def certificate_error(code: int) -> httpx.ConnectError:
    cause = ssl.SSLCertVerificationError(1, "certificate verify failed")
    cause.verify_code = code
    error = httpx.ConnectError("certificate verify failed")
    error.__cause__ = cause
    return error


def caused_by(cause: BaseException) -> httpx.ConnectError:
    error = httpx.ConnectError("failed")
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        pytest.param(certificate_error(10), "tls-expired", id="72-expired"),
        pytest.param(certificate_error(9), "tls-expired", id="72-not-yet"),
        pytest.param(certificate_error(18), "tls-untrusted", id="72-self-signed"),
        pytest.param(certificate_error(20), "tls-untrusted", id="72-incomplete-chain"),
        pytest.param(certificate_error(62), "tls-host", id="72-other-host"),
        pytest.param(certificate_error(7), "tls-untrusted", id="72-other"),
        pytest.param(caused_by(ssl.SSLError(1, "WRONG_VERSION")), "tls-protocol", id="72-protocol"),
        pytest.param(caused_by(ssl.SSLEOFError(8, "EOF")), "reset", id="65-in-the-handshake"),
        pytest.param(caused_by(ConnectionRefusedError(111, "no")), "refused", id="70-refused"),
        pytest.param(caused_by(OSError(113, "no route")), "no-route", id="70-no-route"),
        pytest.param(caused_by(OSError(101, "unreachable")), "no-route", id="71-no-ipv6"),
        pytest.param(httpx.ReadTimeout("late"), "timeout", id="70-timeout"),
        pytest.param(httpx.ReadError("reset"), "reset", id="65-reset"),
    ],
)
def test_failures(error, kind):
    found, detail = failure_of(error)

    assert found == kind
    assert detail
