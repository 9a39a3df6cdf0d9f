"""Short notices at the bottom left: three at most, with a way back, never stealing the focus."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QEnterEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from ui.kit.app import t
from ui.kit.button import Button, IconButton
from ui.kit.label import Label, Picture
from ui.kit.lay import column, row

SECONDS = 4
SECONDS_WITH_ACTION = 10
MOST = 3


class Toast(QFrame):
    """One notice; it waits while the mouse is on it."""

    def __init__(self, icon: str, tone: str, text: str, detail: str = "") -> None:
        super().__init__()
        self.setObjectName("raised")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._left = SECONDS
        self._do: Callable[[], object] | None = None
        self._count = Label("", "caption", "text3")
        words = Label(text, wraps=False)
        lines = column(words, gap=0)
        if detail:
            lines.addWidget(Label(detail, "caption", "text2"))
        self._row = row(Picture(icon, tone), lines, None, gap=12, margins=(12, 8, 8, 8))
        self.setLayout(self._row)
        self.setAccessibleName(text)
        self._timer = QTimer(self, interval=1000)
        self._timer.timeout.connect(self._on_second)

    def offer(self, action: str, do: Callable[[], object]) -> None:
        """A way back or onward; the notice stays longer for it."""
        self._left = SECONDS_WITH_ACTION
        self._do = do
        button = Button(action, "link", is_small=True)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.clicked.connect(self._on_action)
        self._row.addWidget(button)
        self._row.addWidget(self._count)

    def begin(self) -> None:
        """Count down from now on."""
        close = IconButton("x", t("Close"), size=24)
        close.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        close.clicked.connect(self.end)
        self._row.addWidget(close)
        self._timer.start()
        self._show_left()

    def end(self) -> None:
        """Go away."""
        self._timer.stop()
        self.setParent(None)
        self.deleteLater()

    def _on_action(self) -> None:
        do, self._do = self._do, None
        self.end()
        if do is not None:
            do()

    def _on_second(self) -> None:
        self._left -= 1
        self._show_left()
        if self._left <= 0:
            self.end()

    def _show_left(self) -> None:
        self._count.setText(t("{count} s", count=self._left) if self._do else "")

    # Qt overrides

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self._timer.stop()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._timer.start()


class Toaster(QWidget):
    """The corner where notices stand; it lies over the window and lets the mouse through."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._pile = QVBoxLayout(self)
        self._pile.setContentsMargins(0, 0, 0, 0)
        self._pile.setSpacing(8)
        self.left = 16
        window.installEventFilter(self)
        self.hide()

    def say(
        self,
        text: str,
        *,
        detail: str = "",
        tone: str = "success",
        action: str = "",
        do: Callable[[], object] | None = None,
    ) -> None:
        """Show a notice; the oldest goes when there would be four."""
        icon = {"success": "circle-check", "danger": "circle-alert", "text2": "info"}
        toast = Toast(icon.get(tone, "info"), tone, text, detail)
        if do is not None:
            toast.offer(action, do)
        toast.begin()
        held = self.notices()
        for old in held[: max(0, len(held) - MOST + 1)]:
            old.end()
        toast.destroyed.connect(self._on_gone)
        self._pile.addWidget(toast)
        self.show()
        self.place()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._window, text))

    def notices(self) -> list[Toast]:
        """What is shown, the oldest first."""
        items = [self._pile.itemAt(i) for i in range(self._pile.count())]
        found = [item.widget() for item in items if item is not None]
        return [widget for widget in found if isinstance(widget, Toast)]

    def place(self) -> None:
        """Into the corner."""
        self._pile.activate()
        size = self._pile.sizeHint()
        self.resize(max(280, min(520, size.width())), size.height())
        self.move(self.left, self._window.height() - self.height() - 16)
        self.raise_()

    def _on_gone(self) -> None:
        if not self.notices():
            self.hide()
        else:
            self.place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._window and event.type() == QEvent.Type.Resize and self.isVisible():
            self.place()
        return False
