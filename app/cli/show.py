"""How rows are put into answers: the shapes of contract.md 4."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from app.care import Conflict, Desk
from app.model import ids, registry, value
from app.model.change import Value
from app.model.row import Row
from app.plan import transfer
from app.plan.outline import Place, outline
from app.plan.values import lag_minutes

Shown = dict[str, object]


def row_shown(row: Row) -> Shown:
    """Any row: its id and its fields."""
    table = registry.BY_NAME[row.table]
    return {
        "id": ids.text_of(row.id),
        **{f.name: value.shown(f, row[f.name]) for f in table.fields},
    }


def tasks_shown(desk: Desk, campaign: bytes | None) -> list[Shown]:
    """Tasks in display order with their links and people."""
    session = desk.session
    mine = [("campaign", "=", campaign)] if campaign is not None else []
    tasks = session.list("task", mine)
    names = {row.id: row.text("name") for row in session.list("person")}
    doing: dict[bytes, list[bytes]] = {}
    for row in session.list("assignment", mine):
        doing.setdefault(row.ref("task") or b"", []).append(row.ref("person") or b"")
    minutes = {c.id: _minutes(c) for c in session.list("campaign")}
    alive = {task.id for task in tasks}
    links: dict[bytes, list[Shown]] = {}
    for row in session.list("link", mine):
        if row.ref("predecessor") in alive:
            known = minutes.get(row.ref("campaign") or b"", _DEFAULT)
            links.setdefault(row.ref("successor") or b"", []).append(_link(row, known))
    return [
        _task(place, links.get(place.row.id, []), doing.get(place.row.id, []), names)
        for place in outline(tasks)
    ]


_DEFAULT = {"m": 1, "h": 60, "d": 480, "w": 2400}


def _minutes(campaign: Row) -> Mapping[str, int]:
    source = transfer.loads(campaign.text("source"))
    day, week = source.get("minutes_per_day"), source.get("minutes_per_week")
    return {
        "m": 1,
        "h": 60,
        "d": day if isinstance(day, int) else 480,
        "w": week if isinstance(week, int) else 2400,
    }


def _link(row: Row, minutes: Mapping[str, int]) -> Shown:
    return {
        "id": ids.text_of(row.id),
        "predecessor": ids.text_of(row.ref("predecessor") or b""),
        "type": row.text("type") or "FS",
        "lag": {"value": row.text("lag") or "0", "unit": row.text("lag_unit") or "d"},
        "lag_minutes": lag_minutes(row.text("lag"), row.text("lag_unit") or "d", minutes),
    }


def _task(
    place: Place,
    links: Sequence[Shown],
    people: Sequence[bytes],
    names: Mapping[bytes, str],
) -> Shown:
    row = place.row
    shown = row_shown(row)
    return {
        **shown,
        "percent": row.number("percent") or 0,
        "constraint": row.text("constraint") or "asap",
        "manual": bool(row.number("manual")),
        "milestone": bool(row.number("milestone")),
        "priority": row.text("priority") or "normal",
        "status": row.text("status") or "todo",
        "order": place.order,
        "depth": place.depth,
        "summary": place.is_summary,
        "recovered": place.is_recovered,
        "assignees": [names[p] for p in people if p in names],
        "assignee_ids": [ids.text_of(p) for p in people],
        "links": list(links),
    }


def instant(at_ms: int) -> str:
    """A UTC instant with milliseconds."""
    moment = datetime.fromtimestamp(at_ms / 1000, UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def conflict_shown(conflict: Conflict, names: Mapping[bytes, str]) -> Shown:
    """A conflict with every kept value."""
    return {
        "id": ids.text_of(conflict.id),
        "table": conflict.table,
        "row": ids.text_of(conflict.row),
        "field": conflict.field,
        "shown": _held(conflict, conflict.shown),
        "others": [
            {
                "value": _held(conflict, other.values),
                "person": names.get(other.person or b"", None),
                "person_id": ids.text_of(other.person) if other.person else None,
                "at": instant(other.at_ms),
            }
            for other in conflict.others
        ],
    }


def _held(conflict: Conflict, values: tuple[Value, ...]) -> object:
    if conflict.register == 0:
        return bool(values and values[0])
    fields = registry.BY_NAME[conflict.table].registers[conflict.register]
    held = {f.name: value.shown(f, v) for f, v in zip(fields, values, strict=False)}
    return held if len(fields) > 1 else next(iter(held.values()), None)
