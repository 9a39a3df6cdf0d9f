"""What an editor offers at the cursor."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.expr import lattice
from app.expr.complete import call_at, complete

NAMES = {
    "预算": lattice.NUMBER,
    "总 预算": lattice.NUMBER,
    "活动日": lattice.DATE,
    "明细": lattice.list_of(lattice.context_of([("金额", lattice.NUMBER)])),
}


def offered(text: str) -> list[tuple[str, str, str]]:
    """(kind, name, the text as it is with the first ones chosen)."""
    found = complete(text, len(text), NAMES)[:3]
    return [(c.kind, c.name, text[: c.start] + c.text + text[c.end :]) for c in found]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("预", ("field", "预算", "预算")),
        ("1 + 总", ("field", "总 预算", "1 + `总 预算`")),
        ("`总", ("field", "总 预算", "`总 预算`")),
        ("sum(明细.", ("entry", "金额", "sum(明细.金额")),
        ("明细[金额 > 5].金", ("entry", "金额", "明细[金额 > 5].金额")),
        ("活动日.ye", ("entry", "year", "活动日.year")),
        ("求", ("function", "求和", "求和()")),
        ("string l", ("function", "string length", "string length()")),
        ("1 bet", ("word", "between", "1 between ")),
    ],
)
def test_what_fits(text: str, first: tuple[str, str, str]) -> None:
    assert offered(text)[0] == first


@pytest.mark.parametrize("text", ['"预', "// 预", '1 + "a', "明细.x", "预算.."])
def test_nothing_within_a_text_or_where_nothing_fits(text: str) -> None:
    assert all(kind != "field" for kind, _, _ in offered(text) if text != "预算..")
    assert text == "预算.." or not offered(text)


def test_functions_come_with_their_arguments_and_help() -> None:
    choice = complete("substr", 6, {})[0]
    assert choice.detail == "substring(string, start position, length?)"
    assert choice.help is not None
    assert choice.caret == -1


def test_callers_match_in_their_own_way() -> None:
    initials = {"预算": "ys"}
    found = complete("ys", 2, NAMES, lambda typed, name: initials.get(name) == typed)
    assert [choice.name for choice in found] == ["预算"]


def test_which_argument_the_cursor_is_at() -> None:
    found = call_at('1 + substring("a,(b", max(1, 2), ', 33)
    assert found is not None
    assert (found[0].name, found[1]) == ("substring", 2)
    assert call_at("(1 + ", 5) is None
    assert call_at("求和(", 3) is not None


@given(st.text(st.sampled_from('预算明细.`"()[]{},+ 1a\\/*@\n'), max_size=14), st.integers(0, 14))
def test_any_text_and_cursor(text: str, cursor: int) -> None:
    for choice in complete(text, min(cursor, len(text)), NAMES):
        assert 0 <= choice.start <= choice.end <= len(text)
    call_at(text, min(cursor, len(text)))
