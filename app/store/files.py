"""Whole files of a profile by the hash of their bytes; sync moves them later.

A file is written beside its place and renamed into it, so that a name always holds all of its
bytes. The same bytes are kept once, however often they are named.
"""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path

from blake3 import blake3

from app.model.blob import Blob, is_digest
from app.model.errors import Refused, Unavailable

FOLDER = "files"
CHUNK = 1 << 20
MOST_NAME = 200
MOST_BYTES = 20 << 30

Step = Callable[[int], bool]
"""Told how many bytes are done; the answer False stops it."""


class Files:
    """The folder of a profile's files."""

    def __init__(self, profile: Path) -> None:
        self._folder = profile / FOLDER

    def keep(self, source: Path, step: Step | None = None) -> Blob:
        """Keep a copy of a file; refused for a folder and for what cannot be read."""
        name = source.name[-MOST_NAME:] or "file"
        if source.is_dir():
            raise Refused("invalid", "{name} is a folder", name=name, hint="Choose files in it")
        try:
            with source.open("rb") as stream:
                return self._write(iter(lambda: stream.read(CHUNK), b""), name, step)
        except FileNotFoundError as error:
            raise Refused("not_found", "There is no file {name}", name=name) from error
        except PermissionError as error:
            raise Refused("invalid", "{name} may not be read", name=name) from error

    def keep_bytes(self, data: bytes, name: str) -> Blob:
        """Keep bytes that are no file yet: a picture of the clipboard."""
        return self._write(iter((data,)), name[-MOST_NAME:], None)

    def path(self, digest: str) -> Path | None:
        """Where the bytes of a hash lie; None where this device has them not."""
        found = self._place(digest) if is_digest(digest) else None
        return found if found is not None and found.is_file() else None

    def is_whole(self, digest: str) -> bool:
        """Whether the bytes are there and still have their hash."""
        found = self.path(digest)
        if found is None:
            return False
        return _hash_of(found) == digest

    def drop(self, digest: str) -> None:
        """Let go of the bytes on this device."""
        found = self.path(digest)
        if found is not None:
            found.unlink(missing_ok=True)

    def part(self, digest: str) -> Path:
        """Where a file lies while it is fetched; what came already stays for the next time."""
        self._folder.mkdir(parents=True, exist_ok=True)
        return self._folder / f"part-{digest}"

    def take_in(self, digest: str) -> bool:
        """Keep what was fetched; False, and it is gone, where its bytes have another hash."""
        part = self.part(digest)
        if _hash_of(part) != digest:
            part.unlink(missing_ok=True)
            return False
        place = self._place(digest)
        place.parent.mkdir(parents=True, exist_ok=True)
        part.replace(place)
        return True

    def brought_to(self, digest: str) -> str:
        """The history of the hub that has this file from here; "" where none has."""
        try:
            return self._mark(digest).read_text(encoding="ascii")
        except (OSError, UnicodeDecodeError):
            return ""

    def mark(self, digest: str, epoch: str) -> None:
        """Note that the hub has it."""
        mark = self._mark(digest)
        mark.parent.mkdir(parents=True, exist_ok=True)
        mark.write_text(epoch, encoding="ascii")

    def _mark(self, digest: str) -> Path:
        return self._folder / "sent" / digest

    def _place(self, digest: str) -> Path:
        return self._folder / digest[:2] / digest

    def _write(self, chunks: Iterator[bytes], name: str, step: Step | None) -> Blob:
        known, size = blake3(), 0
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            fresh = self._folder / f"new-{secrets.token_hex(8)}"
            try:
                with fresh.open("xb") as out:
                    for chunk in chunks:
                        known.update(chunk)
                        out.write(chunk)
                        size += len(chunk)
                        if size > MOST_BYTES:
                            raise Refused("too_large", "{name} is too large", name=name)
                        if step is not None and not step(size):
                            raise Refused("cancelled", "{name} was not kept", name=name)
                    out.flush()
                    os.fsync(out.fileno())
                place = self._place(known.hexdigest())
                place.parent.mkdir(exist_ok=True)
                fresh.replace(place)
            finally:
                with contextlib.suppress(FileNotFoundError):
                    fresh.unlink()
        except (FileNotFoundError, PermissionError):
            raise
        except OSError as error:
            raise _unwritten(error, name) from error
        return Blob(known.hexdigest(), size, name)


def _hash_of(file: Path) -> str:
    known = blake3()
    with file.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            known.update(chunk)
    return known.hexdigest()


def _unwritten(error: OSError, name: str) -> Unavailable:
    if error.errno == errno.ENOSPC:
        return Unavailable("disk_full", "The disk is full", kept="Nothing was changed")
    why = error.strerror or str(error)
    return Unavailable("io", "{name} could not be written: {why}", name=name, why=why)
