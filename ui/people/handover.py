"""Somebody leaves: first what moves is shown, then who takes it over is chosen."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QDialogButtonBox, QVBoxLayout, QWidget

from app.model.row import Row
from app.people import commands
from app.people.handover import Moving
from ui.kit import draw, lay
from ui.kit.app import listed, t
from ui.kit.fields import Row as FieldRow
from ui.kit.label import Elided, Label, Picture, hairline
from ui.kit.pop import Dialog
from ui.parts.host import Host
from ui.parts.pick import PickButton, Picker, people_options

NAMED = 3


class HandOverDialog(Dialog):
    """What moves, to whom; accepted, it has been done: one edit, one undo."""

    def __init__(self, parent: QWidget, host: Host, person: Row) -> None:
        super().__init__(parent, t("Deactivate {name}", name=person.text("name")), 480)
        self._host, self._person = host, person
        self.moving: Moving = commands.what_moves(host.session, person.id)
        self.heir: bytes | None = None
        self.pick = PickButton(t("Who takes it over"))
        self.pick.clicked.connect(self._on_pick)
        words = t("Deactivate and hand over") if self.moving.count else t("Deactivate")
        self.ok = self.add(words, QDialogButtonBox.ButtonRole.AcceptRole)
        self.add(t("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        self.buttons.accepted.connect(self._on_accepted)
        self.ok.setDefault(True)
        self.fill(self._body())
        self._propose()

    def lines(self) -> list[tuple[str, str]]:
        """What moves: how much of what, and its first names."""
        moving = self.moving
        found = (
            (t("Open tasks: {count}", count=len(moving.tasks)), moving.tasks),
            (t("Campaigns in charge: {count}", count=len(moving.campaigns)), moving.campaigns),
            (t("Accounts: {count}", count=len(moving.accounts)), moving.accounts),
            (t("Departments headed: {count}", count=len(moving.departments)), moving.departments),
            (t("Direct reports: {count}", count=len(moving.reports)), moving.reports),
        )
        return [(words, _named(rows)) for words, rows in found if rows]

    def choose(self, key: object) -> None:
        """This person takes it over."""
        self.heir = key if isinstance(key, bytes) else None
        name = self._host.directory.name("person", self.heir)
        self.pick.show_words(name, is_person=bool(name))
        is_ready = self.heir is not None or not self.moving.count
        self.ok.setEnabled(is_ready)
        self.ok.setToolTip("" if is_ready else t("Choose who takes it over"))

    def _body(self) -> QVBoxLayout:
        name = self._person.text("name")
        body = lay.column(gap=8)
        kept = t("Comments, finished work and the history stay under the name of {name}", name=name)
        if not self.moving.count:
            body.addWidget(Label(t("Nothing is open that somebody must take over"), "body"))
            body.addWidget(Label(kept, "small", "text2", wraps=True))
            return body
        body.addWidget(Label(t("This goes to whoever takes it over"), "body", "text2"))
        rows = lay.column(gap=0, margins=(12, 4, 12, 4))
        signs = _signs(self.moving)
        wide = round(max(draw.width(words) for words, _ in self.lines())) + 24
        for place, (words, names) in enumerate(self.lines()):
            if place:
                rows.addWidget(hairline())
            label = Label(words)
            label.setFixedWidth(wide)
            sign = Picture(signs[place], "text2", 16)
            line = lay.row(sign, label, Elided(names, "small", "text2"), margins=(0, 6, 0, 6))
            line.setStretch(2, 1)
            rows.addLayout(line)
        body.addWidget(lay.panel(rows, "card"))
        body.addWidget(FieldRow(t("Who takes it over"), self.pick, kept))
        return body

    def _propose(self) -> None:
        """The manager, where there is one who works here."""
        manager = self._person.ref("manager")
        here = {row.id for row in self._host.directory.people()} - {self._person.id}
        self.choose(manager if manager in here and self.moving.count else None)

    def _on_pick(self) -> None:
        options = people_options(self._host.directory, [self._person.id])
        picker = Picker(self.pick, t("Who takes it over"), options, self.choose, current=self.heir)
        picker.open_under(self.pick, gap=2)

    def _on_accepted(self) -> None:
        session, person, heir = self._host.session, self._person, self.heir
        name = person.text("name")
        done = t("{name} is deactivated", name=name)
        if heir is not None:
            other = self._host.directory.name("person", heir)
            done = t("{name} is deactivated, {other} has taken over", name=name, other=other)
        if self._host.run(
            lambda: commands.deactivate_and_hand_over(session, person.id, heir), done
        ):
            self.accept()


def _named(rows: Sequence[Row]) -> str:
    names = listed(row.text("name") for row in rows[:NAMED])
    return t("{names} and others", names=names) if len(rows) > NAMED else names


def _signs(moving: Moving) -> list[str]:
    held = (
        ("list-checks", moving.tasks),
        ("megaphone", moving.campaigns),
        ("at-sign", moving.accounts),
        ("building-2", moving.departments),
        ("users", moving.reports),
    )
    return [icon for icon, rows in held if rows]
