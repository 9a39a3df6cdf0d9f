"""One post beside its card: what it is, when it comes, and the link that makes it published."""

from __future__ import annotations

from datetime import datetime, time

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from app.calendar import phrase, worktime
from app.campaign import commands as verbs
from app.campaign.post import is_published, moment_of
from app.campaign.week import slot_of
from app.model.row import Row as Record
from ui.campaign.states import LOOKS, TONES, key_of, words_of
from ui.kit import draw, lay, when
from ui.kit.app import t
from ui.kit.button import Button, IconButton
from ui.kit.draw import Chip
from ui.kit.fields import Choice, Line
from ui.kit.label import ChipLabel, Label
from ui.kit.pop import Popover
from ui.parts.host import Host

WIDE = 340
USUAL = time(20, 0)
"""A day without a time: when most people look at their phones."""


def moment(host: Host, text: str) -> datetime | None:
    """A moment that a person wrote; None where it is none."""
    found = phrase.find(text, host.now(), worktime.standard())
    value = found[0].value if found else None
    if value is None:
        return None
    return value if isinstance(value, datetime) else datetime.combine(value, USUAL)


def moment_words(at: datetime | None) -> str:
    """A moment as it stands in a field."""
    return f"{when.full(at.date())} {at:%H:%M}" if at is not None else ""


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
        self.task = Button("", "link", is_small=True)
        self.url = Line("", t("Paste the link after publishing"))
        self.url.setAccessibleName(t("Link of the post"))
        self.open_button = Button(t("Open"), icon="external-link", is_small=True)
        self.delete = IconButton("trash-2", t("Delete"))
        self.publish = Button(t("Record as published"), "primary", is_small=True)
        self._rows = lay.column(gap=8)
        fields = (
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
                line.addStretch(1)
            self._rows.addLayout(line)
        head = lay.row(self.title, close, gap=4)
        buttons = lay.row(self.open_button, self.delete, None, self.publish, gap=8)
        self.setLayout(
            lay.column(head, self._state, self._rows, 4, buttons, gap=8, margins=(16, 12, 16, 16))
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
        self.task.clicked.connect(self._on_task)
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
        self._state.addWidget(Label(moment_words(slot.at) or t("No date"), "body", "text2"))
        self._state.addStretch(1)
        self.title.show_text(slot.title)
        self.account.show_key(slot.account)
        self.author.show_key(slot.author)
        self.at.show_text(moment_words(moment_of(row, "planned")))
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
        self.account.setEnabled(not is_out)
        self.account.setToolTip(why)
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
        at = moment(self._host, text) if text.strip() else None
        if text.strip() and at is None:
            self._host.say(t("This is no day: {text}", text=text), tone="danger")
        elif at != moment_of(row, "planned"):
            session, post, account = self._host.session, self._post, row.ref("account")
            self._host.run(lambda: verbs.plan_post(session, post, account, at))
        self.refresh()

    def _on_task(self) -> None:
        row = self.row
        task = row.ref("task") if row is not None else None
        if task is not None:
            self.close()
            self.went.emit(f"task/{task.hex()}")

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
