"""The steps of the import wizard as views: choose a file, say what its columns are, the trial."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from ui.kit import draw, icons, lay
from ui.kit.app import t, theme
from ui.kit.button import Button
from ui.kit.cells import Source, State
from ui.kit.fields import Choice, Line
from ui.kit.fields import Row as FieldRow
from ui.kit.grid import Grid
from ui.kit.gridhead import Column
from ui.kit.label import Elided, Label, Picture
from ui.parts.importer_faults import said
from ui.parts.importer_intake import Field, Filed, Target, Trial, Trouble
from ui.parts.importer_preview import Preview

MOST_TROUBLES = 2_000


class Steps(QWidget):
    """Where one is: four words, those done with a tick."""

    def __init__(self) -> None:
        super().__init__()
        self._words = (t("File"), t("Columns"), t("Trial run"), t("Import"))
        self.place = 0
        self.setFixedHeight(24)
        self.show_place(0)

    def show_place(self, place: int) -> None:
        """The step that is open."""
        self.place = place
        words = t("Step {step} of {count}", step=place + 1, count=len(self._words))
        self.setAccessibleName(f"{words}: {self._words[place]}")
        self.update()

    # Qt overrides

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        x, middle = 0.0, self.height() / 2
        for place, words in enumerate(self._words):
            is_here, is_done = place == self.place, place < self.place
            box = QRectF(x, middle - 10, 20, 20)
            ground = "fill" if is_here else "accent_tint" if is_done else "neutral"
            draw.box(painter, box, ground, radius=10)
            if is_done:
                icons.paint(painter, "check", box.adjusted(4, 4, -4, -4), "accent")
            else:
                ink = "on_fill" if is_here else "text2"
                draw.words(painter, box, str(place + 1), "caption", ink, align=draw.CENTER)
            ink = "text" if is_here else "text2"
            room = QRectF(x + 28, 0, 200, self.height())
            x += 28 + draw.words(painter, room, words, "body", ink, is_strong=is_here) + 12
            if place < len(self._words) - 1:
                painter.fillRect(QRectF(x, round(middle), 32, 1), theme().color("border"))
                x += 44


class DropZone(QFrame):
    """A place to drop a file; the button beside does the same."""

    def __init__(self, endings: Sequence[str]) -> None:
        super().__init__()
        self.is_over = False
        self.browse = Button(t("Choose a file…"), "primary", icon="folder-open")
        kinds = "  ".join(ending.removeprefix(".").upper() for ending in endings)
        words = Label(t("Drop a file here, or"), "body", "text")
        note = Label(kinds, "caption", "text3")
        inner = lay.column(
            None,
            lay.row(None, Picture("file-spreadsheet", "text2", 32), None),
            lay.row(None, words, self.browse, None, gap=12),
            lay.row(None, note, None),
            None,
            gap=12,
        )
        self.setLayout(inner)
        self.setMinimumHeight(200)

    def show_over(self, is_over: bool) -> None:
        """Whether a file is held over it."""
        self.is_over = is_over
        self.update()

    # Qt overrides

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        color = theme().color("ring" if self.is_over else "strong")
        pen = QPen(color, 2 if self.is_over else 1, Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(theme().color("accent_tint" if self.is_over else "app"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)


class ChooseStep(QWidget):
    """Step 1: a file, dropped anywhere on it or chosen."""

    dropped = Signal(object)

    def __init__(self, endings: Sequence[str], hints: Sequence[str]) -> None:
        super().__init__()
        self.zone = DropZone(endings)
        self._sign = Picture("circle-alert", "danger", 16)
        self._message = Label("", "body", "danger", wraps=True)
        self._hint = Label("", "small", "text2", wraps=True)
        told = lay.column(self._message, self._hint, gap=0)
        row = lay.row(self._sign, told, gap=8)
        row.setAlignment(self._sign, Qt.AlignmentFlag.AlignTop)
        self._told = lay.panel(row)
        notes = [Label(f"·  {hint}", "small", "text2", wraps=True) for hint in hints]
        self.setLayout(lay.column(self.zone, self._told, *notes, gap=8))
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.setStretch(0, 1)
        self.setAcceptDrops(True)
        self.refuse("")

    def refuse(self, message: str, hint: str = "") -> None:
        """Say why a file was not taken; "" takes it back."""
        self.reason = message
        self._told.setVisible(bool(message))
        self._message.setText(message)
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint))

    # Qt overrides

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            self.zone.show_over(True)
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        super().dragLeaveEvent(event)
        self.zone.show_over(False)

    def dropEvent(self, event: QDropEvent) -> None:
        self.zone.show_over(False)
        files = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        event.acceptProposedAction()
        if len(files) == 1:
            self.dropped.emit(files[0])
        else:
            self.refuse(t("One file at a time"))


class ColumnsStep(QWidget):
    """Step 2: what the columns are, and where it goes."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._file = Elided("", "strong")
        self._note = Elided("", "small", "text2")
        self._missing = Label("", "small", "danger")
        self.preview = Preview()
        self.target = Choice((), t("Where it goes"))
        self.name = Line("", t("Name of the new campaign"))
        self._targets: Sequence[Target] = ()
        self._where = lay.panel(
            lay.row(FieldRow(t("Where it goes"), self.target), FieldRow(t("Name"), self.name))
        )
        frame = lay.panel(lay.column(self.preview, gap=0, margins=(1, 1, 1, 1)), "card")
        head = lay.row(Picture("file-spreadsheet", "text2"), self._file, self._note, gap=8)
        head.setStretch(2, 1)
        self.setLayout(lay.column(self._where, head, frame, self._missing, gap=8))
        self.preview.changed.connect(self._on_changed)
        self.target.chosen.connect(self._on_target)
        self.name.textChanged.connect(self._on_changed)

    def show_filed(
        self,
        filed: Filed,
        fields: Sequence[Field],
        columns: Mapping[str, int],
        targets: Sequence[Target],
    ) -> None:
        """Show a file that was read."""
        self._targets = targets
        self.preview.show_filed(filed, fields, columns)
        self._file.setText(filed.name)
        self._file.setMaximumWidth(round(draw.width(filed.name, "strong")) + 4)
        self._where.setVisible(bool(targets))
        self.target.offer([(place, one.words, one.icon) for place, one in enumerate(targets)])
        self.target.show_key(0)
        self._on_target(0)

    def tell(self, note: str, missing: str) -> None:
        """A sentence about the file, and what is missing."""
        self._note.setText(note)
        self._missing.setText(missing)

    @property
    def aim(self) -> tuple[object, str]:
        """Where it goes: the key, and the name of a new one."""
        place = self.target.key
        if not isinstance(place, int) or place >= len(self._targets):
            return None, ""
        one = self._targets[place]
        return one.key, self.name.text().strip() if one.new_name is not None else ""

    @property
    def is_nameless(self) -> bool:
        """Whether a new one has no name yet."""
        place = self.target.key
        one = self._targets[place] if isinstance(place, int) and self._targets else None
        return one is not None and one.new_name is not None and not self.name.text().strip()

    def _on_target(self, place: object) -> None:
        one = self._targets[place] if isinstance(place, int) and self._targets else None
        is_new = one is not None and one.new_name is not None
        row = self.name.parentWidget()
        if row is not None:
            row.setVisible(is_new)
        if one is not None and one.new_name is not None and not self.name.text():
            self.name.setText(one.new_name)
        self.changed.emit()

    def _on_changed(self, _what: object = None) -> None:
        self.changed.emit()


class TrialStep(QWidget):
    """Step 3: what would happen, and what could not be taken."""

    def __init__(self) -> None:
        super().__init__()
        self._counts = lay.row(gap=0)
        self._notes = lay.column(gap=4)
        self.source = Troubles()
        self.grid = Grid(self.source, t("What is wrong"))
        self.grid.show_columns(
            [
                Column("row", t("Row"), 64, is_right=True, is_sorted=False),
                Column("column", t("Column|sheet"), 176, is_sorted=False),
                Column("said", t("What is wrong"), 320, stretches=True, is_sorted=False),
            ]
        )
        self.save = Button(t("Download the rows to mend"), "link", icon="download", is_small=True)
        self._title = Label("", "strong")
        head = lay.row(self._title, None, self.save)
        frame = lay.panel(lay.column(self.grid, margins=(1, 1, 1, 1)), "card")
        self._wrong = lay.panel(lay.column(head, frame, gap=4))
        self._fine = lay.panel(
            lay.row(
                Picture("circle-check", "success"),
                Label(t("Everything in the file can be taken")),
                None,
            )
        )
        strip = lay.panel(self._counts, "card")
        strip.setFixedHeight(64)
        self.setLayout(lay.column(strip, self._notes, self._fine, self._wrong, gap=12))

    def show_trial(self, trial: Trial) -> None:
        """What would happen."""
        lay.clear(self._counts)
        for place, count in enumerate(trial.counts):
            tone = count.tone if count.number else "text3"
            number = Label(f"{count.number:,}", "title", tone)
            cell = lay.column(Label(count.words, "caption", "text2"), number, gap=0)
            cell.setContentsMargins(16, 8, 16, 8)
            part = lay.panel(cell)
            part.setAccessibleName(f"{count.words} {count.number}")
            self._counts.addWidget(part, 1)
            if place < len(trial.counts) - 1:
                self._counts.addWidget(_upright())
        lay.clear(self._notes)
        for note in trial.notes:
            self._notes.addWidget(Label(note, "small", "text2", wraps=True))
        by_row = sorted(trial.troubles, key=lambda trouble: trouble.row or 0)
        self.source.troubles = by_row[:MOST_TROUBLES]
        self.grid.refresh()
        self._title.setText(t("{count} places need a look", count=len(trial.troubles)))
        self._wrong.setVisible(bool(trial.troubles))
        self._fine.setVisible(not trial.troubles and trial.has_work)
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.setStretch(3, 1 if trial.troubles else 0)
        layout.setAlignment(
            Qt.AlignmentFlag.AlignTop if not trial.troubles else Qt.AlignmentFlag(0)
        )


class Troubles(Source):
    """What is wrong, by row and column."""

    def __init__(self) -> None:
        self.troubles: Sequence[Trouble] = ()

    def count(self) -> int:
        return len(self.troubles)

    def key(self, row: int) -> object:
        return row

    def words(self, row: int, column: str) -> str:
        trouble = self.troubles[row]
        match column:
            case "row":
                return str(trouble.row) if trouble.row is not None else t("All|rows")
            case "column":
                return trouble.column
            case _:
                return said(trouble)

    def paint(self, painter: QPainter, cell: tuple[int, str], rect: QRect, state: State) -> None:
        del state
        row, column = cell
        inner = rect.adjusted(8, 0, -8, 0)
        align = draw.RIGHT if column == "row" else draw.LEFT
        ink = "text" if column == "said" else "text2"
        draw.words(painter, inner, self.words(row, column), "body", ink, align=align)


def _upright() -> QFrame:
    line = QFrame()
    line.setObjectName("rule")
    line.setFixedWidth(1)
    return line
