"""What a post is now, and what its address may be. Pure."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from urllib.parse import urlsplit

from app.model.errors import Refused
from app.model.row import Row

State = Literal["planned", "ready", "published", "missed"]
SCHEMES = ("http", "https")


def state_of(post: Row, now: datetime) -> State:
    """Where a post is: a day that went by without publication is missed."""
    if is_published(post):
        return "published"
    planned = moment_of(post, "planned")
    if planned is not None and planned < now:
        return "missed"
    return "ready" if post.text("status") == "ready" else "planned"


def is_published(post: Row) -> bool:
    """Whether a post is out."""
    return bool(post["published"] or post["url"] or post.text("status") == "published")


def checked_url(text: str) -> str:
    """The address as it is kept; refused unless it is a web page."""
    plain = text.strip()
    try:
        parts = urlsplit(plain)
        host = parts.hostname
        _ = parts.port
    except ValueError:
        host = None
    else:
        if parts.scheme.lower() not in SCHEMES:
            host = None
    if not host or any(c.isspace() or not c.isprintable() for c in plain):
        raise Refused(
            "invalid",
            "{url} is no address of a web page",
            hint="It begins with http:// or https://",
            url=plain[:80],
        )
    return plain


def moment_of(row: Row, name: str) -> datetime | None:
    """A wall time of a row."""
    held = row.text(name)
    return datetime.fromisoformat(held) if held else None
