"""Fractional index: a text key between two others, so that a move is one change of one row."""

from __future__ import annotations

from collections.abc import Callable

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
BASE = len(DIGITS)
JITTER = 3
REBALANCE_AT = 60
_VALUE = {digit: number for number, digit in enumerate(DIGITS)}


def between(low: str, high: str, random_bytes: Callable[[int], bytes]) -> str:
    """A key after `low` and before `high` ("" = open end), with a few random digits.

    The random tail keeps two devices that insert at the same place apart; the row id
    breaks what ties are left. Keys never end in the lowest digit, so there is always room.
    """
    if high and low >= high:
        high = ""
    key = _middle(low, high)
    tail = "".join(DIGITS[1 + b % (BASE - 1)] for b in random_bytes(JITTER))
    return key + tail


def spread(low: str, high: str, count: int, random_bytes: Callable[[int], bytes]) -> list[str]:
    """`count` rising keys between two others, evenly enough to stay short."""
    if high and low >= high:
        high = ""
    if count <= 0:
        return []
    width = 1
    while BASE**width < (count + 1) * 4:
        width += 1
    stem = _middle(low, high) if low or high else ""
    step = BASE**width // (count + 1)
    tails = random_bytes(count)
    return [
        stem + _fixed(step * (i + 1), width) + DIGITS[1 + tails[i] % (BASE - 1)]
        for i in range(count)
    ]


def _fixed(number: int, width: int) -> str:
    digits: list[str] = []
    for _ in range(width):
        number, rest = divmod(number, BASE)
        digits.append(DIGITS[rest])
    return "".join(reversed(digits))


def _middle(low: str, high: str) -> str:
    """The short key in the middle; digit by digit, as in long division."""
    key = ""
    place = 0
    bounded = bool(high)
    while True:
        a = _VALUE.get(low[place], 0) if place < len(low) else 0
        bounded = bounded and place < len(high)
        b = _VALUE.get(high[place], BASE) if bounded else BASE
        if b - a > 1:
            return key + DIGITS[(a + b) // 2]
        key += DIGITS[a]
        if b - a == 1:
            bounded = False
        place += 1
