"""An answer as a person reads it, and as a spreadsheet keeps it. Pure.

An answer is read by its part as its own version has it: a choice that was renamed since shows
the words that stood there when it was chosen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Protocol, cast

from app.form.shown import shown
from app.form.values import GRIDS, NUMBERS, ROWS, is_empty
from app.model.blob import Blob
from app.model.form import Kind, Part

MOST_DIGITS = 15
"""A spreadsheet keeps no more digits of a number; longer ones are written as text."""
GRID_KEYS: Mapping[str, tuple[str, ...]] = {
    Kind.KPI: ("name", "target", "unit", "actual"),
    Kind.BUDGET: ("name", "amount", "note", "quantity", "price"),
}
"""What a line of target figures, or of budget lines, may hold."""
ADDRESS = ("province", "city", "district", "detail")
SIGNS: Mapping[str, str] = {"CNY": "¥", "USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥"}
RANGE = " ~ "
AND: Mapping[str, str] = {"zh": "、"}


class Names(Protocol):
    """Who knows what rows are called."""

    def name(self, part: Part, key: str) -> str:
        """What a row that this part names is called, "" where it is not known."""
        ...


def words(part: Part, kept: object, lang: str, names: Names) -> str:  # noqa: PLR0911
    """An answer in words, "" where there is none."""
    if is_empty(kept):
        return ""
    kind = part.kind
    if kind in NUMBERS or kind == Kind.FORMULA:
        return _number(part, kept)
    if kind in (Kind.CHOICE, Kind.CHOICES):
        labels = {choice.id: shown(choice, lang) for choice in part.choices}
        return joined([labels.get(one, one) for one in many(kept)], lang)
    if kind in ROWS:
        return joined([names.name(part, one) or one for one in many(kept)], lang)
    if kind == Kind.DATES:
        return RANGE.join(many(kept))
    if kind in (Kind.FILE, Kind.IMAGE):
        return joined([Blob.read(one).name for one in many(kept)], lang)
    if kind == Kind.ADDRESS and isinstance(kept, dict):
        held = cast("Mapping[str, object]", kept)
        return " ".join(str(held[key]) for key in ADDRESS if held.get(key))
    if kind in GRIDS:
        return joined([_line(one) for one in lines_of(kept)], lang)
    return kept if isinstance(kept, str) else str(kept)


def cell(part: Part, kept: object, lang: str, names: Names) -> str | Decimal | None:
    """An answer as a cell: numbers as numbers where a spreadsheet can keep them, days as
    `YYYY-MM-DD`, all else in words."""
    if is_empty(kept):
        return None
    found = figure(kept) if is_figure(part) else None
    if found is not None:
        return found if len(found.as_tuple().digits) <= MOST_DIGITS else f"{found:f}"
    if part.kind == Kind.FORMULA:
        return str(kept)
    return words(part, kept, lang, names)


def is_figure(part: Part) -> bool:
    """Whether its answers are numbers."""
    if part.kind == Kind.FORMULA:
        return part.settings.get("result", "number") in ("number", "money", "percent")
    return part.kind in NUMBERS


def figure(kept: object) -> Decimal | None:
    """The number that an answer is."""
    try:
        found = Decimal(str(kept))
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def many(kept: object) -> list[str]:
    """An answer of one or of several as a list."""
    if is_empty(kept):
        return []
    held = cast("Sequence[object]", kept) if isinstance(kept, list) else (kept,)
    return [str(one) for one in held]


def lines_of(kept: object) -> list[Mapping[str, object]]:
    """The lines of target figures or of a budget."""
    held = cast("Sequence[object]", kept) if isinstance(kept, list) else ()
    return [cast("Mapping[str, object]", one) for one in held if isinstance(one, dict)]


def joined(texts: Sequence[str], lang: str) -> str:
    """Several with a comma as the language has it."""
    return AND.get(lang[:2], ", ").join(texts)


def _number(part: Part, kept: object) -> str:
    found = figure(kept)
    if found is None or not is_figure(part):
        return str(kept)
    if abs(found.adjusted()) > 2 * MOST_DIGITS:
        return str(kept)
    result = _result(part)
    decimals = part.settings.get("decimals", "2" if result == Kind.MONEY else "")
    text = f"{found:,f}"
    if decimals.isascii() and decimals.isdigit() and int(decimals) <= MOST_DIGITS:
        shorter = f"{found:,.{decimals}f}"
        # What is finer than the field asks for is shown, not rounded away.
        text = shorter if Decimal(shorter.replace(",", "")) == found else text
    match result:
        case Kind.MONEY:
            code = part.settings.get("currency", "CNY")
            sign = SIGNS.get(code, f"{code} ")
            return f"-{sign}{text[1:]}" if text.startswith("-") else f"{sign}{text}"
        case Kind.PERCENT:
            return f"{text}%"
        case _:
            return f"{text} {part.settings.get('unit', '')}".strip()


def _result(part: Part) -> str:
    """What a number is: a formula with a currency gives money."""
    if part.kind != Kind.FORMULA:
        return part.kind
    usual = Kind.MONEY if "currency" in part.settings else Kind.NUMBER
    return part.settings.get("result", usual)


def _line(line: Mapping[str, object]) -> str:
    held = [line.get("name"), line.get("target") or line.get("amount"), line.get("unit")]
    return " ".join(str(one) for one in held if one)
