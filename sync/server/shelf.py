"""The bytes of files at the hub: whole files in a folder, each under the hash of its bytes."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from blake3 import blake3

from app.model.blob import is_digest
from app.model.errors import Refused, Unavailable

SPARE = 64 * 1024 * 1024
"""So many bytes stay free: the ledger comes before files."""
MOST = 20 << 30


class Incoming:
    """A file that is being written; it gets its name only if its bytes have that hash."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._known = blake3()
        self.size = 0

    def write(self, data: bytes) -> None:
        """The next bytes."""
        self.size += len(data)
        if self.size > MOST:
            raise Refused("too_large", "Too much was sent at once")
        self._known.update(data)
        self._stream.write(data)

    @property
    def digest(self) -> str:
        """The hash of what was written so far."""
        return self._known.hexdigest()


class Shelf:
    """A folder of files; several nodes of one hub share it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, digest: str) -> Path | None:
        """Where the bytes lie; None where they are not here."""
        found = self._place(digest) if is_digest(digest) else None
        return found if found is not None and found.is_file() else None

    def room(self, size: int) -> None:
        """Refused where a file of this size leaves no spare room on the disk."""
        self._folder.mkdir(parents=True, exist_ok=True)
        if shutil.disk_usage(self._folder).free < size + SPARE:
            raise Unavailable("disk_full", "The disk is full", kept="Nothing was changed")

    @contextmanager
    def receiving(self, digest: str, name: str) -> Generator[Incoming]:
        """Write a file under a name that nobody else has; kept only if it is what it says."""
        self._folder.mkdir(parents=True, exist_ok=True)
        fresh = self._folder / f"new-{name}"
        try:
            with fresh.open("xb") as stream:
                incoming = Incoming(stream)
                yield incoming
            if incoming.digest != digest:
                raise Refused("invalid", "The file is not what its name says; send it again")
            place = self._place(digest)
            place.parent.mkdir(exist_ok=True)
            fresh.replace(place)
        finally:
            with contextlib.suppress(FileNotFoundError):
                fresh.unlink()

    def _place(self, digest: str) -> Path:
        return self._folder / digest[:2] / digest
