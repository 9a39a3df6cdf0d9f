"""Filters as people say them: which fields, which operators, which values, in words."""

from __future__ import annotations

from datetime import date

from app.calendar import phrase, worktime
from app.plan.view import Condition
from ui.kit import when
from ui.kit.app import listed, t
from ui.parts.host import Host
from ui.plan.states import priority_options, status_options

DAY, ONE, PERSON, WORDS, FLAG, AMOUNT = "day", "one", "person", "words", "flag", "amount"
KINDS = {
    "name": WORDS,
    "people": PERSON,
    "status": ONE,
    "priority": ONE,
    "channel": PERSON,
    "campaign": PERSON,
    "due": DAY,
    "start": DAY,
    "finish": DAY,
    "effort": AMOUNT,
    "milestone": FLAG,
    "labels": WORDS,
    "author": PERSON,
}
"""Field -> its kind; the kind says which operators there are."""
OPERATORS = {
    WORDS: ("has",),
    ONE: ("is", "not"),
    PERSON: ("is", "not", "empty", "full"),
    DAY: ("before", "after", "on", "empty", "full"),
    AMOUNT: ("full", "empty"),
    FLAG: ("is", "not"),
}
BARE = ("empty", "full", "overdue")
"""Operators without a value."""


def operators(field: str) -> tuple[str, ...]:
    """What can be asked of a field."""
    if field == "labels":
        return ("has", "empty", "full")
    held = OPERATORS[KINDS.get(field, WORDS)]
    return (*held[:3], "within", "overdue", *held[3:]) if field == "due" else held


def field_words(field: str) -> str:
    """A field as the table calls it."""
    words = {
        "name": t("Name"),
        "people": t("Assignee"),
        "status": t("Status"),
        "priority": t("Priority"),
        "channel": t("Channel"),
        "campaign": t("Campaign"),
        "due": t("Due"),
        "start": t("Start"),
        "finish": t("Finish|date"),
        "effort": t("Effort"),
        "milestone": t("Milestone"),
        "labels": t("Labels"),
        "author": t("Author"),
    }
    return words.get(field, field)


def operator_words(operator: str) -> str:
    """An operator between a field and its value."""
    words = {
        "is": t("is|filter"),
        "not": t("is not|filter"),
        "has": t("holds|filter"),
        "empty": t("is empty|filter"),
        "full": t("is not empty|filter"),
        "before": t("is before|filter"),
        "after": t("is after|filter"),
        "on": t("is on|filter"),
        "within": t("within days|filter"),
        "overdue": t("is late|filter"),
    }
    return words.get(operator, operator)


def options(host: Host, field: str) -> list[tuple[str, str, str]]:
    """The values that a field can have: key, words, icon."""
    names = host.directory
    match field:
        case "status":
            return [(str(key), words, icon) for key, words, icon in status_options()]
        case "priority":
            return [(str(key), words, icon) for key, words, icon in priority_options()]
        case "milestone":
            return [("1", t("Yes"), "diamond")]
        case "people" | "author":
            held = [(row.id.hex(), row.text("name"), "user") for row in names.people()]
            return [("me", t("Me"), "circle-user"), *held]
        case "channel":
            rows = names.rows("channel").values()
            return [(row.id.hex(), row.text("name"), "hash") for row in rows]
        case "campaign":
            rows = names.rows("campaign").values()
            return [(row.id.hex(), row.text("name"), "flag") for row in rows]
        case _:
            return []


def value_words(host: Host, field: str, value: str) -> str:
    """One value of a condition."""
    if KINDS.get(field) == DAY:
        return day_words(value, host.today())
    if field in ("people", "author", "channel", "campaign") and value != "me":
        table = {"people": "person", "author": "person"}.get(field, field)
        try:
            return host.directory.name(table, bytes.fromhex(value)) or t("Nobody knows")
        except ValueError:
            return value
    known = {key: words for key, words, _ in options(host, field)}
    return known.get(value, value)


def words(host: Host, condition: Condition) -> str:
    """A condition in one line: 截止 未来 14 天."""
    field, operator, values = condition.field, condition.operator, condition.values
    if operator == "overdue":
        return t("Late")
    if operator == "within":
        return t("Due in {count} days", count=values[0] if values else "")
    if (field, operator, values) == ("people", "is", ("me",)):
        return t("Mine")
    said = listed(value_words(host, field, value) for value in values)
    middle = "" if operator == "is" else operator_words(operator)
    return " ".join(part for part in (field_words(field), middle, said) if part)


def day_words(text: str, today: date) -> str:
    """A day of a condition: 6月5日, today, in 7 days."""
    if text == "today":
        return t("Today")
    try:
        if text[:1] in {"+", "-"}:
            count = int(text)
            return (
                t("{count} days from now", count=count)
                if count > 0
                else t("{count} days ago", count=-count)
            )
        return when.short(date.fromisoformat(text[:10]), today)
    except ValueError:
        return text


def day_of(host: Host, text: str) -> str:
    """What a person wrote as a day, as a condition keeps it; "" of anything else."""
    plain = text.strip().lower()
    if plain in ("今天", "today", t("Today").lower()):
        return "today"
    if plain[:1] in {"+", "-"} and plain[1:].isdecimal() and len(plain) < 6:
        return plain
    every = phrase.find(plain, host.now(), worktime.standard())
    value = every[0].value if every else None
    return value.isoformat()[:10] if value is not None else ""
