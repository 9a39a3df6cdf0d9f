"""Paints the calendar: days, accounts, cards, the tray and what is being moved."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from app.campaign.week import AccountDays
from ui.campaign.states import key_of, mark_ink, mark_words, words_of
from ui.campaign.weekcard import card
from ui.campaign.weekplaces import HEAD, SIDE, TRAY, Canvas, Place, Places, Shown
from ui.kit import draw, icons, when
from ui.kit.app import t, theme
from ui.parts.host import Host


def paint(painter: QPainter, grid: Canvas) -> None:
    """The whole canvas."""
    look = theme()
    view = QRect(QPoint(), grid.size)
    painter.fillRect(view, look.color("surface"))
    places, shown, scrolled = grid.places, grid.shown, grid.scrolled
    painter.save()
    painter.setClipRect(QRect(0, HEAD, view.width(), places.room))
    for day in range(len(shown.week.days)):
        _column(painter, grid, day)
    for number, line in enumerate(shown.week.lines):
        room = places.line(number, scrolled.y())
        if room.bottom() < HEAD or room.y() > HEAD + places.room:
            continue
        _cells(painter, grid, number)
        _account(painter, grid.host, line, room)
        painter.fillRect(0, room.bottom(), view.width(), 1, look.color("line"))
    painter.restore()
    _head(painter, grid)
    _tray(painter, grid)
    if grid.ghost is not None and grid.current is not None:
        size = grid.rect(grid.at).size()
        painter.setOpacity(0.9)
        card(painter, grid, grid.current, QRect(grid.ghost, size), is_current=True)
        painter.setOpacity(1)


def _column(painter: QPainter, grid: Canvas, day: int) -> None:
    left, wide = grid.places.column(day, grid.scrolled.x())
    held = grid.shown.week.first + timedelta(days=day)
    room = QRect(left, HEAD, wide, grid.places.room)
    if held in grid.shown.rests:
        painter.fillRect(room, theme().color("app"))
    painter.fillRect(left, HEAD, 1, room.height(), theme().color("line"))
    if held == grid.shown.today:
        painter.fillRect(left, HEAD, 2, room.height(), theme().color("fill"))


def _head(painter: QPainter, grid: Canvas) -> None:
    look, wide = theme(), grid.wide
    painter.fillRect(0, 0, wide, HEAD, look.color("app"))
    painter.save()
    painter.setClipRect(SIDE, 0, wide - SIDE, HEAD)
    for day in range(len(grid.shown.week.days)):
        _day(painter, grid, day)
    painter.restore()
    painter.fillRect(0, 0, SIDE, HEAD, look.color("app"))
    draw.words(painter, QRectF(24, 0, SIDE - 32, HEAD), t("Account"), "small", "text2")
    painter.fillRect(0, HEAD - 1, wide, 1, look.color("line"))


def _day(painter: QPainter, grid: Canvas, day: int) -> None:
    """A day's head; what is most worth knowing comes first, the rest where there is room."""
    shown = grid.shown
    left, wide = grid.places.column(day, grid.scrolled.x())
    held = shown.week.first + timedelta(days=day)
    painter.fillRect(left, 0, 1, HEAD, theme().color("line"))
    place = QRectF(left + 8, 0, wide - 14, HEAD)
    used = draw.words(painter, place, when.short(held, shown.today), "strong")
    place.adjust(used + 6, 0, 0, 0)
    used = draw.words(painter, place, when.weekday(held), "body", "text2")
    place.adjust(used + 6, 0, 0, 0)
    mark = shown.marks.get(held)
    if mark is not None:
        used = draw.words(painter, place, mark_words(mark), "caption", mark_ink(mark))
        place.adjust(used + 6, 0, 0, 0)
    if held == shown.today:
        words = t("Today")
        wide_of = draw.width(words, "caption") + 12
        if place.width() >= wide_of:
            chip = QRectF(place.right() - wide_of, HEAD / 2 - 9, wide_of, 18)
            draw.box(painter, chip, "fill")
            draw.words(painter, chip, words, "caption", "on_fill", align=draw.CENTER)
    elif held in shown.begins and place.width() > 32:
        icons.paint(painter, "flag", QRectF(place.x(), HEAD / 2 - 6, 12, 12), "accent")
        draw.words(painter, place.adjusted(16, 0, 0, 0), shown.begins[held], "small", "accent")
    elif mark is not None and draw.width(mark.name, "caption") <= place.width():
        draw.words(painter, place, mark.name, "caption", "text2")


def _account(painter: QPainter, host: Host, line: AccountDays, room: QRect) -> None:
    """The left column: which account, and how much of it is out."""
    painter.fillRect(QRect(0, room.y(), SIDE, room.height()), theme().color("surface"))
    painter.fillRect(SIDE - 1, room.y(), 1, room.height(), theme().color("line"))
    top = room.y() + 8
    if line.account is None:
        draw.words(painter, QRectF(24, top, SIDE - 32, 20), t("No account"), "strong")
    else:
        channel = host.directory.name("channel", line.account.ref("channel"))
        square = QRectF(24, top, 20, 20)
        draw.box(painter, square, "app", "border")
        draw.words(painter, square, channel[:1], "caption", "text2", align=draw.CENTER)
        draw.words(painter, QRectF(52, top, SIDE - 60, 20), channel, "strong")
        name = line.account.text("name")
        draw.words(painter, QRectF(24, top + 24, SIDE - 32, 20), name, "small", "text2")
    counts = t("{planned} planned, {out} out", planned=line.planned, out=line.published)
    draw.words(painter, QRectF(24, top + 46, SIDE - 32, 18), counts, "caption", "text2")


def _cells(painter: QPainter, grid: Canvas, number: int) -> None:
    for day, cell in enumerate(grid.shown.week.lines[number].days):
        for place in range(len(cell)):
            at = Place(number, day, place)
            if grid.ghost is not None and at == grid.at:
                continue
            card(painter, grid, cell[place], grid.rect(at), is_current=at == grid.at)
        empty = Place(number, day, -1)
        is_cursor = grid.at == empty and grid.has_focus
        if is_cursor or (grid.under == empty and grid.ghost is None):
            _add(painter, grid.rect(empty), is_cursor=is_cursor)
        if grid.ghost is not None and (grid.under.line, grid.under.day) == (number, day):
            left, wide = grid.places.column(day, grid.scrolled.x())
            line = grid.places.line(number, grid.scrolled.y())
            target = QRect(left + 1, line.y() + 1, wide - 2, line.height() - 2)
            draw.box(painter, target, "", "ring", radius=6)


def _add(painter: QPainter, rect: QRect, *, is_cursor: bool) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme().color("strong"), 1, Qt.PenStyle.DashLine))
    painter.setBrush(theme().color("hover"))
    painter.drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
    painter.restore()
    middle = rect.center().y()
    icons.paint(painter, "plus", QRectF(rect.x() + 8, middle - 6, 14, 14), "text2")
    room = QRectF(rect.x() + 28, rect.y(), rect.width() - 60, rect.height())
    draw.words(painter, room, t("Add a post"), "body", "text2")
    draw.key(painter, rect.right() - 6, middle + 0.5, "N")
    if is_cursor:
        draw.ring(painter, rect)


def _tray(painter: QPainter, grid: Canvas) -> None:
    """What has no day yet, at the bottom of every week."""
    view, look = QRect(QPoint(), grid.size), theme()
    top = view.height() - TRAY
    line = len(grid.shown.week.lines)
    room = QRect(0, top, view.width(), TRAY)
    painter.fillRect(room, look.color("app"))
    painter.fillRect(0, top, view.width(), 1, look.color("line"))
    if grid.ghost is not None and grid.under.line == line:
        draw.box(painter, room.adjusted(4, 4, -4, -4), "", "ring", radius=6)
    held = grid.shown.week.unscheduled
    x = 24.0
    x += draw.words(painter, QRectF(x, top + 8, 200, 20), t("Unscheduled"), "strong") + 8
    x += draw.words(painter, QRectF(x, top + 8, 60, 20), str(len(held)), "small", "text2") + 12
    hint = t("Drag into the week, or press Alt+Up") if held else t("Every post has its day")
    draw.words(painter, QRectF(x, top + 8, view.width() - x - 16, 20), hint, "small", "text2")
    painter.save()
    painter.setClipRect(room)
    for number, slot in enumerate(held):
        at = Place(line, 0, number)
        rect = grid.rect(at)
        if rect.x() > view.width():
            rest = t("{count} more", count=len(held) - number)
            draw.words(
                painter,
                QRectF(view.width() - 96, top + 8, 80, 20),
                rest,
                "small",
                "text2",
                align=draw.RIGHT,
            )
            break
        if grid.ghost is None or at != grid.at:
            card(painter, grid, slot, rect, is_current=at == grid.at)
    painter.restore()


def told(host: Host, shown: Shown, places: Places, at: Place) -> str:
    """A place in words."""
    slot = places.slot(at)
    parts: list[str] = []
    if places.is_tray(at):
        parts.append(t("Unscheduled"))
    elif shown.week.lines:
        account = shown.week.lines[at.line].account
        parts.append(account.text("name") if account is not None else t("No account"))
        day = shown.week.first + timedelta(days=at.day)
        parts.append(when.full(day, shown.today))
        if day in shown.marks:
            parts += [mark_words(shown.marks[day]), shown.marks[day].name]
    if slot is None:
        parts.append(t("Add a post"))
    else:
        clock = f"{slot.at:%H:%M}" if slot.at is not None else ""
        parts += [clock, words_of(key_of(slot)), slot.title]
        sign = shown.campaigns.get(slot.campaign or b"")
        parts += [sign.name if sign is not None else "", host.directory.name("person", slot.author)]
    return ", ".join(part for part in parts if part)
