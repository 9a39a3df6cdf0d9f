"""What happened to a record: who answered what, when; each answer can come back."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.form import cells
from app.form.filling import RECORD
from app.form.slots import SLOTLESS
from app.model.form import SLOTS, Form, Part
from ui.form.fill import words
from ui.form.fill.kept import RecordPaper
from ui.kit import lay, when
from ui.kit.app import t
from ui.kit.button import Button
from ui.kit.label import Avatar, Label
from ui.kit.worker import Job
from ui.parts.history import Step, bring_back, step_words, steps_of, wall
from ui.parts.host import Host

SHOWN = 60
LONG = 60
QUIET = frozenset({"okey", "page", "first", "of_part", "record", "campaign", "form", "version"})


class RecordPast(QWidget):
    """The steps of a record and of its lines, the latest first, by days."""

    counted = Signal(int)

    def __init__(self, host: Host) -> None:
        super().__init__()
        self._host = host
        self._paper: RecordPaper | None = None
        self._steps: tuple[Step, ...] = ()
        self.backs: list[Button] = []
        self._list = QVBoxLayout(self)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(8)
        self.setAccessibleName(t("History"))

    def show_paper(self, paper: RecordPaper) -> None:
        """Show what happened to this record."""
        self._paper, self._steps = paper, ()
        lay.clear(self._list)
        self.refresh()

    def refresh(self) -> None:
        """Read again beside the screen; nothing while it is not seen."""
        paper, host = self._paper, self._host
        if paper is None or not self.isVisible():
            return
        record = paper.record

        def read(_job: Job) -> object:
            return record, steps_of(host, "record", record, "line")

        self._host.worker.submit(read, self._on_read, self._host.fail)

    @Slot(object)
    def _on_read(self, found: object) -> None:
        assert isinstance(found, tuple)
        record, steps = found
        if self._paper is None or record != self._paper.record:
            return
        told = tuple(step for step in steps if step.field not in QUIET)
        if told != self._steps or not self._list.count():
            self._steps = told
            self._fill(self._paper)

    def _fill(self, paper: RecordPaper) -> None:
        lay.clear(self._list)
        self.backs = []
        day = None
        shown = [(step, self.words_of(paper, step)) for step in self._steps[: SHOWN * 2]]
        told = [(step, said) for step, said in shown if said][:SHOWN]
        for step, said in told:
            at = wall(self._host, step.at_ms)
            if at.date() != day:
                day = at.date()
                self._list.addWidget(Label(when.near(day, self._host.today()), "caption", "text2"))
            self._list.addWidget(self._line(step, said, f"{at:%H:%M}"))
        if not told:
            self._list.addWidget(Label(t("Nothing is known of earlier days"), "small", "text2"))
        self.counted.emit(len(told))

    def _line(self, step: Step, said: str, clock: str) -> QWidget:
        name = self._host.directory.name("person", step.person) or t("Somebody")
        head = lay.row(Label(name, "strong"), Label(clock, "caption", "text2"), None, gap=8)
        can = step.kind == "delete" or (step.field.startswith("v") and step.is_old_known)
        if can and self._paper is not None and not self._paper.why_locked:
            back = Button(t("Restore|value"), "link", icon="rotate-ccw", is_small=True)
            back.setProperty("place", self._steps.index(step))
            back.clicked.connect(self._on_back)
            self.backs.append(back)
            head.addWidget(back)
        text = Label(said, "body", wraps=True)
        side = lay.column(Avatar(name, 20), None)
        return lay.panel(lay.row(side, lay.column(head, text, gap=2), gap=8))

    def words_of(self, paper: RecordPaper, step: Step) -> str:
        """What a step did, in one line; "" where there is nothing to say of it."""
        if step.table != "line":
            return step_words(self._host, step)
        where = self._line_words(paper, step.row)
        if not step.field:
            said = {"insert": t("added a row"), "delete": t("removed a row")}
            is_row = bool(where) or step.kind == "delete"
            return said.get(step.kind, t("brought a row back")) if is_row else ""
        part = part_of(paper.form, self._table_of(paper, step.row), step)
        if part is None:
            return ""
        old = _said(self._host, part, step.old)
        new = _said(self._host, part, step.new) or t("Empty")
        name = f"{where} {words.label(part)}".strip()
        if not step.is_old_known or not old:
            return t("{field}: {new}", field=name, new=new)
        return t("{field}: {old} → {new}", field=name, old=old, new=new)

    def _table_of(self, paper: RecordPaper, row: bytes) -> str:
        line = paper.line_of(row)
        return next((one for one in paper.filling.form.columns if line in paper.lines(one)), "")

    def _line_words(self, paper: RecordPaper, row: bytes) -> str:
        line, table = paper.line_of(row), self._table_of(paper, row)
        if line == RECORD or not table:
            return ""
        held = paper.form.by_id[table]
        place = paper.lines(table).index(line) + 1
        return t("{table}, row {row}", table=words.label(held), row=place)

    def _on_back(self) -> None:
        sender = self.sender()
        place = sender.property("place") if sender is not None else None
        if isinstance(place, int) and place < len(self._steps):
            bring_back(self._host, self._steps[place])

    # Qt overrides

    def showEvent(self, event: object) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        super().showEvent(event)  # pyright: ignore[reportArgumentType]
        self.refresh()


def part_of(form: Form, table: str, step: Step) -> Part | None:
    """The part whose answer a register of a line's first page keeps."""
    if not step.field[1:].isdigit():
        return None
    slot = int(step.field[1:]) - 1
    if not 0 <= slot < SLOTS:
        return None
    parts: Sequence[Part] = [p for p in form.parts if p.kind not in SLOTLESS]
    return next((p for p in parts if p.slot == slot and form.table_of(p) == table), None)


def _said(host: Host, part: Part, stored: object) -> str:
    kept = cells.kept_in(stored) if isinstance(stored, str) else None
    said = " ".join(words.words(host, part, kept).split())
    return said if len(said) <= LONG else said[: LONG - 1] + "…"
