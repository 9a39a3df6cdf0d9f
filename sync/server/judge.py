"""Whether an operation may be taken in; asked for every one, with the grants at that moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.model import policy, registry, value
from app.model.change import Body, Cell, Kind, Op, Part
from app.model.errors import Refused
from app.model.policy import Role
from app.model.registry import SCHEMA_REV, Right, Table
from sync.protocol import Accepted
from sync.server.board import Board

MAX_OPS = 2_000
MAX_BODY = 2 * 1024 * 1024
MAX_DEPTH = 1_000


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
        return problem.ruling
    return APPLIED


def _judge(bench: Bench, body: Body) -> None:
    if bench.is_revoked:
        raise Problem("revoked")
    ops = [op for part in body.parts for op in part.ops]
    if len(ops) > MAX_OPS:
        raise Problem("too_large")
    met: set[tuple[int, bytes]] = set()
    parents: dict[bytes, bytes | None] = {}
    for part in body.parts:
        for op in part.ops:
            if (op.table, op.row) in met or len(op.row) != 16:
                raise Problem("invalid")
            met.add((op.table, op.row))
            table = _known(op, body.rev)
            _values(table, op)
            _home(bench, table, op, part)
            _right(bench, table, op, part.bucket)
            _parent(table, op, parents)
    for task, parent in parents.items():
        _circle(bench, body, task, parent, parents)


def _known(op: Op, rev: int) -> Table:
    """What a newer version wrote is kept until this hub understands it."""
    table = registry.BY_NO.get(op.table)
    is_known = (
        table is not None
        and op.kind in {int(k) for k in Kind}
        and all(cell.field in table.registers for cell in op.cells)
    )
    if table is None or not is_known:
        newer = rev > SCHEMA_REV
        raise Problem(
            "too_new" if newer else "invalid",
            Accepted.PARKED if newer else Accepted.QUARANTINED,
        )
    return table


def _values(table: Table, op: Op) -> None:
    registers = [cell.field for cell in op.cells]
    if len(set(registers)) != len(registers):
        raise Problem("invalid")
    for cell in op.cells:
        fields = table.registers[cell.field]
        if len(cell.values) != len(fields):
            raise Problem("invalid")
        for f, held in zip(fields, cell.values, strict=True):
            if not value.is_valid(f, held):
                raise Problem(f"invalid: {f.name}")
        _refs(cell)
    if op.kind == Kind.DELETE and op.cells:
        raise Problem("invalid")


def _refs(cell: Cell) -> None:
    for ref in cell.bases or ():
        if not isinstance(ref, int) and len(ref[0]) != 16:
            raise Problem("invalid")


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
    if any(f.fixed for cell in op.cells for f in table.registers[cell.field]):
        if op.kind != Kind.RESTORE:
            raise Problem("fixed")
        _insert_home(table, op, part.bucket)


def _insert_home(table: Table, op: Op, bucket: str) -> None:
    values = {
        f.name: held
        for cell in op.cells
        for f, held in zip(table.registers[cell.field], cell.values, strict=True)
    }
    if op.kind == Kind.RESTORE and "campaign" in table.by_name and "campaign" not in values:
        return
    try:
        wanted = policy.bucket_of(table, op.row, values)
    except Refused as error:
        raise Problem("homeless") from error
    if wanted != bucket:
        raise Problem("wrong bucket")


def _right(bench: Bench, table: Table, op: Op, bucket: str) -> None:
    if table.right is Right.HUB:
        raise Problem("forbidden")
    starts = table.name == "campaign" and op.kind == Kind.INSERT
    if starts and bucket not in bench.grants and not policy.may_write(bench.grants, bucket, table):
        if not policy.may_start_campaign(bench.grants):
            raise Problem("forbidden")
        bench.started.append(op.row)
    grants: Mapping[str, str] = bench.grants
    if bench.started:
        own = {policy.campaign_bucket(row): Role.LEAD.value for row in bench.started}
        grants = {**bench.grants, **own}
    if starts and policy.may_start_campaign(bench.grants):
        if op.row not in bench.started:
            bench.started.append(op.row)
        return
    if not policy.may_write(grants, bucket, table):
        raise Problem("forbidden")
    if table.name == "comment":
        for cell in op.cells:
            if table.registers[cell.field][0].name == "person" and cell.values[0] not in {
                None,
                bench.person,
            }:
                raise Problem("forbidden")


def _parent(table: Table, op: Op, parents: dict[bytes, bytes | None]) -> None:
    if table.name != "task":
        return
    register = table.register_of["parent"]
    for cell in op.cells:
        if cell.field == register:
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
    table = registry.BY_NAME["task"]
    register = table.register_of["parent"]
    above, steps = parent, 0
    bucket = next(
        part.bucket
        for part in body.parts
        for op in part.ops
        if op.row == task and op.table == table.no
    )
    while above is not None and steps < MAX_DEPTH:
        if above == task:
            raise Problem("cycle")
        steps += 1
        if above in parents:
            above = parents[above]
            continue
        held = bench.board.find(bucket, table.no, above)
        shown = held.image.get(register) if held is not None else None
        above = shown[0] if shown and isinstance(shown[0], bytes) else None
