"""The rows of the list of campaigns: what fits, in which order, how each cell looks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QPainter

from app.campaign import commands as verbs
from app.campaign import overview
from app.campaign.overview import Facts, Level
from app.model.row import Row
from app.session import Session
from ui.campaign.looks import (
    STAGES,
    days_words,
    period_words,
    risk_chip,
    risk_words,
    stage_chip,
)
from ui.kit import draw, icons
from ui.kit.app import t
from ui.kit.cells import Source, State
from ui.kit.gridhead import Column
from ui.kit.match import match
from ui.parts.host import Host

LEVELS: tuple[Level, ...] = ("high", "mid", "low")
LAST = date.max


@dataclass(frozen=True, slots=True)
class Wish:
    """What the list is to show; "" is everything."""

    is_archived: bool = False
    words: str = ""
    stage: str = ""
    risk: str = ""
    sort: tuple[str, bool] = ("", False)

    @property
    def is_narrow(self) -> bool:
        """Whether some of the tab is hidden."""
        return bool(self.words or self.stage or self.risk)


@dataclass(frozen=True, slots=True)
class Entry:
    """A campaign with what is counted of it."""

    row: Row
    facts: Facts
    is_pinned: bool
    owner: str = ""


def read(session: Session, now: datetime) -> list[Entry]:
    """Every campaign in its own order; may be called beside the screen."""
    names = {row.id: row.text("name") for row in session.list("person")}
    pinned = {row.ref("row") for row in verbs.pins(session)}
    return [
        Entry(
            row,
            overview.facts(verbs.read_campaign(session, row.id), now),
            row.id in pinned,
            names.get(row.ref("owner") or b"", ""),
        )
        for row in session.list("campaign", (), ["okey"])
    ]


def fits(entry: Entry, wish: Wish) -> bool:
    """Whether a campaign is asked for; its name and its owner are looked through."""
    if bool(entry.row["archived"]) is not wish.is_archived:
        return False
    if wish.stage not in ("", entry.facts.stage) or wish.risk not in ("", entry.facts.risk.level):
        return False
    texts = (entry.row.text("name"), entry.owner)
    return not wish.words or any(match(wish.words, text) is not None for text in texts)


def arranged(entries: Sequence[Entry], wish: Wish) -> list[Entry]:
    """What fits, sorted; without a wish in the order that the campaigns have."""
    shown = [entry for entry in entries if fits(entry, wish)]
    key, is_falling = wish.sort
    if key:
        shown.sort(key=lambda entry: _rank(entry, key), reverse=is_falling)
    return shown


def _rank(entry: Entry, key: str) -> tuple[object, ...]:
    facts = entry.facts
    match key:
        case "stage":
            return (STAGES.index(facts.stage) if facts.stage in STAGES else -1,)
        case "period":
            period = facts.period
            days = (period.start, period.finish) if period is not None else (LAST, LAST)
            return (*days,)
        case "owner":
            return (not entry.owner, entry.owner)
        case "progress":
            return (facts.progress.percent,)
        case "risk":
            count = sum(reason.count for reason in facts.risk.reasons)
            return (-LEVELS.index(facts.risk.level), count)
        case _:
            return (entry.row.text("name").casefold(),)


def columns() -> list[Column]:
    """The columns of the list."""
    return [
        Column("name", t("Campaign"), 240, stretches=True, least=200),
        Column("stage", t("Stage"), 112),
        Column("period", t("Period"), 304),
        Column("owner", t("Owner"), 112),
        Column("progress", t("Progress"), 128),
        Column("risk", t("Risk"), 296),
    ]


class Campaigns(Source):
    """The rows that the list shows now."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self.entries: list[Entry] = []
        self.held: Mapping[object, Entry] = {}

    def show(self, entries: Sequence[Entry]) -> None:
        """These, in this order."""
        self.entries = list(entries)
        self.held = {entry.row.id: entry for entry in entries}

    def count(self) -> int:
        return len(self.entries)

    def key(self, row: int) -> object:
        return self.entries[row].row.id

    def words(self, row: int, column: str) -> str:
        entry = self.entries[row]
        facts = entry.facts
        match column:
            case "name":
                return entry.row.text("name")
            case "stage":
                return stage_chip(facts).text
            case "period":
                return " ".join((period_words(facts), days_words(facts, self._host.today())))
            case "owner":
                return entry.owner
            case "progress":
                return f"{facts.progress.percent}%"
            case _:
                return " ".join((risk_chip(facts.risk).text, risk_words(facts.risk)))

    def is_faint(self, row: int) -> bool:
        return bool(self.entries[row].row["archived"])

    def paint(self, painter: QPainter, cell: tuple[int, str], rect: QRect, state: State) -> None:
        row, column = cell
        if row >= len(self.entries):
            return
        entry = self.entries[row]
        facts = entry.facts
        inner = rect.adjusted(8, 0, -8, 0)
        middle = rect.center().y() + 0.5
        match column:
            case "name":
                self._paint_name(painter, inner, entry)
            case "stage":
                draw.chip(painter, inner.x(), middle, stage_chip(facts), inner.width())
            case "period":
                used = draw.words(painter, inner, period_words(facts))
                rest = inner.adjusted(round(used) + 8, 0, 0, 0)
                draw.words(painter, rest, days_words(facts, self._host.today()), "caption", "text2")
            case "owner":
                if entry.owner:
                    draw.avatar(painter, QRectF(inner.x(), middle - 10, 20, 20), entry.owner)
                draw.words(painter, inner.adjusted(28, 0, 0, 0), entry.owner)
            case "progress":
                bar = QRectF(inner.x(), rect.y(), 64, rect.height())
                draw.bar(painter, bar, facts.progress.percent / 100)
                draw.words(painter, inner.adjusted(72, 0, 0, 0), self.words(row, column))
            case _:
                wide = draw.chip(painter, inner.x(), middle, risk_chip(facts.risk), inner.width())
                rest = inner.adjusted(wide + 8, 0, 0, 0)
                draw.words(painter, rest, risk_words(facts.risk), "caption", "text2")
        del state

    def _paint_name(self, painter: QPainter, inner: QRect, entry: Entry) -> None:
        middle = inner.center().y() + 0.5
        icon = entry.row.text("icon") or "flag"
        icons.paint(painter, icon, QRectF(inner.x(), middle - 8, 16, 16), "text2")
        room = inner.adjusted(24, 0, -20 if entry.is_pinned else 0, 0)
        used = draw.words(painter, room, entry.row.text("name"), "strong")
        if entry.is_pinned:
            star = QRectF(room.x() + used + 6, middle - 6, 12, 12)
            icons.paint(painter, "pin", star, "accent")
