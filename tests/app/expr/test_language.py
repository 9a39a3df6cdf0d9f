"""What business people may rely on, pinned by name; and that no text does harm."""

from __future__ import annotations

import contextlib
import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.expr.faults import Mistake
from app.expr.language import compile_text
from app.expr.values import Value, text


def value(expression: str, **scope: Value) -> Value:
    names = {key.replace("_", " "): held for key, held in scope.items()}
    return compile_text(expression, names).run(names).value


@pytest.mark.parametrize(
    ("expression", "wanted"),
    [
        ("0.1 + 0.2 = 0.3", "true"),
        ("modulo(19.99, 0.01) = 0", "true"),
        ('string length("活动😀")', "3"),
        ("null = 0", "false"),
        ("null + 1", "null"),
        ("null > 1", "null"),
        ("if null > 1 then 1 else 2", "2"),
        ("true or null", "true"),
        ("false and null", "false"),
        ("true and null", "null"),
        ("1.10", "1.1"),
        ("1/3", "0.3333333333333333333333333333333333"),
        ("2 ** 10", "1024"),
        ("-2 ** 2", "4"),
        ('date("2024-02-29") + duration("P1Y")', "2025-02-28"),
        ('date("2026-11-23") - date("2026-11-01")', "P22D"),
        ("for i in 1..3 return i * i", "[1, 4, 9]"),
        ("some x in [1, 2] satisfies x > 1", "true"),
        ("every x in [1, null] satisfies x > 0", "null"),
        ("{预算: 10, 实付: 预算 * 2}.实付", "20"),
        ("[{金额: 3}, {金额: 4}].金额", "[3, 4]"),
        ("sum([{金额: 3}, {金额: 4}].金额)", "7"),
        ("sum([])", "null"),
        ("]1..3[", "(1..3)"),
        ("[1..[2, 3][1]]", "[1..2]"),
        ("2 in ]1..3[", "true"),
        ("[1, 2, 3][item >= 2]", "[2, 3]"),
        ("5 in (1, [4..6])", "true"),
        ("5 between 1 and 5", "true"),
        ('matches("活动618", "[0-9]+")', "true"),
        ('replace("a1b2", "([a-z])([0-9])", "$2$1")', "1a2b"),
    ],
)
def test_pinned(expression: str, wanted: str) -> None:
    assert text(value(expression)) == wanted


def test_names_may_hold_spaces_and_chinese() -> None:
    assert value("total budget * 2", total_budget=Decimal(4)) == 8
    assert value("预算 - 已用", 预算=Decimal(10), 已用=Decimal(3)) == 7


def test_a_missing_name_is_null_and_a_note_never_an_error() -> None:
    outcome = compile_text("缺 + 1").run({})
    notes = outcome.notes
    assert outcome.value is None
    assert [note.at for note in notes] == [0, 2]
    assert notes[0].why == "There is no 缺"


@pytest.mark.parametrize(
    ("expression", "at"),
    [("1 +", 3), ("(1", 2), ("1 2", 2), ("for i in [1]", 12), ("#", 0), ("", 0), ('"a', 0)],
)
def test_a_mistake_says_where(expression: str, at: int) -> None:
    with pytest.raises(Mistake) as caught:
        compile_text(expression)
    assert caught.value.at == at


@pytest.mark.parametrize(
    "expression",
    [
        "(" * 500 + "1" + ")" * 500,
        "(" * 60 + "1" + ")" * 60,
        "]1.." * 60,
        "[1.." * 60 + "1",
        "1 in (" * 60 + "1",
        "-" * 5_000 + "1",
        "9 ** 9 ** 9 ** 9",
        "10 ** 6000 * 10 ** 6000",
        "for a in 1..9999, b in 1..9999, c in 1..9999 return 1",
        "some a in 1..9999, b in 1..9999, c in 1..9999 satisfies false",
        'matches("' + "a" * 5_000 + '", "(a*)*b")',
        "1" * 70_000,
        "{f: function(n) f(n)}.f(1)",
    ],
)
def test_nothing_takes_long_or_falls(expression: str) -> None:
    begin = time.process_time()
    with contextlib.suppress(Mistake):
        compile_text(expression).run({})
    assert time.process_time() - begin < 10


ALPHABET = st.sampled_from(
    ["1", "2.5", '"文"', "null", "true", "x", "[", "]", "(", ")", "{", "}", ",", ":", "..", "+",
     "-", "*", "/", "**", "=", "<", "and", "or", "in", "if", "then", "else", "for", "return",
     "some", "satisfies", "between", "instance", "of", "number", "date", '@"2026-01-01"', ".",
     "function", "sum", "item", " "]
)  # fmt: skip


@given(st.lists(ALPHABET, max_size=14).map(" ".join))
def test_any_text_is_a_value_or_a_mistake(expression: str) -> None:
    try:
        outcome = compile_text(expression).run({"x": [Decimal(1), "a", None]})
    except Mistake as found:
        mistake = found
    else:
        mistake = Mistake("", 0)
        text(outcome.value)
    assert 0 <= mistake.at <= len(expression)


NUMBERS = st.decimals(-(10**9), 10**9, places=4, allow_nan=False)


@given(NUMBERS, NUMBERS, NUMBERS)
def test_arithmetic_is_decimal(a: Decimal, b: Decimal, c: Decimal) -> None:
    scope = {"a": a, "b": b, "c": c}
    assert compile_text("a + b - b = a").run(scope).value is True
    assert compile_text("(a + b) * c = a * c + b * c").run(scope).value is True
