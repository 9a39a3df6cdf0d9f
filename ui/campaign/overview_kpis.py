"""The targets of a campaign in one strip: figure, where it should be, verdict; written in place."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from app.campaign.verdict import Verdict
from ui.campaign.overview_kpipaint import (
    decimal_of,
    paint_bar,
    paint_figure,
    paint_foot,
    paint_head,
    spoken,
)
from ui.kit import draw
from ui.kit.app import t, theme
from ui.kit.fields import Line
from ui.kit.pop import Entry, menu

HIGH = 124
PAD = 16
LEAST = 200
"""A cell is at least so wide; four of them stand side by side in the smallest window."""
MOST = 4


class KpiCell(QWidget):
    """One target; Enter or a click on it writes its latest figure."""

    recorded = Signal(object)
    """The figure that was written: a Decimal, or None where it was emptied."""
    asked = Signal(QPoint)
    moved = Signal(int)
    dropped = Signal()

    def __init__(self, verdict: Verdict) -> None:
        super().__init__()
        self.verdict = verdict
        self.edges: tuple[bool, bool] = (False, False)
        """Whether a line stands at its left and above it."""
        self._wrong = ""
        self.editor: Line | None = None
        self.setFixedHeight(HIGH)
        self.setMinimumWidth(LEAST)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.show_verdict(verdict)

    def show_verdict(self, verdict: Verdict) -> None:
        """Other figures."""
        self.verdict = verdict
        self.setAccessibleName(spoken(verdict))
        self.setToolTip(t("Write the latest figure") + "\n" + spoken(verdict))
        self.update()

    def write(self) -> None:
        """Write the figure in its place."""
        if self.editor is not None:
            return
        held = self.verdict.kpi.actual
        line = Line(f"{held:,f}" if held is not None else "", t("Latest figure"), parent=self)
        line.setGeometry(self._spot().toRect())
        line.installEventFilter(self)
        line.entered.connect(self._on_entered)
        self.editor = line
        line.show()
        line.selectAll()
        line.setFocus()

    def close_editor(self, *, takes: bool) -> None:
        """Take what is written, or leave it; what is no figure stays until it is one."""
        line = self.editor
        if line is None:
            return
        text = line.text().strip()
        value = decimal_of(text) if text else None
        if takes and text and value is None:
            self._wrong = t("This is no figure: {text}", text=text)
            line.setProperty("state", "error")
            line.style().polish(line)
            line.setAccessibleDescription(self._wrong)
            self.update()
            return
        self.editor, self._wrong = None, ""
        had_focus = line.hasFocus()
        line.removeEventFilter(self)
        line.hide()
        line.deleteLater()
        if had_focus:
            self.setFocus()
        self.update()
        if takes and value != self.verdict.kpi.actual:
            self.recorded.emit(value)

    def _on_entered(self, _text: str) -> None:
        self.close_editor(takes=True)

    def _spot(self) -> QRectF:
        high = theme().control
        return QRectF(8, 54 - high / 2, self.width() - 16, high)

    # Qt overrides

    def eventFilter(self, watched: object, event: QEvent) -> bool:  # pyright: ignore[reportIncompatibleMethodOverride]
        if watched is self.editor and isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Escape:
                self.close_editor(takes=False)
                return True
        elif watched is self.editor and event.type() == QEvent.Type.FocusOut:
            # Left with something that is no figure: nothing is kept of it, nothing is lost.
            text = self.editor.text().strip() if self.editor is not None else ""
            self.close_editor(takes=not text or decimal_of(text) is not None)
        return False

    def sizeHint(self) -> QSize:
        return QSize(LEAST, HIGH)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.editor is not None:
            self.editor.setGeometry(self._spot().toRect())

    def enterEvent(self, event: QEvent) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        super().enterEvent(event)  # pyright: ignore[reportArgumentType]
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(
            event.position().toPoint()
        ):
            self.write()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.asked.emit(event.globalPos())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        is_alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2, Qt.Key.Key_Space):
            self.write()
        elif key in steps and is_alt:
            self.moved.emit(steps[Qt.Key(key)])
        elif key in steps:
            self.focusNextPrevChild(steps[Qt.Key(key)] > 0)
        elif key == Qt.Key.Key_Delete:
            self.dropped.emit()
        elif key == Qt.Key.Key_Menu:
            self.asked.emit(self.mapToGlobal(QPoint(PAD, self.height() - 8)))
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(self.rect())
        inner = rect.adjusted(PAD, 0, -PAD, 0)
        if self.underMouse() and self.editor is None:
            draw.box(painter, rect.adjusted(4, 4, -4, -4), "hover", radius=4)
        if self.edges[0]:
            painter.fillRect(QRectF(0, 0, 1, rect.height()), theme().color("line"))
        if self.edges[1]:
            painter.fillRect(QRectF(0, 0, rect.width(), 1), theme().color("line"))
        paint_head(painter, inner, self.verdict)
        if self.editor is None:
            paint_figure(painter, inner, self.verdict)
        paint_bar(painter, inner, self.verdict)
        foot = QRectF(inner.x(), 96, inner.width(), 18)
        if self._wrong:
            draw.words(painter, foot, self._wrong, "small", "danger")
        else:
            paint_foot(painter, foot, self.verdict)
        if self.hasFocus() and bool(self.window().property("keys")):
            draw.ring(painter, rect.adjusted(2, 2, -2, -2), radius=5)


class KpiStrip(QFrame):
    """The cells in as few lines as they fit, evenly filled."""

    recorded = Signal(str, object)
    edit_asked = Signal()
    moved = Signal(str, int)
    dropped = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("card")
        self.cells: list[KpiCell] = []
        self._bounds: list[_Bound] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_verdicts(self, verdicts: Sequence[Verdict]) -> None:
        """These targets; cells stay, so that neither focus nor what is being written is lost."""
        while len(self.cells) > len(verdicts):
            cell = self.cells.pop()
            self._bounds.pop()
            cell.hide()
            cell.deleteLater()
        for place, verdict in enumerate(verdicts):
            if place < len(self.cells):
                self.cells[place].show_verdict(verdict)
            else:
                self._add(verdict)
        self._lay_out()

    def cell(self, kpi: str) -> KpiCell | None:
        """The cell of a target."""
        return next((one for one in self.cells if one.verdict.kpi.id == kpi), None)

    def _add(self, verdict: Verdict) -> None:
        cell = KpiCell(verdict)
        cell.setParent(self)
        bound = _Bound(self, cell)
        self._bounds.append(bound)  # a signal holds no plain object
        cell.recorded.connect(bound.record)
        cell.moved.connect(bound.move)
        cell.dropped.connect(bound.drop)
        cell.asked.connect(bound.ask)
        self.cells.append(cell)
        cell.show()

    def _lay_out(self) -> None:
        count = len(self.cells)
        if not count:
            return
        wide = max(LEAST, self.width() - 2)
        lines = -(-count // min(MOST, max(1, wide // LEAST)))
        columns = -(-count // lines)
        for place, cell in enumerate(self.cells):
            line, column = divmod(place, columns)
            left, right = column * wide // columns, (column + 1) * wide // columns
            cell.edges = (column > 0, line > 0)
            cell.setGeometry(1 + left, 1 + line * HIGH, right - left, HIGH)
        if self.height() != lines * HIGH + 2:
            self.setFixedHeight(lines * HIGH + 2)

    # Qt overrides

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def sizeHint(self) -> QSize:
        return QSize(2 * LEAST, HIGH + 2)

    def minimumSizeHint(self) -> QSize:
        return QSize(LEAST + 2, HIGH + 2)


class _Bound:
    """What a cell tells, with the target that it shows at that moment."""

    def __init__(self, strip: KpiStrip, cell: KpiCell) -> None:
        self._strip, self._cell = strip, cell

    @property
    def kpi(self) -> str:
        return self._cell.verdict.kpi.id

    def record(self, value: object) -> None:
        self._strip.recorded.emit(self.kpi, value)

    def move(self, by: int) -> None:
        self._strip.moved.emit(self.kpi, by)

    def drop(self) -> None:
        self._strip.dropped.emit(self.kpi)

    def ask(self, at: QPoint) -> None:
        place, last = self._strip.cells.index(self._cell), len(self._strip.cells) - 1
        is_first = t("It is the first already") if place == 0 else ""
        is_last = t("It is the last already") if place == last else ""
        entries = [
            Entry(t("Record the latest figure"), self._cell.write, "pencil"),
            Entry(t("Edit targets…"), self._strip.edit_asked.emit, "sliders-horizontal"),
            Entry(),
            Entry(t("Move left"), self._back, "arrow-left", "Alt+Left", is_first),
            Entry(t("Move right"), self._on, "arrow-right", "Alt+Right", is_last),
            Entry(),
            Entry(t("Delete"), self.drop, "trash-2", "Del", is_danger=True),
        ]
        menu(self._cell, entries).popup(at)

    def _back(self) -> None:
        self.move(-1)

    def _on(self) -> None:
        self.move(1)
