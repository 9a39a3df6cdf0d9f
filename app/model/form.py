"""A form: parts in a tree, rules, and what a published version of it holds.

A draft is rows (tables `form`, `part`, `rule`); a version is one `Form`, written canonically
and named by its hash. Parts are named in expressions by their `id` (`f_3k2a9x01`), never by
their label, so that renaming breaks nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from functools import cached_property

import msgspec

SLOTS = 64
"""How many answers one row of the table `line` holds; a form with more takes more rows a line."""
COLUMNS = 4
"""The most parts that stand beside each other."""


class Kind(StrEnum):
    """What a part is. A kind of a newer version is kept as its text."""

    SECTION = "section"
    COLUMNS = "columns"
    """Its children stand beside each other, two to four of them."""
    TABLE = "table"
    """A sub-table (明细): its children are its columns, and it has many lines."""
    NOTE = "note"
    DIVIDER = "divider"
    TEXT = "text"
    LONG = "long"
    NUMBER = "number"
    MONEY = "money"
    PERCENT = "percent"
    DATE = "date"
    DATES = "dates"
    """A first and a last day, both within."""
    TIME = "time"
    CHOICE = "choice"
    CHOICES = "choices"
    PERSON = "person"
    DEPARTMENT = "department"
    ACCOUNT = "account"
    FILE = "file"
    IMAGE = "image"
    RATING = "rating"
    ADDRESS = "address"
    PHONE = "phone"
    EMAIL = "email"
    URL = "url"
    SEQUENCE = "sequence"
    FORMULA = "formula"
    LINK = "link"
    """Another row: a campaign, a task, an asset, a record of a form; live or as it was."""
    KPI = "kpi"
    BUDGET = "budget"


HOLDERS = frozenset({Kind.SECTION, Kind.COLUMNS, Kind.TABLE})
"""Parts that hold others."""
SILENT = frozenset({Kind.SECTION, Kind.COLUMNS, Kind.NOTE, Kind.DIVIDER})
"""Parts that nobody answers."""


class Choice(msgspec.Struct, frozen=True, omit_defaults=True):
    """One thing to choose; `id` is what an answer keeps, so that its words may change."""

    id: str
    label: str
    label_en: str = ""
    when: str = ""
    """Offered while this expression is true; "" is always."""


class Check(msgspec.Struct, frozen=True, omit_defaults=True):
    """One check of a part's own value. `rule` names it: min, max, min_length, max_length, pattern,
    multiple_of, min_count, max_count, min_lines, max_lines, unique, formats.
    """

    rule: str
    value: str = ""
    level: str = "error"
    """error, warning or hint"""
    message: str = ""
    message_en: str = ""


class Part(msgspec.Struct, frozen=True, omit_defaults=True):
    """One part of a form. Texts `…_if`, `formula` and `default` are expressions; "" is none."""

    id: str
    kind: str
    parent: str = ""
    """The part that holds it, "" at the top."""
    label: str = ""
    label_en: str = ""
    help: str = ""
    help_en: str = ""
    required: bool = False
    required_if: str = ""
    visible_if: str = ""
    enabled_if: str = ""
    default: str = ""
    formula: str = ""
    choices: tuple[Choice, ...] = ()
    checks: tuple[Check, ...] = ()
    hidden: str = ""
    """What becomes of its value when hidden: "" (dropped when submitted), keep, clear (at once)."""
    settings: dict[str, str] = {}
    """What only this kind has: currency, decimals, capitals, target, live, prefix, width …"""
    slot: int = -1
    """Where its answers are kept, given when the form is published; -1 before."""


class Rule(msgspec.Struct, frozen=True, omit_defaults=True):
    """当 … 则 …: one line of the logic table.

    kind `check`: the record is at fault where `when` is true, at `targets`.
    kind `set`: `value` is written to `targets` when `when` becomes true.
    kinds `show`, `require`, `lock`, `offer`: the targets are visible, required, read-only, or
    offer only the choices of `value` (their ids with commas) while `when` is true.
    """

    id: str
    kind: str
    when: str
    targets: tuple[str, ...] = ()
    value: str = ""
    table: str = ""
    """The sub-table whose every line it looks at, "" for the record."""
    level: str = "error"
    message: str = ""
    message_en: str = ""
    name: str = ""


class Form(msgspec.Struct, frozen=True, omit_defaults=True, dict=True):
    """One version, or a draft read as one; parts stand in the order of the screen."""

    name: str
    parts: tuple[Part, ...] = ()
    rules: tuple[Rule, ...] = ()
    name_en: str = ""
    note: str = ""
    note_en: str = ""
    settings: dict[str, str] = {}

    @cached_property
    def by_id(self) -> dict[str, Part]:
        return {part.id: part for part in self.parts}

    @cached_property
    def held(self) -> dict[str, tuple[Part, ...]]:
        """Part id ("" the top) -> the parts that it holds, in order."""
        found: dict[str, list[Part]] = {}
        for part in self.parts:
            found.setdefault(part.parent, []).append(part)
        return {parent: tuple(parts) for parent, parts in found.items()}

    def children(self, parent: str = "") -> tuple[Part, ...]:
        """The parts that stand directly in this one."""
        return self.held.get(parent, ())

    def table_of(self, part: Part) -> str:
        """The sub-table that a part is a column of, "" for a part of the record itself."""
        parent = self.by_id.get(part.parent)
        while parent is not None:
            if parent.kind == Kind.TABLE:
                return parent.id
            parent = self.by_id.get(parent.parent)
        return ""

    def answered(self) -> Iterator[Part]:
        """The parts that somebody or a formula answers, in order."""
        return (part for part in self.parts if part.kind not in SILENT)
