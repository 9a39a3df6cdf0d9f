"""Quick add: 写推文 @张伟 明天18:00 #小红书 !高, read into a task, with where each word stands."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from difflib import SequenceMatcher

from app.calendar import phrase
from app.calendar.phrase import Found
from app.calendar.worktime import WorkCalendar
from app.plan.spelling import initials, order_key, readings, sound

MAX_NAME = 4_000
END_OF_WORK = time(18, 0)
_WORD = r"[^\s@#!＠＃！，。、；;,\x00]+"
MARK = re.compile(
    rf"(?<!\S)([@#!＠＃！])({_WORD})[#＃]?|(?<=[一-鿿，。、；）)])([@#＠＃])({_WORD})[#＃]?"
)
"""A sign and its word, apart from what stands before it; after Chinese no space is needed."""
PRIORITY_WORDS = {
    word: level
    for level, words in {
        "urgent": "紧急 急 加急 特急 非常紧急 最高 火急 urgent critical highest p0",
        "high": "高 较高 重要 优先 high important p1",
        "normal": "中 普通 一般 正常 normal medium mid p2",
        "low": "低 较低 不急 low p3 p4",
    }.items()
    for word in words.split()
}
APART = frozenset(" \t\n\u3000\x00，。、；：,;:（）()【】[]「」《》“”\"'！!？?~…—-·|/")
"""What stands beside a date that stands apart."""
BY = re.compile("(?:之前|以前|前|截止|交)")
"""Words behind a date that only say that it is the last one."""
BLANK = "\0"
"""Takes the place of a mark that was read, so that nothing reaches over it."""
GAP = re.compile(r"[\s，、；,;]*\x00[\s，、；,;\x00]*")
LIKE = 0.5
FEW = 3


@dataclass(frozen=True, slots=True)
class Mark:
    """A part of the line that was understood, or not: kind is person, channel, label, priority,
    due or unknown. `start` and `end` index into the line."""

    kind: str
    start: int
    end: int
    words: str
    others: tuple[bytes, ...] = ()
    """People who are called so too; of an unknown one those who are called nearly so."""


@dataclass(frozen=True, slots=True)
class Quick:
    """A line of quick add, read."""

    text: str
    name: str
    people: tuple[bytes, ...] = ()
    due: datetime | None = None
    channel: bytes | None = None
    labels: tuple[str, ...] = ()
    priority: str = ""
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """What names can mean here."""

    people: Mapping[bytes, str]
    channels: Mapping[bytes, str]
    now: datetime
    calendar: WorkCalendar


class _Reading:
    """One line, mark by mark; what is read is blanked out, so that places stay."""

    def __init__(self, text: str, known: Known) -> None:
        self._known = known
        self._rest = list(text)
        self.people: list[bytes] = []
        self.labels: list[str] = []
        self.channel: bytes | None = None
        self.priority = ""
        self.due: datetime | None = None
        self.marks: list[Mark] = []

    @property
    def rest(self) -> str:
        """What is not read yet."""
        return "".join(self._rest)

    def read(self, sign: str, word: str, start: int, end: int) -> None:
        """One sign and its word."""
        match sign:
            case "@" | "＠":
                self._person(word, start, end)
            case "#" | "＃":
                self._channel(word, start, end)
            case _:
                level = PRIORITY_WORDS.get(word.casefold(), "")
                self.priority = level or self.priority
                self._mark(Mark("priority" if level else "unknown", start, end, word))

    def _mark(self, mark: Mark) -> None:
        self.marks.append(mark)
        if mark.kind != "unknown":
            self._rest[mark.start : mark.end] = BLANK * (mark.end - mark.start)

    def _person(self, word: str, start: int, end: int) -> None:
        people = self._known.people
        found = called(word, people)
        if not found:
            # @张伟审核: the name, and then the line goes on.
            inside = _longest_name(word, people)
            end = start + 1 + len(inside) if inside else end
            found = called(inside, people) if inside else []
        if not found:
            self._mark(Mark("unknown", start, end, word, tuple(nearly(word, people))))
            return
        if found[0] not in self.people:
            self.people.append(found[0])
        self._mark(Mark("person", start, end, people[found[0]], tuple(found[1:])))

    def _channel(self, word: str, start: int, end: int) -> None:
        found = called(word, self._known.channels)
        if found and self.channel is None:
            self.channel = found[0]
            self._mark(Mark("channel", start, end, self._known.channels[found[0]]))
            return
        if word not in self.labels:
            self.labels.append(word)
        self._mark(Mark("label", start, end, word))

    def date(self) -> None:
        """The first date that stands apart, with a time that stands elsewhere."""
        text = self.rest
        found = [one for one in self._found(text) if _is_apart(text, one)]
        if not found:
            return
        first, value = found[0], found[0].value
        clock = None if isinstance(value, datetime) else self._clock(found)
        if clock is not None:
            value = self._joined(first, clock)
            self._mark(Mark("due", clock.start, _end(text, clock), clock.text))
        assert value is not None
        is_moment = isinstance(value, datetime)
        self.due = value if is_moment else datetime.combine(value, END_OF_WORK)
        self._mark(Mark("due", first.start, _end(text, first), first.text))

    def _found(self, text: str) -> list[Found]:
        every = phrase.find(text, self._known.now, self._known.calendar)
        return [one for one in every if one.value is not None]

    def _clock(self, found: list[Found]) -> Found | None:
        """A later time of day without a day of its own."""
        times = (one for one in found[1:] if one.kind == "datetime")
        return next((one for one in times if self._joined(found[0], one) is not None), None)

    def _joined(self, day: Found, clock: Found) -> datetime | None:
        both = f"{day.text} {clock.text}"
        found = self._found(both)
        value = found[0].value if len(found) == 1 and found[0].end == len(both) else None
        return value if isinstance(value, datetime) else None


def _end(text: str, found: Found) -> int:
    """Where a date ends, with the words that say it is the last one."""
    match = BY.match(text, found.end)
    end = match.end() if match is not None else found.end
    return end if end == len(text) or text[end] in APART else found.end


def _is_apart(text: str, found: Found) -> bool:
    """Whether a date is no part of a word: of 618方案 and 明天会更好 nothing is one."""
    if found.start and text[found.start - 1] not in APART:
        return False
    end = _end(text, found)
    return end == len(text) or text[end] in APART


def called(word: str, names: Mapping[bytes, str]) -> list[bytes]:
    """Whose name this is, best first: all of it, its beginning, its pinyin or initials, then a
    part of it that sounds so. A whole name is nobody else's."""
    asked = word.casefold()
    has_sound = asked.isascii() and asked.isalnum()
    ranked: list[tuple[int, str, bytes]] = []
    for row, name in names.items():
        plain = name.casefold()
        words, whole = readings(name) if has_sound else (frozenset[str](), "")
        if plain == asked:
            rank = 0
        elif plain.startswith(asked):
            rank = 1
        elif asked in (whole, initials(name) if has_sound else ""):
            rank = 2
        elif has_sound and whole.startswith(asked):
            rank = 3
        elif asked in words:
            rank = 4
        else:
            continue
        ranked.append((rank, order_key(name), row))
    ranked.sort()
    best = ranked[0][0] if ranked else 0
    most = {0: 0, 2: 2}.get(best, 4)
    return [row for rank, _, row in ranked if rank <= most]


def nearly(word: str, names: Mapping[bytes, str]) -> list[bytes]:
    """Whose name is nearly this one, in letters or in sound; the nearest first."""
    asked, heard = word.casefold(), sound(word)
    ranked: list[tuple[float, str, bytes]] = []
    for row, name in names.items():
        near = max(_likeness(asked, name.casefold()), _likeness(heard, sound(name)))
        if near > LIKE:
            ranked.append((-near, name, row))
    return [row for _, _, row in sorted(ranked)[:FEW]]


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one[:40], other[:40], autojunk=False).ratio()


def _longest_name(word: str, names: Mapping[bytes, str]) -> str:
    """The longest Chinese name with which a word begins."""
    fits = (name for name in names.values() if not name.isascii() and word.startswith(name))
    return max(fits, key=len, default="")


def read(text: str, known: Known) -> Quick:
    """Read a line; what stays after the marks is the name, as it was written.

    The line itself is kept in `text`, so that it can be shown again as it was.
    """
    reading = _Reading(text, known)
    for found in MARK.finditer(text):
        sign, word = (found[1], found[2]) if found[1] else (found[3], found[4])
        reading.read(sign, word, found.start(), found.end())
    reading.date()
    name = " ".join(GAP.sub(" ", reading.rest).split()) or text.strip()
    return Quick(
        text,
        name[:MAX_NAME],
        tuple(reading.people),
        reading.due,
        reading.channel,
        tuple(reading.labels),
        reading.priority,
        tuple(sorted(reading.marks, key=lambda mark: mark.start)),
    )
