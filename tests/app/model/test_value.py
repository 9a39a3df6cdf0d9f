"""Values: what a field may hold, and how people write it."""

from __future__ import annotations

import contextlib
import json
from datetime import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.model import ids, value
from app.model.errors import Refused
from app.model.registry import LIMITS, Field, Type

ANY = (
    st.none()
    | st.integers()
    | st.booleans()
    | st.text(max_size=30)
    | st.binary(max_size=20)
    | st.floats()
)


def field(kind: Type, *choices: str) -> Field:
    return Field(1, "f", kind, choices=choices)


@given(st.sampled_from(Type), ANY)
def test_whatever_is_valid_can_be_shown_and_written_back(kind: Type, held: object) -> None:
    f = field(kind)
    if not value.is_valid(f, held):  # type: ignore[arg-type]
        return
    json.dumps(value.shown(f, held))  # type: ignore[arg-type]
    if held is None:
        assert value.shown(f, held) is None
        return
    assert type(held) in {int, str, bytes}


@pytest.mark.parametrize("kind", list(Type))
def test_null_is_always_valid_and_empty_text_is_null(kind: Type) -> None:
    assert value.is_valid(field(kind), None)
    assert value.parse(field(kind), "") is None
    assert value.parse(field(kind), "  ") is None


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        (Type.INT, [0, -5, value.MAX_INT], [True, 1.0, "1", value.MAX_INT + 1, b"1"]),
        (Type.INSTANT, [0, 1_795_000_000_000], ["now", 1.5]),
        (Type.PERCENT, [0, 100, 1_000_000], [-1, 1_000_001, "5"]),
        (Type.BOOL, [0, 1], [2, True, "true"]),
        (Type.ID, [b"i" * 16], [b"i" * 15, "i" * 16, 5]),
        (Type.TEXT, ["", "主视觉", "x" * 4_000], ["x" * 4_001, 5, b"x", "\ud800"]),
        (Type.DECIMAL, ["0", "-1", "1.50", "0.001"], ["1e5", "01", ".5", "1.", "NaN", "+1", ""]),
        (
            Type.WALL,
            ["2026-11-24T09:00:00"],
            ["2026-11-24", "2026-11-24 09:00:00", "2026-02-30T09:00:00", "2026-11-24T09:00:00Z"],
        ),
        (Type.DATE, ["2028-02-29"], ["2026-02-29", "2026-1-1", "2026-11-24T00:00:00"]),
        (Type.JSON, ["[]", '{"a": 1}', "null"], ["{", "'a'", "[" * 100_000]),
        (Type.ORDER, ["V12"], ["V" * 201]),
    ],
)
def test_each_type_has_its_values(kind: Type, good: list[object], bad: list[object]) -> None:
    for held in good:
        assert value.is_valid(field(kind), held), held  # type: ignore[arg-type]
    for held in bad:
        assert not value.is_valid(field(kind), held), held  # type: ignore[arg-type]


def test_digits_of_other_scripts_are_no_dates_and_no_decimals() -> None:
    assert not value.is_valid(field(Type.DATE), "２０２６-11-24")
    assert not value.is_valid(field(Type.DECIMAL), "１")
    assert not value.is_valid(field(Type.DECIMAL), "1\n")
    assert not value.is_valid(field(Type.DATE), "2026-11-24\n")


@pytest.mark.parametrize("text", ["1１", "1.５", "-0.٣"])
def test_a_decimal_is_written_in_ascii(text: str) -> None:
    assert not value.is_valid(field(Type.DECIMAL), text)


@pytest.mark.parametrize("text", ["NaN", "[Infinity]", '{"a": -Infinity}'])
def test_numbers_that_json_does_not_have_are_no_json(text: str) -> None:
    assert not value.is_valid(field(Type.JSON), text)


def test_only_the_choices_fit() -> None:
    f = field(Type.TEXT, "todo", "done", "FS")
    assert value.is_valid(f, "todo")
    assert not value.is_valid(f, "Todo")
    assert value.parse(f, " TODO ") == "todo"
    assert value.parse(f, "FS") == "FS"
    with pytest.raises(Refused) as refused:
        value.parse(f, "never")
    assert refused.value.params["choices"] == "todo, done, FS"


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**30), max_value=10**30))
def test_a_decimal_has_one_text_and_keeps_its_value(number: Decimal) -> None:
    text = value.decimal_text(str(number))
    if text is None:
        assert abs(number.adjusted()) > 40
        return
    assert Decimal(text) == number
    assert value.decimal_text(text) == text
    assert "E" not in text.upper()
    assert not text.startswith(("+", "-0 ", "."))
    assert "." not in text or not text.endswith(("0", "."))
    assert text != "-0"


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("1.50", "1.5"), ("-0", "0"), ("-0.00", "0"), ("1e3", "1000"), ("00.5", "0.5"),
        ("1E-2", "0.01"), ("100", "100"), (".5", "0.5"), ("NaN", None), ("inf", None),
        ("1e100", None), ("x", None), ("1,5", None),
    ],
)  # fmt: skip
def test_decimals_as_people_write_them(written: str, text: str | None) -> None:
    assert value.decimal_text(written) == text


@given(st.datetimes(min_value=datetime(1, 1, 1), max_value=datetime(9999, 1, 1)))
def test_a_wall_time_has_one_text(moment: datetime) -> None:
    text = value.wall_text(moment.isoformat())
    assert text is not None
    assert text == moment.replace(microsecond=0).isoformat()
    assert value.is_valid(field(Type.WALL), text)
    assert value.wall_text(text) == text
    assert value.parse(field(Type.DATE), moment.isoformat()) == text[:10]


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("2026-11-24", "2026-11-24T00:00:00"),
        ("2026-11-24 09:00", "2026-11-24T09:00:00"),
        ("2026-11-24T09:00:00.999", "2026-11-24T09:00:00"),
        ("2026-11-24T09:00:00+08:00", None),
        ("2026-11-24T09:00:00Z", None),
        ("2026-02-30", None),
        ("tomorrow", None),
    ],
)
def test_wall_times_as_people_write_them(written: str, text: str | None) -> None:
    assert value.wall_text(written) == text


@given(st.sampled_from(Type), st.text(max_size=40))
def test_what_is_parsed_is_valid_or_refused_by_name(kind: Type, text: str) -> None:
    f = field(kind)
    # Anything but Refused travels up and fails.
    with contextlib.suppress(Refused):
        assert value.is_valid(f, value.parse(f, text))


@pytest.mark.parametrize(
    ("kind", "text", "held"),
    [
        (Type.BOOL, "是", 1), (Type.BOOL, "No", 0), (Type.BOOL, "Y", 1),
        (Type.PERCENT, "60%", 60), (Type.PERCENT, "60", 60), (Type.INT, "-7", -7),
        (Type.INT, "+7", 7), (Type.DECIMAL, "1.50", "1.5"), (Type.TEXT, " 主 ", " 主 "),
        (Type.ID, ids.text_of(b"i" * 16), b"i" * 16),
    ],
)  # fmt: skip
def test_values_as_people_write_them(kind: Type, text: str, held: object) -> None:
    assert value.parse(field(kind), text) == held


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (Type.BOOL, "maybe"), (Type.PERCENT, "-5"), (Type.INT, "1.5"), (Type.INT, "9" * 19),
        (Type.ID, "abcdefgh"), (Type.JSON, "{"), (Type.DECIMAL, "NaN"), (Type.DATE, "30.2.2026"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_with_the_field_s_name(kind: Type, text: str) -> None:
    with pytest.raises(Refused, match="f cannot be"):
        value.parse(field(kind), text)


def test_what_is_too_long_says_how_long_it_may_be() -> None:
    with pytest.raises(Refused) as refused:
        value.parse(field(Type.TEXT), "x" * (LIMITS[Type.TEXT] + 1))
    assert refused.value.code == "too_large"
    assert refused.value.params["limit"] == LIMITS[Type.TEXT]


def test_values_as_a_program_reads_them() -> None:
    assert value.shown(field(Type.BOOL), 1) is True
    assert value.shown(field(Type.ID), b"i" * 16) == ids.text_of(b"i" * 16)
    assert value.shown(field(Type.JSON), '{"a": [1]}') == {"a": [1]}
    assert value.shown(field(Type.DECIMAL), "1.5") == "1.5"
