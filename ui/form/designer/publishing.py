"""Publishing: what changes, what becomes of the answers there are, a note."""

from __future__ import annotations

from PySide6.QtWidgets import QDialogButtonBox, QWidget

from app.form import publishing
from app.form.difference import Change
from app.form.publishing import Conversion, Publication
from app.model.form import Part
from ui.form.designer import look
from ui.form.designer.desk import Desk
from ui.kit import lay
from ui.kit.app import app, listed, t
from ui.kit.draw import Chip
from ui.kit.fields import Row, Text
from ui.kit.label import ChipLabel, Label, hairline
from ui.kit.pop import Dialog

MOST = 8
WHAT = {"added": "New", "removed": "Gone", "moved": "Moved", "changed": "Changed|difference"}
TONES = {"added": "success", "removed": "danger", "moved": "neutral", "changed": "accent"}
PROPS = {
    "name": "Name",
    "name_en": "Name in English",
    "note": "What it is for",
    "note_en": "What it is for, in English",
    "label": "Label",
    "label_en": "Label in English",
    "help": "Help",
    "help_en": "Help in English",
    "kind": "Kind of field",
    "required": "Needed",
    "required_if": "Needed when",
    "visible_if": "Seen when",
    "enabled_if": "Editable when",
    "default": "Default",
    "formula": "Formula",
    "choices": "Choices",
    "checks": "Checks",
    "hidden": "When hidden",
    "settings": "Settings",
    "when": "Condition",
    "targets": "Fields it is for",
    "message": "Message",
    "message_en": "Message in English",
    "level": "Level|rule",
    "value": "Value",
}


def change_words(change: Change) -> str:
    """One difference in words."""
    name = change.label or t("The form")
    if isinstance(change.new, Part) and not change.label:
        name = look.label(change.new)
    if change.what != "changed":
        return name
    held = PROPS.get(change.field, "")
    field = app().words.text(held) if held else change.field
    if change.field == "kind":
        old, new = look.kind_words(str(change.old)), look.kind_words(str(change.new))
        return t("{name}: {old} → {new}", name=name, old=old, new=new)
    return t("{name}: {field}", name=name, field=field)


def what_words(change: Change) -> str:
    """New, gone, moved, changed."""
    return app().words.text(WHAT.get(change.what, change.what))


def change_row(change: Change) -> QWidget:
    """A difference as a row: its kind as a chip, then what it is about."""
    chip = ChipLabel(Chip(what_words(change), TONES.get(change.what, "neutral")))
    row = lay.row(chip, Label(change_words(change)), None)
    return lay.panel(row)


def conversion_words(one: Conversion) -> str:
    """What becomes of the answers of a field whose kind is another one."""
    old, new = look.kind_words(one.old), look.kind_words(one.new)
    return t(
        "{name}, {old} → {new}: {can} can be converted, {cannot} cannot",
        name=one.label,
        old=old,
        new=new,
        can=f"{one.can:,}",
        cannot=f"{one.cannot:,}",
    )


class PublishDialog(Dialog):
    """Asks before a version is made; nothing is written until it is accepted."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent, t("Publish form"), 560)
        self._desk = desk
        self.found: Publication = publishing.look(desk.host.session, desk.id)
        self.note = Text("", t("What is new in this version"), least=2, most=4)
        parts: list[QWidget | int] = [self._head(), hairline()]
        changes = self.found.changes
        parts += [change_row(one) for one in changes[:MOST]]
        if len(changes) > MOST:
            more = t("and {count} more", count=len(changes) - MOST)
            parts.append(Label(more, "small", "text2"))
        if not changes:
            parts.append(Label(t("Nothing has changed"), "body", "text2"))
        parts += self._answers()
        parts.append(Row(t("Note"), self.note))
        self.go = self.add(t("Publish"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.add(t("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        self.buttons.accepted.connect(self._on_accepted)
        wrong = len(self.found.mistakes)
        if wrong:
            self.go.setEnabled(False)
            why = t("{count} errors are to be mended first", count=wrong)
            self.go.setToolTip(why)
            parts.append(Label(why, "body", "danger"))
        self.fill(lay.column(*parts, gap=8))

    def _head(self) -> Label:
        now = self.found.current
        said = t("Version {number}", number=self.found.number)
        if now is not None:
            said += " · " + t("Version {number} is filled until now", number=now.number)
        return Label(said, "body", "text2")

    def _answers(self) -> list[QWidget | int]:
        rows: list[QWidget | int] = []
        for one in self.found.conversions:
            tone = "danger" if one.cannot else "success"
            rows.append(Label(conversion_words(one), "body", tone, wraps=True))
            if one.examples:
                texts = listed(f"“{held.text}”" for held in one.examples)
                said = t("Cannot be converted: {texts}", texts=texts)
                rows.append(Label(said, "small", "text2", wraps=True))
        for lost in self.found.losses:
            if lost.records:
                said = t(
                    "{name} is gone: {count} records keep their answer",
                    name=lost.label,
                    count=lost.records,
                )
                rows.append(Label(said, "body", "warn", wraps=True))
        count = sum(self.found.records.values())
        if count:
            said = t("{count} records stay with the version they were made with", count=count)
            rows.append(Label(said, "small", "text2", wraps=True))
        return [4, *rows] if rows else []

    def _on_accepted(self) -> None:
        desk, note = self._desk, self.note.toPlainText().strip()
        session = desk.host.session
        done = t("Published")
        if desk.host.run(lambda: publishing.publish(session, desk.id, note), done):
            self.accept()
