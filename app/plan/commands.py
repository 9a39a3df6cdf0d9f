"""What a person can do to a plan: add, move, assign, link, import."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from app.calendar import worktime
from app.calendar.worktime import WorkCalendar
from app.model import order
from app.model.change import Value
from app.model.errors import Refused
from app.model.ids import RowId
from app.model.row import Row
from app.model.step import Step, stepped, unwatched
from app.plan import begin, joining, template, transfer
from app.plan.exchange.plan_file import PlanFile
from app.plan.quick import Quick
from app.session import Edit, Session


@dataclass(frozen=True, slots=True)
class Place:
    """A task in display order: its row, its index among siblings, how deep it stands."""

    row: Row
    order: int
    depth: int
    is_summary: bool
    is_recovered: bool


def outline(tasks: Sequence[Row]) -> list[Place]:
    """Tasks of one or several campaigns in display order.

    A task whose parent is not there any more, or that stands in a circle, is shown at the
    top and marked as recovered: nothing that exists is hidden.
    """
    by_id = {task.id: task for task in tasks}
    children: dict[tuple[bytes, bytes], list[Row]] = {}
    for task in tasks:
        parent = task.ref("parent")
        held = parent if parent in by_id else None
        children.setdefault((task.ref("campaign") or b"", held or b""), []).append(task)
    for siblings in children.values():
        siblings.sort(key=_order_key)
    walk = Walk(children, by_id)
    for campaign in sorted({c for c, _ in children}):
        walk.below(campaign, b"", 0)
    for task in sorted((t for t in tasks if t.id not in walk.met), key=_order_key):
        if task.id not in walk.met:
            walk.met.add(task.id)
            walk.placed.append(Place(task, len(walk.placed), 0, False, True))
            walk.below(task.ref("campaign") or b"", task.id, 1)
    return walk.placed


def _order_key(task: Row) -> tuple[str, bytes]:
    return task.text("okey"), task.id


class Walk:
    """One walk through an outline, deep first."""

    def __init__(
        self,
        children: Mapping[tuple[bytes, bytes], list[Row]],
        by_id: Mapping[bytes, Row],
    ) -> None:
        self._children = children
        self._by_id = by_id
        self.placed: list[Place] = []
        self.met: set[bytes] = set()

    def below(self, campaign: bytes, parent: bytes, depth: int) -> None:
        """Place everything under a parent."""
        first = self._children.get((campaign, parent), ())
        stack = [(row, i, depth) for i, row in enumerate(first)][::-1]
        while stack:
            row, index, level = stack.pop()
            if row.id in self.met:
                continue
            self.met.add(row.id)
            held = self._children.get((campaign, row.id), ())
            above = row.ref("parent")
            is_lost = above is not None and above not in self._by_id
            self.placed.append(Place(row, index, level, bool(held), is_lost))
            stack.extend([(r, i, level + 1) for i, r in enumerate(held)][::-1])


def last_key(session: Session, campaign: bytes, parent: bytes | None) -> str:
    """The order key of the last task under a parent."""
    where = ("parent", "=", parent) if parent else ("parent", "empty", None)
    found = session.dataset("task", ["okey"], [("campaign", "=", campaign), where])
    return max((k for k in found["okey"] if isinstance(k, str)), default="")


def add_task(
    session: Session, campaign: bytes, values: Mapping[str, Value], people: Sequence[bytes] = ()
) -> RowId:
    """Add a task at the end of its parent, with the people who do it."""
    parent = values.get("parent")
    held = parent if isinstance(parent, bytes) else None
    if held is not None:
        _check_parent(session, campaign, held)
    low = last_key(session, campaign, held)
    with session.edit("Add task") as edit:
        key = order.between(low, "", edit.random_bytes)
        task = edit.add("task", {"okey": key, **values, "campaign": campaign})
        _assign(edit, campaign, task, people)
    return task


def _check_parent(session: Session, campaign: bytes, parent: bytes) -> None:
    if session.get("task", parent).ref("campaign") != campaign:
        raise Refused("invalid", "A task and its parent belong to the same campaign")


def _assign(edit: Edit, campaign: bytes, task: bytes, people: Sequence[bytes]) -> None:
    for person in people:
        edit.add("assignment", {"campaign": campaign, "task": task, "person": person, "units": "1"})


def set_assignees(session: Session, edit: Edit, task: Row, people: Sequence[bytes]) -> None:
    """Make these the people who do a task: rows are added and removed, never rewritten."""
    now = session.list("assignment", [("task", "=", task.id)])
    held = {row.ref("person"): row.id for row in now}
    for person, row in held.items():
        if person not in people:
            edit.delete("assignment", row)
    campaign = task.ref("campaign")
    assert campaign is not None
    _assign(edit, campaign, task.id, [p for p in people if p not in held])


def set_task(
    session: Session, task: bytes, values: Mapping[str, Value], people: Sequence[bytes] | None
) -> None:
    """Change fields of a task, and who does it where `people` is given."""
    row = session.get("task", task)
    parent = values.get("parent")
    if isinstance(parent, bytes):
        _check_circle(session, row, parent)
    with session.edit("Change task") as edit:
        if values:
            edit.set("task", task, values)
        if people is not None:
            set_assignees(session, edit, row, people)


def _check_circle(session: Session, task: Row, parent: bytes) -> None:
    _check_parent(session, task.ref("campaign") or b"", parent)
    above: bytes | None = parent
    met: set[bytes] = set()
    while above is not None and above not in met:
        if above == task.id:
            raise Refused("invalid", "A task cannot stand under itself")
        met.add(above)
        found = session.list("task", [("id", "=", above)])
        above = found[0].ref("parent") if found else None


def move_task(session: Session, task: bytes, after: bytes | None, parent: bytes | None) -> None:
    """Move a task behind another one, or to the head of a parent. One change of one row."""
    row = session.get("task", task)
    campaign = row.ref("campaign") or b""
    if after is not None:
        before = session.get("task", after)
        if before.ref("campaign") != campaign:
            raise Refused("invalid", "A task and its parent belong to the same campaign")
        if after == task:
            raise Refused("invalid", "A task cannot stand behind itself")
        parent = before.ref("parent")
    if parent is not None:
        _check_circle(session, row, parent)
    low, high = _gap(session, campaign, task, after, parent)
    with session.edit("Move task") as edit:
        values: dict[str, Value] = {"okey": order.between(low, high, edit.random_bytes)}
        if parent != row.ref("parent"):
            values["parent"] = parent
        edit.set("task", task, values)


def _gap(
    session: Session, campaign: bytes, task: bytes, after: bytes | None, parent: bytes | None
) -> tuple[str, str]:
    where = ("parent", "=", parent) if parent else ("parent", "empty", None)
    rows = session.list("task", [("campaign", "=", campaign), where])
    keys = sorted(_order_key(r) for r in rows if r.id != task)
    if after is None:
        return "", keys[0][0] if keys else ""
    low = _order_key(session.get("task", after))
    later = [k for k in keys if k > low]
    return low[0], later[0][0] if later else ""


def delete_task(session: Session, task: bytes) -> int:
    """Put a task and everything under it into the trash; the answer counts the rows."""
    session.get("task", task)
    with session.edit("Delete task") as edit:
        count = 0
        below = [task]
        while below:
            row = below.pop()
            below += [r.id for r in session.list("task", [("parent", "=", row)])]
            edit.delete("task", row)
            count += 1
    return count


def lag_minutes(lag: str | None, unit: str | None, minutes: Mapping[str, int]) -> int | None:
    """Working minutes of a lag where they are fixed; None for elapsed and per cent ones."""
    if not lag or unit is None or unit == "%" or unit.startswith("e"):
        return 0 if not lag or Decimal(lag) == 0 else None
    return int(Decimal(lag) * minutes[unit])


@dataclass(frozen=True, slots=True)
class Setting:
    """In what language, by which calendar and with whom a campaign begins from a template."""

    lang: str = "zh_CN"
    calendar: WorkCalendar = field(default_factory=worktime.standard)
    owner: bytes | None = None
    people: Mapping[str, bytes] = field(default_factory=dict[str, bytes])
    """The word of a role, as the template writes it in this language -> who does its tasks."""


def start_campaign(
    session: Session, template_id: str, name: str, start: date, setting: Setting | None = None
) -> RowId:
    """Begin a campaign from a template: one edit, so one undo takes it away."""
    if not name.strip():
        raise Refused("invalid", "A campaign needs a name")
    held = setting or Setting()
    plan = template.instantiate(template.named(template_id), start, held.calendar, held.lang)
    crew = begin.Crew(held.owner or session.me.person, held.people, session.list("channel"))
    keys = session.dataset("campaign", ["okey"])["okey"]
    low = max((k for k in keys if isinstance(k, str)), default="")
    with session.edit("Start campaign") as edit:
        own: dict[str, Value] = {
            "name": name.strip(),
            "okey": order.between(low, "", edit.random_bytes),
        }
        chance = begin.Chance(edit.new_id, edit.random_bytes)
        campaign, rows = begin.rows_of(plan, crew, own, chance)
        for table, added in rows.items():
            edit.add_all(table, added)
    return campaign


def import_plan(session: Session, plan: PlanFile, step: Step = unwatched) -> RowId:
    """Bring a file's plan in as a new campaign; one edit, so one undo takes it away.

    `step` is told how far it is; what it raises ends the import, and nothing is written.
    """
    known = _known(session)
    with session.edit("Import plan") as edit:
        rows = transfer.incoming(plan, known, edit.new_id, edit.random_bytes)
        for table, added in rows.rows.items():
            edit.add_all(table, stepped(added, step))
    return RowId(rows.campaign)


def import_tasks(session: Session, campaign: bytes, plan: PlanFile, step: Step = unwatched) -> None:
    """Bring a file's tasks into a campaign that is there, behind its own; one edit."""
    session.get("campaign", campaign)
    low, known = last_key(session, campaign, None), _known(session)
    with session.edit("Import tasks") as edit:
        rows = transfer.incoming(plan, known, edit.new_id, edit.random_bytes)
        for table, added in joining.into(rows, campaign, low, edit.random_bytes).items():
            edit.add_all(table, stepped(added, step))


def _known(session: Session) -> dict[tuple[str, str], bytes]:
    """People by their name and kind."""
    return {
        (row.text("name"), row.text("kind") or "person"): row.id
        for row in reversed(session.list("person"))
        if row.ref("merged_into") is None
    }


def export_plan(session: Session, campaign: bytes) -> PlanFile:
    """A campaign's plan, ready to be written to a file."""
    mine = [("campaign", "=", campaign)]
    people = {row.id: row for row in session.list("person")}
    return transfer.outgoing(
        transfer.Outgoing(
            session.get("campaign", campaign),
            [place.row for place in outline(session.list("task", mine))],
            session.list("link", mine),
            session.list("assignment", mine),
            session.list("calendar", mine),
            people,
        )
    )


def bulk_set(
    session: Session,
    tasks: Sequence[bytes],
    values: Mapping[str, Value],
    people: Sequence[bytes] | None = None,
) -> None:
    """Write the same values into many tasks, and who does them where `people` is given."""
    with session.edit("Change task" if len(tasks) == 1 else "Change tasks") as edit:
        for task in tasks:
            row = edit.get("task", task)
            if values:
                edit.set("task", task, _completed(row, values))
            if people is not None:
                set_assignees(session, edit, row, people)


def _completed(task: Row, values: Mapping[str, Value]) -> dict[str, Value]:
    """A task that is done is done to the end, and the other way round."""
    found = dict(values)
    if found.get("status") == "done" and "percent" not in found:
        found["percent"] = 100
    if found.get("percent") == 100 and "status" not in found:
        found["status"] = "done"
    if "percent" in found and found["percent"] != 100 and task["status"] == "done":
        found.setdefault("status", "doing")
    return found


def delete_tasks(session: Session, tasks: Sequence[bytes]) -> int:
    """Put tasks and everything under them into the trash; the answer counts the rows."""
    parents: dict[bytes, list[bytes]] = {}
    for campaign in {session.get("task", task).ref("campaign") for task in tasks}:
        held = session.dataset("task", ["parent"], [("campaign", "=", campaign)])
        for row, parent in zip(held["id"], held["parent"], strict=True):
            if isinstance(parent, bytes) and isinstance(row, bytes):
                parents.setdefault(parent, []).append(row)
    every: dict[bytes, None] = {}
    queue = list(tasks)
    while queue:
        task = queue.pop()
        if task not in every:
            every[task] = None
            queue.extend(parents.get(task, ()))
    with session.edit("Delete task" if len(tasks) == 1 else "Delete tasks") as edit:
        for task in every:
            edit.delete("task", task)
    return len(every)


def quick_add(
    session: Session, campaign: bytes, quick: Quick, author: bytes | None = None
) -> RowId:
    """The task that a line of quick add describes."""
    values: dict[str, Value] = {"name": quick.name, "status": "todo", "author": author}
    if quick.due is not None:
        values["deadline"] = quick.due.isoformat(timespec="seconds")
    if quick.priority:
        values["priority"] = quick.priority
    if quick.channel is not None:
        values["channel"] = quick.channel
    if quick.labels:
        values["labels"] = json.dumps(list(quick.labels), ensure_ascii=False)
    return add_task(session, campaign, values, quick.people)
