"""The application object: it carries the theme and the words, so that no module holds them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import cast

from PySide6.QtCore import QLibraryInfo, QTranslator
from PySide6.QtWidgets import QApplication

from app.model.errors import Fault
from app.model.words import Words
from ui.kit.sweep import Sweeper
from ui.kit.theme import Theme

SWITCH_S = 0.0002
"""A busy thread gives the interpreter back so soon. Every query of the screen waits that long at
the worst; with Python's own 5 ms an edit beside a sorting worker took four times as long."""


class App(QApplication):
    """One running program: what it looks like and which language it speaks."""

    def __init__(self, argv: Sequence[str], words: Words) -> None:
        super().__init__(list(argv))
        sys.setswitchinterval(SWITCH_S)
        self.sweeper = Sweeper(self)
        self.words = words
        self.today: Callable[[], date] = date.today
        """The day as dates in words see it: a year that is not this one is named."""
        self._own_words = QTranslator(self)
        """What Qt itself says: buttons of file dialogs, menus of text fields."""
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if words.lang != "en" and self._own_words.load(f"qtbase_{words.lang}", folder):
            self.installTranslator(self._own_words)
        self.theme = Theme(self)
        self.theme.put_on()


def app() -> App:
    """The running application."""
    return cast(App, App.instance())


def theme() -> Theme:
    """How everything looks now."""
    return app().theme


def t(template: str, **params: object) -> str:
    """The text in the reader's language; templates are English and keys of `resources/i18n`."""
    return app().words.text(template, params)


def worded(template: str) -> str:
    """A label in the reader's language: a template that another file wrote as a literal."""
    return app().words.text(template)


def told(fault: Fault) -> tuple[str, str, str]:
    """What went wrong, what was kept, what to do."""
    return app().words.fault(fault)


def listed(names: Iterable[str]) -> str:
    """Names in a row, with the comma of the reader's language."""
    return ("、" if is_chinese() else ", ").join(names)


def is_chinese() -> bool:
    """Whether the screen speaks Chinese."""
    return app().words.lang.startswith("zh")
