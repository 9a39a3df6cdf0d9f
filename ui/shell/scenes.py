"""What the pictures show: every page and its important states, on the demo, at a fixed moment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from ui.shell import panels
from ui.shell.program import Program

MOMENT = datetime(2026, 6, 3, 10, 42)
"""The day of the intended pictures: 6月3日 周三."""


@dataclass(frozen=True, slots=True)
class Scene:
    """A picture's name, the place it opens, and what is done there first."""

    name: str
    place: str
    prepare: Callable[[Program], object] | None = None


def scenes() -> list[Scene]:
    """Every scene, in the order of the navigation."""
    return [
        Scene("work", "work"),
        Scene("campaigns", "campaigns"),
        Scene("campaign", "campaigns", _open_campaign),
        Scene("campaign-tasks", "campaigns", _open_campaign_tasks),
        Scene("campaign-content", "campaigns", _open_campaign_content),
        Scene("campaign-trace", "campaigns", _open_campaign_trace),
        Scene("calendar", "calendar"),
        Scene("calendar-post", "calendar", _open_post),
        Scene("tasks", "tasks"),
        Scene("tasks-sheet", "tasks", _open_first_task),
        Scene("tasks-selected", "tasks", _select_tasks),
        Scene("tasks-board", "tasks", _show_board),
        Scene("gantt", "campaigns", _open_gantt),
        Scene("portfolio", "portfolio", _lanes_by_person),
        Scene("people", "people"),
        Scene("forms", "forms"),
        Scene("designer", "forms", _open_designer),
        Scene("designer-logic", "forms", _open_logic),
        Scene("designer-preview", "forms", _open_preview),
        Scene("records", "records", _open_records),
        Scene("conflicts", "conflicts"),
        Scene("trash", "trash"),
        Scene("settings", "settings"),
        Scene("settings-hub", "settings/hub"),
        Scene("settings-data", "settings/data"),
        Scene("settings-about", "settings/about"),
        Scene("gallery", "gallery/components"),
        Scene("gallery-parts", "gallery/parts"),
        Scene("gallery-tokens", "gallery/tokens"),
        Scene("palette", "tasks", _open_palette),
        Scene("keys", "tasks", _open_keys),
        Scene("sync-centre", "tasks", _open_centre),
        Scene("notices", "work", _open_notices),
        Scene("campaign-new", "campaigns", panels.open_gallery),
        Scene("campaign-copy", "campaigns", panels.open_duplicate),
        Scene("tasks-filter", "tasks", panels.open_filter),
        Scene("tasks-columns", "tasks", panels.open_columns),
        Scene("tasks-paste", "tasks", panels.open_paste),
    ]


def _tasks(program: Program) -> object:
    from ui.plan.page import TasksPage  # noqa: PLC0415 - a page loads at its visit

    page = program.window.page("tasks")
    assert isinstance(page, TasksPage)
    page.toolbar.switch.choose("table")
    return page


def _open_post(program: Program) -> None:
    posts = program.desk.session.list("post", (), ["planned"])
    coming = next(row for row in posts if row.text("planned") > MOMENT.isoformat())
    program.window.go(f"post/{coming.id.hex()}")


def _designed(program: Program) -> str:
    """The form that is the largest; the first template where there is none."""
    from app.form import commands  # noqa: PLC0415

    session = program.desk.session
    held = session.dataset("part", ["form"])["form"]
    if not held:
        return commands.create(session, "营销活动立项申请表", template="initiation").hex()
    form = max(set(held), key=held.count)
    assert isinstance(form, bytes)
    return form.hex()


def _open_designer(program: Program) -> None:
    from ui.form.designer.page import DesignerPage  # noqa: PLC0415

    program.window.go(f"form/{_designed(program)}")
    page = program.window.page("form")
    assert isinstance(page, DesignerPage)
    if page.desk is not None:
        page.desk.select(("f_budget",))


def _open_logic(program: Program) -> None:
    program.window.go(f"form/{_designed(program)}/logic")


def _open_preview(program: Program) -> None:
    program.window.go(f"form/{_designed(program)}/preview")


def _open_records(program: Program) -> None:
    """The records of the form that has the most of them."""
    session = program.desk.session
    held = session.dataset("record", ["form"])["form"]
    if held:
        form = max(set(held), key=held.count)
        assert isinstance(form, bytes)
        program.window.go(f"records/{form.hex()}")


def _open_first_task(program: Program) -> None:
    from ui.plan.page import TasksPage  # noqa: PLC0415

    page = _tasks(program)
    assert isinstance(page, TasksPage)
    page.open([page.table.first().hex()])


def _select_tasks(program: Program) -> None:
    from ui.plan.page import TasksPage  # noqa: PLC0415

    page = _tasks(program)
    assert isinstance(page, TasksPage)
    page.table.grid.select(set(page.table.shown()[:3]))


def _show_board(program: Program) -> None:
    from ui.plan.page import TasksPage  # noqa: PLC0415

    page = _tasks(program)
    assert isinstance(page, TasksPage)
    page.sheet.closed.emit()
    page.table.grid.select(set())
    page.toolbar.switch.choose("board")


def _open_palette(program: Program) -> None:
    program.palette.open("zsj")


def _open_keys(program: Program) -> None:
    program.palette.end()
    program.keys.open()


def _open_notices(program: Program) -> None:
    program.bell.open()


def _open_centre(program: Program) -> None:
    program.keys.end()
    program.window.bar.badge.click()


def _open_campaign(program: Program) -> None:
    row = program.desk.session.list("campaign", (), ["okey"])[0]
    program.window.go(f"campaign/{row.id.hex()}")


def _open_campaign_tasks(program: Program) -> None:
    row = program.desk.session.list("campaign", (), ["okey"])[0]
    program.window.go(f"campaign/{row.id.hex()}/tasks")


def _open_gantt(program: Program) -> None:
    from ui.plan.page import TasksPage  # noqa: PLC0415

    _open_campaign_tasks(program)
    for page in program.window.findChildren(TasksPage):
        if page.isVisible():
            page.toolbar.switch.choose("gantt")


def _lanes_by_person(program: Program) -> None:
    from ui.plan.gantt.portfolio import PortfolioPage  # noqa: PLC0415

    page = program.window.page("portfolio")
    assert isinstance(page, PortfolioPage)
    page.kinds.choose("person")


def _open_campaign_content(program: Program) -> None:
    row = program.desk.session.list("campaign", (), ["okey"])[0]
    program.window.go(f"campaign/{row.id.hex()}/content")


def _open_campaign_trace(program: Program) -> None:
    row = program.desk.session.list("campaign", (), ["okey"])[0]
    program.window.go(f"campaign/{row.id.hex()}/trace")
