"""Turns English templates into the reader's language."""

from __future__ import annotations

from collections.abc import Mapping

from app.model.errors import Fault, fill
from app.model.verb import Line


class Words:
    """One language: English template -> template; what is missing stays English.

    English itself has templates for a `count` of one where they differ from those for many.
    """

    def __init__(self, lang: str, table: Mapping[str, str]) -> None:
        self.lang = lang
        self._table = table

    def text(self, template: str, params: Mapping[str, object] | None = None) -> str:
        """The template in this language, filled; a `|` begins what only tells two senses apart."""
        known = self.lang != "en" or (params or {}).get("count") == 1
        held = self._table.get(template) if known else None
        given = params or {}
        # A value that is a line itself is put in this language too.
        told = {n: self.line(v) if isinstance(v, Line) else v for n, v in given.items()}
        return fill(held or template.partition("|")[0], told)

    def line(self, line: Line | str) -> str:
        """A line of an answer."""
        return line if isinstance(line, str) else self.text(line.template, line.params)

    def fault(self, fault: Fault) -> tuple[str, str, str]:
        """A fault's message, what was kept, and what to do."""
        return (
            self.text(fault.message, fault.params),
            self.text(fault.kept, fault.params) if fault.kept else "",
            self.text(fault.hint, fault.params) if fault.hint else "",
        )
