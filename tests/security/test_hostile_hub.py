"""What a laptop makes of a hub that means harm, or of something that answers in its place."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import msgspec
import pytest
import zstandard

from app.model.errors import Fault
from sync import protocol
from sync.client.remote import HttpRemote
from sync.protocol import Meet, Problem

ASK = Meet(protocol.VERSION, "test", 1, bytes(16), 0, bytes(16), 0)
PACKED = "application/msgpack"


class Liar(ThreadingHTTPServer):
    """Answers every request with the same bytes, sealed as the protocol wants it."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.status = 200
        self.body = b""
        self.headers: dict[str, str] = {}
        self.calls: list[str] = []


class Handler(BaseHTTPRequestHandler):
    server: Liar  # pyright: ignore[reportIncompatibleVariableOverride]

    def do_POST(self) -> None:
        self.server.calls.append(self.path)
        self.rfile.read(int(self.headers.get("Content-Length", "0")))
        question = self.headers.get(protocol.DIGEST, "")
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(len(self.server.body)))
        self.send_header(protocol.DIGEST, protocol.sealed(question, self.server.body))
        for name, held in self.server.headers.items():
            self.send_header(name, held)
        self.end_headers()
        try:
            self.wfile.write(self.server.body)
        except (BrokenPipeError, ConnectionResetError):
            return  # the laptop had read enough

    do_GET = do_POST

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is said."""


@pytest.fixture
def liar() -> Iterator[Liar]:
    made = Liar()
    thread = threading.Thread(target=made.serve_forever, daemon=True)
    thread.start()
    yield made
    made.shutdown()
    made.server_close()
    thread.join(5)


NO_SIZE = zstandard.ZstdCompressor(write_content_size=False)
DEEP = b"\x91" * 200_000
ZSTD = {"Content-Type": PACKED, "Content-Encoding": "zstd"}
PLAIN = {"Content-Type": PACKED}


@pytest.mark.parametrize("status", [200, 403, 500])
@pytest.mark.parametrize(
    ("body", "headers"),
    [
        pytest.param(zstandard.compress(b"\0" * (1 << 27)), ZSTD, id="128 MiB packed"),
        pytest.param(NO_SIZE.compress(b"\0" * (1 << 24)), ZSTD, id="size not said"),
        pytest.param(b"\x28\xb5\x2f\xfd\xa0\x00\x00\x00\x40" + b"\0" * 20, ZSTD, id="says 1 GiB"),
        pytest.param(zstandard.compress(b"\0" * 900)[:-4], ZSTD, id="cut off"),
        pytest.param(b"\0" * ((4 << 20) + 9), PLAIN, id="more than 4 MiB"),
        pytest.param(DEEP, PLAIN, id="200,000 deep"),
        pytest.param(zstandard.compress(DEEP), ZSTD, id="200,000 deep, packed"),
        pytest.param(b"\xdd\xff\xff\xff\xff", PLAIN, id="array of 4,000,000,000"),
        pytest.param(b"\xc6\xff\xff\xff\xff", PLAIN, id="4 GB that are not there"),
        pytest.param(b"\x94\xa1\xff\xa1\xff\xa1\xff\x80", PLAIN, id="no UTF-8"),
        pytest.param(b"", PLAIN, id="nothing"),
        pytest.param(b"<html>login</html>", {"Content-Type": "text/html"}, id="a portal"),
        pytest.param(b"{}", {"Content-Type": "application/json"}, id="another type"),
        pytest.param(b"\x90", {**PLAIN, "Content-Encoding": "gzip"}, id="another packing"),
    ],
)
def test_every_answer_is_refused_by_name(
    liar: Liar, status: int, body: bytes, headers: dict[str, str]
) -> None:
    liar.status, liar.body, liar.headers = status, body, headers
    remote = HttpRemote(f"http://127.0.0.1:{liar.server_port}", "token")
    with pytest.raises(Fault) as told:
        remote.meet(ASK)
    assert str(told.value)
    assert len(str(told.value)) < 2_000


def test_a_redirect_takes_the_token_nowhere(liar: Liar) -> None:
    elsewhere = Liar()
    thread = threading.Thread(target=elsewhere.serve_forever, daemon=True)
    thread.start()
    try:
        liar.status = 307
        liar.headers = {"Location": f"http://127.0.0.1:{elsewhere.server_port}/v1/meet"}
        with pytest.raises(Fault):
            HttpRemote(f"http://127.0.0.1:{liar.server_port}", "token").meet(ASK)
        assert elsewhere.calls == []
    finally:
        elsewhere.shutdown()
        elsewhere.server_close()
        thread.join(5)


def test_what_a_hub_says_is_text_and_never_a_template_of_ours(liar: Liar) -> None:
    """A message with names in braces is filled with what came with it and nothing else."""
    problem = Problem("forbidden", "{why} {self} {0.__class__}", "{x}", {"why": "{why}" * 3})
    liar.status, liar.headers = 403, PLAIN
    liar.body = msgspec.msgpack.encode(problem)
    with pytest.raises(Fault) as told:
        HttpRemote(f"http://127.0.0.1:{liar.server_port}", "token").meet(ASK)
    assert str(told.value) == "{why}{why}{why} {self} {0.__class__}"
