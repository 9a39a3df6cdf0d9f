"""How the lines of my work are drawn: the head of a group, an item of two lines."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QPainter

from app.work.inbox import Group, Item
from ui.kit import draw, icons
from ui.kit.app import theme
from ui.parts.host import Host
from ui.work.words import group_words, icon_of, note_of, source_of, title_of

LEFT = 16
TEXT = 44


def paint_head(painter: QPainter, rect: QRect, group: Group, *, is_open: bool) -> None:
    """The name of a group and how many it has."""
    painter.fillRect(rect, theme().color("app"))
    name = "chevron-down" if is_open else "chevron-right"
    icons.paint(painter, name, QRectF(LEFT, rect.y() + 9, 14, 14), "text2")
    room = QRectF(LEFT + 22, rect.y(), rect.width() - LEFT * 2 - 22, rect.height())
    used = draw.words(painter, room, group_words(group.key), "strong")
    room.setLeft(room.left() + used + 8)
    draw.words(painter, room, str(group.total), "small", "text2")


def paint_item(painter: QPainter, rect: QRect, what: tuple[Host, Item], *, is_here: bool) -> None:
    """Icon, title and when; beneath, where it comes from."""
    host, item = what
    now = host.now()
    icon, ink = icon_of(item, now)
    icons.paint(painter, icon, QRectF(LEFT, rect.y() + 8, 16, 16), ink)
    right = rect.right() - LEFT
    room = QRectF(TEXT, rect.y() + 5, right - _paint_note(painter, rect, what) - 12 - TEXT, 20)
    draw.words(painter, room, title_of(item), "body", "text", is_strong=item.is_unread)
    source = source_of(host, item)
    # On the selected ground the third grey is too faint (design notes).
    tone = source.tone or ("text2" if is_here else "text3")
    x = float(TEXT)
    if source.icon:
        icons.paint(painter, source.icon, QRectF(x, rect.y() + 28, 12, 12), tone)
        x += 16
    draw.words(painter, QRectF(x, rect.y() + 26, right - x, 16), source.words, "caption", tone)


def _paint_note(painter: QPainter, rect: QRect, what: tuple[Host, Item]) -> float:
    """When, at the right edge; its width in px."""
    host, item = what
    note = note_of(item, host.now())
    if not note.words:
        return 0
    tone = note.tone or "text2"
    wide = draw.width(note.words, "small")
    x = rect.right() - LEFT - wide
    draw.words(painter, QRectF(x, rect.y() + 6, wide + 1, 20), note.words, "small", tone)
    if note.icon:
        icons.paint(painter, note.icon, QRectF(x - 17, rect.y() + 9, 14, 14), tone)
        wide += 17
    return wide
