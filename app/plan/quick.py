"""Quick add: 写推文 @张伟 明天18:00 #小红书 !高, read into a task, with where each word stands."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from app.calendar import phrase
from app.calendar.worktime import WorkCalendar
from app.plan.view import sound

END_OF_WORK = time(18, 0)
MARK = re.compile(r"(?<!\S)([@#!＠＃！])([^\s@#!＠＃！]+)|(?<=[一-鿿])([@#＠＃])([^\s@#!＠＃！]+)")
PRIORITY_WORDS = {
    "紧急": "urgent",
    "急": "urgent",
    "加急": "urgent",
    "urgent": "urgent",
    "高": "high",
    "high": "high",
    "中": "normal",
    "普通": "normal",
    "normal": "normal",
    "medium": "normal",
    "低": "low",
    "low": "low",
}


@dataclass(frozen=True, slots=True)
class Mark:
    """A part of the line that was understood, or not: kind is person, channel, label, priority,
    due or unknown. `start` and `end` index into the line."""

    kind: str
    start: int
    end: int
    words: str
    others: tuple[bytes, ...] = ()
    """People who are called so too."""


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
    def __init__(self, known: Known) -> None:
        self._known = known
        self.people: list[bytes] = []
        self.labels: list[str] = []
        self.channel: bytes | None = None
        self.priority = ""
        self.due: datetime | None = None
        self.marks: list[Mark] = []

    def mark(self, sign: str, word: str, start: int, end: int) -> None:
        match sign:
            case "@" | "＠":
                self._person(word, start, end)
            case "#" | "＃":
                self._channel(word.rstrip("#＃"), start, end)
            case _:
                level = PRIORITY_WORDS.get(word.casefold(), "")
                self.priority = level or self.priority
                self.marks.append(Mark("priority" if level else "unknown", start, end, word))

    def _person(self, word: str, start: int, end: int) -> None:
        found = called(word, self._known.people)
        if not found:
            self.marks.append(Mark("unknown", start, end, word))
            return
        if found[0] not in self.people:
            self.people.append(found[0])
        name = self._known.people[found[0]]
        self.marks.append(Mark("person", start, end, name, tuple(found[1:])))

    def _channel(self, word: str, start: int, end: int) -> None:
        found = called(word, self._known.channels)
        if found and self.channel is None:
            self.channel = found[0]
            self.marks.append(Mark("channel", start, end, self._known.channels[found[0]]))
        elif word:
            self.labels.append(word)
            self.marks.append(Mark("label", start, end, word))

    def date(self, text: str) -> None:
        """The first date in what is left; marks are blanked out, so places stay."""
        for found in phrase.find(text, self._known.now, self._known.calendar):
            if found.value is None or self.due is not None:
                continue
            value: date | datetime = found.value
            is_moment = isinstance(value, datetime)
            self.due = value if is_moment else datetime.combine(value, END_OF_WORK)
            self.marks.append(Mark("due", found.start, found.end, found.text))


def called(word: str, names: Mapping[bytes, str]) -> list[bytes]:
    """Whose name this is: exact, then its beginning, then its pinyin or initials; best first."""
    asked = word.casefold()
    ranked: list[tuple[int, str, bytes]] = []
    for row, name in names.items():
        plain = name.casefold()
        if plain == asked:
            rank = 0
        elif plain.startswith(asked):
            rank = 1
        elif asked.isascii() and asked.isalnum() and asked in _sounds(name):
            rank = 2
        elif asked.isascii() and asked.isalnum() and sound(name).startswith(asked):
            rank = 3
        else:
            continue
        ranked.append((rank, name, row))
    ranked.sort()
    return [row for rank, _, row in ranked if rank == ranked[0][0] or rank > 0]


def _sounds(name: str) -> tuple[str, str]:
    """Its pinyin and its initials."""
    initials = "".join(sound(character)[:1] for character in name)
    return sound(name), initials


def read(text: str, known: Known) -> Quick:
    """Read a line; what stays after the marks is the name, as it was written."""
    reading = _Reading(known)
    rest = list(text)
    for found in MARK.finditer(text):
        sign, word = (found[1], found[2]) if found[1] else (found[3], found[4])
        reading.mark(sign, word, found.start(), found.end())
        if reading.marks and reading.marks[-1].kind != "unknown":
            rest[found.start() : found.end()] = " " * (found.end() - found.start())
    left = "".join(rest)
    reading.date(left)
    for mark in reading.marks:
        if mark.kind == "due":
            rest[mark.start : mark.end] = " " * (mark.end - mark.start)
    name = " ".join("".join(rest).split()) or text.strip()
    return Quick(
        text,
        name,
        tuple(reading.people),
        reading.due,
        reading.channel,
        tuple(reading.labels),
        reading.priority,
        tuple(sorted(reading.marks, key=lambda mark: mark.start)),
    )
