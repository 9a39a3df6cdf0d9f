"""Whatever a person can read is an English template with a Chinese one beside it."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

from app.answer import words_for
from tests.house.tree import ROOT, name_of, nothing, parsed, product

I18N = ROOT / "resources" / "i18n"
TEMPLATE_AT = {
    "Refused": 1,
    "Unavailable": 1,
    "Fault": 1,
    "say": 0,
    "Mistake": 0,
    "Fail": 0,
    "Exhausted": 0,
    "run.note": 1,
    "t": 0,
    "Feature": 2,
    "session.edit": 0,
    "notes.add": 2,
    "self._note": 2,
    "Warning": 2,
    "warn": 2,
    "Trait": 0,
    "Finding": 3,
    "Refusal": 0,
    "Flaw": 4,
    "Judge": 1,
    "Notation": 1,
    "Unread": 1,
}
"""What is called -> which argument is the template."""
PASS_ON = {
    "app/model/verb.py": "defines `say`",
    "app/cli/calculate.py": "says where the reader of expressions found a mistake",
    "app/expr/check.py": "finds what the reader of expressions says",
    "app/form/cli.py": "says what a reader of forms noted",
    "app/form/exchange/xls_walk.py": "notes what the table of types says",
    "app/form/flaws.py": "tells what the checks of single answers found",
    "app/form/lint.py": "finds what the reader of expressions says",
    "app/form/records_check.py": "tells what the engine found wrong",
    "app/form/records_cli.py": "tells what the engine and the reader of a table found wrong",
    "app/form/refusing.py": "refuses with the words of the layout",
    "app/plan/cli.py": "says the warnings that a reader of plans found",
    "app/plan/live.py": "writes under the label that a gesture on the chart says",
    "app/plan/exchange/plan_file.py": "keeps the notes of readers",
    "app/plan/exchange/table.py": "keeps the notes of readers",
    "app/plan/exchange/columns.py": "keeps the notes of readers",
    "app/sheet/decode.py": "refuses with the words that its child process answered",
}
"""Files that hand on a template which another file wrote as a literal."""
SPOKEN_WORDS = ("kept", "hint")
NAME = re.compile(r"\{(\w+)\}")


def constants(path: Path) -> dict[str, list[str]]:
    """Texts to which a module gives a name."""
    found: dict[str, list[str]] = {}
    for node in ast.walk(parsed(path)):
        if not isinstance(node, ast.Assign | ast.AnnAssign):
            continue
        target = node.targets[0] if isinstance(node, ast.Assign) else node.target
        value = node.value
        text = value.value if isinstance(value, ast.Constant) else None
        if isinstance(target, ast.Name) and isinstance(text, str):
            found.setdefault(target.id, []).append(text)
    return found


def speaker(called: ast.Name | ast.Attribute) -> str:
    """The word by which something is said: `say`, `Refused`, `notes.add`."""
    if isinstance(called, ast.Name):
        return called.id
    owner = getattr(called.value, "attr", "") or getattr(called.value, "id", "")
    owned = f"{owner.removeprefix('_')}.{called.attr}"
    if owned in TEMPLATE_AT:
        return owned
    return "" if called.attr == "say" else called.attr  # a window's `say` takes words


def templates(path: Path) -> Iterator[tuple[str, str | None]]:
    """Where something is said, and its template; none where it is no literal."""
    named = constants(path)
    for node in ast.walk(parsed(path)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name | ast.Attribute):
            continue
        who = speaker(node.func)
        if who not in TEMPLATE_AT:
            continue
        given = node.args[TEMPLATE_AT[who] : TEMPLATE_AT[who] + 1]
        given += [word.value for word in node.keywords if word.arg in SPOKEN_WORDS]
        for value in given:
            where = f"{name_of(path)}:{node.lineno}"
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                yield where, value.value
            elif isinstance(value, ast.IfExp):
                yield from ((where, getattr(v, "value", None)) for v in (value.body, value.orelse))
            elif isinstance(value, ast.Name) and value.id in named:
                yield from ((where, text) for text in named[value.id])
            else:
                yield where, None


def spoken() -> dict[str, str]:
    """Every template of the product, and one place where it is used."""
    found = [
        (template, where)
        for path in product()
        for where, template in templates(path)
        if template is not None
    ]
    return dict(found)


def chinese() -> dict[str, str]:
    table: dict[str, str] = {}
    for file in sorted(I18N.glob("zh_CN*.json")):
        held: dict[str, str] = json.loads(file.read_text(encoding="utf-8"))
        nothing(f"{key!r} stands twice, in {file.name} too" for key in table.keys() & held)
        table |= held
    return table


def test_templates_are_literals():
    hidden = [
        where
        for path in product()
        if name_of(path) not in PASS_ON
        for where, template in templates(path)
        if template is None
    ]
    nothing(hidden)


def test_every_template_has_a_chinese_one():
    words = chinese()
    nothing(f"{where}: {text}" for text, where in spoken().items() if text and text not in words)


def test_translations_fill_the_same_names():
    nothing(
        f"{english} -> {text}"
        for english, text in chinese().items()
        if set(NAME.findall(english)) != set(NAME.findall(text))
    )


def test_translations_are_not_empty():
    nothing(english for english, text in chinese().items() if not text.strip())


def test_english_has_words_for_one() -> None:
    """One task, two tasks; whatever has a form for one is a text with a count."""
    english = words_for("en")
    assert english.text("{count} tasks", {"count": 1}) == "1 task"
    assert english.text("{count} tasks", {"count": 2}) == "2 tasks"
    held = json.loads((I18N / "en.json").read_text(encoding="utf-8"))
    known = chinese()
    nothing(f"no such text: {many}" for many in held if many not in known)
    nothing(f"no count: {many}" for many in held if "{count}" not in many)
