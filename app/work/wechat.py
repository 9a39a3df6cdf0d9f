"""What is pasted from a WeChat chat, read into who said what and when. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

MAX_LINES = 5_000
MAX_NAME = 32
PARTS = {
    "凌晨": 0, "早上": 0, "清晨": 0, "上午": 0, "中午": 12, "下午": 12, "傍晚": 12, "晚上": 12,
}  # fmt: skip
"""A part of the day -> what it adds to an hour below 12."""
WEEKDAYS = "一二三四五六日"
FAR = timedelta(days=1)

_CLOCK = (
    r"(?P<part>凌晨|清晨|早上|上午|中午|下午|傍晚|晚上)?\s?"
    r"(?P<hour>[01]?\d|2[0-3])[:：](?P<minute>[0-5]\d)(?:[:：][0-5]\d)?(?:\s?(?P<half>[AaPp][Mm]))?"
)
_DAY = (
    r"(?:(?P<year>\d{4})[年/.-]\s?)?(?P<month>\d{1,2})[月/.-]\s?(?P<day>\d{1,2})日?"
    r"|(?P<near>今天|昨天|前天)|(?:星期|周|礼拜)(?P<weekday>[一二三四五六日天])"
)
_WHEN = rf"(?:(?:{_DAY})\s?(?:(?:星期|周)[一二三四五六日天]\s?)?)?{_CLOCK}"
_TIME = re.compile(rf"\s*(?:[—–-]{{2,}}\s*)?{_WHEN}(?:\s*[—–-]{{2,}})?\s*")
_NAME = rf"(?P<name>[^\s:：][^:：\n]{{0,{MAX_NAME - 1}}}?)"
_HEAD = re.compile(rf"\s*{_NAME}\s+[(（]?{_WHEN}[)）]?\s*[:：]?\s*")
_SPEAKER = re.compile(rf"\s*{_NAME}[:：]\s*")
_INLINE = re.compile(rf"\s*{_NAME}[:：]\s?(?P<body>\S.*)")
_DATE_LINE = re.compile(rf"\s*(?:[—–-]{{2,}}\s*)?(?:{_DAY})(?:\s?(?:星期|周)[一二三四五六日天])?\s*"
                        r"(?:[—–-]{2,})?\s*")  # fmt: skip
_NO_NAME = re.compile(
    r"https?|[「『\[【(（]|\d+[.、)）]?$|[-–—*•#>]|PS$|Re$"
    r"|(?:会议)?(?:注意|备注|时间|日期|地点|链接|地址|标题|主题|要求|说明|提醒|通知|附件|方案|结论|待办)"
)
"""How a line begins that looks like a speaker and is none."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message: who spoke, its wall time or None, and what was said, several lines too.

    What stands before the first name has no speaker.
    """

    speaker: str
    said_at: datetime | None
    body: str


def messages(text: str, now: datetime) -> tuple[Message, ...]:
    """The messages of a pasted chat; nothing where the text is no chat.

    Known: `张伟 2026/6/3 10:41` above its words, `张伟:` above or before them, `张伟 6月3日
    上午10:41`, `昨天 10:41`, a time on a line of its own, [图片], quotes in 「」.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2005", " ").split("\n")
    if len(lines) > MAX_LINES:
        return ()
    reader = _Reader(now, _speakers(lines))
    for line in lines:
        reader.take(line)
    return reader.end()


def is_excerpt(found: Sequence[Message], known: Collection[str] = ()) -> bool:
    """Whether it surely is a chat: a time is told, a colleague speaks, or many take turns."""
    turns = [one.speaker for one in found if one.speaker]
    if any(one.said_at is not None for one in found) or not set(turns).isdisjoint(known):
        return True
    return len(turns) > len(set(turns)) or len(turns) >= 3


def _speakers(lines: Sequence[str]) -> frozenset[str]:
    """Names that stand in heads, so that 注意:… inside a message is no speaker."""
    return frozenset(
        match["name"].strip()
        for line in lines
        if _TIME.fullmatch(line) is None
        and (match := _HEAD.fullmatch(line)) is not None
        and _may_be_name(match["name"])
    )


def _may_be_name(name: str) -> bool:
    plain = name.strip()
    return (
        bool(plain) and _NO_NAME.match(plain) is None and not re.search(r"[，。！？；,!?;]", plain)
    )


class _Reader:
    def __init__(self, now: datetime, speakers: frozenset[str]) -> None:
        self._now = now
        self._day = now.date()
        """The day that a line of its own told; times below it are of that day."""
        self._speakers = speakers
        self._found: list[Message] = []
        self._speaker = ""
        self._at: datetime | None = None
        self._time: datetime | None = None
        self._lines: list[str] = []
        self._depth = 0

    def take(self, line: str) -> None:
        """One more line."""
        if self._depth == 0 and self._is_head(line):
            return
        self._lines.append(line.rstrip())
        self._depth = max(0, self._depth + line.count("「") - line.count("」"))

    def end(self) -> tuple[Message, ...]:
        """Everything that was said; nothing where nobody is named."""
        self._close()
        return tuple(self._found) if any(one.speaker for one in self._found) else ()

    def _is_head(self, line: str) -> bool:
        clock = _TIME.fullmatch(line)
        if clock is not None:
            self._close()
            self._time = moment(clock, self._now, self._day)
            return True
        head = _HEAD.fullmatch(line)
        if head is not None and _may_be_name(head["name"]):
            self._begin(head["name"], moment(head, self._now, self._day))
            return True
        day = _DATE_LINE.fullmatch(line)
        if day is not None and line.strip():
            self._close()
            self._day = day_of(day.groupdict(), self._now) or self._day
            return True
        return not self._speakers and self._is_speaker(line)

    def _is_speaker(self, line: str) -> bool:
        """`张伟:` with the words beneath or behind it; only where no head has a time."""
        alone = _SPEAKER.fullmatch(line)
        if alone is not None and _may_be_name(alone["name"]):
            self._begin(alone["name"], self._time)
            return True
        inline = _INLINE.fullmatch(line)
        if inline is not None and _may_be_name(inline["name"]) and "//" not in inline["body"][:2]:
            self._begin(inline["name"], self._time)
            self._lines.append(inline["body"].rstrip())
            self._depth = max(0, inline["body"].count("「") - inline["body"].count("」"))
            return True
        return False

    def _begin(self, speaker: str, at: datetime | None) -> None:
        self._close()
        self._speaker, self._at = speaker.strip(), at

    def _close(self) -> None:
        body = "\n".join(self._lines).strip()
        if body:
            self._found.append(Message(self._speaker, self._at, body))
        self._lines, self._depth = [], 0


def moment(match: re.Match[str], now: datetime, day: date) -> datetime | None:
    """The wall time that a head tells; of `day` where it tells no day itself."""
    groups = match.groupdict()
    hour, minute = int(groups["hour"]), int(groups["minute"])
    part, half = groups["part"], (groups["half"] or "").lower()
    if part == "凌晨" and hour == 12:
        hour = 0
    elif part and hour < (3 if part == "中午" else 12):
        hour += PARTS[part]
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    has_day = groups["month"] or groups["near"] or groups["weekday"]
    told = day_of(groups, now) if has_day else day
    return datetime.combine(told, time(hour, minute)) if told is not None else None


def day_of(groups: dict[str, str | None], now: datetime) -> date | None:
    """The day that is told; without a year the latest such day, None where there is none."""
    today = now.date()
    if groups["near"]:
        return today - timedelta(days=("今天", "昨天", "前天").index(groups["near"]))
    if groups["weekday"]:
        wanted = WEEKDAYS.index(groups["weekday"].replace("天", "日"))
        return today - timedelta(days=(today.weekday() - wanted) % 7)
    month, day = int(groups["month"] or 0), int(groups["day"] or 0)
    try:
        if groups["year"]:
            return date(int(groups["year"]), month, day)
        found = date(today.year, month, day)
        return found if found <= today + FAR else date(today.year - 1, month, day)
    except ValueError:
        return None
