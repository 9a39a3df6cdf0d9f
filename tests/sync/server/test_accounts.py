"""Codes that work once, tokens, and what becomes of somebody whose access is taken away."""

from __future__ import annotations

import pytest

from app.model import ids, policy
from app.model.errors import Fault, Refused, Unavailable
from app.model.policy import Rank
from sync import protocol
from sync.protocol import Accepted, InviteAsk, Join, RevokeAsk
from sync.server.accounts import CODE_LIFE_MS
from tests.sync.server.conftest import Hub
from tests.sync.server.hands import bucket, change, insert, shown


def campaign_of(hub: Hub, token: str = "") -> bytes:
    campaign = hub.new()
    verdict = hub.pen(token).write(bucket(campaign), insert("campaign", campaign, name="活动"))
    assert verdict == (Accepted.APPLIED, "")
    return campaign


def code_of(fault: pytest.ExceptionInfo[Fault]) -> str:
    return fault.value.code


def test_a_code_works_once(hub: Hub) -> None:
    told = hub.remote(hub.owner_token).invite(InviteAsk("invite", "member", None, None))
    assert len(told.code) == 26
    joined = hub.enter(told.code)
    assert (joined.workspace, joined.rank) == (hub.workspace, Rank.MEMBER)
    assert not joined.needs_workspace
    met = hub.meet(joined.token)
    assert (met.person, met.rank, met.is_revoked) == (joined.person, "member", False)
    assert met.grants == policy.grants_of(Rank.MEMBER, joined.person, None)
    with pytest.raises(Refused) as caught:
        hub.enter(told.code)
    assert code_of(caught) == "forbidden"
    # Another hand writes it with hyphens and in small letters.
    told = hub.remote(hub.owner_token).invite(InviteAsk("invite", "member", None, None))
    assert hub.enter("-".join((told.code[:13].lower(), told.code[13:])))


def test_a_code_ends_after_three_days(near: Hub) -> None:
    told = near.remote(near.owner_token).invite(InviteAsk("invite", "member", None, None))
    near.clock.ms += CODE_LIFE_MS + 1_000
    with pytest.raises(Refused) as caught:
        near.enter(told.code)
    assert code_of(caught) == "forbidden"


def test_ten_wrong_codes_a_minute_and_then_a_right_one_waits_too(hub: Hub) -> None:
    told = hub.remote(hub.owner_token).invite(InviteAsk("invite", "member", None, None))
    for _ in range(10):
        with pytest.raises(Refused):
            hub.enter("A" * 26)
    with pytest.raises(Unavailable) as caught:
        hub.enter(told.code)
    assert code_of(caught) == "busy"
    hub.clock.ms += 61_000
    assert hub.enter(told.code)


def test_secrets_are_kept_as_hashes_only(near: Hub) -> None:
    told = near.remote(near.owner_token).invite(InviteAsk("invite", "member", None, None))
    joined = near.invite()
    near.close()
    held = near.file.read_bytes()
    for secret in (told.code, joined.token, near.owner_token):
        assert secret.encode() not in held
    near.open()


def test_a_second_device_is_the_same_person(hub: Hub) -> None:
    joined = hub.invite()
    told = hub.remote(joined.token).invite(InviteAsk("device", "", None, None))
    second = hub.enter(told.code)
    assert second.person == joined.person
    assert hub.meet(second.token).grants == hub.meet(joined.token).grants


def test_an_invitation_may_be_for_a_person_who_is_there(hub: Hub) -> None:
    person = hub.new()
    hub.pen().write("org", insert("person", person, name="王芳", kind="person"))
    told = hub.remote(hub.owner_token).invite(InviteAsk("invite", "member", None, person))
    assert hub.enter(told.code).person == person
    for ask in (
        InviteAsk("invite", "member", None, hub.new()),
        InviteAsk("invite", "member", hub.new(), None),
    ):
        with pytest.raises(Refused) as caught:
            hub.remote(hub.owner_token).invite(ask)
        assert code_of(caught) == "not_found"


def test_a_new_person_stands_in_the_directory(hub: Hub) -> None:
    joined = hub.invite(name="李\0娜")
    found = shown(hub.remote(hub.owner_token), "org", "person", joined.person)
    assert found == {"name": "李娜", "kind": "person", "active": 1}


def test_who_may_invite(hub: Hub) -> None:
    member = hub.invite().token
    campaign = campaign_of(hub, member)
    assert hub.remote(member).invite(InviteAsk("invite", "guest", campaign, None)).code
    for ask in (
        InviteAsk("invite", "member", None, None),
        InviteAsk("invite", "owner", campaign, None),
        InviteAsk("invite", "guest", campaign_of(hub), None),
    ):
        with pytest.raises(Refused) as caught:
            hub.remote(member).invite(ask)
        assert code_of(caught) == "forbidden"
    for ask in (InviteAsk("gift", "member", None, None), InviteAsk("invite", "king", None, None)):
        with pytest.raises(Refused) as caught:
            hub.remote(hub.owner_token).invite(ask)
        assert code_of(caught) == "invalid"


def test_a_token_that_nobody_has_is_refused(hub: Hub) -> None:
    for token in ("", "x", "A" * 43):
        with pytest.raises(Refused) as caught:
            hub.meet(token)
        assert code_of(caught) == "forbidden"


def test_work_of_somebody_revoked_is_kept_aside_and_nothing_is_read(hub: Hub) -> None:
    campaign = campaign_of(hub)
    joined = hub.invite()
    pen = hub.pen(joined.token)
    task = hub.new()
    pen.write(bucket(campaign), insert("task", task, campaign=campaign, name="先"))
    waiting = hub.remote(joined.token).invite(InviteAsk("device", "", None, None)).code
    told = hub.remote(hub.owner_token).revoke(RevokeAsk(joined.person, None))
    assert told.devices == 1
    assert pen.write(bucket(campaign), change("task", task, name="后")) == (4, "revoked")
    met = hub.meet(joined.token)
    assert (met.is_revoked, met.grants, met.heads) == (True, {}, ())
    for ask in (
        lambda: pen.remote.rows(protocol.RowsAsk("", bucket(campaign), b"", 99)),
        lambda: pen.remote.invite(InviteAsk("device", "", None, None)),
        lambda: hub.enter(waiting),
    ):
        with pytest.raises(Refused) as caught:
            ask()
        assert code_of(caught) == "forbidden"
    owner = hub.remote(hub.owner_token)
    assert (shown(owner, bucket(campaign), "task", task) or {})["name"] == "先"


def test_codes_that_somebody_revoked_had_made_open_no_door(hub: Hub) -> None:
    member = hub.invite()
    campaign = campaign_of(hub, member.token)
    code = hub.remote(member.token).invite(InviteAsk("invite", "guest", campaign, None)).code
    hub.remote(hub.owner_token).revoke(RevokeAsk(member.person, None))
    with pytest.raises(Refused):
        hub.enter(code)


def test_one_device_is_revoked_and_the_other_stays(hub: Hub) -> None:
    first = hub.invite()
    second = hub.enter(hub.remote(first.token).invite(InviteAsk("device", "", None, None)).code)
    with hub.service.reading() as connection:
        from sync.server.accounts import caller_of

        device = caller_of(connection, second.token).device
        stranger = caller_of(connection, hub.owner_token).device
    with pytest.raises(Refused):
        hub.remote(first.token).revoke(RevokeAsk(None, stranger))
    assert hub.remote(first.token).revoke(RevokeAsk(None, device)).devices == 1
    assert hub.meet(second.token).is_revoked
    assert not hub.meet(first.token).is_revoked


def test_the_last_owner_stays(hub: Hub) -> None:
    remote = hub.remote(hub.owner_token)
    with pytest.raises(Refused) as caught:
        remote.revoke(RevokeAsk(hub.owner, None))
    assert code_of(caught) == "invalid"
    assert not hub.meet(hub.owner_token).is_revoked
    for ask in (RevokeAsk(None, None), RevokeAsk(hub.owner, hub.new())):
        with pytest.raises(Refused):
            remote.revoke(ask)
    with pytest.raises(Refused):
        hub.remote(hub.invite().token).revoke(RevokeAsk(hub.owner, None))


def test_somebody_revoked_may_be_invited_again(hub: Hub) -> None:
    joined = hub.invite()
    hub.remote(hub.owner_token).revoke(RevokeAsk(joined.person, None))
    told = hub.remote(hub.owner_token).invite(InviteAsk("invite", "guest", None, joined.person))
    again = hub.enter(told.code)
    assert (again.person, again.rank) == (joined.person, "guest")
    assert "org" not in hub.meet(again.token).grants
    assert hub.meet(joined.token).is_revoked


def test_the_owners_code_is_made_anew_at_each_start_until_there_is_one(empty: Hub) -> None:
    first, second = empty.service.owner_code(), empty.service.owner_code()
    assert first is not None
    assert second is not None
    with pytest.raises(Refused):
        empty.enter(first)
    joined = empty.enter(second, "张伟")
    assert (joined.rank, joined.needs_workspace) == ("owner", False)
    remote = empty.remote(joined.token)
    assert (shown(remote, "org", "workspace", joined.workspace) or {})["name"] == "张伟"
    assert (shown(remote, "org", "person", joined.person) or {})["name"] == "张伟"
    assert empty.service.owner_code() is None


def test_an_empty_hub_takes_a_workspace_whose_work_is_simply_pushed(empty: Hub) -> None:
    workspace, person = empty.new(), empty.new()
    code = empty.service.owner_code() or ""
    ask = empty.ask("张伟", workspace)
    joined = empty.service.join(code, Join(*ask_fields(ask), person))
    assert (joined.workspace, joined.person, joined.needs_workspace) == (workspace, person, True)
    assert {h.bucket for h in empty.heads(joined.token)} == {policy.user_bucket(person)}
    pen = empty.pen(joined.token)
    assert pen.write("org", insert("workspace", workspace, name="团队")) == (1, "")
    assert pen.write("org", insert("person", person, name="张伟")) == (1, "")


def ask_fields(ask: Join) -> tuple[int, bytes, str, str, bytes | None]:
    return ask.version, ask.replica, ask.device, ask.name, ask.workspace


def test_a_profile_of_another_workspace_is_refused(hub: Hub) -> None:
    told = hub.remote(hub.owner_token).invite(InviteAsk("invite", "member", None, None))
    with pytest.raises(Refused) as caught:
        hub.door.join(told.code, hub.ask(workspace=hub.new()))
    assert code_of(caught) == "other_workspace"
    # The code is not used up by that.
    assert hub.door.join(told.code, hub.ask(workspace=hub.workspace))
    with pytest.raises(Refused) as caught:
        hub.service.establish(hub.new(), hub.owner, "desk")
    assert code_of(caught) == "other_workspace"


def test_a_replica_of_somebody_else_does_not_come_in(hub: Hub) -> None:
    pen = hub.pen()
    pen.write("org", insert("channel", hub.new(), name="抖音"))
    told = hub.remote(hub.owner_token).invite(InviteAsk("invite", "member", None, None))
    thief = Join(protocol.VERSION, pen.replica, "laptop", "贼", None, None)
    with pytest.raises(Refused) as caught:
        hub.door.join(told.code, thief)
    assert code_of(caught) == "forbidden"
    for odd in (
        Join(protocol.VERSION, b"short", "laptop", "李娜", None, None),
        Join(protocol.VERSION, ids.Ids().new(), "laptop", "李娜", b"x", None),
        Join(protocol.VERSION + 1, ids.Ids().new(), "laptop", "李娜", None, None),
    ):
        with pytest.raises(Fault):
            hub.door.join(told.code, odd)
    assert hub.enter(told.code)


def test_a_desktop_that_comes_back_has_a_new_token_and_the_old_one_ends(near: Hub) -> None:
    token = near.service.establish(near.workspace, near.owner, "desk")
    assert near.meet(near.owner_token).is_revoked
    assert not near.meet(token).is_revoked
