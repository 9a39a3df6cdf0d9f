"""A cell of a person's table as an answer of a part. Pure.

What cannot be read stays as it is written, so that the engine says of it what it says of the
same words on the screen.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from app.form import convert
from app.form.answers import ADDRESS
from app.form.values import NUMBERS, ROWS
from app.model.form import Kind, Part
from app.model.value import decimal_text
from app.sheet.grid import Cell, is_empty
from app.sheet.grid import plain as plain_text

UNREAD = frozenset({Kind.FORMULA, Kind.FILE, Kind.IMAGE, Kind.KPI, Kind.BUDGET})
"""Kinds that no cell fills: what is reckoned, files, and what has a sheet of its own."""
_SPLIT = re.compile(r"\s*[、,，;；\n]+\s*")
_PERCENT = re.compile(r"\s*[%％]\s*$")
_WORDS = Part("", Kind.LONG)


class Finder(Protocol):
    """Who knows rows by their names."""

    def find(self, part: Part, word: str) -> list[str]:
        """The rows that are called so."""
        ...


@dataclass(frozen=True, slots=True)
class Unread:
    """Why a cell is no answer: a template and its values; `rule` names it for programs."""

    rule: str
    template: str
    params: Mapping[str, object] = field(default_factory=dict[str, object])


def text(cell: Cell) -> str:
    """A cell as the text that a person sees: numbers in full, days without a time of day."""
    if isinstance(cell, datetime):
        is_day = (cell.hour, cell.minute, cell.second) == (0, 0, 0)
        return cell.date().isoformat() if is_day else cell.isoformat(" ", "minutes")
    if isinstance(cell, float):
        return f"{Decimal(repr(cell)).normalize():f}"
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return plain_text(cell).replace("\0", "")


def read(part: Part, cell: Cell, finder: Finder) -> object | Unread:  # noqa: PLR0911
    """The answer in a cell, None for an empty one."""
    if is_empty(cell) or part.kind in UNREAD:
        return None
    words = text(cell)
    kind = part.kind
    if kind in NUMBERS:
        return _number(part, words)
    if kind in (Kind.CHOICE, Kind.CHOICES):
        return _choices(part, words)
    if kind in ROWS:
        return _rows(part, words, finder)
    if kind == Kind.ADDRESS:
        return address(words)
    if kind in (Kind.TEXT, Kind.LONG, Kind.SEQUENCE):
        return " ".join(words.split("\n")).strip() if kind != Kind.LONG else words
    found = convert.convert(words, _WORDS, part)
    return found.value if found.is_done else words


def address(words: str) -> dict[str, str]:
    """Province, city, district and the rest where they stand apart, else all of it as the rest."""
    pieces = words.split(None, len(ADDRESS) - 1)
    if len(pieces) == len(ADDRESS):
        return dict(zip(ADDRESS, pieces, strict=True))
    return {ADDRESS[-1]: words}


def number(words: str) -> str | None:
    """The digits of a number as people write it, None where it is none."""
    found = convert.number(words)
    return None if found is None else decimal_text(str(found))


def _number(part: Part, words: str) -> str:
    bare = _PERCENT.sub("", words) if part.kind == Kind.PERCENT else words
    return number(bare) or words


def _choices(part: Part, words: str) -> str | list[str]:
    """Ids of choices; a word that is none stays and is told as what is not offered."""
    if part.kind == Kind.CHOICE:
        return _choice(part, words) or words
    whole = _choice(part, words)
    pieces = [words] if whole else [one for one in _SPLIT.split(words) if one]
    return list(dict.fromkeys(_choice(part, one) or one for one in pieces))


def _choice(part: Part, word: str) -> str:
    wanted = word.strip().casefold()
    for choice in part.choices:
        if wanted in (choice.id.casefold(), choice.label.casefold(), choice.label_en.casefold()):
            return choice.id
    return ""


def _rows(part: Part, words: str, finder: Finder) -> object | Unread:
    is_several = bool(part.settings.get("multiple"))
    pieces = [words] if finder.find(part, words) or not is_several else _SPLIT.split(words)
    keys: list[str] = []
    for word in pieces:
        found = finder.find(part, word) if word else []
        told = {"word": word[:80]}
        if word and not found:
            return Unread("unknown", "Nobody and nothing is called “{word}”", told)
        if len(found) > 1:
            return Unread(
                "ambiguous", "Several are called “{word}”; write the e-mail or the id", told
            )
        keys += found
    return list(dict.fromkeys(keys)) if is_several else next(iter(keys), None)
