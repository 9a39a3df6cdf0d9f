"""A refusal of the layout as a refusal of the program."""

from __future__ import annotations

from app.form.layout import Refusal
from app.model.errors import Refused


def refused(refusal: Refusal) -> Refused:
    """What a verb raises where a drop cannot be."""
    return Refused("invalid", refusal.template, kept="", hint="", **refusal.params)
