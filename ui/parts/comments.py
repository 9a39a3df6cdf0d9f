"""What was said of a row: who, when, in which words; edited, resolved, withdrawn."""

from __future__ import annotations

import html
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QEnterEvent, QFocusEvent, QGuiApplication, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from app.model.change import Changes
from app.work import commands, said
from app.work.said import Said
from ui.kit import lay, when
from ui.kit.app import t, theme
from ui.kit.button import Button, IconButton
from ui.kit.draw import Chip
from ui.kit.label import Avatar, ChipLabel, Label
from ui.kit.pop import Entry, open_menu
from ui.parts.composer import Composer, Writer
from ui.parts.host import Host

SHOWN = 30
"""So many of the latest are shown at first."""
LINE = 45 * 13
"""A line of running text in px at most (ux.md B3)."""


class Body(QLabel):
    """Running words, mentions tinted; they can be selected, and no line is too long to read."""

    def __init__(
        self, text: str, spots: Sequence[tuple[int, int]] = (), color: str = "text"
    ) -> None:
        super().__init__()
        self._text, self._spots, self._color = text, spots, color
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setWordWrap(True)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setAccessibleName(text)
        self._dress()
        theme().changed.connect(self._dress)

    def _dress(self) -> None:
        self.setFont(theme().font("body"))
        names = ("accent", "accent_tint", self._color)
        ink, ground, plain = (theme().color(name).name() for name in names)
        parts: list[str] = []
        at = 0
        for start, end in self._spots:
            parts.append(_escaped(self._text[at:start]))
            words = _escaped(self._text[start:end])
            parts.append(f'<span style="color:{ink};background:{ground}">{words}</span>')
            at = end
        parts.append(_escaped(self._text[at:]))
        self.setText(f'<div style="color:{plain};line-height:20px">{"".join(parts)}</div>')

    # Qt overrides

    def sizeHint(self) -> QSize:
        return QSize(LINE, self.heightForWidth(LINE))

    def minimumSizeHint(self) -> QSize:
        # The height follows from the width that there is, not from the least that there could be.
        return QSize(40, theme().line("body"))

    def heightForWidth(self, wide: int) -> int:
        # What stands in the right margin is not to be written on.
        spare = self.contentsMargins().right()
        return super().heightForWidth(min(wide, LINE) + spare)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.setContentsMargins(0, 0, max(0, self.width() - LINE), 0)


def _escaped(text: str) -> str:
    return html.escape(text).replace("\n", "<br>")


class Quiet(IconButton):
    """A button that is seen while the mouse is on its comment or the keys are on it."""

    def paintEvent(self, event: QPaintEvent) -> None:
        parent = self.parentWidget()
        if self.hasFocus() or self.isDown() or (parent is not None and parent.underMouse()):
            super().paintEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()


class Remark(QWidget):
    """One comment."""

    asked = Signal(str)
    """What is to be done with it: edit, withdraw, resolve, open, copy."""
    rewritten = Signal(str)

    def __init__(self, host: Host, one: Said) -> None:
        super().__init__()
        self._host, self.said = host, one
        self._editor: Writer | None = None
        self._is_mine = one.person == host.me
        name = one.speaker or host.directory.name("person", one.person) or t("Somebody")
        is_faint = one.is_resolved or one.is_withdrawn
        head = lay.row(Label(name, "strong", "text2" if is_faint else "text"), gap=8)
        head.addWidget(Label(when.moment(one.at, host.now()), "caption", "text3"))
        for part in self._signs():
            head.addWidget(part)
        head.addStretch(1)
        self._lines = lay.column(head, gap=0)
        self._body = self._words(is_faint=is_faint)
        self._lines.addWidget(self._body)
        side = lay.column(2, Avatar(name, 24), None, gap=0)
        self.setLayout(lay.row(side, self._lines, gap=8))
        self.setAccessibleName(f"{name}: {one.body}")
        if not one.is_withdrawn:
            self._add_buttons(head)

    def _signs(self) -> list[QWidget]:
        one, names = self.said, self._host.directory
        found: list[QWidget] = []
        if one.speaker:
            chip = ChipLabel(Chip(t("WeChat"), "outline", "message-square"))
            by = names.name("person", one.person)
            chip.setToolTip(t("Pasted by {name}", name=by) if by else "")
            found.append(chip)
        if one.is_edited and not one.is_withdrawn:
            found.append(Label(t("edited"), "caption", "text3"))
        if one.is_resolved:
            found.append(ChipLabel(Chip(t("Resolved"), "success", "check")))
        return found

    def _words(self, *, is_faint: bool) -> QWidget:
        one = self.said
        if one.is_withdrawn:
            return Label(t("Took this comment back"), "body", "text3")
        names = {row: self._host.directory.name("person", row) for row in one.mentions}
        spots = said.read(one.body, {row: name for row, name in names.items() if name}).spots
        return Body(one.body, spots, "text2" if is_faint else "text")

    def _add_buttons(self, head: lay.Part) -> None:
        assert not isinstance(head, QWidget | int | None)
        is_done = self.said.is_resolved
        words = t("Open it again") if is_done else t("Mark as resolved")
        self.resolve = Quiet("rotate-ccw" if is_done else "check", words, size=24, parent=self)
        self.more = Quiet("ellipsis", t("More"), size=24, parent=self)
        self.resolve.clicked.connect(self._on_resolve)
        self.more.clicked.connect(self._on_more)
        for button in (self.resolve, self.more):
            head.addWidget(button)

    def edit(self) -> None:
        """Write it in other words, where it stands; Esc leaves it as it is."""
        if self._editor is not None:
            return
        editor = Writer(self._host, t("Edit the comment"), self.said.body)
        editor.entered.connect(self._on_rewritten)
        editor.left.connect(self.end_edit)
        self._editor = editor
        self._body.hide()
        self._lines.addWidget(editor)
        editor.show()
        editor.setFocus()
        editor.moveCursor(editor.textCursor().MoveOperation.End)

    def end_edit(self) -> None:
        """Show the words again."""
        editor, self._editor = self._editor, None
        if editor is not None:
            editor.hide()
            editor.deleteLater()
        self._body.show()

    @property
    def is_edited_now(self) -> bool:
        """Whether somebody writes in it."""
        return self._editor is not None

    def _on_rewritten(self, text: str) -> None:
        self.end_edit()
        if text.strip() != self.said.body:
            self.rewritten.emit(text)

    def _on_resolve(self) -> None:
        self.asked.emit("open" if self.said.is_resolved else "resolve")

    def _on_more(self) -> None:
        why = "" if self._is_mine else t("Only its author can do this")
        open_menu(
            self.more,
            [
                Entry(t("Edit|verb"), self.edit, "pencil", why_not=why),
                Entry(t("Copy the words"), self._on_copy, "copy"),
                Entry(),
                Entry(t("Take back"), self._on_withdraw, "undo-2", why_not=why, is_danger=True),
            ],
        )

    def _on_withdraw(self) -> None:
        self.asked.emit("withdraw")

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.said.body)

    # Qt overrides

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()


class Talk(QWidget):
    """The comments of one row, the latest last; `counted` tells how many there are."""

    counted = Signal(int)

    def __init__(self, host: Host) -> None:
        super().__init__()
        self._host = host
        self._zone = ZoneInfo(host.desk.profile.tz)
        self._place: tuple[str, bytes] | None = None
        self._said: tuple[Said, ...] = ()
        self._is_whole = False
        self._list = QVBoxLayout(self)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(12)
        self.setAccessibleName(t("Comments"))
        host.directory.changed.connect(self._on_names)

    def show_row(self, table: str, row: bytes | None) -> None:
        """Show what was said of this row."""
        place = (table, row) if row is not None else None
        self._is_whole = self._is_whole and place == self._place
        self._place = place
        self.refresh()

    def on_changed(self, changes: Changes) -> None:
        """Follow a commit."""
        if changes.touches("comment"):
            self.refresh()

    def refresh(self) -> None:
        """Read again; what has not changed stays as it is."""
        place, session = self._place, self._host.session
        found = commands.read_thread(session, place[1], self._zone) if place is not None else ()
        is_same = found == self._said and bool(self.remarks()) == bool(found)
        if is_same or any(remark.is_edited_now for remark in self.remarks()):
            return
        self._said = found
        self._fill()

    def remarks(self) -> list[Remark]:
        """The comments that are shown, the oldest first."""
        items = [self._list.itemAt(place) for place in range(self._list.count())]
        found = [item.widget() for item in items if item is not None]
        return [widget for widget in found if isinstance(widget, Remark)]

    def do(self, remark: Remark, what: str) -> None:
        """What a person does with a comment."""
        session, first = self._host.session, remark.said.id
        match what:
            case "withdraw":
                self._host.run(lambda: commands.withdraw_comment(session, first))
            case "resolve" | "open":
                is_end = what == "resolve"
                self._host.run(lambda: commands.resolve_comment(session, first, is_resolved=is_end))

    def rewrite(self, remark: Remark, text: str) -> None:
        """Other words for a comment."""
        session, first = self._host.session, remark.said.id
        names = {row.id: row.text("name") for row in self._host.directory.people()}
        self._host.run(lambda: commands.edit_comment(session, first, text, names))

    def _fill(self) -> None:
        lay.clear(self._list)
        shown = self._said if self._is_whole else self._said[-SHOWN:]
        hidden = len(self._said) - len(shown)
        if hidden:
            more = Button(t("Show {count} earlier", count=hidden), "link", is_small=True)
            more.clicked.connect(self._on_whole)
            self._list.addWidget(more)
        for one in shown:
            remark = Remark(self._host, one)
            remark.asked.connect(_Do(self, remark))
            remark.rewritten.connect(_Rewrite(self, remark))
            self._list.addWidget(remark)
        self.counted.emit(sum(not one.is_withdrawn for one in self._said))

    def _on_whole(self) -> None:
        self._is_whole = True
        self._fill()

    def _on_names(self) -> None:
        QTimer.singleShot(0, self, self._fill)


class Comments(QWidget):
    """The thread of a row and, beneath it, where one more is written."""

    def __init__(self, host: Host) -> None:
        super().__init__()
        self.said = Talk(host)
        self.composer = Composer(host)
        self.setLayout(lay.column(self.said, self.composer, gap=12))

    def show_row(self, table: str, row: bytes | None) -> None:
        """What was said of this row, and what one says of it."""
        self.said.show_row(table, row)
        self.composer.show_row(table, row)

    def on_changed(self, changes: Changes) -> None:
        """Follow a commit."""
        self.said.on_changed(changes)


class _Do:
    """Does something with a comment."""

    def __init__(self, talk: Talk, remark: Remark) -> None:
        self._talk, self._remark = talk, remark

    def __call__(self, what: str) -> None:
        self._talk.do(self._remark, what)


class _Rewrite:
    """Writes a comment in other words."""

    def __init__(self, talk: Talk, remark: Remark) -> None:
        self._talk, self._remark = talk, remark

    def __call__(self, text: str) -> None:
        self._talk.rewrite(self._remark, text)
