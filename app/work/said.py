"""What was said of a row: comment facts folded to what people read. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from functools import lru_cache

from app.model.row import Row
from app.model.sound import sounds_of

OPEN = "open"
"""The body of a resolve fact that takes the resolution back."""
LAST_SECOND = 253_402_214_400
"""The last day that Python's dates can tell in every zone."""
_WORD = re.compile(r"[a-z]{2,40}(?![a-z0-9_])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Said:
    """A comment as it stands after its edits.

    `person` wrote it or brought it in; `speaker` is who said it elsewhere, "" where it was
    written here.
    """

    id: bytes
    person: bytes | None
    speaker: str
    at: datetime
    body: str
    mentions: tuple[bytes, ...] = ()
    is_edited: bool = False
    is_resolved: bool = False
    is_withdrawn: bool = False


def thread(rows: Iterable[Row], zone: tzinfo) -> tuple[Said, ...]:
    """Comments of one row in the order in which they were said.

    Only its author edits a comment, so an edit in another name is not heard; anybody resolves.
    The latest fact counts, whatever order they come in.
    """
    facts = sorted(rows, key=lambda row: row.id)
    firsts = {row.id: row for row in facts if row.text("kind") in ("", "comment")}
    edits: dict[bytes, Row] = {}
    ends: dict[bytes, Row] = {}
    for fact in facts:
        first = firsts.get(fact.ref("refers") or b"")
        if first is None:
            continue
        if fact.text("kind") == "edit" and fact.ref("person") == first.ref("person"):
            edits[first.id] = fact
        elif fact.text("kind") == "resolve":
            ends[first.id] = fact
    said = [_said(row, edits.get(row.id), ends.get(row.id), zone) for row in firsts.values()]
    return tuple(sorted(said, key=lambda one: (one.at, one.id)))


def _said(first: Row, edit: Row | None, end: Row | None, zone: tzinfo) -> Said:
    now = edit if edit is not None else first
    return Said(
        first.id,
        first.ref("person"),
        first.text("speaker"),
        _wall(first.text("said_at")) or made_at(first.id, zone),
        now.text("body"),
        mentions_of(now),
        edit is not None,
        end is not None and end.text("body") != OPEN,
        edit is not None and not edit.text("body"),
    )


def _wall(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text) if text else None
    except ValueError:
        return None


def made_ms(row: bytes) -> int:
    """The instant at which a row was made, UTC milliseconds: its id begins with it."""
    return int.from_bytes(row[:6], "big")


def wall_of(ms: int, zone: tzinfo) -> datetime:
    """An instant as a wall time."""
    utc = datetime.fromtimestamp(max(0, min(ms // 1000, LAST_SECOND)), UTC)
    return utc.astimezone(zone).replace(tzinfo=None)


def ms_of(at: datetime, zone: tzinfo) -> int:
    """A wall time as an instant."""
    return round(at.replace(tzinfo=zone).timestamp() * 1000)


def made_at(row: bytes, zone: tzinfo) -> datetime:
    """The wall time at which a row was made."""
    return wall_of(made_ms(row), zone)


def mentions_of(row: Row) -> tuple[bytes, ...]:
    """Who is mentioned in a comment."""
    return read_mentions(row.text("mentions"))


def read_mentions(text: str) -> tuple[bytes, ...]:
    """Mentions as they are kept: a JSON list of ids in hex."""
    try:
        held = json.loads(text or "[]")
    except ValueError:
        return ()
    found: list[bytes] = []
    for one in held if isinstance(held, list) else ():  # pyright: ignore[reportUnknownVariableType]
        if isinstance(one, str) and re.fullmatch(r"[0-9a-f]{32}", one):
            found.append(bytes.fromhex(one))
    return tuple(found)


def kept_mentions(people: Sequence[bytes]) -> str | None:
    """Mentions to be kept."""
    return json.dumps([person.hex() for person in people]) if people else None


@dataclass(frozen=True, slots=True)
class Words:
    """A comment as it was written, read: names in full, who is mentioned and where."""

    body: str
    people: tuple[bytes, ...] = ()
    spots: tuple[tuple[int, int], ...] = ()
    """From each @ to the end of its name, in the body."""


def read(text: str, people: Mapping[bytes, str]) -> Words:
    """Find @张伟, @zhangwei and @zw; pinyin counts where one person is called so, and
    becomes the name. Of two people with one name the first is meant."""
    body: list[str] = []
    found: dict[bytes, None] = {}
    spots: list[tuple[int, int]] = []
    at = length = 0
    while at < len(text):
        hit = _named(text, at + 1, people) if text[at] in "@＠" and _begins(text, at) else None
        if hit is None:
            body.append(text[at])
            at, length = at + 1, length + 1
            continue
        person, end = hit
        words = f"@{people[person]}"
        spots.append((length, length + len(words)))
        body.append(words)
        found[person] = None
        at, length = end, length + len(words)
        if words[1:] != text[end - len(words) + 1 : end] and text[end : end + 1].isalnum():
            body.append(" ")  # so that the name ends here too when it is read again
            length += 1
    return Words("".join(body), tuple(found), tuple(spots))


def _begins(text: str, at: int) -> bool:
    """Whether an @ here can name a person: in an address it stands behind a letter."""
    return at == 0 or not (text[at - 1].isascii() and text[at - 1].isalnum())


def _named(text: str, at: int, people: Mapping[bytes, str]) -> tuple[bytes, int] | None:
    """Who is named here and where the name ends: the longest name, else the pinyin of one."""
    rest = text[at : at + 80].casefold()
    fits = [(len(name), row) for row, name in people.items() if _is_at(name.casefold(), rest)]
    if fits:
        long = max(size for size, _ in fits)
        return next((row, at + long) for size, row in fits if size == long)
    word = _WORD.match(text, at)
    if word is None:
        return None
    asked = word[0].casefold()
    called = [row for row, name in people.items() if asked in sounds(name)]
    return (called[0], word.end()) if len(called) == 1 else None


def _is_at(name: str, rest: str) -> bool:
    if not name or not rest.startswith(name):
        return False
    after = rest[len(name) : len(name) + 1]
    return not (name[-1].isascii() and after.isascii() and after.isalnum())


@lru_cache(maxsize=4_000)
def sounds(name: str) -> frozenset[str]:
    """The pinyin and the initials of a whole name."""
    return frozenset(sounds_of(name).split()) - frozenset(sounds_of(name[1:]).split())
