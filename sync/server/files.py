"""Who may have which file: whoever may read a row that names it, if its writer had the bytes.

To know a digest is not to have the file: a row that names one counts only once the person who
wrote it brought the bytes, or might read another row that names them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, cast

from sqlalchemy import Connection, and_, select, update

from app.model import policy, registry
from app.model.blob import Blob
from app.model.change import Op, Value
from app.model.errors import Refused
from app.model.policy import Grants
from sync.server.tables import FILE, HOLDER, NAMED, put, upsert

TABLES = frozenset(t.no for t in registry.TABLES if t.name in {"line"})
"""Tables whose answers may name files."""
A_DIGEST = re.compile(r'"[0-9a-f]{64}/[0-9]{1,15}/')


def named_in(ops: Iterable[Op]) -> Iterator[str]:
    """The digests of the files that operations name."""
    for op in ops:
        if op.table in TABLES:
            for cell in op.cells:
                for value in cell.values:
                    yield from _digests(value)


def _digests(value: Value) -> Iterator[str]:
    if not isinstance(value, str) or A_DIGEST.search(value) is None:
        return
    try:
        held = json.loads(value)
    except (ValueError, RecursionError):
        return
    for one in cast("list[object]", held) if isinstance(held, list) else [held]:
        blob = Blob.read(one) if isinstance(one, str) else None
        if blob is not None and blob.digest:
            yield blob.digest


@dataclass(frozen=True, slots=True)
class Who:
    """Whose rows and calls these are, with the grants at this moment; none for the revoked."""

    person: bytes
    grants: Grants


class Known(Protocol):
    """A person as the ledger knows them."""

    @property
    def person(self) -> bytes: ...

    @property
    def grants(self) -> dict[str, str]: ...

    @property
    def is_revoked(self) -> bool: ...


def who_of(actor: Known) -> Who:
    """Who asks; refused where their access was taken away."""
    if actor.is_revoked:
        raise Refused("forbidden", "Your access to this workspace was taken away")
    return Who(actor.person, actor.grants)


def note(connection: Connection, who: Who, named: Iterable[tuple[str, str]]) -> None:
    """Keep which buckets name which files: (digest, bucket) pairs that this person wrote."""
    wanted = set(named)
    digests = sorted({digest for digest, _ in wanted})
    if not digests:
        return
    known = connection.execute(
        select(NAMED.c.digest, NAMED.c.bucket).where(
            NAMED.c.person == who.person, NAMED.c.digest.in_(digests)
        )
    )
    fresh = sorted(wanted - {(digest, bucket) for digest, bucket in known})
    proven = readable(connection, who, digests) | held_by(connection, who, digests)
    put(
        connection,
        NAMED,
        [
            {"digest": d, "bucket": b, "person": who.person, "proven": int(d in proven)}
            for d, b in fresh
        ],
    )


def readable(connection: Connection, who: Who, digests: Sequence[str]) -> set[str]:
    """Those of these files that this person may have."""
    found = connection.execute(
        select(NAMED.c.digest, NAMED.c.bucket).where(
            NAMED.c.digest.in_(digests), NAMED.c.proven == 1
        )
    )
    return {digest for digest, bucket in found if policy.may_read(who.grants, bucket)}


def held_by(connection: Connection, who: Who, digests: Sequence[str]) -> set[str]:
    """Those of these files whose bytes this person brought."""
    found = connection.execute(
        select(HOLDER.c.digest).where(HOLDER.c.person == who.person, HOLDER.c.digest.in_(digests))
    )
    return {digest for (digest,) in found}


def missing(connection: Connection, who: Who, digests: Sequence[str]) -> list[str]:
    """Those that this person should bring: not here, or not known to be theirs."""
    found = connection.execute(select(FILE.c.digest).where(FILE.c.digest.in_(digests)))
    here = {digest for (digest,) in found}
    mine = readable(connection, who, digests) | held_by(connection, who, digests)
    return [digest for digest in digests if digest not in here & mine]


def brought(connection: Connection, who: Who, digest: str, size: int, now_ms: int) -> None:
    """A person brought a file's bytes: what they wrote about it counts from now on."""
    upsert(connection, FILE, [{"digest": digest, "size": size, "at": now_ms}])
    upsert(connection, HOLDER, [{"digest": digest, "person": who.person}])
    connection.execute(
        update(NAMED)
        .where(and_(NAMED.c.digest == digest, NAMED.c.person == who.person))
        .values(proven=1)
    )
