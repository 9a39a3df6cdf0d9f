"""The prepared statements of the replica's rows, and the statements of one flush together."""

from __future__ import annotations

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from app.model import registry
from app.model.change import Value
from app.sql.conn import Conn, Prepared
from app.store.image import Image, columns_of
from app.store.tables import BUCKET, DIRTY, PARKED, STATE, SYNCED


class Books:
    """The prepared statements over one connection."""

    def __init__(self, conn: Conn) -> None:
        self.conn = conn
        state = upsert(STATE).values({c.name: bindparam(c.name) for c in STATE.columns})
        keep = {n: state.excluded[n] for n in ("bucket", "state", "image", "alive", "split")}
        self.put_state = conn.prepare(
            state.on_conflict_do_update(index_elements=["tbl", "row"], set_=keep)
        )
        self.get_state = conn.prepare(
            select(STATE.c.bucket, STATE.c.state, STATE.c.image, STATE.c.alive).where(
                STATE.c.tbl == bindparam("tbl"), STATE.c.row == bindparam("row")
            )
        )
        self.put_image = conn.prepare(
            update(STATE)
            .where(STATE.c.tbl == bindparam("tbl_"), STATE.c.row == bindparam("row_"))
            .values(image=bindparam("image"))
        )
        self.drop_state = conn.prepare(
            delete(STATE).where(STATE.c.tbl == bindparam("tbl_"), STATE.c.row == bindparam("row_"))
        )
        self.mark_dirty = conn.prepare(
            upsert(DIRTY)
            .values(tbl=bindparam("tbl"), row=bindparam("row"))
            .on_conflict_do_nothing()
        )
        self.get_buckets = conn.prepare(select(*BUCKET.columns))
        self.get_bucket = conn.prepare(
            select(*BUCKET.columns).where(BUCKET.c.no == bindparam("no"))
        )
        self.put_bucket = conn.prepare(
            insert(BUCKET)
            .values({c.name: bindparam(c.name) for c in BUCKET.columns})
            .prefix_with("OR REPLACE")
        )
        self.put_parked = conn.prepare(
            insert(PARKED)
            .values({c.name: bindparam(c.name) for c in PARKED.columns})
            .prefix_with("OR REPLACE")
        )
        self._rows: dict[str, Prepared] = {}
        self._inserts: dict[str, Prepared] = {}
        self._deletes: dict[str, Prepared] = {}
        self._updates: dict[tuple[str, tuple[str, ...]], Prepared] = {}

    def get_row(self, table: str) -> Prepared:
        """Selects all columns of one row by `id`."""
        if table not in self._rows:
            t = SYNCED[table]
            self._rows[table] = self.conn.prepare(
                select(*t.columns).where(t.c.id == bindparam("id_"))
            )
        return self._rows[table]

    def insert_row(self, table: str) -> Prepared:
        """Inserts one whole row."""
        if table not in self._inserts:
            t = SYNCED[table]
            self._inserts[table] = self.conn.prepare(
                insert(t).values({c.name: bindparam(c.name) for c in t.columns})
            )
        return self._inserts[table]

    def update_row(self, table: str, names: tuple[str, ...]) -> Prepared:
        """Updates these columns of the row `id_`."""
        key = table, names
        if key not in self._updates:
            t = SYNCED[table]
            self._updates[key] = self.conn.prepare(
                update(t).where(t.c.id == bindparam("id_")).values({n: bindparam(n) for n in names})
            )
        return self._updates[key]

    def delete_row(self, table: str) -> Prepared:
        """Deletes the row `id_`."""
        if table not in self._deletes:
            t = SYNCED[table]
            self._deletes[table] = self.conn.prepare(delete(t).where(t.c.id == bindparam("id_")))
        return self._deletes[table]


class Writes:
    """Statements of one flush, gathered so that each kind runs once over many rows."""

    def __init__(self) -> None:
        self._inserts: dict[str, list[dict[str, Value]]] = {}
        self._updates: dict[tuple[str, tuple[str, ...]], list[dict[str, Value]]] = {}
        self._deletes: dict[str, list[dict[str, Value]]] = {}

    def insert(self, table: registry.Table, row: bytes, values: Image) -> None:
        """A whole row."""
        columns: dict[str, Value] = dict.fromkeys(table.names)
        columns.update(columns_of(table, values))
        columns["id"] = row
        self._inserts.setdefault(table.name, []).append(columns)

    def update(self, table: registry.Table, row: bytes, values: Image) -> None:
        """The columns of some registers."""
        columns = columns_of(table, values)
        if columns:
            key = table.name, tuple(columns)
            self._updates.setdefault(key, []).append({**columns, "id_": row})

    def delete(self, table: registry.Table, row: bytes) -> None:
        """A row that is not alive any more."""
        self._deletes.setdefault(table.name, []).append({"id_": row})

    def run(self, books: Books) -> None:
        """Write all."""
        for table, rows in self._deletes.items():
            books.conn.many(books.delete_row(table), rows)
        for table, rows in self._inserts.items():
            books.conn.many(books.insert_row(table), rows)
        for (table, names), rows in self._updates.items():
            books.conn.many(books.update_row(table, names), rows)
