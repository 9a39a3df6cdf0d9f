"""The tree of a form while it is worked on: children by parent, and a form of it again. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from msgspec.structs import replace

from app.model.form import HOLDERS, Form, Kind, Part

Fresh = Callable[[], str]
"""Gives an id for a part to come."""
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
KEY_LENGTH = 8


def key_of(random: bytes) -> str:
    """The id of a new part: "f_" and a sign for each of these random bytes."""
    return "f_" + "".join(ALPHABET[byte % len(ALPHABET)] for byte in random[:KEY_LENGTH])


def counted(form: Form) -> Fresh:
    """Ids that this form has not, counted: for trials, whose outcome is not written."""
    numbers = iter(range(1, 1 << 30))

    def fresh() -> str:
        return next(key for n in numbers if (key := f"f_{n:08d}") not in form.by_id)

    return fresh


class Tree:
    """A form whose parts may be moved; `form()` reads it again in the order of the screen."""

    def __init__(self, form: Form) -> None:
        self._form = form
        self.parts = {part.id: part for part in form.parts}
        self.children: dict[str, list[str]] = {}
        for part in form.parts:
            self.children.setdefault(part.parent, []).append(part.id)
        self._thinned: list[str] = []

    def place(self, parts: Iterable[str], parent: str, at: int) -> None:
        """Put parts, which stand nowhere now, into a parent at a place."""
        ids = list(parts)
        self.children.setdefault(parent, [])[at:at] = ids
        for one in ids:
            self.parts[one] = replace(self.parts[one], parent=parent)

    def detach(self, part: str) -> None:
        """Take a part, with what it holds, from where it stands."""
        parent = self.parts[part].parent
        self.children[parent].remove(part)
        self._thinned.append(parent)

    def drop(self, part: str) -> None:
        """Take a part and all that it holds away for good."""
        self.detach(part)
        for one in self.below(part):
            del self.parts[one]
            self.children.pop(one, None)

    def add(self, part: Part) -> None:
        """Make a part known; it stands nowhere yet."""
        self.parts[part.id] = part

    def below(self, part: str) -> list[str]:
        """The part and all that it holds, itself first."""
        return list(self.walk(part))

    def walk(self, top: str = "") -> Iterator[str]:
        """Every part under this one in the order of the screen, itself first where it is one."""
        stack = [top] if top else list(reversed(self.children.get("", [])))
        while stack:
            one = stack.pop()
            yield one
            stack += reversed(self.children.get(one, []))

    def dissolve(self) -> None:
        """Columns from which parts were taken and that hold one or none are columns no more."""
        for columns in dict.fromkeys(self._thinned):
            part = self.parts.get(columns)
            held = self.children.get(columns, [])
            if part is None or part.kind != Kind.COLUMNS or len(held) > 1:
                continue
            siblings = self.children[part.parent]
            at = siblings.index(columns)
            siblings[at : at + 1] = held
            for one in held:
                self.parts[one] = replace(self.parts[one], parent=part.parent)
            self.parts.pop(columns)
            self.children.pop(columns, None)
            self._thinned.append(part.parent)
        self._thinned.clear()

    def form(self) -> Form:
        """The form as it stands now."""
        return replace(self._form, parts=tuple(self.parts[one] for one in self.walk()))


def topmost(form: Form, parts: Iterable[str]) -> tuple[str, ...]:
    """Those of some parts that no other of them holds, in the order of the screen."""
    wanted = set(parts)
    covered: set[str] = set()
    found: list[str] = []
    for part in form.parts:
        if part.parent in covered:
            covered.add(part.id)
        elif part.id in wanted:
            covered.add(part.id)
            found.append(part.id)
    return tuple(found)


def healed(form: Form) -> Form:
    """A form of a stranger as a tree: ids once, parents that hold and stand before."""
    kinds: dict[str, str] = {"": Kind.SECTION}
    kept: list[Part] = []
    for part in form.parts:
        if not part.id or part.id in kinds:
            continue
        kinds[part.id] = part.kind
        is_held = kinds.get(part.parent) in HOLDERS and part.parent != part.id
        kept.append(part if is_held else replace(part, parent=""))
    return Tree(replace(form, parts=tuple(kept))).form()
