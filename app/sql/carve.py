"""Reads rows out of a database file page by page, without the trees that lead to them.

For a file whose inner pages or schema are damaged: whatever leaf page is whole gives its rows
(https://www.sqlite.org/fileformat2.html). Pages that were freed may give rows of the past.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

from app.model.change import Value

LEAF = 13
SIZES = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}
PAGE = 4_096
"""The size of a page where the head of the file does not say it."""
MOST = 64 * 1024 * 1024
"""No row is larger; what says so is damaged."""


def rows(path: Path, width: int) -> Iterator[tuple[Value, ...]]:
    """Rows of so many columns, of any table; an INTEGER PRIMARY KEY is None."""
    pages = _pages(path)
    for number, page in pages.items():
        start = 100 if number == 1 else 0
        if len(page) < start + 8 or page[start] != LEAF:
            continue
        count = struct.unpack_from(">H", page, start + 3)[0]
        for place in range(min(count, len(page) // 4)):
            try:
                (at,) = struct.unpack_from(">H", page, start + 8 + 2 * place)
                found = _record(_payload(pages, page, at), width)
            except (IndexError, struct.error, UnicodeDecodeError, ValueError):
                continue
            if found is not None:
                yield found


def _pages(path: Path) -> dict[int, bytes]:
    """Number -> page; those of the log over those of the file."""
    data = path.read_bytes()
    told = struct.unpack_from(">H", data, 16)[0] if data[:6] == b"SQLite" else 0
    size = 65_536 if told == 1 else told
    if size < 512 or size & (size - 1):
        size = PAGE
    pages = {n + 1: data[n * size : (n + 1) * size] for n in range(len(data) // size)}
    log = path.with_name(path.name + "-wal")
    held = log.read_bytes() if log.exists() else b""
    for at in range(32, len(held) - size - 23, size + 24):
        pages[struct.unpack_from(">I", held, at)[0]] = held[at + 24 : at + 24 + size]
    return pages


def _payload(pages: dict[int, bytes], page: bytes, at: int) -> bytes:
    """A cell's record, with what lies on overflow pages."""
    size, at = _varint(page, at)
    _, at = _varint(page, at)
    if size > MOST:
        raise ValueError("size")
    usable = len(page)
    most, least = usable - 35, (usable - 12) * 32 // 255 - 23
    local = size
    if size > most:
        local = least + (size - least) % (usable - 4)
        local = local if local <= most else least
    data = bytearray(page[at : at + local])
    following = struct.unpack_from(">I", page, at + local)[0] if size > local else 0
    while len(data) < size:
        more = pages.get(following, b"")
        if len(more) < 8:
            raise ValueError("overflow")
        (following,) = struct.unpack_from(">I", more, 0)
        data += more[4 : 4 + size - len(data)]
    return bytes(data)


def _record(data: bytes, width: int) -> tuple[Value, ...] | None:
    """The values of a record; None where it has another number of columns."""
    end, at = _varint(data, 0)
    kinds: list[int] = []
    while at < end and len(kinds) <= width:
        kind, at = _varint(data, at)
        kinds.append(kind)
    if len(kinds) != width or at != end:
        return None
    values: list[Value] = []
    for kind in kinds:
        value, at = _value(data, at, kind)
        values.append(value)
    if at != len(data):
        raise ValueError("length")
    return tuple(values)


def _value(data: bytes, at: int, kind: int) -> tuple[Value, int]:
    if kind == 0:
        return None, at
    if kind in SIZES:
        size = SIZES[kind]
        return int.from_bytes(_cut(data, at, size), "big", signed=True), at + size
    if kind in (8, 9):
        return kind - 8, at
    if kind < 12:
        raise ValueError("kind")
    size = (kind - 12) // 2
    held = _cut(data, at, size)
    return (held.decode() if kind % 2 else held), at + size


def _cut(data: bytes, at: int, size: int) -> bytes:
    if at + size > len(data):
        raise ValueError("length")
    return data[at : at + size]


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = 0
    for step in range(8):
        byte = data[at + step]
        value = value << 7 | byte & 127
        if byte < 128:
            return value, at + step + 1
    return value << 8 | data[at + 8], at + 9
