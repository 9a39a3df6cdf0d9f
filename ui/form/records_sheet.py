"""One record beside the list: what it says as its own version shows it, and what happened to it."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.form import upgrade
from app.form.answers import words
from app.form.listing import Entry
from app.form.shown import shown
from app.form.slots import SLOTLESS
from app.model.change import Changes
from app.model.form import SILENT, Kind, Part
from ui.form.records_source import RecordSource, state_chip
from ui.kit import lay
from ui.kit.app import app, listed, t
from ui.kit.button import Button, IconButton
from ui.kit.draw import Chip
from ui.kit.label import ChipLabel, Label, hairline
from ui.kit.tabs import Tabs
from ui.parts.history import History
from ui.parts.host import Host

MOST_LINES = 6
LEFT = 104


class RecordSheet(QFrame):
    """The sheet; `asked` tells what shall be done with the record: open, upgrade, reopen, void."""

    closed = Signal()
    asked = Signal(str)

    def __init__(self, host: Host, source: RecordSource) -> None:
        super().__init__()
        self.setObjectName("surface")
        self._host, self._source = host, source
        self.entry: Entry | None = None
        self._newest = 0
        self.close_button = IconButton("x", t("Close"), keys="Esc", size=28)
        self._kind = Label(t("Record|form"), "caption", "text3")
        self._title = Label("", "title", wraps=True)
        self._state = ChipLabel(Chip(""))
        self._version = ChipLabel(Chip(""))
        self._by = Label("", "small", "text2", wraps=True)
        self.open_button = Button(t("Open|record"), "secondary", icon="pencil")
        self.upgrade_button = Button(t("Bring to the newest version"), "secondary", icon="layers")
        self.tabs = Tabs(
            [("answers", t("Answers|record"), ""), ("history", t("History"), "")],
            t("What is shown of the record"),
        )
        self._answers = QVBoxLayout()
        self._answers.setContentsMargins(0, 0, 0, 0)
        self._answers.setSpacing(8)
        self.history = History(host)
        self._panel = lay.panel(self._answers)
        self._build()
        self.close_button.clicked.connect(self.closed)
        self.open_button.clicked.connect(self._on_open)
        self.upgrade_button.clicked.connect(self._on_upgrade)
        self.tabs.chosen.connect(self._on_tab)

    def _build(self) -> None:
        head = lay.row(self._kind, None, self.close_button, gap=2)
        chips = lay.row(self._state, self._version, None, gap=8)
        buttons = lay.row(self.open_button, self.upgrade_button, None, gap=8)
        top = lay.column(
            head, self._title, chips, self._by, 4, buttons, gap=8, margins=(16, 12, 16, 8)
        )
        body = lay.column(self._panel, self.history, None, gap=8, margins=(16, 12, 16, 24))
        scroll = lay.scrolled(lay.panel(body, "surface"))
        self.setLayout(lay.column(top, self.tabs, hairline(is_rule=True), scroll, gap=0))
        self._on_tab("answers")

    def show_entry(self, entry: Entry, newest: int) -> None:
        """Show this record; `newest` is the number of the version that is filled now."""
        self.entry, self._newest = entry, newest
        self._title.setText(self._source.said(entry, "title"))
        self._state.show_chip(state_chip(entry.state))
        is_old = 0 < entry.number < newest
        told = t("Version {version}", version=entry.number) if entry.number else t("Not here yet")
        self._version.show_chip(Chip(told, "outline"))
        self._by.setText(" · ".join(self._facts(entry)))
        self.upgrade_button.setVisible(is_old and entry.state == "draft")
        lay.clear(self._answers)
        for line in self._lines(entry):
            self._answers.addWidget(line)
        self.history.show_row("record", entry.id)

    def on_changed(self, changes: Changes) -> None:
        """Follow a commit."""
        self.history.on_changed(changes)

    def _facts(self, entry: Entry) -> Iterator[str]:
        said = self._source.said
        for key in ("number", "author", "submitted", "campaign"):
            if said(entry, key):
                yield said(entry, key)
        if 0 < entry.number < self._newest:
            yield t("shown as it was filled in; version {version} is used now",
                    version=self._newest)  # fmt: skip

    def _lines(self, entry: Entry) -> Iterator[QWidget]:
        form, lang = entry.form, app().words.lang
        if form is None:
            yield Label(t("The form of this record has not come yet"), "small", "text2")
            return
        count = 0
        for part in form.parts:
            if part.kind == Kind.TABLE and entry.lines.get(part.id):
                count += 1
                yield self._table(entry, part, lang)
            elif part.kind not in SLOTLESS and not form.table_of(part):
                said = words(part, entry.answers.get(part.id), lang, self._source.names)
                if said:
                    count += 1
                    yield _line(shown(part, lang), said)
        yield from self._aside(entry)
        if not count:
            yield Label(t("Nothing is filled in yet"), "small", "text2")

    def _table(self, entry: Entry, table: Part, lang: str) -> QWidget:
        """The lines of a sub-table in words, the first ones."""
        assert entry.form is not None
        lines = entry.lines.get(table.id, [])
        columns = [
            part
            for part in entry.form.parts
            if entry.form.table_of(part) == table.id and part.kind not in SILENT
        ]
        said: list[str] = []
        for no, (_, told) in enumerate(lines[:MOST_LINES], 1):
            cells = (words(c, told.get(c.id), lang, self._source.names) for c in columns)
            said.append(f"{no}  {' · '.join(one for one in cells if one)}")
        if len(lines) > MOST_LINES:
            said.append(t("{count} more lines", count=len(lines) - MOST_LINES))
        return _line(shown(table, lang), "\n".join(said))

    def _aside(self, entry: Entry) -> Iterator[QWidget]:
        """Answers that the newest version could not hold: they are kept, and told here."""
        row = self._host.session.list("record", [("id", "=", entry.id)])
        kept = upgrade.set_aside(row[0].text("extra")) if row else []
        if kept:
            told = [f"{one.get('label')}: {one.get('value')}" for one in kept]
            yield _line(t("Kept from older versions"), listed(told))

    def _on_tab(self, key: str) -> None:
        self._panel.setVisible(key == "answers")
        self.history.setVisible(key == "history")

    def _on_open(self) -> None:
        self.asked.emit("open")

    def _on_upgrade(self) -> None:
        self.asked.emit("upgrade")


def _line(name: str, said: str) -> QWidget:
    """A label beside what was answered."""
    label = Label(name, "small", "text2", wraps=True)
    label.setFixedWidth(LEFT)
    value = Label(said, "body", wraps=True)
    value.setAccessibleName(f"{name}: {said}")
    row = lay.row(lay.column(label, None, gap=0), lay.column(value, None, gap=0), gap=12)
    row.setStretch(1, 1)
    return lay.panel(row)
