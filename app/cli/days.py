"""Working days on the command line, and the holidays that a workspace takes in."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from datetime import date
from pathlib import Path

from app.calendar import china, exchange, worktime
from app.calendar.china import Holidays
from app.calendar.worktime import WorkCalendar
from app.care import Desk, Profile, open_desk
from app.model import ids
from app.model.errors import Refused
from app.model.verb import Answer, Line, Verb, say
from app.plan.state import work_calendar

MAX_BYTES = 4 << 20


def _workdays_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("start", metavar="FROM")
    parser.add_argument("end", nargs="?", metavar="TO")
    parser.add_argument("--to", metavar="DATE")
    parser.add_argument("--add", type=int, metavar="N")
    parser.add_argument("--calendar", metavar="C", help="the name or the id of a calendar")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text[:10])
    except ValueError as error:
        raise Refused(
            "usage", "{text} is no date", hint="Write it as 2026-12-01", text=text
        ) from error


def _workdays(profile: Profile, args: Namespace) -> Answer:
    start, to = _day(args.start), args.end or args.to
    if (to is None) == (args.add is None):
        raise Refused("usage", "Write --to DATE or --add N")
    calendar, holidays = _calendar(profile, args.calendar)
    if to is not None:
        end = _day(to)
        data: dict[str, object] = {"workdays": calendar.workdays_between(start, end)}
        line = say("{count} working days", count=data["workdays"])
    else:
        end = calendar.add_workdays(start, args.add)
        data = {"date": end.isoformat()}
        line = say("{date}", date=end.isoformat())
    first, last = min(start, end).year, max(start, end).year
    missing = [year for year in range(first, last + 1) if not holidays.is_published(year)]
    data["unpublished"] = missing
    lines: list[Line | str] = [line]
    if missing:
        lines.append(
            say("Holidays of {years} are not published yet", years=", ".join(map(str, missing)))
        )
    return Answer(data, lines)


def _calendar(profile: Profile, word: str | None) -> tuple[WorkCalendar, Holidays]:
    """The calendar of that name, or the usual one; and the holidays that are known."""
    holidays = china.from_package()
    if not profile.is_made:
        if word is not None:
            raise Refused(
                "not_found", "There is no {table} named {word}", table="calendar", word=word
            )
        return worktime.standard(holidays), holidays
    desk = open_desk(profile)
    try:
        for row in desk.session.list("workspace"):
            holidays = exchange.known(row.text("holidays"), holidays)
        if word is None:
            return worktime.standard(holidays), holidays
        rows = {row.id: row for row in desk.session.list("calendar")}
        start = word.replace("-", "").lower()
        fits = [
            row
            for row in rows.values()
            if row.text("name") == word
            or (len(start) >= ids.MIN_PREFIX and row.id.hex().startswith(start))
        ]
        if len(fits) != 1:
            raise _unclear(word, len(fits))
        return work_calendar(fits[0].id, rows, holidays), holidays
    finally:
        desk.close()


def _unclear(word: str, count: int) -> Refused:
    if count:
        return Refused(
            "ambiguous", "Several rows fit {word}", hint="Write more of the id", word=word
        )
    return Refused("not_found", "There is no {table} named {word}", table="calendar", word=word)


def _holidays_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", help="a file of holiday-cn (JSON) or a feed (ICS)")


def _holidays(desk: Desk, args: Namespace) -> Answer:
    path = Path(args.file)
    if not path.is_file():
        raise Refused("not_found", "There is no file {file}", file=path)
    with path.open("rb") as file:
        number, year = exchange.read(file.read(MAX_BYTES + 1))
    workspace = desk.session.list("workspace")[0]
    text = exchange.kept(workspace.text("holidays"), number, year)
    if text != (workspace.text("holidays") or "[]"):
        with desk.session.edit("Import holidays") as edit:
            edit.set("workspace", workspace.id, {"holidays": text})
    days = len(year.off) + len(year.work)
    return Answer(
        {"year": number, "off": len(year.off), "work": len(year.work)},
        [say("{year}: {count} days of holidays and make-up work", year=number, count=days)],
    )


PLAIN: tuple[Verb[Profile], ...] = (
    Verb("workdays", "Count working days", _workdays_arguments, _workdays, needs_profile=False),
)

VERBS: tuple[Verb[Desk], ...] = (
    Verb("holidays", "Take in the holidays of a year", _holidays_arguments, _holidays),
)
