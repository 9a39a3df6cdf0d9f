"""The quick look: what it calls right, the whole look finds nothing wrong with."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.form import checks, templates
from app.form.compiled import compiled
from app.form.filling import RECORD, Filling
from app.form.flaws import flaws
from app.form.values import is_empty, is_shaped, reader, seen
from app.model.form import Check, Choice, Form, Kind, Part
from tests.app.form.randoms import answer, records
from tests.app.form.test_filling import BUDGET, WORLD

KINDS = (Kind.TEXT, Kind.LONG, Kind.NUMBER, Kind.MONEY, Kind.CHOICE, Kind.CHOICES, Kind.EMAIL)
NUMBERS = st.sampled_from(("0", "1", "-2", "0.01", "10", "1e3", "abc", "", "1000000"))
SIZES = st.sampled_from(("0", "1", "5", "80", "-1", "x", ""))
PATTERNS = st.sampled_from(
    ("[A-Z]{3}-[0-9]{4}", "^1[3-9]\\d{9}$", "a*", "(", "[9-0]", "\\d", "^$", "活动.+", "[A-z ]{1}")
)
CHECKS = st.lists(
    st.one_of(
        st.builds(Check, st.sampled_from(("min", "max", "multiple_of")), NUMBERS),
        st.builds(Check, st.sampled_from(("min_length", "max_length", "min_count")), SIZES),
        st.builds(Check, st.just("pattern"), PATTERNS),
        st.just(Check("unique")),
    ),
    max_size=4,
)
KEPT = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 10**6),
    st.text(max_size=12),
    st.sampled_from(("0", "-0", "19.99", "1e50", "inf", "nan", "ABC-1234", "13800138000", "5\n")),
    st.lists(st.sampled_from(("a", "b", "zz")), max_size=3),
    st.just({}),
)


@given(
    st.builds(
        Part,
        st.just("f_one"),
        st.sampled_from(KINDS),
        required=st.booleans(),
        choices=st.just((Choice("a", "A"), Choice("b", "B"))),
        checks=CHECKS.map(tuple),
    ),
    KEPT,
)
def test_sure_is_right(part: Part, kept: object) -> None:
    form = compiled(Form("F", (part,)))
    held = form.fields["f_one"]
    value = held.read(kept)
    assert value == seen(part, kept)
    filling = Filling(form, {RECORD: {"f_one": kept}}, {})
    found = flaws(filling)
    if held.sure(kept, value):
        assert not checks.wrong_with(part, kept)
        assert is_shaped(part, kept)
        assert not (is_empty(kept) and part.required)
        assert not found
    elif not is_empty(kept) and is_shaped(part, kept):
        rules = [flaw.rule for flaw in found if flaw.rule != "choice"]
        assert rules == [wrong.rule for wrong in checks.wrong_with(part, kept)]


@pytest.mark.parametrize("name", [*templates.names(), ""])
def test_every_field_of_a_template(name: str) -> None:
    form = templates.named(name).form if name else BUDGET
    ready = compiled(form)
    for held in records(form, 40, 7):
        filling = Filling(ready, held.answers, held.lines, WORLD)
        told = {(flaw.line, flaw.part) for flaw in flaws(filling)}
        for line, part in filling.places():
            kept, names = filling.here(line)
            if ready.fields[part.id].sure(kept.get(part.id), names[part.id]):
                rules = {f.rule for f in flaws(filling) if (f.line, f.part) == (line, part.id)}
                ours = {rule.id for rule in form.rules} | {"unique"}
                assert (line, part.id) not in told or rules <= ours


def test_both_engines_read_a_pattern_alike() -> None:
    chance = random.Random(3)
    part = Part("f", Kind.TEXT, checks=(Check("pattern", "[A-C]{2}-\\d{2}"),))
    for _ in range(2_000):
        text = "".join(chance.choice("ABCD-12٣ \n") for _ in range(chance.randrange(7)))
        ((test, _),) = checks.tests_of(part)
        assert test(text, text) == checks.fits("[A-C]{2}-\\d{2}", text), text
    assert reader(part)("") is None
    assert answer(part, chance) != ""
