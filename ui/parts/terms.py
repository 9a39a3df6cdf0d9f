"""What people call the fields and the kinds of rows, and values of any field in words."""

from __future__ import annotations

import json
from types import MappingProxyType

from app.care import DELETED
from app.model.change import Value
from app.model.form import SLOTS
from app.model.registry import Field, Type
from ui.kit import when
from ui.kit.app import t, worded
from ui.parts.host import Host

FIELDS = MappingProxyType(
    {
        "account": "Account",
        "active": "At work",
        "archived": "Archived",
        "at": "Time",
        "audience": "Audience",
        "author": "Author",
        "authorised_until": "Authorised until",
        "base": "Based on",
        "baselines": "Baselines",
        "body": "Text|field",
        "bucket": "Range|rights",
        "calendar": "Work calendar",
        "campaign": "Campaign",
        "capacity": "Working time a day",
        "category": "Category|form",
        "channel": "Channel",
        "checklist": "Points to check",
        "checks": "Checks|form",
        "choices": "Choices|form",
        "color": "Colour",
        "constraint": "Constraint",
        "constraint_at": "Constraint date",
        "content": "Content|form",
        "currency": "Currency",
        "deadline": "Due",
        "default": "Default value",
        "deliverable": "Deliverable",
        "department": "Department",
        "digest": "Fingerprint",
        "duration_minutes": "Duration",
        "effort_minutes": "Effort",
        "email": "Email",
        "enabled_if": "Editable when",
        "exceptions": "Exceptions|calendar",
        "extra": "Answers of other versions",
        "finish": "Finish|date",
        "first": "First page of the line",
        "followers": "Followers",
        "form": "Form",
        "formula": "Formula",
        "goal": "Goal",
        "handle": "Account name",
        "head": "Head|department",
        "help": "Help text",
        "help_en": "Help text in English",
        "hidden": "Value when hidden",
        "holidays": "Holidays",
        "icon": "Icon",
        "key": "Field code",
        "kind": "Kind",
        "kpi": "Targets",
        "label": "Label|form",
        "label_en": "Label in English",
        "labels": "Labels",
        "lag": "Lag",
        "lag_unit": "Unit of the lag",
        "level": "Level",
        "manager": "Manager",
        "manual": "Scheduled by hand",
        "mentions": "Mentions",
        "merged_into": "Merged into",
        "message": "Message|form",
        "message_en": "Message in English",
        "metrics": "Numbers|post",
        "milestone": "Milestone",
        "name": "Name",
        "name_en": "Name in English",
        "note": "Note",
        "note_en": "Note in English",
        "notes": "Description",
        "number": "Number|form",
        "of_part": "Sub-table",
        "of_table": "Sub-table",
        "okey": "Place in the order",
        "owner": "Owner",
        "page": "Page",
        "parent": "Belongs to",
        "percent": "Progress",
        "period": "Start and due",
        "person": "Person",
        "phone": "Phone",
        "place": "Place on the form",
        "planned": "Planned for",
        "position": "Position",
        "predecessor": "Task before",
        "priority": "Priority",
        "publication": "Publication",
        "published": "Published at",
        "record": "Record|form",
        "refers": "Answer to",
        "required": "Required",
        "required_if": "Required when",
        "rights": "Rights",
        "role": "Role|rights",
        "row": "About|row",
        "said_at": "Said at",
        "settings": "Settings",
        "skills": "Skills",
        "source": "Import data",
        "speaker": "Speaker",
        "stage": "Stage",
        "stages": "Stages",
        "start": "Start",
        "state": "State|form",
        "status": "Status",
        "submitted": "Submitted at",
        "successor": "Task after",
        "table": "About|row",
        "targets": "Fields affected",
        "task": "Task",
        "title": "Name",
        "type": "Kind",
        "tz": "Time zone",
        "units": "Share of the day",
        "url": "Link|address",
        "value": "Value",
        "version": "Version|form",
        "visible_if": "Visible when",
        "week": "Working week",
        "when": "When|rule",
        "work_minutes": "Work|effort",
    }
)
"""Field or group of the registry -> the template of its words."""
TABLES = MappingProxyType(
    {
        "account": "Account",
        "assignment": "Assignment",
        "calendar": "Work calendar",
        "campaign": "Campaign",
        "campaign_account": "Account of a campaign",
        "channel": "Channel",
        "comment": "Comment",
        "department": "Department",
        "form": "Form",
        "form_version": "Form version",
        "grant": "Rights",
        "line": "Answers",
        "link": "Dependency",
        "mark": "Mark",
        "member": "Member",
        "my_view": "My view",
        "part": "Form field",
        "person": "Person",
        "position": "Position",
        "post": "Content",
        "posting": "Second position",
        "record": "Record|form",
        "role": "Role|rights",
        "rule": "Form rule",
        "seen": "Seen mark",
        "task": "Task",
        "team_view": "Team view",
        "workspace": "Workspace",
    }
)
CHOICES = MappingProxyType(
    {
        "constraint/alap": "As late as possible",
        "constraint/asap": "As soon as possible",
        "constraint/fnet": "Finish no earlier than",
        "constraint/fnlt": "Finish no later than",
        "constraint/mfo": "Must finish on",
        "constraint/mso": "Must start on",
        "constraint/snet": "Start no earlier than",
        "constraint/snlt": "Start no later than",
        "hidden/clear": "Cleared at once",
        "hidden/drop": "Dropped when submitted",
        "hidden/keep": "Kept",
        "kind/check": "Check|rule",
        "kind/cost": "Cost|resource",
        "kind/lock": "Make read-only",
        "kind/material": "Material|resource",
        "kind/offer": "Limit the choices",
        "kind/person": "Person",
        "kind/require": "Require|rule",
        "kind/set": "Set a value",
        "kind/show": "Show|rule",
        "level/error": "Error|rule",
        "level/hint": "Hint|rule",
        "level/warning": "Warning|rule",
        "priority/high": "High",
        "priority/low": "Low",
        "priority/normal": "Medium",
        "priority/urgent": "Urgent",
        "role/editor": "Editor|rights",
        "role/lead": "Lead|rights",
        "role/owner": "Owner|rights",
        "role/self": "Oneself|rights",
        "role/viewer": "Viewer|rights",
        "stage/done": "Ended",
        "stage/idea": "Idea",
        "stage/plan": "Planning",
        "stage/review": "Looking back",
        "stage/run": "Running",
        "state/closed": "Closed|form",
        "state/draft": "Draft",
        "state/open": "Open|form",
        "state/submitted": "Submitted",
        "state/void": "Void|form",
        "status/blocked": "Blocked",
        "status/doing": "In progress",
        "status/done": "Done",
        "status/draft": "Draft",
        "status/idea": "Idea",
        "status/published": "Published",
        "status/ready": "Ready",
        "status/review": "In review",
        "status/todo": "Not started",
        "type/FF": "Finish to finish",
        "type/FS": "Finish to start",
        "type/SF": "Start to finish",
        "type/SS": "Start to start",
    }
)
"""Field and choice -> the template of its words."""
SLOT_FIELDS = frozenset(f"v{number}" for number in range(1, SLOTS + 1))
NAMED = ("person", "campaign", "channel", "account", "department", "position")


def field_words(field: str) -> str:
    """The name of a field or group as people say it; what nobody named stands as it is kept.

    The slots of a record's answers, `v1` to `v64`, have a number and no name of their own.
    """
    if field == DELETED:
        return t("Deletion")
    if field in SLOT_FIELDS:
        return t("Answer {number}", number=int(field[1:]))
    return worded(FIELDS.get(field, field.replace("_", " ").capitalize()))


def table_words(table: str) -> str:
    """A kind of row as people say it."""
    return worded(TABLES.get(table, table.replace("_", " ").capitalize()))


def value_words(host: Host, field: Field, value: Value) -> str:
    """One value in words; "" for none; what has no words of its own is shown as it is kept."""
    if value is None or value == "":
        return ""
    if field.type is Type.ID and isinstance(value, bytes):
        return _named(host, field, value)
    if field.type in (Type.WALL, Type.DATE) and isinstance(value, str):
        at = when.wall(value)
        if at is not None:
            return f"{when.full(at.date())} {at:%H:%M}" if len(value) > 10 else when.full(at.date())
    if field.type is Type.PERCENT:
        return f"{value}%"
    if field.type is Type.BOOL:
        return t("Yes") if value else t("No")
    if field.name.endswith("_minutes") and isinstance(value, int):
        return t("{count} h", count=f"{value / 60:g}")
    if field.type is Type.JSON and isinstance(value, str):
        return _json_words(value)
    if field.choices and isinstance(value, str):
        return worded(CHOICES.get(f"{field.name}/{value}", value))
    return str(value)


def _named(host: Host, field: Field, row: bytes) -> str:
    if field.refers in NAMED:
        return host.directory.name(field.refers, row) or "?"
    found = host.session.list(field.refers, [("id", "=", row)]) if field.refers else []
    return (found[0].text("name") or found[0].text("title")) if found else "?"


def _json_words(text: str) -> str:
    try:
        held = json.loads(text)
    except ValueError:
        return text
    if isinstance(held, list):
        lines = [
            str(x.get("text") or x.get("name") or x) if isinstance(x, dict) else str(x)
            for x in held
        ]
        return "\n".join(lines)
    return text
