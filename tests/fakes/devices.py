"""Replicas in a folder, made fast from one template, and a hub that only keeps an order."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import select

from app.model import codec, policy, registry
from app.model.change import Body, Op, Value
from app.model.policy import Rank
from app.session import Session
from app.store import audit, birth
from app.store.replica import Incoming, Means, Replica
from app.store.tables import JOURNAL, PARKED, STATE, SYNCED
from tests.fakes.chance import SeededBytes
from tests.fakes.clock import FrozenClock

WORKSPACE = b"w" * 16
STRANGER = b"s" * 16
TASK = 12
"""The number of the table `task`."""
State = dict[tuple[int, bytes], tuple[Value, ...]]


@dataclass(slots=True)
class Device:
    """One device: its file, its replica, its session."""

    path: Path
    clock: FrozenClock
    replica: Replica
    session: Session

    @property
    def person(self) -> bytes:
        return self.replica.whoami().person

    def edit(self, table: str, row: bytes, **values: Value) -> None:
        """Change a row in an edit of its own."""
        with self.session.edit("Change") as edit:
            edit.set(table, row, values)

    def rows(self) -> dict[str, list[tuple[Value, ...]]]:
        """Every row of every table that people read."""
        conn = self.replica.reader()
        return {
            name: conn.run(conn.prepare(select(*t.columns).order_by(t.c.id)))
            for name, t in SYNCED.items()
        }

    def states(self) -> State:
        """(table, row) -> state, image, alive, split."""
        conn = self.replica.reader()
        columns = (STATE.c.tbl, STATE.c.row, STATE.c.state, STATE.c.image, STATE.c.alive)
        found: State = {}
        for tbl, row, *rest in conn.run(conn.prepare(select(*columns, STATE.c.split))):
            assert isinstance(tbl, int)
            assert isinstance(row, bytes)
            found[tbl, row] = tuple(rest)
        return found

    def journal(self) -> list[dict[str, Value]]:
        """The journal's rows in local order."""
        conn = self.replica.reader()
        names = [c.name for c in JOURNAL.columns]
        found = conn.run(conn.prepare(select(*JOURNAL.columns).order_by(JOURNAL.c.local)))
        return [dict(zip(names, values, strict=True)) for values in found]

    def own(self) -> list[tuple[int, Body, bytes, bytes]]:
        """(n, body, its bytes, hash) of this replica's own transactions."""
        me = self.replica.whoami().replica
        found: list[tuple[int, Body, bytes, bytes]] = []
        for row in self.journal():
            n, blob, sealed = row["n"], row["body"], row["hash"]
            if row["replica"] == me and isinstance(sealed, bytes):
                assert isinstance(n, int)
                assert isinstance(blob, bytes)
                found.append((n, codec.decode_body(blob), blob, sealed))
        return found

    def ops(self) -> list[Op]:
        """Every operation of this replica, in order."""
        return [op for _, body, _, _ in self.own() for part in body.parts for op in part.ops]

    def parked(self) -> list[tuple[Value, ...]]:
        """(bucket, seq, body, why) of what could not be taken in."""
        conn = self.replica.reader()
        return conn.run(conn.prepare(select(*PARKED.columns)))

    def check(self) -> None:
        """Every book agrees with every other one."""
        assert audit.chain(self.replica)[0]
        assert audit.sums(self.replica)[0]
        assert audit.rows(self.replica)[0]
        assert audit.integrity(self.replica)[0]

    def reopen(self) -> None:
        """Close the file and open it again, as after a restart."""
        self.session.close()
        self.replica = birth.open_replica(self.path, self.replica.means)
        self.session = Session(self.replica)


@dataclass(slots=True)
class Workshop:
    """Makes devices in a folder; the empty file is made once and copied."""

    folder: Path
    made: list[Device] = field(default_factory=list[Device])

    def device(
        self, name: str = "a", grants: Mapping[str, str] | None = None, person: bytes = b"p" * 16
    ) -> Device:
        """A new device; by default its person owns the workspace."""
        path = self.folder / f"{len(self.made)}-{name}" / "replica.db"
        birth.clear(path)
        clock = FrozenClock(step=1)
        means = Means(clock, SeededBytes(name))
        shutil.copyfile(self._template(), path)
        replica = birth.open_replica(path, means)
        held = dict(grants or policy.grants_of(Rank.OWNER, person, None))
        birth.be_born(replica, person, WORKSPACE, held)
        device = Device(path, clock, replica, Session(replica))
        self.made.append(device)
        return device

    def _template(self) -> Path:
        path = self.folder / "empty.db"
        if not path.exists():
            birth.clear(path)
            birth.open_replica(path, Means(FrozenClock(), SeededBytes())).close()
        return path

    def close(self) -> None:
        """Close what was made."""
        for device in self.made:
            device.session.close()
        self.made.clear()


@dataclass(slots=True)
class OrderHub:
    """A hub that judges nothing: it gives the entries of each bucket numbers, and keeps them."""

    entries: dict[str, list[Incoming]] = field(default_factory=dict[str, list[Incoming]])
    sent: dict[bytes, int] = field(default_factory=dict[bytes, int])

    def push(self, device: Device, count: int = 1_000_000) -> None:
        """Take the next own transactions of a device."""
        me = device.replica.whoami().replica
        done = self.sent.get(me, 0)
        for n, body, _, _ in device.own():
            if done < n <= done + count:
                self.sent[me] = n
                for part in body.parts:
                    self.put(part.bucket, me, n, body, part.ops)

    def put(self, bucket: str, author: bytes, n: int, body: Body, ops: Sequence[Op]) -> Incoming:
        """Add an entry to a bucket."""
        held = self.entries.setdefault(bucket, [])
        seq = len(held) + 1
        blob = codec.encode(tuple(ops))
        chain = codec.digest(bucket.encode(), seq.to_bytes(8, "big"), blob)
        entry = Incoming(bucket, seq, chain, author, n, body.hlc, 0, body.origin, body.label, blob)
        held.append(entry)
        return entry

    def pull(self, device: Device, count: int = 1_000_000, bucket: str | None = None) -> None:
        """Give a device its next entries, of one bucket or of all."""
        place = {b.name: b.seq for b in device.replica.buckets()}
        for name in [bucket] if bucket is not None else sorted(self.entries):
            at = place.get(name, 0)
            slice_ = self.entries.get(name, [])[at : at + count]
            if slice_:
                device.replica.merge(slice_)

    def settle(self, *devices: Device) -> None:
        """Everyone pushes and pulls all there is."""
        for device in devices:
            self.push(device)
        for device in devices:
            self.pull(device)


def campaign_of(
    device: Device, name: str = "品牌周年庆", tasks: int = 1
) -> tuple[bytes, list[bytes]]:
    """A campaign with tasks."""
    with device.session.edit("Begin") as edit:
        campaign = edit.add("campaign", {"name": name})
        made = [
            edit.add("task", {"campaign": campaign, "name": f"任务 {i}", "percent": 0})
            for i in range(tasks)
        ]
    return campaign, list(made)


def sums_by_hand(device: Device) -> dict[str, tuple[int, int, int]]:
    """Bucket -> (count, s1, s2), made anew from the rows' states and nothing else."""
    conn = device.replica.reader()
    names = {b.no: b.name for b in device.replica.buckets()}
    total = {name: [0, 0, 0] for name in names.values()}
    for tbl, row, no, state in conn.run(
        conn.prepare(select(STATE.c.tbl, STATE.c.row, STATE.c.bucket, STATE.c.state))
    ):
        assert isinstance(tbl, int)
        assert isinstance(row, bytes)
        assert isinstance(no, int)
        assert isinstance(state, bytes)
        lanes = codec.row_lanes(tbl, row, state)
        held = total[names[no]]
        held[0] += 1
        held[1] += lanes[0]
        held[2] += lanes[1]
    return {n: (c, codec.signed(a), codec.signed(b)) for n, (c, a, b) in total.items()}


def register_of(table: str, name: str) -> int:
    """The number of a field's register."""
    return registry.BY_NAME[table].register_of[name]


def foreign(hub: OrderHub, bucket: str, n: int, *ops: Op, hlc: int = 1) -> Incoming:
    """An entry that a stranger wrote."""
    return hub.put(bucket, STRANGER, n, Body(1, hlc, "Foreign", 1, ()), ops)


def alike(*devices: Device) -> None:
    """All books of all devices are equal, and true."""
    for device in devices:
        device.check()
        held = {b.name: (b.cnt, b.s1, b.s2) for b in device.replica.buckets()}
        assert held == sums_by_hand(device)
    first, *others = devices
    for other in others:
        assert other.states() == first.states()
        assert other.rows() == first.rows()
        assert audit.checksum(other.replica) == audit.checksum(first.replica)


def everything(device: Device) -> tuple[object, ...]:
    """All that an edit may leave behind."""
    return (
        device.rows(),
        device.states(),
        device.journal(),
        device.replica.buckets(),
        device.replica.whoami(),
    )
