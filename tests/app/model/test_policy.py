"""Who may see and write what: one matrix, the same on the desktop and on the hub."""

from __future__ import annotations

import pytest

from app.model import policy
from app.model.errors import Refused
from app.model.policy import Rank, Role
from app.model.registry import BY_NAME, TABLES, Home, Right

ME, YOU, OURS, OTHER = b"m" * 16, b"y" * 16, b"c" * 16, b"o" * 16
CAMPAIGN, STRANGE = policy.campaign_bucket(OURS), policy.campaign_bucket(OTHER)
FINANCE = f"{CAMPAIGN}:finance"
PLACES = {
    "org": "org",
    "campaign": CAMPAIGN,
    "other campaign": STRANGE,
    "finance": FINANCE,
    "my own": policy.user_bucket(ME),
    "yours": policy.user_bucket(YOU),
    "my guest's": policy.guest_bucket(ME),
    "your guest's": policy.guest_bucket(YOU),
}
WHO = {
    "owner": policy.grants_of(Rank.OWNER, ME, None),
    "member": policy.grants_of(Rank.MEMBER, ME, None),
    "member of one": policy.grants_of(Rank.MEMBER, ME, OURS),
    "guest": policy.grants_of(Rank.GUEST, ME, OURS),
}
# One line a person, one sign a place: . nothing, r read, e edit, l lead, o own.
MATRIX = """
                org campaign other finance my yours my-guest your-guest
owner           o   o        o     o       e  .     .        .
member          e   e        e     .       e  .     .        .
member-of-one   e   e        .     .       e  .     .        .
guest           .   e        .     .       e  .     r        .
"""
SIGNS = {".": None, "r": Right.READ, "e": Right.EDIT, "l": Right.LEAD, "o": Right.OWN}


def cells() -> list[tuple[str, str, Right | None]]:
    found: list[tuple[str, str, Right | None]] = []
    for line in MATRIX.strip().splitlines()[1:]:
        who, *signs = line.split()
        for place, sign in zip(PLACES, signs, strict=True):
            found.append((who.replace("-", " "), place, SIGNS[sign]))
    return found


@pytest.mark.parametrize(("who", "place", "right"), cells())
def test_the_matrix_of_rank_and_bucket(who: str, place: str, right: Right | None) -> None:
    assert policy.right_in(WHO[who], PLACES[place]) == right
    assert policy.may_read(WHO[who], PLACES[place]) == (right is not None)


@pytest.mark.parametrize(("who", "place", "right"), cells())
def test_a_table_is_written_by_its_right_and_the_hub_s_tables_by_nobody(
    who: str, place: str, right: Right | None
) -> None:
    for table in TABLES:
        may = policy.may_write(WHO[who], PLACES[place], table)
        if right is None or table.right is Right.HUB:
            assert not may, table.name
        else:
            assert may == (right >= table.right), table.name


def test_a_viewer_may_comment_and_say_what_was_seen_and_nothing_else() -> None:
    viewer = {CAMPAIGN: Role.VIEWER.value}
    may = {t.name for t in TABLES if policy.may_write(viewer, CAMPAIGN, t)}
    assert may == {"comment", "seen"}


def test_a_lead_may_choose_members_and_an_editor_may_not() -> None:
    member = BY_NAME["member"]
    assert policy.may_write({CAMPAIGN: "lead"}, CAMPAIGN, member)
    assert not policy.may_write({CAMPAIGN: "editor"}, CAMPAIGN, member)


def test_a_grant_of_a_bucket_goes_before_the_patterns() -> None:
    grants = {"*": "owner", "campaign:*": "editor", CAMPAIGN: "viewer"}
    assert policy.role_in(grants, CAMPAIGN) == "viewer"
    assert policy.role_in(grants, STRANGE) == "editor"
    assert policy.role_in(grants, "org") == "owner"


def test_every_campaign_does_not_mean_their_finances() -> None:
    assert policy.role_in({"campaign:*": "lead"}, FINANCE) is None
    assert policy.role_in({"*": "owner"}, FINANCE) == "owner"


def test_everything_does_not_mean_what_is_personal() -> None:
    assert policy.role_in({"*": "owner"}, policy.user_bucket(YOU)) is None


def test_a_role_that_nobody_knows_gives_no_right() -> None:
    with pytest.raises(ValueError, match="emperor"):
        policy.right_in({CAMPAIGN: "emperor"}, CAMPAIGN)


@pytest.mark.parametrize(
    ("who", "may"), [("owner", True), ("member", True), ("member of one", True), ("guest", False)]
)
def test_who_edits_the_directory_may_begin_a_campaign(who: str, may: bool) -> None:
    assert policy.may_start_campaign(WHO[who]) == may


@pytest.mark.parametrize("table", TABLES, ids=[t.name for t in TABLES])
def test_every_row_has_one_home(table: object) -> None:
    assert table in TABLES
    known = next(t for t in TABLES if t is table)
    row = b"r" * 16
    found = policy.bucket_of(known, row, {"campaign": OURS, "person": ME})
    if known.name == "campaign":
        assert found == policy.campaign_bucket(row)
    else:
        assert (
            found
            == {
                Home.ORG: "org",
                Home.CAMPAIGN: CAMPAIGN,
                Home.CAMPAIGN_OR_ORG: CAMPAIGN,
                Home.PERSON: policy.user_bucket(ME),
            }[known.home]
        )


def test_a_row_of_a_campaign_without_one_is_refused_by_name() -> None:
    with pytest.raises(Refused, match="task belongs to a campaign"):
        policy.bucket_of(BY_NAME["task"], b"r" * 16, {"campaign": None})


def test_a_calendar_without_a_campaign_is_the_workspace_s() -> None:
    assert policy.bucket_of(BY_NAME["calendar"], b"r" * 16, {}) == "org"


def test_a_personal_row_without_a_person_is_the_workspace_s() -> None:
    assert policy.bucket_of(BY_NAME["grant"], b"r" * 16, {}) == "org"
