"""The tables of forms and records, as the registry declares them.

A draft of a form is a row a part and a row a rule, so that two people who design it offline
merge property by property. A published version is a fact. A record's answers are rows of
`line`: one for the record itself (`of_part` ""), one for each line of a sub-table, and every
answer is a register of its own (`v1` to `v64`, the slots of the version), so that answers merge
cell by cell and sub-tables row by row. A form of more slots has further rows a line (`page` 1 …).
"""

from __future__ import annotations

from app.model.form import SLOTS
from app.model.table import Field, Home, Table, Type

T = Type
_FORM = Field(1, "form", T.ID, refers="form", lookup=True, fixed=True)
_CAMPAIGN = Field(1, "campaign", T.ID, refers="campaign", lookup=True, fixed=True)
FIRST_SLOT = 10
"""The number of the field `v1`; slot 0 is `v1`."""

FORM_TABLES: tuple[Table, ...] = (
    Table(
        23,
        "form",
        Home.ORG,
        (
            Field(1, "name"),
            Field(2, "name_en"),
            Field(3, "note", T.LONG),
            Field(4, "note_en", T.LONG),
            Field(5, "icon"),
            Field(6, "okey", T.ORDER),
            Field(7, "category"),
            Field(8, "settings", T.JSON),
            Field(9, "version", T.ID, refers="form_version"),
            Field(10, "state", choices=("draft", "open", "closed")),
            Field(11, "owner", T.ID, refers="person"),
            Field(12, "source", T.JSON),
        ),
        searched=("name", "name_en", "note"),
        trash=True,
    ),
    Table(
        24,
        "part",
        Home.ORG,
        (
            _FORM,
            Field(2, "parent", T.ID, group="place", refers="part", lookup=True),
            Field(3, "okey", T.ORDER, group="place"),
            Field(4, "key", fixed=True),
            Field(5, "kind"),
            Field(6, "label"),
            Field(7, "label_en"),
            Field(8, "help", T.LONG),
            Field(9, "help_en", T.LONG),
            Field(10, "required", T.BOOL),
            Field(11, "required_if", T.LONG),
            Field(12, "visible_if", T.LONG),
            Field(13, "enabled_if", T.LONG),
            Field(14, "default", T.LONG),
            Field(15, "formula", T.LONG),
            Field(16, "choices", T.JSON),
            Field(17, "checks", T.JSON),
            Field(18, "hidden", choices=("drop", "keep", "clear")),
            Field(19, "settings", T.JSON),
        ),
        title="label",
    ),
    Table(
        25,
        "rule",
        Home.ORG,
        (
            _FORM,
            Field(2, "okey", T.ORDER),
            Field(3, "name"),
            Field(4, "kind", choices=("check", "set", "show", "require", "lock", "offer")),
            Field(5, "when", T.LONG),
            Field(6, "targets", T.JSON),
            Field(7, "value", T.LONG),
            Field(8, "of_table"),
            Field(9, "level", choices=("error", "warning", "hint")),
            Field(10, "message", T.LONG),
            Field(11, "message_en", T.LONG),
        ),
    ),
    Table(
        26,
        "form_version",
        Home.ORG,
        (
            _FORM,
            Field(2, "number", T.INT),
            Field(3, "digest"),
            Field(4, "content", T.JSON),
            Field(5, "note", T.LONG),
            Field(6, "base", T.ID, refers="form_version"),
            Field(7, "person", T.ID, refers="person"),
            Field(8, "at", T.INSTANT),
        ),
        is_fact=True,
        title="number",
    ),
    Table(
        27,
        "record",
        Home.CAMPAIGN_OR_ORG,
        (
            _CAMPAIGN,
            Field(2, "form", T.ID, refers="form", lookup=True, fixed=True),
            Field(3, "version", T.ID, refers="form_version"),
            Field(4, "state", choices=("draft", "submitted", "void")),
            Field(5, "number"),
            Field(6, "title"),
            Field(7, "author", T.ID, refers="person"),
            Field(8, "submitted", T.INSTANT),
            Field(9, "extra", T.JSON),
            Field(10, "source", T.JSON),
        ),
        title="title",
        searched=("title", "number"),
        trash=True,
    ),
    Table(
        28,
        "line",
        Home.CAMPAIGN_OR_ORG,
        (
            _CAMPAIGN,
            Field(2, "record", T.ID, refers="record", lookup=True, fixed=True),
            Field(3, "of_part", fixed=True),
            Field(4, "page", T.INT, fixed=True),
            Field(5, "okey", T.ORDER),
            Field(6, "first", T.ID, refers="line", fixed=True),
            *(Field(FIRST_SLOT + no, f"v{no + 1}", T.JSON) for no in range(SLOTS)),
        ),
        title="of_part",
    ),
)
