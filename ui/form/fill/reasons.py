"""Why a place is hidden, needed, locked or at fault: the conditions behind it, with values now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.expr.explain import explain, sentence
from app.expr.values import Value
from app.form.compiled import Field, Test
from app.form.filling import RECORD, Filling, Scope
from app.form.values import seen
from app.model.form import SILENT, Kind
from app.model.verb import Line, say
from ui.form.fill import words
from ui.form.fill.paper import Paper, world_of
from ui.kit import lay
from ui.kit.app import app, t
from ui.kit.label import Label, Picture
from ui.kit.pop import Popover

WIDE = 340


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that holds at a place, and what decided it."""

    icon: str
    tone: str
    words: str


def reasons(paper: Paper, line: str, part: str) -> list[Reason]:
    """Everything that decides on a place now."""
    field = paper.filling.form.fields.get(part)
    if field is None:
        return []
    at = line if field.table else RECORD
    told = _Told(paper, at)
    found = [*_of_conditions(told, field), *_of_rules(told, field)]
    if field.formula is not None and field.formula.expression is not None:
        text = told.labelled(field.formula)
        found.append(Reason("equal", "text2", t("Reckoned: {formula}", formula=text)))
    return found


class _Told:
    """A place and the names that its conditions ask for."""

    def __init__(self, paper: Paper, line: str) -> None:
        self.paper, self.line = paper, line
        self.labels = {p.id: words.label(p) for p in paper.form.parts if words.label(p)}
        self.scope = scope_of(paper.filling, line)
        self.world = world_of(paper.host)

    def is_so(self, test: Test) -> bool:
        return self.paper.filling.is_so(test, self.line)

    def because(self, what: Line, test: Test) -> str:
        if test.expression is None:
            return app().words.line(what)
        why = explain(test.expression, self.scope, self.world, self.labels)
        return app().words.line(sentence(what, why))

    def labelled(self, test: Test) -> str:
        text = test.text
        for key in sorted(self.labels, key=len, reverse=True):
            text = text.replace(key, self.labels[key])
        return text


def scope_of(filling: Filling, line: str) -> Scope:
    """The names that an expression of a line may ask for, with their values now."""
    form = filling.form
    record: dict[str, Value] = {}
    for part in form.form.parts:
        if part.kind == Kind.TABLE:
            record[part.id] = [_row(filling, part.id, one) for one in filling.lines(part.id)]
        elif part.kind not in SILENT and not form.fields[part.id].table:
            record[part.id] = seen(part, filling.kept(RECORD, part.id))
    table = next((name for name in form.columns if line in filling.lines(name)), "")
    return Scope(_row(filling, table, line) if table else {}, record)


def _row(filling: Filling, table: str, line: str) -> dict[str, Value]:
    fields = filling.form.fields
    columns = filling.form.columns[table]
    return {one: seen(fields[one].part, filling.kept(line, one)) for one in columns}


def _of_conditions(told: _Told, field: Field) -> Iterator[Reason]:
    for test in field.visible:
        if told.is_so(test):
            yield Reason("eye", "text2", told.because(say("Shown"), test))
        else:
            yield Reason("eye-off", "text2", told.because(say("Hidden"), test))
    for test in field.required:
        if told.is_so(test):
            yield Reason("circle-alert", "text2", told.because(say("Needed"), test))
        else:
            yield Reason("circle-dashed", "text2", told.because(say("Not needed"), test))
    for test in field.enabled:
        if not told.is_so(test):
            yield Reason("lock", "text2", told.because(say("Locked"), test))
    for test in field.locked:
        if told.is_so(test):
            yield Reason("lock", "text2", told.because(say("Locked"), test))
    if field.part.required and not field.required:
        yield Reason("circle-alert", "text2", t("Always needed"))


def _of_rules(told: _Told, field: Field) -> Iterator[Reason]:
    for one in field.shown:
        what = say("Shown") if told.is_so(one.when) else say("Hidden")
        yield Reason("eye", "text2", told.because(what, one.when))
    for one in told.paper.filling.form.rules:
        rule = one.rule
        if rule.kind == "check" and field.part.id in rule.targets and told.is_so(one.when):
            tone = "danger" if rule.level == "error" else "warn"
            icon = "circle-alert" if rule.level == "error" else "triangle-alert"
            yield Reason(icon, tone, told.because(say("Does not fit"), one.when))


class WhyPop(Popover):
    """The reasons under a field."""

    def __init__(self, paper: Paper, line: str, part: str, parent: Popover | object) -> None:
        super().__init__(parent)  # pyright: ignore[reportArgumentType]
        held = paper.form.by_id[part]
        self.reasons: Sequence[Reason] = reasons(paper, line, part)
        rows = [
            lay.row(_top(one.icon, one.tone), Label(one.words, "body", wraps=True), gap=8)
            for one in self.reasons
        ]
        if not rows:
            rows = [lay.row(Label(t("No condition decides on this field"), "body", "text2"))]
        title = Label(words.label(held), "strong")
        self.setLayout(lay.column(title, *rows, gap=8, margins=(16, 12, 16, 12)))
        self.setFixedWidth(WIDE)


def _top(icon: str, tone: str) -> lay.Part:
    return lay.column(3, Picture(icon, tone, 14), None, gap=0)
