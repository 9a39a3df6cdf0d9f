"""The application as every test has it: one a process, in Chinese."""

from __future__ import annotations

from app.answer import words_for
from ui.kit.app import App


class ChineseApp(App):
    """Made by pytest-qt with the command line alone."""

    def __init__(self, argv: list[str]) -> None:
        super().__init__(argv, words_for("zh_CN"))
