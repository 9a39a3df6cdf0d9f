"""A condition as rows, and back: field, sign, value, joined by all or any. No Qt.

What is richer than rows has no rows: it stays text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.model.form import Form, Kind, Part

SIGNS = ("=", "!=", ">", ">=", "<", "<=")
NUMBERS = (Kind.NUMBER, Kind.MONEY, Kind.PERCENT, Kind.RATING)
EMPTY, FULL, HAS, HAS_NOT = "is empty", "is not empty", "has", "has not"
_ROW = re.compile(r"^\s*(?P<name>\w+)\s*(?P<sign>!=|>=|<=|=|>|<)\s*(?P<value>.+?)\s*$", re.DOTALL)
_HAS = re.compile(
    r"^\s*(?P<no>not\s*\(\s*)?list contains\(\s*(?P<name>\w+)\s*,"
    r'\s*(?P<value>"(?:[^"\\]|\\.)*")\s*\)(?(no)\s*\))\s*$'
)
_TEXT = re.compile(r'^"(?:[^"\\]|\\.)*"$')
_FIGURE = re.compile(r"^-?\d+(?:\.\d+)?$")
_DAY = re.compile(r'^(?:date\("(?P<day>\d{4}-\d\d-\d\d)"\)|@"(?P<at>\d{4}-\d\d-\d\d)")$')


@dataclass(frozen=True, slots=True)
class Row:
    """One line: the value as people write it, a choice by its id."""

    name: str
    sign: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Rows:
    """Lines of which all, or any, hold."""

    rows: tuple[Row, ...]
    is_any: bool = False


def signs_for(part: Part) -> tuple[str, ...]:
    """The signs that make sense for a field."""
    if part.kind == Kind.CHOICES:
        return HAS, HAS_NOT, EMPTY, FULL
    if part.kind in NUMBERS or part.kind in (Kind.DATE, Kind.FORMULA):
        return (*SIGNS, EMPTY, FULL)
    if part.kind in (Kind.CHOICE, Kind.TEXT, Kind.LONG, Kind.PHONE, Kind.EMAIL, Kind.URL):
        return "=", "!=", EMPTY, FULL
    return EMPTY, FULL


def text_of(form: Form, rows: Rows) -> str:
    """The expression that the rows say."""
    joined = " or " if rows.is_any else " and "
    return joined.join(_said(form, one) for one in rows.rows if one.name in form.by_id)


def rows_of(form: Form, text: str) -> Rows | None:
    """The rows of an expression, None where it is richer than rows."""
    if not text.strip():
        return Rows(())
    for is_any in (False, True):
        pieces = _split(text, "or" if is_any else "and")
        found = [_read(form, piece) for piece in pieces]
        held = tuple(one for one in found if one is not None)
        if len(held) == len(pieces):
            return Rows(held, is_any and len(held) > 1)
    return None


def _said(form: Form, row: Row) -> str:
    part = form.by_id[row.name]
    match row.sign:
        case "is empty":
            return f"{row.name} = null"
        case "is not empty":
            return f"{row.name} != null"
        case "has":
            return f"list contains({row.name}, {_quoted(row.value)})"
        case "has not":
            return f"not(list contains({row.name}, {_quoted(row.value)}))"
        case _:
            return f"{row.name} {row.sign} {_value(part, row.value)}"


def _value(part: Part, value: str) -> str:
    held = value.strip()
    if part.kind in NUMBERS or (part.kind == Kind.FORMULA and _FIGURE.match(held)):
        return held if _FIGURE.match(held) else "0"
    if part.kind == Kind.DATE:
        return f'date("{held}")'
    return _quoted(value)


def _quoted(text: str) -> str:
    body = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{body}"'


def _unquoted(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text[1:-1])


def _read(form: Form, text: str) -> Row | None:
    held = text.strip()
    has = _HAS.match(held)
    if has is not None and has["name"] in form.by_id:
        return Row(has["name"], HAS_NOT if has["no"] else HAS, _unquoted(has["value"]))
    met = _ROW.match(held)
    if met is None or met["name"] not in form.by_id:
        return None
    row = _plain(form.by_id[met["name"]], met["sign"], met["value"])
    # Only what comes back as it was is a row: everything else stays text.
    is_same = row is not None and _bare(_said(form, row)) == _bare(held)
    return row if is_same else None


def _plain(part: Part, sign: str, value: str) -> Row | None:
    if value == "null" and sign in ("=", "!="):
        return Row(part.id, EMPTY if sign == "=" else FULL)
    if sign not in signs_for(part):
        return None
    day = _DAY.match(value)
    if day is not None and part.kind == Kind.DATE:
        return Row(part.id, sign, day["day"] or day["at"])
    if _FIGURE.match(value) and (part.kind in NUMBERS or part.kind == Kind.FORMULA):
        return Row(part.id, sign, value)
    if _TEXT.match(value) and part.kind not in NUMBERS:
        return Row(part.id, sign, _unquoted(value))
    return None


def _bare(text: str) -> str:
    """Without the blanks between words, and a day in one way only."""
    day = re.sub(r'@"(\d{4}-\d\d-\d\d)"', r'date("\1")', text)
    return "".join(re.findall(r'"(?:[^"\\]|\\.)*"|\S', day))


def _split(text: str, word: str) -> list[str]:
    """The pieces between a word that joins, outside of quotes and brackets."""
    pieces, depth, start = [], 0, 0
    token = re.compile(rf'"(?:[^"\\]|\\.)*"|[()\[\]{{}}]|\b{word}\b')
    for met in token.finditer(text):
        sign = met[0]
        if sign in ("(", "[", "{"):
            depth += 1
        elif sign in (")", "]", "}"):
            depth -= 1
        elif sign == word and not depth:
            pieces.append(text[start : met.start()])
            start = met.end()
    return [*pieces, text[start:]]
