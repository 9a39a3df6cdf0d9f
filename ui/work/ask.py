"""Small questions beneath a button: to which day to put off, to whom to hand over."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.calendar import phrase, worktime
from ui.kit import draw, icons, when
from ui.kit.app import t
from ui.kit.fields import Line
from ui.kit.label import Label
from ui.kit.lay import column
from ui.kit.match import match
from ui.kit.pop import Popover
from ui.parts.host import Host

ITEM = 32
MOST = 8
WIDE = 264


class Pick:
    """One of the answers: what it is, its words, a note at its right."""

    def __init__(self, key: object, words: str, note: str = "", *, is_person: bool = False) -> None:
        self.key, self.words, self.note, self.is_person = key, words, note, is_person


class Picks(QWidget):
    """Answers beneath a line in which one writes; the line's arrows move here."""

    chosen = Signal(object)

    def __init__(self, name: str) -> None:
        super().__init__()
        self._picks: list[Pick] = []
        self._at = 0
        self._nothing = ""
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def offer(self, picks: Sequence[Pick], nothing: str = "") -> None:
        """These; `nothing` is said where there is none."""
        self._picks, self._nothing = list(picks[:MOST]), nothing
        self._at = 0
        self.updateGeometry()
        self._tell()

    def step(self, by: int) -> None:
        """The next, or the one before."""
        if self._picks:
            self._at = (self._at + by) % len(self._picks)
            self._tell()

    def choose(self) -> None:
        """This one."""
        if self._picks:
            self.chosen.emit(self._picks[self._at].key)

    def rect_of(self, key: object) -> QRect:
        """Where an answer stands."""
        keys = [pick.key for pick in self._picks]
        return QRect(0, keys.index(key) * ITEM, self.width(), ITEM) if key in keys else QRect()

    def _tell(self) -> None:
        held = self._picks[self._at] if self._picks else None
        self.setAccessibleDescription(held.words if held is not None else self._nothing)
        self.update()

    # Qt overrides

    def sizeHint(self) -> QSize:
        return QSize(WIDE, max(1, len(self._picks)) * ITEM)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._at = max(0, min(len(self._picks) - 1, int(event.position().y() // ITEM)))
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.mouseMoveEvent(event)
        self.choose()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        if not self._picks:
            draw.words(painter, self.rect().adjusted(8, 0, -8, 0), self._nothing, "body", "text2")
        for place, pick in enumerate(self._picks):
            rect = QRect(0, place * ITEM, self.width(), ITEM)
            if place == self._at:
                draw.box(painter, rect, "hover")
            x = rect.x() + 8
            if pick.is_person:
                draw.avatar(painter, QRectF(x, rect.y() + 6, 20, 20), pick.words)
                x += 28
            else:
                icons.paint(painter, "calendar", QRectF(x, rect.y() + 8, 16, 16), "text2")
                x += 24
            note = draw.width(pick.note, "small")
            room = QRectF(x, rect.y(), rect.right() - 8 - x, rect.height())
            kind = draw.RIGHT
            draw.words(painter, room, pick.note, "small", "text2", align=kind)
            room.setRight(room.right() - note - 8)
            draw.words(painter, room, pick.words)


class AskLine(Line):
    """A line whose arrows and Enter belong to the answers beneath it."""

    def __init__(self, hint: str, picks: Picks, *, icon: str = "") -> None:
        super().__init__("", hint, icon=icon)
        self._picks = picks
        self.entered.connect(self._on_entered)

    def _on_entered(self, _text: str) -> None:
        self._picks.choose()

    # Qt overrides

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        step = steps.get(Qt.Key(event.key()))
        if step is not None and not self.is_composing:
            self._picks.step(step)
            return
        super().keyPressEvent(event)


class Ask(Popover):
    """A question with a line and answers; Enter takes the one that is marked."""

    def __init__(
        self, anchor: QWidget, title: str, hint: str, done: Callable[[object], object]
    ) -> None:
        super().__init__(anchor)
        self._done = done
        self._bottom = 0
        self.picks = Picks(title)
        self.line = AskLine(hint, self.picks)
        self.line.textChanged.connect(self._on_text)
        self.picks.chosen.connect(self._on_chosen)
        head = Label(title, "caption", "text3")
        self.setLayout(column(head, self.line, self.picks, gap=8, margins=(12, 8, 12, 12)))
        self.setFixedWidth(WIDE + 24)
        self._on_text("")

    def answers(self, text: str) -> tuple[list[Pick], str]:
        """The answers to what is written, and what is said where there is none."""
        raise NotImplementedError

    def open_over(self, anchor: QWidget) -> None:
        """Show it above a button, and write."""
        self.adjustSize()
        corner = anchor.mapToGlobal(QPoint(0, 0))
        self._bottom = corner.y() - 4
        self.open_at(QPoint(corner.x(), self._bottom - self.height()))
        self.line.setFocus()

    def _on_text(self, text: str) -> None:
        self.picks.offer(*self.answers(text.strip()))
        self.adjustSize()
        if self.isVisible():
            self.move(self.x(), max(4, self._bottom - self.height()))

    def _on_chosen(self, key: object) -> None:
        done = self._done
        self.close()
        done(key)


class AskDay(Ask):
    """To which day."""

    def __init__(self, host: Host, anchor: QWidget, done: Callable[[object], object]) -> None:
        self._now = host.now()
        super().__init__(anchor, t("Put off until"), t("Friday, in 3 days, 12-01 …"), done)

    def answers(self, text: str) -> tuple[list[Pick], str]:
        if not text:
            return [_day_pick(day, self._now) for day in usual_days(self._now.date())], ""
        days = days_in(text, self._now)
        later = [day for day in days if day > self._now.date()]
        why = t("Choose a day after today") if days else t("Not a date yet")
        return [_day_pick(day, self._now) for day in later[:1]], why


def usual_days(today: date) -> list[date]:
    """Tomorrow and next Monday."""
    return list(
        dict.fromkeys((today + timedelta(days=1), today + timedelta(days=7 - today.weekday())))
    )


def days_in(text: str, now: datetime) -> list[date]:
    """The days that the words mean."""
    found = phrase.find(text, now, worktime.standard())
    values = [one.value for one in found if one.value is not None]
    return [value.date() if isinstance(value, datetime) else value for value in values]


def _day_pick(day: date, now: datetime) -> Pick:
    gap = (day - now.date()).days
    if gap == 1:
        words = t("Tomorrow")
    elif day == now.date() + timedelta(days=7 - now.weekday()):
        words = t("Next Monday")
    else:
        words = t("in {count} days", count=gap)
    return Pick(day, words, when.full(day, now.date()))


class AskPerson(Ask):
    """To whom; a name, its pinyin or initials narrow the list."""

    def __init__(self, host: Host, anchor: QWidget, done: Callable[[object], object]) -> None:
        self._host = host
        super().__init__(anchor, t("Hand over to"), t("A name or its pinyin"), done)

    def answers(self, text: str) -> tuple[list[Pick], str]:
        directory = self._host.directory
        ranked: list[tuple[float, str, bytes]] = []
        for person in directory.people():
            hit = match(text, person.text("name"))
            if hit is not None and person.id != self._host.me:
                ranked.append((-hit.score, person.text("name"), person.id))
        ranked.sort()
        return [
            Pick(person, name, directory.title(person), is_person=True)
            for _, name, person in ranked
        ], t("Nobody is called so")
