"""Random histories of three replicas on one row, and an oracle that knows no registers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice, permutations

from hypothesis import strategies as st

from app.model.change import Cell, Kind, Op, Value
from app.model.register import Key, RowState, Stamp, ref_of, take

AUTHORS = (b"a" * 16, b"b" * 16, b"c" * 16)
TABLE, ROW = 12, b"r" * 16
REGISTERS = {1: 1, 3: 2, 5: 1}
"""Register -> number of its fields; 3 is a group."""
Image = dict[int, tuple[Value, ...]]

Steps = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.integers(0, 7),
        st.integers(0, 2),
        st.integers(0, 3),
        st.integers(1, 40),
    ),
    max_size=30,
)
"""(replica, act, which, value, hlc): what `histories` plays."""


@dataclass(frozen=True, slots=True)
class Sent:
    """An operation with its stamp."""

    op: Op
    stamp: Stamp

    @property
    def author(self) -> bytes:
        return self.stamp[1]

    @property
    def n(self) -> int:
        return self.stamp[2]

    @property
    def key(self) -> Key:
        return self.stamp[1], self.stamp[2]


@dataclass(slots=True)
class History:
    """A state and its image, as a replica keeps them."""

    state: RowState = field(default_factory=RowState)
    image: Image = field(default_factory=dict[int, tuple[Value, ...]])

    def add(self, sent: Sent) -> None:
        """Take in one operation."""
        self.image.update(take(self.state, sent.op, sent.stamp, self.image).shown)

    def shown(self) -> Image:
        """The image with every register in it."""
        return {no: self.image.get(no, (None,) * size) for no, size in REGISTERS.items()}


def written(sent: Iterable[Sent]) -> History:
    """The state after these operations, in this order."""
    history = History()
    for s in sent:
        history.add(s)
    return history


def orders(sent: Sequence[Sent], limit: int = 400) -> Iterator[tuple[Sent, ...]]:
    """Orders that keep each author's own."""
    return islice((p for p in permutations(sent) if _is_fair(p)), limit)


def _is_fair(order: Sequence[Sent]) -> bool:
    last: dict[bytes, int] = {}
    for s in order:
        if s.n < last.get(s.author, 0):
            return False
        last[s.author] = s.n
    return True


class Device:
    """One of three replicas: edits what it sees, and has read the others up to some point."""

    def __init__(self, author: bytes) -> None:
        self.author = author
        self.held = History()
        self.own: list[Sent] = []
        self.read: dict[bytes, int] = {}

    def make(self, kind: int, cells: tuple[Cell, ...], seen: Iterable[Key], hlc: int) -> None:
        """Write an operation and take it in."""
        refs = tuple(ref_of(key, self.author) for key in sorted(seen))
        n = self.own[-1].n + 1 if self.own else 1
        sent = Sent(Op(kind, TABLE, ROW, cells, refs), (hlc, self.author, n))
        self.own.append(sent)
        self.held.add(sent)

    def hear(self, other: Device) -> None:
        """Take in the other's next operation."""
        at = self.read.get(other.author, 0)
        if other is not self and at < len(other.own):
            self.held.add(other.own[at])
            self.read[other.author] = at + 1

    def cell(self, no: int, value: str, *, whole: bool) -> Cell:
        """A write over the winner, or over all heads."""
        state = self.held.state
        heads = state.heads(no)
        keys = [h.key for h in (heads if whole else heads[-1:])]
        values = tuple(f"{value}{i}" for i in range(REGISTERS[no]))
        if state.made is not None and keys == [state.made.key]:
            return Cell(no, values, None)
        return Cell(no, values, tuple(ref_of(key, self.author) for key in keys))

    def act(self, act: int, which: int, value: int, hlc: int) -> None:
        """What a person may do with the row as this device shows it."""
        state = self.held.state
        no = tuple(REGISTERS)[which]
        lives = {e.key for e in state.life}
        text = "xyz?"[value]
        if not state.is_alive:
            if state.is_born and act in {3, 4}:
                cells = (self.cell(no, text, whole=False),) if value > 1 else ()
                self.make(Kind.RESTORE, cells, lives, hlc)
        elif act == 3:
            self.make(Kind.DELETE, (), state.all_keys() | lives, hlc)
        elif act == 4 and state.outvoted:
            self.make(Kind.RESTORE, (), lives, hlc)
        elif act == 2:
            cells = tuple(self.cell(r, text, whole=True) for r in REGISTERS if r != no)
            self.make(Kind.SET, cells, (), hlc)
        else:
            self.make(Kind.SET, (self.cell(no, text, whole=False),), (), hlc)


def histories(steps: Iterable[tuple[int, ...]]) -> list[Sent]:
    """All operations that three replicas make on one row, playing these steps."""
    devices = [Device(author) for author in AUTHORS]
    devices[0].make(Kind.INSERT, (Cell(1, ("new",)), Cell(3, ("s", "f"))), (), 20)
    for device in devices[1:]:
        device.hear(devices[0])
    for who, act, which, value, hlc in steps:
        device = devices[who]
        if act >= 5:
            for _ in range(value):
                device.hear(devices[which])
        else:
            device.act(act, which, value, hlc)
    return [sent for device in devices for sent in device.own]


class Oracle:
    """What a set of operations means, said without states: a head is what nobody replaced."""

    def __init__(self, sent: Iterable[Sent]) -> None:
        self.sent = {s.key: s for s in sent}
        self.made = next(
            (k for k, s in self.sent.items() if s.op.kind in (Kind.INSERT, Kind.FACT)), None
        )

    def _named(self, refs: Iterable[object], author: bytes) -> set[Key]:
        return {(author, r) if isinstance(r, int) else (r[0], r[1]) for r in refs}  # type: ignore[index]

    def heads(self, no: int) -> set[Key]:
        """The writers of a register that no other names as a base."""
        writers = {self.made} if self.made is not None else set[Key]()
        replaced: set[Key] = set()
        for key, s in self.sent.items():
            for cell in s.op.cells:
                if cell.field != no or key == self.made:
                    continue
                writers.add(key)
                if cell.bases is not None:
                    replaced |= self._named(cell.bases, s.author)
                elif self.made is not None:
                    replaced.add(self.made)
        return writers - replaced

    def value(self, no: int, key: Key) -> tuple[Value, ...]:
        """What an operation wrote into a register."""
        cells = {cell.field: cell.values for cell in self.sent[key].op.cells}
        return cells.get(no, (None,) * REGISTERS[no])

    def shown(self) -> Image:
        """The value of the head with the latest stamp."""
        image: Image = {}
        for no, size in REGISTERS.items():
            heads = sorted(self.heads(no), key=lambda k: self.sent[k].stamp)
            image[no] = self.value(no, heads[-1]) if heads else (None,) * size
        return image

    def split(self) -> set[int]:
        """Registers whose heads differ."""
        return {no for no in REGISTERS if len({self.value(no, k) for k in self.heads(no)}) > 1}

    def life(self) -> set[Key]:
        """Deletions and restorations that no other saw."""
        lives = {k for k, s in self.sent.items() if s.op.kind in (Kind.DELETE, Kind.RESTORE)}
        seen = [self._named(self.sent[k].op.seen, k[0]) for k in lives]
        return lives - set[Key]().union(*seen)

    def _kind(self, key: Key) -> int:
        return self.sent[key].op.kind

    @property
    def is_born(self) -> bool:
        return self.made is not None or any(self._kind(k) == Kind.RESTORE for k in self.life())

    @property
    def is_alive(self) -> bool:
        life = self.life()
        if not self.is_born or not life or any(self._kind(k) == Kind.RESTORE for k in life):
            return self.is_born
        present = set[Key]().union(*(self.heads(no) for no in REGISTERS))
        if self.made is not None:
            present.add(self.made)
        return not any(present <= self._named(self.sent[k].op.seen, k[0]) for k in life)

    def outvoted(self) -> set[Key]:
        """Deletions that the row survived."""
        return {k for k in self.life() if self._kind(k) == Kind.DELETE} if self.is_alive else set()
