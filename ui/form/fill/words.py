"""Answers as a person reads and writes them: shown words, and what written words mean."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import cast

from app.calendar import phrase, worktime
from app.form.shown import shown
from app.form.values import NUMBERS, is_empty
from app.model.blob import Blob
from app.model.form import Choice, Kind, Part
from ui.kit import when
from ui.kit.app import app, listed, t
from ui.parts.host import Host

SIGNS = {"CNY": "¥", "USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "HKD": "HK$"}
TABLE_OF: dict[str, str] = {
    Kind.PERSON: "person",
    Kind.DEPARTMENT: "department",
    Kind.ACCOUNT: "account",
}
LARGE = {"万": Decimal(10_000), "w": Decimal(10_000), "亿": Decimal(10**8), "k": Decimal(1_000)}
SPLIT = re.compile(r"[,，、;；\n]+")
RANGE = re.compile(r"\s*(?:~|～|至|到|→|–|—|\bto\b| - )\s*")
MOST_DIGITS = 40


class Unread:
    """Written words that are no answer of their part; why, in words."""

    def __init__(self, why: str) -> None:
        self.why = why


@dataclass(frozen=True, slots=True)
class Reader:
    """What reading and showing needs: the names of this workspace and what may be chosen."""

    host: Host
    choices: tuple[Choice, ...] = ()


def label(of: Part | Choice) -> str:
    """What it is called in the reader's language."""
    return shown(of, app().words.lang)


def figure(kept: object, decimals: str = "") -> str:
    """A number with its groups: 12,345.60."""
    try:
        number = Decimal(str(kept))
    except InvalidOperation:
        return str(kept)
    if decimals.isdigit():
        places = min(int(decimals), 12)
        shorter = round(number, places)
        # What is finer than the field asks for is shown, not rounded away.
        return f"{number:,f}" if shorter != number else f"{shorter:,.{places}f}"
    return f"{number:,f}"


def money(kept: object, part: Part) -> str:
    """An amount with its sign: ¥12,345.60."""
    code = part.settings.get("currency", "CNY")
    sign = SIGNS.get(code, f"{code} ")
    text = figure(kept, part.settings.get("decimals", "2"))
    return f"-{sign}{text[1:]}" if text.startswith("-") else f"{sign}{text}"


def day_words(text: object) -> str:
    """A day: 6月3日 周三."""
    try:
        return when.full(date.fromisoformat(str(text)))
    except ValueError:
        return str(text)


def words(host: Host, part: Part, kept: object, *, is_bare: bool = False) -> str:
    """An answer in words, "" where there is none; `is_bare` leaves signs and units to a head."""
    if is_empty(kept):
        return ""
    if part.kind in NUMBERS or part.kind == Kind.FORMULA:
        return _number(part, kept, is_bare=is_bare)
    tell = _SAYS.get(part.kind)
    return tell(host, part, kept) if tell is not None else str(kept)


def _number(part: Part, kept: object, *, is_bare: bool) -> str:
    result = part.settings.get("result", "") if part.kind == Kind.FORMULA else part.kind
    decimals = part.settings.get("decimals", "")
    match result:
        case Kind.MONEY:
            return figure(kept, decimals or "2") if is_bare else money(kept, part)
        case Kind.PERCENT:
            return f"{figure(kept, decimals)}%"
        case Kind.RATING:
            return "★" * _whole(kept)
        case Kind.DATE:
            return day_words(kept)
        case "text" | "boolean":
            return str(kept)
        case _:
            unit = "" if is_bare else part.settings.get("unit", "")
            return f"{figure(kept, decimals)} {unit}".strip()


def _whole(kept: object) -> int:
    text = str(kept)
    return int(text) if text.isdigit() else 0


def many(kept: object) -> list[str]:
    """An answer of one or several as a list."""
    if is_empty(kept):
        return []
    held = cast("list[object]", kept) if isinstance(kept, list) else [kept]
    return [str(one) for one in held]


def _choice(_host: Host, part: Part, kept: object) -> str:
    names = {choice.id: label(choice) for choice in part.choices}
    return listed(names.get(one, one) for one in many(kept))


def _rows(host: Host, part: Part, kept: object) -> str:
    return listed(row_name(host, part, one) for one in many(kept))


def target_of(part: Part) -> str:
    """The table whose rows a part names."""
    linked = part.settings.get("target", "") or "campaign"
    return TABLE_OF.get(part.kind, linked)


def row_name(host: Host, part: Part, key: str) -> str:
    """The name of a row that an answer names; a snapshot keeps the name it had."""
    table = target_of(part)
    try:
        row = bytes.fromhex(key)
    except ValueError:
        return key
    if table in ("task", "record", "asset", "post"):
        held = host.session.list(table, [("id", "=", row)]) if len(row) == 16 else []
        name = held[0].text("name" if table != "record" else "title") if held else ""
        return name or t("Not here any more")
    return host.directory.name(table, row) or t("Not here any more")


def _days(_host: Host, _part: Part, kept: object) -> str:
    ends = many(kept)
    return " → ".join(day_words(end) for end in ends)


def _files(_host: Host, _part: Part, kept: object) -> str:
    return listed(Blob.read(one).name for one in many(kept))


def _address(_host: Host, _part: Part, kept: object) -> str:
    if not isinstance(kept, Mapping):
        return str(kept)
    held = cast("Mapping[str, object]", kept)
    keys = ("province", "city", "district", "detail")
    return " ".join(str(held[key]) for key in keys if held.get(key))


def _grid(_host: Host, _part: Part, kept: object) -> str:
    held = cast("Sequence[Mapping[str, object]]", kept)
    return listed(str(line.get("name", "")) for line in held)


def _day(_host: Host, _part: Part, kept: object) -> str:
    return day_words(kept)


_SAYS: Mapping[str, Callable[[Host, Part, object], str]] = {
    Kind.CHOICE: _choice,
    Kind.CHOICES: _choice,
    Kind.PERSON: _rows,
    Kind.DEPARTMENT: _rows,
    Kind.ACCOUNT: _rows,
    Kind.LINK: _rows,
    Kind.DATE: _day,
    Kind.DATES: _days,
    Kind.FILE: _files,
    Kind.IMAGE: _files,
    Kind.ADDRESS: _address,
    Kind.KPI: _grid,
    Kind.BUDGET: _grid,
}


def read(reader: Reader, part: Part, text: str) -> object:
    """What written words mean for a part: an answer to keep, None for nothing, or `Unread`."""
    text = text.strip()
    if not text:
        return None
    if part.kind in NUMBERS:
        return read_number(text)
    how = _READS.get(part.kind)
    return how(reader, part, text) if how is not None else text


def read_number(text: str) -> object:
    """A number as people write it: ¥1,200.50, 1.2万, 35%, full-width digits."""
    plain = unicodedata.normalize("NFKC", text).strip().replace(",", "").replace(" ", "")
    plain = plain.lstrip("¥$€£").rstrip("元%").lower()
    times = LARGE.get(plain[-1:])
    try:
        number = Decimal(plain[:-1] if times else plain)
    except InvalidOperation:
        return Unread(t("“{text}” is no number", text=text[:40]))
    if not number.is_finite() or len(plain) > MOST_DIGITS or abs(number.adjusted()) > MOST_DIGITS:
        return Unread(t("“{text}” is no number", text=text[:40]))
    number = number * times if times else number
    return f"{number.normalize():f}" if times else f"{number:f}"


def read_day(host: Host, text: str) -> date | None:
    """The day that words mean: 6-3, 下周五, tomorrow."""
    plain = unicodedata.normalize("NFKC", text).strip()
    try:
        return date.fromisoformat(plain.replace("/", "-").replace(".", "-")[:10])
    except ValueError:
        pass
    found = phrase.find(plain, host.now(), worktime.standard())
    value = found[0].value if found else None
    return value.date() if isinstance(value, datetime) else value


def _no_day(text: str) -> Unread:
    return Unread(t("This is no day: {text}", text=text[:40]))


def _read_date(reader: Reader, _part: Part, text: str) -> object:
    day = read_day(reader.host, text)
    return day.isoformat() if day is not None else _no_day(text)


def _read_dates(reader: Reader, _part: Part, text: str) -> object:
    ends = [one for one in RANGE.split(text) if one]
    days = [read_day(reader.host, one) for one in ends[:2]]
    first, last = (days * 2)[:2] if days else (None, None)
    if first is None or last is None:
        return _no_day(text)
    return [min(first, last).isoformat(), max(first, last).isoformat()]


def _read_time(_reader: Reader, _part: Part, text: str) -> object:
    plain = unicodedata.normalize("NFKC", text).replace("点", ":").replace("时", ":").rstrip("分:")
    hour, _, minute = plain.partition(":")
    minute = minute or "0"
    if hour.isdigit() and minute.isdigit() and int(hour) < 24 and int(minute) < 60:
        return f"{int(hour):02}:{int(minute):02}"
    return Unread(t("“{text}” is no time of day", text=text[:40]))


def _read_choice(reader: Reader, part: Part, text: str) -> object:
    offered = reader.choices or part.choices
    named = {name: c.id for c in offered for name in (c.label_en, c.label, c.id) if name}
    wanted = [text] if part.kind == Kind.CHOICE else [one.strip() for one in SPLIT.split(text)]
    wanted = [one for one in wanted if one]
    lost = [one for one in wanted if one not in named]
    if lost and "other" not in part.settings:
        return Unread(t("“{text}” is none of the choices", text=lost[0][:40]))
    found = [named.get(one, one) for one in wanted]
    return found[0] if part.kind == Kind.CHOICE else found


def _read_rows(reader: Reader, part: Part, text: str) -> object:
    table = target_of(part)
    rows = reader.host.session.list(table)
    key = "title" if table == "record" else "name"
    by_name = {row.text(key): row.id.hex() for row in rows}
    wanted = [one.strip() for one in SPLIT.split(text) if one.strip()]
    lost = [one for one in wanted if one not in by_name and not _is_id(one)]
    if lost:
        return Unread(t("Nobody and nothing is called “{text}”", text=lost[0][:40]))
    found = [by_name.get(one, one) for one in wanted]
    return found if part.settings.get("multiple") else found[0]


def _is_id(text: str) -> bool:
    return len(text) == 32 and all(one in "0123456789abcdef" for one in text)


def _read_address(_reader: Reader, _part: Part, text: str) -> object:
    return {"detail": text}


def _no_words(_reader: Reader, _part: Part, _text: str) -> object:
    return Unread(t("This cannot be written as words"))


_READS: Mapping[str, Callable[[Reader, Part, str], object]] = {
    Kind.DATE: _read_date,
    Kind.DATES: _read_dates,
    Kind.TIME: _read_time,
    Kind.CHOICE: _read_choice,
    Kind.CHOICES: _read_choice,
    Kind.PERSON: _read_rows,
    Kind.DEPARTMENT: _read_rows,
    Kind.ACCOUNT: _read_rows,
    Kind.LINK: _read_rows,
    Kind.ADDRESS: _read_address,
    Kind.FILE: _no_words,
    Kind.IMAGE: _no_words,
    Kind.KPI: _no_words,
    Kind.BUDGET: _no_words,
    Kind.FORMULA: _no_words,
    Kind.SEQUENCE: _no_words,
}
