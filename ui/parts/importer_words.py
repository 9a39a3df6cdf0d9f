"""Sentences of the import wizard: what a file is, what is missing, what one need not fear."""

from __future__ import annotations

from collections.abc import Container, Sequence

from ui.kit.app import t
from ui.parts.importer_intake import Field, Filed


def hints() -> list[str]:
    """What is good to know before a file is chosen."""
    return [
        t("Titles above the header and merged headers are found by themselves"),
        t("Nothing is written before the trial run is over and you say so"),
    ]


def missing(fields: Sequence[Field], columns: Container[str]) -> str:
    """Which column has to be named before it can go on; "" for none."""
    for field in fields:
        if field.is_needed and field.key not in columns:
            return t("Say which column is “{name}”", name=field.words)
    return ""


def note(filed: Filed, *, is_recalled: bool) -> str:
    """A line about a file."""
    parts = [t("{count} rows", count=f"{len(filed.rows):,}")]
    if filed.others:
        name, count = filed.sheet, len(filed.others)
        parts.append(
            t("only the sheet “{name}”; {count} others are not read", name=name, count=count)
        )
    if is_recalled:
        parts.append(t("columns as the last time"))
    elif not filed.is_mapped:
        parts.append(t("the file says itself what its columns are"))
    return "  ·  ".join(parts)
