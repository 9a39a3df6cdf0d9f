"""The replica's tables: one per table of the registry, and the books kept beside them."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    text,
)
from sqlalchemy.types import TypeEngine

from app.model import registry
from app.model.registry import Type

METADATA = MetaData()

_KINDS: dict[Type, type[TypeEngine[object]]] = {  # pyright: ignore[reportAssignmentType]
    Type.INT: BigInteger,
    Type.INSTANT: BigInteger,
    Type.PERCENT: BigInteger,
    Type.BOOL: Integer,
    Type.ID: LargeBinary,
}


def _synced(table: registry.Table) -> Table:
    """No foreign key, no UNIQUE, no CHECK, no NOT NULL: operations come in any order."""
    columns = [Column(f.name, _KINDS.get(f.type, Text)()) for f in table.fields]
    indexes = [Index(f"ix_{table.name}_{f.name}", f.name) for f in table.fields if f.lookup]
    return Table(
        table.name,
        METADATA,
        Column("id", LargeBinary, primary_key=True, nullable=False),
        *columns,
        *indexes,
        sqlite_with_rowid=False,
    )


SYNCED: dict[str, Table] = {table.name: _synced(table) for table in registry.TABLES}

SELF = Table(
    "self",
    METADATA,
    Column("one", Integer, primary_key=True),
    Column("replica", LargeBinary),
    Column("n", BigInteger),
    Column("hash", LargeBinary),
    Column("hlc", BigInteger),
    Column("person", LargeBinary),
    Column("workspace", LargeBinary),
    Column("epoch", Text),
    Column("acked", BigInteger),
    Column("offset_ms", BigInteger),
    Column("grants", Text),
    Column("hub_head", Text),
    sqlite_autoincrement=False,
)
"""One row: who this replica is, the end of its own chain, what the hub last said."""

JOURNAL = Table(
    "journal",
    METADATA,
    Column("local", Integer, primary_key=True),
    Column("edit", Integer),
    Column("replica", LargeBinary),
    Column("n", BigInteger),
    Column("hash", LargeBinary),
    Column("hlc", BigInteger),
    Column("at", BigInteger),
    Column("person", LargeBinary),
    Column("origin", Integer),
    Column("label", Text),
    Column("bucket", Text),
    Column("body", LargeBinary),
    Column("before", LargeBinary),
    Column("undo", Integer),
    Column("sent", Integer),
    Column("detail", Text),
    Index("ix_journal_unsent", "local", sqlite_where=text("sent = 0")),
    Index("ix_journal_chain", "replica", "n"),
    Index("ix_journal_undo", "undo", "local", sqlite_where=text("undo > 0")),
)
"""Every transaction of this replica, and those it received, in local order."""

IS_STEP = text("undo > 0")
IS_WAITING = text("sent = 0")
"""Said beside a comparison with a parameter: without them SQLite cannot know that the partial
index has every row that is asked for, and reads the whole journal (10 ms at 100,000 rows)."""

TRACE = Table(
    "trace",
    METADATA,
    Column("row", LargeBinary, primary_key=True),
    Column("local", Integer, primary_key=True),
    sqlite_with_rowid=False,
)
"""Which journal rows touched a row: its history."""

STATE = Table(
    "row_state",
    METADATA,
    Column("tbl", Integer, primary_key=True),
    Column("row", LargeBinary, primary_key=True),
    Column("bucket", Integer),
    Column("state", LargeBinary),
    Column("image", LargeBinary),
    Column("alive", Integer),
    Column("split", Integer),
    Index("ix_state_bucket", "bucket", "tbl", "row"),
    Index("ix_state_split", "tbl", "row", sqlite_where=text("split = 1")),
    sqlite_with_rowid=False,
)
"""Registers of every row. `image` holds what has no column: rows that are not alive, and
fields or tables that this version does not know."""

BUCKET = Table(
    "bucket",
    METADATA,
    Column("no", Integer, primary_key=True),
    Column("name", Text, unique=True),
    Column("seq", BigInteger),
    Column("chain", LargeBinary),
    Column("cnt", BigInteger),
    Column("s1", BigInteger),
    Column("s2", BigInteger),
    Column("role", Text),
    Column("filling", LargeBinary),
    Column("fill_seq", BigInteger),
    Column("fill_chain", LargeBinary),
)
"""`seq`, `chain`: how far the hub's ledger was read; `filling`: where a first sync goes on."""

AUTHOR = Table(
    "author",
    METADATA,
    Column("replica", LargeBinary, primary_key=True),
    Column("person", LargeBinary),
    sqlite_with_rowid=False,
)

PARKED = Table(
    "parked",
    METADATA,
    Column("bucket", Text, primary_key=True),
    Column("seq", BigInteger, primary_key=True),
    Column("body", LargeBinary),
    Column("why", Text),
    sqlite_with_rowid=False,
)
"""Operations that this version cannot take in yet, kept as they came."""

UNSENT = Table(
    "unsent",
    METADATA,
    Column("replica", LargeBinary, primary_key=True),
    Column("n", BigInteger, primary_key=True),
    Column("at", BigInteger),
    Column("label", Text),
    Column("body", LargeBinary),
    Column("why", Text),
    sqlite_with_rowid=False,
)
"""The person's own work that the hub set aside; readable and exportable, never dropped."""

DIRTY = Table(
    "dirty",
    METADATA,
    Column("tbl", Integer, primary_key=True),
    Column("row", LargeBinary, primary_key=True),
    sqlite_with_rowid=False,
)
"""Rows that the search index has not caught up with."""

SETTING = Table(
    "setting",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("value", Text),
    sqlite_with_rowid=False,
)


def captured() -> tuple[str, ...]:
    """The tables that an edit's session watches: exactly the registry's."""
    return tuple(SYNCED)
