"""Every transaction of a workspace, in order: checked, judged, folded, written at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from sqlalchemy import Connection, bindparam, insert, select, update
from sqlalchemy.exc import DatabaseError

from app.model import codec
from app.model.change import Body, Value
from app.model.clock import held as held_to
from app.model.errors import Fault, Refused
from sync.protocol import Accepted, Push, Pushed, Verdict
from sync.server import files, judge
from sync.server.board import Board, Head
from sync.server.effects import Effects
from sync.server.handed import Examiner
from sync.server.judge import Bench, Ruling
from sync.server.tables import REPLICA, TXN, put, together, upsert

PARKED = Accepted.PARKED
KEPT = frozenset((Accepted.PARKED, Accepted.QUARANTINED))
"""Verdicts on what is kept whole beside the ledger."""
# Statements of every push: built once, not at each one.
SEEN = (
    update(REPLICA)
    .where(REPLICA.c.replica == bindparam("who"))
    .values(seen_at=bindparam("now"))
    .returning(REPLICA.c.person, REPLICA.c.last_n, REPLICA.c.last_hash)
)
ENDED = (
    update(REPLICA)
    .where(REPLICA.c.replica == bindparam("who"))
    .values(last_n=bindparam("n"), last_hash=bindparam("code"))
)
STORED = select(TXN.c.n, TXN.c.hash, TXN.c.verdict, TXN.c.hlc, TXN.c.detail).where(
    TXN.c.replica == bindparam("who"), TXN.c.n.between(bindparam("first"), bindparam("last"))
)
WAITING = select(TXN.c.body).where(TXN.c.verdict == PARKED, TXN.c.replica == bindparam("who"))


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
    operations: int = 0
    """How many of its operations are in the ledger now."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """A transaction with its place in the author's chain."""

    n: int
    hash: bytes
    blob: bytes
    hlc: int | None = None
    """The order that its author was told, where it was judged before."""


def ingest(connection: Connection, actor: Actor, ask: Push, now_ms: int) -> Taken:
    """Take a push in; all that can be judged is judged before anything is changed."""
    last_n, last_hash = fence(connection, actor.person, ask.replica, now_ms)
    if ask.first_n < 1:
        raise Refused("invalid", "A message could not be read: {why}", why="first_n")
    if ask.first_n > last_n + 1:
        return Taken(Pushed((), last_n, last_hash, "gap"))
    sealed = _seal(ask)
    known = _stored(connection, ask, last_n)
    before = known.get(ask.first_n - 1, (codec.ZERO_HASH if ask.first_n == 1 else None, None))
    is_other = before[0] != ask.prev or any(
        one.n in known and known[one.n][0] != one.hash for one in sealed
    )
    if is_other:
        return Taken(Pushed((), last_n, last_hash, "fork"))
    verdicts = [known[one.n][1] for one in sealed if one.n in known]
    fresh = [one for one in sealed if one.n > last_n]
    if not fresh:
        return Taken(Pushed(tuple(verdicts), last_n, last_hash, ""))
    ingester = Ingester(connection, actor, ask.replica, now_ms)
    verdicts += ingester.run(fresh)
    last_n, last_hash = fresh[-1].n, fresh[-1].hash
    pushed = Pushed(tuple(verdicts), last_n, last_hash, "")
    return Taken(pushed, ingester.heads, ingester.operations)


def fence(connection: Connection, person: bytes, replica: bytes, now_ms: int) -> tuple[int, bytes]:
    """The end of the replica's chain, held to the end of the transaction."""
    found = connection.execute(SEEN, {"who": replica, "now": now_ms}).first()
    if found is None:
        made: dict[str, Value] = {"replica": replica, "person": person, "seen_at": now_ms}
        connection.execute(insert(REPLICA), {**made, "last_n": 0, "last_hash": codec.ZERO_HASH})
        return 0, codec.ZERO_HASH
    if bytes(found[0]) != person:
        raise Refused("forbidden", "This device belongs to somebody else")
    return found[1], bytes(found[2])


def _seal(ask: Push) -> list[Sealed]:
    chain = ask.prev
    sealed: list[Sealed] = []
    for n, blob in enumerate(ask.bodies, ask.first_n):
        chain = codec.chain(chain, ask.replica, n, blob)
        sealed.append(Sealed(n, chain, blob))
    return sealed


def _stored(connection: Connection, ask: Push, last_n: int) -> dict[int, tuple[bytes, Verdict]]:
    """What was said before of those that the hub holds already, and of the one before them."""
    last = min(last_n, ask.first_n + len(ask.bodies) - 1)
    about = {"who": ask.replica, "first": ask.first_n - 1, "last": last}
    found = connection.execute(STORED, about)
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
        self._handed = Examiner(self._board, actor.grants)
        self._who = files.Who(actor.person, actor.grants)
        self._named: list[tuple[str, str]] = []
        self.heads: list[Head] = []
        self.operations = 0

    def run(self, fresh: Sequence[Sealed]) -> list[Verdict]:
        """Judge and take each; one that cannot be taken never stops the others."""
        self._bench.waiting = _waiting(self._connection, self._replica)
        verdicts = self._all(fresh)
        self._effects.write()
        files.note(self._connection, self._who, self._named)
        last = fresh[-1]
        with together(self._connection):
            put(self._connection, TXN, self._lines(fresh, verdicts))
            self._connection.execute(ENDED, {"who": self._replica, "n": last.n, "code": last.hash})
            self.heads = self._board.flush()
        return verdicts

    def again(self, parked: Sequence[Sealed]) -> None:
        """Judge anew what waited for a newer hub."""
        verdicts = self._all(parked)
        lines = self._lines(parked, verdicts)
        upsert(self._connection, TXN, [line for line in lines if line["verdict"] != PARKED])
        self._effects.write()
        files.note(self._connection, self._who, self._named)
        self.heads = self._board.flush()

    def _all(self, sealed: Sequence[Sealed]) -> list[Verdict]:
        bodies = [_decoded(one.blob) for one in sealed]
        self._board.load(
            (op.table, op.row)
            for body in bodies
            if isinstance(body, Body)
            for part in body.parts
            for op in part.ops
        )
        return [self._one(one, body) for one, body in zip(sealed, bodies, strict=True)]

    def _one(self, one: Sealed, body: Body | Ruling) -> Verdict:
        if isinstance(body, Ruling):
            return Verdict(one.n, body.code, 0, body.detail)
        hlc = held_to(body.hlc, self._now_ms) if one.hlc is None else one.hlc
        try:
            ruling = judge.judge(self._bench, body)
            if ruling.code == Accepted.APPLIED:
                ruling = self._take(one, body, hlc)
        except DatabaseError:
            raise
        except Exception as error:  # noqa: BLE001 - one bad transaction must not stop the queue
            ruling = Ruling(Accepted.QUARANTINED, f"error: {type(error).__name__}")
        return Verdict(one.n, ruling.code, max(hlc, 0), ruling.detail)

    def _take(self, one: Sealed, body: Body, hlc: int) -> Ruling:
        """All operations or none of them are in the rows after this."""
        stamp = hlc, self._replica, one.n
        ops = [(part.bucket, op) for part in body.parts for op in part.ops]
        kept = self._board.keep([(bucket, op.table, op.row) for bucket, op in ops])
        try:
            taken = [self._board.take(bucket, op, stamp)[1] for bucket, op in ops]
            wrong = self._handed.wrong(taken, hlc)
            if wrong:
                self._board.put_back(kept)
                return Ruling(Accepted.QUARANTINED, wrong)
            is_split = any(held.state.split() or held.state.outvoted for held in taken)
            for campaign in self._bench.started:
                self._effects.campaign_started(campaign, self._bench)
            for held in taken:
                self._effects.after(held, self._bench)
        except BaseException:
            self._board.put_back(kept)
            raise
        self._board.lock(part.bucket for part in body.parts)
        self.operations += len(ops)
        for part in body.parts:
            fields = (hlc, self._now_ms, body.origin, body.label, part.ops)
            self._board.append(part.bucket, self._replica, one.n, fields)
            self._named += [(digest, part.bucket) for digest in files.named_in(part.ops)]
        return Ruling(Accepted.CONFLICT if is_split else Accepted.APPLIED)

    def _lines(
        self, sealed: Sequence[Sealed], verdicts: Sequence[Verdict]
    ) -> list[dict[str, Value]]:
        return [
            {
                "replica": self._replica,
                "n": one.n,
                "hash": one.hash,
                "verdict": verdict.code,
                "hlc": verdict.hlc,
                "detail": verdict.detail,
                "at": self._now_ms,
                "body": one.blob if verdict.code in KEPT else None,
            }
            for one, verdict in zip(sealed, verdicts, strict=True)
        ]


def _waiting(connection: Connection, replica: bytes) -> set[tuple[int, bytes]]:
    """The rows of this replica's parked transactions."""
    found = connection.execute(WAITING, {"who": replica})
    bodies = [_decoded(bytes(blob)) for (blob,) in found]
    return {key for body in bodies if isinstance(body, Body) for key in judge.rows_of(body)}


def retry(connection: Connection, actor_of: Callable[[bytes], Actor], now_ms: int) -> None:
    """After an update of the hub: what was parked is judged again, each author's in order."""
    found = connection.execute(
        select(TXN.c.replica, TXN.c.n, TXN.c.hash, TXN.c.body, TXN.c.hlc, REPLICA.c.person)
        .select_from(TXN.join(REPLICA, REPLICA.c.replica == TXN.c.replica))
        .where(TXN.c.verdict == PARKED)
        .order_by(TXN.c.replica, TXN.c.n)
    ).all()
    for replica, group in groupby(found, key=lambda line: bytes(line[0])):
        lines = list(group)
        sealed = [Sealed(n, bytes(code), bytes(blob), hlc) for _, n, code, blob, hlc, _ in lines]
        Ingester(connection, actor_of(bytes(lines[0][5])), replica, now_ms).again(sealed)


def _decoded(blob: bytes) -> Body | Ruling:
    if len(blob) > judge.MAX_BODY:
        return Ruling(Accepted.QUARANTINED, "too_large")
    try:
        return codec.decode_body(blob)
    except Fault:
        return Ruling(Accepted.QUARANTINED, "unreadable")
