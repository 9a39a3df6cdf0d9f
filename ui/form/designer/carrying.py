"""What is in the hand: carried by the mouse from the palette or the canvas, or by the keys."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.form import stepping
from app.form.layout import Side
from app.model.form import Kind
from ui.form.designer import look
from ui.form.designer.desk import Desk
from ui.form.designer.dropping import Aim, Hand
from ui.form.designer.stage import Stage
from ui.kit import draw, icons
from ui.kit.app import app, t

Dragged = tuple[str, ...] | Kind
PLACES = {
    Side.UP: "Above {name}",
    Side.DOWN: "Below {name}",
    Side.LEFT: "Left of {name}",
    Side.RIGHT: "Right of {name}",
    Side.INSIDE: "Into {name}",
}


class Carry(QObject):
    """One thing in the hand, and where it would fall."""

    began = Signal()
    moved = Signal()
    ended = Signal()

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.hand: Hand | None = None
        self.aim: Aim | None = None
        self.is_lifted = False
        """Whether the keys carry it."""
        self._places: list[tuple[str, Side]] = []
        self._at = 0

    def begin(self, dragged: Dragged) -> None:
        """The mouse takes something."""
        self.hand = Hand(self._desk.form, dragged)
        self.aim, self.is_lifted = None, False
        self.began.emit()

    def over(self, stage: Stage | None, x: float = 0, y: float = 0) -> None:
        """The mouse is at a point of the sheet, or outside of it."""
        if self.hand is None:
            return
        self.aim = self.hand.aim(stage, x, y) if stage is not None else None
        self.moved.emit()

    def lift(self, dragged: Dragged) -> None:
        """The keys take something; arrows choose among the places where it may fall."""
        places = stepping.places(self._desk.form, dragged)
        if not places:
            return
        self.hand = Hand(self._desk.form, dragged)
        self.is_lifted, self._places = True, places
        here = (self._desk.after, Side.UP)
        own = self.hand.parts[0] if self.hand.parts else ""
        wanted = next((p for p in places if p[0] == own), None) or here
        self._at = places.index(wanted) if wanted in places else len(places) - 1
        self.began.emit()

    def place(self, stage: Stage) -> None:
        """Show the place that the keys have chosen on this stage."""
        if self.hand is not None and self.is_lifted:
            self.aim = self.hand.shown(stage, *self._places[self._at])
            self.moved.emit()

    def step(self, stage: Stage, by: int) -> None:
        """The place after or before this one."""
        self._at = max(0, min(len(self._places) - 1, self._at + by))
        self.place(stage)

    def finish(self) -> None:
        """Let it fall where it is; where it may not, nothing happens."""
        hand, aim = self.hand, self.aim
        self._end()
        if hand is not None and aim is not None and aim.refusal is None:
            self._desk.drop(hand.dragged, aim.target, aim.side)

    def cancel(self) -> None:
        """Put it back."""
        if self.hand is not None:
            self._end()

    @property
    def words(self) -> str:
        """What is in the hand."""
        if self.hand is None:
            return ""
        dragged = self.hand.dragged
        if isinstance(dragged, Kind):
            return look.kind_words(dragged)
        names = [look.label(self._desk.form.by_id[one]) for one in self.hand.parts]
        return names[0] if len(names) == 1 else t("{count} fields|form", count=len(names))

    @property
    def icon(self) -> str:
        """Its sign."""
        if self.hand is None:
            return "move"
        dragged = self.hand.dragged
        if isinstance(dragged, Kind):
            return look.icon(dragged)
        return (
            look.icon(self._desk.form.by_id[self.hand.parts[0]].kind) if self.hand.parts else "move"
        )

    @property
    def place_words(self) -> str:
        """Where it would fall, or why it cannot: what the cursor and a reader say."""
        aim = self.aim
        if aim is None:
            return ""
        if aim.refusal is not None:
            return app().words.text(aim.refusal.template, aim.refusal.params)
        held = self._desk.form.by_id.get(aim.target)
        if held is None:
            return t("At the end of the form")
        return app().words.text(PLACES[aim.side], {"name": look.label(held)})

    def _end(self) -> None:
        self.hand, self.aim, self.is_lifted = None, None, False
        self.ended.emit()


class Chip(QWidget):
    """What floats at the cursor: the thing in the hand, and what would become of it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAccessibleName(t("In the hand"))
        self._icon, self._words, self._note, self._is_wrong = "", "", "", False
        self.hide()

    def show_carry(self, carry: Carry, at: QPoint) -> None:
        """Float at a point of the parent."""
        note = carry.place_words
        is_wrong = carry.aim is not None and carry.aim.refusal is not None
        held = (carry.icon, carry.words, note, is_wrong)
        if held != (self._icon, self._words, self._note, self._is_wrong):
            self._icon, self._words, self._note, self._is_wrong = held
            wide = 52 + draw.width(self._words, is_strong=True)
            wide = max(wide, draw.width(note, "small") + 24)
            self.resize(min(360, round(wide)), 38 + (22 if note else 0))
            self.setAccessibleDescription(note)
            self.update()
        self.move(at + QPoint(14, 10))
        if not self.isVisible():
            self.show()
            self.raise_()

    # Qt overrides

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        border = "danger" if self._is_wrong else "ring"
        draw.box(painter, QRectF(self.rect()), "raised", border, radius=6)
        icons.paint(painter, self._icon, QRectF(12, 11, 16, 16), "accent")
        room = QRectF(36, 0, self.width() - 44, 38)
        draw.words(painter, room, self._words, "body", is_strong=True)
        if self._note:
            ink = "danger" if self._is_wrong else "accent"
            draw.words(painter, QRectF(12, 34, self.width() - 20, 20), self._note, "small", ink)
