"""Trying again: what a database undid or lost the way to, a bounded number of times."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from sqlalchemy.exc import DBAPIError

from app.model.errors import Unavailable

TRIES = 10
FIRST_S = 0.02
LONGEST_S = 1.0
"""Ten tries wait four seconds together: longer than a database takes to start again."""
UNDONE = frozenset(("40001", "40P01", "55P03"))
"""SQLSTATE of a serialisation failure, a deadlock, a lock that was not given in time."""
LOST = frozenset(("25P03", "53300", "57P01", "57P02", "57P03", "57P05"))
"""SQLSTATE of a database that stops, starts, has no free place, or hung up."""
FULL = "53100"

Args = ParamSpec("Args")
T = TypeVar("T")


class Unsure(Exception):
    """The connection went while a commit was on its way: done or not, nobody told."""


def kind_of(error: Exception) -> str:
    """`undone`: nothing is changed; `lost`: the connection is gone; `unsure`: it went in a commit.

    Empty for everything that trying again does not help.
    """
    if isinstance(error, Unsure):
        return "unsure"
    # What was sent together with others fails with the driver's own error.
    plain = error.orig if isinstance(error, DBAPIError) else error
    if not hasattr(plain, "sqlstate"):
        return ""
    state = getattr(plain, "sqlstate", None)
    if state in UNDONE:
        return "undone"
    # Who could not connect, or found the connection cut, has no SQLSTATE.
    is_down = state is None and type(plain).__name__ == "OperationalError"
    is_lost = is_down or state in LOST or (state or "").startswith("08")
    return "lost" if is_lost else ""


class Note(Protocol):
    """Is told the kind of each failure, and whether the work is tried again."""

    def __call__(self, kind: str, *, again: bool) -> None: ...


@dataclass(frozen=True, slots=True)
class Patience:
    """How a call waits before it tries again.

    `sleep` takes seconds; `random_bytes` spreads those who failed together.
    """

    sleep: Callable[[float], None]
    random_bytes: Callable[[int], bytes]
    note: Note

    def run(self, work: Callable[[], T], *, is_repeatable: bool) -> T:
        """Do the work, again where it failed by no fault of its own.

        What is not repeatable is tried again only where nothing of it can have been kept.
        """
        for turn in range(TRIES):
            try:
                return work()
            except Exception as error:
                kind = kind_of(error)
                if not kind:
                    raise
                is_last = turn == TRIES - 1 or (kind == "unsure" and not is_repeatable)
                self.note(kind, again=not is_last)
                if is_last:
                    raise _silent() from error
                self.sleep(self._pause(turn))
        raise AssertionError("the last turn returns or raises")

    def _pause(self, turn: int) -> float:
        """Twice as long each time, up to a bound; somewhere in its upper half."""
        part = 0.5 + self.random_bytes(1)[0] / 510
        return min(FIRST_S * 2**turn, LONGEST_S) * part


def _silent() -> Unavailable:
    return Unavailable("offline", "The hub's database does not answer; try again")


class Patient(Protocol):
    """Whoever has patience."""

    @property
    def patience(self) -> Patience: ...


Whose = TypeVar("Whose", bound=Patient)
Method = Callable[Concatenate[Whose, Args], T]


def retried(method: Method[Whose, Args, T]) -> Method[Whose, Args, T]:
    """For one transaction that may be done twice: the second time changes nothing, or no harm."""
    return _again(method, is_repeatable=True)


def retried_once(method: Method[Whose, Args, T]) -> Method[Whose, Args, T]:
    """For one transaction that must not be done twice."""
    return _again(method, is_repeatable=False)


def _again(method: Method[Whose, Args, T], *, is_repeatable: bool) -> Method[Whose, Args, T]:
    @wraps(method)
    def call(self: Whose, *args: Args.args, **kwargs: Args.kwargs) -> T:
        return self.patience.run(lambda: method(self, *args, **kwargs), is_repeatable=is_repeatable)

    return call
