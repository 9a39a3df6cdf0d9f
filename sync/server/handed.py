"""Records that are handed in, judged by the engine that every laptop asks, over all their lines.

A record is looked at after a transaction was folded in and before anything is written: a device
that hands in what is wrong, or changes a line of what was handed in to something wrong, is
refused, and its work is kept aside. What was written before this hub's history began anew was
judged then and comes back piece by piece in any order, so it is taken as it comes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from sqlalchemy import select

from app.expr.world import World
from app.form import cells, content, known
from app.form.compiled import Compiled, compiled
from app.form.flaws import Taken
from app.form.soundness import unsound
from app.model import clock, policy, registry
from app.model.change import Value
from app.model.errors import Refused
from app.model.form import Form
from app.model.row import Row
from sync.server.board import Board, Held
from sync.server.tables import LOOKUP, STORE
from sync.server.taken import Others

RECORD = registry.BY_NAME["record"]
LINE = registry.BY_NAME["line"]
VERSION = registry.BY_NAME["form_version"]
WORKSPACE = registry.BY_NAME["workspace"]
OF_RECORD = LINE.by_name["record"].no
COMPILED = 64


def epoch(now_ms: int, chance: bytes) -> str:
    """A history that begins anew: its name tells when."""
    return f"{now_ms:x}.{chance.hex()}"


def began(name: str) -> int:
    """The millisecond at which a history began anew; 0 for the first one of a hub."""
    head, dot, _ = name.partition(".")
    try:
        return int(head, 16) if dot else 0
    except ValueError:
        return 0


class Examiner:
    """Looks at the records that the transactions of one push touch."""

    def __init__(self, board: Board, grants: Mapping[str, str]) -> None:
        """`grants` are of the person who writes: what nobody may read is not compared with."""
        self._board = board
        self._others = Others(board, grants)
        self._began: int | None = None

    def wrong(self, taken: Iterable[Held], hlc: int) -> str:
        """Why rows that were folded in may not stand so; "" where they may."""
        ours = [held for held in taken if held.tbl in (RECORD.no, LINE.no, VERSION.no)]
        if not ours or clock.ms_of(hlc) < self._since():
            return ""
        for held in ours:
            if held.tbl == VERSION.no and not _is_whole(row_of(held)):
                return "form version"
        for record in self._records(ours):
            told = self._look(record)
            if told:
                return told
        return ""

    def _since(self) -> int:
        if self._began is None:
            found = self._board.connection.execute(select(STORE.c.epoch)).scalar_one()
            self._began = began(found)
        return self._began

    def _records(self, ours: Iterable[Held]) -> Iterator[Held]:
        """Those that are handed in, each once."""
        asked: set[tuple[str, bytes]] = set()
        for held in ours:
            row = held.row if held.tbl == RECORD.no else row_of(held).ref("record")
            if held.tbl == VERSION.no or row is None or (held.bucket, row) in asked:
                continue
            asked.add((held.bucket, row))
            record = self._board.find(held.bucket, RECORD.no, row)
            if record is not None and record.alive and row_of(record).text("state") == "submitted":
                yield record

    def _look(self, record: Held) -> str:
        row = row_of(record)
        version = self._board.find(policy.ORG, VERSION.no, row.ref("version") or b"")
        if version is None or not version.state.is_born:
            return ""  # nobody can read it before its version is here: there is nothing to hold to
        named = row_of(version)
        if named.ref("form") != row.ref("form"):
            return "record: version -"
        try:
            form = _ready(named.text("content"))
        except Refused:
            return ""
        sheet = cells.sheet(form.form, self._lines(record))
        at = self._world(row.number("submitted") or 0)
        found = unsound(form, sheet, at, self._taken(record, form.form))
        return f"record: {found[0].rule} {found[0].params['name']}" if found else ""

    def _lines(self, record: Held) -> list[Row]:
        """Its lines that are there, those of this push too."""
        board = self._board
        found = board.connection.execute(
            select(LOOKUP.c.row).where(
                LOOKUP.c.tbl == LINE.no,
                LOOKUP.c.field == OF_RECORD,
                LOOKUP.c.key == record.row,
                LOOKUP.c.bucket == record.bucket,
            )
        )
        board.load((LINE.no, bytes(row)) for (row,) in found.all())
        rows = [
            row_of(held)
            for (bucket, tbl, _), held in board.rows.items()
            if tbl == LINE.no and bucket == record.bucket and held.alive
        ]
        return [row for row in rows if row.ref("record") == record.row]

    def _taken(self, record: Held, form: Form) -> Taken:
        """The answers of the other records of its form."""
        named = row_of(record).ref("form") or b""

        def is_taken(part: str, kept: object) -> bool:
            text = cells.text_of(kept) or ""
            return self._others.have(named, form.by_id[part].slot, text, record.row)

        return is_taken

    def _world(self, at: int) -> World:
        workspace = self._board.connection.execute(select(STORE.c.workspace)).scalar_one()
        held = self._board.find(policy.ORG, WORKSPACE.no, bytes(workspace or b""))
        latest = clock.AHEAD_LIMIT_MS + self._board.now_ms
        return known.world_at(min(max(at, 0), latest), [] if held is None else [row_of(held)])


def row_of(held: Held) -> Row:
    """A row of the hub by the names of its fields."""
    table = registry.BY_NO[held.tbl]
    values: dict[str, Value] = {}
    for number, fields in table.registers.items():
        shown = held.image.get(number, (None,) * len(fields))
        values.update(zip((f.name for f in fields), shown, strict=True))
    return Row(table.name, held.row, values)


def _is_whole(version: Row) -> bool:
    """A version is named by its content, so nobody can slip another one in under its name."""
    return content.digest_of(version.text("content")) == version.text("digest")


@lru_cache(COMPILED)
def _ready(text: str) -> Compiled:
    return compiled(content.form_of(text))
