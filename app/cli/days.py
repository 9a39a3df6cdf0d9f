"""Working days on the command line."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from datetime import date

from app.calendar import china, worktime
from app.care import Desk
from app.model.errors import Refused
from app.model.verb import Answer, Line, Verb, say


def _workdays_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("start", metavar="FROM")
    parser.add_argument("--to", metavar="DATE")
    parser.add_argument("--add", type=int, metavar="N")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text[:10])
    except ValueError as error:
        raise Refused(
            "usage", "{text} is no date", hint="Write it as 2026-12-01", text=text
        ) from error


def _workdays(_: Desk, args: Namespace) -> Answer:
    holidays = china.from_package()
    calendar = worktime.standard(holidays)
    start = _day(args.start)
    if (args.to is None) == (args.add is None):
        raise Refused("usage", "Write --to DATE or --add N")
    if args.to is not None:
        end = _day(args.to)
        data: dict[str, object] = {"workdays": calendar.workdays_between(start, end)}
        line = say("{count} working days", count=data["workdays"])
    else:
        end = calendar.add_workdays(start, args.add)
        data = {"date": end.isoformat()}
        line = say("{date}", date=end.isoformat())
    missing = [
        y
        for y in range(min(start, end).year, max(start, end).year + 1)
        if not holidays.is_published(y)
    ]
    data["unpublished"] = missing
    lines: list[Line | str] = [line]
    if missing:
        lines.append(
            say("Holidays of {years} are not published yet", years=", ".join(map(str, missing)))
        )
    return Answer(data, lines)


VERBS: tuple[Verb[Desk], ...] = (
    Verb("workdays", "Count working days", _workdays_arguments, _workdays),
)
