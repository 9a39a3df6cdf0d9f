"""The posts that a task makes: open one, choose another, let one go."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.campaign import commands as campaign
from app.campaign.post import moment_of, state_of
from app.model.row import Row
from ui.kit import lay, when
from ui.kit.app import t
from ui.kit.button import IconButton
from ui.parts.host import Host
from ui.parts.pick import Option, Picker
from ui.plan.sheet_parts import Do, Head, Jump, Look

STATES = {
    "planned": ("circle-dashed", "text2"),
    "draft": ("pencil", "text2"),
    "ready": ("circle-dot", "accent"),
    "published": ("circle-check", "success"),
    "missed": ("clock-alert", "danger"),
}
SHORT = 40


class Posts(QWidget):
    """What the calendar gets from this task; `counted` tells how many posts it is."""

    counted = Signal(int)

    def __init__(self, host: Host) -> None:
        super().__init__()
        self._host = host
        self._task: Row | None = None
        self._shown: object = None
        self.head = Head(t("Content of the task"), t("Choose a post of the calendar"))
        self.head.add.clicked.connect(self.pick)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        head = lay.row(self.head, margins=(8, 0, 8, 0))
        self.setLayout(lay.column(head, self._rows, gap=2))

    def show_task(self, task: Row) -> None:
        """The posts of this task."""
        self._task = task
        held = self._host.session.list("post", [("task", "=", task.id)], ["planned"])
        shown = (task.id, [dict(post) for post in held])
        if shown == self._shown:
            return
        self._shown = shown
        lay.clear(self._rows)
        for post in held:
            self._rows.addWidget(self._line(post))
        self.counted.emit(len(held))

    def _line(self, post: Row) -> QWidget:
        words = title_of(post)
        state = key_of(self._host, post)
        icon, ink = STATES[state]
        look = Look(words, icon, ink, note_of(self._host, post), spoken=state_words(state))
        jump = Jump(look)
        jump.clicked.connect(Do(self._host.go, f"post/{post.id.hex()}"))
        drop = IconButton(
            "x", t("Let {post} go from this task", post=words), size=24, color="text3"
        )
        drop.clicked.connect(Do(self.drop, post.id))
        return lay.panel(lay.row(jump, drop, gap=0, margins=(0, 0, 8, 0)))

    def drop(self, post: bytes) -> None:
        """The post stays in the calendar and belongs to no task."""
        session = self._host.session
        self._host.run(lambda: campaign.set_post(session, post, {"task": None}), t("Unlinked"))

    def pick(self) -> None:
        """Choose a post of the campaign by its name."""
        if self._task is None:
            return
        mine = [("campaign", "=", self._task.ref("campaign"))]
        posts = self._host.session.list("post", mine, ["planned"])
        options = [
            Option(
                post.id,
                title_of(post),
                note_of(self._host, post),
                icon=STATES[key_of(self._host, post)][0],
            )
            for post in posts
            if post.ref("task") != self._task.id
        ]
        words = t("Choose a post of the calendar")
        picker = Picker(self.head.add, words, options, self.choose)
        picker.open_under(self.head.add, is_right=True)

    def choose(self, post: object) -> None:
        """This task makes the post."""
        if self._task is None or not isinstance(post, bytes):
            return
        session, task = self._host.session, self._task.id
        self._host.run(lambda: campaign.set_post(session, post, {"task": task}))


def title_of(post: Row) -> str:
    """What a post is called; without a name its first words."""
    first = post.text("body").strip().split("\n")[0][:SHORT]
    return post.text("title").strip() or first or t("Without a title")


def note_of(host: Host, post: Row) -> str:
    """When and where it comes out."""
    at = moment_of(post, "published") or moment_of(post, "planned")
    day = when.due(at, host.now()) if at is not None else ""
    return " ".join(part for part in (host.directory.name("account", post.ref("account")), day)
                    if part)  # fmt: skip


def key_of(host: Host, post: Row) -> str:
    """How far a post is, as the calendar tells it."""
    state = state_of(post, host.now())
    return "draft" if state == "planned" and post.text("status") == "draft" else state


def state_words(state: str) -> str:
    """How far a post is, in words."""
    match state:
        case "draft":
            return t("Being written")
        case "ready":
            return t("Scheduled")
        case "published":
            return t("Published")
        case "missed":
            return t("Missed|post")
        case _:
            return t("Planned")
