"""Joins two states of one row, each made of some operations, to the state of all of them."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from app.model.change import Value
from app.model.register import MADE, Head, Life, RowState

Image = dict[int, tuple[Value, ...]]


def join(mine: RowState, theirs: RowState, my_image: Image, their_image: Image) -> Image:
    """Take what `theirs` knows into `mine`, in place; the answer is the image of both.

    A head that one side has and the other knows but has not any more was replaced; one that
    the other does not know is new to it. Order does not matter, nor repetition.
    """
    registers = {*mine.registers, *theirs.registers, *my_image, *their_image}
    my_gone, their_gone = set(mine.gone), set(theirs.gone)
    joined: dict[int, tuple[Head, ...]] = {}
    image: Image = {**their_image, **my_image}
    made = mine.made or theirs.made
    for no in sorted(registers):
        empty = (None,) * len(my_image.get(no) or their_image.get(no) or (None,))
        left = _valued(mine.heads(no), my_image.get(no, empty))
        right = _valued(theirs.heads(no), their_image.get(no, empty))
        heads = _joined(no, Side(mine, my_gone, left, made), Side(theirs, their_gone, right, made))
        if not heads:
            continue
        image[no] = heads[-1].values or image.get(no, (None,))
        bare = tuple(msgspec.structs.replace(h, values=None) for h in heads)
        if len(heads) > 1:
            joined[no] = heads
        elif _is_own(no, bare[0], made, (mine, theirs)):
            joined[no] = bare
    life = _lives(mine, theirs)
    seen = dict(mine.seen)
    for replica, n in theirs.seen.items():
        seen[replica] = max(n, seen.get(replica, 0))
    gone = tuple(
        sorted(
            g
            for g in my_gone | their_gone
            if not _known(g, mine, theirs, has_made=made is not None)
        )
    )
    mine.made, mine.registers, mine.life = made, joined, life
    mine.seen, mine.gone = seen, gone
    return image


def _is_own(no: int, head: Head, made: Head | None, states: tuple[RowState, RowState]) -> bool:
    """Whether a register has an entry of its own: it was written after the row was made."""
    if made is None or head.key != made.key:
        return True
    return any(no in state.registers for state in states)


def _valued(heads: tuple[Head, ...], shown: tuple[Value, ...]) -> tuple[Head, ...]:
    if len(heads) != 1 or heads[0].values is not None:
        return heads
    return (msgspec.structs.replace(heads[0], values=shown),)


@dataclass(frozen=True, slots=True)
class Side:
    """One of two states, and what it knows to be replaced."""

    state: RowState
    gone: set[tuple[int, bytes, int]]
    heads: tuple[Head, ...]
    made: Head | None
    """The operation that made the row, if either side has it."""

    def keeps(self, no: int, head: Head) -> bool:
        """Whether this side leaves a head of the other side standing."""
        if any(h.key == head.key for h in self.heads):
            return True
        if (no, *head.key) in self.gone:
            return False
        is_made = self.made is not None and head.key == self.made.key
        if is_made and (no, *MADE) in self.gone:
            return False
        return not self.state.knows(*head.key)


def _joined(no: int, mine: Side, theirs: Side) -> tuple[Head, ...]:
    kept = {h.key: h for h in mine.heads if theirs.keeps(no, h)}
    kept.update({h.key: h for h in theirs.heads if mine.keeps(no, h)})
    return tuple(sorted(kept.values(), key=lambda h: h.stamp))


def _lives(mine: RowState, theirs: RowState) -> tuple[Life, ...]:
    both = {e.key for e in mine.life} & {e.key for e in theirs.life}
    kept: dict[tuple[bytes, int], Life] = {}
    for own, other in ((mine, theirs), (theirs, mine)):
        for entry in own.life:
            is_gone = (0, *entry.key) in other.gone
            if entry.key in both or not (is_gone or other.knows(*entry.key)):
                kept[entry.key] = entry
    return tuple(sorted(kept.values(), key=lambda e: (e.hlc, e.replica, e.n)))


def _known(
    mark: tuple[int, bytes, int], mine: RowState, theirs: RowState, *, has_made: bool
) -> bool:
    replica, n = mark[1], mark[2]
    if (replica, n) == MADE:
        return has_made
    return mine.knows(replica, n) or theirs.knows(replica, n)
