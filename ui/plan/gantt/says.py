"""What the chart says in words: bars for screen readers and tooltips, gestures for their tips."""

from __future__ import annotations

from dataclasses import dataclass

from app.plan.live import Dated
from ui.kit import when
from ui.kit.app import is_chinese, listed, t, told
from ui.plan.gantt import timescale
from ui.plan.gantt.chart import BARE, CAMPAIGN, MILESTONE, SUMMARY, Bar
from ui.plan.gantt.days import Days
from ui.plan.gantt.gestures import Field, Ghost
from ui.plan.gantt.timescale import DAY


@dataclass(frozen=True, slots=True)
class Tip:
    """The card beside a gesture: a title, a note beside it, a strong line, lines, a warning."""

    title: str
    note: str = ""
    strong: str = ""
    lines: tuple[str, ...] = ()
    trouble: str = ""


def last_day(finish: int) -> int:
    """The last minute that counts: what ends at midnight ends the day before."""
    return finish - 1 if finish % DAY == 0 else finish


def span_words(start: int, finish: int) -> str:
    """From day to day, without weekdays."""
    first, last = timescale.day_of(start), timescale.day_of(last_day(finish))
    if first == last:
        return when.short(first)
    return t("{first} to {last}", first=when.short(first), last=when.short(last))


def long_span(start: int, finish: int, days: Days, *, has_clock: bool = False) -> str:
    """11月3日 周二 → 11月7日 周六 (4 个工作日)."""
    first, last = timescale.day_of(start), timescale.day_of(last_day(finish))
    texts = [when.full(first), when.full(last)]
    if has_clock:
        texts[0] += f" {_clock(start)}"
        texts[1] += f" {_clock(finish)}"
    count = t("{count} working days", count=days.count(start, finish))
    if start == finish:
        return texts[0]
    return f"{texts[0]} → {texts[1]} ({count})"


def _clock(minutes: int) -> str:
    rest = minutes % DAY
    return f"{rest // 60:02d}:{rest % 60:02d}"


def bar_words(bar: Bar) -> str:
    """A bar in one sentence: 主视觉设计，11月3日至11月7日，进度60%，已逾期2天."""
    parts = [bar.name]
    if bar.kind == MILESTONE:
        parts.append(t("Milestone"))
    if bar.kind in (SUMMARY, CAMPAIGN):
        parts.append(t("Summary"))
    if bar.has_dates:
        parts.append(span_words(*bar.span))
    elif bar.kind == BARE:
        parts.append(t("No dates yet"))
    if bar.kind not in (MILESTONE, BARE):
        parts.append(t("{count}% done", count=bar.percent))
    if bar.is_done and bar.percent < 100:
        parts.append(t("Done"))
    if bar.late:
        parts.append(t("{count} d late", count=bar.late))
    elif bar.is_soon:
        parts.append(t("Due soon"))
    if bar.is_blocked:
        parts.append(t("Blocked"))
    return ("，" if is_chinese() else ", ").join(part for part in parts if part)


def info(bar: Bar, waits: list[str], dated: Dated | None, day_minutes: int = 480) -> str:
    """What a tooltip says of a bar."""
    lines = [bar_words(bar)]
    if waits:
        lines.append(t("Waits for {names}", names=listed(waits)))
    if dated is not None and bar.kind not in (SUMMARY, CAMPAIGN) and not bar.is_done:
        if dated.critical:
            lines.append(t("Critical: any delay moves the end"))
        else:
            days = round(dated.total_slack / day_minutes, 1)
            lines.append(t("{count} days of slack", count=f"{days:g}"))
    return "\n".join(lines)


def tip(ghost: Ghost, field: Field, days: Days) -> Tip | None:
    """The card of a gesture."""
    bar = field.bar(ghost.key) if ghost.key else None
    name = bar.name if bar is not None else t("New task")
    trouble = told(ghost.fault)[0] if ghost.fault is not None else ""
    has_clock = field.scene.scale.is_even
    if ghost.stays:
        trouble = t("A finished task does not move")
    match ghost.kind:
        case "percent":
            return Tip(name, strong=f"{max(0, ghost.percent)}%")
        case "create":
            span = ghost.spans[ghost.key or b""]
            return Tip(name, strong=long_span(*span, days, has_clock=has_clock))
        case "link":
            return _link_tip(ghost, field, name, trouble)
        case "dates":
            return _dates_tip(ghost, bar, days, (trouble, has_clock))
        case _:
            return None


def _dates_tip(ghost: Ghost, bar: Bar | None, days: Days, more: tuple[str, bool]) -> Tip | None:
    if bar is None or not bar.has_dates:
        return None
    trouble, has_clock = more
    span = ghost.spans.get(bar.key, bar.span)
    was = t("Was {span}", span=span_words(*bar.span)) if span != bar.span else ""
    lines = (more_words(ghost),) if ghost.others else ()
    strong = long_span(*span, days, has_clock=has_clock)
    return Tip(bar.name, was, strong, lines, trouble)


def _link_tip(ghost: Ghost, field: Field, name: str, trouble: str) -> Tip:
    target = field.bar(ghost.target) if ghost.target is not None else None
    if target is None:
        return Tip(name, strong=t("Drop on the task that is to wait"))
    if field.chart.campaign_of(target.key) != field.chart.campaign_of(ghost.key or b""):
        trouble = t("Only tasks of one campaign can wait for one another")
    lines = (more_words(ghost),) if ghost.others else ()
    return Tip(name, strong=f"{name} → {target.name}", lines=lines, trouble=trouble)


def more_words(ghost: Ghost) -> str:
    """How many others move."""
    return t("{count} other tasks move along", count=len(ghost.others))


def spoken(ghost: Ghost, field: Field, days: Days) -> str:
    """A gesture of the keys, as a screen reader says it."""
    held = tip(ghost, field, days)
    if held is None:
        return ""
    parts = (held.title, held.strong, *held.lines, held.trouble)
    return ("，" if is_chinese() else ", ").join(part for part in parts if part)
