"""The facts of a task in a grid: status, people, dates, effort; each edited where it stands."""

from __future__ import annotations

import json
import re

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from app.model.row import Row
from app.plan.paste import START_OF_WORK
from ui.kit.app import listed, t
from ui.kit.button import Button
from ui.kit.fields import Choice, Line
from ui.kit.label import Label
from ui.kit.pop import Entry, open_menu
from ui.parts.host import Host
from ui.plan.book import label_words
from ui.plan.sheet_days import DayLine
from ui.plan.states import due_of, priority_options, status_options


class TaskFields(QWidget):
    """Tells `written` with a field's name and its value; `assigned` with the people."""

    written = Signal(str, object)
    assigned = Signal(object)

    def __init__(self, host: Host) -> None:
        super().__init__()
        self._host = host
        self._people: set[bytes] = set()
        self.status = Choice(status_options(), t("Status"))
        self.priority = Choice(priority_options(), t("Priority"))
        self.people = Button("", "flat", icon="user", is_small=True)
        self.start = DayLine(self._host, t("Start"), START_OF_WORK)
        self.due = DayLine(self._host, t("Due"))
        self.effort = Line("", t("Hours"))
        self.percent = Line("", "%")
        self.channel = Choice((), t("Channel"))
        self.labels = Line("", t("Labels, with spaces between"))
        self.labels.setAccessibleName(t("Labels"))
        self._lay_out()
        for field in (
            self.status,
            self.priority,
            self.channel,
            self.effort,
            self.percent,
            self.labels,
        ):
            field.setProperty("quiet", True)
        for name, choice in (
            ("status", self.status),
            ("priority", self.priority),
            ("channel", self.channel),
        ):
            choice.chosen.connect(_Write(self, name))
        self.effort.written.connect(self._on_effort)
        self.percent.written.connect(self._on_percent)
        self.labels.written.connect(self._on_labels)
        self.people.clicked.connect(self._on_people)
        self.due.dated.connect(_Write(self, "deadline"))
        self.start.dated.connect(_Write(self, "start"))

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)
        pairs = (
            (t("Status"), self.status),
            (t("Priority"), self.priority),
            (t("Assignee"), self.people),
            (t("Channel"), self.channel),
            (t("Start"), self.start),
            (t("Due"), self.due),
            (t("Effort"), self.effort),
            (t("Progress"), self.percent),
        )
        for place, (words, field) in enumerate(pairs):
            grid.addWidget(Label(words, "small", "text2"), place // 2, place % 2 * 2)
            grid.addWidget(field, place // 2, place % 2 * 2 + 1)
        grid.addWidget(Label(t("Labels"), "small", "text2"), 4, 0)
        grid.addWidget(self.labels, 4, 1, 1, 3)

    def commit(self) -> None:
        """Write what is typed."""
        self.effort.commit()
        self.percent.commit()
        self.labels.commit()
        self.start.finish()
        self.due.finish()

    def show_task(self, row: Row) -> None:
        """What the task says."""
        names = self._host.directory
        self.status.show_key(row.text("status") or "todo")
        self.priority.show_key(row.text("priority") or "normal")
        channels = [(r.id, r.text("name"), "") for r in names.rows("channel").values()]
        if self.channel.count() != len(channels) + 1:
            self.channel.offer([(None, t("No channel"), ""), *channels])
        self.channel.show_key(row.ref("channel"))
        effort = row.number("effort_minutes")
        self.effort.show_text(f"{effort / 60:g}" if effort else "")
        self.labels.show_text(label_words(row["labels"]))
        self.percent.show_text(str(row.number("percent") or 0))
        held = self._host.session.list("assignment", [("task", "=", row.id)])
        self._people = {one for r in held if (one := r.ref("person")) is not None}
        people = [names.name("person", one) for one in sorted(self._people)]
        self.people.setText(listed(people) or t("Nobody yet"))
        self.start.show_wall(row.text("start"))
        self.due.show_wall(due_of(row))

    def toggle(self, person: bytes) -> None:
        """Give the task to a person, or take it from them."""
        self.assigned.emit(self._people ^ {person})

    def _on_effort(self, text: str) -> None:
        try:
            self.written.emit("effort_minutes", round(float(text.strip() or 0) * 60))
        except ValueError:
            self._host.say(t("Effort is a number of hours"), tone="danger")

    def _on_percent(self, text: str) -> None:
        digits = text.strip().rstrip("%％")
        if digits.isdecimal():
            self.written.emit("percent", min(100, int(digits)))
        else:
            self._host.say(t("Progress is a number from 0 to 100"), tone="danger")

    def _on_labels(self, text: str) -> None:
        found = (one.strip("#＃") for one in re.split(r"[\s,，、;；]+", text))
        names = list(dict.fromkeys(one for one in found if one))
        value = json.dumps(names, ensure_ascii=False) if names else None
        self.written.emit("labels", value)

    def _on_people(self) -> None:
        people = self._host.directory.people()
        open_menu(
            self.people,
            [
                Entry(row.text("name"), _Assign(self, row.id), is_ticked=row.id in self._people)
                for row in people
            ],
        )


class _Write:
    """Tells what was chosen."""

    def __init__(self, fields: TaskFields, name: str) -> None:
        self._fields, self._name = fields, name

    def __call__(self, value: object) -> None:
        self._fields.written.emit(self._name, value)


class _Assign:
    """Gives the task to a person."""

    def __init__(self, fields: TaskFields, person: bytes) -> None:
        self._fields, self._person = fields, person

    def __call__(self) -> None:
        self._fields.toggle(self._person)
