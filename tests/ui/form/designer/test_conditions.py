"""Conditions as rows and as text: one gives the other back, and what is richer stays text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.form import templates
from app.model.form import Kind, Part
from ui.form.designer.conditions import EMPTY, FULL, Row, Rows, rows_of, signs_for, text_of

FORM = templates.named("initiation").form
FIELDS = [p for p in FORM.answered() if p.kind != Kind.TABLE and not FORM.table_of(p)]
RICH = [
    "sum(f_lines.f_amount) > f_budget",
    "f_budget > f_reach",
    'f_budget > 1 and (f_name = "a" or f_reach > 2)',
    "f_budget > 1 and f_reach > 2 or f_name = null",
    "not(f_name = null)",
    "f_nowhere = 1",
    "f_budget > ",
    "true",
]


@pytest.mark.parametrize("text", RICH)
def test_what_is_richer_stays_text(text: str) -> None:
    assert rows_of(FORM, text) is None


def test_what_people_write() -> None:
    assert rows_of(FORM, "") == Rows(())
    assert rows_of(FORM, "f_budget > 50000") == Rows((Row("f_budget", ">", "50000"),))
    found = rows_of(FORM, 'list contains(f_channels, "weibo") or f_name != null')
    assert found == Rows((Row("f_channels", "has", "weibo"), Row("f_name", FULL)), is_any=True)


def _value(part: Part) -> st.SearchStrategy[str]:
    if part.kind in (Kind.NUMBER, Kind.MONEY, Kind.PERCENT, Kind.RATING):
        return st.decimals(-9999, 9999, places=2).map(str)
    if part.kind == Kind.DATE:
        return st.dates().map(str)
    if part.choices:
        return st.sampled_from([one.id for one in part.choices])
    return st.text(max_size=8)


@st.composite
def rows(draw: st.DrawFn) -> Rows:
    found: list[Row] = []
    for part in draw(st.lists(st.sampled_from(FIELDS), min_size=1, max_size=4)):
        sign = draw(st.sampled_from(signs_for(part)))
        value = "" if sign in (EMPTY, FULL) else draw(_value(part))
        found.append(Row(part.id, sign, value))
    return Rows(tuple(found), draw(st.booleans()) and len(found) > 1)


@given(rows())
def test_rows_come_back(held: Rows) -> None:
    assert rows_of(FORM, text_of(FORM, held)) == held
