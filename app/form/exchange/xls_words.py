"""Which language of a workbook stands where: our own words and the English ones. Pure."""

from __future__ import annotations

import re

from app.form.exchange.notes import Note, Notes
from app.form.exchange.xls_book import Book, Line

CHINESE = re.compile(r"中文|chinese|汉语|\(zh|^zh\b", re.IGNORECASE)
ENGLISH = re.compile(r"english|英文|英语|\(en|^en\b", re.IGNORECASE)


class Words:
    """Picks the texts of a row; of further languages it is noted that they were left out."""

    def __init__(self, book: Book, notes: Notes) -> None:
        named = [one for one in book.languages if one]
        default = book.settings.get("default_language", "")
        chinese = next((one for one in named if CHINESE.search(one)), "")
        english = next((one for one in named if ENGLISH.search(one)), "")
        has_plain = "" in book.languages
        own = chinese or (default if default in named else "")
        self._own = own or ("" if has_plain or not named else english or named[0])
        self._english = english if english != self._own else ""
        self._has_english = bool(self._english)
        for language in named:
            if language not in (self._own, self._english):
                template = "The words in “{language}” were left out"
                notes.put(Note("survey", 0, "label", template, {"language": language}))

    def pair(self, line: Line, name: str) -> tuple[str, str]:
        """Our words and the English ones, "" where there are none."""
        held = line.words.get(name, {})
        own = held.get(self._own) or held.get("", "")
        english = held.get(self._english, "") if self._has_english else ""
        if not own:
            own = english or next(iter(held.values()), "")
        return own, english if english != own else ""
