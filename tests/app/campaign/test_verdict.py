"""What is said of a KPI today."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.campaign.verdict import judge, rounded
from app.model.campaign import Direction, Kpi, read_kpis, read_stages, write_kpis

HALF = Fraction(1, 2)
Figures = st.decimals(-10_000, 10**12, allow_nan=False, allow_infinity=False, places=2)
Kpis = st.builds(
    Kpi,
    st.uuids().map(str),
    st.text(max_size=5, alphabet=st.characters(codec="utf-8")),
    st.sampled_from(["次", "CNY", "%", ""]),
    st.sampled_from(["up", "down"]),
    st.none() | Figures,
    st.none() | Figures,
)


def kpi(target: str, actual: str | None, unit: str = "次", direction: Direction = "up") -> Kpi:
    held = Decimal(actual) if actual is not None else None
    return Kpi("k", "k", unit, direction, Decimal(target), held)


@pytest.mark.parametrize(
    ("held", "standing", "percent"),
    [
        (kpi("12000000", "7386420"), "ahead", 12),
        (kpi("8000000.00", "3128640.00", "CNY"), "behind", 11),
        (kpi("4.50", "4.62", "%"), "met", 0),
        (kpi("4.50", "4.05", "%"), "behind", 10),
        (kpi("35.00", "38.70", "CNY", "down"), "over", 11),
        (kpi("35.00", "35.00", "CNY", "down"), "met", 0),
        (kpi("100", "50"), "ahead", 0),
        (kpi("100", None), "none", 0),
        (kpi("0", "-1"), "open", 0),
        (kpi("0", "1", direction="down"), "over", 0),
        (Kpi("k", "k", actual=Decimal(1)), "none", 0),
    ],
)
def test_half_way(held: Kpi, standing: str, percent: int) -> None:
    found = judge(held, HALF)
    assert (found.standing, found.percent) == (standing, percent)


def test_figures_are_exact() -> None:
    found = judge(kpi("35.00", "38.70", "CNY", "down"), HALF)
    assert found.gap == Decimal("3.70")
    line = judge(kpi("8000000.05", "0.10", "CNY"), Fraction(1, 3))
    assert line.expected == Decimal("2666666.68")
    assert line.gap == Decimal("-7999999.95")
    assert (line.share, line.expected_share) == (Fraction(10, 800000005), Fraction(1, 3))


def test_without_a_period_nobody_is_behind() -> None:
    found = judge(kpi("100", "1"), None)
    assert (found.standing, found.is_bad, found.expected) == ("open", False, None)
    assert judge(kpi("100", "100"), None).standing == "met"


@given(Kpis, st.fractions(0, 1))
def test_every_kpi_has_a_verdict(held: Kpi, elapsed: Fraction) -> None:
    found = judge(held, elapsed)
    assert found.percent >= 0
    if held.target is not None and held.actual is not None:
        assert found.gap == held.actual - held.target
        reached = held.actual >= held.target
        if held.direction == "up":
            assert (found.standing == "met") == reached
        else:
            assert (found.standing == "over") == (held.actual > held.target)


@given(st.lists(Kpis, max_size=4))
def test_what_is_written_is_read(kpis: list[Kpi]) -> None:
    text = write_kpis(kpis)
    assert read_kpis(text) == tuple(kpis)
    assert write_kpis(read_kpis(text)) == text


@pytest.mark.parametrize("text", ["", "null", "{}", "7", '["x", null, {}]', '[{"id": 3}]'])
def test_foreign_json_is_no_kpi_and_no_stage(text: str) -> None:
    assert read_kpis(text) == ()
    assert read_stages(text) == ()


def test_what_is_half_right_is_read_as_far_as_it_goes() -> None:
    (found,) = read_kpis('[{"id": "a", "target": "x", "actual": 1.5, "direction": "left"}]')
    assert (found.target, found.actual, found.direction) == (None, Decimal("1.5"), "up")
    bad = '[{"id": "a", "start": "2026-13-01", "finish": "2026-01-01"}]'
    assert read_stages(bad) == ()


def test_rounding_goes_away_from_zero() -> None:
    assert [rounded(Fraction(n, 2)) for n in (-3, -1, 0, 1, 3, 4)] == [-2, -1, 0, 1, 2, 2]
