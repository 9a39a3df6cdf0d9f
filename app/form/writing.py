"""What must be written so that a draft becomes another form: the fewest rows and fields. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from app.form import rows
from app.form.draft import Draft
from app.form.rising import rising
from app.model import ids, order
from app.model.change import Value
from app.model.form import Form, Part, Rule
from app.model.ids import RowId
from app.model.row import Row

Values = dict[str, Value]


@dataclass(frozen=True, slots=True)
class Chance:
    """Where new ids and the tails of order keys come from: those of the edit."""

    new_id: Callable[[], RowId]
    random_bytes: Callable[[int], bytes]


@dataclass(slots=True)
class Written:
    """Rows to add, fields to set and rows to take away; each (table, row, values)."""

    adds: list[tuple[str, bytes, Values]] = field(default_factory=list[tuple[str, bytes, Values]])
    sets: list[tuple[str, bytes, Values]] = field(default_factory=list[tuple[str, bytes, Values]])
    deletes: list[tuple[str, bytes]] = field(default_factory=list[tuple[str, bytes]])

    def __bool__(self) -> bool:
        return bool(self.adds or self.sets or self.deletes)


def whole(form: Form, row: bytes, chance: Chance) -> Written:
    """The rows of a form that is new; `row` is its own, which is added by the caller."""
    found = Written()
    made = {part.id: chance.new_id() for part in form.parts}
    keys = _keys(form, {}, chance)
    for part in form.parts:
        found.adds.append(("part", made[part.id], _part_values(part, row, made, keys)))
    spread = order.spread("", "", len(form.rules), chance.random_bytes)
    for rule, key in zip(form.rules, spread, strict=True):
        values = {**rows.values_of_rule(rule), "form": row, "okey": key}
        found.adds.append(("rule", chance.new_id(), values))
    return found


def difference(draft: Draft, to: Form, chance: Chance) -> Written:
    """What turns the draft into this form."""
    found = Written()
    changed = _changed(draft.row, rows.values_of_form(to))
    if changed:
        found.sets.append(("form", draft.row.id, changed))
    _parts(draft, to, chance, found)
    _rules(draft, to.rules, chance, found)
    return found


def _parts(draft: Draft, to: Form, chance: Chance, found: Written) -> None:
    made = dict(draft.rows)
    made.update({part.id: chance.new_id() for part in to.parts if part.id not in made})
    keys = _keys(to, _stood(draft), chance)
    for part in to.parts:
        row = draft.held.get(made[part.id])
        if row is None:
            found.adds.append(("part", made[part.id], _part_values(part, draft.row.id, made, keys)))
            continue
        values = {} if part == draft.form.by_id[part.id] else rows.values_of(part)
        changed = _changed(row, values)
        if part.id in keys:
            changed |= {"parent": made.get(part.parent), "okey": keys[part.id]}
        if changed:
            found.sets.append(("part", row.id, changed))
    gone = [part.id for part in draft.form.parts if part.id not in to.by_id]
    found.deletes += [("part", draft.rows[one]) for one in reversed(gone)]


def _part_values(
    part: Part, form: bytes, made: Mapping[str, bytes], keys: Mapping[str, str]
) -> Values:
    place: Values = {"parent": made.get(part.parent), "okey": keys[part.id]}
    return {**rows.values_of(part), **place, "form": form, "key": part.id}


def _stood(draft: Draft) -> dict[str, tuple[str, str]]:
    """Part id -> the parent in which its row stands, and its order key there.

    A part that stands elsewhere on the screen than its row says has no place worth keeping.
    """
    found: dict[str, tuple[str, str]] = {}
    for part in draft.form.parts:
        row = draft.held[draft.rows[part.id]]
        if row.ref("parent") == draft.rows.get(part.parent):
            found[part.id] = part.parent, row.text("okey")
    return found


def _keys(to: Form, stood: Mapping[str, tuple[str, str]], chance: Chance) -> dict[str, str]:
    """New order keys for parts that are new or stand elsewhere than they stood."""
    found: dict[str, str] = {}
    for parent, parts in to.held.items():
        before = [stood.get(part.id, ("", "")) for part in parts]
        old = [key if held == parent else "" for held, key in before]
        for at, key in _rekeyed(old, chance.random_bytes).items():
            found[parts[at].id] = key
    return found


def _rekeyed(old: Sequence[str], random_bytes: Callable[[int], bytes]) -> dict[int, str]:
    """Place -> new key, so that keys rise; "" has none yet, and as many as can stay, stay."""
    kept = rising([key or None for key in old])
    found: dict[int, str] = {}
    bounds = [-1, *kept, len(old)]
    for low, high in pairwise(bounds):
        gap = range(low + 1, high)
        below = old[low] if low >= 0 else ""
        above = old[high] if high < len(old) else ""
        found.update(zip(gap, _between(below, above, len(gap), random_bytes), strict=True))
    return found


def _between(
    low: str, high: str, count: int, random_bytes: Callable[[int], bytes]
) -> Iterable[str]:
    if count == 1:
        return [order.between(low, high, random_bytes)]
    return order.spread(low, high, count, random_bytes)


def _rules(draft: Draft, to: Sequence[Rule], chance: Chance, found: Written) -> None:
    known = {rule.id: rule for rule in draft.form.rules}
    held = [draft.held.get(draft.rule_rows.get(rule.id, b"")) for rule in to]
    keys = _rekeyed([row.text("okey") if row else "" for row in held], chance.random_bytes)
    for at, (rule, row) in enumerate(zip(to, held, strict=True)):
        if row is None:
            values = {**rows.values_of_rule(rule), "form": draft.row.id, "okey": keys[at]}
            found.adds.append(("rule", ids.parse(rule.id) or chance.new_id(), values))
            continue
        changed = {} if rule == known[rule.id] else _changed(row, rows.values_of_rule(rule))
        if at in keys:
            changed["okey"] = keys[at]
        if changed:
            found.sets.append(("rule", row.id, changed))
    gone = set(known) - {rule.id for rule in to}
    found.deletes += [("rule", draft.rule_rows[one]) for one in sorted(gone)]


def _changed(row: Row, values: Values) -> Values:
    return {name: value for name, value in values.items() if row[name] != value}
