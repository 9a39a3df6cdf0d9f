"""How a title sounds: pinyin and initials of every run of characters, with all readings."""

from __future__ import annotations

import re
from itertools import islice, product

from pypinyin import Style, pinyin

_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0002fa1f]+")
MAX_RUN = 8
MAX_READINGS = 6
MAX_COMBINATIONS = 48
MAX_SUFFIXES = 64


def sounds_of(title: str) -> str:
    """Words for a prefix search: for each character on, initials and full pinyin.

    主视觉 gives zsj, zhushijue, zhushijiao, sj, shijue, ...; a query is a prefix of one.
    """
    words: set[str] = set()
    starts = 0
    for run in _HAN.findall(title):
        readings = [_readings(char) for char in run]
        for start in range(len(run)):
            starts += 1
            if starts > MAX_SUFFIXES:
                return " ".join(sorted(words))
            part = readings[start : start + MAX_RUN]
            for combination in islice(product(*part), MAX_COMBINATIONS):
                words.add("".join(combination))
                words.add("".join(sound[0] for sound in combination))
    return " ".join(sorted(words))


def _readings(char: str) -> list[str]:
    found = pinyin(char, style=Style.NORMAL, heteronym=True, errors="ignore")
    sounds = [s.replace("ü", "v") for s in found[0]] if found else []
    plain = [s for s in dict.fromkeys(sounds) if s.isascii() and s.isalpha()]
    return plain[:MAX_READINGS] or ["x"]
