"""The first rows of a file under its headers, and over each column what it is meant to be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from app.sheet.grid import letter, plain
from ui.kit import draw
from ui.kit.app import t, theme
from ui.kit.fields import Choice
from ui.parts.importer_intake import Field, Filed

ROWS = 20
NUMBERS = 48
WIDE = 168
ROW = 28
TITLES = 28
CHOICES = 44


class Preview(QAbstractScrollArea):
    """Tells `changed` with the whole mapping when a column is meant to be something else."""

    changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._filed = Filed("", (), ())
        self._fields: Sequence[Field] = ()
        self._columns: dict[str, int] = {}
        self._texts: list[list[str]] = []
        self._head = Head(self)
        self.choices: list[ColumnChoice] = []
        self.setAccessibleName(t("The first rows of the file"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        theme().changed.connect(self._on_theme)

    @property
    def columns(self) -> dict[str, int]:
        """Our field -> its column."""
        return dict(self._columns)

    @property
    def filed(self) -> Filed:
        """What is shown."""
        return self._filed

    def show_filed(self, filed: Filed, fields: Sequence[Field], columns: Mapping[str, int]) -> None:
        """Show a file, and what its columns are meant to be."""
        self._filed, self._fields, self._columns = filed, fields, dict(columns)
        self._texts = [[plain(cell) for cell in row] for row in filed.rows[:ROWS]]
        for choice in self.choices:
            choice.deleteLater()
        self.choices = []
        if filed.is_mapped:
            self._offer()
        self._head.setFixedHeight(self.top)
        self.setViewportMargins(0, self.top, 0, 0)
        self.horizontalScrollBar().setValue(0)
        self.verticalScrollBar().setValue(0)
        self._measure()

    @property
    def top(self) -> int:
        """How high the head is, in px."""
        return TITLES + (CHOICES if self._filed.is_mapped else 0)

    def left(self, place: int) -> int:
        """Where a column begins in the viewport, in px."""
        return NUMBERS + place * WIDE - self.horizontalScrollBar().value()

    def is_used(self, place: int) -> bool:
        """Whether a column is brought in."""
        return not self._filed.is_mapped or place in self._columns.values()

    def title(self, place: int) -> str:
        """A column as people name it."""
        sign = letter(place + self._filed.first_column) if self._filed.is_mapped else ""
        return f"{sign}  {self._filed.headers[place]}".strip()

    def choose(self, place: int, key: object) -> None:
        """This column is meant to be that field; no other is it any more."""
        held = {k: at for k, at in self._columns.items() if at != place and k != key}
        if isinstance(key, str) and key:
            held[key] = place
        self._columns = held
        self._show()
        self.changed.emit(self.columns)

    def reveal(self, place: int) -> None:
        """Scroll so that a column is seen."""
        bar, x = self.horizontalScrollBar(), NUMBERS + place * WIDE
        if x - NUMBERS < bar.value():
            bar.setValue(x - NUMBERS)
        elif x + WIDE > bar.value() + self.viewport().width():
            bar.setValue(x + WIDE - self.viewport().width())

    def _offer(self) -> None:
        options = [("", t("Leave out"), "")]
        options += [(f.key, f.words + (" *" if f.is_needed else ""), "") for f in self._fields]
        for place in range(len(self._filed.headers)):
            choice = ColumnChoice(self, place, options)
            choice.setParent(self._head)
            choice.show()
            self.choices.append(choice)
        self._show()

    def _show(self) -> None:
        meant = {at: key for key, at in self._columns.items()}
        for place, choice in enumerate(self.choices):
            choice.show_key(meant.get(place, ""))
        self._head.update()
        self.viewport().update()

    def _measure(self) -> None:
        room, high = self.viewport().width(), self.viewport().height()
        total = NUMBERS + len(self._filed.headers) * WIDE
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        across.setRange(0, max(0, total - room))
        across.setPageStep(room)
        across.setSingleStep(40)
        down.setRange(0, max(0, len(self._texts) * ROW - high))
        down.setPageStep(high)
        down.setSingleStep(ROW)
        self._head.setGeometry(0, 0, room, self.top)
        for place, choice in enumerate(self.choices):
            choice.setGeometry(self.left(place) + 4, 8, WIDE - 8, 28)
        self._head.update()
        self.viewport().update()

    def _on_theme(self) -> None:
        self._measure()

    # Qt overrides

    def sizeHint(self) -> QSize:
        return QSize(720, 300)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._measure()

    def scrollContentsBy(self, _dx: int, _dy: int) -> None:
        self._measure()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        port = self.viewport().rect()
        painter.fillRect(port, theme().color("surface"))
        shift = self.verticalScrollBar().value()
        for line, texts in enumerate(self._texts):
            y = line * ROW - shift
            if y + ROW < 0 or y > port.height():
                continue
            for place, text in enumerate(texts):
                x = self.left(place)
                if x + WIDE >= 0 and x <= port.width():
                    ink = "text" if self.is_used(place) else "text3"
                    room = QRectF(x + 8, y, WIDE - 16, ROW)
                    draw.words(painter, room, " ".join(text.split()), "small", ink)
            self._paint_number(painter, y, line)
            painter.fillRect(0, y + ROW - 1, port.width(), 1, theme().color("line"))

    def _paint_number(self, painter: QPainter, y: int, line: int) -> None:
        painter.fillRect(0, y, NUMBERS, ROW - 1, theme().color("app"))
        room = QRectF(0, y, NUMBERS - 8, ROW)
        number = str(self._filed.first_row + line)
        draw.words(painter, room, number, "caption", "text3", align=draw.RIGHT)


class Head(QWidget):
    """Titles of the columns under their choices; it moves with the rows."""

    def __init__(self, preview: Preview) -> None:
        super().__init__(preview)
        self._preview = preview

    # Qt overrides

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().color("app"))
        preview, y = self._preview, self.height() - TITLES
        for place in range(len(preview.filed.headers)):
            x = preview.left(place)
            if x + WIDE < 0 or x > self.width():
                continue
            ink = "text" if preview.is_used(place) else "text3"
            room = QRectF(x + 8, y, WIDE - 16, TITLES)
            draw.words(painter, room, preview.title(place), "caption", ink)
        painter.fillRect(0, self.height() - 1, self.width(), 1, theme().color("border"))


class ColumnChoice(Choice):
    """What one column is meant to be; it comes into sight when it gets the focus."""

    def __init__(
        self, preview: Preview, place: int, options: Sequence[tuple[object, str, str]]
    ) -> None:
        super().__init__(options, t("What is column {name}", name=preview.title(place)))
        self._preview, self._place = preview, place
        self.setSizePolicy(self.sizePolicy().Policy.Fixed, self.sizePolicy().Policy.Fixed)
        self.chosen.connect(self._on_chosen)

    def _on_chosen(self, key: object) -> None:
        self._preview.choose(self._place, key)

    # Qt overrides

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._preview.reveal(self._place)
