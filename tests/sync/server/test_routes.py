"""The hub over HTTP: deaf to browsers, bounded, and clear in what it refuses."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
import requests
import zstandard

from sync import protocol
from sync.client.remote import HttpRemote
from sync.protocol import Problem, RevokeAsk
from tests.sync.server.conftest import Hub
from tests.sync.server.hands import insert

PACKED = "application/msgpack"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Hub]:
    made = Hub(tmp_path, over_http=True)
    made.begin()
    yield made
    made.close()


def post(site: Hub, name: str = "meet", data: bytes = b"", **headers: str) -> requests.Response:
    usual = {"Authorization": f"Bearer {site.owner_token}", "Content-Type": PACKED}
    sent = {k.replace("_", "-"): v for k, v in headers.items()}
    return requests.post(f"{site.url}/v1/{name}", data=data, headers={**usual, **sent}, timeout=10)


def meeting(site: Hub) -> bytes:
    ask = protocol.Meet(protocol.VERSION, "test", 1, bytes(16), 0, bytes(16), 0)
    return msgspec.msgpack.encode(ask)


def problem(reply: requests.Response) -> tuple[int, str]:
    told = msgspec.msgpack.decode(reply.content, type=Problem)
    return reply.status_code, told.code


def test_a_good_call(site: Hub) -> None:
    reply = post(site, data=meeting(site))
    assert reply.status_code == 200
    assert reply.headers["Content-Type"] == PACKED
    assert reply.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in reply.headers
    assert not [name for name in reply.headers if name.startswith("Access-Control")]
    met = msgspec.msgpack.decode(reply.content, type=protocol.Met)
    assert met.workspace == site.workspace


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "127.0.0.1:1", "localhost:80", ""])
def test_a_foreign_host_is_not_answered(site: Hub, host: str) -> None:
    assert problem(post(site, data=meeting(site), Host=host)) == (403, "forbidden")
    health = requests.get(f"{site.url}/v1/health", headers={"Host": host}, timeout=10)
    assert health.status_code == 403


@pytest.mark.parametrize("name", ["meet", "push", "pull", "rows", "fetch", "adopt", "join"])
@pytest.mark.parametrize("word", ["", "Bearer", "Bearer ", "Bearer x", "Basic eDp4", "Code"])
def test_without_a_good_word_nobody_comes_in(site: Hub, name: str, word: str) -> None:
    reply = post(site, name, meeting(site), Authorization=word)
    assert problem(reply) in {(401, "forbidden"), (422, "invalid")}
    assert reply.status_code == 401 or name not in {"meet", "adopt", "join"}


@pytest.mark.parametrize("kind", ["", "text/plain", "application/json", "multipart/form-data"])
def test_another_content_type_is_refused(site: Hub, kind: str) -> None:
    reply = post(site, data=meeting(site), Content_Type=kind)
    assert problem(reply) == (422, "invalid")


def test_a_page_of_the_web_gets_no_leave_to_ask(site: Hub) -> None:
    headers = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
    reply = requests.options(f"{site.url}/v1/meet", headers=headers, timeout=10)
    assert reply.status_code == 405
    assert not [name for name in reply.headers if name.startswith("Access-Control")]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        pytest.param(zstandard.compress(b"\0" * (1 << 26)), (413, "too_large"), id="64 MiB packed"),
        pytest.param(
            b"\x28\xb5\x2f\xfd\xa0\x00\x00\x00\x40" + b"\0" * 20,
            (413, "too_large"),
            id="says 1 GiB",
        ),
        pytest.param(
            zstandard.ZstdCompressor(write_content_size=False).compress(b"\0" * 100),
            (413, "too_large"),
            id="says nothing",
        ),
        pytest.param(b"no zstd at all", (422, "invalid"), id="no zstd"),
        pytest.param(zstandard.compress(b"\0" * 90)[:-3], (422, "invalid"), id="cut off"),
    ],
)
def test_a_bomb_is_not_unpacked(site: Hub, data: bytes, code: tuple[int, str]) -> None:
    assert problem(post(site, data=data, Content_Encoding="zstd")) == code


def test_other_packings_are_refused(site: Hub) -> None:
    assert problem(post(site, data=b"x", Content_Encoding="gzip")) == (422, "invalid")


def test_too_much_is_refused_with_and_without_a_length(site: Hub) -> None:
    much = b"\0" * (protocol.MAX_PAGE_BYTES + 1)
    assert problem(post(site, data=much)) == (413, "too_large")

    def drip() -> Iterator[bytes]:
        for _ in range(5):
            yield b"\0" * (1 << 20)

    reply = requests.post(
        f"{site.url}/v1/meet",
        data=drip(),
        headers={"Authorization": f"Bearer {site.owner_token}", "Content-Type": PACKED},
        timeout=10,
    )
    assert problem(reply) == (413, "too_large")


@pytest.mark.parametrize(
    "data",
    [b"", b"\xc1", b"\x91" * 100_000, b"\x80", msgspec.msgpack.encode([1, "x"]), b"\xa1\xff"],
)
@pytest.mark.parametrize("name", ["meet", "push", "pull", "join"])
def test_nonsense_is_refused_by_name(site: Hub, name: str, data: bytes) -> None:
    word = "Code " + "A" * 26 if name == "join" else f"Bearer {site.owner_token}"
    assert problem(post(site, name, data, Authorization=word)) == (422, "invalid")


def test_small_answers_are_plain_and_large_ones_packed(site: Hub) -> None:
    pen = site.pen()
    rows = [insert("channel", site.new(), name=f"渠道 {i}") for i in range(50)]
    pen.write("org", *rows)
    ask = msgspec.msgpack.encode(protocol.RowsAsk("", "org", b"", 1 << 20))
    plain = post(site, "rows", ask, Accept_Encoding="identity")
    assert "Content-Encoding" not in plain.headers
    page = msgspec.msgpack.decode(plain.content, type=protocol.RowsPage)
    assert len(page.rows) == 50
    assert (
        HttpRemote(site.url, site.owner_token).rows(protocol.RowsAsk("", "org", b"", 1 << 20))
        == page
    )


def test_what_is_not_there_is_no_fault(site: Hub) -> None:
    headers = {"Authorization": f"Bearer {site.owner_token}"}
    assert requests.get(f"{site.url}/v1/meet", headers=headers, timeout=10).status_code == 405
    assert requests.get(f"{site.url}/", headers=headers, timeout=10).status_code == 404
    health = requests.get(f"{site.url}/v1/health", timeout=10)
    assert health.json()["epoch"] == site.service.epoch


def listen(site: Hub, token: str, heard: list[protocol.Hint], ready: threading.Event) -> None:
    with requests.get(
        f"{site.url}/v1/events",
        headers={"Authorization": f"Bearer {token}"},
        stream=True,
        timeout=10,
    ) as reply:
        assert reply.headers["Content-Type"].startswith("text/event-stream")
        for line in reply.iter_lines():
            ready.set()
            if line.startswith(b"data: "):
                heard.append(msgspec.json.decode(line[6:], type=protocol.Hint))


def test_hints_come_soon_and_to_more_listeners_than_there_are_threads(site: Hub) -> None:
    guest = site.invite("guest").token
    heard: list[list[protocol.Hint]] = [[] for _ in range(61)]
    ready = [threading.Event() for _ in heard]
    tokens = [site.owner_token] * 60 + [guest]
    listeners = [
        threading.Thread(target=listen, args=(site, *args), daemon=True)
        for args in zip(tokens, heard, ready, strict=True)
    ]
    for thread in listeners:
        thread.start()
    assert all(event.wait(10) for event in ready)
    site.pen().write("org", insert("channel", site.new(), name="抖音"))
    until = time.monotonic() + 10
    while time.monotonic() < until and not all(heard[:60]):
        time.sleep(0.01)
    seq = next(h.seq for h in site.heads(site.owner_token) if h.bucket == "org")
    assert all(hints == [protocol.Hint("org", seq)] for hints in heard[:60])
    assert heard[60] == []
    site.service.bell.close()
    for thread in listeners:
        thread.join(10)
        assert not thread.is_alive()


def test_in_process_hints_end_with_the_hub(near: Hub) -> None:
    joined = near.invite()
    hints = near.remote(joined.token).events()
    pen = near.pen()

    def later() -> None:
        time.sleep(0.05)
        pen.write("org", insert("channel", near.new(), name="抖音"))

    thread = threading.Thread(target=later)
    thread.start()
    assert next(hints).bucket == "org"
    thread.join()
    near.remote(near.owner_token).revoke(RevokeAsk(joined.person, None))
    assert next(hints) == protocol.Hint("", 0)
    near.service.bell.close()
    assert list(hints) == []


def test_events_need_a_good_token(site: Hub) -> None:
    for word in ("", "Bearer x"):
        reply = requests.get(f"{site.url}/v1/events", headers={"Authorization": word}, timeout=10)
        assert problem(reply) == (401, "forbidden")
