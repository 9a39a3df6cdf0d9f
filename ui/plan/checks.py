"""The acceptance list of a task, as it is kept."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.model.row import Row

OWN = ("text", "name", "done", "by")


@dataclass(frozen=True, slots=True)
class Check:
    """One line of what has to be right before a task is accepted."""

    text: str
    done: bool = False
    by: str = ""
    """Who ticked it: the id of a person as hex."""
    rest: Mapping[str, object] = field(default_factory=dict[str, object])
    """What templates and imports keep beside it; it stays as it is."""


def checks_of(task: Row) -> list[Check]:
    """A task's acceptance list as it is kept."""
    try:
        held = json.loads(task.text("checklist") or "[]")
    except ValueError:
        return []
    lines = held if isinstance(held, list) else []
    found: list[Check] = []
    for line in lines:
        if isinstance(line, dict):
            words = str(line.get("text") or line.get("name") or "")
            done = bool(line.get("done"))
            by = str(line.get("by") or "") if done else ""
            rest = {key: value for key, value in line.items() if key not in OWN}
            found.append(Check(words, done, by, rest))
        elif isinstance(line, str):
            found.append(Check(line))
    return found


def kept(checks: Sequence[Check]) -> str:
    """The list as it is kept."""
    held: list[dict[str, object]] = []
    for check in checks:
        line: dict[str, object] = {**check.rest, "text": check.text, "done": check.done}
        if check.done and check.by:
            line["by"] = check.by
        held.append(line)
    return json.dumps(held, ensure_ascii=False, separators=(",", ":"))
