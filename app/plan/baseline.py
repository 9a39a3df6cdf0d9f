"""What a person keeps of a campaign: its baselines, and a template of it."""

from __future__ import annotations

from collections.abc import Collection

from app.model.errors import Refused
from app.plan import live, variance
from app.plan.learn import Lived, learn
from app.plan.template import Template
from app.plan.variance import Variance
from app.session import Session


def names(session: Session, campaign: bytes) -> dict[int, str]:
    """The baselines of a campaign: number -> name."""
    held = [("campaign", "=", campaign), ("baselines", "full", None)]
    return variance.names(session.list("task", held))


def set_baseline(
    session: Session,
    campaign: bytes,
    name: str,
    number: int | None = None,
    tasks: Collection[bytes] | None = None,
) -> int:
    """Keep the dates that a campaign's tasks have now, of all or of some; one edit.

    The one that has this name already is written over, else the next free number is taken.
    """
    name = " ".join(name.split())
    if not name:
        raise Refused("invalid", "A baseline needs a name")
    held = names(session, campaign)
    if number is None:
        named = [n for n, known in held.items() if known == name]
        number = named[0] if named else next(n for n in range(len(held) + 1) if n not in held)
    rows = session.list("task", [("campaign", "=", campaign)])
    with session.edit("Set baseline") as edit:
        for row in rows:
            if (tasks is None or row.id in tasks) and (row.text("start") or row.text("finish")):
                text = variance.with_baseline(row, number, name)
                edit.set("task", row.id, {"baselines": text})
    return number


def clear_baseline(session: Session, campaign: bytes, number: int) -> None:
    """Forget a baseline; one edit."""
    rows = session.list("task", [("campaign", "=", campaign), ("baselines", "full", None)])
    with session.edit("Clear baseline") as edit:
        for row in rows:
            if any(one.get("number") == number for one in variance.kept(row)):
                text = variance.without_baseline(row, number)
                edit.set("task", row.id, {"baselines": text})


def variances(session: Session, campaign: bytes, number: int) -> dict[bytes, Variance]:
    """How far each task has moved since a baseline."""
    rows = {row.id: row for row in session.list("task", [("campaign", "=", campaign)])}
    return variance.variances(live.read(session, campaign), rows, number)


def learnt(session: Session, campaign: bytes, template_id: str) -> Template:
    """The template of a campaign; people are told by their positions."""
    positions = {row.id: row.text("name") for row in session.list("position")}
    mine = [("campaign", "=", campaign)]
    lived = Lived(
        session.get("campaign", campaign),
        session.list("task", mine),
        session.list("link", mine),
        session.list("assignment", mine),
        {row.id: positions.get(row.ref("position") or b"", "") for row in session.list("person")},
        {row.id: row.text("kind") or row.text("name") for row in session.list("channel")},
    )
    return learn(lived, template_id, live.calendar_of(session, campaign))
