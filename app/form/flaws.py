"""Everything that is wrong with a record, in reading order; nothing hidden is. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

from app.form.checks import Wrong, wrong_with
from app.form.compiled import Field, Line
from app.form.filling import NO_LINE, RECORD, Filling, Place
from app.form.values import is_empty, is_shaped
from app.model.form import HOLDERS, Kind, Part


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing that is wrong, and where. `rule` is the name of a check or the id of a rule;
    `message` is what the designer of the form wrote instead of the template."""

    line: str
    part: str
    rule: str
    level: str
    template: str
    params: Mapping[str, object] = field(default_factory=dict[str, object])
    message: str = ""
    message_en: str = ""


Taken = Callable[[str, object], bool]
"""Whether another record has this answer for this part."""


def nowhere(_part: str, _kept: object) -> bool:
    """There are no other records."""
    return False


MISSING = "Fill in “{name}”"
REFUSED = "“{name}” does not fit"
SHAPELESS = "“{name}” cannot be read"
TWICE = "“{name}” stands here twice"
USED = "Another record has this “{name}”"
UNOFFERED = "“{name}” is none of the choices"


def flaws(filling: Filling, taken: Taken = nowhere) -> tuple[Flaw, ...]:
    """What is wrong now; `taken` knows the other records."""
    ruled = _ruled(filling)
    found: list[Flaw] = []
    kept, names = filling.here(RECORD)
    kept_of = kept.get
    for name, is_sure, held in filling.form.order:
        kind = held.part.kind
        if kind == Kind.TABLE:
            found += _of_table(filling, held.part, ruled)
        elif kind in HOLDERS:
            found += ruled.pop((RECORD, name), NONE)
        elif not is_sure(kept_of(name), names[name]) or (ruled and (RECORD, name) in ruled):
            found += _of_place(filling, RECORD, held, ruled)
    found += _used(filling, taken)
    return (*found, *(fault for held in ruled.values() for fault in held))


def _used(filling: Filling, taken: Taken) -> Iterator[Flaw]:
    for part in filling.form.unique:
        kept = filling.kept(RECORD, part.id)
        if not is_empty(kept) and filling.is_visible(RECORD, part.id) and taken(part.id, kept):
            yield Flaw(RECORD, part.id, "unique", "error", USED, {"name": _name(part)})


Ruled = dict[Place, list[Flaw]]
NONE: Sequence[Flaw] = ()
CHOSEN = frozenset({Kind.CHOICE, Kind.CHOICES})


def _of_table(filling: Filling, part: Part, ruled: Ruled) -> Iterator[Flaw]:
    state = filling.state(RECORD, part.id)
    if not state.is_visible:
        return
    lines, columns = filling.lines(part.id), filling.form.columns[part.id]
    if not lines and state.is_required:
        yield _required(RECORD, part)
    for wrong in wrong_with(part, list(lines)):
        yield _fault(RECORD, part, wrong)
    yield from ruled.pop((RECORD, part.id), [])
    doubled = {column: _doubled(filling, part.id, column) for column in filling.form.once[part.id]}
    held_by = [(column, filling.form.fields[column]) for column in columns]
    for line in lines:
        kept, names = filling.here(line)
        for column, held in held_by:
            is_sure = held.sure(kept.get(column), names[column])
            if not is_sure or (ruled and (line, column) in ruled):
                yield from _of_place(filling, line, held, ruled)
            if line in doubled.get(column, ()) and filling.is_visible(line, column):
                name = _name(held.part)
                yield Flaw(line, column, "unique", "error", TWICE, {"name": name})


def _of_place(filling: Filling, line: str, held: Field, ruled: Ruled) -> Sequence[Flaw]:
    part = held.part
    told = ruled.pop((line, part.id), NONE) if ruled else NONE
    if held.above and not filling.is_visible(line, part.id):
        return NONE
    kept = filling.kept(line, part.id)
    if is_empty(kept):
        return [_required(line, part), *told] if filling.is_asked(line, part.id) else told
    value = filling.seen(line, part.id)
    if value is None and part.kind != Kind.FORMULA and not is_shaped(part, kept):
        name = {"name": _name(part)}
        return [Flaw(line, part.id, "shape", "error", SHAPELESS, name), *told]
    found = [_fault(line, part, wrong) for test, wrong in held.checks if not test(kept, value)]
    if part.kind in CHOSEN and not _is_offered(filling, line, held, kept):
        found.append(Flaw(line, part.id, "choice", "error", UNOFFERED, {"name": _name(part)}))
    return [*found, *told] if told else found


def _is_offered(filling: Filling, line: str, held: Field, kept: object) -> bool:
    """Whether everything that was chosen may be."""
    offered = held.choices
    if offered is None:
        if "other" in held.part.settings:
            return True
        offered = frozenset(choice.id for choice in filling.state(line, held.part.id).choices)
    if isinstance(kept, list):
        return offered.issuperset(cast("list[str]", kept))
    return str(kept) in offered


def _doubled(filling: Filling, table: str, column: str) -> frozenset[str]:
    """The lines whose answer another line has too, where that is not allowed."""
    first: dict[str, str] = {}
    twice: set[str] = set()
    for line in filling.lines(table):
        kept = filling.kept(line, column)
        if not is_empty(kept):
            other = first.setdefault(str(kept), line)
            twice |= {line, other} if other != line else set()
    return frozenset(twice)


def _ruled(filling: Filling) -> Ruled:
    """What the checks of the logic table find, by place."""
    found: Ruled = {}
    for one in filling.form.rules:
        rule = one.rule
        if rule.kind != "check":
            continue
        for line in filling.lines(rule.table) if rule.table else NO_LINE:
            if not filling.is_so(one.when, line):
                continue
            for at, target in _places(filling, one, line):
                params = {"name": _name(filling.form.fields[target].part)}
                words = rule.message, rule.message_en
                fault = Flaw(at, target, rule.id, rule.level, REFUSED, params, *words)
                found.setdefault((at, target), []).append(fault)
    return found


def _places(filling: Filling, one: Line, line: str) -> Iterator[Place]:
    """Where a rule that fires is told: at its targets that are seen."""
    for target in one.rule.targets:
        held = filling.form.fields.get(target)
        if held is not None:
            at = line if held.table else RECORD
            if filling.is_visible(at, target):
                yield at, target


def _name(part: Part) -> str:
    return part.label or part.id


def _required(line: str, part: Part) -> Flaw:
    return Flaw(line, part.id, "required", "error", MISSING, {"name": _name(part)})


def _fault(line: str, part: Part, wrong: Wrong) -> Flaw:
    words = wrong.message, wrong.message_en
    return Flaw(line, part.id, wrong.rule, wrong.level, wrong.template, wrong.params, *words)
