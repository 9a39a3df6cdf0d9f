"""The overview of a campaign with a little of everything in it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from app.campaign import commands as verbs
from tests.ui.campaign.overview_hands import KPIS, STAGES, open_view, state
from ui.campaign.overview import Overview
from ui.parts.host import Host


@pytest.fixture
def shown(host: Host, campaign: bytes) -> bytes:
    """The campaign that is shown: two targets, two stages, one account, one member."""
    session = host.session
    verbs.set_campaign(
        session, campaign, {"start": "2026-05-18T09:00:00", "finish": "2026-06-25T18:00:00"}
    )
    verbs.set_kpis(session, campaign, KPIS)
    verbs.set_stages(session, campaign, STAGES)
    for row in session.list("member", [("campaign", "=", campaign)]):
        verbs.remove_member(session, row.id)
    verbs.add_member(session, campaign, host.me, "lead")
    channel = session.list("channel")[0].id
    values = {"name": "青禾生活", "channel": channel, "followers": 186_240}
    verbs.add_account(session, campaign, values | {"authorised_until": "2026-06-06"})
    return campaign


@pytest.fixture
def view(host: Host, shown: bytes, qtbot: QtBot) -> Overview:
    return open_view(host, shown, qtbot)


@pytest.fixture
def accounts(host: Host) -> dict[str, bytes]:
    channels = {row.text("name"): row.id for row in host.session.list("channel")}
    with host.session.edit("Add accounts") as edit:
        return {
            name: edit.add(
                "account", {"name": f"青禾{name}", "channel": channels[name], "okey": key}
            )
            for key, name in zip("abc", ("公众号", "抖音", "小红书"), strict=True)
        }


@pytest.fixture
def post(host: Host, campaign: bytes, accounts: dict[str, bytes]) -> bytes:
    return verbs.add_post(
        host.session,
        campaign,
        {"title": "开箱短视频", "account": accounts["抖音"], "planned": "2026-06-04T12:00:00"},
    )


@pytest.fixture
def undone(host: Host, shown: bytes) -> Callable[[], None]:
    """Says that one undo leads back to the beginning."""
    before = state(host, shown)

    def check() -> None:
        assert state(host, shown) != before
        host.session.undo()
        assert state(host, shown) == before

    return check
