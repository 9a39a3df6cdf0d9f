"""All targets of a campaign in a table: name, unit, which way is better, the figure to reach."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtWidgets import QDialogButtonBox, QFrame, QWidget

from app.model.campaign import Kpi
from ui.campaign.overview_kpipaint import decimal_of
from ui.kit import lay
from ui.kit.app import t
from ui.kit.button import Button, IconButton
from ui.kit.fields import Choice, Line
from ui.kit.label import Label
from ui.kit.pop import Dialog

UNIT, WAY, GOAL, BUTTON = 80, 128, 128, 28
WIDE = 760
MONEY = ("CNY", "¥", "￥", "元", "人民币", "rmb", "yuan")


def unit_words(unit: str) -> str:
    """A unit as people write it."""
    return t("yuan") if unit in ("CNY", "¥") else unit


def unit_of(text: str) -> str:
    """What people write as a unit as it is kept."""
    plain = text.strip()
    if plain.casefold() in [word.casefold() for word in MONEY]:
        return "CNY"
    return "%" if plain in ("%", "％") else plain


class KpiLine(QFrame):
    """One target as a line of fields."""

    def __init__(self, kpi: Kpi) -> None:
        super().__init__()
        self.kpi = kpi
        self.name = Line(kpi.name, t("Exposure, turnover, new members …"))
        self.name.setAccessibleName(t("Name"))
        self.unit = Line(unit_words(kpi.unit), t("times, yuan, %"))
        self.unit.setAccessibleName(t("Unit"))
        ways: list[tuple[object, str, str]] = [
            ("up", t("higher is better"), "arrow-up"),
            ("down", t("lower is better"), "arrow-down"),
        ]
        self.way = Choice(ways, t("Which way is better"))
        self.way.show_key(kpi.direction)
        held = f"{kpi.target:,f}" if kpi.target is not None else ""
        self.target = Line(held, t("Figure to reach"))
        for field, wide in ((self.unit, UNIT), (self.way, WAY), (self.target, GOAL)):
            field.setFixedWidth(wide)
        self.up = IconButton("arrow-up", t("Move up"), size=BUTTON)
        self.down = IconButton("arrow-down", t("Move down"), size=BUTTON)
        self.drop = IconButton("trash-2", t("Delete this target"), size=BUTTON)
        fields = (self.name, self.unit, self.way, self.target)
        self.setLayout(lay.row(*fields, lay.row(self.up, self.down, self.drop, gap=0), gap=8))

    def is_blank(self) -> bool:
        """Whether nothing was written in it."""
        return not (self.name.text().strip() or self.target.text().strip())

    def wrong(self) -> tuple[Line, str] | None:
        """The field that is wrong, and why."""
        text = self.target.text().strip()
        if not self.name.text().strip():
            return self.name, t("A target needs a name")
        if text and decimal_of(text) is None:
            return self.target, t("This is no figure: {text}", text=text)
        return None

    def read(self) -> Kpi:
        """The target as it is written."""
        text = self.target.text().strip()
        return replace(
            self.kpi,
            name=self.name.text().strip(),
            unit=unit_of(self.unit.text()),
            direction="down" if self.way.key == "down" else "up",
            target=decimal_of(text) if text else None,
        )


class KpiDialog(Dialog):
    """The answer is `kpis`, written by whoever asked."""

    def __init__(self, parent: QWidget | None, kpis: Sequence[Kpi]) -> None:
        super().__init__(parent, t("Edit targets"), WIDE)
        self.kpis: list[Kpi] = []
        self.lines: list[KpiLine] = []
        self._rows = lay.column(gap=8)
        self._wrong = Label("", "small", "danger")
        self.new = Button(t("Add a target"), "flat", icon="plus", is_small=True)
        self.new.clicked.connect(self._on_new)
        foot = lay.row(self.new, 8, self._wrong, None)
        note = Label(
            t("The latest figures are written in the overview, a click each"), "caption", "text2"
        )
        self.fill(lay.column(note, _heads(), self._rows, foot, gap=8))
        accept = QDialogButtonBox.ButtonRole.AcceptRole
        self.done_button = self.add(t("Update the targets"), accept)
        self.done_button.setDefault(True)
        self.done_button.clicked.connect(self._on_done)
        self.add(t("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        for kpi in kpis:
            self._put(KpiLine(kpi))
        if not kpis:
            self._on_new()
        else:
            self.lines[0].name.setFocus()

    def step(self, line: KpiLine, by: int) -> None:
        """One place up or down."""
        place = self.lines.index(line)
        other = place + by
        if 0 <= other < len(self.lines):
            self.lines.insert(other, self.lines.pop(place))
            self._rows.insertWidget(other, line)
            self._show_ends()
            button = line.up if by < 0 else line.down
            (button if button.isEnabled() else line.name).setFocus()

    def leave_out(self, line: KpiLine) -> None:
        """Without this one."""
        place = self.lines.index(line)
        self.lines.remove(line)
        self._rows.removeWidget(line)
        line.hide()
        line.deleteLater()
        self._show_ends()
        left = self.lines[min(place, len(self.lines) - 1)].name if self.lines else self.new
        left.setFocus()

    def _put(self, line: KpiLine) -> None:
        self.lines.append(line)
        self._rows.addWidget(line)
        line.up.clicked.connect(_Step(self, line, -1))
        line.down.clicked.connect(_Step(self, line, 1))
        line.drop.clicked.connect(_Step(self, line, 0))
        line.name.entered.connect(self._on_done)
        line.target.entered.connect(self._on_done)
        self._show_ends()

    def _show_ends(self) -> None:
        last = len(self.lines) - 1
        for place, line in enumerate(self.lines):
            line.up.enable(t("It is the first already") if place == 0 else "")
            line.down.enable(t("It is the last already") if place == last else "")

    def _on_new(self) -> None:
        line = KpiLine(Kpi("", ""))
        self._put(line)
        line.name.setFocus()

    def _on_done(self, _text: object = None) -> None:
        """Take them, or say at the first wrong field what is missing."""
        held = [line for line in self.lines if not line.is_blank()]
        for line in self.lines:
            for field in (line.name, line.target):
                field.setProperty("state", "")
                field.style().polish(field)
        for line in held:
            wrong = line.wrong()
            if wrong is not None:
                field, why = wrong
                self._wrong.setText(why)
                field.setProperty("state", "error")
                field.style().polish(field)
                field.setAccessibleDescription(why)
                field.setFocus()
                return
        self.kpis = [line.read() for line in held]
        self.accept()


def _heads() -> lay.Part:
    name = Label(t("Name"), "caption", "text2")
    parts: list[lay.Part] = [name]
    for words, wide in ((t("Unit"), UNIT), (t("Direction"), WAY), (t("Target"), GOAL)):
        label = Label(words, "caption", "text2")
        label.setFixedWidth(wide)
        parts.append(label)
    parts.append(3 * BUTTON + 8)
    made = lay.row(*parts, gap=8)
    made.setStretch(0, 1)
    return made


class _Step:
    """Moves a line, or leaves it out."""

    def __init__(self, dialog: KpiDialog, line: KpiLine, by: int) -> None:
        self._dialog, self._line, self._by = dialog, line, by

    def __call__(self, _checked: bool = False) -> None:
        if self._by:
            self._dialog.step(self._line, self._by)
        else:
            self._dialog.leave_out(self._line)
