"""One hub process for one folder."""

from __future__ import annotations

import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from app.model.errors import Unavailable


@contextmanager
def held(folder: Path) -> Generator[None]:
    """Hold the folder; refused while another hub does."""
    file = (folder / "hub.lock").open("a+b")
    try:
        try:
            _lock(file.fileno())
        except OSError as error:
            raise Unavailable(
                "busy", "A hub is already running in {folder}", folder=folder
            ) from error
        yield
    finally:
        file.close()


def _lock(handle: int) -> None:
    if os.name == "nt":
        import msvcrt  # noqa: PLC0415 - exists on Windows only

        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # pyright: ignore
        return
    import fcntl  # noqa: PLC0415 - exists on POSIX only

    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
