"""Why an expression gave its answer, in both languages."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.answer import words_for
from app.expr import explain
from app.expr.faults import Mistake
from app.expr.language import compile_text
from app.expr.values import Value

SCOPE: dict[str, Value] = {
    "预算": Decimal(48000),
    "上限": Decimal(60000),
    "渠道": "tv",
    "急": True,
    "空": None,
    "明细": [{"金额": Decimal(5)}, {"金额": Decimal("1234567.5")}],
}
ENGLISH, CHINESE = words_for("en"), words_for("zh_CN")


def why(text: str) -> explain.Why:
    return explain.explain(compile_text(text), SCOPE)


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("预算 > 50000", "预算 ≤ 50,000"),
        ("预算 > 上限", "预算 ≤ 上限 (60,000)"),
        ('预算 > 50000 and 渠道 = "tv"', "预算 ≤ 50,000"),
        ('预算 > 50000 or 渠道 = "tv" or 急', '渠道 = "tv" and 急 is yes'),
        ("预算 > 50000 or not(急)", "预算 ≤ 50,000 and 急 is yes"),
        ("空 > 5", "空 is empty"),
        ("空 > 5 and 急", "空 is empty"),
        ("if 预算 > 50000 then 1 else 2", "预算 ≤ 50,000"),
        ("如果(急, 预算 > 1, false)", "急 is yes and 预算 > 1"),
        ('渠道 in ("web", "app")', '渠道 is "tv", none of "web" / "app"'),
        ("预算 in (< 5000, [40000..50000])", "预算 is 48,000, one of [40000..50000]"),
        ("预算 between 1 and 5", "预算 is 48,000, not between 1 and 5"),
        ("some x in 明细 satisfies x.金额 > 10", "for x = {金额: 1234567.5}: x.金额 > 10"),
        ("every x in 明细 satisfies x.金额 > 10", "for x = {金额: 5}: x.金额 ≤ 10"),
        ("some x in 明细 satisfies x.金额 < 0", "none of 2 meets x.金额 < 0"),
        ("every x in 明细 satisfies x.金额 > 0", "all 2 meet x.金额 > 0"),
        ("is empty(空)", "空 is empty"),
        ("sum(明细.金额) > 1", "sum(明细.金额) > 1"),
        ("sum(明细.金额)", "sum(明细.金额) is 1,234,572.5"),
    ],
)
def test_what_decided(text: str, fact: str) -> None:
    assert ENGLISH.line(explain.because(why(text))) == fact


@pytest.mark.parametrize(
    ("text", "needs"),
    [
        ("预算 > 50000", "预算 is 48,000; needs > 50,000"),
        ("not(预算 > 10000)", "预算 is 48,000; needs ≤ 10,000"),
        ('渠道 in ("web", "app")', '渠道 is "tv"; needs "web" / "app"'),
        ("预算 between 1 and 5", "预算 is 48,000; needs 1 to 5"),
        ("预算 > 100", ""),
    ],
)
def test_what_it_needs(text: str, needs: str) -> None:
    found = [leaf.needs for leaf in why(text).leaves()]
    assert [ENGLISH.line(line) for line in found if line] == ([needs] if needs else [])


def test_hidden_because() -> None:
    line = explain.sentence("隐藏", why("预算 > 50000"))
    assert CHINESE.line(line) == "隐藏，因为 预算 ≤ 50,000"
    needs = next(why("预算 > 50000").leaves()).needs
    assert needs is not None
    assert CHINESE.line(needs) == "预算为 48,000，需要 > 50,000"


def test_ids_are_told_by_their_labels() -> None:
    held = compile_text("f_a > 5 and f_b")
    found = explain.explain(held, {"f_a": Decimal(1), "f_b": True}, labels={"f_a": "总 预算"})
    assert ENGLISH.line(explain.because(found)) == "总 预算 ≤ 5"


def test_where_it_stands() -> None:
    leaf = next(why("急 and 预算 > 50000").leaves())
    assert (leaf.start, leaf.end) == (6, 16)


WORDS = st.sampled_from(
    ["预算", "空", "明细", "1", '"a"', "null", "+", "=", "<", "and", "or", "in", "(", ")", "[", "]",
     "not", "if 急 then", "else", "some x in", "every x in", "satisfies", "x", "between", "..", "."]
)  # fmt: skip


@given(st.lists(WORDS, max_size=10).map(" ".join))
def test_any_expression_is_explained(text: str) -> None:
    try:
        held = compile_text(text)
    except Mistake:
        return
    found = explain.explain(held, SCOPE)
    assert CHINESE.line(explain.because(found))
