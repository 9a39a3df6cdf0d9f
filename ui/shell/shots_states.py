"""Every page when it is empty, still reading, offline, and when it could not be read."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QApplication

from app import care
from app.care import Profile
from app.model.errors import Unavailable
from sync.client.live import Kind, Status
from ui.kit.app import t
from ui.kit.worker import Job, Told, Work, Worker
from ui.shell.program import Program
from ui.shell.scenes import MOMENT
from ui.shell.stills import picture, settle

PAGES = (
    "work",
    "campaigns",
    "calendar",
    "tasks",
    "people",
    "conflicts",
    "trash",
    "settings",
    "campaign",
)
"""The campaign comes last: where all is empty it is made for its own picture."""
STATES = ("empty", "loading", "offline", "error")
ZONE = "Asia/Shanghai"
WAITING = 12


@dataclass(frozen=True, slots=True)
class Tile:
    """One picture of the sheet and the words over it."""

    words: str
    picture: QPixmap


class Failing(Worker):
    """Every job ends as if the disk were held by somebody else."""

    def submit(self, work: Work, done: Told, failed: Told) -> Job:
        del work
        return super().submit(_fail, done, failed)


def _fail(_job: Job) -> object:
    raise Unavailable("busy", "Another program is writing to this file; try again")


def _rest(_found: object) -> None:
    """Nothing comes of it."""


def tiles(folder: Path, demo: Profile, size: tuple[int, int], only: str = "") -> list[Tile]:
    """The four states of every page, page by page; `only` is one of them."""
    pages = [page for page in PAGES if not only or page == only.split("-", maxsplit=1)[0]]
    shown = {state: _state(state, folder, demo, pages, size) for state in STATES if pages}
    return [shown[state][place] for place in range(len(pages)) for state in STATES]


def _state(
    state: str, folder: Path, demo: Profile, pages: list[str], size: tuple[int, int]
) -> list[Tile]:
    profile = _bare(folder / "bare") if state == "empty" else demo
    found: list[Tile] = []
    with _opened(profile, size) as program, _held(program, state):
        for page in pages:
            _show(program, page, state)
            found.append(Tile(f"{page} · {_words(state)}", picture(program)))
            for notice in program.window.toaster.notices():
                notice.end()
    return found


def _show(program: Program, page: str, state: str) -> None:
    program.show(_place(program, page))
    if state == "loading":
        for _ in range(3):
            QApplication.processEvents()
        return
    settle(program)
    shown = program.window.page(page)
    if state == "error" and shown is not None and not program.window.toaster.notices():
        if not shown.has_trouble:  # it reads at once: what it shows where that fails
            shown.fail(Unavailable("busy", "Another program is writing to this file; try again"))
        settle(program)


def _place(program: Program, page: str) -> str:
    if page != "campaign":
        return page
    session = program.desk.session
    if not session.list("campaign"):
        with session.edit("") as edit:
            edit.add("campaign", {"name": t("618 warm-up"), "stage": "plan"})
    return f"campaign/{session.list('campaign', (), ['okey'])[0].id.hex()}"


def _words(state: str) -> str:
    match state:
        case "empty":
            return t("Empty state")
        case "loading":
            return t("Loading")
        case "offline":
            return t("Offline")
        case _:
            return t("Error state")


def _bare(folder: Path) -> Profile:
    return care.start(care.profile_in(folder), "青禾生活", "王芳", ZONE)


@contextmanager
def _opened(profile: Profile, size: tuple[int, int]) -> Iterator[Program]:
    program = Program(profile, syncs=False, clock=lambda: MOMENT)
    program.window.resize(*size)
    try:
        yield program
    finally:
        program.window.close()


@contextmanager
def _held(program: Program, state: str) -> Iterator[None]:
    """The world as the state wants it, as long as it lasts."""
    gate = threading.Event()
    failing: Worker | None = None
    if state == "loading":
        program.worker.submit(lambda _job: gate.wait(), _rest, program.host.fail)
    elif state == "offline":
        program.window.show_status(Status(Kind.OFFLINE, waiting=WAITING))
    elif state == "error":
        failing = Failing(program)
        program.host.worker = failing
    try:
        yield
    finally:
        gate.set()
        settle(program)  # what was held back comes to its end while the files are open
        if failing is not None:
            failing.close()
