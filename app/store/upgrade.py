"""After an update of the program: what an older one could only keep is taken in."""

from __future__ import annotations

import json

from sqlalchemy import bindparam, insert, or_, select
from sqlalchemy.dialects.sqlite import insert as upsert

from app.model import failpoint, registry
from app.model.change import Value
from app.model.register import decode_state
from app.store.image import blank_of, image_bytes, image_of, unknown_of
from app.store.journal import Sent
from app.store.parked import KINDS, Inlet
from app.store.replica import Replica
from app.store.rows import Sheaf, Writes
from app.store.tables import DIRTY, JOURNAL, SETTING, STATE, SYNCED

KNOWN = "known"
"""The setting that says what the program knew which opened the file last."""


def catch_up(replica: Replica) -> None:
    """Bring the books to what they were if this version had kept them from the beginning.

    Once for each version, and all in one transaction: a break leaves what was there.
    """
    told = _told()
    if _held(replica) == told:
        return
    with replica.maintain() as sheaf:
        conn = replica.conn
        before: dict[str, object] = json.loads(_held(replica) or "{}").get("tables", {})
        now: dict[str, object] = json.loads(told)["tables"]
        for table in registry.TABLES:
            if before.get(str(table.no)) != now[str(table.no)]:
                _unfold(sheaf, table)
        _again(replica, sheaf)
        put = insert(SETTING).values(name=bindparam("name"), value=bindparam("value"))
        conn.run(conn.prepare(put.prefix_with("OR REPLACE")), {"name": KNOWN, "value": told})
        failpoint.reach("upgrade_before_commit")


def _told() -> str:
    """What this version knows."""
    tables = {
        str(t.no): [{str(no): list(names) for no, names in t.columns.items()}, list(t.searched)]
        for t in registry.TABLES
    }
    version = [registry.APP_VERSION, registry.SCHEMA_REV, sorted(KINDS)]
    return json.dumps({"version": version, "tables": tables}, sort_keys=True)


def _held(replica: Replica) -> str:
    conn = replica.conn
    query = select(SETTING.c.value).where(SETTING.c.name == bindparam("name"))
    found = conn.run(conn.prepare(query), {"name": KNOWN})
    return str(found[0][0]) if found else ""


def _unfold(sheaf: Sheaf, table: registry.Table) -> None:
    """Values that lay in images, for want of a column, go where people read them."""
    conn = sheaf.conn
    t = SYNCED[table.name]
    of_table: dict[str, Value] = {"tbl": table.no}
    there = {row for (row,) in conn.run(conn.prepare(select(t.c.id)))}
    query = select(STATE.c.row, STATE.c.state, STATE.c.image, STATE.c.alive).where(
        STATE.c.tbl == bindparam("tbl"),
        or_(STATE.c.alive == 0, STATE.c.image.is_not(None), STATE.c.row.not_in(select(t.c.id))),
    )
    work = Writes()
    images: list[dict[str, Value]] = []
    for row, state, blob, alive in conn.run(conn.prepare(query), of_table):
        assert isinstance(row, bytes)
        assert isinstance(state, bytes)
        image = image_of(blob)
        if alive:
            (work.update if row in there else work.insert)(table, row, image)
            image = unknown_of(table, image)
        elif decode_state(state).is_born:
            image = {**blank_of(table), **image}
        images.append({"tbl_": table.no, "row_": row, "image": image_bytes(image)})
    work.run(sheaf.books)
    conn.many(sheaf.books.put_image, images)
    if table.searched:
        rows = select(STATE.c.tbl, STATE.c.row).where(STATE.c.tbl == bindparam("tbl"))
        mark = upsert(DIRTY).from_select(["tbl", "row"], rows).on_conflict_do_nothing()
        conn.run(conn.prepare(mark), of_table)


def _again(replica: Replica, sheaf: Sheaf) -> None:
    """What was parked, and its place in the history of its rows."""
    conn = replica.conn
    number = conn.prepare(
        select(JOURNAL.c.local).where(
            JOURNAL.c.replica == bindparam("author"),
            JOURNAL.c.n == bindparam("n"),
            JOURNAL.c.bucket == bindparam("name"),
            JOURNAL.c.sent == int(Sent.RECEIVED),
        )
    )
    for entry, rows in Inlet(sheaf).again():
        place: dict[str, Value] = {"author": entry.replica, "n": entry.n, "name": entry.bucket}
        for (local,) in conn.run(number, place):
            assert isinstance(local, int)
            replica.journal.trace((local, row) for row in rows)
