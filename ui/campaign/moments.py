"""A moment in words, as the fields of a post show and read it."""

from __future__ import annotations

import re
from datetime import datetime, time

from app.calendar import phrase, worktime
from ui.campaign.overview_dates import LATELY, PLAIN
from ui.kit import when
from ui.parts.host import Host

USUAL = time(20, 0)
"""A day without a time: when most people look at their phones."""
CLOCK = re.compile(r"\s*\d{1,2}[:：]\d{2}$")


def moment(host: Host, text: str, kept: datetime | None = None) -> datetime | None:
    """A moment that a person wrote; None where it is none.

    What stands there since the field was filled means `kept`, whatever day is today.
    """
    plain = text.strip()
    if kept is not None and plain == moment_words(host, kept):
        return kept
    found = phrase.find(plain, host.now(), worktime.standard())
    value = found[0].value if found else None
    if value is None:
        return None
    at = value if isinstance(value, datetime) else datetime.combine(value, USUAL)
    is_bare = PLAIN.fullmatch(CLOCK.sub("", plain)) is not None
    if is_bare and kept is not None and (at.date() - host.today()).days > LATELY:
        # A bare 5月18日 in June is this year's: the time of a day that has gone by is put right.
        return at.replace(year=at.year - 1, day=min(at.day, 28) if at.month == 2 else at.day)
    return at


def moment_words(host: Host, at: datetime | None) -> str:
    """A moment as it stands in a field."""
    return f"{when.full(at.date(), host.today())} {at:%H:%M}" if at is not None else ""
