"""Small numbers as Chinese writes them, and full-width signs as plain ones."""

from __future__ import annotations

DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
PATTERN = r"(?:\d{1,3}|[一二两三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九])"
_PLAIN = {0xFF10 + n: ord("0") + n for n in range(10)} | {
    0xFF1A: ord(":"),
    0xFF0F: ord("/"),
    0xFF0E: ord("."),
    0xFF0D: ord("-"),
}
"""Full-width digits, colon, slash, stop and hyphen."""


def number(text: str) -> int:
    """1 to 99 in Chinese, or plain digits."""
    if text.isdigit():
        return int(text)
    tens, ten, ones = text.partition("十")
    if not ten:
        return DIGITS[tens]
    return (DIGITS[tens] if tens else 1) * 10 + (DIGITS[ones] if ones else 0)


def plain(text: str) -> str:
    """The text with full-width digits and signs made plain; every character keeps its place."""
    return text.translate(_PLAIN)
