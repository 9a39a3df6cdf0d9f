"""Nobody loses or gains a right by accident: owners, leads, guests who come back as others."""

from __future__ import annotations

import pytest

from app.model import policy
from app.model.errors import Refused
from sync.protocol import InviteAsk, RevokeAsk
from sync.server import accounts
from tests.sync.server.conftest import Hub
from tests.sync.server.hands import Pen, bucket, delete, insert, number, rows_of, shown


def begun(hub: Hub, pen: Pen) -> bytes:
    campaign = hub.new()
    assert pen.write(bucket(campaign), insert("campaign", campaign, name="活动")) == (1, "")
    return campaign


def invited(hub: Hub, person: bytes, rank: str, campaign: bytes | None = None) -> str:
    """Somebody who is known is invited by the owner and comes in with a new device."""
    if shown(hub.remote(hub.owner_token), "org", "person", person) is None:
        assert hub.pen().write("org", insert("person", person, name="张伟")) == (1, "")
    ask = InviteAsk("invite", rank, campaign, person)
    return hub.enter(hub.remote(hub.owner_token).invite(ask).code).token


def device_of(hub: Hub, token: str) -> bytes:
    with hub.service.reading() as connection:
        return accounts.caller_of(connection, token).device


def test_an_owner_who_takes_part_in_a_campaign_stays_its_owner(hub: Hub) -> None:
    pen = hub.pen()
    campaign, row = begun(hub, pen), hub.new()
    name = bucket(campaign)
    mine = insert("member", row, campaign=campaign, person=hub.owner, role="viewer")
    assert pen.write(name, mine) == (1, "")
    grants = hub.meet(hub.owner_token).grants
    assert policy.role_in(grants, name) == "owner"
    other = insert("member", hub.new(), campaign=campaign, person=hub.new(), role="editor")
    assert pen.write(name, other) == (1, "")
    assert pen.write(name, delete("member", row, 2)) == (1, "")
    assert policy.role_in(hub.meet(hub.owner_token).grants, name) == "owner"


def test_an_owner_who_is_invited_again_stays_owner(hub: Hub) -> None:
    campaign = begun(hub, hub.pen())
    for rank in ("guest", "member"):
        token = invited(hub, hub.owner, rank, campaign)
        met = hub.meet(token)
        assert met.rank == "owner"
        for name in ("org", bucket(campaign)):
            assert policy.role_in(met.grants, name) == "owner"
        assert policy.guest_bucket(hub.owner) not in met.grants


def test_an_owner_who_was_revoked_and_comes_back_as_a_guest_is_no_owner(hub: Hub) -> None:
    second = hub.invite("owner")
    hub.remote(hub.owner_token).revoke(RevokeAsk(second.person, None))
    token = invited(hub, second.person, "guest")
    met = hub.meet(token)
    assert met.rank == "guest"
    assert "*" not in met.grants
    # And so the last owner is the last one.
    with pytest.raises(Refused, match="last owner"):
        hub.remote(hub.owner_token).revoke(RevokeAsk(hub.owner, None))


def test_a_guest_who_becomes_a_member_has_one_directory(hub: Hub) -> None:
    campaign = begun(hub, hub.pen())
    guest = hub.invite("guest", campaign)
    guest_bucket = policy.guest_bucket(guest.person)
    assert guest_bucket in {h.bucket for h in hub.heads(guest.token)}
    token = invited(hub, guest.person, "member")
    met = hub.meet(token)
    assert met.rank == "member"
    assert {h.bucket for h in met.heads} >= {"org", bucket(campaign)}
    assert guest_bucket not in met.grants
    assert guest_bucket not in {h.bucket for h in met.heads}
    told = {
        image[2][0]
        for (tbl, _), (_, image, alive) in rows_of(
            hub.remote(token), policy.user_bucket(guest.person)
        ).items()
        if tbl == number("grant") and alive
    }
    assert told == set(met.grants)


def test_a_member_who_is_invited_as_a_guest_stays_a_member(hub: Hub) -> None:
    campaign, other = begun(hub, hub.pen()), begun(hub, hub.pen())
    member = hub.invite("member", campaign)
    met = hub.meet(invited(hub, member.person, "guest", other))
    assert met.rank == "member"
    assert {h.bucket for h in met.heads} >= {"org", bucket(campaign), bucket(other)}
    assert policy.guest_bucket(member.person) not in met.grants
    met = hub.meet(invited(hub, member.person, "guest"))
    assert "campaign:*" not in met.grants


def test_who_leads_a_campaign_invites_guests_to_it_and_nobody_else(hub: Hub) -> None:
    lead = hub.invite("guest").person
    campaign = begun(hub, hub.pen())
    hub.pen().write(
        bucket(campaign), insert("member", hub.new(), campaign=campaign, person=lead, role="lead")
    )
    token = invited(hub, lead, "guest")
    remote = hub.remote(token)
    joined = hub.enter(remote.invite(InviteAsk("invite", "guest", campaign, None)).code)
    assert "org" not in hub.meet(joined.token).grants
    for rank in ("member", "owner"):
        with pytest.raises(Refused) as caught:
            remote.invite(InviteAsk("invite", rank, campaign, None))
        assert caught.value.code == "forbidden"
    # An account of somebody who is there is the owner's to give.
    with pytest.raises(Refused):
        remote.invite(InviteAsk("invite", "guest", campaign, hub.owner))


def test_a_device_that_was_taken_away_leaves_no_key_behind(hub: Hub) -> None:
    first = hub.invite()
    lost = hub.enter(hub.remote(first.token).invite(InviteAsk("device", "", None, None)).code)
    key = hub.remote(lost.token).invite(InviteAsk("device", "", None, None)).code
    hub.remote(first.token).revoke(RevokeAsk(None, device_of(hub, lost.token)))
    with pytest.raises(Refused):
        hub.enter(key)
    assert not hub.meet(first.token).is_revoked


def test_the_last_owner_keeps_a_device(hub: Hub) -> None:
    mine = device_of(hub, hub.owner_token)
    with pytest.raises(Refused, match="last owner"):
        hub.remote(hub.owner_token).revoke(RevokeAsk(None, mine))
    assert not hub.meet(hub.owner_token).is_revoked
    second = hub.enter(hub.remote(hub.owner_token).invite(InviteAsk("device", "", None, None)).code)
    assert hub.remote(second.token).revoke(RevokeAsk(None, mine)).devices == 1


def test_an_invited_person_of_the_directory_is_not_made_twice(hub: Hub) -> None:
    person = hub.new()
    hub.pen().write("org", insert("person", person, name="王芳", kind="person"))
    token = invited(hub, person, "member")
    names = [
        (shown(hub.remote(token), "org", "person", row) or {})["name"]
        for tbl, row in rows_of(hub.remote(token), "org")
        if tbl == number("person")
    ]
    assert names == ["王芳"]


def test_a_member_who_becomes_an_owner_owns_everything(hub: Hub) -> None:
    pen = hub.pen()
    campaign = begun(hub, pen)
    joined = hub.invite("member", campaign)
    met = hub.meet(invited(hub, joined.person, "owner"))
    assert met.rank == "owner"
    assert set(met.grants) == {"*", policy.user_bucket(joined.person)}
    workspace = insert("workspace", hub.new(), name="团队")
    assert hub.pen(joined.token).write("org", workspace) == (1, "")
