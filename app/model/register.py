"""Multi-head registers: what a row is after any set of operations, in any order (sync.md 2b).

A row's state keeps, for each register, the operations that no other one replaced (its
heads), which operations it has seen, and those that were replaced before they arrived.
One head is the value; of several, the latest by (hlc, replica, n) is shown and the others
are kept with their values. Operations of one replica come in their own order; operations
of several may come in any order, any number of times.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import msgspec

from app.model.change import Kind, Op, Ref, Value

Stamp = tuple[int, bytes, int]
"""(order hlc, replica, n) of an operation."""
Key = tuple[bytes, int]
MADE: Key = (b"", 0)
"""Stands for 'the operation that made the row' where that is not known yet."""


class Head(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """An operation that nobody replaced; `values` only while there are several."""

    hlc: int
    replica: bytes
    n: int
    values: tuple[Value, ...] | None = None

    @property
    def key(self) -> Key:
        return self.replica, self.n

    @property
    def stamp(self) -> Stamp:
        return self.hlc, self.replica, self.n


class Life(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """A deletion or restoration that nobody replaced, with what it saw of the row."""

    kind: int
    hlc: int
    replica: bytes
    n: int
    seen: tuple[Key, ...]

    @property
    def key(self) -> Key:
        return self.replica, self.n


class RowState(msgspec.Struct, array_like=True):
    """All that is known of a row's history; its bytes are equal wherever the same ops are."""

    made: Head | None = None
    registers: dict[int, tuple[Head, ...]] = {}
    life: tuple[Life, ...] = ()
    seen: dict[bytes, int] = {}
    gone: tuple[tuple[int, bytes, int], ...] = ()

    def knows(self, replica: bytes, n: int) -> bool:
        """Whether this operation was taken in already."""
        made = self.made
        if made is not None and made.replica == replica and n <= made.n:
            return True
        return n <= self.seen.get(replica, 0)

    def heads(self, register: int) -> tuple[Head, ...]:
        """The heads of a register; without writes of its own, the one that made the row."""
        own = self.registers.get(register)
        if own is not None:
            return own
        return (self.made,) if self.made is not None else ()

    def all_keys(self) -> set[Key]:
        """Every head of the row: what a deletion made now has seen."""
        keys = {head.key for heads in self.registers.values() for head in heads}
        if self.made is not None:
            keys.add(self.made.key)
        return keys

    @property
    def is_born(self) -> bool:
        return self.made is not None or any(entry.kind == Kind.RESTORE for entry in self.life)

    @property
    def is_alive(self) -> bool:
        """A deletion counts only if it saw every head: a concurrent edit wins over it."""
        if not self.is_born:
            return False
        if not self.life or any(entry.kind == Kind.RESTORE for entry in self.life):
            return True
        keys = self.all_keys()
        return not any(keys <= set(entry.seen) for entry in self.life)

    @property
    def outvoted(self) -> tuple[Life, ...]:
        """Deletions that a concurrent edit or restoration overruled; a person may confirm them."""
        return tuple(e for e in self.life if e.kind == Kind.DELETE) if self.is_alive else ()

    def split(self) -> tuple[int, ...]:
        """Registers with several heads that do not agree."""
        return tuple(
            no
            for no, heads in self.registers.items()
            if len(heads) > 1 and any(h.values != heads[-1].values for h in heads)
        )


@dataclass(slots=True)
class Outcome:
    """What taking in one operation did: the registers whose shown value changed, and life."""

    fresh: bool
    shown: dict[int, tuple[Value, ...]] = field(default_factory=dict[int, tuple[Value, ...]])
    was_alive: bool = False
    is_alive: bool = False


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(RowState)


@dataclass(frozen=True, slots=True)
class Written:
    """What one operation writes into one register."""

    register: int
    values: tuple[Value, ...]
    head: Head


def encode_state(state: RowState) -> bytes:
    """Canonical bytes of a row's state: maps in the order of their keys."""
    if len(state.registers) > 1:
        state.registers = dict(sorted(state.registers.items()))
    if len(state.seen) > 1:
        state.seen = dict(sorted(state.seen.items()))
    return _encoder.encode(state)


def decode_state(data: bytes) -> RowState:
    """A row's state from its bytes."""
    return _decoder.decode(data)


def key_of(ref: Ref, replica: bytes) -> Key:
    """The whole name of an operation that `replica` refers to."""
    return (replica, ref) if isinstance(ref, int) else (ref[0], ref[1])


def ref_of(key: Key, replica: bytes) -> Ref:
    """The short name by which `replica` refers to an operation."""
    return key[1] if key[0] == replica else key


def take(state: RowState, op: Op, stamp: Stamp, image: dict[int, tuple[Value, ...]]) -> Outcome:
    """Take one operation into a row's state, in place.

    `image` has the shown values by register, as they are before; it is read only where a
    second head makes it necessary to keep them. A repeated operation changes nothing.
    """
    hlc, replica, n = stamp
    if state.knows(replica, n):
        return Outcome(False)
    out = Outcome(True, was_alive=(bool(state.life) and state.is_alive) or state.is_born)
    if state.life:
        out.was_alive = state.is_alive
    head = Head(hlc, replica, n)
    if op.kind in (Kind.INSERT, Kind.FACT) and state.made is None:
        _make(state, op, head, image, out)
    else:
        for cell in op.cells:
            written = Written(cell.field, cell.values, head)
            _write(state, written, _bases(cell.bases, replica), image, out)
        if op.kind in (Kind.DELETE, Kind.RESTORE):
            keys = tuple(sorted(key_of(ref, replica) for ref in op.seen))
            _live(state, Life(op.kind, hlc, replica, n, keys))
        _note(state, replica, n)
    if state.gone:
        state.gone = tuple(g for g in state.gone if g != (0, replica, n))
    out.is_alive = state.is_alive if state.life else state.is_born
    return out


def _bases(bases: tuple[Ref, ...] | None, replica: bytes) -> list[Key]:
    return [MADE] if bases is None else [key_of(ref, replica) for ref in bases]


def _note(state: RowState, replica: bytes, n: int) -> None:
    state.seen = {**state.seen, replica: max(n, state.seen.get(replica, 0))}


def _make(
    state: RowState, op: Op, head: Head, image: dict[int, tuple[Value, ...]], out: Outcome
) -> None:
    """The operation that makes the row may come after others that wrote to it."""
    given = {cell.field: cell.values for cell in op.cells}
    state.made = head
    late = state.registers
    if not late:
        out.shown = given
        return
    for register, values in given.items():
        if register not in late:
            out.shown[register] = values
    for register in tuple(late):
        marks = {(register, *MADE), (register, *head.key)}
        if marks & set(state.gone):
            state.gone = tuple(g for g in state.gone if g not in marks)
        else:
            values = given.get(register, (None,) * len(image.get(register, (None,))))
            _settle(state, Written(register, values, head), [*late[register]], image, out)


def _write(
    state: RowState,
    written: Written,
    bases: list[Key],
    image: dict[int, tuple[Value, ...]],
    out: Outcome,
) -> None:
    register, head = written.register, written.head
    now = state.heads(register)
    if not state.gone and len(now) == 1 and len(bases) == 1:
        only = now[0]
        if bases[0] == only.key or (bases[0] == MADE and only is state.made):
            state.registers = {**state.registers, register: (head,)}
            out.shown[register] = written.values
            return
    made = state.made
    replaced = {made.key if base == MADE and made is not None else base for base in bases}
    keys = {h.key for h in now}
    gone = set(state.gone)
    gone |= {(register, *key) for key in replaced if key not in keys and not _was_seen(state, key)}
    if (register, *head.key) in gone:
        gone.discard((register, *head.key))
        state.gone = tuple(sorted(gone))
        _leave(state, register, tuple(h for h in now if h.key not in replaced), out)
        return
    state.gone = tuple(sorted(gone))
    _settle(state, written, [h for h in now if h.key not in replaced], image, out)


def _leave(state: RowState, register: int, heads: tuple[Head, ...], out: Outcome) -> None:
    """What is left after heads were replaced; a single one keeps no values of its own."""
    if heads and heads[-1].values is not None:
        out.shown[register] = heads[-1].values
    if len(heads) == 1:
        heads = (Head(heads[0].hlc, heads[0].replica, heads[0].n),)
    state.registers = {**state.registers, register: heads}


def _was_seen(state: RowState, key: Key) -> bool:
    return key != MADE and state.knows(*key)


def _settle(
    state: RowState,
    written: Written,
    others: list[Head],
    image: dict[int, tuple[Value, ...]],
    out: Outcome,
) -> None:
    """Put a new head beside those that are left, and find the one to show."""
    register, values, head = written.register, written.values, written.head
    if not others:
        state.registers = {**state.registers, register: (head,)}
        out.shown[register] = values
        return
    if len(others) == 1 and others[0].values is None:
        one = others[0]
        shown = image.get(register, (None,) * len(values))
        others = [Head(one.hlc, one.replica, one.n, shown)]
    new = Head(head.hlc, head.replica, head.n, values)
    heads = sorted([*others, new], key=lambda h: h.stamp)
    state.registers = {**state.registers, register: tuple(heads)}
    out.shown[register] = heads[-1].values or ()


def _live(state: RowState, entry: Life) -> None:
    """Deletions and restorations replace what they saw; register 0 marks what is to come."""
    lives = {e.key for e in state.life}
    kept = [e for e in state.life if e.key not in entry.seen]
    gone = set(state.gone)
    gone |= {(0, *k) for k in entry.seen if k not in lives and not state.knows(*k)}
    if (0, *entry.key) not in gone:
        kept.append(entry)
    state.gone = tuple(sorted(gone))
    state.life = tuple(sorted(kept, key=lambda e: (e.hlc, e.replica, e.n)))


def restamp(state: RowState, key: Key, hlc: int) -> bool:
    """Give an operation the order that the hub held it to; true if anything changed."""
    changed = False
    if state.made is not None and state.made.key == key and state.made.hlc != hlc:
        state.made = msgspec.structs.replace(state.made, hlc=hlc)
        changed = True
    for register, heads in tuple(state.registers.items()):
        if any(h.key == key and h.hlc != hlc for h in heads):
            moved = [msgspec.structs.replace(h, hlc=hlc) if h.key == key else h for h in heads]
            state.registers = {
                **state.registers,
                register: tuple(sorted(moved, key=lambda h: h.stamp)),
            }
            changed = True
    if any(e.key == key and e.hlc != hlc for e in state.life):
        lives = [msgspec.structs.replace(e, hlc=hlc) if e.key == key else e for e in state.life]
        state.life = tuple(sorted(lives, key=lambda e: (e.hlc, e.replica, e.n)))
        changed = True
    return changed
