"""What happened to a row: who changed what, when, from what to what; each value can come back."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app import care
from app.care import Step
from app.model import registry
from app.model.change import Changes, Value
from ui.kit import lay, when
from ui.kit.app import t, worded
from ui.kit.button import Button
from ui.kit.label import Avatar, Label
from ui.kit.worker import Job
from ui.parts.host import Host
from ui.parts.terms import field_words, value_words

SHOWN = 40
LONG = 80


def wall(host: Host, at_ms: int) -> datetime:
    """A moment of the journal as the workspace's clock told it."""
    zone = ZoneInfo(host.desk.profile.tz)
    return datetime.fromtimestamp(at_ms / 1000, UTC).astimezone(zone).replace(tzinfo=None)


def steps_of(host: Host, table: str, row: bytes, below: str = "") -> list[Step]:
    """What happened to a row, and to the rows of `below` that name it, the latest first; slow."""
    found = list(care.history(host.desk, table, row))
    if below:
        found += care.lately(host.desk, below, (table, row))
    return sorted(found, key=lambda step: step.at_ms, reverse=True)


def bring_back(host: Host, step: Step) -> None:
    """Make a value again what it was before a step."""
    host.run(lambda: care.restore_value(host.desk, step), t("Restored"))


def step_words(host: Host, step: Step) -> str:
    """What a step did, in one line."""
    if not step.field:
        match step.kind:
            case "insert":
                return t("created it")
            case "delete":
                return t("deleted it")
            case _:
                return t("brought it back")
    name = field_words(step.field)
    old, new = _value(host, step, step.old), _value(host, step, step.new)
    if not step.is_old_known or not old:
        return t("{field}: {new}", field=name, new=new or t("Empty"))
    return t("{field}: {old} → {new}", field=name, old=old, new=new or t("Empty"))


def _value(host: Host, step: Step, value: Value) -> str:
    field = registry.BY_NAME[step.table].by_name.get(step.field)
    words = value_words(host, field, value) if field is not None else str(value or "")
    words = " ".join(words.split())
    return words if len(words) <= LONG else words[: LONG - 1] + "…"


class History(QWidget):
    """The steps of one row, the latest first, by days; `counted` tells how many there are."""

    counted = Signal(int)

    def __init__(self, host: Host) -> None:
        super().__init__()
        self._host = host
        self._place: tuple[str, bytes] | None = None
        self._steps: tuple[Step, ...] = ()
        self._is_whole = False
        self.backs: list[Button] = []
        self._list = QVBoxLayout(self)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(8)
        self.setAccessibleName(t("History"))

    def show_row(self, table: str, row: bytes | None) -> None:
        """Show what happened to this row."""
        place = (table, row) if row is not None else None
        if place != self._place:
            self._place, self._is_whole, self._steps = place, False, ()
            lay.clear(self._list)
        self.refresh()

    def on_changed(self, changes: Changes) -> None:
        """Follow a commit."""
        if self._place is not None and self._place[1] in changes.ids(self._place[0]):
            self.refresh()

    def refresh(self) -> None:
        """Read again, beside the screen; nothing while it is not seen."""
        place, desk = self._place, self._host.desk
        if place is None or not self.isVisible():
            return

        def read(_job: Job) -> object:
            return place, care.history(desk, *place)

        self._host.worker.submit(read, self._on_read, self._host.fail)

    def _on_read(self, found: object) -> None:
        assert isinstance(found, tuple)
        place, steps = found
        if place == self._place and steps != self._steps:
            self._steps = steps
            self._fill()

    def _fill(self) -> None:
        lay.clear(self._list)
        self.backs = []
        shown = self._steps if self._is_whole else self._steps[:SHOWN]
        day = None
        for step in shown:
            at = wall(self._host, step.at_ms)
            if at.date() != day:
                day = at.date()
                self._list.addWidget(Label(when.near(day, self._host.today()), "caption", "text2"))
            self._list.addWidget(self._line(step, at))
        if len(self._steps) > len(shown):
            count = len(self._steps) - len(shown)
            more = Button(t("Show {count} earlier", count=count), "link", is_small=True)
            more.clicked.connect(self._on_whole)
            self._list.addWidget(more)
        if not self._steps:
            self._list.addWidget(Label(t("Nothing is known of earlier days"), "small", "text2"))
        self.counted.emit(len(self._steps))

    def _line(self, step: Step, at: datetime) -> QWidget:
        name = self._host.directory.name("person", step.person) or t("Somebody")
        clock = Label(f"{at:%H:%M}", "caption", "text2")
        head = lay.row(Label(name, "strong"), clock, None, gap=8)
        words = Label(step_words(self._host, step), "body", "text", wraps=True)
        if step.label:
            words.setToolTip(worded(step.label))
        if step.kind == "delete" or (step.field and step.is_old_known):
            back = Button(t("Restore|value"), "link", icon="rotate-ccw", is_small=True)
            back.setAccessibleName(
                t("Restore what {field} was before", field=field_words(step.field))
            )
            back.clicked.connect(_Restore(self, step))
            self.backs.append(back)
            head.addWidget(back)
        side = lay.column(Avatar(name, 20), None)
        return lay.panel(lay.row(side, lay.column(head, words, gap=2), gap=8))

    def restore(self, step: Step) -> None:
        """Set back what a step changed."""
        desk = self._host.desk
        self._host.run(lambda: care.restore_value(desk, step), t("Restored"))

    def _on_whole(self) -> None:
        self._is_whole = True
        self._fill()

    # Qt overrides

    def showEvent(self, event: object) -> None:
        super().showEvent(event)  # pyright: ignore[reportArgumentType]
        self.refresh()


class _Restore:
    """Sets back what a step changed."""

    def __init__(self, history: History, step: Step) -> None:
        self._history, self._step = history, step

    def __call__(self, _checked: bool = False) -> None:
        self._history.restore(self._step)
