"""How a campaign's stage, risk and figures look and read: one table for lists and pages."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from app.campaign.overview import Cause, Facts, Risk
from app.campaign.verdict import Verdict
from ui.kit import when
from ui.kit.app import t
from ui.kit.draw import Chip

STAGES = ("idea", "plan", "run", "review", "done")
ROLES = ("lead", "editor", "viewer")
CENTS_COUNT = 1000
"""Up to this amount cents are read as large as the rest: a price, not a turnover."""
SOON_DAYS = 7
"""So many days before its end an authorisation is worth a warning."""


def stage_words(stage: str) -> str:
    """A campaign's stage as people say it."""
    match stage:
        case "plan":
            return t("Planning")
        case "run":
            return t("Running")
        case "review":
            return t("Looking back")
        case "done":
            return t("Ended")
        case _:
            return t("Idea")


def stage_chip(facts: Facts) -> Chip:
    """The stage of now: the plan's own name where it has one."""
    tones = {"run": "accent", "review": "warn", "done": "success"}
    icons = {"run": "circle-dot", "review": "history", "done": "circle-check"}
    now = facts.stage_now
    words = now.name if now is not None and facts.stage == "run" else stage_words(facts.stage)
    return Chip(words, tones.get(facts.stage, "neutral"), icons.get(facts.stage, "circle"))


def risk_chip(risk: Risk) -> Chip:
    """How much is at risk."""
    match risk.level:
        case "high":
            return Chip(t("High"), "danger", "triangle-alert")
        case "mid":
            return Chip(t("Medium"), "warn", "triangle-alert")
        case _:
            return Chip(t("Low"), "neutral", "circle-check")


def risk_words(risk: Risk) -> str:
    """What the risk comes from."""
    return t(", ").join(_reason(reason.cause, reason.count) for reason in risk.reasons)


def _reason(cause: Cause, count: int) -> str:
    match cause:
        case "overdue":
            return t("{count} late", count=count)
        case "blocked":
            return t("{count} blocked", count=count)
        case _ if count == 1:
            return t("1 target behind")
        case _:
            return t("{count} targets behind", count=count)


def period_words(facts: Facts) -> str:
    """From when to when."""
    period = facts.period
    return when.span(period.start, period.finish) if period is not None else t("No date")


def days_words(facts: Facts, today: date) -> str:
    """Where in its period it is."""
    period = facts.period
    if period is None:
        return ""
    away = (period.start - today).days
    if away > 0:
        return t("begins tomorrow") if away == 1 else t("begins in {count} days", count=away)
    if today > period.finish:
        return t("over")
    return t("Day {day}, {left} left", day=period.day, left=period.days_left)


def figure(value: Decimal | None, unit: str) -> str:
    """A figure in full, with its unit."""
    if value is None:
        return "–"
    if unit in ("CNY", "¥"):
        return f"¥{value:,.2f}"
    text = f"{value:,}"
    return f"{text}%" if unit == "%" else text


def verdict_chip(verdict: Verdict) -> tuple[str, str, str]:
    """Icon, ink and words of what is said of a KPI."""
    match verdict.standing:
        case "met":
            return "circle-check", "success", t("Target met")
        case "ahead":
            return "arrow-up", "accent", t("Ahead {count}%", count=verdict.percent)
        case "behind":
            return "triangle-alert", "warn", t("Behind {count}%", count=verdict.percent)
        case "over":
            return "circle-alert", "danger", t("Over by {count}%", count=verdict.percent)
        case _:
            return "circle", "text2", t("No figure yet")


def role_words(role: str) -> str:
    """A member's role as people say it."""
    match role:
        case "lead":
            return t("Lead")
        case "viewer":
            return t("May look")
        case _:
            return t("May edit")


def figure_parts(value: Decimal | None, unit: str) -> tuple[str, str]:
    """A figure in full: what is read first, and what stands small behind it."""
    if value is None:
        return "–", ""
    if unit in ("CNY", "¥") and abs(value) >= CENTS_COUNT:
        whole, _, cents = figure(value, unit).partition(".")
        return whole, f".{cents}"
    if unit in ("CNY", "¥"):
        return figure(value, unit), ""
    return f"{value:,}", "%" if unit == "%" else ""


def verdict_words(verdict: Verdict) -> tuple[str, str, str]:
    """Icon, ink and words of a KPI's verdict, with the amount where it says more."""
    unit, gap = verdict.kpi.unit, verdict.gap
    if verdict.standing == "over" and gap is not None:
        return "circle-alert", "danger", t("{value} over", value=figure(gap, unit))
    if verdict.standing == "open" and gap is not None:
        return "circle-dot", "text2", t("{value} to go", value=figure(-gap, unit))
    if verdict.kpi.target is None and verdict.kpi.actual is not None:
        return "circle", "text2", t("No target value yet")
    return verdict_chip(verdict)


def until_chip(until: str, today: date) -> Chip:
    """How long an account may still be published on, in words."""
    try:
        left = (date.fromisoformat(until[:10]) - today).days
    except ValueError:
        return Chip(t("Not filled in"), "outline", "circle-dashed")
    if left < 0:
        words = t("Ran out yesterday") if left == -1 else t("Ran out {count} days ago", count=-left)
        return Chip(words, "danger", "circle-alert")
    if left == 0:
        return Chip(t("Runs out today"), "danger", "clock-alert")
    if left <= SOON_DAYS:
        words = t("Runs out tomorrow") if left == 1 else t("Runs out in {count} days", count=left)
        return Chip(words, "warn", "clock")
    return Chip(t("Authorised"), "success", "circle-check")
