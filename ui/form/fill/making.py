"""Which editor edits which kind of part."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from app.model.form import Kind, Part
from ui.form.fill.edit_day import DayEditor, TimeEditor
from ui.form.fill.edit_file import FileEditor
from ui.form.fill.edit_lines import LinesEditor
from ui.form.fill.edit_number import NumberEditor, RatingEditor
from ui.form.fill.edit_pick import ChoiceEditor, RowEditor
from ui.form.fill.edit_place import PlaceEditor
from ui.form.fill.edit_text import LineEditor, LongEditor, ShownEditor
from ui.form.fill.editor import Editor
from ui.parts.host import Host

Make = Callable[[Host, Part], Editor]

_EDITORS: Mapping[str, Make] = {
    Kind.TEXT: LineEditor,
    Kind.PHONE: LineEditor,
    Kind.EMAIL: LineEditor,
    Kind.URL: LineEditor,
    Kind.LONG: LongEditor,
    Kind.NUMBER: NumberEditor,
    Kind.MONEY: NumberEditor,
    Kind.PERCENT: NumberEditor,
    Kind.RATING: RatingEditor,
    Kind.DATE: DayEditor,
    Kind.DATES: DayEditor,
    Kind.TIME: TimeEditor,
    Kind.CHOICE: ChoiceEditor,
    Kind.CHOICES: ChoiceEditor,
    Kind.PERSON: RowEditor,
    Kind.DEPARTMENT: RowEditor,
    Kind.ACCOUNT: RowEditor,
    Kind.LINK: RowEditor,
    Kind.ADDRESS: PlaceEditor,
    Kind.FILE: FileEditor,
    Kind.IMAGE: FileEditor,
    Kind.KPI: LinesEditor,
    Kind.BUDGET: LinesEditor,
}


def editor_of(host: Host, part: Part) -> Editor:
    """The editor of a part; what nobody writes, and kinds of newer versions, are shown."""
    is_reckoned = bool(part.formula) or part.kind == Kind.FORMULA
    make = ShownEditor if is_reckoned else _EDITORS.get(part.kind, ShownEditor)
    return make(host, part)
