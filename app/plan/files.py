"""Plan files by their kind: which format it is, in and out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

from app.model.errors import Refused
from app.plan.answer import Dated
from app.plan.exchange import asana, mspdi, table, trello
from app.plan.exchange.csv_text import read_csv, write_csv
from app.plan.exchange.fields import known_count
from app.plan.exchange.plan_file import PlanFile
from app.plan.exchange.workbook import write_xlsx
from app.plan.feed import feed
from app.sheet import decode
from app.sheet.grid import column_named

MAX_BYTES = 200 * 1024 * 1024
CHINA = ZoneInfo("Asia/Shanghai")
BOARDS = ("trello", "asana")
ENDINGS = {
    ".xml": "mspdi",
    ".ics": "ics",
    ".xlsx": "xlsx",
    ".xls": "xlsx",
    ".csv": "csv",
    ".txt": "csv",
}


def format_of(name: str, data: bytes, given: str | None) -> str:
    """The format of a file: said, by its ending, or by its first bytes."""
    if given:
        return given
    found = ENDINGS.get(Path(name).suffix.lower())
    if found is None and data[:200].lstrip().startswith(b"<?xml"):
        found = "mspdi"
    if found is None:
        raise Refused(
            "usage",
            "The kind of {file} is not known",
            hint="Write --format mspdi, xlsx, csv, trello or asana",
            file=name,
        )
    return found


def board_of(data: bytes) -> str:
    """`trello` or `asana` where these bytes are the export of one, else ""."""
    if trello.is_board(data):
        return "trello"
    return "asana" if asana.is_export(data) else ""


def read_board(data: bytes, kind: str, name: str, zone: tzinfo = CHINA) -> PlanFile:
    """The plan of a board that another program exported; Trello's times are told in `zone`."""
    plan = trello.read(data, zone) if kind == "trello" else asana.read(data)
    return plan if plan.name else replace(plan, name=name)


def read(
    data: bytes, kind: str, mapping: Sequence[str], name: str, zone: tzinfo = CHINA
) -> PlanFile:
    """The plan of a file; spreadsheets are decoded in a child that may fail without harm.

    `mapping` has `field=column` words, a column by its header or its letter, over what the
    header itself proposes. Times of a file that are in UTC are told in `zone`.
    """
    if kind == "ics":
        raise Refused("bad_file", "A calendar file holds no plan")
    if kind in BOARDS:
        return read_board(data, kind, name, zone)
    if kind == "mspdi":
        plan = mspdi.read(data)
        return plan if plan.name else replace(plan, name=name)
    sheet = (
        read_csv(data)
        if kind == "csv"
        else decode.decode_in_child(data, decode.child(), known_count)
    )
    columns = dict(table.propose(sheet.header).columns)
    for word in mapping:
        field, _, column = word.partition("=")
        columns[field] = column_named(sheet, column)
    plan = table.to_plan(sheet, table.Mapping(columns))
    return replace(plan, name=name)


@dataclass(frozen=True, slots=True)
class Beside:
    """What a file may tell beside the plan: room of each task; for events the zone, when the
    file was made, and a word for ids that stay."""

    rooms: Sequence[Dated] = ()
    zone: ZoneInfo = CHINA
    made_at: datetime | None = None
    name: str = "plan"


def write(plan: PlanFile, kind: str, beside: Beside | None = None) -> bytes:
    """A plan as a file."""
    told = beside or Beside()
    match kind:
        case "mspdi":
            return mspdi.write(plan)
        case "xlsx":
            return write_xlsx(plan, rooms=told.rooms)
        case "ics":
            return feed(
                plan, told.zone, told.made_at or datetime(2000, 1, 1, tzinfo=UTC), told.name
            )
        case _:
            return write_csv(plan)


def renamed(plan: PlanFile, name: str) -> PlanFile:
    """The plan under another name."""
    return replace(plan, name=name)


def plain(params: Mapping[str, object]) -> dict[str, str]:
    """Parameters as text, for JSON."""
    return {key: str(value) for key, value in params.items()}


def write_file(path: Path, data: bytes) -> None:
    """Write a file so that it is old or new, never half."""
    beside = path.with_name(path.name + ".new")
    try:
        beside.write_bytes(data)
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise Refused(
            "invalid", "{file} cannot be written: {why}", file=path, why=error.strerror
        ) from error
