"""Names of people, campaigns, channels and accounts, read once and kept up to date."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject, Signal, Slot

from app.model.change import Changes
from app.model.row import Row
from app.session import Session

TABLES = ("person", "campaign", "channel", "account", "department", "position")


class Directory(QObject):
    """Small tables that every page names things from."""

    changed = Signal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._rows: dict[str, dict[bytes, Row]] = {}

    def rows(self, table: str) -> Mapping[bytes, Row]:
        """Every row of a small table by id."""
        if table not in self._rows:
            self._rows[table] = {row.id: row for row in self._session.list(table)}
        return self._rows[table]

    def name(self, table: str, row: bytes | None) -> str:
        """The name of a row; "" where there is none."""
        held = self.rows(table).get(row or b"")
        return held.text("name") if held is not None else ""

    def names(self, *tables: str) -> dict[bytes, str]:
        """Names of everything in these tables."""
        return {row.id: row.text("name") for table in tables for row in self.rows(table).values()}

    def people(self) -> list[Row]:
        """People who work here now, by name."""
        held = self.rows("person").values()
        alive = [row for row in held if row["active"] != 0 and row.text("kind") in ("", "person")]
        return sorted(alive, key=lambda row: row.text("name"))

    def title(self, person: bytes | None) -> str:
        """A person's position and department in one line."""
        row = self.rows("person").get(person or b"")
        if row is None:
            return ""
        parts = (
            self.name("position", row.ref("position")),
            self.name("department", row.ref("department")),
        )
        return " · ".join(part for part in parts if part)

    @Slot(object)
    def on_changed(self, changes: Changes) -> None:
        """Forget what a commit touched."""
        touched = [table for table in TABLES if changes.touches(table)]
        for table in touched:
            self._rows.pop(table, None)
        if touched:
            self.changed.emit()
