"""A record on the screen: its form, the groups at its side, what is wrong with it."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QWidget

from app.form import publishing, records
from app.form.flaws import Flaw
from app.form.shown import name_shown
from app.model.errors import Fault
from app.model.form import Form
from ui.form.fill.head_row import HeadRow
from ui.form.fill.kept import RecordPaper
from ui.form.fill.outline import Outline, groups
from ui.form.fill.reasons import WhyPop
from ui.form.fill.side import Side
from ui.form.fill.view import FormView
from ui.kit import lay
from ui.kit.app import app, t
from ui.kit.empty import Empty
from ui.kit.label import Bar, Label, hairline, upright
from ui.parts.host import Host
from ui.parts.page import Page

OUTLINE = 192
NARROW = 1160
"""In a narrower window the outline gives way."""


class FillDesk(Page):
    """A record on the screen, with what stands around it."""

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.paper: RecordPaper | None = None
        self.view: FormView | None = None
        self.why: WhyPop | None = None
        self._form_name = ""
        self.head = HeadRow()
        self.outline = Outline()
        self.outline.chosen.connect(self._on_section)
        self.side = Side(host)
        self.side.todo.list.chosen.connect(self._on_flaw)
        self._progress = Bar()
        self._count = Label("", "small", "text2")
        foot = lay.column(lay.row(Label(t("Filled in"), "small", "text2"), None, self._count))
        foot.addWidget(self._progress)
        self._left = lay.panel(
            lay.column(
                Label(t("Outline"), "small", "text2"),
                self.outline,
                None,
                foot,
                gap=12,
                margins=(8, 16, 8, 16),
            ),
            "app",
        )
        self._left.setFixedWidth(OUTLINE)
        self._middle = lay.column(gap=0)
        body = lay.row(self._left, upright(), gap=0)
        body.addLayout(self._middle, 1)
        body.addWidget(upright())
        body.addWidget(self.side)
        self.setLayout(lay.column(self.head, hairline(is_rule=True), body, gap=0))

    def show_record(self, record: bytes) -> None:
        """Open a record."""
        try:
            paper = RecordPaper(self.host, record, self)
        except Fault as fault:
            self._clear()
            self.fail(fault)
            return
        self._clear()
        self.paper = paper
        view = FormView(paper.form, self.host, paper)
        view.setObjectName("app")
        self.view = view
        self._middle.addWidget(view)
        paper.checked.connect(self._on_checked)
        paper.changed.connect(self._on_answered)
        paper.written.connect(self._on_written)
        paper.reread.connect(self._on_reread)
        view.section_seen.connect(self.outline.show_current)
        view.why_asked.connect(self._on_why)
        self.side.show_history(None)
        self._form_name = name_shown(paper.form, app().words.lang)
        self._show_head()
        self._on_checked()
        view.show()

    def _clear(self) -> None:
        if self.why is not None:
            self.why = None
        if self.view is not None:
            self.view.hide()
            self._middle.removeWidget(self.view)
            self.view.deleteLater()
        if self.paper is not None:
            self.paper.deleteLater()
        self.view = self.paper = None

    def _title(self) -> str:
        if self.paper is None:
            return ""
        return self.paper.row.text("title") or self.paper.row.text("number") or self._form_name

    def _note(self) -> str:
        assert self.paper is not None
        parts = [self._form_name, self.paper.row.text("number")]
        parts.append(self.host.directory.name("person", self.paper.row.ref("author")))
        return " · ".join(part for part in parts if part)

    def _why_not(self) -> str:
        return "" if self.paper is not None else t("No record is open")

    def _why_shut(self) -> str:
        return self.paper.why_locked if self.paper is not None else t("No record is open")

    def _show_head(self) -> None:
        if self.paper is None:
            return
        held = self.paper.held
        newest = publishing.current(self.host.session, held.row.ref("form") or b"")
        is_old = newest is not None and newest.id != held.version.id
        self.head.show_record(held, self._title(), is_old=is_old)
        self.head.submit_button.enable(self.paper.why_locked)

    @Slot()
    def _on_reread(self) -> None:
        paper, view = self.paper, self.view
        if paper is None or view is None:
            return
        if paper.form is not view.form:
            self.show_record(paper.record)
            return
        self._show_head()
        self._on_checked()

    @Slot()
    def _on_checked(self) -> None:
        paper = self.paper
        if paper is None:
            return
        found = groups(paper.form, paper.filling, paper.flaws)
        self.outline.show_groups(found)
        self.side.todo.show_paper(paper)
        done, needed = sum(one.done for one in found), sum(one.needed for one in found)
        self._count.setText(f"{done} / {needed}")
        self._progress.show_part(done / needed if needed else 1.0)

    @Slot(object)
    def _on_answered(self, _places: object) -> None:
        paper = self.paper
        if paper is not None:
            self.outline.show_groups(groups(paper.form, paper.filling, paper.flaws))

    @Slot()
    def _on_written(self) -> None:
        self.head.tell_saved(self.host.now())

    @Slot(str)
    def _on_section(self, key: str) -> None:
        if self.view is not None:
            self.view.show_section(key)

    @Slot(object)
    def _on_flaw(self, flaw: object) -> None:
        assert isinstance(flaw, Flaw)
        if self.view is not None:
            self.view.jump(flaw.line, flaw.part)

    @Slot(str, str)
    def _on_why(self, line: str, part: str) -> None:
        if self.paper is not None:
            self.why = WhyPop(self.paper, line, part, self)
            self.why.open_at(QCursor.pos())

    def resizeEvent(self, event: object) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        super().resizeEvent(event)  # pyright: ignore[reportArgumentType]
        self._left.setVisible(self.width() >= NARROW)


def begin(host: Host, form: bytes, campaign: bytes | None = None) -> bytes | None:
    """A new record of a form; None where it was refused, which is told."""
    try:
        return records.begin(host.session, form, campaign)
    except Fault as fault:
        host.fail(fault)
        return None


def open_record(host: Host, record: bytes) -> None:
    """Show a record."""
    host.go(f"record/{record.hex()}")


def new_record(host: Host, form: bytes, campaign: bytes | None = None) -> None:
    """Begin a record of a form and show it."""
    record = begin(host, form, campaign)
    if record is not None:
        open_record(host, record)


def preview(host: Host, form: Form, parent: QWidget | None = None) -> FormView:
    """A form to be tried out: nothing is written."""
    view = FormView(form, host)
    view.setParent(parent)
    QTimer.singleShot(0, view.relay)
    return view


def empty() -> QWidget:
    """What stands where no record is open."""
    return Empty("clipboard-list", t("No record is open"), t("Open one from the list of a form"))
