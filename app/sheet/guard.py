"""Texts in CSV files, written so that no spreadsheet takes one for a formula."""

from __future__ import annotations


def is_risky(text: str) -> bool:
    """Whether a spreadsheet would take the text for a formula."""
    return text.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


def guarded(text: str) -> str:
    """An apostrophe before what is risky, and before such an apostrophe of the text's own."""
    return f"'{text}" if is_risky(text.lstrip("'")) else text


def unguarded(text: str) -> str:
    """What `guarded` was given."""
    return text[1:] if text.startswith("'") and is_risky(text.lstrip("'")) else text
