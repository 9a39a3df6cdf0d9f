"""The commands of the chart, for menus, the palette and the key sheet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from ui.kit.app import t
from ui.kit.command import Command
from ui.plan.gantt.bar import Bar
from ui.plan.gantt.canvas import Canvas
from ui.plan.gantt.timescale import STEP


def commands(canvas: Canvas, bar: Bar, why: Callable[[], str]) -> Sequence[Command]:
    """What can be done in the chart; `why`: why it cannot just now."""
    group = t("Gantt chart")

    def link() -> None:
        canvas.setFocus()
        canvas.keys.begin_link()

    def why_none() -> str:
        return why() or ("" if canvas.current else t("Choose a task first"))

    closer, further = partial(canvas.zoom, STEP), partial(canvas.zoom, 1 / STEP)
    whole, critical = t("Show the whole plan"), t("Show the critical path")
    return [
        Command("gantt.today", t("Show today"), canvas.go_today, "target", "", group, why),
        Command("gantt.fit", whole, canvas.fit, "maximize-2", "", group, why),
        Command("gantt.in", t("Zoom in"), closer, "zoom-in", "", group, why),
        Command("gantt.out", t("Zoom out"), further, "zoom-out", "", group, why),
        Command("gantt.critical", critical, bar.critical.click, "workflow", "", group, why),
        Command("gantt.link", t("Link to…"), link, "link-2", "", group, why_none),
        Command("gantt.print", t("Print or export"), bar.open_print, "printer", "", group, why),
    ]
