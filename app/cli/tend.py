"""Verbs of care: init, conflicts, resolve, backup, restore, doctor, people, workdays."""

from __future__ import annotations

import getpass
import json
import os
from argparse import ArgumentParser, Namespace
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import available_timezones

from app import care
from app.care import DELETED, Conflict, Desk, Profile
from app.cli import demo, show
from app.cli.find import row_named
from app.model import ids, registry, value
from app.model.change import Value
from app.model.errors import Fault, Refused
from app.model.verb import Answer, Line, Verb, say


def _init_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--name")
    parser.add_argument("--person")
    parser.add_argument("--tz")
    parser.add_argument("--demo", action="store_true")


def _machine_tz() -> str:
    named = os.environ.get("TZ", "").lstrip(":")
    if named in available_timezones():
        return named
    link = Path("/etc/localtime")
    tail = str(link.resolve()).rpartition("zoneinfo/")[2] if link.exists() else ""
    return tail if tail in available_timezones() else "Asia/Shanghai"


def _init(profile: Profile, args: Namespace) -> Answer:
    if profile.is_made:
        raise Refused(
            "conflict",
            "There is a workspace in {folder} already",
            kept="Nothing was changed",
            folder=profile.folder,
        )
    tz = args.tz or _machine_tz()
    if tz not in available_timezones():
        raise Refused("usage", "There is no time zone {name}", name=tz)
    name, person = args.name or "Fairway", args.person or getpass.getuser()
    if args.demo:
        # Without a hub at hand nobody else can speak; the window brings the colleagues in.
        made = demo.make(profile.folder, date.today(), {})
    else:
        made = care.start(profile, name, person, tz)
    data = {"workspace": made.workspace, "person": made.person}
    return Answer(data, [say("The workspace is ready in {folder}", folder=made.folder)])


def begun(profile: Profile) -> Profile:
    """The profile, with a workspace of one's own if it has none: a newcomer's first import."""
    if profile.is_made:
        return profile
    _init(profile, Namespace(name=None, person=None, tz=None, demo=False))
    return care.profile_in(profile.folder)


def _nothing(_: ArgumentParser) -> None:
    pass


def _names(desk: Desk) -> dict[bytes, str]:
    return {row.id: row.text("name") for row in desk.session.list("person")}


def _conflicts(desk: Desk, _: Namespace) -> Answer:
    names = _names(desk)
    found = [show.conflict_shown(c, names) for c in care.conflicts(desk)]
    lines: list[Line | str] = []
    for conflict in found:
        lines.append(
            say(
                "{id}  {table} · {field}: shown {shown}",
                id=str(conflict["id"])[:8],
                table=conflict["table"],
                field=conflict["field"],
                shown=json.dumps(conflict["shown"], ensure_ascii=False),
            )
        )
        lines += _others(conflict)
    return Answer({"conflicts": found}, lines or [say("No conflicts")])


def _others(conflict: show.Shown) -> list[Line]:
    others: list[show.Shown] = conflict["others"]  # pyright: ignore[reportAssignmentType]
    return [
        say(
            "    {number}. {value} by {person} at {at}",
            number=number,
            value=json.dumps(other["value"], ensure_ascii=False),
            person=other["person"] or "?",
            at=other["at"],
        )
        for number, other in enumerate(others, 1)
    ]


def _resolve_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("id")
    choice = parser.add_mutually_exclusive_group(required=True)
    choice.add_argument("--take", metavar="shown|N")
    choice.add_argument("--value")


def _one_conflict(desk: Desk, word: str) -> Conflict:
    start = word.replace("-", "").lower()
    found = [c for c in care.conflicts(desk) if len(start) >= 8 and c.id.hex().startswith(start)]
    if not found:
        raise Refused("not_found", "There is no conflict {id}", id=word)
    if len(found) > 1:
        raise Refused(
            "ambiguous", "Several rows fit {word}", hint="Write more of the id", word=word
        )
    return found[0]


def _resolve(desk: Desk, args: Namespace) -> Answer:
    conflict = _one_conflict(desk, args.id)
    if args.value is not None:
        values = written(conflict, args.value)
    elif args.take == "shown":
        values = None
    else:
        if not args.take.isdigit() or not 1 <= int(args.take) <= len(conflict.others):
            raise Refused(
                "usage", "Take shown or a number from 1 to {count}", count=len(conflict.others)
            )
        values = conflict.others[int(args.take) - 1].values
    care.resolve(desk, conflict, values)
    return Answer({"id": ids.text_of(conflict.id)}, [say("Decided")])


def _backup_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", nargs="?")


def _backup(desk: Desk, args: Namespace) -> Answer:
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    target = Path(args.file) if args.file else desk.profile.backups / f"{stamp}.fairway"
    size = care.backup(desk, target)
    data = {"file": str(target), "size": size}
    return Answer(data, [say("Backup written and verified: {file}", file=target)])


def _restore_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file")


def _restore(profile: Profile, args: Namespace) -> Answer:
    made = care.restore(profile, Path(args.file))
    data = {"workspace": made.workspace, "person": made.person}
    return Answer(data, [say("Restored from {file}", file=args.file)])


def _rescue(profile: Profile, _: Namespace) -> Answer:
    if _is_well(profile):
        raise Refused(
            "invalid",
            "The database file is well; there is nothing to rescue",
            kept="Nothing was changed",
        )
    found = care.rescue(profile)
    data = {
        "damaged": str(found.damaged),
        "unsent": str(found.unsent),
        "works": found.works,
        "unreadable": found.unreadable,
    }
    lines = [
        say(
            "Begun anew; {count} unsent entries are kept, the hub brings the rest",
            count=found.works,
        ),
        say("The damaged file stays at {file}", file=found.damaged),
    ]
    return Answer(data, lines)


def _is_well(profile: Profile) -> bool:
    """Whether the replica opens and every page of it can be read."""
    try:
        desk = care.open_desk(profile)
    except Fault as fault:
        if fault.code != "bad_file":
            raise
        return False
    try:
        return all(check.ok for check in care.doctor(desk) if check.name in ("database", "rows"))
    except Fault:
        return False
    finally:
        desk.close()


def _doctor(desk: Desk, _: Namespace) -> Answer:
    checks = care.doctor(desk)
    data: dict[str, object] = {
        "checks": [{"name": c.name, "ok": c.ok, "detail": c.detail} for c in checks],
        "checksum": care.checksum(desk),
        "outbox": care.outbox(desk),
        "sqlite_version": care.sqlite_version(),
    }
    lines: list[Line | str] = [f"{'✓' if c.ok else '✗'} {c.name}  {c.detail}" for c in checks]
    return Answer(data, [*lines, say("Checksum {checksum}", checksum=data["checksum"])])


def _people_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("action", choices=["merge"])
    parser.add_argument("person", help="the one that goes")
    parser.add_argument("into", help="the one that stays")


def _people(desk: Desk, args: Namespace) -> Answer:
    gone = row_named(desk, "person", args.person)
    stays = row_named(desk, "person", args.into)
    if gone == stays:
        raise Refused("invalid", "These are the same person")
    count = merge_people(desk, gone, stays)
    return Answer(
        {"person": ids.text_of(stays), "rows": count},
        [say("Merged; {count} rows moved", count=count)],
    )


def merge_people(desk: Desk, gone: bytes, stays: bytes) -> int:
    """Everything that named one person names the other; facts keep their author."""
    count = 0
    with desk.session.edit("Merge people") as edit:
        for table in registry.TABLES:
            fields = [f for f in table.fields if f.refers == "person" and f.name != "merged_into"]
            if table.is_fact or table.right is registry.Right.HUB:
                continue
            for f in fields:
                for row in desk.session.list(table.name, [(f.name, "=", gone)]):
                    count += 1
                    if not f.fixed:
                        edit.set(table.name, row.id, {f.name: stays})
                        continue
                    values: dict[str, Value] = {**row, f.name: stays}
                    edit.delete(table.name, row.id)
                    edit.add(table.name, values)
        edit.set("person", gone, {"merged_into": stays, "active": 0})
    return count


VERBS: tuple[Verb[Desk], ...] = (
    Verb("conflicts", "Show values that wait for a decision", _nothing, _conflicts),
    Verb("resolve", "Decide a conflict", _resolve_arguments, _resolve),
    Verb("backup", "Write everything into one file", _backup_arguments, _backup),
    Verb("doctor", "Check this device's copy", _nothing, _doctor),
    Verb("people", "Join two people", _people_arguments, _people),
)

PROFILE_VERBS: tuple[Verb[Profile], ...] = (
    Verb("init", "Begin a workspace", _init_arguments, _init),
    Verb("restore", "Put a backup into this profile", _restore_arguments, _restore),
    Verb("rescue", "Begin anew after damage, with the work that was not sent", _nothing, _rescue),
)


def written(conflict: Conflict, text: str) -> tuple[Value, ...]:
    """Values of a conflict's register as a person writes them; a group as a JSON object."""
    table = registry.BY_NAME[conflict.table]
    if conflict.register == 0:
        return (value.parse(registry.Field(0, DELETED, registry.Type.BOOL), text),)
    fields = table.registers[conflict.register]
    if len(fields) == 1:
        return (value.parse(fields[0], text),)
    try:
        held = json.loads(text)
    except ValueError as error:
        raise _needs_object(conflict) from error
    if not isinstance(held, dict):
        raise _needs_object(conflict)
    given: dict[str, object] = held  # pyright: ignore[reportUnknownVariableType]
    now = dict(zip((f.name for f in fields), conflict.shown, strict=True))
    return tuple(
        value.parse(f, str(given[f.name] or "")) if f.name in given else now[f.name] for f in fields
    )


def _needs_object(conflict: Conflict) -> Refused:
    return Refused(
        "invalid",
        "{field} has several parts; write them as a JSON object",
        field=conflict.field,
    )
