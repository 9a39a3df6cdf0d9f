"""The words of sync: every message between a replica and a hub, and the interface of both ends.

Messages are msgpack arrays (`docs/protocol.md`). Fields are only ever added at the end.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import msgspec

from app.model import codec

VERSION = 1
MAX_PAGE_BYTES = 4 * 1024 * 1024
"""The most that a message may unpack to."""
PAGE_BYTES = 256 * 1024
"""What a page aims at."""
MAX_PUSH = 500
"""The most transactions in one push."""
MAX_LACK = 1_000
"""The most files in one question."""
DIGEST = "Fairway-Digest"
"""Header: what was sent is what arrived, and an answer belongs to its question."""


def sealed(question: str, body: bytes) -> str:
    """The digest of a body as it is sent; an answer names the digest of its question too."""
    return codec.digest(question.encode(), body).hex()


class Accepted:
    """Verdicts on a pushed transaction."""

    APPLIED = 1
    CONFLICT = 2
    """Applied; a register now has several heads."""
    PARKED = 3
    """Kept at the hub until it understands it (a newer version wrote it)."""
    QUARANTINED = 4
    """Kept at the hub, not applied: rights, revocation or nonsense."""


class BucketHead(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """Where a bucket's ledger stands at the hub, and the sums of its rows' states."""

    bucket: str
    seq: int
    chain: bytes
    cnt: int
    s1: int
    s2: int


class Meet(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """Who calls, with which version, and the end of its own chain."""

    version: int
    app: str
    rev: int
    replica: bytes
    n: int
    hash: bytes
    now_ms: int


class Met(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """Who the hub is, who it takes the caller for, and what the caller may read."""

    version: int
    rev: int
    epoch: str
    workspace: bytes
    now_ms: int
    person: bytes
    rank: str
    is_revoked: bool
    grants: dict[str, str]
    last_n: int
    last_hash: bytes
    """The last transaction of this replica that the hub holds; n = 0 for none."""
    heads: tuple[BucketHead, ...]
    authors: dict[bytes, bytes]
    """Replica -> person, of every replica that wrote where the caller may read."""


class Push(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """Transactions `first_n`, `first_n + 1`, ... of one replica; `prev` is the hash before."""

    replica: bytes
    first_n: int
    prev: bytes
    bodies: tuple[bytes, ...]


class Verdict(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """What became of a transaction; `hlc` is the order that the hub held it to."""

    n: int
    code: int
    hlc: int
    detail: str


class Pushed(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """`trouble` is "" or "gap" (send from last_n + 1) or "fork" (another history of this id)."""

    verdicts: tuple[Verdict, ...]
    last_n: int
    last_hash: bytes
    trouble: str


class HashesAsk(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """Asks for the hashes that the hub holds of a replica's chain, to find where it forked."""

    replica: bytes
    first_n: int
    count: int


class Hashes(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """Hashes from `first_n` on; shorter than asked where the hub has no more."""

    first_n: int
    hashes: tuple[bytes, ...]


class Cursor(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """How far the caller read a bucket, and the chain there."""

    bucket: str
    seq: int
    chain: bytes


class Pull(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """Asks for what came after the cursors; buckets without a cursor are not sent."""

    epoch: str
    cursors: tuple[Cursor, ...]
    max_bytes: int
    replica: bytes = b""
    """The caller's replica: its own entries come without their operations."""


class LedgerEntry(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """One transaction's operations in one bucket, as the hub ordered them.

    On the wire an entry is a byte string (the msgpack of this array); the bucket's chain is
    `digest(chain before, those bytes)`.
    """

    seq: int
    replica: bytes
    n: int
    hlc: int
    at_ms: int
    origin: int
    label: str
    ops: msgspec.Raw


class Page(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """Entries of a bucket in order; `seq`, `chain` are where the caller stands after them."""

    bucket: str
    seq: int
    chain: bytes
    entries: tuple[bytes, ...]


class Pulled(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """One consistent cut; `diverged` names buckets whose chain at the cursor is not the hub's."""

    epoch: str
    pages: tuple[Page, ...]
    diverged: tuple[str, ...]
    heads: tuple[BucketHead, ...]
    more: bool
    authors: dict[bytes, bytes]


class RowsAsk(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """Asks for whole rows of a bucket in order of (table, id), after the place `after`."""

    epoch: str
    bucket: str
    after: bytes
    max_bytes: int


class RowItem(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """A row's state and image as the hub keeps them (app.model.register, codec)."""

    table: int
    row: bytes
    state: bytes
    image: bytes
    is_alive: bool


class RowsPage(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """Rows in order; `after` goes into the next ask; `seq`, `chain` are the ledger's end then."""

    bucket: str
    rows: tuple[RowItem, ...]
    after: bytes
    is_last: bool
    seq: int
    chain: bytes
    authors: dict[bytes, bytes]


class DigestAsk(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """Asks for the row hashes of a bucket, to find rows that differ."""

    bucket: str
    after: bytes


class DigestPage(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """(table, row, hash) of rows in order; the hash is blake2b-128 as in `row_lanes`."""

    rows: tuple[tuple[int, bytes, bytes], ...]
    after: bytes
    is_last: bool


class FetchAsk(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """Asks for the rows named; a row that the hub does not have is left out."""

    bucket: str
    keys: tuple[tuple[int, bytes], ...]


class Fetched(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """Rows as the hub has them now."""

    rows: tuple[RowItem, ...]


class Join(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """Turns a code into a device of a person. `workspace`, `person`: of a profile that has some."""

    version: int
    replica: bytes
    device: str
    name: str
    workspace: bytes | None
    person: bytes | None


class Joined(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """`needs_workspace`: the hub is empty and waits for `adopt` with the caller's workspace."""

    token: str
    epoch: str
    workspace: bytes
    workspace_name: str
    person: bytes
    rank: str
    needs_workspace: bool


class InviteAsk(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """Asks for a code; `kind` is invite or device."""

    kind: str
    rank: str
    campaign: bytes | None
    person: bytes | None


class Invited(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """A code: shown once, used once, until `expires_ms`."""

    code: str
    expires_ms: int


class RevokeAsk(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """Takes a person's access, or one device's, away."""

    person: bytes | None
    device: bytes | None


class Revoked(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """How many devices lost their access."""

    devices: int


class Hint(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """Something is new in a bucket; carries no data."""

    bucket: str
    seq: int


class Problem(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """A failure by name, with the template and parameters that the caller translates."""

    code: str
    message: str
    hint: str
    params: dict[str, str]


class LackAsk(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """Files that a device has: which of them should it bring? At most `MAX_LACK` digests."""

    digests: tuple[str, ...]


class Lacking(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """The files that the hub has not, or not from this person."""

    digests: tuple[str, ...]


class Carrier(Protocol):
    """How whole files travel; the bytes go beside the messages, under the hash of the bytes."""

    def lack(self, ask: LackAsk) -> Lacking: ...

    def send_file(self, digest: str, file: Path) -> None: ...

    def fetch_file(self, digest: str, size: int, file: Path) -> None:
        """Write the bytes, `size` at most, to `file`, going on where it ends already."""
        ...


class Remote(Protocol):
    """What a hub answers to one device; over HTTP, in process, or through a bad network."""

    def meet(self, ask: Meet) -> Met: ...

    def push(self, ask: Push) -> Pushed: ...

    def hashes(self, ask: HashesAsk) -> Hashes: ...

    def pull(self, ask: Pull) -> Pulled: ...

    def rows(self, ask: RowsAsk) -> RowsPage: ...

    def digest(self, ask: DigestAsk) -> DigestPage: ...

    def fetch(self, ask: FetchAsk) -> Fetched: ...

    def invite(self, ask: InviteAsk) -> Invited: ...

    def revoke(self, ask: RevokeAsk) -> Revoked: ...

    def events(self) -> Iterator[Hint]: ...


class Door(Protocol):
    """What a hub answers to a caller who has only a code."""

    def join(self, code: str, ask: Join) -> Joined: ...

    def adopt(self, token: str, hub_file: bytes) -> str:
        """Give an empty hub its workspace: a backup of an embedded hub; answers the new epoch."""
        ...
