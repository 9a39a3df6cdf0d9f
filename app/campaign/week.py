"""The content calendar: accounts down, days across, and what has no day yet. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.campaign.post import State, moment_of, state_of
from app.model.row import Row

WEEK_DAYS = 7


@dataclass(frozen=True, slots=True)
class Slot:
    """A post on the calendar."""

    id: bytes
    campaign: bytes | None
    title: str
    account: bytes | None
    at: datetime | None
    state: State
    status: str
    url: str
    task: bytes | None
    author: bytes | None


@dataclass(frozen=True, slots=True)
class AccountDays:
    """An account and its posts day by day; the last line may have no account."""

    account: Row | None
    days: tuple[tuple[Slot, ...], ...]

    @property
    def planned(self) -> int:
        """Posts of these days."""
        return sum(len(day) for day in self.days)

    @property
    def published(self) -> int:
        """Posts of these days that are out."""
        return sum(slot.state == "published" for day in self.days for slot in day)


@dataclass(frozen=True, slots=True)
class Week:
    """Days from the first on."""

    first: date
    lines: tuple[AccountDays, ...]
    unscheduled: tuple[Slot, ...]

    @property
    def days(self) -> tuple[date, ...]:
        """The days across."""
        count = len(self.lines[0].days) if self.lines else WEEK_DAYS
        return tuple(self.first + timedelta(days=n) for n in range(count))


def monday_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def calendar_week(
    posts: Iterable[Row],
    accounts: Sequence[Row],
    monday: date,
    now: datetime,
    days: int = WEEK_DAYS,
) -> Week:
    """The posts of a week (or of more days) by account; published ones stand where they came out.

    Posts whose account is none of these stand in a last line without account, so that nothing
    that has a day is hidden.
    """
    known = {account.id for account in accounts}
    cells: dict[tuple[bytes | None, int], list[Slot]] = {}
    unscheduled: list[Slot] = []
    for post in posts:
        slot = slot_of(post, now)
        if slot.at is None:
            unscheduled.append(slot)
            continue
        day = (slot.at.date() - monday).days
        if 0 <= day < days:
            account = slot.account if slot.account in known else None
            cells.setdefault((account, day), []).append(slot)
    lines = [AccountDays(a, _days(cells, a.id, days)) for a in accounts]
    if any(account is None for account, _ in cells):
        lines.append(AccountDays(None, _days(cells, None, days)))
    return Week(monday, tuple(lines), tuple(sorted(unscheduled, key=_title)))


def slot_of(post: Row, now: datetime) -> Slot:
    """A post as the calendar shows it."""
    state = state_of(post, now)
    planned = moment_of(post, "planned")
    at = (moment_of(post, "published") or planned) if state == "published" else planned
    return Slot(
        post.id,
        post.ref("campaign"),
        post.text("title"),
        post.ref("account"),
        at,
        state,
        post.text("status"),
        post.text("url"),
        post.ref("task"),
        post.ref("author"),
    )


def _days(
    cells: dict[tuple[bytes | None, int], list[Slot]], account: bytes | None, days: int
) -> tuple[tuple[Slot, ...], ...]:
    return tuple(tuple(sorted(cells.get((account, n), ()), key=_time)) for n in range(days))


def _time(slot: Slot) -> tuple[datetime, bytes]:
    return slot.at or datetime.min, slot.id


def _title(slot: Slot) -> tuple[str, bytes]:
    return slot.title, slot.id
