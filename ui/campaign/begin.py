"""A new campaign: a template, what it comes to on a day, a name, an owner."""

from __future__ import annotations

from datetime import date, datetime, time

from PySide6.QtWidgets import QDialogButtonBox, QWidget

from app.calendar import worktime
from app.model.errors import Fault
from app.plan import commands, template
from app.plan.commands import Setting
from ui.campaign.begin_cards import Cards
from ui.campaign.begin_preview import Preview
from ui.campaign.overview_dates import DayField
from ui.kit import lay
from ui.kit.app import app, t, told
from ui.kit.fields import Line
from ui.kit.fields import Row as FieldRow
from ui.kit.label import Label
from ui.kit.pop import Dialog
from ui.parts.host import Host, Notice
from ui.parts.pick import PickButton, Picker, people_options

WIDE = 960
FIELDS = 264
BLANK = "blank"
"""The template whose name is no name of a campaign."""


class Begin(Dialog):
    """Shows the plan before anything of it is written."""

    def __init__(self, parent: QWidget, host: Host) -> None:
        super().__init__(parent, t("New campaign"), WIDE)
        self._host = host
        self._calendar = worktime.standard()
        self._held = template.catalogue()
        self._owner = host.me
        self._offered = ""
        self.made: bytes | None = None
        self.cards = Cards(self._held)
        self.name = Line("", t("What is the campaign called"))
        first = self._calendar.next_work(datetime.combine(host.today(), time())).date()
        self.day = DayField(host, t("First day"), first)
        self.start = self.day.line
        self.owner = PickButton(t("Owner"))
        self.goal = Label("", "small", "text", wraps=True)
        self.preview = Preview(self._calendar)
        self._build()
        self.cards.chosen.connect(self._on_template)
        self.start.textChanged.connect(self._on_day)
        self.owner.clicked.connect(self._on_owner)
        self.go_button.clicked.connect(self._on_begin)
        self._show_owner()
        self.cards.choose(self._held[0].id)
        self.cards.cards[self._held[0].id].setFocus()

    def _build(self) -> None:
        self._name = FieldRow(t("Name"), self.name)
        hint = Label(
            t("Stages, tasks and targets can all be changed later"), "caption", "text3", wraps=True
        )
        owner = lay.column(Label(t("Owner"), "body", "text2"), self.owner, gap=4)
        goal = lay.column(Label(t("Goal"), "body", "text2"), self.goal, gap=4)
        self._goal = lay.panel(goal)
        fields = lay.panel(
            lay.column(self._name, self.day, owner, 4, self._goal, None, hint, gap=8)
        )
        fields.setFixedWidth(FIELDS)
        below = lay.row(fields, self.preview, gap=24)
        below.setStretchFactor(self.preview, 1)
        body = lay.column(self.cards, below, gap=16)
        body.setStretchFactor(below, 1)
        self.fill(body)
        self.go_button = self.add(t("Begin"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.go_button.setDefault(True)
        self.add(t("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        self.resize(WIDE, 648)

    @property
    def first_day(self) -> date | None:
        """The day that is written; None where it is none."""
        return self.day.day

    def _on_template(self, key: str) -> None:
        one = template.named(key)
        words = "" if key == BLANK else one.name.of(app().words.lang)
        if self.name.text() == self._offered:  # what a person wrote stays
            self.name.setText(words)
            self._name.refuse("")
        self._offered = words
        self.goal.setText(one.goal.of(app().words.lang))
        self._goal.setVisible(bool(self.goal.text()))
        self._show_plan()

    def _on_day(self, _text: str) -> None:
        self._show_plan()

    def _show_plan(self) -> None:
        """The plan on the day that is written; while it is none, the last one stays."""
        day = self.first_day
        if day is not None:
            lang = app().words.lang
            one = template.named(self.cards.key)
            self.preview.show_plan(template.instantiate(one, day, self._calendar, lang))

    def _show_owner(self) -> None:
        name = self._host.directory.name("person", self._owner)
        self.owner.show_words(name, is_person=True)

    def _on_owner(self) -> None:
        people = people_options(self._host.directory)
        Picker(self.owner, t("Owner"), people, self._on_picked, current=self._owner).open_under(
            self.owner
        )

    def _on_picked(self, key: object) -> None:
        if isinstance(key, bytes):
            self._owner = key
            self._show_owner()
        self.owner.setFocus()

    def _on_begin(self) -> None:
        """Begin it, or say in place what is missing."""
        name, day = self.name.text().strip(), self.first_day
        self._name.refuse("" if name else t("A campaign needs a name"))
        text = self.start.text()
        self.day.refuse("" if day is not None else t("This is no day: {text}", text=text))
        if not name or day is None:
            (self.start if name else self.name).setFocus()
            return
        setting = Setting(app().words.lang, self._calendar, self._owner)
        try:
            key = self.cards.key
            self.made = commands.start_campaign(self._host.session, key, name, day, setting)
        except Fault as fault:
            self._name.refuse(told(fault)[0])
            return
        self._host.said.emit(Notice(t("{name} is there", name=name), is_undo=True))
        self.accept()
