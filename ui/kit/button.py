"""Buttons: one filled a surface, the others bordered or flat; each says why it is disabled."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QEnterEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from ui.kit import draw, icons
from ui.kit.app import t, theme

ICON = 16


class Button(QAbstractButton):
    """A button; `kind` is primary, secondary, danger, flat, link (flat, in accent)."""

    def __init__(
        self,
        text: str,
        kind: str = "secondary",
        *,
        icon: str = "",
        keys: str = "",
        is_small: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setText(text)
        self._kind = kind
        self._icon = icon
        self._keys = keys
        self._is_small = is_small
        self._is_busy = False
        self._is_flat = kind in ("flat", "link")
        self.setAccessibleName(text)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        theme().changed.connect(self.updateGeometry)

    def set_busy(self, is_busy: bool) -> None:
        """Keep the label and the width, and show that it works."""
        self._is_busy = is_busy
        self.setAccessibleDescription(t("Working") if is_busy else "")
        self.update()

    def set_icon(self, name: str) -> None:
        """Another icon."""
        self._icon = name
        self.update()

    def enable(self, why_not: str = "") -> None:
        """On, or off for a reason that its tooltip says."""
        self.setEnabled(not why_not)
        self.setToolTip(why_not)

    @property
    def font_name(self) -> str:
        """The type token of its words."""
        return "small" if self._is_small else "body"

    def _colors(self) -> tuple[str, str, str]:
        if not self.isEnabled():
            return "sunken", "", "disabled"
        if self._kind == "primary":
            ground = "fill_press" if self.isDown() else "fill"
            return ("fill_hover" if self._is_under() else ground), "", "on_fill"
        ink = {"danger": "danger", "link": "accent"}.get(self._kind, "text")
        if self.isChecked():
            return "accent_tint", "ring", "accent"
        border = "" if self._is_flat else "strong"
        if self.isDown():
            return "sunken", border, ink
        if self._is_under():
            return "hover", border, ink
        return ("" if self._is_flat else "surface"), border, ink

    def _is_under(self) -> bool:
        return self.underMouse() and not self.isDown()

    # Qt overrides

    def sizeHint(self) -> QSize:
        pad = 8 if self._is_small or self._is_flat else 12
        wide = draw.width(self.text(), self.font_name) + 2 * pad
        if self._icon:
            wide += ICON + (6 if self.text() else 0)
        if self._keys:
            wide += draw.width(self._keys, "caption") + 16
        return QSize(round(wide) + 1, theme().control - (4 if self._is_small else 0))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        ground, border, ink = self._colors()
        rect = QRectF(self.rect())
        has_ring = self.hasFocus() and bool(self.window().property("keys"))
        inner = rect.adjusted(3, 3, -3, -3) if has_ring and not self._is_flat else rect
        draw.box(painter, inner, ground, border, radius=3 if inner is not rect else 4)
        if has_ring:
            draw.ring(painter, rect, radius=5)
        pad = 8 if self._is_small or self._is_flat else 12
        total = self.sizeHint().width() - 2 * pad - 1
        left = rect.x() + max(pad, (rect.width() - total) / 2)
        if self._icon:
            name = "loader" if self._is_busy else self._icon
            icons.paint(painter, name, QRectF(left, (rect.height() - ICON) / 2, ICON, ICON), ink)
            left += ICON + 6
        text = QRectF(left, 0, rect.right() - left - 4, rect.height())
        left += draw.words(painter, text, self.text(), self.font_name, ink)
        if self._keys and self.width() >= self.sizeHint().width():  # squeezed, the words win
            draw.key(painter, rect.right() - 8, rect.height() / 2, self._keys)


class IconButton(Button):
    """A button of one icon; its name and its key are in the tooltip."""

    def __init__(
        self,
        icon: str,
        name: str,
        *,
        keys: str = "",
        size: int = 32,
        color: str = "text2",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("", "flat", icon=icon, parent=parent)
        self._name = name
        self._shortcut = keys
        self._size = size
        self._color = color
        self._has_dot = False
        self.setAccessibleName(name)
        self.setToolTip(f"{name}  {keys}".strip())

    def set_dot(self, has_dot: bool) -> None:
        """A small mark that says something is new here."""
        self._has_dot = has_dot
        self.update()

    def tint(self, color: str) -> None:
        """Another ink: what is on stands out."""
        self._color = color
        self.update()

    def rename(self, name: str) -> None:
        """What it would do now, as the tooltip and a screen reader say it."""
        self._name = name
        self.setAccessibleName(name)
        self.setToolTip(f"{name}  {self._shortcut}".strip())

    def enable(self, why_not: str = "") -> None:
        self.setEnabled(not why_not)
        self.setToolTip(f"{self._name}: {why_not}" if why_not else self._name)

    # Qt overrides

    def sizeHint(self) -> QSize:
        return QSize(self._size, self._size)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        ground, _, ink = self._colors()
        rect = QRectF(self.rect())
        if ground and self.isEnabled():
            draw.box(painter, rect, ground)
        if self.hasFocus() and bool(self.window().property("keys")):
            draw.ring(painter, rect)
        tint = self._color if ink == "text" else ink
        size = 14 if self._size < 28 else ICON
        icons.paint(
            painter,
            "loader" if self._is_busy else self._icon,
            QRectF((rect.width() - size) / 2, (rect.height() - size) / 2, size, size),
            tint,
        )
        if self._has_dot:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme().color("app"))
            painter.drawEllipse(QRectF(rect.right() - 15, 5, 10, 10))
            painter.setBrush(theme().color("fill"))
            painter.drawEllipse(QRectF(rect.right() - 13, 7, 6, 6))
