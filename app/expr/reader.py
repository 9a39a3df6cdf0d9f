"""Tokens one after another: what stands here, what must come, names with spaces, types."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from app.expr.aliases import OPERATORS
from app.expr.faults import Mistake
from app.expr.lexer import Token, tokens
from app.expr.nodes import Type

MOST_WORDS = 8
MOST_DEPTH = 64
MOST_TREE = 200
"""a + b + c … is a deep tree too."""
MOST_RETRIES = 64
RESERVED = frozenset(
    (
        *OPERATORS,
        "and",
        "or",
        "between",
        "in",
        "instance",
        "then",
        "else",
        "return",
        "satisfies",
        "of",
    )
)
TYPES = (
    "days and time duration",
    "years and months duration",
    "day time duration",
    "year month duration",
    "date and time",
    "date time",
)
"""Names of types that hold spaces."""
PROPERTIES = ("time offset", "start included", "end included")
T = TypeVar("T")


class Reader:
    """A place in a text, and the ways to go on from it."""

    def __init__(self, text: str, names: Iterable[str]) -> None:
        self._text = text
        self._tokens = tokens(text)
        self._at = 0
        self._depth = 0
        self._count = 0
        self._is_bare = False
        self._retries = 0
        self._names = {" ".join(name.split()) for name in (*names, *PROPERTIES) if " " in name}

    @property
    def _now(self) -> Token:
        return self._tokens[self._at]

    @property
    def _behind(self) -> int:
        """Where the last token that was read ends."""
        return self._tokens[self._at - 1].end

    def _ahead(self, count: int) -> Token:
        return self._tokens[min(self._at + count, len(self._tokens) - 1)]

    def _is(self, value: str) -> bool:
        now = self._now
        return now.value == value and now.kind in ("op", "word")

    def _take(self, value: str) -> bool:
        if self._is(value):
            self._at += 1
            return True
        return False

    def _check_chain(self, count: int) -> None:
        """Fails where too many operators stand one after another."""
        if count > MOST_TREE:
            raise Mistake("The expression is nested too deeply", self._now.start)

    def _need(self, value: str) -> None:
        if not self._take(value):
            raise Mistake("“{text}” is missing here", self._now.start, text=value)

    def _strange(self) -> Mistake:
        now = self._now
        if now.kind == "end":
            return Mistake("The expression is not finished", now.start)
        text = self._text[now.start : now.end]
        return Mistake("“{text}” is not understood here", now.start, text=text[:40])

    def _try(self, read: Callable[[], T]) -> T | None:
        """Read something if it can be read here; the place is as before where it cannot."""
        at, depth = self._at, self._depth
        try:
            return read()
        except Mistake:
            self._at, self._depth = at, depth
            return None

    def _words(self, *ends: str) -> str:
        """Words up to one of these signs, as one name."""
        parts: list[str] = []
        while self._now.value not in ends or self._now.kind not in ("op", "word"):
            if self._now.kind not in ("word", "number") or (
                self._now.kind == "number" and not parts
            ):
                raise self._strange()
            parts.append(self._now.value)
            self._at += 1
        if not parts:
            raise self._strange()
        return " ".join(parts)

    def _name(self, *, is_path: bool = False) -> str:
        """The longest known name that begins here, or one word."""
        if self._now.kind != "word" or (self._now.value in RESERVED and not is_path):
            raise self._strange()
        best, words = 1, [self._now.value]
        for count in range(1, MOST_WORDS):
            part = self._ahead(count)
            if part.kind not in ("word", "number"):
                break
            words.append(part.value)
            if " ".join(words) in self._names:
                best = count + 1
        self._at += best
        return " ".join(words[:best])

    def _type(self) -> Type:
        self._depth += 1
        if self._depth > MOST_DEPTH:
            raise Mistake("The expression is nested too deeply", self._now.start)
        found = self._one_type()
        self._depth -= 1
        return found

    def _one_type(self) -> Type:
        words: list[str] = []
        while self._now.kind == "word" and len(words) < MOST_WORDS:
            longer = " ".join((*words, self._now.value))
            if words and not any(name.startswith(longer) for name in TYPES):
                break
            words.append(self._now.value)
            self._at += 1
        name = " ".join(words)
        if not name:
            raise self._strange()
        if not self._take("<"):
            return Type(name)
        if name == "context":
            return self._context_type()
        args: list[Type] = []
        while not self._take(">"):
            if args:
                self._need(",")
            args.append(self._type())
        result = self._type() if name == "function" and self._take("->") else None
        return Type(name, tuple(args), (), result)

    def _context_type(self) -> Type:
        entries: list[tuple[str, Type]] = []
        while not self._take(">"):
            if entries:
                self._need(",")
            name = self._words(":")
            self._need(":")
            entries.append((name, self._type()))
        return Type("context", (), tuple(entries))
