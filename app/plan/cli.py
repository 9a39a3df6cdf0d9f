"""Words of plans on the command line: import, export, and the decoder that runs as a child."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path
from zoneinfo import ZoneInfo

from app.care import Desk, Profile
from app.model import ids
from app.model.errors import Refused
from app.model.ids import RowId
from app.model.verb import Answer, Line, Verb, say
from app.plan import commands, files, planning
from app.plan.axis import NoWork
from app.plan.exchange.plan_file import PlanFile
from app.plan.schedule import CLASSIC, DIALECTS, Circular

FORMATS = ("mspdi", "xlsx", "csv")
TAKEN = (*FORMATS, *files.BOARDS)


def _import_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file")
    parser.add_argument("--format", choices=TAKEN)
    parser.add_argument("--dry-run", action="store_true")
    parser.add_argument("--name")
    parser.add_argument("--map", action="append", default=[], metavar="field=column")


def _import(desk: Desk, args: Namespace) -> Answer:
    path = Path(args.file)
    data = _bytes(path)
    given = args.format or (None if args.map else files.board_of(data))
    kind = files.format_of(path.name, data, given)
    plan = files.read(data, kind, args.map, path.stem, ZoneInfo(desk.profile.tz))
    if args.name:
        plan = files.renamed(plan, args.name)
    campaign = None if args.dry_run else commands.import_plan(desk.session, plan)
    return _imported(campaign, plan)


def _imported(campaign: RowId | None, plan: PlanFile) -> Answer:
    warnings = [
        {"row": w.row, "column": w.column, "message": w.message, "params": files.plain(w.params)}
        for w in plan.warnings
    ]
    data = {
        "campaign": ids.text_of(campaign) if campaign is not None else None,
        "name": plan.name,
        "tasks": len(plan.tasks),
        "links": len(plan.links),
        "people": len(plan.people),
        "warnings": warnings,
        "dry_run": campaign is None,
    }
    head = (
        say(
            "Imported {name}: {tasks} tasks, {links} links",
            name=plan.name,
            tasks=len(plan.tasks),
            links=len(plan.links),
        )
        if campaign is not None
        else say(
            "{name} would give {tasks} tasks, {links} links; nothing was written",
            name=plan.name,
            tasks=len(plan.tasks),
            links=len(plan.links),
        )
    )
    lines: list[Line | str] = [head]
    lines += [say(w.message, **w.params) for w in plan.warnings[:20]]
    return Answer(data, lines)


def _bytes(path: Path) -> bytes:
    if not path.is_file():
        raise Refused("not_found", "There is no file {file}", file=path)
    if path.stat().st_size > files.MAX_BYTES:
        raise Refused("too_large", "{file} is larger than 200 MB", file=path.name)
    return path.read_bytes()


def _export_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file")
    parser.add_argument("--campaign", required=True)
    parser.add_argument("--format", choices=FORMATS)


def _export(desk: Desk, args: Namespace) -> Answer:
    path = Path(args.file)
    campaign = desk_campaign(desk, args.campaign)
    plan = commands.export_plan(desk.session, campaign)
    kind = files.format_of(path.name, b"", args.format)
    files.write_file(path, files.write(plan, kind))
    return Answer(
        {"file": str(path), "tasks": len(plan.tasks)},
        [say("Exported {count} tasks to {file}", count=len(plan.tasks), file=path)],
    )


def desk_campaign(desk: Desk, word: str) -> RowId:
    """A campaign by id, prefix or name."""
    rows = [r for r in desk.session.list("campaign") if _fits(r.id, r.text("name"), word)]
    if not rows:
        raise Refused("not_found", "There is no {table} named {word}", table="campaign", word=word)
    if len(rows) > 1:
        raise Refused(
            "ambiguous", "Several rows fit {word}", hint="Write more of the id", word=word
        )
    return RowId(rows[0].id)


def _fits(row: bytes, name: str, word: str) -> bool:
    start = word.replace("-", "").lower()
    return name == word or (len(start) >= ids.MIN_PREFIX and row.hex().startswith(start))


def _schedule_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file")
    parser.add_argument("--slack", choices=DIALECTS, default=CLASSIC)


def _schedule(_: Profile, args: Namespace) -> Answer:
    path = Path(args.file)
    plan = files.read(_bytes(path), "mspdi", [], path.stem, ZoneInfo("UTC"))
    names = {task.uid: task.name for task in plan.tasks}
    try:
        found = planning.scheduled(plan, args.slack)
    except Circular as circular:
        way = " → ".join(names[key] for key in circular.path)
        raise Refused("invalid", "These tasks wait for one another: {path}", path=way) from circular
    except NoWork as error:
        raise Refused("invalid", "A calendar of this plan has no working time") from error
    tasks = [planning.told(found[task.uid], task.uid) for task in plan.tasks]
    lines = [f"{task['start']}  {task['finish']}  {names[int(str(task['uid']))]}" for task in tasks]
    return Answer({"tasks": tasks}, lines)


VERBS: tuple[Verb[Desk], ...] = (
    Verb("import", "Bring a plan in from a file", _import_arguments, _import),
    Verb("export", "Write a plan to a file", _export_arguments, _export),
)

PLAIN: tuple[Verb[Profile], ...] = (
    Verb(
        "schedule",
        "Schedule a plan from a file",
        _schedule_arguments,
        _schedule,
        needs_profile=False,
    ),
)
