"""Answers of one kind as answers of another."""

from __future__ import annotations

import pytest

from app.form.convert import FAILED, convert
from app.model.form import Choice, Kind, Part

CHOICES = (Choice("1", "微博", "Weibo"), Choice("2", "抖音", "Douyin"))
CASES: list[tuple[Kind, object, Kind, object]] = [
    (Kind.TEXT, "1,200.50 元", Kind.MONEY, "1200.5"),
    (Kind.TEXT, "3.5万", Kind.NUMBER, "35000"),
    (Kind.TEXT, "12%", Kind.PERCENT, "12"),
    (Kind.TEXT, "约三万", Kind.NUMBER, FAILED),
    (Kind.NUMBER, "19.9", Kind.TEXT, "19.9"),
    (Kind.NUMBER, "4", Kind.RATING, 4),
    (Kind.NUMBER, "9", Kind.RATING, FAILED),
    (Kind.TEXT, "2026年3月8日", Kind.DATE, "2026-03-08"),
    (Kind.TEXT, "2026-02-30", Kind.DATE, FAILED),
    (Kind.TEXT, "2026/3/8 09:30", Kind.DATE, "2026-03-08"),
    (Kind.DATE, "2026-03-08", Kind.DATES, ["2026-03-08", "2026-03-08"]),
    (Kind.DATES, ["2026-03-01", "2026-03-08"], Kind.TEXT, "2026-03-01 – 2026-03-08"),
    (Kind.TEXT, "9:05", Kind.TIME, "09:05"),
    (Kind.TEXT, "25:00", Kind.TIME, FAILED),
    (Kind.TEXT, "抖音", Kind.CHOICE, "2"),
    (Kind.TEXT, "Weibo、抖音", Kind.CHOICES, ["1", "2"]),
    (Kind.TEXT, "微信", Kind.CHOICE, FAILED),
    (Kind.CHOICE, "1", Kind.CHOICES, ["1"]),
    (Kind.CHOICES, ["1", "2"], Kind.TEXT, "微博、抖音"),
    (Kind.CHOICES, ["1", "2"], Kind.CHOICE, FAILED),
    (Kind.CHOICE, "1", Kind.CHOICE, "1"),
    (Kind.TEXT, "138 0013 8000", Kind.PHONE, "13800138000"),
    (Kind.TEXT, "a@b.cn", Kind.EMAIL, "a@b.cn"),
    (Kind.TEXT, "见 a@b.cn", Kind.EMAIL, FAILED),
    (Kind.TEXT, "https://x.cn/1", Kind.URL, "https://x.cn/1"),
    (Kind.LONG, "一\n二", Kind.TEXT, "一 二"),
    (Kind.FILE, ["f"], Kind.IMAGE, ["f"]),
    (Kind.PERSON, "p", Kind.DEPARTMENT, FAILED),
    (Kind.PERSON, ["p"], Kind.TEXT, FAILED),
    (Kind.TEXT, "", Kind.NUMBER, None),
]


@pytest.mark.parametrize(("old", "value", "new", "wanted"), CASES)
def test_convert(old: Kind, value: object, new: Kind, wanted: object) -> None:
    found = convert(value, Part("f", old, choices=CHOICES), Part("f", new, choices=CHOICES))
    assert found == wanted if wanted is FAILED else (found.is_done, found.value) == (True, wanted)
