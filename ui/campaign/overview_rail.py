"""The painted lines of an overview: members, what comes, what happened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from app.campaign.activity import Event
from app.campaign.overview import Coming
from app.model.row import Row
from ui.campaign.looks import ROLES, figure, role_words, stage_words
from ui.campaign.overview_rows import MENU, Rows, cell
from ui.kit import draw, icons, when
from ui.kit.app import t
from ui.parts.host import Host

DAY, SIGN = 96, 24
TITLE = (240, 400)
ROLE = 80
"""The role and the sign of the menu: a click on either asks."""
PEOPLE = 6
"""So many members are shown at first."""
TOGETHER = timedelta(minutes=30)
"""What one person adds within this time is told in one line."""
MARK = "\x00"


@dataclass(frozen=True, slots=True)
class Person:
    """A member as the rail shows them."""

    id: bytes
    person: bytes | None
    name: str
    title: str
    role: str


@dataclass(frozen=True, slots=True)
class More:
    """The line that shows the others."""

    count: int


@dataclass(frozen=True, slots=True)
class Told:
    """One line of what happened: `count` things of the same kind by the same person."""

    event: Event
    who: str
    count: int = 1
    unit: str = ""


def people(host: Host, members: Sequence[Row]) -> list[Person]:
    """Members, those who lead first."""
    names = host.directory
    made = [
        Person(
            row.id,
            row.ref("person"),
            names.name("person", row.ref("person")),
            names.title(row.ref("person")),
            row.text("role"),
        )
        for row in members
    ]
    order = {role: place for place, role in enumerate(ROLES)}
    return sorted(made, key=lambda one: (order.get(one.role, 1), one.id))


def told(host: Host, events: Sequence[Event], units: dict[str, str]) -> list[Told]:
    """Events as lines, newest first; many of a kind at once make one line."""
    lines: list[Told] = []
    for event in events:
        last = lines[-1] if lines else None
        if last is not None and _goes_with(last.event, event):
            lines[-1] = Told(last.event, last.who, last.count + 1, last.unit)
            continue
        who = host.directory.name("person", event.person)
        lines.append(Told(event, who, 1, units.get(event.title, "")))
    return lines


def _goes_with(last: Event, event: Event) -> bool:
    is_alike = (last.deed, last.person) == (event.deed, event.person)
    return is_alike and event.deed in ("task", "post", "due") and last.at - event.at <= TOGETHER


def deed_words(line: Told, today: date) -> str:
    """What was done; MARK stands around the name of what it was done to."""
    event = line.event
    title = f"{MARK}{event.title}{MARK}"
    match event.deed:
        case "task" if line.count > 1:
            return t("added {count} tasks: {title}", count=line.count, title=title)
        case "task":
            return t("added {title}", title=title)
        case "post" if line.count > 1:
            return t("planned {count} posts: {title}", count=line.count, title=title)
        case "post":
            return t("planned {title}", title=title)
        case "published":
            return t("published {title}", title=title)
        case "comment":
            said = " ".join(event.said.split())
            return t("on {title}: {said}", title=title, said=said)
        case "stage":
            return _stage_words(event)
        case "due" if line.count > 1:
            return t("moved {count} tasks: {title}", count=line.count, title=title)
        case "due":
            day = when.wall(event.said)
            moved = when.short(day.date(), today) if day is not None else t("No date")
            return t("moved {title} to {day}", title=title, day=moved)
        case _:
            return _figure_words(line, title)


def _stage_words(event: Event) -> str:
    new = f"{MARK}{stage_words(event.said)}{MARK}"
    if not event.was:
        return t("moved the stage to {new}", new=new)
    return t("moved the stage from {old} to {new}", old=stage_words(event.was), new=new)


def _figure_words(line: Told, title: str) -> str:
    value = figure_of(line.event.said, line.unit)
    if not line.who:
        return t("{title} is {value} now", title=title, value=value)
    if not line.event.was:
        return t("recorded {title}: {value}", title=title, value=value)
    was = figure_of(line.event.was, line.unit)
    return t("recorded {title}: {was} → {value}", title=title, was=was, value=value)


def figure_of(text: str, unit: str) -> str:
    """A figure that the activity tells as plain text."""
    try:
        return figure(Decimal(text), unit)
    except InvalidOperation:
        return text


class MemberRows(Rows):
    """Who takes part: name, position, role."""

    has_menu = True
    ends = ROLE

    def __init__(self) -> None:
        super().__init__(t("Members"))

    def words(self, item: object) -> str:
        if isinstance(item, More):
            return t("1 other") if item.count == 1 else t("{count} others", count=item.count)
        assert isinstance(item, Person)
        return ", ".join(p for p in (item.name, item.title, role_words(item.role)) if p)

    def paint_item(self, painter: QPainter, rect: QRectF, item: object) -> None:
        if isinstance(item, More):
            spot = QRectF(rect.x() + 12, rect.center().y() - 8, 16, 16)
            icons.paint(painter, "chevron-down", spot, "text2")
            self.is_live = False
            cell(painter, rect.adjusted(40, 0, -8, 0), self.words(item), "text2")
            return
        assert isinstance(item, Person)
        spot = QRectF(rect.x() + 8, rect.center().y() - 12, 24, 24)
        draw.avatar(painter, spot, item.name)
        role = role_words(item.role)
        wide = draw.width(role, "caption") + 1
        right = rect.right() - (MENU if self.is_live else 8)
        end = QRectF(right - wide, rect.y(), wide, rect.height())
        cell(painter, end, role, "text2", font="caption")
        left = rect.x() + 40
        name = item.name or t("Somebody")
        used = cell(painter, QRectF(left, rect.y(), end.x() - 8 - left, rect.height()), name)
        left += used + 8
        room = QRectF(left, rect.y() + 1, end.x() - 8 - left, rect.height())
        if room.width() > 24:
            cell(painter, room, item.title, "text2", font="caption")


class ComingRows(Rows):
    """What is due soon; Enter or a click goes there."""

    is_link = True

    def __init__(self, host: Host) -> None:
        super().__init__(t("What comes next"))
        self._host = host

    def words(self, item: object) -> str:
        assert isinstance(item, Coming)
        return ", ".join(p for p in (self._day(item), item.title, coming_words(item)[2]) if p)

    def _day(self, item: Coming) -> str:
        day, today = item.at.date(), self._host.today()
        return when.near(day, today) if (day - today).days <= 1 else when.full(day, today)

    def paint_item(self, painter: QPainter, rect: QRectF, item: object) -> None:
        assert isinstance(item, Coming)
        icon, ink, note = coming_words(item)
        row = self.row_at(rect.center().y())
        before = self.items[row - 1] if row > 0 else None
        # A day is said once, at the first of what it brings.
        if not isinstance(before, Coming) or before.at.date() != item.at.date():
            cell(painter, rect.adjusted(8, 0, 0, 0), self._day(item), "text2")
        x = rect.x() + 8 + DAY
        icons.paint(painter, icon, QRectF(x, rect.center().y() - 7, 14, 14), ink)
        x += SIGN
        room = rect.right() - 8 - x
        wide = min(max(TITLE[0], min(room * 0.45, TITLE[1])), room)
        cell(painter, QRectF(x, rect.y(), wide - 16, rect.height()), item.title)
        rest = QRectF(x + wide, rect.y(), max(0.0, room - wide), rect.height())
        tint = ink if ink in ("danger", "warn") else "text2"
        cell(painter, rest, note, tint, font="small")


def coming_words(item: Coming) -> tuple[str, str, str]:
    """Icon, ink and words of why something is on the list."""
    clock = f"{item.at:%H:%M}"
    count = len(item.waits_for)
    match item.kind:
        case "stage":
            return "flag", "accent", t("Stage begins")
        case "milestone":
            words = t("Milestone, open before it: {count}", count=count)
            return "milestone", "accent", words if count else t("Milestone")
        case "post" if item.state == "missed":
            return "clock-alert", "danger", t("Was to be published at {time}", time=clock)
        case "post":
            return "send", "accent", t("To be published at {time}", time=clock)
        case _ if item.state == "blocked":
            words = t("Blocked by {task}", task=item.waits_for[0]) if count else t("Blocked")
            return "circle-x", "danger", words
        case _ if count:
            return "hourglass", "warn", t("Waits for {task}", task=item.waits_for[0])
        case _:
            return "circle-dot", "text2", t("Due at {time}", time=clock)


class ActivityRows(Rows):
    """Who did what and when; Enter or a click goes there."""

    is_link = True

    def __init__(self, host: Host) -> None:
        super().__init__(t("Activity"))
        self._host = host

    def words(self, item: object) -> str:
        assert isinstance(item, Told)
        said = deed_words(item, self._host.today()).replace(MARK, "")
        return f"{item.who or t('Targets')} {said}, {self._at(item.event.at)}"

    def _at(self, at: datetime) -> str:
        return when.moment(at, self._host.now())

    def paint_item(self, painter: QPainter, rect: QRectF, item: object) -> None:
        assert isinstance(item, Told)
        at = self._at(item.event.at)
        wide = draw.width(at, "caption") + 1
        end = QRectF(rect.right() - 8 - wide, rect.y(), wide, rect.height())
        cell(painter, end, at, "text2", font="caption")
        spot = QRectF(rect.x() + 8, rect.center().y() - 10, 20, 20)
        if item.who:
            draw.avatar(painter, spot, item.who)
        else:
            icons.paint(painter, "target", spot.adjusted(3, 3, -3, -3), "text2")
        x = rect.x() + 36
        parts = deed_words(item, self._host.today()).split(MARK)
        inks = [(f"{item.who} ", "text")] if item.who else []
        inks += [(part, "text" if n % 2 else "text2") for n, part in enumerate(parts)]
        for words, ink in inks:
            room = end.x() - 8 - x
            if words and room > 12:
                place = QRectF(x, rect.y(), room, rect.height())
                x += cell(painter, place, words, ink, font="small")
