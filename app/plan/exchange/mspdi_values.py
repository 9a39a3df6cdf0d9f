"""Values of MS Project's XML as ours, and back: moments, durations, clocks, lags."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import TypeGuard

from app.plan.exchange import mspdi_words as words
from app.plan.exchange.plan_file import Json, Link, Source
from app.plan.exchange.tree import Tree, text

_DURATION = re.compile(
    r"(-?)P(?:(\d{1,4})Y)?(?:(\d{1,6})M)?(?:(\d{1,9})D)?"
    r"(?:T(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9})(?:\.\d+)?S)?)?"
)
_UNITS_S = (365 * 86400, 30 * 86400, 86400, 3600, 60, 1)
_INT = re.compile(r"[+-]?\d{1,15}")
MINUTES_OF = {"m": 1, "em": 1, "h": 60, "eh": 60, "ed": 1440, "ew": 10080}
_LAG_STEP = Decimal("0.000001")


def integer(plain: str) -> int | None:
    """A whole number, or None for anything else."""
    return int(plain) if _INT.fullmatch(plain) else None


def decimal(plain: str) -> Decimal | None:
    """A finite number of sane size, or None for anything else."""
    try:
        number = Decimal(plain)
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number.adjusted()) < 15 else None


def moment(plain: str) -> datetime | None:
    """A wall time; an offset or fraction of a second is cut off."""
    try:
        return datetime.fromisoformat(plain).replace(tzinfo=None, microsecond=0)
    except ValueError:
        return None


def seconds(plain: str) -> int | None:
    """An ISO duration in seconds (days have 24 hours), negative ones too; None if it is none."""
    found = _DURATION.fullmatch(plain)
    if found is None or not any(found.groups()[1:]):
        return None
    parts = (int(part or 0) for part in found.groups()[1:])
    total = sum(part * unit for part, unit in zip(parts, _UNITS_S, strict=True))
    return -total if found[1] else total


def minutes(plain: str) -> int | None:
    """An ISO duration in minutes, halves upwards."""
    total = seconds(plain)
    return None if total is None else (total + 30) // 60


def duration(total: int) -> str:
    """Minutes as MS Project writes them."""
    return f"PT{total // 60}H{total % 60}M0S"


def clock(plain: str) -> int | None:
    """`08:30:00` as minutes from midnight."""
    found = re.fullmatch(r"(\d\d?):(\d\d)(?::\d\d(?:\.\d+)?)?", plain)
    if found is None or int(found[1]) > 24 or int(found[2]) > 59:
        return None
    return min(int(found[1]) * 60 + int(found[2]), 1440)


def clock_text(total: int) -> str:
    """Minutes from midnight; the end of the day is written as its start."""
    return f"{total // 60 % 24:02}:{total % 60:02}:00"


def lag(tenths: Decimal, code: int, day_m: int, week_m: int) -> tuple[Decimal, str]:
    """A lag and its unit of what `LinkLag` and `LagFormat` say, months still as `mo` or `emo`."""
    unit = words.UNIT_OF.get(code if code < words.ESTIMATED else code - words.ESTIMATED, "d")
    if unit in {"%", "e%"}:
        return tenths, unit
    size = {"d": day_m, "mo": day_m, "w": week_m, "emo": 1440}.get(unit) or MINUTES_OF[unit]
    return Decimal(number_text((tenths / 10 / size).quantize(_LAG_STEP) + 0)), unit


def lag_fields(link: Link, day_m: int, week_m: int) -> tuple[str, str]:
    """`LinkLag` and `LagFormat` of a link."""
    code = words.FORMAT_OF.get(link.lag_unit, 7)
    if link.lag_unit == "%":
        return str(round(link.lag)), str(code)
    size = {"d": day_m, "w": week_m}.get(link.lag_unit) or MINUTES_OF.get(link.lag_unit, day_m)
    return str(round(link.lag * size * 10)), str(code)


def number_text(number: Decimal) -> str:
    """Plain digits without exponent or trailing zeros."""
    plain = format(number, "f")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def rest(tree: Tree, used: Iterable[str], defaults: Mapping[str, str]) -> Source:
    """What is worth keeping beside our own fields: neither used, computed, nor the usual value."""
    gone = {*used, *words.COMPUTED}
    found = tree if isinstance(tree, dict) else {}
    return {
        name: as_json(value)
        for name, value in found.items()
        if name not in gone and not _is_usual(name, value, defaults)
    }


def _is_usual(name: str, value: Tree, defaults: Mapping[str, str]) -> bool:
    if not isinstance(value, str) or name == "UID":
        return False
    plain = value.strip()
    return plain == defaults[name] if name in defaults else plain in words.ZEROS


def as_json(tree: Tree) -> Json:
    """The same tree, told to the type checker as JSON."""
    if isinstance(tree, str):
        return tree
    if isinstance(tree, list):
        return [as_json(item) for item in tree]
    return {name: as_json(item) for name, item in tree.items()}


def is_tree(value: Json) -> TypeGuard[Tree]:
    """Whether a value of a source can be written as XML."""
    if isinstance(value, list):
        return all(is_tree(item) for item in value)
    if isinstance(value, dict):
        return all(is_tree(item) for item in value.values())
    return isinstance(value, str)


def flag(tree: Tree, name: str) -> bool:
    """Whether an element says yes; MS Project writes 1, others true."""
    return text(tree, name).lower() in {"1", "true"}
