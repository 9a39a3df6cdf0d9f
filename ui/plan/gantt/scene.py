"""Where everything stands, in px: bars, links, what is under the mouse. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from ui.plan.gantt.chart import BARE, CAMPAIGN, MILESTONE, SUMMARY, TASK, Bar, Chart, Tie
from ui.plan.gantt.timescale import Scale

ROW, BAR, TOP = 32, 20, 6
SUMMARY_HIGH, DIAMOND = 8, 14
STUB, EDGE, DOT, NEAR = 10, 8, 10, 7
LEAST = 3.0
FAINT_MOST = 60
"""So many links may pass behind without an end in sight; more would be a thicket."""
Point = tuple[float, float]


class Box(NamedTuple):
    """A rectangle: left, top, width, height."""

    x: float
    y: float
    w: float
    h: float

    @property
    def right(self) -> float:
        return self.x + self.w

    @property
    def bottom(self) -> float:
        return self.y + self.h

    @property
    def middle(self) -> float:
        """Half way down."""
        return self.y + self.h / 2

    def holds(self, x: float, y: float) -> bool:
        """Whether a point is inside."""
        return self.x <= x <= self.right and self.y <= y <= self.bottom


@dataclass(frozen=True, slots=True)
class Hit:
    """What is under the mouse: `part` is body, left, right, progress, dot, link, bare, empty."""

    part: str
    row: int = -1
    key: bytes | None = None
    tie: Tie | None = None


Spans = Mapping[bytes, tuple[int, int]]
"""Tasks that stand elsewhere for now: by a drag, by a movement; start and finish."""


@dataclass(slots=True)
class Scene:
    """Bars and links of a chart at a scale. `spans` wins over the dates of the chart."""

    chart: Chart
    scale: Scale
    spans: dict[bytes, tuple[int, int]] = field(default_factory=dict[bytes, tuple[int, int]])
    row_px: int = ROW

    @property
    def height(self) -> int:
        """All rows together."""
        return len(self.chart.shown) * self.row_px

    def row_at(self, y: float) -> int:
        """The row at this height; -1 where there is none."""
        row = int(y // self.row_px)
        return row if 0 <= row < len(self.chart.shown) else -1

    def span(self, bar: Bar) -> tuple[int, int] | None:
        """From when to when a bar stands just now."""
        held = self.spans.get(bar.key)
        if held is not None:
            return held
        return bar.span if bar.has_dates else None

    def box(self, row: int) -> Box | None:
        """The bar of a row; None where it has no dates."""
        bar = self.chart.bar(row)
        span = self.span(bar)
        return self.box_of(bar.kind, span, row) if span is not None else None

    def box_of(self, kind: str, span: tuple[int, int], row: int) -> Box:
        """A bar of this kind with these dates in a row."""
        top = row * self.row_px + (self.row_px - BAR) / 2
        left, right = self.scale.x(span[0]), self.scale.x(span[1])
        if kind == MILESTONE:
            middle = row * self.row_px + self.row_px / 2
            return Box(right - DIAMOND / 2, middle - DIAMOND / 2, DIAMOND, DIAMOND)
        if kind in (SUMMARY, CAMPAIGN):
            return Box(left, top + 4, max(LEAST, right - left), SUMMARY_HIGH)
        return Box(left, top, max(LEAST, right - left), BAR)

    def hit(self, x: float, y: float, lit: bytes | None = None) -> Hit:
        """What is at a point; `lit` is the bar that shows its handles."""
        row = self.row_at(y)
        if row < 0:
            return Hit("empty")
        bar, box = self.chart.bar(row), self.box(row)
        if box is None:
            return Hit("bare" if bar.kind == BARE else "empty", row, bar.key)
        if bar.kind in (TASK, BARE) and bar.key == lit:
            handle = progress_x(box, bar.percent)
            if abs(x - handle) <= NEAR and box.bottom - 2 <= y <= box.bottom + 8:
                return Hit("progress", row, bar.key)
        is_near = abs(x - box.right - DOT) <= NEAR and abs(y - box.middle) <= NEAR
        if bar.key == lit and bar.kind != CAMPAIGN and is_near:
            return Hit("dot", row, bar.key)
        part = _part(bar.kind, box, x, y)
        if part:
            return Hit(part, row, bar.key)
        tie = self.tie_at(x, y)
        return Hit("link", row, None, tie) if tie is not None else Hit("empty", row, bar.key)

    def tie_at(self, x: float, y: float) -> Tie | None:
        """The link that runs through a point."""
        row = int(y // self.row_px)
        for tie, path in self.routes(row - 2, row + 3):
            if near(path, x, y):
                return tie
        return None

    def routes(
        self, first: int, end: int, chosen: bytes | None = None
    ) -> Iterator[tuple[Tie, Sequence[Point]]]:
        """The links with an end in these rows, and those of the chosen task."""
        met: set[bytes] = set()
        keys = [
            self.chart.key(row) for row in range(max(0, first), min(end, len(self.chart.shown)))
        ]
        for key in [*keys, *([chosen] if chosen is not None else [])]:
            for tie in self.chart.ties_of(key):
                if tie.id not in met:
                    met.add(tie.id)
                    path = self.route(tie)
                    if path:
                        yield tie, path

    def passing(self, first: int, end: int) -> list[tuple[Tie, Sequence[Point]]]:
        """Links that run behind these rows without an end among them; none where they are many."""
        if len(self.chart.ties) > 2_000:
            return []
        found: list[Tie] = []
        for tie in self.chart.ties.values():
            a, b = sorted((self.chart.row_of(tie.before), self.chart.row_of(tie.after)))
            if 0 <= a < first and b >= end:
                found.append(tie)
        return [(tie, self.route(tie)) for tie in found] if len(found) <= FAINT_MOST else []

    def route(self, tie: Tie) -> Sequence[Point]:
        """The way of a link; nothing where an end has no bar or both are folded into one."""
        a, b = self.chart.row_of(tie.before), self.chart.row_of(tie.after)
        if a < 0 or b < 0 or a == b:
            return ()
        first, then = self.box(a), self.box(b)
        if first is None or then is None:
            return ()
        return route(tie.type, first, then, self.row_px)

    def is_conflict(self, tie: Tie) -> bool:
        """Whether the dates break the promise of a link (its lag is left aside)."""
        held = self.chart.tree.at
        if tie.before not in held or tie.after not in held:
            return False
        after = self.chart.bar_of(held[tie.after])
        if after.is_done:  # what is over is no trouble any more
            return False
        first, then = self.span(self.chart.bar_of(held[tie.before])), self.span(after)
        if first is None or then is None or (tie.lag.startswith("-")):
            return False
        match tie.type:
            case "SS":
                return then[0] < first[0]
            case "FF":
                return then[1] < first[1]
            case "SF":
                return then[1] < first[0]
            case _:
                return then[0] < first[1]


def _part(kind: str, box: Box, x: float, y: float) -> str:
    if kind == MILESTONE:
        return "body" if Box(box.x - 2, box.y - 2, box.w + 4, box.h + 4).holds(x, y) else ""
    if kind in (SUMMARY, CAMPAIGN):
        held = Box(box.x, box.y - 4, box.w, box.h + 8).holds(x, y)
        return ("body" if kind == SUMMARY else "head") if held else ""
    if not Box(box.x - 3, box.y, box.w + 6, box.h).holds(x, y):
        return ""
    zone = min(EDGE, box.w / 3)
    if x <= box.x + zone:
        return "left"
    return "right" if x >= box.right - zone else "body"


def progress_x(box: Box, percent: int) -> float:
    """Where the progress of a bar ends."""
    return box.x + box.w * max(0, min(100, percent)) / 100


def route(kind: str, first: Box, then: Box, row: int = ROW) -> Sequence[Point]:
    """A link's way around corners: it leaves and arrives sideways with a stub."""
    a, b = first.middle, then.middle
    if kind == "SS":
        x = min(first.x, then.x) - STUB
        return (first.x, a), (x, a), (x, b), (then.x, b)
    if kind == "FF":
        x = max(first.right, then.right) + STUB
        return (first.right, a), (x, a), (x, b), (then.right, b)
    # Between the rows, at the border of the row where it arrives.
    border = (b // row) * row + (0 if b > a else row)
    if kind == "SF":
        if then.right + STUB <= first.x - STUB:
            x = first.x - STUB
            return (first.x, a), (x, a), (x, b), (then.right, b)
        out, into = first.x - STUB, then.right + STUB
        return (first.x, a), (out, a), (out, border), (into, border), (into, b), (then.right, b)
    if first.right + STUB <= then.x - STUB:
        x = first.right + STUB
        return (first.right, a), (x, a), (x, b), (then.x, b)
    out, into = first.right + STUB, then.x - STUB
    return (first.right, a), (out, a), (out, border), (into, border), (into, b), (then.x, b)


def near(path: Sequence[Point], x: float, y: float, far: float = 4.0) -> bool:
    """Whether a point lies on a way around corners."""
    for (x0, y0), (x1, y1) in pairwise(path):
        left, right = min(x0, x1) - far, max(x0, x1) + far
        top, bottom = min(y0, y1) - far, max(y0, y1) + far
        if left <= x <= right and top <= y <= bottom:
            return True
    return False


def label_fits(box: Box, words: float, has_chip: bool) -> bool:
    """Whether a name stands inside its bar."""
    return words + 16 + (20 if has_chip else 0) <= box.w
