"""Two histories to one: how pages of a ledger become checked slices. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

import msgspec

from app.model import codec
from app.model.errors import Unavailable
from sync.protocol import LedgerEntry, Page

SLICE_OPS = 200
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
    except msgspec.MsgspecError as error:
        raise Unavailable("offline", "The hub's answer is not whole; it is read again") from error


def slices(
    items: Iterable[T], weigh: Callable[[T], tuple[int, int]], most_ops: int = SLICE_OPS
) -> Iterator[list[T]]:
    """Groups of about `most_ops` operations; an item is never split."""
    group: list[T] = []
    ops = size = 0
    for item in items:
        more_ops, more_bytes = weigh(item)
        if group and (ops + more_ops > most_ops or size + more_bytes > SLICE_BYTES):
            yield group
            group, ops, size = [], 0, 0
        group.append(item)
        ops += more_ops
        size += more_bytes
    if group:
        yield group
