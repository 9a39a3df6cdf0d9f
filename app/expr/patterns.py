"""Patterns as XPath writes them (DMN 10.3.4.3), in the words of the engine that runs them."""

from __future__ import annotations

import re

from app.expr.faults import Fail

BLOCKS = {
    "BasicLatin": (0x00, 0x7F),
    "Latin-1Supplement": (0x80, 0xFF),
    "LatinExtended-A": (0x100, 0x17F),
    "LatinExtended-B": (0x180, 0x24F),
    "Greek": (0x370, 0x3FF),
    "GreekandCoptic": (0x370, 0x3FF),
    "Cyrillic": (0x400, 0x4FF),
    "Hebrew": (0x590, 0x5FF),
    "Arabic": (0x600, 0x6FF),
    "Thai": (0xE00, 0xE7F),
    "GeneralPunctuation": (0x2000, 0x206F),
    "CJKSymbolsandPunctuation": (0x3000, 0x303F),
    "Hiragana": (0x3040, 0x309F),
    "Katakana": (0x30A0, 0x30FF),
    "CJKUnifiedIdeographs": (0x4E00, 0x9FFF),
    "HangulSyllables": (0xAC00, 0xD7AF),
    "HalfwidthandFullwidthForms": (0xFF00, 0xFFEF),
}
LAST = 0x10FFFF
_BLOCK = re.compile(r"\\([pP])\{Is([A-Za-z0-9-]+)\}")
_CUT = re.compile(r"\[((?:[^\[\]\\]|\\.)*)-\[((?:[^\[\]\\]|\\.)*)\]\]")
_OCTAL = re.compile(r"(?<!\\)(?:\\\\)*\\0")
_ITEM = re.compile(r"(\\?.)-(\\?.)|(\\?.)", re.DOTALL)
Spans = list[tuple[int, int]]


def translated(text: str, *, is_spaced: bool) -> str:
    """The pattern for the engine: blocks, classes without others, no spaces where asked."""
    if is_spaced:
        text = _spaceless(text)
    if _OCTAL.search(text):
        raise Fail("The pattern cannot be read: \\0 is no sign")
    return _CUT.sub(_difference, _BLOCK.sub(_block, text))


def _spaceless(text: str) -> str:
    """Without the spaces that stand outside of a class."""
    made, depth = "", 0
    for place, sign in enumerate(text):
        is_escaped = place > 0 and text[place - 1] == "\\"
        depth += 0 if is_escaped else (sign == "[") - (sign == "]")
        if depth or not sign.isspace():
            made += sign
    return made


def _block(match: re.Match[str]) -> str:
    span = BLOCKS.get(match[2])
    if span is None:
        raise Fail("The pattern cannot be read: there is no block {name}", name=match[2])
    not_ = "^" if match[1] == "P" else ""
    return f"[{not_}{_written([span])}]"


def _difference(match: re.Match[str]) -> str:
    """[a-z-[aeiou]] as the class that is left."""
    whole, less = _spans(match[1]), _spans(match[2])
    left: Spans = []
    for low, high in whole:
        parts = [(low, high)]
        for first, last in less:
            parts = [p for a, b in parts for p in ((a, min(b, first - 1)), (max(a, last + 1), b))]
            parts = [(a, b) for a, b in parts if a <= b]
        left += parts
    return f"[{_written(left)}]" if left else r"[^\x{0}-\x{10FFFF}]"


def _spans(body: str) -> Spans:
    """The code points of a class, both ends included."""
    is_not = body.startswith("^")
    found: Spans = []
    for low, high, one in _ITEM.findall(body[is_not:]):
        first = one or low
        if len(first) > 1 and first[1].isalnum():
            raise Fail("The pattern cannot be read: {sign} in a class without others", sign=first)
        found.append((ord(first[-1]), ord((one or high)[-1])))
    return _others(found) if is_not else found


def _others(spans: Spans) -> Spans:
    made: Spans = []
    at = 0
    for low, high in sorted(spans):
        if low > at:
            made.append((at, low - 1))
        at = max(at, high + 1)
    return [*made, (at, LAST)] if at <= LAST else made


def _written(spans: Spans) -> str:
    return "".join(f"\\x{{{low:X}}}-\\x{{{high:X}}}" for low, high in spans)


def replacement_parts(text: str, groups: int) -> list[str | int]:
    """A replacement as texts and numbers of groups; $12 is group 1 and a 2 where there is no 12."""
    made: list[str | int] = []
    at = 0
    while at < len(text):
        sign = text[at]
        if sign == "$":
            at = _group(text, at + 1, groups, made)
        elif sign == "\\":
            if text[at + 1 : at + 2] not in ("$", "\\"):
                raise Fail("A backslash stands before $ or another one")
            made.append(text[at + 1])
            at += 2
        else:
            made.append(sign)
            at += 1
    return made


def _group(text: str, at: int, groups: int, made: list[str | int]) -> int:
    end = at
    while end < len(text) and text[end].isdecimal():
        end += 1
    if end == at:
        raise Fail("A $ stands before the number of a group")
    while end > at + 1 and int(text[at:end]) > groups:
        end -= 1
    if int(text[at:end]) <= groups:
        made.append(int(text[at:end]))
    return end
