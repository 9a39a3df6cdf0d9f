"""Columns of a data set, read in pieces."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from app.model.change import Value

CHUNK = 100

Columns = dict[str, list[Value]]


def pairs(columns: Columns, field: str) -> Iterator[tuple[bytes, bytes]]:
    """The rows that have something in a field of ids, each with it."""
    for row, other in zip(columns["id"], columns[field], strict=True):
        if isinstance(row, bytes) and isinstance(other, bytes):
            yield row, other


def chunks(rows: Iterable[bytes]) -> Iterator[tuple[bytes, ...]]:
    """Pieces of one length, so that one prepared statement reads them all."""
    every = list(rows)
    for start in range(0, len(every), CHUNK):
        piece = every[start : start + CHUNK]
        yield (*piece, *[piece[-1]] * (CHUNK - len(piece)))
