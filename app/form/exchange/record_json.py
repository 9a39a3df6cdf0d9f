"""A record as JSON: answers by the ids or the labels of their fields, sub-tables as lists. Pure.

`{"名称": "开箱", "f_total": "12.50", "明细": [{"项目": "灯光", "数量": 2}]}`
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

from app.form.answers import many
from app.form.exchange import record_cells
from app.form.exchange.record_cells import Finder, Unread
from app.form.exchange.record_columns import plain
from app.form.filling import RECORD
from app.form.values import ROWS
from app.model.errors import Refused
from app.model.form import SILENT, Form, Kind, Part

Take = Callable[[Part, object], object]
"""How a value of JSON becomes an answer; `Unread` where it cannot."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a JSON object says: line -> part -> answer, sub-table -> its lines in order."""

    answers: dict[str, dict[str, object]]
    lines: dict[str, list[str]]
    unknown: tuple[str, ...] = ()
    """Names that are no field of the form."""
    unread: tuple[tuple[str, str, Unread], ...] = field(default=())
    """(line, part, why) of what could not be taken."""


def parsed(text: str) -> Mapping[str, object]:
    """A JSON object with its numbers as they are written; refused where it is none."""
    try:
        held: object = json.loads(text, parse_int=str, parse_float=str)
    except (ValueError, RecursionError) as error:
        raise Refused("invalid", "The values are no JSON object") from error
    if not isinstance(held, dict):
        raise Refused("invalid", "The values are no JSON object")
    return cast("Mapping[str, object]", held)


def read(form: Form, held: Mapping[str, object], take: Take) -> Told:
    """What an object says of a record."""
    found = Told({RECORD: {}}, {})
    unknown: list[str] = []
    unread: list[tuple[str, str, Unread]] = []
    names = _names(form, "")
    for name, value in held.items():
        part = names.get(plain(name))
        if part is None:
            unknown.append(name)
        elif part.kind != Kind.TABLE:
            _put(found, (RECORD, part), take(part, value), unread)
        else:
            unknown += _lines(form, part, value, (found, unread, take))
    return Told(found.answers, found.lines, tuple(unknown), tuple(unread))


def as_kept(_part: Part, value: object) -> object:
    """A value as it is kept: a record as a program gives it."""
    return value


def as_written(finder: Finder) -> Take:
    """A value as a person writes it: labels of choices, names of people, 1.2万."""

    def take(part: Part, value: object) -> object:
        if isinstance(value, str):
            return record_cells.read(part, value, finder)
        if not isinstance(value, list) or part.kind not in ROWS | {Kind.CHOICES}:
            return cast("object", value)
        found = [record_cells.read(part, one, finder) for one in many(cast("object", value))]
        unread = next((one for one in found if isinstance(one, Unread)), None)
        return unread or [one for held in found for one in many(held)]

    return take


Into = tuple[Told, list[tuple[str, str, Unread]], Take]


def _lines(form: Form, table: Part, value: object, into: Into) -> Iterator[str]:
    """The lines of a sub-table; the answer are the names that are none of its columns."""
    found, unread, take = into
    names = _names(form, table.id)
    every = cast("Sequence[object]", value) if isinstance(value, list) else ()
    for no, one in enumerate(every):
        line = f"{table.id}/{no}"
        found.lines.setdefault(table.id, []).append(line)
        found.answers[line] = {}
        told = cast("dict[str, object]", one) if isinstance(one, dict) else None
        for name, held in told.items() if told is not None else ():
            part = names.get(plain(name))
            if part is None:
                yield f"{table.label or table.id}.{name}"
            else:
                _put(found, (line, part), take(part, held), unread)


def _put(
    found: Told, place: tuple[str, Part], value: object, unread: list[tuple[str, str, Unread]]
) -> None:
    line, part = place
    if isinstance(value, Unread):
        unread.append((line, part.id, value))
    elif value is not None:
        found.answers[line][part.id] = value


def _names(form: Form, table: str) -> dict[str, Part]:
    """Fields by their ids and labels; of two of one name the first is meant."""
    found: dict[str, Part] = {}
    parts = [p for p in form.parts if p.kind not in SILENT and form.table_of(p) == table]
    for part in parts:
        found.setdefault(plain(part.id), part)
    for part in parts:
        for word in (part.label, part.label_en):
            if word:
                found.setdefault(plain(word), part)
    return found
