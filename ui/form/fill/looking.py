"""Looking for flaws a slice at a time, so that a long sub-table never holds the screen."""

from __future__ import annotations

import time
from collections.abc import Iterator

from app.form.filling import Filling
from app.form.flaws import Flaw, flaws

SLICE_S = 0.004


class Look:
    """One look at a whole record; what changes meanwhile begins another one."""

    def __init__(self, filling: Filling) -> None:
        self.filling = filling
        self.found: list[Flaw] = []
        self.is_done = False
        self._steps = self._walk()

    def go_on(self, seconds: float = SLICE_S) -> None:
        """Look for so long."""
        end = time.perf_counter() + seconds
        for _ in self._steps:
            if time.perf_counter() > end:
                return
        self.is_done = True

    def _walk(self) -> Iterator[None]:
        self.found += flaws(self.filling)
        yield
