"""A team at work, made once a process and copied for every world: a hub and five laptops."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from random import Random

from app.model import policy
from app.model.policy import Rank
from app.session import Session
from app.sql.open import open_engine
from app.store import birth
from app.store.replica import Means, Replica
from sync import protocol
from sync.client.syncer import Syncer
from sync.protocol import InviteAsk, Join
from sync.server.service import Service
from tests.fakes.clock import FrozenClock

BEGIN_MS = 1_795_000_000_000
NAMES = ("owner", "member", "guest", "second", "laptop")
"""`laptop` is the member's second device; the guest was let into the first campaign."""
FAST = Path("/dev/shm")
"""A file system in memory where there is one: a world's disk is simulated anyway."""


def scratch() -> Path:
    """A new folder in which files are cheap."""
    place = FAST if FAST.is_dir() else None
    return Path(tempfile.mkdtemp(prefix="fairway-world-", dir=place))


@dataclass(frozen=True, slots=True)
class Seat:
    """A laptop of the template: whose it is and how it shows itself to the hub."""

    name: str
    person: bytes
    token: str


@dataclass(frozen=True, slots=True)
class Team:
    """The files of the template and what must be known of them."""

    folder: Path
    seats: tuple[Seat, ...]
    campaigns: tuple[bytes, bytes]

    def lay_out(self, folder: Path) -> None:
        """A copy of every file."""
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)

    def remove(self) -> None:
        """No more of it."""
        shutil.rmtree(self.folder, ignore_errors=True)


class Founding:
    """Makes the team."""

    def __init__(self) -> None:
        self.folder = scratch()
        self._clock = FrozenClock(BEGIN_MS - 86_400_000, step=1)
        self._chance = Random("founding")
        engine = open_engine(self.folder / "hub.db")
        self._service = Service(engine, self._clock, self._chance.randbytes)
        self._replicas: list[Replica] = []
        self._seats: list[Seat] = []

    def team(self) -> Team:
        """Everybody has everything."""
        owner = self._owner()
        session = Session(owner)
        first, second = (self._campaign(session, name) for name in ("A", "B"))
        self._sync(0)
        person = self._seats[0].person
        with session.edit("Direct") as edit:
            edit.add("department", {"name": "dep"})
            edit.add("channel", {"name": "chan"})
            edit.add("my_view", {"person": person, "name": "mine", "page": "tasks"})
        self._sync(0)
        self._join(0, "member", InviteAsk("invite", Rank.MEMBER.value, None, None))
        self._join(0, "guest", InviteAsk("invite", Rank.GUEST.value, first, None))
        self._join(0, "second", InviteAsk("invite", Rank.MEMBER.value, None, None))
        self._join(1, "laptop", InviteAsk("device", "", None, None))
        for place in (*range(len(NAMES)), *range(len(NAMES))):
            self._sync(place)
        for replica in self._replicas:
            replica.compact()
            replica.close()
        self._service.bell.close()
        self._service.database.engine.dispose()
        for file in self.folder.rglob("*-shm"):
            file.unlink()
        return Team(self.folder, tuple(self._seats), (first, second))

    def _owner(self) -> Replica:
        person, workspace = self._chance.randbytes(16), self._chance.randbytes(16)
        replica = self._born("owner", person, workspace, policy.grants_of(Rank.OWNER, person, None))
        with replica.transact("") as tx:
            tx.insert("workspace", {"name": "team", "tz": "Asia/Shanghai"}, workspace)
            tx.insert("person", {"name": "owner", "kind": "person", "active": 1}, person)
        code = self._service.owner_code()
        assert code is not None
        author = replica.whoami().replica
        ask = Join(protocol.VERSION, author, "owner", "owner", workspace, person)
        self._seats.append(Seat("owner", person, self._service.join(code, ask).token))
        return replica

    def _join(self, host: int, name: str, ask: InviteAsk) -> None:
        code = self._service.as_device(self._seats[host].token).invite(ask).code
        author = self._chance.randbytes(16)
        joined = self._service.join(code, Join(protocol.VERSION, author, name, name, None, None))
        grants = policy.grants_of(Rank(joined.rank), joined.person, None)
        self._born(name, joined.person, joined.workspace, grants, author)
        self._seats.append(Seat(name, joined.person, joined.token))

    def _born(
        self,
        name: str,
        person: bytes,
        workspace: bytes,
        grants: dict[str, str],
        author: bytes | None = None,
    ) -> Replica:
        path = self.folder / name / "replica.db"
        birth.clear(path)
        replica = birth.open_replica(path, Means(self._clock, self._chance.randbytes))
        birth.be_born(replica, person, workspace, grants, author)
        self._replicas.append(replica)
        return replica

    def _sync(self, place: int) -> None:
        desk = self._service.as_device(self._seats[place].token)
        Syncer(self._replicas[place], desk, self._clock).sync()

    def _campaign(self, session: Session, name: str) -> bytes:
        with session.edit("Begin") as edit:
            campaign = edit.add("campaign", {"name": f"camp {name}"})
            for place in range(4):
                values = {"campaign": campaign, "name": f"task {name}{place}", "okey": f"{place}V"}
                edit.add("task", {**values, "percent": 0})
        return campaign
