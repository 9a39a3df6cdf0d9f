"""Sends what waits, in order, and takes the hub's verdict on each transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.model import failpoint, policy
from app.model.errors import Refused, Unavailable
from app.store import intake, ledger
from app.store.journal import Sent, Unsent
from app.store.replica import Replica
from sync import protocol
from sync.protocol import Accepted, FetchAsk, Push, Pushed, Remote

_SENT = {
    Accepted.APPLIED: Sent.ACCEPTED,
    Accepted.CONFLICT: Sent.ACCEPTED,
    Accepted.PARKED: Sent.PARKED,
    Accepted.QUARANTINED: Sent.QUARANTINED,
}
PUSH_BYTES = 1024 * 1024


@dataclass(slots=True)
class Outcome:
    """What a push came to; `refused` are numbers and reasons."""

    accepted: int = 0
    refused: list[tuple[int, str]] = field(default_factory=list[tuple[int, str]])
    trouble: str = ""


class Pusher:
    """The outgoing half of a sync."""

    def __init__(self, replica: Replica, remote: Remote) -> None:
        self._replica = replica
        self._remote = remote

    def push(self, after: int, chain: bytes) -> Outcome:
        """Send every transaction after number `after`, which the hub holds with hash `chain`."""
        me = self._replica.whoami()
        outcome = Outcome()
        waiting = ledger.first_waiting(self._replica)
        if waiting is not None and waiting <= after:
            # It arrived, but its verdict did not: the hub tells it again.
            after, chain = waiting - 1, ledger.hash_at(self._replica, waiting - 1) or chain
        while True:
            batch = self._batch(me.replica, after)
            if not batch:
                if after < me.n:
                    # The hub lost what was taken off this device since: no chain leads past it.
                    outcome.trouble = "fork"
                return outcome
            failpoint.reach("push_before_send")
            told = self._remote.push(Push(me.replica, batch[0].n, chain, _bodies(batch)))
            failpoint.reach("push_before_ack")
            if told.trouble == "fork":
                outcome.trouble = "fork"
                return outcome
            if told.trouble == "gap":
                # The hub lost what it had; it is sent again from there.
                after, chain = told.last_n, told.last_hash
                continue
            self._take(me.replica, batch, told, outcome)
            after, chain = batch[-1].n, batch[-1].hash

    def hear(self, last: int) -> Outcome:
        """Ask again what became of those up to number `last`, which the hub has.

        A clone or an old copy never heard it: another one sent them under this replica's id.
        """
        me = self._replica.whoami()
        outcome = Outcome()
        waiting = ledger.first_waiting(self._replica)
        after = last if waiting is None else waiting - 1
        while after < last:
            batch = [e for e in self._batch(me.replica, after) if e.n <= last]
            chain = ledger.hash_at(self._replica, after)
            if not batch or chain is None:
                break
            told = self._remote.push(Push(me.replica, after + 1, chain, _bodies(batch)))
            if told.trouble:
                break
            self._take(me.replica, batch, told, outcome)
            after = batch[-1].n
        return outcome

    def _batch(self, replica: bytes, after: int) -> list[Unsent]:
        found = ledger.unsent(self._replica, replica, after, protocol.MAX_PUSH)
        batch: list[Unsent] = []
        size = 0
        for entry in found:
            if not entry.body or (batch and size + len(entry.body) > PUSH_BYTES):
                break
            batch.append(entry)
            size += len(entry.body)
        return batch

    def _take(
        self, replica: bytes, batch: Sequence[Unsent], told: Pushed, outcome: Outcome
    ) -> None:
        if any(v.code not in _SENT for v in told.verdicts):
            raise Unavailable("offline", "The hub's answer is not whole; it is read again")
        verdicts = [(v.n, _SENT[v.code], v.detail) for v in told.verdicts]
        ledger.judged(self._replica, replica, verdicts, {v.n: v.hlc for v in told.verdicts}, batch)
        outcome.accepted += sum(sent is Sent.ACCEPTED for _, sent, _ in verdicts)
        outcome.refused += [(n, why) for n, sent, why in verdicts if sent is Sent.QUARANTINED]

    def set_back(self, refused: Sequence[tuple[int, str]], grants: Mapping[str, str]) -> None:
        """Make the rows of refused transactions as the hub has them; keep the work aside."""
        keys = ledger.rows_of(self._replica, [n for n, _ in refused])
        theirs: dict[tuple[int, bytes], intake.Whole] = {}
        for bucket in dict.fromkeys(b for _, _, b in keys):
            if not policy.may_read(grants, bucket):
                continue
            wanted = tuple((tbl, row) for tbl, row, b in keys if b == bucket)
            theirs.update(self._fetch(bucket, wanted))
        intake.set_back(self._replica, keys, theirs)
        ledger.set_aside(self._replica, refused)

    def _fetch(
        self, bucket: str, keys: tuple[tuple[int, bytes], ...]
    ) -> dict[tuple[int, bytes], intake.Whole]:
        found: dict[tuple[int, bytes], intake.Whole] = {}
        for start in range(0, len(keys), 500):
            try:
                told = self._remote.fetch(FetchAsk(bucket, keys[start : start + 500]))
            except Refused as refusal:
                if refusal.code == "forbidden":
                    return {}
                raise
            for item in told.rows:
                found[item.table, item.row] = intake.Whole(
                    item.table, item.row, item.state, item.image, item.is_alive
                )
        return found


def _bodies(batch: Sequence[Unsent]) -> tuple[bytes, ...]:
    return tuple(entry.body for entry in batch)
