"""A day in words, answered at once; and the popover that asks from when to when."""

from __future__ import annotations

import re
from datetime import date, datetime, time

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.calendar import phrase, worktime
from app.campaign import commands as verbs
from app.campaign.post import moment_of
from ui.kit import lay, when
from ui.kit.app import t
from ui.kit.fields import Line
from ui.kit.label import Label
from ui.kit.pop import Popover
from ui.parts.host import Host

WIDE = 264
LATELY = 245
"""A bare month and day that is further ahead was meant as one of the last four months."""
PLAIN = re.compile(r"\d{1,2}\s*[月/.-]\s*\d{1,2}\s*[日号]?(\s*(周|星期)[一二三四五六日天])?")
"""A day of which only month and day are said."""
FIRST, LAST = time(9, 0), time(18, 0)
"""A first and a last day without an hour: when the office begins and ends."""


def day_of(host: Host, text: str, *, looks_back: bool = False) -> date | None:
    """The day that the words mean; None where they mean none."""
    found = phrase.find(text.strip(), host.now(), worktime.standard())
    value = found[0].value if found else None
    day = value.date() if isinstance(value, datetime) else value
    is_far = day is not None and (day - host.today()).days > LATELY
    if day is None or not looks_back or not is_far or not PLAIN.fullmatch(text.strip()):
        return day
    # A bare 5月18日 in June is this year's: campaigns and stages began in the past, too.
    return day.replace(year=day.year - 1, day=min(day.day, 28) if day.month == 2 else day.day)


class DayField(QWidget):
    """A line for a day with a name above and what was understood beneath."""

    written = Signal()

    def __init__(
        self, host: Host, name: str, day: date | None, *, looks_back: bool = False
    ) -> None:
        super().__init__()
        self._host = host
        self._looks_back = looks_back
        self._kept: tuple[str, date | None] = ("", None)
        self.line = Line("", t("Tomorrow, next Friday, 12-01 …"))
        self.line.setAccessibleName(name)
        self._answer = Label("", "caption", "text2")
        label = Label(name, "body", "text2")
        label.setBuddy(self.line)
        self.setLayout(lay.column(label, self.line, self._answer, gap=4))
        self.show_day(day)
        self.line.textEdited.connect(self._on_edited)
        self.line.written.connect(self._on_written)
        self.line.entered.connect(self._on_written)

    def show_day(self, day: date | None) -> None:
        """Show what is kept."""
        text = when.full(day, self._host.today()) if day is not None else ""
        self._kept = (text, day)
        self.line.show_text(text)
        self._answer.setText("")

    @property
    def day(self) -> date | None:
        """The day that is written; what was kept means itself, whatever day is today."""
        text, day = self._kept
        if self.line.text() == text:
            return day
        return day_of(self._host, self.line.text(), looks_back=self._looks_back)

    @property
    def is_wrong(self) -> bool:
        """Whether something is written that is no day."""
        return bool(self.line.text().strip()) and self.day is None

    def refuse(self, why: str) -> None:
        """Say what is wrong with it; "" takes it back."""
        self.line.setProperty("state", "error" if why else "")
        self.line.style().polish(self.line)
        self._answer.setText(why)
        self._answer.tint("danger" if why else "text2")
        self.line.setAccessibleDescription(why)

    def _on_edited(self, text: str) -> None:
        self.refuse("")
        day = self.day
        if day is None:
            self._answer.setText(t("Not a date yet") if text.strip() else "")
        else:
            self._answer.setText(when.full(day, self._host.today()))

    def _on_written(self, _text: str = "") -> None:
        self.refuse(t("This is no day: {text}", text=self.line.text()) if self.is_wrong else "")
        self.written.emit()


class PeriodPop(Popover):
    """From when to when a campaign runs; each day is written as soon as both make a period."""

    def __init__(self, parent: QWidget, host: Host, campaign: bytes) -> None:
        super().__init__(parent)
        self._host, self._campaign = host, campaign
        row = host.session.get("campaign", campaign)
        start, finish = moment_of(row, "start"), moment_of(row, "finish")
        first = start.date() if start is not None else None
        last = finish.date() if finish is not None else None
        self.start = DayField(host, t("First day"), first, looks_back=True)
        self.finish = DayField(host, t("Last day"), last, looks_back=True)
        head = Label(t("Period"), "strong")
        self.setLayout(lay.column(head, self.start, self.finish, gap=8, margins=(16, 12, 16, 12)))
        self.setFixedWidth(WIDE)
        self.start.written.connect(self._on_written)
        self.finish.written.connect(self._on_written)
        self.finish.line.entered.connect(self._on_entered)

    def _on_written(self) -> None:
        """Both ends in one change, so that a period can be moved beyond where it was."""
        if self.start.is_wrong or self.finish.is_wrong:
            return
        start, finish = self.start.day, self.finish.day
        if start is not None and finish is not None and finish < start:
            self.finish.refuse(t("The end is before the start"))
            return
        session, campaign = self._host.session, self._campaign
        row = session.get("campaign", campaign)
        old = moment_of(row, "start"), moment_of(row, "finish")
        if tuple(at.date() if at is not None else None for at in old) == (start, finish):
            return
        wanted = {"start": _wall(start, old[0], FIRST), "finish": _wall(finish, old[1], LAST)}
        self._host.run(lambda: verbs.set_campaign(session, campaign, wanted))

    def _on_entered(self, _text: str) -> None:
        if not (self.finish.is_wrong or self.finish.line.property("state") == "error"):
            self.close()


def _wall(day: date | None, old: datetime | None, usual: time) -> str | None:
    """The day with the hour that it had."""
    if day is None:
        return None
    return datetime.combine(day, old.time() if old is not None else usual).isoformat()


def ask_period(host: Host, anchor: QWidget, campaign: bytes) -> PeriodPop:
    """Ask under a widget from when to when a campaign runs."""
    pop = PeriodPop(anchor, host, campaign)
    pop.open_under(anchor)
    pop.start.line.setFocus()
    pop.start.line.selectAll()
    return pop
