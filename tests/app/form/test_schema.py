"""The schema that other programs get says what our own engine says, as far as a schema can."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest

from app.form import templates
from app.form.compiled import compiled
from app.form.exchange.json_schema import schema_of
from app.form.filling import RECORD, Filling, Place
from app.form.flaws import flaws
from app.model.form import Form, Kind
from tests.app.form.randoms import Answered, records
from tests.app.form.test_filling import BUDGET, WORLD
from tests.crash.points import FULL

FORMS = {"BUDGET": BUDGET, **{name: templates.named(name).form for name in templates.names()}}
TOLD = frozenset(
    (
        "required",
        "shape",
        "choice",
        "format",
        "pattern",
        "min_length",
        "max_length",
        "min_count",
        "max_count",
        "min_lines",
        "max_lines",
    )
)
"""What a schema has words for."""
OURS = frozenset((Kind.PHONE,))
"""Kinds whose notation a schema does not know."""
RECORDS = 60


def validator(form: Form) -> Any:
    options = jsonschema_rs.RegexOptions()
    return jsonschema_rs.Draft202012Validator(
        schema_of(form), validate_formats=True, pattern_options=options
    )


def instance(form: Form, held: Answered) -> dict[str, object]:
    """A record as other programs write it."""
    found = dict(held.answers[RECORD])
    for table, lines in held.lines.items():
        if lines:
            found[table] = [held.answers[line] for line in lines]
    return {name: kept for name, kept in found.items() if name in form.by_id}


def needed(form: Form) -> set[str]:
    """What the schema asks for, in the record and in its lines."""
    schema: Any = schema_of(form)
    every = [schema, *(part.get("items", {}) for part in schema["properties"].values())]
    return {name for one in every for name in one.get("required", ())}


def place_of(held: Answered, path: list[str | int], missing: str) -> Place:
    names = [*path, missing] if missing else path
    if len(names) >= 3 and names[0] in held.lines:
        return held.lines[str(names[0])][int(names[1])], str(names[2])
    return RECORD, str(names[0])


def by_schema(made: Any, form: Form, held: Answered) -> Iterator[Place]:
    for error in made.iter_errors(instance(form, held)):
        missing = str(getattr(error.kind, "property", "")).strip('"')
        yield place_of(held, error.instance_path, missing)


@pytest.mark.parametrize("name", sorted(FORMS))
def test_the_schema_is_one(name: str) -> None:
    jsonschema_rs.meta.validate(schema_of(FORMS[name]))


@pytest.mark.parametrize("name", sorted(FORMS))
def test_both_find_the_same_places(name: str) -> None:
    form = FORMS[name]
    made, ready, seen = validator(form), compiled(form), 0
    for held in records(form, RECORDS * (50 if FULL else 1), 5):
        filling = Filling(ready, held.answers, held.lines, WORLD)
        told = {(f.line, f.part) for f in flaws(filling) if f.rule in TOLD}
        found = set(by_schema(made, form, held))
        for line, part in {*told, *found}:
            own = form.by_id[part]
            if not filling.is_visible(line, part) or own.kind in OURS:
                continue
            if filling.kept(line, part) is None and part not in needed(form):
                continue  # a condition asked for it
            if any(choice.id == filling.kept(line, part) for choice in own.choices):
                continue  # a condition takes this choice away
            assert ((line, part) in told) == ((line, part) in found), (line, part, held)
            seen += 1
    assert seen
