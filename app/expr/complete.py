"""What fits at the cursor of an editor: fields, functions, and the words of the language."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from app.expr import aliases, lattice, refs, signatures
from app.expr.nodes import Type
from app.expr.signatures import Described
from app.model.verb import Line, say

MOST = 50
_OPEN = re.compile(r'"(?:[^"\\]|\\.)*$|//[^\n]*$', re.DOTALL)
_CLOSED = re.compile(r'"(?:[^"\\]|\\.)*"|`(?:[^`\\]|\\.)*`|//[^\n]*\n|/\*.*?\*/', re.DOTALL)
_PREFIX = re.compile(r"(?:`(?P<quoted>(?:[^`\\]|\\.)*)|(?P<word>[^\W\d]\w*|[?_]\w*)?)$", re.DOTALL)
_OWNER = re.compile(r"(?P<owner>`(?:[^`\\]|\\.)*`|[^\W\d]\w*)\s*(?:\[[^\[\]]*\]\s*)?\.\s*$")

WORDS: Mapping[str, Line] = {
    "and": say("Both are yes"),
    "or": say("One of both is yes"),
    "if": say("One value or another: if … then … else …"),
    "for": say("A value for each item: for x in list return …"),
    "some": say("Whether one item meets a condition: some x in list satisfies …"),
    "every": say("Whether all items meet a condition: every x in list satisfies …"),
    "between": say("Whether a value lies between two others, both included"),
    "in": say("Whether a value is one of some, or lies in a range"),
    "true": say("yes|value"),
    "false": say("no|value"),
    "null": say("empty|value"),
}
"""Words of the language that are worth offering, with one line of help."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that fits; it takes the place of the text from `start` to `end`."""

    kind: str
    """field, entry, function or word."""
    name: str
    """What is listed: a label, the name of a function."""
    text: str
    """What is typed for it."""
    start: int
    end: int
    detail: str | Line = ""
    """The type of a field, or how a function is called."""
    help: Line | None = None
    caret: int = 0
    """How far behind the text the cursor goes; -1 is within its brackets."""


Matches = Callable[[str, str], bool]
"""(what was typed, a name): whether it fits; callers match pinyin initials here."""


def begins(typed: str, name: str) -> bool:
    """Whether a name, or a word of it, begins with what was typed."""
    folded, held = typed.casefold(), name.casefold()
    return held.startswith(folded) or f" {folded}" in held or (len(folded) > 1 and folded in held)


def complete(
    text: str, cursor: int, names: Mapping[str, Type], matches: Matches = begins
) -> list[Choice]:
    """What fits at the cursor; `names` are the labels of the fields, as people see them."""
    before = text[:cursor]
    if _OPEN.search(_CLOSED.sub(lambda held: " " * len(held[0]), before)):
        return []
    found = _PREFIX.search(before)
    assert found is not None
    typed = refs.unquoted(found["quoted"]) if found["quoted"] is not None else found["word"] or ""
    start, is_quoted = found.start(), found["quoted"] is not None
    end = cursor + (1 if is_quoted and text[cursor : cursor + 1] == "`" else 0)
    owner = _OWNER.search(before[:start])
    if owner is not None:
        return _entries(owner["owner"], typed, (start, end), names, matches)[:MOST]
    if not is_quoted and before[:start].rstrip().endswith("."):
        return []
    listed = list(_fields(typed, (start, end), names, matches))
    if not is_quoted:
        listed += [*_begun(before, end), *_functions(typed, (start, end), matches)]
        listed += _words(typed, (start, end), matches)
    return sorted(listed, key=lambda one: one.start == start and not _is_first(typed, one))[:MOST]


def call_at(text: str, cursor: int) -> tuple[Described, int] | None:
    """The function whose brackets the cursor stands in, and the number of the argument there."""
    blank = _CLOSED.sub(lambda held: " " * len(held[0]), text[:cursor])
    depth, count = 0, 0
    for place in range(len(blank) - 1, -1, -1):
        sign = blank[place]
        if sign in ")]}":
            depth += 1
        elif sign in "([{" and depth:
            depth -= 1
        elif sign == "(":
            about = _function_before(blank[:place])
            return (about, count) if about is not None else None
        elif sign in "[{":
            return None
        elif sign == "," and not depth:
            count += 1
    return None


def _function_before(text: str) -> Described | None:
    words = text.split()[-4:]
    for count in range(len(words), 0, -1):
        tail = " ".join(words[-count:])
        name = re.sub(r"^.*[^\w ]", "", tail, flags=re.DOTALL).strip()
        about = signatures.about(name)
        if about is not None:
            return about
    return None


def _is_first(typed: str, choice: Choice) -> bool:
    return choice.name.casefold().startswith(typed.casefold())


def _fields(
    typed: str, span: tuple[int, int], names: Mapping[str, Type], matches: Matches
) -> Iterator[Choice]:
    for name, type_ in names.items():
        if matches(typed, name):
            yield Choice("field", name, refs.quoted(name), *span, lattice.said(type_))


def _entries(
    owner: str, typed: str, span: tuple[int, int], names: Mapping[str, Type], matches: Matches
) -> list[Choice]:
    """What may stand behind a dot."""
    name = refs.unquoted(owner[1:-1]) if owner.startswith("`") else owner
    type_ = names.get(name)
    if type_ is None:
        return []
    item = lattice.item_of(type_) if lattice.name_of(type_) == "list" else type_
    held = dict(item.entries) or lattice.PROPERTIES.get(lattice.name_of(item), {})
    return [
        Choice(
            "entry", entry, refs.quoted(entry) if item.entries else entry, *span, lattice.said(t)
        )
        for entry, t in held.items()
        if matches(typed, entry)
    ]


def _functions(typed: str, span: tuple[int, int], matches: Matches) -> Iterator[Choice]:
    for name, about in signatures.functions().items():
        for called in (name, about.alias):
            if called and matches(typed, called):
                told, is_alias = f"{called}()", called == about.alias
                detail = about.call(alias=is_alias)
                caret = -1 if about.forms[0].params else 0
                yield Choice("function", called, told, *span, detail, about.help, caret)


def _begun(before: str, end: int) -> Iterator[Choice]:
    """Functions of several words, of which the first ones are there: string l…"""
    for name, described in signatures.functions().items():
        for count in range(len(name) - 1, name.find(" "), -1) if " " in name else ():
            start = len(before) - count
            is_alone = start == 0 or not before[start - 1 : start].isalnum()
            if before.endswith(name[:count]) and is_alone:
                caret = -1 if described.forms[0].params else 0
                told = (described.call(), described.help, caret)
                yield Choice("function", name, f"{name}()", start, end, *told)
                break


def _words(typed: str, span: tuple[int, int], matches: Matches) -> Iterator[Choice]:
    for word, help_ in WORDS.items():
        if typed and matches(typed, word):
            yield Choice("word", word, f"{word} ", *span, "", help_)
    if typed and matches(typed, aliases.IF):
        yield Choice("word", aliases.IF, f"{aliases.IF}()", *span, "", WORDS["if"], -1)
