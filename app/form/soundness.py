"""Whether a record that was handed in may stand so: nothing is wrong, nothing reckoned is false.

The hub asks this of what a device sends; the device asked `flaws` before, with the same answers.
Pure.
"""

from __future__ import annotations

from app.expr.world import World
from app.form.cells import Sheet
from app.form.compiled import Compiled
from app.form.filling import NO_LINE, Filling
from app.form.flaws import Flaw, Taken, flaws, nowhere
from app.form.values import is_empty

FALSE = "“{name}” is not what its formula gives"


def unsound(form: Compiled, sheet: Sheet, known: World, taken: Taken = nowhere) -> tuple[Flaw, ...]:
    """The errors of a record, and the answers of formulas that its device did not reckon so."""
    filling = Filling(form, sheet.answers, sheet.lines, known)
    wrong = [flaw for flaw in flaws(filling, taken) if flaw.level == "error"]
    for held in form.formulas:
        part = held.part
        for line in filling.lines(held.table) if held.table else NO_LINE:
            told, reckoned = sheet.answers.get(line, {}).get(part.id), filling.kept(line, part.id)
            is_same = told == reckoned or (is_empty(told) and is_empty(reckoned))
            if not is_same and filling.is_visible(line, part.id):
                name = part.label or part.id
                wrong.append(Flaw(line, part.id, "formula", "error", FALSE, {"name": name}))
    return tuple(wrong)
