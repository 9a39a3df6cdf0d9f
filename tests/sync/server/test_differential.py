"""The same requests in the same order: SQLite and PostgreSQL answer byte for byte the same."""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import pytest

from app.model import codec, policy
from app.model.change import Body, Op, Part
from app.model.errors import Fault
from app.sql.open import open_engine
from sync import protocol
from sync.protocol import (
    Cursor,
    DigestAsk,
    FetchAsk,
    HashesAsk,
    InviteAsk,
    Join,
    Pull,
    Push,
    RevokeAsk,
    RowsAsk,
)
from sync.server.desk import Desk
from sync.server.service import Service
from tests.sync.server.conftest import Time
from tests.sync.server.hands import ZERO, change, delete, insert, number

FULL = bool(os.environ.get("FAIRWAY_FULL"))
SEEDS = range(30 if FULL else 3)
STEPS = 300 if FULL else 120
ODD = ("org\0", "campaign:", "campaign:nobody", "组织", "ORG", "user:x", "", "é", "Z" * 300)


@dataclass
class Author:
    """A replica, and where its chain is."""

    token: str
    replica: bytes
    n: int = 0
    hash: bytes = ZERO


class Twins:
    """Two hubs that were told the same, from the same clock and the same chance."""

    def __init__(self, seed: int, file: Path, url: str) -> None:
        self.chance = random.Random(seed)
        self._seed = seed
        self._engines = [open_engine(file), open_engine(url)]
        self._clocks = [Time(), Time()]
        self._boots = 0
        self.hubs: list[Service] = []
        self.start()

    def start(self) -> None:
        """Both start, or start again on what they hold."""
        self._boots += 1
        self.hubs = [
            Service(engine, clock, random.Random(f"{self._seed} {self._boots}").randbytes)
            for engine, clock in zip(self._engines, self._clocks, strict=True)
        ]

    def ask(self, call: Callable[[Service], object]) -> object:
        """The one answer of both, or the one refusal."""
        one, other = (_answer(call, hub) for hub in self.hubs)
        assert codec.encode(one) == codec.encode(other), (one, other)
        return one

    def desk(self, token: str, call: Callable[[Desk], object]) -> object:
        """What a device asks."""
        return self.ask(lambda hub: call(hub.as_device(token)))

    def close(self) -> None:
        for engine in self._engines:
            engine.dispose()


def _answer(call: Callable[[Service], object], hub: Service) -> object:
    try:
        return call(hub)
    except Fault as fault:
        return ("fault", fault.code, fault.message, fault.hint)


@dataclass
class Play:
    """What happens: drawn by the seed, and done to both."""

    twins: Twins
    authors: list[Author] = field(default_factory=list)
    campaigns: list[bytes] = field(default_factory=list)
    rows: list[tuple[str, bytes, bytes]] = field(default_factory=list)
    people: list[bytes] = field(default_factory=list)
    seen: dict[str, list[Cursor]] = field(default_factory=dict)
    sent: list[tuple[str, Push]] = field(default_factory=list)
    refused: int = 0
    kinds: set[str] = field(default_factory=set)

    @property
    def chance(self) -> random.Random:
        return self.twins.chance

    def new(self) -> bytes:
        return self.chance.randbytes(16)

    def begin(self) -> None:
        """An owner, a member, a guest, two campaigns."""
        workspace, owner = self.new(), self.new()
        token = self.twins.ask(lambda hub: hub.establish(workspace, owner, "desk"))
        self.authors.append(Author(str(token), self.new()))
        self.people.append(owner)
        for _ in range(2):
            self.campaign()
        self.let_in("member", None)
        self.let_in("guest", self.campaigns[0])

    def let_in(self, rank: str, campaign: bytes | None) -> None:
        ask = InviteAsk("invite", rank, campaign, None)
        told = self.twins.desk(self.authors[0].token, lambda desk: desk.invite(ask))
        if not isinstance(told, protocol.Invited):
            return
        where = f"address {len(self.authors)}"
        code, join = told.code, Join(protocol.VERSION, self.new(), "本", "李娜", None, None)
        joined = self.twins.ask(lambda hub: hub.join(code, join, where))
        assert isinstance(joined, protocol.Joined), joined
        self.authors.append(Author(joined.token, join.replica))
        self.people.append(joined.person)
        assert self.twins.ask(lambda hub: hub.join(code, join, where)) != joined

    def campaign(self) -> None:
        row = self.new()
        self.campaigns.append(row)
        self.push(self.authors[0], [(policy.campaign_bucket(row), [insert("campaign", row)])])

    def push(self, author: Author, *bodies: list[tuple[str, list[Op]]]) -> None:
        """Send these as the next of a replica."""
        made = tuple(self.body(body) for body in bodies)
        ask = Push(author.replica, author.n + 1, author.hash, made)
        self.sent.append((author.token, ask))
        told = self.twins.desk(author.token, lambda desk: desk.push(ask))
        if isinstance(told, protocol.Pushed):
            author.n, author.hash = told.last_n, told.last_hash
            self.kinds |= {f"verdict {verdict.code}" for verdict in told.verdicts}

    def body(self, parts: list[tuple[str, list[Op]]]) -> bytes:
        stamp = (1_795_000_000_000 + self.chance.randrange(10**6)) << 16
        if self.chance.random() < 0.03:
            return self.chance.randbytes(30)
        rev = 99 if self.chance.random() < 0.03 else 1
        made = tuple(Part(name, tuple(ops)) for name, ops in parts)
        return msgspec.msgpack.encode(Body(rev, stamp, "改 Edit", 1, made))

    def op(self) -> tuple[str, Op]:
        """One operation, sound or not, and the bucket it is sent to."""
        campaign = self.chance.choice(self.campaigns)
        name = policy.campaign_bucket(campaign)
        what = self.chance.randrange(9)
        if what < 3 or not self.rows:
            row = self.new()
            self.rows.append(("task", row, campaign))
            values = {"campaign": campaign, "name": self.word(), "percent": what}
            return name, insert("task", row, **values)  # type: ignore[arg-type]
        table, row, home = self.chance.choice(self.rows)
        name = policy.campaign_bucket(home if self.chance.random() < 0.9 else campaign)
        if what == 3:
            return name, delete(table, row)
        if what == 4:
            person = self.chance.choice(self.people)
            role = self.chance.choice(["lead", "editor", "viewer"])
            values = {"campaign": campaign, "person": person, "role": role}
            bucket = policy.campaign_bucket(campaign)
            return bucket, insert("member", self.new(), **values)  # type: ignore[arg-type]
        if what == 5:
            person = self.chance.choice(self.people)
            return "org", change("person", person, name=self.word())
        if what == 6:
            return self.chance.choice(ODD), change("task", row, name="x")
        return name, change(table, row, name=self.word(), percent=self.chance.randrange(120))

    def word(self) -> str:
        return "".join(self.chance.choices("主视觉 aé\0😀Ω", k=5))

    def step(self) -> None:
        """One request."""
        author = self.chance.choice(self.authors)
        token = author.token
        bucket = self.chance.choice([*map(policy.campaign_bucket, self.campaigns), "org", *ODD])
        asks: list[tuple[int, Callable[[], object]]] = [
            (40, lambda: self.push(author, *self.several())),
            (4, self.again),
            (3, lambda: self.wrong(author)),
            (16, lambda: self.pull(token)),
            (6, lambda: self.read(token, RowsAsk("", bucket, b"", self.chance.choice([1, 10**6])))),
            (4, lambda: self.read(token, DigestAsk(bucket, b""))),
            (4, lambda: self.read(token, self.fetch(bucket))),
            (3, lambda: self.read(token, HashesAsk(author.replica, 1, 50))),
            (6, lambda: self.meet(author)),
            (2, self.campaign),
            (2, lambda: self.let_in(self.chance.choice(["member", "guest"]), self.campaigns[0])),
            (1, self.revoke),
            (1, self.twins.start),
            (1, lambda: self.twins.ask(lambda hub: hub.new_epoch())),
        ]
        self.chance.choices([do for _, do in asks], [weight for weight, _ in asks])[0]()

    def several(self) -> list[list[tuple[str, list[Op]]]]:
        bodies: list[list[tuple[str, list[Op]]]] = []
        for _ in range(self.chance.randrange(1, 4)):
            parts: dict[str, list[Op]] = {}
            for name, op in (self.op() for _ in range(self.chance.randrange(1, 5))):
                parts.setdefault(name, []).append(op)
            bodies.append(list(parts.items()))
        return bodies

    def again(self) -> None:
        token, ask = self.chance.choice(self.sent)
        self.twins.desk(token, lambda desk: desk.push(ask))

    def wrong(self, author: Author) -> None:
        """Out of order, of another history, or of somebody else's replica."""
        first = author.n + self.chance.choice([-1, 0, 1, 2, 2**62])
        ask = Push(author.replica, first, self.new(), (self.body([]),))
        other = self.chance.choice(self.authors).token
        self.twins.desk(other, lambda desk: desk.push(ask))

    def pull(self, token: str) -> None:
        size = self.chance.choice([1, 900, 10**6])
        cursors = list(self.seen.get(token, []))
        if self.chance.random() < 0.1 and cursors:
            cursors[0] = Cursor(cursors[0].bucket, self.chance.randrange(5), self.new())
        told = self.read(token, Pull("", tuple(cursors), size))
        if isinstance(told, protocol.Pulled):
            at = {page.bucket: Cursor(page.bucket, page.seq, page.chain) for page in told.pages}
            old = {cursor.bucket: cursor for cursor in self.seen.get(token, [])}
            zero = {h.bucket: Cursor(h.bucket, 0, ZERO) for h in told.heads}
            kept = {**zero, **old, **at}
            self.seen[token] = [c for c in kept.values() if c.bucket not in told.diverged]

    def read(self, token: str, ask: object) -> object:
        name = {RowsAsk: "rows", DigestAsk: "digest", FetchAsk: "fetch", HashesAsk: "hashes"}
        verb = name.get(type(ask), "pull")  # type: ignore[arg-type]
        told = self.twins.desk(token, lambda desk: getattr(desk, verb)(ask))
        self.kinds.add(verb if not isinstance(told, tuple) else "fault")
        return told

    def fetch(self, bucket: str) -> FetchAsk:
        picked = self.chance.sample(self.rows, min(5, len(self.rows)))
        return FetchAsk(bucket, tuple((number(table), row) for table, row, _ in picked))

    def meet(self, author: Author) -> None:
        ask = protocol.Meet(protocol.VERSION, "test", 1, author.replica, 0, ZERO, 0)
        self.twins.desk(author.token, lambda desk: desk.meet(ask))

    def revoke(self) -> None:
        ask = RevokeAsk(self.chance.choice(self.people), None)
        self.twins.desk(self.chance.choice(self.authors).token, lambda desk: desk.revoke(ask))


@pytest.fixture
def twins(request: pytest.FixtureRequest, tmp_path: Path, postgres: str) -> Iterator[Twins]:
    made = Twins(request.param, tmp_path / "hub.db", postgres)
    yield made
    made.close()


@pytest.mark.parametrize("twins", SEEDS, indirect=True)
def test_both_databases_answer_the_same(twins: Twins) -> None:
    play = Play(twins)
    play.begin()
    for _ in range(STEPS):
        play.step()
    for author in play.authors:
        play.meet(author)
        play.pull(author.token)
        for name in (*map(policy.campaign_bucket, play.campaigns), "org"):
            play.read(author.token, RowsAsk("", name, b"", 10**6))
            play.read(author.token, DigestAsk(name, b""))
    assert {"verdict 1", "verdict 4", "rows", "digest", "pull", "fault"} <= play.kinds
