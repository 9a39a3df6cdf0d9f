"""What a reader of a stranger's form could not keep, each at its place. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

MOST = 1_000


@dataclass(frozen=True, slots=True)
class Note:
    """One thing that was not kept or was changed; `template` is a text for readers.

    `row` is the number that people see in the sheet, 0 for a whole sheet; `column` its title.
    """

    sheet: str
    row: int
    column: str
    template: str
    params: Mapping[str, object] = field(default_factory=dict[str, object])


class Notes:
    """Collects notes; the same one is kept once, and no more than 1,000."""

    def __init__(self) -> None:
        self._found: dict[str, Note] = {}

    def add(self, row: int, column: str, template: str, **params: object) -> None:
        """Note something about a row of the sheet `survey`."""
        self.put(Note("survey", row, column, template, params))

    def put(self, note: Note) -> None:
        """Note something."""
        if len(self._found) < MOST:
            self._found.setdefault(repr(note), note)

    def all(self) -> tuple[Note, ...]:
        """All notes in the order in which they were made."""
        return tuple(self._found.values())
