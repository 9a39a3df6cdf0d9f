"""Slices of what comes in: nothing is lost or turned round, and none is long while people work."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.model import codec
from app.model.errors import Unavailable
from sync.merge import GOAL_S, LEAST_OPS, MOST_OPS, SLICE_BYTES, Pace, read_page, slices
from sync.protocol import Page

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


def page_of(*seqs: int) -> Page:
    """A page whose chain fits its entries, whatever their numbers."""
    raw = [codec.encode((seq, b"r" * 16, seq, 0, 0, 1, "", ())) for seq in seqs]
    chain = codec.ZERO_HASH
    for entry in raw:
        chain = codec.digest(chain, entry)
    return Page("org", seqs[-1], chain, tuple(raw))


def test_a_page_follows_where_the_reader_stands() -> None:
    entries = read_page(page_of(1, 2, 3), 0, codec.ZERO_HASH)
    assert [entry.seq for entry, _ in entries] == [1, 2, 3]


@pytest.mark.parametrize("seqs", [(1, 3), (2, 3), (1, 1), (2, 1), (1, 2, 4)])
def test_a_page_with_a_hole_is_refused_even_where_its_chain_fits(seqs: tuple[int, ...]) -> None:
    with pytest.raises(Unavailable):
        read_page(page_of(*seqs), 0, codec.ZERO_HASH)
