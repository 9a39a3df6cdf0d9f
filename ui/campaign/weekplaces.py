"""Where everything stands on the calendar's canvas: cells, cards, the tray. No painting."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from PySide6.QtCore import QPoint, QRect, QSize

from app.campaign.week import Slot, Week
from ui.kit import draw
from ui.parts.host import Host

SIDE = 144
HEAD = 32
TRAY = 104
LEAST_DAY = 116
LEAST_LINE = 128
GAP = 4
CARD = 60
LINE = 20
FOOT = 12
INNER, SIGN = 18, 22
"""What a card's frame takes of its width, and a sign at the end of its last line."""
TRAY_CARD = 232


@dataclass(frozen=True, slots=True)
class Place:
    """A line (the tray comes after the last), a day, a card in that cell; -1 is the cell itself."""

    line: int
    day: int
    card: int


NONE = Place(-1, -1, -1)


@dataclass(frozen=True, slots=True)
class Mark:
    """A day that is no plain one: off, or worked on account of a holiday."""

    is_off: bool
    name: str = ""
    """The holiday, as the Chinese calendar calls it."""


@dataclass(frozen=True, slots=True)
class Sign:
    """A campaign on a card: its name and the token of its colour."""

    name: str
    color: str


@dataclass(slots=True)
class Shown:
    """What the canvas shows beside the posts."""

    week: Week
    today: date
    rests: frozenset[date] = frozenset()
    """Days on which nobody works."""
    begins: Mapping[date, str] = field(default_factory=dict[date, str])
    """Stages that begin on a day."""
    marks: Mapping[date, Mark] = field(default_factory=dict[date, Mark])
    """Holidays, and days on their account worked."""
    campaigns: Mapping[bytes, Sign] = field(default_factory=dict[bytes, Sign])
    """How campaigns are told apart; empty where all posts are of one."""


@dataclass(slots=True)
class Canvas:
    """Everything that is painted, as it is at one moment."""

    host: Host
    shown: Shown
    places: Places
    scrolled: QPoint
    size: QSize
    at: Place
    under: Place = NONE
    ghost: QPoint | None = None
    has_focus: bool = False

    @property
    def wide(self) -> int:
        """Width in px."""
        return self.size.width()

    @property
    def current(self) -> Slot | None:
        """The post at the cursor."""
        return self.places.slot(self.at)

    def rect(self, place: Place) -> QRect:
        """Where a card or a cell stands."""
        return self.places.rect(place, self.scrolled)


class Places:
    """The geometry of one week."""

    def __init__(self, week: Week, *, has_foot: bool = False) -> None:
        self._week = week
        self._has_foot = has_foot
        self._count = len(week.days)
        self._day = LEAST_DAY
        self._tops: list[int] = []
        self.high = self.room = 0
        """Height of all lines, and of what is seen of them."""
        self.wide = 0
        self.tall = 0
        self.tray = 0
        """How far the tray is scrolled, in px."""

    def measure(self, wide: int, tall: int) -> None:
        """Fit into a viewport of this size."""
        self.tall = tall
        self.room = max(0, tall - HEAD - TRAY)
        self._day = max(LEAST_DAY, (wide - SIDE) // max(1, self._count))
        self.wide = SIDE + self._day * self._count
        needed = [
            max((self._stack(cell) for cell in line.days), default=0) for line in self._week.lines
        ]
        spare = self.room // max(1, len(needed))
        heights = [max(LEAST_LINE, high, min(spare, 200)) for high in needed]
        self._tops = [sum(heights[:n]) for n in range(len(heights) + 1)]
        self.high = self._tops[-1] if self._tops else 0

    @property
    def day(self) -> int:
        """Width of a day in px."""
        return self._day

    def lines(self, slot: Slot) -> int:
        """How many lines the title of a card takes: one or two."""
        room = self._day - 2 * GAP - (INNER if self._has_foot else INNER + SIGN)
        return 2 if draw.width(slot.title) > room else 1

    def tall_of(self, slot: Slot) -> int:
        """Height of a card in px."""
        foot = FOOT if self._has_foot else 0
        return CARD + foot + LINE * (self.lines(slot) - 1)

    @property
    def has_foot(self) -> bool:
        """Whether a card has a line for its campaign; the author's sign stands in it then."""
        return self._has_foot

    def _stack(self, cell: tuple[Slot, ...]) -> int:
        return sum(self.tall_of(slot) + GAP for slot in cell) + GAP + 36

    def line(self, number: int, down: int) -> QRect:
        """A line across the whole width, in px of the viewport."""
        top = HEAD + self._tops[number] - down
        return QRect(0, top, self.wide, self._tops[number + 1] - self._tops[number])

    def column(self, day: int, across: int) -> tuple[int, int]:
        """Left edge and width of a day, in px of the viewport."""
        return SIDE + day * self._day - across, self._day

    def is_tray(self, place: Place) -> bool:
        """Whether a place is in the tray."""
        return place.line == len(self._week.lines)

    def rect(self, place: Place, scrolled: QPoint) -> QRect:
        """Where a card or a cell stands, in px of the viewport."""
        if self.is_tray(place):
            card = max(0, place.card)
            left = 24 + card * (TRAY_CARD + 8) - self.tray
            return QRect(left, self.tall - TRAY + 34, TRAY_CARD, 56)
        left, wide = self.column(place.day, scrolled.x())
        line = self.line(place.line, scrolled.y())
        cell = self._week.lines[place.line].days[place.day]
        top = line.y() + GAP
        if place.card < 0:
            top += sum(self.tall_of(slot) + GAP for slot in cell)
            return QRect(left + GAP, top, wide - 2 * GAP, 32)
        top += sum(self.tall_of(slot) + GAP for slot in cell[: place.card])
        slot = cell[place.card] if place.card < len(cell) else None
        return QRect(left + GAP, top, wide - 2 * GAP, self.tall_of(slot) if slot else CARD)

    def show_tray(self, card: int, wide: int) -> None:
        """Scroll the tray until this card is seen."""
        left = card * (TRAY_CARD + 8)
        self.tray = max(0, min(self.tray, left), left + TRAY_CARD + 48 - wide)

    def line_of(self, account: bytes | None) -> int:
        """The line of an account; the first where it has none here."""
        for number, line in enumerate(self._week.lines):
            if line.account is not None and line.account.id == account:
                return number
        return 0

    def cards(self, place: Place) -> tuple[Slot, ...]:
        """The cards of a place's cell, or of the tray."""
        if self.is_tray(place):
            return self._week.unscheduled
        if 0 <= place.line < len(self._week.lines) and 0 <= place.day < self._count:
            return self._week.lines[place.line].days[place.day]
        return ()

    def slot(self, place: Place) -> Slot | None:
        """The card of a place."""
        held = self.cards(place)
        return held[place.card] if 0 <= place.card < len(held) else None

    def of(self, post: bytes) -> Place | None:
        """Where a post stands."""
        for number, line in enumerate(self._week.lines):
            for day, cell in enumerate(line.days):
                for card, slot in enumerate(cell):
                    if slot.id == post:
                        return Place(number, day, card)
        for card, slot in enumerate(self._week.unscheduled):
            if slot.id == post:
                return Place(len(self._week.lines), 0, card)
        return None

    def held(self, place: Place) -> Place:
        """The nearest place that there is."""
        line = max(0, min(place.line, len(self._week.lines)))
        day = max(0, min(place.day, self._count - 1))
        found = Place(line, day, -1)
        count = len(self.cards(found))
        if self.is_tray(found):
            if count:
                return Place(line, 0, max(0, min(place.card, count - 1)))
            return Place(max(0, line - 1), day, -1) if line else found
        return Place(line, day, min(place.card, count - 1))

    def cell(self, line: int, day: int) -> Place | None:
        """A cell of the week; None outside of it."""
        is_inside = 0 <= line < len(self._week.lines) and 0 <= day < self._count
        return Place(line, day, -1) if is_inside else None

    def target(self, place: Place) -> tuple[bytes | None, date | None]:
        """The account and the day of a place; in the tray neither."""
        if self.is_tray(place) or not self._week.lines:
            return None, None
        account = self._week.lines[place.line].account
        return (
            account.id if account is not None else None,
            self._week.first + timedelta(days=place.day),
        )

    def step(self, place: Place, down: int, right: int) -> Place:
        """Where an arrow leads: through the cards of a cell, then on to the next one."""
        if self.is_tray(place):
            if down < 0 and self._week.lines:
                return self._last(len(self._week.lines) - 1, place.day)
            count = len(self._week.unscheduled)
            return Place(place.line, 0, max(0, min(place.card + right, count - 1)))
        if right:
            return self.held(Place(place.line, place.day + right, place.card))
        card, count = place.card + down, len(self.cards(place))
        if down > 0 and place.card >= 0 and card >= count:
            card = -1  # behind the last card the place for a new one
            return Place(place.line, place.day, card)
        if down > 0 and (place.card < 0):
            return self._first(place.line + 1, place.day, place)
        if down < 0 and place.card < 0 and count:
            return Place(place.line, place.day, count - 1)
        if down < 0 and card < 0:
            return self._last(place.line - 1, place.day) if place.line else place
        return Place(place.line, place.day, card)

    def _first(self, line: int, day: int, stay: Place) -> Place:
        if line > len(self._week.lines):
            return stay
        if line == len(self._week.lines):
            return Place(line, 0, 0) if self._week.unscheduled else stay
        return Place(line, day, 0 if self._week.lines[line].days[day] else -1)

    def _last(self, line: int, day: int) -> Place:
        return Place(line, max(0, min(day, self._count - 1)), -1)

    def hit(self, at: QPoint, scrolled: QPoint) -> Place | None:
        """What is under a point of the viewport."""
        if at.y() >= self.tall - TRAY:
            line = len(self._week.lines)
            for card in range(len(self._week.unscheduled)):
                if self.rect(Place(line, 0, card), scrolled).contains(at):
                    return Place(line, 0, card)
            return Place(line, 0, -1)
        if at.y() < HEAD or at.x() < SIDE:
            return None
        day = (at.x() - SIDE + scrolled.x()) // self._day
        down = at.y() - HEAD + scrolled.y()
        for line in range(len(self._week.lines)):
            if self._tops[line] <= down < self._tops[line + 1] and 0 <= day < self._count:
                for card in range(len(self._week.lines[line].days[day])):
                    if self.rect(Place(line, day, card), scrolled).contains(at):
                        return Place(line, day, card)
                return Place(line, day, -1)
        return None
