"""Every transaction in order: the outbox, the history, and what undo reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from app.model import codec
from app.model.change import Body, Origin, Value
from app.model.registry import SCHEMA_REV
from app.sql.conn import Conn
from app.store.tables import AUTHOR, IS_STEP, JOURNAL, SELF, TRACE
from app.store.tx import Before, Chunk


class Sent(IntEnum):
    """How far a transaction of the journal is on its way."""

    WAITING = 0
    ACCEPTED = 1
    QUARANTINED = 2
    PARKED = 3
    RECEIVED = 9


class Undo(IntEnum):
    """Where an edit stands on the undo stack; the stack is this column."""

    NEVER = 0
    DONE = 1
    UNDONE = 2


@dataclass(frozen=True, slots=True)
class Self:
    """Who this replica is and how far its own chain reaches."""

    replica: bytes
    n: int
    hash: bytes
    hlc: int
    person: bytes
    workspace: bytes
    epoch: str
    acked: int
    offset_ms: int
    grants: str
    hub_head: str


@dataclass(frozen=True, slots=True)
class Unsent:
    """A transaction that waits for the hub."""

    local: int
    n: int
    hash: bytes
    body: bytes


@dataclass(frozen=True, slots=True)
class Entry:
    """A journal row as people read it."""

    local: int
    replica: bytes
    n: int
    at: int
    person: bytes | None
    origin: int
    label: str
    sent: int
    detail: str


class Journal:
    """The journal over one connection; its writer holds the transaction."""

    def __init__(self, conn: Conn) -> None:
        self.conn = conn
        self.written: set[int] = set()
        """Numbers of the rows that this process wrote since a follower looked."""
        names = [c.name for c in SELF.columns if c.name != "one"]
        self._get_self = conn.prepare(select(*[SELF.c[n] for n in names]))
        self._put_self = conn.prepare(
            update(SELF).values(n=bindparam("n_"), hash=bindparam("hash_"), hlc=bindparam("hlc_"))
        )
        self._add = conn.prepare(
            insert(JOURNAL).values({c.name: bindparam(c.name) for c in JOURNAL.columns})
        )
        self._last = conn.prepare(select(func.max(JOURNAL.c.local)))
        self._trace = conn.prepare(
            upsert(TRACE)
            .values(row=bindparam("row"), local=bindparam("local"))
            .on_conflict_do_nothing()
        )
        self._drop_redo = conn.prepare(
            update(JOURNAL).where(JOURNAL.c.undo == int(Undo.UNDONE), IS_STEP).values(undo=0)
        )
        self._unsent = conn.prepare(
            select(JOURNAL.c.local, JOURNAL.c.n, JOURNAL.c.hash, JOURNAL.c.body)
            .where(JOURNAL.c.replica == bindparam("replica"), JOURNAL.c.n > bindparam("after"))
            .order_by(JOURNAL.c.n)
            .limit(bindparam("limit_"))
        )
        self._hash_at = conn.prepare(
            select(JOURNAL.c.hash).where(
                JOURNAL.c.replica == bindparam("replica"),
                JOURNAL.c.n == bindparam("n"),
                JOURNAL.c.sent != int(Sent.RECEIVED),
            )
        )
        self._mark = conn.prepare(
            update(JOURNAL)
            .where(
                JOURNAL.c.replica == bindparam("replica_"),
                JOURNAL.c.n == bindparam("n_"),
                JOURNAL.c.sent != int(Sent.RECEIVED),
            )
            .values(sent=bindparam("sent_"), detail=bindparam("detail_"))
        )
        self._author = conn.prepare(
            upsert(AUTHOR)
            .values(replica=bindparam("replica"), person=bindparam("person"))
            .on_conflict_do_nothing()
        )
        self._get_undo = conn.prepare(
            select(JOURNAL.c.local, JOURNAL.c.label, JOURNAL.c.at)
            .where(JOURNAL.c.undo == bindparam("state"), IS_STEP)
            .order_by(JOURNAL.c.local.desc())
            .limit(bindparam("limit_"))
        )

    def whoami(self) -> Self:
        """The row that says who this replica is, read inside the transaction that needs it."""
        values = self.conn.run(self._get_self)[0]
        return Self(*values)  # pyright: ignore[reportArgumentType]

    def put_self(self, n: int, chain: bytes, hlc: int) -> None:
        """The new end of this replica's chain."""
        self.conn.run(self._put_self, {"n_": n, "hash_": chain, "hlc_": hlc})

    def next_local(self) -> int:
        """The number of the next journal row."""
        last = self.conn.run(self._last)[0][0]
        return (last if isinstance(last, int) else 0) + 1

    def append(
        self, me: Self, chunks: Sequence[Chunk], label: str, origin: Origin, at_ms: int
    ) -> bytes:
        """Write an edit's transactions; the answer is the new end of the chain."""
        previous = me.hash
        first = local = self.next_local()
        # What has no label is no step: nobody undoes that they have read something.
        is_step = origin is Origin.USER and bool(label)
        if is_step:
            self.conn.run(self._drop_redo)
        for chunk in chunks:
            hlc, replica, n = chunk.stamp
            body = codec.encode(
                Body(SCHEMA_REV, hlc, label, int(origin), chunk.whole(), None, first)
            )
            previous = codec.chain(previous, replica, n, body)
            self.conn.run(
                self._add,
                {
                    "local": local,
                    "edit": first,
                    "replica": replica,
                    "n": n,
                    "hash": previous,
                    "hlc": hlc,
                    "at": at_ms,
                    "person": me.person,
                    "origin": int(origin),
                    "label": label,
                    "bucket": None,
                    "body": body,
                    "before": codec.encode(chunk.before),
                    "undo": int(Undo.DONE if is_step and local == first else 0),
                    "sent": int(Sent.WAITING),
                    "detail": None,
                },
            )
            self.trace((local, before[1]) for before in chunk.before)
            self.written.add(local)
            local += 1
        return previous

    def receive(self, rows: Iterable[Mapping[str, Value]]) -> None:
        """Write transactions that came from the hub."""
        held = list(rows)
        self.conn.many(self._add, held)
        self.written.update(local for row in held if isinstance(local := row["local"], int))

    def trace(self, touched: Iterable[tuple[int, bytes]]) -> None:
        """Remember which transaction touched which row."""
        self.conn.many(self._trace, [{"row": row, "local": local} for local, row in touched])

    def unsent(self, replica: bytes, after: int, limit: int) -> list[Unsent]:
        """Transactions of this replica after number `after`, oldest first."""
        found = self.conn.run(self._unsent, {"replica": replica, "after": after, "limit_": limit})
        return [Unsent(*values) for values in found]  # pyright: ignore[reportArgumentType]

    def hash_at(self, replica: bytes, n: int) -> bytes | None:
        """The chain's hash at an own transaction; zero hash at 0, None where unknown."""
        if n == 0:
            return codec.ZERO_HASH
        found = self.conn.run(self._hash_at, {"replica": replica, "n": n})
        held = found[0][0] if found else None
        return held if isinstance(held, bytes) else None

    def mark(self, replica: bytes, verdicts: Iterable[tuple[int, Sent, str]]) -> None:
        """Write what the hub said of own transactions."""
        self.conn.many(
            self._mark,
            [
                {"replica_": replica, "n_": n, "sent_": int(sent), "detail_": detail or None}
                for n, sent, detail in verdicts
            ],
        )

    def authors(self, pairs: Iterable[tuple[bytes, bytes]]) -> None:
        """Remember whose replicas these are."""
        self.conn.many(self._author, [{"replica": r, "person": p} for r, p in pairs])

    def undo_rows(self, state: Undo, limit: int) -> list[tuple[int, str, int]]:
        """(local, label, at) of the edits in this state, latest first."""
        found = self.conn.run(self._get_undo, {"state": int(state), "limit_": limit})
        return [(int(a or 0), str(b), int(c or 0)) for a, b, c in found]  # pyright: ignore[reportArgumentType]


def decode_before(blob: bytes) -> Before:
    """What undo needs, from its bytes."""
    rows = codec.decode_as(list[tuple[int, bytes, int, dict[int, list[Value]]]], blob)
    return [
        (tbl, row, kind, {no: tuple(v) for no, v in old.items()}) for tbl, row, kind, old in rows
    ]
