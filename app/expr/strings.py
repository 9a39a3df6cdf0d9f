"""Built-in functions over text (DMN 10.3.4.3); a text is counted in code points."""

# Values are told apart when they are there: what a list or a context holds is open.
# pyright: reportUnknownArgumentType=false, reportUnknownVariableType=false
# pyright: reportUnknownLambdaType=false, reportUnknownMemberType=false
# pyright: reportUnknownParameterType=false

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Any

import re2  # pyright: ignore[reportMissingTypeStubs]

from app.expr.binding import MISSING, Form, list_of, number_of, text_of
from app.expr.faults import Fail
from app.expr.patterns import replacement_parts, translated
from app.expr.values import Value, number

MOST_TEXT = 64 * 1024
MOST_PATTERN = 2_000
MOST_MATCHES = 10_000
FLAGS = frozenset("smixq")
Pattern = Any
Match = Any
"""Of re2, which has no stubs."""


def _substring(string: Value, start: Value, length: Value = MISSING) -> Value:
    text, first = text_of(string), int(number_of(start))
    if first == 0 or abs(first) > len(text):
        if first == 0:
            raise Fail("Places are counted from 1")
        return "" if first > 0 else text if length is MISSING else text[: _count(length)]
    begin = first - 1 if first > 0 else len(text) + first
    return text[begin:] if length is MISSING else text[begin : begin + _count(length)]


def _count(length: Value) -> int:
    count = int(number_of(length))
    if count < 1:
        raise Fail("A length is at least 1")
    return count


def _length(string: Value) -> Value:
    return number(len(text_of(string)))


def _before(string: Value, match: Value) -> Value:
    text, part = text_of(string), text_of(match)
    at = text.find(part)
    return text[:at] if at >= 0 else ""


def _after(string: Value, match: Value) -> Value:
    text, part = text_of(string), text_of(match)
    at = text.find(part)
    return text[at + len(part) :] if at >= 0 else ""


def pattern(text: str, flags: Value = MISSING) -> Pattern:
    """A pattern on an engine that never goes back over its steps."""
    return _compiled(text, "" if flags is MISSING or flags is None else text_of(flags))


@lru_cache(maxsize=256)
def _compiled(text: str, given: str) -> Pattern:
    if not set(given) <= FLAGS:
        raise Fail("The flags “{flags}” are not known", flags=given)
    if len(text) > MOST_PATTERN:
        raise Fail("The pattern is too long")
    options = re2.Options()
    options.log_errors = False
    options.case_sensitive = "i" not in given
    options.dot_nl = "s" in given
    options.literal = "q" in given
    body = text if "q" in given else translated(text, is_spaced="x" in given)
    if "m" in given and "q" not in given:
        body = f"(?m){body}"
    try:
        return re2.compile(body, options)
    except re2.error as error:
        raise Fail("The pattern cannot be read: {why}", why=error) from error


def _matches(input_: Value, pattern_: Value, flags: Value = MISSING) -> Value:
    found = pattern(text_of(pattern_), flags).search(text_of(input_))
    return found is not None


def _replace(input_: Value, pattern_: Value, replacement: Value, flags: Value = MISSING) -> Value:
    text, new = text_of(input_), text_of(replacement)
    found = pattern(text_of(pattern_), flags)
    if found.search("") is not None:
        raise Fail("The pattern matches nothing at all")
    is_literal = isinstance(flags, str) and "q" in flags
    parts: list[str | int] = [new] if is_literal else replacement_parts(new, found.groups)
    made, length, at = list[str](), 0, 0
    for match in found.finditer(text):
        made += [text[at : match.start()], _filled(parts, match)]
        length, at = length + len(made[-2]) + len(made[-1]), match.end()
        if length > MOST_TEXT or len(made) > 2 * MOST_MATCHES:
            raise Fail("The text is too long")
    return _short("".join([*made, text[at:]]))


def _filled(parts: list[str | int], match: Match) -> str:
    return "".join(part if isinstance(part, str) else match.group(part) or "" for part in parts)


def _split(string: Value, delimiter: Value) -> Value:
    return list(pattern(text_of(delimiter)).split(text_of(string)))


def _join(items: Value, delimiter: Value = MISSING) -> Value:
    between = "" if delimiter is MISSING or delimiter is None else text_of(delimiter)
    parts = [text_of(item) for item in list_of(items) if item is not None]
    if sum(map(len, parts)) + len(between) * len(parts) > 2 * MOST_TEXT:
        raise Fail("The text is too long")
    return _short(between.join(parts))


def _short(text: str) -> str:
    if len(text) > MOST_TEXT:
        raise Fail("The text is too long")
    return text


def _trim(string: Value) -> Value:
    return text_of(string).strip()


def plain(text: str) -> str:
    """Text as it is kept: one way to write each sign (NFC)."""
    return unicodedata.normalize("NFC", text)


FUNCTIONS: dict[str, tuple[Form, ...]] = {
    "substring": (Form(("string", "start position", "length?"), _substring),),
    "string length": (Form(("string",), _length),),
    "upper case": (Form(("string",), lambda string: text_of(string).upper()),),
    "lower case": (Form(("string",), lambda string: text_of(string).lower()),),
    "substring before": (Form(("string", "match"), _before),),
    "substring after": (Form(("string", "match"), _after),),
    "contains": (Form(("string", "match"), lambda s, m: text_of(m) in text_of(s)),),
    "starts with": (Form(("string", "match"), lambda s, m: text_of(s).startswith(text_of(m))),),
    "ends with": (Form(("string", "match"), lambda s, m: text_of(s).endswith(text_of(m))),),
    "matches": (Form(("input", "pattern", "flags?"), _matches),),
    "replace": (Form(("input", "pattern", "replacement", "flags?"), _replace),),
    "split": (Form(("string", "delimiter"), _split),),
    "string join": (Form(("list", "delimiter?"), _join),),
    "trim": (Form(("string",), _trim),),
}
