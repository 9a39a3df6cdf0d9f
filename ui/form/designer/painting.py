"""How the parts of a design are painted: as they will be filled, quiet and without widgets."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from app.model.form import Form, Kind, Part
from ui.form.designer import look
from ui.form.designer.stage import CONTROL, HEAD, LABEL, ROW, TALL, Box, Stage
from ui.kit import draw, icons
from ui.kit.app import t, theme

WRAP = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)


def text_high(text: str, wide: int) -> int:
    """The height of words in a width, in px."""
    room = QRectF(0, 0, max(40, wide), 10_000)
    return round(draw.metrics("body").boundingRect(room, WRAP, text).height()) + 2


class PartPainter:
    """Paints the parts of one stage; `levels` says what the check found of which part."""

    def __init__(self, stage: Stage, levels: Mapping[str, str]) -> None:
        self._form: Form = stage.form
        self._stage = stage
        self._levels = levels

    def paint(self, painter: QPainter, box: Box) -> None:
        """One part, without those that it holds."""
        if box.high <= 8:
            draw.box(painter, QRectF(box.x, box.y, box.wide, 8), "border", radius=4)
            return
        parent = self._stage.by_id.get(box.part.parent)
        if parent is not None and parent.part.kind == Kind.TABLE:
            self._column(painter, box)
            return
        match box.part.kind:
            case Kind.SECTION:
                self._section(painter, box)
            case Kind.COLUMNS:
                if not box.children:
                    self._empty(painter, box, box.y, t("Drop fields here: they stand side by side"))
            case Kind.TABLE:
                self._table(painter, box)
            case Kind.NOTE:
                self._note(painter, box)
            case Kind.DIVIDER:
                line = QRectF(box.x, box.y + 12, box.wide, 1)
                painter.fillRect(line, theme().color("border"))
            case _:
                self._field(painter, box)

    def _label(self, painter: QPainter, box: Box, extra: str = "") -> float:
        part = box.part
        room = QRectF(box.x, box.y, box.wide - 48, 20)
        has_name = bool(part.label or part.label_en)
        ink = "text" if has_name else "text3"
        x = box.x + draw.words(painter, room, look.label(part), "body", ink, is_strong=True) + 4
        if part.required:
            draw.words(painter, QRectF(x, box.y, 10, 20), "*", "strong", "danger")
            x += 12
        for icon, tone in self._marks(part):
            icons.paint(painter, icon, QRectF(x + 2, box.y + 3, 14, 14), tone)
            x += 20
        if extra:
            x += 4 + draw.chip(painter, x + 4, box.y + 10, draw.Chip(extra), box.right - x - 8)
        return x

    def _marks(self, part: Part) -> list[tuple[str, str]]:
        found: list[tuple[str, str]] = []
        if look.is_conditional(self._form, part):
            found.append(("eye", "accent"))
        if part.enabled_if:
            found.append(("lock", "text2"))
        level = self._levels.get(part.id, "")
        if level == "error":
            found.append(("circle-alert", "danger"))
        elif level == "warning":
            found.append(("triangle-alert", "warn"))
        return found

    def _field(self, painter: QPainter, box: Box) -> None:
        part = box.part
        self._label(painter, box)
        high = TALL.get(part.kind, CONTROL)
        place = QRectF(box.x, box.y + LABEL, box.wide, high)
        if part.kind == Kind.RATING:
            stars = min(10, int(part.settings.get("stars", "5") or 5))
            for n in range(stars):
                at = QRectF(place.x() + n * 26, place.y() + 6, 20, 20)
                icons.paint(painter, "star", at, "disabled")
        else:
            draw.box(painter, place, "app" if part.kind == Kind.FORMULA else "surface", "border")
            self._inside(painter, part, place)
        words = look.help_words(part)
        if words:
            room = QRectF(box.x, place.bottom() + 2, box.wide, 18)
            draw.words(painter, room, words, "small", "text2")

    def _inside(self, painter: QPainter, part: Part, place: QRectF) -> None:
        is_tall = part.kind == Kind.LONG
        room = QRectF(
            place.x() + 8, place.y(), place.width() - 40, 32 if is_tall else place.height()
        )
        x = room.x()
        if part.kind == Kind.FORMULA:
            draw.words(painter, QRectF(x, room.y(), 20, room.height()), "fx", "small", "accent")
            x += 22
        room.setLeft(x)
        draw.words(painter, room, look.hint(part), "body", "text3")
        sign = look.SIGNS.get(part.kind, "")
        if sign:
            at = QRectF(place.right() - 24, place.y() + (place.height() - 14) / 2, 14, 14)
            icons.paint(painter, sign, at, "text3")

    def _section(self, painter: QPainter, box: Box) -> None:
        sign = "chevron-right" if box.is_folded else "chevron-down"
        icons.paint(painter, sign, QRectF(box.x, box.y + 8, 14, 14), "text2")
        room = QRectF(box.x + 22, box.y, box.wide - 60, 30)
        x = draw.words(painter, room, look.label(box.part), "subtitle")
        at = QRectF(box.x + 32 + x, box.y + 1, max(0.0, box.wide - x - 60), 30)
        count = len(self._form.children(box.part.id))
        said = t("Group") + (" · " + t("{count} fields|form", count=count) if box.is_folded else "")
        draw.words(painter, at, said, "small", "text2")
        mark_x = at.x() + draw.width(said, "small") + 8
        for icon, tone in self._marks(box.part):
            icons.paint(painter, icon, QRectF(mark_x, box.y + 9, 14, 14), tone)
            mark_x += 20
        line = QRectF(box.x, box.y + HEAD - 6, box.wide, 1)
        painter.fillRect(line, theme().color("border"))
        if not box.children and not box.is_folded:
            self._empty(painter, box, box.body + 4, t("Drop fields into this group"))

    def _empty(self, painter: QPainter, box: Box, y: float, words: str) -> None:
        place = QRectF(box.x, y, box.wide, box.bottom - y)
        painter.save()
        painter.setPen(QPen(theme().color("border"), 1, Qt.PenStyle.DashLine))
        painter.drawRoundedRect(place.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.restore()
        draw.words(painter, place, words, "small", "text3", align=draw.CENTER)

    def _table(self, painter: QPainter, box: Box) -> None:
        count = len(box.children)
        self._label(painter, box, t("Sub-table · {count} columns", count=count))
        place = QRectF(box.x, box.body, box.wide, 3 * ROW)
        draw.box(painter, place, "surface", "border")
        painter.fillRect(
            QRectF(box.x + 1, box.body + 1, box.wide - 2, ROW - 1), theme().color("app")
        )
        for row in (1, 2):
            line = QRectF(box.x, box.body + row * ROW, box.wide, 1)
            painter.fillRect(line, theme().color("border"))
        foot = QRectF(box.x + 8, box.body + 2 * ROW, 16, ROW)
        icons.paint(painter, "plus", foot, "text2")
        if not count:
            room = QRectF(box.x, box.body, box.wide, 2 * ROW)
            draw.words(
                painter,
                room,
                t("Drop fields here: each is a column"),
                "small",
                "text3",
                align=draw.CENTER,
            )
        totals = box.part.settings.get("totals", "")
        if totals:
            room = QRectF(box.x + 40, box.body + 2 * ROW, box.wide - 52, ROW)
            draw.words(painter, room, t("Total"), "body", "text2", align=draw.RIGHT, is_strong=True)

    def _column(self, painter: QPainter, box: Box) -> None:
        part = box.part
        align = draw.RIGHT if part.kind in (Kind.MONEY, Kind.NUMBER, Kind.PERCENT) else draw.LEFT
        star = " *" if part.required else ""
        room = QRectF(box.x + 8, box.y, box.wide - 16, ROW)
        draw.words(painter, room, look.label(part) + star, "small", "text2", align=align)
        room.translate(0, ROW)
        draw.words(painter, room, look.hint(part), "body", "text3", align=align)
        if box.x > self._stage.by_id[part.parent].x:
            painter.fillRect(QRectF(box.x, box.y + 8, 1, ROW - 16), theme().color("border"))

    def _note(self, painter: QPainter, box: Box) -> None:
        draw.box(painter, QRectF(box.x, box.y, box.wide, box.high), "app", "border")
        icons.paint(painter, "info", QRectF(box.x + 12, box.y + 11, 14, 14), "text2")
        y = box.y + 8.0
        words = look.help_words(box.part)
        if words and box.part.label:
            draw.words(
                painter, QRectF(box.x + 32, y, box.wide - 44, 20), look.label(box.part), "strong"
            )
            y += LABEL
        painter.setFont(theme().font("body"))
        painter.setPen(theme().color("text2"))
        room = QRectF(box.x + 32, y, box.wide - 44, box.bottom - y)
        painter.drawText(room, WRAP, words or look.label(box.part))
