"""An expression on one line: fields by their labels, completion, what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from app.expr import lattice, refs
from app.expr.complete import Choice, complete
from app.expr.nodes import Type
from app.form import typed
from app.model.form import Form
from app.model.words import Line as Words
from ui.form.designer import look
from ui.kit import lay
from ui.kit.app import app
from ui.kit.fields import Line
from ui.kit.label import Label
from ui.kit.match import match

MOST = 8


def labels_of(form: Form) -> dict[str, str]:
    """Id -> label of everything an expression may name."""
    return {part.id: look.label(part) for part in form.answered()}


class ExpressionLine(Line):
    """The line; it commits the text with ids in the place of labels."""

    committed = Signal(str)
    edited = Signal(str)

    def __init__(self, hint: str, parent: QWidget | None = None) -> None:
        super().__init__("", hint, parent=parent)
        self._labels: dict[str, str] = {}
        self._names: Mapping[str, Type] = {}
        self._list: QListWidget | None = None
        self._found: list[Choice] = []
        self.written.connect(self._on_written)
        self.textEdited.connect(self._on_typed)

    def know(self, form: Form, table: str) -> None:
        """What may be named here."""
        self._labels = labels_of(form)
        named = refs.shown(self._labels)
        known = typed.names(form, table)
        self._names = {named[one]: _called(type_, named) for one, type_ in known.items()}

    def show_kept(self, text: str) -> None:
        """Show the text that is kept."""
        self.show_text(refs.to_labels(text, self._labels))

    @property
    def kept(self) -> str:
        """What is written, with ids."""
        return refs.to_ids(self.text(), self._labels).strip()

    def _on_written(self, _text: str) -> None:
        self.committed.emit(self.kept)

    def _on_typed(self, _text: str) -> None:
        self.edited.emit(self.kept)
        if self.is_composing:
            return
        self._offer()

    def _offer(self) -> None:
        found = complete(self.text(), self.cursorPosition(), self._names, _fits)
        typed_any = any(one.end > one.start or one.kind == "entry" for one in found)
        self._found = found[:MOST] if typed_any else []
        if not self._found:
            self.shut()
            return
        held = self._list or self._open()
        held.clear()
        for one in self._found:
            detail = one.detail
            words = app().words.line(detail) if isinstance(detail, Words) else detail
            held.addItem(QListWidgetItem(f"{one.name}    {words}".rstrip()))
        held.setCurrentRow(0)
        held.setFixedHeight(min(MOST, len(self._found)) * held.sizeHintForRow(0) + 6)
        held.move(self.mapTo(self.window(), QPoint(0, self.height() + 2)))
        held.setFixedWidth(max(220, self.width()))
        held.show()
        held.raise_()

    def _open(self) -> QListWidget:
        held = QListWidget(self.window())
        held.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        held.setAccessibleName(self.accessibleName())
        held.itemClicked.connect(self._on_clicked)
        self._list = held
        return held

    def shut(self) -> None:
        """Offer nothing any more."""
        if self._list is not None:
            self._list.hide()

    @property
    def _is_open(self) -> bool:
        return self._list is not None and self._list.isVisible()

    def _on_clicked(self, _item: QListWidgetItem) -> None:
        self._take()

    def _take(self) -> None:
        held = self._list
        if held is None or not 0 <= held.currentRow() < len(self._found):
            return
        one = self._found[held.currentRow()]
        text = self.text()
        self.setText(text[: one.start] + one.text + text[one.end :])
        self.setCursorPosition(one.start + len(one.text) + min(0, one.caret))
        self.shut()
        self.edited.emit(self.kept)
        self._timer.start()

    # Qt overrides

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Tab and self._is_open:
            if event.type() == QEvent.Type.KeyPress:
                self._take()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        held = self._list
        if self._is_open and held is not None:
            match_by = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
            by = match_by.get(Qt.Key(event.key()))
            if by is not None:
                held.setCurrentRow((held.currentRow() + by) % held.count())
                return
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._take()
                return
            if event.key() == Qt.Key.Key_Escape:
                self.shut()
                return
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.shut()
        super().focusOutEvent(event)


class ExpressionField(QWidget):
    """The line with what is wrong beneath it."""

    committed = Signal(str)

    def __init__(self, hint: str, name: str) -> None:
        super().__init__()
        self.line = ExpressionLine(hint)
        self.line.setAccessibleName(name)
        self.setFocusProxy(self.line)
        self._told = Label("", "caption", "danger", wraps=True)
        self._told.hide()
        self._form, self._table, self._field = Form(""), "", ""
        self.setLayout(lay.column(self.line, self._told, gap=2))
        self.line.committed.connect(self.committed)
        self.line.edited.connect(self._check)

    def show_kept(self, form: Form, place: tuple[str, str], text: str) -> None:
        """Show a text; `place` is the sub-table it stands in, and the property that it is."""
        self._form, (self._table, self._field) = form, place
        self.line.know(form, self._table)
        self.line.show_kept(text)
        self._check(text)

    def _check(self, text: str) -> None:
        said = ""
        if text.strip():
            known = typed.names(self._form, self._table)
            found = typed.checked(text, known, self._field).findings
            wrong = next((one for one in found if one.level == "error"), None)
            if wrong is not None:
                said = app().words.text(wrong.template, wrong.params)
        self._told.setText(said)
        self._told.setVisible(bool(said))
        self.line.setAccessibleDescription(said)


def _called(type_: Type, named: Mapping[str, str]) -> Type:
    """A type whose entries are called by their labels."""
    if lattice.name_of(type_) == "list":
        return lattice.list_of(_called(lattice.item_of(type_), named))
    if not type_.entries:
        return type_
    return lattice.context_of([(named.get(k, k), held) for k, held in type_.entries])


def _fits(wanted: str, name: str) -> bool:
    return not wanted or match(wanted, name) is not None
