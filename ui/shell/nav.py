"""The navigation: one list of places in two widths, pinned campaigns, the person at its foot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.kit import draw, icons
from ui.kit.app import t, theme

WIDE = 176
RAIL = 72
HEAD = 48
ITEM = 34


@dataclass(frozen=True, slots=True)
class Stop:
    """One entry: the place it leads to, its icon and words; `count` where something waits."""

    place: str
    icon: str
    words: str
    count: int = 0
    short: str = ""
    """Its words where the navigation is a rail, if others."""


class Nav(QWidget):
    """Entries, pinned campaigns and the foot; arrows move, Enter goes."""

    went = Signal(str)
    workspace_asked = Signal()
    me_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.is_rail = False
        self.place = ""
        self.workspace = ""
        self._name, self._title = "", ""
        self._stops: list[Stop] = []
        self._pins: list[Stop] = []
        self._foot: list[Stop] = []
        self._under = ""
        self._held = ""
        self.setAccessibleName(t("Navigation"))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)

    def show_stops(self, stops: Sequence[Stop], pins: Sequence[Stop], foot: Sequence[Stop]) -> None:
        """What can be gone to."""
        self._stops, self._pins, self._foot = list(stops), list(pins), list(foot)
        self.update()

    def show_person(self, workspace: str, name: str, title: str) -> None:
        """Whose workspace and who is at work."""
        self.workspace, self._name, self._title = workspace, name, title
        self.update()

    def show_place(self, place: str) -> None:
        """Where we are."""
        self.place = place
        self.update()

    def be_rail(self, is_rail: bool) -> None:
        """Narrow: icons with the word beneath."""
        self.is_rail = is_rail
        self.updateGeometry()
        self.update()

    def spots(self) -> list[tuple[Stop, QRectF]]:
        """Every entry and where it stands, in px."""
        wide = self.width() - 16
        high = 48 if self.is_rail else 32
        step = high + 2
        found: list[tuple[Stop, QRectF]] = []
        y = HEAD + 4
        for stop in self._stops:
            found.append((stop, QRectF(8, y, wide, high)))
            y += step
        bottom = self.height() - (56 if not self.is_rail else 48) - 4
        foot_top = bottom - len(self._foot) * step - 4
        y += 12 if self.is_rail else 40
        for stop in self._pins:
            if y + high <= foot_top - 8:
                found.append((stop, QRectF(8, y, wide, high)))
                y += step
        for place, stop in enumerate(self._foot):
            found.append((stop, QRectF(8, bottom - (len(self._foot) - place) * step, wide, high)))
        return found

    def _at(self, at: QPointF) -> str:
        if at.y() < HEAD:
            return "@workspace"
        if at.y() > self.height() - 52:
            return "@me"
        return next((s.place for s, rect in self.spots() if rect.contains(at)), "")

    def _is_here(self, stop: Stop) -> bool:
        if self.place == stop.place or self.place.startswith(stop.place + "/"):
            pinned = any(self.place.startswith(pin.place) for pin in self._pins)
            return stop in self._pins or not pinned or stop.place == self.place
        return False

    def _go(self, place: str) -> None:
        match place:
            case "@workspace":
                self.workspace_asked.emit()
            case "@me":
                self.me_asked.emit()
            case "":
                pass
            case _:
                self.went.emit(place)

    # Qt overrides

    def sizeHint(self) -> QSize:
        return QSize(RAIL if self.is_rail else WIDE, 400)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        order = ["@workspace", *(stop.place for stop, _ in self.spots()), "@me"]
        at = order.index(self._held) if self._held in order else 0
        match Qt.Key(event.key()):
            case Qt.Key.Key_Down:
                self._held = order[min(at + 1, len(order) - 1)]
            case Qt.Key.Key_Up:
                self._held = order[max(at - 1, 0)]
            case Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_Space:
                self._go(self._held)
            case _:
                super().keyPressEvent(event)
        self.setAccessibleDescription(self._words(self._held))
        self.update()

    def _words(self, place: str) -> str:
        return next((stop.words for stop, _ in self.spots() if stop.place == place), "")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._go(self._at(event.position()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._under = self._at(event.position())
        self.setToolTip(self._words(self._under))
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._under = ""
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().color("app"))
        painter.fillRect(self.width() - 1, 0, 1, self.height(), theme().color("border"))
        self._paint_head(painter)
        for stop, rect in self.spots():
            self._paint_stop(painter, stop, rect)
        if self._pins and not self.is_rail:
            y = HEAD + 4 + len(self._stops) * 34 + 16
            words = QRectF(16, y, self.width() - 24, 16)
            draw.words(painter, words, t("Pinned campaigns"), "caption", "text3")
        self._paint_foot(painter)

    def _paint_head(self, painter: QPainter) -> None:
        mark = QRectF((self.width() - 21) / 2 if self.is_rail else 16, 14, 20, 20)
        logo(painter, mark)
        if self._under == "@workspace" or self._is_held("@workspace"):
            draw.box(painter, QRectF(8, 8, self.width() - 17, 32), "", "border")
        if self.is_rail:
            return
        room = QRectF(44, 0, self.width() - 44 - 28, HEAD)
        draw.words(painter, room, self.workspace, "strong")
        at = QRectF(self.width() - 28, 18, 12, 12)
        icons.paint(painter, "chevron-down", at, "text3")

    def _paint_stop(self, painter: QPainter, stop: Stop, rect: QRectF) -> None:
        is_here = self._is_here(stop)
        if is_here or stop.place == self._under:
            draw.box(painter, rect, "selected" if is_here else "hover")
        ink = "text" if is_here else "text2"
        tint = "accent" if is_here else "text2"
        if self.is_rail:
            middle = rect.center().x()
            at = QRectF(middle - 9, rect.y() + 6, 18, 18)
            icons.paint(painter, stop.icon, at, tint)
            words = QRectF(2, rect.y() + 27, self.width() - 5, 16)
            draw.words(painter, words, stop.short or stop.words, "caption", ink, align=draw.CENTER)
            if stop.count:
                _paint_count(painter, QPointF(at.right(), at.y()), stop.count)
        else:
            at = QRectF(rect.x() + 8, rect.y() + 8, 16, 16)
            icons.paint(painter, stop.icon, at, tint)
            room = rect.adjusted(32, 0, -28 if stop.count else -8, 0)
            draw.words(painter, room, stop.words, "body", ink, is_strong=is_here)
            if stop.count:
                room = rect.adjusted(0, 0, -8, 0)
                text = str(min(stop.count, 999))
                draw.words(painter, room, text, "caption", ink, align=draw.RIGHT)
        if self._is_held(stop.place):
            draw.ring(painter, rect)

    def _paint_foot(self, painter: QPainter) -> None:
        top = self.height() - 52
        if self._foot:
            first = min(r.y() for s, r in self.spots() if s in self._foot)
            painter.fillRect(QRectF(0, first - 8, self.width() - 1, 1), theme().color("border"))
        left = (self.width() - 25) / 2 if self.is_rail else 16
        draw.avatar(painter, QRectF(left, top + 12, 24, 24), self._name)
        if not self.is_rail:
            room = QRectF(48, top + 8, self.width() - 60, 16)
            draw.words(painter, room, self._name, "small", "text", is_strong=True)
            draw.words(painter, room.translated(0, 16), self._title, "caption", "text3")
        if self._is_held("@me"):
            draw.ring(painter, QRectF(8, top + 4, self.width() - 17, 40))

    def _is_held(self, place: str) -> bool:
        return place == self._held and self.hasFocus() and bool(self.window().property("keys"))


def _paint_count(painter: QPainter, corner: QPointF, count: int) -> None:
    """How many wait, over the corner of an icon."""
    text = str(count) if count < 100 else "99+"
    wide = max(16.0, draw.width(text, "caption", is_strong=True) + 8)
    place = QRectF(corner.x() - 7, corner.y() - 5, wide, 16)
    draw.box(painter, place, "fill", radius=8)
    draw.words(painter, place, text, "caption", "on_fill", align=draw.CENTER, is_strong=True)


def logo(painter: QPainter, rect: QRectF) -> None:
    """The mark: a channel between two banks, in perspective."""
    draw.box(painter, rect, "fill")
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    scale = rect.width() / 20
    painter.translate(rect.topLeft())
    painter.scale(scale, scale)
    cap = Qt.PenCapStyle.RoundCap
    painter.setPen(QPen(theme().color("on_fill"), 1.75, Qt.PenStyle.SolidLine, cap))
    painter.drawLine(QPointF(4, 16), QPointF(8.6, 4))
    painter.drawLine(QPointF(16, 16), QPointF(11.4, 4))
    painter.setPen(QPen(theme().color("on_fill"), 1.5, Qt.PenStyle.SolidLine, cap))
    for top, bottom in ((14.5, 16.0), (10.0, 11.5), (6.0, 7.0)):
        painter.drawLine(QPointF(10, top), QPointF(10, bottom))
    painter.restore()
