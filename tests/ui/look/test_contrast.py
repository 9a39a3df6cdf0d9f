"""Every pair of ink and ground that the kit uses can be read: 4.5 to 1, signs 3 to 1."""

from __future__ import annotations

import json

import pytest

import resources

GROUNDS = ("app", "surface", "raised", "sunken", "hover", "selected")
INKS = ("text", "text2", "accent", "danger", "warn", "success")
PAIRS = [
    *((ink, ground, 4.5) for ink in ("text", "text2") for ground in GROUNDS),
    *((ink, ground, 4.5) for ink in INKS for ground in ("app", "surface", "raised")),
    *((ink, f"{ink}_tint", 4.5) for ink in ("accent", "danger", "warn", "success")),
    ("on_fill", "fill", 4.5),
    ("on_fill", "fill_hover", 4.5),
    ("on_fill", "fill_press", 4.5),
    ("text2", "neutral", 4.5),
    *((f"avatar{n}_text", f"avatar{n}", 4.5) for n in range(5)),
    *((sign, "surface", 3.0) for sign in ("ring", "strong", "fill", "progress")),
    ("text3", "surface", 3.0),
]


def luminance(color: str) -> float:
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_ink_can_be_read_on_its_ground(theme: str) -> None:
    tokens = json.loads(resources.path("themes", f"{theme}.json").read_text("utf-8"))
    low = {
        f"{ink} on {ground}": round(contrast(tokens[ink], tokens[ground]), 2)
        for ink, ground, least in PAIRS
        if contrast(tokens[ink], tokens[ground]) < least
    }
    assert low == {}


def test_black_on_white_is_twenty_one_to_one() -> None:
    assert round(contrast("#000000", "#ffffff"), 1) == 21.0
