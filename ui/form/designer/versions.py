"""The versions of a form: who published what, what was new, and a way back."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.form import commands, publishing
from app.form.difference import difference
from app.form.publishing import Version
from app.model.form import Form
from ui.form.designer.desk import Desk
from ui.form.designer.publishing import change_row
from ui.form.fill.view import FormView
from ui.kit import lay
from ui.kit.app import t
from ui.kit.button import Button
from ui.kit.draw import Chip
from ui.kit.empty import Empty
from ui.kit.label import ChipLabel, Label, hairline
from ui.kit.pop import Dialog
from ui.kit.when import moment

MOST = 6


class Versions(QFrame):
    """The newest first; each with its note and what it changed."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.setObjectName("surface")
        self.every: list[Version] = []
        inside = QWidget()
        inside.setObjectName("surface")
        self._rows = QVBoxLayout(inside)
        self._rows.setContentsMargins(24, 16, 24, 24)
        self._rows.setSpacing(8)
        self.setLayout(lay.column(lay.scrolled(inside), gap=0))

    def refresh(self) -> None:
        """Read the versions."""
        self.every = publishing.versions(self._desk.host.session, self._desk.id)
        lay.clear(self._rows)
        if not self.every:
            text = t("Publish the form: each version is kept, and records keep theirs")
            self._rows.addWidget(Empty("layers", t("No version yet"), text))
            return
        held = {one.id: one for one in self.every}
        for one in reversed(self.every):
            self._show(one, held.get(one.base or b""))
        self._rows.addStretch(1)

    def _show(self, one: Version, base: Version | None) -> None:
        host = self._desk.host
        who = host.directory.name("person", one.person)
        when = ""
        if one.at is not None:
            zone = ZoneInfo(host.desk.profile.tz)
            at = datetime.fromtimestamp(one.at / 1000, zone).replace(tzinfo=None)
            when = moment(at, host.now())
        title = Label(t("Version {number}", number=one.number), "subtitle")
        head = lay.row(title, gap=8)
        current = self._desk.draft.row.ref("version")
        if one.id == current:
            head.addWidget(ChipLabel(Chip(t("Filled now"), "success")))
        head.addWidget(Label(f"{who}  {when}".strip(), "small", "text2"))
        head.addStretch(1)
        see = Button(t("Look at it"), "flat", icon="eye", is_small=True)
        see.clicked.connect(lambda: self.look_at(one))
        back = Button(t("Back to this version"), "flat", icon="rotate-ccw", is_small=True)
        back.clicked.connect(lambda: self.back_to(one))
        head.addWidget(see)
        head.addWidget(back)
        self._rows.addLayout(head)
        if one.note:
            self._rows.addWidget(Label(one.note, "body", "text", wraps=True))
        changes = difference(base.form if base is not None else Form(one.form.name), one.form)
        for change in changes[:MOST]:
            self._rows.addWidget(change_row(change))
        if len(changes) > MOST:
            more = t("and {count} more", count=len(changes) - MOST)
            self._rows.addWidget(Label(more, "small", "text2"))
        self._rows.addWidget(hairline())

    def look_at(self, one: Version) -> None:
        """The form as it was in a version; nothing is kept of what is filled."""
        dialog = Dialog(self, t("Version {number}", number=one.number), 720)
        view = FormView(one.form, self._desk.host)
        view.setMinimumHeight(480)
        dialog.add(t("Close"), dialog.buttons.ButtonRole.RejectRole)
        dialog.fill(view)
        dialog.open()

    def back_to(self, one: Version) -> None:
        """Make the draft what this version is; publishing it is another step."""
        desk = self._desk
        done = t("The draft is version {number} again", number=one.number)
        session = desk.host.session
        if desk.host.run(lambda: commands.replace_form(session, desk.id, one.form), done):
            desk.reload()
