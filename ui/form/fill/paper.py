"""One record on the screen: what is answered, what follows from it, what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from zoneinfo import ZoneInfo

from PySide6.QtCore import QObject, QTimer, Signal

from app.expr.world import World
from app.form import records
from app.form.compiled import compiled
from app.form.filling import RECORD, Filling, Place
from app.form.flaws import Flaw
from app.model.form import Form
from ui.form.fill.looking import Look
from ui.parts.host import Host

PAUSE_MS = 40
"""So long after a change the whole record is looked at again; its own line is at once."""


def world_of(host: Host) -> World:
    """What expressions may know now: the workspace's clock and its working days."""
    return records.world_of(host.session, now_ms(host))


def now_ms(host: Host) -> int:
    """The clock of the window in milliseconds."""
    here = host.now().replace(tzinfo=ZoneInfo(host.desk.profile.tz))
    return round(here.timestamp() * 1000)


class Paper(QObject):
    """A form being filled without a record: the designer's preview, and what records build on.

    `changed` names the places that have another answer; `rebuilt` says that all may have;
    `lines_changed` names a sub-table; `checked` says that the flaws are known again.
    """

    changed = Signal(object)
    lines_changed = Signal(str)
    rebuilt = Signal()
    checked = Signal()

    def __init__(self, host: Host, filling: Filling, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.host = host
        self.filling = filling
        self.why_locked = ""
        """Why nothing can be answered, "" while it can."""
        self.flaws: tuple[Flaw, ...] = ()
        self._by_place: dict[Place, list[Flaw]] = {}
        self._by_line: dict[str, list[Flaw]] = {}
        self._made = 0
        self._look: Look | None = None
        self._timer = QTimer(self, interval=PAUSE_MS, singleShot=True)
        self._timer.timeout.connect(self._on_pause)
        self._slice = QTimer(self, interval=0)
        self._slice.timeout.connect(self._on_slice)

    @property
    def form(self) -> Form:
        """What is filled."""
        return self.filling.form.form

    def answer(self, changes: Mapping[Place, object]) -> None:
        """Answer places; one gesture."""
        found: set[Place] = set()
        for (line, part), kept in changes.items():
            found |= self.filling.set(line, part, kept)
        self._keep(found)
        self._tell(found)

    def add_lines(self, table: str, answers: Sequence[Mapping[str, object]], at: int) -> list[str]:
        """New lines of a sub-table; their names."""
        names = self._new_lines(table, answers, at)
        self._put(table, names, answers, at)
        return names

    def paste(
        self,
        table: str,
        changes: Mapping[Place, object],
        fresh: Sequence[Mapping[str, object]],
    ) -> None:
        """Answer cells of lines that are there and add lines at the end; one gesture."""
        found: set[Place] = set()
        for (line, part), kept in changes.items():
            found |= self.filling.set(line, part, kept)
        at = len(self.filling.lines(table))
        names = self._keep_pasted(table, found, fresh)
        self._put(table, names, fresh, at)
        self._tell(found)

    def remove_lines(self, table: str, lines: Iterable[str]) -> None:
        """Take lines away."""
        for line in lines:
            self.filling.remove_line(line)
        self._tell_lines(table)

    def move_line(self, table: str, line: str, to: int) -> None:
        """Put a line elsewhere in its sub-table."""
        self.filling.move_line(line, to)
        self._tell_lines(table)

    def at(self, line: str, part: str) -> Sequence[Flaw]:
        """What is wrong at a place."""
        return self._by_place.get((line, part), ())

    def of_line(self, line: str) -> Sequence[Flaw]:
        """What is wrong in a line of a sub-table."""
        return self._by_line.get(line, ())

    def check_now(self) -> tuple[Flaw, ...]:
        """Look at everything at once."""
        self._timer.stop()
        self._slice.stop()
        look = Look(self.filling)
        while not look.is_done:
            look.go_on(1.0)
        self._take(look.found)
        return self.flaws

    def check_soon(self) -> None:
        """Look at everything when the hand rests."""
        self._timer.start()

    def show_filling(self, filling: Filling) -> None:
        """Everything may be different now."""
        self.filling = filling
        self.rebuilt.emit()
        self.check_soon()

    def _put(
        self, table: str, names: Sequence[str], answers: Sequence[Mapping[str, object]], at: int
    ) -> None:
        for place, (name, told) in enumerate(zip(names, answers, strict=True)):
            self.filling.add_line(table, at + place, name, told)
        self._tell_lines(table)

    def _new_lines(self, table: str, answers: Sequence[Mapping[str, object]], at: int) -> list[str]:
        del table, at
        first, self._made = self._made, self._made + len(answers)
        return [f"new{first + place}" for place in range(len(answers))]

    def _keep(self, changed: Iterable[Place]) -> None:
        """Write what changed; a paper without a record has nowhere to."""

    def _keep_pasted(
        self, table: str, changed: Iterable[Place], fresh: Sequence[Mapping[str, object]]
    ) -> list[str]:
        """Write what was pasted, in one step; the names of the new lines."""
        self._keep(changed)
        return self._new_lines(table, fresh, len(self.filling.lines(table)))

    def _tell(self, changed: set[Place]) -> None:
        self.changed.emit(frozenset(changed))
        self.check_soon()

    def _tell_lines(self, table: str) -> None:
        self.lines_changed.emit(table)
        self.check_soon()

    def _on_pause(self) -> None:
        self._look = Look(self.filling)
        self._on_slice()

    def _on_slice(self) -> None:
        """A part of the looking; the screen stays with the hand between two of them."""
        look = self._look
        if look is None or look.filling is not self.filling:
            self._slice.stop()
            return
        look.go_on()
        if look.is_done:
            self._slice.stop()
            self._take(look.found)
        elif not self._slice.isActive():
            self._slice.start()

    def _take(self, found: Sequence[Flaw]) -> None:
        self.flaws = tuple(found)
        self._by_place, self._by_line = {}, {}
        for fault in found:
            self._by_place.setdefault((fault.line, fault.part), []).append(fault)
            if fault.line != RECORD:
                self._by_line.setdefault(fault.line, []).append(fault)
        self.checked.emit()


def blank(host: Host, form: Form, parent: QObject | None = None) -> Paper:
    """An empty paper of a form, written nowhere."""
    return Paper(host, Filling(compiled(form), {}, {}, world_of(host)), parent)
