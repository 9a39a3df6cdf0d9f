"""Three nodes of the hub, real processes, on one PostgreSQL: rollbacks, a kill, and no hole."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import requests
from sqlalchemy import text

from app.model.errors import Refused, Unavailable
from app.sql.open import open_engine
from sync import protocol
from sync.client.remote import HttpRemote
from sync.protocol import Join, Push
from tests.sync.server.conftest import Time
from tests.sync.server.hands import Pen, Reader, insert, number, rows_of

ROOT = Path(__file__).parents[3]
FULL = bool(os.environ.get("FAIRWAY_FULL"))
NODES = 3
WRITERS = 3
PUSHES = 400 if FULL else 25
# A fifth of all transactions that write to the ledger fail at its end, as by a serialisation
# failure: all that they did is rolled back by the database itself.
ROLLBACKS = (
    "CREATE FUNCTION undo() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
    " IF random() < 0.2 THEN RAISE EXCEPTION 'undone' USING ERRCODE = '40001'; END IF;"
    " RETURN NULL; END $$",
    "CREATE TRIGGER undo AFTER INSERT ON entry FOR EACH STATEMENT EXECUTE FUNCTION undo()",
)


@dataclass
class Node:
    """One process of the hub."""

    child: subprocess.Popen[bytes]
    url: str = ""
    code: str = ""


def begin(folder: Path, database: str) -> Node:
    words = ["serve", "--data", str(folder), "--database", database, "--log-level", "error"]
    child = subprocess.Popen(
        [sys.executable, "-m", "sync.server", *words],
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    return Node(child)


def ready(node: Node) -> None:
    assert node.child.stdout is not None
    told: dict[str, Any] = json.loads(node.child.stdout.readline())
    node.url, node.code = told["url"], told.get("owner_code", "")


@pytest.fixture
def nodes(tmp_path: Path, postgres: str) -> Iterator[list[Node]]:
    """Nodes that began at one moment on an empty database."""
    with ExitStack() as stack:
        made = [begin(tmp_path / f"node{i}", postgres) for i in range(NODES)]
        for node in made:
            stack.callback(end, node)
        for node in made:
            ready(node)
        yield made


def end(node: Node) -> None:
    node.child.kill()
    node.child.wait()
    assert node.child.stdout is not None
    node.child.stdout.close()


def owner(nodes: list[Node]) -> str:
    """A token of the owner: the last of the codes is the one that counts."""
    ask = Join(protocol.VERSION, os.urandom(16), "laptop", "张伟", None, None)
    for node in nodes:
        with suppress(Refused):
            return HttpRemote(node.url).join(node.code, ask).token
    raise AssertionError("no code was good")


@dataclass
class Anywhere:
    """A remote that goes to whichever node answers, as behind a load balancer."""

    urls: list[str]
    token: str
    chance: random.Random
    gone: set[str] = field(default_factory=set)

    def push(self, ask: Push) -> protocol.Pushed:
        return self._any("push", ask)

    def pull(self, ask: protocol.Pull) -> protocol.Pulled:
        return self._any("pull", ask)

    def rows(self, ask: protocol.RowsAsk) -> protocol.RowsPage:
        return self._any("rows", ask)

    def meet(self, ask: protocol.Meet) -> protocol.Met:
        return self._any("meet", ask)

    def _any(self, name: str, ask: object) -> Any:
        while True:
            url = self.chance.choice([url for url in self.urls if url not in self.gone])
            try:
                return getattr(HttpRemote(url, self.token), name)(ask)
            except Unavailable:
                self.gone.add(url)
                assert len(self.gone) < len(self.urls)


class Load:
    """Writers in one hot bucket, and readers that follow it, each by any node."""

    def __init__(self, nodes: list[Node], token: str) -> None:
        self.nodes = nodes
        self.token = token
        self.done = threading.Event()
        self.faults: list[BaseException] = []
        self.written: list[bytes] = []
        self.reads: list[int] = []

    def remote(self, seed: int) -> Anywhere:
        return Anywhere([node.url for node in self.nodes], self.token, random.Random(seed))

    def write(self, seed: int) -> None:
        chance = random.Random(seed)
        pen = Pen(self.remote(seed), Time())  # type: ignore[arg-type]
        for turn in range(PUSHES):
            row = chance.randbytes(16)
            assert pen.write("org", insert("channel", row, name=f"{seed} {turn}")) == (1, "")
            self.written.append(row)

    def read(self, seed: int) -> None:
        """Pull again and again from where the last pull ended."""
        reader = Reader(self.remote(seed))  # type: ignore[arg-type]
        head = protocol.BucketHead("org", 0, bytes(16), 0, 0, 0)
        while True:
            is_last = self.done.is_set()
            reader.pull([head], max_bytes=2_000)
            if is_last:
                break
        shelf = reader.shelves["org"]
        assert {row for tbl, row in shelf.rows if tbl == number("channel")} == set(self.written)
        self.reads.append(shelf.seq)

    def run(self) -> None:
        writers = [self._thread(self.write, seed) for seed in range(WRITERS)]
        readers = [self._thread(self.read, seed) for seed in (10, 11)]
        while len(self.written) < WRITERS * PUSHES // 3 and not self.faults:
            self.done.wait(0.01)
        self.nodes[0].child.kill()
        for thread in writers:
            thread.join(50)
        self.done.set()
        for thread in readers:
            thread.join(20)
        assert self.faults == []

    def _thread(self, work: Any, seed: int) -> threading.Thread:
        def run() -> None:
            try:
                work(seed)
            except BaseException as error:  # noqa: BLE001 - it is raised by the test
                self.faults.append(error)

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        return thread


def retries(node: Node) -> int:
    """How many transactions a node tried again, as it says itself."""
    page = requests.get(f"{node.url}/metrics", timeout=5).text
    return int(page.rpartition("fairway_database_retries_total ")[2].split()[0])


def test_three_nodes_make_one_history(
    nodes: list[Node], postgres: str, request: pytest.FixtureRequest
) -> None:
    token = owner(nodes)
    engine = open_engine(postgres)
    request.addfinalizer(engine.dispose)
    with engine.begin() as connection:
        for word in ROLLBACKS:
            connection.execute(text(word))
    load = Load(nodes, token)
    load.run()
    assert len(load.written) == WRITERS * PUSHES
    assert nodes[0].child.wait(10) == -signal.SIGKILL
    assert sum(retries(node) for node in nodes[1:]) > 0
    assert len(set(load.reads)) == 1
    with engine.connect() as connection:
        found = connection.execute(text("SELECT bucket, seq FROM entry ORDER BY bucket, seq")).all()
        heads = dict(connection.execute(text("SELECT bucket, seq FROM bucket")).all())
    for bucket, last in heads.items():
        assert [seq for name, seq in found if name == bucket] == list(range(1, last + 1))
    # What every node says is the same, and is the sum of what was written.
    rows = [rows_of(HttpRemote(node.url, token), "org") for node in nodes[1:]]
    assert rows[0] == rows[1]
    assert {row for tbl, row in rows[0] if tbl == number("channel")} == set(load.written)


def test_a_hint_comes_from_another_node(nodes: list[Node]) -> None:
    token = owner(nodes)
    heard = threading.Event()

    def listen() -> None:
        with suppress(Unavailable):
            for hint in HttpRemote(nodes[2].url, token).events():
                if hint.bucket == "org":
                    heard.set()
                    return

    thread = threading.Thread(target=listen, daemon=True)
    thread.start()
    pen = Pen(HttpRemote(nodes[0].url, token), Time())
    for turn in range(100):
        pen.write("org", insert("channel", os.urandom(16), name=f"{turn}"))
        if heard.wait(0.1):
            break
    assert heard.is_set()
