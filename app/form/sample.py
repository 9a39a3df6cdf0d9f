"""Answers to try a form with: plausible, the same every time, never kept. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

from app.model.form import Form, Kind, Part

LINES = 2
TEXT, PARAGRAPH = "夏日新品上市", "让更多年轻人认识我们的新品，并愿意到店体验。"


def sample(form: Form, today: date, table: str = "", line: int = 0) -> dict[str, object]:
    """Part -> an answer, of the record ("") or of a line of a sub-table."""
    found: dict[str, object] = {}
    for number, part in enumerate(form.answered()):
        if form.table_of(part) == table and not part.formula and part.kind in _OF:
            kept = _OF[part.kind](part, today + timedelta(days=number % 7 + line))
            if kept is not None:
                found[part.id] = kept
    return found


def _figure(usual: str) -> Callable[[Part, date], object]:
    def figure(part: Part, _day: date) -> object:
        limits = {one.rule: one.value for one in part.checks}
        value = Decimal(usual)
        try:
            if "min" in limits:
                value = max(value, Decimal(limits["min"]))
            if "max" in limits:
                value = min(value, Decimal(limits["max"]))
        except InvalidOperation:  # a limit that is an expression
            pass
        return format(value.normalize(), "f")

    return figure


def _written(usual: str) -> Callable[[Part, date], object]:
    def written(part: Part, _day: date) -> object:
        limits = {one.rule: one.value for one in part.checks}
        most, least = limits.get("max_length", ""), limits.get("min_length", "")
        text = usual
        if least.isdecimal():
            text = (text * (int(least[:4]) // len(text) + 1))[: max(len(text), int(least[:4]))]
        return text[: int(most[:6])] if most.isdecimal() and int(most[:6]) else text

    return written


def _choice(part: Part, _day: date) -> object:
    return part.choices[0].id if part.choices else None


def _choices(part: Part, _day: date) -> object:
    return [one.id for one in part.choices[:2]] or None


def _day(_part: Part, day: date) -> object:
    return day.isoformat()


def _days(_part: Part, day: date) -> object:
    return [day.isoformat(), (day + timedelta(days=6)).isoformat()]


def _stars(part: Part, _day: date) -> object:
    stars = part.settings.get("stars", "5")
    return str(min(4, int(stars))) if stars.isdecimal() else "4"


def _address(_part: Part, _day: date) -> object:
    return {"province": "上海市", "city": "上海市", "district": "徐汇区", "detail": "漕溪北路 1 号"}


def _same(kept: str) -> Callable[[Part, date], object]:
    return lambda _part, _day: kept


_OF: Mapping[str, Callable[[Part, date], object]] = {
    Kind.TEXT: _written(TEXT),
    Kind.LONG: _written(PARAGRAPH),
    Kind.NUMBER: _figure("100"),
    Kind.MONEY: _figure("48000"),
    Kind.PERCENT: _figure("12"),
    Kind.DATE: _day,
    Kind.DATES: _days,
    Kind.TIME: _same("09:30"),
    Kind.CHOICE: _choice,
    Kind.CHOICES: _choices,
    Kind.RATING: _stars,
    Kind.PHONE: _same("13800138000"),
    Kind.EMAIL: _same("lin@example.com"),
    Kind.URL: _same("https://example.com/summer"),
    Kind.ADDRESS: _address,
}
