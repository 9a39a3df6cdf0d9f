"""Calendars of MS Project's XML: weeks, dated exceptions, and repeated ones by their days."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from app.plan.exchange import mspdi_values as values
from app.plan.exchange import mspdi_words as words
from app.plan.exchange.plan_file import Calendar, DayException, Json, Notes, Ranges
from app.plan.exchange.recurrence import days_of
from app.plan.exchange.tree import Tree, many, text

_USED = ("UID", "Name", "BaseCalendarUID", "WeekDays", "Exceptions")
_DEFAULTS = {"IsBaselineCalendar": "0", "IsBaseCalendar": "1"}
STANDARD = Calendar(
    1,
    "Standard",
    week={day: ((480, 720), (780, 1020)) if day <= 5 else () for day in range(1, 8)},
)


def read_calendar(tree: Tree, notes: Notes) -> Calendar | None:
    uid = values.integer(text(tree, "UID"))
    if uid is None:
        notes.warn(None, "Calendar", "A calendar without a number was left out")
        return None
    source = values.rest(tree, _USED, _DEFAULTS)
    name = text(tree, "Name")
    stated = many(tree.get("Exceptions", "") if isinstance(tree, dict) else "", "Exception")
    days = many(tree.get("WeekDays", "") if isinstance(tree, dict) else "", "WeekDay")
    exceptions = _stated(stated, name, notes) if stated else _dated(days, name, notes)
    if any(text(item, "Type") not in {"", "1", "9"} for item in stated):
        source["Exceptions"] = {"Exception": [values.as_json(item) for item in stated]}
        notes.warn(
            None,
            "Exceptions",
            "The repeated exceptions of calendar {name} are kept as single days",
            name=name,
        )
    if "WorkWeeks" in source:
        notes.warn(
            None,
            "WorkWeeks",
            "The special weeks of calendar {name} are kept for export but not applied",
            name=name,
        )
    base = values.integer(text(tree, "BaseCalendarUID"))
    week = _week(days, name, notes)
    return Calendar(uid, name, base, week, exceptions, source)


def _week(days: list[dict[str, Tree]], name: str, notes: Notes) -> Mapping[int, Ranges]:
    """Sunday is 1 there and 7 here."""
    found: dict[int, Ranges] = {}
    for day in days:
        kind = values.integer(text(day, "DayType"))
        if kind is not None and 1 <= kind <= 7:
            found[(kind + 5) % 7 + 1] = _ranges(day, name, notes)
    return dict(sorted(found.items()))


def _ranges(day: Tree, name: str, notes: Notes) -> Ranges:
    if not values.flag(day, "DayWorking"):
        return ()
    found: list[tuple[int, int]] = []
    times = many(day.get("WorkingTimes", "") if isinstance(day, dict) else "", "WorkingTime")
    for item in times:
        first, last = (values.clock(text(item, key)) for key in ("FromTime", "ToTime"))
        last = last or 1440
        if first is None or first >= last:
            notes.warn(None, "WorkingTime", "A working time of calendar {name} is wrong", name=name)
            continue
        found.append((first, last))
    return tuple(sorted(found))


def _stated(items: list[dict[str, Tree]], name: str, notes: Notes) -> tuple[DayException, ...]:
    found: list[DayException] = []
    for item in items:
        ranges = _ranges(item, name, notes)
        spans = days_of(item)
        if not spans:
            notes.warn(None, "Exception", "An exception of calendar {name} is wrong", name=name)
        title = text(item, "Name")
        found += [DayException(title, first, last, ranges) for first, last in spans]
    found.sort(key=lambda item: (item.first, item.last))
    return tuple({(item.first, item.last): item for item in reversed(found)}.values())[::-1]


def _dated(days: list[dict[str, Tree]], name: str, notes: Notes) -> tuple[DayException, ...]:
    """Exceptions as Project 2003 has them: dated days of the week list."""
    found: list[DayException] = []
    for day in days:
        if text(day, "DayType") != "0":
            continue
        period = day.get("TimePeriod", "")
        first, last = (values.moment(text(period, key)) for key in ("FromDate", "ToDate"))
        if first is None or last is None or last < first:
            notes.warn(None, "Exception", "An exception of calendar {name} is wrong", name=name)
            continue
        found.append(DayException("", first.date(), last.date(), _ranges(day, name, notes)))
    return tuple(sorted(found, key=lambda item: (item.first, item.last)))


def calendar_fields(calendar: Calendar) -> dict[str, Tree]:
    """What is written of a calendar."""
    source = {key: value for key, value in calendar.source.items() if values.is_tree(value)}
    days: list[Tree] = [
        {"DayType": str(day % 7 + 1), **_day_fields(ranges)}
        for day, ranges in sorted(calendar.week.items(), key=lambda item: item[0] % 7)
    ]
    days += [
        {"DayType": "0", **_day_fields(item.ranges, _period(item.first, item.last))}
        for item in calendar.exceptions
    ]
    fields: dict[str, Tree] = {**_DEFAULTS, **source}
    if calendar.base_uid is not None and calendar.base_uid > 0:
        fields["IsBaseCalendar"] = "0"
    fields |= {
        "UID": str(calendar.uid),
        "Name": calendar.name,
        "BaseCalendarUID": str(-1 if calendar.base_uid is None else calendar.base_uid),
    }
    if days:
        fields["WeekDays"] = {"WeekDay": days}
    exceptions = _exception_fields(calendar, calendar.source.get("Exceptions"))
    fields.pop("Exceptions", None)
    if exceptions:
        fields["Exceptions"] = {"Exception": exceptions}
    return fields


def _exception_fields(calendar: Calendar, kept: Json) -> list[Tree]:
    """The repeated exceptions of the source while they still say the same, else single ones."""
    if values.is_tree(kept):
        items = many(kept, "Exception")
        if _stated(items, calendar.name, Notes()) == calendar.exceptions:
            return [ordered(item) for item in items]
    return [
        ordered(
            {
                "EnteredByOccurrences": "0",
                "TimePeriod": _period(item.first, item.last),
                "Occurrences": str((item.last - item.first).days + 1),
                "Name": item.name,
                "Type": "1",
                **_day_fields(item.ranges),
            }
        )
        for item in calendar.exceptions
    ]


def ordered(item: dict[str, Tree]) -> Tree:
    return {name: item[name] for name in words.EXCEPTION_ORDER if name in item}


def _period(first: date, last: date) -> Tree:
    return {"FromDate": f"{first}T00:00:00", "ToDate": f"{last}T23:59:00"}


def _day_fields(ranges: Ranges, period: Tree | None = None) -> dict[str, Tree]:
    fields: dict[str, Tree] = {"DayWorking": "1" if ranges else "0"}
    if period is not None:
        fields["TimePeriod"] = period
    if ranges:
        times: list[Tree] = [
            {"FromTime": values.clock_text(first), "ToTime": values.clock_text(last)}
            for first, last in ranges
        ]
        fields["WorkingTimes"] = {"WorkingTime": times}
    return fields
