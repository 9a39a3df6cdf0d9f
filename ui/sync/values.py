"""Values of any field in words, and which words of two texts differ."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from app.care import Conflict
from app.model import registry
from app.model.change import Value
from ui.kit.app import t
from ui.parts.host import Host
from ui.parts.terms import value_words

WORD = re.compile(r"[A-Za-z0-9.]+|\s+|.", re.DOTALL)


def shown(host: Host, conflict: Conflict, values: Sequence[Value]) -> str:
    """A register's values in words."""
    if conflict.register == 0:
        return t("Delete it") if values == (1,) else t("Keep it")
    fields = registry.BY_NAME[conflict.table].registers[conflict.register]
    pairs = zip(fields, values, strict=False)
    parts = [value_words(host, field, value) for field, value in pairs]
    return " – ".join(part for part in parts if part) or t("Empty")


def differing(text: str, other: str) -> list[tuple[str, bool]]:
    """The text in pieces; true where the other text has something else."""
    mine, theirs = WORD.findall(text), WORD.findall(other)
    pieces: list[tuple[str, bool]] = []
    for tag, a, b, _, _ in SequenceMatcher(None, mine, theirs, autojunk=False).get_opcodes():
        if a != b:
            pieces.append(("".join(mine[a:b]), tag != "equal"))
    return pieces
