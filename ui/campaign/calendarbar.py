"""Above the calendar: which days are shown, of which campaign and channel, and what signs mean."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.campaign.week import monday_of
from ui.campaign.states import LOOKS, ORDER, words_of
from ui.kit import lay, when
from ui.kit.app import t
from ui.kit.button import Button, IconButton
from ui.kit.label import Label, Picture
from ui.kit.pop import Entry, open_menu
from ui.kit.tabs import Tabs
from ui.parts.host import Host

SPANS = {"week": 7, "fortnight": 14, "month": 0}


class CalendarBar(QWidget):
    """Tells `changed` when other days or other posts are to be shown."""

    changed = Signal()

    def __init__(self, host: Host, *, is_whole: bool) -> None:
        super().__init__()
        self._host, self._is_whole = host, is_whole
        self.first = monday_of(host.today())
        self.campaign: bytes | None = None
        self.channel: bytes | None = None
        self.before = IconButton("chevron-left", t("Earlier|days"))
        self.after = IconButton("chevron-right", t("Later|days"))
        self.today = Button(t("Today"), is_small=True)
        self._words = Label("", "strong")
        self.span = Tabs(
            [
                ("week", t("Week"), ""),
                ("fortnight", t("Two weeks"), ""),
                ("month", t("Month"), ""),
            ],
            t("How many days are shown"),
            is_switch=True,
        )
        self.filter = Button(t("Filter"), "flat", icon="list-filter", is_small=True)
        self.new = Button(t("New post"), "primary", icon="plus")
        self.setLayout(lay.column(self._head(), self._legend(), gap=0))
        self.before.clicked.connect(self._on_before)
        self.after.clicked.connect(self._on_after)
        self.today.clicked.connect(self.show_today)
        self.span.chosen.connect(self._on_span)
        self.filter.clicked.connect(self._on_filter)

    def _head(self) -> lay.Part:
        title: list[lay.Part] = (
            [Label(t("Content calendar"), "title"), 12] if self._is_whole else []
        )
        walk = lay.row(self.before, self._words, self.after, 8, self.today, gap=4)
        left = 24 if self._is_whole else 16  # an arrow's sign stands in line with words
        return lay.row(
            *title, walk, None, self.span, self.filter, self.new, gap=8, margins=(left, 12, 16, 8)
        )

    def _legend(self) -> lay.Part:
        parts: list[lay.Part] = []
        for key in ORDER:
            icon, ink = LOOKS[key]
            sign = lay.row(Picture(icon, ink, 12), Label(words_of(key), "small", "text2"), gap=4)
            parts.append(lay.panel(sign))
        once = Label(t("A post is published once; its link proves it"), "small", "text2")
        return lay.row(*parts, None, once, gap=16, margins=(24, 0, 16, 10))

    @property
    def days(self) -> int:
        """How many days are shown."""
        if self.span.key == "month":
            return monthrange(self.first.year, self.first.month)[1]
        return SPANS[self.span.key]

    def show_days(self) -> None:
        """Say which days and posts are shown."""
        today = self._host.today()
        last = self.first + timedelta(days=self.days - 1)
        self._words.setText(f"{when.short(self.first, today)} – {when.short(last, today)}")
        names = self._host.directory
        held = (names.name("campaign", self.campaign), names.name("channel", self.channel))
        self.filter.setText(" · ".join(name for name in held if name) or t("Filter"))
        self.filter.updateGeometry()

    def show_day(self, day: date) -> None:
        """Go to the days around this one."""
        self.first = day.replace(day=1) if self.span.key == "month" else monday_of(day)
        self.changed.emit()

    def show_today(self) -> None:
        """Go to the days around today."""
        self.show_day(self._host.today())

    def narrow(self, campaign: bytes | None, channel: bytes | None) -> None:
        """Show one campaign, one channel, or all."""
        self.campaign, self.channel = campaign, channel
        self.changed.emit()

    def _step(self, way: int) -> None:
        if self.span.key == "month":
            self.show_day(self.first.replace(day=15) + timedelta(days=30 * way))
        else:
            self.show_day(self.first + timedelta(days=way * SPANS[self.span.key]))

    def _on_before(self) -> None:
        self._step(-1)

    def _on_after(self) -> None:
        self._step(1)

    def _on_span(self, key: str) -> None:
        today = self._host.today()
        is_now = (self.first.year, self.first.month) == (today.year, today.month)
        self.show_day(today if is_now and key != "month" else self.first)

    def _on_filter(self) -> None:
        names, entries = self._host.directory, list[Entry]()
        if self._is_whole:
            held = [row for row in names.rows("campaign").values() if not row["archived"]]
            entries = [
                self._of_campaign(None, t("All campaigns"), "megaphone"),
                *[self._of_campaign(r.id, r.text("name"), r.text("icon") or "flag") for r in held],
                Entry(),
            ]
        channels = names.rows("channel").values()
        entries += [
            self._of_channel(None, t("All channels")),
            *[self._of_channel(row.id, row.text("name")) for row in channels],
        ]
        open_menu(self.filter, entries)

    def _of_campaign(self, campaign: bytes | None, words: str, icon: str) -> Entry:
        do = _Narrow(self, campaign, self.channel)
        return Entry(words, do, icon, is_ticked=self.campaign == campaign)

    def _of_channel(self, channel: bytes | None, words: str) -> Entry:
        do = _Narrow(self, self.campaign, channel)
        return Entry(words, do, "hash", is_ticked=self.channel == channel)


class _Narrow:
    """Narrows the calendar."""

    def __init__(self, bar: CalendarBar, campaign: bytes | None, channel: bytes | None) -> None:
        self._bar, self._campaign, self._channel = bar, campaign, channel

    def __call__(self) -> None:
        self._bar.narrow(self._campaign, self._channel)
