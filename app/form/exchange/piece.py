"""A translated piece of XPath, and how it becomes what is needed where it stands. Pure."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Protocol

from app.form.exchange.xpath import Unreadable

ATOM = 9
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")


@dataclass(frozen=True, slots=True)
class Piece:
    """A translated expression, its kind (number, text, list, date, time, yes, any), and how
    tightly it holds together."""

    text: str
    kind: str = "any"
    level: int = ATOM

    def within(self, level: int) -> str:
        """The text as an operand of an operator of this level."""
        return self.text if self.level > level else f"({self.text})"


class Scope(Protocol):
    """Who knows the questions."""

    def ref(self, name: str) -> Piece:
        """The question of this name, as it is written here; raises Unreadable."""
        ...

    def table(self, name: str) -> str:
        """The id of a repeat, "" where the name is none."""
        ...


def quoted(text: str) -> str:
    """A text as a literal."""
    return json.dumps(text, ensure_ascii=False)


def yes(piece: Piece) -> Piece:
    """A piece as a yes or no."""
    match piece.kind:
        case "yes":
            return piece
        case "number":
            return Piece(f"{piece.within(3)} != 0", "yes", 3)
        case _:
            return Piece(f"{piece.within(3)} != null", "yes", 3)


def as_number(piece: Piece) -> Piece:
    """A piece as a number; raises Unreadable."""
    if piece.kind in ("number", "any"):
        return piece
    if piece.kind == "literal":
        plain = piece.text.strip('"')
        return Piece(plain, "number") if _NUMBER.fullmatch(plain) else Piece("null", "number")
    if piece.kind in ("date", "time", "list"):
        raise Unreadable(piece.text)
    if piece.kind == "yes":
        return Piece(f"if {piece.text} then 1 else 0", "number", 0)
    return Piece(f'number({piece.text}, ",", ".")', "number")


def as_text(piece: Piece) -> Piece:
    """A piece as a text."""
    if piece.kind in ("text", "literal"):
        return piece
    if piece.kind == "list":
        return Piece(f'string join({piece.text}, " ")', "text")
    return Piece(f"string({piece.text})", "text")


def like(piece: Piece, kind: str) -> Piece:
    """A literal as the other side needs it."""
    if piece.text == "null" or piece.kind not in ("literal", "number", "text"):
        return piece
    plain = piece.text.strip('"')
    if kind == "number" and piece.kind in ("literal", "text"):
        return as_number(piece)
    if kind == "date" and piece.kind == "literal":
        if not _DATE.fullmatch(plain):
            raise Unreadable(plain)
        return Piece(f"date({piece.text})", "date")
    if kind == "time" and piece.kind == "literal":
        return Piece(f"time({piece.text})", "time")
    if kind in ("text", "literal") and piece.kind == "number" and _NUMBER.fullmatch(plain):
        return Piece(quoted(plain), "literal")
    return piece


def whole(pattern: str) -> str:
    """A pattern that has to fit a whole text, as XLSForm means it."""
    return f"^(?:{pattern})$"
