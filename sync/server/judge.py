"""Whether an operation may be taken in; asked for every one, with the grants at that moment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from app.model import ids, policy, registry, value
from app.model.change import Body, Cell, Kind, Op, Origin, Part, Ref, Value
from app.model.errors import Refused
from app.model.policy import Role
from app.model.registry import SCHEMA_REV, Home, Right, Table
from sync.protocol import Accepted
from sync.server.board import Board, Held

MAX_OPS = 2_000
MAX_BODY = 2 * 1024 * 1024
MAX_DEPTH = 1_000
MAX_LABEL = 4_000
"""It stands in the entry of every bucket: a long one in many would fill the disk."""
MAX_REFS = 1_000
MAX_N = 2**63 - 1
KINDS = frozenset(int(k) for k in Kind)
ORIGINS = frozenset((Origin.USER, Origin.UNDO, Origin.REDO, Origin.RECOVERED))
TASK = registry.BY_NAME["task"]
PARENT = TASK.register_of["parent"]


@dataclass(frozen=True, slots=True)
class Ruling:
    """What becomes of a transaction, and why where it is not applied."""

    code: int
    detail: str = ""


APPLIED = Ruling(Accepted.APPLIED)


@dataclass(slots=True)
class Bench:
    """What the judge knows while it judges one person's transactions."""

    board: Board
    person: bytes
    grants: dict[str, str]
    is_revoked: bool
    waiting: set[tuple[int, bytes]] = field(default_factory=set[tuple[int, bytes]])
    """Rows on which a parked transaction of this replica waits: what follows there waits too."""
    started: list[bytes] = field(default_factory=list[bytes])
    """Campaigns that this person began in the transaction being judged."""


class Problem(Exception):
    """Why a transaction is set aside."""

    def __init__(self, detail: str, code: int = Accepted.QUARANTINED) -> None:
        super().__init__(detail)
        self.ruling = Ruling(code, detail)


def judge(bench: Bench, body: Body) -> Ruling:
    """Judge a whole transaction; nothing is changed."""
    bench.started = []
    try:
        _judge(bench, body)
    except Problem as problem:
        if problem.ruling.code == Accepted.PARKED:
            bench.waiting |= rows_of(body)
        return problem.ruling
    return APPLIED


def rows_of(body: Body) -> set[tuple[int, bytes]]:
    """The rows that a transaction touches."""
    return {(op.table, op.row) for part in body.parts for op in part.ops}


def _judge(bench: Bench, body: Body) -> None:
    if bench.is_revoked:
        raise Problem("revoked")
    rows = rows_of(body)
    _frame(body, rows)
    _understood(body)
    parents: dict[bytes, bytes | None] = {}
    for part in body.parts:
        for op in part.ops:
            table = registry.BY_NO[op.table]
            _place(table, op, part.bucket)
            _right(bench, table, op, part.bucket)
            _home(bench, table, op, part)
            _parent(table, op, parents)
    if bench.waiting and not rows.isdisjoint(bench.waiting):
        # An operation that came before an earlier one of its author would hide that one for ever.
        raise Problem("waits", Accepted.PARKED)
    for task, parent in parents.items():
        _circle(bench, body, task, parent, parents)


def _frame(body: Body, rows: set[tuple[int, bytes]]) -> None:
    """The transaction as a whole, before its operations are looked at."""
    count = sum(len(part.ops) for part in body.parts)
    if count > MAX_OPS:
        raise Problem("too_large")
    is_sound = (
        len(body.label) <= MAX_LABEL
        and 0 <= body.hlc <= MAX_N
        and len({part.bucket for part in body.parts}) == len(body.parts)
        and all(part.ops for part in body.parts)
        and all(len(row) == 16 for _, row in rows)
        and len(rows) == count
    )
    if not is_sound:
        raise Problem("invalid")


def _understood(body: Body) -> None:
    """What a newer version wrote, and this one does not allow, is kept until this hub is newer."""
    try:
        if body.origin not in ORIGINS:
            raise Problem("invalid")
        for part in body.parts:
            for op in part.ops:
                _values(_known(op), op)
    except Problem as problem:
        if body.rev <= SCHEMA_REV:
            raise
        raise Problem("too_new", Accepted.PARKED) from problem


def _known(op: Op) -> Table:
    table = registry.BY_NO.get(op.table)
    fields = {cell.field for cell in op.cells}
    if table is None or op.kind not in KINDS or not fields <= table.registers.keys():
        raise Problem("invalid")
    return table


def _values(table: Table, op: Op) -> None:
    if len({cell.field for cell in op.cells}) != len(op.cells):
        raise Problem("invalid")
    for cell in op.cells:
        fields = table.registers[cell.field]
        if len(cell.values) != len(fields):
            raise Problem("invalid")
        for f, held in zip(fields, cell.values, strict=True):
            if not value.is_valid(f, held):
                raise Problem(f"invalid: {f.name}")
        if cell.bases:
            _refs(cell.bases)
    _refs(op.seen)
    if op.kind == Kind.DELETE and op.cells:
        raise Problem("invalid")


def _refs(refs: tuple[Ref, ...]) -> None:
    if len(refs) > MAX_REFS:
        raise Problem("invalid")
    for ref in refs:
        author, n = (None, ref) if isinstance(ref, int) else ref
        if not 0 < n <= MAX_N or (author is not None and len(author) != 16):
            raise Problem("invalid")


def _place(table: Table, op: Op, bucket: str) -> None:
    """Whether rows of this table live in buckets of this kind."""
    kind, owner = _read(bucket)
    is_campaign = kind == "campaign" and owner is not None
    match table.home:
        case Home.ORG:
            fits = bucket == policy.ORG
        case Home.PERSON:
            fits = kind == "user" and owner is not None
        case Home.CAMPAIGN:
            fits = is_campaign and (table.name != "campaign" or owner == op.row)
        case Home.CAMPAIGN_OR_ORG:
            fits = is_campaign or bucket == policy.ORG
    if not fits:
        raise Problem("wrong bucket")


@lru_cache(maxsize=4_096)
def _read(bucket: str) -> tuple[str, bytes | None]:
    """The kind and the owner that a bucket's name tells; nothing if it is not written so."""
    kind, _, rest = bucket.partition(":")
    owner = ids.parse(rest)
    if rest and (owner is None or ids.text_of(owner) != rest):
        return "", None
    return kind, owner


@lru_cache(maxsize=4_096)
def _bucket_of(table: int, row: bytes, campaign: bytes | None, person: bytes | None) -> str:
    values: dict[str, Value] = {"campaign": campaign, "person": person}
    return policy.bucket_of(registry.BY_NO[table], row, values)


def _home(bench: Bench, table: Table, op: Op, part: Part) -> None:
    homes = bench.board.homes.get((op.table, op.row), set())
    elsewhere = {h for h in homes if not h.startswith("guest:")} - {part.bucket}
    if elsewhere:
        raise Problem("elsewhere")
    held = bench.board.rows.get((part.bucket, op.table, op.row))
    is_made = held is not None and held.state.made is not None
    if op.kind in (Kind.INSERT, Kind.FACT):
        if (op.kind == Kind.FACT) != table.is_fact:
            raise Problem("invalid")
        if is_made:
            raise Problem("exists")
        _insert_home(table, op, part.bucket)
        return
    if table.is_fact:
        raise Problem("invalid")
    _fixed(table, op, part.bucket, held if is_made else None)


def _fixed(table: Table, op: Op, bucket: str, held: Held | None) -> None:
    """What was written with the row stays; a restoration may only say it again."""
    cells = [c for c in op.cells if any(f.fixed for f in table.registers[c.field])]
    if not cells:
        return
    if op.kind != Kind.RESTORE:
        raise Problem("fixed")
    if held is not None and any(_shown(held, c) != c.values for c in cells):
        raise Problem("fixed")
    _insert_home(table, op, bucket)


def _shown(held: Held, cell: Cell) -> tuple[Value, ...]:
    return held.image.get(cell.field, (None,) * len(cell.values))


def _insert_home(table: Table, op: Op, bucket: str) -> None:
    values = {
        table.registers[cell.field][0].name: cell.values[0]
        for cell in op.cells
        if len(cell.values) == 1 and isinstance(cell.values[0], bytes)
    }
    if op.kind == Kind.RESTORE and "campaign" in table.by_name and "campaign" not in values:
        return
    row = op.row if table.name == "campaign" else b""
    try:
        wanted = _bucket_of(table.no, row, values.get("campaign"), values.get("person"))
    except Refused as error:
        raise Problem("homeless") from error
    if wanted != bucket:
        raise Problem("wrong bucket")


def _right(bench: Bench, table: Table, op: Op, bucket: str) -> None:
    if table.right is Right.HUB:
        raise Problem("forbidden")
    if table.name == "campaign" and op.kind == Kind.INSERT:
        if not policy.may_start_campaign(bench.grants):
            raise Problem("forbidden")
        bench.started.append(op.row)
        return
    grants: Mapping[str, str] = bench.grants
    if bench.started:
        own = {policy.campaign_bucket(row): Role.LEAD.value for row in bench.started}
        grants = {**bench.grants, **own}
    if not policy.may_write(grants, bucket, table):
        raise Problem("forbidden")
    if table.name == "comment":
        _speaker(bench, table, op)


def _speaker(bench: Bench, table: Table, op: Op) -> None:
    """Nobody speaks in another person's name."""
    register = table.register_of["person"]
    said = {cell.values[0] for cell in op.cells if cell.field == register}
    if not said <= {None, bench.person}:
        raise Problem("forbidden")


def _parent(table: Table, op: Op, parents: dict[bytes, bytes | None]) -> None:
    if table is not TASK:
        return
    for cell in op.cells:
        if cell.field == PARENT:
            held = cell.values[0]
            parents[op.row] = held if isinstance(held, bytes) else None


def _circle(
    bench: Bench,
    body: Body,
    task: bytes,
    parent: bytes | None,
    parents: Mapping[bytes, bytes | None],
) -> None:
    """A task may not come to stand under itself; the later of two such moves is set aside."""
    bucket = _where(body.parts, task)
    above, steps = parent, 0
    while above is not None:
        if above == task or steps > MAX_DEPTH:
            raise Problem("cycle")
        steps += 1
        if above in parents:
            above = parents[above]
            continue
        held = bench.board.find(bucket, TASK.no, above)
        shown = held.image.get(PARENT) if held is not None else None
        above = shown[0] if shown and isinstance(shown[0], bytes) else None


def _where(parts: Iterable[Part], task: bytes) -> str:
    return next(p.bucket for p in parts for op in p.ops if op.row == task and op.table == TASK.no)
