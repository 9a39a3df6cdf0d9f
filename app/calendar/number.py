"""Small numbers as Chinese writes them, and full-width signs as plain ones."""

from __future__ import annotations

DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
PATTERN = r"(?:\d{1,3}|[一二两三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九])"
MINUTES = (
    r"(?:\d{2}(?!\d)|[二三四五]?十(?:[一二三四五六七八九]|(?![一二三四五六七八九]))|[零〇][一二三四五六七八九]"
    r"|(?:\d|[一二两三四五六七八九])(?=分(?!钟)))"
)
"""Minutes behind 点; a single figure only with 分 (3点5个 holds none)."""
_PLAIN = {0xFF10 + n: ord("0") + n for n in range(10)} | {
    0xFF1A: ord(":"),
    0xFF0F: ord("/"),
    0xFF0E: ord("."),
    0xFF0D: ord("-"),
}
"""Full-width digits, colon, slash, stop and hyphen."""


def number(text: str) -> int:
    """0 to 99 in Chinese (零五 is 5), or plain digits."""
    if text.isdigit():
        return int(text)
    tens, ten, ones = text.partition("十")
    if not ten:
        return DIGITS[tens[-1]]
    return (DIGITS[tens] if tens else 1) * 10 + (DIGITS[ones] if ones else 0)


def plain(text: str) -> str:
    """The text with full-width digits and signs made plain; every character keeps its place."""
    return text.translate(_PLAIN)
