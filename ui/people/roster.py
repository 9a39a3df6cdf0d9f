"""What the page of people looks at: the directory as read, and the part of it that is asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from app.model.row import Row
from app.people import commands, directory
from app.people.directory import Branch, Staff
from app.session import Session
from ui.kit.match import readings

EVERYONE = None
"""The place in the tree that holds all people."""
HOMELESS = b""
"""The place of those who are in no department."""
STAFF_TABLES = ("person", "department", "position", "posting")
WORK_TABLES = ("campaign", "member", "assignment", "task")


@dataclass(frozen=True, slots=True)
class Roster:
    """The directory as it was read, and who works on how many campaigns."""

    staff: Staff = field(default_factory=Staff)
    branches: Sequence[Branch] = ()
    campaigns: Mapping[bytes, int] = field(default_factory=dict[bytes, int])
    people: Mapping[bytes, Row] = field(default_factory=dict[bytes, Row])
    at_work: Sequence[Row] = ()
    """Who works here, the highest first, then by sound."""
    left: Sequence[Row] = ()
    homeless: int = 0

    def name(self, person: bytes | None) -> str:
        """What somebody is called; "" where there is nobody."""
        row = self.people.get(person or b"")
        return row.text("name") if row is not None else ""


@dataclass(frozen=True, slots=True)
class Look:
    """Which people are asked for, and in what order."""

    department: bytes | None = EVERYONE
    is_left: bool = False
    text: str = ""
    sort: str = "position"
    is_falling: bool = False


def read(session: Session, held: Roster | None = None) -> Roster:
    """The directory as it is now; the work of `held` is taken over where it is given."""
    campaigns = held.campaigns if held is not None else busy(session)
    return _of(commands.read_staff(session), campaigns)


def patched(session: Session, held: Roster, people: Sequence[bytes]) -> Roster:
    """The same directory; only these people read again."""
    gone = set(people)
    found = {row.id: row for row in session.list("person", [("id", "in", tuple(people))])}
    kept = {row.id: row for row in held.staff.people if row.id not in gone} | found
    return _of(replace(held.staff, people=list(kept.values())), held.campaigns)


def _of(staff: Staff, campaigns: Mapping[bytes, int]) -> Roster:
    at_work = directory.by_rank(staff.at_work(), staff)
    known = {row.id for row in staff.departments}
    return Roster(
        staff,
        directory.tree(staff),
        campaigns,
        {row.id: row for row in staff.people},
        at_work,
        directory.by_rank(staff.left(), staff),
        sum(1 for row in at_work if row.ref("department") not in known),
    )


def with_work(session: Session, held: Roster) -> Roster:
    """The same people; their campaigns read again."""
    return replace(held, campaigns=busy(session))


def busy(session: Session) -> dict[bytes, int]:
    """Person -> on how many campaigns they work: as owner, as member, or with a task."""
    held = session.dataset("campaign", ("owner", "archived"))
    alive = {row for row, old in zip(held["id"], held["archived"], strict=True) if old in (None, 0)}
    pairs = set(zip(held["id"], held["owner"], strict=True))
    held = session.dataset("member", ("campaign", "person"))
    pairs |= set(zip(held["campaign"], held["person"], strict=True))
    tasks = set(session.dataset("task", ())["id"])
    held = session.dataset("assignment", ("campaign", "person", "task"))
    columns = (held["campaign"], held["person"], held["task"])
    pairs |= {(c, p) for c, p, task in zip(*columns, strict=True) if task in tasks}
    found: dict[bytes, int] = {}
    for campaign, person in pairs:
        if campaign in alive and isinstance(person, bytes):
            found[person] = found.get(person, 0) + 1
    return found


def arrange(roster: Roster, look: Look) -> list[Row]:
    """The people who are asked for, in their order."""
    staff = roster.staff
    people = roster.left if look.is_left else roster.at_work
    if look.department == HOMELESS and look.department is not None:
        known = {row.id for row in staff.departments}
        people = [row for row in people if row.ref("department") not in known]
    elif look.department is not None:
        people = _inside(roster, look.department, people, is_left=look.is_left)
    if look.text.strip():
        people = directory.found(people, look.text, staff)
    if look.sort != "position":
        people = sorted(people, key=lambda row: _key(row, look.sort, roster))
    return list(people[::-1] if look.is_falling else people)


def _inside(
    roster: Roster, department: bytes, people: Sequence[Row], *, is_left: bool
) -> list[Row]:
    """People of a department and of all below it."""
    if is_left:
        below = directory.below(roster.staff.departments, department)
        return [row for row in people if row.ref("department") in below]
    branch = next((b for b in directory.flat(roster.branches) if b.id == department), None)
    everyone = branch.everyone if branch is not None else frozenset[bytes]()
    return [row for row in people if row.id in everyone]


def _key(row: Row, column: str, roster: Roster) -> tuple[bool, object]:
    """What is sorted by; what is empty stands last."""
    match column:
        case "campaigns":
            return False, -roster.campaigns.get(row.id, 0)
        case "department":
            text = roster.staff.names.get(row.ref("department") or b"", "")
            return not text, spelt(text)
        case "skills":
            return not row.text("skills"), -len(commands.skills_of(row))
        case _:
            text = row.text(column)
            return not text, spelt(text)


@lru_cache(maxsize=50_000)
def spelt(text: str) -> str:
    """How a name is looked up in a dictionary."""
    return " ".join((readings(char) or (char.lower(),))[0] for char in text)
