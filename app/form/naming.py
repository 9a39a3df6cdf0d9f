"""Rows that answers name, by their names: people, departments, accounts, what is linked. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from app.model import ids, registry
from app.model.form import Kind, Part
from app.model.row import Row

TABLES = {Kind.PERSON: "person", Kind.DEPARTMENT: "department", Kind.ACCOUNT: "account"}
SHORT = 8
"""How much of an id tells two rows of one name apart."""


def table_of(part: Part) -> str:
    """The table whose rows a part names."""
    return next((TABLES[k] for k in TABLES if k == part.kind), "") or (
        part.settings.get("target", "") or "campaign"
    )


class Naming:
    """Names of a workspace's rows, each table read once when it is first asked for."""

    def __init__(self, rows: Callable[[str], Sequence[Row]]) -> None:
        """`rows` gives every row of a table."""
        self._rows = rows
        self._names: dict[str, dict[str, str]] = {}
        self._found: dict[str, dict[str, list[str]]] = {}

    def name(self, part: Part, key: str) -> str:
        """What a row is called, with the begin of its id where another is called so; "" where
        it is not known."""
        table = table_of(part)
        name = self._of(table).get(key, "")
        is_one = not name or len(self._found[table].get(name.casefold(), ())) < 2
        return name if is_one else f"{name} #{key[:SHORT]}"

    def every(self, part: Part) -> dict[str, str]:
        """All rows that this part may name: id -> name, in the order of names."""
        names = self._of(table_of(part))
        return dict(sorted(names.items(), key=_by_name))

    def find(self, part: Part, word: str) -> list[str]:
        """The rows that are called so: a name, a name with the begin of an id, an e-mail, an id."""
        table = table_of(part)
        names = self._of(table)
        name, _, start = word.rpartition("#")
        if name and start and all(one in "0123456789abcdef" for one in start):
            held = self._found[table].get(name.strip().casefold(), [])
            return [key for key in held if key.startswith(start)]
        whole = ids.parse(word)
        if whole is not None and whole.hex() in names:
            return [whole.hex()]
        return self._found[table].get(word.casefold(), [])

    def _of(self, table: str) -> dict[str, str]:
        if table in self._names:
            return self._names[table]
        names: dict[str, str] = {}
        found: dict[str, list[str]] = {}
        known = registry.BY_NAME.get(table)
        title = known.title if known is not None else ""
        for row in self._rows(table) if known is not None else ():
            key, name = row.id.hex(), row.text(title)
            names[key] = name
            found.setdefault(name.casefold(), []).append(key)
            email = row.text("email") if known is not None and "email" in known.by_name else ""
            if email and email.casefold() != name.casefold():
                found.setdefault(email.casefold(), []).append(key)
        self._names[table], self._found[table] = names, found
        return names


def _by_name(pair: tuple[str, str]) -> str:
    return pair[1].casefold()
