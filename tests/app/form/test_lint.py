"""What the check of a design finds, case by case, and that its mends mend."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from app.form.lint import lint, mended
from app.form.uses import uses
from app.model.form import Check, Choice, Form, Kind, Part, Rule

A = Part("f_a", Kind.NUMBER, label="数量")
B = Part("f_b", Kind.TEXT, label="说明")
T = Part("f_t", Kind.TABLE, label="明细")
C = Part("f_c", Kind.MONEY, "f_t", label="金额")


def form(*parts: Part, rules: tuple[Rule, ...] = ()) -> Form:
    return Form("表", parts or (A, B, T, C), rules)


def told(held: Form) -> list[tuple[str, str, str]]:
    return [(f.level, f.part or f.rule, f.template) for f in lint(held)]


def test_a_sound_form_has_no_findings() -> None:
    total = Part("f_s", Kind.FORMULA, label="合计", formula="sum(f_t.f_c) + f_a")
    big = Part("f_n", Kind.NUMBER, label="大额行数", formula="count(f_t[f_c > 100])")
    many = Part("f_m", Kind.NUMBER, label="行", formula="sum(for x in f_t return x.f_c)")
    assert told(form(A, B, T, C, total, big, many)) == []


PARTS = {
    "unreadable": (replace(A, visible_if="f_b ="), "error", "The expression is not finished"),
    "a text is no number": (
        replace(A, kind=Kind.FORMULA, formula="f_b * 2"),
        "error",
        "{left} {op} {right} has no meaning",
    ),
    "no condition": (
        replace(A, visible_if="f_b"),
        "error",
        "A condition is yes or no, this is {kind}",
    ),
    "unknown": (replace(A, visible_if="f_x > 1"), "error", "“{name}” is no field of this form"),
    "column": (
        replace(A, visible_if="f_c > 1"),
        "error",
        "“{name}” is a column of “{table}”; outside of it, name the sub-table first",
    ),
    "loop": (replace(A, formula="f_a + 1"), "error", "These fields wait for each other: {names}"),
    "required and hidden": (
        replace(A, required=True, visible_if="1 > 2"),
        "warning",
        "This field is required and never shown",
    ),
    "unreachable": (replace(A, visible_if="false"), "warning", "This field is never shown"),
    "never filled": (
        replace(A, required=True, enabled_if="false"),
        "error",
        "This field is required and can never be filled",
    ),
    "unused formula": (
        replace(A, formula="1 + 1", visible_if="false"),
        "hint",
        "This formula is neither shown nor used",
    ),
    "no name": (replace(A, label=" "), "warning", "This field has no name"),
    "same name": (replace(A, label="说明"), "warning", "Two fields are called “{name}”"),
    "no choices": (Part("f_a", Kind.CHOICE, label="选"), "error", "There is nothing to choose"),
    "same choices": (
        Part("f_a", Kind.CHOICE, label="选", choices=(Choice("1", "甲"), Choice("2", "甲"))),
        "warning",
        "Two choices are called “{name}”",
    ),
    "same codes": (
        Part("f_a", Kind.CHOICES, label="选", choices=(Choice("1", "甲"), Choice("1", "乙"))),
        "error",
        "Two choices have the same code “{name}”",
    ),
    "no answer fits": (
        replace(A, checks=(Check("min", "10"), Check("max", "9"))),
        "error",
        "The least is more than the most: no answer fits",
    ),
    "a pattern that is none": (
        replace(B, id="f_a", label="甲", checks=(Check("pattern", "(["),)),
        "error",
        "The check “{name}” cannot be “{value}”",
    ),
    "a check of another kind": (
        replace(A, checks=(Check("max_length", "9"),)),
        "warning",
        "The check “{name}” does not fit this kind of field",
    ),
    "a link to nothing": (
        Part("f_a", Kind.LINK, label="活动"),
        "error",
        "It is not said what this field links to",
    ),
    "newer": (
        Part("f_a", "hologram", label="影"),
        "warning",
        "This field comes from a newer version of the program",
    ),
}


@pytest.mark.parametrize("name", PARTS)
def test_finding_at_a_part(name: str) -> None:
    part, level, template = PARTS[name]
    assert (level, template) in [(f[0], f[2]) for f in told(form(part, B, T, C))]


def test_empty_holders() -> None:
    found = told(Form("表", (T, Part("f_s", Kind.SECTION, label="组"), A)))
    assert found == [
        ("error", "f_t", "This sub-table has no columns"),
        ("hint", "f_s", "Nothing stands in this group"),
    ]


RULES = {
    "no condition": (Rule("r", "show", "", ("f_a",)), "This rule has no condition"),
    "never": (Rule("r", "show", "false", ("f_a",)), "The condition of this rule is never met"),
    "gone": (Rule("r", "lock", "f_a > 1", ("f_x",)), "This rule acts on a field that is gone"),
    "nothing": (Rule("r", "set", "f_a > 1"), "This rule acts on nothing"),
    "no message": (Rule("r", "check", "f_a > 1"), "This rule does not say what is wrong"),
    "table": (
        Rule("r", "show", "f_a > 1", ("f_b",), table="f_b"),
        "The sub-table of this rule is gone",
    ),
    "choice": (Rule("r", "offer", "f_a > 1", ("f_b",), "x"), "“{choice}” is no choice of “{name}”"),
    "unknown": (Rule("r", "show", "f_y > 1", ("f_b",)), "“{name}” is no field of this form"),
}


@pytest.mark.parametrize("name", RULES)
def test_finding_at_a_rule(name: str) -> None:
    rule, template = RULES[name]
    assert ("r", template) in [(f[1], f[2]) for f in told(form(rules=(rule,)))]


def test_a_rule_of_a_sub_table_names_its_columns() -> None:
    rule = Rule("r", "check", "f_c > f_a", ("f_c",), table="f_t", message="太多")
    assert told(form(rules=(rule,))) == []


def test_loops_are_named_once_with_all_their_fields() -> None:
    parts = (
        replace(A, formula="f_b + 1"),
        replace(B, formula="sum(f_t.f_c)"),
        T,
        replace(C, formula="f_a * 2"),
    )
    (loop,) = [f for f in lint(form(*parts)) if f.template.startswith("These fields wait")]
    assert loop.params["names"] == "数量 → 说明 → 金额 → 数量"


def test_mends_mend() -> None:
    held = form(
        replace(A, required=True, visible_if="false"),
        B,
        Part("f_t", Kind.TABLE, label="明细"),
        rules=(
            Rule("r", "show", 'f_b = "1"', ("f_b", "f_x")),
            Rule("s", "lock", "false", ("f_b",)),
        ),
    )
    findings = [finding for finding in lint(held) if finding.fix]
    assert len(findings) == 4
    for finding in findings:
        assert finding not in lint(mended(held, finding))


def test_where_a_part_is_used() -> None:
    held = form(
        replace(A, visible_if='f_b = "f_c"'),
        B,
        T,
        replace(C, formula="f_a * 2"),
        rules=(Rule("r", "check", "sum(f_t.f_c) > f_a", ("f_b",), table="f_t"),),
    )
    where = {p.id: [(u.part, u.rule, u.field) for u in uses(held, p.id)] for p in held.parts}
    assert where == {
        "f_a": [("f_c", "", "formula"), ("", "r", "when")],
        "f_b": [("f_a", "", "visible_if"), ("", "r", "targets")],
        "f_t": [("", "r", "when"), ("", "r", "table")],
        "f_c": [("", "r", "when")],
    }
