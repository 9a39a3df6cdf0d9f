"""What can be wrong with an expression, before it is run and while it runs."""

from __future__ import annotations

from collections.abc import Mapping

from app.model.errors import fill
from app.model.verb import Line


def english(message: str, params: Mapping[str, object]) -> str:
    """A template filled without a translation, for logs and for programs."""
    told = {
        name: english(value.template, value.params) if isinstance(value, Line) else value
        for name, value in params.items()
    }
    return fill(message.partition("|")[0], told)


class Mistake(Exception):
    """An expression that cannot be read: an English template, its values, and where it stands."""

    def __init__(self, message: str, at: int, **params: str) -> None:
        super().__init__(english(message, params))
        self.message = message
        self.at = at
        self.params = params


class Told(Exception):
    """Something that stops a part or all of a run: an English template and its values."""

    def __init__(self, message: str, **params: object) -> None:
        super().__init__(message)
        self.message = message
        self.params = params

    def __str__(self) -> str:
        return english(self.message, self.params)


class Fail(Told):
    """Why a part has no value: it becomes null and a note."""


class Exhausted(Told):
    """Why a run was stopped as a whole: no part of it turns this into null."""
