"""Finds what a person names on the command line: rows by id, prefix or name."""

from __future__ import annotations

from collections.abc import Iterable

from app import care
from app.care import Desk
from app.model import ids, registry, value
from app.model.change import Value
from app.model.errors import Refused
from app.model.registry import Type
from app.session import Session

PLURALS = {t.name: t.name + "s" for t in registry.TABLES} | {
    "person": "people",
    "campaign": "campaigns",
}
TABLES = {plural: name for name, plural in PLURALS.items()} | {n: n for n in PLURALS}
NAMED = {"person": ("name", "email"), "campaign": ("name",)}


def table_named(word: str) -> registry.Table:
    """The table of a word, one or many."""
    name = TABLES.get(word)
    if name is None:
        raise Refused(
            "usage",
            "There is no table {name}",
            hint="Choose one of: {choices}",
            name=word,
            choices=", ".join(sorted(PLURALS.values())),
        )
    return registry.BY_NAME[name]


def row_named(desk: Desk, table: str, word: str, *, in_trash: bool = False) -> bytes:
    """The id of a row that is written as id, as a prefix of 8 or more, or by its exact name."""
    whole = ids.parse(word)
    if whole is not None:
        if not in_trash:
            desk.session.get(table, whole)
        return whole
    found = [r for r in care.by_prefix(desk, table, word) if in_trash or _is_there(desk, table, r)]
    if not found:
        found = _by_name(desk.session, table, word)
    if not found:
        raise Refused("not_found", "There is no {table} named {word}", table=table, word=word)
    if len(found) > 1:
        raise Refused(
            "ambiguous", "Several rows fit {word}", hint="Write more of the id", word=word
        )
    return found[0]


def _is_there(desk: Desk, table: str, row: bytes) -> bool:
    return bool(desk.session.list(table, [("id", "=", row)]))


def _by_name(session: Session, table: str, word: str) -> list[bytes]:
    found: dict[bytes, None] = {}
    for name in NAMED.get(table, (registry.BY_NAME[table].title,)):
        if registry.BY_NAME[table].by_name[name].type in {Type.TEXT, Type.LONG}:
            rows = session.list(table, [(name, "=", word)])
            found.update({r.id: None for r in rows if r.get("merged_into") is None})
    return list(found)


def any_row(desk: Desk, word: str) -> tuple[str, bytes]:
    """The table and id of a row of any table, by id or prefix."""
    found: list[tuple[str, bytes]] = []
    for table in registry.TABLES:
        whole = ids.parse(word)
        rows = [whole] if whole is not None else care.by_prefix(desk, table.name, word)
        found += [
            (table.name, row)
            for row in rows
            if _is_there(desk, table.name, row) or row in care.by_prefix(desk, table.name, word)
        ]
    if not found:
        raise Refused("not_found", "There is no {table} named {word}", table="row", word=word)
    if len(found) > 1:
        raise Refused(
            "ambiguous", "Several rows fit {word}", hint="Write more of the id", word=word
        )
    return found[0]


def values_written(
    desk: Desk, table: registry.Table, words: Iterable[str]
) -> tuple[dict[str, Value], dict[str, str]]:
    """`field=value` words as stored values, and those that no field of the table has."""
    values: dict[str, Value] = {}
    extra: dict[str, str] = {}
    for word in words:
        name, equals, text = word.partition("=")
        if not equals:
            raise Refused("usage", "Write fields as name=value, not {word}", word=word)
        name = {"constraint_type": "constraint", "lag_value": "lag"}.get(name, name)
        field = table.by_name.get(name)
        if field is None:
            extra[name] = text
        elif field.type is Type.ID and text.strip():
            values[name] = _referred(desk, field, text.strip())
        else:
            values[name] = value.parse(field, text)
    return values, extra


def _referred(desk: Desk, field: registry.Field, text: str) -> bytes:
    if field.refers:
        return row_named(desk, field.refers, text)
    held = ids.parse(text)
    if held is None:
        raise Refused("invalid", "{field} cannot be {value}", field=field.name, value=text)
    return held


def refuse_extra(table: registry.Table, extra: Iterable[str]) -> None:
    """A name that no field has is a mistake, not a new field."""
    for name in extra:
        raise Refused(
            "usage",
            "There is no field {field}",
            hint="Choose one of: {choices}",
            field=name,
            choices=", ".join(table.names),
        )
