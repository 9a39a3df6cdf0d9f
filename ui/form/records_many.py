"""One answer for many drafts: the field, the value, one step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialogButtonBox, QStackedWidget, QWidget

from app.form import records
from app.form.compiled import Compiled, compiled
from app.form.exchange import record_cells
from app.form.exchange.record_cells import Unread
from app.form.filling import RECORD, Filling, Place
from app.form.listing import Column, Listing
from app.form.naming import Naming
from app.form.record_view import kind_of
from app.form.slots import SLOTLESS
from app.form.values import is_empty, is_shaped
from app.model.form import Form, Kind
from ui.form.records_filter import label, values_of
from ui.form.records_source import now_ms
from ui.kit import lay
from ui.kit.app import app, t
from ui.kit.fields import Choice, Line, Row
from ui.kit.label import Label
from ui.kit.pop import Dialog
from ui.parts.host import Host

NOT_WRITTEN = SLOTLESS | record_cells.UNREAD | {Kind.SEQUENCE}


def fillable(listing: Listing) -> list[Column]:
    """The columns that may be answered for many at once."""
    return [
        one
        for one in listing.columns
        if not one.table and not one.is_gone and one.part.kind not in NOT_WRITTEN
    ]


class ManyDialog(Dialog):
    """Which field, and what; `done` tells the field's column and the answer, None to empty it."""

    chosen = Signal(object, object)

    def __init__(self, parent: QWidget | None, listing: Listing, names: Naming, count: int) -> None:
        super().__init__(parent, t("Fill in {count} drafts", count=count))
        self._names = names
        self._columns = {one.key: one for one in fillable(listing)}
        self.field = Choice([(k, label(c), "") for k, c in self._columns.items()], t("Field|form"))
        self.line = Line("", t("Empty: take the answer away"))
        self.pick = Choice((), t("Value"))
        self.value = QStackedWidget()
        self.value.addWidget(self.line)
        self.value.addWidget(self.pick)
        self.value.setFixedHeight(self.line.sizeHint().height())
        self._row = Row(t("Answer|noun"), self.value)
        role = QDialogButtonBox.ButtonRole
        self.ok = self.add(t("Fill in"), role.AcceptRole)
        self.add(t("Cancel"), role.RejectRole)
        note = Label(t("Answers that are there already are replaced"), "caption", "text2")
        self.fill(lay.column(Row(t("Field|form"), self.field), self._row, note, gap=4))
        self.buttons.accepted.connect(self._on_ok)
        self.field.chosen.connect(self._on_field)
        self.line.entered.connect(self._on_ok)
        self._on_field(None)

    def choose(self, key: str) -> None:
        """As a person picks the field."""
        self.field.show_key(key)
        self._on_field(key)

    def _on_field(self, _key: object) -> None:
        column = self._columns.get(str(self.field.key))
        is_pick = column is not None and kind_of(column.part) == "pick"
        options = values_of(column, self._names) if column is not None and is_pick else []
        self.pick.offer(
            [("", t("Empty: take the answer away"), ""), *((k, w, "") for k, w in options)]
        )
        self.value.setCurrentWidget(self.pick if is_pick else self.line)
        self._row.refuse("")

    def _on_ok(self, _text: str = "") -> None:
        column = self._columns.get(str(self.field.key))
        if column is None:
            return
        is_pick = self.value.currentWidget() is self.pick
        words = str(self.pick.key or "") if is_pick else self.line.text()
        kept = record_cells.read(column.part, words, self._names)
        if isinstance(kept, Unread):
            self._row.refuse(app().words.text(kept.template, dict(kept.params)))
        elif not is_shaped(column.part, kept):
            self._row.refuse(t("“{name}” cannot be read", name=label(column)))
        else:
            self.chosen.emit(column, kept)
            self.accept()


def fill_in(host: Host, every: Sequence[bytes], column: Column, kept: object) -> int:
    """Write one answer into several drafts, with all that is reckoned from it; how many."""
    session = host.session
    world = records.world_of(session, now_ms(host))
    ready: dict[int, Compiled] = {}
    changes: dict[bytes, Mapping[Place, object]] = {}
    for record in every:
        held = records.load(session, record)
        form: Form = held.version.form
        part = form.by_id.get(column.key)
        if not held.is_open or part is None or part.kind != column.part.kind:
            continue
        if held.version.number not in ready:
            ready[held.version.number] = compiled(form)
        filling = Filling(ready[held.version.number], held.sheet.answers, held.sheet.lines, world)
        changed = filling.set(RECORD, column.key, None if is_empty(kept) else kept)
        changes[record] = {(line, key): filling.kept(line, key) for line, key in changed}
    if changes:
        records.write_many(session, changes)
    return len(changes)
