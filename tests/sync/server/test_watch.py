"""What the hub tells about itself: health, counts, log; and that no secret is ever in them."""

from __future__ import annotations

import io
import json
import logging
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
import requests
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.model import ids
from app.model.registry import SCHEMA_REV
from sync import protocol
from sync.client.remote import HttpRemote
from sync.protocol import InviteAsk
from sync.server import log
from sync.server.metrics import BOUNDS_S, ERRORS, LISTENERS, OPERATIONS, SECONDS, VERDICTS, Metrics
from sync.server.watch import Access
from tests.sync.server.conftest import Hub
from tests.sync.server.hands import bucket, insert


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """The whole log at the level that says most, of every library too."""
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    out = io.StringIO()
    log.begin("debug", out)
    yield out
    root.handlers[:], root.level = before, level


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Hub]:
    made = Hub(tmp_path, over_http=True)
    made.begin()
    yield made
    made.close()


def said(out: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_health_says_what_runs_and_no_secret(site: Hub) -> None:
    reply = requests.get(f"{site.url}/v1/health", timeout=5)
    assert reply.headers["Content-Type"] == "application/json"
    assert reply.json() == {
        "ok": True,
        "version": protocol.VERSION,
        "schema": SCHEMA_REV,
        "epoch": site.service.epoch,
        "database": "sqlite",
    }


def test_counts_of_what_happened(site: Hub) -> None:
    pen = site.pen()
    campaign = site.new()
    pen.write(bucket(campaign), insert("campaign", campaign, name="周年庆"))
    pen.write("org", insert("task", site.new(), campaign=campaign, name="x"))
    with pytest.raises(Exception, match="not known"):
        HttpRemote(site.url, "wrong").rows(protocol.RowsAsk("", "org", b"", 1))
    page = requests.get(f"{site.url}/metrics", timeout=5)
    assert page.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    found = dict(line.rsplit(" ", 1) for line in page.text.splitlines() if line[0] != "#")
    assert found['fairway_requests_total{route="push",status="200"}'] == "2"
    assert found['fairway_requests_total{route="rows",status="401"}'] == "1"
    assert found['fairway_refused_total{code="forbidden"}'] == "1"
    assert found["fairway_pushes_total"] == "2"
    assert found["fairway_operations_total"] == "1"
    assert found['fairway_verdicts_total{verdict="applied"}'] == "1"
    assert found['fairway_verdicts_total{verdict="quarantined"}'] == "1"
    assert found['fairway_request_seconds_count{route="push"}'] == "2"
    assert found['fairway_request_seconds_bucket{route="push",le="+Inf"}'] == "2"
    assert found["fairway_listeners"] == "0"
    for secret in (site.owner_token, site.owner.hex(), campaign.hex(), ids.text_of(campaign)):
        assert secret not in page.text


def test_listeners_are_counted_while_they_listen(site: Hub) -> None:
    headers = {"Authorization": f"Bearer {site.owner_token}"}
    url = f"{site.url}/v1/events"
    with requests.get(url, headers=headers, stream=True, timeout=5) as reply:
        heard = reply.iter_lines()
        assert next(heard) == b": here"
        assert site.service.metrics.value(LISTENERS) == 1
    gone = threading.Event()
    for _ in range(100):
        site.service.bell.ring()
        if site.service.metrics.value(LISTENERS) == 0:
            break
        gone.wait(0.05)
    assert site.service.metrics.value(LISTENERS) == 0


class Caller:
    """As much of a request as the rule looks at."""

    def __init__(self, address: str, credential: str = "") -> None:
        self.client = type("Client", (), {"host": address})()
        self.headers = {"authorization": credential}


@pytest.mark.parametrize(
    ("token", "is_proxied", "address", "credential", "admitted"),
    [
        ("", False, "127.0.0.1", "", True),
        ("", False, "::1", "", True),
        ("", False, "10.0.0.7", "", False),
        ("", False, "10.0.0.7", "Bearer ", False),
        ("", True, "127.0.0.1", "", False),
        ("s3cret", True, "127.0.0.1", "Bearer s3cret", True),
        ("s3cret", False, "10.0.0.7", "Bearer s3cret", True),
        ("s3cret", False, "10.0.0.7", "Bearer other", False),
        ("s3cret", False, "127.0.0.1", "Bearer é", False),
        ("s3cret", False, "127.0.0.1", "", True),
    ],
)
def test_who_may_read_the_counts(
    token: str, is_proxied: bool, address: str, credential: str, admitted: bool
) -> None:
    rule = Access(token, is_proxied=is_proxied)
    assert rule.admits(Caller(address, credential)) is admitted  # type: ignore[arg-type]


def test_a_page_of_counts_is_what_prometheus_reads() -> None:
    metrics = Metrics()
    for seconds in (0.001, 0.3, 99.0):
        metrics.span("push", seconds)
    metrics.add(VERDICTS, "applied", by=3)
    metrics.failed("lost", again=True)
    page = metrics.text()
    assert f'{SECONDS.name}_bucket{{route="push",le="0.005"}} 1' in page
    assert f'{SECONDS.name}_bucket{{route="push",le="{BOUNDS_S[-1]}"}} 2' in page
    assert f'{SECONDS.name}_bucket{{route="push",le="+Inf"}} 3' in page
    assert f'{ERRORS.name}{{kind="lost"}} 1' in page
    assert "fairway_database_retries_total 1" in page
    assert f"{OPERATIONS.name} 0" in page
    for line in page.splitlines():
        assert line.startswith("# ") or len(line.rsplit(" ", 1)) == 2


def test_every_line_of_the_log_is_one_object(lines: io.StringIO, site: Hub) -> None:
    site.pen().write("org", insert("channel", site.new(), name="抖音"))
    (told,) = [one for one in said(lines) if one.get("route") == "push"]
    assert told["event"] == "request"
    assert told["level"] == "info"
    assert told["status"] == 200
    assert told["person"] == log.who(site.owner)
    assert len(told["request"]) == 16
    assert told["time"].endswith("Z")


def test_no_secret_is_in_the_log_however_much_it_says(lines: io.StringIO, site: Hub) -> None:
    """Tokens, codes, bodies, names, ids: not of what went well, nor of what was refused."""
    remote = site.remote(site.owner_token)
    code = remote.invite(InviteAsk("invite", "member", None, None)).code
    joined = site.door.join(code, site.ask("张伟丽"))
    channel = os.urandom(16)
    site.pen(joined.token).write("org", insert("channel", channel, name="机密项目"))
    for attempt in (code, "WRONG-CODE-7"):
        with pytest.raises(Exception, match="not valid"):
            site.door.join(attempt, site.ask("张伟丽"))
    for token in ("wrong-token-9", joined.token):
        sent = {"Authorization": f"Bearer {token}", "Content-Type": "application/msgpack"}
        requests.post(f"{site.url}/v1/push", data=b"garbage-5", headers=sent, timeout=5)
    with pytest.raises(DBAPIError), site.service.reading() as connection:
        connection.execute(text("SELECT :secret FROM nowhere"), {"secret": "parameter-3"})
    try:
        raise ValueError("in-the-exception-4")
    except ValueError as error:
        log.bug("bug", error)
        logging.getLogger("other").exception("said with %s", "argument-6")
    whole = lines.getvalue()
    secrets = [code, joined.token, site.owner_token, "WRONG-CODE-7", "wrong-token-9", "garbage-5"]
    secrets += ["张伟丽", "机密项目", "parameter-3", "in-the-exception-4", "argument-6", "Bearer"]
    secrets += [one.hex() for one in (joined.person, site.owner, channel, site.workspace)]
    secrets += [ids.text_of(one) for one in (joined.person, site.owner, channel)]
    assert [secret for secret in secrets if secret in whole] == []
    assert {"request", "bug", "library"} <= {one["event"] for one in said(lines)}


def test_an_error_of_the_database_never_shows_its_values(site: Hub) -> None:
    with pytest.raises(DBAPIError) as caught, site.service.reading() as connection:
        connection.execute(text("SELECT :secret FROM nowhere"), {"secret": "parameter-3"})
    assert "parameter-3" not in str(caught.value)


def test_a_bug_is_one_line_and_the_hub_goes_on(lines: io.StringIO, site: Hub) -> None:
    def broken() -> str:
        raise RuntimeError("secret-8")

    site.service._epoch = broken  # noqa: SLF001
    reply = requests.get(f"{site.url}/v1/health", timeout=5)
    assert reply.status_code == 500
    (told,) = [one for one in said(lines) if one["event"] == "bug"]
    assert told["error"] == "RuntimeError"
    assert told["request"] == reply.headers["X-Request-Id"]
    assert any("broken" in frame for frame in told["place"])
    assert "secret-8" not in lines.getvalue()
    body = msgspec.msgpack.encode(protocol.RowsAsk("", "org", b"", 1))
    sent = {"Authorization": f"Bearer {site.owner_token}", "Content-Type": "application/msgpack"}
    url = f"{site.url}/v1/rows"
    assert requests.post(url, data=body, headers=sent, timeout=5).status_code == 200
