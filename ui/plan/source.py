"""The rows of the task table: groups and cells, painted from the book."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from app.plan.view import Bunch
from ui.kit import draw, icons, when
from ui.kit.app import listed, t
from ui.kit.cells import Group, Source, State
from ui.parts.host import Host
from ui.plan import editors
from ui.plan.book import Book
from ui.plan.states import (
    PRIORITY_LOOK,
    STATUS_LOOK,
    days_late,
    paint_due,
    priority_words,
    status_words,
)


class TaskSource(Source):
    """What the grid shows of a book: bunches with their heads, closed ones without rows."""

    def __init__(self, host: Host, book: Book) -> None:
        self._host = host
        self.book = book
        self.closed: set[str] = set()
        self._kind = ""
        self._rows: list[int] = []
        self._heads: dict[int, Bunch] = {}

    def show(self, bunches: Sequence[Bunch], group: str) -> None:
        """Show these groups; without grouping there are no heads."""
        self._kind = group
        self._rows, self._heads = [], {}
        for bunch in bunches:
            if group:
                self._heads[len(self._rows)] = bunch
                self._rows.append(-1)
            if not group or bunch.key not in self.closed:
                self._rows.extend(bunch.places)

    def count(self) -> int:
        return len(self._rows)

    def place(self, row: int) -> int:
        """Where the row's task stands in the book."""
        return self._rows[row]

    def group(self, row: int) -> Group | None:
        bunch = self._heads.get(row)
        if bunch is None:
            return None
        text, icon, tone = self._title(bunch.key)
        late = t("{count} late", count=bunch.overdue) if bunch.overdue else ""
        return Group(text, len(bunch.places), icon, tone, late, bunch.key not in self.closed)

    def key(self, row: int) -> object:
        bunch = self._heads.get(row)
        if bunch is not None:
            return f"group:{bunch.key}"
        return self._id(self._rows[row]) if self._rows[row] < self.book.count else b""

    def words(self, row: int, column: str) -> str:
        place, book, names = self._rows[row], self.book, self._host.directory
        if place < 0:
            return self._title(self._heads[row].key)[0]
        if place >= book.count:
            return ""
        match column:
            case "person":
                return listed(names.name("person", p) for p in book.people[place])
            case "due":
                return self._due_words(place)
            case "campaign" | "channel":
                return names.name(column, book.ref(place, column))
            case "author":
                return names.name("person", book.ref(place, column))
            case "priority":
                return priority_words(book.text(place, "priority"))
            case "status":
                return status_words(book.text(place, "status"))
            case "percent":
                return f"{book.number(place, 'percent')}%"
            case "start" | "finish":
                at = when.wall(book.text(place, column))
                return when.due(at, self._host.now()) if at is not None else ""
            case "effort":
                minutes = book.number(place, "effort_minutes")
                return t("{count} h", count=f"{minutes / 60:g}") if minutes else ""
            case _:
                return book.text(place, column)

    def plain(self, row: int, column: str) -> str:
        place, book = self._rows[row], self.book
        if 0 <= place < book.count and column in ("due", "start", "finish"):
            text = book.due(place) if column == "due" else book.text(place, column)
            return text[:16].replace("T", " ")
        return self.words(row, column)

    def is_faint(self, row: int) -> bool:
        place = self._rows[row]
        return place < self.book.count and self.book.text(place, "status") == "done"

    def paint(self, painter: QPainter, cell: tuple[int, str], rect: QRect, state: State) -> None:
        row, column = cell
        place, book = self._rows[row], self.book
        if place >= book.count:
            return  # rows left the book and are not arranged yet
        inner = rect.adjusted(8, 0, -8, 0)
        match column:
            case "name":
                self._paint_name(painter, place, inner)
            case "person":
                self._paint_people(painter, book.people[place], inner)
            case "due":
                is_done = book.text(place, "status") == "done"
                paint_due(painter, rect, book.due(place), self._host.now(), is_done=is_done)
            case "channel":
                self._paint_channel(painter, self.words(row, column), inner)
            case "priority":
                icon, ink = PRIORITY_LOOK.get(book.text(place, "priority"), PRIORITY_LOOK["normal"])
                icons.paint(painter, icon, QRectF(inner.x(), inner.center().y() - 6, 14, 14), ink)
                draw.words(painter, inner.adjusted(20, 0, 0, 0), self.words(row, column))
            case "status":
                icon, _, ink = STATUS_LOOK.get(book.text(place, column), STATUS_LOOK["todo"])
                icons.paint(painter, icon, QRectF(inner.x(), inner.center().y() - 6, 14, 14), ink)
                draw.words(painter, inner.adjusted(20, 0, 0, 0), self.words(row, column))
            case "effort":
                draw.words(painter, inner, self.words(row, column), align=draw.RIGHT)
            case "percent":
                part = book.number(place, "percent")
                bar = QRectF(inner.x(), rect.y(), min(48, inner.width() - 44), rect.height())
                draw.bar(painter, bar, part / 100)
                ink = "text2" if not state.is_selected else "text"
                room = inner.adjusted(round(bar.width()) + 8, 0, 0, 0)
                draw.words(painter, room, f"{part}%", "body", ink)
            case _:
                draw.words(painter, inner, self.words(row, column), "body", "text2")

    def editor(self, row: int, column: str, parent: QWidget) -> QWidget | None:
        place = self._rows[row]
        return editors.make(self._host, self.book, place, column, parent) if place >= 0 else None

    def _id(self, place: int) -> bytes:
        held = self.book.columns["id"][place]
        assert isinstance(held, bytes)
        return held

    def _title(self, key: str) -> tuple[str, str, str]:
        """Words, icon and ink of a group."""
        names = self._host.directory
        match self._kind:
            case "status":
                icon, _, ink = STATUS_LOOK.get(key, STATUS_LOOK["todo"])
                return status_words(key), icon, ink
            case "priority":
                icon, ink = PRIORITY_LOOK.get(key, PRIORITY_LOOK["normal"])
                return priority_words(key), icon, ink
            case "due":
                return due_words(key), "clock", "danger" if key == "before" else "text2"
            case "person":
                name = names.name("person", bytes.fromhex(key))
                return name or t("Nobody yet"), "user", "text2"
            case _:
                name = names.name(self._kind, bytes.fromhex(key))
                icon = "flag" if self._kind == "campaign" else "tag"
                return name or t("None of them"), icon, "text2"

    def _due_words(self, place: int) -> str:
        due, now = self.book.due(place), self._host.now()
        at = when.wall(due)
        if at is None:
            return ""
        late = days_late(due, now.date()) if self.book.text(place, "status") != "done" else 0
        words = when.due(at, now)
        return f"{t('{count} d late', count=late)} {words}" if late else words

    def _paint_name(self, painter: QPainter, place: int, rect: QRect) -> None:
        book = self.book
        x = float(rect.x())
        if book.number(place, "milestone"):
            icons.paint(painter, "diamond", QRectF(x, rect.center().y() - 6, 14, 14), "text2")
            x += 20
        task = self._id(place)
        before = book.open_before(task)
        count = book.comments.get(task, 0)
        room = rect.right() - x - (34 if count else 0)
        x += draw.words(
            painter,
            QRectF(x, rect.y(), room, rect.height()),
            book.text(place, "name"),
            "body",
            "text",
        )
        if count:
            x += 10
            icons.paint(
                painter, "message-square", QRectF(x, rect.center().y() - 6, 14, 14), "text3"
            )
            room = QRectF(x + 17, rect.y(), 24, rect.height())
            x += 17 + draw.words(painter, room, str(count), "caption", "text3")
        if before and book.text(place, "status") != "done" and rect.right() - x > 48:
            x += 12
            icons.paint(painter, "circle-x", QRectF(x, rect.center().y() - 6, 14, 14), "danger")
            name = book.text(book.place(before[0]), "name")
            room = QRectF(x + 18, rect.y(), rect.right() - x - 18, rect.height())
            draw.words(painter, room, t("Waiting for {task}", task=name), "small", "danger")

    def _paint_people(self, painter: QPainter, people: Sequence[bytes], rect: QRect) -> None:
        names = [self._host.directory.name("person", person) for person in people]
        if not names:
            return
        x = float(rect.x())
        middle = rect.center().y() + 0.5
        for name in names[:3]:
            draw.avatar(painter, QRectF(x, middle - 10, 20, 20), name)
            x += 26 if len(names) == 1 else 16
        if len(names) > 1:
            x += 12
        text = names[0] if len(names) == 1 else t("{count} people", count=len(names))
        draw.words(painter, QRectF(x, rect.y(), rect.right() - x, rect.height()), text)

    def _paint_channel(self, painter: QPainter, name: str, rect: QRect) -> None:
        if name:
            box = QRectF(rect.x(), rect.center().y() - 9.5, 20, 20)
            draw.box(painter, box, "app", "border")
            draw.words(painter, box, name[:1], "caption", "text2", align=draw.CENTER)


def due_words(key: str) -> str:
    """A stretch of time as people say it."""
    match key:
        case "before":
            return t("Late")
        case "today":
            return t("Today")
        case "week":
            return t("This week")
        case "later":
            return t("Later")
        case _:
            return t("No date")
