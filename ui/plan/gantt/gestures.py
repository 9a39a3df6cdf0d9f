"""What a hand does to the chart, before anybody lets go. Pure: no widget, no writing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from app.model.errors import Fault
from app.plan import live
from app.plan.live import AddLink, Change, FinishAt, Moved, MoveTo, Network, StartAt
from app.plan.live import Tie as PlanTie
from ui.plan.gantt.chart import BARE, Bar, Chart
from ui.plan.gantt.scene import Scene
from ui.plan.gantt.timescale import DAY

HOUR = 60
STEP = 5
INDENT = 16
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Spot:
    """Where the mouse is, in the chart's own pixels; `is_free`: do not snap."""

    x: float
    y: float
    is_free: bool = False


@dataclass(frozen=True, slots=True)
class Drop:
    """Where a row would go: behind another one, or to the head of a parent."""

    after: bytes | None
    parent: bytes | None
    row: int
    depth: int


@dataclass(slots=True)
class Ghost:
    """What would be if the hand let go now."""

    kind: str
    """dates, percent, link, create, order."""
    key: bytes | None = None
    spans: dict[bytes, Span] = field(default_factory=dict[bytes, Span])
    """Where tasks would stand: what the hand moves and what moves because of it."""
    others: tuple[bytes, ...] = ()
    """Tasks that move because of it."""
    change: Sequence[Change] = ()
    label: str = ""
    percent: int = 0
    target: bytes | None = None
    to: tuple[float, float] | None = None
    """The loose end of a link."""
    drop: Drop | None = None
    stays: str = ""
    """Why the task itself does not move: done."""
    fault: Fault | None = None

    @property
    def is_empty(self) -> bool:
        """Whether letting go would change nothing."""
        if self.kind == "percent":
            return self.percent < 0
        if self.kind == "order":
            return self.drop is None
        return not self.spans if self.kind == "create" else not self.change


@dataclass(slots=True)
class Field:
    """What gestures look at."""

    scene: Scene
    network: Callable[[bytes], Network | None]
    """Campaign -> its plan; None while it is read."""
    mode: str = live.KEEP

    @property
    def chart(self) -> Chart:
        """The rows."""
        return self.scene.chart

    def network_of(self, key: bytes) -> Network | None:
        """The plan in which a task stands."""
        campaign = self.chart.campaign_of(key)
        return self.network(campaign) if campaign is not None else None

    def bar(self, key: bytes) -> Bar | None:
        """A task's bar as it is now; None where it is gone."""
        node = self.chart.tree.at.get(key)
        return self.chart.bar_of(node) if node is not None else None


def dated(ghost: Ghost, field_: Field, change: Sequence[Change]) -> Ghost:
    """Fill in what these changes move."""
    assert ghost.key is not None
    network = field_.network_of(ghost.key)
    ghost.change = ()
    if network is None:
        return ghost
    try:
        moved = live.preview(network, change, field_.mode)
    except Fault as fault:
        ghost.fault = fault
        return ghost
    ghost.spans = {move.task: move.new for move in moved.every}
    ghost.others = tuple(move.task for move in moved.others)
    ghost.stays = next((s.reason for s in moved.stays if s.task == ghost.key), "")
    ghost.change = change if moved.every or moved.links else ()
    return ghost


def settled(ghost: Ghost, field_: Field, *, is_alone: bool = False) -> Moved:
    """What is to be written; alone: nothing else moves. Raises Refused."""
    assert ghost.key is not None
    network = field_.network_of(ghost.key)
    assert network is not None
    return live.preview(network, ghost.change, live.NONE if is_alone else field_.mode)


class Drag:
    """One gesture of the mouse; `ghost` is what it comes to so far."""

    is_vertical = False

    def __init__(self, field_: Field, key: bytes, spot: Spot) -> None:
        self.field, self.key, self.begin, self.spot = field_, key, spot, spot
        self.ghost = Ghost("none", key)

    def to(self, spot: Spot) -> None:
        """The mouse is here now."""
        self.spot = spot
        self.ghost = self.made(spot)

    def again(self) -> None:
        """Somebody else has changed something: the same gesture on what is there now."""
        self.to(self.spot)

    @property
    def is_gone(self) -> bool:
        """Whether what the hand held is not there any more."""
        return self.field.bar(self.key) is None

    def made(self, spot: Spot) -> Ghost:
        """What it comes to with the mouse here."""
        raise NotImplementedError


class Move(Drag):
    """A bar as a whole."""

    def made(self, spot: Spot) -> Ghost:
        bar = self.field.bar(self.key)
        ghost = Ghost("dates", self.key, label="Move task")
        if bar is None or not bar.has_dates:
            return ghost
        start = shifted(self.field.scene, bar.span[0], spot.x - self.begin.x, spot.is_free)
        return dated(ghost, self.field, [MoveTo(self.key, start)]) if start != bar.start else ghost


class Size(Drag):
    """One end of a bar."""

    def __init__(self, field_: Field, key: bytes, spot: Spot, side: str) -> None:
        super().__init__(field_, key, spot)
        self.side = side

    def made(self, spot: Spot) -> Ghost:
        bar = self.field.bar(self.key)
        ghost = Ghost("dates", self.key, label="Change duration")
        if bar is None or not bar.has_dates:
            return ghost
        scale, (start, finish) = self.field.scene.scale, bar.span
        edge = scale.x(start if self.side == "left" else finish) + spot.x - self.begin.x
        at = snapped(self.field.scene, edge, self.side, spot.is_free)
        if self.side == "left":
            at = min(at, scale.opening(finish // DAY) if not spot.is_free else finish - STEP)
            return dated(ghost, self.field, [StartAt(self.key, at)]) if at != start else ghost
        at = max(at, scale.closing(start // DAY) if not spot.is_free else start + STEP)
        return dated(ghost, self.field, [FinishAt(self.key, at)]) if at != finish else ghost


class Percent(Drag):
    """The edge of the progress."""

    def made(self, spot: Spot) -> Ghost:
        bar, row = self.field.bar(self.key), self.field.chart.row_of(self.key)
        box = self.field.scene.box(row) if row >= 0 else None
        ghost = Ghost("percent", self.key, label="Change task", percent=-1)
        if bar is None or box is None:
            return ghost
        part = max(0.0, min(100.0, (spot.x - box.x) / box.w * 100))
        percent = round(part) if spot.is_free else round(part / STEP) * STEP
        ghost.percent = percent
        return ghost


class Link(Drag):
    """From the dot of a bar to another one, which is to wait."""

    def made(self, spot: Spot) -> Ghost:
        ghost = Ghost("link", self.key, label="Link tasks", to=(spot.x, spot.y))
        scene = self.field.scene
        row = scene.row_at(spot.y)
        if row < 0:
            return ghost
        bar, box = self.field.chart.bar(row), scene.box(row)
        if bar.key == self.key or box is None or bar.kind == "campaign":
            return ghost
        if not box.x - 40 <= spot.x <= box.right + 40:
            return ghost
        kind = "FF" if box.w >= 60 and spot.x > box.right - box.w / 3 else "FS"
        return linked(ghost, self.field, bar.key, kind)


def linked(ghost: Ghost, field_: Field, target: bytes, kind: str = "FS") -> Ghost:
    """What a link to this task would come to."""
    assert ghost.key is not None
    ghost.target = target
    if field_.chart.campaign_of(target) != field_.chart.campaign_of(ghost.key):
        return ghost
    return dated(ghost, field_, [AddLink(ghost.key, target, PlanTie(-1, -1, kind))])


class Create(Drag):
    """Dates drawn on empty time: for a task that has none, or for a new one."""

    def __init__(self, field_: Field, key: bytes | None, spot: Spot, row: int) -> None:
        super().__init__(field_, key or b"", spot)
        self.row = row

    @property
    def is_gone(self) -> bool:
        return bool(self.key) and self.field.bar(self.key) is None

    def made(self, spot: Spot) -> Ghost:
        scene = self.field.scene
        left, right = sorted((self.begin.x, spot.x))
        if spot.is_free or scene.scale.is_even:
            step = STEP if spot.is_free else HOUR
            start, finish = (round(scene.scale.at(x) / step) * step for x in (left, right))
            finish = max(finish, start + step)
        else:
            scale = scene.scale
            start, finish = scale.opening(scale.day_at(left)), scale.closing(scale.day_at(right))
        return Ghost("create", self.key, {self.key: (start, finish)}, label="Change task")


class Order(Drag):
    """A row of the tree to another place; sideways it goes in and out."""

    is_vertical = True

    def made(self, spot: Spot) -> Ghost:
        scene, chart = self.field.scene, self.field.chart
        ghost = Ghost("order", self.key, label="Move task")
        gap = max(0, min(len(chart.shown), round(spot.y / scene.row_px)))
        node = chart.tree.at.get(self.key, -1)
        depth = chart.tree.depths[node] if node >= 0 else 1
        wish = depth + round((spot.x - self.begin.x) / INDENT)
        ghost.drop = place(chart, self.key, gap, wish)
        return ghost


def place(chart: Chart, key: bytes, gap: int, wish: int) -> Drop | None:
    """Where a row would go between two others; `wish`: how deep. None where it cannot."""
    tree, node = chart.tree, chart.tree.at.get(key, -1)
    if node < 0 or gap <= 0:
        return None
    inside = range(node, tree.ends[node])
    rows = [n for n in chart.shown[:gap] if n not in inside]
    if not rows:
        return None
    above = rows[-1]
    below = next((n for n in chart.shown[gap:] if n not in inside), None)
    low = max(1, tree.depths[below] if below is not None else 1)
    is_leaf = tree.keys[above] in chart.closed
    high = tree.depths[above] + (0 if is_leaf and tree.depths[above] else 1)
    depth = max(min(low, high), min(high, wish))
    campaign = chart.campaign_of(key)
    if chart.campaign_of(tree.keys[above]) != campaign:
        return None
    if depth > tree.depths[above]:
        parent = tree.keys[above] if tree.depths[above] else None
        drop = Drop(None, parent, gap, depth)
    else:
        while tree.depths[above] > depth:
            above = tree.parents[above]
        drop = Drop(tree.keys[above], None, gap, depth)
    return None if _is_there(chart, node, drop) else drop


def _is_there(chart: Chart, node: int, drop: Drop) -> bool:
    """Whether the row stands there already."""
    tree = chart.tree
    siblings = tree.siblings(node)
    where = siblings.index(node)
    before = tree.keys[siblings[where - 1]] if where else None
    if drop.after is not None:
        return drop.after == before
    above = tree.parents[node]
    parent = tree.keys[above] if above >= 0 and tree.depths[above] else None
    return before is None and drop.parent == parent


def shifted(scene: Scene, minutes: int, dx: float, is_free: bool) -> int:
    """A moment moved by so many px: by whole days, in the zoom of hours by hours."""
    scale = scene.scale
    if is_free or scale.is_even:
        step = STEP if is_free else HOUR
        return minutes + round((scale.at(scale.x(minutes) + dx) - minutes) / step) * step
    return minutes + round(dx / scale.day_px) * DAY


def snapped(scene: Scene, x: float, side: str, is_free: bool) -> int:
    """The moment at an edge: where a day's work begins or ends."""
    scale = scene.scale
    if is_free or scale.is_even:
        step = STEP if is_free else HOUR
        return round(scale.at(x) / step) * step
    number = round(x / scale.day_px) + scale.base
    return scale.opening(number) if side == "left" else scale.closing(number - 1)


def nudged(field_: Field, bar: Bar, days: int, held: Ghost | None = None) -> Ghost:
    """A bar moved by so many working days with a key; `held`: from where it was moved to."""
    ghost = Ghost("dates", bar.key, label="Move task")
    network = field_.network_of(bar.key)
    if network is None or not bar.has_dates:
        return ghost
    number = network.at.get(bar.key)
    if number is None:
        return ghost
    axis = network.items[number].job.axis
    start = _held(bar, held)[0]
    at = axis.start_at(axis.worked(start) + days * network.rules.day_minutes)
    return dated(ghost, field_, [MoveTo(bar.key, at)])


def stretched(field_: Field, bar: Bar, days: int, held: Ghost | None = None) -> Ghost:
    """A bar that takes so many working days more."""
    ghost = Ghost("dates", bar.key, label="Change duration")
    network = field_.network_of(bar.key)
    if network is None or not bar.has_dates or bar.kind != "task":
        return ghost
    axis = network.items[network.at[bar.key]].job.axis
    start, finish = _held(bar, held)
    day = network.rules.day_minutes
    work = max(day, axis.worked(finish) - axis.worked(start) + days * day)
    return dated(ghost, field_, [FinishAt(bar.key, axis.finish_at(axis.worked(start) + work))])


def _held(bar: Bar, held: Ghost | None) -> Span:
    return held.spans.get(bar.key, bar.span) if held is not None else bar.span


def begun(field_: Field, part: str, key: bytes | None, spot: Spot) -> Drag | None:
    """The gesture that begins on a part of the chart."""
    row = field_.scene.row_at(spot.y)
    bar = field_.bar(key) if key is not None else None
    if part == "empty" and row < 0:
        return Create(field_, None, spot, len(field_.chart.shown))
    if bar is None or key is None:
        return None
    if part == "bare" and bar.kind == BARE:
        return Create(field_, key, spot, row)
    if part in ("left", "right"):
        return Size(field_, key, spot, part)
    return {"body": Move, "progress": Percent, "dot": Link}.get(part, _none)(field_, key, spot)


def _none(_field: Field, _key: bytes, _spot: Spot) -> Drag | None:
    return None
