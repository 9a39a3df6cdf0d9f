"""XPath as XLSForm writes it, read into a tree: ${names}, paths, functions, operators. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

MOST_LENGTH = 32_000
MOST_DEPTH = 60
_TOKEN = re.compile(
    r"""
    (?P<space>\s+)
  | (?P<name>\$\{\s*(?:last-saved\#)?[^}\s]+\s*\})
  | (?P<number>\d+(?:\.\d+)?|\.\d+)
  | (?P<text>"[^"]*"|'[^']*'|“[^”]*”|‘[^’]*’)
  | (?P<op><=|>=|!=|\.\.|//|::|[-+*/=<>|()\[\],.@])
  | (?P<word>[^\W\d][\w.-]*(?::[^\W\d][\w.-]*)?)
    """,
    re.VERBOSE,
)
WORD_OPS = frozenset({"or", "and", "div", "mod"})
LEVELS = {
    "or": 1,
    "and": 2,
    "=": 3,
    "!=": 3,
    "<": 4,
    "<=": 4,
    ">": 4,
    ">=": 4,
    "+": 5,
    "-": 5,
    "*": 6,
    "div": 6,
    "mod": 6,
}


class Unreadable(Exception):
    """What cannot be read or has no match in the language of forms; `what` names it."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it is written."""

    text: str


@dataclass(frozen=True, slots=True)
class Text:
    """A text without its quotation marks."""

    text: str


@dataclass(frozen=True, slots=True)
class Ref:
    """A question by its name, or "." for the question itself."""

    name: str


@dataclass(frozen=True, slots=True)
class Call:
    """A function."""

    name: str
    args: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Binary:
    """Two operands."""

    op: str
    left: Tree
    right: Tree


@dataclass(frozen=True, slots=True)
class Minus:
    """A sign."""

    operand: Tree


Tree = Number | Text | Ref | Call | Binary | Minus


def parse(text: str) -> Tree:
    """The tree of an expression; raises Unreadable."""
    return _Parser(text).whole()


class _Parser:
    """Precedence climbing over tokens."""

    def __init__(self, text: str) -> None:
        if len(text) > MOST_LENGTH:
            raise Unreadable(text[:40])
        self._tokens: list[tuple[str, str]] = []
        at = 0
        while at < len(text):
            match = _TOKEN.match(text, at)
            if match is None:
                raise Unreadable(text[at : at + 20])
            if match.lastgroup != "space":
                self._tokens.append((str(match.lastgroup), match.group()))
            at = match.end()
        self._tokens.append(("end", ""))
        self._at = 0
        self._depth = 0

    def whole(self) -> Tree:
        found = self._binary(1)
        if self._kind() != "end":
            raise Unreadable(self._value())
        return found

    def _kind(self) -> str:
        return self._tokens[self._at][0]

    def _value(self) -> str:
        return self._tokens[self._at][1]

    def _take(self, value: str = "") -> str:
        held = self._value()
        if value and held != value:
            raise Unreadable(held or value)
        self._at += 1
        return held

    def _is(self, value: str) -> bool:
        return self._kind() in ("op", "word") and self._value() == value

    def _binary(self, level: int) -> Tree:
        self._depth += 1
        if self._depth > MOST_DEPTH:
            raise Unreadable("(((")
        left = self._unary()
        while (found := LEVELS.get(self._op(), 0)) >= level:
            op = self._take()
            left = Binary(op, left, self._binary(found + 1))
        self._depth -= 1
        return left

    def _op(self) -> str:
        kind, value = self._tokens[self._at]
        if kind == "op" or (kind == "word" and value in WORD_OPS):
            return value
        return ""

    def _unary(self) -> Tree:
        if self._is("-"):
            self._take()
            return Minus(self._unary_operand())
        return self._primary()

    def _unary_operand(self) -> Tree:
        self._depth += 1
        if self._depth > MOST_DEPTH:
            raise Unreadable("---")
        found = self._unary()
        self._depth -= 1
        return found

    def _primary(self) -> Tree:
        kind, value = self._tokens[self._at]
        match kind:
            case "number":
                return Number(self._take())
            case "text":
                return Text(self._take()[1:-1])
            case "name":
                return self._name()
            case "word" if self._tokens[self._at + 1][1] == "(":
                return self._call()
            case _ if value == "(":
                self._take()
                found = self._binary(1)
                self._take(")")
                return found
            case _:
                return self._path()

    def _name(self) -> Tree:
        name = self._take()[2:-1].strip()
        if name.startswith("last-saved#"):
            raise Unreadable("last-saved")
        if self._is("/") or self._is("["):
            raise Unreadable(self._value())
        return Ref(name)

    def _call(self) -> Tree:
        name = self._take()
        self._take("(")
        args: list[Tree] = []
        while not self._is(")"):
            args.append(self._binary(1))
            if not self._is(")"):
                self._take(",")
        self._take(")")
        if self._is("/") or self._is("["):
            if name != "current" or args:
                raise Unreadable(f"{name}()")
            self._take("/")
            return self._path()
        return Call(name, tuple(args))

    def _path(self) -> Tree:
        """A way through the form: what counts is the question at its end."""
        steps: list[str] = []
        if self._is("/"):
            self._take()
        while self._kind() == "word" or self._is(".") or self._is("..") or self._is("*"):
            steps.append(self._take())
            if not self._is("/"):
                break
            self._take()
        if self._is("[") or self._is("//") or self._is("@") or not steps:
            raise Unreadable(self._value() or "…")
        if set(steps) == {"."}:
            return Ref(".")
        if steps[-1] in (".", "..", "*"):
            raise Unreadable("/".join(steps))
        return Ref(steps[-1])
