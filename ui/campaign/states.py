"""How a post looks in each of its states: icon, ink, words."""

from __future__ import annotations

from app.campaign.week import Slot
from ui.kit.app import t

ORDER = ("planned", "draft", "ready", "published", "missed")
"""The states of the legend, from idea to the web."""
LOOKS = {
    "planned": ("circle-dashed", "text2"),
    "draft": ("pencil", "text2"),
    "ready": ("calendar-clock", "accent"),
    "published": ("circle-check", "success"),
    "missed": ("clock-alert", "danger"),
}
"""State -> icon and ink."""
TONES = {"ready": "accent", "published": "success", "missed": "danger"}


def key_of(slot: Slot) -> str:
    """The state of a post as the calendar tells it; what is being written is no mere plan."""
    if slot.state == "planned" and slot.status == "draft":
        return "draft"
    return slot.state


def words_of(key: str) -> str:
    """A state as people say it."""
    match key:
        case "draft":
            return t("Being written")
        case "ready":
            return t("Scheduled")
        case "published":
            return t("Published")
        case "missed":
            return t("Not published in time")
        case _:
            return t("Planned")
