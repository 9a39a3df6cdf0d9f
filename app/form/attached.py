"""The files that the answers of records name."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import cast

from app.form import cells, publishing
from app.model.blob import Blob
from app.model.errors import Fault
from app.model.form import Kind
from app.session import Session

FILES = frozenset({Kind.FILE, Kind.IMAGE})


def attached(session: Session) -> list[Blob]:
    """Every file that an answer on this device names, each once."""
    columns: set[str] = set()
    for row in session.list("form_version"):
        try:
            form = publishing.version_of(row).form
        except Fault:
            continue  # a version that cannot be read has no answers that can
        columns |= {
            cells.place(part.slot)[1]
            for part in form.parts
            if part.kind in FILES and part.slot >= 0
        }
    found: dict[str, Blob] = {}
    for texts in session.dataset("line", sorted(columns)).items() if columns else ():
        if texts[0] != "id":
            found |= {blob.digest: blob for text in texts[1] for blob in _named(text)}
    return list(found.values())


def _named(text: object) -> Iterator[Blob]:
    if not isinstance(text, str) or "/" not in text:
        return
    try:
        held = json.loads(text)
    except (ValueError, RecursionError):
        return
    for one in cast("list[object]", held) if isinstance(held, list) else [held]:
        blob = Blob.read(one) if isinstance(one, str) else None
        if blob is not None and blob.digest:
            yield blob
