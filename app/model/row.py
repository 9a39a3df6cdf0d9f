"""A row of a synced table as values by field name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from app.model.change import Value


class Row(Mapping[str, Value]):
    """One row, frozen; `row.id`, `row["name"]`."""

    __slots__ = ("_values", "id", "table")

    def __init__(self, table: str, row_id: bytes, values: Mapping[str, Value]) -> None:
        self.table = table
        self.id = row_id
        self._values = values

    def __getitem__(self, name: str) -> Value:
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        return f"Row({self.table!r}, {self.id.hex()}, {dict(self._values)!r})"

    def text(self, name: str) -> str:
        """A text field, "" where it is empty."""
        value = self._values.get(name)
        return value if isinstance(value, str) else ""

    def number(self, name: str) -> int | None:
        """A whole number, or None."""
        value = self._values.get(name)
        return value if isinstance(value, int) else None

    def ref(self, name: str) -> bytes | None:
        """The id of another row, or None."""
        value = self._values.get(name)
        return value if isinstance(value, bytes) else None
