"""A record on the screen: each gesture is written at once; what others write comes in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import cast

from PySide6.QtCore import QObject, Signal

from app.form import cells, records
from app.form.compiled import Compiled
from app.form.filling import Filling, Place
from app.form.flaws import Flaw
from app.form.values import is_empty
from app.model.change import Changes
from app.model.errors import Fault
from app.model.row import Row
from ui.form.fill.paper import Paper, now_ms, world_of
from ui.kit.app import t
from ui.parts.host import Host

FEW = 200
"""So many rows of a change are read one by one; more are read with the whole record."""


class RecordPaper(Paper):
    """The paper of a record of the session."""

    written = Signal()
    """Something was written; it is on this device."""
    reread = Signal()
    """The record's own row is another one: its state, its number, its version."""

    def __init__(self, host: Host, record: bytes, parent: QObject | None = None) -> None:
        self.record = record
        self.held = records.load(host.session, record)
        self._compiled: Compiled = records.ready(self.held.version)
        super().__init__(host, self._filling(host), parent)
        self._known: dict[bytes, str] = {}
        self._known_rows()
        self._lock()

    @property
    def row(self) -> Row:
        """The record's own row."""
        return self.held.row

    def reload(self) -> None:
        """Read everything again."""
        version = self.held.version.id
        self.held = records.load(self.host.session, self.record)
        if self.held.version.id != version:
            self._compiled = records.ready(self.held.version)
        self._known_rows()
        self._lock()
        self.show_filling(self._filling(self.host))
        self.reread.emit()

    def follow(self, changes: Changes) -> None:
        """A commit came, perhaps our own: take in what differs from what stands here."""
        if self.record in changes.ids("record"):
            self.reload()
            return
        touched = changes.ids("line")
        if not touched:
            return
        own = touched & self._known.keys()
        if len(own) > FEW or (touched - own and self._has_others()):
            if self._differs():
                self.reload()
            return
        self._patch(own)

    def line_of(self, row: bytes) -> str:
        """The line that a row of the store is a page of; the record itself where unknown."""
        return self._known.get(row, "")

    def lines(self, table: str) -> tuple[str, ...]:
        """The lines of a sub-table."""
        return self.filling.lines(table)

    def submit(self) -> records.Submitted | None:
        """Hand it in; None where it was refused, which is told."""
        try:
            done = records.submit(self.host.session, self.record, now_ms(self.host))
        except Fault as fault:
            self.host.fail(fault)
            return None
        self._take(done.flaws)
        if done.is_done:
            self.reload()
        return done

    def reopen(self) -> None:
        """Make it a draft again."""
        session, record = self.host.session, self.record
        if self.host.run(lambda: records.reopen(session, record), t("Opened again")):
            self.reload()

    def void(self) -> None:
        """Take it back."""
        session, record = self.host.session, self.record
        if self.host.run(lambda: records.void(session, record), t("Taken back")):
            self.reload()

    def remove_lines(self, table: str, lines: Iterable[str]) -> None:
        wanted = [*lines]
        session, record = self.host.session, self.record
        if self.host.run(lambda: records.remove_lines(session, record, wanted)):
            super().remove_lines(table, wanted)
            self._told_written()

    def move_line(self, table: str, line: str, to: int) -> None:
        session, record = self.host.session, self.record
        if self.host.run(lambda: records.move_line(session, record, line, to)):
            super().move_line(table, line, to)
            self._told_written()

    def _keep(self, changed: Iterable[Place]) -> None:
        told = self._answers(changed)
        if not told:
            return
        try:
            records.write(self.host.session, self.record, told)
        except Fault as fault:
            self.host.fail(fault)
            self.reload()
        else:
            self._told_written()

    def _new_lines(self, table: str, answers: Sequence[Mapping[str, object]], at: int) -> list[str]:
        try:
            names = records.add_lines(self.host.session, self.record, table, answers, at)
        except Fault as fault:
            self.host.fail(fault)
            return []
        self._known |= {bytes.fromhex(name): name for name in names}
        self._told_written()
        return names

    def _answers(self, changed: Iterable[Place]) -> dict[Place, object]:
        """What is kept of these places; results are reckoned anew by everybody, and so never
        a conflict."""
        fields = self.filling.form.fields
        return {
            (line, part): self.filling.kept(line, part)
            for line, part in changed
            if fields[part].formula is None and fields[part].part.slot >= 0
        }

    def _told_written(self) -> None:
        self.written.emit()

    def _filling(self, host: Host) -> Filling:
        sheet = self.held.sheet
        return Filling(self._compiled, sheet.answers, sheet.lines, world_of(host))

    def _known_rows(self) -> None:
        self._known = {
            row: line for line, rows in self.held.sheet.rows.items() for row in rows.values()
        }

    def _lock(self) -> None:
        state = self.held.row.text("state")
        self.why_locked = {
            "draft": "",
            "submitted": t("It was handed in; open it again to change an answer"),
        }.get(state, t("It was taken back"))

    def _has_others(self) -> bool:
        """Whether lines came or went."""
        where = [("record", "=", self.record)]
        ids = self.host.session.dataset("line", ["page"], where)["id"]
        return set(cast("list[bytes]", ids)) != self._known.keys()

    def _differs(self) -> bool:
        held = records.load(self.host.session, self.record)
        mine = self.filling.answers()
        stored = {
            line: {part: kept for part, kept in told.items() if not self._is_reckoned(part)}
            for line, told in held.sheet.answers.items()
        }
        here = {
            line: {part: kept for part, kept in told.items() if not self._is_reckoned(part)}
            for line, told in mine.items()
        }
        tables = self.filling.form.columns
        orders = {table: tuple(held.sheet.lines.get(table, ())) for table in tables}
        same = orders == {table: self.filling.lines(table) for table in tables}
        return not same or stored != here

    def _is_reckoned(self, part: str) -> bool:
        field = self.filling.form.fields.get(part)
        return field is None or field.formula is not None

    def _patch(self, rows: set[bytes]) -> None:
        """Read some rows that are known and take their answers."""
        session, form = self.host.session, self.form
        lines = {self._known[row] for row in rows}
        found: list[Row] = []
        try:
            for line in lines:
                pages = (
                    [row for row, name in self._known.items() if name == line]
                    if len(lines) == 1
                    else [row for row in rows if self._known[row] == line]
                )
                found += [session.get("line", row) for row in pages]
        except Fault:  # a line went: read the whole
            self.reload()
            return
        told = cells.sheet(form, found)
        changed: set[Place] = set()
        for line, answers in told.answers.items():
            if line not in lines:
                continue
            for place in self._changed(line, answers):
                changed |= self.filling.set(place[0], place[1], answers.get(place[1]))
        if changed:
            self._tell(changed)

    def _changed(self, line: str, answers: Mapping[str, object]) -> list[Place]:
        table = next((t for t in self.filling.form.columns if line in self.lines(t)), "")
        found: list[Place] = []
        for part in self.form.answered():
            if part.slot < 0 or self.form.table_of(part) != table or self._is_reckoned(part.id):
                continue
            old, new = self.filling.kept(line, part.id), answers.get(part.id)
            if old != new and not (is_empty(old) and is_empty(new)):
                found.append((line, part.id))
        return found


def errors(flaws: Iterable[Flaw]) -> list[Flaw]:
    """What forbids handing in."""
    return [flaw for flaw in flaws if flaw.level == "error"]
