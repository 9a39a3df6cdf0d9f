"""What a few typed letters find in a title: the words, their pinyin, its initials. No Qt."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_TOKEN = re.compile(r"[\u3400-\u9fff\U00020000-\U0002fa1f]|[^\W_\u3400-\u9fff]+")
DOUBLE = ("zh", "ch", "sh")
"""Initials of two letters; their first letter alone counts too."""
MAX_READINGS = 6
MAX_LETTERS = 32


@dataclass(frozen=True, slots=True)
class Match:
    """How well it fits, from 0 to 100, and which characters: (start, end) pairs in order."""

    score: float
    marks: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class _Token:
    start: int
    end: int
    sounds: tuple[str, ...]
    is_han: bool


def match(query: str, text: str) -> Match | None:
    """Where every word of the query stands in the text; None where one does not."""
    terms = query.casefold().split()
    if not terms:
        return Match(0)
    found = [_term(term, text) for term in terms]
    if None in found:
        return None
    held = [one for one in found if one is not None]
    marks = sorted({mark for one in held for mark in one.marks})
    return Match(min(one.score for one in held), _joined(marks))


def warm() -> None:
    """Load the readings, so that the first letter does not wait for them."""
    readings("航")


@lru_cache(maxsize=30_000)
def readings(char: str) -> tuple[str, ...]:
    """The pinyin of a character, its most usual reading first."""
    # Slow to import (0.2 s), and not needed before somebody types a Latin letter.
    from pypinyin import Style, pinyin  # noqa: PLC0415

    found = pinyin(char, style=Style.NORMAL, heteronym=True, errors="ignore")
    sounds = [sound.replace("ü", "v") for sound in found[0]] if found else []
    plain = [sound for sound in dict.fromkeys(sounds) if sound.isascii() and sound.isalpha()]
    return tuple(plain[:MAX_READINGS])


@lru_cache(maxsize=4_000)
def _term(term: str, text: str) -> Match | None:
    literal = _literal(term, text)
    if literal is not None and literal.score >= 90:
        return literal
    is_short = len(term) <= MAX_LETTERS
    sounding = _sounding(term, text) if term.isascii() and is_short else None
    if literal is None or (sounding is not None and sounding.score > literal.score):
        return sounding
    return literal


def _literal(term: str, text: str) -> Match | None:
    """The term as it is written; better at the beginning, and at the beginning of a word."""
    folded = text.casefold()
    if len(folded) != len(text):
        folded = text.lower() if len(text.lower()) == len(text) else text
    at = folded.find(term)
    if at < 0:
        return None
    for place in (m.start() for m in re.finditer(re.escape(term), folded)):
        if place == 0 or not (folded[place - 1].isalnum() and folded[place].isascii()):
            at = place
            break
    is_word = at == 0 or not (folded[at - 1].isalnum() and folded[at].isascii())
    score = 100.0 if at == 0 else 90.0 if is_word else 62.0
    return Match(score - _far(at, len(term), text), ((at, at + len(term)),))


def _sounding(term: str, text: str) -> Match | None:
    """The term as initials or pinyin of words that stand side by side."""
    tokens = _tokens(text)
    best: Match | None = None
    dead: set[tuple[int, int]] = set()
    for first in range(len(tokens)):
        used = _walk(term, tokens, first, dead)
        if used is None:
            continue
        ends = [(t.start, t.end if t.is_han else t.start + n) for t, n in used]
        score = _exactness(used) - _far(used[0][0].start, len(used), text)
        if best is None or score > best.score:
            best = Match(score, _joined(ends))
    return best


def _exactness(used: list[tuple[_Token, int]]) -> float:
    """Whole readings count most, initials least."""
    if all(taken in map(len, token.sounds) for token, taken in used):
        return 84.0
    return 80.0 if any(taken > 1 for _, taken in used) else 76.0


def _walk(
    term: str, tokens: tuple[_Token, ...], place: int, dead: set[tuple[int, int]]
) -> list[tuple[_Token, int]] | None:
    """How many letters each token takes from here on, so that none is left."""
    if not term:
        return []
    if place == len(tokens) or (len(term), place) in dead:
        return None
    token = tokens[place]
    for taken in _bites(term, token):
        rest = _walk(term[taken:], tokens, place + 1, dead)
        if rest is not None:
            return [(token, taken), *rest]
    dead.add((len(term), place))
    return None


def _bites(term: str, token: _Token) -> list[int]:
    """How many letters of the term this token may take, the most first."""
    found: set[int] = set()
    for sound in token.sounds:
        common = 0
        while common < min(len(sound), len(term)) and sound[common] == term[common]:
            common += 1
        if not common:
            continue
        if token.is_han:
            found.add(1)
            if common == len(sound) or common == len(term):
                found.add(common)
            if common >= 2 and sound.startswith(DOUBLE):
                found.add(2)
        else:
            found.update(range(1, common + 1))
    return sorted(found, reverse=True)


@lru_cache(maxsize=8_000)
def _tokens(text: str) -> tuple[_Token, ...]:
    made: list[_Token] = []
    for part in _TOKEN.finditer(text):
        word = part.group()
        is_han = not word.isascii() and len(word) == 1 and bool(readings(word))
        sounds = readings(word) if is_han else (word.lower(),)
        made.append(_Token(part.start(), part.end(), sounds, is_han))
    return tuple(made)


def _far(at: int, long: int, text: str) -> float:
    """A little less for what stands late, and for titles with much else in them."""
    return min(4.0, at * 0.2) + min(4.0, (len(text) - long) * 0.1)


def _joined(marks: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    joined: list[tuple[int, int]] = []
    for start, end in sorted(marks):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)
