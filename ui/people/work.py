"""What a person works on: the campaigns with the part in each, and the tasks still open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Slot
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from app.model.row import Row
from app.people import commands
from app.session import Session
from ui.kit import draw, icons, lay, when
from ui.kit.app import t
from ui.kit.button import Button
from ui.kit.label import Label
from ui.kit.worker import Job
from ui.parts.host import Host

MOST = 6
"""So many are shown before one asks for all."""


@dataclass(frozen=True, slots=True)
class Work:
    """The campaigns of a person, those they own first, and their open tasks by date."""

    person: bytes
    owned: Sequence[Row] = ()
    shared: Sequence[Row] = ()
    tasks: Sequence[Row] = ()


def read(session: Session, person: bytes) -> Work:
    """What a person works on now."""
    moving = commands.what_moves(session, person)
    member = session.dataset("member", ("campaign",), [("person", "=", person)])["campaign"]
    given = session.dataset("assignment", ("campaign",), [("person", "=", person)])["campaign"]
    wanted = {row for row in (*member, *given) if isinstance(row, bytes)}
    wanted -= {row.id for row in moving.campaigns}
    shared = session.list("campaign", [("id", "in", tuple(wanted))], ["okey"])
    tasks = sorted(moving.tasks, key=lambda row: (_due(row) or "9", row.text("okey")))
    owned = [row for row in moving.campaigns if not row["archived"]]
    return Work(person, owned, [row for row in shared if not row["archived"]], tasks)


def _due(task: Row) -> str:
    return task.text("deadline") or task.text("finish")


class WorkList(QWidget):
    """Reads beside the screen; each line leads to what it names."""

    def __init__(self, host: Host) -> None:
        super().__init__()
        self._host = host
        self._person: bytes | None = None
        self._is_all: set[str] = set()
        self._work: Work | None = None
        self._campaigns = QVBoxLayout()
        self._tasks = QVBoxLayout()
        self._counts = (Label("", "caption", "text2"), Label("", "caption", "text2"))
        for pile in (self._campaigns, self._tasks):
            pile.setSpacing(0)
        self.setLayout(
            lay.column(
                lay.row(Label(t("Campaigns"), "strong"), self._counts[0], None),
                self._campaigns,
                12,
                lay.row(Label(t("Open tasks"), "strong"), self._counts[1], None),
                self._tasks,
                gap=4,
            )
        )

    def show_person(self, person: bytes) -> None:
        """Read what this person works on."""
        if person != self._person:
            self._person, self._work, self._is_all = person, None, set()
            self._show()
        session = self._host.session

        def work(_job: Job) -> object:
            return read(session, person)

        self._host.worker.submit(work, self._on_read, self._host.fail)

    def lines(self) -> list[str]:
        """What is shown, line by line."""
        return [line.text() for line in self._shown()]

    def line(self, place: int) -> WorkLine:
        """One line, campaigns first."""
        return self._shown()[place]

    def _shown(self) -> list[WorkLine]:
        piles = (self._campaigns, self._tasks)
        items = [pile.itemAt(i) for pile in piles for i in range(pile.count())]
        widgets = [item.widget() for item in items if item is not None]
        return [widget for widget in widgets if isinstance(widget, WorkLine)]

    def show_all(self, what: str) -> None:
        """Show the rest too."""
        self._is_all.add(what)
        self._show()

    @Slot(object)
    def _on_read(self, work: object) -> None:
        assert isinstance(work, Work)
        if work.person == self._person:
            self._work = work
            self._show()

    def _show(self) -> None:
        work = self._work or Work(b"")
        now = self._host.now()
        campaigns = [
            WorkLine(row.text("name"), row.text("icon") or "flag", t("In charge|role"))
            for row in work.owned
        ] + [WorkLine(row.text("name"), row.text("icon") or "flag", "") for row in work.shared]
        for line, row in zip(campaigns, (*work.owned, *work.shared), strict=True):
            line.clicked.connect(_Go(self._host, f"campaign/{row.id.hex()}"))
        tasks: list[WorkLine] = []
        for row in work.tasks:
            at = when.wall(_due(row))
            is_late = at is not None and at.date() < now.date()
            note = when.due(at, now) if at is not None else ""
            if is_late and at is not None:
                note = t("{count} d late", count=(now.date() - at.date()).days)
            icon = "clock-alert" if is_late else "circle"
            line = WorkLine(row.text("name"), icon, note, is_late=is_late)
            line.clicked.connect(_Go(self._host, f"tasks/{row.id.hex()}"))
            tasks.append(line)
        self._fill("campaigns", self._campaigns, campaigns, t("On no campaign now"))
        self._fill("tasks", self._tasks, tasks, t("No open task"))
        for label, count in zip(self._counts, (len(campaigns), len(tasks)), strict=True):
            label.setText(str(count) if count else "")

    def _fill(self, what: str, pile: QVBoxLayout, lines: list[WorkLine], none: str) -> None:
        lay.clear(pile)
        if not lines:
            words = none if self._work is not None else ""
            label = Label(words, "small", "text3")
            label.setFixedHeight(28)
            pile.addWidget(label)
            return
        shown = lines if what in self._is_all else lines[:MOST]
        for line in shown:
            pile.addWidget(line)
        for line in lines[len(shown) :]:
            line.deleteLater()
        if len(shown) < len(lines):
            more = Button(t("{count} more", count=len(lines) - len(shown)), "link", is_small=True)
            more.clicked.connect(_All(self, what))
            pile.addWidget(more)


class WorkLine(Button):
    """A campaign or a task as a line that can be followed."""

    def __init__(self, text: str, icon: str, note: str, *, is_late: bool = False) -> None:
        super().__init__(text, "flat")
        self._sign = icon if icons.is_known(icon) else "flag"
        self._note, self._is_late = note, is_late
        self.setAccessibleName(f"{text}, {note}" if note else text)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    # Qt overrides

    def sizeHint(self) -> QSize:
        return QSize(120, 28)

    def paintEvent(self, _event: object) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        painter = QPainter(self)
        rect = QRectF(self.rect())
        if self.underMouse() or self.isDown():
            draw.box(painter, rect.adjusted(-8, 0, 8, 0), "hover")
        if self.hasFocus() and bool(self.window().property("keys")):
            draw.ring(painter, rect)
        tint = "danger" if self._is_late else "text2"
        icons.paint(painter, self._sign, QRectF(0, 7, 14, 14), tint)
        noted = draw.width(self._note, "caption") + 8 if self._note else 0
        room = QRectF(22, 0, rect.width() - 22 - noted, rect.height())
        draw.words(painter, room, self.text())
        ink = "danger" if self._is_late else "text2"
        draw.words(painter, rect, self._note, "caption", ink, align=draw.RIGHT)


class _Go:
    """Leads to a place."""

    def __init__(self, host: Host, place: str) -> None:
        self._host, self._place = host, place

    def __call__(self, _checked: bool = False) -> None:
        self._host.go(self._place)


class _All:
    """Shows the rest too."""

    def __init__(self, work: WorkList, what: str) -> None:
        self._work, self._what = work, what

    def __call__(self, _checked: bool = False) -> None:
        self._work.show_all(self._what)
