"""What the registry declares with: kinds of values, homes of rows, rights, fields, tables."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, IntEnum
from functools import cached_property


class Type(Enum):
    """What a field may hold; the words of contract.md 2."""

    TEXT = "text"
    LONG = "long"
    INT = "int"
    PERCENT = "percent"
    BOOL = "bool"
    DECIMAL = "decimal"
    WALL = "wall"
    DATE = "date"
    INSTANT = "instant"
    ID = "id"
    JSON = "json"
    ORDER = "order"


class Home(Enum):
    """How a row finds its bucket: the unit of permission, order and checksum."""

    ORG = "org"
    CAMPAIGN = "campaign"
    """The row's field `campaign`; a campaign itself is its own."""
    CAMPAIGN_OR_ORG = "campaign or org"
    PERSON = "person"
    """`user:P` of the row's field `person`."""


class Right(IntEnum):
    """The least right in a bucket that lets a person write a table."""

    READ = 1
    EDIT = 2
    LEAD = 3
    OWN = 4
    HUB = 5


@dataclass(frozen=True, slots=True)
class Field:
    """One field; `group` names fields that are one register, `refers` the table of an id."""

    no: int
    name: str
    type: Type = Type.TEXT
    group: str = ""
    refers: str = ""
    lookup: bool = False
    fixed: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """One synced table."""

    no: int
    name: str
    home: Home
    fields: tuple[Field, ...]
    right: Right = Right.EDIT
    is_fact: bool = False
    title: str = "name"
    searched: tuple[str, ...] = ()
    trash: bool = False

    @cached_property
    def by_name(self) -> dict[str, Field]:
        return {f.name: f for f in self.fields}

    @cached_property
    def by_no(self) -> dict[int, Field]:
        return {f.no: f for f in self.fields}

    @cached_property
    def names(self) -> tuple[str, ...]:
        return tuple(f.name for f in self.fields)

    @cached_property
    def registers(self) -> dict[int, tuple[Field, ...]]:
        """Register number -> its fields; a group is numbered by its lowest field."""
        groups: dict[str, list[Field]] = {}
        for f in self.fields:
            groups.setdefault(f.group or f"#{f.no}", []).append(f)
        found = (tuple(sorted(fs, key=lambda f: f.no)) for fs in groups.values())
        return {fs[0].no: fs for fs in sorted(found, key=lambda fs: fs[0].no)}

    @cached_property
    def columns(self) -> dict[int, tuple[str, ...]]:
        """Register number -> the names of its fields."""
        return {no: tuple(f.name for f in fs) for no, fs in self.registers.items()}

    @cached_property
    def register_of(self) -> dict[str, int]:
        """Field name -> number of its register."""
        return {f.name: no for no, fs in self.registers.items() for f in fs}
