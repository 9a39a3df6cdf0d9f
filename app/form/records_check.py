"""`form check`: what is wrong with records, by a form alone, without a workspace."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from app.expr.world import World
from app.form import known
from app.form.cells import text_of
from app.form.compiled import Compiled, compiled
from app.form.exchange import form_file, record_json
from app.form.filling import RECORD, Filling
from app.form.flaws import Flaw, flaws
from app.form.shown import shown
from app.model import ids
from app.model.errors import Refused, fill
from app.model.form import Form
from app.model.verb import Answer, Line, say

SHOWN = 20
NO_FIELD = "There is no field {name} in this form"


def check_files(args: Namespace, lang: str) -> Answer:
    """`form check FORM.json --records FILE.jsonl`; one JSON object a line."""
    if not args.records:
        raise Refused("usage", "Write --records FILE, one JSON object a line")
    path, lines = Path(args.what), Path(args.records)
    for one in (path, lines):
        if not one.is_file():
            raise Refused("not_found", "There is no file {file}", file=one)
    text = lines.read_bytes().decode("utf-8-sig", "replace")
    return check(form_file.read(path.read_bytes()), text, lang)


def check(form: Form, text: str, lang: str) -> Answer:
    """What is wrong with records, one JSON object a line."""
    checker = _Checker(form, lang)
    found: list[Mapping[str, object]] = []
    lines: list[Line | str] = []
    for no, line in enumerate(text.split("\n"), 1):
        if line.strip():
            told = record_json.read(form, _parsed(no, line), record_json.as_kept)
            wrong = checker.wrong(told)
            errors = [plain(form, told.lines, flaw, lang) for flaw in wrong]
            found.append({"record": no, "errors": [*errors, *map(_strange, told.unknown)]})
            lines += _lines(no, wrong)
    bad = sum(1 for one in found if one["errors"])
    head = say("{count} records, {bad} with errors", count=len(found), bad=bad)
    data = {"records": found, "total": len(found), "wrong": bad}
    return Answer(data, [head, *lines[:SHOWN]])


def _parsed(no: int, line: str) -> Mapping[str, object]:
    try:
        return record_json.parsed(line)
    except Refused as fault:
        raise Refused("bad_file", "Line {row} is no JSON object", row=no) from fault


class _Checker:
    """Records of one form; one without errors counts where answers must be unique."""

    def __init__(self, form: Form, lang: str) -> None:
        self._ready: Compiled = compiled(form)
        self._world: World = known.world_at(ids.wall_ms(), ())
        self._unique = self._ready.unique
        self._met: set[tuple[str, str]] = set()
        self._lang = lang

    def wrong(self, told: record_json.Told) -> tuple[Flaw, ...]:
        filling = Filling(self._ready, told.answers, told.lines, self._world)
        filling.drop()
        found = flaws(filling, self._is_taken)
        if all(flaw.level != "error" for flaw in found):
            self._met |= {(p.id, _text(filling.kept(RECORD, p.id))) for p in self._unique}
        return found

    def _is_taken(self, part: str, kept: object) -> bool:
        return (part, _text(kept)) in self._met


def _text(kept: object) -> str:
    return text_of(kept) or ""


def plain(
    form: Form, lines: Mapping[str, Sequence[str]], flaw: Flaw, lang: str = "zh_CN"
) -> dict[str, object]:
    """A flaw as `--json` tells it; `line` counts from 1 within its sub-table."""
    part = form.by_id.get(flaw.part)
    table = form.table_of(part) if part is not None and flaw.line else ""
    own = (flaw.message, flaw.message_en)
    said = next((one for one in (own if lang.startswith("zh") else own[::-1]) if one), "")
    held = lines.get(table, ())
    return {
        "field": flaw.part,
        "rule": flaw.rule,
        "level": flaw.level,
        "message": said or fill(flaw.template, dict(flaw.params)),
        "label": shown(part, lang) if part is not None else "",
        "table": table,
        "line": held.index(flaw.line) + 1 if flaw.line in held else None,
    }


def line_of(flaw: Flaw) -> Line | str:
    """A flaw for a reader: the designer's own words, or the engine's."""
    return flaw.message or say(flaw.template, **flaw.params)


def _strange(name: str) -> dict[str, object]:
    told = fill(NO_FIELD, {"name": name})
    return {"field": name, "rule": "unknown", "level": "warning", "message": told}


def _lines(no: int, wrong: Sequence[Flaw]) -> Iterator[Line]:
    for flaw in wrong:
        column = flaw.params.get("name", flaw.part)
        yield say("Row {row}, {column}: {what}", row=no, column=column, what=line_of(flaw))
