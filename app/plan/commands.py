"""What a person can do to a plan: add, move, assign, link, import."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from app.calendar import worktime
from app.calendar.worktime import WorkCalendar
from app.model import order
from app.model.change import Value
from app.model.errors import Refused
from app.model.ids import RowId
from app.model.row import Row
from app.model.step import Step, stepped, unwatched
from app.plan import begin, joining, links, template, transfer
from app.plan.exchange.plan_file import PlanFile
from app.plan.outline import order_key, outline
from app.plan.paste import Line, Pasted
from app.plan.quick import Quick
from app.plan.values import completed
from app.plan.view import Shelf, View
from app.session import Edit, Session


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
    keys = sorted(order_key(r) for r in rows if r.id != task)
    if after is None:
        return "", keys[0][0] if keys else ""
    low = order_key(session.get("task", after))
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
                edit.set("task", task, completed(row.text("status"), values))
            if people is not None:
                set_assignees(session, edit, row, people)


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


def link_tasks(session: Session, before: bytes, after: bytes) -> RowId:
    """Let a task wait for another one, which ends before it begins."""
    first, then = session.get("task", before), session.get("task", after)
    mine = [("campaign", "=", then.ref("campaign"))]
    links.check(first, then, session.list("task", mine), session.list("link", mine))
    values: dict[str, Value] = {"predecessor": before, "successor": after, "type": "FS"}
    with session.edit("Link tasks") as edit:
        return edit.add("link", {**values, "campaign": then.ref("campaign")})


def set_link(session: Session, link: bytes, values: Mapping[str, Value]) -> None:
    """Say how a task waits: `values` as `links.waiting` makes them."""
    with session.edit("Change dependency") as edit:
        edit.set("link", link, values)


def unlink(session: Session, link: bytes) -> None:
    """Let a task wait no more."""
    with session.edit("Unlink tasks") as edit:
        edit.delete("link", link)


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


def paste_rows(
    session: Session, campaign: bytes | None, pasted: Pasted, author: bytes | None = None
) -> list[RowId]:
    """Write what a pasted block says; the answer are its new tasks, behind those of the campaign.

    Cells that could not be read are in `pasted.faults` and stay as they were.
    """
    if not pasted.lines:
        raise Refused("invalid", "Nothing of this can be pasted")
    new = [line for line in pasted.lines if line.task is None]
    if new and campaign is None:
        raise Refused("invalid", "New tasks need a campaign", hint="Paste them inside of one")
    low = last_key(session, campaign, None) if campaign is not None else ""
    made: list[RowId] = []
    with session.edit("Paste rows") as edit:
        keys = iter(order.spread(low, "", len(new), edit.random_bytes))
        for line in pasted.lines:
            if line.task is not None:
                _paste(session, edit, line.task, line)
            elif campaign is not None:
                own = {"campaign": campaign, "okey": next(keys), "author": author}
                values = {"status": "todo", **own, **completed("todo", line.values)}
                made.append(edit.add("task", values))
                _assign(edit, campaign, made[-1], line.people or ())
    return made


def _paste(session: Session, edit: Edit, task: bytes, line: Line) -> None:
    row = edit.get("task", task)
    if line.values:
        edit.set("task", task, completed(row.text("status"), line.values))
    if line.people is not None:
        set_assignees(session, edit, row, line.people)


def read_views(session: Session, page: str, campaign: bytes | None = None) -> list[Row]:
    """The views of a page: one's own, then the campaign's, then everybody's, each in order."""
    mine = session.list("my_view", [("page", "=", page), ("person", "=", session.me.person)])
    team = session.list("team_view", [("page", "=", page)])
    ours = [row for row in team if row.ref("campaign") == campaign and campaign is not None]
    every = [row for row in team if row.ref("campaign") is None]
    return [row for rows in (mine, ours, every) for row in sorted(rows, key=order_key)]


def save_view(session: Session, shelf: Shelf, name: str, view: View) -> RowId:
    """Keep a view under a name; the one that has it there already is written over."""
    name = _view_name(name)
    held = _on(session, shelf)
    with session.edit("Save view") as edit:
        for row in held:
            if row.text("name") == name:
                edit.set(row.table, row.id, {"settings": view.json()})
                return RowId(row.id)
        low = max((row.text("okey") for row in held), default="")
        values: dict[str, Value] = {"name": name, "page": shelf.page, "settings": view.json()}
        values["okey"] = order.between(low, "", edit.random_bytes)
        if shelf.is_shared:
            return edit.add("team_view", {**values, "campaign": shelf.campaign})
        return edit.add("my_view", {**values, "person": session.me.person})


def _on(session: Session, shelf: Shelf) -> list[Row]:
    table = "team_view" if shelf.is_shared else "my_view"
    place = shelf.campaign if shelf.is_shared else session.me.person
    rows = session.list(table, [("page", "=", shelf.page)])
    return [row for row in rows if row.ref("campaign" if shelf.is_shared else "person") == place]


def _view_name(name: str) -> str:
    plain = " ".join(name.split())
    if not plain:
        raise Refused("invalid", "A view needs a name")
    return plain


def change_view(session: Session, view: Row, to: View) -> None:
    """Keep a view as it looks now."""
    with session.edit("Change view") as edit:
        edit.set(view.table, view.id, {"settings": to.json()})


def rename_view(session: Session, view: Row, name: str) -> None:
    """Give a view another name."""
    with session.edit("Rename view") as edit:
        edit.set(view.table, view.id, {"name": _view_name(name)})


def delete_view(session: Session, view: Row) -> None:
    """Take a view away; the tasks stay."""
    with session.edit("Delete view") as edit:
        edit.delete(view.table, view.id)
