"""What can be wrong with an expression before it is run."""

from __future__ import annotations


class Mistake(Exception):
    """An expression that cannot be read: an English template, its values, and where it stands."""

    def __init__(self, message: str, at: int, **params: str) -> None:
        super().__init__(message.format(**params))
        self.message = message
        self.at = at
        self.params = params
