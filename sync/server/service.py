"""The hub in process: what it answers to one device, and to whoever has a code."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, func, insert, select, update

from app.model import codec, failpoint, ids, policy, registry
from app.model.change import Cell, Kind, Op, Value
from app.model.errors import Refused
from app.model.policy import Rank, Role
from app.model.registry import SCHEMA_REV
from sync import protocol
from sync.protocol import (
    Hashes,
    HashesAsk,
    Hint,
    InviteAsk,
    Invited,
    Join,
    Joined,
    Meet,
    Met,
    Push,
    Pushed,
    RevokeAsk,
    Revoked,
)
from sync.server import accounts, ledger, view
from sync.server.accounts import Caller, Code, Tries
from sync.server.board import Board
from sync.server.effects import Effects
from sync.server.tables import DEVICE, METADATA, REPLICA, ROW, STORE, TXN

HASHES = 1_000
HEARTBEAT_S = 20.0
COALESCE_S = 0.02


class Bell:
    """Wakes those who listen for hints; carries no data."""

    def __init__(self) -> None:
        self._turn = threading.Condition()
        self._count = 0
        self.closed = False

    def ring(self) -> None:
        """Something is new."""
        with self._turn:
            self._count += 1
            self._turn.notify_all()

    def wait(self, since: int, timeout_s: float) -> int:
        """The count of rings, once it is not `since` any more or the time is over."""
        with self._turn:
            self._turn.wait_for(lambda: self._count != since or self.closed, timeout_s)
            return self._count

    def close(self) -> None:
        """The hub stops: nobody waits any more."""
        with self._turn:
            self.closed = True
            self._turn.notify_all()


class Service:
    """One workspace's hub over one database."""

    def __init__(
        self, engine: Engine, now_ms: Callable[[], int], random_bytes: Callable[[int], bytes]
    ) -> None:
        self.engine = engine
        self.now_ms = now_ms
        self.random_bytes = random_bytes
        self.bell = Bell()
        self._tries = Tries()
        self._lock = threading.Lock()
        METADATA.create_all(engine)
        with self.writing() as connection:
            if connection.execute(select(STORE.c.id)).first() is None:
                zero: dict[str, Value] = {"id": 1, "n": 0, "hash": codec.ZERO_HASH}
                named = {"epoch": random_bytes(8).hex(), "rev": SCHEMA_REV}
                connection.execute(insert(STORE), {**zero, **named, "replica": random_bytes(16)})

    @contextmanager
    def writing(self) -> Generator[Connection]:
        """A write transaction; in one process one at a time."""
        with self._lock, self.engine.connect() as plain:
            connection = plain.execution_options(fairway_write=True)
            with connection.begin():
                yield connection

    @contextmanager
    def reading(self) -> Generator[Connection]:
        """A read transaction: one cut."""
        with self.engine.connect() as connection, connection.begin():
            yield connection

    @property
    def epoch(self) -> str:
        """The id of this hub's history."""
        with self.reading() as connection:
            return connection.execute(select(STORE.c.epoch)).scalar_one()

    def new_epoch(self) -> str:
        """After a restore: everyone must look where they stand."""
        epoch = self.random_bytes(8).hex()
        with self.writing() as connection:
            connection.execute(update(STORE).values(epoch=epoch))
        return epoch

    def owner_code(self) -> str | None:
        """A fresh owner code while there is no owner."""
        with self.writing() as connection:
            return accounts.mint_owner_code(connection, self.now_ms(), self.random_bytes)

    def establish(self, workspace: bytes, person: bytes, device: str) -> str:
        """Make this hub a profile's own, or let its device in again; answers a token."""
        with self.writing() as connection:
            held = connection.execute(select(STORE.c.workspace)).scalar_one()
            if held is not None and bytes(held) != workspace:
                raise Refused("other_workspace", "This hub belongs to another workspace")
            connection.execute(update(STORE).values(workspace=workspace))
            accounts.add_account(connection, person, Rank.OWNER.value)
            self._give(connection, person, policy.grants_of(Rank.OWNER, person, None))
            connection.execute(
                update(DEVICE)
                .where(DEVICE.c.person == person, DEVICE.c.name == device)
                .values(revoked_at=self.now_ms())
            )
            return accounts.add_device(
                connection, person, device, self.now_ms(), self.random_bytes
            )[1]

    def as_device(self, token: str) -> Desk:
        """What this hub answers to the device with this token."""
        return Desk(self, token)

    def join(self, code: str, ask: Join, address: str = "") -> Joined:
        """Turn a code into a device."""
        self._tries.check(address, self.now_ms())
        try:
            with self.writing() as connection:
                return Joiner(self, connection, ask).join(code)
        except Refused as refusal:
            if refusal.code == "forbidden":
                self._tries.note(address, self.now_ms())
            raise

    def _give(self, connection: Connection, person: bytes, grants: dict[str, str]) -> None:
        board = Board(connection, self.now_ms())
        effects = Effects(connection, board, self.now_ms())
        for bucket, role in grants.items():
            effects.grant(person, bucket, role)
        effects.write()
        board.flush()


class Joiner:
    """One use of a code."""

    def __init__(self, service: Service, connection: Connection, ask: Join) -> None:
        self._service = service
        self._connection = connection
        self._ask = ask
        self._now_ms = service.now_ms()
        self._board = Board(connection, self._now_ms)
        self._effects = Effects(connection, self._board, self._now_ms)
        self._ids = ids.Ids(service.now_ms, service.random_bytes)

    def join(self, text: str) -> Joined:
        """Everything that a code brings, in one transaction."""
        if self._ask.version != protocol.VERSION:
            raise Refused("too_new", "This hub speaks another version of the protocol")
        code = accounts.use_code(self._connection, text, self._now_ms)
        held = self._connection.execute(select(STORE.c.workspace)).scalar_one()
        workspace = bytes(held) if held is not None else None
        is_empty = workspace is None
        if workspace is not None and self._ask.workspace not in {None, workspace}:
            raise Refused(
                "other_workspace",
                "This hub belongs to another workspace",
                kept="Nothing was changed here",
            )
        if workspace is None and code.kind != "owner":
            raise Refused("closed", "This hub has no workspace yet")
        workspace = workspace or self._workspace()
        person = self._person(code)
        self._grants(code, person)
        self._effects.write()
        self._board.flush()
        _, token = accounts.add_device(
            self._connection, person, self._ask.device, self._now_ms, self._service.random_bytes
        )
        rank = self._rank(person)
        needs = is_empty and self._ask.workspace is not None
        return Joined(token, self._epoch(), workspace, self._name(workspace), person, rank, needs)

    def _workspace(self) -> bytes:
        """An empty hub takes the caller's workspace, or begins one."""
        workspace = self._ask.workspace or bytes(self._ids.new())
        self._connection.execute(update(STORE).values(workspace=workspace))
        if self._ask.workspace is None:
            self._insert(
                "workspace",
                workspace,
                {"name": self._ask.name, "tz": "Asia/Shanghai", "currency": "CNY"},
            )
        return workspace

    def _person(self, code: Code) -> bytes:
        person = code.person
        if person is None and code.kind == "owner" and self._ask.person is not None:
            person = self._ask.person
        if person is None:
            person = bytes(self._ids.new())
            self._insert(
                "person", person, {"name": self._ask.name[:200], "kind": "person", "active": 1}
            )
        if code.kind != "device":
            accounts.add_account(self._connection, person, code.rank)
        return person

    def _grants(self, code: Code, person: bytes) -> None:
        if code.kind == "device":
            return
        grants = policy.grants_of(Rank(code.rank), person, code.campaign)
        for bucket, role in grants.items():
            self._effects.grant(person, bucket, role)
        if code.campaign is not None:
            self._member(code.campaign, person)
        if code.rank == Rank.GUEST.value:
            self._effects.guests_of(person)

    def _member(self, campaign: bytes, person: bytes) -> None:
        values: dict[str, Value] = {
            "campaign": campaign,
            "person": person,
            "role": Role.EDITOR.value,
        }
        self._insert("member", bytes(self._ids.new()), values)

    def _insert(self, name: str, row: bytes, values: dict[str, Value]) -> None:
        table = registry.BY_NAME[name]
        bucket = policy.bucket_of(table, row, values)
        cells = tuple(Cell(table.register_of[n], (v,)) for n, v in values.items())
        self._effects.add(bucket, Op(Kind.INSERT, table.no, row, cells))

    def _rank(self, person: bytes) -> str:
        grants = accounts.grants_of(self._connection, person)
        if "*" in grants:
            return Rank.OWNER.value
        return Rank.MEMBER.value if policy.ORG in grants else Rank.GUEST.value

    def _epoch(self) -> str:
        return self._connection.execute(select(STORE.c.epoch)).scalar_one()

    def _name(self, workspace: bytes) -> str:
        table = registry.BY_NAME["workspace"]
        held = self._board.find(policy.ORG, table.no, workspace)
        shown = held.image.get(table.register_of["name"]) if held is not None else None
        return str(shown[0]) if shown else ""


class Desk:
    """What the hub answers to one device; implements `Remote` of the protocol."""

    def __init__(self, service: Service, token: str) -> None:
        self._service = service
        self._token = token

    def _caller(self, connection: Connection) -> Caller:
        return accounts.caller_of(connection, self._token)

    def meet(self, ask: Meet) -> Met:
        """Who is who, and where each stands."""
        service = self._service
        with service.reading() as connection:
            caller = self._caller(connection)
            grants = caller.actor.grants
            store = connection.execute(select(STORE.c.epoch, STORE.c.workspace)).one()
            found = connection.execute(
                select(REPLICA.c.last_n, REPLICA.c.last_hash, REPLICA.c.person).where(
                    REPLICA.c.replica == ask.replica
                )
            ).first()
            if found is not None and bytes(found[2]) != caller.actor.person:
                raise Refused("forbidden", "This device belongs to somebody else")
            return Met(
                protocol.VERSION,
                SCHEMA_REV,
                store[0],
                bytes(store[1] or b""),
                service.now_ms(),
                caller.actor.person,
                caller.rank,
                caller.actor.is_revoked,
                grants,
                found[0] if found else 0,
                bytes(found[1]) if found else codec.ZERO_HASH,
                view.heads(connection, grants),
                view.authors(connection, grants),
            )

    def push(self, ask: Push) -> Pushed:
        """Take transactions in."""
        if len(ask.bodies) > protocol.MAX_PUSH or len(ask.replica) != 16:
            raise Refused("too_large", "Too much was sent at once")
        with self._service.writing() as connection:
            caller = self._caller(connection)
            taken = ledger.ingest(connection, caller.actor, ask, self._service.now_ms())
            failpoint.reach("hub_before_commit")
        failpoint.reach("hub_after_commit")
        if taken.heads:
            self._service.bell.ring()
        return taken.pushed

    def hashes(self, ask: HashesAsk) -> Hashes:
        """The chain of a replica of the caller's own person."""
        with self._service.reading() as connection:
            caller = self._caller(connection)
            owner = connection.execute(
                select(REPLICA.c.person).where(REPLICA.c.replica == ask.replica)
            ).scalar_one_or_none()
            if owner is None or bytes(owner) != caller.actor.person:
                return Hashes(ask.first_n, ())
            last = ask.first_n + min(ask.count, HASHES) - 1
            found = connection.execute(
                select(TXN.c.hash)
                .where(TXN.c.replica == ask.replica, TXN.c.n.between(ask.first_n, last))
                .order_by(TXN.c.n)
            )
            return Hashes(ask.first_n, tuple(bytes(code) for (code,) in found))

    def pull(self, ask: protocol.Pull) -> protocol.Pulled:
        """The ledger after the caller's cursors."""
        with self._service.reading() as connection:
            caller = self._caller(connection)
            grants = caller.actor.grants
            told = view.pull(connection, grants, ask, ask.replica or None)
            if not told.pages:
                return told
            return protocol.Pulled(
                told.epoch,
                told.pages,
                told.diverged,
                told.heads,
                told.more,
                view.authors(connection, grants),
            )

    def rows(self, ask: protocol.RowsAsk) -> protocol.RowsPage:
        """Whole rows of a bucket."""
        with self._service.reading() as connection:
            return view.rows(connection, self._caller(connection).actor.grants, ask)

    def digest(self, ask: protocol.DigestAsk) -> protocol.DigestPage:
        """Row hashes of a bucket."""
        with self._service.reading() as connection:
            return view.digest(connection, self._caller(connection).actor.grants, ask)

    def fetch(self, ask: protocol.FetchAsk) -> protocol.Fetched:
        """Rows by name."""
        with self._service.reading() as connection:
            return view.fetch(connection, self._caller(connection).actor.grants, ask)

    def invite(self, ask: InviteAsk) -> Invited:
        """A code for another person, or for another device of one's own."""
        service = self._service
        with service.writing() as connection:
            caller = self._caller(connection)
            if caller.actor.is_revoked:
                raise Refused("forbidden", "Your access to this workspace was taken away")
            code = self._code(caller, ask)
            if ask.campaign is not None:
                _campaign_exists(connection, ask.campaign)
            if code.person is not None and ask.kind == "invite":
                _person_exists(connection, code.person)
            text, expires = accounts.mint_code(
                connection, code, service.now_ms(), service.random_bytes
            )
            return Invited(text, expires)

    def _code(self, caller: Caller, ask: InviteAsk) -> Code:
        if ask.kind == "device":
            return Code("device", caller.rank, None, caller.actor.person)
        is_owner = caller.actor.grants.get("*") == Role.OWNER.value
        bucket = policy.campaign_bucket(ask.campaign) if ask.campaign is not None else ""
        leads = bool(bucket) and policy.role_in(caller.actor.grants, bucket) == Role.LEAD.value
        if not is_owner and not (leads and ask.rank != Rank.OWNER.value and ask.person is None):
            raise Refused("forbidden", "Only the owner may invite")
        if ask.kind != "invite" or ask.rank not in {r.value for r in Rank}:
            raise Refused("invalid", "There is no such role")
        return Code("invite", ask.rank, ask.campaign, ask.person)

    def revoke(self, ask: RevokeAsk) -> Revoked:
        """Take access away."""
        service = self._service
        with service.writing() as connection:
            caller = self._caller(connection)
            is_owner = caller.actor.grants.get("*") == Role.OWNER.value
            own = ask.device is not None and (
                accounts.owner_of(connection, ask.device) == caller.actor.person
            )
            if not is_owner and not own:
                raise Refused("forbidden", "Only the owner may take access away")
            count = accounts.revoke(connection, ask.person, ask.device, service.now_ms())
            if accounts.owners(connection) == 0:
                raise Refused("invalid", "The last owner cannot be revoked")
        service.bell.ring()
        return Revoked(count)

    def heads(self) -> dict[str, int]:
        """Where the readable buckets stand; refused where the token is not known."""
        return self._moved({})

    def events(self) -> Iterator[Hint]:
        """A hint for each bucket that moved; ends when the hub stops."""
        service = self._service
        known = self._moved({})
        since = service.bell.wait(-1, 0)
        while not service.bell.closed:
            count = service.bell.wait(since, HEARTBEAT_S)
            if count == since:
                yield Hint("", 0)
                continue
            since = count
            time.sleep(COALESCE_S)
            now = self._moved(known)
            for bucket, seq in now.items():
                if known.get(bucket) != seq:
                    yield Hint(bucket, seq)
            if now.keys() != known.keys():
                yield Hint("", 0)
            known = now

    def _moved(self, known: dict[str, int]) -> dict[str, int]:
        with self._service.reading() as connection:
            caller = self._caller(connection)
            if caller.actor.is_revoked and known:
                return {}
            return {h.bucket: h.seq for h in view.heads(connection, caller.actor.grants)}


def _campaign_exists(connection: Connection, campaign: bytes) -> None:
    _exists(connection, "campaign", campaign)


def _person_exists(connection: Connection, person: bytes) -> None:
    _exists(connection, "person", person)


def _exists(connection: Connection, table: str, row: bytes) -> None:
    found = connection.execute(
        select(func.count())
        .select_from(ROW)
        .where(ROW.c.tbl == registry.BY_NAME[table].no, ROW.c.row == row)
    ).scalar_one()
    if not found:
        raise Refused("not_found", "There is no such {table}", table=table)
