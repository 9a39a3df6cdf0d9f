"""The hub in process: one workspace over one database, and the door for whoever has a code."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager

from sqlalchemy import Connection, Engine, insert, select, update

from app.model import codec, policy
from app.model.change import Value
from app.model.errors import Refused, Unavailable
from app.model.policy import Rank
from app.model.registry import SCHEMA_REV
from sync.protocol import Join, Joined
from sync.server import accounts, adopt, handed, ledger, log
from sync.server.accounts import Device, Tries
from sync.server.bell import Bell
from sync.server.board import Board
from sync.server.database import Database
from sync.server.desk import Desk
from sync.server.door import Joiner, Means
from sync.server.effects import Effects
from sync.server.metrics import Metrics
from sync.server.retry import Patience, retried, retried_once
from sync.server.shelf import Shelf
from sync.server.tables import DEVICE, LAYOUT, STORE


class Service:
    """One workspace's hub over one database."""

    def __init__(
        self,
        engine: Engine,
        now_ms: Callable[[], int],
        random_bytes: Callable[[int], bytes],
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.now_ms = now_ms
        self.random_bytes = random_bytes
        self.bell = Bell()
        self.metrics = Metrics()
        self.patience = Patience(sleep, random_bytes, self._failed)
        self.database = Database(engine, random_bytes(8).hex())
        self.shelf: Shelf | None = None
        """Where the bytes of files lie; a hub without one keeps none."""
        self._tries = Tries()
        self._begin()

    def _failed(self, kind: str, *, again: bool) -> None:
        self.metrics.failed(kind, again=again)
        log.warning("database", kind=kind, again=again)

    @retried
    def _begin(self) -> None:
        with self.database.founding() as connection:
            self._start(connection)

    def writing(self) -> AbstractContextManager[Connection]:
        """A write transaction; one at a time, on however many nodes."""
        return self.database.writing()

    def reading(self) -> AbstractContextManager[Connection]:
        """A read transaction: one cut."""
        return self.database.reading()

    @property
    def epoch(self) -> str:
        """The id of this hub's history."""
        return self._epoch()

    @retried
    def _epoch(self) -> str:
        with self.reading() as connection:
            return connection.execute(select(STORE.c.epoch)).scalar_one()

    def follow(self) -> None:
        """Ring for what other nodes write, until the hub ends; for a thread of its own."""
        self.database.listen(self.bell.ring, lambda: self.bell.closed)

    @retried
    def new_epoch(self) -> str:
        """After a restore: everyone must look where they stand."""
        with self.writing() as connection:
            return self._turn(connection, handed.epoch(self.now_ms(), self.random_bytes(8)))

    @retried
    def owner_code(self) -> str | None:
        """A fresh owner code while there is no owner."""
        with self.writing() as connection:
            return accounts.mint_owner_code(connection, self.now_ms(), self.random_bytes)

    @retried_once
    def establish(self, workspace: bytes, person: bytes, device: str) -> str:
        """Make this hub a profile's own, or let its device in again; answers a token."""
        with self.writing() as connection:
            held = connection.execute(select(STORE.c.workspace)).scalar_one()
            if held is not None and bytes(held) != workspace:
                raise Refused("other_workspace", "This hub belongs to another workspace")
            connection.execute(update(STORE).values(workspace=workspace))
            self._own(connection, person)
            name = accounts.plain(device)
            connection.execute(
                update(DEVICE)
                .where(DEVICE.c.person == person, DEVICE.c.name == name)
                .values(revoked_at=self.now_ms())
            )
            return accounts.add_device(
                connection, Device(person, name), self.now_ms(), self.random_bytes
            )

    def as_device(self, token: str) -> Desk:
        """What this hub answers to the device with this token."""
        return Desk(self, token)

    def join(self, code: str, ask: Join, address: str = "") -> Joined:
        """Turn a code into a device."""
        self._tries.check(address, self.now_ms())
        try:
            joined = self._join(code, ask)
        except Refused as refusal:
            if refusal.code == "forbidden":
                self._tries.note(address, self.now_ms())
            raise
        self.bell.ring()
        return joined

    @retried_once
    def _join(self, code: str, ask: Join) -> Joined:
        with self.writing() as connection:
            return Joiner(connection, Means(self.now_ms, self.random_bytes), ask).join(code)

    @retried_once
    def adopt(self, token: str, hub_file: bytes) -> str:
        """Fill an empty hub from another one's file; answers the new epoch. All or nothing."""
        self.as_device(token).check()
        with adopt.opened(hub_file) as given, self.writing() as connection:
            caller = accounts.caller_of(connection, token)
            adopt.fill(connection, given, caller, token)
            self._own(connection, caller.actor.person)
            epoch = self._turn(connection, handed.epoch(self.now_ms(), self.random_bytes(8)))
            self._catch_up(connection)
        self.bell.ring()
        return epoch

    def _start(self, connection: Connection) -> None:
        """Begin, or go on; what a newer version wrote is refused before it is touched."""
        found = connection.execute(select(STORE.c.layout, STORE.c.rev, STORE.c.epoch)).first()
        if found is None:
            zero: dict[str, Value] = {"id": 1, "n": 0, "hash": codec.ZERO_HASH, "boots": 1}
            told: dict[str, Value] = {"layout": LAYOUT, "rev": SCHEMA_REV}
            names = {"epoch": self.random_bytes(8).hex(), "replica": self.random_bytes(16)}
            connection.execute(insert(STORE), {**zero, **told, **names})
            return
        if found[0] > LAYOUT or found[1] > SCHEMA_REV:
            raise Unavailable(
                "too_new", "A newer version of Fairway wrote this file; update Fairway"
            )
        self._turn(connection, found[2])
        self._catch_up(connection)

    def _catch_up(self, connection: Connection) -> None:
        """Judge again what an older version could not, once, with the turn to the newer one."""
        if connection.execute(select(STORE.c.rev)).scalar_one() < SCHEMA_REV:
            connection.execute(update(STORE).values(rev=SCHEMA_REV))
            ledger.retry(connection, lambda p: accounts.actor_of(connection, p), self.now_ms())

    def _turn(self, connection: Connection, epoch: str) -> str:
        """Write under a new name from now on.

        A hub's file may have been copied back without a word. Then numbers of the hub's own
        transactions come again, and who has seen the lost ones would take no others for them.
        """
        boots = connection.execute(select(STORE.c.boots)).scalar_one() + 1
        name = codec.digest(f"{epoch} {boots} {self.now_ms()}".encode())
        connection.execute(
            update(STORE).values(epoch=epoch, boots=boots, replica=name, n=0, hash=codec.ZERO_HASH)
        )
        return epoch

    def _own(self, connection: Connection, person: bytes) -> None:
        """Make a person an owner."""
        accounts.add_account(connection, person, Rank.OWNER.value)
        board = Board(connection, self.now_ms())
        effects = Effects(connection, board, self.now_ms())
        effects.grant_all(person, policy.grants_of(Rank.OWNER, person, None))
        effects.write()
        board.flush()
