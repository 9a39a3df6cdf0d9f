"""Out of a damaged replica: the file is set aside, unsent work is read out of it row by row.

A new replica begins in its place. Its rows come from the hub at the next sync; what was never
sent is issued anew there, with the bases it was written on, so that nothing newer is overwritten.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec
from sqlalchemy import bindparam, func, insert, select

from app.model import codec, ids, policy
from app.model.change import Body, Cell, Op, Part, Ref, Value
from app.model.errors import Fault, Refused
from app.model.policy import Rank
from app.model.register import Key, ref_of
from app.sql import carve
from app.sql.conn import Conn
from app.sql.open import open_conn
from app.store import birth
from app.store import profile as profiles
from app.store.journal import Self, Sent
from app.store.profile import Profile
from app.store.replica import Means, Replica
from app.store.tables import JOURNAL, SELF, UNSENT

SETTLED = (int(Sent.ACCEPTED), int(Sent.QUARANTINED), int(Sent.PARKED))


@dataclass(frozen=True, slots=True)
class Work:
    """One own transaction that the hub never took; `aside` says why, of what it had refused."""

    replica: bytes
    n: int
    sealed: bytes
    at_ms: int
    label: str
    blob: bytes
    aside: str | None = None

    @property
    def body(self) -> Body:
        return codec.decode_body(self.blob)


@dataclass(frozen=True, slots=True)
class Rescued:
    """The damaged file, the file of unsent work beside it, and how much that is."""

    damaged: Path
    unsent: Path
    works: int
    unreadable: int


def rescue(profile: Profile, means: Means | None = None) -> Rescued:
    """Set the replica aside and begin a new one; what can be read of unsent work is in both."""
    if not profile.replica.exists() or not profile.workspace:
        raise Refused("not_found", "There is no workspace in {folder}", folder=profile.folder)
    world = means or Means()
    with profiles.only_one(profile, "window"), profiles.only_one(profile, "watch"):
        works, unreadable = salvage(profile.replica)
        grants = _grants(profile.replica)
        if not works and unreadable and not profile.hub:
            raise Refused(
                "bad_file",
                "Nothing of the database file can be read",
                kept="Nothing was changed",
                hint="Restore the last backup",
            )
        damaged = _set_aside(profile, world)
        unsent = damaged.with_name(damaged.stem + "-unsent.jsonl")
        profiles.write_whole(unsent, _lines(works))
        _begin(profile, works, world, grants)
    return Rescued(damaged, unsent, len(works), unreadable)


def _set_aside(profile: Profile, world: Means) -> Path:
    """The file and its log under another name, the log first: it alone makes no sense."""
    damaged = profile.folder / f"damaged-{ids.text_of(ids.Ids(world.now_ms).new())}.db"
    for ending in ("-wal", "-shm", ""):
        held = profile.replica.with_name(profile.replica.name + ending)
        if held.exists():
            held.rename(damaged.with_name(damaged.name + ending))
    return damaged


def salvage(path: Path) -> tuple[list[Work], int]:
    """Own work that the hub never took, as far as it can be read; and how many rows cannot.

    Where a row cannot be reached through the file's trees its pages are searched for it.
    """
    try:
        conn = open_conn(path, read_only=True)
    except Refused:
        return _carved(path), 1
    try:
        kept = list(_kept(conn))
        works, unreadable = _waiting(conn)
    finally:
        conn.close()
    if unreadable:
        held = {(work.replica, work.n): work for work in (*_carved(path), *works)}
        works = sorted(held.values(), key=lambda work: work.n)
    return [*kept, *works], unreadable


def _carved(path: Path) -> list[Work]:
    """What waits in whatever pages of the journal are whole, in order."""
    place = {column.name: number for number, column in enumerate(JOURNAL.columns)}
    found: dict[tuple[bytes, int], Work] = {}
    latest: dict[bytes, int] = {}
    for row in carve.rows(path, len(place)):
        replica, n, sealed, blob = (row[place[name]] for name in ("replica", "n", "hash", "body"))
        at, label, sent = (row[place[name]] for name in ("at", "label", "sent"))
        if not (isinstance(replica, bytes) and isinstance(n, int) and isinstance(sealed, bytes)):
            continue
        if sent in SETTLED:
            latest[replica] = max(n, latest.get(replica, 0))
        elif sent == int(Sent.WAITING) and isinstance(blob, bytes) and isinstance(at, int):
            work = Work(replica, n, sealed, at, str(label), blob)
            if _is_whole(work):
                found[replica, n] = work
    # The hub takes them in order: pages of the past may still say of taken ones that they wait.
    waiting = [work for (replica, n), work in found.items() if n > latest.get(replica, 0)]
    return sorted(waiting, key=lambda work: work.n)


def _waiting(conn: Conn) -> tuple[list[Work], int]:
    """Each row of the journal by its number: one that lies on a bad page hides no other."""
    one = conn.prepare(
        select(
            *(JOURNAL.c[name] for name in ("replica", "n", "hash", "at", "label", "body", "sent"))
        ).where(JOURNAL.c.local == bindparam("local_"))
    )
    last = _tried(lambda: conn.run(conn.prepare(select(func.max(JOURNAL.c.local)))))
    if last is None:
        return [], 1
    works: list[Work] = []
    unreadable = 0
    for local in range(1, (last[0][0] or 0) + 1):  # pyright: ignore
        row = _tried(lambda at=local: conn.run(one, {"local_": at}))
        if row is None:
            unreadable += 1
        elif row and row[0][-1] == int(Sent.WAITING) and row[0][-2]:
            works.append(Work(*row[0][:-1]))  # pyright: ignore[reportArgumentType]
    return [work for work in works if _is_whole(work)], unreadable


def _kept(conn: Conn) -> Iterator[Work]:
    """What had been set aside before, if its pages can be read."""
    rows = _tried(lambda: conn.run(conn.prepare(select(*UNSENT.columns)))) or []
    for replica, n, at, label, body, why in rows:
        work = Work(replica, n, b"", at, label, body, str(why))  # pyright: ignore[reportArgumentType]
        if _is_whole(work):
            yield work


def _tried(ask: Callable[[], list[tuple[Value, ...]]]) -> list[tuple[Value, ...]] | None:
    """Rows, or None where a bad page is in the way."""
    try:
        return ask()
    except (Fault, UnicodeDecodeError):
        return None


def _is_whole(work: Work) -> bool:
    try:
        return bool(work.body.parts)
    except Fault:
        return False


def _lines(works: list[Work]) -> bytes:
    lines = [
        json.dumps(
            {"at_ms": w.at_ms, "label": w.label, "why": w.aside or "", "body": w.blob.hex()},
            ensure_ascii=False,
        )
        for w in works
    ]
    return ("\n".join(lines) + "\n").encode()


def _grants(damaged: Path) -> str:
    """What this person might do, as the damaged file says it; "" where it does not."""
    try:
        conn = open_conn(damaged, read_only=True)
    except Refused:
        return ""
    try:
        found = _tried(lambda: conn.run(conn.prepare(select(SELF.c.grants))))
    finally:
        conn.close()
    return str(found[0][0]) if found and found[0][0] else ""


def _begin(profile: Profile, works: list[Work], world: Means, grants: str) -> None:
    birth.clear(profile.replica)
    replica = birth.open_replica(profile.replica, world)
    held = codec.decode_as(dict[str, str], bytes.fromhex(grants)) if grants else {}
    if not held and not profile.hub:
        held = policy.grants_of(Rank.OWNER, profile.person_id, None)
    try:
        birth.be_born(replica, profile.person_id, profile.workspace_id, held)
        reissue(replica, works)
    finally:
        replica.close()


def reissue(replica: Replica, works: list[Work]) -> None:
    """Write salvaged transactions anew under this replica's own id; all or nothing."""
    put = insert(JOURNAL).values({c.name: bindparam(c.name) for c in JOURNAL.columns})
    keep = insert(UNSENT).values({c.name: bindparam(c.name) for c in UNSENT.columns})
    with replica.maintain() as sheaf:
        me = replica.journal.whoami()
        n, chain, latest = me.n, me.hash, me.hlc
        names: dict[Key, Key] = {}
        for work in works:
            if work.aside is not None:
                replica.conn.run(replica.conn.prepare(keep), _aside(work))
                continue
            n += 1
            names[work.replica, work.n] = me.replica, n
            body = _renamed(work, names, me.replica)
            blob = codec.encode(body)
            chain = codec.chain(chain, me.replica, n, blob)
            for part in body.parts:
                for op in part.ops:
                    sheaf.take(op, (body.hlc, me.replica, n), part.bucket)
            local = replica.journal.next_local()
            row = _journaled(work, blob, me)
            stamp: dict[str, Value] = {"local": local, "n": n, "hash": chain, "hlc": body.hlc}
            replica.conn.run(replica.conn.prepare(put), {**row, **stamp, "edit": local})
            replica.journal.trace((local, op.row) for part in body.parts for op in part.ops)
            latest = max(latest, body.hlc)
        replica.journal.put_self(n, chain, latest)


def _renamed(work: Work, names: Mapping[Key, Key], own: bytes) -> Body:
    """Earlier ones of these works have new names; what the hub has keeps its own."""

    def refs(held: tuple[Ref, ...]) -> tuple[Ref, ...]:
        keys = [(work.replica, ref) if isinstance(ref, int) else (ref[0], ref[1]) for ref in held]
        return tuple(ref_of(names.get(key, key), own) for key in keys)

    def cell(held: Cell) -> Cell:
        bases = None if held.bases is None else refs(held.bases)
        return Cell(held.field, held.values, bases)

    body = work.body
    parts = tuple(
        Part(
            part.bucket,
            tuple(
                Op(op.kind, op.table, op.row, tuple(map(cell, op.cells)), refs(op.seen))
                for op in part.ops
            ),
        )
        for part in body.parts
    )
    source = body.source or (work.replica, work.n, work.sealed)
    return msgspec.structs.replace(body, parts=parts, source=source)


def _aside(work: Work) -> dict[str, Value]:
    return {
        "replica": work.replica,
        "n": work.n,
        "at": work.at_ms,
        "label": work.label,
        "body": work.blob,
        "why": work.aside,
    }


def _journaled(work: Work, blob: bytes, me: Self) -> dict[str, Value]:
    """What a journal row says of a re-issued transaction but for its place in the chain."""
    return {
        "replica": me.replica,
        "at": work.at_ms,
        "person": me.person,
        "origin": work.body.origin,
        "label": work.label,
        "bucket": None,
        "body": blob,
        "before": None,
        "undo": 0,
        "sent": int(Sent.WAITING),
        "detail": None,
    }
