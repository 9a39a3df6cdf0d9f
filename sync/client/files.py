"""Whole files between this device and the hub: what is named here and lacks there is brought,
what is named here and lacks here is fetched."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from app.model.blob import Blob
from app.model.errors import Fault, Refused
from app.store.files import Files
from sync.protocol import MAX_LACK, Carrier, LackAsk

BY_ITSELF = 64 * 1024 * 1024
"""Larger files are fetched when somebody asks for them."""


@dataclass(frozen=True, slots=True)
class Moved:
    """What one round came to."""

    brought: int = 0
    fetched: int = 0
    waiting: int = 0
    """Named here, but not at the hub yet, or too large to come by itself."""
    fault: Fault | None = None
    """Why the round ended early."""


def move(
    files: Files,
    carrier: Carrier,
    epoch: str,
    blobs: Iterable[Blob],
    is_over: Callable[[], bool] = lambda: False,
) -> Moved:
    """One round; files that cannot be moved now are tried again in the next one."""
    named = {blob.digest: blob for blob in blobs if blob.digest}
    brought = fetched = waiting = 0
    try:
        for digest in _to_bring(files, carrier, epoch, named):
            if is_over():
                return Moved(brought, fetched, waiting)
            file = files.path(digest)
            if file is not None:
                carrier.send_file(digest, file)
                files.mark(digest, epoch)
                brought += 1
        for digest, blob in named.items():
            if is_over():
                return Moved(brought, fetched, waiting)
            if files.path(digest) is not None:
                continue
            is_here = blob.size <= BY_ITSELF and fetch(files, carrier, blob, epoch)
            fetched += is_here
            waiting += not is_here
    except Fault as fault:
        return Moved(brought, fetched, waiting, fault)
    return Moved(brought, fetched, waiting)


def fetch(files: Files, carrier: Carrier, blob: Blob, epoch: str) -> bool:
    """Get one file; False where the hub has not got it yet."""
    part = files.part(blob.digest)
    try:
        if not part.exists() or part.stat().st_size != blob.size:
            carrier.fetch_file(blob.digest, blob.size, part)
    except Refused as fault:
        if fault.code != "not_found":
            raise
        return False
    if not files.take_in(blob.digest):
        return False
    files.mark(blob.digest, epoch)
    return True


def _to_bring(files: Files, carrier: Carrier, epoch: str, named: Iterable[str]) -> Iterable[str]:
    """What is here and not known to be at this hub; the hub is asked before bytes travel."""
    own = [d for d in named if files.brought_to(d) != epoch and files.path(d) is not None]
    for start in range(0, len(own), MAX_LACK):
        part = own[start : start + MAX_LACK]
        lacking = set(carrier.lack(LackAsk(tuple(part))).digests)
        for digest in part:
            if digest in lacking:
                yield digest
            else:
                files.mark(digest, epoch)
