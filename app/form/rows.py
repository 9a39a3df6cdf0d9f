"""Rows of the tables `part` and `rule` as parts and rules, and the other way round. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

import msgspec

from app.model.change import Value
from app.model.form import Check, Choice, Form, Part, Rule
from app.model.row import Row

T = TypeVar("T")
TEXTS = (
    "kind",
    "label",
    "label_en",
    "help",
    "help_en",
    "required_if",
    "visible_if",
    "enabled_if",
    "default",
    "formula",
)
RULE_TEXTS = ("name", "kind", "when", "value", "level", "message", "message_en")
FORM_TEXTS = ("name", "name_en", "note", "note_en")


def read_json(text: str, kind: type[T], empty: T) -> T:
    """What a JSON field holds; what cannot be read, as of a newer version, counts as empty."""
    if not text:
        return empty
    try:
        return msgspec.json.decode(text, type=kind)
    except (msgspec.MsgspecError, RecursionError):
        return empty


def json_text(value: object) -> str | None:
    """The canonical JSON of something, None where it is empty."""
    if not value:
        return None
    return msgspec.json.encode(value, order="deterministic").decode()


def part_of(row: Row, parent: str) -> Part:
    """A part as its row says."""
    hidden = row.text("hidden")
    texts: dict[str, Any] = {name: row.text(name) for name in TEXTS}
    return Part(
        id=row.text("key"),
        parent=parent,
        required=bool(row.number("required")),
        choices=read_json(row.text("choices"), tuple[Choice, ...], ()),
        checks=read_json(row.text("checks"), tuple[Check, ...], ()),
        hidden="" if hidden == "drop" else hidden,
        settings=read_json(row.text("settings"), dict[str, str], {}),
        **texts,
    )


def values_of(part: Part) -> dict[str, Value]:
    """The fields of a part's row, without its place, its form and its key."""
    values: dict[str, Value] = {name: str(getattr(part, name)) or None for name in TEXTS}
    return values | {
        "required": 1 if part.required else None,
        "choices": json_text(part.choices),
        "checks": json_text(part.checks),
        "hidden": str(part.hidden) or None,
        "settings": json_text(part.settings),
    }


def rule_of(row: Row) -> Rule:
    """A rule as its row says; its id is that of the row."""
    texts = {name: row.text(name) for name in RULE_TEXTS}
    return Rule(
        id=row.id.hex(),
        targets=read_json(row.text("targets"), tuple[str, ...], ()),
        table=row.text("of_table"),
        **texts | {"level": texts["level"] or "error", "kind": texts["kind"] or "check"},
    )


def values_of_rule(rule: Rule) -> dict[str, Value]:
    """The fields of a rule's row, without its place and its form."""
    values: dict[str, Value] = {name: str(getattr(rule, name)) or None for name in RULE_TEXTS}
    return values | {"targets": json_text(rule.targets), "of_table": rule.table or None}


def values_of_form(form: Form) -> dict[str, Value]:
    """The fields of a form's own row."""
    values: dict[str, Value] = {name: str(getattr(form, name)) or None for name in FORM_TEXTS}
    return values | {"settings": json_text(form.settings)}


def form_of(row: Row, parts: Iterable[Part], rules: Iterable[Rule]) -> Form:
    """The form that these rows make."""
    return Form(
        parts=tuple(parts),
        rules=tuple(rules),
        settings=read_json(row.text("settings"), dict[str, str], {}),
        **{name: row.text(name) for name in FORM_TEXTS},
    )


def order_of(row: Row) -> tuple[str, bytes]:
    """How rows are ordered beside each other."""
    return row.text("okey"), row.id
