"""Text to tokens; every token knows where it stands, so that a mistake can be shown in place."""

# Values are told apart when they are there: what a list or a context holds is open.
# pyright: reportUnknownArgumentType=false, reportUnknownVariableType=false
# pyright: reportUnknownLambdaType=false, reportUnknownMemberType=false
# pyright: reportUnknownParameterType=false

from __future__ import annotations

import re
from dataclasses import dataclass

from app.expr.faults import Mistake

MOST_LENGTH = 64 * 1024
MOST_TOKENS = 12_000

_TOKEN = re.compile(
    r"""
    (?P<space>\s+|//[^\n]*|/\*.*?\*/)
  | (?P<number>(?:\d+(?:\.(?!\.)\d+)?|\.\d+)(?:[eE][+-]?\d+)?)
  | (?P<string>"(?:[^"\\]|\\.)*")
  | (?P<at>@"(?:[^"\\]|\\.)*")
  | (?P<op>\*\*|\.\.|<=|>=|!=|->|[-+*/=<>()\[\]{},:.])
  | (?P<word>[^\W\d]\w*|[?_]\w*|[\U00010000-\U000EFFFF][\w\U00010000-\U000EFFFF]*)
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{6}|.)", re.DOTALL)
_PLAIN = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "\\": "\\", "'": "'"}


@dataclass(frozen=True, slots=True)
class Token:
    """One token: number, string, at, op, word or end; `value` is its text without quotes."""

    kind: str
    value: str
    start: int
    end: int


def tokens(text: str) -> list[Token]:
    """All tokens, the last one of the kind `end`."""
    if len(text) > MOST_LENGTH:
        raise Mistake("The expression is too long", 0)
    found: list[Token] = []
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise Mistake("“{text}” is not understood here", at, text=text[at])
        kind, value = str(match.lastgroup), match.group()
        if kind == "string":
            value = unescaped(value[1:-1])
        elif kind == "at":
            value = unescaped(value[2:-1])
        if kind != "space":
            found.append(Token(kind, value, at, match.end()))
        at = match.end()
        if len(found) > MOST_TOKENS:
            raise Mistake("The expression is too long", at)
    found.append(Token("end", "", at, at))
    return found


def unescaped(text: str) -> str:
    """The text between two quotation marks, its escapes read; unknown ones stay as they are."""
    if "\\" not in text:
        return text
    plain = _ESCAPE.sub(_read, text)
    try:  # two halves of a code point above U+FFFF make one
        return plain.encode("utf-16", "surrogatepass").decode("utf-16")
    except UnicodeDecodeError:
        return plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _read(match: re.Match[str]) -> str:
    code = match[1]
    if code[0] in "uU" and len(code) > 1:
        point = int(code[1:], 16)
        return chr(point) if point < 0x110000 else match[0]
    return _PLAIN.get(code, match[0])
