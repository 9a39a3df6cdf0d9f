"""An older version of the program, in the same process: it knows less of the registry."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Mapping
from contextlib import ExitStack
from unittest.mock import patch

from sqlalchemy import MetaData, Table

from app.model import registry
from app.store import birth, parked, rows, tables
from app.store import journal as journal_module
from sync.client import syncer
from sync.server import adopt, board, desk, judge, service

WITH_REV = (registry, journal_module, syncer, adopt, desk, judge, service)


@dataclasses.dataclass
class Older:
    """`with older:` the program is one that lacks these tables, fields and kinds."""

    tables: Collection[str] = ()
    fields: Mapping[str, Collection[str]] = dataclasses.field(
        default_factory=dict[str, Collection[str]]
    )
    kinds: Collection[int] = ()
    choices: Mapping[tuple[str, str], Collection[str]] = dataclasses.field(
        default_factory=dict[tuple[str, str], Collection[str]]
    )
    """(table, field) -> the words that it knows."""
    searched: Mapping[str, tuple[str, ...]] = dataclasses.field(
        default_factory=dict[str, tuple[str, ...]]
    )
    _stack: ExitStack = dataclasses.field(default_factory=ExitStack)

    def __enter__(self) -> Older:
        known = tuple(self._less(t) for t in registry.TABLES if t.name not in self.tables)
        by_no, by_name = {t.no: t for t in known}, {t.name: t for t in known}
        self._put(registry, TABLES=known, BY_NO=by_no, BY_NAME=by_name)
        self._store(known)
        self._put(judge, TASK=by_name["task"], KINDS=judge.KINDS - set(self.kinds))
        self._put(board, LOOKUPS={no: v for no, v in board.LOOKUPS.items() if no in by_no})
        self._put(parked, KINDS=parked.KINDS - set(self.kinds))
        rev = registry.SCHEMA_REV - 1
        for module in WITH_REV:
            self._put(module, SCHEMA_REV=rev)
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def _put(self, module: object, **values: object) -> None:
        for name, value in values.items():
            self._stack.enter_context(patch.object(module, name, value))

    def _store(self, known: tuple[registry.Table, ...]) -> None:
        metadata = MetaData()
        synced = set(tables.SYNCED)
        for table in tables.METADATA.sorted_tables:
            if table.name not in synced:
                table.to_metadata(metadata)
        self._put(tables, METADATA=metadata)
        self._put(birth, METADATA=metadata, STEPS=birth.STEPS[:1])
        made: dict[str, Table] = {t.name: tables._synced(t) for t in known}  # noqa: SLF001 # pyright: ignore[reportPrivateUsage]
        self._stack.enter_context(patch.dict(tables.SYNCED, made, clear=True))
        self._put(rows, DIRTY_ALL=frozenset(t.no for t in known if t.searched))

    def _less(self, table: registry.Table) -> registry.Table:
        gone = self.fields.get(table.name, ())
        assert {f.name for f in table.fields[len(table.fields) - len(gone) :]} == set(gone), "last"
        fields = tuple(
            dataclasses.replace(f, choices=tuple(self.choices.get((table.name, f.name), f.choices)))
            for f in table.fields
            if f.name not in gone
        )
        searched = self.searched.get(table.name, table.searched)
        return dataclasses.replace(table, fields=fields, searched=searched)
