"""A signal tells its listeners in order; they may come and go while it does."""

from __future__ import annotations

import pytest

from app.model.observe import Signal


def test_listeners_are_told_in_the_order_in_which_they_came() -> None:
    signal: Signal[int] = Signal()
    heard: list[str] = []
    signal.connect(lambda v: heard.append(f"a{v}"))
    signal.connect(lambda v: heard.append(f"b{v}"))
    signal.emit(1)
    assert heard == ["a1", "b1"]


def test_who_leaves_is_not_told_again_and_may_leave_twice() -> None:
    signal: Signal[int] = Signal()
    heard: list[int] = []
    leave = signal.connect(heard.append)
    signal.emit(1)
    leave()
    leave()
    signal.emit(2)
    assert heard == [1]


def test_a_listener_may_leave_or_come_while_it_is_told() -> None:
    signal: Signal[int] = Signal()
    heard: list[str] = []

    def once(value: int) -> None:
        heard.append(f"once{value}")
        leave()
        signal.connect(lambda v: heard.append(f"late{v}"))

    leave = signal.connect(once)
    signal.connect(lambda v: heard.append(f"b{v}"))
    signal.emit(1)
    signal.emit(2)
    assert heard == ["once1", "b1", "b2", "late2"]


def test_a_listener_that_fails_is_a_bug_that_travels_up() -> None:
    signal: Signal[int] = Signal()

    def fail(_: int) -> None:
        raise ValueError("a bug")

    signal.connect(fail)
    with pytest.raises(ValueError, match="a bug"):
        signal.emit(1)
