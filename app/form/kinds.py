"""What each kind of part is called, where the palette shows it, and what may be set on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from app.model.form import Kind, Part


@dataclass(frozen=True, slots=True)
class Trait:
    """`label` is a template for readers; `checks` and `settings` name what may stand on it."""

    label: str
    group: str
    checks: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()
    settled: Mapping[str, str] = field(default_factory=dict[str, str])
    """What a new part of this kind is set to."""


LENGTHS = ("min_length", "max_length", "pattern", "unique", "formats")
NUMBERS = ("min", "max", "multiple_of", "unique")
COUNTS = ("min_count", "max_count")
DAYS = ("min", "max")
_YUAN: Mapping[str, str] = MappingProxyType({"currency": "CNY", "decimals": "2"})

KINDS: Mapping[str, Trait] = MappingProxyType(
    {
        Kind.TEXT: Trait("Single line", "basic", LENGTHS, ("placeholder", "width")),
        Kind.LONG: Trait("Several lines", "basic", LENGTHS, ("placeholder", "rows")),
        Kind.NUMBER: Trait("Number|kind", "basic", NUMBERS, ("decimals", "unit", "placeholder")),
        Kind.MONEY: Trait("Amount", "basic", NUMBERS, ("currency", "decimals", "capitals"), _YUAN),
        Kind.PERCENT: Trait("Per cent", "basic", NUMBERS, ("decimals",)),
        Kind.DATE: Trait("Date", "basic", (*DAYS, "unique"), ("precision",)),
        Kind.DATES: Trait("Date range", "basic", (*DAYS, "min_length", "max_length")),
        Kind.TIME: Trait("Time of day", "basic", DAYS),
        Kind.CHOICE: Trait("Single choice", "basic", ("unique",), ("style", "other")),
        Kind.CHOICES: Trait("Multiple choice", "basic", COUNTS, ("style", "other")),
        Kind.RATING: Trait("Rating", "basic", DAYS, ("stars",)),
        Kind.PHONE: Trait("Phone", "contact", ("unique", "pattern")),
        Kind.EMAIL: Trait("Email", "contact", ("unique", "pattern")),
        Kind.ADDRESS: Trait("Address", "contact", (), ("detail",)),
        Kind.URL: Trait("Link|address", "contact", ("unique", "pattern")),
        Kind.FILE: Trait("Attachment", "media", (*COUNTS, "formats", "max"), ("multiple",)),
        Kind.IMAGE: Trait("Picture", "media", (*COUNTS, "formats", "max"), ("multiple",)),
        Kind.PERSON: Trait("Person", "people", COUNTS, ("multiple",)),
        Kind.DEPARTMENT: Trait("Department", "people", COUNTS, ("multiple",)),
        Kind.ACCOUNT: Trait("Account", "people", COUNTS, ("multiple",)),
        Kind.LINK: Trait("Linked row", "people", COUNTS, ("target", "live", "multiple")),
        Kind.TABLE: Trait(
            "Sub-table|kind", "holders", ("min_lines", "max_lines"), ("totals", "unique_key")
        ),
        Kind.SECTION: Trait("Group", "holders", (), ("folded",)),
        Kind.COLUMNS: Trait("Columns|kind", "holders"),
        Kind.FORMULA: Trait("Formula", "special", (), ("result", "decimals", "currency", "unit")),
        Kind.SEQUENCE: Trait("Number in sequence", "special", (), ("prefix", "digits", "yearly")),
        Kind.KPI: Trait("Target figure", "special", ("min_lines", "max_lines")),
        Kind.BUDGET: Trait("Budget lines", "special", ("min_lines", "max_lines"), ("currency",)),
        Kind.NOTE: Trait("Text to read", "show"),
        Kind.DIVIDER: Trait("Divider", "show"),
    }
)
"""In the order of the palette."""
NEWER = Trait("Field of a newer version", "basic")
GROUPS: Mapping[str, str] = MappingProxyType(
    {
        "basic": "Basic fields",
        "contact": "Contact",
        "media": "Files and pictures",
        "people": "People and links",
        "holders": "Groups and sub-tables",
        "special": "Reckoning and marketing",
        "show": "To look at",
    }
)
"""Group of the palette -> its template."""


def about(kind: str) -> Trait:
    """What is known of a kind; of one of a newer version nothing is."""
    return KINDS.get(kind, NEWER)


def made(part_id: str, kind: Kind, parent: str = "") -> Part:
    """A new part as the palette gives it."""
    return Part(id=part_id, kind=kind, parent=parent, settings=dict(about(kind).settled))
