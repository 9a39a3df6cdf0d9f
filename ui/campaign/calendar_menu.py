"""What can be done with a card: every move that the mouse can make, in words."""

from __future__ import annotations

from collections.abc import Callable

from ui.campaign.weekgrid import WeekGrid
from ui.kit.app import t
from ui.kit.pop import Entry


def entries(grid: WeekGrid, post: bytes, move: Callable[[], object], why_fixed: str) -> list[Entry]:
    """The menu of the card at the cursor; `why_fixed` says why it stays where it is."""
    slot, step, why = grid.current, grid.move_current, why_fixed
    account = slot.account if slot is not None else None
    return [
        Entry(t("Open"), grid.open_current, "panel-right", "Enter"),
        Entry(),
        Entry(t("Move to…"), move, "move", "", why),
        Entry(t("A day later"), lambda: step(0, 1), "arrow-right", "Alt+Right", why),
        Entry(t("A day earlier"), lambda: step(0, -1), "arrow-left", "Alt+Left", why),
        Entry(t("To the account above"), lambda: step(-1, 0), "arrow-up", "Alt+Up", why),
        Entry(t("To the account below"), lambda: step(1, 0), "arrow-down", "Alt+Down", why),
        Entry(t("To the tray"), lambda: grid.moved.emit(post, account, None), "inbox", "", why),
        Entry(),
        Entry(t("Delete"), lambda: grid.delete_asked.emit(post), "trash-2", is_danger=True),
    ]
