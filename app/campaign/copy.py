"""A campaign once more, as planned and on other days: what was done stays behind. Pure."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import cast

from app.calendar.worktime import WorkCalendar
from app.model import registry
from app.model.campaign import read_kpis, read_stages, write_kpis, write_stages
from app.model.change import Value
from app.model.ids import RowId
from app.model.row import Row

Values = dict[str, Value]
Rows = dict[str, list[tuple[bytes, Values]]]
COPIED = ("calendar", "task", "link", "assignment", "campaign_account", "post", "member")
"""Tables whose rows of a campaign are copied with it; comments and history are not."""
UNDONE: Mapping[str, Values] = {
    "task": {"percent": 0, "status": "todo", "baselines": None, "source": None},
    "post": {"published": None, "url": None, "metrics": None},
    "assignment": {"source": None},
    "calendar": {"source": None},
}
TASK_TIMES = ("start", "finish", "constraint_at", "deadline")


@dataclass(frozen=True, slots=True)
class Shift:
    """From one first day to another: plans keep their working days, the rest its days."""

    old: date
    new: date
    calendar: WorkCalendar

    @property
    def gap(self) -> timedelta:
        """Calendar days between the two."""
        return self.new - self.old

    def work(self, moment: datetime) -> datetime:
        """A moment of a plan: as many working days after the new start, at the same time."""
        first = self.calendar.next_work(datetime.combine(self.new, time())).date()
        day = self.calendar.add_workdays(first, self._workdays(moment.date()))
        return datetime.combine(day, moment.time())

    def plain(self, moment: datetime) -> datetime:
        """A moment that is not of the plan: as many days later or earlier."""
        return moment + self.gap

    def _workdays(self, day: date) -> int:
        """Working days from the old start up to a day, which is left out."""
        first, last = sorted((self.old, day))
        count = self.calendar.workdays_between(first, last) - self.calendar.is_workday(last)
        return count if day >= self.old else -count


@dataclass(slots=True)
class Copying:
    """One copy: how days move, what ids become."""

    shift: Shift
    new_id: Callable[[], RowId]
    me: bytes

    def rows(self, campaign: Row, held: Mapping[str, Sequence[Row]]) -> tuple[RowId, Rows]:
        """The id of the copy and its rows, by table."""
        made = self.new_id()
        ids = {campaign.id: made}
        ids.update({row.id: self.new_id() for table in COPIED for row in held.get(table, ())})
        out: Rows = {"campaign": [(made, self._campaign(campaign, ids))]}
        for table in COPIED:
            out[table] = [
                (ids[row.id], self._row(row, ids))
                for row in held.get(table, ())
                if _is_whole(row, ids)
            ]
        return made, out

    def _campaign(self, campaign: Row, ids: Mapping[bytes, bytes]) -> Values:
        stages = (
            replace(s, start=s.start + self.shift.gap, finish=s.finish + self.shift.gap)
            for s in read_stages(campaign.text("stages"))
        )
        kpis = (replace(k, actual=None, updated="") for k in read_kpis(campaign.text("kpi")))
        return {
            **_pointed(campaign, ids),
            "start": _moved(campaign["start"], self.shift.plain),
            "finish": _moved(campaign["finish"], self.shift.plain),
            "stages": write_stages(stages),
            "kpi": write_kpis(kpis),
            "stage": "plan",
            "archived": 0,
            "source": None,
        }

    def _row(self, row: Row, ids: Mapping[bytes, bytes]) -> Values:
        values = {**_pointed(row, ids), **UNDONE.get(row.table, {})}
        match row.table:
            case "task":
                values |= {n: _moved(row[n], self.shift.work) for n in TASK_TIMES}
                values |= {"checklist": _unticked(row.text("checklist")), "author": self.me}
            case "post":
                planned = row["planned"] or row["published"]
                values["planned"] = _moved(planned, self.shift.plain)
                values["status"] = "idea" if row.text("status") == "idea" else "draft"
            case _:
                pass
        return values


def _is_whole(row: Row, ids: Mapping[bytes, bytes]) -> bool:
    """Whether the tasks of a link or an assignment are there."""
    ends = {"link": ("predecessor", "successor"), "assignment": ("task",)}.get(row.table, ())
    return all(row[name] in ids for name in ends)


def _pointed(row: Row, ids: Mapping[bytes, bytes]) -> Values:
    """The values of a row: what points into the campaign points into the copy, or nowhere."""
    refers = {name: f.refers for name, f in registry.BY_NAME[row.table].by_name.items()}
    values: Values = {}
    for name, held in row.items():
        values[name] = held
        if isinstance(held, bytes) and refers[name]:
            values[name] = ids.get(held, None if refers[name] == "task" else held)
    return values


def _moved(held: Value, move: Callable[[datetime], datetime]) -> Value:
    return move(datetime.fromisoformat(held)).isoformat() if isinstance(held, str) else None


def _unticked(held: str) -> str | None:
    """The checklist with nothing done."""
    found: object = json.loads(held) if held else None
    if not isinstance(found, list):
        return None
    steps = [
        {**cast("dict[str, object]", step), "done": False} if isinstance(step, dict) else step
        for step in cast("list[object]", found)
    ]
    return json.dumps(steps, ensure_ascii=False)
