"""What the settings may do beyond the window: hub, invitations, folders."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from app.care import Profile
from app.cli import demo
from app.model.errors import Refused
from sync.client import session
from sync.protocol import InviteAsk
from ui.kit.app import t
from ui.shell.invitation import Invitation
from ui.shell.sections.data import DataActions
from ui.shell.sections.hub import HubActions, Place


def hub_actions(profile: Profile) -> HubActions:
    """Joining and inviting for a profile; both run beside the screen."""

    def place() -> Place:
        return Place(profile.hub.partition("#")[0], profile.device)

    def join(url: str, code: str, name: str) -> object:
        return session.join(profile, url, code, name)

    def invite(rank: str) -> Invitation:
        if not profile.hub:
            raise Refused("invalid", "There is no hub that others can reach", hint=HINT)
        with session.remote_of(profile) as remote:
            told = remote.invite(InviteAsk("invite", rank, None, None))
        return Invitation(profile.hub, told.code, told.expires_ms)

    def why_no_invite() -> str:
        return "" if profile.hub else t("There is no hub that others can reach")

    return HubActions(place, join, invite, why_no_invite)


HINT = "Start one with the command serve on a computer that stays on, and join it here"


def data_actions(
    profile: Profile, restore: Callable[[Path], object], remove_demo: Callable[[], object]
) -> DataActions:
    """The folders of a profile, the way back to a backup, the end of a demo."""
    is_demo = demo.is_demo(profile.folder)
    return DataActions(profile.folder / "logs", restore, remove_demo if is_demo else None)
