"""TLS: whom we trust, what is said of whom we do not, and servers that speak HTTP/2 only, over real sockets.

The numbers are those of the list of 93 behaviours that the contract names.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import certifi
import httpx  # the engine's own seam
import pytest
import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import example, given
from hypothesis import strategies as st
from tls_servers import (
    HEAD,
    OLD_HELLO,
    PAGE,
    SIZED,
    Behaviour,
    Connection,
    Server,
    alert,
    context_of,
    http2,
    http2_at_once,
    http2_or_alert,
    saying,
    secured,
    silent,
)

from citecheck.model import LinkReport
from citecheck.rules import rules
from citecheck.settings import Settings
from citecheck.web import Target, check
from citecheck.web.certificate import Certificate, read_certificate
from citecheck.web.failures import failure_of
from citecheck.web.tls import trusting_context

Ask = Callable[..., list[LinkReport]]

EXPIRED = {"not_before": datetime(2019, 5, 4, tzinfo=UTC), "not_after": datetime(2020, 5, 4, tzinfo=UTC)}


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def ask(
    names: dict[str, list[str] | int], authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Ask:
    """Checks links on a system that trusts the authority, as OpenSSL is told of it."""
    authority.cert_pem.write_to_path(str(tmp_path / "authority.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    monkeypatch.delenv("SSL_CERT_DIR", raising=False)

    def ask(*urls: str, timeout: float = 5.0, per_host: int = 6) -> list[LinkReport]:
        settings = Settings(allow_private=True, timeout=timeout, retries=0, no_cache=True, per_host=per_host)
        outcome = check([Target(url) for url in urls], settings)
        assert outcome.complete
        return list(outcome.reports)

    return ask


@pytest.fixture
def good(authority: trustme.CA) -> ssl.SSLContext:
    """The context of a server that everything is right with."""
    return context_of(authority.issue_cert("good.test").private_key_and_cert_chain_pem)


def verdict(report: LinkReport) -> tuple[str, str | None]:
    return report.verdict, report.reason


def only_looked_at(server: Server) -> bool:
    """Whether the handshake was refused, and then one was made in which nothing was sent."""
    refused, looked = server.connections
    done = refused.left.wait(2) and looked.left.wait(2)
    return done and not refused.secured and looked.secured and looked.received == b""


# 72: whom we trust


def test_a_trusted_certificate(ask, good):
    """72."""
    with Server(secured(good)) as server:
        (report,) = ask(server.url())

    assert verdict(report) == ("ok", None)
    assert len(server.connections) == 1
    assert b"GET /page HTTP/1.1\r\n" in server.connections[0].received


def test_a_trusted_certificate_whose_chain_is_complete(ask, authority):
    """72."""
    chain = authority.create_child_ca().issue_cert("good.test").private_key_and_cert_chain_pem
    with Server(secured(context_of(chain))) as server:
        (report,) = ask(server.url())

    assert verdict(report) == ("ok", None)


def test_a_trusted_certificate_of_an_address_and_of_an_international_name(ask, authority):
    """72."""
    leaf = authority.issue_cert("bücher.test", "127.0.0.1")
    with Server(secured(context_of(leaf.private_key_and_cert_chain_pem))) as server:
        reports = ask(
            f"https://bücher.test:{server.port}/",
            f"https://127.0.0.1:{server.port}/",
            server.url("xn--bcher-kva", "/x"),
        )

    assert {verdict(report) for report in reports} == {("ok", None)}


@pytest.mark.parametrize(
    ("life", "left", "told"),
    [(365, 20, True), (365, 40, False), (45, 20, False), (45, 10, True)],
    ids=["a year, 20 days left", "a year, 40 days left", "45 days, 20 left", "45 days, 10 left"],
)
def test_a_certificate_that_ends_soon_is_told_though_all_is_well(ask, authority, life, left, told):
    """A short life is renewed late: only what should have been renewed by now is spoken of."""
    ends = datetime.now(UTC) + timedelta(days=left)
    leaf = authority.issue_cert("good.test", not_before=ends - timedelta(days=life), not_after=ends)
    with Server(secured(context_of(leaf.private_key_and_cert_chain_pem))) as server:
        (report,) = ask(server.url())

    assert verdict(report) == ("ok", None)
    assert report.certificate_ends == (ends.date().isoformat() if told else None)
    finding = rules()["CC307"].link_check(report)
    assert (finding is not None) is told
    if finding:
        assert finding.severity == "info"
        assert ends.date().isoformat() in finding.message


def test_two_links_share_a_connection(ask, good):
    """72: a handshake is made once where the server keeps the connection."""
    with Server(secured(good)) as server:
        reports = ask(server.url(path="/a"), server.url(path="/b"), per_host=1)

    assert [verdict(report) for report in reports] == [("ok", None)] * 2
    (connection,) = server.connections
    assert connection.received.count(b"GET /") == 2


def test_a_connection_that_went_stale_is_no_failure(ask, good):
    """66, encrypted: the server closes the kept connection without a word."""

    def one_page(connection: Connection) -> None:
        connection.head()
        connection.write(SIZED)

    with Server(secured(good, one_page)) as server:
        reports = ask(*(server.url(path=f"/{n}") for n in range(4)), per_host=1)

    assert {verdict(report) for report in reports} == {("ok", None)}


@pytest.mark.parametrize("politely", [True, False])
def test_an_answer_that_ends_with_the_connection(ask, good, politely):
    """62: whether or not TLS is told that it ends, as many servers do not tell it."""

    def unsized(connection: Connection) -> None:
        connection.head()
        connection.write(HEAD + b"Connection: close\r\n\r\n" + PAGE)
        if politely:
            connection.socket.unwrap()

    with Server(secured(good, unsized)) as server:
        (report,) = ask(server.url())

    assert verdict(report) == ("ok", None)


# 72: whom we do not trust, and what is said of it


def test_an_expired_certificate(ask, authority):
    """72: the detail says when it ended, and nothing is sent to find out."""
    leaf = authority.issue_cert("good.test", **EXPIRED)
    with Server(secured(context_of(leaf.private_key_and_cert_chain_pem))) as server:
        (report,) = ask(server.url())
        assert only_looked_at(server)

    assert verdict(report) == ("unreachable", "tls-expired")
    assert report.detail == "its certificate expired on 2020-05-04"
    assert (report.status, report.attempts) == (None, 1)


def test_a_certificate_that_is_not_valid_yet(ask, authority):
    """72: the detail says from when it is."""
    leaf = authority.issue_cert("good.test", not_before=datetime(2999, 1, 2, tzinfo=UTC))
    with Server(secured(context_of(leaf.private_key_and_cert_chain_pem))) as server:
        (report,) = ask(server.url())
        assert only_looked_at(server)

    assert verdict(report) == ("unreachable", "tls-expired")
    assert "not valid yet" in report.detail
    assert "2999-01-02" in report.detail


def test_a_certificate_of_another_host(ask, authority):
    """72: the detail says of which."""
    leaf = authority.issue_cert("www.else.test", "else.test", "third.test")
    with Server(secured(context_of(leaf.private_key_and_cert_chain_pem))) as server:
        (report,) = ask(server.url())
        assert only_looked_at(server)

    assert verdict(report) == ("unreachable", "tls-host")
    assert report.detail.endswith("(www.else.test, else.test, …)")


def test_a_certificate_of_a_name_where_an_address_is_cited(ask, good):
    """72."""
    with Server(secured(good)) as server:
        (report,) = ask(f"https://127.0.0.1:{server.port}/")

    assert verdict(report) == ("unreachable", "tls-host")
    assert "good.test" in report.detail


def test_a_certificate_without_names_of_hosts(ask, authority):
    """72: then its dates are what can be said."""
    leaf = authority.issue_cert("10.1.2.3")
    with Server(secured(context_of(leaf.private_key_and_cert_chain_pem))) as server:
        (report,) = ask(server.url())

    assert verdict(report) == ("unreachable", "tls-host")
    assert "3000-01-01" in report.detail


def test_a_self_signed_certificate(ask):
    """72."""
    alone = trustme.CA()
    with Server(secured(context_of(alone.private_key_pem, alone.cert_pem))) as server:
        (report,) = ask(server.url())
        assert only_looked_at(server)

    assert verdict(report) == ("unreachable", "tls-untrusted")
    assert report.detail == "its certificate is self-signed (it is dated 2000-01-01 to 3000-01-01)"


@pytest.mark.parametrize("shows_it", [True, False])
def test_a_certificate_of_an_unknown_authority(ask, shows_it):
    """72: whether or not the server sends the authority's own certificate along."""
    stranger = trustme.CA()
    leaf = stranger.issue_cert("good.test").private_key_and_cert_chain_pem
    context = context_of(leaf, stranger.cert_pem) if shows_it else context_of(leaf)
    with Server(secured(context)) as server:
        (report,) = ask(server.url())
        assert only_looked_at(server)

    assert verdict(report) == ("unreachable", "tls-untrusted")
    assert "unknown" in report.detail
    assert "2000-01-01 to 3000-01-01" in report.detail


def test_an_incomplete_chain(ask, authority):
    """72: the certificate between the authority's and the server's is not sent."""
    leaf = authority.create_child_ca().issue_cert("good.test")
    with Server(secured(context_of(leaf.private_key_pem, leaf.cert_chain_pems[0]))) as server:
        (report,) = ask(server.url())
        assert only_looked_at(server)

    assert verdict(report) == ("unreachable", "tls-untrusted")
    assert "the chain is incomplete" in report.detail
    assert "2000-01-01 to 3000-01-01" in report.detail


def test_an_expired_certificate_in_the_chain(ask, authority):
    """72: the date given is not that of a certificate that has not expired."""
    leaf = expired_authority(authority).issue_cert("good.test")
    with Server(secured(context_of(leaf.private_key_and_cert_chain_pem))) as server:
        (report,) = ask(server.url())

    assert verdict(report) == ("unreachable", "tls-expired")
    assert "3000" not in report.detail


def test_every_link_of_a_host_says_what_is_wrong(ask, authority):
    """72."""
    leaf = authority.issue_cert("good.test", **EXPIRED)
    with Server(secured(context_of(leaf.private_key_and_cert_chain_pem))) as server:
        reports = ask(*(server.url(path=f"/{n}") for n in range(3)))

    assert {(report.reason, report.detail) for report in reports} == {
        ("tls-expired", "its certificate expired on 2020-05-04")
    }
    assert not any(connection.received for connection in server.connections)


def test_a_server_that_cannot_be_looked_at_again(ask, authority):
    """72: then the kind of trouble is still known, only without the date."""
    leaf = authority.issue_cert("good.test", **EXPIRED)
    with Server(once(secured(context_of(leaf.private_key_and_cert_chain_pem)), saying(b""))) as server:
        (report,) = ask(server.url())

    assert verdict(report) == ("unreachable", "tls-expired")
    assert report.detail == "its certificate has expired"


def test_a_server_that_falls_silent_when_it_is_looked_at(ask, authority, monkeypatch):
    """72: we do not look for long, and the socket is closed."""
    monkeypatch.setattr("citecheck.web.http1._LOOK_TIME", 0.1)
    leaf = authority.issue_cert("good.test", **EXPIRED)
    with Server(once(secured(context_of(leaf.private_key_and_cert_chain_pem)), silent)) as server:
        (report,) = ask(server.url())
        assert server.connections[1].left.wait(2)

    assert verdict(report) == ("unreachable", "tls-expired")


def test_what_is_known_is_not_lost_when_the_time_is_up(ask, authority):
    """72: the certificate has expired, whatever becomes of the second look."""
    leaf = authority.issue_cert("good.test", **EXPIRED)
    with Server(once(secured(context_of(leaf.private_key_and_cert_chain_pem)), silent)) as server:
        (report,) = ask(server.url(), timeout=0.5)

    assert verdict(report) == ("unreachable", "tls-expired")


def test_the_address_that_answered_is_looked_at(ask, authority, names, monkeypatch):
    """71 and 72: nobody listens at the first address, the second shows an expired certificate."""
    monkeypatch.setitem(names, "two.test", ["::1", "127.0.0.1"])
    leaf = authority.issue_cert("two.test", **EXPIRED)
    with Server(secured(context_of(leaf.private_key_and_cert_chain_pem))) as server:
        (report,) = ask(server.url("two"))

    assert verdict(report) == ("unreachable", "tls-expired")
    assert "2020-05-04" in report.detail


def test_a_dead_address_does_not_hide_what_the_other_showed(ask, authority, names, monkeypatch):
    """71 and 72: as of a host with IPv4 and IPv6 addresses where there is no IPv6."""
    monkeypatch.setitem(names, "two.test", ["127.0.0.1", "::1"])
    leaf = authority.issue_cert("two.test", **EXPIRED)
    with Server(secured(context_of(leaf.private_key_and_cert_chain_pem))) as server:
        (report,) = ask(server.url("two"))

    assert verdict(report) == ("unreachable", "tls-expired")


# 72: no encryption that both know


@pytest.mark.parametrize("answer", [OLD_HELLO, alert(70)], ids=["server-hello", "protocol-version-alert"])
def test_encryption_that_is_out_of_date(ask, answer):
    """72: a server of TLS 1.0 answers with its own version; a newer one that only allows it, with an alert."""
    with Server(saying(answer)) as server:
        (report,) = ask(server.url())

    assert verdict(report) == ("unreachable", "tls-protocol")
    assert "older than TLS 1.2" in report.detail


def test_no_common_cipher(ask):
    """72."""
    with Server(saying(alert(40))) as server:
        (report,) = ask(server.url())

    assert verdict(report) == ("unreachable", "tls-protocol")
    assert report.detail == "no common way to encrypt the connection"


@pytest.mark.parametrize("answer", [b"HTTP/1.1 400 Bad Request\r\n\r\n", b"SSH-2.0-OpenSSH_9.6\r\n"])
def test_a_server_that_does_not_speak_tls(ask, answer):
    """72."""
    with Server(saying(answer)) as server:
        (report,) = ask(server.url())

    assert verdict(report) == ("unreachable", "tls-protocol")
    assert report.detail == "it does not speak TLS"


def test_a_server_that_does_not_speak_tls_as_newer_versions_of_openssl_put_it():
    """72: OpenSSL 3.2 and later; Python has no name for this reason."""
    kind, detail = failure_of(ssl.SSLError(1, "[SSL] record layer failure (_ssl.c:1033)"))

    assert kind == "tls-protocol"
    assert detail == "it does not speak TLS"


def test_a_connection_that_is_closed_in_the_handshake(ask):
    """65: that is no matter of encryption."""
    with Server(saying(b"")) as server:
        (report,) = ask(server.url())

    assert verdict(report) == ("unreachable", "reset")


def test_a_handshake_that_hangs(ask):
    """70: and its socket is closed."""
    with Server(silent) as server:
        (report,) = ask(server.url(), timeout=0.3)
        (connection,) = server.connections
        assert connection.left.wait(2)

    assert verdict(report) == ("unreachable", "timeout")


def test_a_server_that_falls_silent_after_the_handshake(ask, good):
    """70."""
    with Server(secured(good, silent)) as server:
        (report,) = ask(server.url(), timeout=0.3)
        (connection,) = server.connections
        assert connection.left.wait(2)

    assert connection.secured
    assert verdict(report) == ("unreachable", "timeout")


# 73: the other of http and https


def by(works: str, failure: Callable[[], Exception], asked: list[str], answer=None):
    """A stand-in for the network in which only one scheme works."""

    def handler(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        if request.url.scheme != works:
            raise httpx.ConnectError("failed") from failure()
        return answer(request) if answer else httpx.Response(200, html=PAGE.decode())

    return httpx.MockTransport(handler)


def expired() -> ssl.SSLCertVerificationError:
    error = ssl.SSLCertVerificationError(1, "certificate verify failed: certificate has expired")
    error.verify_code = 10
    return error


def refused() -> ConnectionRefusedError:
    return ConnectionRefusedError(111, "Connection refused")


def asked_by(transport: httpx.MockTransport, url: str) -> LinkReport:
    settings = Settings(allow_private=True, timeout=5.0, retries=0, no_cache=True)
    return check([Target(url)], settings, transport=transport).reports[0]


def test_https_fails_and_http_works():
    """73: the verdict is on the address as cited, the other is offered."""
    asked: list[str] = []

    report = asked_by(by("http", expired, asked), "https://a.example/page?q#part")

    assert verdict(report) == ("unreachable", "tls-expired")
    assert "by http the same address answers" in report.detail
    assert asked == ["https://a.example/page?q", "http://a.example/page?q"]
    assert (report.status, report.attempts) == (None, 1)


def test_http_is_refused_and_https_works():
    """73, the other way round."""
    asked: list[str] = []

    report = asked_by(by("https", refused, asked), "http://a.example/page")

    assert verdict(report) == ("unreachable", "refused")
    assert "by https the same address answers" in report.detail
    assert asked == ["http://a.example/page", "https://a.example/page"]


def test_neither_http_nor_https_works():
    """73: nothing is offered."""
    asked: list[str] = []

    report = asked_by(by("neither", refused, asked), "https://a.example/page")

    assert verdict(report) == ("unreachable", "refused")
    assert "http" not in report.detail
    assert len(asked) == 2


@pytest.mark.parametrize(
    "answer",
    [
        lambda _: httpx.Response(404),
        lambda _: httpx.Response(403),
        lambda _: httpx.Response(302, headers={"location": "https://a.example/page"}),
        lambda request: httpx.Response(200 if request.url.path == "/" else 302, headers={"location": "/"}),
    ],
    ids=["404", "403", "back-to-https", "home"],
)
def test_http_that_is_no_better_is_not_offered(answer):
    """73."""
    report = asked_by(by("http", expired, [], answer), "https://a.example/page")

    assert verdict(report) == ("unreachable", "tls-expired")
    assert "http" not in report.detail


def test_http_that_leads_to_another_page_is_not_offered():
    """73: that page's address begins like the one that was asked."""

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/page":
            return httpx.Response(302, headers={"location": "/page-not-found"})
        return httpx.Response(200, html=PAGE.decode())

    report = asked_by(by("http", expired, [], answer), "https://a.example/page")

    assert verdict(report) == ("unreachable", "tls-expired")
    assert "http" not in report.detail


def test_another_scheme_at_an_explicit_port_is_not_asked():
    """73: a port speaks one of the two."""
    asked: list[str] = []

    report = asked_by(by("http", expired, asked), "https://a.example:8443/page")

    assert report.reason == "tls-expired"
    assert asked == ["https://a.example:8443/page"]


def test_credentials_are_not_sent_without_encryption_to_try():
    """73 and 83."""
    seen = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request.headers.get("authorization"))
        return httpx.Response(200, html=PAGE.decode())

    report = asked_by(by("http", expired, [], answer), "https://me:s3cret@a.example/page")

    assert report.reason == "tls-expired"
    assert seen == [None]


# 74: HTTP/2 and nothing else


@pytest.fixture
def only_h2(authority: trustme.CA) -> ssl.SSLContext:
    leaf = authority.issue_cert("good.test", "two.test")
    return context_of(leaf.private_key_and_cert_chain_pem, protocols=("h2",))


def test_an_http2_server_that_refuses_other_handshakes(ask, only_h2):
    """74."""
    with Server(http2_or_alert(only_h2)) as server:
        (report,) = ask(server.url())

    assert verdict(report) == ("ok", None)


@pytest.mark.parametrize("protocols", [(), ("h2",)], ids=["no-alpn", "alpn"])
def test_an_http2_server_that_lets_anybody_in(ask, authority, protocols):
    """74: it does not look at what the client offers, and then speaks HTTP/2."""
    leaf = authority.issue_cert("good.test")
    with Server(secured(context_of(leaf.private_key_and_cert_chain_pem, protocols=protocols), http2)) as server:
        (report,) = ask(server.url())

    assert verdict(report) == ("ok", None)
    assert [connection.received[:3] for connection in server.connections] == [b"GET", b"PRI"]


def test_an_http2_server_that_speaks_first(ask, only_h2):
    """74: its settings may be there before our request is sent, in TLS 1.2 with the end of the handshake."""
    only_h2.maximum_version = ssl.TLSVersion.TLSv1_2
    with Server(http2_at_once(only_h2)) as server:
        (report,) = ask(server.url())

    assert verdict(report) == ("ok", None)


def test_an_http2_server_is_known_for_the_next_link(ask, only_h2):
    """74: HTTP/1.1 is tried once."""
    with Server(secured(only_h2, http2)) as server:
        reports = ask(*(server.url(path=f"/{n}") for n in range(3)), per_host=1)

    assert {verdict(report) for report in reports} == {("ok", None)}
    assert [connection.received[:3] for connection in server.connections] == [b"GET", b"PRI"]


def test_an_http2_server_whose_first_address_is_dead(ask, only_h2, names, monkeypatch):
    """71 and 74."""
    monkeypatch.setitem(names, "two.test", ["::1", "127.0.0.1"])
    with Server(secured(only_h2, http2)) as server:
        (report,) = ask(server.url("two"))

    assert verdict(report) == ("ok", None)


def test_an_http2_server_that_falls_silent(ask, only_h2):
    """70 and 74: and its socket is closed."""
    with Server(once(secured(only_h2, http2), secured(only_h2, silent))) as server:
        (report,) = ask(server.url(), timeout=0.5)
        assert server.connections[1].left.wait(2)

    assert verdict(report) == ("unreachable", "timeout")


def test_an_http2_server_whose_handshake_hangs(ask, only_h2):
    """70 and 74: and its socket is closed."""
    with Server(once(secured(only_h2, http2), silent)) as server:
        (report,) = ask(server.url(), timeout=0.5)
        assert server.connections[1].left.wait(2)

    assert verdict(report) == ("unreachable", "timeout")


def test_an_http2_server_whose_certificate_is_not_trusted(ask):
    """72 and 74."""
    leaf = trustme.CA().issue_cert("good.test")
    context = context_of(leaf.private_key_and_cert_chain_pem, protocols=("h2",))
    with Server(secured(context, http2)) as server:
        (report,) = ask(server.url())
        assert not any(connection.received for connection in server.connections)

    assert verdict(report) == ("unreachable", "tls-untrusted")


@pytest.mark.parametrize("status", ["abc", ""])
def test_an_http2_server_whose_status_is_no_number(ask, only_h2, status):
    """64 and 74: what a server does never ends the run."""
    with Server(secured(only_h2, lambda connection: http2(connection, status))) as server:
        (report,) = ask(server.url())

    assert report.verdict == "unreachable"


def test_http2_without_encryption(ask):
    """74: no browser would speak it there."""
    with Server(http2) as server:
        (report,) = ask(server.url(scheme="http"))

    assert verdict(report) == ("unreachable", "http2-required")
    assert report.detail == "it speaks HTTP/2 only"
    assert len(server.connections) == 1


# 72: whom the system trusts


def test_an_authority_that_the_system_does_not_know(ask, good, monkeypatch):
    """72: the same server that is fine where its authority is known."""
    monkeypatch.setenv("SSL_CERT_FILE", certifi.where())
    with Server(secured(good)) as server:
        (report,) = ask(server.url())

    assert verdict(report) == ("unreachable", "tls-untrusted")


def test_a_system_without_a_store_trusts_whom_mozilla_trusts(tmp_path, monkeypatch):
    """72: such as a small container."""
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "missing.pem"))
    (tmp_path / "empty").mkdir()
    mozilla = ssl.create_default_context(cafile=certifi.where()).get_ca_certs()
    # Where truststore would look on: the machine of the test has some of these.
    monkeypatch.setattr("citecheck.web.tls._USUAL_STORES", (str(tmp_path / "none.pem"),))

    for folder in ("empty", "missing"):
        monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path / folder))
        assert trusting_context().get_ca_certs() == mozilla


# 72: what a certificate says of itself


def der(leaf: trustme.LeafCert) -> bytes:
    return ssl.PEM_cert_to_DER_cert(leaf.cert_chain_pems[0].bytes().decode())


REAL = der(trustme.CA().issue_cert("good.test", "*.good.test", "bücher.test", "10.1.2.3"))


def field(tag: int, *content: bytes) -> bytes:
    joined = b"".join(content)
    assert len(joined) < 128
    return bytes([tag, len(joined)]) + joined


def small(*extensions: bytes) -> bytes:
    """As much of a certificate as is read."""
    time = field(0x17, b"200101000000Z")
    return field(0x30, field(0x30, field(0x30, time, time), *extensions))


ALT_NAME = bytes.fromhex("0603551d11")
NO_EXTENSIONS = small(field(0xA3))
NAMELESS = small(field(0xA3, field(0x30, field(0x30, ALT_NAME, field(0x04)))))
IN_PARTS = small(field(0xA3, field(0x30, field(0x30, ALT_NAME, field(0x24, field(0x04, field(0x30)))))))


def test_a_certificate_gives_its_dates_and_names():
    assert read_certificate(REAL) == Certificate(
        datetime(2000, 1, 1, tzinfo=UTC),
        datetime(3000, 1, 1, tzinfo=UTC),
        ("good.test", "*.good.test", "xn--bcher-kva.test"),
    )


@pytest.mark.parametrize(
    "end",
    [
        datetime(2049, 12, 31, 23, 59, 59, tzinfo=UTC),
        datetime(2050, 1, 1, tzinfo=UTC),
        datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC),
    ],
    ids=["UTCTime", "GeneralizedTime", "never"],
)
def test_dates_before_and_after_2050(authority, end):
    """RFC 5280, 4.1.2.5: the two encodings."""
    found = read_certificate(der(authority.issue_cert("good.test", not_after=end)))

    assert found is not None
    assert (found.begins, found.ends) == (datetime(2000, 1, 1, tzinfo=UTC), end)


def test_dates_of_the_last_century(authority):
    """RFC 5280, 4.1.2.5.1: years from 50 on are of the 20th century."""
    begin = datetime(1950, 1, 1, tzinfo=UTC)

    found = read_certificate(der(authority.issue_cert("good.test", not_before=begin)))

    assert found is not None
    assert found.begins == begin


def test_a_certificate_without_names():
    found = read_certificate(small())

    assert found is not None
    assert found.names == ()


@pytest.mark.parametrize("data", [NO_EXTENSIONS, NAMELESS, IN_PARTS], ids=["no-extensions", "nameless", "in-parts"])
def test_a_certificate_whose_names_cannot_be_read(data):
    found = read_certificate(data)

    assert found is None or found.names == ()


def test_no_truncation_of_a_certificate_is_read():
    assert all(read_certificate(REAL[:length]) is None for length in range(len(REAL)))


@given(st.binary() | st.binary().map(lambda data: b"\x30\x82" + len(data).to_bytes(2, "big") + data))
def test_whatever_the_bytes_there_is_no_exception(data):
    read_certificate(data)


@given(st.integers(0, len(REAL)), st.integers(0, 8), st.binary(max_size=8))
@example(REAL.index(ALT_NAME) + 8, 1, b"\x05")  # behind the mark that it is critical: the tag of its value
def test_whatever_is_changed_there_is_no_exception(start, length, data):
    read_certificate(REAL[:start] + data + REAL[start + length :])


# Helpers


def once(first: Behaviour, then: Behaviour) -> Behaviour:
    """One behaviour for the first connection, another for the rest."""
    behaviours = iter([first])

    def behave(connection: Connection) -> None:
        next(behaviours, then)(connection)

    return behave


def expired_authority(parent: trustme.CA) -> trustme.CA:
    """An authority below another one, whose certificate ended in 2019."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject_key = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    trusted = x509.load_pem_x509_certificate(parent.cert_pem.bytes())
    certificate = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Expired")]))
        .issuer_name(trusted.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime(2000, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2019, 1, 1, tzinfo=UTC))
        .add_extension(subject_key, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(parent._private_key, hashes.SHA256())
    )
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    child = trustme.CA.from_pem(certificate.public_bytes(Encoding.PEM), pem)
    child.parent_cert = parent
    return child
