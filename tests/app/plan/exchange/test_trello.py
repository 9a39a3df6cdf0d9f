"""A Trello board: what of it becomes a plan, what is said, and files that mean harm."""

from __future__ import annotations

import copy
import json
from datetime import datetime
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.model import registry, value
from app.model.errors import Refused
from app.plan import files, transfer
from app.plan.exchange import trello
from app.plan.exchange.plan_file import PlanFile

CHINA = ZoneInfo("Asia/Shanghai")
BOARD: dict[str, Any] = {
    "id": "b1",
    "name": "618 大促",
    "desc": "",
    "lists": [
        {"id": "l3", "name": "✅ Done", "closed": False, "pos": 3},
        {"id": "l1", "name": "To Do", "closed": False, "pos": 1},
        {"id": "l2", "name": "素材库", "closed": False, "pos": 2},
        {"id": "l4", "name": "旧的", "closed": True, "pos": 4},
    ],
    "members": [
        {"id": "m1", "fullName": "张伟", "username": "zw"},
        {"id": "m2", "fullName": "", "username": "lina"},
    ],
    "labels": [],
    "cards": [
        {
            "id": "c2",
            "name": "拍视频",
            "idList": "l1",
            "pos": 2,
            "closed": False,
            "desc": "两分钟",
            "due": "2026-06-18T10:00:00.000Z",
            "start": "2026-06-10T01:00:00.000Z",
            "dueComplete": False,
            "idMembers": ["m1", "m2", "gone"],
            "labels": [{"name": "抖音", "color": "red"}, {"name": "", "color": "green"}],
            "attachments": [{"name": "脚本.docx", "url": "https://trello.com/a/1"}],
            "shortUrl": "https://trello.com/c/abc",
            "customFieldItems": [{"id": "x"}],
        },
        {"id": "c1", "name": " 写\n推文 ", "idList": "l1", "pos": 1, "dueComplete": True},
        {"id": "c3", "name": "主图", "idList": "l2", "pos": 1, "due": "gestern"},
        {"id": "c4", "name": "复盘", "idList": "l3", "pos": 1},
        {"id": "c5", "name": "不要了", "idList": "l1", "pos": 9, "closed": True},
        {"id": "c6", "name": "更不要", "idList": "l4", "pos": 9},
        {"id": "c7", "name": "没有列表", "idList": "nowhere", "pos": 1},
    ],
    "checklists": [
        {
            "idCard": "c2",
            "name": "拍摄",
            "pos": 1,
            "checkItems": [
                {"name": "机位", "state": "complete", "pos": 2},
                {"name": "灯光", "state": "incomplete", "pos": 1},
            ],
        },
        {"idCard": "c2", "name": "后期", "pos": 2, "checkItems": [{"name": "字幕"}]},
    ],
    "actions": [
        {
            "type": "commentCard",
            "date": "2026-06-04T03:00:00.000Z",
            "memberCreator": {"fullName": "李娜"},
            "data": {"text": "收到", "card": {"id": "c2"}},
        },
        {
            "type": "commentCard",
            "date": "2026-06-03T02:41:00.000Z",
            "memberCreator": {"fullName": "张伟"},
            "data": {"text": "用第二张", "card": {"id": "c2"}},
        },
        {"type": "updateCard", "data": {"card": {"id": "c2"}}},
    ],
}


def read(board: object) -> PlanFile:
    return trello.read(json.dumps(board).encode(), CHINA)


def drawn(plan: PlanFile) -> list[str]:
    names = {task.uid: task.name for task in plan.tasks}
    return [
        f"{names[task.parent_uid]}/{task.name}"
        if task.parent_uid
        else f"{task.name} {task.status or ''}".strip()
        for task in plan.tasks
    ]


def test_lists_are_statuses_or_parents_in_their_order() -> None:
    plan = read(BOARD)
    assert plan.name == "618 大促"
    assert drawn(plan) == [
        "写 推文 done",
        "拍视频 todo",
        "素材库",
        "素材库/主图",
        "复盘 done",
        "没有列表",
    ]


def test_a_card() -> None:
    (card,) = (task for task in read(BOARD).tasks if task.name == "拍视频")
    assert (card.start, card.finish) == (datetime(2026, 6, 10, 9), datetime(2026, 6, 18, 18))
    assert card.deadline == card.finish
    assert card.assignees == ("张伟", "lina")
    assert card.labels == ("抖音", "green")
    assert card.checklist == [
        {"text": "拍摄: 灯光", "done": False},
        {"text": "拍摄: 机位", "done": True},
        {"text": "后期: 字幕", "done": False},
    ]
    assert card.notes == (
        "两分钟\n\n脚本.docx: https://trello.com/a/1\n\n"
        "— 张伟 2026-06-03 10:41\n用第二张\n\n— 李娜 2026-06-04 11:00\n收到"
    )
    assert card.source == {"trello": "https://trello.com/c/abc"}


def test_what_is_not_taken_is_said() -> None:
    said = [(w.message, dict(w.params)) for w in read(BOARD).warnings]
    assert said == [
        ("{value} is not a date", {"value": "主图: gestern"}),
        ("{count} archived cards were left out", {"count": 2}),
        ("{count} comments stand behind the notes", {"count": 2}),
        ("Files were not taken; {count} links stand in notes", {"count": 1}),
        ("Custom fields of {count} cards were left out", {"count": 1}),
    ]


def test_it_is_known_by_its_content() -> None:
    data = json.dumps(BOARD).encode()
    assert files.board_of(data) == "trello"
    assert files.board_of(b'[{"name": "a"}]') == ""
    plan = files.read(data, "trello", [], "x")
    assert len(plan.tasks) == 6
    assert files.read(b'{"lists": [], "cards": []}', "trello", [], "board").name == "board"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"  \n",
        b"{",
        b"[]",
        b"{}",
        b"null",
        b'{"lists": 3, "cards": []}',
        b'{"lists": [], "cards": {}}',
        b'{"lists": [], "cards": [{"pos": NaN}]}',
        b'{"lists": [], "cards": [{"pos": -Infinity}]}',
        b'{"lists": [], "cards": ' + b"[" * 100_000,
        b'{"lists": [], "cards": [' + b"9" * 10_000 + b"]}",
        b"\x89PNG\0\0",
    ],
)
def test_is_refused(data: bytes) -> None:
    with pytest.raises(Refused) as caught:
        trello.read(data, CHINA)
    assert caught.value.code in {"bad_file", "too_large"}


JUNK = [
    None,
    True,
    3,
    1e999,
    -1,
    "x",
    "\ud800\0",
    [],
    {},
    [None],
    {"id": 1},
    "0001-01-01T00:00:00Z",
]


def fits(plan: PlanFile) -> None:
    """Whatever was read can be kept."""
    numbers = count(1)
    rows = transfer.incoming(plan, {}, lambda: next(numbers).to_bytes(16, "big"), bytes).rows
    for table, held in rows.items():
        fields = registry.BY_NAME[table].by_name
        for _, values in held:
            for name, one in values.items():
                assert value.is_valid(fields[name], one), (name, one)


def paths(item: object, path: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
    inner: list[tuple[object, object]] = []
    if isinstance(item, dict):
        inner = list(item.items())
    elif isinstance(item, list):
        inner = list(enumerate(item))
    return (
        [path, *(p for key, one in inner for p in paths(one, (*path, key)))]
        if path
        else [p for key, one in inner for p in paths(one, (key,))]
    )


@given(st.sampled_from(paths(BOARD)), st.sampled_from(JUNK))
def test_any_place_may_hold_anything(path: tuple[Any, ...], junk: object) -> None:
    board: Any = copy.deepcopy(BOARD)
    at = board
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = junk
    text = json.dumps(board).replace("Infinity", "1e999")
    try:
        plan = trello.read(text.encode(), CHINA)
    except Refused:
        assert path in {("lists",), ("cards",)}
        return
    fits(plan)


def test_long_boards_and_texts_are_bounded() -> None:
    checks = [{"name": "x" * 1_000, "state": "complete"}] * 5_000
    board = {
        "lists": [],
        "cards": [
            {"name": "n" * 9_000, "desc": "d" * 900_000, "id": "c", "labels": [{"name": "l"}]}
        ],
        "checklists": [{"idCard": "c", "checkItems": checks}],
    }
    plan = read(board)
    fits(plan)
    assert len(plan.tasks[0].checklist) == trello.MAX_CHECKS
    many = {"lists": [], "cards": [{"name": "x"}] * 100_001}
    with pytest.raises(Refused) as caught:
        read(many)
    assert caught.value.code == "too_large"
