"""At the side of a campaign: who takes part, and what happened."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.campaign import commands as verbs
from app.campaign.activity import Event, activity
from app.campaign.overview import CampaignRows
from ui.kit import lay, when
from ui.kit.app import t
from ui.kit.button import Button, IconButton
from ui.kit.label import Avatar, Elided, Label, hairline
from ui.kit.pop import Entry, open_menu
from ui.parts.host import Host
from ui.parts.pick import Picker, people_options

FEW = 9
ROLES = ("lead", "editor", "viewer")


def role_words(role: str) -> str:
    """A member's role as people say it."""
    match role:
        case "lead":
            return t("Lead")
        case "viewer":
            return t("May look")
        case _:
            return t("May edit")


class Members(QWidget):
    """The members with their roles; a pinyin picker adds one."""

    def __init__(self, host: Host) -> None:
        super().__init__()
        self._host = host
        self._campaign: bytes | None = None
        self._shown: object = None
        self._count = Label("", "caption", "text2")
        self.add_button = IconButton("user-plus", t("Add a member"))
        self.add_button.clicked.connect(self._on_add)
        self._lines = lay.column(gap=4)
        self.roles: dict[bytes, Button] = {}
        head = lay.row(Label(t("Members"), "strong"), self._count, None, self.add_button)
        self.setLayout(lay.column(head, hairline(), self._lines, gap=8))

    def show_rows(self, rows: CampaignRows) -> None:
        """Show who takes part."""
        directory = self._host.directory
        held = self._host.session.list("member", [("campaign", "=", rows.campaign.id)])
        order = {role: place for place, role in enumerate(ROLES)}
        held.sort(key=lambda row: (order.get(row.text("role"), 1), row.id))
        lines = [
            (row.id, directory.name("person", person), directory.title(person), row.text("role"))
            for row in held
            for person in [row.ref("person")]
        ]
        shown = rows.campaign.id, lines
        if shown == self._shown:
            return
        self._campaign, self._shown = rows.campaign.id, shown
        self._count.setText(t("{count} people", count=len(held)))
        lay.clear(self._lines)
        self.roles = {}
        for member, name, title, role in lines:
            button = Button(role_words(role), "flat", is_small=True)
            button.setAccessibleName(t("Role of {name}", name=name))
            button.clicked.connect(_Role(self, member))
            self.roles[member] = button
            words = Elided(title, "caption")
            line = lay.row(Avatar(name or "?", 24), Label(name), words, button)
            line.setStretch(2, 1)
            self._lines.addLayout(line)
        if not lines:
            words = t("Nobody yet. Whoever takes part sees the campaign in My work")
            self._lines.addWidget(Label(words, "small", "text2", wraps=True))

    def _on_add(self) -> None:
        if self._campaign is None:
            return
        held = self._host.session.list("member", [("campaign", "=", self._campaign)])
        taken = [person for row in held if (person := row.ref("person")) is not None]
        options = people_options(self._host.directory, taken)
        picker = Picker(self.add_button, t("Add a member"), options, self._add)
        picker.open_under(self.add_button, is_right=True)

    def _add(self, person: object) -> None:
        campaign, session = self._campaign, self._host.session
        if campaign is not None and isinstance(person, bytes):
            self._host.run(lambda: verbs.add_member(session, campaign, person, "editor"))

    def ask_role(self, member: bytes) -> None:
        """What a member may do, or that they leave."""
        session, host = self._host.session, self._host
        held = session.get("member", member).text("role")
        open_menu(
            self.roles[member],
            [
                *[
                    Entry(role_words(role), _SetRole(host, member, role), is_ticked=role == held)
                    for role in ROLES
                ],
                Entry(),
                Entry(
                    t("Take out of the campaign"),
                    lambda: host.run(
                        lambda: verbs.remove_member(session, member),
                        t("Not a member any more"),
                    ),
                    "user-x",
                    is_danger=True,
                ),
            ],
        )


class Activity(QWidget):
    """What happened lately; a line leads to its thing."""

    went = Signal(str)

    def __init__(self, host: Host) -> None:
        super().__init__()
        self._host = host
        self._shown: object = None
        self._is_whole = False
        self._events: tuple[Event, ...] = ()
        self._lines = lay.column(gap=0)
        self.every = Button(t("All|activity"), "link", is_small=True)
        self.every.clicked.connect(self._on_every)
        head = lay.row(Label(t("Activity"), "strong"), None, self.every)
        self.setLayout(lay.column(head, hairline(), self._lines, gap=8))

    def show_rows(self, rows: CampaignRows) -> None:
        """Show what happened in this campaign."""
        self._events = activity(rows, ZoneInfo(self._host.desk.profile.tz))
        self._fill()

    def _fill(self) -> None:
        events = self._events if self._is_whole else self._events[:FEW]
        shown = events, self._host.today()
        self.every.setVisible(len(self._events) > FEW and not self._is_whole)
        if shown == self._shown:
            return
        self._shown = shown
        lay.clear(self._lines)
        for event in events:
            name = self._host.directory.name("person", event.person)
            text = Elided(event_words(event, name), "small")
            line = Line(event)
            at = Label(when.moment(event.at, self._host.now()), "caption", "text2")
            parts = lay.row(Avatar(name or "·", 20), text, at, margins=(0, 5, 0, 5))
            parts.setStretch(1, 1)
            line.setLayout(parts)
            line.went.connect(self.went)
            self._lines.addWidget(line)
        if not events:
            self._lines.addWidget(Label(t("Nothing happened yet"), "small", "text2"))

    def _on_every(self) -> None:
        self._is_whole = True
        self._fill()


class Line(QWidget):
    """A line that leads somewhere by click or Enter."""

    went = Signal(str)

    def __init__(self, event: Event) -> None:
        super().__init__()
        self._event = event
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(event_words(event, ""))

    @property
    def place(self) -> str:
        """Where it leads."""
        return f"{self._event.table}/{self._event.id.hex()}"

    # Qt overrides

    def mouseReleaseEvent(self, _event: object) -> None:
        if self._event.table in ("task", "post"):
            self.went.emit(self.place)

    def keyPressEvent(self, event: object) -> None:
        key = getattr(event, "key", lambda: None)()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.mouseReleaseEvent(event)
            return
        super().keyPressEvent(event)  # pyright: ignore[reportArgumentType]


def event_words(event: Event, name: str) -> str:
    """What happened, in one line."""
    who = name or t("Somebody")
    match event.deed:
        case "task":
            return t("{who} added the task {title}", who=who, title=event.title)
        case "post":
            return t("{who} planned {title}", who=who, title=event.title)
        case "published":
            return t("{who} published {title}", who=who, title=event.title)
        case "comment":
            said = " ".join(event.said.split())
            return t("{who} on {title}: {said}", who=who, title=event.title, said=said)
        case _:
            return t("{title} is now {figure}", title=event.title, figure=event.said)


class _Role:
    """Opens the menu of a member's role."""

    def __init__(self, members: Members, member: bytes) -> None:
        self._members, self._member = members, member

    def __call__(self, _checked: bool = False) -> None:
        self._members.ask_role(self._member)


class _SetRole:
    """Gives a member a role."""

    def __init__(self, host: Host, member: bytes, role: str) -> None:
        self._host, self._member, self._role = host, member, role

    def __call__(self) -> None:
        session = self._host.session
        self._host.run(lambda: verbs.set_member_role(session, self._member, self._role))
