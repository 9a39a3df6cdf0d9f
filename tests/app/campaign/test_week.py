"""The content calendar."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.campaign.week import Week, calendar_week, monday_of
from tests.app.campaign.rows import NOW, post, row

MONDAY = date(2026, 6, 1)
WECHAT, DOUYIN = row("account", name="青禾生活"), row("account", name="青禾官方旗舰店")
URL = "https://a.cn/1"


def drawn(week: Week) -> list[str]:
    """A line an account: its days, and in each day the first letters of the states."""
    return [
        " ".join("".join(s.state[0] for s in day) or "." for day in line.days)
        for line in week.lines
    ]


def test_a_week_of_two_accounts() -> None:
    posts = [
        post("a", "2026-06-02T20:00:00", account=WECHAT.id, status="published", url=URL),
        post("b", "2026-06-03T09:59:00", account=WECHAT.id, status="ready"),
        post("c", "2026-06-03T21:00:00", account=DOUYIN.id, status="ready"),
        post("d", "2026-06-03T12:00:00", account=DOUYIN.id, status="draft"),
        post("e", "2026-06-07T23:59:59", account=DOUYIN.id),
        post("f", "2026-06-08T00:00:00", account=DOUYIN.id),
        post("g", "2026-06-04T08:00:00"),
        post("y"),
        post("h", None, account=WECHAT.id, status="draft"),
    ]
    week = calendar_week(posts, [WECHAT, DOUYIN], MONDAY, NOW)
    assert drawn(week) == [
        ". p m . . . .",
        ". . pr . . . p",
        ". . . p . . .",
    ]
    assert [slot.title for slot in week.lines[1].days[2]] == ["d", "c"]
    assert [(line.planned, line.published) for line in week.lines] == [(2, 1), (3, 0), (1, 0)]
    assert week.lines[0].days[1][0].url == URL
    assert [slot.title for slot in week.unscheduled] == ["h", "y"]
    assert (week.days[0], week.days[-1], len(week.days)) == (MONDAY, date(2026, 6, 7), 7)


def test_a_post_stands_where_it_came_out() -> None:
    late = post("a", "2026-06-02T20:00:00", account=WECHAT.id, url=URL,
                published="2026-06-04T08:00:00")  # fmt: skip
    unplanned = post("b", account=WECHAT.id, url=URL, published="2026-06-05T08:00:00")
    assert drawn(calendar_week([late, unplanned], [WECHAT], MONDAY, NOW)) == [". . . p p . ."]


def test_an_account_that_is_gone_hides_nothing() -> None:
    held = post("a", "2026-06-04T20:00:00", account=DOUYIN.id)
    week = calendar_week([held], [], MONDAY, NOW, days=14)
    assert [line.account for line in week.lines] == [None]
    assert len(week.days) == len(week.lines[0].days) == 14


def test_monday() -> None:
    assert [monday_of(MONDAY + timedelta(days=n)) for n in (-1, 0, 6)] == [
        date(2026, 5, 25),
        MONDAY,
        MONDAY,
    ]


@given(
    st.lists(
        st.tuples(
            st.none() | st.datetimes(datetime(2026, 5, 30), datetime(2026, 6, 10)),
            st.sampled_from([WECHAT.id, DOUYIN.id, b"x" * 16, None]),
            st.sampled_from([None, "idea", "draft", "ready"]),
        ),
        max_size=20,
    )
)
def test_every_post_of_the_week_stands_once(
    held: list[tuple[datetime | None, bytes | None, str | None]],
) -> None:
    posts = [
        post("x", at.replace(microsecond=0).isoformat() if at else None, account=account, status=s)
        for at, account, s in held
    ]
    week = calendar_week(posts, [WECHAT, DOUYIN], MONDAY, NOW)
    placed = [slot.id for line in week.lines for day in line.days for slot in day]
    placed += [slot.id for slot in week.unscheduled]
    end = MONDAY + timedelta(days=7)
    wanted = {
        p.id
        for p, (at, _, _) in zip(posts, held, strict=True)
        if at is None or MONDAY <= at.date() < end
    }
    assert len(placed) == len(set(placed))
    assert set(placed) == wanted
