"""The hub: where this device sends its work, how to join one, how to invite a colleague."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QFrame, QWidget

from app.model.errors import Fault
from ui.kit import when
from ui.kit.app import t, told
from ui.kit.button import Button, IconButton
from ui.kit.fields import Choice, Line
from ui.kit.label import Elided, Label
from ui.kit.lay import column, panel, row
from ui.kit.worker import Job
from ui.parts.host import Host
from ui.shell import invitation, store
from ui.shell.invitation import Invitation
from ui.shell.sections.block import Block, Section, Setting
from ui.shell.store import Store

FIELD = 320


@dataclass(frozen=True, slots=True)
class Place:
    """Where this device stands: the hub's address ("" for its own), and its own name."""

    url: str
    device: str


@dataclass(frozen=True, slots=True)
class HubActions:
    """What the window lends to the settings; `join` and `invite` run beside the screen."""

    place: Callable[[], Place]
    join: Callable[[str, str, str], object]
    """Address, code, name; raises a Fault. Its answer goes out with `joined`."""
    invite: Callable[[str], Invitation]
    """For a rank: owner, member or guest; raises a Fault."""
    why_no_invite: Callable[[], str] = str


class Hub(Section):
    """Address, joining, inviting, the way through a company's network."""

    joined = Signal(object)

    def __init__(self, host: Host, held: Store, actions: HubActions) -> None:
        super().__init__()
        self._host, self._actions, self._store = host, actions, held
        self._address = Elided("", "body", "text2")
        self._device = Elided("", "body", "text2")
        self.join = JoinPart(host, actions)
        self.join.joined.connect(self.joined)
        self.join.joined.connect(self.open)
        self.invite = InvitePart(host, actions)
        self._where = Setting(t("Address"), self._address)
        self.fill(
            Block(t("Hub"), self._where, Setting(t("This device"), self._device)),
            Block(t("Invite a colleague"), self.invite),
            Block(t("Join a hub"), self.join),
            Block(t("Network"), *self._network()),
        )
        self.open()

    def open(self) -> None:
        place = self._actions.place()
        self._address.setText(place.url.partition("#")[0] or t("On this computer only"))
        self._device.setText(place.device)
        for label in (self._address, self._device):
            label.setMinimumWidth(FIELD)
            label.updateGeometry()
        self._where.tell("" if place.url else t("It is started when it is needed"))
        self.invite.open()

    def _network(self) -> list[QWidget]:
        self.proxy = Line(self._store.text(store.PROXY), "http://proxy.example.com:8080")
        self.proxy.setFixedWidth(FIELD)
        self.proxy.written.connect(self._on_proxy)
        self._proxy = Setting(t("Proxy"), self.proxy)
        self.authority = Line(self._store.text(store.AUTHORITY), t("As in the system"))
        self.authority.setFixedWidth(FIELD - 36)
        self.authority.written.connect(self._on_authority)
        choose = IconButton("folder-open", t("Choose a file"))
        choose.clicked.connect(self._on_choose)
        self._authority = Setting(t("Company certificate"), row(self.authority, choose, gap=4))
        self._show_network()
        return [self._proxy, self._authority]

    def _show_network(self) -> None:
        self._proxy.tell(t("Leave empty to use the system's"))
        self._authority.tell(t("A PEM file; only where your network needs one"))

    def _on_proxy(self, text: str) -> None:
        text = text.strip()
        if text and not text.startswith(("http://", "https://")):
            self._proxy.tell(t("A proxy begins with http://"), "danger")
            return
        self._show_network()
        self._store.set(store.PROXY, text)

    def _on_authority(self, text: str) -> None:
        text = text.strip()
        if text and not Path(text).is_file():
            self._authority.tell(t("There is no such file"), "danger")
            return
        self._show_network()
        self._store.set(store.AUTHORITY, text)

    def _on_choose(self) -> None:
        kinds = t("Certificates") + " (*.pem *.crt *.cer)"
        path, _ = QFileDialog.getOpenFileName(self, t("Choose a file"), "", kinds)
        if path:
            self.authority.show_text(path)
            self._on_authority(path)


class JoinPart(QWidget):
    """Address and code of another hub; both are found in a pasted invitation."""

    joined = Signal(object)

    def __init__(self, host: Host, actions: HubActions) -> None:
        super().__init__()
        self._host, self._actions = host, actions
        self._is_busy = False
        self.url = Line("", "https://hub.example.com")
        self.code = Line("", "ABCD-EFGH-…")
        self.button = Button(t("Join"), icon="log-in")
        self.message = Label("", "small", "danger", wraps=True)
        self.message.hide()
        self.url.setAccessibleName(t("Address of the hub"))
        self.code.setAccessibleName(t("Code"))
        for line in (self.url, self.code):
            line.setFixedWidth(FIELD)
            line.textEdited.connect(self._on_edited)
            line.entered.connect(self._on_join)
        self.button.clicked.connect(self._on_join)
        hint = t("Paste the whole invitation: address and code are found in it")
        address = Setting(t("Address"), self.url, hint)
        end = row(None, self.button, margins=(0, 4, 0, 0))
        code = Setting(t("Code"), self.code, t("A code works once, for three days"))
        self.setLayout(column(address, code, self.message, end, gap=0))

    def _on_edited(self) -> None:
        for line in (self.url, self.code):
            held = invitation.found_in(line.text())
            if held.url and held.code:
                self.url.setText(held.url)
                self.code.setText(invitation.spaced(held.code))
        self._say("")

    def _say(self, words: str, color: str = "danger") -> None:
        self.message.setText(words)
        self.message.tint(color)
        self.message.setVisible(bool(words))

    def _on_join(self) -> None:
        if self._is_busy:
            return
        url, code = self.url.text().strip(), invitation.plain(self.code.text())
        why = invitation.wrong_address(url) or invitation.wrong_code(code)
        if why:
            self._say(why)
            return
        self._be_busy(is_busy=True)
        join, name = self._actions.join, self._name()

        def work(_job: Job) -> object:
            return join(url, code, name)

        self._host.worker.submit(work, self._on_joined, self._on_failed)

    def _name(self) -> str:
        people = self._host.session.list("person", [("id", "=", self._host.me)])
        return people[0].text("name") if people else ""

    def _be_busy(self, *, is_busy: bool) -> None:
        self._is_busy = is_busy
        self.button.set_busy(is_busy)

    def _on_joined(self, result: object) -> None:
        self._be_busy(is_busy=False)
        self.url.clear()
        self.code.clear()
        self._say("")
        self._host.say(t("Joined; your work is being sent"))
        self.joined.emit(result)

    def _on_failed(self, fault: object) -> None:
        self._be_busy(is_busy=False)
        if isinstance(fault, Fault):
            self._say("  ".join(part for part in told(fault) if part))
        else:
            self._say(t("Something went wrong; nothing was changed"))


class InvitePart(QWidget):
    """A code for a colleague, shown once, with a text to send."""

    def __init__(self, host: Host, actions: HubActions) -> None:
        super().__init__()
        self._host, self._actions = host, actions
        self._held = Invitation()
        self.rank = Choice(
            [
                ("member", t("Member"), "user"),
                ("guest", t("Guest"), "eye"),
                ("owner", t("Owner|rank"), "shield-check"),
            ],
            t("Invite as"),
        )
        self.rank.setFixedWidth(160)
        self.button = Button(t("Make a code"), icon="user-plus")
        self.button.clicked.connect(self._on_invite)
        self._line = Setting(t("Invite as"), row(self.rank, self.button))
        self.code = Label("", "subtitle")
        self._until = Label("", "small", "text3")
        self.copy = Button(t("Copy the invitation"), icon="copy")
        self.copy.clicked.connect(self._on_copy)
        self._card = self._made()
        self._card.hide()
        self.setLayout(column(self._line, self._card, gap=0))

    def open(self) -> None:
        """Whether one may invite just now."""
        why = self._actions.why_no_invite()
        self.button.enable(why)
        self._line.tell(why or t("A member sees the campaigns that they belong to"))

    def _made(self) -> QFrame:
        words = column(self.code, self._until, gap=0)
        return panel(row(words, None, self.copy, margins=(16, 12, 16, 12)), "card")

    def _on_invite(self) -> None:
        self.button.set_busy(True)
        invite, rank = self._actions.invite, str(self.rank.key)

        def work(_job: Job) -> object:
            return invite(rank)

        self._host.worker.submit(work, self._on_invited, self._on_failed)

    def _on_invited(self, held: object) -> None:
        self.button.set_busy(False)
        assert isinstance(held, Invitation)
        self._held = held
        self.code.setText(invitation.spaced(held.code))
        self.code.setAccessibleName(" ".join(held.code))
        self._until.setText(t("Works once, until {time}", time=self._time()))
        self._card.show()
        self.copy.setFocus()

    def _on_failed(self, fault: object) -> None:
        self.button.set_busy(False)
        self._host.fail(fault)

    def _time(self) -> str:
        zone = ZoneInfo(self._host.desk.profile.tz)
        at = datetime.fromtimestamp(self._held.expires_ms / 1000, zone).replace(tzinfo=None)
        return f"{when.full(at.date(), self._host.today())} {at:%H:%M}"

    def _on_copy(self) -> None:
        spaces = self._host.session.list("workspace")
        name = spaces[0].text("name") if spaces else t("Fairway")
        text = invitation.written(self._held, name, self._time())
        QGuiApplication.clipboard().setText(text)
        self._host.say(t("Copied; send it to your colleague"), tone="text2")
