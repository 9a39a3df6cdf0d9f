"""The lists of the sheet `choices`, and the choices of a question with its filter. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from app.form.exchange.notes import Note, Notes
from app.form.exchange.xls_book import Book
from app.form.exchange.xls_words import Words
from app.model.form import Choice

When = Callable[[Mapping[str, str]], str]
"""The columns of a choice -> the condition under which it is offered."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a list."""

    id: str
    label: str
    label_en: str
    columns: Mapping[str, str]


@dataclass(slots=True)
class Listed:
    """One list of choices."""

    entries: list[Entry] = field(default_factory=list[Entry])


def extra_columns(book: Book) -> set[str]:
    """Columns that the standard does not know: those that filters ask, or nobody does."""
    return {name for line in book.choices for name in line.cells} - {"list_name", "name"}


def lists_of(book: Book, words: Words, notes: Notes) -> dict[str, Listed]:
    """Every list by its name."""
    found: dict[str, Listed] = {}
    extra = extra_columns(book)
    for line in book.choices:
        name, code = line.get("list_name"), line.get("name")
        if not name or not code:
            template = "A choice without a list or a name was left out"
            notes.put(Note("choices", line.row, "name", template))
            continue
        label, label_en = words.pair(line, "label")
        columns = {"name": code, "label": label} | {key: line.get(key) for key in extra}
        entry = Entry(code, label or code, label_en, columns)
        found.setdefault(name, Listed()).entries.append(entry)
        for column in ("image", "audio", "video", "big-image"):
            for text in line.words.get(column, {}).values():
                template = "This was not taken over: {text}"
                notes.put(Note("choices", line.row, column, template, {"text": text}))
    return found


def choices_of(listed: Listed, when: When | None) -> tuple[Choice, ...]:
    """The choices of a question; a code that stands twice, for two filters, is one choice."""
    found: dict[str, Choice] = {}
    for entry in listed.entries:
        text = when(entry.columns) if when is not None else ""
        held = found.get(entry.id)
        if held is None:
            found[entry.id] = Choice(entry.id, entry.label, entry.label_en, text)
        elif held.when and text and text not in held.when.split(" or "):
            both = f"{held.when} or {text}"
            found[entry.id] = Choice(held.id, held.label, held.label_en, both)
    return tuple(found.values())
