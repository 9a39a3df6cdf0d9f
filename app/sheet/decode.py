"""Spreadsheets of strangers, decoded in a child process that may fail without harm.

The parent calls `decode_in_child`; the child calls `serve`, which answers one frame and ends.
"""

from __future__ import annotations

import contextlib
import re
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import BinaryIO

import msgspec
from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from app.model.errors import Refused
from app.sheet.grid import MAX_CELLS, Cell, Known, Sheet, is_empty, under_header

if sys.platform != "win32":
    import resource

MAX_BYTES = 200 << 20
MAX_UNPACKED = 200 << 20
MAX_ENTRIES = 10_000
MAX_RATIO = 200
MAX_MEMORY = 1_500 << 20
MAX_SECONDS = 60
MAX_ANSWER = 512 << 20
WHOLE = "book"
"""What the child is told where all sheets are wanted."""
_HINT = "Open it in a spreadsheet program, save it as XLSX or CSV, and import that file"


class _Frame(msgspec.Struct, array_like=True):
    """What the child says: a fault, or a sheet with its dates as one-element lists."""

    fault: str = ""
    first_row: int = 1
    first_column: int = 0
    name: str = ""
    others: list[str] = []
    date_system: int = 1900
    rows: list[list[str | int | float | bool | tuple[str] | None]] = []
    sheets: list[tuple[str, list[list[str | int | float | bool | tuple[str] | None]]]] = []
    """Every sheet with its name, where the whole book was asked for."""


def _refusal(fault: str) -> Refused:
    """What a person is told; `fault` is the word for it between child and parent."""
    match fault:
        case "empty":
            return Refused("bad_file", "The file is empty", fault=fault)
        case "unpacked":
            return Refused(
                "too_large",
                "The spreadsheet is larger than {limit} MB",
                hint=_HINT,
                limit=MAX_UNPACKED >> 20,
                fault=fault,
            )
        case "cells":
            return Refused(
                "too_large",
                "The sheet has more than {limit} cells",
                hint=_HINT,
                limit=MAX_CELLS,
                fault=fault,
            )
        case "much":
            return Refused(
                "too_large",
                "This spreadsheet needs too much time or memory to be read",
                hint=_HINT,
                fault=fault,
            )
        case "tight":
            return Refused(
                "bad_file",
                "The spreadsheet is packed too tightly to be honest",
                hint=_HINT,
                fault=fault,
            )
        case _:
            return Refused(
                "bad_file",
                "This spreadsheet is damaged or is not a spreadsheet",
                hint=_HINT,
                fault="broken",
            )


def sheet_of(data: bytes, known: Known) -> Sheet:
    """The first sheet with anything in it. Runs in the child: this process may be killed by it."""
    return _sheet(_frame_of(data), known)


def decode_in_child(data: bytes, argv: Sequence[str], known: Known) -> Sheet:
    """The first sheet with anything in it, read by the command `argv`, which calls `serve`."""
    return _sheet(_asked(data, argv), known)


def decode_book(data: bytes, argv: Sequence[str]) -> dict[str, list[list[Cell]]]:
    """All visible sheets by their names, as they stand, read by the command `argv`."""
    frame = _asked(data, [*argv, WHOLE])
    if frame.fault:
        raise _refusal(frame.fault)
    return {
        name: [[_unpacked(cell) for cell in row] for row in rows] for name, rows in frame.sheets
    }


def _asked(data: bytes, argv: Sequence[str]) -> _Frame:
    check_package(data)
    try:
        done = subprocess.run(
            argv, input=data, capture_output=True, timeout=MAX_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise _refusal("much") from error
    if done.returncode < 0 or len(done.stdout) > MAX_ANSWER:
        raise _refusal("much")
    if done.returncode or not done.stdout:
        raise _refusal("broken")
    try:
        return msgspec.msgpack.decode(done.stdout, type=_Frame)
    except msgspec.DecodeError as error:
        raise _refusal("broken") from error


def child() -> list[str]:
    """How this program starts itself to decode a spreadsheet."""
    if getattr(sys, "frozen", False):
        return [sys.executable, "decode"]
    return [sys.executable, "-m", "app", "decode"]


def serve(source: BinaryIO, target: BinaryIO, words: Sequence[str] = ()) -> int:
    """The child: bytes in, one frame out, within limits; the word `WHOLE` asks for all sheets."""
    limit_self()
    data = source.read(MAX_BYTES + 1)
    try:
        frame = _frame_of(data, _every_sheet if WHOLE in words else _first_sheet)
    except Refused as fault:
        frame = _Frame(str(fault.params.get("fault", "broken")))
    except MemoryError:
        frame = _Frame("much")
    target.write(msgspec.msgpack.encode(frame))
    target.flush()
    return 0


def limit_self() -> None:
    """Bound this process's memory and time, where the system can."""
    if sys.platform != "win32":
        for kind, wanted in (
            (resource.RLIMIT_AS, MAX_MEMORY),
            (resource.RLIMIT_CPU, MAX_SECONDS),
            (resource.RLIMIT_CORE, 0),
        ):
            hard = resource.getrlimit(kind)[1]
            most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
            with contextlib.suppress(OSError, ValueError):
                resource.setrlimit(kind, (most, hard))


def check_package(data: bytes) -> None:
    """Refuse by the directory of the zip alone, before anything is unpacked."""
    if not data:
        raise _refusal("empty")
    if len(data) > MAX_BYTES:
        raise _refusal("unpacked")
    if not data.startswith(b"PK"):
        return
    try:
        entries = zipfile.ZipFile(BytesIO(data)).infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError) as error:
        raise _refusal("broken") from error
    total = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if total > MAX_UNPACKED or len(entries) > MAX_ENTRIES:
        raise _refusal("unpacked")
    if total > 20 << 20 and total > packed * MAX_RATIO:
        raise _refusal("tight")


def check_content(data: bytes) -> None:
    """Unpack in small steps and stop where an entry is longer than its directory says."""
    if not data.startswith(b"PK"):
        return
    total = 0
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            for entry in package.infolist():
                with package.open(entry) as part:
                    while piece := part.read(1 << 20):
                        total += len(piece)
                        if total > MAX_UNPACKED:
                            raise _refusal("unpacked")
    except (
        zipfile.BadZipFile,
        OSError,
        ValueError,
        EOFError,
        RuntimeError,
        NotImplementedError,
        zlib.error,
    ) as error:
        raise _refusal("broken") from error


def _frame_of(data: bytes, pick: Callable[[CalamineWorkbook, int], _Frame] | None = None) -> _Frame:
    check_package(data)
    check_content(data)
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(data))
        return (pick or _first_sheet)(book, _date_system(data))
    except (CalamineError, OSError, ValueError) as error:
        raise _refusal("broken") from error


def _names(book: CalamineWorkbook) -> list[str]:
    return [
        sheet.name
        for sheet in book.sheets_metadata
        if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible
    ]


def _every_sheet(book: CalamineWorkbook, date_system: int) -> _Frame:
    sheets = [book.get_sheet_by_name(name) for name in _names(book)]
    if sum(sheet.height * sheet.width for sheet in sheets) > MAX_CELLS:
        raise _refusal("cells")
    packed = [
        (one.name, [[_packed(cell) for cell in row] for row in one.to_python(False)])
        for one in sheets
    ]
    return _Frame(date_system=date_system, sheets=packed)


def _first_sheet(book: CalamineWorkbook, date_system: int) -> _Frame:
    names = _names(book)
    for name in names:
        sheet = book.get_sheet_by_name(name)
        if sheet.height * sheet.width > MAX_CELLS:
            raise _refusal("cells")
        rows = [[_packed(cell) for cell in row] for row in sheet.to_python()]
        if any(cell not in (None, "") for row in rows for cell in row):
            first_row, first_column = sheet.start or (0, 0)
            others = [other for other in names if other != name]
            return _Frame(
                first_row=first_row + 1,
                first_column=first_column,
                name=name,
                others=others[:100],
                date_system=date_system,
                rows=rows,
            )
    raise _refusal("empty")


def _packed(
    cell: str | float | bool | time | date | timedelta,
) -> str | int | float | bool | tuple[str] | None:
    if isinstance(cell, datetime):
        return (cell.isoformat(),)
    if isinstance(cell, date):
        return (f"{cell.isoformat()}T00:00:00",)
    if isinstance(cell, time):
        return cell.isoformat("seconds")
    if isinstance(cell, timedelta):
        return f"{round(cell.total_seconds() / 60)}m"
    return None if cell == "" else cell


def _date_system(data: bytes) -> int:
    """Workbooks of old Macs count days from 1904."""
    if not data.startswith(b"PK"):
        return 1900
    with zipfile.ZipFile(BytesIO(data)) as package:
        if "xl/workbook.xml" not in package.namelist():
            return 1900
        with package.open("xl/workbook.xml") as part:
            head = part.read(1 << 20)
    return 1904 if re.search(rb"date1904\s*=\s*[\"'](1|true)[\"']", head) else 1900


def _sheet(frame: _Frame, known: Known) -> Sheet:
    if frame.fault:
        raise _refusal(frame.fault)
    grid = [[_unpacked(cell) for cell in row] for row in frame.rows]
    if all(is_empty(cell) for row in grid for cell in row):
        raise _refusal("empty")
    found = under_header(grid, known, frame.first_row, frame.first_column)
    return replace(
        found, name=frame.name, others=tuple(frame.others), date_system=frame.date_system
    )


def _unpacked(cell: str | float | bool | tuple[str] | None) -> Cell:
    return datetime.fromisoformat(cell[0]) if isinstance(cell, tuple) else cell
