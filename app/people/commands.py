"""What a person can do to the directory: departments, positions, people, hand over, import."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.model import order
from app.model.change import Value
from app.model.errors import Refused
from app.model.ids import RowId
from app.model.row import Row
from app.model.step import Step, stepped, unwatched
from app.people import directory, handover, incoming
from app.people.directory import Staff
from app.people.exchange import PeopleFile
from app.people.handover import Moving
from app.people.incoming import DryRun
from app.session import Edit, Session


def read_staff(session: Session) -> Staff:
    """The directory as it is now."""
    return Staff(
        session.list("person"),
        session.list("department", (), ["okey"]),
        session.list("position", (), ["okey"]),
        session.list("posting"),
    )


def add_department(session: Session, name: str, parent: bytes | None = None) -> RowId:
    """Add a department, last under its parent."""
    if parent is not None:
        session.get("department", parent)
    low = _last_key(session, "department", parent)
    with session.edit("Add department") as edit:
        key = order.between(low, "", edit.random_bytes)
        return edit.add("department", {"name": _named(name), "parent": parent, "okey": key})


def rename_department(session: Session, department: bytes, name: str) -> None:
    """Give a department another name."""
    with session.edit("Rename department") as edit:
        edit.set("department", department, {"name": _named(name)})


def set_head(session: Session, department: bytes, person: bytes | None) -> None:
    """Say who heads a department."""
    if person is not None:
        _check_at_work(session.get("person", person))
    with session.edit("Change head of department") as edit:
        edit.set("department", department, {"head": person})


def move_department(
    session: Session, department: bytes, parent: bytes | None, after: bytes | None = None
) -> None:
    """Put a department under another one (or at the top), behind a sibling or first."""
    rows = session.list("department")
    row = session.get("department", department)
    if parent is not None:
        session.get("department", parent)
        if parent in directory.below(rows, department):
            raise Refused("invalid", "A department cannot stand under itself")
    siblings = sorted(
        (r.text("okey"), r.id) for r in rows if r.ref("parent") == parent and r.id != department
    )
    place = next((i + 1 for i, (_, held) in enumerate(siblings) if held == after), None)
    if after is not None and place is None:
        raise Refused("invalid", "A department stands behind one that has the same parent")
    at = place or 0
    low = siblings[at - 1][0] if at else ""
    high = siblings[at][0] if at < len(siblings) else ""
    with session.edit("Move department") as edit:
        values: dict[str, Value] = {"okey": order.between(low, high, edit.random_bytes)}
        if row.ref("parent") != parent:
            values["parent"] = parent
        edit.set("department", department, values)


def delete_department(session: Session, department: bytes, to: bytes | None = None) -> int:
    """Delete an empty department, or one whose people and departments go to `to`.

    The answer counts what went. Whoever has left goes along quietly.
    """
    session.get("department", department)
    people = session.list("person", [("department", "=", department)])
    postings = session.list("posting", [("department", "=", department)])
    children = session.list("department", [("parent", "=", department)])
    held = [*(p for p in people if directory.is_at_work(p)), *postings, *children]
    if to is None and held:
        raise Refused(
            "invalid",
            "There are still people or departments in it: {count}",
            hint="Choose the department that takes them over",
            count=len(held),
        )
    if to is not None:
        session.get("department", to)
        if to in directory.below(session.list("department"), department):
            raise Refused("invalid", "They cannot go to a department that is deleted with it")
    with session.edit("Delete department") as edit:
        for row in (*people, *postings):
            edit.set(row.table, row.id, {"department": to})
        for row in children:
            edit.set("department", row.id, {"parent": to})
        edit.delete("department", department)
    return len(held)


def add_position(session: Session, name: str, level: int | None = None) -> RowId:
    """Add a position; a higher level stands higher."""
    _check_free(session, name)
    low = _last_key(session, "position")
    with session.edit("Add position") as edit:
        key = order.between(low, "", edit.random_bytes)
        return edit.add("position", {"name": _named(name), "level": level, "okey": key})


def set_position(session: Session, position: bytes, values: Mapping[str, Value]) -> None:
    """Change a position's name or level."""
    if "name" in values:
        _check_free(session, str(values["name"] or ""), position)
    with session.edit("Change position") as edit:
        edit.set("position", position, values)


def give_position(session: Session, person: bytes, name: str) -> RowId:
    """Give a person the position of this name; it is added where there is none."""
    session.get("person", person)
    same = session.list("position", [("name", "=", _named(name))])
    low = _last_key(session, "position")
    with session.edit("Change person") as edit:
        key = order.between(low, "", edit.random_bytes)
        held = same[0].id if same else edit.add("position", {"name": _named(name), "okey": key})
        edit.set("person", person, {"position": held})
    return RowId(held)


def delete_position(session: Session, position: bytes, to: bytes | None = None) -> int:
    """Delete a position that nobody has, or whose people get the position `to`."""
    session.get("position", position)
    people = session.list("person", [("position", "=", position)])
    postings = session.list("posting", [("position", "=", position)])
    count = sum(map(directory.is_at_work, people)) + len(postings)
    if to is None and count:
        raise Refused(
            "invalid",
            "There are still people in this position: {count}",
            hint="Choose the position that they get",
            count=count,
        )
    if to is not None:
        session.get("position", to)
        if to == position:
            raise Refused("invalid", "They cannot get the position that is deleted")
    with session.edit("Delete position") as edit:
        for row in (*people, *postings):
            edit.set(row.table, row.id, {"position": to})
        edit.delete("position", position)
    return count


def add_person(session: Session, values: Mapping[str, Value]) -> RowId:
    """Add a person to the directory."""
    own = _checked(session, {"kind": "person", "active": 1, **values})
    own["name"] = _named(str(own.get("name") or ""))
    with session.edit("Add person") as edit:
        return edit.add("person", own)


def set_person(session: Session, person: bytes, values: Mapping[str, Value]) -> None:
    """Change fields of a person; who has left is said by handing over and by coming back."""
    assert "active" not in values
    session.get("person", person)
    own = _checked(session, values, person)
    if "name" in own:
        own["name"] = _named(str(own["name"] or ""))
    with session.edit("Change person") as edit:
        edit.set("person", person, own)


def set_skills(session: Session, person: bytes, skills: Sequence[str]) -> None:
    """Write down what a person can do; each skill once."""
    with session.edit("Change skills") as edit:
        edit.set("person", person, {"skills": incoming.write_skills(skills)})


def skills_of(person: Row) -> tuple[str, ...]:
    """What a person can do."""
    return incoming.read_skills(person)


def add_posting(
    session: Session, person: bytes, department: bytes, position: bytes | None = None
) -> RowId:
    """Give a person a second position."""
    row = session.get("person", person)
    session.get("department", department)
    if position is not None:
        session.get("position", position)
    held = [row, *session.list("posting", [("person", "=", person)])]
    if any((r.ref("department"), r.ref("position")) == (department, position) for r in held):
        raise Refused("invalid", "This person has this position already")
    values = {"person": person, "department": department, "position": position}
    with session.edit("Add second position") as edit:
        return edit.add("posting", values)


def remove_posting(session: Session, posting: bytes) -> None:
    """Take a second position away."""
    with session.edit("Remove second position") as edit:
        edit.delete("posting", posting)


def what_moves(session: Session, person: bytes) -> Moving:
    """What somebody has to take over when this person leaves."""
    session.get("person", person)
    mine = session.list("assignment", [("person", "=", person)])
    wanted = tuple({row["task"] for row in mine})
    tasks = [row for row in session.list("task", [("id", "in", wanted)]) if handover.is_open(row)]
    there = {task.id for task in tasks}
    return Moving(
        tasks,
        [row for row in mine if row.ref("task") in there],
        session.list("campaign", [("owner", "=", person)], ["okey"]),
        session.list("account", [("owner", "=", person)], ["okey"]),
        session.list("department", [("head", "=", person)], ["okey"]),
        [p for p in session.list("person", [("manager", "=", person)]) if directory.is_at_work(p)],
    )


def deactivate_and_hand_over(session: Session, person: bytes, to: bytes | None) -> Moving:
    """Let a person leave: what is open goes to the heir, what they wrote and did stays theirs.

    One edit, so one undo brings everything back. No heir is needed where nothing is open.
    """
    if person == session.me.person:
        raise Refused("invalid", "You cannot deactivate yourself")
    _check_at_work(session.get("person", person))
    moving = what_moves(session, person)
    if to is None:
        if moving.count:
            raise Refused("invalid", "Somebody has to take over: {count}", count=moving.count)
        with session.edit("Deactivate person") as edit:
            edit.set("person", person, {"active": 0})
        return moving
    if to == person:
        raise Refused("invalid", "Nobody can take over from themselves")
    _check_at_work(session.get("person", to))
    held = session.list("assignment", [("person", "=", to)])
    above = {row.id: row.ref("manager") for row in session.list("person")}
    chain = incoming.chain_above(to, above)
    with session.edit("Deactivate person and hand over") as edit:
        _hand_over(edit, moving, to, handover.doubled(moving, held))
        if person in chain:
            # The heir may stand deep below: nobody may end up above themselves.
            edit.set("person", to, {"manager": above.get(person)})
        edit.set("person", person, {"active": 0})
    return moving


def _hand_over(edit: Edit, moving: Moving, to: bytes, doubled: frozenset[bytes]) -> None:
    for row in moving.assignments:
        edit.delete("assignment", row.id)
        if row.ref("task") not in doubled:
            edit.add("assignment", {**row, "person": to})
    for row in (*moving.campaigns, *moving.accounts):
        edit.set(row.table, row.id, {"owner": to})
    for row in moving.departments:
        edit.set("department", row.id, {"head": to})
    for row in moving.reports:
        if row.id != to:
            edit.set("person", row.id, {"manager": to})


def reactivate(session: Session, person: bytes) -> None:
    """Let a person who left come back; what was handed over stays with the heir."""
    if session.get("person", person).ref("merged_into") is not None:
        raise Refused("invalid", "This person was joined with another one")
    with session.edit("Activate person again") as edit:
        edit.set("person", person, {"active": 1})


def dry_run(session: Session, file: PeopleFile) -> DryRun:
    """What an import of this file would do; nothing is written."""
    return incoming.compare(file, read_staff(session))


def import_people(session: Session, file: PeopleFile, step: Step = unwatched) -> DryRun:
    """Bring people in from a file: one edit, so one undo takes them out again.

    `step` is told how far it is; what it raises ends the import, and nothing is written.
    """
    plan = dry_run(session, file)
    if not plan.has_work:
        return plan
    rows = incoming.Writing(read_staff(session), plan)
    with session.edit("Import people") as edit:
        for table, added in rows.added(edit.new_id, edit.random_bytes).items():
            edit.add_all(table, stepped(added, step))
        for person, values in stepped(list(rows.changed()), step):
            edit.set("person", person, values)
    return plan


def _checked(
    session: Session, values: Mapping[str, Value], person: bytes | None = None
) -> dict[str, Value]:
    """Fields whose rows exist; a person's manager is never below that person."""
    for name in ("department", "position"):
        held = values.get(name)
        if isinstance(held, bytes):
            session.get(name, held)
    manager = values.get("manager")
    if isinstance(manager, bytes):
        session.get("person", manager)
        above = {row.id: row.ref("manager") for row in session.list("person")}
        if person is not None and person in incoming.chain_above(manager, above):
            raise Refused("invalid", "Nobody can be above themselves")
    return dict(values)


def _check_at_work(row: Row) -> None:
    if not directory.is_at_work(row):
        raise Refused("invalid", "{name} is deactivated already", name=row.text("name"))


def _check_free(session: Session, name: str, position: bytes | None = None) -> None:
    same = session.list("position", [("name", "=", _named(name))])
    if any(row.id != position for row in same):
        raise Refused("invalid", "There is a position of this name already")


def _named(name: str) -> str:
    if not name.strip():
        raise Refused("invalid", "A name is needed")
    return name.strip()


def _last_key(session: Session, table: str, parent: bytes | None = None) -> str:
    where = [("parent", "=", parent) if parent else ("parent", "empty", None)]
    keys = session.dataset(table, ["okey"], where if table == "department" else ())["okey"]
    return max((key for key in keys if isinstance(key, str)), default="")
