"""Comments: names in them, and facts folded to what people read."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from app.model.row import Row
from app.work.said import OPEN, read, thread

ZHANG, LI, MING, DAVID, WANG, WEI = (bytes([n]) * 16 for n in range(1, 7))
PEOPLE = {ZHANG: "张伟", LI: "李娜", MING: "张伟明", DAVID: "David Li", WANG: "王芳"}


def test_names_pinyin_and_initials() -> None:
    assert read("@zw 看下", PEOPLE).body == "@张伟 看下"
    words = read("@zhangwei，@李娜请补一行 @lina", PEOPLE)
    assert (words.body, words.people) == ("@张伟，@李娜请补一行 @李娜", (ZHANG, LI))
    assert [words.body[a:b] for a, b in words.spots] == ["@张伟", "@李娜", "@李娜"]
    assert read("＠david li 早 @WF", PEOPLE).people == (DAVID, WANG)


def test_the_longest_name_is_meant() -> None:
    assert read("@张伟明 看", PEOPLE).people == (MING,)


def test_what_names_nobody() -> None:
    for text in ("a@zw.com", "@nobody", "@", "@zw2", "@z", "邮箱 li@na.com"):
        words = read(text, PEOPLE)
        assert (words.body, words.people) == (text, ())


def test_pinyin_of_two_people_names_nobody() -> None:
    assert read("@zw", {**PEOPLE, WEI: "赵薇"}).people == ()
    assert read("@赵薇 @张伟", {**PEOPLE, WEI: "赵薇"}).people == (WEI, ZHANG)


@given(st.text(alphabet="@＠张伟李娜明zwl n,.\n", max_size=40))
def test_reading_twice_changes_nothing(text: str) -> None:
    once = read(text, PEOPLE)
    again = read(once.body, PEOPLE)
    assert again.body == once.body
    assert set(once.people) <= set(again.people)


def fact(number: int, kind: str, body: str, **values: object) -> Row:
    """A fact made at this second."""
    made = (number * 1000).to_bytes(6, "big") + bytes([7]) * 10
    held = {"kind": kind, "body": body, "person": ZHANG, **values}
    return Row("comment", made, held)  # pyright: ignore


def test_the_latest_edit_counts_and_only_its_author_s() -> None:
    first = fact(1, "comment", "左上")
    facts = [
        first,
        fact(3, "edit", "居中", refers=first.id),
        fact(2, "edit", "靠右", refers=first.id),
        fact(4, "edit", "别的", refers=first.id, person=LI),
    ]
    for order in (facts, facts[::-1]):
        (said,) = thread(order, UTC)
        assert (said.body, said.is_edited, said.person) == ("居中", True, ZHANG)
        assert said.at == datetime(1970, 1, 1, 0, 0, 1)


def test_resolved_opened_and_withdrawn() -> None:
    first = fact(1, "comment", "左上")
    end = fact(2, "resolve", "", refers=first.id, person=LI)
    assert thread([first, end], UTC)[0].is_resolved
    again = fact(3, "resolve", OPEN, refers=first.id)
    assert not thread([again, first, end], UTC)[0].is_resolved
    gone = fact(4, "edit", "", refers=first.id)
    assert thread([first, gone], UTC)[0].is_withdrawn
    assert thread([end, gone], UTC) == ()


def test_the_order_is_when_it_was_said() -> None:
    late = fact(1, "comment", "后", said_at="2026-06-03T10:41:00")
    early = fact(2, "comment", "前", said_at="2026-06-02T10:41:00", speaker="客户")
    said = thread([late, early], UTC)
    assert [one.body for one in said] == ["前", "后"]
    assert said[0].speaker == "客户"


def test_broken_facts_are_read_as_far_as_can_be() -> None:
    held = fact(1, "comment", "好", mentions='["zz", 1, {"a": 2}]', said_at="gestern")
    (said,) = thread([held], UTC)
    assert (said.mentions, said.at.year) == ((), 1970)
    assert thread([fact(1, "comment", "好", mentions="nonsense")], UTC)[0].mentions == ()
