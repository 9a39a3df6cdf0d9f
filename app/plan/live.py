"""The plan of a campaign while somebody works on it: read, answer, preview, commit.

    network = live.read(session, campaign)            -> Network      (state.py; a value)
    answer  = live.answer(network)                    -> {task id: Dated}
    moved   = live.preview(network, change, mode)     -> Moved        (gesture.py)
    live.commit(session, campaign, moved, label)      -> None: one edit, so one undo
    moved   = live.settled(network)                   -> Moved: so that every link holds again

Times are **minutes since 1970-01-01 00:00 on the wall** (ints; `axis.moment_of(minutes)` gives
the naive datetime, `axis.minutes_of(datetime)` the minutes); ids are bytes.

- `network.items[n]`: Item(id, name, start, finish, job, percent, is_done, is_manual,
  is_milestone, depth) in display order; `network.at[id]` is n; `network.links[link id]` is
  Tie(before n, after n, type, lag, unit); `network.axis` the working times of the campaign
  (`worked(moment)`, `start_at(work)`, `finish_at(work)`, `is_working(moment)`);
  `network.broken` a path of task ids where links go in a circle.
- `change`: MoveTo(task, start), StartAt(task, start), FinishAt(task, finish),
  SetWork(task, minutes), AddLink(before, after, tie), SetLink(link, tie), DropLink(link), or
  several of them in a sequence. `mode`: "keep" 保持间隔, "eat" 消耗间隔, "none" 不联动.
- `Moved`: `own` (what the hand moved), `others` (what moves because of it: "另有 3 个任务顺延"),
  `summaries`, `stays` (would move, but is done, manual or pinned), `links`; each Move has task,
  old and new (start, finish), work (where it changes), reason, cause. "Only this one" is
  `preview(network, change, "none")`.
- `Dated`: start, finish (as they are), early_start, early_finish, late_start, late_finish,
  total_slack, free_slack (worked minutes; negative: too late), critical, near (critical), why
  (why.py: `Why.line` is a template for the reader's language).
"""

from __future__ import annotations

from app.calendar import china, exchange, worktime
from app.calendar.china import Holidays
from app.calendar.worktime import WorkCalendar
from app.model import ids
from app.model.change import Value
from app.model.row import Row
from app.plan import state
from app.plan.answer import Dated, answer
from app.plan.axis import moment_of
from app.plan.gesture import preview, settled
from app.plan.jobs import Tie
from app.plan.moves import (
    EAT,
    KEEP,
    MODES,
    NONE,
    AddLink,
    Change,
    DropLink,
    FinishAt,
    Move,
    Moved,
    MoveTo,
    SetLink,
    SetWork,
    StartAt,
    Stay,
)
from app.plan.state import Item, Network
from app.session import Edit, Session

__all__ = [
    "EAT", "KEEP", "MODES", "NONE", "AddLink", "Change", "Dated", "DropLink", "FinishAt", "Item",
    "Move", "MoveTo", "Moved", "Network", "SetLink", "SetWork", "StartAt", "Stay", "Tie",
    "answer", "commit", "preview", "read", "settled",
]  # fmt: skip


def read(session: Session, campaign: bytes) -> Network:
    """The plan of a campaign as it is now."""
    mine = [("campaign", "=", campaign)]
    return state.network(
        state.Rows(
            session.get("campaign", campaign),
            session.list("task", mine),
            session.list("link", mine),
            session.list("assignment", mine),
            {row.id: row for row in session.list("person")},
            {row.id: row for row in session.list("calendar")},
            holidays(session),
        )
    )


def holidays(session: Session) -> Holidays:
    """The holidays that the workspace knows."""
    found = china.from_package()
    for workspace in session.list("workspace"):
        found = exchange.known(workspace.text("holidays"), found)
    return found


def calendar_of(session: Session, campaign: bytes) -> WorkCalendar:
    """The working times of a campaign."""
    own = session.get("campaign", campaign).ref("calendar")
    rows = {row.id: row for row in session.list("calendar")}
    if own is None or own not in rows:
        return worktime.standard(holidays(session))
    return state.work_calendar(own, rows, holidays(session))


def commit(session: Session, campaign: bytes, moved: Moved, label: str = "Move task") -> None:
    """Write what a preview showed: one edit, so one undo takes all of it back."""
    with session.edit(label) as edit:
        for change in moved.links:
            _link(edit, campaign, change)
        for move in moved.every:
            row = edit.get("task", move.task)
            edit.set("task", move.task, _values(row, move))


def plain(item: Item, dated: Dated) -> dict[str, object]:
    """One task's answer as JSON: local times, slack in minutes."""
    times = {
        name: _wall(getattr(dated, name))
        for name in (
            "start", "finish", "early_start", "early_finish", "late_start", "late_finish",
        )
    }  # fmt: skip
    why = dated.why
    return {
        "id": ids.text_of(item.id),
        "name": item.name,
        **times,
        "total_slack_minutes": dated.total_slack,
        "free_slack_minutes": dated.free_slack,
        "critical": dated.critical,
        "near_critical": dated.near,
        "why": {"kind": why.kind, "task": ids.text_of(why.task) if why.task is not None else None},
    }


def _values(row: Row, move: Move) -> dict[str, Value]:
    """The fields that a move changes. A constraint moves along with what the hand moved."""
    start, finish = (_wall(minutes) for minutes in move.new)
    values: dict[str, Value] = {"start": start, "finish": finish}
    if move.work is not None:
        values["duration_minutes"] = move.work
    if move.reason == "gesture" and row.text("constraint_at"):
        match row.text("constraint"):
            case "snet" | "mso":
                values["constraint_at"] = start
            case "fnet" | "mfo":
                values["constraint_at"] = finish
            case _:
                pass
    return values


def _wall(minutes: int) -> str:
    return moment_of(minutes).isoformat(timespec="seconds")


def _link(edit: Edit, campaign: bytes, change: AddLink | SetLink | DropLink) -> None:
    match change:
        case AddLink():
            ends: dict[str, Value] = {"predecessor": change.before, "successor": change.after}
            edit.add("link", {"campaign": campaign, **ends, **_waits(change.tie)})
        case SetLink():
            edit.set("link", change.link, _waits(change.tie))
        case DropLink():
            edit.delete("link", change.link)


def _waits(tie: Tie) -> dict[str, Value]:
    lag = None if not tie.lag else f"{tie.lag.normalize():f}"
    return {"type": tie.type, "lag": lag, "lag_unit": tie.unit if lag else None}
