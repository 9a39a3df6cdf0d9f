"""Reads the cells of a sheet field by field, each as its whole column is to be read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal

from app.plan.exchange import cells
from app.plan.exchange.fields import Mapping, is_own, unit_of
from app.plan.exchange.plan_file import Notes
from app.sheet.grid import Cell, Row, Sheet, is_empty, plain

_MINUTES = {"m": 1, "em": 1, "h": 60, "eh": 60, "ed": 1440, "ew": 10080}


@dataclass(frozen=True, slots=True)
class Hours:
    """The working day that dates without a time of day mean, and how long days and weeks are."""

    start: time = time(8)
    finish: time = time(17)
    minutes_per_day: int = 480
    minutes_per_week: int = 2400
    days_per_month: int = 20

    def minutes(self, number: Decimal, unit: str) -> int:
        """An amount of work in minutes."""
        size = {
            "d": self.minutes_per_day,
            "w": self.minutes_per_week,
            "mo": self.days_per_month * self.minutes_per_day,
        }.get(unit) or _MINUTES[unit]
        return round(number * size)


def _is_outline(cell: Cell) -> bool:
    """Whether a number column counts 1, 1.1, 1.2 as many sheets do."""
    return re.fullmatch(r"\d+(\.\d+)+", plain(cell)) is not None


class Columns:
    """The columns of one sheet; a cell that cannot be read is empty, and a warning."""

    def __init__(self, sheet: Sheet, mapping: Mapping, date_system: int, hours: Hours) -> None:
        self.sheet = sheet
        self.hours = hours
        self.notes = Notes()
        self.of = {
            key: index for key, index in mapping.columns.items() if 0 <= index < len(sheet.header)
        }
        if "wbs" not in self.of and any(map(_is_outline, self.column("id"))):
            self.of["wbs"] = self.of.pop("id")
        self._date_system = date_system
        self._is_own = is_own(sheet.header)
        self._day_first = {key: cells.day_first(self.column(key)) for key in self.of}
        self._is_fraction = cells.is_fraction(self.column("percent"))

    def column(self, key: str) -> Iterator[Cell]:
        index = self.of.get(key)
        return iter(()) if index is None else (row[index] for row in self.sheet.rows)

    def label(self, key: str) -> str:
        index = self.of.get(key)
        return "" if index is None else self.sheet.label(index)

    def cell(self, row: Row, key: str) -> Cell:
        index = self.of.get(key)
        cell = None if index is None else row[index]
        return None if is_empty(cell) else cell

    def warn(self, number: int | None, key: str, message: str, **params: object) -> None:
        self.notes.warn(number, self.label(key), message, **params)

    def strange(self) -> list[int]:
        used = set(self.of.values())
        return [
            index
            for index in range(len(self.sheet.header))
            if index not in used and any(not is_empty(row[index]) for row in self.sheet.rows)
        ]

    def number(self, row: Row, key: str) -> int | None:
        text = plain(self.cell(row, key))
        return (
            int(text) if text.isascii() and text.isdigit() and 0 < int(text[:10]) < 10**9 else None
        )

    def text(self, number: int, row: Row, key: str, limit: int) -> str:
        cell = self.cell(row, key)
        text = cell if self._is_own and isinstance(cell, str) else plain(cell)
        text = text.replace("\0", "")
        if len(text) > limit:
            self.warn(number, key, "A text was cut to {limit} characters", limit=limit)
        return text[:limit]

    def moment(self, number: int, row: Row, key: str, hour: time) -> datetime | None:
        cell = self.cell(row, key)
        if cell is None:
            return None
        found = cells.moment(cell, self._date_system, bool(self._day_first.get(key)))
        if found is None:
            self.warn(number, key, "{value} is not a date", value=plain(cell)[:80])
            return None
        at, has_time = found
        return at if has_time or self._is_own else datetime.combine(at.date(), hour)

    def minutes(self, number: int, row: Row, key: str, unit: str) -> int | None:
        cell = self.cell(row, key)
        if cell is None:
            return None
        stated = cells.unit_code(unit_of(self.sheet.header[self.of[key]]))
        found = cells.amount(cell, stated or unit)
        if found is None or not 0 <= found[0] < 10**9 or found[1] == "%":
            self.warn(number, key, "{value} is not a duration", value=plain(cell)[:80])
            return None
        if found[1] in {"em", "eh", "ed", "ew"}:
            self.warn(number, key, "The duration is elapsed time; it is kept as work")
        return self.hours.minutes(*found)

    def percent(self, number: int, row: Row) -> int:
        cell = self.cell(row, "percent")
        if cell is None:
            return 0
        found = cells.percent_number(cell)
        value = None
        if found is not None:
            value = found[0] * 100 if self._is_fraction and not found[1] else found[0]
        if value is None or not 0 <= value <= 100:
            self.warn(number, "percent", "{value} is not a percentage", value=plain(cell)[:80])
            return 0
        return round(value)

    def yes(self, number: int, row: Row, key: str) -> bool | None:
        cell = self.cell(row, key)
        if cell is None:
            return None
        word = plain(cell).lower()
        if word not in cells.YES | cells.NO:
            self.warn(number, key, "{value} is neither yes nor no", value=plain(cell)[:80])
            return None
        return word in cells.YES

    def word(
        self, number: int, row: Row, key: str, words: dict[str, tuple[str, ...]]
    ) -> str | None:
        cell = self.cell(row, key)
        if cell is None:
            return None
        found = cells.word_code(words, plain(cell))
        if found is None:
            self.warn(number, key, "{value} is not known here", value=plain(cell)[:80])
        return found

    def assignees(self, row: Row) -> tuple[str, ...]:
        names = cells.names(plain(self.cell(row, "assignees")))
        return tuple(dict.fromkeys(name[:200] for name in names))

    def is_guessed(self, key: str) -> bool:
        """Whether nothing in a column of dates tells day from month."""
        guessed = self._day_first.get(key) is None
        return guessed and any(map(cells.is_ambiguous, self.column(key)))
