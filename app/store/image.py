"""Images: the values of a row by register, between bytes, columns and memory."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from app.model import codec, registry
from app.model.change import Value
from app.sql.capture import Column, RowChange, Unchanged

Image = dict[int, tuple[Value, ...]]


def image_of(blob: object) -> Image:
    """An image from its bytes."""
    if not isinstance(blob, bytes):
        return {}
    return {no: tuple(v) for no, v in codec.decode_as(dict[int, list[Value]], blob).items()}


class Layout:
    """Where the values of a table's registers stand in a row of its columns."""

    def __init__(self, table: registry.Table, columns: Sequence[str]) -> None:
        place = {name: number for number, name in enumerate(columns)}
        self.width = len(columns)
        self.id = place["id"]
        self._one = {no: place[names[0]] for no, names in table.columns.items() if len(names) == 1}
        self._many = {
            no: tuple(place[name] for name in names)
            for no, names in table.columns.items()
            if len(names) > 1
        }

    def spread(self, row: bytes, image: bytes) -> tuple[list[Value], Image]:
        """An image's bytes as a row of columns, and the registers that this version knows not."""
        columns: list[Value] = [None] * self.width
        columns[self.id] = row
        unknown: Image = {}
        one, many = self._one, self._many
        for no, held in codec.decode_as(dict[int, list[Value]], image).items():
            if no in one:
                columns[one[no]] = held[0]
            elif no in many:
                for place, value in zip(many[no], held, strict=False):
                    columns[place] = value
            else:
                unknown[no] = tuple(held)
        return columns, unknown


def image_from_columns(table: registry.Table, values: Iterable[Value]) -> Image:
    """Registers of a row read from its table (without its id)."""
    by_name = dict(zip(table.names, values, strict=True))
    return {no: tuple(by_name[f.name] for f in fs) for no, fs in table.registers.items()}


def blank_of(table: registry.Table) -> Image:
    """Every register of a table, with nothing in it."""
    return {no: (None,) * len(fs) for no, fs in table.registers.items()}


def image_bytes(image: Image) -> bytes | None:
    """An image as its bytes: registers in order, nothing where there is none."""
    return codec.encode(dict(sorted(image.items()))) if image else None


def columns_of(table: registry.Table, values: Mapping[int, tuple[Value, ...]]) -> dict[str, Value]:
    """Column values of the registers that this version knows."""
    columns: dict[str, Value] = {}
    known = table.columns
    for no, held in values.items():
        names = known.get(no)
        if names is None:
            continue
        if len(names) == 1:
            columns[names[0]] = held[0]
        else:
            columns.update(zip(names, held, strict=False))
    return columns


def names_of(table: registry.Table, values: Image) -> tuple[str, ...]:
    """The columns of some registers."""
    return tuple(columns_of(table, values))


def unknown_of(table: registry.Table, values: Image) -> Image:
    """Registers that this version does not know."""
    return {no: held for no, held in values.items() if no not in table.registers}


def whole(columns: tuple[Column, ...]) -> tuple[Value, ...]:
    """The columns of an insert or delete, which has them all."""
    return tuple(None if isinstance(v, Unchanged) else v for v in columns)


def known_values(
    table: registry.Table, change: RowChange, changed: Iterable[int]
) -> tuple[Image, Image] | None:
    """New and old values of these registers, where the changeset has every one of them."""
    assert change.old is not None
    assert change.new is not None
    old, new = (
        dict(zip(table.names, columns[1:], strict=True)) for columns in (change.old, change.new)
    )
    images: tuple[Image, Image] = {}, {}
    for no in sorted(changed):
        for image, columns in zip(images, (new, old), strict=True):
            held = tuple(columns[f.name] for f in table.registers[no])
            if any(isinstance(v, Unchanged) for v in held):
                return None
            image[no] = whole(held)
    return images


def old_values(table: registry.Table, change: RowChange, now: Image) -> Image:
    """Values before the edit: the changeset has those that changed, the row has the rest."""
    assert change.old is not None
    by_name = dict(zip(table.names, change.old[1:], strict=True))
    old: Image = {}
    for no, fields in table.registers.items():
        values: list[Value] = []
        for f, held in zip(fields, now[no], strict=True):
            before = by_name[f.name]
            values.append(held if isinstance(before, Unchanged) else before)
        old[no] = tuple(values)
    return old
