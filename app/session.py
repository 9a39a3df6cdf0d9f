"""THE WAIST: every read and every edit of a person passes here."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager

from app.model import registry
from app.model.change import Changes, Origin, Value
from app.model.errors import Refused
from app.model.ids import RowId
from app.model.row import Row
from app.store import dataset, search, undo
from app.store.dataset import Where
from app.store.files import Files
from app.store.follow import Follower
from app.store.journal import Self
from app.store.replica import Replica
from app.store.search import Found
from app.store.tx import Tx
from app.store.undo import Reverted, UndoState


class Edit:
    """What a verb may do inside `session.edit(label)`."""

    def __init__(self, tx: Tx) -> None:
        self._tx = tx

    def get(self, table: str, row: bytes) -> Row:
        """The row as this edit sees it; refused where there is none."""
        found = self._tx.get(table, row)
        if found is None:
            raise _missing(table)
        return found

    def add(self, table: str, values: Mapping[str, Value], row: bytes | None = None) -> RowId:
        """Add a row; the answer is its id."""
        return self._tx.insert(table, values, row)

    def add_all(self, table: str, rows: Iterable[tuple[bytes, Mapping[str, Value]]]) -> None:
        """Add many rows with ids made by `new_id`."""
        self._tx.insert_many(table, rows)

    def new_id(self) -> RowId:
        """An id for a row to come."""
        return self._tx.new_id()

    def random_bytes(self, count: int) -> bytes:
        """Random bytes, for order keys."""
        return self._tx.random_bytes(count)

    def set(self, table: str, row: bytes, values: Mapping[str, Value]) -> None:
        """Change fields of a row that exists."""
        if not self._tx.update(table, row, values):
            raise _missing(table)

    def delete(self, table: str, row: bytes) -> None:
        """Put a row into the trash."""
        self.get(table, row)
        self._tx.delete(table, row)

    def restore(self, table: str, row: bytes) -> None:
        """Bring a row back from the trash."""
        if not self._tx.restore(table, row):
            raise _missing(table)

    def settle(self, table: str, row: bytes, register: int, values: tuple[Value, ...]) -> None:
        """Decide between kept values: write one over all of them."""
        self._tx.settle(table, row, register, values)

    def decide_life(self, table: str, row: bytes, *, deleted: bool) -> None:
        """Decide between a deletion and the edit that overruled it."""
        self._tx.confirm_life(table, row, deleted=deleted)


class Session:
    """One person at one replica."""

    def __init__(self, replica: Replica) -> None:
        self._replica = replica
        self.files = Files(replica.path.parent)
        """Whole files by the hash of their bytes."""
        self._follower: Follower | None = None

    @property
    def me(self) -> Self:
        """Who is at work here."""
        return self._replica.whoami()

    def get(self, table: str, row: bytes) -> Row:
        """One row; refused where there is none."""
        found = dataset.one(self._replica, table, row)
        if found is None:
            raise _missing(table)
        return found

    def list(self, table: str, where: Sequence[Where] = (), order: Sequence[str] = ()) -> list[Row]:
        """Rows of a table, in an order of fields (`-name` falls); ties by id."""
        return dataset.rows(self._replica, table, where, order)

    def dataset(
        self, table: str, columns: Sequence[str], where: Sequence[Where] = ()
    ) -> dict[str, list[Value]]:
        """Columns of a table as lists, with `id`, in the order of ids."""
        return dataset.columns(self._replica, table, columns, where)

    @contextmanager
    def edit(self, label: str) -> Generator[Edit]:
        """The only way in which a person's change reaches the disk; `label` names its undo."""
        with self._replica.transact(label, Origin.USER) as tx:
            yield Edit(tx)

    def undo(self) -> Reverted:
        """Take back the latest edit."""
        return undo.undo(self._replica)

    def redo(self) -> Reverted:
        """Do again what the latest undo took back."""
        return undo.redo(self._replica)

    @property
    def undo_state(self) -> UndoState:
        """What Undo and Redo would do."""
        return undo.undo_state(self._replica)

    def search(self, text: str, limit: int = 50) -> Found:
        """Rows that contain the words, their pinyin or its initials."""
        return search.search(self._replica, text, limit)

    def subscribe(self, listener: Callable[[Changes], None]) -> Callable[[], None]:
        """Be told of every commit; the answer ends it."""
        return self._replica.changed.connect(listener)

    def follow(self) -> bool:
        """Tell the listeners what a command beside this window has written, if anything."""
        if self._follower is None:
            self._follower = Follower(self._replica)
        return self._follower.look()

    def close(self) -> None:
        """Let go of the files."""
        self._replica.close()


def _missing(table: str) -> Refused:
    known = registry.BY_NAME.get(table)
    return Refused("not_found", "There is no such {table}", table=known.name if known else table)
