"""The list of notices: headings and lines of two rows, in Qt's own list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from app.work.notices import Notice
from ui.kit import draw, icons, when
from ui.kit.app import t, theme
from ui.parts.host import Host

ROW, HEAD = 56, 32
ICONS = {"due": "clock", "post": "calendar-x", "conflict": "git-compare", "task": "circle-check"}
TONES = {"due": "warn", "post": "danger", "conflict": "warn", "task": "accent"}
Index = QModelIndex | QPersistentModelIndex


class Words(NamedTuple):
    """What a line says: what happened, and of what."""

    title: str
    note: str


class Lines(QAbstractListModel):
    """Headings (texts) and notices as Qt's list wants them."""

    def __init__(self, host: Host) -> None:
        super().__init__()
        self._host = host
        self._lines: list[str | Notice] = []

    def show_notices(self, found: Sequence[Notice]) -> None:
        """Other lines."""
        lines: list[str | Notice] = []
        head, today = "", self._host.today()
        for notice in found:
            words = t("Unread") if notice.is_unread else _day(notice.at, today)
            if words != head:
                lines.append(words)
                head = words
            lines.append(notice)
        if lines == self._lines:
            return
        self.beginResetModel()
        self._lines = lines
        self.endResetModel()

    def line(self, index: Index) -> str | Notice | None:
        """A heading, a notice, or nothing."""
        return self._lines[index.row()] if 0 <= index.row() < len(self._lines) else None

    def words(self, notice: Notice) -> Words:
        """A notice in words."""
        return words_of(notice, self._host)

    def time(self, notice: Notice) -> str:
        """When it was, as short as can be."""
        return when.moment(notice.at, self._host.now()) if notice.kind != "conflict" else ""

    def person(self, notice: Notice) -> str:
        """Who did it, "" where nobody did."""
        return self._host.directory.name("person", notice.person) if notice.person else ""

    # Qt overrides

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._lines)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        line = self.line(index)
        if line is None:
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            if isinstance(line, str):
                return line
            is_new = t("Unread") if line.is_unread else ""
            return ", ".join(part for part in (is_new, *self.words(line), self.time(line)) if part)
        if role == Qt.ItemDataRole.ToolTipRole and isinstance(line, Notice):
            return "\n".join(part for part in self.words(line) if part)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not isinstance(self.line(index), Notice):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class NoticeList(QListView):
    """The notices; a click or Enter opens what one is about."""

    chosen = Signal(object)

    def __init__(self, host: Host) -> None:
        super().__init__()
        self.lines = Lines(host)
        self.setModel(self.lines)
        self.setItemDelegate(Paint(self))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.setAccessibleName(t("Notices"))
        self.viewport().setAutoFillBackground(False)
        self.verticalScrollBar().setSingleStep(ROW)
        self.clicked.connect(self._on_chosen)

    def show_notices(self, found: Sequence[Notice]) -> None:
        """Other notices; the line at hand stays where it can."""
        held = self.lines.line(self.currentIndex())
        self.lines.show_notices(found)
        rows = [self.lines.index(no) for no in range(self.lines.rowCount())]
        open_ = [index for index in rows if isinstance(self.lines.line(index), Notice)]
        same = [index for index in open_ if _is_same(self.lines.line(index), held)]
        for index in (same or open_)[:1]:
            self.setCurrentIndex(index)

    @Slot(QModelIndex)
    def _on_chosen(self, index: QModelIndex) -> None:
        line = self.lines.line(index)
        if isinstance(line, Notice):
            self.chosen.emit(line)

    # Qt overrides

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._on_chosen(self.currentIndex())
            return
        super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        index = self.indexAt(event.position().toPoint())
        if isinstance(self.lines.line(index), Notice):
            self.setCurrentIndex(index)


class Paint(QStyledItemDelegate):
    """Draws a heading or a notice."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        model = index.model()
        is_head = isinstance(model, Lines) and isinstance(model.line(index), str)
        return QSize(option.rect.width(), HEAD if is_head else ROW)  # pyright: ignore

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model, view = index.model(), self.parent()
        if not isinstance(model, Lines) or not isinstance(view, QListView):
            return
        line, rect = model.line(index), QRectF(option.rect)  # pyright: ignore
        if isinstance(line, str):
            draw.words(painter, rect.adjusted(16, 8, -16, 0), line, "caption", "text3")
        elif line is not None:
            is_on = view.currentIndex().row() == index.row()
            if is_on:
                draw.box(painter, rect.adjusted(3, 0, -3, 0), "selected")
            _paint(painter, rect, model, line, is_on=is_on)


def _paint(painter: QPainter, rect: QRectF, model: Lines, notice: Notice, *, is_on: bool) -> None:
    if notice.is_unread:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().color("fill"))
        painter.drawEllipse(QRectF(rect.x() + 8, rect.y() + 25, 6, 6))
        painter.restore()
    sign = QRectF(rect.x() + 22, rect.y() + 14, 28, 28)
    person = model.person(notice)
    if person:
        draw.avatar(painter, sign, person)
    else:
        icon = ICONS.get(notice.kind, "bell")
        tone = TONES.get(notice.kind, "text2")
        icons.paint(painter, icon, sign.adjusted(5, 5, -5, -5), tone)
    words, clock = model.words(notice), model.time(notice)
    quiet = "text2" if is_on else "text3"
    wide = draw.width(clock, "caption")
    right = rect.right() - 16
    top = QRectF(right - wide, rect.y() + 9, wide + 1, 20)
    draw.words(painter, top, clock, "caption", quiet)
    room = QRectF(rect.x() + 62, rect.y() + 9, right - wide - 12 - rect.x() - 62, 20)
    draw.words(painter, room, words.title, "body", "text", is_strong=notice.is_unread)
    room = QRectF(rect.x() + 62, rect.y() + 30, right - rect.x() - 62, 16)
    draw.words(painter, room, words.note, "small", "text2")


def words_of(notice: Notice, host: Host) -> Words:
    """What happened and of what, in the reader's language."""
    who = host.directory.name("person", notice.person) or t("A colleague")
    title, said = notice.title or t("(no name)"), " ".join(notice.words.split())
    match notice.kind:
        case "mention":
            return Words(t("{person} mentioned you in “{title}”", person=who, title=title), said)
        case "comment":
            return Words(t("{person} commented on “{title}”", person=who, title=title), said)
        case "task":
            return Words(t("{person} gave you a task", person=who), title)
        case "due":
            return Words(
                t("{count} of your tasks are due or overdue", count=notice.count),
                t("They stand first in your work"),
            )
        case "post":
            return Words(
                t("“{title}” was not published", title=title),
                t("Planned for {time}", time=when.moment(notice.at, host.now())),
            )
        case "conflict":
            return Words(
                t("{count} values were changed on two devices", count=notice.count),
                t("Both are kept; choose which one stands"),
            )


def _day(at: datetime, today: date) -> str:
    return when.near(at.date(), today)


def _is_same(one: object, other: object) -> bool:
    return (
        isinstance(one, Notice)
        and isinstance(other, Notice)
        and (one.kind, one.place, one.mark) == (other.kind, other.place, other.mark)
    )
