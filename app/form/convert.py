"""Answers of one kind as answers of another: what the publish page counts. Pure.

Shapes of answers: text is a string; numbers are strings of digits; a day `YYYY-MM-DD`, a time
`HH:MM`; a range of days a list of two; a choice its id; several a list of ids; people, files and
links a list or one; what is empty is None.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from types import MappingProxyType
from typing import cast

from app.model.form import Kind, Part
from app.model.value import decimal_text


@dataclass(frozen=True, slots=True)
class Converted:
    """`is_done` says whether the answer could become one of the new kind."""

    is_done: bool
    value: object = None


FAILED = Converted(False)
EMPTY = Converted(True)
ROWS = frozenset({Kind.PERSON, Kind.DEPARTMENT, Kind.ACCOUNT, Kind.LINK})
_SPACES = re.compile(r"[\s,，]+")
_UNITS = re.compile(r"(?:元|￥|¥|rmb|cny|%)", re.IGNORECASE)
_TEN_THOUSAND = "万"
_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_TIME = re.compile(r"(\d{1,2})[:：](\d{2})(?:[:：]\d{2})?")
_PHONE = re.compile(r"\+?\d{5,15}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_SPLIT = re.compile(r"[、,，;；\n]+")


def convert(value: object, old: Part, new: Part) -> Converted:
    """An answer of the old part as one of the new part."""
    if value is None or value in ("", []):
        return EMPTY
    if old.kind == new.kind and old.kind not in (Kind.CHOICE, Kind.CHOICES):
        return Converted(True, value)
    if {old.kind, new.kind} <= ROWS | {Kind.FILE, Kind.IMAGE}:
        return _rows(value, old, new)
    text = text_of(value, old)
    if text is None:
        return FAILED
    turn = _TURN.get(new.kind)
    found = turn(text, new) if turn is not None else None
    return FAILED if found is None else Converted(True, found)


def text_of(  # noqa: PLR0911 - one line for each shape
    value: object, part: Part
) -> str | None:
    """An answer as a person would write it; None where there are no words for it."""
    match value:
        case bool():
            return None
        case str() | int() | Decimal():
            return _label(part, str(value))
        case list():
            every = cast("list[object]", value)
            if part.kind == Kind.DATES:
                return " – ".join(str(one) for one in every)
            if all(isinstance(one, str) for one in every) and part.kind not in ROWS:
                return "、".join(_label(part, str(one)) for one in every)
            return None
        case dict():
            held = cast("dict[str, object]", value)
            texts = [str(one) for one in held.values() if isinstance(one, str)]
            return "".join(texts) if part.kind == Kind.ADDRESS else None
        case _:
            return None


def _label(part: Part, text: str) -> str:
    found = (choice.label for choice in part.choices if choice.id == text)
    return next(found, text) if part.kind in (Kind.CHOICE, Kind.CHOICES) else text


def _rows(value: object, old: Part, new: Part) -> Converted:
    """Files stay files and pictures files; a row of one table is none of another."""
    files = (Kind.FILE, Kind.IMAGE)
    same = old.kind in files and new.kind in files
    return Converted(True, value) if same else FAILED


def number(text: str) -> Decimal | None:
    """A number as people write it: thousands apart, a unit, 万."""
    plain = _UNITS.sub("", _SPACES.sub("", text))
    times = Decimal(1)
    if plain.endswith(_TEN_THOUSAND):
        plain, times = plain[:-1], Decimal(10_000)
    whole = decimal_text(plain)
    return None if whole is None else Decimal(whole) * times


def _number(text: str, _: Part) -> str | None:
    found = number(text)
    return None if found is None else decimal_text(str(found))


def _rating(text: str, part: Part) -> int | None:
    found = number(text)
    stars = int(part.settings.get("stars", "5"))
    is_one = found is not None and found == found.to_integral_value() and 0 <= found <= stars
    return int(found) if found is not None and is_one else None


def day(text: str) -> str | None:
    """A day as people write it, 2026-01-01, 2026年1月1日, with a time of day or without."""
    match = _DAY.match(text.strip())
    if match is None:
        return None
    rest = text.strip()[match.end() :].lstrip("T ")
    if rest and _TIME.match(rest) is None:
        return None
    try:
        return date(int(match[1]), int(match[2]), int(match[3])).isoformat()
    except ValueError:
        return None


def _day(text: str, _: Part) -> str | None:
    return day(text)


def _days(text: str, _: Part) -> list[str] | None:
    found = [match.group() for match in _DAY.finditer(text)]
    days = [day(one) for one in found]
    if not 1 <= len(days) <= 2 or None in days:
        return None
    first, last = days[0], days[-1]
    assert first is not None
    assert last is not None
    return [first, last] if first <= last else None


def _time(text: str, _: Part) -> str | None:
    found = _TIME.search(text)
    if found is None or (found.start() and _DAY.match(text.strip()) is None):
        return None
    try:
        return time(int(found[1]), int(found[2])).isoformat("minutes")
    except ValueError:
        return None


def _text(text: str, _: Part) -> str | None:
    return text


def _line(text: str, _: Part) -> str | None:
    return " ".join(text.splitlines()).strip() or None


def _choice(text: str, part: Part) -> str | None:
    wanted = text.strip()
    for choice in part.choices:
        if wanted in (choice.id, choice.label, choice.label_en):
            return choice.id
    return wanted if part.settings.get("other") else None


def _choices(text: str, part: Part) -> list[str] | None:
    words = [word.strip() for word in _SPLIT.split(text) if word.strip()]
    found = [_choice(word, part) for word in words]
    return [one for one in found if one is not None] if None not in found else None


def _phone(text: str, _: Part) -> str | None:
    plain = re.sub(r"[\s()-]", "", text)
    return plain if _PHONE.fullmatch(plain) else None


def _email(text: str, _: Part) -> str | None:
    return text.strip() if _EMAIL.fullmatch(text.strip()) else None


def _url(text: str, _: Part) -> str | None:
    plain = text.strip()
    return plain if re.match(r"https?://\S+$", plain) else None


_TURN: Mapping[str, Callable[[str, Part], object]] = MappingProxyType(
    {
        Kind.TEXT: _line,
        Kind.LONG: _text,
        Kind.NUMBER: _number,
        Kind.MONEY: _number,
        Kind.PERCENT: _number,
        Kind.RATING: _rating,
        Kind.DATE: _day,
        Kind.DATES: _days,
        Kind.TIME: _time,
        Kind.CHOICE: _choice,
        Kind.CHOICES: _choices,
        Kind.PHONE: _phone,
        Kind.EMAIL: _email,
        Kind.URL: _url,
        Kind.SEQUENCE: _line,
    }
)


def read(text: str | None) -> object:
    """An answer as a slot keeps it."""
    if text is None:
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
