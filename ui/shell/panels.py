"""What the pictures show beside whole pages: dialogs and panels, open and filled."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog

from ui.shell.program import Program

ROWS = "名称\t负责人\t截止\n直播间物料清单\t陈晨\t6月8日\n达人样品寄送\t黄蕾\t下周三\n"
"""A block that people copy from a spreadsheet."""


def _show(program: Program, dialog: QDialog) -> None:
    """In the middle of the window, as a desktop would place it."""
    dialog.open()
    room = program.window.geometry()
    dialog.move(room.center() - dialog.rect().center())


def open_gallery(program: Program) -> None:
    """The templates with a preview of the plan."""
    from ui.campaign.begin import Begin  # noqa: PLC0415 - a page loads at its visit

    _show(program, Begin(program.window, program.host))


def open_duplicate(program: Program) -> None:
    """What goes along when a campaign is planned once more."""
    from ui.campaign.duplicate import Duplicate  # noqa: PLC0415

    campaign = program.desk.session.list("campaign", (), ["okey"])[0]
    _show(program, Duplicate(program.window, program.host, campaign))


def open_filter(program: Program) -> None:
    """The conditions of a filter, the first one begun."""
    from ui.plan.page import TasksPage  # noqa: PLC0415

    page = program.window.page("tasks")
    assert isinstance(page, TasksPage)
    page.toolbar.switch.choose("table")
    page.toolbar.open_conditions()


def open_columns(program: Program) -> None:
    """Which columns the table shows."""
    from ui.plan.page import TasksPage  # noqa: PLC0415

    page = program.window.page("tasks")
    assert isinstance(page, TasksPage)
    page.toolbar.open_columns()


def open_paste(program: Program) -> None:
    """Rows of a spreadsheet before they are written."""
    from ui.plan.page import TasksPage  # noqa: PLC0415
    from ui.plan.pasting import PasteDialog  # noqa: PLC0415

    page = program.window.page("tasks")
    assert isinstance(page, TasksPage)
    QGuiApplication.clipboard().setText(ROWS)
    for command in page.commands():
        if command.name == "task.paste":
            command.do()
    for dialog in program.window.findChildren(PasteDialog):
        _show(program, dialog)
