"""The replica: one writer behind one lock, readers beside it, one notice a commit."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Generator, Iterable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from app.model import codec, failpoint, ids
from app.model.change import Changes, Origin, Touched, Value
from app.model.clock import Clock
from app.model.observe import Signal
from app.sql.capture import Capture
from app.sql.conn import Conn
from app.sql.open import open_conn
from app.store.journal import Journal, Self, Sent
from app.store.parked import Incoming, Inlet
from app.store.rows import Books, Bucket, Sheaf
from app.store.tables import captured
from app.store.tx import Actor, Fold, Tx

TIDY_PAGES = 1_000
"""A log of 4 MB is put into the file."""


@dataclass(frozen=True, slots=True)
class Means:
    """What a replica takes from the world: time, randomness and SQLite's way to the disk."""

    now_ms: Callable[[], int] = ids.wall_ms
    random_bytes: Callable[[int], bytes] = os.urandom
    vfs: str = ""
    elapsed: Callable[[], float] = time.perf_counter
    """Seconds from anywhere, to see how long something took."""


@dataclass(slots=True)
class Gate:
    """One writer at a time; a person's edit goes before a slice from the network."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    turn: threading.Condition = field(default_factory=threading.Condition)
    people: int = 0

    @contextmanager
    def person(self) -> Generator[None]:
        """A person's edit."""
        with self.turn:
            self.people += 1
        try:
            with self.lock:
                yield
        finally:
            with self.turn:
                self.people -= 1
                self.turn.notify_all()

    @contextmanager
    def network(self) -> Generator[None]:
        """A slice from the network: waits while a person waits."""
        with self.turn:
            self.turn.wait_for(lambda: self.people == 0, timeout=5)
        with self.lock:
            yield


class Replica:
    """This device's copy of what its person may see."""

    def __init__(self, conn: Conn, path: Path, means: Means) -> None:
        self.path = path
        self.means = means
        self.conn = conn
        self.books = Books(conn)
        self.journal = Journal(conn)
        self.ids = ids.Ids(means.now_ms, means.random_bytes)
        self.changed: Signal[Changes] = Signal()
        self._gate = Gate()
        self._readers = threading.local()
        self._opened: list[Conn] = []
        self._writer: int | None = None

    @contextmanager
    def transact(self, label: str, origin: Origin = Origin.USER) -> Generator[Tx]:
        """One edit: all of it is captured, journaled and committed, or none of it happened."""
        if self._writer == threading.get_ident():
            raise AssertionError("An edit inside an edit")
        with self._gate.person():
            self._writer = threading.get_ident()
            try:
                touched, skipped = yield from self._edit(label, origin)
            finally:
                self._writer = None
        if touched:
            self.changed.emit(Changes(label, origin, touched, skipped))

    def _edit(
        self, label: str, origin: Origin
    ) -> Generator[Tx, None, tuple[tuple[Touched, ...], int]]:
        with self.conn.transaction():
            me = self.journal.whoami()
            sheaf = Sheaf(self.books)
            actor = Actor(me.person, me.replica, _grants(me))
            tx = Tx(sheaf, actor, self.ids.new, self.means.random_bytes)
            capture = Capture(self.conn, captured())
            try:
                yield tx
                changes = capture.changes()
            finally:
                tx.open = False
                capture.close()
            clock = Clock(self.means.now_ms, me.hlc, me.offset_ms)
            n = me.n

            def tick() -> tuple[int, bytes, int]:
                nonlocal n
                n += 1
                return tx.hlc or clock.tick(), me.replica, n

            fold = Fold(tx, tick)
            fold.run(changes)
            if not fold.chunks:
                return (), 0
            touched = sheaf.flush()
            end = self.journal.append(me, fold.chunks, label, origin, self.means.now_ms())
            self.journal.put_self(n, end, clock.last)
            failpoint.reach("edit_before_commit")
        failpoint.reach("edit_after_commit")
        return touched, 0

    def merge(self, entries: Iterable[Incoming]) -> tuple[Touched, ...]:
        """Take a slice of the hub's ledger; repeated entries change nothing."""
        with self._gate.network(), self.conn.transaction(durable=False):
            touched = self._merge(entries)
            failpoint.reach("merge_before_commit")
        if touched:
            self.changed.emit(Changes("", Origin.REMOTE, touched))
        self.tidy()
        return touched

    def tidy(self) -> None:
        """Empty a log that has grown; called beside the screen, so that no edit waits for it."""
        if self.conn.pages >= TIDY_PAGES:
            self.conn.pages = 0
            self.reader().checkpoint()

    def _merge(self, entries: Iterable[Incoming]) -> tuple[Touched, ...]:
        me = self.journal.whoami()
        sheaf = Sheaf(self.books)
        inlet = Inlet(sheaf)
        latest = me.hlc
        local = self.journal.next_local()
        received: list[Mapping[str, Value]] = []
        traced: list[tuple[int, bytes]] = []
        for entry in entries:
            bucket = sheaf.bucket(entry.bucket)
            if entry.seq <= bucket.seq:
                continue
            rows = inlet.take(entry)
            bucket.seq, bucket.chain = entry.seq, entry.chain
            latest = max(latest, entry.hlc)
            if entry.replica != me.replica or entry.n > me.n:
                received.append(_received(local, entry))
                traced.extend((local, row) for row in rows)
                local += 1
        touched = sheaf.flush()
        sheaf.write_buckets()
        self.journal.receive(received)
        self.journal.trace(traced)
        if latest > me.hlc:
            self.journal.put_self(me.n, me.hash, latest)
        return touched

    @contextmanager
    def maintain(self) -> Generator[Sheaf]:
        """A change of the books that is no edit: what the hub said, repair, purge."""
        with self._gate.network(), self.conn.transaction():
            sheaf = Sheaf(self.books)
            yield sheaf
            touched = sheaf.flush()
            sheaf.write_buckets()
        if touched:
            self.changed.emit(Changes("", Origin.REMOTE, touched))

    @contextmanager
    def still(self) -> Generator[None]:
        """Nothing of this process is written meanwhile."""
        with self._gate.network():
            yield

    def compact(self) -> None:
        """Rewrite the file, so that what was deleted is not in it any more."""
        with self._gate.network():
            self.conn.script("VACUUM; PRAGMA wal_checkpoint(TRUNCATE)")

    def whoami(self) -> Self:
        """Who this replica is."""
        return self.read_journal().whoami()

    def buckets(self) -> list[Bucket]:
        """The buckets as they stand."""
        books: Books | None = getattr(self._readers, "books", None)
        if books is None:
            books = self._readers.books = Books(self.reader())
        return list(Sheaf(books).buckets())

    def read_journal(self) -> Journal:
        """The journal over this thread's read connection."""
        journal: Journal | None = getattr(self._readers, "journal", None)
        if journal is None:
            journal = self._readers.journal = Journal(self.reader())
        return journal

    def reader(self) -> Conn:
        """This thread's read connection."""
        conn: Conn | None = getattr(self._readers, "conn", None)
        if conn is None:
            conn = open_conn(self.path, read_only=True, vfs=self.means.vfs)
            self._readers.conn = conn
            self._opened.append(conn)
        return conn

    def close(self) -> None:
        """Close every connection."""
        for conn in self._opened:
            conn.close()
        self._opened.clear()
        self.conn.close()


def _grants(me: Self) -> dict[str, str]:
    return codec.decode_as(dict[str, str], bytes.fromhex(me.grants)) if me.grants else {}


def _received(local: int, entry: Incoming) -> dict[str, Value]:
    return {
        "local": local,
        "edit": local,
        "replica": entry.replica,
        "n": entry.n,
        "hash": None,
        "hlc": entry.hlc,
        "at": entry.at_ms,
        "person": None,
        "origin": entry.origin,
        "label": entry.label,
        "bucket": entry.bucket,
        "body": entry.ops,
        "before": None,
        "undo": 0,
        "sent": int(Sent.RECEIVED),
        "detail": None,
    }
