"""A signal without Qt: who listens is told, in the order in which they came."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Signal(Generic[T]):
    """Calls its listeners with one value; a listener may leave while it is told."""

    def __init__(self) -> None:
        self._listeners: list[Callable[[T], None]] = []

    def connect(self, listener: Callable[[T], None]) -> Callable[[], None]:
        """Listen; the answer stops listening."""
        self._listeners.append(listener)

        def leave() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return leave

    def emit(self, value: T) -> None:
        """Tell everyone who listens."""
        for listener in tuple(self._listeners):
            listener(value)
