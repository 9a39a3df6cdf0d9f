"""The groups of a form at its side: how far each is, what is wrong in it, a click goes there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.form.filling import RECORD, Filling
from app.form.flaws import Flaw
from app.form.values import is_empty
from app.model.form import SILENT, Form, Kind, Part
from ui.form.fill import words
from ui.kit import draw, icons
from ui.kit.app import t

ROW, GAP = 36, 2


@dataclass(frozen=True, slots=True)
class Group:
    """A group: how many of its needed answers are there, and how many places are wrong."""

    key: str
    name: str
    done: int
    needed: int
    wrong: int

    @property
    def words(self) -> str:
        """What stands at the right of its name."""
        if self.wrong:
            return t("{count} to mend", count=self.wrong)
        return f"{self.done}/{self.needed}" if self.needed else t("Optional|group")

    @property
    def icon(self) -> tuple[str, str]:
        """Its sign and the sign's colour."""
        if self.wrong:
            return "circle-alert", "danger"
        is_done = bool(self.needed) and self.done == self.needed
        return ("circle-check", "success") if is_done else ("circle-dashed", "text2")


def groups(form: Form, filling: Filling, flaws: Sequence[Flaw]) -> list[Group]:
    """The groups of the first level that are seen; what stands before them is one, too."""
    wrong: dict[str, int] = {}
    for flaw in flaws:
        if flaw.level == "error" and flaw.rule != "required":
            key = _group_of(form, flaw.part)
            wrong[key] = wrong.get(key, 0) + 1
    missing: dict[str, set[str]] = {}
    for flaw in flaws:
        if flaw.rule == "required":
            missing.setdefault(_group_of(form, flaw.part), set()).add(flaw.line + flaw.part)
    found: dict[str, list[int]] = {}
    for part in form.parts:
        if part.kind in SILENT or form.table_of(part) or not filling.is_visible(RECORD, part.id):
            continue
        held = found.setdefault(_group_of(form, part.id), [0, 0])
        if filling.state(RECORD, part.id).is_required:
            held[1] += 1
            held[0] += not _is_blank(filling, part)
    return [
        Group(key, _name(form, key), counts[0], counts[1], wrong.get(key, 0))
        for key, counts in found.items()
    ]


def _is_blank(filling: Filling, part: Part) -> bool:
    if part.kind == Kind.TABLE:
        return not filling.lines(part.id)
    return is_empty(filling.kept(RECORD, part.id))


def _group_of(form: Form, part: str) -> str:
    """The outermost group that holds a part, "" for none."""
    held, found = form.by_id.get(part), ""
    while held is not None:
        if held.kind == Kind.SECTION:
            found = held.id
        held = form.by_id.get(held.parent)
    return found


def _name(form: Form, key: str) -> str:
    held = form.by_id.get(key)
    return words.label(held) if held is not None else t("Beginning|form")


class Outline(QWidget):
    """The list of groups; `chosen` tells which one to show."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._groups: list[Group] = []
        self._current = ""
        self._at = 0
        self._under = -1
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAccessibleName(t("Outline"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_groups(self, groups: list[Group]) -> None:
        """These groups, in order."""
        if groups != self._groups:
            self._groups = groups
            self._at = min(self._at, max(0, len(groups) - 1))
            self._tell()
            self.updateGeometry()
            self.update()

    def show_current(self, key: str) -> None:
        """The group that is seen."""
        if key != self._current:
            self._current = key
            self.update()

    def _tell(self) -> None:
        if self._groups:
            group = self._groups[self._at]
            self.setAccessibleDescription(f"{group.name}, {group.words}")

    def _row_at(self, y: float) -> int:
        row = int(y // (ROW + GAP))
        return row if 0 <= row < len(self._groups) else -1

    # Qt overrides

    def sizeHint(self) -> QSize:
        return QSize(176, max(1, len(self._groups)) * (ROW + GAP))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._under = self._row_at(event.position().y())
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._under = -1
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        row = self._row_at(event.position().y())
        if row >= 0:
            self._at = row
            self.chosen.emit(self._groups[row].key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        if step is not None and self._groups:
            self._at = max(0, min(self._at + step, len(self._groups) - 1))
            self._tell()
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._groups:
            self.chosen.emit(self._groups[self._at].key)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        for row, group in enumerate(self._groups):
            rect = QRectF(0, row * (ROW + GAP), self.width(), ROW)
            is_here = group.key == self._current
            if is_here:
                draw.box(painter, rect, "selected")
            elif row == self._under:
                draw.box(painter, rect, "hover")
            icon, tone = group.icon
            icons.paint(painter, icon, QRectF(rect.x() + 10, rect.y() + 10, 16, 16), tone)
            ink = "danger" if group.wrong else "text2"
            wide = draw.width(group.words, "small", is_strong=bool(group.wrong))
            room = QRectF(rect.right() - 10 - wide, rect.y(), wide + 1, ROW)
            draw.words(painter, room, group.words, "small", ink, is_strong=bool(group.wrong))
            name = QRectF(rect.x() + 34, rect.y(), rect.width() - 34 - wide - 18, ROW)
            draw.words(painter, name, group.name, "body", "text", is_strong=is_here)
            if row == self._at and self.hasFocus() and bool(self.window().property("keys")):
                draw.ring(painter, rect)
