"""An Asana project: sections, subtasks, people, links; and files that mean harm."""

from __future__ import annotations

from datetime import datetime
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.model import registry, value
from app.model.errors import Refused
from app.plan import files, transfer
from app.plan.exchange import asana
from app.plan.exchange.plan_file import PlanFile, Task

HEAD = (
    "Task ID,Created At,Completed At,Last Modified,Name,Section/Column,Assignee,Assignee Email,"
    "Start Date,Due Date,Tags,Notes,Projects,Parent task,Blocked By (Dependencies),"
    "Blocking (Dependencies),Priority,渠道\n"
)
PROJECT = (
    HEAD
    + "1201,2026-05-01,,2026-05-02,写推文,To do,张伟,zw@a.cn,2026-06-01,2026-06-03,"
    + '"618,种草","两行\n备注",大促,,,拍视频,High,小红书\n'
    + "1202,2026-05-01,,,配图,,李娜,,,2026-06-02,,,大促,写推文,,,,\n"
    + "1203,2026-05-01,2026-05-20,,拍视频,素材库,,LN@a.cn,,2026-05-19,,,大促,,写推文,,Low,抖音\n"
    + "1204,,,,剪辑,素材库,张伟,ZW@a.cn,,明天,,,大促,,没有的,,,\n"
    + "1205,,,,,素材库,,,,,,,,,,,,\n"
    + "1206,,,,字幕,,,,,,,,,剪辑,,,,\n"
)


def read(text: str) -> PlanFile:
    return asana.read(text.encode())


def named(plan: PlanFile, name: str) -> Task:
    return next(task for task in plan.tasks if task.name == name)


def drawn(plan: PlanFile) -> list[str]:
    by_uid = {task.uid: task for task in plan.tasks}

    def path(task: Task) -> str:
        above = by_uid[task.parent_uid] if task.parent_uid else None
        return f"{path(above)}/{task.name}" if above else task.name

    return [f"{path(task)} {task.status or ''}".strip() for task in plan.tasks]


def test_sections_and_subtasks() -> None:
    plan = read(PROJECT)
    assert plan.name == "大促"
    assert drawn(plan) == [
        "写推文 todo",
        "写推文/配图",
        "素材库",
        "素材库/拍视频 done",
        "素材库/剪辑",
        "素材库/剪辑/字幕",
    ]


def test_a_task() -> None:
    task = named(read(PROJECT), "写推文")
    assert (task.start, task.deadline) == (datetime(2026, 6, 1, 9), datetime(2026, 6, 3, 18))
    assert task.finish == task.deadline
    assert (task.priority, task.labels) == ("high", ("618", "种草"))
    assert task.notes.splitlines() == ["两行", "备注"]
    assert task.source == {"asana": "1201", "columns": {"渠道": "小红书"}}


def test_people_by_their_address_and_links_by_name() -> None:
    plan = read(PROJECT)
    assert [(p.name, p.email) for p in plan.people] == [
        ("张伟", "zw@a.cn"),
        ("李娜", ""),
        ("LN", "LN@a.cn"),
    ]
    tasks = {task.uid: task.name for task in plan.tasks}
    assert [(tasks[a.task_uid], a.person_uid) for a in plan.assignments] == [
        ("写推文", 1),
        ("配图", 2),
        ("拍视频", 3),
        ("剪辑", 1),
    ]
    assert [(tasks[k.predecessor_uid], tasks[k.successor_uid]) for k in plan.links] == [
        ("写推文", "拍视频")
    ]


def test_what_cannot_be_read_is_said_by_row() -> None:
    assert [(w.row, w.column, w.message) for w in read(PROJECT).warnings] == [
        (None, "R 渠道", "This column is no field of a task; it is kept with the task's source"),
        (5, "J Due Date", "{value} is not a date"),
        (6, "E Name", "A row without a name was left out"),
        (5, "O Blocked By (Dependencies)", "{value} names no task"),
    ]


def test_days_before_months_are_seen() -> None:
    rows = "1,,,,a,S,,,17/9/2025,2/10/2025,,,,,,,,\n"
    assert named(read(HEAD + rows), "a").deadline == datetime(2025, 10, 2, 18)


def test_subtasks_stand_under_the_nearest_of_that_name() -> None:
    rows = "".join(
        f"{n},,,,{name},{section},,,,,,,,{parent},,,,\n"
        for n, (name, section, parent) in enumerate(
            [
                ("海报", "甲", ""),
                ("定稿", "", "海报"),
                ("海报", "乙", ""),
                ("定稿", "", "海报"),
                ("自己", "", "自己"),
                ("环一", "", "环二"),
                ("环二", "", "环一"),
            ]
        )
    )
    plan = read(HEAD + rows)
    assert drawn(plan)[:6] == ["甲", "甲/海报", "甲/海报/定稿", "乙", "乙/海报", "乙/海报/定稿"]
    assert sorted(drawn(plan)[6:]) == ["环二", "环二/环一", "自己"]


def test_it_is_known_by_its_first_line() -> None:
    assert files.board_of(PROJECT.encode()) == "asana"
    assert files.board_of(b"\xef\xbb\xbf" + PROJECT.encode()) == "asana"
    assert files.board_of("任务名称,负责人\n写推文,张伟\n".encode()) == ""
    assert files.read(PROJECT.encode(), "asana", [], "x").name == "大促"


@pytest.mark.parametrize(
    "data", [b"", b"\n", b"a,b\n1,2\n", b"Name\nx\n", b"PK\x03\x04", b"\0\xff"]
)
def test_is_refused(data: bytes) -> None:
    with pytest.raises(Refused) as caught:
        asana.read(data)
    assert caught.value.code in {"bad_file", "too_large"}


def fits(plan: PlanFile) -> None:
    """Whatever was read can be kept."""
    numbers = count(1)
    rows = transfer.incoming(plan, {}, lambda: next(numbers).to_bytes(16, "big"), bytes).rows
    for table, held in rows.items():
        fields = registry.BY_NAME[table].by_name
        for _, values in held:
            for name, one in values.items():
                assert value.is_valid(fields[name], one), (name, one)


@given(
    st.lists(
        st.lists(st.sampled_from(["", "a", "b", "a,b", "2026-06-03", "99/99/9999", "=1"])),
        min_size=1,
        max_size=12,
    )
)
def test_any_cells_are_read(rows: list[list[str]]) -> None:
    lines = "\n".join(",".join(f'"{cell}"' for cell in row) for row in rows)
    plan = read(HEAD + lines)
    fits(plan)
    known = {task.uid for task in plan.tasks}
    assert all(task.parent_uid is None or task.parent_uid in known for task in plan.tasks)
    assert len(known) == len(plan.tasks)


def test_a_chain_of_subtasks_ends() -> None:
    rows = "".join(
        f"{n},,,,t{n},{'S' if not n else ''},,,,,,,,{f't{n - 1}' if n else ''},,,,\n"
        for n in range(400)
    )
    plan = read(HEAD + rows)
    depth: dict[int | None, int] = {None: 0}
    for task in plan.tasks:
        depth[task.uid] = depth[task.parent_uid] + 1
    assert max(depth.values()) <= asana.MAX_DEPTH
    fits(plan)
