"""Faults have a name, a message that is filled, and an exit status."""

from __future__ import annotations

import pytest

from app.model.errors import Fault, Refused, Unavailable, fill


def test_a_message_is_filled_and_the_template_is_kept() -> None:
    fault = Refused("invalid", "{field} cannot be {value}", field="name", value="{field}")
    assert fault.message == "{field} cannot be {value}"
    assert str(fault).startswith("name cannot be ")


def test_a_name_without_a_value_stays() -> None:
    assert fill("a {b} {c}", {"b": 1}) == "a 1 {c}"


@pytest.mark.parametrize(
    ("code", "status"),
    [("usage", 2), ("invalid", 3), ("forbidden", 3), ("busy", 4), ("offline", 4), ("too_new", 4)],
)
def test_the_exit_status_follows_the_code(code: str, status: int) -> None:
    assert Fault(code, "x").exit_code == status


def test_the_two_roots_are_two() -> None:
    assert not issubclass(Refused, Unavailable)
    assert not issubclass(Unavailable, Refused)
    fault = Unavailable("disk_full", "Full", kept="Nothing was changed", hint="Make room")
    assert (fault.kept, fault.hint, fault.exit_code) == ("Nothing was changed", "Make room", 4)


def test_values_are_filled_once_and_never_as_templates() -> None:
    assert fill("{a} {b}", {"a": "{b}", "b": "x"}) == "{b} x"
