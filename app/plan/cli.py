"""Words of plans on the command line: import, export, and the decoder that runs as a child."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from app.care import Desk, Profile, open_desk
from app.model import ids
from app.model.errors import Refused
from app.model.ids import RowId
from app.model.verb import Answer, Line, Verb, say
from app.plan import baseline, commands, files, learn, live, planning
from app.plan.axis import NoWork
from app.plan.exchange.plan_file import PlanFile
from app.plan.jobs import CLASSIC, DIALECTS, Circular
from app.plan.why import line_of

FORMATS = ("mspdi", "xlsx", "csv", "ics")
TAKEN = ("mspdi", "xlsx", "csv", *files.BOARDS)


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
    files.write_file(path, files.write(plan, kind, _beside(desk, campaign, kind)))
    return Answer(
        {"file": str(path), "tasks": len(plan.tasks)},
        [say("Exported {count} tasks to {file}", count=len(plan.tasks), file=path)],
    )


def _beside(desk: Desk, campaign: RowId, kind: str) -> files.Beside:
    """What a workbook and a feed tell beside the plan."""
    rooms: list[live.Dated] = []
    if kind == "xlsx":
        network = live.read(desk.session, campaign)
        try:
            found = live.answer(network)
        except NoWork:
            found = {}
        rooms = [found[item.id] for item in network.items if item.id in found]
    zone = ZoneInfo(desk.profile.tz)
    return files.Beside(rooms, zone, datetime.now(zone).replace(microsecond=0), campaign.hex())


def _template_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file")
    parser.add_argument("--campaign", required=True)


def _template(desk: Desk, args: Namespace) -> Answer:
    path = Path(args.file)
    made = baseline.learnt(desk.session, desk_campaign(desk, args.campaign), path.stem)
    files.write_file(path, learn.written(made))
    count = len(made.tasks)
    return Answer(
        {"file": str(path), "tasks": count, "links": len(made.links), "roles": list(made.roles)},
        [say("Template {file}: {count} tasks", file=path, count=count)],
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
    parser.add_argument("file", nargs="?")
    parser.add_argument("--campaign", metavar="ID", help="a campaign of the workspace")
    parser.add_argument("--slack", choices=DIALECTS, default=CLASSIC)


def _schedule(profile: Profile, args: Namespace) -> Answer:
    if (args.file is None) == (args.campaign is None):
        raise Refused("usage", "Write a file, or --campaign ID")
    if args.campaign is not None:
        return _schedule_campaign(profile, args)
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


def _schedule_campaign(profile: Profile, args: Namespace) -> Answer:
    """A campaign's plan as it stands: dates, room, and why each task is where it is."""
    desk = open_desk(profile)
    try:
        campaign = desk_campaign(desk, args.campaign)
        network = live.read(desk.session, campaign)
    finally:
        desk.close()
    try:
        found = live.answer(network, args.slack)
    except NoWork as error:
        raise Refused("invalid", "A calendar of this plan has no working time") from error
    tasks = [live.plain(item, found[item.id]) for item in network.items]
    lines: list[Line | str] = [
        say(
            "{start}  {finish}  {name}  {why}",
            start=task["start"],
            finish=task["finish"],
            name=item.name,
            why=line_of(found[item.id].why),
        )
        for task, item in zip(tasks, network.items, strict=True)
    ]
    circle = [ids.text_of(task) for task in network.broken]
    return Answer({"campaign": ids.text_of(campaign), "tasks": tasks, "circle": circle}, lines)


VERBS: tuple[Verb[Desk], ...] = (
    Verb("import", "Bring a plan in from a file", _import_arguments, _import),
    Verb("export", "Write a plan to a file", _export_arguments, _export),
    Verb("template", "Make a template of a campaign", _template_arguments, _template),
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
