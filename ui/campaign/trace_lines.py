"""The lines of the traceability tab: what each is, who has to do with it, where it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QRect, QRectF, QUrl
from PySide6.QtGui import QPainter

from app.campaign import commands as verbs
from app.campaign.trace import Trace, trace
from app.session import Session
from ui.kit import draw, icons, when
from ui.kit.app import listed, t, worded
from ui.kit.cells import Source, State
from ui.kit.draw import Chip
from ui.kit.gridhead import Column
from ui.kit.match import match
from ui.parts.host import Host
from ui.parts.terms import CHOICES

SIGNS = {
    "campaign": ("flag", "accent"),
    "task": ("list-checks", "text2"),
    "post": ("calendar-days", "text2"),
}
POSTS = {"planned": "Planned", "missed": "Not published in time", "ready": "Scheduled"}
LOOKS = {
    "done": ("success", "circle-check"),
    "published": ("success", "circle-check"),
    "doing": ("accent", "circle-dot"),
    "run": ("accent", "circle-dot"),
    "ready": ("accent", "calendar-clock"),
    "review": ("warn", "history"),
    "blocked": ("danger", "circle-x"),
    "missed": ("danger", "clock-alert"),
}
"""State -> tone and icon of its chip; the others are neutral."""
SAFE = ("http", "https")
"""What a link may begin with: it may have come from another computer."""


@dataclass(frozen=True, slots=True)
class Held:
    """A line with what people ask of it."""

    trace: Trace
    people: tuple[bytes, ...] = ()
    url: str = ""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be shown; "" is everything."""

    kind: str = ""
    state: str = ""
    words: str = ""
    sort: tuple[str, bool] = ("", False)


def read(session: Session, campaign: bytes, now: datetime) -> list[Held]:
    """Everything of a campaign in order of time; may be called beside the screen."""
    rows = verbs.read_campaign(session, campaign)
    people: dict[bytes, list[bytes]] = {}
    held = session.dataset("assignment", ("task", "person"), [("campaign", "=", campaign)])
    for task, person in zip(held["task"], held["person"], strict=True):
        if isinstance(task, bytes) and isinstance(person, bytes):
            people.setdefault(task, []).append(person)
    urls: dict[bytes, str] = {}
    for post in rows.posts:
        urls[post.id] = post.text("url")
        author = post.ref("author")
        people[post.id] = [author] if author is not None else []
    owner = rows.campaign.ref("owner")
    people[campaign] = [owner] if owner is not None else []
    return [
        Held(line, tuple(dict.fromkeys(people.get(line.id, ()))), urls.get(line.id, ""))
        for line in trace(rows, now)
    ]


def state_words(line: Trace) -> str:
    """The state of a line as people say it."""
    if line.kind == "post" and line.state in POSTS:
        return worded(POSTS[line.state])
    field = "stage" if line.kind == "campaign" else "status"
    return worded(CHOICES.get(f"{field}/{line.state}", line.state)) if line.state else ""


def link_of(url: str) -> QUrl | None:
    """The link, if it is one that a browser should be given."""
    found = QUrl(url)
    return found if found.scheme().lower() in SAFE and found.host() else None


def columns() -> list[Column]:
    """The columns of the tab."""
    return [
        Column("title", t("Name"), 280, stretches=True, least=200),
        Column("from", t("Comes from"), 288, is_sorted=False),
        Column("state", t("Status"), 112),
        Column("who", t("Owner"), 144),
        Column("at", t("Time"), 128),
        Column("link", t("Link"), 152),
    ]


class Lines(Source):
    """The lines that fit what was asked for."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self.every: Mapping[object, Held] = {}
        self.shown: list[Held] = []

    def narrow(self, wish: Wish) -> None:
        """Show what is asked for, in the order that is asked for."""
        self.shown = [
            held
            for held in self.every.values()
            if wish.kind in ("", held.trace.kind)
            and wish.state in ("", held.trace.state)
            and (not wish.words or self._is_called(held, wish.words))
        ]
        key, is_falling = wish.sort
        if key:
            self.shown.sort(key=lambda held: self._rank(held, key), reverse=is_falling)

    def _is_called(self, held: Held, words: str) -> bool:
        texts = (held.trace.title, *map(self._name, held.people))
        return any(match(words, text) is not None for text in texts)

    def _rank(self, held: Held, key: str) -> tuple[bool, str]:
        text = held.trace.at if key == "at" else self._words(held, key)
        return (not text, text)

    def _name(self, person: bytes) -> str:
        return self._host.directory.name("person", person)

    def count(self) -> int:
        return len(self.shown)

    def key(self, row: int) -> object:
        return self.shown[row].trace.id

    def words(self, row: int, column: str) -> str:
        return self._words(self.shown[row], column)

    def _words(self, held: Held, column: str) -> str:
        line = held.trace
        match column:
            case "title":
                return line.title
            case "state":
                return state_words(line)
            case "who":
                return _listed([self._name(person) for person in held.people])
            case "at":
                at = when.wall(line.at)
                return when.due(at, self._host.now()) if at is not None else ""
            case "link":
                return held.url
            case _:
                found = (self.every.get(row) for row in line.refers)
                return _listed([one.trace.title for one in found if one is not None])

    def paint(self, painter: QPainter, cell: tuple[int, str], rect: QRect, state: State) -> None:
        row, column = cell
        if row >= len(self.shown):
            return
        held, inner = self.shown[row], QRectF(rect.adjusted(8, 0, -8, 0))
        middle = round(inner.center().y())
        text, ink = self._words(held, column), "text2"
        match column:
            case "title":
                icon, tint = SIGNS[held.trace.kind]
                icons.paint(painter, icon, QRectF(inner.x(), middle - 7, 14, 14), tint)
                inner.adjust(22, 0, 0, 0)
                ink = "text"
            case "state" if text:
                tone, icon = LOOKS.get(held.trace.state, ("neutral", "circle"))
                draw.chip(painter, inner.x(), middle, Chip(text, tone, icon), inner.width())
                return
            case "from" if text:
                sign = QRectF(inner.x(), middle - 6, 12, 12)
                icons.paint(painter, "corner-down-right", sign, "text3")
                inner.adjust(18, 0, 0, 0)
            case "who" if held.people:
                name = self._name(held.people[0])
                draw.avatar(painter, QRectF(inner.x(), middle - 10, 20, 20), name)
                inner.adjust(28, 0, 0, 0)
            case "link" if held.url:
                link = link_of(held.url)
                text, ink = (link.host(), "accent") if link is not None else (held.url, "text2")
                if link is not None:
                    sign = QRectF(inner.x(), middle - 6, 12, 12)
                    icons.paint(painter, "external-link", sign, "accent")
                    inner.adjust(18, 0, 0, 0)
            case _:
                pass
        draw.words(painter, inner, text.removeprefix("www."), "body", ink)
        del state


def _listed(names: Sequence[str]) -> str:
    return listed(names)
