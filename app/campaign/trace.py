"""What leads to what in a campaign, line by line; files and approvals come later. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.campaign.overview import CampaignRows
from app.campaign.post import state_of
from app.model.row import Row


@dataclass(frozen=True, slots=True)
class Trace:
    """One thing of a campaign, and the things that it comes from."""

    kind: str
    """The table of the row: campaign, task, post."""
    id: bytes
    title: str
    state: str
    at: str
    """Its wall time: begin of a campaign, end of a task, day of a post; "" where there is none."""
    refers: tuple[bytes, ...]


def trace(rows: CampaignRows, now: datetime) -> tuple[Trace, ...]:
    """Everything of a campaign: itself, then in order of time, what has no time last."""
    campaign = rows.campaign
    before = _before(rows.links, {task.id for task in rows.tasks})
    lines = [_task(task, before.get(task.id, ())) for task in rows.tasks]
    lines += [_post(post, campaign.id, now) for post in rows.posts]
    lines.sort(key=lambda line: (line.at == "", line.at, line.kind, line.id))
    stage, start = campaign.text("stage"), campaign.text("start")
    return Trace("campaign", campaign.id, campaign.text("name"), stage, start, ()), *lines


def _before(links: Sequence[Row], known: set[bytes]) -> dict[bytes, list[bytes]]:
    found: dict[bytes, list[bytes]] = {}
    for link in links:
        first, after = link.ref("predecessor"), link.ref("successor")
        if first is not None and after is not None and {first, after} <= known:
            found.setdefault(after, []).append(first)
    return found


def _task(task: Row, before: Sequence[bytes]) -> Trace:
    above = task.ref("parent") or task.ref("campaign")
    refers: list[bytes] = [above] if above is not None else []
    refers += [row for row in dict.fromkeys(before) if row != above]
    at = task.text("finish") or task.text("start")
    return Trace("task", task.id, task.text("name"), task.text("status"), at, tuple(refers))


def _post(post: Row, campaign: bytes, now: datetime) -> Trace:
    at = post.text("published") or post.text("planned")
    refers = (post.ref("task") or campaign,)
    return Trace("post", post.id, post.text("title"), state_of(post, now), at, refers)
