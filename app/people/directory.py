"""Who works where: the tree of departments with its people, a person's line, the filter. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from app.model.row import Row
from app.model.sound import sounds_of

DOT = " • "


@dataclass(frozen=True, slots=True)
class Branch:
    """A department in the tree: who stands in it, and how many with all that is below."""

    row: Row
    depth: int
    people: frozenset[bytes]
    """Who works in it, second positions too."""
    everyone: frozenset[bytes]
    """Who works in it or anywhere below; each person once."""
    children: tuple[Branch, ...] = ()

    @property
    def id(self) -> bytes:
        return self.row.id

    @property
    def name(self) -> str:
        return self.row.text("name")


@dataclass(frozen=True, slots=True)
class Staff:
    """The rows of the directory."""

    people: Sequence[Row] = ()
    departments: Sequence[Row] = ()
    positions: Sequence[Row] = ()
    postings: Sequence[Row] = ()
    names: Mapping[bytes, str] = field(init=False)
    ranks: Mapping[bytes, int] = field(init=False)
    """How high a position stands; 0 where nobody said."""

    def __post_init__(self) -> None:
        held = {row.id: row.text("name") for row in (*self.departments, *self.positions)}
        object.__setattr__(self, "names", held)
        ranks = {row.id: row.number("level") or 0 for row in self.positions}
        object.__setattr__(self, "ranks", ranks)

    def at_work(self) -> list[Row]:
        """People who work here now: no materials, nobody who has left, no doubles."""
        return [row for row in self.people if is_at_work(row)]

    def left(self) -> list[Row]:
        """People who do not work here any more; not those who were joined with another."""
        return [
            row
            for row in self.people
            if row["active"] == 0 and is_person(row) and row.ref("merged_into") is None
        ]


def is_person(row: Row) -> bool:
    """Whether it is a human being, not material or cost."""
    return row.text("kind") in ("", "person")


def is_at_work(row: Row) -> bool:
    """Whether this person works here now."""
    return is_person(row) and row["active"] != 0 and row.ref("merged_into") is None


def tree(staff: Staff) -> tuple[Branch, ...]:
    """The departments from the top down; one whose parent is gone or in a circle is at the top."""
    by_id = {row.id: row for row in staff.departments}
    children: dict[bytes | None, list[Row]] = {}
    for row in sorted(staff.departments, key=_place):
        parent = row.ref("parent")
        children.setdefault(parent if parent in by_id else None, []).append(row)
    there = people_by_department(staff)
    met: set[bytes] = set()

    def grown(row: Row, depth: int) -> Branch:
        met.add(row.id)
        below = tuple(grown(c, depth + 1) for c in children.get(row.id, ()) if c.id not in met)
        own = there.get(row.id, frozenset())
        return Branch(row, depth, own, own.union(*(b.everyone for b in below)), below)

    grown_up = [grown(row, 0) for row in children.get(None, ())]
    grown_up += [grown(row, 0) for row in sorted(by_id.values(), key=_place) if row.id not in met]
    return tuple(grown_up)


def _place(row: Row) -> tuple[str, bytes]:
    return row.text("okey"), row.id


def flat(branches: Iterable[Branch]) -> list[Branch]:
    """A tree as lines, parents before children."""
    return [line for branch in branches for line in (branch, *flat(branch.children))]


def people_by_department(staff: Staff) -> dict[bytes, frozenset[bytes]]:
    """Department -> who works in it now, by first or second position."""
    here = {row.id for row in staff.at_work()}
    found: dict[bytes, set[bytes]] = {}
    for row in staff.at_work():
        found.setdefault(row.ref("department") or b"", set()).add(row.id)
    for posting in staff.postings:
        person, department = posting.ref("person"), posting.ref("department")
        if person is not None and person in here:
            found.setdefault(department or b"", set()).add(person)
    return {department: frozenset(people) for department, people in found.items()}


def homeless(staff: Staff) -> list[Row]:
    """People who are in no department that there is."""
    known = {row.id for row in staff.departments}
    return by_rank([p for p in staff.at_work() if p.ref("department") not in known], staff)


def below(departments: Iterable[Row], department: bytes) -> frozenset[bytes]:
    """A department and everything under it."""
    children: dict[bytes | None, list[bytes]] = {}
    for row in departments:
        children.setdefault(row.ref("parent"), []).append(row.id)
    met: set[bytes] = set()
    waiting = [department]
    while waiting:
        row_id = waiting.pop()
        if row_id not in met:
            met.add(row_id)
            waiting += children.get(row_id, ())
    return frozenset(met)


def path_of(departments: Mapping[bytes, Row], department: bytes | None) -> tuple[str, ...]:
    """The names from the top down to a department."""
    found: list[str] = []
    met: set[bytes] = set()
    at = departments.get(department or b"")
    while at is not None and at.id not in met:
        met.add(at.id)
        found.append(at.text("name"))
        at = departments.get(at.ref("parent") or b"")
    return tuple(reversed(found))


def line_of(row: Row, staff: Staff) -> str:
    """What stands under a person's name, or a second position's: 运营总监 • 品牌部."""
    parts = (staff.names.get(row.ref(name) or b"", "") for name in ("position", "department"))
    return DOT.join(part for part in parts if part)


def by_rank(people: Iterable[Row], staff: Staff) -> list[Row]:
    """People in the order of their positions, the highest first, then by how they sound."""

    def rank(row: Row) -> tuple[int, str, bytes]:
        return -staff.ranks.get(row.ref("position") or b"", 0), _spelt(row.text("name")), row.id

    return sorted(people, key=rank)


def found(people: Iterable[Row], query: str, staff: Staff) -> list[Row]:
    """People for whom every word of the query stands in what is known of them, or sounds so."""
    terms = query.casefold().split()
    lines: dict[bytes, list[str]] = {}
    for posting in staff.postings:
        lines.setdefault(posting.ref("person") or b"", []).append(line_of(posting, staff))
    return [
        row
        for row in people
        if all(_fits(term, (*_known(row, staff), *lines.get(row.id, ()))) for term in terms)
    ]


def _known(row: Row, staff: Staff) -> tuple[str, ...]:
    held = (row.text("name"), row.text("email"), row.text("phone"), row.text("skills"))
    return (*held, line_of(row, staff))


def _fits(term: str, texts: Iterable[str]) -> bool:
    return any(term in text.casefold() or _sounds_like(term, text) for text in texts if text)


def _sounds_like(term: str, text: str) -> bool:
    return term.isascii() and any(word.startswith(term) for word in _sounds(text))


@lru_cache(maxsize=50_000)
def _sounds(text: str) -> tuple[str, ...]:
    return tuple(sounds_of(text).split())


@lru_cache(maxsize=50_000)
def _spelt(name: str) -> str:
    # Its tables load in a quarter of a second: not before somebody looks at a list.
    from pypinyin import lazy_pinyin  # noqa: PLC0415

    return " ".join(lazy_pinyin(name))
