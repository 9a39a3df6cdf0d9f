"""Changes bytes of examples: the same changes for the same seed."""

from __future__ import annotations

import os
import random
import resource
import time
from collections.abc import Callable, Iterator, Sequence

FULL = bool(os.environ.get("FAIRWAY_FULL"))
GROWTH = 256 * 1024 * 1024
"""The most memory that all examples of a test may add to the process."""
MOST_S = 5.0
"""The longest that one example may take, on a computer that does other things too."""
WORDS = [
    b"\xff" * 4, b"\x00" * 8, b"\x7f\xff\xff\xff", b"\xc1", b"\xdd\xff\xff\xff\xff",
    b"\xdf\xff\xff\xff\xff", b"\xc6\xff\xff\xff\xff", b"\xdb\x7f\xff\xff\xff", b"\x91" * 2_000,
    b"\xed\xa0\x80", "\u202e\u0000".encode(), "𠀀".encode(), b"&lol;", b"=cmd|' /C calc'!A0",
    b"<!DOCTYPE a [<!ENTITY b 'b'>]>", b"[[[[" * 400, b'{"a":' * 400, b"99999999999999999999",
    b"-1", b"1e400", b"NaN", b"PT99999999999H", b"0000-00-00",
]  # fmt: skip


def changed(
    examples: Sequence[bytes], count: int, seed: int | str, most: int = 4
) -> Iterator[bytes]:
    """Examples with one to `most` changes each."""
    chance = random.Random(seed)
    for _ in range(count):
        data = bytearray(chance.choice(examples))
        for _ in range(chance.randint(1, most)):
            _change(data, chance, examples)
        yield bytes(data)


def _change(data: bytearray, chance: random.Random, examples: Sequence[bytes]) -> None:
    at = chance.randrange(len(data) + 1)
    end = min(len(data), at + chance.choice((1, 2, 8, 64, 1_000)))
    match chance.randrange(7):
        case 0 if at < len(data):
            data[at] ^= 1 << chance.randrange(8)
        case 1 if at < len(data):
            data[at] = chance.randrange(256)
        case 2:
            data[at:at] = chance.choice(WORDS)
        case 3:
            del data[at:end]
        case 4:
            data[at:at] = data[at:end] * chance.randint(1, 40)
        case 5:
            other = chance.choice(examples)
            start = chance.randrange(len(other) + 1)
            data[at:end] = other[start : start + chance.choice((4, 32, 400))]
        case _:
            del data[at:]


def bounded(
    work: Callable[[bytes], object], inputs: Iterator[bytes], named: tuple[type[BaseException], ...]
) -> tuple[int, int]:
    """Feed every input; only these failures may come. The answer: (taken, refused)."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    taken = refused = 0
    for data in inputs:
        begun = time.thread_time()
        try:
            work(data)
            taken += 1
        except named:
            refused += 1
        except BaseException as error:
            raise AssertionError(f"{error!r} of {data[:4_000]!r}") from error
        spent = time.thread_time() - begun
        assert spent < MOST_S, (spent, data[:4_000])
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024
    assert grown < GROWTH, grown
    return taken, refused
