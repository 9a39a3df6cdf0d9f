"""Who may read what: the ledger after a cursor, whole rows, hashes, all from one cut."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Select, and_, bindparam, or_, select

from app.model import codec, policy
from app.model.errors import Refused
from app.model.policy import Grants
from sync import protocol
from sync.protocol import (
    BucketHead,
    Cursor,
    DigestAsk,
    DigestPage,
    FetchAsk,
    Fetched,
    Page,
    Pull,
    Pulled,
    RowItem,
    RowsAsk,
    RowsPage,
)
from sync.server.board import MAX_TABLE
from sync.server.tables import BUCKET, ENTRY, REPLICA, ROW, WRITER

FETCH_LIMIT = 1_000
DIGEST_ROWS = 20_000
STEP = 2_000
ROW_STEP = 4_000
# Nobody reads the others' own buckets: of those, which are most in a large team, only one's own.
HEADS = (
    select(BUCKET.c.bucket, BUCKET.c.seq, BUCKET.c.chain, BUCKET.c.cnt, BUCKET.c.s1, BUCKET.c.s2)
    .where(
        or_(
            BUCKET.c.bucket.in_(bindparam("own", expanding=True)),
            BUCKET.c.bucket < "guest:",
            and_(BUCKET.c.bucket >= "guest;", BUCKET.c.bucket < "user:"),
            BUCKET.c.bucket >= "user;",
        )
    )
    .order_by(BUCKET.c.bucket)
)
"""A colon is followed by a semicolon: between them is what begins with the word."""


def heads(connection: Connection, grants: Grants) -> tuple[BucketHead, ...]:
    """Where every bucket stands that these grants may read."""
    found = connection.execute(HEADS, {"own": list(grants)})
    return tuple(
        BucketHead(name, seq, bytes(chain), cnt, s1, s2)
        for name, seq, chain, cnt, s1, s2 in found
        if policy.may_read(grants, name)
    )


def authors(connection: Connection, grants: Grants) -> dict[bytes, bytes]:
    """Whose replicas wrote where these grants may read; who reads the directory knows them all."""
    query = select(REPLICA.c.replica, REPLICA.c.person).order_by(REPLICA.c.replica)
    if not policy.may_read(grants, policy.ORG):
        names = [h.bucket for h in heads(connection, grants)]
        wrote = select(WRITER.c.replica).where(WRITER.c.bucket.in_(names))
        query = query.where(REPLICA.c.replica.in_(wrote))
    return {bytes(r): bytes(p) for r, p in connection.execute(query)}


@dataclass(slots=True)
class Budget:
    """How much an answer may still hold; whatever its size, one thing always goes in."""

    left: int
    is_fresh: bool = True

    @classmethod
    def of(cls, asked: int) -> Budget:
        """What was asked for, within what a message may be."""
        return cls(min(max(asked, 1), protocol.MAX_PAGE_BYTES - protocol.PAGE_BYTES))

    def take(self, size: int) -> bool:
        """Whether this goes in too."""
        if self.left < size and not self.is_fresh:
            self.left = 0
            return False
        self.left -= size
        self.is_fresh = False
        return True


def pull(connection: Connection, grants: Grants, ask: Pull) -> Pulled:
    """What came after the cursors, as one cut, up to the size asked for.

    The epoch is not compared: `ask.epoch` goes back as it came, and a cursor of another history
    is told by its chain, bucket by bucket (`diverged`). The caller learns of a new epoch by `meet`.
    """
    budget = Budget.of(ask.max_bytes)
    current = {h.bucket: h for h in heads(connection, grants)}
    pages: list[Page] = []
    diverged: list[str] = []
    more = False
    for cursor in {c.bucket: c for c in ask.cursors}.values():
        head = current.get(cursor.bucket)
        if head is None:
            continue
        if not _is_on(connection, cursor, head):
            diverged.append(cursor.bucket)
        elif cursor.seq != head.seq:
            page = _page(connection, cursor, budget, ask.replica)
            pages += [page] if page.entries else []
            more = more or page.seq < head.seq
    told = tuple(current.values())
    wrote = authors(connection, grants) if pages else {}
    return Pulled(ask.epoch, tuple(pages), tuple(diverged), told, more, wrote)


def _is_on(connection: Connection, cursor: Cursor, head: BucketHead) -> bool:
    """Whether the caller's place is a place in this ledger's own history."""
    if cursor.seq == head.seq:
        return cursor.chain == head.chain
    if cursor.seq == 0:
        return cursor.chain == codec.ZERO_HASH
    if not 0 < cursor.seq < head.seq:
        return False
    found = connection.execute(
        select(ENTRY.c.chain).where(ENTRY.c.bucket == cursor.bucket, ENTRY.c.seq == cursor.seq)
    ).first()
    return found is not None and bytes(found[0]) == cursor.chain


def _page(connection: Connection, cursor: Cursor, budget: Budget, own: bytes) -> Page:
    entries: list[bytes] = []
    seq, chain = cursor.seq, cursor.chain
    while budget.left > 0:
        found = connection.execute(
            select(ENTRY.c.seq, ENTRY.c.body, ENTRY.c.chain, ENTRY.c.replica)
            .where(ENTRY.c.bucket == cursor.bucket, ENTRY.c.seq > seq)
            .order_by(ENTRY.c.seq)
            .limit(STEP)
        ).all()
        for number, body, after, replica in found:
            raw = _thin(bytes(body)) if bytes(replica) == own else bytes(body)
            if not budget.take(len(raw) + 8):
                return Page(cursor.bucket, seq, chain, tuple(entries))
            entries.append(raw)
            seq, chain = number, bytes(after)
        if len(found) < STEP:
            break
    return Page(cursor.bucket, seq, chain, tuple(entries))


def _thin(raw: bytes) -> bytes:
    """An entry of the caller's own: it has the operations already."""
    fields = codec.decode_as(protocol.LedgerEntry, raw)
    return codec.encode(
        (
            fields.seq,
            fields.replica,
            fields.n,
            fields.hlc,
            fields.at_ms,
            fields.origin,
            "",
            None,
        )
    )


def rows(connection: Connection, grants: Grants, ask: RowsAsk) -> RowsPage:
    """Whole rows in order of (table, id)."""
    _check(grants, ask.bucket)
    budget = Budget.of(ask.max_bytes)
    head = next((h for h in heads(connection, grants) if h.bucket == ask.bucket), None)
    if head is None:
        return RowsPage(ask.bucket, (), ask.after, True, 0, codec.ZERO_HASH, {})
    items: list[RowItem] = []
    after, is_last = ask.after, False
    while budget.left > 0 and not is_last:
        found = connection.execute(_after(ask.bucket, after, ROW_STEP)).all()
        is_last = len(found) < ROW_STEP
        for tbl, row, state, image, alive in found:
            if not budget.take(len(state) + len(image) + 32):
                is_last = False
                break
            items.append(RowItem(tbl, bytes(row), bytes(state), bytes(image), bool(alive)))
            after = tbl.to_bytes(4, "big") + bytes(row)
    wrote = authors(connection, grants) if is_last else {}
    return RowsPage(ask.bucket, tuple(items), after, is_last, head.seq, head.chain, wrote)


Found = Select[int, bytes, bytes, bytes, int]


def _after(bucket: str, after: bytes, limit: int) -> Found:
    query = select(ROW.c.tbl, ROW.c.row, ROW.c.state, ROW.c.image, ROW.c.alive).where(
        ROW.c.bucket == bucket
    )
    tbl, row = int.from_bytes(after[:4], "big"), after[4:]
    if after and (len(after) != 20 or tbl > MAX_TABLE):
        raise Refused("invalid", "A message could not be read: {why}", why="after")
    if after:
        query = query.where(or_(ROW.c.tbl > tbl, and_(ROW.c.tbl == tbl, ROW.c.row > row)))
    return query.order_by(ROW.c.tbl, ROW.c.row).limit(limit)


def digest(connection: Connection, grants: Grants, ask: DigestAsk) -> DigestPage:
    """The hash of every row's state."""
    _check(grants, ask.bucket)
    found = connection.execute(_after(ask.bucket, ask.after, DIGEST_ROWS)).all()
    lines = tuple(
        (tbl, bytes(row), _hash(tbl, bytes(row), bytes(state))) for tbl, row, state, *_ in found
    )
    after = ask.after
    if lines:
        after = lines[-1][0].to_bytes(4, "big") + lines[-1][1]
    return DigestPage(lines, after, len(found) < DIGEST_ROWS)


def _hash(tbl: int, row: bytes, state: bytes) -> bytes:
    return codec.digest(tbl.to_bytes(4, "big"), row, state)


def fetch(connection: Connection, grants: Grants, ask: FetchAsk) -> Fetched:
    """The rows that are named."""
    _check(grants, ask.bucket)
    if len(ask.keys) > FETCH_LIMIT:
        raise Refused("too_large", "Too much was asked for at once")
    by_table: dict[int, list[bytes]] = {}
    for tbl, row in ask.keys:
        if 0 <= tbl <= MAX_TABLE and len(row) == 16:
            by_table.setdefault(tbl, []).append(row)
    items = [
        item
        for tbl, wanted in by_table.items()
        for item in _named(connection, ask.bucket, tbl, wanted)
    ]
    size = sum(len(item.state) + len(item.image) + 32 for item in items)
    if size > protocol.MAX_PAGE_BYTES - protocol.PAGE_BYTES and len(items) > 1:
        raise Refused("too_large", "Too much was asked for at once")
    return Fetched(tuple(items))


def _named(connection: Connection, bucket: str, tbl: int, wanted: Sequence[bytes]) -> list[RowItem]:
    found = connection.execute(
        select(ROW.c.row, ROW.c.state, ROW.c.image, ROW.c.alive)
        .where(ROW.c.bucket == bucket, ROW.c.tbl == tbl, ROW.c.row.in_(wanted))
        .order_by(ROW.c.row)
    )
    return [
        RowItem(tbl, bytes(row), bytes(state), bytes(image), bool(alive))
        for row, state, image, alive in found
    ]


def _check(grants: Grants, bucket: str) -> None:
    # A name with this in it is nobody's, and not every database can be asked for it.
    if "\0" in bucket or not policy.may_read(grants, bucket):
        raise Refused("forbidden", "You may not read this")
