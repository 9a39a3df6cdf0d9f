"""What sync asks of the replica beside its rows: the outbox, verdicts, buckets, counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, and_, bindparam, func, or_, select, update

from app.model import codec, policy
from app.model.change import Body, Value
from app.model.register import restamp
from app.store import purge
from app.store.journal import Sent, Unsent
from app.store.replica import Replica
from app.store.tables import IS_WAITING, JOURNAL, PARKED, SELF, STATE, TRACE, UNSENT


@dataclass(frozen=True, slots=True)
class HubSays:
    """What a meeting with the hub told."""

    epoch: str
    grants: Mapping[str, str]
    authors: Mapping[bytes, bytes]
    offset_ms: int
    person: bytes


@dataclass(frozen=True, slots=True)
class Counts:
    """What waits, what disagrees, what could not be taken in."""

    waiting: int
    conflicts: int
    parked: int
    quarantined: int
    unsent_work: int


def meet(replica: Replica, says: HubSays) -> None:
    """Write down what the hub said of us."""
    conn = replica.conn
    with replica.maintain() as sheaf:
        conn.run(
            conn.prepare(
                update(SELF).values(
                    epoch=bindparam("e"),
                    grants=bindparam("g"),
                    offset_ms=bindparam("o"),
                    person=bindparam("p"),
                )
            ),
            {
                "e": says.epoch,
                "g": codec.encode(dict(sorted(says.grants.items()))).hex(),
                "o": says.offset_ms,
                "p": says.person,
            },
        )
        replica.journal.authors(says.authors.items())
        for held in list(sheaf.buckets()):
            role = policy.role_in(says.grants, held.name)
            if role is not None and role != held.role:
                sheaf.bucket(held.name).role = role


def authors(replica: Replica, pairs: Mapping[bytes, bytes]) -> None:
    """Remember whose replicas these are."""
    if pairs:
        with replica.maintain():
            replica.journal.authors(pairs.items())


def hash_at(replica: Replica, n: int) -> bytes | None:
    """The hash of this replica's own transaction."""
    journal = replica.read_journal()
    return journal.hash_at(journal.whoami().replica, n)


def first_waiting(replica: Replica) -> int | None:
    """The first own transaction whose verdict is not known."""
    conn = replica.reader()
    me = replica.whoami()
    found = conn.run(
        conn.prepare(
            select(func.min(JOURNAL.c.n)).where(
                JOURNAL.c.replica == bindparam("author"),
                JOURNAL.c.sent == int(Sent.WAITING),
                IS_WAITING,
            )
        ),
        {"author": me.replica},
    )
    number = found[0][0]
    return number if isinstance(number, int) else None


def unsent(replica: Replica, author: bytes, after: int, limit: int) -> list[Unsent]:
    """Own transactions after a number, in order."""
    return replica.read_journal().unsent(author, after, limit)


def judged(
    replica: Replica,
    author: bytes,
    verdicts: Sequence[tuple[int, Sent, str]],
    hlcs: Mapping[int, int],
    batch: Sequence[Unsent],
) -> None:
    """Write the hub's verdicts, and the order it held operations to where it differs."""
    with replica.maintain() as sheaf:
        replica.journal.mark(author, verdicts)
        for entry in batch:
            body: Body = codec.decode_body(entry.body)
            held = hlcs.get(entry.n, body.hlc)
            if held == body.hlc or not held:
                continue
            for part in body.parts:
                for op in part.ops:
                    row = sheaf.entry(op.table, op.row, part.bucket)
                    if restamp(row.state, (author, entry.n), held):
                        values = sheaf.values_of(row)
                        row.shown = {
                            no: heads[-1].values or values[no]
                            for no, heads in row.state.registers.items()
                            if len(heads) > 1
                        }


def ask_again(replica: Replica, hub_rev: int) -> None:
    """What the hub parked is told to it once more when it has become new enough to judge it."""
    parked = _parked(replica)
    if not parked or max(body.rev for body in parked.values()) > hub_rev:
        return
    with replica.maintain():
        me = replica.journal.whoami()
        replica.journal.mark(me.replica, [(n, Sent.WAITING, "") for n in parked])


def _parked(replica: Replica) -> dict[int, Body]:
    """Own transactions that the hub keeps until it is newer."""
    conn = replica.reader()
    found = conn.run(
        conn.prepare(
            select(JOURNAL.c.n, JOURNAL.c.body)
            .where(JOURNAL.c.replica == bindparam("author"), JOURNAL.c.sent == int(Sent.PARKED))
            .order_by(JOURNAL.c.n)
        ),
        {"author": replica.whoami().replica},
    )
    return {
        n: codec.decode_body(blob)
        for n, blob in found
        if isinstance(n, int) and isinstance(blob, bytes) and blob
    }


def rows_of(replica: Replica, numbers: Iterable[int]) -> list[tuple[int, bytes, str]]:
    """(table, row, bucket) that own transactions touched."""
    conn = replica.reader()
    me = replica.whoami()
    query = conn.prepare(
        select(JOURNAL.c.body).where(
            JOURNAL.c.replica == bindparam("author"), JOURNAL.c.n == bindparam("n")
        )
    )
    keys: dict[tuple[int, bytes, str], None] = {}
    for n in numbers:
        for (blob,) in conn.run(query, {"author": me.replica, "n": n}):
            assert isinstance(blob, bytes)
            for part in codec.decode_body(blob).parts if blob else ():
                keys.update(dict.fromkeys((op.table, op.row, part.bucket) for op in part.ops))
    return list(keys)


def pending(replica: Replica) -> list[tuple[int, bytes]]:
    """(n, body) of own transactions that the hub has not judged."""
    conn = replica.reader()
    me = replica.whoami()
    found = conn.run(
        conn.prepare(
            select(JOURNAL.c.n, JOURNAL.c.body)
            .where(
                JOURNAL.c.replica == bindparam("author"),
                JOURNAL.c.sent == int(Sent.WAITING),
                IS_WAITING,
            )
            .order_by(JOURNAL.c.n)
        ),
        {"author": me.replica},
    )
    return [(n, body) for n, body in found if isinstance(n, int) and isinstance(body, bytes)]


def refused(replica: Replica) -> list[tuple[int, str]]:
    """(n, why) of own transactions that the hub refused and whose rows are not set back yet."""
    conn = replica.reader()
    query = conn.prepare(
        select(JOURNAL.c.n, JOURNAL.c.detail)
        .outerjoin(UNSENT, and_(UNSENT.c.replica == JOURNAL.c.replica, UNSENT.c.n == JOURNAL.c.n))
        .where(
            JOURNAL.c.replica == bindparam("author"),
            JOURNAL.c.sent == int(Sent.QUARANTINED),
            UNSENT.c.n.is_(None),
        )
        .order_by(JOURNAL.c.n)
    )
    found = conn.run(query, {"author": replica.whoami().replica})
    return [(n, str(why or "")) for n, why in found if isinstance(n, int)]


def set_aside(replica: Replica, refused: Sequence[tuple[int, str]]) -> None:
    """Refused transactions move to *My unsent work*."""
    with replica.maintain():
        for n, why in refused:
            purge.set_aside(replica, n, why)


def lost_buckets(
    replica: Replica, grants: Mapping[str, str], *, everything: bool = False
) -> list[str]:
    """Buckets on this device that its person may not read any more.

    A bucket that the hub never saw is the person's own and stays.
    """
    return [
        b.name
        for b in replica.buckets()
        if everything or (not policy.may_read(grants, b.name) and _was_given(b.seq, b.role))
    ]


def _was_given(seq: int, role: str | None) -> bool:
    return seq > 0 or role is None


def differing(replica: Replica, heads: Sequence[tuple[str, int, int, int, int]]) -> list[str]:
    """Buckets read to their end whose sums are not the hub's: (name, seq, cnt, s1, s2)."""
    own = {b.name: b for b in replica.buckets()}
    # A hub that is older than this program has not taken in what it parked: that is no loss.
    behind = {part.bucket for body in _parked(replica).values() for part in body.parts}
    differs: list[str] = []
    for name, seq, cnt, s1, s2 in heads:
        held = own.get(name)
        if held is None or held.seq != seq or held.filling is not None or name in behind:
            continue
        if (held.cnt, held.s1, held.s2) != (cnt, s1, s2):
            differs.append(name)
    return differs


def counts(replica: Replica) -> Counts:
    """The numbers that are always in view."""
    conn = replica.reader()
    me = replica.whoami()
    sent = conn.run(
        conn.prepare(
            select(JOURNAL.c.sent, func.count())
            .where(JOURNAL.c.replica == bindparam("author"), JOURNAL.c.sent != int(Sent.ACCEPTED))
            .group_by(JOURNAL.c.sent)
        ),
        {"author": me.replica},
    )
    by_state = {state: count for state, count in sent if isinstance(count, int)}
    return Counts(
        by_state.get(int(Sent.WAITING), 0),
        _count(replica, select(func.count()).select_from(STATE).where(STATE.c.split == 1)),
        _count(replica, select(func.count()).select_from(PARKED))
        + by_state.get(int(Sent.PARKED), 0),
        by_state.get(int(Sent.QUARANTINED), 0),
        count_unsent_work(replica),
    )


def count_unsent_work(replica: Replica) -> int:
    """Own transactions that the hub set aside and that are kept here."""
    return _count(replica, select(func.count()).select_from(UNSENT))


def _count(replica: Replica, query: Select[int]) -> int:
    conn = replica.reader()
    value = conn.run(conn.prepare(query))[0][0]
    return value if isinstance(value, int) else 0


@dataclass(frozen=True, slots=True)
class Waiting:
    """An own transaction that is not with the hub: waiting, or set aside for a reason."""

    local: int
    at_ms: int
    label: str
    rows: int
    sent: int
    why: str
    body: bytes


def waiting(replica: Replica, limit: int) -> list[Waiting]:
    """Own transactions that are not with the hub, the oldest first."""
    conn = replica.reader()
    traced = select(func.count()).where(TRACE.c.local == JOURNAL.c.local).scalar_subquery()
    query = (
        select(
            JOURNAL.c.local,
            JOURNAL.c.at,
            JOURNAL.c.label,
            traced,
            JOURNAL.c.sent,
            JOURNAL.c.detail,
            JOURNAL.c.body,
            JOURNAL.c.replica,
            JOURNAL.c.n,
        )
        .where(
            JOURNAL.c.replica == bindparam("author"),
            or_(
                JOURNAL.c.sent == int(Sent.WAITING),
                JOURNAL.c.sent == int(Sent.QUARANTINED),
                JOURNAL.c.sent == int(Sent.PARKED),
            ),
        )
        .order_by(JOURNAL.c.local)
        .limit(bindparam("limit_"))
    )
    found = conn.run(conn.prepare(query), {"author": replica.whoami().replica, "limit_": limit})
    # What a purge took out of the journal is kept aside, and so is work of an earlier replica.
    aside = {held[:2]: held[2:] for held in conn.run(conn.prepare(select(*UNSENT.columns)))}
    waits: list[Waiting] = []
    for local, at, label, rows, sent, why, body, *name in found:
        kept = aside.get(tuple(name)) if not body else None
        if kept is not None:
            waits.append(_waiting(local, rows, sent, kept))
        else:
            waits.append(_waiting(local, rows, sent, (at, label, body, why)))
    known = select(JOURNAL.c.local).where(
        JOURNAL.c.replica == UNSENT.c.replica, JOURNAL.c.n == UNSENT.c.n
    )
    lone = select(UNSENT.c.replica, UNSENT.c.n).where(~known.exists()).order_by(UNSENT.c.at)
    for name in conn.run(conn.prepare(lone))[: limit - len(waits)]:
        waits.append(_waiting(0, 0, int(Sent.QUARANTINED), aside[name]))
    return waits


def _waiting(local: Value, rows: Value, sent: Value, told: tuple[Value, ...]) -> Waiting:
    """`told` is (at, label, body, why)."""
    at, label, body, why = told
    numbers = [held if isinstance(held, int) else 0 for held in (local, at, rows, sent)]
    return Waiting(
        numbers[0],
        numbers[1],
        str(label),
        numbers[2],
        numbers[3],
        str(why or ""),
        body if isinstance(body, bytes) else b"",
    )
