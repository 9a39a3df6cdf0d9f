"""What a task waits for and what waits for it: add, open, say how, take away."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.model.errors import Fault
from app.model.row import Row
from app.plan import commands, links
from ui.kit import draw, lay
from ui.kit.app import t, told
from ui.kit.button import Button, IconButton
from ui.kit.fields import Choice, Line
from ui.kit.label import Label
from ui.kit.pop import Popover
from ui.parts.host import Host
from ui.parts.pick import Option, Picker
from ui.plan.sheet_parts import Do, Jump, Look
from ui.plan.states import STATUS_LOOK, status_words

TITLE = 56
WIDE = 272


class Links(QWidget):
    """Two rows of chips; `opened` tells which of the other tasks is wanted."""

    opened = Signal(object)

    def __init__(self, host: Host) -> None:
        super().__init__()
        self._host = host
        self._task: Row | None = None
        self._shown: object = None
        self._rows = {True: QVBoxLayout(), False: QVBoxLayout()}
        self.adds = {
            True: IconButton("plus", t("Wait for another task"), size=24),
            False: IconButton("plus", t("Let another task wait"), size=24),
        }
        titles = {True: t("Waits for"), False: t("Blocks|links")}
        wide = max(TITLE, *(round(draw.width(words, "small")) + 8 for words in titles.values()))
        lines: list[lay.Part] = []
        for is_before, words in titles.items():
            self._rows[is_before].setSpacing(2)
            self.adds[is_before].clicked.connect(Do(self.pick, is_before))
            title = Label(words, "small", "text2")
            title.setFixedSize(wide, 26)
            add = lay.column(self.adds[is_before], None, margins=(0, 1, 0, 0))
            lines.append(lay.row(lay.column(title, None, gap=0), self._rows[is_before], add, gap=0))
        self.setLayout(lay.column(*lines, gap=2))

    def show_task(self, task: Row) -> None:
        """What this task waits for, and what waits for it."""
        self._task = task
        session = self._host.session
        held = {
            True: session.list("link", [("successor", "=", task.id)]),
            False: session.list("link", [("predecessor", "=", task.id)]),
        }
        others = {
            is_before: [(link, self._other(link, is_before)) for link in found]
            for is_before, found in held.items()
        }
        shown = {
            is_before: [
                (link.id, link["type"], link["lag"], link["lag_unit"],
                 other["name"], other["status"])
                for link, other in found if other is not None
            ]
            for is_before, found in others.items()
        }  # fmt: skip
        if (task.id, shown) == self._shown:
            return
        self._shown = (task.id, shown)
        for is_before, found in others.items():
            lay.clear(self._rows[is_before])
            for link, other in found:
                if other is not None:
                    self._rows[is_before].addWidget(self._line(link, other))
            if not self._rows[is_before].count():
                none = Label(t("Nothing"), "body", "text3")
                none.setFixedHeight(26)
                self._rows[is_before].addWidget(none)

    def _other(self, link: Row, is_before: bool) -> Row | None:
        name = "predecessor" if is_before else "successor"
        found = self._host.session.list("task", [("id", "=", link.ref(name))])
        return found[0] if found else None

    def _line(self, link: Row, other: Row) -> QWidget:
        status = other.text("status") or "todo"
        icon, _, ink = STATUS_LOOK.get(status, STATUS_LOOK["todo"])
        words = other.text("name")
        look = Look(words, icon, ink, is_over=status == "done", spoken=status_words(status))
        jump = Jump(look, is_framed=True)
        jump.clicked.connect(Do(self.opened.emit, other.id))
        how = Button(link_words(link), "flat", is_small=True)
        how.setAccessibleName(t("How {task} is waited for: {how}", task=words, how=how.text()))
        how.clicked.connect(Do(self._on_how, how, link))
        drop = IconButton("x", t("Unlink {task}", task=words), size=24, color="text3")
        drop.clicked.connect(Do(self.drop, link.id))
        return lay.panel(lay.row(jump, None, how, drop, gap=4))

    def _on_how(self, anchor: QWidget, link: Row) -> None:
        How(self, self._host, link).open_under(anchor)  # the anchor goes when the link changes

    def drop(self, link: bytes) -> None:
        """Take a link away."""
        session = self._host.session
        self._host.run(lambda: commands.unlink(session, link), t("Unlinked"))

    def pick(self, is_before: bool) -> None:
        """Choose the other task by its name or pinyin."""
        if self._task is None:
            return
        task, session = self._task, self._host.session
        name = "predecessor" if is_before else "successor"
        mine = [("successor" if is_before else "predecessor", "=", task.id)]
        held = {row.ref(name) for row in session.list("link", mine)} | {task.id}
        rows = session.list("task", [("campaign", "=", task.ref("campaign"))], ["okey"])
        options = [
            Option(row.id, row.text("name"), icon=STATUS_LOOK[row.text("status") or "todo"][0])
            for row in rows
            if row.id not in held
        ]
        words = t("Wait for another task") if is_before else t("Let another task wait")
        done = partial(self.link, is_before=is_before)
        picker = Picker(self.adds[is_before], words, options, done)
        picker.open_under(self.adds[is_before], is_right=True)

    def link(self, other: object, *, is_before: bool) -> None:
        """Link the task with another one."""
        if self._task is None or not isinstance(other, bytes):
            return
        session, task = self._host.session, self._task.id
        pair = (other, task) if is_before else (task, other)
        self._host.run(lambda: commands.link_tasks(session, *pair))


class How(Popover):
    """How one task waits for another: which end for which end, and how long after."""

    def __init__(self, parent: QWidget, host: Host, link: Row) -> None:
        super().__init__(parent)
        self._host, self._link = host, link
        self.kind = Choice([(key, kind_words(key), "") for key in KINDS], t("Kind"))
        self.kind.show_key(link.text("type") or "FS")
        self.lag = Line(link.text("lag"), "0")
        self.lag.setAccessibleName(t("Lag"))
        units = [key for key in UNITS if key in ("d", "h", "w") or key == link.text("lag_unit")]
        self.unit = Choice([(key, unit_words(key), "") for key in units], t("Unit of the lag"))
        self.unit.show_key(link.text("lag_unit") or "d")
        self._why = Label("", "caption", "danger", wraps=True)
        self._why.hide()
        self.kind.chosen.connect(self._write)
        self.unit.chosen.connect(self._write)
        self.lag.written.connect(self._write)
        self.lag.entered.connect(self._on_entered)
        body = lay.column(
            Label(t("Kind"), "small", "text2"),
            self.kind,
            4,
            Label(t("Lag"), "small", "text2"),
            lay.row(self.lag, self.unit),
            self._why,
            Label(t("A minus lets it begin earlier"), "caption", "text3"),
            gap=4,
            margins=(12, 12, 12, 12),
        )
        self.setLayout(body)
        self.setFixedWidth(WIDE)

    def _write(self, _told: object = None) -> None:
        session, link = self._host.session, self._link.id
        lag, unit = self.lag.text().strip(), str(self.unit.key or "d")
        try:
            values = links.waiting(str(self.kind.key or "FS"), lag, unit)
            if any(self._link[name] != value for name, value in values.items()):
                commands.set_link(session, link, values)
                self._link = session.get("link", link)
        except Fault as fault:
            self._why.setText(told(fault)[0])
            self._why.show()
        else:
            self._why.hide()
        self.adjustSize()

    def _on_entered(self, _text: str) -> None:
        if self._why.isHidden():
            self.close()


KINDS = ("FS", "SS", "FF", "SF")
UNITS = ("d", "h", "w", "m", "ed", "eh", "ew", "em", "%")


def kind_words(kind: str) -> str:
    """Which end waits for which end."""
    match kind:
        case "SS":
            return t("Start to start")
        case "FF":
            return t("Finish to finish")
        case "SF":
            return t("Start to finish")
        case _:
            return t("Finish to start")


def unit_words(unit: str) -> str:
    """The unit of a lag."""
    match unit:
        case "h":
            return t("Hours|unit")
        case "w":
            return t("Weeks|unit")
        case "m":
            return t("Minutes|unit")
        case "ed":
            return t("Days on end")
        case "eh":
            return t("Hours on end")
        case "ew":
            return t("Weeks on end")
        case "em":
            return t("Minutes on end")
        case "%":
            return t("% of the task before")
        case _:
            return t("Working days")


def link_words(link: Row) -> str:
    """A link in short: 完成–开始 +2 工作日, FS +2 d."""
    kind = short_kind(link.text("type") or "FS")
    lag = link.text("lag")
    if not lag or lag == "0":
        return kind
    sign = "" if lag.startswith("-") else "+"
    return f"{kind} {sign}{lag} {short_unit(link.text('lag_unit'))}"


def short_kind(kind: str) -> str:
    """Which end waits for which end, in few letters."""
    match kind:
        case "SS":
            return t("SS|link")
        case "FF":
            return t("FF|link")
        case "SF":
            return t("SF|link")
        case _:
            return t("FS|link")


def short_unit(unit: str) -> str:
    """The unit of a lag in few letters; rare ones in full."""
    match unit:
        case "d" | "":
            return t("d|lag")
        case "h":
            return t("h|lag")
        case "w":
            return t("w|lag")
        case "m":
            return t("min|lag")
        case _:
            return unit_words(unit)
