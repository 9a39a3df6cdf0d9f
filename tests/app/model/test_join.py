"""Joining two partial histories of a row gives the state of all their operations."""

from __future__ import annotations

from copy import deepcopy
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from app.model.change import Cell, Kind, Op
from app.model.join import join
from app.model.register import encode_state
from tests.fakes.histories import (
    AUTHORS,
    REGISTERS,
    ROW,
    TABLE,
    History,
    Sent,
    Steps,
    histories,
    written,
)

A, B, C = AUTHORS
MANY = settings(max_examples=300)
Seeds = st.integers(0, 2**32)


def part(sent: list[Sent], random: Random) -> list[Sent]:
    """A partial history: of each author, a beginning."""
    counts = {author: random.randrange(len(sent) + 1) for author in AUTHORS}
    return [s for s in sent if s.n <= counts[s.author]]


def union(*parts: list[Sent]) -> list[Sent]:
    return list({s.key: s for p in parts for s in p}.values())


def joined(one: History, two: History) -> History:
    """Their join; neither is changed."""
    mine, theirs = deepcopy(one), deepcopy(two)
    mine.image = join(mine.state, theirs.state, mine.image, theirs.image)
    return mine


def whole(sent: list[Sent]) -> History:
    """Written with every register in the image, as the replica's columns have it."""
    history = written(sent)
    return History(history.state, history.shown())


def same(one: History, two: History) -> None:
    assert encode_state(one.state) == encode_state(two.state)
    assert one.state.is_alive == two.state.is_alive
    assert one.shown() == two.shown()


@given(Steps, Seeds)
@MANY
def test_the_join_of_two_parts_is_the_state_of_their_union(
    steps: list[tuple[int, ...]], seed: int
) -> None:
    sent, random = histories(steps), Random(seed)
    one, two = part(sent, random), part(sent, random)
    same(joined(whole(one), whole(two)), whole(union(one, two)))


@given(Steps, Seeds)
@MANY
def test_it_does_not_matter_that_an_image_leaves_out_what_is_empty(
    steps: list[tuple[int, ...]], seed: int
) -> None:
    sent, random = histories(steps), Random(seed)
    one, two = part(sent, random), part(sent, random)
    same(joined(whole(one), written(two)), whole(union(one, two)))
    same(joined(written(one), written(two)), whole(union(one, two)))


@given(Steps, Seeds)
@MANY
def test_join_is_commutative_and_idempotent(steps: list[tuple[int, ...]], seed: int) -> None:
    sent, random = histories(steps), Random(seed)
    one, two = whole(part(sent, random)), whole(part(sent, random))
    same(joined(one, two), joined(two, one))
    same(joined(one, one), one)
    same(joined(joined(one, two), two), joined(one, two))


@given(Steps, Seeds)
@MANY
def test_join_is_associative(steps: list[tuple[int, ...]], seed: int) -> None:
    sent, random = histories(steps), Random(seed)
    one, two, three = (whole(part(sent, random)) for _ in range(3))
    same(joined(joined(one, two), three), joined(one, joined(two, three)))


@given(Steps, Seeds)
@MANY
def test_what_comes_after_a_join_is_taken_in_as_ever(
    steps: list[tuple[int, ...]], seed: int
) -> None:
    sent, random = histories(steps), Random(seed)
    both = joined(whole(part(sent, random)), whole(part(sent, random)))
    for s in sent:
        both.add(s)
    same(both, whole(sent))


def test_a_head_that_the_other_side_does_not_know_is_kept_beside_its_own() -> None:
    made = Sent(Op(Kind.INSERT, TABLE, ROW, (Cell(1, ("a",)),)), (10, A, 1))
    b = Sent(Op(Kind.SET, TABLE, ROW, (Cell(1, ("b",)),)), (20, B, 1))
    c = Sent(Op(Kind.SET, TABLE, ROW, (Cell(1, ("c",)),)), (30, C, 1))
    found = joined(whole([made, b]), whole([made, c]))
    assert [h.values for h in found.state.heads(1)] == [("b",), ("c",)]
    assert found.image[1] == ("c",)


def test_an_edit_that_waits_for_its_row_does_not_hide_a_concurrent_one() -> None:
    made = Sent(Op(Kind.INSERT, TABLE, ROW, (Cell(1, ("a",)),)), (10, A, 1))
    b = Sent(Op(Kind.SET, TABLE, ROW, (Cell(1, ("b",)),)), (20, B, 1))
    c = Sent(Op(Kind.SET, TABLE, ROW, (Cell(1, ("c",)),)), (30, C, 1))
    found = joined(whole([b]), whole([made, c]))
    assert {h.values for h in found.state.heads(1)} == {("b",), ("c",)}


def test_a_group_stays_whole() -> None:
    made = Sent(Op(Kind.INSERT, TABLE, ROW, (Cell(3, ("s", "f")),)), (10, A, 1))
    b = Sent(Op(Kind.SET, TABLE, ROW, (Cell(3, ("s1", "f")),)), (20, B, 1))
    c = Sent(Op(Kind.SET, TABLE, ROW, (Cell(3, ("s", "f2")),)), (30, C, 1))
    found = joined(whole([made, b]), whole([made, c]))
    assert found.image[3] == ("s", "f2")
    assert len(found.image[3]) == REGISTERS[3]


def test_a_join_with_nothing_changes_nothing() -> None:
    made = Sent(Op(Kind.INSERT, TABLE, ROW, (Cell(1, ("a",)),)), (10, A, 1))
    same(joined(whole([made]), whole([])), whole([made]))
    same(joined(whole([]), whole([made])), whole([made]))


def test_a_deletion_that_the_other_side_saw_restored_does_not_come_back() -> None:
    made = Sent(Op(Kind.INSERT, TABLE, ROW, (Cell(1, ("a",)),)), (10, A, 1))
    gone = Sent(Op(Kind.DELETE, TABLE, ROW, (), ((A, 1),)), (20, B, 1))
    back = Sent(Op(Kind.RESTORE, TABLE, ROW, (), ((B, 1),)), (30, C, 1))
    for one, two in (([made, back], [made, gone]), ([made, gone], [made, back])):
        found = joined(whole(one), whole(two))
        assert [e.key for e in found.state.life] == [(C, 1)]
        same(found, whole([made, gone, back]))
