"""How one target reads and looks: its figure, its bar, its verdict."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from app.campaign.verdict import Verdict
from app.model.value import decimal_text
from ui.campaign.looks import figure, figure_parts, verdict_words
from ui.kit import draw, icons
from ui.kit.app import t, theme

BARS = {"success": "success", "danger": "danger", "warn": "warn", "accent": "progress"}
SIZES = {"万": 10**4, "亿": 10**8, "k": 10**3, "K": 10**3, "w": 10**4, "W": 10**4}


def decimal_of(text: str) -> Decimal | None:
    """A figure as people write it: 1,204, ¥38.7, 4.62%, 738.6万; None where it is none."""
    plain = "".join(text.split()).strip("¥￥%％元").replace(",", "").replace("，", "")
    times = SIZES.get(plain[-1:], 1)
    held = decimal_text(plain[:-1] if times > 1 else plain)
    return Decimal(held) * times if held is not None else None


def spoken(verdict: Verdict) -> str:
    """A target in words: what a screen reader says and a tooltip shows."""
    kpi = verdict.kpi
    parts = (name_words(verdict), figure(kpi.actual, kpi.unit), goal_words(verdict))
    return ", ".join((*parts, verdict_words(verdict)[2]))


def name_words(verdict: Verdict) -> str:
    """The name, with the unit that the figure does not show itself."""
    name, unit = verdict.kpi.name, verdict.kpi.unit
    return name if unit in ("", "%", "CNY", "¥") else t("{name} ({unit})", name=name, unit=unit)


def goal_words(verdict: Verdict) -> str:
    """What is to be reached."""
    kpi = verdict.kpi
    sign = "≤" if kpi.direction == "down" else "≥"
    return t("Target {sign} {value}", sign=sign, value=figure(kpi.target, kpi.unit))


def bar_of(verdict: Verdict) -> tuple[float, float]:
    """How full the bar is and where its tick stands; a cap leaves room for what is above it."""
    share = float(verdict.share or 0)
    if verdict.kpi.direction == "down":
        whole = max(share, 1.0) * 1.1
        return share / whole, 1 / whole
    tick = verdict.expected_share
    return share, min(1.0, float(tick)) if tick is not None and share < 1 else -1.0


def paint_head(painter: QPainter, inner: QRectF, verdict: Verdict) -> None:
    """The name, and which way is better."""
    is_up = verdict.kpi.direction != "down"
    way = t("higher is better") if is_up else t("lower is better")
    wide = draw.width(way, "caption")
    x = inner.right() - wide
    draw.words(painter, QRectF(x, 12, wide + 1, 20), way, "caption", "text2")
    arrow = "arrow-up" if is_up else "arrow-down"
    icons.paint(painter, arrow, QRectF(x - 14, 16, 12, 12), "text2")
    room = QRectF(inner.x(), 12, x - 22 - inner.x(), 20)
    draw.words(painter, room, name_words(verdict), "body", "text2")


def paint_figure(painter: QPainter, inner: QRectF, verdict: Verdict) -> None:
    """The figure in full, as large as there is room; cents and the sign of per cent are small."""
    kpi = verdict.kpi
    if kpi.actual is None:
        room = QRectF(inner.x(), 36, inner.width(), 36)
        draw.words(painter, room, t("Write a figure"), "subtitle", "text3")
        return
    whole, rest = figure_parts(kpi.actual, kpi.unit)
    room = inner.width()
    font, small = "display", "subtitle"
    if draw.width(whole, font) + draw.width(rest, "subtitle") > room:
        is_even = rest == ".00" and draw.width(whole, font) <= room
        font, rest = (font, "") if is_even else ("title", rest)
        small = "subtitle" if is_even else "body"
    wide = draw.width(whole, font) + 1
    base = QRectF(inner.x(), 36, min(wide, room), 36)
    draw.words(painter, base, whole, font)
    if rest:
        drop = (draw.metrics(font).ascent() - draw.metrics(small).ascent()) / 2
        drop -= (draw.metrics(font).descent() - draw.metrics(small).descent()) / 2
        behind = QRectF(inner.x() + wide + 1, 36 + drop, room - wide, 36)
        draw.words(painter, behind, rest, small, "text2")


def paint_foot(painter: QPainter, foot: QRectF, verdict: Verdict) -> None:
    """What is to be reached, and how it stands."""
    icon, ink, words = verdict_words(verdict)
    wide = min(draw.width(words, "small"), foot.width() - 18)
    x = foot.right() - wide
    draw.words(painter, QRectF(x, foot.y(), wide + 1, foot.height()), words, "small", ink)
    icons.paint(painter, icon, QRectF(x - 18, foot.y() + 2, 14, 14), ink)
    room = QRectF(foot.x(), foot.y(), max(0.0, x - 24 - foot.x()), foot.height())
    whole = goal_words(verdict)
    short = whole.replace(".00", "")
    bare = short[short.find("≤" if verdict.kpi.direction == "down" else "≥") :]
    fits = (text for text in (whole, short, bare) if draw.width(text, "caption") <= room.width())
    draw.words(painter, room, next(fits, bare), "caption", "text2")


def paint_bar(painter: QPainter, inner: QRectF, verdict: Verdict) -> None:
    """How far it is, and where it should be."""
    part, tick = bar_of(verdict)
    track = QRectF(inner.x(), 80, inner.width(), 12)
    draw.bar(painter, track, part, BARS.get(verdict_words(verdict)[1], "progress"))
    if tick >= 0 and verdict.kpi.target is not None:
        x = round(track.x() + tick * (track.width() - 1))
        painter.fillRect(QRectF(x, track.y() + 1, 1, 10), theme().color("text2"))
