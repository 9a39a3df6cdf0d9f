"""The oracle: what a set of operations comes to, told without registers, files or SQL."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from app.model.change import Kind, Op, Ref, Value

Key = tuple[bytes, int]
"""(replica, n)"""
Place = tuple[str, int, bytes]
"""(bucket, table, row)"""
Values = tuple[Value, ...]
MADE = (b"", 0)


@dataclass(frozen=True, slots=True)
class Done:
    """An operation in the order that the hub gave it."""

    key: Key
    hlc: int
    op: Op

    @property
    def stamp(self) -> tuple[int, bytes, int]:
        return (self.hlc, *self.key)

    def named(self, refs: Iterable[Ref] | None) -> set[Key]:
        """The operations that are referred to by whole names."""
        if refs is None:
            return {MADE}
        return {(self.key[0], ref) if isinstance(ref, int) else (ref[0], ref[1]) for ref in refs}


@dataclass(slots=True)
class RowFold:
    """All operations on one row."""

    done: dict[Key, Done] = field(default_factory=dict[Key, Done])
    made: Done | None = None

    def add(self, done: Done) -> None:
        """One more; a repeated one changes nothing."""
        if done.key in self.done:
            return
        self.done[done.key] = done
        if self.made is None and done.op.kind in (Kind.INSERT, Kind.FACT):
            self.made = done

    def written(self) -> set[int]:
        """Registers to which somebody wrote after the row was made."""
        return {c.field for d in self.done.values() if d is not self.made for c in d.op.cells}

    def writers(self, register: int) -> dict[Key, Values]:
        """Who wrote a register, and what; whoever made the row wrote them all."""
        found: dict[Key, Values] = {}
        for one in self.done.values():
            for cell in one.op.cells:
                if cell.field == register:
                    found[one.key] = cell.values
        if self.made is not None:
            found.setdefault(self.made.key, ())
        return found

    def replaced(self, register: int) -> set[Key]:
        """Operations of which somebody said that theirs takes their place."""
        gone: set[Key] = set()
        for one in self.done.values():
            if one is not self.made:
                for cell in one.op.cells:
                    gone |= one.named(cell.bases) if cell.field == register else set()
        if MADE in gone and self.made is not None:
            gone.add(self.made.key)
        return gone

    def heads(self, register: int) -> list[Done]:
        """Who wrote and was not replaced, the one to show last."""
        left = self.writers(register).keys() - self.replaced(register)
        return sorted((self.done[key] for key in left), key=lambda d: d.stamp)

    def shown(self, register: int) -> Values:
        """The value that people see; empty where nobody wrote one."""
        heads = self.heads(register)
        return self.writers(register)[heads[-1].key] if heads else ()

    def kept(self, register: int) -> set[Values]:
        """Every value that is still there to choose from; one emptied is as one never written."""
        writers = self.writers(register)
        found = (writers[head.key] for head in self.heads(register))
        return {_chosen(values) for values in found}

    def lives(self) -> list[Done]:
        """Deletions and restorations that no later one saw."""
        all_ = [d for d in self.done.values() if d.op.kind in (Kind.DELETE, Kind.RESTORE)]
        seen = set[Key]().union(*(d.named(d.op.seen) for d in all_))
        return [d for d in all_ if d.key not in seen]

    @property
    def is_alive(self) -> bool:
        """A deletion counts only where it saw every head."""
        lives = self.lives()
        is_restored = any(d.op.kind == Kind.RESTORE for d in lives)
        if self.made is None and not is_restored:
            return False
        if not lives or is_restored:
            return True
        there = {d.key for no in self.written() for d in self.heads(no)}
        if self.made is not None:
            there.add(self.made.key)
        return not any(there <= d.named(d.op.seen) for d in lives)

    def values(self) -> dict[int, Values]:
        """The registers that show something."""
        given = {c.field for c in self.made.op.cells} if self.made is not None else set[int]()
        shown = {no: self.shown(no) for no in self.written() | given}
        return {no: held for no, held in shown.items() if any(v is not None for v in held)}


@dataclass(slots=True)
class Fold:
    """All rows of all buckets."""

    rows: dict[Place, RowFold] = field(default_factory=dict[Place, RowFold])

    def add(self, bucket: str, done: Done) -> None:
        """Take an operation in."""
        place = bucket, done.op.table, done.op.row
        self.rows.setdefault(place, RowFold()).add(done)

    def has(self, bucket: str, op: Op, key: Key) -> bool:
        """Whether nothing of this operation is missing: it is there, or all its values are."""
        row = self.rows.get((bucket, op.table, op.row))
        if row is None:
            return False
        return key in row.done or all(
            _chosen(c.values) in row.kept(c.field) or key in row.replaced(c.field) for c in op.cells
        )


def _chosen(values: Values) -> Values:
    return values if any(value is not None for value in values) else ()
