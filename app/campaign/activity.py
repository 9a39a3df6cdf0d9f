"""What happened in a campaign, told from its rows: who added, said and published what. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Literal

from app.campaign.overview import CampaignRows
from app.campaign.post import is_published, moment_of
from app.model.campaign import Kpi, read_kpis
from app.model.row import Row

Deed = Literal["task", "post", "published", "comment", "kpi", "stage", "due"]
LINES = 30
DUE = ("deadline", "finish")
"""Fields that say when a task is due, the one that says more first."""
LAST_SECOND = 253_402_214_400
"""The last day that Python's dates can tell in every zone."""


@dataclass(frozen=True, slots=True)
class Event:
    """At a wall time, somebody did something to something."""

    deed: Deed
    at: datetime
    person: bytes | None
    table: str
    id: bytes
    title: str
    said: str = ""
    """The words of a comment; the figure of a KPI; the new stage; the new wall time."""
    was: str = ""
    """The figure, the stage or the wall time before; "" where it is not known."""


@dataclass(frozen=True, slots=True)
class Change:
    """A field of the campaign or of one of its tasks got another value."""

    table: str
    row: bytes
    field: str
    person: bytes | None
    at_ms: int
    old: str
    new: str


def activity(
    rows: CampaignRows, zone: tzinfo, limit: int = LINES, changes: Sequence[Change] = ()
) -> tuple[Event, ...]:
    """The latest lines of a campaign, newest first; `zone` is the workspace's."""
    titles = {row.id: _title(row) for row in (*rows.tasks, *rows.posts, rows.campaign)}
    lines = [_added("task", row, zone) for row in rows.tasks]
    for post in rows.posts:
        lines.append(_added("post", post, zone))
        at = moment_of(post, "published")
        if at is not None and is_published(post):
            title, url = post.text("title"), post.text("url")
            lines.append(Event("published", at, post.ref("author"), "post", post.id, title, url))
    for said in rows.comments:
        if said.text("kind") == "comment":
            lines.append(_comment(said, titles, zone))
    lines += _figures(rows.campaign, [one for one in changes if one.field == "kpi"])
    lines += _stages(rows.campaign, changes, zone)
    lines += _dues(changes, titles, zone)
    lines.sort(key=lambda line: (line.at, line.deed, line.id), reverse=True)
    return tuple(lines[:limit])


def made_at(row: bytes, zone: tzinfo) -> datetime:
    """The wall time at which a row was made: its id begins with it."""
    return _wall(int.from_bytes(row[:6], "big"), zone)


def _wall(ms: int, zone: tzinfo) -> datetime:
    utc = datetime.fromtimestamp(min(ms // 1000, LAST_SECOND), UTC)
    return utc.astimezone(zone).replace(tzinfo=None)


def _added(table: Literal["task", "post"], row: Row, zone: tzinfo) -> Event:
    return Event(table, made_at(row.id, zone), row.ref("author"), table, row.id, _title(row))


def _comment(said: Row, titles: dict[bytes, str], zone: tzinfo) -> Event:
    at = moment_of(said, "said_at") or made_at(said.id, zone)
    row = said.ref("row") or b""
    person, words = said.ref("person"), said.text("body")
    return Event("comment", at, person, said.text("table"), row, titles.get(row, ""), words)


def _figures(campaign: Row, changes: Sequence[Change]) -> list[Event]:
    """Figures as they were recorded; the latest of a KPI also where nobody knows by whom."""
    found: dict[tuple[str, str], Event] = {}
    for change in changes:
        before = {kpi.id: kpi for kpi in read_kpis(change.old)}
        for kpi in read_kpis(change.new):
            old = before.get(kpi.id)
            if old is None or kpi.updated != old.updated:
                _figure(found, campaign, kpi, change.person, old)
    for kpi in read_kpis(campaign.text("kpi")):
        _figure(found, campaign, kpi, None)
    return list(found.values())


def _figure(
    found: dict[tuple[str, str], Event],
    campaign: Row,
    kpi: Kpi,
    person: bytes | None,
    old: Kpi | None = None,
) -> None:
    at = _moment(kpi.updated)
    if at is None or kpi.actual is None:
        return
    was = format(old.actual, "f") if old is not None and old.actual is not None else ""
    figure = format(kpi.actual, "f")
    line = Event("kpi", at, person, "campaign", campaign.id, kpi.name, figure, was)
    found.setdefault((kpi.id, kpi.updated), line)


def _stages(campaign: Row, changes: Sequence[Change], zone: tzinfo) -> list[Event]:
    name = campaign.text("name")
    return [
        Event("stage", _wall(c.at_ms, zone), c.person, "campaign", c.row, name, c.new, c.old)
        for c in changes
        if c.field == "stage" and c.table == "campaign"
    ]


def _dues(changes: Sequence[Change], titles: Mapping[bytes, str], zone: tzinfo) -> list[Event]:
    """When tasks are due was changed; a deadline says more than the planned end beside it."""
    found: dict[tuple[bytes, int], Event] = {}
    for field in DUE:
        for c in changes:
            if c.table == "task" and c.field == field and c.row in titles:
                at, title = _wall(c.at_ms, zone), titles[c.row]
                line = Event("due", at, c.person, "task", c.row, title, c.new, c.old)
                found.setdefault((c.row, c.at_ms), line)
    return list(found.values())


def _title(row: Row) -> str:
    return row.text("title" if row.table == "post" else "name")


def _moment(held: str) -> datetime | None:
    try:
        return datetime.fromisoformat(held).replace(tzinfo=None) if held else None
    except ValueError:
        return None
