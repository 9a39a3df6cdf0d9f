"""The acceptance list of a task, as it is kept."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from app.model.row import Row


@dataclass(frozen=True, slots=True)
class Check:
    """One line of what has to be right before a task is accepted."""

    text: str
    done: bool = False


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
            found.append(Check(words, bool(line.get("done"))))
        elif isinstance(line, str):
            found.append(Check(line))
    return found


def kept(checks: Sequence[Check]) -> str:
    """The list as it is kept."""
    held = [{"text": check.text, "done": check.done} for check in checks]
    return json.dumps(held, ensure_ascii=False, separators=(",", ":"))
