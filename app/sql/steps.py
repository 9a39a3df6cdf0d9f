"""Numbered steps of a schema: each one whole or not at all, with a backup before the first."""

# APSW's stubs leave the types of values open; what leaves this module is typed.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import apsw

from app.model.errors import Unavailable
from app.sql.conn import Conn, named


class Step(NamedTuple):
    """One step: numbers rise by one from 1 and are never given again."""

    number: int
    name: str
    run: Callable[[Conn], None]


def version_of(conn: Conn) -> int:
    """The last step that a file has taken; 0 for a new file."""
    try:
        held: Any = conn.raw.pragma("user_version")
    except apsw.Error as error:
        raise named(error) from error
    return int(held)


def climb(conn: Conn, steps: Sequence[Step], *, before: Callable[[], None] | None = None) -> None:
    """Take the steps that are missing; `before` makes a backup of a file that has any.

    A file of a newer version is refused before it is touched. A crash anywhere leaves the
    file before a step or after it.
    """
    at = version_of(conn)
    if at > steps[-1].number:
        raise Unavailable(
            "too_new",
            "A newer version of Fairway wrote this file; update Fairway",
            kept="Nothing was changed",
        )
    missing = [step for step in steps if step.number > at]
    if missing and at and before is not None:
        before()
    for step in missing:
        with conn.transaction():
            step.run(conn)
            conn.raw.execute(f"PRAGMA user_version={step.number}")
