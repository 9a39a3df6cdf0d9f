"""What happened in a campaign, told from its rows: who added, said and published what. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Literal

from app.campaign.overview import CampaignRows
from app.campaign.post import is_published, moment_of
from app.model.campaign import read_kpis
from app.model.row import Row

Deed = Literal["task", "post", "published", "comment", "kpi"]
LINES = 30
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
    """The words of a comment; the figure of a KPI."""


def activity(rows: CampaignRows, zone: tzinfo, limit: int = LINES) -> tuple[Event, ...]:
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
    for kpi in read_kpis(rows.campaign.text("kpi")):
        at = _moment(kpi.updated)
        if at is not None and kpi.actual is not None:
            figure = format(kpi.actual, "f")
            lines.append(Event("kpi", at, None, "campaign", rows.campaign.id, kpi.name, figure))
    lines.sort(key=lambda line: (line.at, line.id, line.deed), reverse=True)
    return tuple(lines[:limit])


def made_at(row: bytes, zone: tzinfo) -> datetime:
    """The wall time at which a row was made: its id begins with it."""
    ms = int.from_bytes(row[:6], "big")
    utc = datetime.fromtimestamp(min(ms // 1000, LAST_SECOND), UTC)
    return utc.astimezone(zone).replace(tzinfo=None)


def _added(table: Literal["task", "post"], row: Row, zone: tzinfo) -> Event:
    return Event(table, made_at(row.id, zone), row.ref("author"), table, row.id, _title(row))


def _comment(said: Row, titles: dict[bytes, str], zone: tzinfo) -> Event:
    at = moment_of(said, "said_at") or made_at(said.id, zone)
    row = said.ref("row") or b""
    person, words = said.ref("person"), said.text("body")
    return Event("comment", at, person, said.text("table"), row, titles.get(row, ""), words)


def _title(row: Row) -> str:
    return row.text("title" if row.table == "post" else "name")


def _moment(held: str) -> datetime | None:
    try:
        return datetime.fromisoformat(held).replace(tzinfo=None) if held else None
    except ValueError:
        return None
