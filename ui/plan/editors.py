"""What edits a cell of the task table in its place, without moving anything."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, time

from PySide6.QtCore import QEvent, QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from app.calendar import phrase, worktime
from ui.kit import draw, icons, when
from ui.kit.app import is_chinese, t
from ui.kit.fields import Line
from ui.kit.label import Label
from ui.kit.lay import column
from ui.kit.pop import Popover
from ui.parts.host import Host
from ui.plan.book import Book
from ui.plan.states import priority_options, status_options

MOST_HOURS = 10_000
END = time(18, 0)
"""A day without a time ends with the work of the office."""


class LineEditor(Line):
    """A line in a cell: Enter and leaving write it, Esc does not."""

    done = Signal(object)
    cancelled = Signal()

    def __init__(self, text: str, name: str, parent: QWidget) -> None:
        super().__init__(text, parent=parent)
        self._first = text
        self._is_over = False
        self.setAccessibleName(name)
        self.entered.connect(self._on_end)
        self.selectAll()

    def value(self) -> object:
        """What is written; None where it says nothing."""
        return self.text().strip() or None

    def _on_end(self, _text: str = "") -> None:
        if self._is_over:
            return
        value = self.value()
        if value is None or self.text() == self._first:
            self._is_over = True
            self.cancelled.emit()
        else:
            self._is_over = True
            self.done.emit(value)

    # Qt overrides

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._is_over = True
            self.cancelled.emit()
            return
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self._on_end()


class PercentEditor(LineEditor):
    """Per cent, 0 to 100."""

    def value(self) -> object:
        digits = self.text().strip().rstrip("%％").strip()
        return min(100, int(digits)) if digits.isdecimal() else None


class EffortEditor(LineEditor):
    """Hours; kept in minutes."""

    def value(self) -> object:
        try:
            hours = float(self.text().strip().rstrip("hH时小").strip())
        except ValueError:
            return None
        return round(hours * 60) if 0 <= hours < MOST_HOURS else None


class DateEditor(LineEditor):
    """A day in words; what it means is answered at once beneath."""

    def __init__(self, host: Host, text: str, parent: QWidget, name: str = "") -> None:
        super().__init__(text, name or t("Due"), parent)
        self._host = host
        self._found: datetime | None = None
        self._answer = Answer(parent)
        self.textChanged.connect(self._on_text)

    def value(self) -> object:
        self._on_text()
        return self._found.isoformat(timespec="seconds") if self._found is not None else None

    def _on_text(self, _text: str = "") -> None:
        self._found = self._answer.tell(self.text(), self._host.now())
        self._answer.place_under(self)

    # Qt overrides

    def hideEvent(self, event: QEvent) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        self._answer.hide()
        self._answer.deleteLater()
        super().hideEvent(event)  # pyright: ignore[reportArgumentType]


def understood(text: str, now: datetime) -> datetime | None:
    """The moment that the words mean; 18:00 where they say no time."""
    return meant(text, now)[0]


def meant(text: str, now: datetime, clock: time = END) -> tuple[datetime | None, str]:
    """The moment that the words mean, else why they mean none."""
    found = phrase.find(text.strip(), now, worktime.standard())
    if not found:
        return None, t("Not a date yet")
    value = found[0].value
    if value is None:
        # The reader of phrases gives its reason in Chinese, as the phrases are.
        return None, found[0].why if is_chinese() else t("No such day: {text}", text=found[0].text)
    if isinstance(value, datetime):
        return value, ""
    return datetime.combine(value, clock), ""


class Answer(QWidget):
    """The line beneath an editor that says what was understood."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._words, self._note, self._is_sure = "", "", False
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def tell(self, text: str, now: datetime, clock: time = END) -> datetime | None:
        """Say what a text means, or why it means nothing; the answer is its moment."""
        found, why = meant(text, now, clock)
        if found is None:
            self.show_words(why if text.strip() else "", "")
            return None
        left = (found.date() - now.date()).days
        note = t("in {count} days", count=left) if left > 1 else ""
        self.show_words(f"{when.full(found.date())} {found:%H:%M}", note, is_sure=True)
        return found

    def show_words(self, words: str, note: str, *, is_sure: bool = False) -> None:
        """What to say; nothing hides it. What is sure can be taken by Enter."""
        self._words, self._note, self._is_sure = words, note, is_sure
        self.setVisible(bool(words))
        self.update()

    @property
    def wide(self) -> int:
        """So much room its words need."""
        wide = draw.width(self._words, "strong") + 16
        return round(wide + draw.width(self._note) + 80 if self._is_sure else wide)

    def place_under(self, editor: QWidget) -> None:
        """Beneath the editor, or above it at the bottom."""
        wide = self.wide
        parent = self.parentWidget()
        y = editor.y() + editor.height() + 4
        if parent is not None and y + 36 > parent.height():
            y = editor.y() - 40
        self.setGeometry(editor.x(), y, wide, 36)
        self.raise_()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        draw.box(painter, self.rect(), "raised", "border", radius=6)
        room = QRectF(self.rect()).adjusted(8, 0, -8, 0)
        if not self._is_sure:
            draw.words(painter, room, self._words, "body", "text2")
            return
        used = draw.words(painter, room, self._words, "strong")
        draw.words(painter, room.adjusted(used + 8, 0, 0, 0), self._note, "body", "text2")
        draw.key(painter, room.right(), self.height() / 2, "Enter")


def ask_date(host: Host, anchor: QWidget, done: Callable[[str], object]) -> None:
    """Ask for a date in words beneath a widget; `done` gets the wall time."""
    pop = Popover(anchor)
    holder = QWidget()
    holder.setFixedSize(280, 76)
    editor = DateEditor(host, "", holder)
    editor.setGeometry(0, 0, 280, 32)
    editor.setPlaceholderText(t("Tomorrow, next Friday, 12-01 …"))

    def on_done(value: object) -> None:
        pop.close()
        if isinstance(value, str):
            done(value)

    editor.done.connect(on_done)
    editor.cancelled.connect(pop.close)
    pop.setLayout(column(holder, margins=(12, 12, 12, 12)))
    pop.open_under(anchor)
    editor.setFocus()


class PickEditor(Popover):
    """A list to pick from, with a line that narrows it by name or pinyin."""

    done = Signal(object)
    cancelled = Signal()

    def __init__(
        self, options: Sequence[tuple[object, str, str]], name: str, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._options = list(options)
        self._name = name
        self.list = QListWidget()
        self.list.setAccessibleName(name)
        self.list.itemClicked.connect(self._on_item)
        self.list.itemActivated.connect(self._on_item)
        head = Label(name, "caption", "text3")
        self.setLayout(column(head, self.list, gap=4, margins=(8, 8, 8, 8)))
        self._fill()

    def _fill(self) -> None:
        for key, words, icon in self._options:
            item = QListWidgetItem(words)
            item.setData(Qt.ItemDataRole.UserRole, key)
            if icon:
                item.setIcon(icons.icon(icon))
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.list.setFixedHeight(min(10, max(1, len(self._options))) * 30 + 4)
        self.list.setMinimumWidth(184)

    def _on_item(self, item: QListWidgetItem) -> None:
        self.done.emit(item.data(Qt.ItemDataRole.UserRole))
        self.close()

    # Qt overrides

    def setGeometry(self, *given: object) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        """The grid says where the cell is; a list opens beneath it."""
        rect = given[0]
        parent = self.parentWidget()
        if parent is not None and hasattr(rect, "bottomLeft"):
            corner: QPoint = rect.bottomLeft()  # pyright: ignore
            self.open_at(parent.mapToGlobal(corner + QPoint(0, 4)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.cancelled.emit()
            self.close()
            return
        super().keyPressEvent(event)


Make = Callable[[], QWidget]


def make(host: Host, book: Book, place: int, column_key: str, parent: QWidget) -> QWidget | None:
    """The editor of a cell; None where a cell is only looked at."""
    names = host.directory
    makers: dict[str, Make] = {
        "name": lambda: LineEditor(book.text(place, "name"), t("Task"), parent),
        "due": lambda: DateEditor(host, _day_text(book.due(place)), parent),
        "start": lambda: DateEditor(host, _day_text(book.text(place, "start")), parent, t("Start")),
        "finish": lambda: DateEditor(
            host, _day_text(book.text(place, "finish")), parent, t("Finish|date")
        ),
        "effort": lambda: EffortEditor(
            f"{book.number(place, 'effort_minutes') / 60:g}", t("Effort"), parent
        ),
        "status": lambda: PickEditor(status_options(), t("Status"), parent),
        "percent": lambda: PercentEditor(str(book.number(place, "percent")), t("Progress"), parent),
        "priority": lambda: PickEditor(priority_options(), t("Priority"), parent),
        "person": lambda: PickEditor(
            [(row.id, row.text("name"), "user") for row in names.people()], t("Assignee"), parent
        ),
        "channel": lambda: PickEditor(
            [(row.id, row.text("name"), "tag") for row in names.rows("channel").values()],
            t("Channel"),
            parent,
        ),
    }
    maker = makers.get(column_key)
    return maker() if maker is not None else None


def _day_text(text: str) -> str:
    at = when.wall(text)
    return when.short(at.date()) if at is not None else ""
