"""One post beside its card: what it is, when it comes, and the link that makes it published."""

from __future__ import annotations

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from app.campaign import commands as verbs
from app.campaign.overview import leaves
from app.campaign.post import is_published, moment_of
from app.campaign.week import slot_of
from app.model.row import Row as Record
from ui.campaign.moments import moment, moment_words
from ui.campaign.states import LOOKS, TONES, key_of, status_options, words_of
from ui.kit import draw, lay
from ui.kit.app import t
from ui.kit.button import Button, IconButton
from ui.kit.draw import Chip
from ui.kit.fields import Choice, Line
from ui.kit.label import ChipLabel, Label
from ui.kit.pop import Popover
from ui.parts.host import Host
from ui.parts.pick import Option, Picker

WIDE = 340
PAD = (8, 12, 16, 16)
NO_TASK = b""


def account_options(host: Host) -> list[tuple[object, str, str]]:
    """Accounts with the channel that they are on."""
    names = host.directory
    return [
        (None, t("No account"), ""),
        *(
            (row.id, f"{names.name('channel', row.ref('channel'))} · {row.text('name')}", "")
            for row in names.rows("account").values()
        ),
    ]


class PostCard(Popover):
    """Every field is written when it is left; nothing waits for a save."""

    went = Signal(str)

    def __init__(self, parent: QWidget, host: Host, post: bytes) -> None:
        super().__init__(parent)
        self._host, self._post = host, post
        self.title = Line("", t("Title"))
        self.title.setProperty("quiet", True)
        self.title.setProperty("type", "title")
        close = IconButton("x", t("Close"))
        close.clicked.connect(self.close)
        self._state = lay.row(gap=8)
        self.account = Choice(account_options(host), t("Account"))
        people = [(row.id, row.text("name"), "") for row in host.directory.people()]
        self.author = Choice([(None, t("Nobody yet"), ""), *people], t("Owner"))
        self.at = Line("", t("Tomorrow 20:00, next Friday …"))
        self.at.setAccessibleName(t("Planned for"))
        self.status = Choice(status_options(), t("Status"))
        self.status.setPlaceholderText(t("Published"))
        self.task = Button("", "link", is_small=True)
        self.pick = IconButton("chevron-down", t("Choose the task"), size=28)
        self.url = Line("", t("Paste the link after publishing"))
        self.url.setAccessibleName(t("Link of the post"))
        self.open_button = Button(t("Open"), icon="external-link", is_small=True)
        self.delete = IconButton("trash-2", t("Delete"))
        self.publish = Button(t("Record as published"), "primary", is_small=True)
        self._rows = lay.column(gap=8)
        fields = (
            (t("Status"), self.status),
            (t("Account"), self.account),
            (t("Owner"), self.author),
            (t("Planned for"), self.at),
            (t("From task"), self.task),
            (t("Link of the post"), self.url),
        )
        names = max(round(draw.width(words)) for words, _ in fields) + 4
        for words, field in fields:
            label = Label(words, "body", "text2")
            label.setFixedWidth(names)
            line = lay.row(label, field, gap=8)
            if field is self.task:
                lay.fill(line, (None, self.pick))
            self._rows.addLayout(line)
        head = lay.row(self.title, close, gap=4)
        buttons = lay.row(self.open_button, self.delete, None, self.publish, gap=8)
        # The quiet title's frame reaches further left, so that its words stand in line.
        body = (self._state, self._rows, 4, buttons)
        self.setLayout(
            lay.column(head, lay.column(*body, gap=8, margins=(8, 0, 0, 0)), gap=8, margins=PAD)
        )
        self.setMinimumWidth(WIDE)
        self.setMaximumWidth(2 * WIDE)
        self._wire()
        self.refresh()

    def _wire(self) -> None:
        self.title.written.connect(self._on_title)
        self.account.chosen.connect(self._on_account)
        self.author.chosen.connect(self._on_author)
        self.at.written.connect(self._on_at)
        self.status.chosen.connect(self._on_status)
        self.task.clicked.connect(self._on_task)
        self.pick.clicked.connect(self._on_pick)
        self.url.entered.connect(self._on_publish)
        self.publish.clicked.connect(self._on_publish)
        self.open_button.clicked.connect(self._on_open)
        self.delete.clicked.connect(self._on_delete)

    @property
    def row(self) -> Record | None:
        """The post as it is now; None when it is gone."""
        found = self._host.session.list("post", [("id", "=", self._post)])
        return found[0] if found else None

    def refresh(self) -> None:
        """Read the post again."""
        row = self.row
        if row is None:
            self.close()
            return
        slot = slot_of(row, self._host.now())
        key = key_of(slot)
        lay.clear(self._state)
        chip = Chip(words_of(key), TONES.get(key, "neutral"), LOOKS[key][0])
        self._state.addWidget(ChipLabel(chip))
        self._state.addWidget(
            Label(moment_words(self._host, slot.at) or t("No date"), "body", "text2")
        )
        self._state.addStretch(1)
        self.title.show_text(slot.title)
        self.status.show_key((slot.status or "idea") if slot.state != "published" else None)
        self.account.show_key(slot.account)
        self.author.show_key(slot.author)
        self.at.show_text(moment_words(self._host, moment_of(row, "planned")))
        tasks = self._host.session.list("task", [("id", "=", slot.task)]) if slot.task else []
        self.task.setText(tasks[0].text("name") if tasks else t("None|choice"))
        self.task.enable("" if tasks else t("It belongs to no task"))
        if tasks:
            self.task.setToolTip(self.task.text())  # a long name is cut
        self.url.show_text(slot.url)
        is_out = is_published(row)
        why = t("It is published already") if is_out else ""
        self.url.setReadOnly(is_out)
        self.publish.enable(why)
        self.at.setReadOnly(is_out)
        for choice in (self.status, self.account):
            choice.setEnabled(not is_out)
            choice.setToolTip(why)
        self.open_button.enable("" if slot.url else t("There is no link yet"))

    def _set(self, field: str, value: str | bytes | None) -> None:
        session, post = self._host.session, self._post
        self._host.run(lambda: verbs.set_post(session, post, {field: value}))
        self.refresh()

    def _on_title(self, text: str) -> None:
        if text.strip():
            self._set("title", text.strip())

    def _on_author(self, key: object) -> None:
        self._set("author", key if isinstance(key, bytes) else None)

    def _on_account(self, key: object) -> None:
        self._set("account", key if isinstance(key, bytes) else None)

    def _on_at(self, text: str) -> None:
        row = self.row
        if row is None:
            return
        kept = moment_of(row, "planned")
        at = moment(self._host, text, kept) if text.strip() else None
        if text.strip() and at is None:
            self._host.say(t("This is no day: {text}", text=text), tone="danger")
        elif at != kept:
            session, post, account = self._host.session, self._post, row.ref("account")
            self._host.run(lambda: verbs.plan_post(session, post, account, at))
        self.refresh()

    def _on_task(self) -> None:
        row = self.row
        task = row.ref("task") if row is not None else None
        if task is not None:
            self.close()
            self.went.emit(f"task/{task.hex()}")

    def _on_status(self, key: object) -> None:
        self._set("status", str(key))

    def _on_pick(self) -> None:
        row = self.row
        if row is None:
            return
        held = self._host.session.list("task", [("campaign", "=", row.ref("campaign"))], ["okey"])
        options = [Option(NO_TASK, t("No task"), icon="circle-slash")]
        options += [Option(one.id, one.text("name"), icon="list-checks") for one in leaves(held)]
        current = row.ref("task") or NO_TASK
        name = t("Choose the task")
        picker = Picker(self.pick, name, options, self._on_picked, current=current)
        picker.open_under(self.pick, is_right=True)

    def _on_picked(self, key: object) -> None:
        self._set("task", key if isinstance(key, bytes) and key != NO_TASK else None)

    def _on_publish(self, _text: object = None) -> None:
        session, post, now = self._host.session, self._post, self._host.now()
        url = self.url.text()
        if self._host.run(
            lambda: verbs.publish_post(session, post, url, now), t("Recorded as published")
        ):
            self.url.commit()
        self.refresh()

    def _on_open(self) -> None:
        row = self.row
        if row is not None and row.text("url"):
            QDesktopServices.openUrl(QUrl(row.text("url")))

    def _on_delete(self) -> None:
        session, post = self._host.session, self._post
        self.close()
        self._host.run(lambda: verbs.delete_post(session, post), t("The post is in the trash"))
