"""The lists of an overview with their gestures: members, what comes, what happened."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget

from app.campaign import commands as verbs
from app.campaign.overview import CampaignRows, Coming
from app.campaign.whole import Whole
from app.model.campaign import read_kpis
from ui.campaign.looks import ROLES, role_words
from ui.campaign.overview_rail import (
    PEOPLE,
    ActivityRows,
    ComingRows,
    MemberRows,
    More,
    Person,
    Told,
    people,
    told,
)
from ui.campaign.overview_rows import Block, Nothing
from ui.kit import lay
from ui.kit.app import t
from ui.kit.button import Button, IconButton
from ui.kit.pop import Entry
from ui.parts.host import Host
from ui.parts.pick import Picker, people_options

LINES, MOST = 9, 60
"""Lines of activity at first, and all of them."""
COMING = 8


class Members(QWidget):
    """Who takes part, and what they may do."""

    def __init__(self, host: Host) -> None:
        super().__init__()
        self._host = host
        self._campaign: bytes | None = None
        self._people: list[Person] = []
        self._is_whole = False
        self.rows = MemberRows()
        self.add_button = IconButton("user-plus", t("Add a member"), size=28)
        self.none = Nothing(
            t("Nobody takes part yet. Members see the campaign and its tasks"),
            t("Add a member"),
            self.ask,
        )
        body = lay.column(self.rows, self.none, gap=0)
        self.block = Block(t("Members"), body, self.add_button)
        self.block.bleed()
        self.none.inset()
        self.setLayout(lay.column(self.block, gap=0))
        self.add_button.clicked.connect(self.ask)
        self.rows.opened.connect(self._on_opened)
        self.rows.asked.connect(self._on_asked)
        self.rows.dropped.connect(self.take_out)

    def show_rows(self, rows: CampaignRows) -> None:
        """Show the members of this campaign."""
        if rows.campaign.id != self._campaign:
            self._campaign, self._is_whole = rows.campaign.id, False
        self._people = people(self._host, rows.members)
        self._fill()

    def ask(self, _checked: bool = False) -> None:
        """Somebody more, found by name or pinyin."""
        taken = [one.person for one in self._people if one.person is not None]
        options = people_options(self._host.directory, taken)
        anchor = self.add_button if self._people else self.none.button
        picker = Picker(anchor, t("Add a member"), options, self._on_picked)
        picker.open_under(anchor, is_right=anchor is self.add_button)

    def why_not(self) -> str:
        """Why nobody can be added, or ""."""
        taken = {one.person for one in self._people}
        is_free = any(row.id not in taken for row in self._host.directory.people())
        return "" if is_free else t("Everybody takes part already")

    def set_role(self, member: bytes, role: str) -> None:
        """Let a member do more or less."""
        session = self._host.session
        self._host.run(lambda: verbs.set_member_role(session, member, role))

    def take_out(self, row: int) -> None:
        """Somebody leaves the campaign."""
        item = self.rows.items[row] if row < len(self.rows.items) else None
        if isinstance(item, Person):
            session, words = self._host.session, t("{name} is out of the campaign", name=item.name)
            self._host.run(lambda: verbs.remove_member(session, item.id), words)

    def _fill(self) -> None:
        held = self._people
        is_short = not self._is_whole and len(held) > PEOPLE + 1
        shown = held[:PEOPLE] if is_short else held
        rest = [More(len(held) - PEOPLE)] if is_short else []
        self.rows.show_items([*shown, *rest])
        self.rows.setVisible(bool(held))
        self.none.setVisible(not held)
        self.add_button.setVisible(bool(held))
        self.add_button.enable(self.why_not())
        many = t("1 person") if len(held) == 1 else t("{count} people", count=len(held))
        self.block.note.setText(many if held else "")

    def _on_picked(self, key: object) -> None:
        campaign, session = self._campaign, self._host.session
        if isinstance(key, bytes) and campaign is not None:
            self._host.run(lambda: verbs.add_member(session, campaign, key, "editor"))

    def _on_opened(self, row: int) -> None:
        if isinstance(self.rows.items[row], More):
            self._is_whole = True
            self._fill()
        else:
            self.rows.ask(row)

    def _on_asked(self, row: int, at: QPoint) -> None:
        item = self.rows.items[row]
        if not isinstance(item, Person):
            self._on_opened(row)
            return
        entries = [
            Entry(role_words(role), _Role(self, item, role), is_ticked=role == item.role)
            for role in ROLES
        ]
        entries += [
            Entry(),
            Entry(t("Take out of the campaign"), _Out(self, row), "user-x", "Del", is_danger=True),
        ]
        self.rows.open_menu(entries, at)


class _Role:
    """Gives a member a role."""

    def __init__(self, members: Members, member: Person, role: str) -> None:
        self._members, self._member, self._role = members, member, role

    def __call__(self) -> None:
        if self._role != self._member.role:
            self._members.set_role(self._member.id, self._role)


class _Out:
    """Takes a member out."""

    def __init__(self, members: Members, row: int) -> None:
        self._members, self._row = members, row

    def __call__(self) -> None:
        self._members.take_out(self._row)


class Next(QWidget):
    """What is due within seven days."""

    def __init__(self, host: Host) -> None:
        super().__init__()
        self._host = host
        self._found: tuple[Coming, ...] = ()
        self._is_known = False
        self._campaign: bytes | None = None
        self.rows = ComingRows(host)
        self.none = Nothing(
            t("Nothing is due within the next 7 days"), t("Plan tasks"), self._on_plan
        )
        self.all = Button("", "link", is_small=True)
        body = lay.column(self.rows, self.none, gap=0)
        self.block = Block(t("Next|soon"), body, self.all)
        self.block.bleed()
        self.none.inset()
        self.block.note.setText(t("within 7 days"))
        self.setLayout(lay.column(self.block, gap=0))
        self.rows.opened.connect(self._on_opened)
        self.all.clicked.connect(self._on_all)
        self._is_whole = False

    def show_whole(self, held: Whole) -> None:
        """Show what comes in this campaign."""
        rows, self._is_known = held.rows, held.is_counted
        if rows.campaign.id != self._campaign:
            self._campaign, self._is_whole = rows.campaign.id, False
        self._found = held.coming
        self._fill()

    def _fill(self) -> None:
        is_short = not self._is_whole and len(self._found) > COMING + 1
        self.rows.show_items(self._found[:COMING] if is_short else self._found)
        self.rows.setVisible(bool(self._found))
        self.none.setVisible(not self._found and self._is_known)
        self.all.setVisible(is_short)
        self.all.setText(t("All {count}", count=len(self._found)))
        self.all.setAccessibleName(self.all.text())
        self.all.updateGeometry()

    def _on_all(self) -> None:
        self._is_whole = True
        self._fill()
        self.rows.setFocus()

    def _on_plan(self) -> None:
        if self._campaign is not None:
            self._host.go(f"campaign/{self._campaign.hex()}/tasks")

    def _on_opened(self, row: int) -> None:
        item = self.rows.items[row]
        if isinstance(item, Coming) and item.kind != "stage":
            table = "post" if item.kind == "post" else "task"
            self._host.go(f"{table}/{item.id.hex()}")


class Activity(QWidget):
    """What happened lately."""

    def __init__(self, host: Host) -> None:
        super().__init__()
        self._host = host
        self._campaign: bytes | None = None
        self._told: list[Told] = []
        self._is_known = False
        self._is_whole = False
        self.rows = ActivityRows(host)
        self.all = Button(t("All|activity"), "link", is_small=True)
        self.none = Nothing(
            t("Nothing happened yet. New tasks, comments, figures and posts stand here")
        )
        body = lay.column(self.rows, self.none, gap=0)
        self.block = Block(t("Activity"), body, self.all)
        self.block.bleed()
        self.none.inset()
        self.setLayout(lay.column(self.block, gap=0))
        self.all.clicked.connect(self._on_all)
        self.rows.opened.connect(self._on_opened)

    def show_whole(self, held: Whole) -> None:
        """Show what happened in this campaign."""
        rows, self._is_known = held.rows, held.is_counted
        if rows.campaign.id != self._campaign:
            self._campaign, self._is_whole = rows.campaign.id, False
        units = {kpi.name: kpi.unit for kpi in read_kpis(rows.campaign.text("kpi"))}
        self._told = told(self._host, held.events, units)[:MOST]
        self._fill()

    def _fill(self) -> None:
        is_short = not self._is_whole and len(self._told) > LINES
        self.rows.show_items(self._told[:LINES] if is_short else self._told)
        self.rows.setVisible(bool(self._told))
        self.none.setVisible(not self._told and self._is_known)
        self.all.setVisible(is_short)

    def _on_all(self) -> None:
        self._is_whole = True
        self._fill()
        self.rows.setFocus()

    def _on_opened(self, row: int) -> None:
        item = self.rows.items[row]
        if isinstance(item, Told) and item.event.table in ("task", "post"):
            self._host.go(f"{item.event.table}/{item.event.id.hex()}")
