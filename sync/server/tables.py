"""The hub's tables: plain columns that SQLite and PostgreSQL both have."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Dialect,
    Index,
    Insert,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    insert,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.compiler import SQLCompiler

from app.model.change import Value

METADATA = MetaData()
POSTGRES = "postgresql"
WORD = Text().with_variant(postgresql.TEXT(collation="C"), POSTGRES)
"""Text that is sorted by its bytes wherever it is kept."""
KEPT = 256
"""Statements that are kept compiled."""
LAYOUT = 1
"""The number of the last step that these tables are at."""

STORE = Table(
    "store",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("epoch", Text, nullable=False),
    Column("workspace", LargeBinary),
    Column("rev", Integer, nullable=False),
    Column("replica", LargeBinary, nullable=False),
    Column("n", BigInteger, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Column("layout", Integer, nullable=False),
    Column("boots", BigInteger, nullable=False),
)
"""One row. `rev`: by which declarations all was judged; `replica`, `n`, `hash`: the hub's own."""
BUCKET = Table(
    "bucket",
    METADATA,
    Column("bucket", WORD, primary_key=True),
    Column("seq", BigInteger, nullable=False),
    Column("chain", LargeBinary, nullable=False),
    Column("cnt", BigInteger, nullable=False),
    Column("s1", BigInteger, nullable=False),
    Column("s2", BigInteger, nullable=False),
    Column("touched", BigInteger, nullable=False),
)
ENTRY = Table(
    "entry",
    METADATA,
    Column("bucket", WORD, primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("replica", LargeBinary, nullable=False),
    Column("n", BigInteger, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("chain", LargeBinary, nullable=False),
)
REPLICA = Table(
    "replica",
    METADATA,
    Column("replica", LargeBinary, primary_key=True),
    Column("person", LargeBinary, nullable=False),
    Column("last_n", BigInteger, nullable=False),
    Column("last_hash", LargeBinary, nullable=False),
    Column("seen_at", BigInteger, nullable=False),
    Column("app", Text),
)
TXN = Table(
    "txn",
    METADATA,
    Column("replica", LargeBinary, primary_key=True),
    Column("n", BigInteger, primary_key=True, autoincrement=False),
    Column("hash", LargeBinary, nullable=False),
    Column("verdict", Integer, nullable=False),
    Column("hlc", BigInteger, nullable=False),
    Column("detail", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("body", LargeBinary),
    Index("ix_txn_verdict", "verdict"),
)
"""`body` only of what was parked or quarantined; the ledger has the rest."""

ROW = Table(
    "row_state",
    METADATA,
    Column("bucket", WORD, primary_key=True),
    Column("tbl", Integer, primary_key=True, autoincrement=False),
    Column("row", LargeBinary, primary_key=True),
    Column("state", LargeBinary, nullable=False),
    Column("image", LargeBinary, nullable=False),
    Column("alive", Integer, nullable=False),
    Index("ix_row_state_row", "tbl", "row"),
)
WRITER = Table(
    "writer",
    METADATA,
    Column("bucket", WORD, primary_key=True),
    Column("replica", LargeBinary, primary_key=True),
)
"""Whose replicas have an entry in a bucket's ledger."""
LOOKUP = Table(
    "row_index",
    METADATA,
    Column("tbl", Integer, primary_key=True, autoincrement=False),
    Column("field", Integer, primary_key=True, autoincrement=False),
    Column("key", LargeBinary, primary_key=True),
    Column("bucket", WORD, primary_key=True),
    Column("row", LargeBinary, primary_key=True),
)
GRANT = Table(
    "grants",
    METADATA,
    Column("person", LargeBinary, primary_key=True),
    Column("bucket", WORD, primary_key=True),
    Column("role", Text, nullable=False),
)
ACCOUNT = Table(
    "account",
    METADATA,
    Column("person", LargeBinary, primary_key=True),
    Column("rank", Text, nullable=False),
    Column("revoked_at", BigInteger),
)
DEVICE = Table(
    "device",
    METADATA,
    Column("device", LargeBinary, primary_key=True),
    Column("person", LargeBinary, nullable=False),
    Column("name", Text, nullable=False),
    Column("replica", LargeBinary),
    Column("token_hash", LargeBinary, nullable=False, unique=True),
    Column("revoked_at", BigInteger),
    Column("created_at", BigInteger, nullable=False),
)
FILE = Table(
    "file",
    METADATA,
    Column("digest", WORD, primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("at", BigInteger, nullable=False),
)
"""Files whose bytes are on this hub's shelf; `digest` is BLAKE3 as hex."""
HOLDER = Table(
    "file_holder",
    METADATA,
    Column("digest", WORD, primary_key=True),
    Column("person", LargeBinary, primary_key=True),
)
"""Who brought the bytes: to know a digest is not to have the file."""
NAMED = Table(
    "file_named",
    METADATA,
    Column("digest", WORD, primary_key=True),
    Column("bucket", WORD, primary_key=True),
    Column("person", LargeBinary, primary_key=True),
    Column("proven", Integer, nullable=False),
)
"""Where rows name a file, and who wrote that; it counts once the writer had the file."""
CODE = Table(
    "code",
    METADATA,
    Column("code_hash", LargeBinary, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("rank", Text, nullable=False),
    Column("campaign", LargeBinary),
    Column("person", LargeBinary),
    Column("expires_ms", BigInteger, nullable=False),
    Column("minted_by", LargeBinary),
    Column("used_at", BigInteger),
)


def put(connection: Connection, table: Table, rows: Sequence[Mapping[str, Value]]) -> None:
    """Insert rows that are new."""
    if rows:
        _many(connection, _inserted(table, connection.dialect, tuple(rows[0])), rows)


def upsert(connection: Connection, table: Table, rows: Sequence[Mapping[str, Value]]) -> None:
    """Insert rows, or replace those with the same key; the one place where dialects differ."""
    if rows:
        _many(connection, _upserted(table, connection.dialect, tuple(rows[0])), rows)


def among(
    connection: Connection,
    table: Table,
    one_of: tuple[str, Sequence[Value]],
    where: Mapping[str, Value] | None = None,
) -> Iterable[Sequence[Any]]:
    """Whole rows of a table whose column has one of these values, and others have `where`'s."""
    name, values = one_of
    fixed = where or {}
    if connection.dialect.name == POSTGRES:
        # One statement however many values there are, so the server plans it once.
        given: tuple[object, ...] = (*fixed.values(), list(values))
        return connection.exec_driver_sql(_among(table, connection.dialect, name, *fixed), given)
    marks = ", ".join("?" * len(values))
    sql = _among(table, connection.dialect, name, *fixed).replace("= ANY(?)", f"IN ({marks})")
    return connection.exec_driver_sql(sql, (*fixed.values(), *values))


@lru_cache(KEPT)
def _among(table: Table, dialect: Dialect, name: str, *fixed: str) -> str:
    quote = dialect.identifier_preparer.quote
    mark = "%s" if dialect.name == POSTGRES else "?"
    columns = ", ".join(quote(c.name) for c in table.columns)
    rules = [f"{quote(column)} = {mark}" for column in fixed]
    rules.append(f"{quote(name)} = ANY({mark.replace('s', 'b')})")
    return f"SELECT {columns} FROM {quote(table.name)} WHERE {' AND '.join(rules)}"


@contextmanager
def together(connection: Connection) -> Generator[None]:
    """Statements without answers, sent to a server in one message; a file needs no such thing.

    A failure of one of them is raised at the end, as the driver's own error.
    """
    if connection.dialect.name != POSTGRES:
        yield
        return
    driver: Pipelined = connection.connection.driver_connection  # pyright: ignore
    with driver.pipeline():
        yield


class Pipelined(Protocol):
    """What psycopg's connection has for that."""

    def pipeline(self) -> AbstractContextManager[object]: ...


@dataclass(frozen=True, slots=True)
class Written:
    """A statement as text, and the order of its values."""

    sql: str
    names: tuple[str, ...]
    is_whole: bool
    """Whether it takes all rows at once, column by column."""


@lru_cache(KEPT)
def _inserted(table: Table, dialect: Dialect, columns: tuple[str, ...]) -> Written:
    return _written(table, insert(table), dialect, columns)


@lru_cache(KEPT)
def _upserted(table: Table, dialect: Dialect, columns: tuple[str, ...]) -> Written:
    keys = [c.name for c in table.primary_key.columns]
    others = [c.name for c in table.columns if c.name not in keys]
    made = postgresql.insert(table) if dialect.name == POSTGRES else sqlite.insert(table)
    if others:
        last = made.on_conflict_do_update(
            index_elements=keys, set_={n: made.excluded[n] for n in others}
        )
    else:
        last = made.on_conflict_do_nothing(index_elements=keys)
    return _written(table, last, dialect, columns)


def _written(
    table: Table, statement: Insert, dialect: Dialect, columns: tuple[str, ...]
) -> Written:
    """Compiled once a table; anew at each call it was a fifteenth of the hub's time."""
    compiled = statement.compile(dialect=dialect, column_keys=list(columns))
    assert isinstance(compiled, SQLCompiler)
    if compiled.positional:
        return Written(str(compiled), tuple(compiled.positiontup or ()), is_whole=False)
    return Written(_whole(table, dialect, columns, str(compiled)), columns, is_whole=True)


def _whole(table: Table, dialect: Dialect, columns: Sequence[str], sql: str) -> str:
    """One statement for all rows: for a server, each one that follows is work and a message."""
    quote = dialect.identifier_preparer.quote
    names = ", ".join(quote(name) for name in columns)
    kinds = [table.c[name].type.compile(dialect).partition(" ")[0] for name in columns]
    # Binary: as text every byte of an array would be spelt out, four times as slow.
    arrays = ", ".join(f"%b::{kind}[]" for kind in kinds)
    _, _, otherwise = sql.partition(" ON CONFLICT ")
    tail = f" ON CONFLICT {otherwise}" if otherwise else ""
    return f"INSERT INTO {quote(table.name)} ({names}) SELECT * FROM unnest({arrays}){tail}"


def _many(connection: Connection, written: Written, rows: Sequence[Mapping[str, Value]]) -> None:
    """Run a statement for every row; all rows have the same columns, of types that need no care.

    SQLAlchemy's own way looks at each value of each row: that is a third of a push.
    """
    names = written.names
    if written.is_whole:
        columns = tuple([row[n] for row in rows] for n in names)
        connection.exec_driver_sql(written.sql, columns)  # pyright: ignore[reportArgumentType]
        return
    found = [tuple(row[n] for n in names) for row in rows]
    connection.exec_driver_sql(written.sql, found)
