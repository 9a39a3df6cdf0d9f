"""The whole sync, read as prose: meet, push, pull, compare."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.model import failpoint
from app.model.errors import Refused, Unavailable
from app.model.registry import APP_VERSION, SCHEMA_REV
from app.store import ledger, purge
from app.store.fork import fork
from app.store.replica import Replica
from sync import protocol
from sync.client.pull import Puller
from sync.client.push import Outcome, Pusher
from sync.protocol import BucketHead, Meet, Met, Remote

ROUNDS = 4


@dataclass(slots=True)
class Report:
    """What a sync did and what is left."""

    pushed: int = 0
    pulled: int = 0
    conflicts: int = 0
    parked: int = 0
    quarantined: int = 0
    outbox: int = 0
    recovered: int = 0
    forked: bool = False
    purged: tuple[str, ...] = ()
    differs: tuple[str, ...] = ()


class Syncer:
    """One replica and one hub; `sync` brings both to the same state."""

    def __init__(self, replica: Replica, remote: Remote, now_ms: Callable[[], int]) -> None:
        self._replica = replica
        self._remote = remote
        self._now_ms = now_ms
        self._met: Met | None = None
        self._heads: tuple[BucketHead, ...] = ()
        self._report = Report()

    def sync(self) -> Report:
        """One whole round; may be broken off anywhere and begun again."""
        self._report = Report()
        for _ in range(ROUNDS):
            self._meet()
            self._push()
            self._leave()
            self._pull()
            if self._compare():
                break
        return self._count()

    @property
    def hub(self) -> Met:
        """What the hub said when we met."""
        assert self._met is not None
        return self._met

    def _meet(self) -> None:
        self._greet()
        if self._is_other_history():
            self._fork()
        ledger.ask_again(self._replica, self.hub.rev)

    def _greet(self) -> None:
        me = self._replica.whoami()
        met = self._remote.meet(
            Meet(
                protocol.VERSION,
                APP_VERSION,
                SCHEMA_REV,
                me.replica,
                me.n,
                me.hash,
                self._now_ms(),
            )
        )
        if met.version > protocol.VERSION:
            raise Unavailable("too_new", "The hub speaks a newer version; update Fairway")
        if me.workspace and met.workspace != me.workspace:
            raise Refused("other_workspace", "This hub belongs to another workspace")
        self._met = met
        ledger.meet(
            self._replica,
            ledger.HubSays(
                met.epoch, met.grants, met.authors, met.now_ms - self._now_ms(), met.person
            ),
        )

    def _is_other_history(self) -> bool:
        """The hub holds transactions under this replica's id that are not this replica's."""
        me = self._replica.whoami()
        met = self.hub
        if met.last_n == 0:
            return False
        return met.last_n > me.n or ledger.hash_at(self._replica, met.last_n) != met.last_hash

    def _fork(self) -> None:
        common = self._common()
        pusher = Pusher(self._replica, self._remote)
        self._refused(pusher, pusher.hear(common))
        fork(self._replica, common)
        self._report.forked = True
        self._meet()

    def _common(self) -> int:
        """The last transaction that this replica and the hub have alike."""
        me = self._replica.whoami()
        high = min(me.n, self.hub.last_n)
        while high > 0:
            first = max(1, high - 999)
            told = self._remote.hashes(protocol.HashesAsk(me.replica, first, high - first + 1))
            for n in range(high, first - 1, -1):
                place = n - told.first_n
                theirs = told.hashes[place] if 0 <= place < len(told.hashes) else None
                if theirs is not None and theirs == ledger.hash_at(self._replica, n):
                    return n
            high = first - 1
        return 0

    def _push(self) -> None:
        pusher = Pusher(self._replica, self._remote)
        outcome = pusher.push(self.hub.last_n, self.hub.last_hash)
        self._report.pushed += outcome.accepted
        self._refused(pusher, outcome)
        if outcome.trouble == "fork":
            # What went out before that is not to be issued a second time.
            self._greet()
            self._fork()
            self._push()
            return
        failpoint.reach("push_after_ack")

    def _refused(self, pusher: Pusher, outcome: Outcome) -> None:
        """What the hub set aside is not in the rows here either.

        Asked of the journal: an earlier round may have broken off after the verdict.
        """
        self._report.quarantined += len(outcome.refused)
        refused = ledger.refused(self._replica)
        if refused and not self.hub.is_revoked:
            pusher.set_back(refused, self.hub.grants)

    def _leave(self) -> None:
        """Buckets that this person may not read any more leave this device."""
        lost = ledger.lost_buckets(self._replica, self.hub.grants, everything=self.hub.is_revoked)
        if lost:
            purge.purge(self._replica, lost, "revoked")
            self._report.purged += tuple(lost)
        if self.hub.is_revoked:
            raise Refused(
                "forbidden",
                "Your access to this workspace was taken away",
                hint="Your own unsent work is kept: {count} entries",
                count=ledger.count_unsent_work(self._replica),
            )

    def _pull(self) -> None:
        puller = Puller(self._replica, self._remote, self.hub)
        self._report.pulled += puller.pull()
        self._heads = puller.heads

    def _compare(self) -> bool:
        """Counts and checksums on both sides; what differs is repaired, then compared again."""
        puller = Puller(self._replica, self._remote, self.hub)
        if ledger.counts(self._replica).waiting:
            return False
        differs = ledger.differing(
            self._replica, [(h.bucket, h.seq, h.cnt, h.s1, h.s2) for h in self._heads]
        )
        recovered = 0
        for bucket in differs:
            recovered += puller.repair(bucket)
        self._report.recovered += recovered
        self._report.differs = tuple(differs)
        return not differs

    def _count(self) -> Report:
        counts = ledger.counts(self._replica)
        report = self._report
        report.conflicts, report.parked = counts.conflicts, counts.parked
        report.outbox = counts.waiting
        return report
