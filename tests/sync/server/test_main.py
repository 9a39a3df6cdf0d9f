"""The hub as a program: what it prints, when it ends, and its backups."""

from __future__ import annotations

import hashlib
import ipaddress
import json
import os
import signal
import socket
import ssl
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from app.model import ids
from sync import protocol
from sync.client.remote import HttpRemote
from sync.protocol import Join
from tests.sync.server.conftest import Time
from tests.sync.server.hands import Pen, insert, shown

ROOT = Path(__file__).parents[3]


def start(*words: str, stdin: int | None = subprocess.DEVNULL) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "sync.server", *words],
        stdin=stdin,
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )


@contextmanager
def serving(*words: str) -> Iterator[tuple[subprocess.Popen[bytes], dict[str, Any]]]:
    child = start("serve", *words)
    assert child.stdout is not None
    try:
        yield child, json.loads(child.stdout.readline())
    finally:
        child.kill()
        child.wait()
        child.stdout.close()


def once(*words: str) -> tuple[int, dict[str, Any]]:
    child = start(*words, "--json")
    told = child.communicate(timeout=30)[0]
    return child.returncode, json.loads(told)


def enter(ready: dict[str, Any]) -> tuple[str, bytes]:
    ask = Join(protocol.VERSION, os.urandom(16), "laptop", "张伟", None, None)
    joined = HttpRemote(ready["url"]).join(ready["owner_code"], ask)
    return joined.token, joined.person


def test_it_serves_until_it_is_told_to_stop(tmp_path: Path) -> None:
    with serving("--data", str(tmp_path / "hub")) as (child, ready):
        assert set(ready) == {"ok", "url", "epoch", "owner_code"}
        assert ready["url"].startswith("http://127.0.0.1:")
        token, _ = enter(ready)
        pen = Pen(HttpRemote(ready["url"], token), Time())
        channel = os.urandom(16)
        assert pen.write("org", insert("channel", channel, name="抖音")) == (1, "")
        second = once("serve", "--data", str(tmp_path / "hub"))
        assert (second[0], second[1]["error"]["code"]) == (4, "busy")
        child.send_signal(signal.SIGTERM)
        assert child.wait(15) == 0
    with serving("--data", str(tmp_path / "hub")) as (_, again):
        assert again["epoch"] == ready["epoch"]
        assert "owner_code" not in again
        remote = HttpRemote(again["url"], token)
        assert shown(remote, "org", "channel", channel) == {"name": "抖音"}


def test_somebody_who_listens_does_not_keep_it_from_ending(tmp_path: Path) -> None:
    with serving("--data", str(tmp_path / "hub")) as (child, ready):
        token, _ = enter(ready)
        headers = {"Authorization": f"Bearer {token}"}
        with requests.get(
            f"{ready['url']}/v1/events", headers=headers, stream=True, timeout=10
        ) as reply:
            assert reply.status_code == 200
            child.send_signal(signal.SIGTERM)
            assert child.wait(4) == 0


def test_the_desktop_founds_its_hub_by_pipe_and_takes_it_along(tmp_path: Path) -> None:
    workspace, person = bytes(ids.Ids().new()), bytes(ids.Ids().new())
    founding = {"workspace": workspace.hex(), "person": person.hex(), "device": "desk"}
    child = start("serve", "--data", str(tmp_path / "hub"), "--establish", stdin=subprocess.PIPE)
    assert child.stdin is not None
    assert child.stdout is not None
    child.stdin.write(json.dumps(founding).encode() + b"\n")
    child.stdin.flush()
    ready = json.loads(child.stdout.readline())
    assert set(ready) == {"ok", "url", "epoch", "token"}
    ask = protocol.Meet(protocol.VERSION, "test", 1, bytes(16), 0, bytes(16), 0)
    met = HttpRemote(ready["url"], ready["token"]).meet(ask)
    assert (met.workspace, met.person, met.rank) == (workspace, person, "owner")
    child.stdin.close()
    assert child.wait(15) == 0
    child.stdout.close()


def test_on_the_network_it_needs_a_certificate(tmp_path: Path) -> None:
    for words in (("--host", "0.0.0.0"), ("--host", "192.0.2.1", "--tls-cert", "x")):
        status, told = once("serve", "--data", str(tmp_path / "hub"), *words)
        assert (status, told["error"]["code"]) == (2, "usage")
    missing = ("--tls-cert", str(tmp_path / "no.pem"), "--tls-key", str(tmp_path / "no.pem"))
    status, told = once("serve", "--data", str(tmp_path / "hub"), *missing)
    assert (status, told["error"]["code"]) == (2, "usage")
    assert once("serve")[0] == 2
    assert once("hub", "move", "a", "b")[0] == 2


def test_a_port_that_is_taken_is_named(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        status, told = once("serve", "--data", str(tmp_path / "hub"), "--port", port)
    assert (status, told["error"]["code"]) == (4, "busy")


def certificate(folder: Path) -> tuple[Path, Path, str]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "hub")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]),
            critical=False,
        )
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    cert, secret = folder / "cert.pem", folder / "key.pem"
    cert.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return cert, secret, made.fingerprint(hashes.SHA256()).hex()


def test_with_a_certificate_the_address_says_which(tmp_path: Path) -> None:
    cert, key, print_ = certificate(tmp_path)
    words = ("--data", str(tmp_path / "hub"), "--tls-cert", str(cert), "--tls-key", str(key))
    with serving(*words) as (_, ready):
        url, _, pin = ready["url"].partition("#")
        assert url.startswith("https://127.0.0.1:")
        assert pin == f"sha256={print_}"
        health = requests.get(f"{url}/v1/health", verify=str(cert), timeout=10)
        assert health.json()["epoch"] == ready["epoch"]
        shown_there = ssl.get_server_certificate(("127.0.0.1", int(url.rpartition(":")[2])))
        der = ssl.PEM_cert_to_DER_cert(shown_there)
        assert hashlib.sha256(der).hexdigest() == print_


def test_the_owners_code_goes_into_a_file_that_only_its_owner_reads(tmp_path: Path) -> None:
    file = tmp_path / "code"
    file.write_text("old")
    file.chmod(0o644)
    words = ("--data", str(tmp_path / "hub"), "--owner-code-file", str(file))
    with serving(*words) as (_, ready):
        assert file.read_text(encoding="ascii").strip() == ready["owner_code"]
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_backup_comes_back_with_a_new_epoch(tmp_path: Path) -> None:
    folder, backup = tmp_path / "hub", tmp_path / "backup.db"
    with serving("--data", str(folder)) as (_, ready):
        token, _ = enter(ready)
        pen = Pen(HttpRemote(ready["url"], token), Time())
        early, late = os.urandom(16), os.urandom(16)
        pen.write("org", insert("channel", early, name="早"))
        status, told = once("hub", "backup", str(folder), str(backup))
        assert (status, told["ok"]) == (0, True)
        pen.write("org", insert("channel", late, name="晚"))
        # Not while it serves.
        status, told = once("hub", "restore", str(folder), str(backup))
        assert (status, told["error"]["code"]) == (4, "busy")
    # It was killed: its log lies beside the file, and must not be played onto the restored one.
    assert (folder / "hub.db-wal").exists()
    status, told = once("hub", "restore", str(folder), str(backup))
    assert (status, told["ok"]) == (0, True)
    assert told["epoch"] != ready["epoch"]
    assert (folder / "hub.before.db").exists()
    with serving("--data", str(folder)) as (_, again):
        assert again["epoch"] == told["epoch"]
        remote = HttpRemote(again["url"], token)
        assert shown(remote, "org", "channel", early) == {"name": "早"}
        assert shown(remote, "org", "channel", late) is None


def test_a_file_that_is_no_backup_changes_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "hub"
    with serving("--data", str(folder)) as (child, ready):
        child.send_signal(signal.SIGTERM)
        child.wait(15)
    (tmp_path / "bad").write_bytes(b"nonsense" * 999)
    for name, code in (("bad", "bad_file"), ("nowhere", "not_found")):
        status, told = once("hub", "restore", str(folder), str(tmp_path / name))
        assert (status, told["error"]["code"]) == (3, code)
    status, told = once("hub", "backup", str(tmp_path / "nowhere"), str(tmp_path / "x"))
    assert (status, told["error"]["code"]) == (3, "not_found")
    with serving("--data", str(folder)) as (_, again):
        assert again["epoch"] == ready["epoch"]


def test_a_wrong_host_is_not_heard(tmp_path: Path) -> None:
    words = ("--data", str(tmp_path / "hub"), "--name", "hub.example.org")
    with serving(*words) as (_, ready):
        port = ready["url"].rpartition(":")[2]
        for host, status in (
            (f"127.0.0.1:{port}", 200),
            (f"localhost:{port}", 200),
            ("hub.example.org", 200),
            ("evil.example.org", 403),
            (f"evil.example.org:{port}", 403),
            (f"192.0.2.7:{port}", 403),
        ):
            reply = requests.get(
                f"http://127.0.0.1:{port}/v1/health", headers={"Host": host}, timeout=10
            )
            assert reply.status_code == status, host
        assert msgspec.msgpack.decode(reply.content, type=protocol.Problem).code == "forbidden"
