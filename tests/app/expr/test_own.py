"""What is ours in the language: Chinese names, capitals of amounts, working days, the clock."""

from __future__ import annotations

import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from app.calendar import worktime
from app.expr.language import compile_text
from app.expr.money import capitals
from app.expr.values import text
from app.expr.world import world

NOON = datetime.datetime(2026, 9, 30, 12, 0, 5, 250_000, tzinfo=ZoneInfo("Asia/Shanghai"))


def told(expression: str) -> str:
    return text(compile_text(expression).run({}, world(NOON, worktime.standard())).value)


@pytest.mark.parametrize(
    ("amount", "wanted"),
    [
        ("0", "零元整"),
        ("0.05", "伍分"),
        ("0.5", "伍角整"),
        ("10", "壹拾元整"),
        ("107", "壹佰零柒元整"),
        ("1.05", "壹元零伍分"),
        ("10203.05", "壹万零贰佰零叁元零伍分"),
        ("100010001", "壹亿零壹万零壹元整"),
        ("12345678.9", "壹仟贰佰叁拾肆万伍仟陆佰柒拾捌元玖角整"),
        ("1000000000001", "壹万亿零壹元整"),
        ("-3.2", "负叁元贰角整"),
        ("0.005", "壹分"),
        ("1.004", "壹元整"),
    ],
)
def test_amounts_in_capitals(amount: str, wanted: str) -> None:
    assert capitals(Decimal(amount)) == wanted


@pytest.mark.parametrize(
    ("expression", "wanted"),
    [
        ("求和([1, 2, 3]) = 6 且 非(false)", "true"),
        ("1 > 2 或者 true", "true"),
        ('如果(1 > 2, "甲", "乙")', "乙"),
        ("如果(true, 1, 1 / 0)", "1"),
        ("为空(null) 且 为空([]) 且 非(为空(0))", "true"),
        ("四舍五入(2.345, 2)", "2.35"),
        ('工作日数(date("2026-10-01"), date("2026-10-31"))', "18"),
        ("加工作日(今天(), 1)", "2026-10-08"),
        ("加工作日(今天(), -1)", "2026-09-29"),
        ("今天()", "2026-09-30"),
        ("现在()", "2026-09-30T12:00:05.25+08:00"),
        ("金额大写(120)", "壹佰贰拾元整"),
    ],
)
def test_own_words(expression: str, wanted: str) -> None:
    assert told(expression) == wanted


def test_without_a_world_the_clock_is_not_known() -> None:
    outcome = compile_text("today()").run({})
    assert outcome.value is None
    assert outcome.notes
