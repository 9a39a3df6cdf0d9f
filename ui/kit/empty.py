"""What a place shows when it has nothing: what it is, why, and one thing to do."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.kit import draw
from ui.kit.app import theme
from ui.kit.button import Button
from ui.kit.label import Label, Picture
from ui.kit.lay import column, row


class Empty(QWidget):
    """Nothing here: a title, a sentence, a button."""

    def __init__(
        self,
        icon: str,
        title: str,
        text: str,
        action: str = "",
        do: Callable[[], object] | None = None,
        *,
        is_primary: bool = True,
    ) -> None:
        super().__init__()
        self._do = do
        head = row(None, Picture(icon, "text2", 20), Label(title, "subtitle"), None)
        words = Label(text, "body", "text2", wraps=True)
        words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        words.setFixedWidth(min(45 * 13, round(draw.width(text)) + 16))
        parts = [None, head, row(None, words, None)]
        if action:
            button = Button(action, "primary" if is_primary else "secondary")
            button.clicked.connect(self._on_clicked)
            parts += [4, row(None, button, None)]
        self.setLayout(column(*parts, None, None, gap=8, margins=(24, 24, 24, 24)))

    def _on_clicked(self) -> None:
        if self._do is not None:
            self._do()


class Skeleton(QWidget):
    """The shape of rows to come; it stands still where movement is unwanted."""

    def __init__(self, rows: int = 8, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = rows
        self._step = 0
        self._timer = QTimer(self, interval=400)
        self._timer.timeout.connect(self._on_tick)
        if theme().duration(1):
            self._timer.start()

    def _on_tick(self) -> None:
        self._step += 1
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        high = theme().row
        for place in range(min(self._rows, self.height() // high + 1)):
            y = place * high + high / 2 - 5
            painter.setOpacity(0.6 if (place + self._step) % 3 else 1.0)
            x = 24.0
            for part in (0.36, 0.14, 0.12, 0.1):
                # Where it is narrow the bars give way: the gaps between them do not.
                wide = part * min(self.width(), max(0, self.width() - 144) / 0.72)
                draw.box(painter, QRectF(x, y, wide, 10), "neutral", radius=3)
                x += wide + 32
