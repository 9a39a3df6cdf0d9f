"""One record while it is filled: answers, what they reckon, what is seen, what is wrong. Pure.

A place is (line, part): line "" is the record itself. Nothing hidden is required or at fault.
Answers of hidden parts stay while somebody fills and are dropped at the end (`dropped`), unless
their part says otherwise; until then they count, so that nothing flickers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from app.expr.values import Value
from app.expr.world import World
from app.form.compiled import Compiled, Field, Test
from app.form.values import is_empty, kept_of
from app.model.form import SILENT, Choice, Kind, Part

Place = tuple[str, str]
RECORD = ""
NO_LINE: tuple[str, ...] = (RECORD,)


@dataclass(frozen=True, slots=True)
class State:
    """How one place stands."""

    value: object
    is_visible: bool
    is_enabled: bool
    is_required: bool
    choices: tuple[Choice, ...] = ()


class Scope(Mapping[str, Value]):
    """The names of a line: its own columns, then the record's."""

    __slots__ = ("_own", "_record")

    def __init__(self, own: Mapping[str, Value], record: Mapping[str, Value]) -> None:
        self._own, self._record = own, record

    def __getitem__(self, name: str) -> Value:
        return self._own[name] if name in self._own else self._record[name]

    def __iter__(self) -> Iterator[str]:
        return iter({**self._record, **self._own})

    def __len__(self) -> int:
        return len({*self._record, *self._own})


class Filling:
    """A record of a form; every change says which places it changed."""

    def __init__(
        self,
        form: Compiled,
        answers: Mapping[str, Mapping[str, object]],
        lines: Mapping[str, Sequence[str]],
        world: World | None = None,
    ) -> None:
        """`answers`: line -> part -> what is kept; `lines`: sub-table -> its lines in order."""
        self.form = form
        self._world = world or {}
        self._kept: dict[str, dict[str, object]] = {RECORD: dict(answers.get(RECORD, {}))}
        kept = self._kept[RECORD].get
        self._record: dict[str, Value] = {name: read(kept(name)) for name, read in form.readings}
        self._lines: dict[str, list[str]] = {}
        self._values: dict[str, dict[str, Value]] = {}
        self._table: dict[str, str] = {}
        for table in form.columns:
            self._lines[table] = []
            self._record[table] = []
            for line in lines.get(table, ()):
                self._put(table, len(self._lines[table]), line, answers.get(line, {}))
        self._held = [False] * len(form.rules)
        self._reckon_all()
        for place, line in enumerate(form.rules):
            if line.rule.kind == "set" and not line.rule.table:
                self._held[place] = self.is_so(line.when, RECORD)

    # What stands

    def lines(self, table: str) -> tuple[str, ...]:
        """The lines of a sub-table, in order."""
        return tuple(self._lines.get(table, ()))

    def kept(self, line: str, part: str) -> object:
        """The answer at a place as it is kept."""
        return self._kept.get(line, {}).get(part)

    def answers(self) -> dict[str, dict[str, object]]:
        """Line -> part -> what is kept, without what is empty."""
        return {
            line: {part: kept for part, kept in held.items() if not is_empty(kept)}
            for line, held in self._kept.items()
        }

    def here(self, line: str) -> tuple[Mapping[str, object], Mapping[str, Value]]:
        """The answers of a line as they are kept, and as expressions see them; the record's for
        the record itself."""
        return self._kept[line], self._names(line)

    def state(self, line: str, part: str) -> State:
        """How a place stands."""
        held = self.form.fields[part]
        is_visible = self.is_visible(line, part)
        is_enabled = held.formula is None and held.part.kind != Kind.SEQUENCE
        is_enabled = is_enabled and all(self.is_so(test, line) for test in held.enabled)
        is_enabled = is_enabled and not any(self.is_so(test, line) for test in held.locked)
        return State(
            self.kept(line, part),
            is_visible,
            is_enabled,
            is_visible and _is_asked(self, held, line),
            _choices(self, held, line),
        )

    def is_visible(self, line: str, part: str) -> bool:
        """Whether a place is seen; nothing is in what is hidden."""
        above = self.form.fields[part].above
        return not above or all(self._is_shown(h, line if h.table else RECORD) for h in above)

    def seen(self, line: str, part: str) -> Value:
        """The answer at a place as expressions see it; null where it is none of its kind."""
        return self._names(line)[part]

    def is_asked(self, line: str, part: str) -> bool:
        """Whether a place that is seen wants an answer."""
        return _is_asked(self, self.form.fields[part], line)

    def _is_shown(self, held: Field, line: str) -> bool:
        if not all(self.is_so(test, line) for test in held.visible):
            return False
        return not held.shown or any(self.is_so(one.when, line) for one in held.shown)

    # What changes

    def set(self, line: str, part: str, kept: object) -> frozenset[Place]:
        """Answer a place; the places whose answers changed with it, itself among them."""
        return self._settle([(line, part, kept)])

    def add_line(
        self, table: str, at: int, line: str, answers: Mapping[str, object] | None = None
    ) -> frozenset[Place]:
        """A new line of a sub-table before the one that stands at `at`."""
        self._put(table, at, line, answers or {})
        dirty: dict[str, set[str]] = {part: {line} for part in self.form.columns[table]}
        dirty[table] = {RECORD}
        return self._reckon(self._asking(dirty), dirty) | {(line, p) for p in dirty if p != table}

    def remove_line(self, line: str) -> frozenset[Place]:
        """Take a line away."""
        table = self._table.pop(line)
        place = self._lines[table].index(line)
        del self._lines[table][place]
        cast("list[Value]", self._record[table]).pop(place)
        del self._values[line], self._kept[line]
        dirty: dict[str, set[str]] = {part: set() for part in self.form.columns[table]}
        dirty[table] = {RECORD}
        return self._reckon(self._asking(dirty), dirty)

    def move_line(self, line: str, to: int) -> None:
        """Put a line at another place of its sub-table."""
        table = self._table[line]
        rows = cast("list[Value]", self._record[table])
        place = self._lines[table].index(line)
        self._lines[table].insert(to, self._lines[table].pop(place))
        rows.insert(to, rows.pop(place))

    def dropped(self) -> tuple[Place, ...]:
        """The answers of hidden parts that are not kept when the record is handed in."""
        return tuple(
            (line, part.id)
            for line, part in self.places()
            if part.hidden != "keep"
            and not is_empty(self.kept(line, part.id))
            and not self.is_visible(line, part.id)
        )

    def drop(self) -> None:
        """Take hidden answers away until nothing more is hidden by that."""
        for _ in self.form.form.parts:
            gone = self.dropped()
            if not gone:
                return
            self._settle([(line, part, None) for line, part in gone])

    def places(self) -> Iterator[tuple[str, Part]]:
        """Every place that is answered, in reading order: sub-tables line by line."""
        for part in self.form.form.parts:
            if part.kind == Kind.TABLE:
                for line in self._lines[part.id]:
                    for column in self.form.columns[part.id]:
                        yield line, self.form.fields[column].part
            elif part.kind not in SILENT and not self.form.fields[part.id].table:
                yield RECORD, part

    # How it is done

    def _put(self, table: str, at: int, line: str, answers: Mapping[str, object]) -> None:
        columns = self.form.columns[table]
        self._kept[line] = dict(answers)
        values = {c: self.form.fields[c].read(answers.get(c)) for c in columns}
        self._values[line] = values
        self._table[line] = table
        self._lines[table].insert(at, line)
        cast("list[Value]", self._record[table]).insert(at, values)

    def _settle(self, changes: Sequence[tuple[str, str, object]]) -> frozenset[Place]:
        changed: set[Place] = set()
        for _ in range(len(self.form.rules) + 1):
            dirty: dict[str, set[str]] = {}
            for line, part, kept in changes:
                self._write(line, part, kept)
                dirty.setdefault(part, set()).add(line)
                changed.add((line, part))
            changed |= self._reckon(self._asking(dirty), dirty)
            changes = list(self._fired())
            if not changes:
                break
        return frozenset(changed)

    def _fired(self) -> Iterator[tuple[str, str, object]]:
        """What rules write whose condition has just become true."""
        for place, one in enumerate(self.form.rules):
            if one.rule.kind != "set" or one.rule.table:
                continue
            was, self._held[place] = self._held[place], self.is_so(one.when, RECORD)
            if self._held[place] and not was:
                value = self._value(one.value, RECORD) if one.value is not None else None
                for target in one.rule.targets:
                    held = self.form.fields.get(target)
                    if held is not None and held.formula is None and not held.table:
                        yield RECORD, target, kept_of(value)

    def _asking(self, dirty: Mapping[str, object]) -> list[int]:
        return sorted({place for name in dirty for place in self.form.readers.get(name, ())})

    def _reckon(self, places: Sequence[int], dirty: dict[str, set[str]]) -> frozenset[Place]:
        """Run formulas in their order, and those that ask for what they changed."""
        changed: set[Place] = set()
        waiting = set(places)
        for place in range(len(self.form.formulas)):
            if place not in waiting:
                continue
            held = self.form.formulas[place]
            for line in self._with_news(held, dirty):
                if self._reckoned(held, line):
                    changed.add((line, held.part.id))
                    dirty.setdefault(held.part.id, set()).add(line)
                    waiting.update(self.form.readers.get(held.part.id, ()))
                    if held.table:
                        waiting.update(self.form.readers.get(held.table, ()))
        return frozenset(changed)

    def _reckon_all(self) -> None:
        """Every formula once, in their order."""
        for held in self.form.formulas:
            test, name = held.formula, held.part.id
            run = test.expression.value if test is not None and test.expression else _null
            for line in self._lines[held.table] if held.table else NO_LINE:
                names = self._names(line)
                scope = Scope(names, self._record) if line else names
                value = names[name] = run(scope, self._world)
                if value is not None:
                    self._kept[line][name] = kept_of(value)
                elif name in self._kept[line]:
                    del self._kept[line][name]

    def _with_news(self, held: Field, dirty: Mapping[str, set[str]]) -> Sequence[str]:
        if not held.table:
            return NO_LINE
        return _lines_of(held, self.form.columns[held.table], self._lines[held.table], dirty)

    def _reckoned(self, held: Field, line: str) -> bool:
        value = self._value(held.formula, line) if held.formula is not None else None
        kept = kept_of(value)
        if self.kept(line, held.part.id) == kept:
            self._names(line)[held.part.id] = value
            return False
        self._kept[line][held.part.id] = kept
        self._names(line)[held.part.id] = value
        return True

    def _write(self, line: str, part: str, kept: object) -> None:
        self._kept[line][part] = kept
        self._names(line)[part] = self.form.fields[part].read(kept)

    def _names(self, line: str) -> dict[str, Value]:
        return self._values[line] if line else self._record

    def _value(self, test: Test | None, line: str) -> Value:
        if test is None or test.expression is None:
            return None
        scope = Scope(self._values[line], self._record) if line else self._record
        return test.expression.value(scope, self._world)

    def is_so(self, test: Test, line: str) -> bool:
        """Whether a condition is met; one without an answer is not."""
        return self._value(test, line) is True


def _is_asked(filling: Filling, held: Field, line: str) -> bool:
    """Whether a place that is seen wants an answer; what is reckoned never does."""
    if held.formula is not None or held.part.kind in SILENT | {Kind.SEQUENCE}:
        return False
    return held.part.required or any(filling.is_so(test, line) for test in held.required)


def _lines_of(
    held: Field, columns: Sequence[str], lines: Sequence[str], dirty: Mapping[str, set[str]]
) -> Sequence[str]:
    """The lines in which a formula has another answer now, as far as can be known."""
    assert held.formula is not None
    own = [name for name in held.formula.names if name in columns]
    beside = held.formula.names.difference(own)
    if held.table in held.formula.names or any(name in dirty for name in beside):
        return list(lines)
    wanted = {line for name in own for line in dirty.get(name, ())}
    if len(wanted) == 1:
        # A keystroke: no need to look through ten thousand lines for it.
        return [*wanted]
    return [line for line in lines if line in wanted]


def _null(_scope: object, _world: object) -> Value:
    """What cannot be read has no value."""
    return None


def _choices(filling: Filling, held: Field, line: str) -> tuple[Choice, ...]:
    """What may be chosen at a place now."""
    found = held.part.choices
    if held.offered:
        gone = {key for key, test in held.offered.items() if not filling.is_so(test, line)}
        found = tuple(choice for choice in found if choice.id not in gone)
    for offer in held.offers:
        if filling.is_so(offer.when, line):
            wanted = {one.strip() for one in offer.rule.value.split(",")}
            found = tuple(choice for choice in found if choice.id in wanted)
    return found
