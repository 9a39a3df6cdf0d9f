"""What can go wrong, by name: two roots, everything else is a bug."""

from __future__ import annotations

import re

_NAME = re.compile(r"\{(\w+)\}")
EXIT_CODES = {
    "usage": 2,
    "busy": 4,
    "offline": 4,
    "timeout": 4,
    "too_new": 4,
    "disk_full": 4,
}


class Fault(Exception):
    """A failure that a person is told about in their own language.

    `message` and `hint` are English templates; they are also the keys of the
    translation files. `params` fill the `{names}` in them.
    """

    def __init__(
        self, code: str, message: str, *, kept: str = "", hint: str = "", **params: object
    ) -> None:
        super().__init__(code, message)
        self.code = code
        self.message = message
        self.kept = kept
        self.hint = hint
        self.params = params

    def __str__(self) -> str:
        return fill(self.message, self.params)

    @property
    def exit_code(self) -> int:
        """Exit status of a command that ends with this fault (contract.md 3)."""
        return EXIT_CODES.get(self.code, 3)


class Refused(Fault):
    """The person asked for what cannot be; asking again gives the same answer."""


class Unavailable(Fault):
    """It cannot be done now: no network, full disk, busy file. Trying again may help."""


def fill(template: str, params: dict[str, object]) -> str:
    """Fill `{names}`; a name without a value stays as it is."""
    return _NAME.sub(lambda m: str(params.get(m[1], m[0])), template)
