"""CSV in whatever encoding and with whatever separator Chinese offices write it."""

from __future__ import annotations

import codecs
import csv
import io

from charset_normalizer import from_bytes

from app.model.errors import Refused
from app.sheet.grid import MAX_CELLS, Cell, Known, Sheet, under_header

MAX_BYTES = 100 << 20
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NOT_TEXT = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8")


def read_csv(data: bytes, known: Known) -> Sheet:
    """The sheet in a CSV file; Refused when it is none."""
    if len(data) > MAX_BYTES:
        raise Refused("too_large", "The file is larger than {limit} MB", limit=MAX_BYTES >> 20)
    if not data.strip():
        raise Refused("bad_file", "The file is empty")
    if data.startswith(_NOT_TEXT):
        raise Refused("bad_file", "This is not a CSV file but another kind of file")
    text, skipped = _without_separator(decoded(data))
    return under_header(_grid(text), known, first_row=1 + skipped)


def decoded(data: bytes) -> str:
    """The text: by its mark, else strict UTF-8, UTF-16, GB18030, else the best guess."""
    encoding = next((name for mark, name in _BOMS if data.startswith(mark)), "")
    if encoding:
        text = _strict(data, encoding)
    else:
        tries = (*_wide(data), "utf-8", "gb18030")
        found = (_strict(data, name) for name in tries)
        text = next((text for text in found if text is not None), None)
    if text is None:
        best = from_bytes(data[: 1 << 20]).best()
        text = None if best is None else data.decode(best.encoding, "replace")
    if text is None or "\0" in text:
        raise Refused("bad_file", "The file is not text that can be read")
    return text


def _wide(data: bytes) -> tuple[str, ...]:
    """UTF-16 without a mark: commas and digits have their zeros all on one side."""
    head = data[:2000]
    even, odd = head[::2].count(0), head[1::2].count(0)
    if len(data) % 2 or bool(even) == bool(odd):
        return ()
    return ("utf-16-le",) if odd else ("utf-16-be",)


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _without_separator(text: str) -> tuple[str, int]:
    """Excel's own first line `sep=;` is no row of the table."""
    first, _, rest = text.partition("\n")
    return (rest, 1) if first.strip().lower().startswith("sep=") else (text, 0)


def _grid(text: str) -> list[list[Cell]]:
    grid: list[list[Cell]] = []
    count = 0
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text)):
            count += len(row) or 1
            if count > MAX_CELLS:
                raise Refused("too_large", "The sheet has more than {limit} cells", limit=MAX_CELLS)
            grid.append(list(row))
    except csv.Error as error:
        raise Refused("bad_file", "The file is not CSV: {reason}", reason=str(error)) from error
    if not any(any(row) for row in grid):
        raise Refused("bad_file", "The file is empty")
    return grid


def _separator(text: str) -> str:
    """The one that stands most often in the first lines, outside quotes."""
    bare = "".join(text[:20_000].split('"')[::2])
    lines = bare.splitlines()[:50]
    return max(",;\t", key=lambda mark: sum(line.count(mark) for line in lines))
