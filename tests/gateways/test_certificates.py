"""Certificates against real TLS servers on loopback: good ones, and each kind of bad one, in words."""

from __future__ import annotations

import datetime
import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from gatewaydesk.errors import GatewayProblem, Unreachable
from gatewaydesk.gateways import certificates
from gatewaydesk.gateways.base import CancelToken
from gatewaydesk.gateways.transport import Transport
from gatewaydesk.services.settings import keep_settings, settings_of, trust_as_set
from gatewaydesk.store import Store

x509 = pytest.importorskip("cryptography.x509", reason="needs cryptography to make certificates")

SECRET = {"x-client-id": "cL7" * 12}
NOW = datetime.datetime.now(datetime.UTC)
DAY = datetime.timedelta(days=1)


class Authority:
    """A certificate authority of the test's own."""

    def __init__(self, folder: Path) -> None:
        from cryptography.hazmat.primitives.asymmetric import ec

        self.folder = folder
        self.name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Hospital authority")])
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.certificate = self._signed(self.name, self.key, self.name, self.key, [(True, None)], NOW - DAY, NOW + DAY)
        self.file = folder / "authority.pem"
        self.file.write_bytes(self._pem(self.certificate))

    def server(self, *names: str, until: Any = None, since: Any = None, alone: bool = False) -> Path:
        """A file with key and certificate for a server of these names."""
        from cryptography.hazmat.primitives import serialization
        from cryptography.hazmat.primitives.asymmetric import ec

        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "server")])
        issuer, signer = (subject, key) if alone else (self.name, self.key)
        made = self._signed(subject, key, issuer, signer, [(False, names)], since or NOW - DAY, until or NOW + DAY)
        plain = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        file = self.folder / f"{'-'.join(names)}-{len(list(self.folder.iterdir()))}.pem"
        file.write_bytes(plain + self._pem(made))
        return file

    def _signed(self, subject: Any, key: Any, issuer: Any, signer: Any, more: Any, since: Any, until: Any) -> Any:
        from cryptography.hazmat.primitives import hashes

        ((is_authority, names),) = more
        made = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key.public_key())
        made = made.serial_number(x509.random_serial_number()).not_valid_before(since).not_valid_after(until)
        made = made.add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        if names:
            found = [
                x509.IPAddress(ipaddress.ip_address(name)) if name[0].isdigit() else x509.DNSName(name)
                for name in names
            ]
            made = made.add_extension(x509.SubjectAlternativeName(found), critical=False)
        return made.sign(signer, hashes.SHA256())

    @staticmethod
    def _pem(made: Any) -> bytes:
        from cryptography.hazmat.primitives.serialization import Encoding

        data: bytes = made.public_bytes(Encoding.PEM)
        return data


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(autouse=True)
def nothing_added(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in certificates._VARIABLES:
        monkeypatch.delenv(name, raising=False)
    yield
    certificates.also_trust("")


@pytest.fixture
def serve_tls() -> Iterator[Callable[..., tuple[int, list[bytes]]]]:
    listeners: list[socket.socket] = []
    threads: list[threading.Thread] = []

    def start(file: Path, version: ssl.TLSVersion | None = None) -> tuple[int, list[bytes]]:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        if version is not None:
            context.set_ciphers("ALL:@SECLEVEL=0")
            context.minimum_version = context.maximum_version = version
        listener = socket.create_server(("127.0.0.1", 0))
        listener.settimeout(10)
        received: list[bytes] = []

        def work() -> None:
            try:
                raw, _ = listener.accept()
                with raw, context.wrap_socket(raw, server_side=True) as secure:
                    received.append(secure.recv(65536))
                    secure.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}")
            except OSError:
                pass

        threads.append(threading.Thread(target=work, daemon=True))
        threads[-1].start()
        listeners.append(listener)
        return listener.getsockname()[1], received

    yield start
    for listener in listeners:
        listener.close()
    for thread in threads:
        thread.join(5)


def call(port: int, host: str = "localhost") -> Any:
    caller = Transport(f"https://{host}:{port}", SECRET, connect_timeout=5, read_timeout=5, retries=0)
    return caller.get("/", cancel=CancelToken())


def test_an_own_authority_is_trusted_when_the_settings_name_it(authority: Authority, serve_tls: Any) -> None:
    file = authority.server("localhost")
    port, received = serve_tls(file)
    with pytest.raises(Unreachable, match="does not know the authority"):
        call(port)
    assert received == []
    with Store.open() as store:
        keep_settings(store, {**settings_of(store), "certificates": str(authority.file)})
        port, received = serve_tls(file)
        assert call(port).status == 200 and SECRET["x-client-id"].encode() in received[0]
        keep_settings(store, {name: value for name, value in settings_of(store).items() if name != "certificates"})
        port, received = serve_tls(file)
        with pytest.raises(Unreachable, match="does not know the authority"):
            call(port)
        assert received == []


def test_the_settings_are_remembered_by_the_next_start(authority: Authority, serve_tls: Any) -> None:
    with Store.open() as store:
        keep_settings(store, {"certificates": str(authority.file)})
    certificates.also_trust("")
    with Store.open() as store:
        trust_as_set(store)
    port, _ = serve_tls(authority.server("localhost"))
    assert call(port).status == 200


@pytest.mark.parametrize("kind", ["missing", "no certificate", "a pipe"])
def test_an_authority_that_cannot_be_read_is_said_and_not_kept(kind: str, tmp_path: Path) -> None:
    import os

    place = tmp_path / "authority.pem"
    if kind == "no certificate":
        place.write_text("hello")
    elif kind == "a pipe":
        os.mkfifo(place)
    with Store.open() as store:
        with pytest.raises(GatewayProblem, match="certificate authority in the settings could not be read"):
            keep_settings(store, {"certificates": str(place), "theme": "dark"})
        assert settings_of(store)["theme"] == "system" and settings_of(store)["certificates"] == ""
    certificates.trusted_context()


@pytest.mark.parametrize(
    ("names", "options", "host", "words", "todo"),
    [
        (["localhost"], {"until": NOW - DAY / 2}, "localhost", "it has expired", "Check the date of this computer"),
        (["localhost"], {"since": NOW + DAY / 2}, "localhost", "not valid yet", "Check the date of this computer"),
        (["localhost"], {"alone": True}, "localhost", "self-signed", "organisation inspects traffic"),
        (["example.org"], {}, "localhost", "belongs to another address", "Check the address"),
        (["localhost"], {}, "127.0.0.1", "belongs to another address", "Check the address"),
    ],
)
def test_each_flaw_of_a_certificate_has_its_own_words(
    authority: Authority, serve_tls: Any, names: list[str], options: Any, host: str, words: str, todo: str
) -> None:
    certificates.also_trust(str(authority.file))
    port, received = serve_tls(authority.server(*names, **options))
    with pytest.raises(Unreachable, match=words) as caught:
        call(port, host)
    assert todo in caught.value.todo and f"{host}:{port}" in caught.value.what
    assert received == []


def test_an_address_by_number_has_its_own_certificate(authority: Authority, serve_tls: Any) -> None:
    certificates.also_trust(str(authority.file))
    port, _ = serve_tls(authority.server("127.0.0.1"))
    assert call(port, "127.0.0.1").status == 200


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion")
def test_old_encryption_is_not_spoken(authority: Authority, serve_tls: Any) -> None:
    certificates.also_trust(str(authority.file))
    port, received = serve_tls(authority.server("localhost"), ssl.TLSVersion.TLSv1_1)
    with pytest.raises(Unreachable, match="secure connection"):
        call(port)
    assert received == []


def test_a_flaw_that_is_not_in_the_table_is_told_as_the_system_words_it() -> None:
    error = ssl.SSLCertVerificationError()
    error.verify_code, error.verify_message = 999, "{odd} flaw"
    what, todo = certificates.refused_in_words(error, "x.org")
    assert what == "The certificate of x.org was not accepted (odd flaw)." and todo
