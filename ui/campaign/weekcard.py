"""Paints one card of the calendar: state, time, title, campaign, author."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QTextLayout, QTextOption

from app.campaign.week import Slot
from ui.campaign.states import LOOKS, key_of, words_of
from ui.campaign.weekplaces import LINE, SIGN, Canvas, Places, Sign
from ui.kit import draw, icons
from ui.kit.app import theme
from ui.parts.host import Host


def card(painter: QPainter, grid: Canvas, slot: Slot, rect: QRect, *, is_current: bool) -> None:
    """One post; its state is an icon, a word and its border."""
    key = key_of(slot)
    icon, ink = LOOKS[key]
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    border = {"missed": "danger", "planned": "strong"}.get(key, "border")
    style = Qt.PenStyle.DashLine if key == "planned" else Qt.PenStyle.SolidLine
    painter.setPen(QPen(theme().color(border), 1, style))
    painter.setBrush(theme().color("app" if key == "published" else "surface"))
    painter.drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
    painter.restore()
    if key == "missed":
        edge = QRectF(rect.x() + 1, rect.y() + 1, 4, rect.height() - 2)
        draw.hatch(painter, edge)
    inner = rect.adjusted(9, 6, -9, -6)
    icons.paint(painter, icon, QRectF(inner.x(), inner.y() + 2, 12, 12), ink)
    sign = grid.shown.campaigns.get(slot.campaign or b"")
    clock = f"{slot.at:%H:%M}" if slot.at is not None else _whose(grid.host, slot, sign)
    wide = draw.width(clock, "caption")
    state = QRectF(inner.x() + 16, inner.y(), inner.width() - wide - 22, 16)
    draw.words(painter, state, words_of(key), "caption", ink)
    clock_at = QRectF(inner.right() - wide, inner.y(), wide + 1, 16)
    draw.words(painter, clock_at, clock, "caption", "text2", align=draw.RIGHT)
    _title(painter, grid.places, slot, inner)
    if sign is not None and slot.at is not None:
        _foot(painter, inner, sign)
    if slot.state == "published" and slot.url:
        icons.paint(
            painter, "link", QRectF(inner.right() - 12, inner.bottom() - 13, 12, 12), "text2"
        )
    elif slot.author is not None:
        name = grid.host.directory.name("person", slot.author)
        draw.avatar(painter, QRectF(inner.right() - 17, inner.bottom() - 17, 18, 18), name)
    if is_current and grid.has_focus:
        draw.ring(painter, rect)


def _whose(host: Host, slot: Slot, sign: Sign | None) -> str:
    """In the tray: the campaign and the channel, in place of the time."""
    account = host.directory.rows("account").get(slot.account or b"")
    channel = host.directory.name("channel", account.ref("channel")) if account is not None else ""
    return " · ".join(part for part in (sign.name if sign is not None else "", channel) if part)


def _foot(painter: QPainter, inner: QRect, sign: Sign) -> None:
    """The campaign under the title, beside the author's sign."""
    middle = inner.bottom() - 8
    painter.fillRect(QRectF(inner.x(), middle - 4, 3, 10), theme().color(sign.color))
    room = QRectF(inner.x() + 8, middle - 7, inner.width() - 8 - SIGN, 16)
    draw.words(painter, room, sign.name, "caption", "text2")


def _title(painter: QPainter, places: Places, slot: Slot, inner: QRect) -> None:
    """The title in one line, or in two of which the second is cut where it must be."""
    top = inner.y() + 18
    whole = inner.width()
    last = whole if places.has_foot and slot.at is not None else whole - SIGN
    if places.lines(slot) == 1 or slot.at is None:
        draw.words(painter, QRectF(inner.x(), top, last, LINE), slot.title)
        return
    layout = QTextLayout(slot.title, theme().font("body"))
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    first = layout.createLine()
    first.setLineWidth(whole)
    layout.endLayout()
    cut = first.textLength()
    # A space at the break is no word: it would make the line too long for its place.
    head, rest = slot.title[:cut].rstrip(), slot.title[cut:].strip()
    draw.words(painter, QRectF(inner.x(), top, whole + 2, LINE), head)
    draw.words(painter, QRectF(inner.x(), top + LINE, last, LINE), rest)
