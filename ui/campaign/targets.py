"""The targets of a campaign: a card each, its figure written in place, all edited in a dialog."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QDialogButtonBox, QFrame, QGridLayout, QWidget

from app.campaign import commands as verbs
from app.campaign.verdict import Verdict
from app.model.campaign import Kpi
from app.model.value import decimal_text
from ui.campaign.looks import figure, verdict_chip
from ui.kit import lay
from ui.kit.app import t
from ui.kit.button import Button, IconButton
from ui.kit.fields import Choice, Line
from ui.kit.label import Bar, Label, Picture
from ui.kit.pop import Dialog, Popover
from ui.parts.host import Host

BARS = {"success": "success", "danger": "danger", "warn": "warn"}
WIDE = 240
FOUR = 860


def decimal_of(text: str) -> Decimal | None:
    """A figure as people write it: with separators, a currency or a per cent sign."""
    plain = decimal_text(text.strip().strip("¥￥%").replace(",", "").replace("，", "").strip())
    return Decimal(plain) if plain else None


class Target(QFrame):
    """One target: which way is better, the figure in full, where it should be by today."""

    opened = Signal()

    def __init__(self, verdict: Verdict) -> None:
        super().__init__()
        self.setObjectName("card")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        kpi = verdict.kpi
        is_up = kpi.direction != "down"
        way = t("higher is better") if is_up else t("lower is better")
        arrow = Picture("arrow-up" if is_up else "arrow-down", "text2", 12)
        icon, ink, words = verdict_chip(verdict)
        bar = Bar(0, BARS.get(ink, "progress"))
        tick = float(verdict.expected_share) if verdict.expected_share is not None else -1.0
        bar.show_part(float(verdict.share or 0), tick=tick)
        sign = "≥" if is_up else "≤"
        goal = t("Target {sign} {value}", sign=sign, value=figure(kpi.target, kpi.unit))
        self.setLayout(
            lay.column(
                lay.row(Label(kpi.name), None, arrow, Label(way, "caption", "text2"), gap=2),
                Label(figure(kpi.actual, kpi.unit), "display"),
                bar,
                lay.row(
                    Label(goal, "caption", "text2"),
                    None,
                    Picture(icon, ink, 14),
                    Label(words, "small", ink),
                    gap=4,
                ),
                gap=6,
                margins=(16, 12, 16, 12),
            )
        )
        self.setAccessibleName(f"{kpi.name} {figure(kpi.actual, kpi.unit)} {words}")
        self.setToolTip(t("Write the latest figure"))

    # Qt overrides

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        self.opened.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.opened.emit()
            return
        super().keyPressEvent(event)


class Figure(Popover):
    """Asks for the latest figure of one target."""

    def __init__(self, anchor: QWidget, host: Host, campaign: bytes, kpi: Kpi) -> None:
        super().__init__(anchor)
        self._host, self._campaign, self._kpi = host, campaign, kpi
        held = format(kpi.actual, "f") if kpi.actual is not None else ""
        self.line = Line(held, t("Latest figure"))
        self.line.selectAll()
        self._wrong = Label("", "caption", "danger", wraps=True)
        self._wrong.hide()
        head = lay.row(Label(kpi.name, "strong"), None, Label(kpi.unit, "caption", "text2"))
        self.setLayout(lay.column(head, self.line, self._wrong, gap=8, margins=(12, 12, 12, 12)))
        self.setFixedWidth(WIDE)
        self.line.entered.connect(self._on_entered)

    def _on_entered(self, text: str) -> None:
        value = decimal_of(text) if text.strip() else None
        if text.strip() and value is None:
            self._wrong.setText(t("This is no figure: {text}", text=text))
            self._wrong.show()
            self.adjustSize()
            return
        session, campaign, kpi, now = (
            self._host.session,
            self._campaign,
            self._kpi,
            self._host.now(),
        )
        self.close()
        if value != kpi.actual:
            self._host.run(
                lambda: verbs.record_kpi(session, campaign, kpi.id, value, now),
                t("{name} is up to date", name=kpi.name),
            )


class Targets(QWidget):
    """All targets of a campaign."""

    def __init__(self, host: Host) -> None:
        super().__init__()
        self._host = host
        self._campaign: bytes | None = None
        self._verdicts: Sequence[Verdict] = ()
        self.cards: list[Target] = []
        self.edit = Button(t("Edit targets"), "link", is_small=True)
        self.edit.clicked.connect(self.ask)
        self._grid = QGridLayout()
        self._grid.setSpacing(12)
        head = lay.row(
            Label(t("Targets"), "strong"),
            Label(t("the upright line is where today should be"), "caption", "text2"),
            None,
            self.edit,
        )
        self.setLayout(lay.column(head, self._grid, gap=8))

    def show_verdicts(self, campaign: bytes, verdicts: Sequence[Verdict]) -> None:
        """Show these."""
        if campaign == self._campaign and verdicts == self._verdicts:
            return
        self._campaign, self._verdicts = campaign, verdicts
        lay.clear(self._grid)
        self.cards = []
        for place, verdict in enumerate(verdicts):
            card = Target(verdict)
            card.opened.connect(_Open(self, place))
            self.cards.append(card)
        self._arrange()
        if not verdicts:
            none = t("No targets yet. Say what success is, in figures")
            self._grid.addWidget(Label(none, "body", "text2", wraps=True), 0, 0)

    def _arrange(self) -> None:
        """Four side by side where there is room, else two."""
        across = 4 if self.width() >= FOUR and len(self.cards) > 2 else 2
        for place, card in enumerate(self.cards):
            self._grid.addWidget(card, place // across, place % across)
        for column in range(4):
            self._grid.setColumnStretch(column, 1 if column < across else 0)

    def open(self, place: int) -> None:
        """Ask for the latest figure of a target."""
        if self._campaign is not None:
            pop = Figure(self.cards[place], self._host, self._campaign, self._verdicts[place].kpi)
            pop.open_under(self.cards[place], gap=-8)
            pop.line.setFocus()

    def ask(self) -> None:
        """Edit them all."""
        if self._campaign is None:
            return
        session, campaign = self._host.session, self._campaign
        dialog = TargetsDialog(self.window(), [verdict.kpi for verdict in self._verdicts])
        if dialog.exec():
            kpis = dialog.kpis
            self._host.run(lambda: verbs.set_kpis(session, campaign, kpis), t("Targets changed"))

    # Qt overrides

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()


class _Open:
    """Opens one card's figure."""

    def __init__(self, targets: Targets, place: int) -> None:
        self._targets, self._place = targets, place

    def __call__(self) -> None:
        self._targets.open(self._place)


class _Line:
    """One target as a line of fields."""

    def __init__(self, kpi: Kpi) -> None:
        self.kpi = kpi
        self.name = Line(kpi.name, t("Name"))
        self.unit = Line(kpi.unit, t("Unit"))
        self.unit.setFixedWidth(72)
        ways: list[tuple[object, str, str]] = [
            ("up", t("higher is better"), ""),
            ("down", t("lower is better"), ""),
        ]
        self.way = Choice(ways, t("Which way is better"))
        self.way.show_key(kpi.direction)
        self.way.setFixedWidth(132)
        held = format(kpi.target, "f") if kpi.target is not None else ""
        self.target = Line(held, t("Target"))
        self.target.setFixedWidth(120)
        self.up = IconButton("arrow-up", t("Move up"))
        self.drop = IconButton("trash-2", t("Remove the target"))
        parts = (self.name, self.unit, self.way, self.target, self.up, self.drop)
        self.holder = lay.panel(lay.row(*parts, gap=8))

    def read(self) -> Kpi | None:
        """The target as it is written; None where the figure is none."""
        text = self.target.text()
        target = decimal_of(text) if text.strip() else None
        if text.strip() and target is None:
            return None
        way = "down" if self.way.key == "down" else "up"
        kpi = self.kpi
        name, unit = self.name.text().strip(), self.unit.text().strip()
        return Kpi(kpi.id, name, unit, way, target, kpi.actual, kpi.updated)


class TargetsDialog(Dialog):
    """Targets in their order: name, unit, which way is better, the figure to reach."""

    def __init__(self, parent: QWidget, kpis: Sequence[Kpi]) -> None:
        super().__init__(parent, t("Edit targets"), 640)
        self.kpis: list[Kpi] = []
        self.lines = [_Line(kpi) for kpi in kpis]
        self._rows = lay.column(gap=8)
        self.new = Button(t("Add a target"), "flat", icon="plus", is_small=True)
        self.new.clicked.connect(self._on_new)
        self._wrong = Label("", "caption", "danger", wraps=True)
        self._wrong.hide()
        self.fill(lay.column(self._rows, lay.row(self.new, None), self._wrong, gap=8))
        done = self.add(t("Done|button"), QDialogButtonBox.ButtonRole.AcceptRole)
        done.setDefault(True)
        done.clicked.connect(self._on_done)
        self.done_button = done
        self.add(t("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        for line in self.lines:
            self._put(line)
        if not self.lines:
            self._on_new()

    def _put(self, line: _Line) -> None:
        self._rows.addWidget(line.holder)
        line.drop.clicked.connect(_Drop(self, line))
        line.up.clicked.connect(_Up(self, line))

    def _on_new(self) -> None:
        line = _Line(Kpi("", ""))
        self.lines.append(line)
        self._put(line)
        line.name.setFocus()

    def drop(self, line: _Line) -> None:
        """Leave a target out."""
        self.lines.remove(line)
        line.holder.hide()
        line.holder.deleteLater()

    def raise_line(self, line: _Line) -> None:
        """One place up."""
        place = self.lines.index(line)
        if place:
            self.lines.insert(place - 1, self.lines.pop(place))
            self._rows.insertWidget(place - 1, line.holder)
            line.up.setFocus()

    def _on_done(self) -> None:
        held = [line for line in self.lines if line.name.text().strip() or line.target.text()]
        for line in held:
            kpi = line.read()
            if kpi is None or not kpi.name:
                why = t("This is no figure: {text}", text=line.target.text())
                self._wrong.setText(why if kpi is None else t("Every target needs a name"))
                self._wrong.show()
                (line.target if kpi is None else line.name).setFocus()
                return
        self.kpis = [kpi for line in held if (kpi := line.read()) is not None]
        self.accept()


class _Drop:
    """Leaves a target out."""

    def __init__(self, dialog: TargetsDialog, line: _Line) -> None:
        self._dialog, self._line = dialog, line

    def __call__(self, _checked: bool = False) -> None:
        self._dialog.drop(self._line)


class _Up:
    """Moves a target up."""

    def __init__(self, dialog: TargetsDialog, line: _Line) -> None:
        self._dialog, self._line = dialog, line

    def __call__(self, _checked: bool = False) -> None:
        self._dialog.raise_line(self._line)
