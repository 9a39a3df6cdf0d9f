"""How a post looks in each of its states: icon, ink, words."""

from __future__ import annotations

from zlib import crc32

from app.campaign.week import Slot
from app.model.row import Row
from ui.campaign.weekplaces import Mark, Sign
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
COLORS = {
    "blue": "chart1",
    "orange": "chart2",
    "green": "chart3",
    "red": "chart4",
    "violet": "chart5",
    "yellow": "chart6",
    "gray": "chart_rest",
}
"""The colour that a campaign has -> its token."""
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
            return t("Missed|post")
        case _:
            return t("Planned")


def status_options() -> list[tuple[object, str, str]]:
    """What a person can say of a post that is not out; its link alone makes it published."""
    return [
        ("idea", t("Planned"), LOOKS["planned"][0]),
        ("draft", t("Being written"), LOOKS["draft"][0]),
        ("ready", t("Scheduled"), LOOKS["ready"][0]),
    ]


def sign_of(campaign: Row) -> Sign:
    """How a campaign is told apart from others; one without a colour gets one by its id."""
    color = COLORS.get(campaign.text("color")) or f"chart{crc32(campaign.id) % 6 + 1}"
    return Sign(campaign.text("name"), color)


def mark_words(mark: Mark) -> str:
    """A day off, or one that is worked on account of a holiday."""
    return t("Off|day") if mark.is_off else t("Work|day")


def mark_ink(mark: Mark) -> str:
    """Its ink."""
    return "success" if mark.is_off else "warn"
