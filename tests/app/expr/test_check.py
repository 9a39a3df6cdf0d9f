"""What the checker finds before anything is run: names, types, arguments; and the result type."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.expr import lattice, signatures
from app.expr.check import check
from app.expr.language import functions
from app.expr.lattice import ANY, DATE, DATE_TIME, NUMBER, TEXT, YES_NO, context_of, list_of
from app.expr.nodes import Type

NAMES = {
    "预算": NUMBER,
    "名称": TEXT,
    "活动日": DATE,
    "截止": DATE_TIME,
    "急": YES_NO,
    "明细": list_of(context_of([("金额", NUMBER), ("项目", TEXT)])),
    "标签": list_of(TEXT),
}


def found(text: str, wanted: Type = ANY) -> list[tuple[str, str, str]]:
    """(where, level, what) of all findings."""
    held = check(text, NAMES, wanted).findings
    return [(text[one.start : one.end], one.level, str(one)) for one in held]


@pytest.mark.parametrize(
    ("text", "where", "what"),
    [
        ("预算 + 名称", "预算 + 名称", "number + text has no meaning"),
        ("1 + (预算 - 名称)", "预算 - 名称", "number - text has no meaning"),
        ("预算 and 急", "预算", "A condition is yes or no, this is number"),
        ("预箅 + 1", "预箅", "There is no 预箅"),
        ("活动 > 截止", "活动", "There is no 活动; did you mean 活动日?"),
        ("Sum(明细.金额)", "Sum", "There is no Sum; did you mean sum?"),
        ("明细.金颔", "明细.金颔", "There is no 金颔 here"),
        ("活动日.yaer", "活动日.yaer", "There is no yaer; did you mean year?"),
        ("名称.year", "名称.year", "text has no year"),
        ("明细[金额 + 项目 > 1]", "金额 + 项目", "number + text has no meaning"),
        ("明细[项目]", "项目", "A list is not filtered by text"),
        ("substring(名称)", "substring(名称)", "substring takes 2–3 arguments, not 1"),
        ("today(1)", "today(1)", "today takes 0 arguments, not 1"),
        (
            "substring(string: 名称, begin: 1)",
            "substring(string: 名称, begin: 1)",
            "substring has no argument begin",
        ),
        (
            "求和(明细.项目)",
            "明细.项目",
            "list of 求和: list of number was expected, not list of text",
        ),
        ("sum(1, 名称)", "名称", "list of sum: number was expected, not text"),
        ("upper case(预算)", "预算", "string of upper case: text was expected, not number"),
        ("预算(1)", "预算(1)", "number cannot be called"),
        ("名称 = 1", "名称 = 1", "text and number cannot be compared"),
        ('名称 in ("a", 5)', "5", "text and number cannot be compared"),
        ("预算 between 1 and 名称", "名称", "number and text cannot be compared"),
        ("急 > false", "急 > false", "yes/no has no order"),
        ("1 / 0", "1 / 0", "Division by zero"),
        ("-名称", "-名称", "- has no meaning for text"),
        ("预算 instance of nmuber", "预算 instance of nmuber", "There is no type nmuber"),
        ('@"2026-13-01"', '@"2026-13-01"', "@2026-13-01 is no date, time or duration"),
        ("for x in 急..3 return x", "急", "Only numbers and dates can be run over"),
        ("预算 +", "", "The expression is not finished"),
        ("预算 § 1", "§", "“§” is not understood here"),
    ],
)
def test_errors_and_where_they_stand(text: str, where: str, what: str) -> None:
    assert (where, "error", what) in found(text)
    assert not check(text, NAMES).is_sound


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("预算 * 2 > 50000", YES_NO),
        ("sum(明细[金额 > 5].金额)", NUMBER),
        ("明细[1].项目", TEXT),
        ("明细.项目", list_of(TEXT)),
        ('活动日 + duration("P1D")', DATE),
        ("截止 - now()", lattice.DAYS),
        ("截止 > 活动日", YES_NO),
        ("if 急 then 1 else null", NUMBER),
        ("max(预算, 3)", NUMBER),
        ("max([活动日])", DATE),
        ("for x in 明细 return x.金额", list_of(NUMBER)),
        ("{a: 1, b: a + 1}.b", NUMBER),
        ("如果(急, 名称, 金额大写(预算))", TEXT),
        ("(function(x: number) x + 1)(2)", NUMBER),
        ("some x in 标签 satisfies x = 名称", YES_NO),
        ("sort(标签, function(a, b) a < b)[1]", TEXT),
        ("sum(for x in 1..3 return if x = 1 then 1 else sum(partial))", NUMBER),
        ("工作日数(今天(), 活动日)", NUMBER),
        ("活动日.year + 活动日.weekday", NUMBER),
        ("is empty(名称) or count(标签) = 0", YES_NO),
    ],
)
def test_sound_ones_and_their_types(text: str, wanted: Type) -> None:
    checked = check(text, NAMES)
    assert checked.findings == ()
    assert checked.type == wanted


def test_a_condition_must_be_yes_or_no() -> None:
    assert found("预算 + 1", YES_NO) == [
        ("预算 + 1", "error", "A condition is yes or no, this is number")
    ]
    assert found("预算 > null", YES_NO)[0][1] == "warning"
    assert found("明细.金额 > 1", YES_NO)


def test_a_formula_of_a_number_field_gives_a_number() -> None:
    assert found("名称", NUMBER) == [("名称", "error", "number was expected, not text")]
    assert found("null", NUMBER) == []


def test_what_is_not_known_is_not_blamed() -> None:
    assert check("count(x.y[z > 1]) + f(x)", {"x": ANY, "f": ANY}).findings == ()
    assert check("什么 + 1", {}, is_open=True).findings == ()


def test_every_function_has_a_signature_and_help() -> None:
    from app.expr import aliases

    known = signatures.functions()
    assert known.keys() | aliases.FUNCTIONS.keys() == functions().keys()
    for name, described in known.items():
        assert described.help.template
        assert described.forms, name
        assert described.call().startswith(name)


def test_signatures_name_the_parameters_that_the_functions_have() -> None:
    from app.expr import language, world

    forms = {n: f for module in language.MODULES for n, f in module.FUNCTIONS.items()}
    for name, held in forms.items():
        told = [
            tuple(p.name + "?" * p.is_optional + "*" * p.takes_many for p in form.params)
            for form in signatures.functions()[name].forms
        ]
        assert {form.params for form in held} <= {*told} or name == "abs", name
    for name, params in world.PARAMS.items():
        assert tuple(p.name for p in signatures.functions()[name].forms[0].params) == params


WORDS = st.sampled_from(
    [*NAMES, "1", '"a"', "null", "+", "-", "*", "/", "=", "<", "and", "in", "(", ")", "[", "]",
     "sum", "if", "then", "else", "for x in", "return", "x", ".", "金额", ",", "not", "between"]
)  # fmt: skip


@given(st.lists(WORDS, max_size=10).map(" ".join))
def test_any_text_is_checked(text: str) -> None:
    for one in check(text, NAMES, YES_NO).findings:
        assert 0 <= one.start <= one.end <= len(text)
        assert str(one)
