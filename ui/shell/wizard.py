"""The first page of all: try it, join a team, or begin one (a pure view: it only asks)."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.model.errors import Fault
from ui.kit import draw
from ui.kit.app import is_chinese, t, theme, told
from ui.kit.button import Button
from ui.kit.fields import Choice
from ui.kit.focus import FocusWatch
from ui.kit.label import Label, Picture, hairline
from ui.kit.lay import clear, column, row
from ui.kit.tabs import Tabs
from ui.shell import invitation
from ui.shell.begin import Draft, JoinForm, StartForm
from ui.shell.cards import Card
from ui.shell.harbour import Harbour, Mark
from ui.shell.veil import shadow
from ui.shell.zones import machine

WIDE, HIGH = 960, 596
SIDE = 320
CHOICES = ("demo", "join", "start")


class Wizard(QWidget):
    """Three ways to begin. What it asks for is done elsewhere; `show_…` tells how it goes."""

    demo_asked = Signal()
    start_asked = Signal(str, str, str)
    """Name of the team, of the person, and the time zone."""
    join_asked = Signal(str, str, str)
    """Address of the hub, code, name of the person."""
    restore_asked = Signal(str)
    """The path of a backup."""
    look_asked = Signal(str)
    language_asked = Signal(str)
    left = Signal()
    """The person closed it."""

    def __init__(self, person: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("app")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.draft = Draft(person=person, zone=machine())
        self._is_busy = False
        self.setMinimumSize(WIDE, HIGH)
        self._panel = QFrame()
        self._panel.setObjectName("raised")
        self._panel.setFixedSize(WIDE, HIGH)
        self._room = framed(self._panel)
        self.setLayout(row(None, column(None, self._panel, None), None))
        self._watch = FocusWatch(self)
        theme().changed.connect(self.update)
        self.retell()

    def retell(self) -> None:
        """Say everything again: the language is another one now. What was typed stays."""
        self._is_busy = False
        clear(self._room)
        self.cards: dict[str, Card] = {}
        self.form: StartForm | JoinForm | None = None
        self.message = Label("", "small", "danger", wraps=True)
        self._caption = Label("", "caption", "text3")
        self._room.addWidget(_Side())
        body = self._choosing() if self.draft.step == 1 else self._asking()
        right = QWidget()
        right.setLayout(column(body, self._foot(), gap=0))
        self._room.addWidget(right, 1)
        if self.draft.step == 1:
            self._offer_skip(right)
        self.setWindowTitle(t("Fairway"))
        self._begin()

    def show_invitation(self, held: invitation.Invitation) -> None:
        """The page of joining, filled; whoever sits here still says yes."""
        self.draft.invite(held.url, held.code)
        self.retell()

    def show_busy(self, words: str = "") -> None:
        """It is being done; the words say what, where it takes longer."""
        self._is_busy = True
        self._say(words, "text2")
        self.next.set_busy(True)
        self.back.enable(t("Wait until this is done"))

    def show_done(self) -> None:
        """It is done: the page may go."""
        self._is_busy = False

    def show_failed(self, fault: object) -> None:
        """It could not be done; everything that was typed is still there."""
        self._is_busy = False
        self.next.set_busy(False)
        self.back.enable()
        self._say("")
        if not isinstance(fault, Fault):
            self._say(t("Something went wrong; nothing was changed"))
        elif self.form is None or not self.form.refuse(fault):
            self._say("  ".join(part for part in told(fault) if part))

    @property
    def step(self) -> int:
        """Which page it shows: 1 or 2."""
        return self.draft.step

    def _say(self, words: str, color: str = "danger") -> None:
        put_words(self.message, words, color)

    def _head(self, title: str, text: str) -> QVBoxLayout:
        lines = (self._caption, 4, Label(title, "title"), 4, Label(text, "body", "text2"))
        return column(*lines, gap=0)

    def _choosing(self) -> QVBoxLayout:
        held = {
            "demo": Card(
                "play",
                t("Try it with demo data"),
                t("A campaign half done: tasks, content calendar and team are there."),
                t("Nothing to fill in, no network; one click removes it all"),
            ),
            "join": Card(
                "log-in",
                t("Join a team"),
                t("Paste your invitation and get what you may see."),
                t("A colleague sends you the invitation; only joining needs the network"),
            ),
            "start": Card(
                "users",
                t("Begin a team"),
                t("Begin a workspace on this computer, invite colleagues later."),
                t("It brings its own hub; no server to install"),
            ),
        }
        held["demo"].commend(t("Recommended"))
        self.cards = held
        for key, card in held.items():
            card.setChecked(key == self.draft.choice)
            card.toggled.connect(self._on_toggled)
            card.entered.connect(self.go_on)
        head = self._head(
            t("Where do you want to begin?"),
            t("You can change all of it later. No network is needed now."),
        )
        cards = column(*held.values(), gap=12)
        looks = Looks()
        looks.language_asked.connect(self.language_asked)
        looks.look_asked.connect(self.look_asked)
        parts = (head, 20, cards, 20, looks, 8, self.message, None)
        return column(*parts, gap=0, margins=(32, 24, 32, 0))

    def _offer_skip(self, right: QWidget) -> None:
        skip = Button(t("Skip"), "link", is_small=True, parent=right)
        skip.setToolTip(t("Begin with an empty workspace; names can be changed later"))
        skip.clicked.connect(self._on_skip)
        wide, high = skip.sizeHint().width(), skip.sizeHint().height()
        # Its words, not its ground, end where the cards end.
        skip.setGeometry(WIDE - SIDE - 2 - 32 - wide + 8, 32 - high // 2, wide, high)

    def _asking(self) -> QVBoxLayout:
        draft = self.draft
        self.form = JoinForm(draft) if draft.choice == "join" else StartForm(draft)
        self.form.entered.connect(self.go_on)
        if draft.choice == "join":
            title, text = t("Join a team"), t("Your data comes from the team's own hub.")
        else:
            title, text = t("Begin a team"), t("It stays on this computer until you invite others.")
        head = self._head(title, text)
        parts = (head, 24, self.form, self.message, 8)
        return column(*parts, gap=0, margins=(32, 24, 32, 0))

    def _foot(self) -> QWidget:
        self.next = Button("", "primary", icon="play", keys="Enter")
        self.next.clicked.connect(self.go_on)
        self.back = Button(t("Back|step"))
        self.back.clicked.connect(self.go_back)
        self.back.setVisible(self.step == 2)
        restore = Button(t("Choose a backup"), "link", is_small=True)
        restore.clicked.connect(self._on_restore)
        question = Label(t("Moving from another computer?"), "small", "text3")
        for part in (question, restore):
            part.setVisible(self.step == 1)
        foot = QWidget()
        line = row(question, restore, None, self.back, self.next, margins=(32, 16, 32, 16))
        foot.setLayout(column(hairline(is_rule=True), line, gap=0))
        self._tell()
        return foot

    def _tell(self) -> None:
        """What the filled button will do, and how many steps there are."""
        choice, is_first = self.draft.choice, self.step == 1
        words = {
            "demo": t("Open the demo workspace"),
            "join": t("Fill in the invitation") if is_first else t("Join the team"),
            "start": t("Name the team") if is_first else t("Begin the team"),
        }[choice]
        icon = {"demo": "play", "join": "log-in", "start": "users"}[choice]
        self.next.setText(words)
        self.next.setAccessibleName(words)
        self.next.set_icon("log-in" if is_first and choice != "demo" else icon)
        self._caption.setText(
            t("One step only")
            if choice == "demo"
            else t("Step {step} of {count}", step=self.step, count=2)
        )

    def _begin(self) -> None:
        if self.form is not None:
            self.form.begin()
        else:
            self.cards[self.draft.choice].setFocus()

    def go_on(self) -> None:
        """Do what the filled button says."""
        if self._is_busy:
            return
        draft = self.draft
        if self.step == 1 and draft.choice != "demo":
            draft.step = 2
            self.retell()
        elif draft.choice == "demo":
            self.demo_asked.emit()
        elif self.form is not None and self.form.is_whole():
            self._say("")
            if draft.choice == "join":
                code = invitation.plain(draft.code)
                self.join_asked.emit(draft.url, code, draft.person)
            else:
                self.start_asked.emit(draft.team, draft.person, draft.zone)

    def go_back(self) -> None:
        """To the choices."""
        if self.step == 2 and not self._is_busy:
            self.draft.step = 1
            self.retell()

    def _on_toggled(self, is_on: bool) -> None:
        if not is_on:
            return
        self.draft.choice = next(key for key, card in self.cards.items() if card.isChecked())
        self._tell()

    def _on_skip(self) -> None:
        if not self._is_busy:
            person = self.draft.person or t("Me")
            self.start_asked.emit(t("My team"), person, self.draft.zone)

    def _on_restore(self) -> None:
        kinds = t("Backups of Fairway") + " (*.fairway *.zip)"
        path, _ = QFileDialog.getOpenFileName(self, t("Choose a backup"), "", kinds)
        if path:
            self.restore_asked.emit(path)

    # Qt overrides

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.step == 2:
            self.go_back()
            return
        super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._is_busy:
            event.ignore()  # what is being made is made whole
            return
        super().closeEvent(event)
        self.left.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.fillRect(event.rect(), theme().color("app"))
        if not theme().is_dark:
            shadow(painter, QRectF(self._panel.geometry()))


def framed(panel: QWidget) -> QHBoxLayout:
    """The room within a panel's line."""
    room = QHBoxLayout(panel)
    room.setContentsMargins(1, 1, 1, 1)
    room.setSpacing(0)
    return room


def put_words(place: Label, words: str, color: str) -> None:
    """Words in an ink."""
    place.tint(color)
    place.setText(words)


class Looks(QWidget):
    """The language and the look, to be changed on the spot."""

    look_asked = Signal(str)
    language_asked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        options = [("zh_CN", "简体中文", "languages"), ("en", "English", "languages")]
        self.language = Choice(options, t("Language"))
        self.language.setFixedWidth(160)
        self.language.show_key("zh_CN" if is_chinese() else "en")
        self.language.chosen.connect(self._on_language)
        modes = [
            ("system", t("System|theme"), "monitor"),
            ("light", t("Light"), "sun"),
            ("dark", t("Dark"), "moon"),
        ]
        self.look = Tabs(modes, t("Look|theme"), is_switch=True)
        self.look.show_key(theme().mode)
        self.look.chosen.connect(self.look_asked)
        name = Label(t("Language"), "body", "text2")
        look = Label(t("Look|theme"), "body", "text2")
        self.setLayout(row(name, 4, self.language, 16, look, 4, self.look, None))

    def _on_language(self, lang: object) -> None:
        self.language_asked.emit(str(lang))


class _Side(QWidget):
    """The drawing and three promises."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedWidth(SIDE)
        name = row(Mark(), Label(t("Fairway"), "subtitle"), None, margins=(24, 24, 24, 0))
        promises = (
            ("hard-drive", t("Your data is here; it works offline")),
            ("refresh-cw", t("Online it agrees with your team")),
            ("undo-2", t("Every step can be undone")),
        )
        lines = [
            row(Picture(icon, "accent"), Label(words, "small", "text2"), None)
            for icon, words in promises
        ]
        foot = column(*lines, gap=9, margins=(24, 20, 24, 20))
        self.setLayout(
            column(name, Harbour(), hairline(is_rule=True), foot, gap=0, margins=(0, 0, 1, 0))
        )

    # Qt overrides

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(self.rect())
        painter.setClipRect(rect)
        draw.box(painter, rect.adjusted(0, 0, 16, 0), "app", radius=7)
        painter.fillRect(QRectF(rect.right() - 1, 0, 1, rect.height()), theme().color("border"))
