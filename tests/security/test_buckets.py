"""Every way to read at the hub, by everybody, of every kind of bucket (security.md 3 and 4)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import pytest

from app.model import policy
from app.model.errors import Refused
from sync import protocol
from sync.protocol import Cursor, DigestAsk, FetchAsk, Pull, Remote, RevokeAsk, RowsAsk
from sync.server import routes
from tests.sync.server.conftest import Hub
from tests.sync.server.hands import ZERO, bucket, insert, number

WORDS = {"a": "甲活动的机密", "b": "乙活动的机密", "org": "通讯录里的渠道"}
READERS: dict[str, Callable[[Remote, str, bytes], object]] = {
    "pull": lambda r, name, row: r.pull(Pull("", (Cursor(name, 0, ZERO),), 1 << 20)).pages,
    "rows": lambda r, name, row: r.rows(RowsAsk("", name, b"", 1 << 20)),
    "digest": lambda r, name, row: r.digest(DigestAsk(name, b"")),
    "fetch": lambda r, name, row: r.fetch(FetchAsk(name, ((number("task"), row),))),
}
NOT_READING = {"meet", "push", "hashes", "invite", "revoke", "join", "adopt", "lack"}
"""`lack` speaks of files: who may have which is shown in tests/sync/test_files.py."""


@dataclass
class Team:
    """A hub with two campaigns and people of every kind; the buckets by what they are."""

    hub: Hub
    buckets: dict[str, str] = field(default_factory=dict)
    rows: dict[str, bytes] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    persons: dict[str, bytes] = field(default_factory=dict)

    def add(self, name: str, rank: str, campaign: bytes | None = None) -> None:
        joined = self.hub.invite(rank, campaign, name)
        self.tokens[name], self.persons[name] = joined.token, joined.person


MAY = {
    "owner": {"org", "a", "b", "finance of a"},
    "member": {"org", "a", "b"},
    "member of a": {"org", "a"},
    "guest of a": {"a"},
    "revoked": set(),
    "somebody revoked": set(),
}
"""Beside their own bucket and, of a guest, their own directory. Written from security.md."""


@pytest.fixture(params=["in process", "over HTTP"])
def team(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Team]:
    hub = Hub(tmp_path, over_http=request.param == "over HTTP")
    hub.begin()
    made = Team(hub, tokens={"owner": hub.owner_token}, persons={"owner": hub.owner})
    pen = hub.pen()
    pen.write("org", insert("channel", hub.new(), name=WORDS["org"]))
    for name in ("a", "b"):
        campaign, task = hub.new(), hub.new()
        pen.write(bucket(campaign), insert("campaign", campaign, name=WORDS[name]))
        pen.write(bucket(campaign), insert("task", task, campaign=campaign, name=WORDS[name]))
        made.buckets[name], made.rows[name] = bucket(campaign), task
        made.persons[f"campaign {name}"] = campaign
    made.add("member", "member")
    made.add("member of a", "member", made.persons["campaign a"])
    made.add("guest of a", "guest", made.persons["campaign a"])
    made.add("revoked", "member")
    made.add("somebody revoked", "guest", made.persons["campaign a"])
    for name in ("revoked", "somebody revoked"):
        hub.remote(hub.owner_token).revoke(RevokeAsk(made.persons[name], None))
    made.buckets["org"] = "org"
    made.buckets["finance of a"] = f"{made.buckets['a']}:finance"
    for name in MAY:
        made.buckets[f"own of {name}"] = policy.user_bucket(made.persons[name])
        made.buckets[f"directory of {name}"] = policy.guest_bucket(made.persons[name])
    yield made
    hub.close()


def may(who: str, what: str) -> bool:
    if "revoked" in who:
        return False
    own = {f"own of {who}"}
    if who == "owner":
        return True
    if who.startswith("guest"):
        own.add(f"directory of {who}")
    return what in MAY[who] | own


@pytest.mark.parametrize("who", MAY)
def test_only_who_has_a_grant_is_told_anything(team: Team, who: str) -> None:
    remote = team.hub.remote(team.tokens[who])
    secrets = [word.encode() for word in WORDS.values()]
    checked = 0
    for what, name in team.buckets.items():
        row = team.rows.get(what, team.rows["b"])
        for way, ask in READERS.items():
            checked += 1
            if may(who, what):
                if way == "rows" and what in WORDS:
                    told = msgspec.msgpack.encode(ask(remote, name, row))
                    assert WORDS[what].encode() in told
                continue
            try:
                told = msgspec.msgpack.encode(ask(remote, name, row))
            except Refused as refusal:
                assert "taken away" in str(refusal) or refusal.code == "forbidden"  # noqa: PT017
                continue
            assert way == "pull", (who, what, way)
            assert told == msgspec.msgpack.encode(()), (who, what)
            assert not any(word in told for word in secrets)
    assert checked == len(team.buckets) * len(READERS)


@pytest.mark.parametrize("who", MAY)
def test_meeting_names_no_bucket_and_no_author_of_elsewhere(team: Team, who: str) -> None:
    met = team.hub.meet(team.tokens[who])
    names = {what for what, name in team.buckets.items() if name in {h.bucket for h in met.heads}}
    assert all(may(who, what) for what in names), names
    if "revoked" in who:
        assert (met.heads, met.authors, met.grants) == ((), {}, {})


def test_every_route_is_named_here() -> None:
    """A new route has to say whether it reads before this file is green again."""
    assert set(routes.ASKS) | {"join", "adopt"} == set(READERS) | NOT_READING
    assert set(READERS) <= {n for n in dir(protocol.Remote) if not n.startswith("_")}
