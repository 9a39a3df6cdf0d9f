"""One use of a code: a device, its person, and what the person may do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection, select, update

from app.model import ids, policy, registry
from app.model.change import Value
from app.model.errors import Refused
from app.model.policy import Rank, Role
from sync import protocol
from sync.protocol import Join, Joined
from sync.server import accounts, ledger
from sync.server.accounts import Code, Device
from sync.server.board import Board
from sync.server.effects import EVERYTHING, Effects
from sync.server.tables import STORE


@dataclass(frozen=True, slots=True)
class Means:
    """What the hub takes from outside: time and chance."""

    now_ms: Callable[[], int]
    random_bytes: Callable[[int], bytes]


class Joiner:
    """Everything that a code brings, in one transaction."""

    def __init__(self, connection: Connection, means: Means, ask: Join) -> None:
        self._connection = connection
        self._means = means
        self._ask = ask
        self._now_ms = means.now_ms()
        self._board = Board(connection, self._now_ms)
        self._effects = Effects(connection, self._board, self._now_ms)
        self._ids = ids.Ids(means.now_ms, means.random_bytes)

    def join(self, text: str) -> Joined:
        """Use the code."""
        self._check()
        code = accounts.use_code(self._connection, text, self._now_ms)
        held = self._connection.execute(select(STORE.c.workspace)).scalar_one()
        if held is None and code.kind != "owner":
            raise Refused("closed", "This hub has no workspace yet")
        if held is not None and self._ask.workspace not in {None, bytes(held)}:
            raise Refused(
                "other_workspace",
                "This hub belongs to another workspace",
                kept="Nothing was changed here",
            )
        workspace = bytes(held) if held is not None else self._workspace()
        person = self._person(code)
        ledger.fence(self._connection, person, self._ask.replica, self._now_ms)
        self._grants(code, person)
        self._effects.write()
        self._board.flush()
        device = Device(person, self._ask.device, self._ask.replica)
        token = accounts.add_device(
            self._connection, device, self._now_ms, self._means.random_bytes
        )
        epoch = self._connection.execute(select(STORE.c.epoch)).scalar_one()
        needs = held is None and self._ask.workspace is not None
        rank = accounts.rank_of(self._connection, person)
        return Joined(token, epoch, workspace, self._name(workspace), person, rank, needs)

    def _check(self) -> None:
        if self._ask.version != protocol.VERSION:
            raise Refused("too_new", "This hub speaks another version of the protocol")
        given = (self._ask.replica, self._ask.workspace, self._ask.person)
        if any(word is not None and len(word) != 16 for word in given):
            raise Refused("invalid", "A message could not be read: {why}", why="id")

    def _workspace(self) -> bytes:
        """An empty hub takes the caller's workspace, or begins one."""
        workspace = self._ask.workspace or bytes(self._ids.new())
        self._connection.execute(update(STORE).values(workspace=workspace))
        if self._ask.workspace is None:
            name = accounts.plain(self._ask.name)
            values: dict[str, Value] = {"name": name, "tz": "Asia/Shanghai", "currency": "CNY"}
            self._effects.insert("workspace", workspace, values)
        return workspace

    def _person(self, code: Code) -> bytes:
        person = code.person
        if person is None and code.kind == "owner":
            person = self._ask.person
        if person is None:
            person = bytes(self._ids.new())
            name = accounts.plain(self._ask.name)
            values: dict[str, Value] = {"name": name, "kind": "person", "active": 1}
            self._effects.insert("person", person, values)
        if code.kind != "device":
            accounts.add_account(self._connection, person, code.rank)
        return person

    def _grants(self, code: Code, person: bytes) -> None:
        if code.kind == "device":
            return
        held = accounts.grants_of(self._connection, person)
        if EVERYTHING in held:
            # A grant for one bucket would count before an owner's for all of them.
            return
        given = policy.grants_of(Rank(code.rank), person, code.campaign)
        self._directory(held, given, person)
        # Somebody who leads a campaign and is invited to it goes on leading it.
        better = {b: r for b, r in given.items() if not _is_at_least(held, b, r)}
        if EVERYTHING in given:
            better = given
        self._effects.grant_all(person, better)
        if code.campaign is not None and policy.campaign_bucket(code.campaign) in better:
            values: dict[str, Value] = {
                "campaign": code.campaign,
                "person": person,
                "role": Role.EDITOR.value,
            }
            self._effects.insert("member", bytes(self._ids.new()), values)

    def _directory(self, held: policy.Grants, given: dict[str, str], person: bytes) -> None:
        """Nobody has two directories: the copies for a guest are for guests alone."""
        if not {policy.ORG, EVERYTHING}.isdisjoint((*held, *given)):
            own = policy.guest_bucket(person)
            given.pop(own, None)
            if own in held:
                self._effects.grant(person, own, None)

    def _name(self, workspace: bytes) -> str:
        table = registry.BY_NAME["workspace"]
        held = self._board.find(policy.ORG, table.no, workspace)
        shown = held.image.get(table.register_of["name"]) if held is not None else None
        return str(shown[0]) if shown else ""


def _is_at_least(held: policy.Grants, bucket: str, role: str) -> bool:
    """Whether the exact grant for a bucket or pattern gives what this role would."""
    if bucket not in held:
        return False
    now, then = policy.right_in(held, bucket), policy.right_in({bucket: role}, bucket)
    return now is not None and then is not None and now >= then
