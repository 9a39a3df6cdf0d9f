"""Tasks and edits of the shape of the peers' generator (`shared/peers/sync/common/gen.py`)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from random import Random

from app.model.change import Value

WORDS = [
    "brief",
    "launch",
    "review",
    "asset",
    "budget",
    "region",
    "social",
    "video",
    "banner",
    "poster",
    "audit",
    "legal",
    "copy",
    "draft",
    "final",
    "quarter",
    "campaign",
    "channel",
    "media",
    "partner",
    "studio",
    "translate",
    "local",
    "global",
    "teaser",
    "cutdown",
    "edit",
    "master",
    "grade",
    "mix",
    "caption",
]
STATUS = ("todo", "doing", "review", "blocked", "done")
PRIORITY = ("low", "normal", "high", "urgent")


def words(chance: Random, count: int) -> str:
    """Some words."""
    return " ".join(chance.choice(WORDS) for _ in range(count))


def tasks(campaigns: list[bytes], count: int) -> Iterator[dict[str, Value]]:
    """The values of `count` tasks, about 580 bytes each as JSON with its id."""
    chance = Random(20260801)
    for _ in range(count):
        day = chance.randrange(0, 700)
        source = {
            "reporter": f"u{chance.randrange(300):05d}",
            "region": chance.choice(["emea", "apac", "amer"]),
            "tags": words(chance, 4).replace(" ", ","),
        }
        yield {
            "campaign": chance.choice(campaigns),
            "name": words(chance, 5).capitalize(),
            "notes": words(chance, 27),
            "start": f"2026-{1 + day % 12:02d}-{1 + day % 28:02d}T09:00:00",
            "finish": f"2027-{1 + day % 12:02d}-{1 + day % 28:02d}T18:00:00",
            "duration_minutes": chance.randrange(1, 40) * 480,
            "effort_minutes": chance.randrange(0, 5_000_000),
            "percent": chance.randrange(0, 101),
            "priority": chance.choice(PRIORITY),
            "status": chance.choice(STATUS),
            "source": json.dumps(source, separators=(",", ":")),
        }


def edits(
    held: Mapping[str, Sequence[Value]], count: int
) -> Iterator[tuple[bytes, dict[str, Value]]]:
    """One field of one task gets a new value, each task once; `held` is the tasks' columns."""
    chance = Random(20260802)
    for place in chance.sample(range(len(held["id"])), count):
        values = edit(chance)
        while all(held[name][place] == value for name, value in values.items()):
            values = edit(chance)
        row = held["id"][place]
        assert isinstance(row, bytes)
        yield row, values


EDITED = ("status", "percent", "priority", "name", "effort_minutes")


def edit(chance: Random) -> dict[str, Value]:
    """One new value for one field."""
    match chance.randrange(5):
        case 0:
            return {"status": chance.choice(STATUS)}
        case 1:
            return {"percent": chance.randrange(101)}
        case 2:
            return {"priority": chance.choice(PRIORITY)}
        case 3:
            return {"name": words(chance, 5).capitalize()}
        case _:
            return {"effort_minutes": chance.randrange(5_000_000)}
