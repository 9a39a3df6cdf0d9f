"""A person at the real program in a process of its own, killed one second after the last key.

`python -m tests.fakes.typist PROFILE TASK`: types into the task's name, the quick line and a
comment, waits a second, and is gone without a chance to save anything.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

from PySide6.QtTest import QTest

from app import answer, care
from tests.ui.hands import write
from ui.kit.app import App
from ui.kit.fields import Text
from ui.plan.page import TasksPage
from ui.plan.quickadd import QuickLine
from ui.shell.launch import Launcher

SECOND = 1.0
PATIENCE = 8.0


def main(folder: Path, task: str) -> None:
    """Type and die."""
    app = App(sys.argv[:1], answer.words_for("zh_CN"))
    profile = care.profile_in(folder)
    launcher = Launcher(app, profile)
    launcher.start(f"task/{task}")
    program = launcher.program
    assert program is not None
    page = program.window.page("tasks")
    assert isinstance(page, TasksPage)
    end = time.monotonic() + PATIENCE
    while not page.table.book.count and time.monotonic() < end:
        app.processEvents()
    held = program.desk.session.get("task", bytes.fromhex(task)).text("name")
    name = next(field for field in page.findChildren(Text) if field.toPlainText() == held)
    name.setFocus()
    name.selectAll()
    write(name, "改到一半的名字")
    quick = page.findChildren(QuickLine)[0]
    quick.setFocus()
    write(quick, "写推文 @张伟 明天18:00")
    comment = page.sheet.composer.write
    comment.setFocus()
    write(comment, "还没发出的话")
    QTest.qWait(round(SECOND * 1000))
    sys.stdout.write("typed\n")
    sys.stdout.flush()
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
