"""Jobs on one laptop: an edit beside a bare commit, and edits while the network pours in."""

# pyright: reportOptionalMemberAccess=false, reportAttributeAccessIssue=false
# pyright: reportArgumentType=false

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from itertools import count
from pathlib import Path
from random import Random

import apsw

from app.model import codec
from app.model.change import Cell, Kind, Op
from app.model.registry import BY_NAME
from app.session import Session
from app.store.replica import Incoming, Replica
from sync.merge import Pace, slices
from tests.bench.figures import Figure, p
from tests.bench.place import Bench, file, open_replica, owner, plan, say, task_ids

EDITS = 400
REMOTE_OPS = 100_000
MS = 1_000
SWITCH_S = 0.0002
"""As the window sets it: a thread gives the interpreter back so soon."""


def edit(bench: Bench) -> Iterator[Figure]:
    """Call to committed and announced, in turn with a bare FULL commit of one row."""
    for rows in [bench.rows] if bench.rows else [10_000, 100_000]:
        with closing(_filled(bench, rows)) as replica:
            ours, floor = _edits(replica, file(_folder(bench, rows)).with_name("bare.db"))
        bare = p(floor, 0.5)
        yield Figure(
            "edit",
            f"{rows} tasks",
            "ms",
            ours,
            "p95 <= 3 x a bare FULL commit",
            p(ours, 0.95) <= 3 * bare,
            [("bare FULL commit", bare), ("bare FULL commit, p95", p(floor, 0.95))],
        )


def _folder(bench: Bench, rows: int) -> Path:
    return bench.folder / f"plan-{rows}"


def _filled(bench: Bench, rows: int) -> Replica:
    folder = _folder(bench, rows)
    if folder.exists():
        return open_replica(folder)
    say(f"filling a replica with {rows:,} tasks …")
    replica = owner(folder)
    plan(replica, rows, bench.campaigns)
    return replica


def _edits(replica: Replica, bare: Path) -> tuple[list[float], list[float]]:
    session = Session(replica)
    chance = Random(3)
    rows = task_ids(replica)
    told: list[object] = []
    session.subscribe(told.append)
    raw = apsw.Connection(str(bare))
    raw.execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL")
    raw.execute("CREATE TABLE IF NOT EXISTS t(id INTEGER PRIMARY KEY, v)")
    ours: list[float] = []
    floor: list[float] = []
    for number in range(EDITS):
        start = time.perf_counter()
        raw.execute("INSERT INTO t(v) VALUES (?)", (number,))
        between = time.perf_counter()
        with session.edit("Edit") as one:
            one.set("task", chance.choice(rows), {"effort_minutes": 10_000_000 + number})
        end = time.perf_counter()
        floor.append((between - start) * MS)
        ours.append((end - between) * MS)
    assert len(told) == EDITS
    raw.close()
    return ours[20:], floor[20:]


def drain(bench: Bench) -> Iterator[Figure]:
    """A person edits while remote operations arrive in slices in another thread."""
    sys.setswitchinterval(SWITCH_S)
    rows = bench.rows or 100_000
    with closing(_filled(bench, rows)) as replica:
        names = {b.no: b.name for b in replica.buckets()}
        ops = min(REMOTE_OPS, rows * 10)
        parts = strangers(replica, names, ops)
        spent: list[float] = []
        thread = threading.Thread(target=pour, args=(replica, parts, spent))
        session, chance, held = Session(replica), Random(5), task_ids(replica)
        ours: list[float] = []
        thread.start()
        for number in count():
            if not thread.is_alive():
                break
            start = time.perf_counter()
            with session.edit("Edit") as one:
                one.set("task", chance.choice(held), {"effort_minutes": 20_000_000 + number})
            ours.append((time.perf_counter() - start) * MS)
            time.sleep(0.02)
        thread.join()
    size = f"{rows} tasks, {ops} operations"
    met = p(ours, 0.99) <= 10
    yield Figure("drain", size, "ms (p95: p99)", ours, "p99 <= 10 ms", met, tail=0.99)
    yield Figure("drain-remote", size, "operations/s", [ops / spent[0]])


def strangers(replica: Replica, names: dict[int, str], ops: int) -> list[Incoming]:
    """Entries of a stranger, one operation each, at the ends of the buckets' ledgers."""
    table = BY_NAME["task"]
    number = table.register_of["percent"]
    conn = replica.reader()
    found = conn.raw.execute("SELECT id, campaign FROM task").fetchall()
    seqs = {b.name: b.seq for b in replica.buckets()}
    hlc = replica.whoami().hlc + (1 << 30)
    chance = Random(6)
    entries: list[Incoming] = []
    for n in range(1, ops + 1):
        row, campaign = chance.choice(found)
        bucket = f"campaign:{campaign.hex()}"
        if bucket not in seqs:
            bucket = next(
                name for name in names.values() if campaign.hex() in name.replace("-", "")
            )
        seqs[bucket] += 1
        op = Op(Kind.SET, table.no, row, (Cell(number, (chance.randrange(101),)),))
        body = codec.encode((op,))
        place = bucket, seqs[bucket], codec.ZERO_HASH, b"s" * 16, n, hlc + n, 0, 1, "Edit", body
        entries.append(Incoming(*place))
    return entries


def pour(replica: Replica, entries: list[Incoming], spent: list[float]) -> None:
    """Merge them in slices, as a pull does."""
    pace = Pace()
    start = time.perf_counter()
    for part in slices(entries, lambda entry: (1, len(entry.ops)), pace):
        begin = time.perf_counter()
        replica.merge(part)
        pace.took(time.perf_counter() - begin)
    spent.append(time.perf_counter() - start)
