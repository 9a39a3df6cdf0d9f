"""Sheets of tasks as people make them."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest

from app.plan.exchange import cells, predecessors
from app.plan.exchange.fields import known_count
from app.plan.exchange.plan_file import PlanFile, Task
from app.plan.exchange.table import Hours, Mapping, propose, to_plan
from app.sheet.grid import Cell, letter, under_header


def plan_of(*grid: list[Cell], date_system: int | None = None) -> PlanFile:
    sheet = under_header(list(grid), known_count)
    return to_plan(sheet, propose(sheet.header), date_system=date_system)


def only(header: list[Cell], row: list[Cell]) -> Task:
    plan = plan_of(header, row)
    assert not plan.warnings
    return plan.tasks[0]


def places(plan: PlanFile) -> list[tuple[int | None, str]]:
    return [(warning.row, warning.column) for warning in plan.warnings]


CHINESE = ["序号", "任务名称", "负责人", "开始日期", "截止日期", "工期(天)", "完成率", "前置任务",
           "优先级", "状态", "交付物", "备注"]  # fmt: skip
ENGLISH = ["ID", "Task Name", "Assignee", "Start", "Due", "Duration", "% Complete", "Predecessors",
           "Priority", "Status", "Deliverable", "Notes"]  # fmt: skip


@pytest.mark.parametrize("header", [CHINESE, ENGLISH])
def test_the_usual_headers_are_understood(header: list[Cell]) -> None:
    plan = plan_of(
        header,
        [
            1,
            "拍摄",
            "张三、李四",
            "2026-12-01",
            "2026年12月3日",
            3,
            "50%",
            None,
            "高",
            "进行中",
            "成片",
            "夜戏",
        ],
        [
            2,
            "剪辑",
            "王五",
            "2026/12/4 14:30",
            "2026.12.5",
            2,
            "0%",
            "1FS+1d",
            "P0",
            "todo",
            None,
            None,
        ],
    )
    assert not plan.warnings
    first, second = plan.tasks
    assert first == Task(
        1, "拍摄", notes="夜戏", start=datetime(2026, 12, 1, 8), finish=datetime(2026, 12, 3, 17),
        duration_minutes=1440, percent=50, priority="high", status="doing", deliverable="成片",
        assignees=("张三", "李四"),
    )  # fmt: skip
    assert second.start == datetime(2026, 12, 4, 14, 30)
    assert (second.priority, second.status) == ("urgent", "todo")
    assert (plan.links[0].lag, plan.links[0].lag_unit) == (Decimal(1), "d")


def test_titles_and_merged_cells_above_the_header() -> None:
    plan = plan_of(
        ["双十一排期表", None, None, None],
        [None, None, None, None],
        ["任务名称", "计划时间", None, "负责人"],
        [None, "开始", "结束", None],
        ["直播", "2026-11-01", "2026-11-11", "小王"],
    )
    assert plan.name == "双十一排期表"
    assert plan.tasks[0].assignees == ("小王",)
    assert plan.tasks[0].finish == datetime(2026, 11, 11, 17)


def test_rows_are_counted_as_people_count() -> None:
    plan = plan_of(
        ["计划"], ["任务", "开始"], ["a", "昨天"], [None, None], [None, "2026-01-01"], ["b", "x"]
    )
    assert [task.name for task in plan.tasks] == ["a", "b"]
    assert places(plan) == [(5, "A 任务"), (3, "B 开始"), (6, "B 开始")]
    assert plan.warnings[1].params == {"value": "昨天"}


def test_a_name_that_stands_twice_and_a_column_of_no_field() -> None:
    plan = plan_of(["任务", "备注", "备注", "预算"], ["a", "x", "y", 1.5])
    assert plan.tasks[0].notes == "x"
    assert plan.tasks[0].source == {"columns": {"备注 (2)": "y", "预算": "1.5"}}
    assert places(plan) == [(None, "C 备注 (2)"), (None, "D 预算")]


def test_the_mapping_can_be_changed() -> None:
    sheet = under_header([["甲", "乙"], ["2026-01-01", "做"]], known_count)
    assert to_plan(sheet, propose(sheet.header)).tasks == ()
    plan = to_plan(sheet, Mapping({"name": 1, "start": 0, "notes": 99}))
    assert plan.tasks[0].start == datetime(2026, 1, 1, 8)


@pytest.mark.parametrize(
    ("cell", "system", "expected"),
    [
        ("2026-12-01", 1900, datetime(2026, 12, 1)),
        ("2026.12.1", 1900, datetime(2026, 12, 1)),
        ("2026年12月1日", 1900, datetime(2026, 12, 1)),
        ("2026年12月1日 星期二", 1900, datetime(2026, 12, 1)),
        ("2026-12-01（周二）", 1900, datetime(2026, 12, 1)),
        ("20261201", 1900, datetime(2026, 12, 1)),
        (20261201, 1900, datetime(2026, 12, 1)),
        ("2026/12/1", 1900, datetime(2026, 12, 1)),
        ("2026-12-01T09:05:07", 1900, datetime(2026, 12, 1, 9, 5, 7)),
        ("\uff12\uff10\uff12\uff16/12/1", 1900, datetime(2026, 12, 1)),
        ("2026年12月1日 下午3点30分", 1900, datetime(2026, 12, 1, 15, 30)),
        ("2026-12-01 3:30 PM", 1900, datetime(2026, 12, 1, 15, 30)),
        (46357, 1900, datetime(2026, 12, 1)),
        (46357.5, 1900, datetime(2026, 12, 1, 12)),
        ("46357", 1900, datetime(2026, 12, 1)),
        (44895, 1904, datetime(2026, 12, 1)),
        (1, 1900, datetime(1900, 1, 1)),
        (61, 1900, datetime(1900, 3, 1)),
        (60, 1900, None),
        (-1, 1900, None),
        (1e12, 1900, None),
        (float("nan"), 1900, None),
        (True, 1900, None),
        ("2026-02-30", 1900, None),
        ("12月1日", 1900, None),
        ("昨天", 1900, None),
        (" " * 100_000 + "x", 1900, None),
    ],
)
def test_dates(cell: Cell, system: int, expected: datetime | None) -> None:
    found = cells.moment(cell, system, False)
    assert (found[0] if found else None) == expected


def test_the_column_decides_what_comes_first() -> None:
    header: list[Cell] = ["任务", "开始"]
    day = plan_of(header, ["a", "3/4/2026"], ["b", "25/4/2026"])
    month = plan_of(header, ["a", "3/4/2026"], ["b", "4/25/2026"])
    either = plan_of(header, ["a", "3/4/2026"])
    assert day.tasks[0].start == datetime(2026, 4, 3, 8)
    assert month.tasks[0].start == datetime(2026, 3, 4, 8)
    assert either.tasks[0].start == datetime(2026, 3, 4, 8)
    assert [len(plan.warnings) for plan in (day, month, either)] == [0, 0, 1]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (3, 1440), ("3d", 1440), ("3天", 1440), ("3 个工作日", 1440), ("2 weeks", 4800),
        ("4h", 240), ("4 小时", 240), ("30m", 30), ("30 分钟", 30),
        ("1个月", 9600), ("3 days?", 1440),
        ("1.5d", 720), ("1,200m", 1200), ("\uff13\u5929", 1440), ("0", 0),
    ],
)  # fmt: skip
def test_durations(cell: Cell, expected: int) -> None:
    assert only(["任务", "工期"], ["a", cell]).duration_minutes == expected


@pytest.mark.parametrize("cell", ["-3d", "三天", "3 parsecs", "1e9d", "9" * 70, "50%"])
def test_what_is_no_duration(cell: Cell) -> None:
    plan = plan_of(["任务", "工期"], ["a", cell])
    assert plan.tasks[0].duration_minutes is None
    assert places(plan) == [(2, "B 工期")]


def test_a_unit_in_the_header_counts() -> None:
    assert only(["任务", "工时（天）"], ["a", 2]).effort_minutes == 960
    assert only(["任务", "工时"], ["a", 2]).effort_minutes == 120
    hours = Hours(minutes_per_day=420)
    sheet = under_header([["任务", "工期"], ["a", "1d"]], known_count)
    assert to_plan(sheet, propose(sheet.header), hours=hours).tasks[0].duration_minutes == 420


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        ([0.5, 1, 0], [50, 100, 0]),
        (["50%", "100%"], [50, 100]),
        ([50, 100, 1], [50, 100, 1]),
        (["0.5", "50%"], [50, 50]),
        (["50%", None], [50, 0]),
    ],
)
def test_percents(column: list[Cell], expected: list[int]) -> None:
    plan = plan_of(["任务", "进度"], *(["a", cell] for cell in column))
    assert [task.percent for task in plan.tasks] == expected
    assert not plan.warnings


@pytest.mark.parametrize("cell", [150, -1, "half", "∞", "NaN"])
def test_what_is_no_percent(cell: Cell) -> None:
    assert places(plan_of(["任务", "进度"], ["a", cell])) == [(2, "B 进度")]


def names_above(plan: PlanFile) -> dict[str, str | None]:
    name = {task.uid: task.name for task in plan.tasks}
    return {task.name: name.get(task.parent_uid or -1) for task in plan.tasks}


@pytest.mark.parametrize(
    "grid",
    [
        [["任务", "层级"], ["a", 1], ["b", 2], ["c", "3"], ["d", 2]],
        [["任务", "父任务"], ["a", None], ["b", "a"], ["c", "b"], ["d", "a"]],
        [["序号", "任务", "上级"], [7, "a", None], [8, "b", 7], [9, "c", 8], [3, "d", 7]],
        [["WBS", "任务"], ["1", "a"], ["1.1", "b"], ["1.1.1", "c"], ["1.2", "d"]],
        [["序号", "任务"], [1, "a"], [1.1, "b"], ["1.1.1", "c"], [1.2, "d"]],
    ],
)
def test_outlines(grid: list[list[Cell]]) -> None:
    plan = plan_of(*grid)
    assert names_above(plan) == {"a": None, "b": "a", "c": "b", "d": "a"}
    assert not plan.warnings


def test_parents_that_cannot_be() -> None:
    plan = plan_of(
        ["任务", "父任务"],
        ["a", "b"],
        ["b", "c"],
        ["c", "a"],
        ["d", "d"],
        ["e", "nobody"],
        ["f", "a"],
    )
    above = names_above(plan)
    assert [above[name] for name in "abcdef"] == ["b", "c", None, None, None, "a"]
    assert len(plan.warnings) == 3


def test_a_long_chain_of_parents_is_cut_off() -> None:
    grid: list[list[Cell]] = [[f"t{n}", f"t{n - 1}" if n else None] for n in range(5000)]
    plan = plan_of(["任务", "父任务"], *reversed(grid))
    parents = {task.uid: task.parent_uid for task in plan.tasks}

    def depth(uid: int | None) -> int:
        count = 0
        while uid is not None:
            uid, count = parents[uid], count + 1
        return count

    assert max(depth(uid) for uid in parents) == 100


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3", ("3", "FS", "0", "d")),
        ("3FS+2d", ("3", "FS", "2", "d")),
        ("5SS", ("5", "SS", "0", "d")),
        ("12ff-1.5 周", ("12", "FF", "-1.5", "w")),
        ("4完成-开始", ("4", "FS", "0", "d")),
        ("4完成-完成(FF)+1天", ("4", "FF", "1", "d")),
        ("4（开始-开始）", ("4", "SS", "0", "d")),
        ("2FS+50%", ("2", "FS", "50", "%")),
        ("2FS+3 edays", ("2", "FS", "3", "ed")),
        ("1.2.3SF", ("1.2.3", "SF", "0", "d")),
    ],
)
def test_predecessors(text: str, expected: tuple[str, str, str, str]) -> None:
    found = predecessors.parse(text)
    assert found is not None
    assert (found.key, found.type, str(found.lag), found.unit) == expected


@pytest.mark.parametrize("text", ["", "x", "3XX", "3FS+", "3FS+2 parsecs", "3" + " " * 10_000])
def test_what_is_no_predecessor(text: str) -> None:
    assert predecessors.parse(text) is None or text.strip() == "3"


def test_predecessors_by_number_outline_and_name() -> None:
    plan = plan_of(
        ["序号", "WBS", "任务", "前置任务"],
        [10, "1", "a", None],
        [20, "2", "b", "10"],
        [30, "2.1", "c", "20SS，a；99；nobody"],
        [40, "2.2", "d", "2.1FF"],
        [50, "3", "e", "50"],
    )
    found = [(link.predecessor_uid, link.successor_uid, link.type) for link in plan.links]
    assert found == [(10, 20, "FS"), (20, 30, "SS"), (10, 30, "FS"), (30, 40, "FF")]
    assert places(plan) == [(4, "D 前置任务")] * 2 + [(6, "D 前置任务")]


def test_no_names_means_nothing() -> None:
    plan = plan_of(["x", "y"], ["1", "2"])
    assert plan.tasks == ()
    assert "No column has the names" in plan.warnings[0].message


def test_letters() -> None:
    assert [letter(n) for n in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


def test_a_finish_before_the_start_is_left_empty() -> None:
    plan = plan_of(["任务", "开始", "结束"], ["a", "2026-02-02", "2026-02-01"])
    assert plan.tasks[0].finish is None
    assert places(plan) == [(2, "C 结束")]
