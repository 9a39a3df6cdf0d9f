"""What the check of a design finds, and how it may be mended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Mend(StrEnum):
    """What would mend it in one step; "" nothing would."""

    NONE = ""
    NO_RULE = "no_rule"
    """Take the rule away."""
    NO_TARGETS = "no_targets"
    """Take targets that are gone out of the rule."""
    NO_PART = "no_part"
    """Take the part away."""
    NOT_REQUIRED = "not_required"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing: an error forbids publishing, a warning or a hint does not.

    `part` or `rule` is where to jump; `field` is the property there.
    """

    level: str
    part: str
    rule: str
    template: str
    params: Mapping[str, object] = field(default_factory=dict[str, object])
    fix: Mend = Mend.NONE
    field: str = ""
