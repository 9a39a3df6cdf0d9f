"""What is wrong, in the reader's words: the designer's own message, or the engine's."""

from __future__ import annotations

from app.form.filling import RECORD
from app.form.flaws import Flaw
from app.model.form import Form
from ui.form.fill import words
from ui.kit.app import app, is_chinese, t


def flaw_words(flaw: Flaw) -> str:
    """What is wrong at a place."""
    own = (flaw.message, flaw.message_en) if is_chinese() else (flaw.message_en, flaw.message)
    said = own[0] or own[1]
    return said or app().words.text(flaw.template, dict(flaw.params))


def place_words(form: Form, flaw: Flaw, row: int) -> str:
    """Where it is wrong: a field, or a row of a sub-table."""
    part = form.by_id.get(flaw.part)
    if part is None:
        return t("The form")
    if flaw.line == RECORD:
        return words.label(part) or t("The form")
    table = form.by_id.get(form.table_of(part))
    name = words.label(table) if table is not None else ""
    return t("{table}, row {row}", table=name, row=row)
