"""Beside the form: what is still to do with its jumps, or what happened to the record."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from ui.form.fill.flawlist import FlawList
from ui.form.fill.kept import RecordPaper, errors
from ui.form.fill.paper import Paper
from ui.form.fill.past import RecordPast
from ui.kit import lay
from ui.kit.app import t
from ui.kit.button import IconButton
from ui.kit.label import Label, Picture
from ui.parts.host import Host

WIDE = 312


class KeyCap(Label):
    """A key and what it does."""

    def __init__(self, key: str, does: str) -> None:
        super().__init__(f"{key}  {does}", "caption", "text2")


class Todo(QWidget):
    """The faults that stand between here and handing in."""

    def __init__(self) -> None:
        super().__init__()
        self.list = FlawList()
        self._title = Label("", "subtitle")
        self._well = lay.panel(
            lay.row(
                Picture("circle-check", "success", 16),
                Label(t("Nothing is missing"), "body", "text2"),
                None,
            )
        )
        self._keys = lay.panel(
            lay.row(
                KeyCap("F8", t("Next|fault")), KeyCap("Shift+F8", t("Back|fault")), None, gap=16
            )
        )
        area = lay.scrolled(self.list)
        box = lay.column(self._title, self._well, gap=12, margins=(16, 16, 16, 12))
        box.addWidget(area, 1)
        box.addWidget(self._keys)
        self.setLayout(box)

    def show_paper(self, paper: Paper) -> None:
        """What is wrong now."""
        flaws = paper.flaws
        count = len(errors(flaws))
        if paper.why_locked:
            self._title.setText(t("Handed in"))
        elif count:
            self._title.setText(t("{count} places to mend before handing in", count=count))
        else:
            self._title.setText(t("Ready to hand in"))
        lines = {table: paper.filling.lines(table) for table in paper.filling.form.columns}
        rows = {name: row for held in lines.values() for row, name in enumerate(held)}
        self.list.show_flaws(paper.form, flaws, lambda _table, line: rows.get(line, 0))
        self._well.setVisible(not flaws and not paper.why_locked)
        self._keys.setVisible(bool(flaws))


class Side(QFrame):
    """The right side of the page."""

    closed = Signal()

    def __init__(self, host: Host) -> None:
        super().__init__()
        self.setFixedWidth(WIDE)
        self.setObjectName("surface")
        self.todo = Todo()
        self.past = RecordPast(host)
        close = IconButton("x", t("Close the history"), size=28)
        close.clicked.connect(self._on_close)
        inside = QWidget()
        inside.setLayout(lay.column(self.past, None))
        self._history = lay.panel(
            lay.column(
                lay.row(Label(t("History"), "subtitle"), None, close),
                lay.scrolled(inside),
                gap=12,
                margins=(16, 12, 16, 12),
            )
        )
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.todo)
        box.addWidget(self._history)
        self.show_history(None)

    @property
    def has_history(self) -> bool:
        """Whether the history is shown."""
        return not self._history.isHidden()

    def show_history(self, paper: RecordPaper | None) -> None:
        """Show the history of a record, or what is to do."""
        self._history.setVisible(paper is not None)
        self.todo.setVisible(paper is None)
        if paper is not None:
            self.past.show_paper(paper)

    def _on_close(self) -> None:
        self.show_history(None)
        self.closed.emit()
