"""The hybrid clock never goes back and never refuses; the hub holds it to its own time."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.model.clock import AHEAD_LIMIT_MS, Clock, held, ms_of, pack
from tests.fakes.clock import FrozenClock

DAY = 24 * 3600 * 1000


@given(st.lists(st.integers(-10 * DAY, 10 * DAY), max_size=100), st.integers(-DAY, DAY))
def test_stamps_rise_whatever_the_wall_clock_does(jumps: list[int], offset: int) -> None:
    wall = FrozenClock()
    clock = Clock(wall, offset_ms=offset)
    made: list[int] = []
    for jump in jumps:
        wall.ms += jump
        made.append(clock.tick())
    assert made == sorted(set(made))


@given(st.integers(0, 2**63), st.integers(0, 2**47))
def test_a_stamp_follows_every_stamp_that_was_seen(other: int, now: int) -> None:
    clock = Clock(FrozenClock(now))
    clock.saw(other)
    assert clock.tick() > other
    assert clock.last >= pack(now)


def test_a_stamp_that_was_seen_earlier_does_not_turn_the_clock_back() -> None:
    clock = Clock(FrozenClock(1_000))
    first = clock.tick()
    clock.saw(pack(10))
    assert clock.tick() > first


def test_a_full_counter_goes_on_in_the_next_millisecond() -> None:
    clock = Clock(FrozenClock(1_000), last=pack(1_000, 0xFFFF))
    assert clock.tick() == pack(1_001)
    assert ms_of(clock.last) == 1_001


def test_many_ticks_in_a_standing_millisecond_never_refuse() -> None:
    clock = Clock(FrozenClock(1_000))
    made = [clock.tick() for _ in range(70_000)]
    assert made[-1] - made[0] == 69_999


def test_a_clock_before_1970_still_ticks() -> None:
    clock = Clock(FrozenClock(-5))
    assert 0 < clock.tick() < clock.tick()


def test_what_the_hub_told_corrects_the_wall_clock() -> None:
    clock = Clock(FrozenClock(1_000), offset_ms=500)
    assert clock.now_ms() == 1_500
    assert ms_of(clock.tick()) == 1_500


@given(st.integers(0, 2**62), st.integers(0, 2**40))
def test_the_hub_holds_a_stamp_to_ten_minutes_ahead(stamp: int, hub_ms: int) -> None:
    kept = held(stamp, hub_ms)
    assert kept <= stamp
    assert kept <= pack(hub_ms + AHEAD_LIMIT_MS)
    assert kept == stamp or stamp > pack(hub_ms + AHEAD_LIMIT_MS)


@given(st.integers(0, 2**47), st.integers(0, 0xFFFF))
def test_a_stamp_has_its_millisecond(ms: int, counter: int) -> None:
    assert ms_of(pack(ms, counter)) == ms
    assert pack(ms, counter) < pack(ms + 1)
