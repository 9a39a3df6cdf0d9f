"""Ids rise with time, are RFC 9562 version 7, and are found by their prefixes."""

from __future__ import annotations

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.model import ids
from app.model.ids import Ids
from tests.fakes.chance import SeededBytes, seeded_ids
from tests.fakes.clock import FrozenClock


@given(st.lists(st.integers(-5_000, 5_000), min_size=1, max_size=200), st.integers())
def test_ids_rise_whatever_the_wall_clock_does(jumps: list[int], seed: int) -> None:
    clock = FrozenClock()
    maker = seeded_ids(seed, clock)
    made: list[bytes] = []
    for jump in jumps:
        clock.ms += jump
        made.append(maker.new())
    assert made == sorted(set(made))


@given(st.integers(0, 2**48 - 1), st.integers())
def test_ids_have_the_version_the_variant_and_the_time_of_rfc_9562(ms: int, seed: int) -> None:
    made = uuid.UUID(bytes=seeded_ids(seed, FrozenClock(ms)).new())
    assert made.version == 7
    assert made.variant == uuid.RFC_4122
    assert made.int >> 80 == ms


def test_more_ids_than_a_millisecond_holds_borrow_from_the_next() -> None:
    maker = Ids(FrozenClock(1_000), SeededBytes())
    made = [maker.new() for _ in range(5_000)]
    assert made == sorted(set(made))
    assert {uuid.UUID(bytes=row).version for row in made} == {7}
    assert uuid.UUID(bytes=made[-1]).int >> 80 == 1_001


def test_two_devices_in_the_same_millisecond_make_different_ids() -> None:
    clock = FrozenClock()
    assert Ids(clock, SeededBytes(1)).new() != Ids(clock, SeededBytes(2)).new()


@given(st.binary(min_size=16, max_size=16))
def test_the_text_of_an_id_reads_back(row: bytes) -> None:
    text = ids.text_of(row)
    assert ids.parse(text) == row
    assert ids.parse(f"  {text.upper().replace('-', '')} ") == row
    assert ids.is_id(text)


@pytest.mark.parametrize("text", ["", "x" * 32, "0" * 31, "0" * 33, "not an id", "０" * 32])
def test_what_is_no_id_is_not_read_as_one(text: str) -> None:
    assert ids.parse(text) is None
    assert not ids.is_id(text)


def test_other_bytes_are_written_as_hex() -> None:
    assert ids.text_of(b"\x01\xff") == "01ff"


@given(st.binary(min_size=16, max_size=16), st.integers(8, 32))
def test_an_id_lies_in_the_range_of_each_of_its_prefixes(row: bytes, length: int) -> None:
    span = ids.prefix_range(row.hex()[:length])
    assert span is not None
    assert span[0] <= row <= span[1]
    assert span[0].hex()[:length] == span[1].hex()[:length] == row.hex()[:length]


@pytest.mark.parametrize("text", ["", "0123456", "0" * 33, "0123456g", "'; drop table"])
def test_short_long_and_strange_prefixes_find_nothing(text: str) -> None:
    assert ids.prefix_range(text) is None


def test_the_wall_clock_is_in_milliseconds() -> None:
    assert ids.wall_ms() > 1_700_000_000_000
