"""The trash: what was deleted, by whom it can be brought back, one click each."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStackedWidget

from app import care
from app.model.row import Row
from ui.kit import draw, icons, lay
from ui.kit.app import t
from ui.kit.button import Button
from ui.kit.cells import Source, State
from ui.kit.empty import Empty
from ui.kit.grid import Grid
from ui.kit.gridhead import Column
from ui.kit.label import Label, hairline
from ui.kit.pop import Entry, menu
from ui.parts.host import Host
from ui.parts.page import Page

TABLES = (("campaign", "flag"), ("task", "list-checks"), ("post", "calendar-days"))


class Trashed(Source):
    """Deleted rows of the tables that have a trash."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self.rows: list[Row] = []

    def count(self) -> int:
        return len(self.rows)

    def key(self, row: int) -> object:
        return self.rows[row].id

    def words(self, row: int, column: str) -> str:
        held = self.rows[row]
        match column:
            case "name":
                return held.text("name") or held.text("title")
            case "kind":
                return kind_words(held.table)
            case _:
                return self._host.directory.name("campaign", held.ref("campaign"))

    def paint(self, painter: QPainter, cell: tuple[int, str], rect: QRect, state: State) -> None:
        row, column = cell
        inner = rect.adjusted(8, 0, -8, 0)
        if column == "name":
            icon = dict(TABLES).get(self.rows[row].table, "file")
            icons.paint(painter, icon, QRectF(inner.x(), rect.center().y() - 7, 16, 16), "text2")
            inner = inner.adjusted(24, 0, 0, 0)
        ink = "text" if column == "name" else "text2"
        draw.words(painter, inner, self.words(row, column), "body", ink)
        del state


class TrashPage(Page):
    """Choose and bring back."""

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self._source = Trashed(host)
        self.grid = Grid(self._source, t("Trash"), has_ticks=True)
        self.grid.show_columns(
            [
                Column("name", t("Name"), 320, stretches=True, is_sorted=False),
                Column("kind", t("Kind"), 120, is_sorted=False),
                Column("campaign", t("Campaign"), 200, is_sorted=False),
            ]
        )
        self.restore = Button(t("Bring back"), "primary", icon="rotate-ccw")
        self.restore.clicked.connect(self._on_restore)
        note = Label(t("What is deleted stays here, on every device"), "small", "text2")
        empty = Empty(
            "trash-2", t("The trash is empty"), t("What you delete comes here and can come back")
        )
        self._stack = QStackedWidget()
        self._stack.addWidget(self.grid)
        self._stack.addWidget(empty)
        head = lay.row(
            Label(t("Trash"), "title"), 8, note, None, self.restore, margins=(24, 14, 16, 12)
        )
        self.setLayout(lay.column(head, hairline(is_rule=True), self._stack, gap=0))
        self.grid.selection_changed.connect(self._tell)
        self.grid.menu_asked.connect(self._on_menu)

    def crumbs(self) -> list[tuple[str, str]]:
        return [(t("Trash"), "trash")]

    def refresh(self) -> None:
        rows = [row for table, _ in TABLES for row in care.trash(self.host.desk, table)]
        self._source.rows = sorted(rows, key=lambda row: row.id, reverse=True)
        self.grid.selection &= {row.id for row in rows}
        self.grid.refresh()
        self._stack.setCurrentIndex(0 if rows else 1)
        self._tell()

    def bring_back(self, wanted: set[object]) -> None:
        """Restore these rows as one edit."""
        rows = [row for row in self._source.rows if row.id in wanted]
        session = self.host.session

        def verb() -> None:
            with session.edit("Bring back from the trash") as edit:
                for row in rows:
                    edit.restore(row.table, row.id)

        self.host.run(verb, t("{count} came back", count=len(rows)))

    def _tell(self) -> None:
        has_any = bool(self.grid.selection) or self.grid.current is not None
        self.restore.enable("" if has_any else t("Choose something first"))

    def _on_restore(self) -> None:
        self.bring_back(self.grid.selection or {self.grid.current})

    def _on_menu(self, key: object, at: QPoint) -> None:
        menu(self, [Entry(t("Bring back"), lambda: self.bring_back({key}), "rotate-ccw")]).popup(at)


def kind_words(table: str) -> str:
    """A kind of thing as people say it."""
    match table:
        case "campaign":
            return t("Campaign")
        case "post":
            return t("Content")
        case _:
            return t("Task")
