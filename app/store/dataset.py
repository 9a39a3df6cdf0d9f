"""Anything stored: rows one by one, in lists, or as columns."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, bindparam, or_, select
from sqlalchemy import Table as SqlTable

from app.model import ids, registry
from app.model.change import Value
from app.model.errors import Refused
from app.model.row import Row
from app.store.image import image_of
from app.store.replica import Replica
from app.store.tables import STATE, SYNCED

Where = tuple[str, str, Value | tuple[Value, ...]]
"""(field, operator, value); operators: = != < <= > >= in empty full has."""


def one(replica: Replica, table: str, row: bytes) -> Row | None:
    """One row, or None."""
    t = SYNCED[table]
    conn = replica.reader()
    found = conn.run(
        conn.prepare(select(*t.columns).where(t.c.id == bindparam("id_"))), {"id_": row}
    )
    return _row(table, found[0]) if found else None


def rows(
    replica: Replica, table: str, where: Sequence[Where] = (), order: Sequence[str] = ()
) -> list[Row]:
    """Rows that fit, in order."""
    t = SYNCED[table]
    clause, params = _where(t, where)
    query = select(*t.columns).where(clause) if where else select(*t.columns)
    for name in order:
        column = t.c[name.removeprefix("-")]
        query = query.order_by(column.desc() if name.startswith("-") else column)
    conn = replica.reader()
    return [
        _row(table, values) for values in conn.run(conn.prepare(query.order_by(t.c.id)), params)
    ]


def columns(
    replica: Replica, table: str, names: Sequence[str], where: Sequence[Where] = ()
) -> dict[str, list[Value]]:
    """Columns as lists, with `id`."""
    t = SYNCED[table]
    clause, params = _where(t, where)
    query = select(t.c.id, *[t.c[name] for name in names])
    if where:
        query = query.where(clause)
    conn = replica.reader()
    found = conn.run(conn.prepare(query.order_by(t.c.id)), params)
    lists: dict[str, list[Value]] = {name: [] for name in ("id", *names)}
    for name, held in zip(lists, zip(*found, strict=True), strict=False):
        lists[name] = list(held)
    return lists


def by_prefix(replica: Replica, table: str, text: str) -> list[bytes]:
    """Ids of a table, alive or in the trash, that begin with this text (at most a few)."""
    span = ids.prefix_range(text)
    if span is None:
        return []
    conn = replica.reader()
    query = (
        select(STATE.c.row)
        .where(
            STATE.c.tbl == bindparam("tbl"),
            STATE.c.row.between(bindparam("low"), bindparam("high")),
        )
        .limit(3)
    )
    number = registry.BY_NAME[table].no
    params: dict[str, Value] = {"tbl": number, "low": span[0], "high": span[1]}
    return [
        bytes(row) for (row,) in conn.run(conn.prepare(query), params) if isinstance(row, bytes)
    ]


def named(replica: Replica, table: str, word: str) -> bytes:
    """The id of a row written as id, as a prefix of 8 or more, or by its exact name."""
    whole = ids.parse(word)
    found = [whole] if whole is not None else by_prefix(replica, table, word)
    alive = [row for row in found if one(replica, table, row) is not None]
    for name in ("name", "email"):
        if not alive and name in registry.BY_NAME[table].by_name:
            alive = [r.id for r in rows(replica, table, [(name, "=", word)])]
    if not alive:
        raise Refused("not_found", "There is no {table} named {word}", table=table, word=word)
    if len(alive) > 1:
        raise Refused(
            "ambiguous", "Several rows fit {word}", hint="Write more of the id", word=word
        )
    return alive[0]


def trash(replica: Replica, table: str) -> list[Row]:
    """Rows of a table that were deleted and can be restored."""
    known = registry.BY_NAME[table]
    conn = replica.reader()
    query = select(STATE.c.row, STATE.c.image).where(
        STATE.c.tbl == bindparam("tbl"), STATE.c.alive == 0, STATE.c.image.is_not(None)
    )
    found: list[Row] = []
    for row, blob in conn.run(conn.prepare(query), {"tbl": known.no}):
        assert isinstance(row, bytes)
        values: dict[str, Value] = dict.fromkeys(known.names)
        for no, held in image_of(blob).items():
            for f, v in zip(known.registers.get(no, ()), held, strict=False):
                values[f.name] = v
        found.append(Row(table, row, values))
    return found


def _row(table: str, values: tuple[Value, ...]) -> Row:
    row = values[0]
    assert isinstance(row, bytes)
    return Row(table, row, dict(zip(registry.BY_NAME[table].names, values[1:], strict=True)))


def _where(table: SqlTable, where: Sequence[Where]) -> tuple[ColumnElement[bool], dict[str, Value]]:
    clauses: list[ColumnElement[bool]] = []
    params: dict[str, Value] = {}
    for number, (name, operator, value) in enumerate(where):
        if name not in table.c:
            raise Refused("invalid", "There is no field {field}", field=name)
        column: ColumnElement[Value] = table.c[name]
        key = f"w{number}"
        if operator == "in":
            assert isinstance(value, tuple)
            keys = {f"{key}_{i}": v for i, v in enumerate(value)}
            params.update(keys)
            clauses.append(
                or_(*[column == bindparam(k) for k in keys])
                if keys
                else column.is_(None) & column.is_not(None)
            )
        elif operator in {"empty", "full"}:
            clauses.append(column.is_(None) if operator == "empty" else column.is_not(None))
        else:
            assert not isinstance(value, tuple)
            params[key] = _inside(str(value)) if operator == "has" else value
            clauses.append(_compare(column, operator, key))
    return and_(*clauses) if clauses else and_(True), params


def _inside(words: str) -> str:
    """A pattern of LIKE that finds these words, whatever signs are in them."""
    for sign in ("\\", "%", "_"):
        words = words.replace(sign, "\\" + sign)
    return f"%{words}%"


def _compare(  # noqa: PLR0911 - one line for each comparison
    column: ColumnElement[Value], operator: str, key: str
) -> ColumnElement[bool]:
    bound: ColumnElement[Value] = bindparam(key)
    match operator:
        case "=":
            return column == bound
        case "!=":
            return column.is_distinct_from(bound)
        case "<":
            return column < bound
        case "<=":
            return column <= bound
        case ">":
            return column > bound
        case ">=":
            return column >= bound
        case "has":
            return column.like(bound, escape="\\")
        case _:
            raise Refused("invalid", "There is no comparison {name}", name=operator)
