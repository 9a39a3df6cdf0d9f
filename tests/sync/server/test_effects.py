"""What the hub writes by itself: grants, and the directory of guests."""

from __future__ import annotations

from app.model import policy
from app.model.change import Kind, Op
from sync.protocol import InviteAsk
from tests.sync.server.conftest import Hub
from tests.sync.server.hands import (
    Pen,
    Reader,
    bucket,
    change,
    delete,
    insert,
    number,
    rows_of,
    shown,
)


def begun(hub: Hub, pen: Pen, name: str = "活动") -> bytes:
    campaign = hub.new()
    assert pen.write(bucket(campaign), insert("campaign", campaign, name=name)) == (1, "")
    return campaign


def grants_shown(hub: Hub, token: str, person: bytes) -> dict[str, str]:
    """The grants as rows that the person's devices have."""
    found = rows_of(hub.remote(token), policy.user_bucket(person))
    return {
        str(image[2][0]): str(image[3][0])
        for (tbl, _), (_, image, alive) in found.items()
        if tbl == number("grant") and alive
    }


def test_whoever_begins_a_campaign_leads_it(hub: Hub) -> None:
    joined = hub.invite()
    pen = hub.pen(joined.token)
    campaign = hub.new()
    # Members are made in the same breath, when nobody has told the hub of the campaign before.
    told = pen.push(
        pen.body(
            (
                bucket(campaign),
                [
                    insert("campaign", campaign, name="活动"),
                    insert("member", hub.new(), campaign=campaign, person=hub.new(), role="editor"),
                ],
            )
        )
    )
    assert told.verdicts[0].code == 1
    assert hub.meet(joined.token).grants[bucket(campaign)] == "lead"
    assert grants_shown(hub, joined.token, joined.person) == hub.meet(joined.token).grants
    # Somebody else's campaign is only edited.
    other = begun(hub, hub.pen())
    member = insert("member", hub.new(), campaign=other, person=joined.person, role="lead")
    assert pen.write(bucket(other), member) == (4, "forbidden")


def test_a_guest_begins_no_campaign(hub: Hub) -> None:
    joined = hub.invite("guest", begun(hub, hub.pen()))
    campaign = hub.new()
    verdict = hub.pen(joined.token).write(bucket(campaign), insert("campaign", campaign, name="x"))
    assert verdict == (4, "forbidden")


def test_a_member_row_gives_and_takes_a_grant(hub: Hub) -> None:
    pen = hub.pen()
    first, second = begun(hub, pen), begun(hub, pen)
    joined = hub.invite("member", first)
    name, row = bucket(second), hub.new()
    values = {"campaign": second, "person": joined.person}
    assert pen.write(name, insert("member", row, **values, role="viewer")) == (1, "")
    assert hub.meet(joined.token).grants[name] == "viewer"
    verdict = hub.pen(joined.token).write(name, insert("task", hub.new(), campaign=second))
    assert verdict == (4, "forbidden")
    assert pen.write(name, change("member", row, role="editor")) == (1, "")
    assert hub.meet(joined.token).grants[name] == "editor"
    n = pen.n
    assert pen.write(name, delete("member", row, n, n - 1)) == (1, "")
    assert name not in hub.meet(joined.token).grants
    assert name not in grants_shown(hub, joined.token, joined.person)
    assert name not in {h.bucket for h in hub.heads(joined.token)}
    # And it comes back.
    undo = Op(Kind.RESTORE, number("member"), row, (), (pen.n,))
    assert pen.write(name, undo) == (1, "")
    assert hub.meet(joined.token).grants[name] == "editor"
    assert grants_shown(hub, joined.token, joined.person)[name] == "editor"


def test_of_two_rows_of_one_member_the_better_one_counts(hub: Hub) -> None:
    pen = hub.pen()
    campaign = begun(hub, pen)
    joined = hub.invite("guest", None)
    name, rows = bucket(campaign), (hub.new(), hub.new())
    for row, role in zip(rows, ("lead", "viewer"), strict=True):
        pen.write(name, insert("member", row, campaign=campaign, person=joined.person, role=role))
    assert hub.meet(joined.token).grants[name] == "lead"
    first = pen.n - 1
    pen.write(name, delete("member", rows[0], first))
    assert hub.meet(joined.token).grants[name] == "viewer"


def test_who_leaves_may_not_write_on_in_the_same_push(hub: Hub) -> None:
    joined = hub.invite("guest", begun(hub, hub.pen()))
    campaign = begun(hub, hub.pen())
    name, row = bucket(campaign), hub.new()
    hub.pen().write(
        name, insert("member", row, campaign=campaign, person=joined.person, role="lead")
    )
    pen = hub.pen(joined.token)
    reader = Reader(hub.remote(hub.owner_token))
    reader.pull(hub.heads(hub.owner_token))
    made = reader.shelves[name].rows[number("member"), row][0].made
    assert made is not None
    told = pen.push(
        pen.body((name, [insert("task", hub.new(), campaign=campaign, name="还行")])),
        pen.body((name, [delete("member", row, made.key)])),
        pen.body((name, [insert("task", hub.new(), campaign=campaign, name="晚了")])),
    )
    assert [v.detail for v in told.verdicts] == ["", "", "forbidden"]


def test_an_invitation_does_not_make_less_of_who_leads(hub: Hub) -> None:
    joined = hub.invite()
    campaign = begun(hub, hub.pen(joined.token))
    told = hub.remote(hub.owner_token).invite(
        InviteAsk("invite", "member", campaign, joined.person)
    )
    again = hub.enter(told.code)
    assert hub.meet(again.token).grants[bucket(campaign)] == "lead"


def people_of(hub: Hub, token: str, guest: bytes) -> dict[bytes, dict[str, object]]:
    name = policy.guest_bucket(guest)
    remote = hub.remote(token)
    found = {
        row: shown(remote, name, "person", row)
        for tbl, row in rows_of(remote, name)
        if tbl == number("person")
    }
    return {row: dict(values) for row, values in found.items() if values is not None}


def test_a_guest_sees_the_people_of_the_campaign_by_name_only(hub: Hub) -> None:
    pen = hub.pen()
    campaign = begun(hub, pen)
    inside, outside = hub.new(), hub.new()
    pen.write(
        "org",
        insert("person", inside, name="王芳", kind="person", phone="13800001111"),
        insert("person", outside, name="外人", kind="person"),
    )
    member = hub.new()
    pen.write(
        bucket(campaign),
        insert("member", member, campaign=campaign, person=inside, role="editor"),
    )
    guest = hub.invite("guest", campaign, "客人")
    assert {h.bucket for h in hub.heads(guest.token)} == {
        bucket(campaign),
        policy.user_bucket(guest.person),
        policy.guest_bucket(guest.person),
    }
    people = people_of(hub, guest.token, guest.person)
    assert set(people) >= {inside, guest.person}
    assert outside not in people
    assert set(people[inside]) <= {"name", "kind", "active"}
    # It follows what happens in the directory and in the campaign.
    pen.write("org", change("person", inside, ((pen.replica, 2),), name="王小芳"))
    assert people_of(hub, guest.token, guest.person)[inside]["name"] == "王小芳"
    late = hub.new()
    pen.write(
        bucket(campaign),
        insert("member", late, campaign=campaign, person=outside, role="viewer"),
    )
    assert outside in people_of(hub, guest.token, guest.person)
    pen.write(bucket(campaign), delete("member", late, pen.n))
    assert outside not in people_of(hub, guest.token, guest.person)
    # Authors are told of those only who wrote where the guest reads.
    elsewhere = hub.pen(hub.invite().token)
    elsewhere.write("org", insert("channel", hub.new(), name="抖音"))
    authors = hub.meet(guest.token).authors
    assert pen.replica in authors
    assert elsewhere.replica not in authors


def test_sums_and_chains_hold_after_all_of_it(hub: Hub) -> None:
    pen = hub.pen()
    campaign = begun(hub, pen)
    guest = hub.invite("guest", campaign, "客人")
    hub.remote(hub.owner_token).invite(InviteAsk("invite", "member", None, None))
    for token in (hub.owner_token, guest.token):
        reader = Reader(hub.remote(token))
        for head in reader.pull(hub.heads(token)):
            shelf = reader.shelves[head.bucket]
            assert (shelf.seq, shelf.chain) == (head.seq, head.chain)
            assert shelf.sums() == (head.cnt, head.s1, head.s2), head.bucket
