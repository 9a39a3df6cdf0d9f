"""One campaign of the demo as rows: what is told in working days becomes dates and ids."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from random import Random
from typing import Any

from app.calendar.worktime import WorkCalendar
from app.model import ids, order
from app.model.campaign import Kpi, Stage, write_kpis, write_stages
from app.model.change import Value
from app.model.ids import RowId
from app.session import Edit

Told = Mapping[str, Any]
Values = dict[str, Value]
Rows = list[tuple[bytes, Values]]
MORNING, EVENING = time(9), time(18)
DONE_SIGN = "√"
OLD = -7
"""Tasks were made at least so many working days ago: what is older is nobody's news."""
PAGE_DAY = -6


class Days:
    """Working days counted from today; where today is none, the plan begins at the next one
    and what happened ended at the last one."""

    def __init__(self, today: date, calendar: WorkCalendar, zone: tzinfo) -> None:
        is_work = calendar.is_workday(today)
        self.today = today
        self.calendar = calendar
        self._zone = zone
        self._ahead = today if is_work else calendar.add_workdays(today, 1)
        self._behind = today if is_work else calendar.add_workdays(today, -1)

    def plan(self, count: int) -> date:
        """A day of the plan."""
        return self.calendar.add_workdays(self._ahead, count)

    def past(self, count: int) -> date:
        """A day on which something happened; never after today."""
        return self.calendar.add_workdays(self._behind, count)

    def instant(self, wall: datetime) -> int:
        """A wall time of the workspace as UTC milliseconds."""
        return round(wall.replace(tzinfo=self._zone).timestamp() * 1000)


Spoken = dict[bytes, list[tuple[str, bytes, Values]]]
"""Person -> table, id and values of what they did themselves."""


@dataclass(slots=True)
class Cast:
    """Ids of what all campaigns share, by name."""

    me: bytes
    people: dict[str, bytes] = field(default_factory=dict[str, bytes])
    channels: dict[str, bytes] = field(default_factory=dict[str, bytes])
    accounts: dict[str, bytes] = field(default_factory=dict[str, bytes])
    apart: Spoken | None = None
    """Where what others said and saw is kept for their own devices; without it, it is among all."""

    @property
    def my_name(self) -> str:
        """Who one is in the story."""
        return next(name for name, row in self.people.items() if row == self.me)

    def keep_apart(self, table: str, row: bytes, values: Values) -> bool:
        """Whether a deed of one person is kept for a device of theirs: a hub takes no other."""
        person = values["person"]
        if self.apart is None or not isinstance(person, bytes) or person == self.me:
            return False
        self.apart.setdefault(person, []).append((table, row, values))
        return True


class Episode:
    """The rows of one campaign, by table."""

    def __init__(self, told: Told, days: Days, cast: Cast, edit: Edit) -> None:
        self._told = told
        self._days = days
        self._cast = cast
        self._edit = edit
        self._random = Random(str(told["name"]))
        self.campaign: bytes = self._id(datetime.combine(days.past(OLD * 2), MORNING))
        self._named: dict[str, tuple[str, bytes]] = {"": ("campaign", self.campaign)}
        self._tasks: dict[str, Values] = {}
        self.rows: dict[str, Rows] = {}

    def tell(self, okey: str) -> dict[str, Rows]:
        """Everything of the campaign; `okey` is its place among campaigns."""
        self._add("campaign", self.campaign, self._campaign(okey))
        self._members()
        self._plan()
        for number, post in enumerate(self._told["posts"]):
            self._post(number, post)
        for number, comment in enumerate(self._told["comments"]):
            self._comment(number, *comment)
        self._seen()
        return self.rows

    def _id(self, at: datetime) -> RowId:
        """An id that was made at a wall time: lists and histories read the time from it."""
        return ids.Ids(lambda: self._days.instant(at), self._edit.random_bytes).new()

    def _add(self, table: str, row: bytes, values: Values) -> None:
        own: Values = {} if table == "campaign" else {"campaign": self.campaign}
        self.rows.setdefault(table, []).append((row, {**own, **values}))

    def _who(self, name: str) -> bytes:
        return self._cast.people[name]

    def _campaign(self, okey: str) -> Values:
        told, plan = self._told, self._days.plan
        firsts = [plan(first) for _, _, first in told["stages"]]
        last = plan(told["finish"])
        ends = [*(day - timedelta(days=1) for day in firsts[1:]), last]
        stages = [
            Stage(key, name, first, end)
            for (key, name, _), first, end in zip(told["stages"], firsts, ends, strict=True)
        ]
        return {
            **{name: told[name] for name in ("name", "goal", "audience", "stage", "icon", "color")},
            "owner": self._who(told["owner"]),
            "archived": 0,
            "start": _wall(firsts[0], MORNING),
            "finish": _wall(last, EVENING),
            "stages": write_stages(stages),
            "kpi": write_kpis(map(self._kpi, told["kpi"])),
            "okey": okey,
        }

    def _kpi(self, told: Sequence[str]) -> Kpi:
        key, name, unit, direction, target, actual = told
        return Kpi(
            key,
            name,
            unit,
            "down" if direction == "down" else "up",
            Decimal(target),
            Decimal(actual) if actual else None,
            _wall(self._days.past(-1), time(18, 5)) if actual else "",
        )

    def _members(self) -> None:
        made = datetime.combine(self._days.past(OLD * 2), time(9, 30))
        roles = [(r, who) for r in ("lead", "editor", "viewer") for who in self._told[r]]
        for number, (role, name) in enumerate(roles):
            values: Values = {"person": self._who(name), "role": role}
            self._add("member", self._id(made + timedelta(seconds=number)), values)
        accounts = self._told["accounts"]
        keys = order.spread("", "", len(accounts), self._random.randbytes)
        for name, key in zip(accounts, keys, strict=True):
            values = {"account": self._cast.accounts[name], "okey": key}
            self._add("campaign_account", self._id(made), values)

    def _plan(self) -> None:
        told: list[Told] = self._told["tasks"]
        for number, task in enumerate(told):
            made = datetime.combine(self._made(task), time(10)) + timedelta(minutes=number)
            self._named[task["id"]] = ("task", self._id(made))
            self._assign(task, made + timedelta(minutes=1))
        keys = self._keys(told)
        for task in told:
            values = self._task(task) if _is_work(task) else {}
            self._tasks[task["id"]] = {**values, "name": task["name"], "okey": keys[task["id"]]}
        for group in (task for task in told if not _is_work(task)):
            below = [self._tasks[t["id"]] for t in told if t.get("in") == group["id"]]
            self._tasks[group["id"]] |= self._summary(below)
        for task in told:
            self._add("task", self._named[task["id"]][1], self._tasks[task["id"]])
            for before in task.get("after", ()):
                values = {"predecessor": self._named[before][1], "type": "FS"}
                ends: Values = {**values, "successor": self._named[task["id"]][1]}
                self._add("link", self._edit.new_id(), {**ends, "lag": "0", "lag_unit": "d"})

    def _made(self, task: Told) -> date:
        first = task["days"][0] if "days" in task else 0
        return self._days.past(min(first - 3, OLD))

    def _keys(self, told: Sequence[Told]) -> dict[str, str]:
        siblings: dict[str, list[str]] = {}
        for task in told:
            siblings.setdefault(task.get("in", ""), []).append(task["id"])
        return {
            task: key
            for group in siblings.values()
            for task, key in zip(
                group, order.spread("", "", len(group), self._random.randbytes), strict=True
            )
        }

    def _assign(self, task: Told, made: datetime) -> None:
        given = task.get("given")
        at = made if given is None else datetime.combine(self._days.past(given), time(17, 10))
        row = self._named[task["id"]][1]
        for number, name in enumerate(task.get("who", ())):
            values: Values = {"task": row, "person": self._who(name), "units": "1"}
            self._add("assignment", self._id(at + timedelta(seconds=number)), values)

    def _task(self, task: Told) -> Values:
        start, finish = self._period(task)
        status = task.get("status") or ("done" if _last(task) < 0 else "todo")
        hours = task.get("hours")
        checks = [
            {
                "id": f"{task['id']}-{number}",
                "text": text.removeprefix(DONE_SIGN),
                "done": text.startswith(DONE_SIGN) or status == "done",
            }
            for number, text in enumerate(task.get("checks", ()), 1)
        ]
        return {
            "parent": self._named[task["in"]][1],
            "start": start.isoformat(),
            "finish": finish.isoformat(),
            "duration_minutes": self._days.calendar.minutes_between(start, finish),
            "effort_minutes": hours * 60 if hours else None,
            "status": status,
            "percent": 100 if status == "done" else task.get("percent", 0),
            "priority": task.get("priority", "normal"),
            "constraint": "snet",
            "constraint_at": start.isoformat(),
            "manual": 0,
            "milestone": int("milestone" in task),
            "deliverable": task.get("deliverable"),
            "notes": task.get("notes"),
            "checklist": _json(checks),
            "channel": self._cast.channels.get(task.get("channel", "")),
            "labels": _json(task.get("labels", [])),
            "author": self._who(task.get("by", self._told["owner"])),
        }

    def _period(self, task: Told) -> tuple[datetime, datetime]:
        clock = _clock(task["time"]) if "time" in task else EVENING
        finish = datetime.combine(self._days.plan(_last(task)), clock)
        if "milestone" in task:
            return finish, finish
        return datetime.combine(self._days.plan(task["days"][0]), MORNING), finish

    def _summary(self, below: Sequence[Values]) -> Values:
        start = min(str(task["start"]) for task in below)
        finish = max(str(task["finish"]) for task in below)
        period = datetime.fromisoformat(start), datetime.fromisoformat(finish)
        states = {task["status"] for task in below}
        whole = sum(_number(task["effort_minutes"]) for task in below)
        done = sum(_number(t["effort_minutes"]) * _number(t["percent"]) for t in below)
        return {
            "start": start,
            "finish": finish,
            "duration_minutes": self._days.calendar.minutes_between(*period),
            "status": "done" if states == {"done"} else "todo" if states == {"todo"} else "doing",
            "percent": done // whole if whole else 0,
            "priority": "normal",
            "milestone": 0,
            "author": self._who(self._told["owner"]),
        }

    def _post(self, number: int, post: Told) -> None:
        made = datetime.combine(self._days.past(PAGE_DAY), time(11)) + timedelta(minutes=number)
        row = self._id(min(made, self._at(post) - timedelta(days=1)) if post.get("out") else made)
        planned = _iso(self._at(post)) if "at" in post else None
        is_out = post.get("out", False)
        url = f"https://example.com/qinghe/{self._random.randrange(10**7, 10**8)}"
        self._named[post.get("id", f"post-{number}")] = ("post", row)
        values: Values = {
            "account": self._cast.accounts[post["account"]],
            "title": post["title"],
            "body": post.get("body"),
            "planned": planned,
            "published": planned if is_out else None,
            "url": url if is_out else None,
            "status": "published" if is_out else post["status"],
            "task": self._named[post["task"]][1] if "task" in post else None,
            "author": self._who(post["by"]),
        }
        self._add("post", row, values)

    def _at(self, post: Told) -> datetime:
        """People read on Sundays too: posts count in plain days."""
        if "workday" in post:
            return datetime.combine(self._days.past(post["workday"]), _clock(post["at"]))
        day = self._days.today + timedelta(days=post["day"])
        return datetime.combine(day, _clock(post["at"]))

    def _comment(self, number: int, *told: Any) -> None:
        place, who, day, clock, body, *rest = told
        at = datetime.combine(self._days.past(day), _clock(clock)) + timedelta(seconds=number)
        row = self._said(place, who, at, {"kind": "comment", "body": body})
        later: Told = rest[0] if rest else {}
        if "edit" in later:
            changed: Values = {"kind": "edit", "body": later["edit"], "refers": row}
            self._said(place, who, at + timedelta(minutes=1), changed)
        if later.get("done"):
            ends: Values = {"kind": "resolve", "refers": row}
            self._said(place, self._told["owner"], at + timedelta(minutes=25), ends)
        if day <= -2 and f"@{self._cast.my_name}" in body:
            read = self._days.instant(at + timedelta(minutes=30))
            values: Values = {"person": self._cast.me, "kind": "read", "table": "comment"}
            mark = (self._edit.new_id(), {**values, "row": row, "at": read})
            self.rows.setdefault("mark", []).append(mark)

    def _said(self, place: str, who: str, at: datetime, values: Values) -> bytes:
        table, thing = self._named[place]
        body = str(values.get("body") or "")
        mentioned = [row.hex() for name, row in self._cast.people.items() if f"@{name}" in body]
        made = self._id(at)
        fixed: Values = {"table": table, "row": thing, "person": self._who(who)}
        said: Values = {"mentions": _json(mentioned), "said_at": _iso(at)}
        self._speak("comment", made, {**fixed, **said, **values})
        return made

    def _speak(self, table: str, row: bytes, values: Values) -> None:
        if not self._cast.keep_apart(table, row, {"campaign": self.campaign, **values}):
            self._add(table, row, values)

    def _seen(self) -> None:
        for place, looks in self._told["seen"].items():
            table, thing = self._named[place]
            for who, day, clock in looks:
                at = datetime.combine(self._days.past(day), _clock(clock))
                values: Values = {"table": table, "row": thing, "person": self._who(who)}
                self._speak("seen", self._id(at), {**values, "at": self._days.instant(at)})


def _is_work(task: Told) -> bool:
    """Whether it is a task or milestone of its own, not a heading over others."""
    return "days" in task or "milestone" in task


def _last(task: Told) -> int:
    return task["milestone"] if "milestone" in task else task["days"][1]


def _clock(text: str) -> time:
    return time.fromisoformat(text)


def _wall(day: date, clock: time) -> str:
    return datetime.combine(day, clock).isoformat()


def _iso(at: datetime) -> str:
    return at.isoformat(timespec="seconds")


def _number(value: Value) -> int:
    return value if isinstance(value, int) else 0


def _json(items: Iterable[object]) -> str | None:
    held = list(items)
    return json.dumps(held, ensure_ascii=False, sort_keys=True) if held else None
