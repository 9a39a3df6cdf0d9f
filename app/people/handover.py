"""What goes from one person to another when somebody leaves, and what stays theirs. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.model.row import Row


@dataclass(frozen=True, slots=True)
class Moving:
    """The rows of which a person is in charge now; what they wrote and finished is not here."""

    tasks: Sequence[Row] = ()
    """Tasks that are not done and assigned to this person."""
    assignments: Sequence[Row] = ()
    campaigns: Sequence[Row] = ()
    accounts: Sequence[Row] = ()
    departments: Sequence[Row] = ()
    """Departments that this person heads."""
    reports: Sequence[Row] = ()
    """People whose manager this person is."""

    @property
    def count(self) -> int:
        """How many things somebody has to take over."""
        held = (self.tasks, self.campaigns, self.accounts, self.departments, self.reports)
        return sum(map(len, held))


def is_open(task: Row) -> bool:
    """Whether a task is still to be done."""
    return task.text("status") != "done" and (task.number("percent") or 0) < 100


def doubled(moving: Moving, held: Iterable[Row]) -> frozenset[bytes]:
    """Tasks that the heir has already; `held` are the heir's assignments."""
    mine = {row.ref("task") for row in held}
    return frozenset(task.id for task in moving.tasks if task.id in mine)
