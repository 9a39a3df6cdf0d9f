"""Every transaction of a workspace, in order: checked, judged, folded, written at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, insert, select, update

from app.model import codec
from app.model.change import Body, Part, Value
from app.model.clock import held as held_to
from app.model.errors import Fault, Refused
from sync.protocol import Accepted, Push, Pushed, Verdict
from sync.server import judge
from sync.server.board import Board, Head
from sync.server.effects import Effects
from sync.server.judge import Bench, Ruling
from sync.server.tables import REPLICA, TXN


@dataclass(frozen=True, slots=True)
class Actor:
    """Whose transactions these are: from the token, never from the message."""

    person: bytes
    grants: dict[str, str]
    is_revoked: bool


@dataclass(slots=True)
class Taken:
    """What one push came to."""

    pushed: Pushed
    heads: list[Head] = field(default_factory=list[Head])


@dataclass(frozen=True, slots=True)
class Sealed:
    """A transaction with its place in the author's chain."""

    n: int
    hash: bytes
    blob: bytes


def ingest(connection: Connection, actor: Actor, ask: Push, now_ms: int, app: str = "") -> Taken:
    """Take a push in; all that can be judged is judged before anything is changed."""
    last_n, last_hash = _fence(connection, actor, ask.replica, now_ms, app)
    start = _hash_at(connection, ask.replica, ask.first_n - 1)
    if ask.first_n > last_n + 1:
        return Taken(Pushed((), last_n, last_hash, "gap"))
    if ask.first_n < 1 or start != ask.prev:
        return Taken(Pushed((), last_n, last_hash, "fork"))
    sealed = _seal(ask)
    known = _stored(
        connection, ask.replica, ask.first_n, min(last_n, sealed[-1].n if sealed else 0)
    )
    for one in sealed:
        if one.n in known and known[one.n][0] != one.hash:
            return Taken(Pushed((), last_n, last_hash, "fork"))
    verdicts = [known[one.n][1] for one in sealed if one.n in known]
    fresh = [one for one in sealed if one.n > last_n]
    heads: list[Head] = []
    if fresh:
        ingester = Ingester(connection, actor, ask.replica, now_ms)
        verdicts += ingester.run(fresh)
        heads = ingester.heads
        last_n, last_hash = fresh[-1].n, fresh[-1].hash
        connection.execute(
            update(REPLICA)
            .where(REPLICA.c.replica == ask.replica)
            .values(last_n=last_n, last_hash=last_hash)
        )
    return Taken(Pushed(tuple(verdicts), last_n, last_hash, ""), heads)


def _fence(
    connection: Connection, actor: Actor, replica: bytes, now_ms: int, app: str
) -> tuple[int, bytes]:
    """The end of the replica's chain, held to the end of the transaction."""
    done = connection.execute(
        update(REPLICA).where(REPLICA.c.replica == replica).values(seen_at=now_ms)
    )
    if not done.rowcount:
        values = {"replica": replica, "person": actor.person, "last_n": 0, "app": app}
        connection.execute(
            insert(REPLICA), {**values, "last_hash": codec.ZERO_HASH, "seen_at": now_ms}
        )
        return 0, codec.ZERO_HASH
    found = connection.execute(
        select(REPLICA.c.person, REPLICA.c.last_n, REPLICA.c.last_hash).where(
            REPLICA.c.replica == replica
        )
    ).one()
    if bytes(found[0]) != actor.person:
        raise Refused("forbidden", "This device belongs to somebody else")
    return found[1], bytes(found[2])


def _hash_at(connection: Connection, replica: bytes, n: int) -> bytes | None:
    if n <= 0:
        return codec.ZERO_HASH
    found = connection.execute(
        select(TXN.c.hash).where(TXN.c.replica == replica, TXN.c.n == n)
    ).first()
    return bytes(found[0]) if found else None


def _seal(ask: Push) -> list[Sealed]:
    chain = ask.prev
    sealed: list[Sealed] = []
    for n, blob in enumerate(ask.bodies, ask.first_n):
        chain = codec.chain(chain, ask.replica, n, blob)
        sealed.append(Sealed(n, chain, blob))
    return sealed


def _stored(
    connection: Connection, replica: bytes, first: int, last: int
) -> dict[int, tuple[bytes, Verdict]]:
    found = connection.execute(
        select(TXN.c.n, TXN.c.hash, TXN.c.verdict, TXN.c.hlc, TXN.c.detail).where(
            TXN.c.replica == replica, TXN.c.n.between(first, last)
        )
    )
    return {
        n: (bytes(code), Verdict(n, verdict, hlc, detail))
        for n, code, verdict, hlc, detail in found
    }


class Ingester:
    """Takes new transactions of one replica in."""

    def __init__(self, connection: Connection, actor: Actor, replica: bytes, now_ms: int) -> None:
        self._connection = connection
        self._replica = replica
        self._now_ms = now_ms
        self._board = Board(connection, now_ms)
        self._bench = Bench(self._board, actor.person, dict(actor.grants), actor.is_revoked)
        self._effects = Effects(connection, self._board, now_ms)
        self._txns: list[dict[str, Value]] = []
        self.heads: list[Head] = []

    def run(self, fresh: Sequence[Sealed]) -> list[Verdict]:
        """Judge and take each; one that cannot be taken never stops the others."""
        bodies = [(one, _decoded(one.blob)) for one in fresh]
        self._board.load(
            (op.table, op.row)
            for _, body in bodies
            if isinstance(body, Body)
            for part in body.parts
            for op in part.ops
        )
        verdicts = [self._one(one, body) for one, body in bodies]
        self._effects.write()
        self._connection.execute(insert(TXN), self._txns)
        self.heads = self._board.flush()
        return verdicts

    def _one(self, one: Sealed, body: Body | Ruling) -> Verdict:
        ruling = body if isinstance(body, Ruling) else self._judged(body)
        hlc = 0
        if isinstance(body, Body):
            hlc = held_to(body.hlc, self._now_ms)
            if ruling.code == Accepted.APPLIED:
                ruling = self._take(one, body, hlc)
        is_kept = ruling.code in {Accepted.PARKED, Accepted.QUARANTINED}
        self._txns.append(
            {
                "replica": self._replica,
                "n": one.n,
                "hash": one.hash,
                "verdict": ruling.code,
                "hlc": hlc,
                "detail": ruling.detail,
                "at": self._now_ms,
                "body": one.blob if is_kept else None,
            }
        )
        return Verdict(one.n, ruling.code, hlc, ruling.detail)

    def _judged(self, body: Body) -> Ruling:
        try:
            return judge.judge(self._bench, body)
        except Exception as error:  # noqa: BLE001 - one bad transaction must not stop the queue
            return Ruling(Accepted.QUARANTINED, f"error: {type(error).__name__}")

    def _take(self, one: Sealed, body: Body, hlc: int) -> Ruling:
        stamp = hlc, self._replica, one.n
        split = False
        self._board.lock(part.bucket for part in body.parts)
        for campaign in self._bench.started:
            self._effects.campaign_started(campaign, self._bench)
        for part in body.parts:
            for op in part.ops:
                _, held = self._board.take(part.bucket, op, stamp)
                split = split or bool(held.state.split()) or bool(held.state.outvoted)
                self._effects.after(op, part.bucket, held)
            self._append(one, body, part, hlc)
        return Ruling(Accepted.CONFLICT if split else Accepted.APPLIED)

    def _append(self, one: Sealed, body: Body, part: Part, hlc: int) -> None:
        fields = (hlc, self._now_ms, body.origin, body.label, part.ops)
        self._board.append(part.bucket, self._replica, one.n, fields)


def _decoded(blob: bytes) -> Body | Ruling:
    if len(blob) > judge.MAX_BODY:
        return Ruling(Accepted.QUARANTINED, "too_large")
    try:
        return codec.decode_body(blob)
    except Fault:
        return Ruling(Accepted.QUARANTINED, "unreadable")
