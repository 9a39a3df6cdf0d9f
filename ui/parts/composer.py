"""Where a comment is written: @ completes names by pinyin, Enter sends, a chat can be pasted."""

from __future__ import annotations

import re
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QMimeData, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QTextCursor,
)
from PySide6.QtWidgets import QFrame, QWidget

from app.model.row import Row
from app.work import commands, wechat
from ui.kit import draw
from ui.kit.app import t, theme
from ui.kit.button import Button, IconButton
from ui.kit.fields import Text
from ui.kit.label import Label, Picture
from ui.kit.lay import column, panel, row
from ui.kit.match import match
from ui.parts.host import Host

MOST = 6
ITEM = 32
NAME = re.compile(r"(?<![A-Za-z0-9])[@＠]([^\s@＠]{0,20})$")


class Colleagues(QFrame):
    """The people that an @ may mean; the focus stays where the name is written."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("raised")
        self.setAccessibleName(t("Colleagues"))
        self.setMouseTracking(True)
        self._people: list[tuple[bytes, str, str]] = []
        self._at = 0
        self.hide()

    def offer(self, people: Sequence[tuple[bytes, str, str]], corner: QPoint, line: int) -> None:
        """Show people (id, name, title) under a place of the window, or above it."""
        self._people = list(people)
        self._at = 0
        self.setVisible(bool(people))
        if not people:
            return
        names = [draw.width(name) + draw.width(title, "small") for _, name, title in people]
        self.resize(max(200, min(320, round(max(names)) + 72)), len(people) * ITEM + 8)
        parent = self.parentWidget()
        assert parent is not None
        x = max(4, min(corner.x(), parent.width() - self.width() - 4))
        is_low = corner.y() + line + 12 + self.height() > parent.height()
        y = corner.y() - self.height() - 12 if is_low else corner.y() + line + 12
        self.move(x, y)
        self.raise_()
        self._tell()

    def step(self, by: int) -> None:
        """The next one, or the one before."""
        self._at = (self._at + by) % len(self._people)
        self._tell()

    def choose(self) -> None:
        """This one."""
        person, name, _ = self._people[self._at]
        self.hide()
        self.chosen.emit((person, name))

    def _tell(self) -> None:
        self.update()
        name = self._people[self._at][1]
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, name))

    def _place(self, y: float) -> int:
        return max(0, min(len(self._people) - 1, int((y - 4) // ITEM)))

    # Qt overrides

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._at = self._place(event.position().y())
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._at = self._place(event.position().y())
        self.choose()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        for place, (_, name, title) in enumerate(self._people):
            rect = QRect(4, 4 + place * ITEM, self.width() - 8, ITEM)
            if place == self._at:
                draw.box(painter, rect, "hover")
            draw.avatar(painter, QRectF(rect.x() + 8, rect.y() + 6, 20, 20), name)
            room = rect.adjusted(36, 0, -8, 0)
            used = draw.words(painter, room, name)
            draw.words(painter, room.adjusted(round(used) + 8, 0, 0, 0), title, "small", "text3")


class Writer(Text):
    """A text in which @ completes names; `chatted` tells of a pasted WeChat chat."""

    chatted = Signal(str, int)
    left = Signal()

    def __init__(self, host: Host, hint: str, text: str = "") -> None:
        super().__init__(text, hint, least=1, most=6)
        self._host = host
        self._list: Colleagues | None = None
        self._picked: list[bytes] = []
        self.send_by_enter()
        self.textChanged.connect(self._on_typed)
        self.cursorPositionChanged.connect(self._on_typed)

    def names(self) -> dict[bytes, str]:
        """Who can be mentioned; those who were picked first, as two may have one name."""
        names = {row.id: row.text("name") for row in self._host.directory.people()}
        return {row: names[row] for row in [*self._picked, *names] if row in names}

    def begin_name(self) -> None:
        """Write an @, so that the names come."""
        self.setFocus()
        cursor = self.textCursor()
        before = self.toPlainText()[: cursor.position()]
        is_glued = bool(before) and before[-1].isascii() and before[-1].isalnum()
        cursor.insertText(" @" if is_glued else "@")

    @property
    def is_offering(self) -> bool:
        """Whether names are offered."""
        return self._list is not None and self._list.isVisible()

    def _asked(self) -> str | None:
        """The letters behind the @ before the cursor."""
        if not self.hasFocus() or self.is_composing:
            return None
        found = NAME.search(self.toPlainText()[: self.textCursor().position()])
        return found[1] if found is not None else None

    def _on_typed(self) -> None:
        asked = self._asked()
        found = self._found(asked) if asked is not None else []
        if not found and self._list is None:
            return
        if self._list is None:
            self._list = Colleagues(self.window())
            self._list.chosen.connect(self._on_chosen)
        at = self.cursorRect()
        corner = self.viewport().mapTo(self.window(), at.topLeft())
        self._list.offer(found, corner, at.height())

    def _found(self, asked: str) -> list[tuple[bytes, str, str]]:
        ranked: list[tuple[float, str, Row]] = []
        for person in self._host.directory.people():
            name = person.text("name")
            hit = match(asked, name)
            if hit is not None:
                ranked.append((-hit.score, name, person))
        ranked.sort(key=lambda one: one[:2])
        if len(ranked) == 1 and ranked[0][1] == asked:
            return []
        title = self._host.directory.title
        return [(person.id, name, title(person.id)) for _, name, person in ranked[:MOST]]

    def _on_chosen(self, chosen: object) -> None:
        assert isinstance(chosen, tuple)
        person, name = chosen
        asked = self._asked()
        if asked is None:
            return
        if person not in self._picked:
            self._picked.insert(0, person)
        cursor = self.textCursor()
        move = QTextCursor.MoveOperation.Left
        cursor.movePosition(move, QTextCursor.MoveMode.KeepAnchor, len(asked))
        cursor.insertText(f"{name} ")

    def _steer(self, key: Qt.Key) -> bool:
        """A key while names are offered."""
        held = self._list
        if held is None or not held.isVisible():
            return False
        match key:
            case Qt.Key.Key_Down:
                held.step(1)
            case Qt.Key.Key_Up:
                held.step(-1)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_Tab:
                held.choose()
            case Qt.Key.Key_Escape:
                held.hide()
            case _:
                return False
        return True

    # Qt overrides

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.is_composing and self._steer(Qt.Key(event.key())):
            event.accept()
            return
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            return
        super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        # Tab would leave the field before keyPressEvent sees it.
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Tab
            and self.is_offering
        ):
            self.keyPressEvent(event)
            return True
        return super().event(event)

    def insertFromMimeData(self, source: QMimeData) -> None:
        super().insertFromMimeData(source)
        found = wechat.messages(source.text(), self._host.now())
        if found and wechat.is_excerpt(found, set(self.names().values())):
            self.chatted.emit(source.text(), len(found))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if self._list is not None:
            self._list.hide()

    def hideEvent(self, event: QEvent) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        if self._list is not None:
            self._list.hide()
        super().hideEvent(event)  # pyright: ignore[reportArgumentType]


class Composer(QWidget):
    """Writes comments of one row; the draft of each row stays until it is sent."""

    sent = Signal()

    def __init__(self, host: Host) -> None:
        super().__init__()
        self._host = host
        self._place: tuple[str, bytes] | None = None
        self._chat = ""
        self.write = Writer(host, t("Write a comment"))
        self.at = IconButton("at-sign", t("Mention a colleague"))
        self.send = IconButton("send", t("Send the comment"))
        self.paste = Button("", "link", icon="clipboard-paste", is_small=True)
        self._drop = IconButton("x", t("Keep it as text"), size=24)
        words = Label(t("This looks like a WeChat chat"), "small", "text2")
        offer = row(
            Picture("message-square", "text2", 14), words, self.paste, None, self._drop, gap=6
        )
        self._offer = panel(offer)
        self._offer.hide()
        ends = row(self.at, self.send, gap=0)
        bottom = Qt.AlignmentFlag.AlignBottom
        line = row(self.write, gap=4)
        line.addLayout(ends)
        line.setAlignment(ends, bottom)
        self.setLayout(column(self._offer, line, gap=4))
        self.write.entered.connect(self._on_entered)
        self.write.chatted.connect(self._on_chatted)
        self.write.textChanged.connect(self._on_text)
        self.at.clicked.connect(self.write.begin_name)
        self.send.clicked.connect(self._on_send)
        self.paste.clicked.connect(self._on_paste)
        self._drop.clicked.connect(self._offer.hide)
        theme().changed.connect(self.updateGeometry)
        self._on_text()

    def show_row(self, table: str, row: bytes | None) -> None:
        """Write about this row; what was begun for the one before is kept."""
        place = (table, row) if row is not None else None
        if place == self._place:
            return
        self._place = None  # what is shown now is no new draft
        self._offer.hide()
        self.write.setPlainText(self._host.drafts.text(_draft(place)) if place else "")
        self._place = place

    def _on_text(self) -> None:
        if self._place is not None:
            self._host.drafts.keep(_draft(self._place), self.write.toPlainText())
        self.send.enable("" if self.write.toPlainText().strip() else t("Write something first"))

    def _on_send(self) -> None:
        self._on_entered(self.write.toPlainText())

    def _on_entered(self, text: str) -> None:
        place, session = self._place, self._host.session
        if place is None or not text.strip():
            return
        names = self.write.names()
        if self._host.run(lambda: commands.comment(session, *place, text, names)):
            self._clear()

    def _clear(self) -> None:
        self.write.clear()
        self.write.commit()
        self._offer.hide()
        self.sent.emit()

    def _on_chatted(self, text: str, count: int) -> None:
        if self._place is None or self._place[0] != "task":
            return
        self._chat = text
        self.paste.setText(t("Paste as {count} comments", count=count))
        self.paste.setAccessibleName(self.paste.text())
        self.paste.updateGeometry()
        self._offer.show()

    def _on_paste(self) -> None:
        place, session, now = self._place, self._host.session, self._host.now()
        if place is None:
            return
        if self._host.run(lambda: commands.paste_excerpt(session, place[1], self._chat, now)):
            rest = self.write.toPlainText().replace(self._chat.replace("\r\n", "\n"), "", 1)
            self._clear()
            self.write.setPlainText(rest.strip())

    # Qt overrides

    def sizeHint(self) -> QSize:
        return QSize(240, super().sizeHint().height())


def _draft(place: tuple[str, bytes]) -> str:
    """The name of the draft of a row."""
    return f"comment/{place[0]}/{place[1].hex()}"
