"""A field on the sheet: its name, its editor, the words that help, and what is wrong."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from app.form.filling import State
from app.form.flaws import Flaw
from app.form.shown import help_shown
from app.model.form import Part
from ui.form.fill import words
from ui.form.fill.making import editor_of
from ui.form.fill.telling import flaw_words
from ui.kit import draw, icons
from ui.kit.app import app, t, theme
from ui.parts.host import Host

NAME, GAP, SIGN = 20, 6, 20
WRAP = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
LEVELS = {"error": ("circle-alert", "danger"), "warning": ("triangle-alert", "warn")}
HINT = ("info", "text2")


class FieldBlock(QWidget):
    """One part that is answered. Names and messages are painted, so that 300 are light."""

    answered = Signal(str, object)
    grew = Signal()
    why_asked = Signal(str)

    def __init__(self, host: Host, part: Part, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.part = part
        self.is_current = False
        self.editor = editor_of(host, part)
        self.editor.widget.setParent(self)
        self.editor.answered.connect(self._on_answered)
        self.editor.grew.connect(self._on_grew)
        self._name = words.label(part)
        self._help = help_shown(part, app().words.lang)
        self._lines: list[tuple[str, str, str]] = []
        """What stands beneath: icon, colour, words."""
        self._flaws: Sequence[Flaw] = ()
        self._state: State | None = None

    @property
    def name(self) -> str:
        """What it is called."""
        return self._name

    def show_state(self, state: State, flaws: Sequence[Flaw]) -> None:
        """How it stands now."""
        if state == self._state and list(flaws) == list(self._flaws):
            return
        self._state, self._flaws = state, flaws
        self.editor.show_state(state)
        self._say()

    def focus(self) -> None:
        """Put the hand here."""
        stops = self.editor.stops()
        if stops:
            stops[0].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def high(self, width: int) -> int:
        """How high all of it is in this width."""
        top = NAME + GAP if self._name else 0
        return top + self.editor.height(width) + self._foot(width)

    def _say(self) -> None:
        before = self._lines
        trouble = self.editor.trouble
        self._lines = [(*LEVELS["error"], trouble)] if trouble else []
        for flaw in self._flaws:
            if trouble and flaw.level == "error":
                continue
            self._lines.append((*LEVELS.get(flaw.level, HINT), flaw_words(flaw)))
        is_wrong = bool(trouble) or any(flaw.level == "error" for flaw in self._flaws)
        self.editor.mark("error" if is_wrong else "")
        foot = self.editor.foot()
        if foot:
            self._lines.append(("", "text2", foot))
        if self._help and not is_wrong:
            self._lines.append(("", "text2", self._help))
        description = ". ".join(line[2] for line in self._lines)
        is_needed = self._state is not None and self._state.is_required
        said = t("{name}, needed", name=self._name) if is_needed else self._name
        self.editor.name(said or self.part.id, description)
        if self._lines != before:
            self.grew.emit()
        self.update()

    def _foot(self, width: int) -> int:
        return sum(self._line_high(line, width) + 2 for line in self._lines) + (
            2 if self._lines else 0
        )

    def _line_high(self, line: tuple[str, str, str], width: int) -> int:
        icon, _, text = line
        room = QRectF(0, 0, max(40, width - (SIGN if icon else 0)), 10_000)
        return max(18, round(draw.metrics("small").boundingRect(room, WRAP, text).height()) + 2)

    def _on_answered(self, kept: object) -> None:
        self.answered.emit(self.part.id, kept)

    def _on_grew(self) -> None:
        before = self._lines
        self._say()
        if self._lines == before:
            self.grew.emit()

    # Qt overrides

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.place()

    def place(self) -> None:
        """Put the editor where it belongs."""
        top = NAME + GAP if self._name else 0
        high = self.editor.height(self.width())
        self.editor.widget.setGeometry(QRect(0, top, self.width(), high))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.why_asked.emit(self.part.id)
        event.accept()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        y = 0
        if self._name:
            room = QRectF(0, 0, self.width() - 12, NAME)
            x = draw.words(painter, room, self._name, "body", "text", is_strong=True)
            if self._state is not None and self._state.is_required:
                star = QRectF(x + 4, 0, 12, NAME)
                draw.words(painter, star, "*", "strong", "danger")
            y = NAME + GAP
        y += self.editor.height(self.width()) + 4
        painter.setFont(theme().font("small"))
        for line in self._lines:
            icon, tone, text = line
            high = self._line_high(line, self.width())
            x = 0
            if icon:
                corner = QPointF(0, y + 2)
                icons.paint(painter, icon, QRectF(corner.x(), corner.y(), 14, 14), tone)
                x = SIGN
            painter.setPen(theme().color(tone))
            painter.drawText(QRectF(x, y, self.width() - x, high), WRAP, text)
            y += high + 2
