"""What is asked before a team begins or is joined; what was typed stays, whatever goes wrong."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.model.errors import Fault
from ui.kit.app import t, told
from ui.kit.fields import Line, Row
from ui.kit.lay import column
from ui.shell import invitation
from ui.shell.zones import ZoneChoice

NARROW = 400


@dataclass(slots=True)
class Draft:
    """What a person chose and typed; it outlives a change of the language."""

    choice: str = "demo"
    step: int = 1
    team: str = ""
    person: str = ""
    zone: str = ""
    url: str = ""
    code: str = ""

    def invite(self, url: str, code: str) -> None:
        """The page of joining, with what an invitation says."""
        self.choice, self.step = "join", 2
        self.url, self.code = url or self.url, code or self.code


class StartForm(QWidget):
    """A team of one's own: its name, one's own name, its time zone."""

    entered = Signal()

    def __init__(self, draft: Draft) -> None:
        super().__init__()
        self._draft = draft
        self.team = Line(draft.team, t("For example: Green Valley Living"))
        self.person = Line(draft.person, t("As colleagues know you"))
        self.zone = ZoneChoice(draft.zone)
        self.rows = (
            Row(t("Name of the team"), self.team),
            Row(t("Your name"), self.person),
            Row(t("Time zone"), self.zone, t("Times of tasks and posts are meant in it")),
        )
        for row in self.rows:
            row.setFixedWidth(NARROW)
        self.setLayout(column(*self.rows, None, gap=12))
        for line in (self.team, self.person):
            line.entered.connect(self.entered)
            line.textEdited.connect(self._on_edited)
        self.zone.chosen.connect(self._on_edited)

    def begin(self) -> None:
        """Into the first field that is empty."""
        (self.team if not self.team.text() else self.person).setFocus()

    def is_whole(self) -> bool:
        """Whether nothing is missing; what is, is named at its field."""
        team, person, _ = self.rows
        is_named = bool(self.team.text().strip())
        is_known = bool(self.person.text().strip())
        team.refuse("" if is_named else t("A team needs a name"))
        person.refuse("" if is_known else t("Type your name"))
        if not is_named:
            self.team.setFocus()
        elif not is_known:
            self.person.setFocus()
        return is_named and is_known

    def refuse(self, fault: Fault) -> bool:
        """Whether the fault belongs to a field here."""
        del fault
        return False

    def _on_edited(self) -> None:
        draft = self._draft
        draft.team, draft.person = self.team.text().strip(), self.person.text().strip()
        draft.zone = self.zone.zone
        for row in self.rows[:2]:
            row.refuse("")


class JoinForm(QWidget):
    """A team that is there: address, code, one's own name."""

    entered = Signal()

    def __init__(self, draft: Draft) -> None:
        super().__init__()
        self._draft = draft
        self.url = Line(draft.url, "https://hub.example.com")
        self.code = Line(draft.code, "ABCD-EFGH-…")
        self.person = Line(draft.person, t("As colleagues know you"))
        self.rows = (
            Row(
                t("Address of the hub"),
                self.url,
                t("Paste the whole invitation: address and code are found in it"),
            ),
            Row(t("Code"), self.code, t("A code works once, for three days")),
            Row(t("Your name"), self.person),
        )
        for row in self.rows:
            row.setFixedWidth(NARROW)
        self.setLayout(column(*self.rows, None, gap=12))
        for line in (self.url, self.code, self.person):
            line.entered.connect(self.entered)
        self.url.textEdited.connect(self._on_edited)
        self.code.textEdited.connect(self._on_edited)
        self.person.textEdited.connect(self._on_named)

    def begin(self) -> None:
        """Into the first field that is empty."""
        lines = (self.url, self.code, self.person)
        next((line for line in lines if not line.text()), self.url).setFocus()

    def is_whole(self) -> bool:
        """Whether nothing is missing; what is, is named at its field."""
        whys = (
            invitation.wrong_address(self.url.text().strip()),
            invitation.wrong_code(self.code.text()),
            "" if self.person.text().strip() else t("Type your name"),
        )
        for row, why in zip(self.rows, whys, strict=True):
            row.refuse(why)
        wrong = next((row for row, why in zip(self.rows, whys, strict=True) if why), None)
        if wrong is not None:
            wrong.field.setFocus()
        return wrong is None

    def refuse(self, fault: Fault) -> bool:
        """Whether the fault belongs to a field here; then it is told there."""
        message, _, hint = told(fault)
        text = "  ".join(part for part in (message, hint) if part)
        if fault.code in ("offline", "timeout", "too_new", "protocol"):
            self.rows[0].refuse(text)
        elif fault.code == "forbidden":
            self.rows[1].refuse(text)
            self.code.setFocus()
            self.code.selectAll()
        else:
            return False
        return True

    def _on_edited(self) -> None:
        for line in (self.url, self.code):
            held = invitation.found_in(line.text())
            if held.url and held.code:
                self.url.setText(held.url)
                self.code.setText(invitation.spaced(held.code))
                self.person.setFocus()
        self._draft.url = self.url.text().strip()
        self._draft.code = self.code.text().strip()
        for row in self.rows[:2]:
            row.refuse("")

    def _on_named(self) -> None:
        self._draft.person = self.person.text().strip()
        self.rows[2].refuse("")
