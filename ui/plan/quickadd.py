"""One line that makes a task: 写推文 @张伟 明天18:00 #小红书 !高, and what was understood."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.calendar import worktime
from app.model.errors import Refused
from app.plan import commands, quick
from app.plan.quick import Known, Mark, Quick
from ui.kit import draw, icons, when
from ui.kit.app import t, theme
from ui.kit.draw import Chip
from ui.kit.fields import Line
from ui.kit.lay import column, row
from ui.parts.host import Host

Change = Callable[[Sequence[bytes], str, object], None]


class QuickLine(Line):
    """The line itself; Esc leaves it and keeps the draft."""

    left = Signal()

    def __init__(self, hint: str) -> None:
        super().__init__("", hint)
        self.setProperty("bare", True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            return
        super().keyPressEvent(event)


class QuickAdd(QWidget):
    """Adds a task at each Enter; the draft stays until then."""

    added = Signal(object)

    def __init__(self, host: Host, campaign: bytes | None) -> None:
        super().__init__()
        self._host = host
        self.campaign = campaign
        self.line = QuickLine(t("Quick add, e.g. Write a post @Zhang tomorrow 18:00 #Weibo !high"))
        self.line.entered.connect(self._on_entered)
        self.line.textChanged.connect(self._on_text)
        self._marks: tuple[Mark, ...] = ()
        self._due = ""
        self._draft = f"quick/{campaign.hex() if campaign is not None else 'all'}"
        self.setLayout(column(row(20, self.line, 32, gap=8), None, margins=(16, 0, 16, 1), gap=0))
        self.setFixedHeight(theme().row + 3)
        self.line.show_text(host.drafts.text(self._draft))

    def begin(self) -> None:
        """Write here now."""
        self.line.setFocus()

    def _on_text(self, text: str) -> None:
        self._host.drafts.keep(self._draft, text)
        found = read(self._host, text) if text.strip() else None
        self._marks = found.marks if found is not None else ()
        self._due = ""
        if found is not None and found.due is not None:
            self._due = f"{when.full(found.due.date())} {found.due:%H:%M}"
        self.setFixedHeight(theme().row + 3 + (28 if self._marks else 0))
        self.update()

    def _chips(self) -> list[Chip]:
        looks = {
            "person": ("neutral", "user"),
            "channel": ("outline", "hash"),
            "label": ("outline", "tag"),
            "priority": ("neutral", "flag"),
            "due": ("accent", "clock"),
        }
        chips: list[Chip] = []
        for mark in self._marks:
            tone, icon = looks.get(mark.kind, ("warn", "circle-help"))
            words = self._due if mark.kind == "due" else mark.words
            if mark.kind == "unknown":
                words = t("{word}: nobody is called so", word=mark.words)
            if mark.others:
                words = t("{name}, or {count} others", name=words, count=len(mark.others))
            chips.append(Chip(words, tone, icon))
        return chips

    def _on_entered(self, text: str) -> None:
        if not text.strip():
            return
        made: list[object] = []

        def verb() -> None:
            made.append(add(self._host, self.campaign, text))

        if self._host.run(verb):
            self.line.clear()
            self.line.commit()
            self.added.emit(made[0])

    # Qt overrides

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().color("surface"))
        middle = (theme().row + 2) / 2
        x = 44.0
        for chip in self._chips():
            x += draw.chip(painter, x, theme().row + 14, chip) + 6
        icons.paint(painter, "plus", QRectF(16, middle - 8, 16, 16), "text2")
        if not self.line.hasFocus():
            draw.key(painter, self.width() - 16, middle, "C")
        painter.fillRect(0, self.height() - 1, self.width(), 1, theme().color("line"))


def read(host: Host, text: str) -> Quick:
    """What a line of quick add means here."""
    directory = host.directory
    people = {row.id: row.text("name") for row in directory.people()}
    known = Known(people, directory.names("channel"), host.now(), worktime.standard())
    return quick.read(text, known)


def add(host: Host, campaign: bytes | None, text: str) -> bytes:
    """Make the task that a line describes; without a campaign, in the newest open one."""
    place = campaign or newest(host)
    return commands.quick_add(host.session, place, read(host, text), host.me)


def newest(host: Host) -> bytes:
    """The campaign that a task without one goes to."""
    held = [row for row in host.directory.rows("campaign").values() if not row["archived"]]
    if not held:
        raise Refused("invalid", "There is no campaign yet", hint="Make one first")
    return max(held, key=lambda row: row.id).id
