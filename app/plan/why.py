"""Why a task is on its date, as a value and in words. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from app.model.verb import Line, say
from app.plan.axis import DAY, moment_of
from app.plan.forward import pushed
from app.plan.jobs import Tie
from app.plan.state import Network

WEEKDAYS = 5
STARTS = frozenset(("mso", "snet"))
FINISHES = frozenset(("mfo", "fnet"))
PINS = frozenset(("mso", "mfo"))


@dataclass(frozen=True, slots=True)
class Why:
    """What holds a task on its date.

    `kind`: `done`, `manual`, `children`, `constraint`, `link`, `start` (of the plan), `own`
    (somebody put it there).
    """

    kind: str
    task: bytes | None = None
    """The task that it waits for."""
    name: str = ""
    tie: Tie | None = None
    constraint: str = ""
    at: int | None = None
    """The date of the constraint."""
    off: str | None = None
    """The holiday that lies between; "" where it is a day off without a name, None where none."""


def why_of(network: Network, key: int) -> Why:
    """Why a task is where it is."""
    item = network.items[key]
    if network.plan.children.get(key):
        return Why("children")
    if item.is_done or item.is_manual:
        return Why("done" if item.is_done else "manual")
    held = _by_constraint(network, key)
    if held is not None and held.constraint in PINS:
        return held
    return _by_link(network, key) or held or _by_start(network, key)


def _by_constraint(network: Network, key: int) -> Why | None:
    job, dates = network.items[key].job, network.now[key]
    if job.at is None or job.constraint not in STARTS | FINISHES:
        return None
    held = dates.start if job.constraint in STARTS else dates.finish
    if job.axis.worked(job.at) != job.axis.worked(held):
        return None
    return Why("constraint", constraint=job.constraint, at=job.at)


def _by_link(network: Network, key: int) -> Why | None:
    job, dates = network.items[key].job, network.now[key]
    place = job.axis.worked(dates.start)
    for tie in network.waits[key]:
        other = network.now[tie.before]
        moment, work = pushed(network.plan, network.rules, other, tie, job)
        if work == place:
            before = network.items[tie.before]
            off = _off(network, moment, dates.start, key)
            return Why("link", before.id, before.name, tie, off=off)
    return None


def _by_start(network: Network, key: int) -> Why:
    axis, dates = network.items[key].job.axis, network.now[key]
    at_start = axis.worked(dates.start) == axis.worked(network.rules.start)
    return Why("start" if at_start else "own")


def _off(network: Network, first: int, last: int, key: int) -> str | None:
    """The holiday between two moments; weekends as usual are none."""
    axis, found = network.items[key].job.axis, None
    for day in range(first // DAY + 1, last // DAY):
        date = (moment_of(0) + timedelta(days=day)).date()
        worked = axis.worked((day + 1) * DAY) - axis.worked(day * DAY)
        if worked or date.isoweekday() > WEEKDAYS:
            continue
        name = network.holidays.status(date)[1] if network.holidays is not None else ""
        if name:
            return name
        found = ""
    return found


def told(why: Why, text: Callable[[Line | str], str]) -> str:
    """In words; `text` puts a line in the reader's language (`Words.line`)."""
    return text(line_of(why))


def line_of(why: Why) -> Line:
    """In words, as a line with lines in it."""
    match why.kind:
        case "link" if why.tie is not None:
            line = say("Waits for {task} ({how})", task=why.name, how=how(why.tie))
        case "constraint":
            line = _constraint(why)
        case kind:
            line = _plain(kind)
    if why.off is None:
        return line
    after = say("after the holiday {name}", name=why.off) if why.off else say("after days off")
    return say("{reason}, {more}", reason=line, more=after)


def _plain(kind: str) -> Line:
    match kind:
        case "done":
            return say("Done: it stays where it was")
        case "manual":
            return say("Dated by hand: links do not move it")
        case "children":
            return say("Reaches from the first to the last task under it")
        case "start":
            return say("Begins with the plan")
        case _:
            return say("Somebody put it there; links would allow it earlier")


def _constraint(why: Why) -> Line:
    at = f"{moment_of(why.at or 0):%Y-%m-%d %H:%M}"
    match why.constraint:
        case "mso":
            return say("Must begin on {date}", date=at)
        case "mfo":
            return say("Must end on {date}", date=at)
        case "snet":
            return say("Begins no earlier than {date}", date=at)
        case _:
            return say("Ends no earlier than {date}", date=at)


def how(tie: Tie) -> Line:
    """A link in short: `FS + 2 working days`."""
    if not tie.lag:
        return say("{type}", type=tie.type)
    if tie.lag > 0:
        return say("{type} + {lag}", type=tie.type, lag=_amount(tie))
    return say("{type} − {lag}", type=tie.type, lag=_amount(tie))


def _amount(tie: Tie) -> Line:  # noqa: PLR0911 - one line for each unit
    count = abs(tie.lag).normalize()
    count = int(count) if count == count.to_integral_value() else count
    match tie.unit:
        case "m":
            return say("{count} working minutes", count=count)
        case "h":
            return say("{count} working hours", count=count)
        case "d":
            return say("{count} working days", count=count)
        case "w":
            return say("{count} working weeks", count=count)
        case "em":
            return say("{count} minutes", count=count)
        case "eh":
            return say("{count} hours", count=count)
        case "ed":
            return say("{count} days", count=count)
        case "ew":
            return say("{count} weeks", count=count)
        case _:
            return say("{count} % of its duration", count=count)
