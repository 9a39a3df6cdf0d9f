"""The left side of the page: the tree under its head, and what can be done to a department."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QDialogButtonBox, QWidget

from app.model.ids import RowId
from app.model.row import Row
from app.people import commands, directory
from ui.kit import lay
from ui.kit.app import t
from ui.kit.button import IconButton
from ui.kit.fields import Row as FieldRow
from ui.kit.label import Label
from ui.kit.pop import Dialog, Entry, menu
from ui.parts.host import Host
from ui.parts.pick import Option, PickButton, Picker, people_options
from ui.people.options import department_options
from ui.people.roster import HOMELESS, Roster
from ui.people.tree import DepartmentTree

WIDE = 224


class Departments(QWidget):
    """The tree with its verbs."""

    chosen = Signal(object)

    def __init__(self, host: Host) -> None:
        super().__init__()
        self._host = host
        self._roster = Roster()
        self.tree = DepartmentTree()
        self.new = IconButton("plus", t("Add a department"), size=28)
        self.more = IconButton("ellipsis", t("What to do with the department"), size=28)
        head = lay.row(
            Label(t("Departments"), "strong"),
            None,
            self.new,
            self.more,
            gap=0,
            margins=(16, 6, 8, 6),
        )
        rows = lay.row(self.tree, margins=(8, 0, 8, 8))
        self.setLayout(lay.column(head, rows, gap=0))
        self.setFixedWidth(WIDE)
        tree = self.tree
        tree.chosen.connect(self._on_chosen)
        tree.made.connect(self._on_made)
        tree.named.connect(self._on_named)
        tree.menu_asked.connect(self._on_menu)
        tree.delete_asked.connect(self.delete)
        tree.step_asked.connect(self.step)
        self.new.clicked.connect(self.begin)
        self.more.clicked.connect(self._on_more)

    @property
    def key(self) -> bytes | None:
        """What is chosen."""
        return self.tree.key

    @property
    def department(self) -> bytes | None:
        """The department that is chosen, if it is one."""
        return self.tree.key or None

    def show_roster(self, roster: Roster) -> None:
        """The departments as they are now."""
        self._roster = roster
        self.tree.show_branches(roster.branches, len(roster.at_work), roster.homeless)
        self._tell()

    def begin(self) -> None:
        """Name a new department under the one that is chosen."""
        self.tree.name_new(self.department)

    def rename(self) -> None:
        """Name the chosen one anew."""
        if self.department is not None:
            self.tree.rename(self.department)

    def why_not(self) -> str:
        """Why nothing can be done to a department now."""
        return "" if self.department is not None else t("Choose a department first")

    def step(self, department: bytes, by: int) -> None:
        """Put it before or behind its neighbour."""
        siblings = self._siblings(department)
        place = siblings.index(department) + by
        if not 0 <= place < len(siblings):
            return
        rest = [held for held in siblings if held != department]
        after = rest[place - 1] if place else None
        parent = self._row(department).ref("parent")
        session = self._host.session
        self._host.run(lambda: commands.move_department(session, department, parent, after))

    def put_under(self, department: bytes, parent: bytes | None) -> None:
        """Put it under another one, last."""
        session = self._host.session
        there = [b.id for b in directory.flat(self._roster.branches) if _parent(b.row) == parent]
        rest = [held for held in there if held != department]
        after = rest[-1] if rest else None
        name = self._row(department).text("name")
        done = t("{name} has moved", name=name)
        self._host.run(lambda: commands.move_department(session, department, parent, after), done)

    def delete(self, department: bytes) -> None:
        """At once where it is empty; else one says who takes its people over."""
        session, row = self._host.session, self._row(department)
        branch = next(b for b in directory.flat(self._roster.branches) if b.id == department)
        done = t("The department {name} is deleted", name=row.text("name"))
        if not branch.people and not branch.children:
            self._host.run(lambda: commands.delete_department(session, department), done)
            return
        dialog = DissolveDialog(self.window(), self._roster, row, len(branch.people))

        def dissolve() -> None:
            to = dialog.heir
            if to is not None:
                self._host.run(lambda: commands.delete_department(session, department, to), done)

        dialog.accepted.connect(dissolve)
        dialog.open()

    def entries(self, department: bytes) -> list[Entry]:
        """What can be done to a department."""
        siblings = self._siblings(department)
        place = siblings.index(department)
        first = "" if place else t("It is the first one")
        last = "" if place < len(siblings) - 1 else t("It is the last one")
        return [
            Entry(t("Rename"), self.rename, "pencil", "F2"),
            Entry(t("Add a department below"), self.begin, "plus", "Ins"),
            Entry(t("Head of the department…"), self._on_head, "user-check"),
            Entry(),
            Entry(t("Move up"), _Step(self, department, -1), "arrow-up", "Alt+Up", first),
            Entry(t("Move down"), _Step(self, department, 1), "arrow-down", "Alt+Down", last),
            Entry(t("Move to…"), self._on_move, "corner-down-right"),
            Entry(),
            Entry(t("Delete"), _Call(self.delete, department), "trash-2", "Del", is_danger=True),
        ]

    def _row(self, department: bytes) -> Row:
        return self._host.session.get("department", department)

    def _siblings(self, department: bytes) -> list[bytes]:
        """The departments beside it, as the tree shows them."""

        def found(branches: object) -> list[bytes]:
            assert isinstance(branches, list | tuple)
            ids = [branch.id for branch in branches]
            if department in ids:
                return ids
            return next((f for b in branches if (f := found(b.children))), [])

        return found(tuple(self._roster.branches))

    def _tell(self) -> None:
        self.more.enable(self.why_not())

    def _on_chosen(self, key: object) -> None:
        self._tell()
        self.chosen.emit(key)

    def _on_made(self, parent: object, name: str) -> None:
        session, made = self._host.session, list[RowId]()
        above = parent if isinstance(parent, bytes) and parent != HOMELESS else None
        self._host.run(lambda: made.append(commands.add_department(session, name, above)))

    def _on_named(self, department: bytes, name: str) -> None:
        session = self._host.session
        self._host.run(lambda: commands.rename_department(session, department, name))

    def _on_menu(self, key: object, at: QPoint) -> None:
        if isinstance(key, bytes) and key != HOMELESS:
            menu(self, self.entries(key)).popup(at)

    def _on_more(self) -> None:
        if self.department is not None:
            corner = QPoint(0, self.more.height() + 4)
            menu(self, self.entries(self.department)).popup(self.more.mapToGlobal(corner))

    def _on_head(self) -> None:
        department = self.department
        if department is None:
            return
        first = Option(None, t("No head"), icon="circle-dashed")
        options = [first, *people_options(self._host.directory)]
        held = self._row(department).ref("head")
        self._pick(t("Head of the department"), options, _Call(self._set_head, department), held)

    def _set_head(self, department: bytes, person: object) -> None:
        session = self._host.session
        head = person if isinstance(person, bytes) else None
        name, own = self._host.directory.name("person", head), self._row(department).text("name")
        done = t("{name} heads {department}", name=name, department=own) if head else ""
        self._host.run(lambda: commands.set_head(session, department, head), done)

    def _on_move(self) -> None:
        department = self.department
        if department is None:
            return
        below = directory.below(self._roster.staff.departments, department)
        held = department_options(self._roster, none=t("At the top"))
        options = [option for option in held if option.key not in below]
        held = self._row(department).ref("parent")
        self._pick(t("Move to"), options, _Call(self._move_to, department), held)

    def _move_to(self, department: bytes, parent: object) -> None:
        self.put_under(department, parent if isinstance(parent, bytes) else None)

    def _pick(
        self,
        name: str,
        options: list[Option],
        done: Callable[[object], object],
        held: bytes | None,
    ) -> None:
        item = self.tree.currentItem()
        picker = Picker(self, name, options, done, current=held)
        if item is None:
            picker.open_at(QCursor.pos())
        else:
            corner = self.tree.visualItemRect(item).bottomLeft() + QPoint(8, 4)
            picker.open_at(self.tree.viewport().mapToGlobal(corner))
        picker.line.setFocus()


class DissolveDialog(Dialog):
    """Where the people of a department go that is to be deleted."""

    def __init__(self, parent: QWidget, roster: Roster, department: Row, count: int) -> None:
        name = department.text("name")
        super().__init__(parent, t("Delete the department {name}", name=name), 440)
        self.heir: bytes | None = None
        self._roster = roster
        self._below = directory.below(roster.staff.departments, department.id)
        self.pick = PickButton(t("They go to"))
        self.pick.clicked.connect(self._on_pick)
        self.ok = self.add(t("Delete"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.ok.setProperty("kind", "danger")
        self.ok.setAutoDefault(False)
        self.add(t("Cancel"), QDialogButtonBox.ButtonRole.RejectRole).setDefault(True)
        self.buttons.accepted.connect(self.accept)
        words = t("Its {count} people and the departments below go to another one", count=count)
        self.fill(lay.column(Label(words, wraps=True), FieldRow(t("They go to"), self.pick), gap=8))
        self.choose(department.ref("parent"))

    def choose(self, key: object) -> None:
        """They go there."""
        self.heir = key if isinstance(key, bytes) else None
        self.pick.show_words(self._roster.staff.names.get(self.heir or b"", ""))
        self.ok.setEnabled(self.heir is not None)
        self.ok.setToolTip("" if self.heir else t("Choose a department first"))

    def _on_pick(self) -> None:
        options = [o for o in department_options(self._roster) if o.key not in self._below]
        picker = Picker(self.pick, t("They go to"), options, self.choose, current=self.heir)
        picker.open_under(self.pick, gap=2)


def _parent(row: Row) -> bytes | None:
    return row.ref("parent")


class _Step:
    """Puts a department before or behind its neighbour."""

    def __init__(self, side: Departments, department: bytes, by: int) -> None:
        self._side, self._department, self._by = side, department, by

    def __call__(self) -> None:
        self._side.step(self._department, self._by)


class _Call:
    """Calls with a department, and with what was picked."""

    def __init__(self, do: Callable[..., object], department: bytes) -> None:
        self._do, self._department = do, department

    def __call__(self, *picked: object) -> None:
        self._do(self._department, *picked)
