"""Slices of what comes in: nothing is lost or turned round, and none is long while people work."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sync.merge import GOAL_S, LEAST_OPS, MOST_OPS, SLICE_BYTES, Pace, slices

ITEMS = st.lists(st.tuples(st.integers(1, 900), st.integers(1, 60_000)), max_size=60)
TIMES = st.lists(st.floats(0, 0.1), max_size=60)


@given(ITEMS, TIMES)
def test_slices_are_the_items_in_their_order(
    items: list[tuple[int, int]], times: list[float]
) -> None:
    pace, found, took = Pace(), list[list[tuple[int, int]]](), iter(times)
    for part in slices(items, lambda item: item, pace):
        found.append(part)
        most = pace.most
        assert len(part) == 1 or sum(ops for ops, _ in part) <= most
        assert len(part) == 1 or sum(size for _, size in part) <= SLICE_BYTES
        pace.took(next(took, 0.0))
        assert LEAST_OPS <= pace.most <= MOST_OPS
    assert [item for part in found for item in part] == items


def test_it_grows_while_slices_are_quick_and_halves_when_one_is_long() -> None:
    pace = Pace()
    for _ in range(100):
        pace.took(GOAL_S / 10)
    assert pace.most == MOST_OPS
    pace.took(GOAL_S * 2)
    assert pace.most == MOST_OPS // 2
    for _ in range(100):
        pace.took(GOAL_S * 2)
    assert pace.most == LEAST_OPS
