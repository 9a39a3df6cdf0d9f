"""Order keys lie between their neighbours and stay short."""

from __future__ import annotations

from bisect import insort
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.model import order
from app.model.order import DIGITS, JITTER, between, spread
from tests.fakes.chance import SeededBytes

Places = st.lists(st.floats(0, 1, exclude_max=True), max_size=60)


def neighbours(keys: list[str], place: int) -> tuple[str, str]:
    return (keys[place - 1] if place else "", keys[place] if place < len(keys) else "")


@given(Places, st.integers())
def test_a_key_lies_between_its_neighbours(places: list[float], seed: int) -> None:
    chance = SeededBytes(seed)
    keys: list[str] = []
    for at in places:
        low, high = neighbours(keys, int(at * (len(keys) + 1)))
        key = between(low, high, chance)
        assert low < key
        assert not high or key < high
        assert set(key) <= set(DIGITS)
        assert not key.endswith(DIGITS[0])
        insort(keys, key)
    assert len(set(keys)) == len(keys)


@given(Places, st.integers(), st.integers(0, 120))
def test_spread_gives_rising_keys_between_two(places: list[float], seed: int, count: int) -> None:
    chance = SeededBytes(seed)
    keys: list[str] = []
    for at in places[:10]:
        insort(keys, between(*neighbours(keys, int(at * (len(keys) + 1))), chance))
    low, high = neighbours(keys, len(keys) // 2)
    made = spread(low, high, count, chance)
    assert len(made) == count
    whole = [low, *made, *([high] if high else [])]
    assert all(a < b for a, b in pairwise(whole))
    assert not any(key.endswith(DIGITS[0]) for key in made)


def test_keys_grow_slowly_over_two_thousand_random_inserts() -> None:
    random, chance = Random(7), SeededBytes(7)
    keys: list[str] = []
    for _ in range(2_000):
        keys.insert(
            place := random.randrange(len(keys) + 1),
            between(*neighbours(keys, place), chance),
        )
    assert keys == sorted(set(keys))
    assert max(map(len, keys)) <= 40
    assert sum(map(len, keys)) / len(keys) <= 16


def test_two_thousand_rows_at_the_end_of_a_list_stay_under_the_limit_of_the_field() -> None:
    chance, last = SeededBytes(1), ""
    for _ in range(2_000):
        key = between(last, "", chance)
        assert key > last
        last = key
        if len(last) > order.REBALANCE_AT:
            last = spread("", "", 1, chance)[0]
    assert len(last) <= order.REBALANCE_AT


def test_a_spread_of_ten_thousand_stays_short() -> None:
    made = spread("", "", 10_000, SeededBytes())
    assert made == sorted(set(made))
    assert max(map(len, made)) <= 5


@pytest.mark.parametrize(("low", "high"), [("b", "a"), ("a", "a")])
def test_neighbours_in_the_wrong_order_leave_the_end_open(low: str, high: str) -> None:
    assert between(low, high, SeededBytes()) > low
    assert all(key > low for key in spread(low, high, 3, SeededBytes()))


def test_nothing_to_spread() -> None:
    assert spread("", "", 0, SeededBytes()) == []


@pytest.mark.parametrize(("low", "high"), [("", "1"), ("", "01"), ("", "001"), ("V", "V1")])
def test_there_is_room_before_the_lowest_keys(low: str, high: str) -> None:
    assert low < between(low, high, SeededBytes()) < high
    assert all(low < key < high for key in spread(low, high, 5, SeededBytes()))


def test_two_devices_that_insert_at_one_place_do_not_meet() -> None:
    one = between("A", "B", SeededBytes(1))
    two = between("A", "B", SeededBytes(2))
    assert one != two
    assert one[:-JITTER] == two[:-JITTER]


def test_a_key_of_strange_signs_does_not_break_the_list() -> None:
    assert between("~", "", SeededBytes()) > ""
