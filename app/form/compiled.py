"""A form made ready to be filled: every expression compiled once, formulas in their order. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from app.expr import language
from app.expr.faults import Mistake
from app.expr.language import Expression
from app.expr.values import Value
from app.form import checks
from app.form.checks import Wrong
from app.form.loops import loops
from app.form.reading import read
from app.form.sureness import sure_of
from app.form.values import reader
from app.model.form import HOLDERS, SILENT, Form, Kind, Part, Rule

NEVER: frozenset[str] = frozenset()


def never(_kept: object, _value: Value) -> bool:
    """Nothing is certain."""
    return False


@dataclass(frozen=True, slots=True)
class Test:
    """An expression and the parts whose answers it asks for; what cannot be read is never true."""

    text: str
    expression: Expression | None
    names: frozenset[str] = NEVER


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the logic table."""

    rule: Rule
    when: Test
    value: Test | None = None


@dataclass(slots=True)
class Field:
    """A part with all that decides on it. `table` is the sub-table it is a column of, or ""."""

    part: Part
    table: str
    read: Callable[[object], Value]
    """An answer as expressions see it."""
    checks: tuple[tuple[checks.Test, Wrong], ...]
    choices: frozenset[str] | None
    """What may be chosen; None where anything may, or conditions decide."""
    sure: checks.Test = never
    """Whether an answer is certainly right, seen or not."""
    above: tuple[Field, ...] = ()
    """Itself and what holds it, where a condition decides on being seen."""
    visible: tuple[Test, ...] = ()
    """Each must be true."""
    shown: list[Line] = field(default_factory=list[Line])
    """Where there are any, one must be true."""
    required: list[Test] = field(default_factory=list[Test])
    enabled: tuple[Test, ...] = ()
    locked: list[Test] = field(default_factory=list[Test])
    offers: list[Line] = field(default_factory=list[Line])
    offered: dict[str, Test] = field(default_factory=dict[str, Test])
    """Choice -> when it is offered, where that is not always."""
    formula: Test | None = None
    default: Test | None = None


@dataclass(frozen=True, slots=True)
class Compiled:
    """What filling needs of a form. `readers`: part -> the formulas that ask for it, by their
    places in `formulas`; a sub-table stands for all its columns."""

    form: Form
    fields: dict[str, Field]
    columns: dict[str, tuple[str, ...]]
    """Sub-table -> its columns that are answered."""
    formulas: tuple[Field, ...]
    """In the order in which they are reckoned; those in a loop are left out."""
    looped: frozenset[str]
    readers: dict[str, tuple[int, ...]]
    rules: tuple[Line, ...]
    """The rules that check or set."""
    unique: tuple[Part, ...]
    """Parts of the record whose answer no other record of the form may have."""
    once: dict[str, tuple[str, ...]]
    """Sub-table -> its columns in which no answer may stand twice."""
    readings: tuple[tuple[str, Callable[[object], Value]], ...]
    """How each answer of the record itself is seen."""
    order: tuple[tuple[str, checks.Test, Field], ...]
    """What is looked at of the record itself, in reading order: name, quick look, field."""


def compiled(form: Form) -> Compiled:
    """Make a form ready; what cannot be read in it does nothing."""
    fields = {part.id: _field(form, part) for part in form.parts}
    rules = [Line(rule, _test(form, rule.when), _value(form, rule)) for rule in form.rules]
    for line in rules:
        for target in line.rule.targets:
            if target in fields:
                _bind(fields[target], line)
    looped = frozenset(name for loop in loops(form) for name in loop)
    formulas = tuple(_ordered(form, fields, looped))
    columns = {
        part.id: tuple(p.id for p in form.answered() if form.table_of(p) == part.id)
        for part in form.parts
        if part.kind == Kind.TABLE
    }
    for held in fields.values():
        held.above = tuple(_above(fields, held))
        if held.offered or held.offers:
            held.choices = None
        asks = held.part.required or bool(held.required)
        if held.part.kind not in (*SILENT, Kind.TABLE):
            held.sure = sure_of(held.part, held.checks, held.choices, asks=asks)
    acting = tuple(line for line in rules if line.rule.kind in {"check", "set"})
    readers = _readers(form, formulas)
    single = [held for held in fields.values() if _is_unique(held.part)]
    unique = tuple(held.part for held in single if not held.table)
    once = {
        table: tuple(held.part.id for held in single if held.table == table) for table in columns
    }
    readings = tuple(
        (part.id, fields[part.id].read)
        for part in form.parts
        if part.kind not in SILENT and not fields[part.id].table
    )
    looked = tuple(
        (p.id, fields[p.id].sure, fields[p.id]) for p in form.parts if _is_looked_at(fields[p.id])
    )
    return Compiled(
        form, fields, columns, formulas, looped, readers, acting, unique, once, readings, looked
    )


def _is_looked_at(held: Field) -> bool:
    return held.part.kind in HOLDERS or (held.part.kind not in SILENT and not held.table)


def _is_unique(part: Part) -> bool:
    return part.kind not in SILENT and any(check.rule == "unique" for check in part.checks)


def _above(fields: dict[str, Field], held: Field) -> Iterator[Field]:
    seen: set[str] = set()
    while held.part.id not in seen:
        seen.add(held.part.id)
        if held.visible or held.shown:
            yield held
        if held.part.parent not in fields:
            return
        held = fields[held.part.parent]


def _choices(part: Part) -> frozenset[str] | None:
    if part.kind not in (Kind.CHOICE, Kind.CHOICES) or "other" in part.settings:
        return None
    return frozenset(choice.id for choice in part.choices)


def _field(form: Form, part: Part) -> Field:
    made = Field(part, form.table_of(part), reader(part), checks.tests_of(part), _choices(part))
    if part.visible_if:
        made.visible = (_test(form, part.visible_if),)
    if part.enabled_if:
        made.enabled = (_test(form, part.enabled_if),)
    if part.required_if:
        made.required.append(_test(form, part.required_if))
    made.offered = {c.id: _test(form, c.when) for c in part.choices if c.when}
    made.formula = _test(form, part.formula) if part.formula else None
    made.default = _test(form, part.default) if part.default else None
    return made


def _bind(held: Field, line: Line) -> None:
    match line.rule.kind:
        case "show":
            held.shown.append(line)
        case "require":
            held.required.append(line.when)
        case "lock":
            held.locked.append(line.when)
        case "offer":
            held.offers.append(line)
        case _:
            pass


def _value(form: Form, rule: Rule) -> Test | None:
    return _test(form, rule.value) if rule.kind == "set" and rule.value else None


def _test(form: Form, text: str) -> Test:
    try:
        expression = language.compile_text(text)
    except Mistake:
        return Test(text, None)
    held = read(text)
    names = (held.names | held.inner | held.reached) & form.by_id.keys()
    return Test(text, expression, frozenset(names))


def _ordered(form: Form, fields: dict[str, Field], looped: frozenset[str]) -> Iterator[Field]:
    """Each formula after those that it asks for; without recursion, however long the chain."""
    done: set[str] = set()
    for part in form.parts:
        stack = [part.id]
        while stack:
            held = fields[stack[-1]]
            if held.formula is None or held.part.id in done or held.part.id in looped:
                stack.pop()
                continue
            first = [
                name
                for name in _meant(form, held.formula.names)
                if name not in done and name not in looped and fields[name].formula is not None
            ]
            if first:
                stack += first
                continue
            done.add(stack.pop())
            yield held


def _meant(form: Form, names: Iterable[str]) -> Iterator[str]:
    """The parts that names stand for: a sub-table alone is all its columns."""
    every = frozenset(names)
    for name in sorted(every):
        yield name
        if form.by_id[name].kind == Kind.TABLE:
            columns = [p.id for p in form.parts if form.table_of(p) == name]
            yield from (c for c in columns if c not in every) if not every & {*columns} else ()


def _readers(form: Form, formulas: tuple[Field, ...]) -> dict[str, tuple[int, ...]]:
    found: dict[str, list[int]] = {}
    for place, held in enumerate(formulas):
        assert held.formula is not None
        for name in set(_meant(form, held.formula.names)):
            found.setdefault(name, []).append(place)
    return {name: tuple(places) for name, places in found.items()}
