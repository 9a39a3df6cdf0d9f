"""Conflicts: mine and theirs side by side, field by field; every choice can be undone."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import QDateTime, Qt, Signal
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QWidget

from app import care
from app.care import Conflict, Other
from app.model.change import Changes, Value
from app.model.errors import Fault
from ui.kit import lay, when
from ui.kit.app import t, theme
from ui.kit.button import Button
from ui.kit.command import Command
from ui.kit.draw import Chip
from ui.kit.empty import Empty
from ui.kit.label import Avatar, ChipLabel, Elided, Label, hairline, upright
from ui.parts.host import Host
from ui.parts.page import Page
from ui.parts.terms import field_words, table_words
from ui.sync.values import differing, shown
from ui.sync.writing import Writing, is_writable

LIST = 248


class Side(QFrame):
    """One of two values: whose, when, what, and the button that takes it."""

    taken = Signal()

    def __init__(self, host: Host, head: tuple[str, str, bool], pieces: str, button: str) -> None:
        super().__init__()
        self.setObjectName("card")
        who, at, is_shown = head
        del host
        now = Label(t("In force now"), "caption", "text2")
        now.setVisible(is_shown)
        line = lay.row(
            Avatar(who, 20), Label(who, "body"), Label(at, "caption", "text3"), None, now
        )
        words = Label("", "body", wraps=True)
        words.setTextFormat(Qt.TextFormat.RichText)
        words.setText(pieces)
        self.button = Button(button, "secondary", is_small=True)
        self.button.clicked.connect(self.taken)
        self.setLayout(
            lay.column(line, words, lay.row(self.button, None), gap=8, margins=(12, 10, 12, 12))
        )


class FieldCard(QWidget):
    """One field in conflict, with both values."""

    decided = Signal(object)

    def __init__(self, host: Host, conflict: Conflict) -> None:
        super().__init__()
        self._host = host
        self.conflict = conflict
        self.mine, self.theirs = sides(host, conflict)
        self.edit = Button(t("Edit|verb"), "flat", icon="pencil", is_small=True)
        self.edit.setVisible(is_writable(conflict))
        self.edit.clicked.connect(self._on_edit)
        head = lay.row(Label(field_words(conflict.field), "strong"), None, self.edit)
        pair = lay.row(gap=12)
        self.sides: list[Side] = []
        for side, other, words in (
            (self.mine, self.theirs, t("Use mine")),
            (self.theirs, self.mine, t("Use theirs")),
        ):
            card = Side(host, self._head(side), self._pieces(side, other), words)
            card.taken.connect(_Take(self, side))
            pair.addWidget(card, 1)
            self.sides.append(card)
        self.setLayout(lay.column(head, pair, gap=8))

    def take_mine(self) -> None:
        """Decide for the own value."""
        self.decided.emit(self.mine.values)

    def take_theirs(self) -> None:
        """Decide for the other value."""
        self.decided.emit(self.theirs.values)

    def take(self, side: Other) -> None:
        """Decide for this value."""
        self.decided.emit(side.values)

    def _head(self, side: Other) -> tuple[str, str, bool]:
        host = self._host
        is_mine = side.person == host.me
        name = host.directory.name("person", side.person) or t("Somebody")
        moment = QDateTime.fromMSecsSinceEpoch(side.at_ms).toPython()
        at = when.moment(moment, host.now()) if side.at_ms else ""  # pyright: ignore[reportArgumentType]
        is_shown = side.values == self.conflict.shown
        return (t("Mine|value") if is_mine else name, at, is_shown)

    def _pieces(self, side: Other, other: Other) -> str:
        mine = shown(self._host, self.conflict, side.values)
        theirs = shown(self._host, self.conflict, other.values)
        look = theme()
        mark = f"background:{look.color('accent_tint').name()};color:{look.color('accent').name()}"
        parts = [
            f'<u style="{mark}">{escape(text)}</u>' if is_new else escape(text)
            for text, is_new in differing(mine, theirs)
        ]
        return "".join(parts).replace("\n", "<br>")

    def _on_edit(self) -> None:
        dialog = Writing(self.window(), self._host, self.conflict, self.mine.values)
        if dialog.exec():
            self.decided.emit(dialog.values)


class ConflictsPage(Page):
    """Rows in conflict at the left, the fields of one of them at the right."""

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self._groups: dict[tuple[str, bytes], list[Conflict]] = {}
        self.cards: list[FieldCard] = []
        self._key: tuple[str, bytes] | None = None
        self.count = Label("", "caption", "text2")
        self.list = QListWidget()
        self.list.setAccessibleName(t("Conflicts"))
        self.list.currentRowChanged.connect(self._on_row)
        note = Label(
            t(
                "Different fields merge by themselves and do not come here. Both values stay in the"
                " history."
            ),
            "caption",
            "text2",
            wraps=True,
        )
        head = lay.row(Label(t("Conflicts"), "title"), None, self.count, margins=(16, 16, 16, 8))
        left = lay.panel(lay.column(head, self.list, lay.row(note, margins=(16, 8, 16, 16)), gap=0))
        left.setFixedWidth(LIST)
        self._body = lay.column(gap=20, margins=(24, 16, 24, 16))
        self._scroll = lay.scrolled(lay.panel(self._body, "surface"))
        self.all_mine = Button(t("Use all of mine"), "secondary")
        self.all_theirs = Button(t("Use all of theirs"), "secondary")
        self._next = Button(t("Next"), "primary", keys="N")
        self.all_mine.clicked.connect(self._on_all_mine)
        self.all_theirs.clicked.connect(self._on_all_theirs)
        self._next.clicked.connect(self._on_next)
        foot = lay.row(
            Label(t("A choice holds at once and can be undone"), "caption", "text2"),
            None,
            self.all_mine,
            self.all_theirs,
            self._next,
            margins=(24, 12, 24, 12),
        )
        self._foot = lay.panel(foot, "app")
        right = lay.column(self._scroll, hairline(is_rule=True), self._foot, gap=0)
        self._some = lay.panel(lay.row(left, upright(), lay.panel(right), gap=0))
        self._none = Empty(
            "circle-check",
            t("No conflicts"),
            t(
                "When two people change the same field offline, both values stand here"
                " until one is chosen"
            ),
        )
        self.setLayout(lay.column(self._some, self._none, gap=0))

    def crumbs(self) -> list[tuple[str, str]]:
        return [(t("Sync|page"), "conflicts"), (t("Conflicts"), "conflicts")]

    def on_changed(self, changes: Changes) -> None:
        del changes
        self.refresh()

    def refresh(self) -> None:
        self._groups = {}
        for conflict in care.conflicts(self.host.desk):
            self._groups.setdefault((conflict.table, conflict.row), []).append(conflict)
        self._some.setVisible(bool(self._groups))
        self._none.setVisible(not self._groups)
        self.count.setText(t("{count} to decide", count=len(self._groups)))
        keys = list(self._groups)
        held = self._key if self._key in self._groups else (keys[0] if keys else None)
        self.list.blockSignals(True)
        self.list.clear()
        for key in keys:
            self.list.addItem(self._item(key))
        self.list.setCurrentRow(keys.index(held) if held is not None else -1)
        self.list.blockSignals(False)
        self._show(held)

    def commands(self) -> Sequence[Command]:
        group = t("Conflicts")
        return [
            Command(
                "conflict.mine",
                t("Use mine"),
                self._on_mine,
                "check",
                "1",
                group,
                self._why_none,
                is_single=True,
            ),
            Command(
                "conflict.theirs",
                t("Use theirs"),
                self._on_theirs,
                "check",
                "2",
                group,
                self._why_none,
                is_single=True,
            ),
            Command(
                "conflict.next",
                t("Next conflict"),
                self._on_next,
                "arrow-down",
                "N",
                group,
                self._why_none,
                is_single=True,
            ),
        ]

    def _why_none(self) -> str:
        return "" if self.cards else t("No conflicts")

    def _title(self, key: tuple[str, bytes]) -> tuple[str, str]:
        table, row = key
        try:
            held = self.host.session.get(table, row)
        except Fault:
            return table_words(table), ""
        campaign = self.host.directory.name("campaign", held.ref("campaign"))
        note = " · ".join(part for part in (table_words(table), campaign) if part)
        return held.text("name") or held.text("title") or table_words(table), note

    def _item(self, key: tuple[str, bytes]) -> QListWidgetItem:
        title, note = self._title(key)
        count = len(self._groups[key])
        item = QListWidgetItem(f"{title}\n{note}  {t('{count} fields', count=count)}")
        item.setToolTip(title)
        return item

    def _show(self, key: tuple[str, bytes] | None) -> None:
        self._key = key
        lay.clear(self._body)
        self.cards = []
        if key is None:
            return
        title, note = self._title(key)
        held = self._groups[key]
        chip = Chip(t("{count} fields in conflict", count=len(held)), "danger", "git-compare")
        head = lay.column(
            Label(note, "small", "text2"),
            Elided(title, "subtitle"),
            lay.row(ChipLabel(chip), None),
            gap=4,
        )
        self._body.addLayout(head)
        for conflict in held:
            card = FieldCard(self.host, conflict)
            card.decided.connect(_Decide(self, conflict))
            self.cards.append(card)
            self._body.addWidget(card)
        self._body.addStretch(1)

    def decide(self, conflict: Conflict, values: tuple[Value, ...]) -> None:
        """Decide one field."""
        desk = self.host.desk
        name = field_words(conflict.field)
        self.host.run(
            lambda: care.resolve(desk, conflict, values), t("{name} is decided", name=name)
        )

    def _on_row(self, row: int) -> None:
        keys = list(self._groups)
        self._show(keys[row] if 0 <= row < len(keys) else None)

    def _on_mine(self) -> None:
        if self.cards:
            self.cards[0].take_mine()

    def _on_theirs(self) -> None:
        if self.cards:
            self.cards[0].take_theirs()

    def _on_all_mine(self) -> None:
        self._decide_all([(card.conflict, card.mine.values) for card in self.cards])

    def _on_all_theirs(self) -> None:
        self._decide_all([(card.conflict, card.theirs.values) for card in self.cards])

    def _decide_all(self, choices: Sequence[tuple[Conflict, tuple[Value, ...]]]) -> None:
        desk = self.host.desk
        done = t("{count} fields are decided", count=len(choices))
        self.host.run(lambda: care.resolve_all(desk, choices), done)

    def _on_next(self) -> None:
        count = self.list.count()
        if count:
            self.list.setCurrentRow((self.list.currentRow() + 1) % count)


def sides(host: Host, conflict: Conflict) -> tuple[Other, Other]:
    """Mine and theirs; where none is mine, the shown one stands at the left."""
    winner = conflict.winner or Other(conflict.shown, None, 0)
    every = [Other(conflict.shown, winner.person, winner.at_ms), *conflict.others]
    mine = next((one for one in every if one.person == host.me), every[0])
    theirs = next((one for one in every if one is not mine), every[0])
    return mine, theirs


class _Take:
    """Takes one side."""

    def __init__(self, card: FieldCard, side: Other) -> None:
        self._card, self._side = card, side

    def __call__(self) -> None:
        self._card.take(self._side)


class _Decide:
    """Decides the conflict of a card."""

    def __init__(self, page: ConflictsPage, conflict: Conflict) -> None:
        self._page, self._conflict = page, conflict

    def __call__(self, values: tuple[Value, ...]) -> None:
        self._page.decide(self._conflict, values)
