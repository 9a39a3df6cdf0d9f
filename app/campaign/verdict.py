"""Where a KPI stands today: against its target, and against a straight line to it. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import Literal

from app.model.campaign import Kpi

Standing = Literal["none", "open", "ahead", "behind", "met", "over"]
"""No figure; no period to judge by; before or after the line; target reached; cap exceeded."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is said of a KPI."""

    kpi: Kpi
    standing: Standing
    percent: int = 0
    """Ahead, behind, over: by how many hundredths of the target."""
    gap: Decimal | None = None
    """The figure less the target, exact."""
    share: Fraction | None = None
    """The figure as a part of the target."""
    expected_share: Fraction | None = None
    """Where it should be today as a part of the target."""
    expected: Decimal | None = None
    """Where it should be today, in the KPI's unit, to its decimals."""

    @property
    def is_bad(self) -> bool:
        """Whether somebody should act."""
        return self.standing in ("behind", "over")


def judge_all(kpis: Iterable[Kpi], elapsed: Fraction | None) -> tuple[Verdict, ...]:
    """The verdict on each KPI."""
    return tuple(judge(kpi, elapsed) for kpi in kpis)


def judge(kpi: Kpi, elapsed: Fraction | None) -> Verdict:
    """The verdict on a KPI; `elapsed` is the part of the period that is over, 0 to 1.

    A sum grows with the days, so it is measured against a straight line. A rate (%) and a cap
    (better lower) do not: they are due in full on every day.
    """
    line = Fraction(1) if kpi.unit == "%" or kpi.direction == "down" else elapsed
    if kpi.target is None:
        return Verdict(kpi, "none")
    expected = _expected(kpi.target, line)
    if kpi.actual is None:
        return Verdict(kpi, "none", expected_share=line, expected=expected)
    gap = kpi.actual - kpi.target
    share = Fraction(kpi.actual) / Fraction(kpi.target) if kpi.target > 0 else None
    standing, off = _standing(kpi, gap, share, line)
    return Verdict(kpi, standing, rounded(abs(off) * 100), gap, share, line, expected)


def _standing(
    kpi: Kpi, gap: Decimal, share: Fraction | None, line: Fraction | None
) -> tuple[Standing, Fraction]:
    if kpi.direction == "down":
        return ("over", share - 1 if share is not None else Fraction(0)) if gap > 0 else _MET
    if gap >= 0:
        return _MET
    if line is None or share is None:
        return "open", Fraction(0)
    return ("ahead" if share >= line else "behind"), share - line


_MET: tuple[Standing, Fraction] = ("met", Fraction(0))


def _expected(target: Decimal, line: Fraction | None) -> Decimal | None:
    if line is None:
        return None
    exact = Fraction(target) * line
    places = Decimal(1).scaleb(min(int(target.as_tuple().exponent), 0))
    return Decimal(rounded(exact / Fraction(places))) * places


def rounded(number: Fraction) -> int:
    """The nearest whole number, halves away from zero."""
    half_up = floor(abs(number) + Fraction(1, 2))
    return half_up if number >= 0 else -half_up
