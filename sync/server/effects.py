"""What follows from accepted operations, as rows that the hub alone writes."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, delete, select, update

from app.model import clock, codec, policy, registry
from app.model.change import Cell, Kind, Op, Origin, Part, Ref, Value
from app.model.ids import parse
from app.model.policy import Grants, Rank, Role
from app.model.register import ref_of
from app.model.registry import Right
from sync.server.board import Board, Held
from sync.server.judge import Bench
from sync.server.tables import ACCOUNT, GRANT, LOOKUP, ROW, STORE, upsert

MEMBER = registry.BY_NAME["member"]
PERSON = registry.BY_NAME["person"]
GRANTS = registry.BY_NAME["grant"]
GUEST_SEES = ("name", "kind", "active")
EVERYTHING = "*"
RANKED = (Role.LEAD.value, Role.EDITOR.value, Role.VIEWER.value)


class Effects:
    """Gathers what follows from one push, and writes it as the hub's own transaction."""

    def __init__(self, connection: Connection, board: Board, now_ms: int) -> None:
        self._connection = connection
        self._board = board
        self._now_ms = now_ms
        self._changes: dict[tuple[bytes, str], str | None] = {}
        self._parts: dict[str, list[Op]] = {}
        self._people: set[bytes] = set()
        self._members: dict[str, set[bytes]] = {}
        self._guests: set[bytes] = set()

    def campaign_started(self, campaign: bytes, bench: Bench) -> None:
        """Whoever begins a campaign leads it."""
        bucket = policy.campaign_bucket(campaign)
        right = policy.right_in(bench.grants, bucket)
        if right is None or right < Right.LEAD:
            bench.grants[bucket] = Role.LEAD.value
            self.grant(bench.person, bucket, Role.LEAD.value)

    def after(self, held: Held, bench: Bench) -> None:
        """Look at a row that an operation was taken into."""
        if held.tbl == PERSON.no:
            self._people.add(held.row)
        elif held.tbl == MEMBER.no:
            self._members.setdefault(held.bucket, set()).add(held.row)
            person = _of(held, "person", MEMBER)
            if isinstance(person, bytes):
                self._member(person, held, bench)

    def _member(self, person: bytes, held: Held, bench: Bench) -> None:
        """A person may have several rows in a campaign; the best one that is alive counts.

        An owner's grant for everything stays above it: one for this bucket would count before.
        """
        if self._owns_all(person):
            return
        found = self._connection.execute(
            select(LOOKUP.c.row).where(
                LOOKUP.c.tbl == MEMBER.no,
                LOOKUP.c.field == MEMBER.by_name["person"].no,
                LOOKUP.c.key == person,
                LOOKUP.c.bucket == held.bucket,
            )
        )
        ids = {bytes(row) for (row,) in found} | self._members[held.bucket]
        roles = [
            _of(row, "role", MEMBER) or Role.EDITOR.value
            for row in self._alive_members(held.bucket, ids)
            if _of(row, "person", MEMBER) == person
        ]
        best = next((role for role in RANKED if role in roles), None)
        self.grant(person, held.bucket, best)
        if person == bench.person:
            bench.grants.pop(held.bucket, None)
            bench.grants.update({held.bucket: best} if best else {})

    def _owns_all(self, person: bytes) -> bool:
        found = self._connection.execute(
            select(GRANT.c.role).where(GRANT.c.person == person, GRANT.c.bucket == EVERYTHING)
        )
        return found.first() is not None

    def _alive_members(self, bucket: str, ids: Iterable[bytes]) -> list[Held]:
        rows = sorted(ids)
        self._board.load((MEMBER.no, row) for row in rows)
        found = (self._board.find(bucket, MEMBER.no, row) for row in rows)
        return [held for held in found if held is not None and held.alive]

    def grant(self, person: bytes, bucket: str, role: str | None) -> None:
        """Give a person a role in a bucket; None takes it away."""
        self._changes[person, bucket] = role
        self._guests.add(person)

    def grant_all(self, person: bytes, grants: Grants) -> None:
        """Give a person these grants; an owner has no others, which would count before."""
        if EVERYTHING in grants:
            self.revoke_all(person)
        for bucket, role in grants.items():
            self.grant(person, bucket, role)

    def revoke_all(self, person: bytes) -> None:
        """Take every grant of a person away."""
        found = self._connection.execute(select(GRANT.c.bucket).where(GRANT.c.person == person))
        for (bucket,) in found.all():
            self.grant(person, bucket, None)

    def insert(self, name: str, row: bytes, values: dict[str, Value]) -> None:
        """A row that the hub makes."""
        table = registry.BY_NAME[name]
        cells = tuple(Cell(table.register_of[n], (v,)) for n, v in values.items())
        self._add(policy.bucket_of(table, row, values), Op(Kind.INSERT, table.no, row, cells))

    def write(self) -> None:
        """Write all of it as transactions of the hub: first what was gathered, then directories.

        A guest's directory is made from rows as they are after the first.
        """
        for (person, bucket), role in self._changes.items():
            self._grant(person, bucket, role)
        self._commit()
        for guest in self._stale_guests():
            self._directory(guest)
        self._commit()

    def _add(self, bucket: str, op: Op) -> None:
        self._parts.setdefault(bucket, []).append(op)

    def _commit(self) -> None:
        """One transaction of the hub, in its own chain."""
        if not self._parts:
            return
        store = self._connection.execute(select(STORE.c.replica, STORE.c.n, STORE.c.hash)).one()
        replica, n = bytes(store[0]), store[1] + 1
        hlc = clock.pack(self._now_ms)
        self._board.lock(self._parts)
        parts = tuple(Part(bucket, tuple(ops)) for bucket, ops in sorted(self._parts.items()))
        for part in parts:
            for op in part.ops:
                _, held = self._board.take(part.bucket, op, (hlc, replica, n))
                if held.tbl == MEMBER.no:
                    self._members.setdefault(held.bucket, set()).add(held.row)
            fields = (hlc, self._now_ms, int(Origin.HUB), "", part.ops)
            self._board.append(part.bucket, replica, n, fields)
        sealed = codec.chain(bytes(store[2]), replica, n, codec.encode(parts))
        self._connection.execute(update(STORE).values(n=n, hash=sealed))
        self._parts.clear()

    def _grant(self, person: bytes, bucket: str, role: str | None) -> None:
        if role is None:
            self._connection.execute(
                delete(GRANT).where(GRANT.c.person == person, GRANT.c.bucket == bucket)
            )
        else:
            upsert(self._connection, GRANT, [{"person": person, "bucket": bucket, "role": role}])
        row = codec.digest(person, bucket.encode())
        values: dict[str, Value] | None = None
        if role is not None:
            values = {"person": person, "bucket": bucket, "role": role}
        self._row(policy.user_bucket(person), GRANTS, row, values)

    def _row(
        self, bucket: str, table: registry.Table, row: bytes, values: dict[str, Value] | None
    ) -> None:
        """The operation that makes a row of the hub have these values; None deletes it."""
        held = self._board.find(bucket, table.no, row)
        if held is None:
            if values is not None:
                given = {n: v for n, v in values.items() if v is not None}
                cells = tuple(Cell(table.register_of[n], (v,)) for n, v in given.items())
                self._add(bucket, Op(Kind.INSERT, table.no, row, cells))
            return
        if values is None:
            if held.alive:
                keys = held.state.all_keys() | {e.key for e in held.state.life}
                self._add(bucket, Op(Kind.DELETE, table.no, row, (), self._refs(keys)))
            return
        changed = [
            Cell(no, (v,), self._refs(h.key for h in held.state.heads(no)))
            for no, v in ((table.register_of[n], v) for n, v in values.items())
            if held.image.get(no, (None,)) != (v,)
        ]
        if not held.alive:
            lives = self._refs(e.key for e in held.state.life)
            self._add(bucket, Op(Kind.RESTORE, table.no, row, tuple(changed), lives))
        elif changed:
            self._add(bucket, Op(Kind.SET, table.no, row, tuple(changed)))

    def _refs(self, keys: Iterable[tuple[bytes, int]]) -> tuple[Ref, ...]:
        hub = bytes(self._connection.execute(select(STORE.c.replica)).scalar_one())
        return tuple(ref_of(key, hub) for key in sorted(keys))

    def _stale_guests(self) -> list[bytes]:
        """Guests whose directory this push may have changed."""
        if not (self._people or self._members or self._guests):
            return []
        found = self._connection.execute(
            select(ACCOUNT.c.person).where(
                ACCOUNT.c.rank == Rank.GUEST.value, ACCOUNT.c.revoked_at.is_(None)
            )
        )
        return sorted(bytes(person) for (person,) in found)

    def _directory(self, guest: bytes) -> None:
        """A guest has no directory: people of the granted campaigns are copied for them."""
        bucket = policy.guest_bucket(guest)
        wanted = sorted(self._people_for(guest) | {guest})
        there = self._connection.execute(
            select(ROW.c.row).where(ROW.c.bucket == bucket, ROW.c.tbl == PERSON.no)
        )
        old = {bytes(row) for (row,) in there}
        self._board.load((PERSON.no, row) for row in (*wanted, *sorted(old)))
        for row in wanted:
            held = self._board.find(policy.ORG, PERSON.no, row)
            if held is not None:
                shown = {name: _of(held, name, PERSON) for name in GUEST_SEES}
                self._row(bucket, PERSON, row, shown if held.alive else None)
        for row in sorted(old - set(wanted)):
            self._row(bucket, PERSON, row, None)

    def _people_for(self, guest: bytes) -> set[bytes]:
        """Who takes part in the campaigns that a guest was let into."""
        grants = self._connection.execute(select(GRANT.c.bucket).where(GRANT.c.person == guest))
        names = [str(name) for (name,) in grants if _is_campaign(str(name))]
        given = self._connection.execute(select(GRANT.c.person).where(GRANT.c.bucket.in_(names)))
        people = {bytes(person) for (person,) in given}
        rows = self._connection.execute(
            select(ROW.c.bucket, ROW.c.row).where(ROW.c.bucket.in_(names), ROW.c.tbl == MEMBER.no)
        )
        ids = {name: set(self._members.get(name, ())) for name in names}
        for bucket, row in rows:
            ids[bucket].add(bytes(row))
        for bucket, members in ids.items():
            for held in self._alive_members(bucket, members):
                person = _of(held, "person", MEMBER)
                people |= {person} if isinstance(person, bytes) else set()
        return people


def _is_campaign(bucket: str) -> bool:
    kind, _, rest = bucket.partition(":")
    return kind == "campaign" and parse(rest) is not None


def _of(held: Held, name: str, table: registry.Table) -> Value:
    shown = held.image.get(table.register_of[name])
    return shown[0] if shown else None
