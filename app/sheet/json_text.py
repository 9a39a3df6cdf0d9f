"""A table in JSON: a list of objects, or an object with such a list in it."""

from __future__ import annotations

import json
from typing import cast

from app.model.errors import Refused
from app.sheet.csv_text import decoded
from app.sheet.grid import MAX_CELLS, Cell, Sheet

MAX_BYTES = 50 << 20


def read_json(data: bytes) -> Sheet:
    """The sheet in a JSON file; its header are the names in the order in which they come."""
    if len(data) > MAX_BYTES:
        raise Refused("too_large", "The file is larger than {limit} MB", limit=MAX_BYTES >> 20)
    if not data.strip():
        raise Refused("bad_file", "The file is empty")
    try:
        held: object = json.loads(decoded(data))
    except (ValueError, RecursionError) as error:
        raise Refused("bad_file", "The file is not JSON that can be read") from error
    objects = _objects(held)
    header = tuple(dict.fromkeys(name for one in objects for name in one))
    if not header:
        raise Refused(
            "bad_file",
            "There is no table in the file",
            hint="A list of objects is needed, each with the same names",
        )
    if len(header) * len(objects) > MAX_CELLS:
        raise Refused("too_large", "The sheet has more than {limit} cells", limit=MAX_CELLS)
    rows = tuple(tuple(_cell(one.get(name)) for name in header) for one in objects)
    return Sheet(header, rows, first_row=1)


def _objects(held: object) -> list[dict[str, object]]:
    inner = list(cast("dict[str, object]", held).values()) if isinstance(held, dict) else [held]
    lists = [cast("list[object]", value) for value in inner if isinstance(value, list)]
    every = lists[0] if lists else []
    return [cast("dict[str, object]", one) for one in every if isinstance(one, dict)]


def _cell(value: object) -> Cell:
    if value is None or isinstance(value, str | int | float | bool):
        return value
    if isinstance(value, list):
        every = cast("list[object]", value)
        if all(isinstance(one, str | int | float) for one in every):
            return "、".join(str(one) for one in every)
    return json.dumps(value, ensure_ascii=False)
