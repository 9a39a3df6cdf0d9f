"""The accounts of a campaign: who looks after them, what is out, until when we may publish."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from PySide6.QtWidgets import QDialogButtonBox, QGridLayout, QWidget

from app.campaign import commands as verbs
from app.campaign.overview import CampaignRows
from app.campaign.post import is_published, moment_of
from app.model.change import Value
from app.model.errors import Fault
from app.model.row import Row
from ui.campaign.postcard import moment
from ui.kit import lay, when
from ui.kit.app import t, told
from ui.kit.button import Button, IconButton
from ui.kit.draw import Chip
from ui.kit.fields import Choice, Line
from ui.kit.fields import Row as FieldRow
from ui.kit.label import Avatar, ChipLabel, Label, hairline
from ui.kit.pop import Dialog, Entry, open_menu
from ui.parts.host import Host

SOON_DAYS = 7
USED = ("channel", "name", "followers", "owner", "out", "latest", "until", "more")


def until_chip(until: str, today: date) -> Chip:
    """How long an account may be published on."""
    if not until:
        return Chip(t("Not stated"), "neutral", "circle-dashed")
    left = (date.fromisoformat(until[:10]) - today).days
    if left < 0:
        return Chip(t("Authorisation is over"), "danger", "circle-alert")
    if left <= SOON_DAYS:
        return Chip(t("Ends in {count} days", count=left), "warn", "clock")
    return Chip(t("Authorised"), "success", "circle-check")


class Accounts(QWidget):
    """A line an account; added from the team's accounts or anew."""

    def __init__(self, host: Host) -> None:
        super().__init__()
        self._host = host
        self._campaign: bytes | None = None
        self._shown: object = None
        self._count = Label("", "caption", "text2")
        self.add_button = Button(t("Add an account"), "link", is_small=True)
        self.add_button.clicked.connect(self._on_add)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(0)
        self._grid.setContentsMargins(12, 8, 8, 8)
        self._grid.setColumnStretch(1, 1)
        head = lay.row(Label(t("Accounts"), "strong"), self._count, None, self.add_button)
        self._card = lay.panel(self._grid, "card")
        self._none = Label(t("No account yet. Posts are planned by account"), "body", "text2")
        self.setLayout(lay.column(head, self._card, self._none, gap=8))
        self.menus: dict[bytes, IconButton] = {}

    def show_rows(self, rows: CampaignRows) -> None:
        """Show the accounts of this campaign."""
        campaign = rows.campaign.id
        tied = self._host.session.list("campaign_account", [("campaign", "=", campaign)], ["okey"])
        held = self._host.directory.rows("account")
        accounts = [row for tie in tied if (row := held.get(tie.ref("account") or b"")) is not None]
        lines = [self._line(account, rows.posts) for account in accounts]
        shown = (
            campaign,
            [(account.id, line) for account, line in zip(accounts, lines, strict=True)],
        )
        if shown == self._shown:
            return
        self._campaign, self._shown = campaign, shown
        self._count.setText(t("{count} accounts", count=len(accounts)))
        lay.clear(self._grid)
        self.menus = {}
        self._card.setVisible(bool(accounts))
        self._none.setVisible(not accounts)
        if accounts:
            self._put_head()
        for number, (account, line) in enumerate(zip(accounts, lines, strict=True)):
            self._put(2 * number + 2, account, line)

    def _line(self, account: Row, posts: Sequence[Row]) -> tuple[str, ...]:
        """What changes of an account, as texts."""
        directory = self._host.directory
        mine = [post for post in posts if post.ref("account") == account.id]
        out = [post for post in mine if is_published(post)]
        latest = max((at for post in out if (at := moment_of(post, "published"))), default=None)
        followers = account.number("followers")
        return (
            directory.name("channel", account.ref("channel")),
            account.text("name"),
            f"{followers:,}" if followers is not None else "–",
            directory.name("person", account.ref("owner")),
            f"{len(out)} / {len(mine)}",
            when.moment(latest, self._host.now()) if latest is not None else "–",
            account.text("authorised_until"),
        )

    def _put_head(self) -> None:
        words = (
            t("Channel"),
            t("Account"),
            t("Followers"),
            t("Owner"),
            t("Published / planned"),
            t("Latest post"),
            t("Authorisation"),
        )
        for place, text in enumerate(words):
            label = Label(text, "caption", "text2")
            label.setFixedHeight(24)
            self._grid.addWidget(label, 0, place)
        self._grid.addWidget(hairline(), 1, 0, 1, len(USED))

    def _put(self, at: int, account: Row, line: tuple[str, ...]) -> None:
        channel, name, followers, owner, out, latest, until = line
        if at > 2:
            self._grid.addWidget(hairline(), at - 1, 0, 1, len(USED))
        who = lay.panel(lay.row(Avatar(owner or "?", 20), Label(owner or t("Nobody yet")), gap=6))
        chip = ChipLabel(until_chip(until, self._host.today()))
        more = IconButton("ellipsis", t("What to do with {name}", name=name))
        more.clicked.connect(_More(self, account.id))
        self.menus[account.id] = more
        cells: tuple[QWidget, ...] = (
            Label(channel),
            Label(name),
            Label(followers),
            who,
            Label(out),
            Label(latest, "body", "text2"),
            lay.panel(lay.row(chip, None)),
            more,
        )
        for place, cell in enumerate(cells):
            cell.setMinimumHeight(32)
            self._grid.addWidget(cell, at, place)

    def _on_add(self) -> None:
        campaign = self._campaign
        if campaign is None:
            return
        directory, session = self._host.directory, self._host.session
        tied = session.list("campaign_account", [("campaign", "=", campaign)])
        taken = {row.ref("account") for row in tied}
        free = [row for row in directory.rows("account").values() if row.id not in taken]
        open_menu(
            self.add_button,
            [
                *[
                    Entry(
                        f"{directory.name('channel', row.ref('channel'))} · {row.text('name')}",
                        _Attach(self, row.id),
                        "hash",
                    )
                    for row in free
                ],
                *([Entry()] if free else []),
                Entry(t("A new account…"), self.ask, "plus"),
            ],
        )

    def attach(self, account: bytes) -> None:
        """Let the campaign publish on an account of the team."""
        campaign, session = self._campaign, self._host.session
        if campaign is not None:
            self._host.run(lambda: verbs.attach_account(session, campaign, account))

    def ask(self, account: bytes | None = None) -> None:
        """A new account, or the fields of one that is there."""
        campaign, session = self._campaign, self._host.session
        if campaign is None:
            return
        row = session.get("account", account) if account is not None else None
        dialog = AccountDialog(self.window(), self._host, row)
        if not dialog.exec():
            return
        values = dialog.values
        if account is None:
            self._host.run(lambda: verbs.add_account(session, campaign, values))
        else:
            self._host.run(lambda: verbs.set_account(session, account, values))

    def more(self, account: bytes) -> None:
        """What can be done with an account."""
        campaign, session = self._campaign, self._host.session
        if campaign is None:
            return
        open_menu(
            self.menus[account],
            [
                Entry(t("Change…"), lambda: self.ask(account), "pencil"),
                Entry(
                    t("Take out of the campaign"),
                    lambda: self._host.run(
                        lambda: verbs.detach_account(session, campaign, account),
                        t("The account is not in the campaign any more; its posts stay"),
                    ),
                    "unlink",
                ),
            ],
        )


class AccountDialog(Dialog):
    """Name, channel, who looks after it, followers, until when it is authorised."""

    def __init__(self, parent: QWidget, host: Host, row: Row | None) -> None:
        super().__init__(parent, t("Account") if row is not None else t("New account"))
        self._host = host
        self.values: dict[str, Value] = {}
        directory = host.directory
        channels = [(r.id, r.text("name"), "") for r in directory.rows("channel").values()]
        people = [(r.id, r.text("name"), "") for r in directory.people()]
        followers = row.number("followers") if row is not None else None
        until = when.wall(row.text("authorised_until")) if row is not None else None
        self.name = Line(row.text("name") if row is not None else "", t("Account name"))
        self.channel = Choice([(None, t("None|choice"), ""), *channels], t("Channel"))
        self.channel.show_key(row.ref("channel") if row is not None else None)
        self.owner = Choice([(None, t("Nobody yet"), ""), *people], t("Owner"))
        self.owner.show_key(row.ref("owner") if row is not None else host.me)
        self.followers = Line(str(followers) if followers is not None else "", t("Followers"))
        self.until = Line(when.short(until.date()) if until is not None else "", t("A date"))
        self._name = FieldRow(t("Account name"), self.name)
        self._followers = FieldRow(t("Followers"), self.followers)
        self._until = FieldRow(t("Authorised until"), self.until)
        fields = [
            self._name,
            FieldRow(t("Channel"), self.channel),
            FieldRow(t("Owner"), self.owner),
            self._followers,
            self._until,
        ]
        self.fill(lay.column(*fields, gap=8))
        words = t("Done|button") if row is not None else t("Add an account")
        self.done_button = self.add(words, QDialogButtonBox.ButtonRole.AcceptRole)
        self.done_button.setDefault(True)
        self.done_button.clicked.connect(self._on_done)
        self.add(t("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)

    def _on_done(self) -> None:
        """Take what is written, or say what is wrong."""
        name = self.name.text().strip()
        self._name.refuse("" if name else t("An account needs a name"))
        digits = self.followers.text().replace(",", "").strip()
        is_count = not digits or digits.isdigit()
        self._followers.refuse("" if is_count else t("This is no figure: {text}", text=digits))
        text = self.until.text().strip()
        try:
            at = moment(self._host, text) if text else None
        except Fault as fault:
            self._until.refuse(told(fault)[0])
            return
        is_day = not text or isinstance(at, datetime)
        self._until.refuse("" if is_day else t("This is no day: {text}", text=text))
        if name and is_count and is_day:
            channel, owner = self.channel.key, self.owner.key
            self.values = {
                "name": name,
                "channel": channel if isinstance(channel, bytes) else None,
                "owner": owner if isinstance(owner, bytes) else None,
                "followers": int(digits) if digits else None,
                "authorised_until": at.date().isoformat() if at is not None else None,
            }
            self.accept()


class _More:
    """Opens the menu of an account."""

    def __init__(self, accounts: Accounts, account: bytes) -> None:
        self._accounts, self._account = accounts, account

    def __call__(self, _checked: bool = False) -> None:
        self._accounts.more(self._account)


class _Attach:
    """Puts an account into the campaign."""

    def __init__(self, accounts: Accounts, account: bytes) -> None:
        self._accounts, self._account = accounts, account

    def __call__(self) -> None:
        self._accounts.attach(self._account)
