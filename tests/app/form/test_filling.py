"""Filling a record: what is reckoned, seen, required and wrong, and what one change reaches."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.calendar import worktime
from app.expr.world import world
from app.form.compiled import compiled
from app.form.filling import Filling
from app.form.flaws import Flaw, flaws
from app.model.form import Check, Choice, Form, Kind, Part, Rule

NOW = datetime(2026, 11, 3, 10, tzinfo=UTC)
WORLD = world(NOW, worktime.standard())
WORKING = "workdays between(f_days.from, f_days.to)"
HALF = "f_sum > f_total / 2 and f_total > 900"
BUDGET = Form(
    "预算申请",
    (
        Part("f_name", Kind.TEXT, label="名称", required=True),
        Part(
            "f_kind",
            Kind.CHOICE,
            label="类型",
            choices=(Choice("daily", "日常"), Choice("big", "大促", when="f_total > 1000")),
        ),
        Part("f_lines", Kind.TABLE, label="明细", required=True),
        Part("f_item", Kind.TEXT, "f_lines", "项目", required=True, checks=(Check("unique"),)),
        Part("f_count", Kind.NUMBER, "f_lines", "数量", checks=(Check("min", "1"),)),
        Part("f_price", Kind.MONEY, "f_lines", "单价", checks=(Check("multiple_of", "0.01"),)),
        Part("f_sum", Kind.FORMULA, "f_lines", "小计", formula="f_count * f_price"),
        Part("f_total", Kind.FORMULA, label="合计", formula="sum(f_lines.f_sum)"),
        Part("f_why", Kind.LONG, label="理由", visible_if="f_total > 500", required=True),
        Part("f_days", Kind.DATES, label="周期"),
        Part("f_work", Kind.FORMULA, label="工作日", formula=WORKING),
    ),
    (
        Rule("r_most", "check", "f_total > 2000", ("f_lines",), message="超过额度"),
        Rule("r_name", "set", "f_kind = \"big\"", ("f_name",), '"大促预算"'),
        Rule("r_lock", "lock", "f_total > 1500", ("f_kind",)),
        Rule("r_line", "check", HALF, ("f_item",), table="f_lines"),
    ),
)  # fmt: skip


def filling(form: Form = BUDGET, **answers: object) -> Filling:
    return Filling(compiled(form), {"": answers}, {}, WORLD)


def with_lines(*lines: tuple[str, str, str]) -> Filling:
    made = filling(f_name="开箱")
    for place, (item, count, price) in enumerate(lines):
        answers = {"f_item": item, "f_count": count, "f_price": price}
        made.add_line("f_lines", place, f"l{place}", answers)
    return made


def told(found: tuple[Flaw, ...]) -> list[tuple[str, str, str]]:
    return [(fault.line, fault.part, fault.rule) for fault in found]


def test_formulas_follow_what_they_ask_for() -> None:
    held = with_lines(("灯光", "2", "199.90"), ("反光板", "1", "0.1"))
    assert held.kept("l0", "f_sum") == "399.8"
    assert held.kept("", "f_total") == "399.9"
    changed = held.set("l1", "f_price", "0.2")
    assert changed == {("l1", "f_price"), ("l1", "f_sum"), ("", "f_total")}
    assert held.kept("", "f_total") == "400"
    held.remove_line("l0")
    assert held.kept("", "f_total") == "0.2"
    assert held.lines("f_lines") == ("l1",)


def test_a_change_reaches_only_its_own_line() -> None:
    held = with_lines(("灯光", "2", "10"), ("反光板", "1", "20"))
    assert held.set("l0", "f_item", "柔光箱") == {("l0", "f_item")}
    assert held.set("l0", "f_count", "3") == {
        ("l0", "f_count"),
        ("l0", "f_sum"),
        ("", "f_total"),
    }


def test_what_is_hidden_is_never_required_and_never_wrong() -> None:
    held = with_lines(("灯光", "1", "400"))
    assert not held.is_visible("", "f_why")
    assert "f_why" not in {fault.part for fault in flaws(held)}
    held.set("l0", "f_price", "600")
    assert held.is_visible("", "f_why")
    assert ("", "f_why", "required") in told(flaws(held))


def test_blank_is_not_zero() -> None:
    held = with_lines(("灯光", "", "400"))
    assert held.kept("l0", "f_sum") is None
    held.set("l0", "f_count", "0")
    assert held.kept("l0", "f_sum") == "0"
    assert told(flaws(held)) == [("l0", "f_count", "min")]


def test_hidden_answers_are_dropped_at_the_end_and_not_before() -> None:
    held = with_lines(("灯光", "1", "600"))
    held.set("", "f_why", "要两盏")
    held.set("l0", "f_price", "100")
    assert held.kept("", "f_why") == "要两盏"
    assert held.dropped() == (("", "f_why"),)
    held.drop()
    assert held.kept("", "f_why") is None
    assert held.dropped() == ()


def test_faults_in_reading_order() -> None:
    held = with_lines(("灯光", "0", "9.999"), ("灯光", "1", "3000"))
    held.set("", "f_name", "")
    assert told(flaws(held)) == [
        ("", "f_name", "required"),
        ("", "f_lines", "r_most"),
        ("l0", "f_item", "unique"),
        ("l0", "f_count", "min"),
        ("l0", "f_price", "multiple_of"),
        ("l1", "f_item", "r_line"),
        ("l1", "f_item", "unique"),
        ("", "f_why", "required"),
    ]
    assert next(f for f in flaws(held) if f.rule == "r_most").message == "超过额度"


def test_choices_follow_the_record() -> None:
    held = with_lines(("灯光", "1", "600"))
    assert [choice.id for choice in held.state("", "f_kind").choices] == ["daily"]
    held.set("", "f_kind", "big")
    assert ("", "f_kind", "choice") in told(flaws(held))
    held.set("l0", "f_price", "1200")
    assert [choice.id for choice in held.state("", "f_kind").choices] == ["daily", "big"]
    assert ("", "f_kind", "choice") not in told(flaws(held))
    held.set("l0", "f_price", "1600")
    assert not held.state("", "f_kind").is_enabled


def test_a_rule_writes_once_when_it_becomes_true() -> None:
    held = with_lines(("灯光", "1", "1200"))
    assert held.set("", "f_kind", "big") == {("", "f_kind"), ("", "f_name")}
    assert held.kept("", "f_name") == "大促预算"
    held.set("", "f_name", "我自己的名字")
    assert held.kept("", "f_name") == "我自己的名字"
    held.set("l0", "f_price", "1300")
    assert held.kept("", "f_name") == "我自己的名字"


def test_a_record_that_is_opened_is_not_written_by_rules() -> None:
    held = filling(f_name="旧名字", f_kind="big")
    assert held.kept("", "f_name") == "旧名字"


def test_working_days_of_a_range() -> None:
    held = filling(f_days=["2026-10-01", "2026-10-10"])
    assert held.kept("", "f_work") == "3"
    held.set("", "f_days", ["2026-10-10", "2026-10-01"])
    assert held.kept("", "f_work") is None
    assert ("", "f_days", "shape") in told(flaws(held))


def test_a_loop_of_formulas_stands_still() -> None:
    form = Form(
        "",
        (
            Part("f_a", Kind.FORMULA, formula="f_b + 1"),
            Part("f_b", Kind.FORMULA, formula="f_a + 1"),
            Part("f_c", Kind.FORMULA, formula="1 + 1"),
        ),
    )
    held = filling(form)
    assert held.kept("", "f_a") is None
    assert held.kept("", "f_c") == "2"


def test_a_section_hides_what_is_in_it() -> None:
    form = Form(
        "",
        (
            Part("f_ask", Kind.CHOICE, choices=(Choice("y", "是"), Choice("n", "否"))),
            Part("f_box", Kind.SECTION, visible_if='f_ask = "y"'),
            Part("f_row", Kind.COLUMNS, "f_box"),
            Part("f_in", Kind.TEXT, "f_row", required=True),
        ),
    )
    held = filling(form)
    assert told(flaws(held)) == []
    held.set("", "f_ask", "y")
    assert told(flaws(held)) == [("", "f_in", "required")]


@pytest.mark.parametrize("length", [3, 400])
def test_a_long_chain_of_formulas(length: int) -> None:
    parts = [Part("f_0", Kind.NUMBER)]
    parts += [Part(f"f_{n}", Kind.FORMULA, formula=f"f_{n - 1} + 1") for n in range(length, 0, -1)]
    held = filling(Form("", tuple(parts)))
    assert len(held.set("", "f_0", "1")) == length + 1
    assert held.kept("", f"f_{length}") == str(length + 1)


CELL = st.sampled_from(["f_item", "f_count", "f_price"])
KEPT = st.sampled_from([None, "", "0", "1", "2.5", "1000", "x", "-3"])
STEP = st.one_of(
    st.tuples(st.just("set"), st.integers(0, 5), CELL, KEPT),
    st.tuples(st.just("add"), st.integers(0, 5), CELL, KEPT),
    st.tuples(st.just("remove"), st.integers(0, 5), CELL, KEPT),
)


@given(st.lists(STEP, max_size=30))
def test_step_by_step_is_as_all_at_once(steps: list[tuple[str, int, str, str | None]]) -> None:
    """After any changes the record stands as if its answers had been there from the start."""
    held = filling(f_name="开箱")
    made = 0
    for what, place, part, kept in steps:
        lines = held.lines("f_lines")
        if what == "add":
            held.add_line("f_lines", min(place, len(lines)), f"l{made}", {part: kept})
            made += 1
        elif lines and what == "set":
            held.set(lines[place % len(lines)], part, kept)
        elif lines:
            held.remove_line(lines[place % len(lines)])
    fresh = Filling(held.form, held.answers(), {"f_lines": held.lines("f_lines")}, WORLD)
    assert fresh.answers() == held.answers()
    assert told(flaws(fresh)) == told(flaws(held))
