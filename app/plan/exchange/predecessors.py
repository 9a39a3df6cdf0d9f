"""Predecessors as tables have them: `3FS+2d`, `3,5SS`, `4完成-开始`, or a name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from app.plan.exchange.cells import MAX_TEXT, normal, unit_code
from app.plan.exchange.mspdi_values import number_text
from app.plan.exchange.plan_file import Link

_WORDS = {
    "完成-开始": "FS",
    "开始-开始": "SS",
    "完成-完成": "FF",
    "开始-完成": "SF",
    "完成开始": "FS",
    "开始开始": "SS",
    "完成完成": "FF",
    "开始完成": "SF",
}
_LAG = re.compile(r"\s*([+-])\s*(\d{1,9}(?:\.\d{1,6})?)\s*([^\d\s+-]{0,12}(?:\s?days?)?)\s*")
_HEAD = re.compile(r"(\d{1,9}(?:\.\d{1,9}){0,20})(.*)", re.DOTALL)
_TYPE = re.compile(r"\s*[(]?\s*(FS|SS|FF|SF)\s*[)]?", re.IGNORECASE)
MAX_ITEMS = 200


@dataclass(frozen=True, slots=True)
class Mention:
    """One predecessor as it was written, not yet found."""

    key: str
    type: str = "FS"
    lag: Decimal = Decimal(0)
    unit: str = "d"


def split(text: str) -> list[str]:
    """The single mentions in a cell."""
    return [part.strip() for part in re.split(r"[,;，；、\n]", text) if part.strip()][:MAX_ITEMS]


def parse(part: str) -> Mention | None:
    """A mention by number; None if it does not begin with one or has what is not understood."""
    text = normal(part)
    head = _HEAD.fullmatch(text) if len(text) <= MAX_TEXT else None
    if head is None:
        return None
    key, rest = head[1], head[2]
    kind, rest = _type(rest)
    if not rest.strip():
        return Mention(key, kind)
    found = _LAG.fullmatch(rest)
    unit = unit_code(found[3]) if found and found[3] else "d"
    if found is None or unit is None:
        return None
    lag = Decimal(found[2]) * (-1 if found[1] == "-" else 1)
    return Mention(key, kind, lag, unit)


def _type(rest: str) -> tuple[str, str]:
    found = _TYPE.match(rest)
    if found:
        return found[1].upper(), rest[found.end() :]
    plain = rest.strip().lstrip("(").replace("–", "-").replace("—", "-")
    for word, kind in _WORDS.items():
        if plain.startswith(word):
            after = plain[len(word) :].strip()
            again = _TYPE.match(after)
            return kind, (after[again.end() :] if again else after).removeprefix(")")
    return "FS", rest


def shown(links: Iterable[Link], rows: Mapping[int, int]) -> str:
    """Links as MS Project shows them in one cell: `3FS+2d,5SS`, `3` for a plain one."""
    return ",".join(_shown(link, rows[link.predecessor_uid]) for link in links)


def _shown(link: Link, row: int) -> str:
    if link.type == "FS" and not link.lag:
        return str(row)
    if not link.lag:
        return f"{row}{link.type}"
    sign = "" if link.lag < 0 else "+"
    return f"{row}{link.type}{sign}{number_text(link.lag)}{link.lag_unit}"
