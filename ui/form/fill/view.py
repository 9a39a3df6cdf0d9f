"""A form on the screen for filling."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from app.form.filling import RECORD
from app.model.form import Form
from ui.form.fill.block import FieldBlock
from ui.form.fill.paper import Paper
from ui.form.fill.sheet import EDGE, SheetView
from ui.form.fill.table import TableBlock
from ui.parts.host import Host


class FormView(SheetView):
    """Fields of a form on a `Paper`; without one they are kept nowhere (a preview)."""

    def __init__(self, form: Form, host: Host, paper: Paper | None = None) -> None:
        super().__init__(form, host, paper)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        self.paper.changed.connect(self._on_changed)
        self.paper.lines_changed.connect(self._on_lines)
        self.paper.checked.connect(self._on_checked)
        self.paper.rebuilt.connect(self._on_rebuilt)
        self.paper.check_soon()

    def jump(self, line: str, part: str) -> None:
        """Show a place and put the hand there."""
        form = self.paper.form
        held = form.by_id.get(part)
        if held is None:
            return
        self._unfold(held)
        at = form.table_of(held) if line != RECORD else part
        block = self.block(at)
        self.relay()
        if block is None:
            return
        self.touched.add(part)
        self._show_one(at)
        self.relay()
        self.ensureWidgetVisible(block, 0, 96)
        if isinstance(block, TableBlock):
            block.jump(line, part)
        elif isinstance(block, FieldBlock):
            block.focus()

    def place_of(self, widget: QWidget | None) -> tuple[str, str] | None:
        """The line and part that a widget inside belongs to."""
        for part, block in self._blocks.items():
            if widget is None or not (block is widget or block.isAncestorOf(widget)):
                continue
            if isinstance(block, TableBlock) and block.lines.names:
                row, place = block.grid.at
                return block.lines.names[row], block.lines.columns[place].part.id
            return RECORD, part
        return None

    def show_section(self, part: str) -> None:
        """Scroll to a group."""
        node = next((n for n in self._leaves if n.part is not None and n.part.id == part), None)
        if node is not None:
            self.verticalScrollBar().setValue(max(0, node.y + self._top() - EDGE))

    def tell_all(self) -> None:
        """Say everything that is wrong, also of what nobody touched yet."""
        self.tells_all = True
        self._show_states()

    def commit(self) -> None:
        """Take what is being written."""
        for block in self._blocks.values():
            if isinstance(block, FieldBlock):
                block.editor.commit()

    def _on_changed(self, places: object) -> None:
        assert isinstance(places, frozenset)
        self._show_states()
        for block in self._blocks.values():
            if isinstance(block, TableBlock):
                block.on_changed(places)
        self._again.start()

    def _on_lines(self, table: str) -> None:
        block = self._blocks.get(table)
        if isinstance(block, TableBlock):
            block.on_lines()
        self._show_states()
        self._again.start()

    def _on_checked(self) -> None:
        self._show_states()

    def _on_rebuilt(self) -> None:
        for block in self._blocks.values():
            if isinstance(block, TableBlock):
                block.on_lines()
        self._show_states()
        self._again.start()

    def _on_scrolled(self, _value: int) -> None:
        if len(self._blocks) < len(self._leaves):
            self.relay()
        else:
            self._tell_section()

    # Qt overrides

    def showEvent(self, event: QEvent) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        super().showEvent(event)  # pyright: ignore[reportArgumentType]
        self.relay()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.isVisible():
            self.relay()
