"""A block of cells before it is pasted: where it falls, what was read, what was not."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QDialogButtonBox, QListWidget, QWidget

from app.model.change import Value
from app.plan.paste import Line, Pasted
from ui.kit import draw, icons, lay, when
from ui.kit.app import app, listed, t, theme
from ui.kit.cells import Cells, Source, State
from ui.kit.fields import Choice
from ui.kit.fields import Row as FieldRow
from ui.kit.gridhead import HEIGHT, Column
from ui.kit.label import Label
from ui.kit.pop import Dialog
from ui.kit.tabs import Tabs
from ui.parts.host import Host
from ui.plan.columns import every
from ui.plan.states import priority_words, status_words

DIRECT = 20
"""So many rows that are there already are written without a question: one undo brings all back."""
ROWS, MOST_ROWS, MOST_FAULTS = 6, 200, 100
WIDE = 720
COLUMN_OF = {"deadline": "due", "effort_minutes": "effort"}
TARGET = "target"
EDGE, BAR, FAULT = 32, 14, 22


def is_plain(read: Pasted) -> bool:
    """Whether there is nothing to ask: a few rows that are there keep their names, and every
    cell was understood."""
    lines = read.lines
    renames = len(lines) > 1 and any("name" in line.values for line in lines)
    is_held = all(line.task is not None for line in lines)
    return bool(lines) and not read.faults and len(lines) <= DIRECT and is_held and not renames


def columns_of(lines: Sequence[Line]) -> list[str]:
    """The columns that are written, the name first."""
    found = dict.fromkeys(COLUMN_OF.get(key, key) for line in lines for key in line.values)
    if any(line.people is not None for line in lines):
        found["person"] = None
    order = list(titles())
    return sorted(found, key=lambda key: order.index(key) if key in order else len(order))


def titles() -> Mapping[str, str]:
    """Names of the columns."""
    words = {column.key: column.title for column in every(has_campaign=True)}
    return {
        **words,
        "labels": t("Labels"),
        "notes": t("Notes|task"),
        "deliverable": t("Deliverable|task"),
    }


def fault_words(read: Pasted) -> list[str]:
    """What was not understood, row by row."""
    names = titles()
    return [
        t(
            "Row {row}, {column}: {what}",
            row=one.row,
            column=names.get(one.column, one.column),
            what=app().words.text(one.message, dict(one.params)),
        )
        for one in read.faults
    ]


@dataclass(frozen=True, slots=True)
class Offer:
    """One way in which the block may fall: onto the rows, or as new tasks."""

    key: str
    words: str
    icon: str
    read: Pasted


def offers(onto: Pasted, new: Pasted) -> list[Offer]:
    """The ways in which a block may fall, the likely one first: names are rather new tasks."""
    fresh = Offer("new", t("As new tasks"), "plus", new)
    held = Offer("onto", t("Onto these rows"), "table-2", onto)
    if not any(line.task is not None for line in onto.lines):
        return [fresh]
    if not new.lines:
        return [held]
    has_names = any("name" in line.values for line in onto.lines)
    return [fresh, held] if has_names else [held, fresh]


class PasteSource(Source):
    """The first rows of what will be written."""

    def __init__(self, host: Host, lines: Sequence[Line], name_of: Callable[[bytes], str]) -> None:
        self._host, self._lines, self._name_of = host, lines[:MOST_ROWS], name_of

    def count(self) -> int:
        return len(self._lines)

    def key(self, row: int) -> object:
        return row

    def words(self, row: int, column: str) -> str:
        line = self._lines[row]
        if column == TARGET:
            if line.task is None:
                return t("New task")
            return self._name_of(line.task)
        if column == "person":
            people = line.people or ()
            return listed(self._host.directory.name("person", person) for person in people)
        back = {shown: key for key, shown in COLUMN_OF.items()}
        return self._value(column, line.values.get(back.get(column, column)))

    def paint(self, painter: QPainter, cell: tuple[int, str], rect: QRect, state: State) -> None:
        del state
        row, column = cell
        inner = rect.adjusted(8, 0, -8, 0)
        is_new = column == TARGET and self._lines[row].task is None
        if is_new:
            place = QRect(inner.x(), inner.center().y() - 6, 14, 14)
            icons.paint(painter, "plus", place, "success")
            inner = inner.adjusted(20, 0, 0, 0)
        ink = "success" if is_new else "text2" if column == TARGET else "text"
        draw.words(painter, inner, self.words(row, column), "body", ink)

    def _value(self, column: str, value: Value) -> str:
        if value is None:
            return ""
        match column:
            case "due" | "start" | "finish":
                at = when.wall(str(value))
                return f"{when.full(at.date())} {at:%H:%M}" if at is not None else ""
            case "priority":
                return priority_words(str(value))
            case "status":
                return status_words(str(value))
            case "percent":
                return f"{value}%"
            case "effort":
                assert isinstance(value, int)
                return t("{count} h", count=f"{value / 60:g}")
            case "channel":
                name = value if isinstance(value, bytes) else None
                return self._host.directory.name("channel", name)
            case "labels":
                return str(value).strip("[]").replace('"', "")
            case _:
                return str(value)


class PasteDialog(Dialog):
    """Says what a block would do; `pasted` tells what to write and the new tasks' campaign."""

    pasted = Signal(object, object)

    def __init__(
        self,
        parent: QWidget,
        host: Host,
        offers: Sequence[Offer],
        name_of: Callable[[bytes], str],
        campaign: bytes | None,
    ) -> None:
        super().__init__(parent, t("Paste rows from a spreadsheet"), WIDE)
        self._host, self._name_of, self._campaign = host, name_of, campaign
        self._offers = {offer.key: offer.read for offer in offers}
        self.read = offers[0].read
        self.switch = Tabs(
            [(offer.key, offer.words, offer.icon) for offer in offers],
            t("Where the rows fall"),
            is_switch=True,
        )
        self.switch.setVisible(len(offers) > 1)
        self.switch.chosen.connect(self._on_chosen)
        self._summary = Label("", "body", "text2", wraps=True)
        self.table = Cells(PasteSource(host, (), name_of), t("Rows to paste"))
        self._head = Label("", "body", "warn", wraps=True)
        self.faults = QListWidget()
        self.faults.setAccessibleName(t("Not understood"))
        self.faults.setSelectionMode(QListWidget.SelectionMode.NoSelection)
        self.faults.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.faults.setWordWrap(True)
        self.campaign = Choice(self._campaigns(), t("Campaign of the new tasks"))
        self.campaign.setCurrentIndex(0)
        self._place = FieldRow(t("Campaign of the new tasks"), self.campaign)
        self._body = lay.column(gap=8)
        lay.fill(self._body, [lay.row(self.switch, None), self._summary])
        self._holder = lay.column(self.table, gap=0)
        lay.fill(self._body, [self._holder, self._head, self.faults, self._place])
        self.fill(self._body)
        self.go_button = self.add(t("Paste"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.go_button.setDefault(True)
        self.go_button.clicked.connect(self._on_go)
        self.add(t("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        self._show()

    def _campaigns(self) -> list[tuple[object, str, str]]:
        held = self._host.directory.rows("campaign").values()
        rows = [row for row in held if not row["archived"]]
        latest = sorted(rows, key=lambda row: row.id, reverse=True)
        return [(row.id, row.text("name"), "flag") for row in latest]

    def _show(self) -> None:
        lines = self.read.lines
        new = sum(line.task is None for line in lines)
        needs_place = bool(new) and self._campaign is None
        self._summary.setText(self._summed(new))
        self._show_table()
        self._show_faults()
        self._place.setVisible(needs_place)
        why_not = "" if lines else t("Nothing of this can be pasted")
        if needs_place and not self.campaign.count():
            why_not = t("There is no campaign yet")
        self.go_button.setText(t("Paste {count} rows", count=len(lines)))
        self.go_button.setEnabled(not why_not)
        self.go_button.setToolTip(why_not)
        self.adjustSize()

    def _summed(self, new: int) -> str:
        lines = self.read.lines
        held = len(lines) - new
        parts: list[str] = []
        if new:
            parts.append(t("{count} new tasks", count=new))
        if held:
            parts.append(t("{count} tasks are changed", count=held))
        names = titles()
        known = listed(names.get(key, key) for key in columns_of(lines))
        if known:
            parts.append(t("Columns read: {names}", names=known))
        return " · ".join(parts)

    def _show_table(self) -> None:
        lines, words = self.read.lines, titles()
        wide = {"name": 200, "due": 136, "start": 136, "finish": 136, "notes": 160}
        columns = [Column(TARGET, t("Goes to|paste"), 120, is_sorted=False)]
        columns += [
            Column(key, words.get(key, key), wide.get(key, 88), is_sorted=False)
            for key in columns_of(lines)
        ]
        columns[-1].stretches, columns[-1].least = True, columns[-1].width
        table = Cells(PasteSource(self._host, lines, self._name_of), t("Rows to paste"))
        table.show_columns(columns)
        rows = max(1, min(ROWS, len(lines)))
        is_wide = sum(column.width for column in columns) > WIDE - 2 * EDGE
        table.setFixedHeight(HEIGHT + rows * theme().row + (BAR if is_wide else 2))
        self._holder.replaceWidget(self.table, table)
        self.table.hide()
        self.table.deleteLater()
        self.table = table

    def _show_faults(self) -> None:
        words = fault_words(self.read)
        self.faults.clear()
        self.faults.addItems(words[:MOST_FAULTS])
        if len(words) > MOST_FAULTS:
            self.faults.addItem(t("and {count} more", count=len(words) - MOST_FAULTS))
        self.faults.setFixedHeight(max(1, min(4, len(words))) * FAULT + 8)
        head = t("{count} cells were not understood and stay as they are", count=len(words))
        self._head.setText(head)
        self._head.setVisible(bool(words))
        self.faults.setVisible(bool(words))

    def _on_chosen(self, key: str) -> None:
        self.read = self._offers[key]
        self._show()

    def _on_go(self) -> None:
        held = self.campaign.key
        place = held if isinstance(held, bytes) and self._campaign is None else self._campaign
        self.accept()
        self.pasted.emit(self.read, place)
