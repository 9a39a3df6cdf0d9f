"""What another process wrote to this replica: a command beside an open window (contract.md 1)."""

from __future__ import annotations

from sqlalchemy import bindparam, func, select

from app.model import registry
from app.model.change import Changes, Origin, Touched
from app.store.replica import Replica
from app.store.tables import JOURNAL, STATE, TRACE

MOST = 20_000


class Follower:
    """Reads the journal's tail of other processes and tells it as `Changes`."""

    def __init__(self, replica: Replica) -> None:
        self._replica = replica
        self._version = 0
        self._last = 0
        conn = replica.reader()
        self._max = conn.prepare(select(func.max(JOURNAL.c.local)))
        self._rows = conn.prepare(
            select(JOURNAL.c.local, JOURNAL.c.label, STATE.c.tbl, TRACE.c.row)
            .select_from(JOURNAL)
            .join(TRACE, TRACE.c.local == JOURNAL.c.local)
            .join(STATE, STATE.c.row == TRACE.c.row)
            .where(JOURNAL.c.local > bindparam("last"))
            .order_by(JOURNAL.c.local)
            .limit(MOST)
        )
        self._version, self._last = conn.data_version(), self._end()

    def look(self) -> bool:
        """Whether another process has written; its commits are told to the replica's listeners.

        Costs one pragma where nothing was written, and no lock and no read of the journal where
        only this process wrote: while the network pours in, the screen must not wait for it.
        Called on the thread that made the follower.
        """
        version = self._replica.reader().data_version()
        if version == self._version:
            return False
        self._version = version
        own, end = self._replica.journal.written, self._end()
        # An own number is known before its commit can be seen, so nothing own looks foreign.
        if all(local in own for local in range(self._last + 1, end + 1)):
            own.difference_update(range(self._last + 1, end + 1))
            self._last = end
            return False
        with self._replica.still():
            self._version = self._replica.reader().data_version()
            found = self._foreign()
        if found:
            self._replica.changed.emit(found)
        return found is not None

    def _end(self) -> int:
        last = self._replica.reader().run(self._max)[0][0]
        return last if isinstance(last, int) else 0

    def _foreign(self) -> Changes | None:
        own = self._replica.journal.written
        rows = self._replica.reader().run(self._rows, {"last": self._last})
        self._last = self._end()
        label, touched = "", dict[tuple[int, bytes], Touched]()
        for local, said, tbl, row in rows:
            if local in own or not isinstance(tbl, int) or not isinstance(row, bytes):
                continue
            table = registry.BY_NO.get(tbl)
            if table is not None:
                label = str(said)
                touched[tbl, row] = Touched(table.name, row, table.names, "update")
        own.clear()
        return Changes(label, Origin.REMOTE, tuple(touched.values())) if touched else None
