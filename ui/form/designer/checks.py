"""What the check of the design found: a list at the foot; a click jumps, a word mends."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from app.form import commands
from app.form.lint import Finding, mended
from ui.form.designer import look
from ui.form.designer.desk import Desk
from ui.kit import draw, icons, lay
from ui.kit.app import app, t, theme
from ui.kit.button import IconButton
from ui.kit.draw import Chip
from ui.kit.label import ChipLabel, Label, hairline

ROW = 32
SIGNS = {
    "error": ("circle-alert", "danger"),
    "warning": ("triangle-alert", "warn"),
    "hint": ("info", "text2"),
}
MENDS = {
    "no_rule": "Take the rule away",
    "no_targets": "Take them out of the rule",
    "no_part": "Take it away",
    "not_required": "Make it not needed",
}


class Lines(QWidget):
    """A line each: where, what, and the mend that is offered."""

    chosen = Signal(int)
    mend_asked = Signal(int)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.found: Sequence[Finding] = ()
        self._at = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(t("What the check found"))

    def show_found(self, found: Sequence[Finding]) -> None:
        """These findings."""
        self.found = found
        self._at = min(self._at, max(0, len(found) - 1))
        self.setMinimumHeight(len(found) * ROW)
        self._tell()
        self.update()

    def where(self, finding: Finding) -> str:
        """What it is about."""
        form = self._desk.form
        part = form.by_id.get(finding.part)
        if part is not None:
            return look.label(part)
        rule = next((one for one in form.rules if one.id == finding.rule), None)
        return (rule.name or rule.message or t("a rule")) if rule is not None else t("The form")

    def _mend(self, place: int) -> str:
        return app().words.text(MENDS[self.found[place].fix]) if self.found[place].fix else ""

    def _tell(self) -> None:
        said = ""
        if self.found:
            one = self.found[self._at]
            said = f"{self.where(one)}: {app().words.text(one.template, one.params)}"
        self.setAccessibleDescription(said)

    # Qt overrides

    def sizeHint(self) -> QSize:
        return QSize(400, len(self.found) * ROW)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        place = int(event.position().y() // ROW)
        if not 0 <= place < len(self.found):
            return
        self._at = place
        words = self._mend(place)
        if words and event.position().x() > self.width() - 28 - draw.width(words):
            self.mend_asked.emit(place)
        else:
            self.chosen.emit(place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Up | Qt.Key.Key_Down:
                by = 1 if event.key() == Qt.Key.Key_Down else -1
                self._at = max(0, min(len(self.found) - 1, self._at + by))
                self._tell()
                self.update()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if self.found:
                self.chosen.emit(self._at)
            case Qt.Key.Key_Space if self.found and self.found[self._at].fix:
                self.mend_asked.emit(self._at)
            case _:
                super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        has_keys = self.hasFocus() and bool(self.window().property("keys"))
        for place, one in enumerate(self.found):
            y = place * ROW
            icon, tone = SIGNS.get(one.level, SIGNS["hint"])
            icons.paint(painter, icon, QRectF(16, y + 8, 16, 16), tone)
            room = QRectF(40, y, self.width() * 0.34, ROW)
            x = 40 + draw.words(painter, room, self.where(one), "body", is_strong=True) + 12
            words = self._mend(place)
            right = draw.width(words) + 24 if words else 12
            room = QRectF(x, y, max(0.0, self.width() - x - right - 8), ROW)
            said = app().words.text(one.template, one.params)
            draw.words(painter, room, said, "body", "text2")
            if words:
                room = QRectF(self.width() - right, y, right - 12, ROW)
                draw.words(painter, room, words, "body", "accent", align=draw.RIGHT)
            if place:
                painter.fillRect(QRectF(0, y, self.width(), 1), theme().color("line"))
            if has_keys and place == self._at:
                draw.ring(painter, QRectF(2, y + 1, self.width() - 4, ROW - 2))


class CheckPanel(QFrame):
    """The findings with their numbers; it folds to one line."""

    jumped = Signal(str, str)
    """The part and the rule that a finding is about."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.setObjectName("surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.lines = Lines(desk)
        self._errors = ChipLabel(Chip(""))
        self._warnings = ChipLabel(Chip(""))
        self._hint = Label("", "small", "text2")
        self.fold_button = IconButton("chevron-down", t("Fold the check"), size=28)
        self.fold_button.clicked.connect(self._on_fold)
        row = lay.row(
            Label(t("Check"), "strong"),
            self._errors,
            self._warnings,
            None,
            self._hint,
            self.fold_button,
            margins=(16, 3, 8, 3),
        )
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setWidget(self.lines)
        self.setLayout(lay.column(hairline(is_rule=True), row, hairline(), self._area, gap=0))
        self._is_open = True
        self.lines.chosen.connect(self._on_chosen)
        self.lines.mend_asked.connect(self._on_mend)
        desk.drawn.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show what is found now."""
        order = {"error": 0, "warning": 1, "hint": 2}
        found = sorted(self._desk.findings, key=lambda one: order.get(one.level, 3))
        errors = sum(one.level == "error" for one in found)
        others = len(found) - errors
        self._errors.setVisible(bool(errors))
        self._errors.show_chip(Chip(t("{count} errors", count=errors), "danger", "circle-alert"))
        self._warnings.setVisible(bool(others))
        said = t("{count} remarks", count=others)
        self._warnings.show_chip(Chip(said, "warn", "triangle-alert"))
        self._hint.setText(t("Click to jump there") if found else t("Nothing to mend"))
        self.fold_button.setVisible(bool(found))
        self.lines.show_found(found)
        self._area.setVisible(self._is_open and bool(found))
        self._area.setFixedHeight(min(3, len(found)) * ROW + 1)

    def _on_fold(self) -> None:
        self._is_open = not self._is_open
        self.fold_button.set_icon("chevron-down" if self._is_open else "chevron-up")
        self.refresh()

    def _on_chosen(self, place: int) -> None:
        one = self.lines.found[place]
        self.jumped.emit(one.part, one.rule)

    def _on_mend(self, place: int) -> None:
        desk = self._desk
        form = mended(desk.form, self.lines.found[place])
        if desk.host.run(lambda: commands.replace_form(desk.host.session, desk.id, form)):
            desk.reload()
