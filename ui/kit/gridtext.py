"""Cells as text for the clipboard: what spreadsheets read back as the same cells."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

HARD = ("\t", "\n", "\r", '"')


def tsv(rows: Iterable[Sequence[str]]) -> str:
    """Cells between tabs; one that holds a tab, a line end or a quote stands in quotes."""
    return "\n".join("\t".join(map(_cell, row)) for row in rows)


def _cell(text: str) -> str:
    if any(mark in text for mark in HARD):
        return '"' + text.replace('"', '""') + '"'
    return text
