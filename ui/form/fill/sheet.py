"""Where the blocks of a form stand: only what is seen is made at once, the rest when idle."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator

from PySide6.QtCore import QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from app.form.filling import RECORD
from app.form.flaws import Flaw
from app.model.form import HOLDERS, SILENT, Form, Kind, Part
from ui.form.fill import laying
from ui.form.fill.block import FieldBlock
from ui.form.fill.head import HeadBlock, QuietBlock
from ui.form.fill.laying import GUESS, HEIGHTS, Node
from ui.form.fill.paper import Paper, blank
from ui.form.fill.table import TableBlock
from ui.kit import draw
from ui.kit.app import t, theme
from ui.parts.host import Host

WIDE, EDGE, PAD = 824, 24, 28
AHEAD = 400
"""So many px beyond what is seen are made at once."""
SLICE_S = 0.006
Block = FieldBlock | HeadBlock | QuietBlock | TableBlock


class Ground(QWidget):
    """The white sheet that the blocks stand on."""

    def __init__(self) -> None:
        super().__init__()
        self.sheet = QRectF()

    # Qt overrides

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), theme().color("app"))
        draw.box(painter, self.sheet, "surface", "border", radius=6)


class SheetView(QScrollArea):
    """The blocks of a form where they belong: made as they are seen, the others when idle."""

    settled = Signal()
    """Everything is made and stands where it belongs."""
    section_seen = Signal(str)
    focused = Signal(str, str)
    """The hand is in a field: its line and part."""
    why_asked = Signal(str, str)

    def __init__(self, form: Form, host: Host, paper: Paper | None = None) -> None:
        super().__init__()
        self.host = host
        self._form = form
        self.paper = paper or blank(host, form, self)
        self.touched: set[str] = set()
        """Parts whose missing answers are told already; the others wait."""
        self.tells_all = False
        self._folded = {
            p.id for p in form.parts if p.settings.get("folded") in ("1", "true", "yes")
        }
        self._root = laying.tree(form)
        self._leaves = list(laying.leaves(self._root))
        self._blocks: dict[str, Block] = {}
        self._ground = Ground()
        self.setWidget(self._ground)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(t("The form"))
        self._again = QTimer(self, interval=0, singleShot=True)
        self._again.timeout.connect(self.relay)
        self._idle = QTimer(self, interval=0)
        self._idle.timeout.connect(self._on_idle)
        self._section = ""

    def block(self, part: str) -> Block | None:
        """The block of a part, made if it was not; None where it is not seen."""
        node = next((n for n in self._leaves if n.part is not None and n.part.id == part), None)
        return self._made(node) if node is not None and node.is_shown else None

    @property
    def form(self) -> Form:
        """What it shows."""
        return self._form

    def relay(self) -> None:
        """Put everything where it belongs, and make what is seen."""
        self._again.stop()
        for _ in range(3):  # what is made has its own height: at most a few rounds
            if not self._lay():
                break
        if len(self._blocks) < len(self._leaves) and not self._idle.isActive():
            self._idle.start()
        elif len(self._blocks) >= len(self._leaves):
            self.settled.emit()
        self._tell_section()

    def _top(self) -> int:
        return EDGE + PAD

    def _lay(self) -> bool:
        """One round; whether something was made in it."""
        room = self.viewport().width()
        wide = min(WIDE, room - 2 * EDGE)
        left = max(EDGE, (room - wide) // 2)
        inner = max(120, wide - 2 * PAD)
        high = laying.lay(self._root, inner, self._measure, self._shows, self._is_open)
        self._ground.sheet = QRectF(left, EDGE, wide, high + 2 * PAD)
        size = (room, max(self.viewport().height(), high + 2 * PAD + 2 * EDGE))
        if (self._ground.width(), self._ground.height()) != size:
            self._ground.resize(*size)
        self._ground.update()
        low = self.verticalScrollBar().value() - AHEAD
        end = low + self.viewport().height() + 2 * AHEAD
        is_new = False
        for node in self._leaves:
            assert node.part is not None
            block = self._blocks.get(node.part.id)
            y = node.y + self._top()
            is_near = node.is_shown and y < end and y + node.high > low
            if block is None and is_near:
                block = self._made(node)
                is_new = True
            if block is not None:
                block.setVisible(node.is_shown)
                if node.is_shown:
                    block.setGeometry(left + PAD + node.x, y, node.wide, block.high(node.wide))
                    if isinstance(block, FieldBlock | TableBlock):
                        block.place()
        return is_new

    def _measure(self, part: Part, wide: int) -> int:
        block = self._blocks.get(part.id)
        if block is not None:
            return block.high(wide)
        kind = part.kind
        return HEIGHTS.get(kind, GUESS)

    def _shows(self, part: Part) -> bool:
        return self.paper.filling.is_visible(RECORD, part.id)

    def _is_open(self, part: Part) -> bool:
        return part.id not in self._folded

    def _made(self, node: Node) -> Block:
        part = node.part
        assert part is not None
        held = self._blocks.get(part.id)
        if held is not None:
            return held
        block = self._make(part)
        self._blocks[part.id] = block
        self._show_one(part.id)
        return block

    def _make(self, part: Part) -> Block:
        match part.kind:
            case Kind.SECTION:
                head = HeadBlock(part, self._ground)
                head.folded.connect(self._on_folded)
                return head
            case Kind.NOTE | Kind.DIVIDER:
                return QuietBlock(part, self._ground)
            case Kind.TABLE:
                table = TableBlock(self.paper, part, self._ground)
                table.grew.connect(self._on_grew)
                table.why_asked.connect(self.why_asked)
                return table
            case _:
                block = FieldBlock(self.host, part, self._ground)
                block.answered.connect(self._on_answered)
                block.grew.connect(self._on_grew)
                block.why_asked.connect(self._on_why)
                return block

    def _show_states(self) -> None:
        for part in self._blocks:
            self._show_one(part)

    def _show_one(self, part: str) -> None:
        block = self._blocks.get(part)
        if isinstance(block, FieldBlock):
            state = self.paper.filling.state(RECORD, part)
            if not state.is_visible:
                return
            if self.paper.why_locked:
                state = type(state)(
                    state.value, state.is_visible, False, state.is_required, state.choices
                )
            block.show_state(state, self._told(part))
        elif isinstance(block, HeadBlock):
            block.show_head(self._needed(block.part), is_open=self._is_open(block.part))
        elif isinstance(block, TableBlock):
            block.show_states(is_all=self.tells_all)

    def _told(self, part: str) -> list[Flaw]:
        """What is said of a field: that it is empty only after somebody was there."""
        every = self.tells_all or part in self.touched
        return [f for f in self.paper.at(RECORD, part) if every or f.rule != "required"]

    def _needed(self, section: Part) -> str:
        asked = sum(
            part.kind not in SILENT and self.paper.filling.state(RECORD, part.id).is_required
            for part in _within(self.paper.form, section.id)
        )
        return t("{count} needed", count=asked) if asked else ""

    def _unfold(self, part: Part) -> None:
        form = self.paper.form
        parent = form.by_id.get(part.parent)
        while parent is not None:
            self._folded.discard(parent.id)
            parent = form.by_id.get(parent.parent)

    def _on_answered(self, part: str, kept: object) -> None:
        self.touched.add(part)
        self.paper.answer({(RECORD, part): kept})

    def _on_why(self, part: str) -> None:
        self.why_asked.emit(RECORD, part)

    def _on_folded(self, section: str) -> None:
        self._folded ^= {section}
        self._show_one(section)
        self.relay()

    def _on_grew(self) -> None:
        self._again.start()

    def _on_idle(self) -> None:
        """Make some of what is not seen yet, so that keys and screen readers find all of it."""
        end = time.perf_counter() + SLICE_S
        for node in self._leaves:
            if node.part is not None and node.part.id not in self._blocks and self.isVisible():
                self._made(node)
                if time.perf_counter() > end:
                    return
        self._idle.stop()
        if not self.isVisible():
            return
        self._order_tabs()
        self.relay()

    def _order_tabs(self) -> None:
        """The keyboard goes as one reads, in whatever order the blocks were made."""
        stops = list(self._stops())
        for before, after in itertools.pairwise(stops):
            QWidget.setTabOrder(before, after)

    def _stops(self) -> Iterator[QWidget]:
        for node in self._leaves:
            block = self._blocks.get(node.part.id) if node.part is not None else None
            if isinstance(block, FieldBlock):
                yield from block.editor.stops()
            elif isinstance(block, TableBlock):
                yield from block.stops()
            elif isinstance(block, HeadBlock):
                yield block

    def _tell_section(self) -> None:
        top = self.verticalScrollBar().value() + AHEAD // 4
        seen = ""
        for node in self._leaves:
            if node.part is not None and node.part.kind == Kind.SECTION and node.is_shown:
                if node.y + self._top() > top and seen:
                    break
                seen = node.part.id
        if seen != self._section:
            self._section = seen
            self.section_seen.emit(seen)


def _within(form: Form, parent: str) -> Iterator[Part]:
    for part in form.children(parent):
        yield part
        if part.kind in HOLDERS and part.kind != Kind.TABLE:
            yield from _within(form, part.id)
