"""Who may see and do what: pure, asked by the desktop to predict and by the hub to decide.

A person holds grants: bucket (or a pattern) -> role. Patterns are `*` (everything but what
is personal), `campaign:*` (every campaign, not its finances).
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from app.model import ids
from app.model.change import Value
from app.model.errors import Refused
from app.model.registry import Home, Right, Table

ORG = "org"
Grants = Mapping[str, str]


class Role(StrEnum):
    """What a grant makes of a person in a bucket."""

    OWNER = "owner"
    LEAD = "lead"
    EDITOR = "editor"
    VIEWER = "viewer"
    SELF = "self"


class Rank(StrEnum):
    """What an account is in the whole workspace; fixed when its code was made."""

    OWNER = "owner"
    MEMBER = "member"
    GUEST = "guest"


_RIGHTS = {
    Role.OWNER: Right.OWN,
    Role.LEAD: Right.LEAD,
    Role.SELF: Right.EDIT,
    Role.EDITOR: Right.EDIT,
    Role.VIEWER: Right.READ,
}


def campaign_bucket(campaign: bytes) -> str:
    """The bucket of a campaign."""
    return f"campaign:{ids.text_of(campaign)}"


def user_bucket(person: bytes) -> str:
    """The bucket that only this person reads."""
    return f"user:{ids.text_of(person)}"


def guest_bucket(person: bytes) -> str:
    """What a guest gets instead of the directory: people of the granted campaigns."""
    return f"guest:{ids.text_of(person)}"


def bucket_of(table: Table, row: bytes, values: Mapping[str, Value]) -> str:
    """The one home of a row."""
    campaign = values.get("campaign")
    match table.home:
        case Home.ORG:
            return ORG
        case Home.PERSON:
            person = values.get("person")
            return user_bucket(person) if isinstance(person, bytes) else ORG
        case Home.CAMPAIGN if table.name == "campaign":
            return campaign_bucket(row)
        case Home.CAMPAIGN | Home.CAMPAIGN_OR_ORG:
            if isinstance(campaign, bytes):
                return campaign_bucket(campaign)
            if table.home is Home.CAMPAIGN_OR_ORG:
                return ORG
            raise Refused("invalid", "A {table} belongs to a campaign", table=table.name)


def role_in(grants: Grants, bucket: str) -> str | None:
    """The role that these grants give in a bucket, or None."""
    role = grants.get(bucket)
    if role is not None:
        return role
    kind, _, rest = bucket.partition(":")
    if kind == "campaign" and ":" not in rest and "campaign:*" in grants:
        return grants["campaign:*"]
    if kind in {"user", "guest"}:
        return None
    return grants.get("*")


def right_in(grants: Grants, bucket: str) -> Right | None:
    """The right that these grants give in a bucket, or None: not even to read."""
    role = role_in(grants, bucket)
    return _RIGHTS[Role(role)] if role is not None else None


def may_read(grants: Grants, bucket: str) -> bool:
    """Whether the bucket's rows may be on this person's devices."""
    return right_in(grants, bucket) is not None


def may_write(grants: Grants, bucket: str, table: Table) -> bool:
    """Whether this person may write rows of this table there."""
    right = right_in(grants, bucket)
    return right is not None and right >= table.right and table.right is not Right.HUB


def may_start_campaign(grants: Grants) -> bool:
    """Whoever may edit the directory may begin a campaign; a guest may not."""
    right = right_in(grants, ORG)
    return right is not None and right >= Right.EDIT


def grants_of(rank: Rank, person: bytes, campaign: bytes | None) -> dict[str, str]:
    """The grants that an account begins with."""
    own = {user_bucket(person): Role.SELF.value}
    if rank is Rank.OWNER:
        return {**own, "*": Role.OWNER.value}
    if rank is Rank.GUEST:
        own[guest_bucket(person)] = Role.VIEWER.value
    else:
        own[ORG] = Role.EDITOR.value
    if campaign is not None:
        role = Role.EDITOR
        own[campaign_bucket(campaign)] = role.value
    elif rank is Rank.MEMBER:
        own["campaign:*"] = Role.EDITOR.value
    return own
