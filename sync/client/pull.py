"""Brings in what the hub has: whole rows for a bucket that is new here, then its ledger."""

from __future__ import annotations

from app.model import codec, failpoint, policy
from app.model.errors import Unavailable
from app.store import intake, ledger
from app.store.replica import Incoming, Replica
from sync import merge
from sync.protocol import (
    BucketHead,
    Cursor,
    DigestAsk,
    FetchAsk,
    LedgerEntry,
    Met,
    Page,
    Pull,
    Remote,
    RowItem,
    RowsAsk,
)

PULL_BYTES = 2 * 1024 * 1024
FILL_ROWS = 2_000
FETCH = 500


class Puller:
    """The incoming half of a sync."""

    def __init__(self, replica: Replica, remote: Remote, met: Met) -> None:
        self._replica = replica
        self._remote = remote
        self._met = met
        self.heads: tuple[BucketHead, ...] = met.heads
        self._count = 0
        self._pace = merge.Pace()

    def pull(self) -> int:
        """Read every readable bucket to its end; the answer counts entries and rows."""
        self._fill_new()
        own = self._replica.whoami().replica
        while True:
            told = self._remote.pull(Pull(self._met.epoch, self._cursors(), PULL_BYTES, own))
            if told.authors:
                ledger.authors(self._replica, told.authors)
            for bucket in told.diverged:
                self._fill(bucket)
            for page in told.pages:
                self._page(page)
            self.heads = told.heads
            if not told.more and not told.diverged and not self._fill_new():
                return self._count

    def _cursors(self) -> tuple[Cursor, ...]:
        own = {b.name: b for b in self._replica.buckets()}
        return tuple(
            Cursor(h.bucket, own[h.bucket].seq, own[h.bucket].chain)
            if h.bucket in own
            else Cursor(h.bucket, 0, codec.ZERO_HASH)
            for h in self.heads
            if policy.may_read(self._met.grants, h.bucket)
        )

    def _fill_new(self) -> bool:
        """Buckets with rows at the hub and none here, and fills that broke off."""
        own = {b.name: b for b in self._replica.buckets()}
        new = [
            h.bucket
            for h in self.heads
            if h.seq > 0
            and (
                h.bucket not in own
                or own[h.bucket].filling is not None
                or (own[h.bucket].cnt == 0 and own[h.bucket].seq == 0)
            )
        ]
        for bucket in new:
            self._fill(bucket)
        return bool(new)

    def _fill(self, bucket: str) -> None:
        """Rows in order of their keys; what changes meanwhile comes again with the ledger."""
        held = next((b for b in self._replica.buckets() if b.name == bucket), None)
        after = held.filling if held is not None and held.filling else b""
        started = bool(after)
        while True:
            told = self._remote.rows(RowsAsk(self._met.epoch, bucket, after, PULL_BYTES))
            if not started:
                intake.begin(self._replica, bucket, told.seq, told.chain)
                started = True
            ledger.authors(self._replica, told.authors)
            wholes = [_whole(item) for item in told.rows]
            for start in range(0, len(wholes), FILL_ROWS):
                part = wholes[start : start + FILL_ROWS]
                intake.fill(self._replica, bucket, part, _key(part[-1]))
                failpoint.reach("fill_after_page")
            self._count += len(wholes)
            after = told.after
            if told.is_last:
                intake.fill(self._replica, bucket, (), None)
                return

    def _page(self, page: Page) -> None:
        held = next((b for b in self._replica.buckets() if b.name == page.bucket), None)
        seq, chain = (held.seq, held.chain) if held is not None else (0, codec.ZERO_HASH)
        entries = merge.read_page(page, seq, chain)
        incoming = [_incoming(page.bucket, entry, after) for entry, after in entries]
        elapsed = self._replica.means.elapsed
        for part in merge.slices(incoming, _weigh, self._pace):
            begin = elapsed()
            self._replica.merge(part)
            self._pace.took(elapsed() - begin)
            failpoint.reach("pull_after_slice")
        self._count += len(incoming)

    def repair(self, bucket: str) -> int:
        """Find the rows that differ and bring both sides to what either has."""
        theirs = self._digest(bucket)
        mine = intake.digest_rows(self._replica, bucket)
        keys = [key for key in {**theirs, **mine} if theirs.get(key) != mine.get(key)]
        found: dict[tuple[int, bytes], intake.Whole] = {}
        for start in range(0, len(keys), FETCH):
            told = self._remote.fetch(FetchAsk(bucket, tuple(keys[start : start + FETCH])))
            found.update({(i.table, i.row): _whole(i) for i in told.rows})
        if not keys:
            if intake.recount(self._replica, bucket):
                return 0
            raise Unavailable(
                "offline", "The hub and this device differ in {bucket}", bucket=bucket
            )
        ours = [key for key in keys if not intake.is_hubs(key[0], bucket)]
        joined = [found[key] for key in ours if key in found]
        intake.fill(self._replica, bucket, joined, None)
        count, same = intake.recover(self._replica, found, ours)
        # What the hub alone writes is as it says, and what it has anyway may be told its way.
        as_told = ({*keys} - {*ours}) | {*same}
        adopted = [(tbl, row, bucket) for tbl, row in keys if (tbl, row) in as_told]
        intake.set_back(self._replica, adopted, found)
        return count

    def _digest(self, bucket: str) -> dict[tuple[int, bytes], bytes]:
        rows: dict[tuple[int, bytes], bytes] = {}
        after = b""
        while True:
            told = self._remote.digest(DigestAsk(bucket, after))
            rows.update({(tbl, row): code for tbl, row, code in told.rows})
            after = told.after
            if told.is_last:
                return rows


def _whole(item: RowItem) -> intake.Whole:
    return intake.Whole(item.table, item.row, item.state, item.image, item.is_alive)


def _key(whole: intake.Whole) -> bytes:
    return whole.table.to_bytes(4, "big") + whole.row


def _incoming(bucket: str, entry: LedgerEntry, chain: bytes) -> Incoming:
    ops = bytes(entry.ops) if merge.is_whole(entry) else b"\x90"
    return Incoming(
        bucket,
        entry.seq,
        chain,
        entry.replica,
        entry.n,
        entry.hlc,
        entry.at_ms,
        entry.origin,
        entry.label,
        ops,
    )


def _weigh(entry: Incoming) -> tuple[int, int]:
    # The array's header tells the number of operations without reading them.
    head = entry.ops[0]
    if head < 0xA0:
        return head & 0x0F, len(entry.ops)
    return int.from_bytes(entry.ops[1:3], "big"), len(entry.ops)
