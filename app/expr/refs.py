"""References of an expression: ids in the text that is kept, labels in the text that people see.

A label that is one plain word stands as it is: 预算 > 50000. Every other one, and one that says
something in the language, stands between backticks, `总 预算（元）` > 50000, a backslash before
a backtick or a backslash in it. Of two fields with one label each is shown with its id behind a #.
What stands between backticks after a = is no reference but text that only looks like one.
Both ways work on any text, finished or not, and one undoes the other exactly.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from app.expr import aliases, language, nodes, tree
from app.expr.lattice import PROPERTIES
from app.expr.lexer import tokens
from app.expr.reader import RESERVED
from app.expr.signatures import functions

_PIECE = re.compile(
    r"""
    (?P<opaque>//[^\n]*|/\*(?:.*?\*/|.*)|@?"(?:[^"\\]|\\.)*(?:"|\\?\Z)|`(?:[^`\\]|\\.)*\\?\Z)
  | (?P<quoted>`(?:[^`\\]|\\.)*`)
  | (?P<number>(?:\d+(?:\.(?!\.)\d+)?|\.\d+)(?:[eE][+-]?\d+)?)
  | (?P<word>[^\W\d]\w*|[?_]\w*|[\U00010000-\U000EFFFF][\w\U00010000-\U000EFFFF]*)
  | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_WORD = re.compile(r"[^\W\d]\w*|[?_]\w*|[\U00010000-\U000EFFFF][\w\U00010000-\U000EFFFF]*")
_WORDY = re.compile(r"[\w?\U00010000-\U000EFFFF]")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_KEYWORDS = RESERVED | {
    *("true", "false", "null", "if", "for", "some", "every", "function", "external", "item"),
    *("partial", aliases.IF, *aliases.FUNCTIONS),
}


@dataclass(frozen=True, slots=True)
class Ref:
    """A reference, and where it stands; `is_entry` is one behind a dot, such as a column."""

    name: str
    start: int
    end: int
    is_entry: bool = False


def refs(text: str) -> tuple[Ref, ...]:
    """Every name that the expression needs from outside, and every entry behind a dot, in the
    order of the text. Raises a Mistake."""
    whole = language.compile_text(text).tree
    known = language.functions()
    found = [
        Ref(node.name, node.at, node.end) for node in tree.free(whole) if node.name not in known
    ]
    starts = {token.end: token.start for token in tokens(text)}
    for node in tree.every(whole):
        if isinstance(node, nodes.Path):
            found.append(Ref(node.name, starts[node.end], node.end, is_entry=True))
    return tuple(sorted(found, key=lambda ref: ref.start))


def shown(labels: Mapping[str, str]) -> dict[str, str]:
    """Id -> what it is called where that is told apart: its label, with its id where it must."""
    named = {id_: label or f"#{id_}" for id_, label in labels.items()}
    while True:
        count: dict[str, int] = {}
        for label in named.values():
            count[label] = count.get(label, 0) + 1
        twice = [id_ for id_, label in named.items() if count[label] > 1]
        if not twice:
            return named
        named |= {id_: f"{named[id_]}#{id_}" for id_ in twice}


def to_labels(text: str, labels: Mapping[str, str]) -> str:
    """The text as people see it; `labels` are those of all ids that it may name."""
    named = shown(labels)
    ids = {label: id_ for id_, label in named.items()}
    words = reserved()

    def put(kind: str, piece: str, is_alone: bool) -> str:
        if kind == "word" and piece in named:
            label = named[piece]
            is_plain = is_alone and _WORD.fullmatch(label) and label not in words
            return label if is_plain and label not in named else _quoted(label)
        if kind == "quoted":
            is_read = piece.startswith("`=") or _label(piece) in ids
            return _quoted(piece, "=") if is_read else piece
        is_ref = kind == "word" and piece in ids and piece not in words
        return _quoted(piece, "=") if is_ref else piece

    return _rewritten(text, put)


def to_ids(text: str, labels: Mapping[str, str]) -> str:
    """The text as it is kept: every label that is known becomes its id."""
    named = shown(labels)
    ids = {label: id_ for id_, label in named.items()}
    words = reserved()

    def put(kind: str, piece: str, _is_alone: bool) -> str:
        if kind == "quoted":
            if piece.startswith("`="):
                return _ESCAPED.sub(r"\1", piece[2:-1])
            return ids.get(_label(piece), piece)
        is_ref = kind == "word" and piece not in words and piece not in named
        return ids.get(piece, piece) if is_ref else piece

    return _rewritten(text, put)


@lru_cache(maxsize=1)
def reserved() -> frozenset[str]:
    """Words that mean something in the language wherever they stand."""
    found = {*_KEYWORDS}
    for name, about in functions().items():
        found.update(name.split())
        found.update(
            word for form in about.forms for param in form.params for word in param.name.split()
        )
    for names in PROPERTIES.values():
        found.update(word for name in names for word in name.split())
    return frozenset(found)


def quoted(label: str) -> str:
    """A label as it can be typed."""
    is_plain = _WORD.fullmatch(label) and label not in reserved()
    return label if is_plain else _quoted(label)


def unquoted(body: str) -> str:
    """The label that stands between backticks."""
    return _ESCAPED.sub(r"\1", body)


def _rewritten(text: str, put: Callable[[str, str, bool], str]) -> str:
    return "".join(put(kind, piece, is_alone) for kind, piece, is_alone in _pieces(text))


def _pieces(text: str) -> Iterator[tuple[str, str, bool]]:
    """(kind, text, whether no sign of a word touches it) of all that stands in the text."""
    for match in _PIECE.finditer(text):
        before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
        is_alone = not _WORDY.match(before) and not _WORDY.match(after)
        yield str(match.lastgroup), match.group(), is_alone


def _quoted(label: str, sign: str = "") -> str:
    body = label.replace("\\", "\\\\").replace("`", "\\`")
    if not sign and body.startswith("="):
        body = "\\" + body
    return f"`{sign}{body}`"


def _label(piece: str) -> str:
    return unquoted(piece[1:-1])
