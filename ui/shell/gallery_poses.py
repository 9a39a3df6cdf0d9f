"""Kit components that hold one pose: hovered, focused, pressed without a hand on them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStyle, QStyleOptionComboBox, QStyleOptionFrame, QWidget

from ui.kit.button import Button, IconButton
from ui.kit.fields import Choice, Line, Toggle
from ui.kit.tabs import Tabs
from ui.kit.toast import Toast
from ui.parts.pick import PickButton, Picker

HOVER, FOCUS, PRESSED = "hover", "focus", "pressed"
STATES = {
    HOVER: QStyle.StateFlag.State_MouseOver,
    FOCUS: QStyle.StateFlag.State_HasFocus,
}
"""Pose -> what Qt's style is told of it."""


class Posed:
    """Answers what a component asks before it paints itself; the painting is its own."""

    pose = ""

    def hasFocus(self) -> bool:
        return self.pose == FOCUS

    def underMouse(self) -> bool:
        return self.pose == HOVER

    def window(self) -> QWidget:
        """Itself: it carries the property that says the keyboard is at work."""
        assert isinstance(self, QWidget)
        return self


def hold(widget: QWidget, pose: str) -> None:
    """Hold a pose; the person's own keyboard passes it by."""
    assert isinstance(widget, Posed)
    widget.pose = pose
    widget.setProperty("keys", True)
    widget.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    if pose == PRESSED and isinstance(widget, Button):
        widget.setDown(True)


class PosedButton(Posed, Button):
    """A button that holds a pose."""


class PosedIcon(Posed, IconButton):
    """An icon button that holds a pose."""


class PosedPick(Posed, PickButton):
    """A pick button that holds a pose."""


class PosedToggle(Posed, Toggle):
    """A tick box that holds a pose."""


class PosedTabs(Posed, Tabs):
    """Tabs that hold a pose."""


class PosedLine(Posed, Line):
    """A line that holds a pose: the style sheet asks the style's option, not the widget."""

    def initStyleOption(self, option: QStyleOptionFrame) -> None:
        super().initStyleOption(option)
        take(option, self.pose)


class PosedChoice(Posed, Choice):
    """A choice that holds a pose."""

    def initStyleOption(self, option: QStyleOptionComboBox) -> None:
        super().initStyleOption(option)
        take(option, self.pose)


def take(option: QStyleOptionFrame | QStyleOptionComboBox, pose: str) -> None:
    """Tell the style of a pose."""
    if pose in STATES:
        option.state |= STATES[pose]  # pyright: ignore[reportAttributeAccessIssue]


class StillToast(Toast):
    """A notice whose seconds do not run out."""

    def _on_second(self) -> None:
        self._timer.stop()

    def end(self) -> None:
        """It stays: it is looked at."""


class StillPicker(Picker):
    """The list of a picker as a part of the page."""

    def close(self) -> bool:
        return False
