"""The columns of a task table: our fields, and what people call them in Chinese and English."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

SYNONYMS: dict[str, tuple[str, ...]] = {
    "id": ("序号", "编号", "标识号", "任务编号", "任务id", "id", "no", "#", "uid"),
    "wbs": ("wbs", "wbs编码", "wbs编号", "大纲编号", "大纲数字", "outline number"),
    "level": (
        "大纲级别",
        "层级",
        "级别",
        "大纲层级",
        "任务层级",
        "outline level",
        "level",
        "indent",
    ),
    "parent": (
        "上级",
        "父任务",
        "上级任务",
        "父级",
        "所属任务",
        "parent",
        "parent task",
        "summary",
    ),
    "name": (
        "任务名称",
        "名称",
        "任务",
        "任务名",
        "工作内容",
        "工作项",
        "事项",
        "任务标题",
        "标题",
        "task",
        "name",
        "task name",
        "title",
        "subject",
        "summary task",
        "activity",
    ),
    "assignees": (
        "负责人",
        "执行人",
        "责任人",
        "经办人",
        "处理人",
        "资源名称",
        "资源",
        "人员",
        "担当",
        "assignee",
        "assignees",
        "owner",
        "responsible",
        "assigned to",
        "resource names",
        "who",
    ),
    "start": (
        "开始",
        "开始日期",
        "开始时间",
        "计划开始",
        "计划开始时间",
        "计划开始日期",
        "起始日期",
        "启动日期",
        "start",
        "start date",
        "start time",
        "begin",
        "begins",
        "from",
        "planned start",
    ),
    "finish": (
        "结束",
        "结束日期",
        "结束时间",
        "截止",
        "截止日期",
        "截止时间",
        "完成",
        "完成日期",
        "完成时间",
        "计划结束",
        "计划完成",
        "计划完成时间",
        "计划结束时间",
        "计划完成日期",
        "到期日",
        "due",
        "due date",
        "finish",
        "finish date",
        "end",
        "end date",
        "to",
        "planned finish",
    ),
    "duration": ("工期", "持续时间", "历时", "天数", "周期", "duration", "days"),
    "effort": ("工时", "工作量", "预计工时", "计划工时", "work", "effort", "estimate", "hours"),
    "percent": (
        "进度",
        "完成率",
        "完成百分比",
        "完成度",
        "完成比例",
        "进度百分比",
        "%",
        "% complete",
        "percent",
        "percent complete",
        "progress",
        "complete",
        "done",
        "%完成",
        "完成%",
    ),
    "predecessors": (
        "前置任务",
        "前置",
        "紧前任务",
        "依赖",
        "依赖任务",
        "前导任务",
        "predecessors",
        "predecessor",
        "depends on",
        "dependencies",
        "dependency",
        "blocked by",
    ),
    "constraint": ("限制类型", "约束", "约束类型", "constraint", "constraint type"),
    "constraint_at": ("限制日期", "约束日期", "constraint date"),
    "deadline": ("最后期限", "期限", "ddl", "deadline"),
    "manual": ("手动", "手动计划", "任务模式", "manual", "task mode"),
    "milestone": ("里程碑", "是否里程碑", "milestone"),
    "priority": ("优先级", "优先", "紧急程度", "重要性", "priority", "urgency"),
    "status": ("状态", "任务状态", "当前状态", "进展", "status", "state"),
    "deliverable": ("交付物", "交付成果", "成果", "产出", "产出物", "deliverable", "deliverables"),
    "notes": (
        "备注",
        "说明",
        "描述",
        "注释",
        "任务描述",
        "notes",
        "note",
        "description",
        "comment",
        "comments",
        "remarks",
    ),
}
TITLES: dict[str, dict[str, str]] = {
    "zh_CN": {
        "id": "序号",
        "level": "大纲级别",
        "name": "任务名称",
        "assignees": "负责人",
        "start": "开始日期",
        "finish": "结束日期",
        "duration": "工期",
        "effort": "工时",
        "percent": "进度",
        "predecessors": "前置任务",
        "constraint": "约束类型",
        "constraint_at": "约束日期",
        "deadline": "最后期限",
        "manual": "手动",
        "milestone": "里程碑",
        "priority": "优先级",
        "status": "状态",
        "deliverable": "交付物",
        "notes": "备注",
    },
    "en": {
        "id": "ID",
        "level": "Outline level",
        "name": "Task name",
        "assignees": "Assignee",
        "start": "Start",
        "finish": "Finish",
        "duration": "Duration",
        "effort": "Work",
        "percent": "% complete",
        "predecessors": "Predecessors",
        "constraint": "Constraint type",
        "constraint_at": "Constraint date",
        "deadline": "Deadline",
        "manual": "Manual",
        "milestone": "Milestone",
        "priority": "Priority",
        "status": "Status",
        "deliverable": "Deliverable",
        "notes": "Notes",
    },
}
"""The columns of our own export, in order; by them our own files are known again."""

_FIELD_OF = {name: key for key, names in SYNONYMS.items() for name in names}
_UNIT = re.compile(r"[(（\[【]\s*([^)）\]】]*)\s*[)）\]】]\s*$")


@dataclass(frozen=True, slots=True)
class Mapping:
    """Which column (counted from 0) each of our fields is read from."""

    columns: dict[str, int] = field(default_factory=dict[str, int])


def field_of(title: str) -> str:
    """Our field that a header means, "" for none; a unit in brackets is looked through."""
    words = " ".join(title.replace("_", " ").replace("*", " ").lower().split())
    bare = _UNIT.sub("", words).strip()
    squeezed = bare.replace(" ", "")
    return _FIELD_OF.get(words) or _FIELD_OF.get(bare) or _FIELD_OF.get(squeezed) or ""


def unit_of(title: str) -> str:
    """The unit that a header has in brackets, as in 工期(天)."""
    found = _UNIT.search(title)
    return found[1].strip().lower() if found else ""


def known_fields(header: Sequence[str]) -> dict[str, int]:
    """Our fields among the columns; of several columns for a field the first."""
    found: dict[str, int] = {}
    for index, title in enumerate(header):
        key = field_of(title)
        if key:
            found.setdefault(key, index)
    return found


def known_count(header: Sequence[str]) -> int:
    """How many fields of ours stand in a header."""
    return len(known_fields(header))


def propose(header: Sequence[str]) -> Mapping:
    """What the columns seem to mean; people may change it before the import."""
    return Mapping(known_fields(header))


def is_own(header: Sequence[str]) -> bool:
    """Whether our own export wrote this header."""
    return any(list(header) == list(titles.values()) for titles in TITLES.values())
