"""Numbered steps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from app.model.errors import Unavailable
from app.sql.conn import Conn


class Step(NamedTuple):
    number: int
    name: str
    run: Callable[[Conn], None]


def climb(conn: Conn, steps: Sequence[Step], *, before: Callable[[], None] | None = None) -> None:
    at = conn.raw.pragma("user_version")
    if at > steps[-1].number:
        raise Unavailable("too_new", "A newer version of Fairway wrote this file; update Fairway")
    todo = [s for s in steps if s.number > at]
    if todo and at and before:
        before()
    for s in todo:
        with conn.transaction():
            s.run(conn)
            conn.raw.execute(f"PRAGMA user_version={s.number}")
