"""Whole rows from the hub: a first sync, a repair, and the undoing of what the hub refused."""

from __future__ import annotations

import gc
from collections.abc import Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import msgspec
from sqlalchemy import bindparam, select, tuple_

from app.model import codec, registry
from app.model.change import Body, Kind, Origin, Value
from app.model.errors import Unavailable
from app.model.join import join
from app.model.register import RowState, decode_state, encode_state
from app.store import ledger
from app.store.image import Layout, blank_of, image_bytes, image_of
from app.store.replica import Replica
from app.store.rows import DIRTY_ALL, Bucket, Entry, Sheaf, is_split
from app.store.tables import STATE, SYNCED
from app.store.tx import Tx


@dataclass(frozen=True, slots=True)
class Whole:
    """A row as the hub keeps it."""

    table: int
    row: bytes
    state: bytes
    image: bytes
    is_alive: bool


def fill(replica: Replica, bucket: str, rows: Sequence[Whole], place: bytes | None) -> None:
    """Take a page of rows; `place` is the last row's key, None when the bucket is whole."""
    with _unswept(), _readable(), replica.maintain() as sheaf:
        held = sheaf.bucket(bucket)
        if rows and _is_new_from(replica, held, rows[0]):
            _add_new(replica, sheaf, held, rows)
        else:
            for whole in rows:
                _join(sheaf, bucket, whole)
        if place is not None:
            held.filling = place
        elif held.filling is not None:
            held.seq, held.chain = held.fill_seq, held.fill_chain
            held.filling = None


def _is_new_from(replica: Replica, bucket: Bucket, first: Whole) -> bool:
    """Whether nothing is here yet of the bucket's rows from this one on."""
    found = replica.conn.run(
        replica.conn.prepare(
            select(STATE.c.row)
            .where(
                STATE.c.bucket == bindparam("bucket"),
                tuple_(STATE.c.tbl, STATE.c.row) >= tuple_(bindparam("tbl"), bindparam("first")),
            )
            .limit(1)
        ),
        {"bucket": bucket.no, "tbl": first.table, "first": first.row},
    )
    return not found


@contextmanager
def _readable() -> Generator[None]:
    """Rows that cannot be read are taken back as a whole: the hub's answer came broken."""
    try:
        yield
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, OverflowError) as error:
        raise Unavailable("offline", "The hub's answer is not whole; it is read again") from error


@contextmanager
def _unswept() -> Generator[None]:
    """No search for circles of garbage: a page makes none, and it would go through every row."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _layout(table: registry.Table) -> Layout:
    return Layout(table, [column.name for column in SYNCED[table.name].columns])


def _add_new(replica: Replica, sheaf: Sheaf, bucket: Bucket, rows: Sequence[Whole]) -> None:
    """Rows that are new here go in as they come: nothing is there to join them with."""
    states: list[tuple[Value, ...]] = []
    dirty: list[tuple[Value, ...]] = []
    tables: dict[str, list[list[Value]]] = {}
    layouts: dict[int, Layout] = {}
    lanes = [0, 0]
    for whole in rows:
        one, two = codec.row_lanes(whole.table, whole.row, whole.state)
        lanes[0] += one
        lanes[1] += two
        state = decode_state(whole.state)
        table = registry.BY_NO.get(whole.table)
        image: bytes | None = whole.image
        if table is not None and whole.is_alive:
            if table.no not in layouts:
                layouts[table.no] = _layout(table)
            columns, unknown = layouts[table.no].spread(whole.row, whole.image)
            tables.setdefault(table.name, []).append(columns)
            image = image_bytes(unknown)
            sheaf.note_row_new(whole.table, table, whole.row)
        elif table is not None and state.is_born:
            image = image_bytes({**blank_of(table), **image_of(whole.image)})
        if whole.table in DIRTY_ALL:
            dirty.append((whole.table, whole.row))
        is_alive, has_split = int(whole.is_alive), int(is_split(state))
        kept = whole.table, whole.row, bucket.no, whole.state, image, is_alive, has_split
        states.append(kept)
    bucket.add((lanes[0], lanes[1]), 1, len(rows))
    books = replica.books
    for name, found in tables.items():
        replica.conn.rows(books.insert_row(name), found)
    replica.conn.rows(books.put_state, states)
    replica.conn.rows(books.mark_dirty, dirty)


def begin(replica: Replica, bucket: str, seq: int, chain: bytes) -> None:
    """Note that a bucket is being filled, so that a break goes on where it was."""
    with replica.maintain() as sheaf:
        held = sheaf.bucket(bucket)
        held.filling, held.fill_seq, held.fill_chain = b"", seq, chain


def _join(sheaf: Sheaf, bucket: str, whole: Whole) -> None:
    entry = sheaf.find(whole.table, whole.row)
    theirs = image_of(whole.image)
    if entry is None:
        entry = sheaf.entry(whole.table, whole.row, bucket)
        entry.state = decode_state(whole.state)
        entry.alive = whole.is_alive
        entry.shown = theirs
        return
    state = decode_state(whole.state)
    image = join(entry.state, state, sheaf.values_of(entry), theirs)
    if _same_heads(entry.state, state):
        entry.state.seen, entry.state.gone = state.seen, state.gone
    entry.shown = image
    entry.alive = entry.state.is_alive


def _same_heads(mine: RowState, theirs: RowState) -> bool:
    return (
        mine.made == theirs.made and mine.registers == theirs.registers and mine.life == theirs.life
    )


def digest_rows(replica: Replica, bucket: str) -> dict[tuple[int, bytes], bytes]:
    """(table, row) -> hash of its state, of every row of a bucket."""
    conn = replica.reader()
    number = next((b.no for b in replica.buckets() if b.name == bucket), 0)
    found = conn.run(
        conn.prepare(
            select(STATE.c.tbl, STATE.c.row, STATE.c.state).where(
                STATE.c.bucket == bindparam("bucket")
            )
        ),
        {"bucket": number},
    )
    rows: dict[tuple[int, bytes], bytes] = {}
    for tbl, row, state in found:
        assert isinstance(tbl, int)
        assert isinstance(row, bytes)
        assert isinstance(state, bytes)
        rows[tbl, row] = codec.digest(tbl.to_bytes(4, "big") + row + state)
    return rows


def recount(replica: Replica, bucket: str) -> bool:
    """Make a bucket's sums anew from its rows; false where they were right."""
    conn = replica.conn
    query = select(STATE.c.tbl, STATE.c.row, STATE.c.state).where(
        STATE.c.bucket == bindparam("bucket")
    )
    with replica.maintain() as sheaf:
        held = sheaf.bucket(bucket)
        was = held.cnt, held.s1, held.s2
        held.cnt = held.s1 = held.s2 = 0
        for tbl, row, state in conn.run(conn.prepare(query), {"bucket": held.no}):
            held.add(codec.row_lanes(tbl, row, state), 1)  # pyright: ignore[reportArgumentType]
        return was != (held.cnt, held.s1, held.s2)


def is_hubs(number: int, bucket: str) -> bool:
    """Whether the hub alone writes these rows: its effects, and a guest's directory."""
    table = registry.BY_NO.get(number)
    return bucket.startswith("guest:") or (table is not None and table.right is registry.Right.HUB)


def recover(
    replica: Replica, theirs: Mapping[tuple[int, bytes], Whole], keys: Iterable[tuple[int, bytes]]
) -> tuple[int, list[tuple[int, bytes]]]:
    """Write anew what this replica has and the hub lost.

    The answer counts the rows, and lists those of which the hub has everything: there is nothing
    to bring back. It is a transaction of its own, made over everything both sides have, so that
    the author's own copy, when it comes back, changes nothing.
    """
    count = 0
    same: list[tuple[int, bytes]] = []
    label = "Recovered after the hub was restored"
    with _readable(), replica.transact(label, Origin.RECOVERED) as tx:
        for key in keys:
            entry = tx.sheaf.find(*key)
            table = registry.BY_NO.get(key[0])
            if entry is None or table is None:
                continue
            whole = theirs.get(key)
            state = decode_state(whole.state) if whole is not None else RowState()
            if not _is_lost(entry, state):
                same.append(key)
            elif tx.may_write(table, tx.sheaf.bucket_name(entry.bucket)) and not table.is_fact:
                # Whoever may write it brings it back; what was said, who said it.
                _bring_back(tx, entry, table, state)
                count += 1
    return count, same


def _is_lost(entry: Entry, theirs: RowState) -> bool:
    """Whether the hub lacks a value or a deletion that counts here."""
    lives = [e for e in entry.state.life if not theirs.knows(*e.key)]
    if not entry.alive:
        return bool(lives) and theirs.is_alive
    return bool(_lost(entry, theirs)) or not theirs.is_alive


def _bring_back(tx: Tx, entry: Entry, table: registry.Table, theirs: RowState) -> None:
    """One row as it is here, over what the hub fell back to."""
    key = entry.tbl, entry.row
    if not entry.alive:
        tx.doomed.add(key)
        return
    lost = _lost(entry, theirs)
    values = tx.sheaf.columns_of(entry)
    stamps = [h.hlc for no in (lost or values) for h in entry.state.heads(no)]
    tx.hlc = max([tx.hlc or 0, *stamps])
    tx.rescued[key] = {no: {h.key for h in theirs.heads(no)} for no in values}
    tx.forced[key] = {no: values[no] for no in lost if no in table.registers}
    if not theirs.is_born:
        tx.forced[key] = {no: v for no, v in values.items() if any(x is not None for x in v)}
    if not theirs.is_alive:
        tx.revived[key] = Kind.RESTORE


def _lost(entry: Entry, theirs: RowState) -> list[int]:
    registers = {*entry.state.registers, *theirs.registers}
    return [
        no
        for no in sorted(registers)
        if any(not theirs.knows(*h.key) for h in entry.state.heads(no))
    ]


def set_back(
    replica: Replica,
    keys: Sequence[tuple[int, bytes, str]],
    theirs: Mapping[tuple[int, bytes], Whole],
) -> None:
    """Make rows as the hub has them, then take in again what still waits to be sent."""
    wanted = {(tbl, row) for tbl, row, _ in keys}
    with _readable(), replica.maintain() as sheaf:
        me = replica.journal.whoami()
        for tbl, row, bucket in keys:
            _replace(sheaf.entry(tbl, row, bucket), theirs.get((tbl, row)))
        # Asked for now that nobody writes: an edit may have come since the hub was asked.
        for n, blob in ledger.pending(replica):
            body: Body = codec.decode_body(blob)
            for part in body.parts:
                for op in part.ops:
                    if (op.table, op.row) in wanted:
                        sheaf.take(op, (body.hlc, me.replica, n), part.bucket)
        empty = encode_state(RowState())
        gone = [
            key
            for key in wanted
            if key in sheaf.entries and encode_state(sheaf.entries[key].state) == empty
        ]
        _forget(replica, sheaf, gone)


def _replace(entry: Entry, whole: Whole | None) -> None:
    table = registry.BY_NO.get(entry.tbl)
    if whole is None:
        entry.state, entry.alive, entry.shown = RowState(), False, {}
        return
    entry.state = decode_state(whole.state)
    entry.alive = whole.is_alive
    blank = blank_of(table) if table is not None else {}
    entry.shown = {**blank, **image_of(whole.image)}


def _forget(replica: Replica, sheaf: Sheaf, keys: Iterable[tuple[int, bytes]]) -> None:
    """Rows that nobody but this replica ever had, and that the hub refused, leave the books."""
    conn = replica.conn
    books = replica.books
    for key in keys:
        entry = sheaf.entries.pop(key)
        if entry.stored is not None:
            bucket = sheaf.bucket(sheaf.bucket_name(entry.bucket))
            bucket.add(codec.row_lanes(entry.tbl, entry.row, entry.stored), -1)
        table = registry.BY_NO.get(entry.tbl)
        if table is not None and entry.was_alive:
            conn.run(books.delete_row(table.name), {"id_": entry.row})
            sheaf.note_row_gone(entry.tbl, table.name, entry.row)
        values: dict[str, Value] = {"tbl_": entry.tbl, "row_": entry.row}
        conn.run(books.drop_state, values)
        conn.run(books.mark_dirty, {"tbl": entry.tbl, "row": entry.row})
