"""Forms that the program brings along: `resources/templates/forms`, one file each."""

from __future__ import annotations

from functools import cache

import msgspec

import resources
from app.model.errors import Refused
from app.model.form import Form

ORDER = (
    "initiation",
    "topics",
    "budget",
    "expense",
    "purchase",
    "contract",
    "leave",
    "seal",
    "equipment",
    "kol",
    "materials",
)
"""In the order of the gallery; the name of a file without `.json`."""


class Template(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One template: the form, and how the gallery shows it."""

    id: str
    icon: str
    summary: str
    summary_en: str
    form: Form


def names() -> tuple[str, ...]:
    """The templates in the order of the gallery."""
    return ORDER


@cache
def named(name: str) -> Template:
    """One template; refused where there is none of this name."""
    if name not in ORDER:
        raise Refused("not_found", "There is no template {template}", template=name)
    data = resources.path("templates", "forms", f"{name}.json").read_bytes()
    return msgspec.json.decode(data, type=Template)
