"""How every part of the settings is laid out: groups of lines, name at the left, control right."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui.kit.label import Label, hairline
from ui.kit.lay import column, row

WIDE = 680
WORDS = 280


class Setting(QWidget):
    """One line: what it is, what it does, and where it is changed."""

    def __init__(self, name: str, control: QWidget | QHBoxLayout, hint: str = "") -> None:
        super().__init__()
        self._hint = Label(hint, "small", "text3", wraps=True)
        words = column(Label(name, "body"), self._hint, gap=0)
        self._hint.setVisible(bool(hint))
        left = QWidget()
        left.setMinimumWidth(WORDS)
        left.setLayout(words)
        if isinstance(control, QWidget) and not control.accessibleName():
            control.setAccessibleName(name)
        line = row(left, control, gap=24, margins=(0, 10, 0, 10))
        line.setStretch(0, 1)
        line.setAlignment(left, Qt.AlignmentFlag.AlignVCenter)
        self.setLayout(line)

    def tell(self, hint: str, color: str = "text3") -> None:
        """Other words beneath the name."""
        self._hint.setText(hint)
        self._hint.tint(color)
        self._hint.setVisible(bool(hint))


class Block(QFrame):
    """Settings that belong together, with a title above and hairlines between."""

    def __init__(self, title: str, *parts: QWidget) -> None:
        super().__init__()
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(0, 0, 0, 24)
        self._lines.setSpacing(0)
        self._lines.addWidget(Label(title, "subtitle"))
        self._lines.addSpacing(6)
        for place, part in enumerate(parts):
            if place:
                self._lines.addWidget(hairline())
            self._lines.addWidget(part)


class Section(QWidget):
    """One part of the settings."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def fill(self, *blocks: QWidget) -> None:
        """These groups, one under another, as wide as can be read well."""
        inner = QWidget()
        inner.setMaximumWidth(WIDE)
        inner.setLayout(column(*blocks, None, gap=0))
        line = row(inner, gap=0, margins=(32, 24, 32, 0))
        line.setStretch(0, 1)
        line.addStretch(0)
        self.setLayout(line)

    def open(self) -> None:
        """It is shown: read what may have changed."""
