"""A workbook of XLSForm as a form, with an exact report of what was not kept. Pure but reading."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from app.form.exchange import xls_book
from app.form.exchange.feel import condition, translated
from app.form.exchange.notes import Note, Notes
from app.form.exchange.piece import Piece, quoted, whole, yes
from app.form.exchange.xls_book import Book, Grid, Line
from app.form.exchange.xls_choices import Listed, choices_of, extra_columns, lists_of
from app.form.exchange.xls_walk import YES, Question, Walk, walk
from app.form.exchange.xls_words import Words
from app.form.exchange.xpath import Binary, Number, Ref, Text, Unreadable, parse
from app.form.shape import healed
from app.model.errors import Refused
from app.model.form import Check, Choice, Form, Kind, Part, Rule

KNOWN = {
    "survey": frozenset(
        [
            "type",
            "name",
            "relevant",
            "constraint",
            "required",
            "default",
            "calculation",
            "appearance",
            "choice_filter",
            "repeat_count",
            "parameters",
            "read_only",
            "disabled",
            "trigger",
            "note",
            "notes",
            "comment",
            "comments",
        ]
    ),
    "settings": frozenset(
        [
            "form_title",
            "form_id",
            "version",
            "default_language",
            "instance_name",
            "allow_choice_duplicates",
            "name",
        ]
    ),
}
NOT_KEPT = ("repeat_count", "trigger")
NEVER = "false"
PLAIN_LOOKS = frozenset(
    [
        "multiline",
        "textarea",
        "minimal",
        "quick",
        "quickcompact",
        "compact",
        "autocomplete",
        "search",
        "horizontal",
        "horizontal-compact",
        "columns",
        "columns-pack",
        "field-list",
        "likert",
        "label",
        "list-nolabel",
        "no-calendar",
        "numbers",
        "thousands-sep",
    ]
)
_LABELLED = re.compile(r"\$\{\s*([^}\s]+)\s*\}")


@dataclass(frozen=True, slots=True)
class Imported:
    """A form, and what was not kept of its file."""

    form: Form
    notes: tuple[Note, ...]


def form_of(sheets: Mapping[str, Grid], name: str = "") -> Imported:
    """The form in a workbook; `name` is what it is called where the workbook does not say.

    Refused where there is no sheet `survey`, or nothing in it that can be asked.
    """
    notes = Notes()
    book = xls_book.read(sheets, KNOWN, notes)
    if book is None:
        raise Refused(
            "bad_file",
            "This is no XLSForm: it has no sheet named survey",
            hint="An XLSForm has the sheets survey, choices and settings",
        )
    form = _Builder(book, notes).form(name)
    if not form.parts:
        raise Refused("bad_file", "There is no question in this XLSForm that could be kept")
    return Imported(healed(form), notes.all())


class _Builder:
    """Makes parts and rules of the questions."""

    def __init__(self, book: Book, notes: Notes) -> None:
        self._book = book
        self._notes = notes
        self._words = Words(book, notes)
        self._lists = lists_of(book, self._words, notes)
        self._walk: Walk = walk(book, self._lists, notes)
        self._rules: list[Rule] = []
        self._used: set[str] = set()

    def form(self, name: str) -> Form:
        """The whole form."""
        held = self._book.settings
        title = held.get("form_title") or self._walk.title or held.get("form_id") or name
        parts = tuple(self._part(question) for question in self._walk.questions)
        for column in sorted(extra_columns(self._book) - self._used):
            template = "The column “{column}” is not known and was not read"
            self._notes.put(Note("choices", 0, column, template, {"column": column}))
        settings: dict[str, str] = {}
        if "instance_name" in held:
            scope = _Scope(self._walk, None)
            try:
                settings["title"] = translated(held["instance_name"], scope).text
            except Unreadable as error:
                template = "“{text}” could not be taken over: {what}"
                params = {"text": held["instance_name"], "what": error.what}
                self._notes.put(Note("settings", 0, "instance_name", template, params))
        return Form(title or "XLSForm", parts, tuple(self._rules), settings=settings)

    def _part(self, question: Question) -> Part:
        line, of = question.line, question.asked
        label, label_en = self._words.pair(line, "label")
        help_, help_en = self._words.pair(line, "hint")
        is_hidden = question.type in ("calculate", "hidden", "today")
        visible = self._visible(question)
        part = Part(
            id=question.id,
            kind=str(of.kind),
            parent=question.parent,
            label=self._told(line, label) or ("" if of.kind == Kind.NOTE else question.name),
            label_en=self._told(line, label_en),
            help=help_,
            help_en=help_en,
            required=line.get("required").lower() in YES,
            required_if=self._required(question),
            visible_if=NEVER if is_hidden else visible,
            enabled_if=self._enabled(question),
            default=self._default(question),
            formula=self._formula(question),
            choices=self._choices(question),
            checks=self._checks(question),
            hidden="keep" if is_hidden else "",
            settings=self._settings(question),
        )
        self._rest(question)
        return part

    def _told(self, line: Line, label: str) -> str:
        """A label; one that shows answers names the questions instead."""
        if not _LABELLED.search(label):
            return label
        template = "This text shows an answer; it names the question instead"
        self._notes.add(line.row, "label", template)
        names = self._walk.names

        def name(match: re.Match[str]) -> str:
            held = names.get(match[1])
            return (
                f"〔{self._words.pair(held.line, 'label')[0] or match[1] if held else match[1]}〕"
            )

        return _LABELLED.sub(name, label)

    def _translate(self, question: Question, column: str, text: str) -> Piece | None:
        try:
            return translated(text, _Scope(self._walk, question))
        except Unreadable as error:
            template = "“{text}” could not be taken over: {what}"
            self._notes.add(question.line.row, column, template, text=text, what=error.what)
            return None

    def _condition(self, question: Question, column: str, text: str) -> str:
        if text.lower() in YES | {"no", "false", "false()"}:
            return "" if text.lower() in YES else NEVER
        found = self._translate(question, column, text)
        return yes(found).text if found is not None else ""

    def _visible(self, question: Question) -> str:
        own = question.line.get("relevant")
        texts = [*question.relevant, *([own] if own else [])]
        found = [self._condition(question, "relevant", text) for text in texts]
        held = [text for text in found if text]
        return held[0] if len(held) == 1 else " and ".join(f"({text})" for text in held)

    def _required(self, question: Question) -> str:
        text = question.line.get("required")
        if not text or text.lower() in YES | {"no", "false", "false()", "n", "0"}:
            return ""
        return self._condition(question, "required", text)

    def _enabled(self, question: Question) -> str:
        text = question.line.get("read_only")
        if not text or text.lower() in {"no", "false", "false()", "n", "0"}:
            return ""
        if text.lower() in YES:
            return NEVER
        found = self._condition(question, "read_only", text)
        return f"not({found})" if found else ""

    def _formula(self, question: Question) -> str:
        text = question.line.get("calculation")
        if not text:
            return ""
        found = self._translate(question, "calculation", text)
        return found.text if found is not None else ""

    def _default(self, question: Question) -> str:
        text = question.line.get("default")
        if question.type == "today":
            return "today()"
        if "${" in text or re.fullmatch(r"[\w-]+\(.*\)", text, re.DOTALL):
            found = self._translate(question, "default", text)
            return found.text if found is not None else ""
        if question.asked.value in ("any", "table") and text:
            self._notes.add(question.line.row, "default", "This default was not taken over")
            return ""
        return _literal(text, question.asked.value)

    def _choices(self, question: Question) -> tuple[Choice, ...]:
        if question.type == "acknowledge":
            return (Choice("OK", "OK"),)
        if question.asked.kind not in (Kind.CHOICE, Kind.CHOICES):
            return ()
        listed: Listed = self._lists[question.list]
        text = question.line.get("choice_filter")
        scope = _Scope(self._walk, question)

        def when(columns: Mapping[str, str]) -> str:
            return condition(text, scope.with_columns(columns, self._used))

        try:
            return choices_of(listed, when if text else None)
        except Unreadable as error:
            template = "“{text}” could not be taken over: {what}"
            self._notes.add(
                question.line.row, "choice_filter", template, text=text, what=error.what
            )
            return choices_of(listed, None)

    def _settings(self, question: Question) -> dict[str, str]:
        found = dict(question.asked.settings)
        if question.has_other:
            found["other"] = "1"
        looks = question.line.get("appearance").split()
        if question.asked.kind == Kind.CHOICE and "minimal" in looks:
            found["style"] = "list"
        strange = [one for one in looks if one not in PLAIN_LOOKS and not re.match(r"w\d+$", one)]
        if strange:
            template = "The appearance “{look}” is not known here"
            self._notes.add(question.line.row, "appearance", template, look=" ".join(strange))
        return found

    def _checks(self, question: Question) -> tuple[Check, ...]:
        line = question.line
        found = self._parameters(question)
        text = line.get("constraint")
        if not text:
            return tuple(found)
        message, message_en = self._words.pair(line, "constraint_message")
        simple = _simple(text)
        if simple and question.asked.kind != Kind.FORMULA:
            return (*found, *(Check(*one, "error", message, message_en) for one in simple))
        piece = self._translate(question, "constraint", text)
        if piece is not None:
            when = f"{question.id} != null and not({yes(piece).text})"
            rule = Rule(f"{len(self._rules) + 1:032x}", "check", when, (question.id,))
            held = {"table": question.table, "message": message, "message_en": message_en}
            self._rules.append(Rule(rule.id, rule.kind, rule.when, rule.targets, **held))
        return tuple(found)

    def _parameters(self, question: Question) -> list[Check]:
        text = question.line.get("parameters")
        held = dict(re.findall(r"([\w-]+)\s*=\s*([^\s,;]+)", text))
        found: list[Check] = []
        if question.type == "range":
            wanted = {"start": "min", "end": "max", "step": "multiple_of"}
            default = {"start": "1", "end": "10", "step": "1"}
            found = [Check(rule, held.get(k, default[k])) for k, rule in wanted.items()]
            held = {k: v for k, v in held.items() if k not in wanted}
        for name in sorted(held):
            template = "The parameter “{name}” is not known here"
            self._notes.add(question.line.row, "parameters", template, name=name)
        return found

    def _rest(self, question: Question) -> None:
        """What stands in the row and has no match here."""
        line = question.line
        for name in NOT_KEPT:
            if line.get(name):
                self._notes.add(
                    line.row, name, "This was not taken over: {text}", text=line.get(name)
                )
        for name in ("guidance_hint", "image", "audio", "video", "big-image", "required_message"):
            for text in line.words.get(name, {}).values():
                self._notes.add(line.row, name, "This was not taken over: {text}", text=text)


def _literal(text: str, kind: str) -> str:
    """A default that is no expression."""
    match kind:
        case _ if not text:
            return ""
        case "number" if re.fullmatch(r"-?\d+(\.\d+)?", text):
            return text
        case "date" | "time":
            return f"{kind}({quoted(text)})"
        case "list":
            return f"[{', '.join(quoted(one) for one in text.split())}]"
        case _:
            return quoted(text)


def _simple(text: str) -> list[tuple[str, str]]:
    """Bounds by numbers and one pattern as checks; empty where it is more than that."""
    try:
        tree = parse(text)
    except Unreadable:
        return []
    found: list[tuple[str, str]] = []
    stack = [tree]
    while stack:
        match stack.pop():
            case Binary(op="and", left=left, right=right):
                stack += [right, left]
            case Binary(op=">=" | "<=" as op, left=Ref(name="."), right=Number(text=bound)):
                found.append(("min" if op == ">=" else "max", bound))
            case node if getattr(node, "name", "") == "regex":
                args = getattr(node, "args", ())
                if len(args) != 2 or args[0] != Ref(".") or not isinstance(args[1], Text):
                    return []
                found.append(("pattern", whole(args[1].text)))
            case _:
                return []
    return found if len(dict(found)) == len(found) else []


class _Scope:
    """The questions as one of them sees them."""

    def __init__(
        self, walk_: Walk, here: Question | None, columns: Mapping[str, str] | None = None
    ) -> None:
        self._walk = walk_
        self._here = here
        self._columns = columns
        self._used: set[str] = set()

    def with_columns(self, columns: Mapping[str, str], used: set[str]) -> _Scope:
        """The same, with the columns of one choice by their names; those named go into `used`."""
        found = _Scope(self._walk, self._here, columns)
        found._used = used
        return found

    def ref(self, name: str) -> Piece:
        """A question, or the column of a choice."""
        if name == "." and self._here is not None:
            return Piece(self._here.id, self._here.asked.value)
        if self._columns is not None and name in self._columns:
            held = self._columns[name]
            self._used.add(name)
            return Piece(quoted(held) if held else "null", "literal")
        found = self._walk.names.get(name)
        if found is None or found.asked.kind in (Kind.NOTE, Kind.SECTION):
            raise Unreadable(name)
        here = self._here.table if self._here is not None else ""
        if found.table and found.table != here:
            return Piece(f"{found.table}.{found.id}", "any")
        return Piece(found.id, found.asked.value if found.asked.value != "table" else "any")

    def table(self, name: str) -> str:
        """The id of a repeat."""
        found = self._walk.names.get(name)
        return found.id if found is not None and found.asked.kind == Kind.TABLE else ""
