"""What the hub answers to one device; `Remote` of the protocol, in process."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Protocol

from sqlalchemy import Connection, func, select

from app.model import codec, failpoint, policy, registry
from app.model.blob import is_digest
from app.model.errors import Refused
from app.model.policy import Rank, Role
from app.model.registry import SCHEMA_REV
from sync import protocol
from sync.protocol import (
    Accepted,
    Hashes,
    HashesAsk,
    Hint,
    InviteAsk,
    Invited,
    LackAsk,
    Lacking,
    Meet,
    Met,
    Push,
    Pushed,
    RevokeAsk,
    Revoked,
)
from sync.server import accounts, files, ledger, view
from sync.server.accounts import Caller, Code
from sync.server.bell import Bell
from sync.server.board import Board
from sync.server.effects import Effects
from sync.server.metrics import OPERATIONS, PUSHES, VERDICTS, Metrics
from sync.server.retry import Patience, retried
from sync.server.tables import REPLICA, ROW, STORE, TXN

HASHES = 1_000
MAX_N = 2**63 - 1
HEARTBEAT_S = 20.0
COALESCE_S = 0.1
TOLD = {
    Accepted.APPLIED: "applied",
    Accepted.CONFLICT: "conflict",
    Accepted.PARKED: "parked",
    Accepted.QUARANTINED: "quarantined",
}


class Hub(Protocol):
    """What a desk needs of the service behind it."""

    @property
    def now_ms(self) -> Callable[[], int]: ...

    @property
    def random_bytes(self) -> Callable[[int], bytes]: ...

    @property
    def bell(self) -> Bell: ...

    @property
    def metrics(self) -> Metrics: ...

    @property
    def patience(self) -> Patience: ...

    def writing(self) -> AbstractContextManager[Connection]: ...

    def reading(self) -> AbstractContextManager[Connection]: ...


class Desk:
    """One authenticated device: who acts comes from the token, and from nothing else."""

    def __init__(self, hub: Hub, token: str) -> None:
        self._hub = hub
        self._token = token
        self.person = b""
        """Whose device this is, once it has shown its token."""

    @property
    def patience(self) -> Patience:
        """How a call waits for the database."""
        return self._hub.patience

    def _caller(self, connection: Connection) -> Caller:
        caller = accounts.caller_of(connection, self._token)
        self.person = caller.actor.person
        return caller

    @retried
    def check(self) -> Caller:
        """Whose token this is; refused where it is not known."""
        with self._hub.reading() as connection:
            return self._caller(connection)

    @retried
    def meet(self, ask: Meet) -> Met:
        """Who is who, and where each stands."""
        with self._hub.reading() as connection:
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
                self._hub.now_ms(),
                caller.actor.person,
                caller.rank,
                caller.actor.is_revoked,
                grants,
                found[0] if found else 0,
                bytes(found[1]) if found else codec.ZERO_HASH,
                view.heads(connection, grants),
                view.authors(connection, grants),
            )

    @retried
    def push(self, ask: Push) -> Pushed:
        """Take transactions in."""
        if len(ask.bodies) > protocol.MAX_PUSH:
            raise Refused("too_large", "Too much was sent at once")
        if len(ask.replica) != 16:
            raise Refused("invalid", "A message could not be read: {why}", why="replica")
        with self._hub.writing() as connection:
            caller = self._caller(connection)
            taken = ledger.ingest(connection, caller.actor, ask, self._hub.now_ms())
            failpoint.reach("hub_before_commit")
        failpoint.reach("hub_after_commit")
        if taken.heads:
            self._hub.bell.ring()
        self._count(taken)
        return taken.pushed

    def _count(self, taken: ledger.Taken) -> None:
        metrics = self._hub.metrics
        metrics.add(PUSHES)
        metrics.add(OPERATIONS, by=taken.operations)
        for verdict in taken.pushed.verdicts:
            metrics.add(VERDICTS, TOLD[verdict.code])

    @retried
    def hashes(self, ask: HashesAsk) -> Hashes:
        """The chain of a replica of the caller's own person."""
        with self._hub.reading() as connection:
            caller = self._caller(connection)
            owner = connection.execute(
                select(REPLICA.c.person).where(REPLICA.c.replica == ask.replica)
            ).scalar_one_or_none()
            is_mine = owner is not None and bytes(owner) == caller.actor.person
            if not is_mine or not 0 < ask.first_n <= MAX_N - HASHES:
                return Hashes(ask.first_n, ())
            last = ask.first_n + min(max(ask.count, 0), HASHES) - 1
            found = connection.execute(
                select(TXN.c.hash)
                .where(TXN.c.replica == ask.replica, TXN.c.n.between(ask.first_n, last))
                .order_by(TXN.c.n)
            )
            return Hashes(ask.first_n, tuple(bytes(code) for (code,) in found))

    @retried
    def pull(self, ask: protocol.Pull) -> protocol.Pulled:
        """The ledger after the caller's cursors."""
        with self._hub.reading() as connection:
            return view.pull(connection, self._caller(connection).actor.grants, ask)

    @retried
    def rows(self, ask: protocol.RowsAsk) -> protocol.RowsPage:
        """Whole rows of a bucket."""
        with self._hub.reading() as connection:
            return view.rows(connection, self._caller(connection).actor.grants, ask)

    @retried
    def digest(self, ask: protocol.DigestAsk) -> protocol.DigestPage:
        """Row hashes of a bucket."""
        with self._hub.reading() as connection:
            return view.digest(connection, self._caller(connection).actor.grants, ask)

    @retried
    def fetch(self, ask: protocol.FetchAsk) -> protocol.Fetched:
        """Rows by name."""
        with self._hub.reading() as connection:
            return view.fetch(connection, self._caller(connection).actor.grants, ask)

    @retried
    def lack(self, ask: LackAsk) -> Lacking:
        """Which of the caller's files it should bring."""
        digests = [digest for digest in ask.digests if is_digest(digest)]
        if len(ask.digests) > protocol.MAX_LACK:
            raise Refused("too_large", "Too much was sent at once")
        with self._hub.reading() as connection:
            who = files.who_of(self._caller(connection).actor)
            return Lacking(tuple(files.missing(connection, who, digests)))

    @retried
    def invite(self, ask: InviteAsk) -> Invited:
        """A code for another person, or for another device of one's own."""
        hub = self._hub
        with hub.writing() as connection:
            caller = self._caller(connection)
            if caller.actor.is_revoked:
                raise Refused("forbidden", "Your access to this workspace was taken away")
            code = _code(caller, ask)
            for table, row in (("campaign", code.campaign), ("person", code.person)):
                if row is not None and code.kind == "invite":
                    _must_exist(connection, table, row)
            text, expires = accounts.mint_code(connection, code, hub.now_ms(), hub.random_bytes)
            return Invited(text, expires)

    @retried
    def revoke(self, ask: RevokeAsk) -> Revoked:
        """Take access away from one device, or from a person and all of theirs."""
        if (ask.person is None) == (ask.device is None):
            raise Refused("invalid", "A message could not be read: {why}", why="revoke")
        with self._hub.writing() as connection:
            _may_revoke(connection, self._caller(connection), ask.device)
            count = accounts.revoke(connection, ask.person, ask.device, self._hub.now_ms())
            if accounts.owners(connection) == 0:
                raise Refused("invalid", "The last owner cannot be revoked")
            if ask.person is not None:
                board = Board(connection, self._hub.now_ms())
                effects = Effects(connection, board, self._hub.now_ms())
                effects.revoke_all(ask.person)
                effects.write()
                board.flush()
        self._hub.bell.ring()
        return Revoked(count)

    @retried
    def seqs(self) -> dict[str, int]:
        """Where the readable buckets stand; refused where the token is not known."""
        with self._hub.reading() as connection:
            caller = self._caller(connection)
            return {h.bucket: h.seq for h in view.heads(connection, caller.actor.grants)}

    def events(self) -> Iterator[Hint]:
        """A hint for each bucket that moved, at most every tenth of a second; ends with the hub."""
        bell = self._hub.bell
        since, known = bell.count, self.seqs()
        while not bell.closed:
            count = bell.wait(since, HEARTBEAT_S)
            if count == since:
                yield Hint("", 0)
                continue
            since, now = count, self.seqs()
            yield from moved(known, now)
            known = now
            time.sleep(COALESCE_S)


def moved(known: dict[str, int], now: dict[str, int]) -> list[Hint]:
    """What to tell of two looks at the readable buckets."""
    hints = [Hint(bucket, seq) for bucket, seq in now.items() if known.get(bucket) != seq]
    return [*hints, Hint("", 0)] if now.keys() != known.keys() else hints


def _code(caller: Caller, ask: InviteAsk) -> Code:
    """What this caller may let a code give."""
    me = caller.actor.person
    if ask.kind == "device":
        return Code("device", caller.rank, None, me, me)
    if ask.kind != "invite" or ask.rank not in {r.value for r in Rank}:
        raise Refused("invalid", "There is no such role")
    bucket = policy.campaign_bucket(ask.campaign) if ask.campaign is not None else ""
    leads = bool(bucket) and policy.role_in(caller.actor.grants, bucket) == Role.LEAD.value
    # A member sees the directory: who lets somebody into a campaign cannot give that.
    may_lead = leads and ask.rank == Rank.GUEST.value and ask.person is None
    if caller.actor.grants.get("*") != Role.OWNER.value and not may_lead:
        raise Refused("forbidden", "Only the owner may invite")
    return Code("invite", ask.rank, ask.campaign, ask.person, me)


def _may_revoke(connection: Connection, caller: Caller, device: bytes | None) -> None:
    is_owner = caller.actor.grants.get("*") == Role.OWNER.value
    is_own = device is not None and not caller.actor.is_revoked
    if not is_owner and not (
        is_own and accounts.owner_of(connection, device or b"") == caller.actor.person
    ):
        raise Refused("forbidden", "Only the owner may take access away")


def _must_exist(connection: Connection, table: str, row: bytes) -> None:
    found = connection.execute(
        select(func.count())
        .select_from(ROW)
        .where(ROW.c.tbl == registry.BY_NAME[table].no, ROW.c.row == row)
    ).scalar_one()
    if not found:
        raise Refused("not_found", "There is no such {table}", table=table)
