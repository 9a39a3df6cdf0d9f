"""The hub in process, without HTTP: how fast it takes transactions of 50 operations."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import closing
from random import Random

from app.model import codec, ids
from app.session import Session
from app.sql.open import open_engine
from app.store import ledger
from sync import protocol
from sync.client.syncer import Syncer
from sync.protocol import Accepted, Join, Push, Remote
from sync.server.service import Service
from tests.bench import tasks
from tests.bench.figures import Figure, p
from tests.bench.place import Bench, owner, plan, task_ids

OPS = 50
TXNS = 300


def ingest(bench: Bench) -> Iterator[Figure]:
    """One durable commit of the hub for each transaction of 50 edits."""
    rows = bench.rows or 10_000
    places = {"SQLite": ""} | ({"PostgreSQL": bench.database} if bench.database else {})
    for name, url in places.items():
        rates = _rates(bench, rows, url)
        # The rate that 95 of 100 transactions reached, so the low end of the rates.
        figure = Figure("ingest", f"{rows} tasks, {name}", "operations/s", rates, tail=0.05)
        figure.target, figure.met = ">= 10000 operations/s", p(rates, 0.5) >= 10_000
        yield figure


def _rates(bench: Bench, rows: int, url: str) -> list[float]:
    folder = bench.folder / f"ingest-{'pg' if url else 'sqlite'}"
    folder.mkdir()
    engine = open_engine(url or folder / "hub.db")
    service = Service(engine, ids.wall_ms, os.urandom)
    with closing(owner(folder / "a")) as a:
        me = a.whoami()
        code = service.owner_code() or ""
        ask = Join(protocol.VERSION, me.replica, "a", "a", me.workspace, me.person)
        remote: Remote = service.as_device(service.join(code, ask).token)
        plan(a, rows, bench.campaigns)
        Syncer(a, remote, ids.wall_ms).sync()
        session, chance, held = Session(a), Random(4), task_ids(a)
        chain, first = a.whoami().hash, a.whoami().n
        for _ in range(TXNS):
            with session.edit("Edit") as edit:
                for row in chance.sample(held, OPS):
                    edit.set("task", row, tasks.edit(chance))
        sent = ledger.unsent(a, me.replica, first, TXNS)
    rates: list[float] = []
    for entry in sent:
        start = time.perf_counter()
        told = remote.push(Push(me.replica, entry.n, chain, (entry.body,)))
        ops = sum(len(part.ops) for part in codec.decode_body(entry.body).parts)
        rates.append(ops / (time.perf_counter() - start))
        assert told.verdicts[0].code == Accepted.APPLIED, told
        chain = entry.hash
    engine.dispose()
    return rates[10:]
