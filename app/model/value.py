"""Values of fields: what the registry allows, and how people and programs write them."""

from __future__ import annotations

import json
import re
from datetime import datetime
from decimal import Decimal, InvalidOperation

from app.model import ids
from app.model.change import Value
from app.model.errors import Refused
from app.model.registry import LIMITS, Field, Type

_WALL = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", re.ASCII)
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_DECIMAL = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?", re.ASCII)
MAX_INT = (1 << 63) - 1
TRUE = {"true", "yes", "1", "是", "y"}
FALSE = {"false", "no", "0", "否", "n"}


def is_valid(field: Field, value: Value) -> bool:
    """Whether a stored value is one that this field may hold; null always is."""
    if value is None:
        return True
    match field.type:
        case Type.INT | Type.INSTANT:
            return type(value) is int and -MAX_INT <= value <= MAX_INT
        case Type.PERCENT:
            return type(value) is int and 0 <= value <= 1_000_000
        case Type.BOOL:
            return type(value) is int and value in (0, 1)
        case Type.ID:
            return type(value) is bytes and len(value) == 16
        case _:
            return type(value) is str and _is_text(field, value)


def is_storable(value: object) -> bool:
    """Whether a value is one that any column could hold, whatever its field."""
    if type(value) is int:
        return -MAX_INT - 1 <= value <= MAX_INT
    if type(value) is str:
        return _is_unicode(value)
    return value is None or type(value) is bytes


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _is_text(  # noqa: PLR0911 - one line for each type
    field: Field, value: str
) -> bool:
    if len(value) > LIMITS[field.type]:
        return False
    if not _is_unicode(value):
        return False
    match field.type:
        case Type.WALL:
            return _WALL.fullmatch(value) is not None and _is_moment(value)
        case Type.DATE:
            return _DATE.fullmatch(value) is not None and _is_moment(value)
        case Type.DECIMAL:
            return _DECIMAL.fullmatch(value) is not None
        case Type.JSON:
            return _is_json(value)
        case _:
            return not field.choices or value in field.choices


def _is_moment(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _is_json(text: str) -> bool:
    try:
        json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        return False
    return True


def _no_constant(name: str) -> None:
    """NaN and Infinity are Python's, not JSON's."""
    raise ValueError(name)


def parse(field: Field, text: str) -> Value:
    """The stored value of what a person or program wrote; "" is null.

    Ids of other rows must be whole here; prefixes and names are found by the caller.
    """
    plain = text.strip()
    if not plain:
        return None
    value = _parsed(field, plain, text)
    if value is None or not is_valid(field, value):
        raise _refusal(field, plain)
    return value


def _parsed(  # noqa: PLR0911 - one line for each type
    field: Field, plain: str, text: str
) -> Value:
    match field.type:
        case Type.INT | Type.INSTANT | Type.PERCENT:
            digits = plain.removesuffix("%") if field.type is Type.PERCENT else plain
            return int(digits) if re.fullmatch(r"[+-]?\d{1,19}", digits) else None
        case Type.BOOL:
            word = plain.lower()
            return 1 if word in TRUE else 0 if word in FALSE else None
        case Type.DECIMAL:
            return decimal_text(plain)
        case Type.WALL:
            return wall_text(plain)
        case Type.DATE:
            moment = wall_text(plain)
            return moment[:10] if moment else None
        case Type.ID:
            return ids.parse(plain)
        case Type.TEXT | Type.LONG:
            return _choice(field, text)
        case _:
            return plain


def _choice(field: Field, text: str) -> str:
    return text.strip().lower() if field.choices and text.strip() not in field.choices else text


def _refusal(field: Field, plain: str) -> Refused:
    if field.choices:
        return Refused(
            "invalid",
            "{field} cannot be {value}",
            hint="Choose one of: {choices}",
            field=field.name,
            value=plain,
            choices=", ".join(field.choices),
        )
    if field.type in LIMITS and len(plain) > LIMITS[field.type]:
        return Refused(
            "too_large",
            "{field} is longer than {limit} characters",
            field=field.name,
            limit=LIMITS[field.type],
        )
    return Refused(
        "invalid",
        "{field} cannot be {value}",
        hint="It must be of the kind: {kind}",
        field=field.name,
        value=plain[:80],
        kind=field.type.value,
    )


def decimal_text(text: str) -> str | None:
    """A decimal in its one plain form (no exponent, no trailing zeros), or None."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    if not number.is_finite() or abs(number.adjusted()) > 40:
        return None
    plain = format(number, "f")
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    return "0" if plain in {"-0", ""} else plain


def wall_text(text: str) -> str | None:
    """A wall time `YYYY-MM-DDTHH:MM:SS` of a date or date and time, or None."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    if moment.tzinfo is not None:
        return None
    return moment.replace(microsecond=0).isoformat()


def shown(field: Field, value: Value) -> object:
    """The value as `--json` prints it."""
    if value is None:
        return None
    match field.type:
        case Type.BOOL:
            return bool(value)
        case Type.ID:
            return ids.text_of(value) if isinstance(value, bytes) else value
        case Type.JSON:
            return json.loads(value) if isinstance(value, str) else value
        case _:
            return value
