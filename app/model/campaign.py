"""What a campaign keeps as JSON in its row: its KPIs and the stages of its period."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, cast

from app.model.value import decimal_text

Direction = Literal["up", "down"]
Fields = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Kpi:
    """One figure to reach; `up` is better higher, `down` better lower."""

    id: str
    name: str
    unit: str = ""
    direction: Direction = "up"
    target: Decimal | None = None
    actual: Decimal | None = None
    updated: str = ""
    """The wall time of the latest figure, "" where there is none."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A part of a campaign's period; both days belong to it."""

    id: str
    name: str
    start: date
    finish: date


def read_kpis(held: str) -> tuple[Kpi, ...]:
    """The KPIs of a stored text; what is no KPI is left out."""
    return tuple(_kpi(fields) for fields in _objects(held) if _text(fields, "id"))


def write_kpis(kpis: Iterable[Kpi]) -> str:
    """KPIs as they are stored; figures are decimal texts, so that nothing is rounded."""
    return _dumps(
        {
            "id": kpi.id,
            "name": kpi.name,
            "unit": kpi.unit,
            "direction": kpi.direction,
            "target": _written(kpi.target),
            "actual": _written(kpi.actual),
            "updated": kpi.updated or None,
        }
        for kpi in kpis
    )


def read_stages(held: str) -> tuple[Stage, ...]:
    """The stages of a stored text in the order of their days; what is no stage is left out."""
    found = [stage for fields in _objects(held) if (stage := _stage(fields)) is not None]
    return tuple(sorted(found, key=lambda s: (s.start, s.finish)))


def write_stages(stages: Iterable[Stage]) -> str:
    """Stages as they are stored."""
    return _dumps(
        {"id": s.id, "name": s.name, "start": s.start.isoformat(), "finish": s.finish.isoformat()}
        for s in stages
    )


def _kpi(fields: Fields) -> Kpi:
    return Kpi(
        _text(fields, "id"),
        _text(fields, "name"),
        _text(fields, "unit"),
        "down" if fields.get("direction") == "down" else "up",
        _decimal(fields.get("target")),
        _decimal(fields.get("actual")),
        _text(fields, "updated"),
    )


def _stage(fields: Fields) -> Stage | None:
    start, finish = _day(fields.get("start")), _day(fields.get("finish"))
    if start is None or finish is None or finish < start or not _text(fields, "id"):
        return None
    return Stage(_text(fields, "id"), _text(fields, "name"), start, finish)


def _objects(held: str) -> list[Fields]:
    found: object = json.loads(held) if held else []
    listed = cast("list[object]", found) if isinstance(found, list) else []
    return [cast("Fields", item) for item in listed if isinstance(item, dict)]


def _text(fields: Fields, name: str) -> str:
    held = fields.get(name)
    return held if isinstance(held, str) else ""


def _decimal(held: object) -> Decimal | None:
    if isinstance(held, bool) or not isinstance(held, str | int | float):
        return None
    plain = decimal_text(str(held))
    return Decimal(plain) if plain is not None else None


def _written(held: Decimal | None) -> str | None:
    return decimal_text(str(held)) if held is not None else None


def _day(held: object) -> date | None:
    try:
        return date.fromisoformat(held[:10]) if isinstance(held, str) else None
    except ValueError:
        return None


def _dumps(items: Iterable[Mapping[str, str | None]]) -> str:
    return json.dumps(list(items), ensure_ascii=False, sort_keys=True)
