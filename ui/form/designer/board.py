"""The white sheet that a form is designed on, painted; it holds the label being written."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.form.shown import name_shown
from app.model.form import Form, Kind
from ui.form.designer.carrying import Carry
from ui.form.designer.painting import PartPainter, text_high
from ui.form.designer.stage import Box, Stage
from ui.kit import draw, icons
from ui.kit.app import app, t, theme

EDGE, PAD, TITLE = 20, 32, 64
WIDE, PHONE = 824, 375
FRAME = 12
"""So far around a part its frame stands."""


class Board(QWidget):
    """Paints the stage; it knows where things are, not what may be done."""

    left = Signal()

    def __init__(self, carry: Carry) -> None:
        super().__init__()
        self.carry = carry
        self.stage = Stage(Form(""), 600, text_high)
        self.selected: frozenset[str] = frozenset()
        self.under = ""
        """The part under the mouse."""
        self.band: tuple[QPointF, QPointF] | None = None
        self._levels: Mapping[str, str] = {}
        self._painter = PartPainter(self.stage, self._levels)
        self._room = 0
        self.sheet = QRect()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setAccessibleName(t("The canvas of the form"))

    def lay(self, form: Form, room: tuple[int, int], how: tuple[bool, frozenset[str]]) -> None:
        """Lay the form out in a room; `how`: whether for a phone, and the folded groups."""
        is_phone, folded = how
        thin = frozenset(self.carry.hand.parts) if self.carry.hand is not None else frozenset()
        wide = min(PHONE if is_phone else WIDE, room[0] - 2 * EDGE)
        inner = max(160, wide - 2 * (20 if is_phone else PAD))
        self.stage = Stage(form, inner, text_high, folded, thin)
        self._painter = PartPainter(self.stage, self._levels)
        left = max(EDGE, (room[0] - wide) // 2)
        high = self.stage.high + TITLE + 2 * PAD + 24
        self.sheet = QRect(left, EDGE, wide, max(high, 240))
        self._room = (wide - inner) // 2
        self.resize(room[0], max(room[1], self.sheet.height() + 2 * EDGE))
        self.update()

    def show_levels(self, levels: Mapping[str, str]) -> None:
        """What the check found, part by part."""
        self._levels = levels
        self._painter = PartPainter(self.stage, levels)
        self.update()

    @property
    def corner(self) -> QPointF:
        """Where the stage begins."""
        top = self.sheet.y() + PAD + TITLE
        return QPointF(self.sheet.x() + self._room, top)

    def to_stage(self, at: QPointF) -> QPointF:
        """A point of the widget in px of the stage."""
        return at - self.corner

    def place_of(self, part: str) -> QRect:
        """Where a part stands on the widget, its frame included."""
        box = self.stage.by_id.get(part)
        if box is None:
            return QRect()
        corner = self.corner.toPoint()
        place = QRect(box.x, box.y, box.wide, box.high).translated(corner)
        grow = 0 if self.is_column(box) else FRAME if box.part.kind != Kind.COLUMNS else 6
        return place.adjusted(-grow, -grow // 2, grow, grow // 2)

    def is_column(self, box: Box) -> bool:
        """Whether it is a column of a sub-table."""
        parent = self.stage.by_id.get(box.part.parent)
        return parent is not None and parent.part.kind == Kind.TABLE

    def handle_of(self, part: str) -> QRect:
        """The handle to drag it by, at the left of its frame."""
        place = self.place_of(part)
        return QRect(place.x() - 10, place.center().y() - 11, 20, 22)

    def _paint_frames(self, painter: QPainter) -> None:
        if self.under and self.under not in self.selected and self.carry.hand is None:
            draw.box(painter, QRectF(self.place_of(self.under)), "", "border", radius=6)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme().color("ring"), 2))
        for part in self.selected:
            place = self.place_of(part)
            if not place.isEmpty():
                painter.drawRoundedRect(QRectF(place).adjusted(1, 1, -1, -1), 6, 6)
        painter.restore()
        if len(self.selected) == 1 and self.carry.hand is None:
            handle = QRectF(self.handle_of(next(iter(self.selected))))
            draw.box(painter, handle, "surface", "ring")
            icons.paint(painter, "grip-vertical", handle.adjusted(3, 4, -3, -4), "accent")

    def _paint_aim(self, painter: QPainter) -> None:
        aim = self.carry.aim
        if aim is None or aim.line is None:
            return
        x, y, wide, high = aim.line
        corner = self.corner
        line = QRectF(x + corner.x(), y + corner.y(), wide, high)
        painter.fillRect(line, theme().color("ring"))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme().color("ring"), 2))
        painter.setBrush(theme().color("surface"))
        end = line.topLeft() + (QPointF(1, -2) if high > wide else QPointF(-2, 1))
        painter.drawEllipse(end, 3.5, 3.5)
        painter.restore()

    def _paint_title(self, painter: QPainter) -> None:
        form, lang = self.stage.form, app().words.lang
        left, top = self.sheet.x() + self._room, self.sheet.y() + PAD - 8
        room = QRectF(left, top, self.stage.wide, 28)
        draw.words(painter, room, name_shown(form, lang), "title")
        note = form.note_en if lang == "en" and form.note_en else form.note
        draw.words(painter, room.translated(0, 28), note, "small", "text2")

    # Qt overrides

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        if self.under:
            self.under = ""
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        seen = QRectF(event.rect())
        painter.fillRect(seen, theme().color("sunken"))
        draw.box(painter, QRectF(self.sheet), "surface", "border", radius=6)
        self._paint_title(painter)
        corner = self.corner
        lit = self.carry.aim.lit if self.carry.aim is not None else ""
        if lit and lit in self.stage.by_id:
            draw.box(painter, QRectF(self.place_of(lit)), "accent_tint", radius=6)
        painter.save()
        painter.translate(corner)
        top, bottom = seen.top() - corner.y(), seen.bottom() - corner.y()
        for box in self.stage.boxes:
            if box.y <= bottom and box.bottom >= top:
                self._painter.paint(painter, box)
        if not self.stage.top:
            self._paint_empty(painter)
        painter.restore()
        self._paint_frames(painter)
        self._paint_aim(painter)
        if self.band is not None:
            band = QRectF(*self.band).normalized()
            painter.fillRect(band, theme().color("fill", 0.08))
            draw.box(painter, band, "", "ring", radius=2)

    def _paint_empty(self, painter: QPainter) -> None:
        room = QRectF(0, 0, self.stage.wide, 96)
        painter.setPen(QPen(theme().color("strong"), 1, Qt.PenStyle.DashLine))
        painter.drawRoundedRect(room.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        upper, lower = room.adjusted(0, 20, 0, -48), room.adjusted(0, 48, 0, -24)
        said = t("Drag the first field here")
        draw.words(painter, upper, said, "body", "text", align=draw.CENTER, is_strong=True)
        said = t("Or click one on the left, or press / and type its name")
        draw.words(painter, lower, said, "small", "text2", align=draw.CENTER)
