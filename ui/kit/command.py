"""What a person can do here: one list for menus, the palette, shortcuts and the key sheet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Command:
    """One action. `keys` is a portable key sequence; `why_not` says why it is off just now."""

    name: str
    words: str
    do: Callable[[], object]
    icon: str = ""
    keys: str = ""
    group: str = ""
    why_not: Callable[[], str] | None = None
    is_single: bool = False
    """A key without Ctrl: off while a text field has the focus (ux.md B9.4)."""

    @property
    def reason(self) -> str:
        """Why it cannot be done now, or ""."""
        return self.why_not() if self.why_not is not None else ""
