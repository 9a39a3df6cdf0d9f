"""Canonical bytes of transactions and row states, and the hashes made of them."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b
from typing import TypeVar

import msgspec

from app.model.change import Body, Value
from app.model.errors import Refused

HASH_SIZE = 16
ZERO_HASH = bytes(HASH_SIZE)
LANE = 1 << 64

_encoder = msgspec.msgpack.Encoder()
_body_decoder = msgspec.msgpack.Decoder(Body)
_image_decoder = msgspec.msgpack.Decoder(dict[int, Value])

T = TypeVar("T")


def encode(value: object) -> bytes:
    """Msgpack with the shortest numbers; maps keep the order in which they were made."""
    return _encoder.encode(value)


def decode_as(kind: type[T], data: bytes) -> T:
    """Strictly typed decoding; anything else is refused by name."""
    try:
        return msgspec.msgpack.decode(data, type=kind, strict=True)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
        raise Refused("invalid", "A message could not be read: {why}", why=error) from error


def decode_body(data: bytes) -> Body:
    """A transaction from its canonical bytes."""
    try:
        return _body_decoder.decode(data)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
        raise Refused("invalid", "A message could not be read: {why}", why=error) from error


def encode_image(image: dict[int, Value]) -> bytes:
    """The values of a row by field number; empty fields are left out."""
    return _encoder.encode({no: image[no] for no in sorted(image) if image[no] is not None})


def decode_image(data: bytes) -> dict[int, Value]:
    """The values of a row by field number."""
    return _image_decoder.decode(data)


def digest(*parts: bytes) -> bytes:
    """blake2b with 128 bits over the parts in order."""
    state = blake2b(digest_size=HASH_SIZE)
    for part in parts:
        state.update(part)
    return state.digest()


def chain(previous: bytes, replica: bytes, n: int, body: bytes) -> bytes:
    """The hash of transaction n of a replica, which seals all before it."""
    return digest(previous, replica, n.to_bytes(8, "big"), body)


def row_lanes(table: int, row: bytes, state: bytes) -> tuple[int, int]:
    """Two 64-bit lanes of a row's state; summed per bucket they make its checksum."""
    code = blake2b(table.to_bytes(4, "big") + row + state, digest_size=16).digest()
    return int.from_bytes(code[:8], "big"), int.from_bytes(code[8:], "big")


def signed(lane: int) -> int:
    """A lane as the signed 64-bit number that databases keep."""
    lane %= LANE
    return lane - LANE if lane >= LANE >> 1 else lane


def fingerprint(parts: Iterable[bytes]) -> str:
    """A short text of a hash, for people and for `doctor`."""
    return digest(*parts).hex()
