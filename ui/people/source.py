"""The rows of the directory, painted: who it is, what they do, what they can do."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QPainter

from app.model.row import Row
from app.people import commands, directory
from ui.kit import draw
from ui.kit.app import listed, t
from ui.kit.cells import Source, State
from ui.kit.draw import Chip
from ui.kit.gridhead import Column
from ui.people.roster import Roster

YIELDING = ("email", "level", "campaigns", "department", "skills")
"""Columns that give way in a narrow place, the first one first."""


def columns() -> list[Column]:
    """The columns of the directory."""
    return [
        Column("sign", "", 36, is_sorted=False),
        Column("name", t("Name|person"), 168, stretches=True, least=112, most=280),
        Column("position", t("Position"), 136, stretches=True, least=136, most=220),
        Column("department", t("Department"), 120, stretches=True, least=120, most=200),
        Column("level", t("Level"), 64),
        Column("skills", t("Skills"), 208, stretches=True, least=208, most=420),
        Column("campaigns", t("Campaigns"), 80, is_right=True),
        Column("email", t("E-mail"), 208, stretches=True, least=208, most=320),
    ]


def fitting(room: int) -> list[Column]:
    """The columns that find place in so many px."""
    held = columns()
    for key in YIELDING:
        if sum(c.least if c.stretches else c.width for c in held) > room:
            held = [c for c in held if c.key != key]
    return held


class PeopleSource(Source):
    """What the grid shows of a roster."""

    def __init__(self) -> None:
        self.rows: Sequence[Row] = ()
        self.roster = Roster()
        self._skills: dict[str, tuple[str, ...]] = {}

    def show(self, roster: Roster, rows: Sequence[Row]) -> None:
        """Show these people."""
        self.roster, self.rows = roster, rows

    def count(self) -> int:
        return len(self.rows)

    def key(self, row: int) -> object:
        return self.rows[row].id

    def words(self, row: int, column: str) -> str:
        person, names = self.rows[row], self.roster.staff.names
        match column:
            case "sign":
                return ""
            case "position" | "department":
                return names.get(person.ref(column) or b"", "")
            case "skills":
                return listed(self.skills(person))
            case "campaigns":
                count = self.roster.campaigns.get(person.id, 0)
                return str(count) if count else ""
            case _:
                return person.text(column)

    def skills(self, person: Row) -> tuple[str, ...]:
        """What a person can do; read once a text."""
        text = person.text("skills")
        if text not in self._skills:
            self._skills[text] = commands.skills_of(person)
        return self._skills[text]

    def is_faint(self, row: int) -> bool:
        return not directory.is_at_work(self.rows[row])

    def paint(self, painter: QPainter, cell: tuple[int, str], rect: QRect, state: State) -> None:
        row, column = cell
        inner = rect.adjusted(8, 0, -8, 0)
        match column:
            case "sign":
                at = QRectF(rect.x() + 16, rect.center().y() - 9.5, 20, 20)
                draw.avatar(painter, at, self.rows[row].text("name"))
            case "name":
                draw.words(painter, inner, self.words(row, column))
            case "skills":
                paint_chips(painter, inner, self.skills(self.rows[row]))
            case "campaigns":
                words = self.words(row, column)
                draw.words(painter, inner, words, "body", "text2", align=draw.RIGHT)
            case "position":
                draw.words(painter, inner, self.words(row, column))
            case _:
                draw.words(painter, inner, self.words(row, column), "body", "text2")
        del state


def paint_chips(painter: QPainter, rect: QRect, texts: Sequence[str]) -> None:
    """As many chips as there is room for; the rest as a number."""
    x, middle = float(rect.x()), rect.center().y() + 0.5
    for place, text in enumerate(texts):
        left = len(texts) - place
        rest = draw.width(f"+{left}", "caption") + 8 if left > 1 else 0
        wide = draw.chip_width(Chip(text))
        if x + wide + (rest if left > 1 else 0) > rect.right() + 1 and place:
            room = QRectF(x, rect.y(), rect.right() - x, rect.height())
            draw.words(painter, room, f"+{left}", "caption", "text2")
            return
        room = rect.right() + 1 - x - rest
        x += draw.chip(painter, x, middle, Chip(text), room) + 4
