"""The facts of a campaign in one strip: period, owner, progress, risk."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from app.campaign.whole import Whole
from ui.campaign.looks import days_words, period_words, risk_chip, risk_words
from ui.kit import draw, icons, lay
from ui.kit.app import t
from ui.kit.draw import Chip
from ui.kit.label import Avatar, Bar, ChipLabel, Label, upright
from ui.parts.host import Host

HEIGHT = 20
ARROW = 18


class FactStrip(QWidget):
    """Each fact has its name above and a note beneath."""

    period_asked = Signal()

    def __init__(self, host: Host) -> None:
        super().__init__()
        self._host = host
        self.period = PeriodButton()
        self.period.clicked.connect(self.period_asked)
        self._owner = Label()
        self._sign = lay.row(gap=0)
        self._bar = Bar()
        self._bar.setFixedWidth(96)
        self._percent = Label()
        self._risk = ChipLabel(Chip(""))
        who = lay.row(self._sign, self._owner, None, gap=6)
        self._days, self._count, self._why = (Label("", "caption", "text2") for _ in range(3))
        period = lay.row(self.period, None)
        parts = (
            (t("Period"), period, self._days),
            (t("Owner"), who, Label("", "caption")),
            (t("Progress"), lay.row(self._bar, self._percent, None, gap=8), self._count),
            (t("Risk"), lay.row(self._risk, None), self._why),
        )
        line = lay.row(gap=24)
        for place, (title, fact, note) in enumerate(parts):
            if place:
                line.addWidget(upright())
            line.addLayout(lay.column(Label(title, "caption", "text2"), fact, note, gap=2))
        self.setLayout(line)

    def show_facts(self, held: Whole) -> None:
        """These facts; what is not counted yet stays open."""
        facts = held.facts
        owner = self._host.directory.name("person", held.rows.campaign.ref("owner"))
        lay.clear(self._sign)
        self._sign.addWidget(Avatar(owner or "?", 20))
        self._owner.setText(owner or t("Nobody yet"))
        self.period.show_words(period_words(facts))
        self._days.setText(days_words(facts, self._host.today()))
        done, is_counted = facts.progress, held.is_counted
        self._bar.show_part(done.percent / 100 if is_counted else 0)
        self._percent.setText(f"{done.percent}%" if is_counted else "…")
        counted = t("{done} of {total} tasks", done=done.done, total=done.total)
        self._count.setText(counted if is_counted else "")
        self._risk.show_chip(risk_chip(facts.risk) if is_counted else Chip("…"))
        self._why.setText(risk_words(facts.risk) if is_counted else "")


class PeriodButton(QAbstractButton):
    """From when to when it runs, with an arrow behind; pressed, it asks for another period."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip(t("Change the period"))

    def show_words(self, words: str) -> None:
        """The period of now."""
        self.setText(words)
        self.setAccessibleName(t("Period: {period}", period=words))
        self.updateGeometry()
        self.update()

    # Qt overrides

    def sizeHint(self) -> QSize:
        return QSize(round(draw.width(self.text())) + ARROW, HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, rect = QPainter(self), QRectF(self.rect())
        is_live = self.underMouse() or self.isDown()
        if self.hasFocus() and bool(self.window().property("keys")):
            draw.ring(painter, rect)
        # The words stand in line with what is above and beneath, so no ground is around them.
        ink = "accent" if is_live else "text"
        draw.words(painter, rect.adjusted(0, 0, 2 - ARROW, 0), self.text(), "body", ink)
        arrow = QRectF(rect.right() - 12, (rect.height() - 12) / 2, 12, 12)
        icons.paint(painter, "chevron-down", arrow, "accent" if is_live else "text2")
