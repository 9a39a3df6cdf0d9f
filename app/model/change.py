"""One value tells undo, sync and screen what happened; and the same words go over the wire."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    Value = None | int | str | bytes
else:
    # msgspec takes no union of str and bytes; the registry checks every value by its field.
    Value = Any
Ref = int | tuple[bytes, int]
"""Names an operation on a row: (replica, n), or n alone when it is the writer's own."""


class Origin(IntEnum):
    """Who caused a change."""

    USER = 1
    UNDO = 2
    REMOTE = 3
    HUB = 4
    REDO = 5
    RECOVERED = 6


class Kind(IntEnum):
    """What an operation does to its row."""

    INSERT = 1
    SET = 2
    DELETE = 3
    RESTORE = 4
    FACT = 5


class Cell(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """A register of a row and what was written into it.

    `field` is the register's number (the lowest field number of a group), `values` has one
    value per field of the group, `bases` names the heads that the writer saw and replaces;
    None means: the operation that made the row.
    """

    field: int
    values: tuple[Value, ...]
    bases: tuple[Ref, ...] | None = None


class Op(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """One change of one row; a transaction has at most one per row.

    `seen` (DELETE and RESTORE only) names the heads of the whole row that the writer saw.
    """

    kind: int
    table: int
    row: bytes
    cells: tuple[Cell, ...] = ()
    seen: tuple[Ref, ...] = ()


class Part(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """The operations of one transaction in one bucket."""

    bucket: str
    ops: tuple[Op, ...]


class Body(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """A transaction as its author encoded it; hashed into the author's chain."""

    rev: int
    hlc: int
    label: str
    origin: int
    parts: tuple[Part, ...]
    source: tuple[bytes, int, bytes] | None = None
    group: int = 0


@dataclass(frozen=True, slots=True)
class Touched:
    """A row that a change touched, and which of its fields."""

    table: str
    row: bytes
    fields: tuple[str, ...]
    kind: str
    """insert, update or delete, as a reader of the table sees it."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What one commit did; the same value for an own edit, an undo and a remote one."""

    label: str
    origin: Origin
    rows: tuple[Touched, ...]
    skipped: int = 0

    def touches(self, *tables: str) -> bool:
        """Whether a row of one of these tables changed."""
        return any(row.table in tables for row in self.rows)

    def ids(self, table: str) -> set[bytes]:
        """The ids of this table that changed."""
        return {row.row for row in self.rows if row.table == table}
