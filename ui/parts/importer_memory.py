"""Which column was which the last time a file with these headers was brought in."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping, Sequence
from hashlib import sha256
from typing import cast

PREFIX = "import"


def fingerprint(headers: Sequence[str]) -> str:
    """The same for the same headers, however they are spaced or cased."""
    plain = "\x1f".join(" ".join(title.casefold().split()) for title in headers)
    return sha256(plain.encode("utf-8", "replace")).hexdigest()[:16]


def recall(
    memory: Mapping[str, object], kind: str, headers: Sequence[str], fields: Sequence[str]
) -> dict[str, int] | None:
    """What was chosen for these headers; only what is still possible."""
    held = memory.get(_name(kind, headers))
    if not isinstance(held, dict):
        return None
    pairs = cast("dict[object, object]", held).items()
    return {
        key: at
        for key, at in pairs
        if isinstance(key, str) and isinstance(at, int) and key in fields and 0 <= at < len(headers)
    }


def keep(
    memory: MutableMapping[str, object],
    kind: str,
    headers: Sequence[str],
    columns: Mapping[str, int],
) -> None:
    """Remember what was chosen."""
    memory[_name(kind, headers)] = dict(columns)


def _name(kind: str, headers: Sequence[str]) -> str:
    return f"{PREFIX}.{kind}.{fingerprint(headers)}"
