"""The columns of a table of records: what they are called, and which is which in a file. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from app.form.answers import GRID_KEYS
from app.form.shown import shown
from app.form.slots import SLOTLESS
from app.form.values import GRIDS
from app.model.form import Form, Part

OWN: Mapping[str, tuple[str, str]] = {
    "row": ("行号", "Row"),
    "id": ("记录 ID", "Record ID"),
    "number": ("记录编号", "Record number"),
    "state": ("记录状态", "Record state"),
    "version": ("表单版本", "Form version"),
    "author": ("填写人", "Filled in by"),
    "submitted": ("提交时间", "Handed in at"),
    "campaign": ("所属活动", "Campaign"),
}
"""What a record says of itself: its title in Chinese and in English."""
READ = frozenset({"row", "id", "number", "state", "author", "submitted", "campaign"})
"""What of this an import takes."""
STATES: Mapping[str, tuple[str, str]] = {
    "draft": ("草稿", "Draft"),
    "submitted": ("已提交", "Submitted"),
    "void": ("已作废", "Void"),
}
GRID_TITLES: Mapping[str, tuple[str, str]] = {
    "name": ("名称", "Name"),
    "target": ("目标", "Goal"),
    "unit": ("单位", "Unit"),
    "actual": ("实际", "Actual"),
    "amount": ("金额", "Amount"),
    "note": ("说明", "Note"),
    "quantity": ("数量", "Quantity"),
    "price": ("单价", "Price"),
}
GONE = ("已停用", "no longer used")
"""Behind the title of a column that the version of today does not have."""
_ID = re.compile(r"[\[【]\s*(\w+)\s*[\]】]\s*$")
_BEHIND = re.compile(r"[(（\[【][^()（）\[\]【】]*[)）\]】]\s*$")


def own_title(key: str, lang: str) -> str:
    """What a column of the record itself is called."""
    return in_lang(OWN[key], lang)


def in_lang(pair: tuple[str, str], lang: str) -> str:
    """Of a Chinese and an English text the one that a language reads."""
    return pair[0] if lang.startswith("zh") else pair[1]


def titles(parts: Iterable[tuple[Part, bool]], lang: str) -> dict[str, str]:
    """What the columns of parts are called, each one otherwise; True: it is no longer used."""
    every = [(part, is_gone) for part, is_gone in parts]
    words = {
        part.id: f"{shown(part, lang) or part.id}（{in_lang(GONE, lang)}）"
        if is_gone and lang.startswith("zh")
        else f"{shown(part, lang) or part.id} ({in_lang(GONE, lang)})"
        if is_gone
        else shown(part, lang) or part.id
        for part, is_gone in every
    }
    own = Counter(in_lang(pair, lang) for pair in OWN.values())
    times = Counter(words.values()) + own
    return {key: f"{word} [{key}]" if times[word] > 1 else word for key, word in words.items()}


def columns(form: Form, table: str = "") -> tuple[Part, ...]:
    """The parts that stand as columns in the sheet of the record ("") or of a sub-table."""
    held = form.by_id.get(table)
    if held is not None and held.kind in GRIDS:
        return ()
    return tuple(
        part
        for part in form.parts
        if part.kind not in SLOTLESS | GRIDS and form.table_of(part) == table
    )


def propose(form: Form, header: Sequence[str], table: str = "") -> dict[str, int]:
    """Part id or word of `OWN` (of `GRID_KEYS` for figures and budgets) -> its column.

    A title is the part's id, its id in brackets behind anything, its label in one of the two
    languages, or such a label with a remark in brackets behind it.
    """
    names = _names(form, table)
    found: dict[str, int] = {}
    for sure in (True, False):
        for at, title in enumerate(header):
            if at not in found.values():
                key = next((k for k in _meant(title, names, is_sure=sure) if k not in found), "")
                if key:
                    found[key] = at
    return found


def known_count(form: Form, header: Sequence[str]) -> int:
    """How many columns of a header are known."""
    return len(propose(form, header))


def _names(form: Form, table: str) -> dict[str, list[str]]:
    names: dict[str, list[str]] = {}
    held = form.by_id.get(table)
    if held is not None and held.kind in GRIDS:
        for key in GRID_KEYS[held.kind]:
            for word in (key, *GRID_TITLES[key]):
                names.setdefault(plain(word), []).append(key)
    for part in columns(form, table):
        for word in {part.id, part.label, part.label_en} - {""}:
            names.setdefault(plain(word), []).append(part.id)
    for key, pair in OWN.items():
        for word in pair if key in READ and (not table or key == "row") else ():
            names.setdefault(plain(word), []).append(key)
    return names


def _meant(title: str, names: Mapping[str, Sequence[str]], *, is_sure: bool) -> Sequence[str]:
    """What a title may mean; the first that no other column is counts."""
    if any(word in title for word in GONE):
        return ()
    if is_sure:
        behind = _ID.search(title)
        named = names.get(plain(behind[1]), ()) if behind is not None else ()
        return [*named, *names.get(plain(title), ())]
    return names.get(plain(_BEHIND.sub("", title)), ())


def plain(title: str) -> str:
    """A title without its star, its case and its spaces."""
    return "".join(title.replace("*", "").casefold().split())
