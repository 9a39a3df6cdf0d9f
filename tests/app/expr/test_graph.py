"""Formulas that wait for each other: order, reach, circles, and what is run again."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from app.expr.graph import graph, named
from app.expr.values import Value

BUDGET = {
    "合计": "sum(明细.金额)",
    "税": "合计 * 0.06",
    "总额": "合计 + 税",
    "超出": "总额 > 预算",
}


def test_the_order_and_what_a_change_reaches() -> None:
    found = graph(BUDGET)
    assert found.order == ("合计", "税", "总额", "超出")
    assert found.reached(["预算"]) == ("超出",)
    assert found.reached(["明细"]) == found.order
    assert found.circle() == ()


def test_only_what_moved_is_run_again() -> None:
    found = graph(BUDGET)
    scope: dict[str, Value] = {"明细": [{"金额": Decimal(100)}], "预算": Decimal(200)}
    scope |= found.settled(scope)
    assert scope["总额"] == Decimal(106)
    assert scope["超出"] is False
    assert found.settled(scope | {"预算": Decimal(50)}, ["预算"]) == {"超出": True}
    same_sum = scope | {"明细": [{"金额": Decimal(40)}, {"金额": Decimal(60)}]}
    assert found.settled(same_sum, ["明细"]) == {}


def test_a_circle_is_named_with_its_path() -> None:
    found = graph({"a": "b + 1", "b": "c + 1", "c": "a + x", "d": "c", "e": "x"})
    assert found.order == ("e",)
    assert set(found.stuck) == {"a", "b", "c", "d"}
    path = found.circle()
    assert path[0] == path[-1]
    assert set(path) == {"a", "b", "c"}
    assert named(path, str.upper).count("→") == 3


def test_a_formula_that_names_itself() -> None:
    assert graph({"a": "a + 1"}).circle() == ("a", "a")


def test_a_long_chain_is_no_deep_one() -> None:
    chain = {f"f{n}": f"f{n - 1} + 1" for n in range(1, 3_000)}
    found = graph(chain)
    assert len(found.reached(["f0"])) == 2_999
    assert found.settled({"f0": Decimal(0)})["f2999"] == 2_999


@given(st.dictionaries(st.integers(0, 7), st.sets(st.integers(0, 7), max_size=3), max_size=8))
def test_each_comes_behind_what_it_needs(shape: dict[int, set[int]]) -> None:
    formulas = {f"f{n}": " + ".join(["1", *(f"f{m}" for m in of)]) for n, of in shape.items()}
    found = graph(formulas)
    assert set(found.order) | set(found.stuck) == set(formulas)
    assert bool(found.stuck) == bool(found.circle())
    for place, name in enumerate(found.order):
        assert not set(found.order[place:]) & found.needs(name)
