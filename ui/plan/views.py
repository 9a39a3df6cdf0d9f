"""Saved views of the task page: one's own and the team's; the last look is found again."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec
from msgspec.structs import replace
from PySide6.QtCore import QObject, QRectF, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QDialogButtonBox, QWidget

from app.model.change import Changes
from app.model.errors import Fault
from app.model.row import Row
from app.plan import commands
from app.plan import view as views
from app.plan.view import Shelf, View
from ui.kit import draw, icons
from ui.kit.app import t, told
from ui.kit.button import Button
from ui.kit.command import Command
from ui.kit.fields import Choice, Line
from ui.kit.fields import Row as FieldRow
from ui.kit.lay import column
from ui.kit.pop import Dialog, Entry, open_menu
from ui.parts.host import Host
from ui.plan.filters import shortened

PAGE = "tasks"
MOST_NAME = 132
CHEVRON = 20
TABLES = ("my_view", "team_view")


class Last(msgspec.Struct, frozen=True):
    """How the page looked when it was left; kept on this computer."""

    view: str
    look: View


class ViewButton(Button):
    """The name of the view; a dot says that it looks otherwise now."""

    def __init__(self) -> None:
        super().__init__("", "flat", icon="layers")
        self.is_changed = False

    def show_view(self, name: str, *, is_changed: bool) -> None:
        """The view that is shown, and whether it was changed since."""
        self.is_changed = is_changed
        self.setText(shortened(name, MOST_NAME))
        self.setAccessibleName(t("View: {name}", name=name))
        self.setAccessibleDescription(t("Changed since it was saved") if is_changed else "")
        self.setToolTip(f"{name}: {t('Changed since it was saved')}" if is_changed else name)
        self.updateGeometry()
        self.update()

    # Qt overrides

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return QSize(hint.width() + CHEVRON + 8 * self.is_changed, 28)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        ground, _, ink = self._colors()
        rect = QRectF(self.rect())
        if ground:
            draw.box(painter, rect, ground)
        if self.hasFocus() and bool(self.window().property("keys")):
            draw.ring(painter, rect)
        middle = rect.height() / 2
        icons.paint(painter, self._icon, QRectF(8, middle - 8, 16, 16), "text2")
        room = QRectF(30, 0, rect.width() - 30 - CHEVRON, rect.height())
        x = 30 + draw.words(painter, room, self.text(), "body", ink)
        if self.is_changed:
            draw.box(painter, QRectF(x + 4, middle - 3, 6, 6), "fill", radius=3)
        icons.paint(painter, "chevron-down", QRectF(rect.right() - 20, middle - 7, 14, 14), "text2")


class Views(QObject):
    """Which views there are, which one is shown, and whether it was changed."""

    chosen = Signal(object)
    """A `View` to look by."""

    def __init__(self, host: Host, button: ViewButton, campaign: bytes | None) -> None:
        super().__init__(button)
        self._host, self._button, self._campaign = host, button, campaign
        self._place = f"look/{PAGE}/{campaign.hex() if campaign is not None else 'all'}"
        self._view = View()
        self.active: bytes | None = None
        self.rows: list[Row] = []
        button.clicked.connect(self.open)
        self.read()
        self.last = self._recall()
        """How the page looked the last time."""

    def read(self) -> None:
        """Read which views there are."""
        self.rows = commands.read_views(self._host.session, PAGE, self._campaign)
        if self.row is None:
            self.active = None
        self._tell()

    def take(self, changes: Changes) -> None:
        """Follow a commit."""
        if any(changes.touches(table) for table in TABLES):
            was_changed = self.is_changed
            self.read()
            row = self.row
            if row is not None and not was_changed and self.is_changed:
                self.show(row)  # a colleague changed the view that one looks at

    def show_view(self, view: View) -> None:
        """How the tasks are looked at now; it is remembered, the searched words are not."""
        self._view = view
        view_id = self.active.hex() if self.active is not None else ""
        last = Last(view_id, replace(view, text=""))
        is_usual = last == Last("", View())
        text = "" if is_usual else msgspec.json.encode(last).decode()
        self._host.drafts.keep(self._place, text)
        self._tell()

    @property
    def row(self) -> Row | None:
        """The saved view that is shown."""
        return next((row for row in self.rows if row.id == self.active), None)

    @property
    def is_changed(self) -> bool:
        """Whether the tasks are looked at in another way than the saved view says."""
        row = self.row
        return row is not None and views.read(row.text("settings")) != self._view

    def show(self, row: Row | None) -> None:
        """Look by a saved view; by none, at all tasks in the usual way."""
        self.active = row.id if row is not None else None
        self.chosen.emit(views.read(row.text("settings")) if row is not None else View())

    def open(self) -> None:
        """The menu of views."""
        row = self.row
        mine = [held for held in self.rows if held.table == "my_view"]
        team = [held for held in self.rows if held.table == "team_view"]
        entries = [Entry(t("All tasks"), _Show(self, None), is_ticked=row is None)]
        for some, icon in ((mine, "user"), (team, "users")):
            if some:
                entries.append(Entry())
            entries += [
                Entry(
                    one.text("name"),
                    _Show(self, one),
                    icon if one.id != self.active else "",
                    is_ticked=True if one.id == self.active else None,
                )
                for one in some
            ]
        entries.append(Entry())
        entries += [
            Entry(c.words, c.do, c.icon, why_not=c.reason, is_danger=c.name == "view.delete")
            for c in self.commands()
            if c.name != "view.open"
        ]
        open_menu(self._button, entries)

    def commands(self) -> Sequence[Command]:
        """What can be done with views."""
        group, why_none, why_same = t("Tasks"), self._why_none, self._why_same
        update, copy = t("Update the view"), t("Save as a view…")
        return [
            Command("view.open", t("Show another view"), self.open, "layers", "V", group,
                    is_single=True),
            Command("view.update", update, self.update, "save", "", group, why_same),
            Command("view.save", copy, self.save_as, "bookmark", "", group),
            Command("view.rename", t("Rename the view…"), self.rename, "pencil", "", group,
                    why_none),
            Command("view.delete", t("Delete the view"), self.delete, "trash-2", "", group,
                    why_none),
        ]  # fmt: skip

    def update(self) -> None:
        """Keep the shown view as it looks now."""
        row, view, session = self.row, self._view, self._host.session
        if row is not None:
            done = t("The view {name} is kept as it looks now", name=row.text("name"))
            self._host.run(lambda: commands.change_view(session, row, view), done)
            self.read()

    def save_as(self) -> None:
        """Ask for a name, and for whom."""
        shelves: list[tuple[object, str, str]] = [("mine", t("Only me|view"), "user")]
        if self._campaign is not None:
            shelves.append(("campaign", t("Everybody in this campaign"), "flag"))
        shelves.append(("team", t("The whole team"), "users"))
        NameView(self._button.window(), t("Save as a view"), self._save, shelves=shelves).open()

    def rename(self) -> None:
        """Ask for another name."""
        row = self.row
        if row is not None:
            dialog = NameView(
                self._button.window(), t("Rename the view"), self._rename, row.text("name")
            )
            dialog.open()

    def delete(self) -> None:
        """Take the shown view away; the tasks stay as they are seen."""
        row, session = self.row, self._host.session
        if row is not None:
            done = t("The view {name} is deleted", name=row.text("name"))
            self._host.run(lambda: commands.delete_view(session, row), done)
            self.read()

    def _recall(self) -> View:
        text = self._host.drafts.text(self._place)
        try:
            held = msgspec.json.decode(text, type=Last) if text else Last("", View())
        except (msgspec.MsgspecError, UnicodeError):
            held = Last("", View())
        self.active = next((row.id for row in self.rows if row.id.hex() == held.view), None)
        return held.look

    def _save(self, name: str, place: object) -> None:
        campaign = self._campaign if place == "campaign" else None
        shelf = Shelf(PAGE, place != "mine", campaign)
        self.active = commands.save_view(self._host.session, shelf, name, self._view)
        self._host.said_done(t("The view {name} is saved", name=name.strip()))
        self.read()
        self.show_view(self._view)

    def _rename(self, name: str, _place: object) -> None:
        row = self.row
        if row is not None:
            commands.rename_view(self._host.session, row, name)
            self.read()

    def _tell(self) -> None:
        row = self.row
        name = row.text("name") if row is not None else t("All tasks")
        self._button.show_view(name, is_changed=self.is_changed)

    def _why_none(self) -> str:
        return "" if self.row is not None else t("All tasks is no saved view")

    def _why_same(self) -> str:
        why_none = self._why_none()
        return why_none or ("" if self.is_changed else t("The view looks as it was saved"))


class NameView(Dialog):
    """Asks for the name of a view, and for whom it is."""

    def __init__(
        self,
        parent: QWidget,
        title: str,
        done: Callable[[str, object], object],
        name: str = "",
        *,
        shelves: Sequence[tuple[object, str, str]] = (),
    ) -> None:
        super().__init__(parent, title, 400)
        self._done = done
        self.name = Line(name, t("Late posts, what I review …"))
        self.name.selectAll()
        self._row = FieldRow(t("Name"), self.name)
        self.shelf = Choice(shelves, t("Who sees it"))
        rows: list[QWidget] = [self._row]
        if shelves:
            rows.append(FieldRow(t("Who sees it"), self.shelf))
        self.fill(column(*rows, gap=4))
        words = t("Save") if shelves else t("Rename")
        self.go_button = self.add(words, QDialogButtonBox.ButtonRole.AcceptRole)
        self.go_button.setDefault(True)
        self.go_button.clicked.connect(self._on_go)
        self.add(t("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)

    def _on_go(self) -> None:
        try:
            self._done(self.name.text(), self.shelf.key)
        except Fault as fault:
            self._row.refuse(told(fault)[0])
            return
        self.accept()


class _Show:
    """Looks by the view that was meant when the menu opened."""

    def __init__(self, held: Views, row: Row | None) -> None:
        self._held, self._row = held, row

    def __call__(self) -> None:
        self._held.show(self._row)
