"""Who and what stands in the small company of the tests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pytestqt.qtbot import QtBot

from app.session import Session
from ui.people.page import PeoplePage


@dataclass
class Firm:
    """Ids of who and what is there, by name."""

    people: dict[str, bytes]
    departments: dict[str, bytes]
    positions: dict[str, bytes]


@dataclass
class Room:
    """What most tests need at once."""

    qtbot: QtBot
    page: PeoplePage
    session: Session
    firm: Firm
    kept: Callable[[], object]
    """Everything that is kept, to compare."""
    settle: Callable[[], None]

    def undo(self, times: int = 1) -> None:
        """Take back the latest edits."""
        for _ in range(times):
            self.session.undo()
        self.settle()
