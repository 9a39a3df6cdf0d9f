"""A table file of a person: CSV as text, anything else as a spreadsheet in a child."""

from __future__ import annotations

from pathlib import Path

from app.sheet import decode
from app.sheet.csv_text import read_csv
from app.sheet.grid import Known, Sheet

TEXTS = frozenset({".csv", ".txt", ".tsv"})


def read(data: bytes, name: str, known: Known) -> Sheet:
    """The sheet in a file; `known` counts the titles of a header that its reader understands."""
    if Path(name).suffix.lower() in TEXTS:
        return read_csv(data, known)
    return decode.decode_in_child(data, decode.child(), known)
