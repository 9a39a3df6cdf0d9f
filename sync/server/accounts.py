"""Who may come in: codes that work once, device tokens, and taking them away."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field

from sqlalchemy import Connection, bindparam, delete, func, insert, or_, select, update

from app.model import policy
from app.model.errors import Refused, Unavailable
from app.model.policy import Rank
from sync.server.ledger import Actor
from sync.server.tables import ACCOUNT, CODE, DEVICE, GRANT

STRANGER = "This device is not known here"
CODE_LIFE_MS = 72 * 3600 * 1000
TRIES = 10
WINDOW_MS = 60_000
MANY = 10_000
CALLER = (
    select(
        DEVICE.c.device,
        DEVICE.c.person,
        ACCOUNT.c.rank,
        DEVICE.c.revoked_at,
        ACCOUNT.c.revoked_at,
        GRANT.c.bucket,
        GRANT.c.role,
    )
    .select_from(
        DEVICE.join(ACCOUNT, ACCOUNT.c.person == DEVICE.c.person).outerjoin(
            GRANT, GRANT.c.person == DEVICE.c.person
        )
    )
    .where(DEVICE.c.token_hash == bindparam("key"))
    .order_by(GRANT.c.bucket)
)
"""A line a grant; asked at every call, so in one statement."""
RANKS = (Rank.GUEST.value, Rank.MEMBER.value, Rank.OWNER.value)
"""From the least to the most."""


@dataclass(frozen=True, slots=True)
class Code:
    """What a code gives."""

    kind: str
    rank: str
    campaign: bytes | None
    person: bytes | None
    minted_by: bytes | None = None


@dataclass(frozen=True, slots=True)
class Caller:
    """A device that showed its token."""

    device: bytes
    actor: Actor
    rank: str


@dataclass(frozen=True, slots=True)
class Device:
    """A device that is about to get a token."""

    person: bytes
    name: str
    replica: bytes | None = None


@dataclass(slots=True)
class Tries:
    """Wrong codes of an address within a minute."""

    wrong: dict[str, list[int]] = field(default_factory=dict[str, list[int]])

    def check(self, address: str, now_ms: int) -> None:
        """Refuse an address that guessed too often."""
        recent = [at for at in self.wrong.get(address, []) if now_ms - at < WINDOW_MS]
        if recent:
            self.wrong[address] = recent
        else:
            self.wrong.pop(address, None)
        if len(recent) >= TRIES:
            raise Unavailable("busy", "Too many wrong codes; wait a minute")

    def note(self, address: str, now_ms: int) -> None:
        """A wrong code."""
        self.wrong.setdefault(address, []).append(now_ms)
        if len(self.wrong) > MANY:
            recent = {a: at for a, at in self.wrong.items() if now_ms - at[-1] < WINDOW_MS}
            self.wrong = recent


def hashed(secret: str) -> bytes:
    """What is kept of a secret of 128 or more random bits."""
    return hashlib.sha256(secret.encode()).digest()


def mint_code(
    connection: Connection, code: Code, now_ms: int, random_bytes: Callable[[int], bytes]
) -> tuple[str, int]:
    """A new code and until when it works."""
    text = base64.b32encode(random_bytes(16)).decode().rstrip("=")
    expires = now_ms + CODE_LIFE_MS
    connection.execute(
        insert(CODE),
        {
            "code_hash": hashed(text),
            "kind": code.kind,
            "rank": code.rank,
            "campaign": code.campaign,
            "person": code.person,
            "minted_by": code.minted_by,
            "expires_ms": expires,
        },
    )
    return text, expires


def mint_owner_code(
    connection: Connection, now_ms: int, random_bytes: Callable[[int], bytes]
) -> str | None:
    """The owner's code, as long as there is no owner; it voids the last one."""
    has_owner = connection.execute(
        select(func.count()).select_from(ACCOUNT).where(ACCOUNT.c.rank == Rank.OWNER.value)
    ).scalar_one()
    connection.execute(delete(CODE).where(CODE.c.kind == "owner"))
    if has_owner:
        return None
    code = Code("owner", Rank.OWNER.value, None, None)
    return mint_code(connection, code, now_ms, random_bytes)[0]


def use_code(connection: Connection, text: str, now_ms: int) -> Code:
    """What a code gives; it works once."""
    key = hashed(text.strip().upper().replace("-", ""))
    found = connection.execute(select(CODE).where(CODE.c.code_hash == key)).mappings().first()
    if found is None or found["used_at"] is not None or found["expires_ms"] < now_ms:
        raise Refused(
            "forbidden", "This code is not valid", hint="A code works once, for three days"
        )
    connection.execute(update(CODE).where(CODE.c.code_hash == key).values(used_at=now_ms))
    return Code(found["kind"], found["rank"], _bytes(found["campaign"]), _bytes(found["person"]))


def add_device(
    connection: Connection,
    device: Device,
    now_ms: int,
    random_bytes: Callable[[int], bytes],
) -> str:
    """The token of a new device of a person: told once, kept as a hash."""
    token = base64.urlsafe_b64encode(random_bytes(32)).decode().rstrip("=")
    connection.execute(
        insert(DEVICE),
        {
            "device": random_bytes(16),
            "person": device.person,
            "name": plain(device.name),
            "replica": device.replica,
            "created_at": now_ms,
            "token_hash": hashed(token),
        },
    )
    return token


def plain(text: str) -> str:
    """A name as it is kept: short, and without what a database's text cannot hold."""
    return text.replace("\0", "")[:200]


def add_account(connection: Connection, person: bytes, rank: str) -> None:
    """An account for a person; an invitation never lowers one, and begins a revoked one anew."""
    found = connection.execute(
        select(ACCOUNT.c.rank, ACCOUNT.c.revoked_at).where(ACCOUNT.c.person == person)
    ).first()
    if found is None:
        connection.execute(insert(ACCOUNT), {"person": person, "rank": rank})
        return
    keep = rank if found[1] is not None else max(found[0], rank, key=RANKS.index)
    connection.execute(
        update(ACCOUNT).where(ACCOUNT.c.person == person).values(rank=keep, revoked_at=None)
    )


def caller_of(connection: Connection, token: str) -> Caller:
    """Whose token this is, with the grants at this moment."""
    lines = connection.execute(CALLER, {"key": hashed(token)}).all()
    if not lines:
        raise Refused("forbidden", STRANGER, hint="Join again with a code")
    device, person, rank, *revoked = lines[0][:5]
    is_revoked = any(at is not None for at in revoked)
    given = {bucket: role for *_, bucket, role in lines if bucket is not None}
    actor = Actor(bytes(person), {} if is_revoked else given, is_revoked)
    return Caller(bytes(device), actor, rank)


def actor_of(connection: Connection, person: bytes) -> Actor:
    """A person with the grants at this moment; none for somebody whose access was taken away."""
    found = connection.execute(
        select(ACCOUNT.c.revoked_at).where(ACCOUNT.c.person == person)
    ).first()
    is_revoked = found is None or found[0] is not None
    return Actor(person, {} if is_revoked else grants_of(connection, person), is_revoked)


def grants_of(connection: Connection, person: bytes) -> dict[str, str]:
    """A person's grants: bucket or pattern -> role."""
    found = connection.execute(
        select(GRANT.c.bucket, GRANT.c.role)
        .where(GRANT.c.person == person)
        .order_by(GRANT.c.bucket)
    )
    return {bucket: role for bucket, role in found}


def rank_of(connection: Connection, person: bytes) -> str:
    """What a person is in the whole workspace."""
    grants = grants_of(connection, person)
    if "*" in grants:
        return Rank.OWNER.value
    return Rank.MEMBER.value if policy.ORG in grants else Rank.GUEST.value


def revoke(connection: Connection, person: bytes | None, device: bytes | None, now_ms: int) -> int:
    """Take access away from a device, or from a person and all of theirs; how many devices."""
    where = DEVICE.c.device == device if device is not None else DEVICE.c.person == person
    done = connection.execute(
        update(DEVICE).where(where, DEVICE.c.revoked_at.is_(None)).values(revoked_at=now_ms)
    )
    if person is not None:
        connection.execute(
            update(ACCOUNT).where(ACCOUNT.c.person == person).values(revoked_at=now_ms)
        )
    owner = person if device is None else owner_of(connection, device)
    # Codes that this person made or was given, perhaps on that device, open the door no more.
    mine = or_(CODE.c.person == owner, CODE.c.minted_by == owner)
    connection.execute(delete(CODE).where(mine))
    return done.rowcount


def owner_of(connection: Connection, device: bytes) -> bytes | None:
    """Whose device this is."""
    found = connection.execute(select(DEVICE.c.person).where(DEVICE.c.device == device)).first()
    return bytes(found[0]) if found else None


def owners(connection: Connection) -> int:
    """How many owners can still come in: with an account, and a device to use it."""
    return connection.execute(
        select(func.count(ACCOUNT.c.person.distinct()))
        .select_from(ACCOUNT.join(DEVICE, ACCOUNT.c.person == DEVICE.c.person))
        .where(
            ACCOUNT.c.rank == Rank.OWNER.value,
            ACCOUNT.c.revoked_at.is_(None),
            DEVICE.c.revoked_at.is_(None),
        )
    ).scalar_one()


def _bytes(held: object) -> bytes | None:
    return held if isinstance(held, bytes) else None
