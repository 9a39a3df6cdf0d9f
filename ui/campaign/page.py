"""Campaigns as a list: stage, period, owner, progress, risk; a new one from a template."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QPoint, QRect, QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QDialogButtonBox, QStackedWidget, QWidget

from app.campaign import commands as verbs
from app.campaign import overview
from app.campaign.overview import Facts
from app.model.row import Row
from app.plan import commands, template
from app.plan.commands import Setting
from ui.campaign.looks import (
    days_words,
    period_words,
    risk_chip,
    risk_words,
    stage_chip,
)
from ui.kit import draw, icons, lay, when
from ui.kit.app import app, t
from ui.kit.button import Button
from ui.kit.cells import Source, State
from ui.kit.command import Command
from ui.kit.empty import Empty
from ui.kit.fields import Choice, Line
from ui.kit.fields import Row as FieldRow
from ui.kit.grid import Grid
from ui.kit.gridhead import Column
from ui.kit.label import Label, hairline
from ui.kit.pop import Dialog, Entry, menu
from ui.kit.tabs import Tabs
from ui.parts.host import Host
from ui.parts.page import Page


class Campaigns(Source):
    """The rows of the list."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self.rows: list[tuple[Row, Facts]] = []

    def count(self) -> int:
        return len(self.rows)

    def key(self, row: int) -> object:
        return self.rows[row][0].id

    def words(self, row: int, column: str) -> str:
        campaign, facts = self.rows[row]
        match column:
            case "name":
                return campaign.text("name")
            case "stage":
                return stage_chip(facts).text
            case "period":
                return " ".join((period_words(facts), days_words(facts, self._host.today())))
            case "owner":
                return self._host.directory.name("person", campaign.ref("owner"))
            case "progress":
                return f"{facts.progress.percent}%"
            case _:
                return " ".join((risk_chip(facts.risk).text, risk_words(facts.risk)))

    def is_faint(self, row: int) -> bool:
        return bool(self.rows[row][0]["archived"])

    def paint(self, painter: QPainter, cell: tuple[int, str], rect: QRect, state: State) -> None:
        row, column = cell
        campaign, facts = self.rows[row]
        inner = rect.adjusted(8, 0, -8, 0)
        middle = rect.center().y() + 0.5
        match column:
            case "name":
                icon = campaign.text("icon") or "flag"
                icons.paint(painter, icon, QRectF(inner.x(), middle - 8, 16, 16), "text2")
                draw.words(painter, inner.adjusted(24, 0, 0, 0), campaign.text("name"), "strong")
            case "stage":
                draw.chip(painter, inner.x(), middle, stage_chip(facts), inner.width())
            case "period":
                used = draw.words(painter, inner, period_words(facts))
                rest = inner.adjusted(round(used) + 8, 0, 0, 0)
                draw.words(painter, rest, days_words(facts, self._host.today()), "caption", "text2")
            case "owner":
                name = self.words(row, column)
                if name:
                    draw.avatar(painter, QRectF(inner.x(), middle - 10, 20, 20), name)
                draw.words(painter, inner.adjusted(28, 0, 0, 0), name)
            case "progress":
                bar = QRectF(inner.x(), rect.y(), 64, rect.height())
                draw.bar(painter, bar, facts.progress.percent / 100)
                draw.words(painter, inner.adjusted(72, 0, 0, 0), self.words(row, column))
            case _:
                wide = draw.chip(painter, inner.x(), middle, risk_chip(facts.risk), inner.width())
                rest = inner.adjusted(wide + 8, 0, 0, 0)
                draw.words(painter, rest, risk_words(facts.risk), "caption", "text2")
        del state


class CampaignsPage(Page):
    """All campaigns of the team."""

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self._source = Campaigns(host)
        self.grid = Grid(self._source, t("Campaigns"))
        self.grid.show_columns(
            [
                Column("name", t("Campaign"), 240, stretches=True, least=200, is_sorted=False),
                Column("stage", t("Stage"), 112, is_sorted=False),
                Column("period", t("Period"), 296, is_sorted=False),
                Column("owner", t("Owner"), 128, is_sorted=False),
                Column("progress", t("Progress"), 128, is_sorted=False),
                Column("risk", t("Risk"), 208, is_sorted=False),
            ]
        )
        self.tabs = Tabs(
            [("open", t("Open|campaigns"), ""), ("archived", t("Archived"), "")], t("Campaigns")
        )
        self.new = Button(t("New campaign"), "primary", icon="plus")
        self.new.clicked.connect(self.begin)
        head = lay.row(Label(t("Campaigns"), "title"), None, self.new, margins=(24, 14, 16, 4))
        none = Empty(
            "flag",
            t("No campaigns yet"),
            t("Begin with a template; everything can change"),
            t("New campaign"),
            self.begin,
        )
        self._stack = QStackedWidget()
        self._stack.addWidget(self.grid)
        self._stack.addWidget(none)
        tabs = lay.row(self.tabs, None, margins=(16, 0, 16, 0))
        self.setLayout(lay.column(head, tabs, hairline(is_rule=True), self._stack, gap=0))
        self.tabs.chosen.connect(self._on_tab)
        self.grid.opened.connect(self._on_opened)
        self.grid.menu_asked.connect(self._on_menu)

    def crumbs(self) -> list[tuple[str, str]]:
        return [(t("Campaigns"), "campaigns")]

    def refresh(self) -> None:
        session, now = self.host.session, self.host.now()
        is_archived = self.tabs.key == "archived"
        rows = session.list("campaign", (), ["okey"])
        shown = [row for row in rows if bool(row["archived"]) is is_archived]
        self._source.rows = [
            (row, overview.facts(verbs.read_campaign(session, row.id), now)) for row in shown
        ]
        self.grid.refresh()
        self._stack.setCurrentIndex(0 if shown or is_archived else 1)

    def commands(self) -> Sequence[Command]:
        return [Command("campaign.new", t("New campaign"), self.begin, "plus", "", t("Campaigns"))]

    def begin(self) -> None:
        """Ask for a template, a name and a day, then begin."""
        dialog = Begin(self, self.host)
        if dialog.exec() and dialog.made is not None:
            self.host.go(f"campaign/{dialog.made.hex()}")

    def _on_tab(self, _key: str) -> None:
        self.refresh()

    def _on_opened(self, key: object) -> None:
        if isinstance(key, bytes):
            self.host.go(f"campaign/{key.hex()}")

    def _on_menu(self, key: object, at: QPoint) -> None:
        assert isinstance(key, bytes)
        session, host = self.host.session, self.host
        is_archived = bool(session.get("campaign", key)["archived"])
        put = verbs.unarchive_campaign if is_archived else verbs.archive_campaign
        words = t("Take out of the archive") if is_archived else t("Archive")
        entries = [
            Entry(t("Open"), lambda: self._on_opened(key), "arrow-right"),
            Entry(t("Pin"), lambda: host.run(lambda: verbs.pin(session, "campaign", key)), "pin"),
            Entry(words, lambda: host.run(lambda: put(session, key), words), "archive"),
            Entry(),
            Entry(
                t("Delete"),
                lambda: host.run(
                    lambda: verbs.delete_campaign(session, key), t("The campaign is in the trash")
                ),
                "trash-2",
                is_danger=True,
            ),
        ]
        menu(self, entries).popup(at)


class Begin(Dialog):
    """A new campaign: a template, a name, a first day."""

    def __init__(self, parent: QWidget, host: Host) -> None:
        super().__init__(parent, t("New campaign"), 520)
        self._host = host
        self.made: bytes | None = None
        lang = app().words.lang
        self._held = template.catalogue()
        options = [(one.id, one.name.of(lang), one.icon) for one in self._held]
        self.template = Choice(options, t("Template"))
        self.name = Line("", t("Name"))
        self.start = Line(when.short(host.today()), t("First day"))
        self.about = Label("", "small", "text2", wraps=True)
        self.fill(
            lay.column(
                FieldRow(t("Template"), self.template),
                self.about,
                FieldRow(t("Name"), self.name),
                FieldRow(t("First day"), self.start),
                gap=8,
            )
        )
        self.go_button = self.add(t("Begin"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.go_button.setDefault(True)
        self.go_button.clicked.connect(self._on_begin)
        self.add(t("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        self.template.chosen.connect(self._on_template)
        self._on_template(self._held[0].id)

    def _on_template(self, key: object) -> None:
        one = next(one for one in self._held if one.id == key)
        lang = app().words.lang
        self.name.setText(one.name.of(lang))
        count = t("{count} tasks", count=len(one.tasks))
        self.about.setText(f"{one.description.of(lang)}  {count}")

    def _on_begin(self) -> None:
        from app.calendar import phrase, worktime  # noqa: PLC0415 - only here

        found = phrase.find(self.start.text(), self._host.now(), worktime.standard())
        value = found[0].value if found else None
        if value is None:
            self._host.say(t("This is no day: {text}", text=self.start.text()), tone="danger")
            return
        day = value.date() if isinstance(value, datetime) else value
        session, key = self._host.session, str(self.template.key)
        setting = Setting(lang=app().words.lang)

        def verb() -> None:
            self.made = commands.start_campaign(session, key, self.name.text(), day, setting)

        if self._host.run(verb, t("{name} is there", name=self.name.text())):
            self.accept()
