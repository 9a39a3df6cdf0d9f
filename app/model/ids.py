"""Time-ordered ids (RFC 9562, version 7), their text, and their prefixes."""

from __future__ import annotations

import os
import time
import uuid
from collections.abc import Callable
from typing import NewType

RowId = NewType("RowId", bytes)
TaskId = NewType("TaskId", bytes)
CampaignId = NewType("CampaignId", bytes)
PersonId = NewType("PersonId", bytes)
ReplicaId = NewType("ReplicaId", bytes)

MIN_PREFIX = 8


def wall_ms() -> int:
    """This computer's clock, UTC milliseconds."""
    return time.time_ns() // 1_000_000


class Ids:
    """Makes ids; two of one millisecond keep the order in which they were made."""

    def __init__(
        self,
        now_ms: Callable[[], int] = wall_ms,
        random_bytes: Callable[[int], bytes] = os.urandom,
    ) -> None:
        self._now_ms = now_ms
        self._random_bytes = random_bytes
        self._last = 0

    def new(self) -> RowId:
        """A new id: 48 bits of Unix milliseconds, a 12-bit counter, 62 random bits."""
        moment = self._now_ms() << 12
        self._last = moment = max(moment, self._last + 1)
        tail = int.from_bytes(self._random_bytes(8), "big") & ((1 << 62) - 1)
        ms, counter = moment >> 12, moment & 0xFFF
        number = (ms & ((1 << 48) - 1)) << 80 | 7 << 76 | counter << 64 | 2 << 62 | tail
        return RowId(number.to_bytes(16, "big"))


def text_of(row_id: bytes) -> str:
    """The UUID text of an id; other byte strings print as hex."""
    return str(uuid.UUID(bytes=row_id)) if len(row_id) == 16 else row_id.hex()


def is_id(text: str) -> bool:
    """Whether the text is a whole id."""
    return parse(text) is not None


def parse(text: str) -> RowId | None:
    """The id written as UUID text, or None."""
    digits = text.strip().replace("-", "").lower()
    if len(digits) != 32:
        return None
    try:
        return RowId(bytes.fromhex(digits))
    except ValueError:
        return None


def prefix_range(text: str) -> tuple[bytes, bytes] | None:
    """The lowest and highest id that begin with this prefix of 8 or more hex digits."""
    digits = text.strip().replace("-", "").lower()
    if not MIN_PREFIX <= len(digits) <= 32 or any(c not in "0123456789abcdef" for c in digits):
        return None
    return bytes.fromhex(digits.ljust(32, "0")), bytes.fromhex(digits.ljust(32, "f"))
