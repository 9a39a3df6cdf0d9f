"""What is written when the hand lets go: one gesture is one edit, so one undo."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from app.model.change import Value
from app.plan import commands, live
from ui.kit.app import t
from ui.parts.host import Host
from ui.plan.gantt import gestures, timescale
from ui.plan.gantt.gestures import Field, Ghost

DAY_WORK = 480


class Deeds(QObject):
    """Writes gestures; what moves others is asked about first."""

    asked = Signal(object)
    """A `Ghost` that moves other tasks: all of it, or only this one?"""
    settled = Signal()
    """Nothing is in the hand any more."""
    named = Signal(object)
    """A `Ghost` of a new task, which wants a name."""

    def __init__(
        self, host: Host, field: Field, workdays: Callable[[int, int], int], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._host, self._field, self._workdays = host, field, workdays
        self.pending: Ghost | None = None

    def drop(self, ghost: Ghost) -> None:
        """The hand let go."""
        if ghost.fault is not None:
            self._host.fail(ghost.fault)
            self.end()
        elif ghost.kind == "create" and not ghost.key:
            self.pending = None
            self.named.emit(ghost)
        elif ghost.others:
            self.pending = ghost
            self.asked.emit(ghost)
        else:
            self._write(ghost, is_alone=False)

    def answer(self, how: str) -> None:
        """All of it, or only this one."""
        ghost = self.pending
        if ghost is not None:
            self._write(ghost, is_alone=how == "one")

    def end(self) -> None:
        """Nothing was written."""
        self.pending = None
        self.settled.emit()

    def add(self, ghost: Ghost, campaign: bytes, name: str) -> None:
        """A new task where the hand drew it."""
        session, span = self._host.session, ghost.spans[b""]
        values: dict[str, Value] = {"name": name, "status": "todo", "author": self._host.me}
        values |= self._dates(span)
        self._host.run(lambda: commands.add_task(session, campaign, values))
        self.end()

    def _dates(self, span: tuple[int, int]) -> dict[str, Value]:
        work = max(1, self._workdays(*span)) * DAY_WORK
        start, finish = (timescale.text_of(minutes) for minutes in span)
        return {"start": start, "finish": finish, "duration_minutes": work}

    def _write(self, ghost: Ghost, *, is_alone: bool) -> None:
        self.pending = None
        if ghost.stays:
            self._host.say(t("A finished task does not move"), tone="warn")
        elif not ghost.is_empty and ghost.key is not None:
            self._do(ghost, ghost.key, is_alone=is_alone)
        self.settled.emit()

    def _do(self, ghost: Ghost, key: bytes, *, is_alone: bool) -> None:
        session = self._host.session
        match ghost.kind:
            case "percent":
                self._host.run(
                    lambda: commands.bulk_set(session, [key], {"percent": ghost.percent})
                )
            case "create":
                values = self._dates(ghost.spans[key])
                self._host.run(lambda: commands.set_task(session, key, values, None))
            case "order" if ghost.drop is not None:
                drop = ghost.drop
                self._host.run(lambda: commands.move_task(session, key, drop.after, drop.parent))
            case "dates" | "link":
                self._host.run(lambda: self._commit(ghost, key, is_alone=is_alone))
            case _:
                pass

    def _commit(self, ghost: Ghost, key: bytes, *, is_alone: bool) -> None:
        campaign = self._field.chart.campaign_of(key)
        assert campaign is not None
        moved = gestures.settled(ghost, self._field, is_alone=is_alone)
        live.commit(self._host.session, campaign, moved, ghost.label)

    def unlink(self, link: bytes) -> None:
        """Let a task wait no more."""
        session = self._host.session
        self._host.run(lambda: commands.unlink(session, link), t("The dependency is gone"))
