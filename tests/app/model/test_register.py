"""Registers: one state for every order, and what it says of heads, winners and life."""

from __future__ import annotations

from collections.abc import Iterable
from random import Random

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.model.change import Cell, Kind, Op
from app.model.register import (
    Outcome,
    RowState,
    decode_state,
    encode_state,
    ref_of,
    restamp,
    take,
)
from tests.fakes.histories import (
    AUTHORS,
    REGISTERS,
    ROW,
    TABLE,
    History,
    Image,
    Oracle,
    Sent,
    Steps,
    histories,
    orders,
    written,
)

A, B, C = AUTHORS
FULL_HISTORIES = settings(max_examples=300)


def insert(hlc: int, author: bytes = A, n: int = 1, **values: str) -> Sent:
    cells = tuple(Cell(int(no[1:]), (v,)) for no, v in values.items())
    return Sent(Op(Kind.INSERT, TABLE, ROW, cells), (hlc, author, n))


def put(hlc: int, author: bytes, n: int, value: str, *bases: tuple[bytes, int]) -> Sent:
    refs = tuple(ref_of(base, author) for base in bases) or None
    return Sent(Op(Kind.SET, TABLE, ROW, (Cell(1, (value,), refs),)), (hlc, author, n))


def end(hlc: int, author: bytes, n: int, *seen: tuple[bytes, int]) -> Sent:
    refs = tuple(ref_of(key, author) for key in seen)
    return Sent(Op(Kind.DELETE, TABLE, ROW, (), refs), (hlc, author, n))


def back(hlc: int, author: bytes, n: int, *seen: tuple[bytes, int]) -> Sent:
    refs = tuple(ref_of(key, author) for key in seen)
    return Sent(Op(Kind.RESTORE, TABLE, ROW, (), refs), (hlc, author, n))


def everywhere(*sent: Sent) -> History:
    """The state of these operations, after every order was found to give the same one."""
    whole = written(sent)
    for order in orders(sent):
        again = written(order)
        assert encode_state(again.state) == encode_state(whole.state)
        assert again.shown() == whole.shown()
    return whole


@given(Steps, st.integers(0, 2**32), st.integers(0, 2**32))
@FULL_HISTORIES
def test_any_order_any_repetition_any_split_gives_one_state(
    steps: list[tuple[int, ...]], one: int, two: int
) -> None:
    sent = histories(steps)
    first = written(_dealt(sent, Random(one)))
    second = written(_repeated(_dealt(sent, Random(two)), Random(one)))
    assert encode_state(first.state) == encode_state(second.state)
    assert first.state.is_alive == second.state.is_alive
    assert first.shown() == second.shown()


@given(Steps, st.integers(0, 2**32))
@FULL_HISTORIES
def test_the_state_is_what_the_set_of_operations_says(
    steps: list[tuple[int, ...]], seed: int
) -> None:
    sent = histories(steps)
    order = _dealt(sent, Random(seed))
    # Also half-way: a partial history is a history.
    for part in (order, order[: len(order) // 2]):
        found, oracle = written(part), Oracle(part)
        for no in REGISTERS:
            assert {h.key for h in found.state.heads(no)} == oracle.heads(no), no
        assert {e.key for e in found.state.life} == oracle.life()
        assert found.state.is_born == oracle.is_born
        assert found.state.is_alive == oracle.is_alive
        assert {e.key for e in found.state.outvoted} == oracle.outvoted()
        assert set(found.state.split()) == oracle.split()
        assert found.shown() == oracle.shown()


@given(Steps, st.integers(0, 2**32))
@FULL_HISTORIES
def test_nothing_is_left_to_come_once_everything_came(
    steps: list[tuple[int, ...]], seed: int
) -> None:
    sent = histories(steps)
    state = written(_dealt(sent, Random(seed))).state
    assert state.gone == ()
    assert all(state.knows(s.author, s.n) for s in sent)
    assert decode_state(encode_state(state)) == state


@given(Steps, st.integers(0, 2**32))
@FULL_HISTORIES
def test_a_kept_loser_keeps_its_value(steps: list[tuple[int, ...]], seed: int) -> None:
    sent = histories(steps)
    found, oracle = written(_dealt(sent, Random(seed))), Oracle(sent)
    for no, heads in found.state.registers.items():
        if len(heads) > 1:
            assert {h.key: h.values for h in heads} == {
                key: oracle.value(no, key) for key in oracle.heads(no)
            }
        else:
            assert [h.values for h in heads] == [None]


@given(Steps, st.integers(0, 2**32), st.integers(0, 50))
@FULL_HISTORIES
def test_a_restamp_gives_the_state_of_the_held_order(
    steps: list[tuple[int, ...]], seed: int, limit: int
) -> None:
    sent = histories(steps)
    order = _dealt(sent, Random(seed))
    late = written(order)
    for s in order:
        restamp(late.state, (s.author, s.n), min(s.stamp[0], limit))
    held = [Sent(s.op, (min(s.stamp[0], limit), s.author, s.n)) for s in order]
    assert encode_state(late.state) == encode_state(written(held).state)


@given(Steps, st.integers(0, 2**32))
@FULL_HISTORIES
def test_an_outcome_says_what_readers_see(steps: list[tuple[int, ...]], seed: int) -> None:
    state, image = RowState(), Image()
    for s in _dealt(histories(steps), Random(seed)):
        before = state.is_alive
        outcome = take(state, s.op, s.stamp, image)
        assert outcome.fresh
        assert (outcome.was_alive, outcome.is_alive) == (before, state.is_alive)
        image.update(outcome.shown)


def test_a_delete_against_a_concurrent_edit_keeps_the_row_and_lists_the_deletion() -> None:
    made = insert(10, r1="a")
    found = everywhere(made, end(20, A, 2, (A, 1)), put(15, B, 1, "b", (A, 1)))
    assert found.state.is_alive
    assert [e.key for e in found.state.outvoted] == [(A, 2)]
    assert found.shown()[1] == ("b",)


def test_an_edit_before_the_delete_in_time_still_wins_if_the_delete_did_not_see_it() -> None:
    found = everywhere(insert(10, r1="a"), end(99, B, 1, (A, 1)), put(11, A, 2, "b", (A, 1)))
    assert found.state.is_alive
    assert found.state.outvoted


def test_a_delete_that_saw_everything_kills() -> None:
    edit = put(15, B, 1, "b", (A, 1))
    found = everywhere(insert(10, r1="a"), edit, end(5, A, 2, (A, 1), (B, 1)))
    assert not found.state.is_alive
    assert found.state.is_born
    assert found.state.outvoted == ()


def test_two_concurrent_deletes_stay_dead() -> None:
    found = everywhere(insert(10, r1="a"), end(20, A, 2, (A, 1)), end(21, B, 1, (A, 1)))
    assert not found.state.is_alive
    assert len(found.state.life) == 2


def test_a_restore_of_one_of_two_concurrent_deletes_wins() -> None:
    found = everywhere(
        insert(10, r1="a"),
        end(20, A, 2, (A, 1)),
        end(21, B, 1, (A, 1)),
        back(5, A, 3, (A, 2)),
    )
    assert found.state.is_alive
    assert [e.key for e in found.state.outvoted] == [(B, 1)]


def test_a_deletion_after_the_restore_kills_again() -> None:
    found = everywhere(
        insert(10, r1="a"),
        end(20, A, 2, (A, 1)),
        back(30, B, 1, (A, 2)),
        end(40, A, 3, (A, 1), (B, 1)),
    )
    assert not found.state.is_alive


def test_a_set_that_comes_before_the_insert_is_kept_and_shown_when_the_row_is_born() -> None:
    found = written([put(20, B, 1, "b", (A, 1))])
    assert not found.state.is_born
    assert not found.state.is_alive
    found.add(insert(10, r1="a", r5="x"))
    assert found.state.is_alive
    assert found.shown()[1] == ("b",)
    assert found.shown()[5] == ("x",)
    assert found.state.split() == ()
    assert found.state.gone == ()


def test_the_maker_may_be_named_or_left_to_be_guessed() -> None:
    named, guessed = put(20, B, 1, "b", (A, 1)), put(20, B, 1, "b")
    assert guessed.op.cells[0].bases is None
    made = insert(10, r1="a")
    assert encode_state(everywhere(made, named).state) == encode_state(
        everywhere(made, guessed).state
    )


def test_two_concurrent_equal_values_are_no_conflict() -> None:
    found = everywhere(
        insert(10, r1="a"), put(20, B, 1, "same", (A, 1)), put(30, C, 1, "same", (A, 1))
    )
    assert len(found.state.heads(1)) == 2
    assert found.state.split() == ()


def test_two_concurrent_values_are_a_conflict_and_the_later_is_shown() -> None:
    found = everywhere(
        insert(10, r1="a"), put(31, B, 1, "late", (A, 1)), put(30, C, 1, "early", (A, 1))
    )
    assert found.state.split() == (1,)
    assert found.shown()[1] == ("late",)
    assert [h.values for h in found.state.heads(1)] == [("early",), ("late",)]


def test_of_two_at_the_same_time_the_replica_decides_everywhere_alike() -> None:
    found = everywhere(insert(10, r1="a"), put(30, B, 1, "b", (A, 1)), put(30, C, 1, "c", (A, 1)))
    assert found.shown()[1] == (max((B, "b"), (C, "c"))[1],)


def test_a_plain_edit_replaces_only_the_winner_that_it_saw() -> None:
    made, b, c = insert(10, r1="a"), put(31, B, 1, "b", (A, 1)), put(30, C, 1, "c", (A, 1))
    found = everywhere(made, b, c, put(40, A, 2, "new", (B, 1)))
    assert {h.key for h in found.state.heads(1)} == {(A, 2), (C, 1)}
    assert found.state.split() == (1,)


def test_a_resolve_replaces_every_head_even_with_the_value_that_is_shown() -> None:
    made, b, c = insert(10, r1="a"), put(31, B, 1, "b", (A, 1)), put(30, C, 1, "c", (A, 1))
    found = everywhere(made, b, c, put(40, A, 2, "b", (B, 1), (C, 1)))
    assert [h.key for h in found.state.heads(1)] == [(A, 2)]
    assert found.state.split() == ()


def test_a_chain_of_own_offline_edits_is_one_conflict() -> None:
    found = everywhere(
        insert(10, r1="a"),
        put(20, B, 1, "b", (A, 1)),
        put(21, A, 2, "1", (A, 1)),
        put(22, A, 3, "2", (A, 2)),
        put(23, A, 4, "3", (A, 3)),
    )
    assert [h.values for h in found.state.heads(1)] == [("b",), ("3",)]


def test_an_unknown_base_is_a_concurrent_edit_and_loses_nothing() -> None:
    found = written([insert(10, r1="a"), put(20, B, 7, "b", (C, 99))])
    assert {h.values for h in found.state.heads(1)} == {("a",), ("b",)}


def test_groups_are_never_mixed() -> None:
    made = Sent(Op(Kind.INSERT, TABLE, ROW, (Cell(3, ("s0", "f0")),)), (10, A, 1))
    one = Sent(Op(Kind.SET, TABLE, ROW, (Cell(3, ("s1", "f0")),)), (20, A, 2))
    two = Sent(Op(Kind.SET, TABLE, ROW, (Cell(3, ("s0", "f2"), ((A, 1),)),)), (20, B, 1))
    found = everywhere(made, one, two)
    assert found.shown()[3] in {("s1", "f0"), ("s0", "f2")}
    assert {h.values for h in found.state.heads(3)} == {("s1", "f0"), ("s0", "f2")}


def test_a_fact_makes_its_row() -> None:
    found = written([Sent(Op(Kind.FACT, TABLE, ROW, (Cell(1, ("said",)),)), (10, A, 1))])
    assert found.state.is_alive
    assert found.shown()[1] == ("said",)


def test_a_repeated_operation_does_nothing() -> None:
    state = RowState()
    made = insert(10, r1="a")
    assert take(state, made.op, made.stamp, {}).fresh
    before = encode_state(state)
    assert take(state, made.op, made.stamp, {}) == Outcome(False)
    assert encode_state(state) == before


def test_a_restamp_keeps_concurrent_deletions_in_canonical_order() -> None:
    made = insert(10, r1="a")
    late = written([made, end(20, C, 1, (A, 1)), end(30, B, 1, (A, 1))])
    restamp(late.state, (B, 1), 20)
    held = written([made, end(20, C, 1, (A, 1)), end(20, B, 1, (A, 1))])
    assert encode_state(late.state) == encode_state(held.state)


def test_restamp_of_what_is_not_there_changes_nothing() -> None:
    found = written([insert(10, r1="a"), put(20, B, 1, "b", (A, 1)), end(30, C, 1, (A, 1))])
    before = encode_state(found.state)
    assert not restamp(found.state, (C, 9), 3)
    assert not restamp(found.state, (A, 1), 10)
    assert encode_state(found.state) == before
    assert restamp(found.state, (C, 1), 3)
    assert restamp(found.state, (A, 1), 3)


def test_a_state_does_not_share_its_maps_with_another() -> None:
    one, two = RowState(), RowState()
    take(one, insert(1, r1="a").op, (1, A, 1), {})
    take(one, put(2, B, 1, "b", (A, 1)).op, (2, B, 1), {})
    assert two == RowState()
    assert two.registers == {}
    assert two.seen == {}


@pytest.mark.parametrize("junk", [b"", b"\xc1", b"\x93\x01\x02\x03", b"\x95\xc0\x80\x90\x80"])
def test_what_is_no_state_is_not_read_as_one(junk: bytes) -> None:
    with pytest.raises(msgspec.MsgspecError):
        decode_state(junk)


def _dealt(sent: Iterable[Sent], random: Random) -> list[Sent]:
    """Each author's operations in their order, the authors mixed anyhow."""
    left: dict[bytes, list[Sent]] = {}
    for s in sent:
        left.setdefault(s.author, []).append(s)
    order: list[Sent] = []
    while left:
        author = random.choice(sorted(left))
        order.append(left[author].pop(0))
        if not left[author]:
            del left[author]
    return order


def _repeated(order: list[Sent], random: Random) -> list[Sent]:
    """The same with earlier operations thrown in again."""
    out: list[Sent] = []
    for s in order:
        out.append(s)
        out.extend(random.choices(out, k=random.randrange(3)))
    return out
