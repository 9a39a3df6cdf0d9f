"""The popover of compound filters: one line a condition, each seen at once in the table."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QLayout,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.plan.view import Condition
from ui.kit import draw, icons, lay
from ui.kit.app import listed, t
from ui.kit.button import Button, IconButton
from ui.kit.fields import Choice, Line
from ui.kit.label import Label
from ui.kit.pop import Popover
from ui.parts.host import Host
from ui.parts.pick import Option, Picker
from ui.plan import conditions
from ui.plan.conditions import BARE, DAY, WORDS

FIELD, OPERATOR, VALUE = 112, 136, 208
CHIP, MOST_CHIP, CROSS = 24, 176, 22


class PickButton(Button):
    """Shows what was picked, as a choice does."""

    def __init__(self) -> None:
        super().__init__("")
        self.setFixedWidth(VALUE)

    # Qt overrides

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(self.rect())
        has_ring = self.hasFocus() and bool(self.window().property("keys"))
        draw.box(painter, rect, "hover" if self.underMouse() else "surface", "strong")
        if has_ring:
            draw.ring(painter, rect)
        room = rect.adjusted(8, 0, -28, 0)
        draw.words(painter, room, self.text())
        place = QRectF(rect.right() - 22, (rect.height() - 14) / 2, 14, 14)
        icons.paint(painter, "chevron-down", place, "text2")


class ConditionLine(QFrame):
    """Field, operator, value; tells `changed` when it says something else."""

    changed = Signal()
    dropped = Signal(object)

    def __init__(self, host: Host, condition: Condition) -> None:
        super().__init__()
        self._host = host
        self._values = condition.values
        fields = [(key, conditions.field_words(key), "") for key in conditions.KINDS]
        self.field = Choice(fields, t("Field|filter"))
        self.field.show_key(condition.field)
        self.operator = Choice((), t("How it is compared"))
        self.line = Line("", t("Value"))
        self.pick = PickButton()
        self.value = QStackedWidget()
        for one in (self.line, self.pick, QWidget()):
            self.value.addWidget(one)
        drop = IconButton("x", t("Remove the condition"), size=28)
        for one, wide in ((self.field, FIELD), (self.operator, OPERATOR), (self.value, VALUE)):
            one.setFixedWidth(wide)
        self.value.setFixedHeight(self.line.sizeHint().height())
        self.setLayout(lay.row(self.field, self.operator, self.value, drop, gap=8))
        self._offer(condition.operator)
        self.field.chosen.connect(self._on_field)
        self.operator.chosen.connect(self._on_operator)
        self.line.written.connect(self._on_line)
        self.line.entered.connect(self._on_line)
        self.pick.clicked.connect(self._on_pick)
        drop.clicked.connect(self._on_drop)

    @property
    def condition(self) -> Condition | None:
        """What the line says; None while its value is missing."""
        field, operator = str(self.field.key), str(self.operator.key)
        if operator in BARE:
            return Condition(field, operator)
        return Condition(field, operator, self._values) if any(self._values) else None

    def commit(self) -> None:
        """Take what is typed."""
        self.line.commit()

    def choose(self, key: object) -> None:
        """Take one value in, or out again."""
        if isinstance(key, str):
            held = [value for value in self._values if value != key]
            self._values = tuple(held) if key in self._values else (*self._values, key)
            self._show()
            self.changed.emit()

    def _offer(self, operator: str) -> None:
        field = str(self.field.key)
        keys = conditions.operators(field)
        self.operator.offer([(key, conditions.operator_words(key), "") for key in keys])
        self.operator.show_key(operator if operator in keys else keys[0])
        self._show()

    def _show(self) -> None:
        field, operator = str(self.field.key), str(self.operator.key)
        said = [conditions.value_words(self._host, field, value) for value in self._values]
        if operator in BARE:
            self.value.setCurrentIndex(2)
        elif operator == "within" or conditions.KINDS[field] in (DAY, WORDS):
            self.value.setCurrentIndex(0)
            self.line.setPlaceholderText(self._hint(operator, conditions.KINDS[field]))
            is_day = operator != "within" and conditions.KINDS[field] == DAY
            text = (said[0] if is_day else self._values[0]) if self._values else ""
            self.line.show_text(text)
        else:
            self.value.setCurrentIndex(1)
            self.pick.setText(listed(said) or t("Choose…"))
            self.pick.setToolTip(listed(said))
            self.pick.setAccessibleName(f"{t('Value')}: {listed(said)}")

    def _hint(self, operator: str, kind: str) -> str:
        if operator == "within":
            return t("How many days")
        return t("Tomorrow, next Friday, 12-01 …") if kind == DAY else t("Words or pinyin")

    def _on_field(self, _key: object) -> None:
        self._values = ()
        self.line.show_text("")
        self._refuse("")
        self._offer("")
        self.changed.emit()

    def _on_operator(self, _key: object) -> None:
        is_count = bool(self._values) and self._values[0].isdecimal()
        is_day = conditions.KINDS[str(self.field.key)] == DAY
        if is_day and is_count != (str(self.operator.key) == "within"):
            self._values = ()  # a day is no number of days
            self.line.show_text("")
        self._refuse("")
        self._show()
        self.changed.emit()

    def _on_line(self, text: str) -> None:
        plain = text.strip()
        value = plain
        if plain and str(self.operator.key) == "within":
            value = plain if plain.isdecimal() and len(plain) < 5 else ""
            self._refuse("" if value else t("This is no number of days"))
        elif plain and conditions.KINDS[str(self.field.key)] == DAY:
            value = conditions.day_of(self._host, plain)
            self._refuse("" if value else t("Not a date yet"))
        else:
            self._refuse("")
        values = (value,) if value else ()
        if values != self._values:
            self._values = values
            self.changed.emit()

    def _refuse(self, why: str) -> None:
        self.line.setProperty("state", "error" if why else "")
        self.line.setToolTip(why)
        self.line.setAccessibleDescription(why)
        self.line.style().unpolish(self.line)
        self.line.style().polish(self.line)

    def _on_pick(self) -> None:
        field = str(self.field.key)
        held = [
            Option(key, words, "✓" if key in self._values else "", icon=icon)
            for key, words, icon in conditions.options(self._host, field)
        ]
        picker = Picker(self.pick, conditions.field_words(field), held, self.choose)
        picker.open_under(self.pick)

    def _on_drop(self) -> None:
        self.dropped.emit(self)


class FilterPanel(Popover):
    """All conditions of a view; every one must fit. Tells `changed` with those that are whole."""

    changed = Signal(object)

    def __init__(self, parent: QWidget, host: Host, held: Sequence[Condition]) -> None:
        super().__init__(parent)
        self._host = host
        self._told = tuple(held)
        self._box = QVBoxLayout()
        self._box.setSpacing(8)
        self.lines: list[ConditionLine] = []
        self.add = Button(t("Add a condition"), "link", icon="plus", is_small=True)
        self.clear = Button(t("Clear the filter"), "flat", icon="eraser", is_small=True)
        self.add.clicked.connect(self._on_add)
        self.clear.clicked.connect(self._on_clear)
        layout = lay.column(
            Label(t("Tasks that fit all conditions"), "strong"),
            self._box,
            lay.row(self.add, None, self.clear),
            gap=12,
            margins=(16, 12, 12, 12),
        )
        layout.setSizeConstraint(QLayout.SizeConstraint.SetFixedSize)
        self.setLayout(layout)
        for condition in held:
            self._put(condition)
        if not held:
            self._on_add()
        self._tell()

    def _put(self, condition: Condition) -> ConditionLine:
        line = ConditionLine(self._host, condition)
        line.changed.connect(self._tell)
        line.dropped.connect(self._on_dropped)
        self.lines.append(line)
        self._box.addWidget(line)
        line.show()  # at once: a hidden one takes no focus
        return line

    def _on_add(self) -> None:
        used = {str(line.field.key) for line in self.lines}
        free = next((key for key in ("status", "people", "due") if key not in used), "name")
        line = self._put(Condition(free, ""))
        line.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.clear.enable()

    def _on_dropped(self, line: object) -> None:
        assert isinstance(line, ConditionLine)
        self.lines.remove(line)
        line.hide()
        line.deleteLater()
        self.add.setFocus(Qt.FocusReason.OtherFocusReason)
        self._tell()

    def _on_clear(self) -> None:
        for line in self.lines:
            line.hide()
            line.deleteLater()
        self.lines = []
        self.add.setFocus(Qt.FocusReason.OtherFocusReason)
        self._tell()

    def _tell(self) -> None:
        self.clear.enable("" if self.lines else t("There is no condition"))
        found = [line.condition for line in self.lines]
        told = tuple(dict.fromkeys(one for one in found if one is not None))
        if told != self._told:
            self._told = told
            self.changed.emit(told)

    # Qt overrides

    def hideEvent(self, event: QEvent) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        for line in self.lines:
            line.commit()
        super().hideEvent(event)  # pyright: ignore[reportArgumentType]


class FilterChip(QAbstractButton):
    """One condition: pressed it opens all of them; its cross, or Delete, takes it away."""

    dropped = Signal()

    def __init__(self, text: str) -> None:
        super().__init__()
        self.setText(text)
        self.setAccessibleName(t("Filter: {what}", what=text))
        self.setAccessibleDescription(t("Delete removes it"))
        self.setToolTip(text)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    # Qt overrides

    def sizeHint(self) -> QSize:
        wide = round(draw.width(self.text(), "small")) + 10 + CROSS + 1
        return QSize(min(MOST_CHIP, wide), CHIP)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.position().x() >= self.width() - CROSS and self.rect().contains(
            event.position().toPoint()
        ):
            self.setDown(False)
            self.dropped.emit()
            return
        super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.dropped.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(self.rect())
        draw.box(painter, rect, "accent_tint", radius=CHIP / 2)
        if self.hasFocus() and bool(self.window().property("keys")):
            draw.ring(painter, rect, radius=CHIP / 2)
        room = QRectF(10, 0, rect.width() - 10 - CROSS, CHIP)
        draw.words(painter, room, self.text(), "small", "accent")
        cross = QRectF(rect.right() - CROSS + 3, (CHIP - 12) / 2, 12, 12)
        icons.paint(painter, "x", cross, "accent")


def shortened(text: str, room: float) -> str:
    """As much of it as there is room for."""
    if draw.width(text) <= room:
        return text
    while text and draw.width(text + "…") > room:
        text = text[:-1]
    return text + "…"
