"""What the hub counts, as text for Prometheus: numbers by route and verdict, never by person."""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
BOUNDS_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True, slots=True)
class Family:
    """One name of the page, what it means, and what its values are told apart by."""

    name: str
    kind: str
    about: str
    labels: tuple[str, ...] = ()


REQUESTS = Family(
    "fairway_requests_total", "counter", "Requests that were answered", ("route", "status")
)
SECONDS = Family(
    "fairway_request_seconds", "histogram", "Time from a request to its answer", ("route",)
)
PUSHES = Family("fairway_pushes_total", "counter", "Pushes that were taken in")
OPERATIONS = Family("fairway_operations_total", "counter", "Operations written to the ledger")
VERDICTS = Family(
    "fairway_verdicts_total", "counter", "Transactions by what became of them", ("verdict",)
)
REFUSED = Family("fairway_refused_total", "counter", "Requests that were refused", ("code",))
LISTENERS = Family("fairway_listeners", "gauge", "Clients that are connected for hints")
ERRORS = Family("fairway_database_errors_total", "counter", "Failures of the database", ("kind",))
RETRIES = Family("fairway_database_retries_total", "counter", "Transactions that were tried again")
FAMILIES = (REQUESTS, SECONDS, PUSHES, OPERATIONS, VERDICTS, REFUSED, LISTENERS, ERRORS, RETRIES)
Labels = tuple[str, ...]


class Metrics:
    """Counts since this process began; safe from any thread."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._values: dict[Family, dict[Labels, float]] = {family: {} for family in FAMILIES}
        self._spans: dict[Labels, list[int]] = {}

    def add(self, family: Family, *labels: str, by: float = 1) -> None:
        """Count; a gauge also goes down."""
        with self._turn:
            held = self._values[family]
            held[labels] = held.get(labels, 0) + by

    def span(self, route: str, seconds: float) -> None:
        """The time that a request took."""
        with self._turn:
            counts = self._spans.setdefault((route,), [0] * (len(BOUNDS_S) + 1))
            counts[bisect_left(BOUNDS_S, seconds)] += 1
            held = self._values[SECONDS]
            held[route,] = held.get((route,), 0) + seconds

    def failed(self, kind: str, *, again: bool) -> None:
        """The database failed, and whether the transaction is tried once more."""
        self.add(ERRORS, kind)
        if again:
            self.add(RETRIES)

    def value(self, family: Family, *labels: str) -> float:
        """What was counted."""
        with self._turn:
            return self._values[family].get(labels, 0)

    def text(self) -> str:
        """The whole page."""
        with self._turn:
            lines: list[str] = []
            for family in FAMILIES:
                lines += [f"# HELP {family.name} {family.about}"]
                lines += [f"# TYPE {family.name} {family.kind}"]
                lines += self._histogram() if family is SECONDS else self._plain(family)
            return "\n".join(lines) + "\n"

    def _plain(self, family: Family) -> Iterable[str]:
        held = self._values[family] or ({} if family.labels else {(): 0.0})
        for labels, value in sorted(held.items()):
            told = dict(zip(family.labels, labels, strict=True))
            yield f"{family.name}{_braces(told)} {value:.10g}"

    def _histogram(self) -> Iterable[str]:
        for labels, counts in sorted(self._spans.items()):
            told = dict(zip(SECONDS.labels, labels, strict=True))
            total = 0
            for bound, count in zip((*BOUNDS_S, "+Inf"), counts, strict=True):
                total += count
                yield f"{SECONDS.name}_bucket{_braces({**told, 'le': str(bound)})} {total}"
            yield f"{SECONDS.name}_sum{_braces(told)} {self._values[SECONDS][labels]:.10g}"
            yield f"{SECONDS.name}_count{_braces(told)} {total}"


def _braces(labels: Mapping[str, str]) -> str:
    """Labels as Prometheus writes them; their values are words of ours, never of a request."""
    return (
        "{" + ",".join(f'{name}="{held}"' for name, held in labels.items()) + "}" if labels else ""
    )
