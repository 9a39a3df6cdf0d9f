"""What follows from accepted operations, as rows that the hub alone writes."""

from __future__ import annotations

from sqlalchemy import Connection, delete, select, update

from app.model import clock, codec, policy, registry
from app.model.change import Cell, Kind, Op, Origin, Part, Value
from app.model.ids import parse
from app.model.policy import Rank, Role
from app.model.register import ref_of
from sync.server.board import Board, Held
from sync.server.judge import Bench
from sync.server.tables import ACCOUNT, GRANT, ROW, STORE, upsert

MEMBER = registry.BY_NAME["member"]
PERSON = registry.BY_NAME["person"]
GRANTS = registry.BY_NAME["grant"]
GUEST_SEES = ("name", "kind", "active")


class Effects:
    """Gathers what follows from one push, and writes it as the hub's own transaction."""

    def __init__(self, connection: Connection, board: Board, now_ms: int) -> None:
        self._connection = connection
        self._board = board
        self._now_ms = now_ms
        self._changes: dict[tuple[bytes, str], str | None] = {}
        self._guests: set[bytes] = set()
        self._parts: dict[str, list[Op]] = {}
        self._looked: set[bytes] = set()

    def campaign_started(self, campaign: bytes, bench: Bench) -> None:
        """Whoever begins a campaign leads it."""
        bucket = policy.campaign_bucket(campaign)
        if policy.role_in(bench.grants, bucket) is None:
            bench.grants[bucket] = Role.LEAD.value
            self.grant(bench.person, bucket, Role.LEAD.value)

    def after(self, op: Op, bucket: str, held: Held) -> None:
        """Look at an operation that was taken in."""
        if op.table == MEMBER.no:
            person, role = _of(held, "person"), _of(held, "role")
            if isinstance(person, bytes):
                given = str(role or Role.EDITOR.value) if held.alive else None
                self.grant(person, bucket, given)
                self._guests.add(person)
        elif op.table == PERSON.no and self._has_guests():
            self._guests |= self._all_guests()

    def grant(self, person: bytes, bucket: str, role: str | None) -> None:
        """Give a person a role in a bucket; None takes it away."""
        self._changes[person, bucket] = role

    def guests_of(self, person: bytes) -> None:
        """Bring a guest's directory in line."""
        self._guests.add(person)

    def add(self, bucket: str, op: Op) -> None:
        """One of the hub's own operations."""
        self._parts.setdefault(bucket, []).append(op)

    def write(self) -> None:
        """Write all of it as one transaction of the hub."""
        for (person, bucket), role in self._changes.items():
            self._write_grant(person, bucket, role)
        for person in sorted(self._guests & self._all_guests()):
            self._write_guest(person)
        if not self._parts:
            return
        store = self._connection.execute(select(STORE.c.replica, STORE.c.n, STORE.c.hash)).one()
        replica, n = bytes(store[0]), store[1] + 1
        hlc = clock.pack(self._now_ms)
        self._board.lock(self._parts)
        parts = tuple(Part(bucket, tuple(ops)) for bucket, ops in sorted(self._parts.items()))
        for part in parts:
            for op in part.ops:
                self._board.take(part.bucket, op, (hlc, replica, n))
            fields = (hlc, self._now_ms, int(Origin.HUB), "", part.ops)
            self._board.append(part.bucket, replica, n, fields)
        sealed = codec.chain(bytes(store[2]), replica, n, codec.encode(parts))
        self._connection.execute(update(STORE).values(n=n, hash=sealed))
        self._parts.clear()

    def _hub(self) -> bytes:
        return bytes(self._connection.execute(select(STORE.c.replica)).scalar_one())

    def _write_grant(self, person: bytes, bucket: str, role: str | None) -> None:
        if role is None:
            self._connection.execute(
                delete(GRANT).where(GRANT.c.person == person, GRANT.c.bucket == bucket)
            )
        else:
            upsert(self._connection, GRANT, [{"person": person, "bucket": bucket, "role": role}])
        row = codec.digest(person, bucket.encode())
        self._row(
            policy.user_bucket(person),
            GRANTS,
            row,
            None if role is None else {"person": person, "bucket": bucket, "role": role},
        )

    def _row(
        self, bucket: str, table: registry.Table, row: bytes, values: dict[str, Value] | None
    ) -> None:
        """The operation that makes a row of the hub have these values; None deletes it."""
        held = self._board.find(bucket, table.no, row)
        hub = self._hub()
        if held is None:
            if values is not None:
                cells = tuple(
                    Cell(table.register_of[n], (v,)) for n, v in values.items() if v is not None
                )
                self.add(bucket, Op(Kind.INSERT, table.no, row, cells))
            return
        keys = held.state.all_keys() | {e.key for e in held.state.life}
        seen = tuple(ref_of(key, hub) for key in sorted(keys))
        if values is None:
            if held.alive:
                self.add(bucket, Op(Kind.DELETE, table.no, row, (), seen))
            return
        cells: list[Cell] = []
        for name, value in values.items():
            register = table.register_of[name]
            if held.image.get(register, (None,)) != (value,) and not table.by_name[name].fixed:
                bases = tuple(ref_of(h.key, hub) for h in held.state.heads(register))
                cells.append(Cell(register, (value,), bases))
        if not held.alive:
            life = tuple(ref_of(e.key, hub) for e in held.state.life)
            self.add(bucket, Op(Kind.RESTORE, table.no, row, tuple(cells), life))
        elif cells:
            self.add(bucket, Op(Kind.SET, table.no, row, tuple(cells)))

    def _has_guests(self) -> bool:
        return bool(self._all_guests())

    def _all_guests(self) -> set[bytes]:
        found = self._connection.execute(
            select(ACCOUNT.c.person).where(
                ACCOUNT.c.rank == Rank.GUEST.value, ACCOUNT.c.revoked_at.is_(None)
            )
        )
        return {bytes(person) for (person,) in found}

    def _write_guest(self, guest: bytes) -> None:
        """A guest has no directory: people of the granted campaigns are copied for them."""
        bucket = policy.guest_bucket(guest)
        wanted = self._people_for(guest) | {guest}
        org = {row: self._board.find(policy.ORG, PERSON.no, row) for row in sorted(wanted)}
        for row, held in org.items():
            if held is not None and held.alive:
                shown = {name: _of(held, name, PERSON) for name in GUEST_SEES}
                self._row(bucket, PERSON, row, shown)
        there = self._connection.execute(
            select(ROW.c.row).where(ROW.c.bucket == bucket, ROW.c.tbl == PERSON.no)
        )
        for (row,) in there:
            if bytes(row) not in wanted:
                self._row(bucket, PERSON, bytes(row), None)

    def _people_for(self, guest: bytes) -> set[bytes]:
        grants = self._connection.execute(select(GRANT.c.bucket).where(GRANT.c.person == guest))
        people: set[bytes] = set()
        for (bucket,) in grants:
            kind, _, rest = str(bucket).partition(":")
            if kind != "campaign" or parse(rest) is None:
                continue
            rows = self._connection.execute(
                select(ROW.c.row).where(
                    ROW.c.bucket == bucket, ROW.c.tbl == MEMBER.no, ROW.c.alive == 1
                )
            )
            for (row,) in rows.all():
                held = self._board.find(str(bucket), MEMBER.no, bytes(row))
                person = _of(held, "person") if held is not None and held.alive else None
                if isinstance(person, bytes):
                    people.add(person)
        return people


def _of(held: Held, name: str, table: registry.Table = MEMBER) -> Value:
    shown = held.image.get(table.register_of[name])
    return shown[0] if shown else None
