"""Rows made by hand for tests of what is pure."""

from __future__ import annotations

from datetime import datetime
from itertools import count

from app.model import registry
from app.model.change import Value
from app.model.row import Row

NOW = datetime(2026, 6, 3, 10)
CAMPAIGN = b"c" * 16
_numbers = [count(1)]


def begin() -> None:
    """Number from one again."""
    _numbers[0] = count(1)


def row(table: str, /, **values: Value) -> Row:
    """A row with an id of its own; made at 2026-06-01 00:00 UTC and some minutes."""
    ms = 1_780_272_000_000 + next(_numbers[0]) * 60_000
    made = ms.to_bytes(6, "big") + next(_numbers[0]).to_bytes(10, "big")
    names = registry.BY_NAME[table].names
    return Row(table, made, {**dict.fromkeys(names), **values})


def campaign(**values: Value) -> Row:
    """A campaign of 39 days; NOW is in its 17th."""
    names = registry.BY_NAME["campaign"].names
    period: dict[str, Value] = {
        "name": "618大促",
        "start": "2026-05-18T09:00:00",
        "finish": "2026-06-25T18:00:00",
        "stage": "run",
    }
    return Row("campaign", CAMPAIGN, {**dict.fromkeys(names), **period, **values})


def task(name: str, finish: str | None = None, **values: Value) -> Row:
    """A task of that campaign."""
    return row("task", campaign=CAMPAIGN, name=name, finish=finish, **values)


def link(before: Row, after: Row) -> Row:
    """One task waits for another."""
    return row("link", campaign=CAMPAIGN, predecessor=before.id, successor=after.id, type="FS")


def post(title: str, planned: str | None = None, **values: Value) -> Row:
    """A post of that campaign."""
    return row("post", campaign=CAMPAIGN, title=title, planned=planned, **values)
