"""What a person can do, as chips that can be taken away, and a line for one more."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

from app.people import exchange
from ui.kit import draw, icons
from ui.kit.app import t
from ui.kit.button import Button
from ui.kit.draw import CHIP_HEIGHT, Chip
from ui.kit.fields import Line

HIGH = 24


class Flow(QLayout):
    """Side by side, and on as many lines as are needed."""

    def __init__(self, gap: int = 4) -> None:
        super().__init__()
        self._items: list[QLayoutItem] = []
        self._gap = gap
        self.setContentsMargins(0, 0, 0, 0)

    def _place(self, rect: QRect, *, is_real: bool) -> int:
        high = max((item.sizeHint().height() for item in self._items), default=0)
        x, y = rect.x(), rect.y()
        for item in self._items:
            size = item.sizeHint()
            if x > rect.x() and x + size.width() > rect.right() + 1:
                x, y = rect.x(), y + high
            if is_real:
                down = (high - size.height()) // 2
                item.setGeometry(QRect(QPoint(x, y + down), size))
            x += size.width() + self._gap
        return y + high - rect.y()

    # Qt overrides

    def addItem(self, item: QLayoutItem) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:  # pyright: ignore[reportIncompatibleMethodOverride]
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # pyright: ignore[reportIncompatibleMethodOverride]
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._place(QRect(0, 0, width, 0), is_real=False)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._place(rect, is_real=True)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        wide = max((item.sizeHint().width() for item in self._items), default=0)
        return QSize(wide, HIGH)


class SkillChip(Button):
    """A skill; a click, Enter or Delete takes it away."""

    def __init__(self, skill: str) -> None:
        super().__init__(skill, "flat")
        self.skill = skill
        self.setAccessibleName(t("Remove the skill {name}", name=skill))
        self.setToolTip(self.accessibleName())

    # Qt overrides

    def sizeHint(self) -> QSize:
        return QSize(min(320, draw.chip_width(Chip(self.skill)) + 14), HIGH)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.click()
            return
        super().keyPressEvent(event)

    def paintEvent(self, _event: object) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        painter = QPainter(self)
        rect = QRectF(0, (self.height() - CHIP_HEIGHT) / 2, self.width(), CHIP_HEIGHT)
        draw.box(painter, rect, "neutral", radius=CHIP_HEIGHT / 2)
        room = rect.adjusted(8, 0, -20, 0)
        draw.words(painter, room, self.skill, "caption", "text2")
        ink = "text" if self.underMouse() else "text3"
        icons.paint(painter, "x", QRectF(rect.right() - 18, rect.y() + 4, 12, 12), ink)
        if self.hasFocus() and bool(self.window().property("keys")):
            draw.ring(painter, QRectF(self.rect()), radius=12)


class Skills(QWidget):
    """Tells the whole list when one comes or goes."""

    changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._held: tuple[str, ...] = ()
        self._flow = Flow()
        self.setLayout(self._flow)
        self.line = Line("", t("Add a skill"))
        self.line.setProperty("quiet", True)
        self.line.setFixedWidth(104)
        # Not `written`: a pause in the middle of a word makes no skill of its half.
        self.line.entered.connect(self._on_entered)
        self.line.editingFinished.connect(self._on_left)
        self._flow.addWidget(self.line)
        policy = self.sizePolicy()
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_skills(self, skills: Sequence[str]) -> None:
        """These and no others."""
        if tuple(skills) == self._held:
            return
        self._held = tuple(skills)
        self._flow.removeWidget(self.line)
        while (item := self._flow.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for skill in self._held:
            chip = SkillChip(skill)
            chip.clicked.connect(_Drop(self, skill))
            self._flow.addWidget(chip)
        self._flow.addWidget(self.line)
        self.updateGeometry()

    def chips(self) -> list[SkillChip]:
        """The chips, as they stand."""
        items = [self._flow.itemAt(i) for i in range(self._flow.count())]
        widgets = [item.widget() for item in items if item is not None]
        return [w for w in widgets if isinstance(w, SkillChip)]

    def drop(self, skill: str) -> None:
        """Take one away."""
        self.line.setFocus()
        self.changed.emit([held for held in self._held if held != skill])

    def _on_left(self) -> None:
        self._on_entered(self.line.text())

    def _on_entered(self, text: str) -> None:
        added = [part for part in exchange.parts(text) if part not in self._held]
        self.line.clear()
        self.line.commit()
        if added:
            self.changed.emit([*self._held, *added])


class _Drop:
    """Takes a skill away."""

    def __init__(self, skills: Skills, skill: str) -> None:
        self._skills, self._skill = skills, skill

    def __call__(self, _checked: bool = False) -> None:
        self._skills.drop(self._skill)
