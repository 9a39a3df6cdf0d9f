"""Cells from a spreadsheet onto tasks: what each comes to, and which say nothing."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.calendar import worktime
from app.model import registry, value
from app.model.errors import Refused
from app.plan.paste import Onto, Pasted, grid, read
from app.plan.quick import Known

NOW = datetime(2026, 6, 3, 10, 42)
ZHANG, LI, MING, XHS, ONE, TWO = (bytes([n]) * 16 for n in range(1, 7))
KNOWN = Known(
    {ZHANG: "张伟", LI: "李娜", MING: "张伟明"}, {XHS: "小红书"}, NOW, worktime.standard()
)
ALL = (
    "name",
    "person",
    "due",
    "start",
    "finish",
    "channel",
    "priority",
    "status",
    "percent",
    "effort",
    "notes",
    "deliverable",
    "labels",
)


def cell(column: str, text: str) -> object:
    """What one cell writes into a task: its only value, its people, or the fault's words."""
    found = read(f"{text}\n", Onto((ONE,), (column,)), KNOWN)
    if found.faults:
        return found.faults[0].message
    (line,) = found.lines
    return line.people if column == "person" else next(iter(line.values.values()))


@pytest.mark.parametrize(
    ("column", "text", "expected"),
    [
        ("name", "写 \t", "写"),
        ("name", "  写  推文 ", "写 推文"),
        ("person", "张伟", (ZHANG,)),
        ("person", "张伟、lina", (ZHANG, LI)),
        ("person", "张", "Several people fit {name}"),
        ("person", "陈晨", "Nobody is called {name}"),
        ("due", "2026/6/18", "2026-06-18T18:00:00"),
        ("due", "2026年6月18日 20:00", "2026-06-18T20:00:00"),
        ("due", "明天", "2026-06-04T18:00:00"),
        ("due", "6月18日", "2026-06-18T18:00:00"),
        ("due", "20260618", "2026-06-18T18:00:00"),
        ("due", "3", "{value} is not a date"),
        ("due", "明天再说", "{value} is not a date"),
        ("start", "明天", "2026-06-04T09:00:00"),
        ("finish", "明天 15:00", "2026-06-04T15:00:00"),
        ("channel", "xhs", XHS),
        ("channel", "快手", "No channel is called {name}"),
        ("priority", "高", "high"),
        ("priority", "P0", "urgent"),
        ("status", "进行中", "doing"),
        ("status", "In Progress", "doing"),
        ("status", "飞了", "{value} is not known here"),
        ("percent", "50%", 50),
        ("percent", "0.5", 50),
        ("percent", "80", 80),
        ("percent", "120%", "{value} is not a percentage"),
        ("percent", "半", "{value} is not a percentage"),
        ("effort", "3", 180),
        ("effort", "2天", 960),
        ("effort", "许多", "{value} is not a duration"),
        ("notes", '"两\n行"', "两\n行"),
        ("labels", "#618、种草", '["618", "种草"]'),
        ("campaign", "品牌", "Nothing can be pasted into this column"),
    ],
)
def test_cell(column: str, text: str, expected: object) -> None:
    assert cell(column, text) == expected


def drawn(found: Pasted) -> str:
    return " / ".join(
        f"{'new' if line.task is None else line.task[0]} "
        + " ".join(str(value) for value in line.values.values())
        + ("" if line.people is None else f" @{len(line.people)}")
        for line in found.lines
    )


def test_rows_behind_the_last_task_are_new_ones() -> None:
    text = "甲\t张伟\t高\n乙\t\t\n丙\t李娜\t低\n\t李娜\t\n"
    found = read(text, Onto((ONE, TWO), ("name", "person", "priority")), KNOWN)
    assert drawn(found) == "5 甲 high @1 / 6 乙 normal @0 / new 丙 low @1"
    assert [(f.row, f.column, f.message) for f in found.faults] == [
        (4, "name", "A task needs a name")
    ]


def test_an_empty_cell_empties_but_for_a_name() -> None:
    found = read("\t\t\nx\ty\tz", Onto((ONE,), ("due", "channel", "name")), KNOWN)
    assert dict(found.lines[0].values) == {"deadline": None, "channel": None}
    assert found.faults[0].message == "A task needs a name"


def test_titles_say_which_columns_follow() -> None:
    text = "任务名称\t负责人\t截止日期\n写推文\t张伟\t2026/6/18\n"
    (line,) = read(text, Onto((), ("percent", "name")), KNOWN).lines
    assert dict(line.values) == {"name": "写推文", "deadline": "2026-06-18T18:00:00"}
    assert line.people == (ZHANG,)


def test_titles_are_those_of_the_table() -> None:
    text = "任务\t截止\t结束\t渠道\t标签\n写推文\t6月18日\t6月17日\t小红书\t预热\n"
    (line,) = read(text, Onto((), ("name",)), KNOWN).lines
    assert line.values["deadline"] == "2026-06-18T18:00:00"
    assert line.values["finish"] == "2026-06-17T18:00:00"
    assert (line.values["channel"], line.values["labels"]) == (XHS, '["预热"]')
    english = "Task\tDue\nWrite\t2026-06-18\n"
    (line,) = read(english, Onto((), ("name",)), KNOWN).lines
    assert dict(line.values) == {"name": "Write", "deadline": "2026-06-18T18:00:00"}


def test_one_cell_fills_what_is_selected() -> None:
    found = read("高", Onto((ONE, TWO), ("priority",), selected=2), KNOWN)
    assert drawn(found) == "5 high / 6 high"
    assert drawn(read("高\n低\n中", Onto((ONE, TWO, LI, XHS), ("priority",), 4), KNOWN)) == (
        "5 high / 6 low / 2 normal"
    )


def test_cells_beyond_the_last_column_are_left_out() -> None:
    assert drawn(read("甲\t乙\t丙", Onto((ONE,), ("name",)), KNOWN)) == "5 甲"


def test_the_clipboard_s_own_quoting() -> None:
    assert grid('a\t"b\n""c"""\r\n\r\n') == [["a", 'b\n"c"']]
    assert grid("") == grid("\n\n") == []


def test_too_much_is_refused() -> None:
    with pytest.raises(Refused) as caught:
        read("\t" * 60_000, Onto((), ("name",)), KNOWN)
    assert caught.value.code == "too_large"
    with pytest.raises(Refused):
        read('"' + "x" * 200_000, Onto((), ("name",)), KNOWN)


@given(st.text(alphabet='张伟明天高\t\n"6/180%:.\0e-∞９', max_size=60))
def test_whatever_is_pasted_can_be_kept(text: str) -> None:
    fields = registry.BY_NAME["task"].by_name
    for first in range(len(ALL)):
        for line in read(text, Onto((ONE,), ALL[first:]), KNOWN).lines:
            for name, held in line.values.items():
                assert value.is_valid(fields[name], held)
