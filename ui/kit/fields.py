"""Fields: a line, a text, a choice, a search, and the row that names and explains them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QGuiApplication,
    QInputMethodEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from ui.kit import draw, icons
from ui.kit.app import theme
from ui.kit.label import Label

PAUSE_MS = 600
"""So long after the last key the text is written: a kill one second later loses nothing."""


class Line(QLineEdit):
    """One line; `written` is told when the person paused, left, or pressed Enter.

    An IME's unfinished text never counts: nothing is searched, written or submitted by it.
    """

    written = Signal(str)
    entered = Signal(str)

    def __init__(
        self, text: str = "", hint: str = "", *, icon: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(text, parent)
        self._icon = icon
        self._last = text
        self._is_composing = False
        self.setPlaceholderText(hint)
        self.setAccessibleName(hint)
        if icon:
            self.setTextMargins(22, 0, 0, 0)
        self._timer = QTimer(self, interval=PAUSE_MS, singleShot=True)
        self._timer.timeout.connect(self.commit)
        self.textEdited.connect(self._on_edited)

    def commit(self) -> None:
        """Tell of what is written, if it is something else than the last time."""
        self._timer.stop()
        if self._is_composing or self.text() == self._last:
            return
        self._last = self.text()
        self.written.emit(self._last)

    def show_text(self, text: str) -> None:
        """Show what is kept; not while the person writes something else."""
        if self.hasFocus() and self.text() != self._last:
            return
        self._last = text
        if self.text() != text:
            self.setText(text)

    @property
    def is_composing(self) -> bool:
        """Whether an IME is at work in it."""
        return self._is_composing

    def _on_edited(self) -> None:
        self._timer.start()

    # Qt overrides

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self._is_composing = bool(event.preeditString())
        super().inputMethodEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not self._is_composing:
                self.commit()
                self.entered.emit(self.text())
                # In a dialog Enter does what its default button says.
                event.setAccepted(not isinstance(self.window(), QDialog))
            return
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        if self._is_composing:
            QGuiApplication.inputMethod().commit()
            self._is_composing = False
        super().focusOutEvent(event)
        self.commit()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._icon:
            place = QRectF(8, (self.height() - 16) / 2, 16, 16)
            icons.paint(QPainter(self), self._icon, place, "text3")


class Text(QPlainTextEdit):
    """Several lines; `written` as for a line. It grows with its words up to `most` lines."""

    written = Signal(str)
    entered = Signal(str)

    def __init__(
        self,
        text: str = "",
        hint: str = "",
        *,
        least: int = 2,
        most: int = 10,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._last = text
        self._least, self._most = least, most
        self._is_composing = False
        self._is_sent_by_enter = False
        self.setPlaceholderText(hint)
        self.setAccessibleName(hint)
        self.setTabChangesFocus(True)
        self.document().setDocumentMargin(0)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._timer = QTimer(self, interval=PAUSE_MS, singleShot=True)
        self._timer.timeout.connect(self.commit)
        self.textChanged.connect(self._on_changed)
        self._fit()

    def send_by_enter(self) -> None:
        """Enter tells `entered`; Shift+Enter begins a line."""
        self._is_sent_by_enter = True

    def commit(self) -> None:
        """Tell of what is written, if it is something else than the last time."""
        self._timer.stop()
        if self._is_composing or self.toPlainText() == self._last:
            return
        self._last = self.toPlainText()
        self.written.emit(self._last)

    def show_text(self, text: str) -> None:
        """Show what is kept; not while the person writes something else."""
        if self.hasFocus() and self.toPlainText() != self._last:
            return
        self._last = text
        if self.toPlainText() != text:
            self.setPlainText(text)

    @property
    def is_composing(self) -> bool:
        """Whether an IME is at work in it."""
        return self._is_composing

    def _on_changed(self) -> None:
        self._fit()
        if self.hasFocus():
            self._timer.start()

    def _fit(self) -> None:
        wanted = round(self.document().size().height())
        lines = max(self._least, min(self._most, wanted))
        line = max(theme().line("body"), self.fontMetrics().lineSpacing())
        high = lines * line + 12 + round(2 * self.document().documentMargin())
        kind = Qt.ScrollBarPolicy
        is_long = wanted > self._most
        policy = kind.ScrollBarAsNeeded if is_long else kind.ScrollBarAlwaysOff
        if self.verticalScrollBarPolicy() != policy:
            self.setVerticalScrollBarPolicy(policy)
        if self.height() != high or self.minimumHeight() != high:
            self.setFixedHeight(high)

    # Qt overrides

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self._is_composing = bool(event.preeditString())
        super().inputMethodEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        is_plain = not event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        if is_enter and is_plain and self._is_sent_by_enter:
            if not self._is_composing:
                self.commit()
                self.entered.emit(self.toPlainText())
            event.accept()
            return
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        if self._is_composing:
            QGuiApplication.inputMethod().commit()
            self._is_composing = False
        super().focusOutEvent(event)
        self.commit()


class Choice(QComboBox):
    """One of several; each has a key, words and perhaps an icon."""

    chosen = Signal(object)

    def __init__(
        self,
        options: Sequence[tuple[object, str, str]] = (),
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.offer(options)
        self.activated.connect(self._on_activated)

    def offer(self, options: Sequence[tuple[object, str, str]]) -> None:
        """The options: key, words, icon or ""."""
        self.clear()
        for key, words, icon in options:
            self.addItem(words, key)
            if icon:
                self.setItemIcon(self.count() - 1, icons.icon(icon))

    def show_key(self, key: object) -> None:
        """Show the option of this key."""
        for place in range(self.count()):
            if self.itemData(place) == key:
                self.setCurrentIndex(place)
                return
        self.setCurrentIndex(-1)

    @property
    def key(self) -> object:
        """The key of what is chosen."""
        return self.currentData()

    def _on_activated(self, place: int) -> None:
        self.chosen.emit(self.itemData(place))

    # Qt overrides

    def wheelEvent(self, event: QEvent) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        """A page that scrolls must not change what is chosen."""
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        place = QRect(self.width() - 22, (self.height() - 14) // 2, 14, 14)
        ink = "text2" if self.isEnabled() else "disabled"
        icons.paint(QPainter(self), "chevron-down", place, ink)


class Row(QWidget):
    """A field with its name above and a line beneath that is kept free for what is wrong."""

    def __init__(
        self, name: str, field: QWidget, hint: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.field = field
        self._hint = hint
        self._name = Label(name, "body", "text2")
        self._name.setBuddy(field)
        self._message = Label(hint, "caption", "text3", wraps=True)
        if not field.accessibleName() or isinstance(field, Line | Text | Choice):
            field.setAccessibleName(name)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._name)
        layout.addWidget(field)
        layout.addWidget(self._message)

    def refuse(self, why: str) -> None:
        """Say what is wrong with it; "" takes it back. What was written stays."""
        self.field.setProperty("state", "error" if why else "")
        self.field.style().unpolish(self.field)
        self.field.style().polish(self.field)
        self._message.setText(why or self._hint)
        self._message.tint("danger" if why else "text3")
        self.field.setAccessibleDescription(why)

    def sizeHint(self) -> QSize:
        return QSize(240, super().sizeHint().height())


class Toggle(QWidget):
    """A tick box with words, painted in the tokens; Space and click switch it."""

    switched = Signal(bool)

    def __init__(
        self, text: str = "", *, is_on: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._text, self._is_on, self._is_strange = text, is_on, False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(text)
        self.setMouseTracking(True)

    @property
    def is_on(self) -> bool:
        """Whether it is ticked."""
        return self._is_on

    def show_on(self, is_on: bool, *, is_partly: bool = False) -> None:
        """Tick it without telling."""
        self._is_on, self._is_strange = is_on, is_partly
        self.update()

    def switch(self) -> None:
        """As a person does it."""
        if self.isEnabled():
            self._is_on, self._is_strange = not self._is_on, False
            self.update()
            self.switched.emit(self._is_on)

    # Qt overrides

    def sizeHint(self) -> QSize:
        wide = 24 + (draw.width(self._text) + 8 if self._text else 0)
        return QSize(round(wide), 24)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            self.switch()
            return
        super().keyPressEvent(event)

    def mouseReleaseEvent(self, _event: QEvent) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        self.switch()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        place = QRectF(4, (self.height() - 16) / 2, 16, 16)
        if self.hasFocus() and bool(self.window().property("keys")):
            draw.ring(painter, place.adjusted(-4, -4, 4, 4), radius=6)
        tick(painter, place, is_on=self._is_on, is_partly=self._is_strange)
        if self._text:
            ink = "text" if self.isEnabled() else "disabled"
            draw.words(
                painter, QRectF(28, 0, self.width() - 28, self.height()), self._text, "body", ink
            )


def tick(painter: QPainter, place: QRectF, *, is_on: bool, is_partly: bool = False) -> None:
    """A tick box of 16 px."""
    if is_on or is_partly:
        draw.box(painter, place, "fill")
        name = "check" if is_on and not is_partly else "minus"
        icons.paint(painter, name, place.adjusted(2, 2, -2, -2), "on_fill")
    else:
        draw.box(painter, place, "surface", "strong")
