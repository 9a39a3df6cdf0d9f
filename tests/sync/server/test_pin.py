"""A hub with a certificate of its own: the client that has its fingerprint trusts it, alone."""

from __future__ import annotations

import gc
import ipaddress
import ssl
import threading
import time
import warnings
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import uvicorn
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from app.model.errors import Unavailable
from app.store import profile as profiles
from sync import protocol
from sync.client.remote import HttpRemote, Way
from sync.client.session import way_of
from sync.server import routes
from tests.sync.server.conftest import Hub

MEET = protocol.Meet(protocol.VERSION, "test", 1, bytes(16), 0, bytes(16), 0)


def certificate(folder: Path) -> tuple[Path, str]:
    """A self-signed certificate with its key in one file, and its fingerprint."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "hub")])
    now = datetime.now(UTC)
    place = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(place, critical=False)
        .sign(key, hashes.SHA256())
    )
    kind, plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    file = folder / "hub.pem"
    file.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(serialization.Encoding.PEM, kind, plain)
    )
    return file, made.fingerprint(hashes.SHA256()).hex()


@pytest.fixture
def site(tmp_path: Path) -> Iterator[tuple[Hub, str, str]]:
    hub = Hub(tmp_path, over_http=False)
    hub.begin()
    file, pin = certificate(tmp_path)
    config = uvicorn.Config(
        "", log_level="critical", port=0, lifespan="off", ws="none", ssl_certfile=file
    )
    config.timeout_graceful_shutdown = 1
    bound = config.bind_socket()
    port = bound.getsockname()[1]
    config.app = routes.app(hub.service, {f"127.0.0.1:{port}"})
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.005)
    yield hub, f"https://127.0.0.1:{port}", pin
    server.should_exit = True
    thread.join(10)
    hub.close()
    with warnings.catch_warnings():
        # asyncio leaves the transport of a broken handshake to the collector; not in a later test.
        warnings.simplefilter("ignore", ResourceWarning)
        del server, config, bound
        gc.collect()


def test_the_pinned_certificate_is_trusted_and_no_other(site: tuple[Hub, str, str]) -> None:
    hub, url, pin = site
    remote = HttpRemote(f"{url}#sha256={pin}", hub.owner_token)
    assert remote.meet(MEET).person == hub.owner
    wrong = ("0" if pin[0] != "0" else "1") + pin[1:]
    for address in (f"{url}#sha256={wrong}", url, f"{url}#sha256="):
        with pytest.raises(Unavailable) as caught:
            HttpRemote(address, hub.owner_token).meet(MEET)
        assert caught.value.code == "offline"


def test_the_authority_of_a_file_is_trusted_beside_the_systems(
    site: tuple[Hub, str, str], tmp_path: Path
) -> None:
    hub, url, _ = site
    way = Way(authority=str(tmp_path / "hub.pem"))
    assert HttpRemote(url, hub.owner_token, way).meet(MEET).person == hub.owner
    for broken in ("none.pem", "hub.db"):
        with pytest.raises(Unavailable) as caught:
            HttpRemote(url, hub.owner_token, Way(authority=str(tmp_path / broken))).meet(MEET)
        assert broken in str(caught.value.params["file"])


def test_a_proxy_is_asked_for_what_is_elsewhere_and_not_for_this_computer(tmp_path: Path) -> None:
    asked: list[str] = []

    class Proxy(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(self.path)
            self.send_error(502)

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Proxy) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        way = Way(proxy=f"http://127.0.0.1:{server.server_address[1]}")
        for url in ("http://hub.invalid:8000", "http://127.0.0.1:9"):
            with pytest.raises(Unavailable):
                HttpRemote(url, "token", way).meet(MEET)
        server.shutdown()
        thread.join(10)
    assert asked == ["http://hub.invalid:8000/v1/meet"]
    profile = profiles.load(tmp_path).saved(proxy=way.proxy)
    assert way_of(profiles.load(profile.folder)) == way


def test_nothing_is_said_to_a_hub_with_another_certificate(
    site: tuple[Hub, str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    hub, url, pin = site
    sent: list[bytes] = []
    plain = ssl.SSLSocket.sendall

    def sendall(self: ssl.SSLSocket, data: bytes, flags: int = 0) -> None:
        sent.append(bytes(data))
        plain(self, data, flags)

    monkeypatch.setattr(ssl.SSLSocket, "sendall", sendall)
    with pytest.raises(Unavailable):
        HttpRemote(f"{url}#sha256={'0' * 64}", hub.owner_token).meet(MEET)
    assert sent == []
    HttpRemote(f"{url}#sha256={pin}", hub.owner_token).meet(MEET)
    assert hub.owner_token.encode() in b"".join(sent)
