"""The survey sheet walked once: which questions there are, and where they stand. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import blake2b

from app.form.exchange.notes import Notes
from app.form.exchange.xls_book import Book, Line
from app.form.exchange.xls_types import LEFT, NO_RANK, Asked, Edge, asked, edge, select
from app.form.shape import KEY_LENGTH, key_of
from app.model.form import Kind

YES = frozenset({"yes", "true", "true()", "y", "1"})
MULTILINE = frozenset({"multiline", "textarea"})


@dataclass(slots=True)
class Question:
    """One part to come, with the row that asks for it."""

    line: Line
    name: str
    id: str
    asked: Asked
    parent: str = ""
    table: str = ""
    list: str = ""
    has_other: bool = False
    type: str = ""
    relevant: tuple[str, ...] = ()
    """Conditions of groups that are no parts of their own: those within a repeat."""


@dataclass(slots=True)
class _Frame:
    """A group or repeat that is open."""

    what: str
    name: str
    row: int
    part: str
    table: str
    relevant: tuple[str, ...] = ()
    is_left: bool = False


@dataclass(slots=True)
class Walk:
    """What the walk found."""

    questions: list[Question] = field(default_factory=list[Question])
    names: dict[str, Question] = field(default_factory=dict[str, Question])
    title: str = ""


def walk(book: Book, lists: Mapping[str, object], notes: Notes) -> Walk:
    """Every question of the survey sheet in order; groups and repeats among them."""
    walker = _Walker(lists, notes)
    for line in book.survey:
        walker.line(line)
    walker.close()
    return walker.found


class _Walker:
    """Goes through the rows, with the groups that are open."""

    def __init__(self, lists: Mapping[str, object], notes: Notes) -> None:
        self.found = Walk()
        self._lists = lists
        self._notes = notes
        self._open: list[_Frame] = []
        self._ids: set[str] = set()

    def line(self, line: Line) -> None:
        """Take one row."""
        type_ = line.get("type")
        if line.get("disabled").lower() in YES:
            return
        if not type_:
            if line.get("name") or line.words.get("label"):
                self._notes.add(line.row, "type", "This row has no type; it was left out")
            return
        block = edge(type_)
        if block is not None:
            self._edge(line, block)
        elif type_.lower() in ("set form title", "set form id"):
            self.found.title = self.found.title or (line.get("name") * ("title" in type_.lower()))
        elif self._open and self._open[-1].is_left:
            template = "“{name}” was left out with the repeat that holds it"
            self._notes.add(line.row, "name", template, name=line.get("name"))
        else:
            self._question(line, type_)

    def close(self) -> None:
        """Say what was never ended."""
        for frame in self._open:
            self._notes.add(frame.row, "type", "“{name}” is never ended", name=frame.name)

    def _edge(self, line: Line, block: Edge) -> None:
        if not block.is_begin:
            if not self._open:
                self._notes.add(line.row, "type", "An end without a beginning was left out")
            else:
                self._open.pop()
            return
        above = self._open[-1] if self._open else _Frame("group", "", 0, "", "")
        frame = _Frame(block.what, line.get("name"), line.row, above.part, above.table)
        frame.relevant, frame.is_left = above.relevant, above.is_left
        self._open.append(frame)
        if above.is_left:
            return
        if block.what == "loop" or (block.what == "repeat" and above.table):
            frame.is_left = True
            template = "A repeat within a repeat cannot be kept; it was left out with its questions"
            self._notes.add(line.row, "type", template)
        elif above.table:
            if line.get("relevant"):
                frame.relevant = (*above.relevant, line.get("relevant"))
            template = "A group within a repeat was opened: its questions are columns"
            self._notes.add(line.row, "type", template)
        else:
            self._holder(line, frame, block.what)

    def _holder(self, line: Line, frame: _Frame, what: str) -> None:
        kind = Kind.TABLE if what == "repeat" else Kind.SECTION
        made = self._made(line, Asked(kind, "table"), what)
        frame.part = made.id
        frame.table = made.id if kind == Kind.TABLE else ""

    def _question(self, line: Line, type_: str) -> None:
        chosen = select(type_)
        if chosen is not None:
            of = Asked(Kind.CHOICES, "list") if chosen.is_many else Asked(Kind.CHOICE)
            if chosen.is_elsewhere or chosen.list not in self._lists:
                template = "The choices of the list “{list}” are not in this file"
                self._notes.add(line.row, "type", template, list=chosen.list)
                of = Asked(Kind.TEXT)
            elif chosen.is_rank:
                self._notes.add(line.row, "type", NO_RANK)
            made = self._made(line, of, "select")
            made.list, made.has_other = chosen.list, chosen.has_other
            return
        found = asked(type_)
        if found is None:
            self._notes.add(line.row, "type", LEFT, type=type_)
            return
        name, of = found
        if of.note:
            self._notes.add(line.row, "type", of.note, type=type_)
        if not of.kind:
            return
        look = line.get("appearance").split()
        if name == "text" and MULTILINE & set(look):
            of = Asked(Kind.LONG)
        if self._open and self._open[-1].table and of.kind == Kind.NOTE:
            self._notes.add(line.row, "type", "A note within a repeat was left out")
            return
        self._made(line, of, name)

    def _made(self, line: Line, of: Asked, type_: str) -> Question:
        above = self._open[-1] if self._open else _Frame("group", "", 0, "", "")
        if type_ in ("group", "repeat"):
            above = self._open[-2] if len(self._open) > 1 else _Frame("group", "", 0, "", "")
        name = line.get("name") or f"row {line.row}"
        made = Question(line, name, self._id(above.part, name), of, above.part, above.table)
        made.type, made.relevant = type_, above.relevant
        self.found.questions.append(made)
        if name in self.found.names:
            template = "Two questions are called “{name}”; what names it means the first"
            self._notes.add(line.row, "name", template, name=name)
        self.found.names.setdefault(name, made)
        return made

    def _id(self, parent: str, name: str) -> str:
        """An id that the same question has when the workbook is read again."""
        found, turn = "", 0
        while not found or found in self._ids:
            code = blake2b(f"{parent}/{name}/{turn}".encode(), digest_size=KEY_LENGTH).digest()
            found, turn = key_of(code), turn + 1
        self._ids.add(found)
        return found
