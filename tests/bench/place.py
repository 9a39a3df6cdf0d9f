"""Where a benchmark runs: a hub as a process, laptops with real files, and bytes on the wire."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Generator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.model import ids, policy
from app.model.policy import Rank
from app.session import Session
from app.sql.open import open_engine
from app.store import birth
from app.store.replica import Means, Replica
from sync import protocol
from sync.client.remote import HttpRemote
from sync.client.syncer import Syncer
from sync.protocol import InviteAsk, Join
from sync.server.service import Service
from tests.bench import tasks

ROOT = Path(__file__).resolve().parents[2]
ALONE = "FAIRWAY_BENCH_ALONE"
"""Set inside a network namespace of our own, where every byte on `lo` is ours."""
CHUNK = 5_000
OFFLINE_EDITS = 5_000


def file(folder: Path) -> Path:
    """A laptop's replica."""
    return folder / "replica.db"


def open_replica(folder: Path) -> Replica:
    """Open a laptop."""
    return birth.open_replica(file(folder), Means())


def born(folder: Path, person: bytes, workspace: bytes, grants: dict[str, str]) -> Replica:
    """A new laptop."""
    birth.clear(file(folder))
    replica = open_replica(folder)
    birth.be_born(replica, person, workspace, grants)
    return replica


def owner(folder: Path) -> Replica:
    """A laptop with a workspace and one person."""
    maker = ids.Ids()
    workspace, person = maker.new(), maker.new()
    replica = born(folder, person, workspace, policy.grants_of(Rank.OWNER, person, None))
    with Session(replica).edit("Begin the workspace") as edit:
        edit.add("workspace", {"name": "团队", "tz": "Asia/Shanghai"}, workspace)
        edit.add("person", {"name": "a", "kind": "person", "active": 1}, person)
    return replica


def plan(replica: Replica, rows: int, campaigns: int) -> None:
    """Fill a laptop with campaigns and tasks."""
    session = Session(replica)
    with session.edit("Add campaigns") as edit:
        held = [bytes(edit.add("campaign", {"name": f"p{i:04d}"})) for i in range(campaigns)]
    made = tasks.tasks(held, rows)
    for start in range(0, rows, CHUNK):
        with session.edit("Import tasks") as edit:
            part = [(edit.new_id(), next(made)) for _ in range(min(CHUNK, rows - start))]
            edit.add_all("task", part)


def task_ids(replica: Replica) -> list[bytes]:
    """Every task."""
    return [bytes(row) for row in Session(replica).dataset("task", [])["id"]]  # pyright: ignore


@dataclass(frozen=True, slots=True)
class Team:
    """Files of a hub with tasks, of two laptops that have them, and their tokens."""

    folder: Path
    rows: int
    campaigns: int

    @property
    def hub(self) -> Path:
        return self.folder / "hub"

    @property
    def about(self) -> dict[str, str]:
        """Tokens and names."""
        return json.loads((self.folder / "about.json").read_text("utf-8"))

    def copy(self, folder: Path) -> Team:
        """The same files once more, to be changed."""
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.folder, folder)
        return Team(folder, self.rows, self.campaigns)


@contextmanager
def desk_hub(folder: Path) -> Generator[Service]:
    """A hub in this process."""
    folder.mkdir(parents=True, exist_ok=True)
    engine = open_engine(folder / "hub.db")
    service = Service(engine, ids.wall_ms, os.urandom)
    try:
        yield service
    finally:
        service.bell.close()
        engine.dispose()


def make_team(folder: Path, rows: int, campaigns: int) -> Team:
    """A hub with tasks, `a` who made them, `b` who has them, `c`'s token for a new laptop."""
    team = Team(folder, rows, campaigns)
    with desk_hub(team.hub) as service, closing(owner(folder / "a")) as a:
        code = service.owner_code()
        me = a.whoami()
        assert code is not None
        joined = service.join(
            code, Join(protocol.VERSION, me.replica, "a", "a", me.workspace, me.person)
        )
        remote = service.as_device(joined.token)
        plan(a, rows, campaigns)
        Syncer(a, remote, ids.wall_ms).sync()
        about = {"a": joined.token, "workspace": me.workspace.hex()}
        for name in "bc":
            door = remote.invite(InviteAsk("invite", "member", None, None)).code
            author = os.urandom(16)
            let_in = service.join(door, Join(protocol.VERSION, author, name, name, None, None))
            about |= {name: let_in.token, f"{name}_person": let_in.person.hex()}
        (folder / "about.json").write_text(json.dumps(about), "utf-8")
        with closing(new_laptop(team, "b")) as b:
            Syncer(b, service.as_device(about["b"]), ids.wall_ms).sync()
        Syncer(a, remote, ids.wall_ms).sync()
    return team


def new_laptop(team: Team, name: str) -> Replica:
    """An empty laptop of a person whom the hub knows."""
    about = team.about
    person = bytes.fromhex(about[f"{name}_person"])
    grants = policy.grants_of(Rank.MEMBER, person, None)
    return born(team.folder / name, person, bytes.fromhex(about["workspace"]), grants)


def go_offline(team: Team, count: int) -> None:
    """`a` edits tasks, one a transaction, and syncs none of it."""
    with closing(open_replica(team.folder / "a")) as a:
        session = Session(a)
        for row, values in tasks.edits(session.dataset("task", tasks.EDITED), count):
            with session.edit("Edit") as edit:
                edit.set("task", row, values)


@contextmanager
def serving(folder: Path, database: str = "") -> Generator[str]:
    """The real hub, a process of its own; answers its address."""
    command = [sys.executable, "-m", "sync.server", "serve", "--data", str(folder)]
    command += ["--log-level", "error"]
    if database:
        command += ["--database", database]
    env = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONSAFEPATH": "1"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=env, cwd=ROOT) as hub:
        assert hub.stdout is not None
        line = hub.stdout.readline()
        try:
            yield json.loads(line)["url"]
        finally:
            hub.terminate()


class Wire:
    """Counts bytes between laptop and hub."""

    def __init__(self, remote: HttpRemote) -> None:
        self._sum = 0
        if not os.environ.get(ALONE):
            self._listen(remote)
        self._start = self._read()

    def _listen(self, remote: HttpRemote) -> None:
        """Without a namespace: bodies and headers of requests and answers, as Requests has them."""
        session = vars(remote)["_session"]

        def count(reply: object, **_: object) -> None:
            sent = reply.request  # pyright: ignore
            self._sum += len(sent.body or b"") + _size(sent.headers)
            self._sum += int(reply.headers.get("Content-Length", 0)) + _size(reply.headers)  # pyright: ignore

        session.hooks["response"].append(count)

    def _read(self) -> int:
        if not os.environ.get(ALONE):
            return self._sum
        text = Path("/proc/net/dev").read_text("ascii")
        return int(text.partition("lo:")[2].split()[0])

    @property
    def bytes(self) -> int:
        """Since the beginning; TCP and IP headers too where the namespace is ours."""
        return self._read() - self._start


def _size(headers: dict[str, str]) -> int:
    return sum(len(k) + len(v) + 4 for k, v in headers.items()) + 32


@dataclass(slots=True)
class Bench:
    """What every job is given: a folder for its files, sizes, peers, and what exists already."""

    folder: Path
    rows: int = 0
    campaigns: int = 10
    runs: int = 3
    database: str = ""
    peers: Callable[[str], list[tuple[str, float]]] = lambda _: []

    def team(self, rows: int) -> Team:
        """The template of this size, made once a run."""
        folder = self.folder / f"team-{rows}"
        if not folder.exists():
            say(f"making a hub and laptops with {rows:,} tasks in {self.campaigns} campaigns …")
            make_team(folder, rows, self.campaigns)
        return Team(folder, rows, self.campaigns)

    def offline(self, rows: int) -> Team:
        """The same with `a` ahead by offline edits."""
        folder = self.folder / f"offline-{rows}"
        if not folder.exists():
            say(f"making {OFFLINE_EDITS:,} offline edits …")
            go_offline(self.team(rows).copy(folder), min(OFFLINE_EDITS, rows))
        return Team(folder, rows, self.campaigns)

    @property
    def work(self) -> Path:
        """A folder that a job may change."""
        return self.folder / "work"


def say(text: str) -> None:
    """Progress goes to standard error."""
    print(f"bench: {text}", file=sys.stderr, flush=True)
