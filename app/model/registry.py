"""THE declaration of every synced table: the replica's columns, the hub's checks, the wire.

Numbers of tables and fields are for ever: never reused, never renumbered (sync.md 2e).
Adding a table is one entry here; rows, capture, protocol and rights follow from it.
"""

from __future__ import annotations

from collections.abc import Mapping

from app.model.form_tables import FORM_TABLES
from app.model.table import Field, Home, Right, Table, Type

__all__ = ["Field", "Home", "Right", "Table", "Type"]

APP_VERSION = "0.1.0"
SCHEMA_REV = 3
"""Rises by one with every landed change of this file; travels in each transaction."""


def _f(
    no: int,
    name: str,
    type: Type = Type.TEXT,
    *,
    group: str = "",
    refers: str = "",
    lookup: bool = False,
    fixed: bool = False,
    choices: tuple[str, ...] = (),
) -> Field:
    return Field(no, name, type, group, refers, lookup, fixed, choices)


T = Type
_CAMPAIGN = _f(1, "campaign", T.ID, refers="campaign", lookup=True, fixed=True)

TABLES: tuple[Table, ...] = (
    Table(
        1,
        "workspace",
        Home.ORG,
        (
            _f(1, "name"),
            _f(2, "tz", choices=()),
            _f(3, "currency"),
            _f(4, "holidays", T.JSON),
        ),
        right=Right.OWN,
    ),
    Table(
        2,
        "person",
        Home.ORG,
        (
            _f(1, "name"),
            _f(2, "email"),
            _f(3, "phone"),
            _f(4, "department", T.ID, refers="department", lookup=True),
            _f(5, "position", T.ID, refers="position"),
            _f(6, "manager", T.ID, refers="person"),
            _f(7, "skills", T.JSON),
            _f(8, "level"),
            _f(9, "active", T.BOOL),
            _f(10, "kind", choices=("person", "material", "cost")),
            _f(11, "capacity", T.PERCENT),
            _f(12, "calendar", T.ID, refers="calendar"),
            _f(13, "merged_into", T.ID, refers="person"),
            _f(14, "source", T.JSON),
        ),
        searched=("name", "email"),
    ),
    Table(
        3,
        "department",
        Home.ORG,
        (
            _f(1, "name"),
            _f(2, "parent", T.ID, refers="department", lookup=True),
            _f(3, "okey", T.ORDER),
            _f(4, "head", T.ID, refers="person"),
        ),
        searched=("name",),
    ),
    Table(
        4,
        "position",
        Home.ORG,
        (_f(1, "name"), _f(2, "level", T.INT), _f(3, "okey", T.ORDER)),
        searched=("name",),
    ),
    Table(
        5,
        "role",
        Home.ORG,
        (_f(1, "name"), _f(2, "rights", T.JSON), _f(3, "okey", T.ORDER)),
        right=Right.OWN,
    ),
    Table(
        6,
        "grant",
        Home.PERSON,
        (
            _f(1, "person", T.ID, refers="person", fixed=True),
            _f(2, "bucket", fixed=True),
            _f(3, "role", choices=("owner", "lead", "editor", "viewer", "self")),
        ),
        right=Right.HUB,
        title="bucket",
    ),
    Table(
        7,
        "campaign",
        Home.CAMPAIGN,
        (
            _f(1, "name"),
            _f(2, "goal", T.LONG),
            _f(3, "audience", T.LONG),
            _f(4, "start", T.WALL, group="period"),
            _f(5, "finish", T.WALL, group="period"),
            _f(6, "stage", choices=("idea", "plan", "run", "review", "done")),
            _f(7, "owner", T.ID, refers="person"),
            _f(8, "archived", T.BOOL),
            _f(9, "kpi", T.JSON),
            _f(10, "color"),
            _f(11, "okey", T.ORDER),
            _f(12, "calendar", T.ID, refers="calendar"),
            _f(13, "source", T.JSON),
            _f(14, "stages", T.JSON),
            _f(15, "icon"),
        ),
        searched=("name", "goal", "audience"),
        trash=True,
    ),
    Table(
        8,
        "member",
        Home.CAMPAIGN,
        (
            _CAMPAIGN,
            _f(2, "person", T.ID, refers="person", lookup=True, fixed=True),
            _f(3, "role", choices=("lead", "editor", "viewer")),
        ),
        right=Right.LEAD,
        title="role",
    ),
    Table(
        9,
        "channel",
        Home.ORG,
        (_f(1, "name"), _f(2, "kind"), _f(3, "okey", T.ORDER)),
        searched=("name",),
    ),
    Table(
        10,
        "account",
        Home.ORG,
        (
            _f(1, "name"),
            _f(2, "channel", T.ID, refers="channel", lookup=True),
            _f(3, "handle"),
            _f(4, "owner", T.ID, refers="person"),
            _f(5, "okey", T.ORDER),
            _f(6, "followers", T.INT),
            _f(7, "authorised_until", T.DATE),
        ),
        searched=("name", "handle"),
    ),
    Table(
        11,
        "post",
        Home.CAMPAIGN,
        (
            _CAMPAIGN,
            _f(2, "account", T.ID, refers="account", lookup=True),
            _f(3, "title"),
            _f(4, "body", T.LONG),
            _f(5, "planned", T.WALL),
            _f(6, "published", T.WALL, group="publication"),
            _f(7, "url", group="publication"),
            _f(8, "status", choices=("idea", "draft", "ready", "published")),
            _f(9, "task", T.ID, refers="task"),
            _f(10, "author", T.ID, refers="person"),
            _f(11, "metrics", T.JSON),
        ),
        trash=True,
        title="title",
        searched=("title", "body"),
    ),
    Table(
        12,
        "task",
        Home.CAMPAIGN,
        (
            _CAMPAIGN,
            _f(2, "parent", T.ID, refers="task", lookup=True),
            _f(3, "okey", T.ORDER),
            _f(4, "name"),
            _f(5, "notes", T.LONG),
            _f(6, "start", T.WALL, group="period"),
            _f(7, "finish", T.WALL, group="period"),
            _f(8, "duration_minutes", T.INT, group="period"),
            _f(9, "effort_minutes", T.INT),
            _f(10, "percent", T.PERCENT),
            _f(
                11,
                "constraint",
                group="constraint",
                choices=("asap", "alap", "mso", "mfo", "snet", "snlt", "fnet", "fnlt"),
            ),
            _f(12, "constraint_at", T.WALL, group="constraint"),
            _f(13, "manual", T.BOOL),
            _f(14, "milestone", T.BOOL),
            _f(15, "deadline", T.WALL),
            _f(16, "priority", choices=("low", "normal", "high", "urgent")),
            _f(17, "status", choices=("todo", "doing", "blocked", "review", "done")),
            _f(18, "deliverable", T.LONG),
            _f(19, "checklist", T.JSON),
            _f(20, "calendar", T.ID, refers="calendar"),
            _f(21, "baselines", T.JSON),
            _f(22, "source", T.JSON),
            _f(23, "channel", T.ID, refers="channel"),
            _f(24, "labels", T.JSON),
            _f(25, "author", T.ID, refers="person"),
        ),
        searched=("name", "notes", "deliverable"),
        trash=True,
    ),
    Table(
        13,
        "link",
        Home.CAMPAIGN,
        (
            _CAMPAIGN,
            _f(2, "predecessor", T.ID, refers="task", lookup=True, fixed=True),
            _f(3, "successor", T.ID, refers="task", lookup=True, fixed=True),
            _f(4, "type", choices=("FS", "SS", "FF", "SF")),
            _f(5, "lag", T.DECIMAL, group="lag"),
            _f(
                6,
                "lag_unit",
                group="lag",
                choices=("m", "h", "d", "w", "em", "eh", "ed", "ew", "%"),
            ),
        ),
        title="type",
    ),
    Table(
        14,
        "comment",
        Home.CAMPAIGN,
        (
            _CAMPAIGN,
            _f(2, "table"),
            _f(3, "row", T.ID, lookup=True),
            _f(4, "kind", choices=("comment", "edit", "resolve")),
            _f(5, "refers", T.ID, refers="comment"),
            _f(6, "body", T.LONG),
            _f(7, "mentions", T.JSON),
            _f(8, "speaker"),
            _f(9, "said_at", T.WALL),
            _f(10, "person", T.ID, refers="person"),
        ),
        right=Right.READ,
        is_fact=True,
        title="body",
        searched=("body",),
    ),
    Table(
        15,
        "assignment",
        Home.CAMPAIGN,
        (
            _CAMPAIGN,
            _f(2, "task", T.ID, refers="task", lookup=True, fixed=True),
            _f(3, "person", T.ID, refers="person", lookup=True, fixed=True),
            _f(4, "units", T.DECIMAL),
            _f(5, "work_minutes", T.INT),
            _f(6, "source", T.JSON),
        ),
        title="units",
    ),
    Table(
        16,
        "calendar",
        Home.CAMPAIGN_OR_ORG,
        (
            _CAMPAIGN,
            _f(2, "name"),
            _f(3, "base", T.ID, refers="calendar"),
            _f(4, "week", T.JSON),
            _f(5, "exceptions", T.JSON),
            _f(6, "source", T.JSON),
        ),
    ),
    Table(
        17,
        "posting",
        Home.ORG,
        (
            _f(1, "person", T.ID, refers="person", lookup=True, fixed=True),
            _f(2, "department", T.ID, refers="department"),
            _f(3, "position", T.ID, refers="position"),
        ),
        title="person",
    ),
    Table(
        18,
        "campaign_account",
        Home.CAMPAIGN,
        (
            _CAMPAIGN,
            _f(2, "account", T.ID, refers="account", lookup=True, fixed=True),
            _f(3, "okey", T.ORDER),
        ),
        title="account",
    ),
    Table(
        19,
        "my_view",
        Home.PERSON,
        (
            _f(1, "person", T.ID, refers="person", lookup=True, fixed=True),
            _f(2, "name"),
            _f(3, "page", fixed=True),
            _f(4, "settings", T.JSON),
            _f(5, "okey", T.ORDER),
        ),
    ),
    Table(
        20,
        "team_view",
        Home.CAMPAIGN_OR_ORG,
        (
            _CAMPAIGN,
            _f(2, "name"),
            _f(3, "page", fixed=True),
            _f(4, "settings", T.JSON),
            _f(5, "okey", T.ORDER),
        ),
    ),
    Table(
        21,
        "seen",
        Home.CAMPAIGN,
        (
            _CAMPAIGN,
            _f(2, "table"),
            _f(3, "row", T.ID, lookup=True),
            _f(4, "person", T.ID, refers="person"),
            _f(5, "at", T.INSTANT),
        ),
        right=Right.READ,
        is_fact=True,
        title="at",
    ),
    Table(
        22,
        "mark",
        Home.PERSON,
        (
            _f(1, "person", T.ID, refers="person", lookup=True, fixed=True),
            _f(2, "kind", choices=("pin", "read", "later"), fixed=True),
            _f(3, "table", fixed=True),
            _f(4, "row", T.ID, lookup=True, fixed=True),
            _f(5, "at", T.INSTANT),
            _f(6, "okey", T.ORDER),
        ),
        title="kind",
    ),
    *FORM_TABLES,
)

BY_NAME: Mapping[str, Table] = {table.name: table for table in TABLES}
BY_NO: Mapping[int, Table] = {table.no: table for table in TABLES}

LIMITS: Mapping[Type, int] = {
    Type.TEXT: 4_000,
    Type.LONG: 200_000,
    Type.JSON: 200_000,
    Type.ORDER: 200,
    Type.DECIMAL: 60,
    Type.WALL: 19,
    Type.DATE: 10,
}
"""The most characters a value of this type may have."""
