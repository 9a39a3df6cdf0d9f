"""Two histories to one: how pages of a ledger become checked slices. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

import msgspec

from app.model import codec
from app.model.errors import Unavailable
from sync.protocol import LedgerEntry, Page

LEAST_OPS = 16
MOST_OPS = 400
GOAL_S = 0.006
SLICE_BYTES = 48 * 1024
T = TypeVar("T")

_entry_decoder = msgspec.msgpack.Decoder(LedgerEntry)


def read_page(page: Page, seq: int, chain: bytes) -> list[tuple[LedgerEntry, bytes]]:
    """The entries of a page with the chain after each; a page that does not follow is refused.

    Entries of the caller's own come without their operations, so a page that has some is
    trusted at its end and compared by checksum instead.
    """
    entries: list[tuple[LedgerEntry, bytes]] = []
    has_own = False
    for raw in page.entries:
        entry = _decoded(raw)
        if entry.seq != seq + 1:
            raise Unavailable("offline", "The hub's answer is not whole; it is read again")
        seq = entry.seq
        has_own = has_own or not is_whole(entry)
        chain = codec.digest(chain, raw)
        entries.append((entry, chain))
    if has_own and entries:
        last, _ = entries[-1]
        entries[-1] = last, page.chain
    elif chain != page.chain or seq != page.seq:
        raise Unavailable("offline", "The hub's answer is not whole; it is read again")
    return entries


def is_whole(entry: LedgerEntry) -> bool:
    """Whether the entry carries its operations."""
    return bytes(entry.ops) != b"\xc0"


def _decoded(raw: bytes) -> LedgerEntry:
    try:
        return _entry_decoder.decode(raw)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
        raise Unavailable("offline", "The hub's answer is not whole; it is read again") from error


class Pace:
    """How large a slice may be: a person's edit waits for the one that has begun.

    It begins small, grows while slices are quick, and halves when one takes long: on a slow disk,
    or while a person works.
    """

    def __init__(self) -> None:
        self.most = 2 * LEAST_OPS

    def took(self, seconds: float) -> None:
        """The last slice took so long."""
        if seconds > GOAL_S:
            self.most = max(LEAST_OPS, self.most // 2)
        elif seconds < GOAL_S / 2:
            self.most = min(MOST_OPS, self.most + LEAST_OPS)


def slices(
    items: Iterable[T], weigh: Callable[[T], tuple[int, int]], pace: Pace
) -> Iterator[list[T]]:
    """Groups of about as many operations as the pace allows; an item is never split."""
    group: list[T] = []
    ops = size = 0
    for item in items:
        more_ops, more_bytes = weigh(item)
        if group and (ops + more_ops > pace.most or size + more_bytes > SLICE_BYTES):
            yield group
            group, ops, size = [], 0, 0
        group.append(item)
        ops += more_ops
        size += more_bytes
    if group:
        yield group
