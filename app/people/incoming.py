"""A table of people beside the directory: who is new, who changes, what has to be added. Pure."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from app.model import order
from app.model.change import Value
from app.model.ids import RowId
from app.model.row import Row
from app.people import directory
from app.people.directory import Staff
from app.people.exchange import Line, Path, PeopleFile, Problem

Pair = tuple[Path, str]
"""Department from the top down, and position: where somebody stands."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A line and the person that it is about; none where the person is new."""

    line: Line
    person: Row | None
    changes: tuple[str, ...]
    """Fields that get another value."""
    postings: tuple[Pair, ...] = ()
    """Second positions that the person does not have yet."""


@dataclass(frozen=True, slots=True)
class DryRun:
    """What an import would do."""

    new: tuple[Draft, ...] = ()
    changed: tuple[Draft, ...] = ()
    unchanged: int = 0
    departments: tuple[Path, ...] = ()
    """Departments that would be added, parents first."""
    positions: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    managers: Mapping[int, int | bytes] = field(default_factory=dict[int, int | bytes])
    """Row -> the manager's row in the file, or the manager's id."""

    @property
    def has_work(self) -> bool:
        """Whether anything would be written."""
        return bool(self.new or self.changed)


def read_skills(person: Row) -> tuple[str, ...]:
    """The skills of a person as they are kept."""
    held: object = json.loads(person.text("skills") or "[]")
    return tuple(str(skill) for skill in held) if isinstance(held, list) else ()  # pyright: ignore


def write_skills(skills: Sequence[str]) -> str | None:
    """Skills as they are kept, each once; None where there is none."""
    once = list(dict.fromkeys(skill.strip() for skill in skills if skill.strip()))
    return json.dumps(once, ensure_ascii=False) if once else None


def chain_above(person: bytes, above: Mapping[bytes, bytes | None]) -> list[bytes]:
    """A person and the managers above, as far as they go."""
    found: list[bytes] = []
    at: bytes | None = person
    while at is not None and at not in found:
        found.append(at)
        at = above.get(at)
    return found


def compare(file: PeopleFile, staff: Staff) -> DryRun:
    """What an import of this file would do."""
    return _Compare(file, staff).run()


class Places:
    """Finds departments by path or name, and positions by name."""

    def __init__(self, staff: Staff) -> None:
        by_id = {row.id: row for row in staff.departments}
        self.departments: dict[Path, bytes] = {}
        for row in reversed(staff.departments):
            self.departments[directory.path_of(by_id, row.id)] = row.id
        self.positions = {row.text("name"): row.id for row in reversed(staff.positions)}

    def path(self, said: Path, coming: Iterable[Path] = ()) -> Path | None:
        """The whole path of what was said; None where several departments are called so.

        `coming` are departments that are to be added.
        """
        if said in self.departments or not said:
            return said
        tails = [path for path in (*self.departments, *coming) if path[-len(said) :] == said]
        return None if len(tails) > 1 else tails[0] if tails else said


class _Compare:
    def __init__(self, file: PeopleFile, staff: Staff) -> None:
        self._file = file
        self._staff = staff
        self._places = Places(staff)
        self._problems = list(file.problems)
        self._of: dict[int, Row | None] = {}
        self._met: set[bytes | tuple[str, str]] = set()
        self._departments: dict[Path, None] = {}
        self._positions: dict[str, None] = {}
        self._postings: dict[bytes, frozenset[tuple[bytes | None, bytes | None]]] = {}
        for row in staff.postings:
            person, pair = row.ref("person") or b"", (row.ref("department"), row.ref("position"))
            self._postings[person] = self._postings.get(person, frozenset()) | {pair}

    def run(self) -> DryRun:
        lines = [line for line in self._file.lines if self._is_known(line)]
        managers = _Managers(lines, self._of, self._staff).found(self._note)
        drafts = [self._draft(line, managers) for line in lines]
        return DryRun(
            tuple(d for d in drafts if d.person is None),
            tuple(d for d in drafts if d.person is not None and (d.changes or d.postings)),
            sum(1 for d in drafts if d.person is not None and not (d.changes or d.postings)),
            tuple(self._departments),
            tuple(self._positions),
            tuple(sorted(self._problems, key=lambda p: p.row or 0)),
            managers,
        )

    def _note(self, line: Line, key: str, message: str, **params: object) -> None:
        column = self._file.labels.get(key, "")
        self._problems.append(Problem(line.row, column, message, params))

    def _is_known(self, line: Line) -> bool:
        """Find the person of a line: by e-mail, else by name; lines about nobody in particular
        and second lines about the same person are left out."""
        rows = [r for r in self._staff.people if directory.is_person(r) and not r["merged_into"]]
        same = [r for r in rows if line.email and _same(r.text("email"), line.email)]
        named = [r for r in rows if r.text("name") == line.name]
        # A namesake with another address is somebody else.
        free = [r for r in named if not (line.email and r.text("email"))]
        found = same or free
        if len(found) > 1:
            name = line.name
            self._note(line, "name", "Several people are called {name}; add the e-mail", name=name)
            return False
        person = found[0] if found else None
        if self._is_twice(line, person):
            self._note(line, "name", "{name} stands twice in the table", name=line.name)
            return False
        self._of[line.row] = person
        if person is not None and person["active"] == 0:
            self._note(line, "name", "{name} is deactivated already", name=line.name)
        return True

    def _is_twice(self, line: Line, person: Row | None) -> bool:
        who = (line.name, line.email.casefold()) if person is None else person.id
        is_twice = who in self._met
        self._met.add(who)
        return is_twice

    def _draft(self, line: Line, managers: Mapping[int, int | bytes]) -> Draft:
        person = self._of[line.row]
        department = self._department(line, "department", line.department)
        position = self._position(line.position)
        postings = tuple(self._new_postings(line, person, department))
        if person is None:
            return Draft(_placed(line, department), None, (), postings)
        manager = managers.get(line.row)
        held = {
            "name": line.name != person.text("name"),
            # What is not there yet (b"") differs from whatever the person has.
            "department": bool(department)
            and self._places.departments.get(department, b"") != person.ref("department"),
            "position": bool(position)
            and self._places.positions.get(position, b"") != person.ref("position"),
            "level": bool(line.level) and line.level != person.text("level"),
            "email": bool(line.email) and line.email != person.text("email"),
            "phone": bool(line.phone) and line.phone != person.text("phone"),
            "skills": bool(line.skills) and line.skills != read_skills(person),
            "manager": manager is not None and self._id_of(manager) != person.ref("manager"),
        }
        changes = tuple(key for key, is_changed in held.items() if is_changed)
        return Draft(_placed(line, department), person, changes, postings)

    def _id_of(self, manager: int | bytes) -> bytes | None:
        if isinstance(manager, bytes):
            return manager
        row = self._of[manager]
        return row.id if row is not None else None

    def _department(self, line: Line, key: str, said: Path) -> Path:
        path = self._places.path(said, self._departments)
        if path is None:
            name = "/".join(said)
            self._note(
                line, key, "Several departments are called {name}; write the path", name=name
            )
            return ()
        for depth in range(1, len(path) + 1):
            if path[:depth] not in self._places.departments:
                self._departments[path[:depth]] = None
        return path

    def _position(self, name: str) -> str:
        if name and name not in self._places.positions:
            self._positions[name] = None
        return name

    def _new_postings(self, line: Line, person: Row | None, own: Path) -> Iterator[Pair]:
        here = person.ref("department") if person is not None else None
        held = self._postings.get(person.id if person is not None else b"", frozenset())
        for said, position in line.postings:
            path = self._department(line, "postings", said) if said else own
            if said and not path:
                continue
            self._position(position)
            at = self._places.departments.get(path) if path else here
            pair = (at, self._places.positions.get(position))
            if at is None and not path:
                self._note(line, "postings", "A second position needs a department")
            elif at is None or pair[1] is None or pair not in held:
                yield path, position


def _placed(line: Line, department: Path) -> Line:
    """The line with the whole path of its department."""
    said = (line.row, line.name, department, line.position, line.level, line.email, line.phone)
    return Line(*said, line.skills, line.manager, line.postings)


def _same(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()


class _Managers:
    """Finds who is above whom, in the file and in the directory, and takes no circle."""

    def __init__(self, lines: Sequence[Line], of: Mapping[int, Row | None], staff: Staff) -> None:
        self._lines = lines
        self._of = of
        self._people = staff.at_work()
        self._above: dict[int | bytes, int | bytes | None] = {
            self._node(line.row): None for line in lines
        }
        self._above.update({row.id: row.ref("manager") for row in staff.people})

    def found(self, note: Callable[..., None]) -> dict[int, int | bytes]:
        """Row -> manager, of every line that names one."""
        taken: dict[int, int | bytes] = {}
        for line in self._lines:
            if not line.manager:
                continue
            nodes = self._named(line.manager)
            if len(nodes) != 1:
                note(line, "manager", "{value} names no one person", value=line.manager)
                continue
            (manager,) = nodes
            me = self._node(line.row)
            if me in self._chain(manager):
                note(line, "manager", "Nobody can be above themselves")
                continue
            self._above[me] = manager
            taken[line.row] = manager
        return taken

    def _node(self, row: int) -> int | bytes:
        person = self._of[row]
        return person.id if person is not None else row

    def _named(self, word: str) -> set[int | bytes]:
        is_email = "@" in word
        known = {
            self._node(line.row)
            for line in self._lines
            if (_same(line.email, word) if is_email else line.name == word)
        }
        return known | {
            row.id
            for row in self._people
            if (_same(row.text("email"), word) if is_email else row.text("name") == word)
        }

    def _chain(self, node: int | bytes) -> set[int | bytes]:
        met: set[int | bytes] = set()
        at: int | bytes | None = node
        while at is not None and at not in met:
            met.add(at)
            at = self._above.get(at)
        return met


class Writing:
    """The rows that an import adds and changes."""

    def __init__(self, staff: Staff, plan: DryRun) -> None:
        self._staff = staff
        self._plan = plan
        self._places = Places(staff)
        self._new: dict[int, bytes] = {}

    def added(
        self, new_id: Callable[[], RowId], random_bytes: Callable[[int], bytes]
    ) -> dict[str, list[tuple[bytes, Mapping[str, Value]]]]:
        """Rows to add by table."""
        rows: dict[str, list[tuple[bytes, Mapping[str, Value]]]] = {
            "department": [], "position": [], "person": [], "posting": []
        }  # fmt: skip
        low = max((r.text("okey") for r in self._staff.departments), default="")
        keys = order.spread(low, "", len(self._plan.departments), random_bytes)
        for path, key in zip(self._plan.departments, keys, strict=True):
            parent = self._places.departments.get(path[:-1])
            made = self._places.departments[path] = new_id()
            rows["department"].append((made, {"name": path[-1], "parent": parent, "okey": key}))
        low = max((r.text("okey") for r in self._staff.positions), default="")
        keys = order.spread(low, "", len(self._plan.positions), random_bytes)
        for name, key in zip(self._plan.positions, keys, strict=True):
            made = self._places.positions[name] = new_id()
            rows["position"].append((made, {"name": name, "okey": key}))
        self._new = {draft.line.row: new_id() for draft in self._plan.new}
        for draft in self._plan.new:
            values = {"kind": "person", "active": 1, **self._values(draft)}
            rows["person"].append((self._new[draft.line.row], values))
        for draft in (*self._plan.new, *self._plan.changed):
            for posting in self._postings(draft):
                rows["posting"].append((new_id(), posting))
        return rows

    def changed(self) -> Iterator[tuple[bytes, dict[str, Value]]]:
        """People to change, and their new values; after `added`."""
        for draft in self._plan.changed:
            values = self._values(draft)
            if draft.person is not None and draft.changes:
                yield draft.person.id, {key: values[key] for key in draft.changes}

    def _values(self, draft: Draft) -> dict[str, Value]:
        line = draft.line
        manager = self._plan.managers.get(line.row)
        return {
            "name": line.name,
            "department": self._places.departments.get(line.department),
            "position": self._places.positions.get(line.position),
            "level": line.level or None,
            "email": line.email or None,
            "phone": line.phone or None,
            "skills": write_skills(line.skills),
            "manager": self._new.get(manager) if isinstance(manager, int) else manager,
        }

    def _postings(self, draft: Draft) -> Iterator[dict[str, Value]]:
        person = draft.person.id if draft.person is not None else self._new[draft.line.row]
        own = draft.person.ref("department") if draft.person is not None else None
        for path, position in draft.postings:
            yield {
                "person": person,
                "department": self._places.departments.get(path, own),
                "position": self._places.positions.get(position),
            }
