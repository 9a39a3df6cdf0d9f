"""A sheet of cells, whoever wrote it: finds the header under titles and merged cells."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from app.model.errors import Refused

Cell: TypeAlias = str | int | float | bool | datetime | None
Row: TypeAlias = tuple[Cell, ...]
Known: TypeAlias = Callable[[Sequence[str]], int]
"""How many of these titles a reader knows: by it the header is told from what stands above."""
MAX_CELLS = 1_000_000
MAX_HEADER_ROW = 20


@dataclass(frozen=True, slots=True)
class Sheet:
    """The header and what stands below it, empty rows too, so that rows can be counted."""

    header: tuple[str, ...]
    rows: tuple[Row, ...]
    first_row: int = 2
    """Number of the first of `rows` as people count."""
    first_column: int = 0
    title: str = ""
    """The text above the header, if there is any."""
    name: str = ""
    others: tuple[str, ...] = ()
    """Sheets of the same file that were not read."""
    date_system: int = 1900

    def label(self, index: int) -> str:
        """A column as people name it: its letter and its header."""
        return f"{letter(index + self.first_column)} {self.header[index]}".strip()


def letter(index: int) -> str:
    """A for 0, Z for 25, AA for 26."""
    found = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        found = chr(65 + rest) + found
    return found


def column_named(sheet: Sheet, word: str) -> int:
    """A column by its header or its letter."""
    for index, title in enumerate(sheet.header):
        if word in {title, letter(index)}:
            return index
    raise Refused(
        "usage",
        "There is no column {column}",
        hint="Choose one of: {choices}",
        column=word,
        choices=", ".join(sheet.header),
    )


def is_empty(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def plain(cell: Cell) -> str:
    """A cell as text, whole numbers without a fraction."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.isoformat(" ")
    return str(cell).strip()


def under_header(
    grid: Sequence[Sequence[Cell]], known: Known, first_row: int = 1, first_column: int = 0
) -> Sheet:
    """The sheet below the row that looks most like a header to who reads it."""
    width = max((len(row) for row in grid), default=0)
    best, at, header = -1, 0, ()
    for index, row in enumerate(grid[:MAX_HEADER_ROW]):
        if all(is_empty(cell) for cell in row):
            continue
        found = _header(grid, index, width)
        score = _score(grid[index], known(found))
        if score > best:
            best, at, header = score, index, found
    rows = tuple(tuple(row) + (None,) * (width - len(row)) for row in grid[at + 1 :])
    return Sheet(_unique(header), rows, first_row + at + 1, first_column, _title(grid[:at], header))


def _header(grid: Sequence[Sequence[Cell]], index: int, width: int) -> tuple[str, ...]:
    """A row's texts; a cell merged downwards has its text in the row above."""
    texts = [plain(cell) for cell in grid[index]] + [""] * (width - len(grid[index]))
    if index and sum(not is_empty(cell) for cell in grid[index - 1]) > 1:
        above = [plain(cell) for cell in grid[index - 1]] + [""] * (width - len(grid[index - 1]))
        texts = [text or higher for text, higher in zip(texts, above, strict=True)]
    return tuple(texts)


def _score(row: Sequence[Cell], known: int) -> int:
    """Known names count most; without any, the first row with two texts is the header."""
    several = sum(isinstance(cell, str) and not is_empty(cell) for cell in row) > 1
    return known * 2 + int(several)


def _title(above: Sequence[Sequence[Cell]], header: tuple[str, ...]) -> str:
    texts = (plain(cell) for row in above for cell in row if not is_empty(cell))
    return next((text for text in texts if text not in header), "")


def _unique(header: tuple[str, ...]) -> tuple[str, ...]:
    """Names that stand twice are numbered."""
    seen: dict[str, int] = {}
    found: list[str] = []
    for name in header:
        seen[name] = seen.get(name, 0) + 1
        found.append(f"{name} ({seen[name]})" if name and seen[name] > 1 else name)
    return tuple(found)
