"""The answers that records of a form have already, for what no two of them may share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from sqlalchemy import and_, select

from app.form import cells
from app.model import policy, registry
from app.model.change import Value
from sync.server.board import Board, Held, Image, decode_image
from sync.server.tables import LOOKUP, ROW

RECORD = registry.BY_NAME["record"]
LINE = registry.BY_NAME["line"]
FORM = RECORD.by_name["form"].no


@dataclass(slots=True)
class _Known:
    """What is on the disk: answer -> its lines and their records; records handed in."""

    lines: dict[str, dict[bytes, bytes]] = field(default_factory=dict[str, dict[bytes, bytes]])
    handed: set[bytes] = field(default_factory=set[bytes])


class Others:
    """The other records of a form, as far as the writer may read them; read once a push."""

    def __init__(self, board: Board, grants: Mapping[str, str]) -> None:
        self._board = board
        self._grants = grants
        self._known: dict[tuple[bytes, int], _Known] = {}

    def have(self, form: bytes, slot: int, text: str, but: bytes) -> bool:
        """Whether a record that was handed in, other than `but`, has this answer in this slot."""
        known = self._known.get((form, slot))
        if known is None:
            known = self._known[form, slot] = self._read(form, slot)
        found = dict(known.lines.get(text, {}))
        for held in self._here(LINE.no):
            found.pop(held.row, None)
            record = _of(held.image, "record")
            if held.alive and isinstance(record, bytes) and _answer(held.image, slot) == text:
                found[held.row] = record
        handed = set(known.handed)
        for held in self._here(RECORD.no):
            handed.discard(held.row)
            if _counts(held.image, alive=held.alive) and _shown(held.image, RECORD, "form") == form:
                handed.add(held.row)
        return bool((set(found.values()) & handed) - {but})

    def _here(self, tbl: int) -> Iterator[Held]:
        """Rows in memory: they are newer than the disk."""
        return (
            held
            for (bucket, number, _), held in self._board.rows.items()
            if number == tbl and policy.may_read(self._grants, bucket)
        )

    def _read(self, form: bytes, slot: int) -> _Known:
        known = _Known()
        of_form = LOOKUP.alias("of_form")
        is_ours = and_(of_form.c.tbl == RECORD.no, of_form.c.field == FORM, of_form.c.key == form)
        records = (
            select(ROW.c.bucket, ROW.c.row, ROW.c.image, ROW.c.alive)
            .join(of_form, and_(of_form.c.row == ROW.c.row, of_form.c.bucket == ROW.c.bucket))
            .where(ROW.c.tbl == RECORD.no, is_ours)
        )
        for bucket, row, image, alive in self._board.connection.execute(records):
            if policy.may_read(self._grants, bucket):
                shown = decode_image(bytes(image))
                known.handed |= {bytes(row)} if _counts(shown, alive=bool(alive)) else set()
        of_record = LOOKUP.alias("of_record")
        lines = (
            select(ROW.c.row, of_record.c.key, ROW.c.image)
            .join(of_record, and_(of_record.c.row == ROW.c.row, of_record.c.bucket == ROW.c.bucket))
            .join(of_form, of_form.c.row == of_record.c.key)
            .where(
                ROW.c.tbl == LINE.no,
                ROW.c.alive == 1,
                of_record.c.tbl == LINE.no,
                of_record.c.field == LINE.by_name["record"].no,
                is_ours,
            )
        )
        for row, record, image in self._board.connection.execute(lines):
            text = _answer(decode_image(bytes(image)), slot)
            if text:
                known.lines.setdefault(text, {})[bytes(row)] = bytes(record)
        return known


def _shown(image: Image, table: registry.Table, name: str) -> Value:
    shown = image.get(table.register_of[name])
    return shown[0] if shown else None


def _of(image: Image, name: str) -> Value:
    return _shown(image, LINE, name)


def _counts(image: Image, *, alive: bool) -> bool:
    return alive and _shown(image, RECORD, "state") == "submitted"


def _answer(image: Image, slot: int) -> str:
    """What a line of the record itself keeps in a slot; "" for any other line."""
    page, column = cells.place(slot)
    text = _of(image, column) if (_of(image, "page") or 0) == page else None
    return text if isinstance(text, str) and not _of(image, "of_part") else ""
