"""Everything that a campaign's page shows, counted from its rows. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo

from app.campaign.activity import Change, Event, activity
from app.campaign.overview import CampaignRows, Coming, Facts, coming, facts

EVENTS = 400
"""So many events are told at most, before those of a kind are told in one line."""


@dataclass(frozen=True, slots=True)
class Whole:
    """A campaign with what is counted of it."""

    rows: CampaignRows
    facts: Facts
    coming: tuple[Coming, ...] = ()
    events: tuple[Event, ...] = ()
    is_counted: bool = True
    """False where only the head was read so far: nothing is known of the tasks."""


def head(rows: CampaignRows, now: datetime) -> Whole:
    """What can be said before the tasks are read."""
    return Whole(rows, facts(rows, now), is_counted=False)


def whole(rows: CampaignRows, now: datetime, zone: tzinfo, changes: Sequence[Change] = ()) -> Whole:
    """All of it; `zone` is the workspace's."""
    events = activity(rows, zone, EVENTS, changes)
    return Whole(rows, facts(rows, now), coming(rows, now), events)


def renewed(held: Whole, rows: CampaignRows, now: datetime) -> Whole:
    """What was counted, under a head that was read again: a change is seen before the count."""
    new = facts(rows, now)
    known = replace(
        held.rows,
        campaign=rows.campaign,
        posts=rows.posts,
        members=rows.members,
        accounts=rows.accounts,
    )
    told = replace(new, progress=held.facts.progress, risk=held.facts.risk)
    return replace(held, rows=known, facts=told)
