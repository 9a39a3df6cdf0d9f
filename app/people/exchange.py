"""A table of people as lines; what cannot be read is said by row and column. Pure.

A row without a name is left out. Any other cell that cannot be read is left empty and its row
is kept. An empty cell says nothing: an import never empties a field.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.sheet import file
from app.sheet.grid import Row, Sheet, column_named, is_empty, plain

FIELDS: Mapping[str, tuple[str, ...]] = {
    "name": ("姓名", "名字", "员工姓名", "员工", "人员", "name", "full name", "employee"),
    "department": ("部门", "所属部门", "一级部门", "组织", "团队", "department", "team"),
    "position": ("岗位", "职位", "职务", "主岗", "position", "title", "job title"),
    "level": ("职级", "级别", "等级", "level", "grade"),
    "email": ("邮箱", "电子邮箱", "邮件", "工作邮箱", "企业邮箱", "email", "e-mail", "mail"),
    "phone": ("手机", "手机号", "电话", "联系电话", "手机号码", "联系方式", "phone", "mobile"),
    "skills": ("技能", "擅长", "特长", "标签", "skills", "skill"),
    "manager": ("上级", "直属上级", "汇报对象", "直接上级", "主管", "manager", "reports to"),
    "postings": ("兼岗", "兼任", "兼职岗位", "第二岗位", "兼岗信息", "second positions"),
}
"""Our fields, and what people call them."""
MAX_TEXT = 200
MAX_LINES = 20_000
_FIELD_OF = {name: key for key, names in FIELDS.items() for name in names}
_BRACKETS = re.compile(r"[(（\[【].*?[)）\]】]")
_EMAIL = re.compile(r"[^\s@,;<>]+@[^\s@,;<>]+\.[^\s@,;<>]+")
_PHONE = re.compile(r"\+?\d{5,15}")
_LIST = re.compile(r"[,;，；、\n]+")
_PATH = re.compile(r"[/＞>\\]+")
_DASH = re.compile(r"\s*(?:[-—–:：|｜·•]|\s)\s*")

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in the file that could not be taken; `column` as people name it."""

    row: int | None
    column: str
    message: str
    params: Mapping[str, object] = field(default_factory=dict[str, object])


@dataclass(frozen=True, slots=True)
class Line:
    """A person as a row of the table tells; what is empty was not said."""

    row: int
    name: str
    department: Path = ()
    position: str = ""
    level: str = ""
    email: str = ""
    phone: str = ""
    skills: tuple[str, ...] = ()
    manager: str = ""
    postings: tuple[tuple[Path, str], ...] = ()
    """Department and position of each second position; no department means the person's own."""


@dataclass(frozen=True, slots=True)
class PeopleFile:
    """The people of a table, and what could not be read."""

    lines: tuple[Line, ...]
    problems: tuple[Problem, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict[str, str])
    """Our field -> its column as people name it."""


def open_table(data: bytes, name: str) -> Sheet:
    """The sheet in a CSV or XLSX file of people."""
    return file.read(data, name, known_count)


def known_count(header: Sequence[str]) -> int:
    """How many fields of ours stand in a header."""
    return len(propose(header))


def propose(header: Sequence[str]) -> dict[str, int]:
    """What the columns seem to mean; people may change it before the import."""
    found: dict[str, int] = {}
    for index, title in enumerate(header):
        key = field_of(title)
        if key:
            found.setdefault(key, index)
    return found


def field_of(title: str) -> str:
    """Our field that a header means, "" for none."""
    words = " ".join(title.replace("*", " ").lower().split())
    bare = _BRACKETS.sub("", words).strip()
    return _FIELD_OF.get(words) or _FIELD_OF.get(bare) or _FIELD_OF.get(bare.replace(" ", ""), "")


def mapped(sheet: Sheet, words: Sequence[str]) -> dict[str, int]:
    """The proposal with `field=column` words over it, a column by its header or letter."""
    columns = propose(sheet.header)
    for word in words:
        key, _, column = word.partition("=")
        columns[key] = column_named(sheet, column)
    return columns


def read_people(sheet: Sheet, columns: Mapping[str, int]) -> PeopleFile:
    """The people of a sheet; `columns` says where each field is read from."""
    return _Table(sheet, columns).file()


class _Table:
    def __init__(self, sheet: Sheet, columns: Mapping[str, int]) -> None:
        width = len(sheet.header)
        self._sheet = sheet
        self._of = {key: at for key, at in columns.items() if key in FIELDS and 0 <= at < width}
        self._problems: list[Problem] = []

    def file(self) -> PeopleFile:
        if "name" not in self._of:
            self._note(None, "", "No column has the names of people; nothing can be imported")
        lines = [
            line
            for number, row in enumerate(self._sheet.rows, self._sheet.first_row)
            if not all(map(is_empty, row)) and (line := self._line(number, row)) is not None
        ]
        if len(lines) > MAX_LINES:
            self._note(None, "", "Only the first {limit} people were read", limit=MAX_LINES)
        labels = {key: self._sheet.label(at) for key, at in self._of.items()}
        return PeopleFile(tuple(lines[:MAX_LINES]), tuple(self._problems), labels)

    def _note(self, row: int | None, key: str, message: str, **params: object) -> None:
        column = self._sheet.label(self._of[key]) if key else ""
        self._problems.append(Problem(row, column, message, params))

    def _line(self, number: int, row: Row) -> Line | None:
        if "name" not in self._of:
            return None
        name = self._text(number, row, "name")
        if not name:
            self._note(number, "name", "A row without a name was left out")
            return None
        return Line(
            number,
            name,
            path_in(self._text(number, row, "department")),
            self._text(number, row, "position"),
            self._text(number, row, "level"),
            self._email(number, row),
            self._phone(number, row),
            tuple(parts(self._text(number, row, "skills", 2_000))),
            self._text(number, row, "manager"),
            tuple(posting_in(part) for part in parts(self._text(number, row, "postings", 2_000))),
        )

    def _text(self, number: int, row: Row, key: str, limit: int = MAX_TEXT) -> str:
        text = plain(row[self._of[key]]) if key in self._of else ""
        text = text.replace("\0", "").strip()
        if len(text) > limit:
            self._note(number, key, "A text was cut to {limit} characters", limit=limit)
        return text[:limit]

    def _email(self, number: int, row: Row) -> str:
        text = self._text(number, row, "email")
        if text and not _EMAIL.fullmatch(text):
            self._note(number, "email", "{value} is no e-mail address", value=text[:80])
            return ""
        return text

    def _phone(self, number: int, row: Row) -> str:
        text = self._text(number, row, "phone")
        digits = re.sub(r"[\s()（）-]", "", text)
        if text and not _PHONE.fullmatch(digits):
            self._note(number, "phone", "{value} is no phone number", value=text[:80])
            return ""
        return digits


def parts(text: str) -> list[str]:
    """What stands between commas, each once."""
    return list(dict.fromkeys(part.strip() for part in _LIST.split(text) if part.strip()))


def path_in(text: str) -> Path:
    """运营部/内容组 from the top down."""
    return tuple(part.strip() for part in _PATH.split(text) if part.strip())


def posting_in(text: str) -> tuple[Path, str]:
    """品牌部-品牌顾问 as department and position; a bare word is a position."""
    two = _DASH.split(text.strip(), maxsplit=1)
    if len(two) == 1:
        *above, last = path_in(text) or ("",)
        return tuple(above), last
    return path_in(two[0]), two[1].strip()
