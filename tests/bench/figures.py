"""One JSON line a job, in the form of design.md 4, and the statistics in it."""

from __future__ import annotations

import json
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field


def p(values: Sequence[float], part: float) -> float:
    """The value below which this part of the values lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))]


@dataclass(slots=True)
class Figure:
    """What one job came to; `met` is None where nothing was promised for it."""

    job: str
    size: str
    unit: str
    values: Sequence[float]
    target: str = ""
    met: bool | None = None
    peers: list[tuple[str, float]] = field(default_factory=list[tuple[str, float]])
    tail: float = 0.95

    @property
    def median(self) -> float:
        return statistics.median(self.values)

    @property
    def p95(self) -> float:
        """The tail; a job whose promise is about another part says so in its target."""
        return p(self.values, self.tail)

    def line(self) -> str:
        """The JSON line."""
        told = {
            "job": self.job,
            "size": self.size,
            "unit": self.unit,
            "ours": {"median": short(self.median), "p95": short(self.p95)},
            "peers": [{"name": name, "median": short(value)} for name, value in self.peers],
            "target": self.target,
            "met": self.met,
        }
        return json.dumps(told, ensure_ascii=False)

    def text(self) -> str:
        """The same for people."""
        peers = "; ".join(f"{name} {short(value):g}" for name, value in self.peers)
        verdict = {True: "met", False: "NOT MET", None: ""}[self.met]
        return (
            f"{self.job:<18} {self.size:<24} {short(self.median):>10g} "
            f"p95 {short(self.p95):>10g} {self.unit:<10} {verdict:<8} {self.target}"
            + (f"  [{peers}]" if peers else "")
        )


def short(value: float) -> float:
    """Four digits that count: more would be noise."""
    return float(f"{value:.4g}")
