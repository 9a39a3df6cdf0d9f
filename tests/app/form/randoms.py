"""Records by chance: what people type, most of it right, some of it missing or wrong."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from app.model.form import SILENT, Form, Kind, Part

TEXTS = ("开箱", "夏日海边露营", "a", "", "灯光与道具" * 9, "Vlog 第 3 期", "活动😀", "x" * 300)
WRONG: Mapping[str, tuple[object, ...]] = {
    Kind.NUMBER: ("很多", "12a", "--1"),
    Kind.MONEY: ("三百", "1,2,3", "¥"),
    Kind.PERCENT: ("一半",),
    Kind.RATING: ("好",),
    Kind.DATE: ("2026-02-30", "明天", "2026-13-01"),
    Kind.DATES: (["2026-01-05"], ["2026-02-30", "2026-03-01"]),
    Kind.TIME: ("25:00", "下午"),
    Kind.CHOICE: ("没有这一项",),
    Kind.CHOICES: (["没有这一项"],),
    Kind.EMAIL: ("不是邮箱", "a@"),
    Kind.PHONE: ("电话", "12"),
    Kind.URL: ("不是网址",),
}
FEW = 5


@dataclass(frozen=True, slots=True)
class Answered:
    """The answers of one record: line -> part -> what is kept, and sub-table -> its lines."""

    answers: dict[str, dict[str, object]]
    lines: dict[str, tuple[str, ...]]


def records(form: Form, count: int, seed: int) -> Iterator[Answered]:
    """The same ones for the same seed."""
    chance = random.Random(f"{form.name} {seed}")
    for _ in range(count):
        yield _record(form, chance)


def _record(form: Form, chance: random.Random) -> Answered:
    answers: dict[str, dict[str, object]] = {"": _line(form, "", chance)}
    lines: dict[str, tuple[str, ...]] = {}
    for part in form.parts:
        if part.kind == Kind.TABLE:
            names = tuple(f"{part.id}.{no}" for no in range(chance.randrange(FEW)))
            lines[part.id] = names
            answers |= {name: _line(form, part.id, chance) for name in names}
    return Answered(answers, lines)


def _line(form: Form, table: str, chance: random.Random) -> dict[str, object]:
    found = {
        part.id: answer(part, chance)
        for part in form.answered()
        if form.table_of(part) == table and not part.formula
    }
    return {name: kept for name, kept in found.items() if kept is not None}


def answer(part: Part, chance: random.Random) -> object:
    """What somebody answers there; None where nobody does."""
    if part.kind in SILENT or part.kind in (Kind.TABLE, Kind.FORMULA, Kind.SEQUENCE):
        return None
    luck = chance.random()
    if luck < 0.15:
        return None
    if luck < 0.25 and part.kind in WRONG:
        return chance.choice(WRONG[part.kind])
    return _RIGHT.get(part.kind, _text)(part, chance)


def _text(_: Part, chance: random.Random) -> object:
    return chance.choice(TEXTS) or None


def _number(_: Part, chance: random.Random) -> object:
    return str(chance.choice((0, 1, 7, 12.5, 99.99, 0.005, -3, 1500, 60000, 2500000)))


def _rating(_: Part, chance: random.Random) -> object:
    return str(chance.randrange(1, 6))


def _day(chance: random.Random) -> date:
    return date(2026, 1, 1) + timedelta(days=chance.randrange(500))


def _date(_: Part, chance: random.Random) -> object:
    return _day(chance).isoformat()


def _dates(_: Part, chance: random.Random) -> object:
    first = _day(chance)
    return [first.isoformat(), (first + timedelta(days=chance.randrange(90))).isoformat()]


def _time(_: Part, chance: random.Random) -> object:
    return f"{chance.randrange(24):02d}:{chance.randrange(60):02d}"


def _choice(part: Part, chance: random.Random) -> object:
    return chance.choice(part.choices).id if part.choices else None


def _choices(part: Part, chance: random.Random) -> object:
    ids = [choice.id for choice in part.choices]
    return sorted(chance.sample(ids, chance.randrange(len(ids) + 1))) or None


def _rows(_: Part, chance: random.Random) -> object:
    return chance.randbytes(16).hex()


def _files(part: Part, chance: random.Random) -> object:
    endings = [
        check.value.split(",")[0].strip() for check in part.checks if check.rule == "formats"
    ]
    ending = chance.choice((endings[0] if endings else "png", "exe"))
    return [f"{chance.randbytes(32).hex()}.{ending}" for _ in range(chance.randrange(1, 4))]


def _address(_: Part, chance: random.Random) -> object:
    return {
        "province": "上海市",
        "city": "上海市",
        "district": "徐汇区",
        "detail": f"{chance.random()}",
    }


def _grid(_: Part, chance: random.Random) -> object:
    return [{"name": "曝光", "target": str(chance.randrange(9) * 1000)} for _ in range(2)]


def _email(_: Part, chance: random.Random) -> object:
    return chance.choice(("lin@example.com", "chen.mo@example.cn"))


def _phone(_: Part, chance: random.Random) -> object:
    return chance.choice(("13800138000", "+86 138 0013 8000", "021-5555 0000"))


def _url(_: Part, chance: random.Random) -> object:
    return chance.choice(("https://example.com/a?b=c", "http://example.cn"))


_RIGHT: Mapping[str, Callable[[Part, random.Random], object]] = {
    Kind.NUMBER: _number,
    Kind.MONEY: _number,
    Kind.PERCENT: _number,
    Kind.RATING: _rating,
    Kind.DATE: _date,
    Kind.DATES: _dates,
    Kind.TIME: _time,
    Kind.CHOICE: _choice,
    Kind.CHOICES: _choices,
    Kind.PERSON: _rows,
    Kind.DEPARTMENT: _rows,
    Kind.ACCOUNT: _rows,
    Kind.LINK: _rows,
    Kind.FILE: _files,
    Kind.IMAGE: _files,
    Kind.ADDRESS: _address,
    Kind.KPI: _grid,
    Kind.BUDGET: _grid,
    Kind.EMAIL: _email,
    Kind.PHONE: _phone,
    Kind.URL: _url,
}
