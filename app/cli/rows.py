"""Verbs over rows of any table: list, add, set, delete, restore-row, move, undo, redo, search."""

from __future__ import annotations

import itertools
import time
from argparse import ArgumentParser, Namespace

from app import care
from app.care import Desk
from app.cli import show
from app.cli.find import (
    any_row,
    refuse_extra,
    row_named,
    table_named,
    values_written,
)
from app.form import records_cli
from app.model import ids, registry
from app.model.change import Value
from app.model.errors import Refused
from app.model.verb import Answer, Line, Verb, say
from app.plan import commands

SEARCH_BUDGET_S = 2.0


def _list_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("table")
    parser.add_argument("form", nargs="?", help="of records: their form")
    parser.add_argument("--campaign")
    parser.add_argument("--trash", action="store_true")


def _list(desk: Desk, args: Namespace) -> Answer:
    table = table_named(args.table)
    if args.form:
        return _records(desk, table, args)
    plural = args.table if args.table != table.name else table.name + "s"
    campaign = row_named(desk, "campaign", args.campaign) if args.campaign else None
    if args.trash:
        rows = [show.row_shown(r) for r in care.trash(desk, table.name)]
    elif table.name == "task":
        rows = show.tasks_shown(desk, campaign)
    else:
        where = [("campaign", "=", campaign)] if campaign and "campaign" in table.by_name else []
        order = ["okey"] if "okey" in table.by_name else []
        rows = [show.row_shown(r) for r in desk.session.list(table.name, where, order)]
    width = _width([str(row["id"]) for row in rows])
    lines: list[Line | str] = [_line(row, table, width) for row in rows]
    return Answer({plural: rows}, lines or [say("Nothing here yet")])


def _records(desk: Desk, table: registry.Table, args: Namespace) -> Answer:
    if table.name != "record":
        raise Refused("usage", "Only records are listed by their form")
    lang = getattr(args, "lang", "") or desk.profile.lang or "zh_CN"
    return records_cli.listed(desk, args.form, lang)


def _width(whole: list[str]) -> int:
    """The shortest prefix of 8 or more that names each of these ids."""
    ordered = sorted(whole)
    same = (len(_alike(a, b)) for a, b in itertools.pairwise(ordered))
    return min(36, max((n + 1 for n in same), default=8, key=lambda n: n)) if whole else 8


def _alike(one: str, other: str) -> str:
    return "".join(
        a for a, _ in itertools.takewhile(lambda p: p[0] == p[1], zip(one, other, strict=False))
    )


def _line(row: show.Shown, table: registry.Table, width: int) -> str:
    title = str(row.get(table.title) or "—")
    indent = "  " * int(str(row.get("depth") or 0))
    dates = " → ".join(str(row[n])[:10] for n in ("start", "finish") if row.get(n))
    percent = f"{row['percent']}%" if row.get("percent") else ""
    people = "、".join(str(n) for n in _list_of(row.get("assignees")))
    tail = "  ".join(part for part in (dates, percent, people) if part)
    return f"{str(row['id'])[: max(8, width)]}  {indent}{title}" + (f"  {tail}" if tail else "")


def _list_of(held: object) -> list[object]:
    return list(held) if isinstance(held, list) else []  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]


def _add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("table")
    parser.add_argument("fields", nargs="*", metavar="field=value")
    parser.add_argument("--campaign")
    parser.add_argument("--parent")


def _add(desk: Desk, args: Namespace) -> Answer:
    table = table_named(args.table)
    values, extra = values_written(desk, table, args.fields)
    if args.campaign:
        values["campaign"] = row_named(desk, "campaign", args.campaign)
    if table.name == "task":
        made = _add_task(desk, table, args, values, extra)
    else:
        refuse_extra(table, extra)
        made = _add_row(desk, table, values)
    return Answer({"id": ids.text_of(made)}, [ids.text_of(made)])


def _add_task(
    desk: Desk,
    table: registry.Table,
    args: Namespace,
    values: dict[str, Value],
    extra: dict[str, str],
) -> bytes:
    people = _people(desk, extra)
    refuse_extra(table, extra)
    if args.parent:
        values["parent"] = row_named(desk, "task", args.parent)
    parent = values.get("parent")
    if "campaign" not in values and isinstance(parent, bytes):
        values["campaign"] = desk.session.get("task", parent)["campaign"]
    campaign = values.get("campaign")
    if not isinstance(campaign, bytes):
        raise Refused(
            "usage", "A {table} belongs to a campaign", hint="Write --campaign ID", table="task"
        )
    if not values.get("name"):
        raise Refused("usage", "A task needs a name", hint="Write name=…")
    return commands.add_task(desk.session, campaign, values, people or ())


def _people(desk: Desk, extra: dict[str, str]) -> list[bytes] | None:
    """People named by `assignees=A,B` (also 、 and ，); None where nothing is said of them."""
    words = extra.pop("assignees", None)
    one = extra.pop("assignee", None)
    if words is None and one is None:
        return None
    names = f"{words or ''},{one or ''}".replace("、", ",").replace("，", ",").split(",")
    found = [row_named(desk, "person", name.strip()) for name in names if name.strip()]
    return list(dict.fromkeys(found))


def _add_row(desk: Desk, table: registry.Table, values: dict[str, Value]) -> bytes:
    if table.name == "comment":
        values.setdefault("person", desk.session.me.person)
        values.setdefault("kind", "comment")
    if table.name == "person":
        values.setdefault("active", 1)
        values.setdefault("kind", "person")
    if (
        "campaign" in table.by_name
        and table.home is registry.Home.CAMPAIGN
        and table.name != "campaign"
        and "campaign" not in values
    ):
        raise Refused(
            "usage", "A {table} belongs to a campaign", hint="Write --campaign ID", table=table.name
        )
    with desk.session.edit("Add row") as edit:
        return edit.add(table.name, values)


def _set_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("words", nargs="+", metavar="[table] ID field=value")


def _set(desk: Desk, args: Namespace) -> Answer:
    words: list[str] = args.words
    plain = [w for w in words if "=" not in w]
    fields = [w for w in words if "=" in w]
    if len(plain) not in {1, 2} or not fields:
        raise Refused("usage", "Write: set [table] ID field=value …")
    table = table_named(plain[0]) if len(plain) == 2 else registry.BY_NAME["task"]
    row = row_named(desk, table.name, plain[-1])
    values, extra = values_written(desk, table, fields)
    if table.name == "task":
        people = _people(desk, extra)
        refuse_extra(table, extra)
        commands.set_task(desk.session, row, values, people)
    else:
        refuse_extra(table, extra)
        with desk.session.edit("Change row") as edit:
            edit.set(table.name, row, values)
    return Answer({"id": ids.text_of(row)}, [say("Saved")])


def _delete_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("words", nargs="+", metavar="[table] ID")


def _target(desk: Desk, words: list[str]) -> tuple[str, bytes]:
    if len(words) == 2:
        table = table_named(words[0]).name
        return table, row_named(desk, table, words[1])
    return any_row(desk, words[0])


def _delete(desk: Desk, args: Namespace) -> Answer:
    table, row = _target(desk, args.words)
    if table == "task":
        count = commands.delete_task(desk.session, row)
    else:
        with desk.session.edit("Delete row") as edit:
            edit.delete(table, row)
        count = 1
    return Answer({"id": ids.text_of(row), "rows": count}, [say("Moved to the trash")])


def _restore_row(desk: Desk, args: Namespace) -> Answer:
    words: list[str] = args.words
    if len(words) == 2:
        table = table_named(words[0]).name
        row = row_named(desk, table, words[1], in_trash=True)
    else:
        table, row = any_row(desk, words[0])
    with desk.session.edit("Restore row") as edit:
        edit.restore(table, row)
    return Answer({"id": ids.text_of(row)}, [say("Restored from the trash")])


def _move_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("table", choices=["task"])
    parser.add_argument("id")
    place = parser.add_mutually_exclusive_group(required=True)
    place.add_argument("--after")
    place.add_argument("--parent")
    place.add_argument("--first", action="store_true")


def _move(desk: Desk, args: Namespace) -> Answer:
    task = row_named(desk, "task", args.id)
    after = row_named(desk, "task", args.after) if args.after else None
    parent = row_named(desk, "task", args.parent) if args.parent else None
    commands.move_task(desk.session, task, after, parent)
    return Answer({"id": ids.text_of(task)}, [say("Moved")])


def _nothing(_: ArgumentParser) -> None:
    pass


def _undo(desk: Desk, _: Namespace) -> Answer:
    done = desk.session.undo()
    data = {"label": done.label, "skipped": done.skipped}
    return Answer(data, [say("Undone: {label}", label=done.label), *_skipped(done.skipped)])


def _redo(desk: Desk, _: Namespace) -> Answer:
    done = desk.session.redo()
    data = {"label": done.label, "skipped": done.skipped}
    return Answer(data, [say("Done again: {label}", label=done.label), *_skipped(done.skipped)])


def _skipped(count: int) -> list[Line]:
    if not count:
        return []
    return [say("{count} values were changed by others since and were left alone", count=count)]


def _search_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("text", nargs="+")
    parser.add_argument("--limit", type=int, default=50)


def _search(desk: Desk, args: Namespace) -> Answer:
    until = time.monotonic() + SEARCH_BUDGET_S
    while care.index(desk) and time.monotonic() < until:
        pass
    found = desk.session.search(" ".join(args.text), args.limit)
    hits = [
        {"table": h.table, "id": ids.text_of(h.row), "title": h.title, "snippet": h.snippet}
        for h in found.hits
    ]
    lines: list[Line | str] = [f"{h['id'][:8]}  {h['table']}  {h['title']}" for h in hits]
    if not found.complete:
        lines.append(say("The search index is still catching up"))
    return Answer({"hits": hits, "complete": found.complete}, lines or [say("Nothing found")])


VERBS: tuple[Verb[Desk], ...] = (
    Verb("list", "Show rows", _list_arguments, _list),
    Verb("add", "Add a row", _add_arguments, _add),
    Verb("set", "Change fields of a row", _set_arguments, _set),
    Verb("delete", "Put a row into the trash", _delete_arguments, _delete),
    Verb("restore-row", "Bring a row back from the trash", _delete_arguments, _restore_row),
    Verb("move", "Move a task", _move_arguments, _move),
    Verb("undo", "Take back the latest edit", _nothing, _undo),
    Verb("redo", "Do again what was taken back", _nothing, _redo),
    Verb("search", "Find rows by words or pinyin", _search_arguments, _search),
)
