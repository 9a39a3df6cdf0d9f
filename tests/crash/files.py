"""Lets the file operations of Python fail at a chosen one, or shows the files before each.

It hears them through an audit hook, which Python keeps until the process ends: one for all.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

HEARD = {"open", "os.rename", "os.remove", "os.mkdir", "os.rmdir"}


class Files:
    """Counts operations on what lies in one folder."""

    def __init__(self) -> None:
        self.folder = Path()
        self.count = 0
        self.fail_at = 0
        self.number = errno.EIO
        self.show: Callable[[int], None] | None = None
        self._is_on = False

    def hear(self, event: str, args: tuple[object, ...]) -> None:
        """What the audit hook calls."""
        if not self._is_on or event not in HEARD or not isinstance(args[0], str | os.PathLike):
            return
        if not Path(args[0]).is_relative_to(self.folder):
            return
        self.count += 1
        if self.show is not None:
            self._is_on = False
            self.show(self.count)
            self._is_on = True
        if self.count == self.fail_at:
            raise OSError(self.number, os.strerror(self.number))

    @contextmanager
    def watched(self, folder: Path) -> Generator[None]:
        """Hear what happens in a folder meanwhile."""
        self.folder, self.count, self._is_on = folder, 0, True
        try:
            yield
        finally:
            self._is_on, self.show, self.fail_at = False, None, 0


def files() -> Files:
    """The ear of this process."""
    if not hasattr(sys, "_fairway_files"):
        made = Files()
        sys.addaudithook(made.hear)
        setattr(sys, "_fairway_files", made)  # noqa: B010 - no name of sys that a checker knows
    return getattr(sys, "_fairway_files")  # noqa: B009
