"""Canonical bytes: one value, one spelling; hashes seal what was before."""

from __future__ import annotations

import contextlib

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.model import codec
from app.model.change import Body, Cell, Kind, Op, Part
from app.model.errors import Refused

Numbers = st.integers(-(2**63), 2**63 - 1)
Values = st.none() | Numbers | st.text(max_size=20) | st.binary(max_size=20)
Refs = st.integers(0, 2**40) | st.tuples(st.binary(min_size=16, max_size=16), st.integers(1, 99))
Cells = st.builds(
    Cell,
    st.integers(1, 50),
    st.lists(Values, min_size=1, max_size=3).map(tuple),
    st.none() | st.lists(Refs, max_size=3).map(tuple),
)
Ops = st.builds(
    Op,
    st.sampled_from([int(k) for k in Kind]),
    st.integers(1, 99),
    st.binary(min_size=16, max_size=16),
    st.lists(Cells, max_size=3).map(tuple),
    st.lists(Refs, max_size=3).map(tuple),
)
Bodies = st.builds(
    Body,
    st.integers(1, 9),
    st.integers(0, 2**62),
    st.text(max_size=20),
    st.integers(1, 6),
    st.lists(st.builds(Part, st.text(max_size=9), st.lists(Ops, max_size=3).map(tuple))).map(tuple),
)


@given(Bodies)
def test_a_body_reads_back_and_is_written_the_same_again(body: Body) -> None:
    data = codec.encode(body)
    assert codec.decode_body(data) == body
    assert codec.encode(codec.decode_body(data)) == data


@given(Bodies, st.integers(0, 400), st.integers(0, 255))
def test_a_broken_body_is_refused_by_name_or_read_whole(body: Body, at: int, byte: int) -> None:
    data = bytearray(codec.encode(body))
    data[at % len(data)] = byte
    for broken in (bytes(data), bytes(data[: at % len(data)])):
        # Anything but Refused travels up and fails.
        with contextlib.suppress(Refused):
            assert isinstance(codec.decode_body(broken), Body)


@pytest.mark.parametrize("data", [b"", b"\xc1", b"\x00", b"\x91" * 3_000, codec.encode([1, "x"])])
def test_what_is_no_body_is_refused_by_name(data: bytes) -> None:
    with pytest.raises(Refused, match="could not be read"):
        codec.decode_body(data)
    with pytest.raises(Refused, match="could not be read"):
        codec.decode_as(Body, data)


def test_types_are_strict() -> None:
    with pytest.raises(Refused):
        codec.decode_as(int, codec.encode("1"))
    with pytest.raises(Refused):
        codec.decode_as(dict[str, str], codec.encode({"a": 1}))


@given(st.dictionaries(st.integers(1, 60), Values, max_size=9), st.randoms())
def test_an_image_has_one_spelling_and_leaves_out_what_is_empty(
    image: dict[int, object], random: object
) -> None:
    keys = list(image)
    random.shuffle(keys)  # type: ignore[attr-defined]
    data = codec.encode_image({no: image[no] for no in keys})  # type: ignore[misc]
    assert data == codec.encode_image(image)  # type: ignore[arg-type]
    assert codec.decode_image(data) == {no: v for no, v in image.items() if v is not None}


def test_numbers_are_as_short_as_they_can_be() -> None:
    assert [len(codec.encode(n)) for n in (0, 127, 128, 2**16, 2**32)] == [1, 1, 2, 5, 9]


@given(st.lists(st.tuples(st.integers(1, 9), st.binary(max_size=30)), min_size=1, max_size=6))
def test_the_chain_seals_every_body_its_number_and_its_order(
    links: list[tuple[int, bytes]],
) -> None:
    def sealed(parts: list[tuple[int, bytes]], replica: bytes = b"r" * 16) -> bytes:
        end = codec.ZERO_HASH
        for n, body in parts:
            end = codec.chain(end, replica, n, body)
        return end

    end = sealed(links)
    assert len(end) == codec.HASH_SIZE
    first, *rest = links
    others = [
        [(first[0] + 1, first[1]), *rest],
        [(first[0], first[1] + b"!"), *rest],
        rest,
        [*links, links[-1]],
    ]
    assert end not in {sealed(other) for other in others}
    assert end != sealed(links, b"s" * 16)


@given(st.lists(st.integers(0, codec.LANE - 1), max_size=20), st.randoms())
def test_lanes_sum_in_any_order_within_64_bits(lanes: list[int], random: object) -> None:
    total = 0
    for lane in lanes:
        total = codec.signed(total + lane)
    random.shuffle(lanes)  # type: ignore[attr-defined]
    again = 0
    for lane in lanes:
        again = codec.signed(again + lane)
    assert again == total == codec.signed(sum(lanes))
    assert -(2**63) <= total < 2**63
    for lane in lanes:
        total = codec.signed(total - lane)
    assert total == 0


def test_the_lanes_of_a_row_depend_on_all_of_it() -> None:
    one = codec.row_lanes(1, b"r" * 16, b"state")
    assert all(0 <= lane < codec.LANE for lane in one)
    others = [
        codec.row_lanes(2, b"r" * 16, b"state"),
        codec.row_lanes(1, b"s" * 16, b"state"),
        codec.row_lanes(1, b"r" * 16, b"State"),
    ]
    assert one not in others


def test_an_operation_of_one_field_is_small() -> None:
    op = Op(int(Kind.SET), 12, b"r" * 16, (Cell(10, (60,)),))
    assert len(codec.encode(op)) <= 30


def test_a_fingerprint_is_text_of_the_parts() -> None:
    assert codec.fingerprint([b"a", b"b"]) == codec.digest(b"ab").hex()
    with pytest.raises(msgspec.MsgspecError):
        codec.decode_image(b"\xc1")
