"""Values of any field in words, and which words of two texts differ."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from app.care import DELETED, Conflict
from app.model import registry
from app.model.change import Value
from app.model.registry import Field, Type
from ui.kit import when
from ui.kit.app import t, worded
from ui.parts.host import Host

WORD = re.compile(r"[A-Za-z0-9.]+|\s+|.", re.DOTALL)


def field_words(field: str) -> str:
    """The name of a field or group as people say it."""
    match field:
        case "name" | "title":
            return t("Name")
        case "period":
            return t("Start and due")
        case "deadline":
            return t("Due")
        case "percent":
            return t("Progress")
        case "status":
            return t("Status")
        case "priority":
            return t("Priority")
        case "notes" | "body":
            return t("Description")
        case "deliverable":
            return t("Deliverable")
        case "checklist":
            return t("Points to check")
        case "goal":
            return t("Goal")
        case "audience":
            return t("Audience")
        case "effort_minutes":
            return t("Effort")
        case "stage":
            return t("Stage")
        case _ if field == DELETED:
            return t("Deletion")
        case _:
            return worded(field.replace("_", " ").capitalize())


def table_words(table: str) -> str:
    """A kind of thing as people say it."""
    match table:
        case "task":
            return t("Task")
        case "campaign":
            return t("Campaign")
        case "post":
            return t("Content")
        case "person":
            return t("Person")
        case _:
            return worded(table.replace("_", " ").capitalize())


def shown(host: Host, conflict: Conflict, values: Sequence[Value]) -> str:
    """A register's values in words."""
    if conflict.register == 0:
        return t("Delete it") if values == (1,) else t("Keep it")
    fields = registry.BY_NAME[conflict.table].registers[conflict.register]
    pairs = zip(fields, values, strict=False)
    parts = [value_words(host, field, value) for field, value in pairs]
    return " – ".join(part for part in parts if part) or t("Empty")


def value_words(host: Host, field: Field, value: Value) -> str:
    """One value in words; what has no words of its own is shown as it is kept."""
    if value is None or value == "":
        return ""
    if field.type is Type.ID and isinstance(value, bytes):
        return _named(host, field, value)
    if field.type in (Type.WALL, Type.DATE) and isinstance(value, str):
        at = when.wall(value)
        if at is not None:
            return f"{when.full(at.date())} {at:%H:%M}" if len(value) > 10 else when.full(at.date())
    if field.type is Type.PERCENT:
        return f"{value}%"
    if field.type is Type.BOOL:
        return t("Yes") if value else t("No")
    if field.name.endswith("_minutes") and isinstance(value, int):
        return t("{count} h", count=f"{value / 60:g}")
    if field.type is Type.JSON and isinstance(value, str):
        return _json_words(value)
    return str(value)


def _named(host: Host, field: Field, row: bytes) -> str:
    if field.refers in ("person", "campaign", "channel", "account", "department", "position"):
        return host.directory.name(field.refers, row) or "?"
    found = host.session.list(field.refers, [("id", "=", row)]) if field.refers else []
    return found[0].text("name") if found else "?"


def _json_words(text: str) -> str:
    try:
        held = json.loads(text)
    except ValueError:
        return text
    if isinstance(held, list):
        lines = [
            str(x.get("text") or x.get("name") or x) if isinstance(x, dict) else str(x)
            for x in held
        ]
        return "\n".join(lines)
    return text


def differing(text: str, other: str) -> list[tuple[str, bool]]:
    """The text in pieces; true where the other text has something else."""
    mine, theirs = WORD.findall(text), WORD.findall(other)
    pieces: list[tuple[str, bool]] = []
    for tag, a, b, _, _ in SequenceMatcher(None, mine, theirs, autojunk=False).get_opcodes():
        if a != b:
            pieces.append(("".join(mine[a:b]), tag != "equal"))
    return pieces
