"""The form as JSON: read, copied, changed; what would change is said before it is taken."""

from __future__ import annotations

import msgspec
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QFrame, QPlainTextEdit

from app.form import commands, content
from app.form.difference import difference
from app.form.shape import healed
from app.model.errors import Fault
from app.model.form import Form
from ui.form.designer.desk import Desk
from ui.kit import lay
from ui.kit.app import t, told
from ui.kit.button import Button
from ui.kit.label import Label, hairline


class JsonTab(QFrame):
    """A text; applied as one edit."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._shown = ""
        self.setObjectName("surface")
        self.text = QPlainTextEdit()
        self.text.setAccessibleName(t("The form as JSON"))
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.text.setTabChangesFocus(True)
        self.told = Label("", "small", "text2")
        copy = Button(t("Copy"), "flat", icon="copy")
        copy.clicked.connect(self._on_copy)
        self.apply_button = Button(t("Apply"))
        self.apply_button.clicked.connect(self.apply)
        head = lay.row(self.told, None, copy, self.apply_button, margins=(16, 6, 16, 6))
        self.setLayout(lay.column(head, hairline(is_rule=True), self.text, gap=0))
        self.text.textChanged.connect(self._tell)

    def refresh(self) -> None:
        """Show the form, unless somebody is writing."""
        text = msgspec.json.format(content.text_of(self._desk.form), indent=2)
        if self.text.toPlainText() == self._shown or not self._shown:
            self._shown = text
            self.text.setPlainText(text)
        self._tell()

    def apply(self) -> None:
        """Make the draft what is written."""
        form = self._read()
        if form is None:
            return
        desk = self._desk
        session = desk.host.session
        if desk.host.run(lambda: commands.replace_form(session, desk.id, form), t("Applied")):
            self._shown = ""
            desk.reload()
            self.refresh()

    def _read(self) -> Form | None:
        try:
            return healed(content.form_of(self.text.toPlainText()))
        except Fault as fault:
            self.told.setText(told(fault)[0])
            self.told.tint("danger")
            return None

    def _tell(self) -> None:
        if self.text.toPlainText() == self._shown:
            self.told.setText(t("Change it here, then apply: one step that can be undone"))
            self.told.tint("text2")
            self.apply_button.enable(t("Nothing has changed"))
            return
        form = self._read()
        if form is None:
            self.apply_button.enable(t("This is no form"))
            return
        count = len(difference(self._desk.form, form))
        self.told.setText(t("{count} differences", count=count))
        self.told.tint("text2")
        self.apply_button.enable("" if count else t("Nothing has changed"))

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())
        self._desk.host.say(t("Copied"))
