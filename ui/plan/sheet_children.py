"""The tasks under a task: their state, one after another by Enter, moved in and out."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.model.row import Row
from app.plan import commands
from app.plan.outline import order_key
from ui.kit import lay, when
from ui.kit.app import t
from ui.kit.button import IconButton
from ui.kit.fields import Line
from ui.kit.pop import Entry, menu, open_menu
from ui.parts.host import Host
from ui.plan.sheet_parts import Do, Head, Jump, Look
from ui.plan.states import STATUS_LOOK, due_of, status_options, status_words


class Children(QWidget):
    """The tasks right under this one; `opened` tells which of them is wanted."""

    opened = Signal(object)

    def __init__(self, host: Host) -> None:
        super().__init__()
        self._host = host
        self._task: Row | None = None
        self._shown: object = None
        self._held: list[Row] = []
        self.head = Head(t("Sub-tasks"))
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        self.new = Line("", t("Add a sub-task"))
        self.new.setProperty("quiet", True)
        self.new.setTextMargins(-2, 0, 0, 0)  # in line with the words of the texts around it
        self.new.entered.connect(self._on_new)
        head = lay.row(self.head, margins=(8, 0, 8, 0))
        self.setLayout(lay.column(head, self._rows, self.new, gap=2))

    def show_task(self, task: Row) -> None:
        """The tasks under this one, in their order."""
        if self._task is None or task.id != self._task.id:
            self.new.clear()
        self._task = task
        rows = self._host.session.list("task", [("parent", "=", task.id)])
        self._held = sorted(rows, key=order_key)
        shown = (task.id, [(r.id, r["name"], r["status"], due_of(r)) for r in self._held])
        if shown == self._shown:
            return
        self._shown = shown
        focus = next((row for row in self.rows() if row.hasFocus()), None)
        lay.clear(self._rows)
        done = sum(row.text("status") == "done" for row in self._held)
        self.head.note.setText(f"{done} / {len(self._held)}" if self._held else "")
        for row in self._held:
            self._rows.addWidget(ChildRow(self._host, self, row))
        if focus is not None:
            self.focus_on(focus.task)

    def rows(self) -> list[ChildRow]:
        """The lines that are shown."""
        held = (self._rows.itemAt(i).widget() for i in range(self._rows.count()))  # pyright: ignore[reportOptionalMemberAccess]
        return [one for one in held if isinstance(one, ChildRow)]

    def focus_on(self, task: bytes) -> None:
        """The keys work on this line, once it is shown."""
        for row in self.rows():
            if row.task == task:
                row.show()
                row.setFocus(Qt.FocusReason.OtherFocusReason)

    def entries(self, task: bytes) -> list[Entry]:
        """What can be done with one of them."""
        place = self._place(task)
        is_first, is_last = place <= 0, place == len(self._held) - 1
        first = t("It is the first already") if is_first else ""
        last = t("It is the last already") if is_last else ""
        none = t("There is no sub-task above it") if is_first else ""
        return [
            Entry(t("Open"), Do(self.opened.emit, task), "maximize-2", "Return"),
            Entry(),
            Entry(t("Move up"), Do(self.step, task, -1), "arrow-up", "Alt+Up", first),
            Entry(t("Move down"), Do(self.step, task, 1), "arrow-down", "Alt+Down", last),
            Entry(t("Move out"), Do(self.promote, task), "arrow-left", "Ctrl+["),
            Entry(
                t("Move into the one above"),
                Do(self.indent, task),
                "corner-down-right",
                "Ctrl+]",
                none,
            ),
            Entry(),
            Entry(t("Delete"), Do(self.delete, task), "trash-2", "Del", is_danger=True),
        ]

    def step(self, task: bytes, by: int) -> None:
        """Move one up or down among the others."""
        assert self._task is not None
        place = self._place(task) + by
        if not 0 <= place < len(self._held):
            return
        others = [row.id for row in self._held if row.id != task]
        after = others[place - 1] if place else None
        self._move(task, after, self._task.id)

    def promote(self, task: bytes) -> None:
        """Out of this task: it stands behind it then."""
        assert self._task is not None
        self._move(task, self._task.id, None)

    def indent(self, task: bytes) -> None:
        """Under the one above it, at the end."""
        place = self._place(task)
        if place <= 0:
            return
        above = self._held[place - 1].id
        inner = self._host.session.list("task", [("parent", "=", above)])
        last = max(inner, key=order_key).id if inner else None
        self._move(task, last, above)

    def delete(self, task: bytes) -> None:
        """Into the trash, with what is under it."""
        session = self._host.session
        done = t("{count} tasks are in the trash", count=1)
        self._host.run(lambda: commands.delete_tasks(session, [task]), done)

    def put(self, task: bytes, status: object) -> None:
        """Another state."""
        session, values = self._host.session, {"status": str(status)}
        self._host.run(lambda: commands.bulk_set(session, [task], values))

    def _place(self, task: bytes) -> int:
        return next((i for i, row in enumerate(self._held) if row.id == task), -1)

    def _move(self, task: bytes, after: bytes | None, parent: bytes | None) -> None:
        session = self._host.session
        self._host.run(lambda: commands.move_task(session, task, after, parent))

    def _on_new(self, text: str) -> None:
        name, task, host = " ".join(text.split()), self._task, self._host
        campaign = task.ref("campaign") if task is not None else None
        if task is None or campaign is None or not name:
            return
        values = {"name": name, "status": "todo", "parent": task.id, "author": host.me}
        if host.run(lambda: commands.add_task(host.session, campaign, values)):
            self.new.clear()


KEYS = {
    (Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier): ("step", -1),
    (Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier): ("step", 1),
    (Qt.Key.Key_BracketLeft, Qt.KeyboardModifier.ControlModifier): ("promote", 0),
    (Qt.Key.Key_BracketRight, Qt.KeyboardModifier.ControlModifier): ("indent", 0),
    (Qt.Key.Key_Delete, Qt.KeyboardModifier.NoModifier): ("delete", 0),
}


class ChildRow(QFrame):
    """One task under the task: its state, its name, when it is due, what can be done."""

    def __init__(self, host: Host, children: Children, row: Row) -> None:
        super().__init__()
        self._children, self.task = children, row.id
        status = row.text("status") or "todo"
        icon, _, ink = STATUS_LOOK.get(status, STATUS_LOOK["todo"])
        words = row.text("name")
        self.state = IconButton(
            icon, t("{task}: {status}", task=words, status=status_words(status)), size=28, color=ink
        )
        self.state.clicked.connect(self._on_state)
        at = when.wall(due_of(row))
        note = when.due(at, host.now()) if at is not None else ""
        self.jump = Jump(Look(words, note=note, is_over=status == "done"))
        self.jump.clicked.connect(Do(children.opened.emit, row.id))
        more = IconButton("ellipsis", t("More for {task}", task=words), size=24, color="text3")
        more.clicked.connect(self._on_more)
        self._more = more
        self.setFocusProxy(self.jump)
        self.setLayout(lay.row(self.state, self.jump, more, gap=0, margins=(2, 0, 8, 0)))

    def _on_state(self) -> None:
        open_menu(self.state, self._states())

    def _states(self) -> Sequence[Entry]:
        task, put = self.task, self._children.put
        return [Entry(words, Do(put, task, key), icon) for key, words, icon in status_options()]

    def _on_more(self) -> None:
        open_menu(self._more, self._children.entries(self.task))

    # Qt overrides

    def keyPressEvent(self, event: QKeyEvent) -> None:
        known = KEYS.get((Qt.Key(event.key()), event.modifiers()))
        if known is None:
            super().keyPressEvent(event)
            return
        children, task = self._children, self.task
        does: dict[str, Callable[[], object]] = {
            "step": lambda: children.step(task, known[1]),
            "promote": lambda: children.promote(task),
            "indent": lambda: children.indent(task),
            "delete": lambda: children.delete(task),
        }
        does[known[0]]()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu(self, self._children.entries(self.task)).popup(event.globalPos())
