"""The sheets of an XLSForm workbook as rows under the standard's names of columns. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from app.form.exchange.notes import Note, Notes
from app.sheet.grid import Cell, is_empty, plain

Grid = Sequence[Sequence[Cell]]
TRANSLATED = frozenset(
    {"label", "hint", "guidance_hint", "constraint_message", "required_message"}
    | {"image", "audio", "video", "big-image"}
)
ALIASES: Mapping[str, str] = {
    "caption": "label",
    "relevance": "relevant",
    "calculate": "calculation",
    "readonly": "read_only",
    "read only": "read_only",
    "read-only": "read_only",
    "constraint message": "constraint_message",
    "constraint-msg": "constraint_message",
    "constraint_msg": "constraint_message",
    "constraintmsg": "constraint_message",
    "jr:constraintmsg": "constraint_message",
    "required message": "required_message",
    "requiredmsg": "required_message",
    "jr:requiredmsg": "required_message",
    "list name": "list_name",
    "value": "name",
    "choice filter": "choice_filter",
    "repeat count": "repeat_count",
    "jr:count": "repeat_count",
    "count": "repeat_count",
    "title": "form_title",
    "form title": "form_title",
    "set form title": "form_title",
    "form id": "form_id",
    "id_string": "form_id",
    "set form id": "form_id",
    "default language": "default_language",
    "query": "choice_filter",
}
PREFIXES = frozenset({"bind", "media", "control", "body", "instance", "jr"})


@dataclass(frozen=True, slots=True)
class Line:
    """One row: texts by column; translated ones by column and language ("" where none is said)."""

    row: int
    """As people count it."""
    cells: Mapping[str, str]
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict[str, Mapping[str, str]])

    def get(self, name: str) -> str:
        """A plain cell."""
        return self.cells.get(name, "")


@dataclass(frozen=True, slots=True)
class Book:
    """The sheets that forms are made of."""

    survey: tuple[Line, ...]
    choices: tuple[Line, ...]
    settings: Mapping[str, str]
    languages: tuple[str, ...]
    """In the order in which they stand in the sheets; "" for texts that name none."""


def read(
    sheets: Mapping[str, Grid], known: Mapping[str, Iterable[str]], notes: Notes
) -> Book | None:
    """The book, None where there is no sheet `survey`. `known` says which columns of a sheet
    are read; of others that hold anything it is noted that they are not."""
    named = {name.strip().lower(): grid for name, grid in sheets.items()}
    if "survey" not in named:
        return None
    for name in named.keys() - {"survey", "choices", "settings"}:
        if any(not is_empty(cell) for row in named[name] for cell in row):
            notes.put(Note(name, 0, "", "The sheet “{sheet}” was not read", {"sheet": name}))
    survey = tuple(_lines("survey", named["survey"], known, notes))
    choices = tuple(_lines("choices", named.get("choices", []), known, notes))
    settings = next(_lines("settings", named.get("settings", []), known, notes), Line(0, {}))
    held = dict(settings.cells)
    languages = dict.fromkeys(
        language
        for line in (*survey, *choices)
        for name, words in line.words.items()
        if name in ("label", "hint", "constraint_message")
        for language in words
    )
    return Book(survey, choices, held, tuple(languages))


def _lines(
    sheet: str, grid: Grid, known: Mapping[str, Iterable[str]], notes: Notes
) -> Iterator[Line]:
    head = next((at for at, row in enumerate(grid) if not all(is_empty(c) for c in row)), None)
    if head is None:
        return
    titles = [plain(cell) for cell in grid[head]]
    columns = [column(title) for title in titles]
    for at, row in enumerate(grid[head + 1 :], head + 2):
        cells: dict[str, str] = {}
        words: dict[str, dict[str, str]] = {}
        for (name, language), title, cell in zip(columns, titles, row, strict=False):
            text = _text(cell)
            if not text or not name:
                continue
            if not _is_known(name, known.get(sheet)):
                template = "The column “{column}” is not known and was not read"
                notes.put(Note(sheet, 0, title, template, {"column": title}))
            elif name in TRANSLATED:
                words.setdefault(name, {}).setdefault(language, text)
            else:
                cells.setdefault(name, text)
        if cells or words:
            yield Line(at, cells, words)


def _is_known(name: str, known: Iterable[str] | None) -> bool:
    """The sheet of choices may have columns of its own, for filters."""
    return known is None or name in known or name in TRANSLATED


def _text(cell: Cell) -> str:
    """A cell as text; XLSForm has words where spreadsheets have yes and no."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    text = plain(cell)
    return text[:10] if text.endswith(" 00:00:00") else text


def column(title: str) -> tuple[str, str]:
    """The standard's name of a column, and its language: `label::中文 (zh)` -> label, 中文 (zh)."""
    steps = [step.strip() for step in re.split(r"::|:(?!//)", title.strip()) if step.strip()]
    if steps and steps[0].lower() == "jr" and len(steps) > 1:
        steps = steps[1:]
    while len(steps) > 1 and steps[0].lower() in PREFIXES:
        steps = steps[1:]
        if steps[0].lower() == "jr" and len(steps) > 1:
            steps = steps[1:]
    if not steps:
        return "", ""
    first = steps[0].lower()
    name = ALIASES.get(first, first)
    if name not in TRANSLATED and len(steps) > 1:
        return "::".join((name, *steps[1:])), ""
    return name, "::".join(steps[1:])
