"""How a line of my work is said: icon, title, where it comes from, when it is due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from app.work.inbox import Item
from ui.kit import when
from ui.kit.app import listed, t
from ui.kit.draw import Chip
from ui.parts.host import Host

DOT = " • "


@dataclass(frozen=True, slots=True)
class Note:
    """A few words with a tone and an icon; the icon says it without colour."""

    words: str
    tone: str = ""
    icon: str = ""


STATUS_LOOK = {
    "todo": ("circle", "neutral"),
    "doing": ("circle-dot", "accent"),
    "blocked": ("circle-x", "danger"),
    "review": ("stamp", "warn"),
    "done": ("circle-check", "success"),
}
"""Status -> icon, tone of its chip."""


def status_chip(status: str) -> Chip:
    """The chip of a status."""
    icon, tone = STATUS_LOOK.get(status, STATUS_LOOK["todo"])
    match status:
        case "doing":
            words = t("In progress")
        case "blocked":
            words = t("Blocked")
        case "review":
            words = t("In review")
        case "done":
            words = t("Done")
        case _:
            words = t("Not started")
    return Chip(words, tone, icon)


def group_words(key: str) -> str:
    """A stretch of the list."""
    match key:
        case "today":
            return t("Today")
        case "week":
            return t("This week")
        case "later":
            return t("Later")
        case "waiting":
            return t("Waiting for others")
        case _:
            return t("Done lately")


def icon_of(item: Item, now: datetime) -> tuple[str, str]:
    """The icon of a line and its ink."""
    if item.kind == "mention":
        return "at-sign", "text2"
    if item.kind == "waiting":
        return "send", "text2"
    if item.is_done:
        return "circle-check", "success"
    if item.days_late(now.date()):
        return "clock-alert", "danger"
    return ("diamond" if item.task.is_milestone else "list-checks"), "text2"


def title_of(item: Item) -> str:
    """What it is: the name of the task, the words of a mention."""
    if item.kind == "mention":
        return " ".join(item.words.split())
    return item.task.name or t("Without a name")


def source_of(host: Host, item: Item) -> Note:
    """Where it comes from; of what others do, who has seen it."""
    names = host.directory
    campaign = names.name("campaign", item.task.campaign)
    match item.kind:
        case "mention":
            who = names.name("person", item.person) or t("Somebody")
            return Note(DOT.join([t("Mentions you"), item.task.name, who]))
        case "waiting":
            return looks_note(host, item)
        case _:
            kind = t("Milestone") if item.task.is_milestone else t("Task")
            return Note(DOT.join(part for part in (kind, campaign) if part))


def looks_note(host: Host, item: Item) -> Note:
    """Who of those who do it has seen it, and when; who has not comes first."""
    names, now = host.directory, host.now()
    blind = [names.name("person", look.person) for look in item.looks if look.at is None]
    if blind:
        days = max(0, (now.date() - item.at.date()).days)
        who = joined(blind)
        if days:
            words = t("{who} has not seen it, given {count} d ago", who=who, count=days)
            return Note(words, "warn", "eye-off")
        return Note(t("{who} has not seen it, given today", who=who), "", "eye-off")
    latest = max(item.looks, key=lambda look: look.at or datetime.min)
    at = when.moment(min(latest.at or now, now), now)
    return Note(
        t("{who} saw it {time}", who=names.name("person", latest.person), time=at), "", "eye"
    )


def joined(people: list[str]) -> str:
    """Names in a row; of many the first two."""
    if len(people) <= 2:
        return listed(people)
    return t("{names} and others, {count} in all", names=listed(people[:2]), count=len(people))


def note_of(item: Item, now: datetime) -> Note:
    """When: late in red, near with a clock, put off with its day."""
    if item.until is not None:
        return Note(t("until {day}", day=day_words(item.until, now)), "", "alarm-clock")
    if item.kind == "mention":
        return Note(when.moment(min(item.at, now), now))
    if item.is_done:
        return Note(when.near(min(item.at, now).date(), now.date()))
    late = item.days_late(now.date())
    if late:
        return Note(t("{count} d late", count=late), "danger", "")
    due = item.due
    if due is None:
        return Note("")
    if due.date() != now.date():
        return Note(day_words(due, now))
    is_timed = (due.hour, due.minute) not in ((0, 0), (23, 59))
    return Note(f"{due:%H:%M}", "warn", "clock") if is_timed else Note(t("Today"), "warn", "clock")


def day_words(day: date, now: datetime) -> str:
    """A day to come: tomorrow, the weekday within a week, else the date."""
    held = day.date() if isinstance(day, datetime) else day
    gap = (held - now.date()).days
    return when.weekday(held) if 1 < gap < 7 else when.near(held, now.date())
