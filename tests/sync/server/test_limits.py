"""What a hub does not let anybody do to it: fill it, hold it, or read on after the end."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest
import requests
from sqlalchemy import update

from app.model import registry
from app.model.change import Body, Part
from app.model.errors import Refused
from app.sql.backup import write_backup
from app.sql.open import open_conn
from sync import protocol
from sync.client.remote import HttpRemote
from sync.protocol import Accepted, Cursor, Join, Pull, RevokeAsk
from sync.server import routes
from sync.server.bell import Bell
from sync.server.tables import STORE
from tests.sync.server.conftest import Hub
from tests.sync.server.hands import ZERO, bucket, change, insert

ROOT = Path(__file__).parents[3]


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Hub]:
    made = Hub(tmp_path, over_http=True)
    made.begin()
    yield made
    made.close()


def soon(is_so: Callable[[], bool], limit_s: float = 5) -> bool:
    until = time.monotonic() + limit_s
    while not is_so() and time.monotonic() < until:
        time.sleep(0.01)
    return is_so()


def listeners(hub: Hub) -> int:
    return len(hub.service.bell._listeners)  # noqa: SLF001 - what must not grow


def stream(site: Hub, token: str) -> requests.Response:
    headers = {"Authorization": f"Bearer {token}"}
    return requests.get(f"{site.url}/v1/events", headers=headers, stream=True, timeout=5)


def test_who_hung_up_is_forgotten_and_no_thread_waits_for_them(site: Hub) -> None:
    before = threading.active_count()
    replies = [stream(site, site.owner_token) for _ in range(20)]
    assert soon(lambda: listeners(site) == 20)
    assert threading.active_count() - before <= routes.READERS
    for reply in replies:
        reply.close()
    assert soon(lambda: listeners(site) == 0)


def test_who_vanished_without_a_word_is_noticed_at_a_sign_of_life(
    site: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(routes, "HEARTBEAT_S", 0.05)
    port = int(site.url.rpartition(":")[2])
    raw = socket.create_connection(("127.0.0.1", port))
    head = f"GET /v1/events HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAuthorization: Bearer "
    raw.sendall(f"{head}{site.owner_token}\r\n\r\n".encode())
    assert soon(lambda: listeners(site) == 1)
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
    raw.close()
    assert soon(lambda: listeners(site) == 0)


def test_a_stream_ends_when_access_is_taken_away_and_does_not_begin_again(site: Hub) -> None:
    joined = site.invite()
    with stream(site, joined.token) as reply:
        lines = reply.iter_lines()
        assert next(lines) == b": here"
        site.remote(site.owner_token).revoke(RevokeAsk(joined.person, None))
        told = [line for line in lines if line.startswith(b"data: ")]
    assert told == [b'data: ["",0]']
    assert soon(lambda: listeners(site) == 0)
    refused = stream(site, joined.token)
    assert refused.status_code == 403


def test_rings_between_two_looks_are_not_lost(site: Hub) -> None:
    heard: list[protocol.Hint] = []
    remote = HttpRemote(site.url, site.owner_token)

    def listen() -> None:
        heard.extend(iter(remote.events()))

    thread = threading.Thread(target=listen, daemon=True)
    thread.start()
    assert soon(lambda: listeners(site) == 1)
    pen = site.pen()
    for i in range(30):
        assert pen.write("org", insert("channel", site.new(), name=f"{i}")) == (1, "")
        time.sleep(0.01)
    (head,) = [h for h in site.heads(site.owner_token) if h.bucket == "org"]
    last = protocol.Hint("org", head.seq)
    assert soon(lambda: bool(heard) and heard[-1] == last)
    assert 1 < len(heard) < 30
    site.service.bell.close()
    thread.join(5)


def test_a_bell_rings_for_all_and_wakes_who_waits() -> None:
    bell, heard = Bell(), [0, 0]
    ends = [bell.listen(lambda i=i: heard.__setitem__(i, heard[i] + 1)) for i in (0, 1)]
    bell.ring()
    ends[0]()
    bell.ring()
    assert heard == [1, 2]
    assert bell.wait(0, 5) == 2
    assert bell.wait(2, 0.01) == 2
    threading.Timer(0.05, bell.ring).start()
    assert bell.wait(2, 5) == 3
    bell.close()
    assert bell.wait(3, 60) == 3


@pytest.mark.parametrize("name", ["meet", "join", "adopt", "health", "events"])
def test_no_answer_is_kept_on_the_way(site: Hub, name: str) -> None:
    call = requests.get if name in {"health", "events"} else requests.post
    for host in (site.url.removeprefix("http://"), "evil.example"):
        reply = call(f"{site.url}/v1/{name}", headers={"Host": host}, timeout=5)
        assert reply.headers["Cache-Control"] == "no-store"


def test_a_long_label_does_not_fill_many_buckets(near: Hub) -> None:
    pen = near.pen(near.invite().token)
    rows = [near.new() for _ in range(50)]
    parts = tuple(Part(bucket(r), (insert("campaign", r, name="x"),)) for r in rows)
    body = Body(1, near.clock() << 16, "长" * 100_000, 1, parts)
    (verdict,) = pen.push(msgspec.msgpack.encode(body)).verdicts
    assert (verdict.code, verdict.detail) == (Accepted.QUARANTINED, "invalid")
    body = Body(1, near.clock() << 16, "长" * 4_000, 1, parts[:2])
    assert pen.push(msgspec.msgpack.encode(body)).verdicts[0].code == Accepted.APPLIED


@pytest.mark.parametrize("ask", ["rows", "digest", "fetch", "pull"])
def test_a_revoked_device_reads_nothing(site: Hub, ask: str) -> None:
    campaign, task = site.new(), site.new()
    pen = site.pen()
    pen.write(bucket(campaign), insert("campaign", campaign, name="机密"))
    pen.write(bucket(campaign), insert("task", task, campaign=campaign, name="机密"))
    joined = site.invite()
    remote = site.remote(joined.token)
    name = bucket(campaign)
    asks: dict[str, Callable[[], object]] = {
        "rows": lambda: remote.rows(protocol.RowsAsk("", name, b"", 99_999)),
        "digest": lambda: remote.digest(protocol.DigestAsk(name, b"")),
        "fetch": lambda: remote.fetch(protocol.FetchAsk(name, ((12, task),))),
        "pull": lambda: remote.pull(Pull("", (Cursor(name, 0, ZERO),), 99_999)),
    }
    assert "机密".encode() in msgspec.msgpack.encode(asks[ask]()) or ask == "digest"
    site.remote(site.owner_token).revoke(RevokeAsk(joined.person, None))
    if ask == "pull":
        told = remote.pull(Pull("", (Cursor(name, 0, ZERO),), 99_999))
        assert (told.pages, told.heads, told.diverged, told.authors) == ((), (), (), {})
        return
    with pytest.raises(Refused) as caught:
        asks[ask]()
    assert caught.value.code == "forbidden"


def test_nobody_writes_after_the_end_of_their_access(site: Hub) -> None:
    campaign, task = site.new(), site.new()
    pen = site.pen()
    pen.write(bucket(campaign), insert("campaign", campaign, name="活动"))
    pen.write(bucket(campaign), insert("task", task, campaign=campaign, name="先"))
    joined = site.invite()
    theirs = site.pen(joined.token)
    site.remote(site.owner_token).revoke(RevokeAsk(joined.person, None))
    before = site.heads(site.owner_token)
    for op in (change("task", task, name="后"), insert("campaign", campaign)):
        assert theirs.write(bucket(campaign), op) == (Accepted.QUARANTINED, "revoked")
    assert site.heads(site.owner_token) == before


def test_a_newer_hubs_file_is_not_adopted(tmp_path: Path) -> None:
    for name in ("own", "team"):
        (tmp_path / name).mkdir()
    own, team = (Hub(tmp_path / name, over_http=False) for name in ("own", "team"))
    own.begin()
    with own.service.writing() as connection:
        connection.execute(update(STORE).values(rev=registry.SCHEMA_REV + 1))
    conn = open_conn(own.file, read_only=True)
    write_backup(conn, tmp_path / "given.db")
    conn.close()
    code = team.service.owner_code() or ""
    ask = Join(protocol.VERSION, own.new(), "laptop", "张伟", own.workspace, own.owner)
    token = team.service.join(code, ask).token
    with pytest.raises(Refused, match="newer version"):
        team.service.adopt(token, (tmp_path / "given.db").read_bytes())
    own.close()
    team.close()


@pytest.mark.parametrize(
    "line",
    [
        "",
        "nonsense",
        "[1]",
        json.dumps({"workspace": "00", "person": "00", "device": "desk"}),
        json.dumps({"workspace": "01" * 16, "device": "desk"}),
        json.dumps({"workspace": "zz", "person": "zz", "device": "desk"}),
    ],
)
def test_a_founding_that_makes_no_sense_is_named(tmp_path: Path, line: str) -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "sync.server",
            "serve",
            "--data",
            str(tmp_path),
            "--establish",
            "--json",
        ],
        input=line.encode() + b"\n",
        capture_output=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        timeout=20,
        check=False,
    )
    assert done.returncode == 2, done.stderr.decode()
    assert json.loads(done.stdout)["error"]["code"] == "usage"
