"""Records on the command line: `record …` and `list records FORM`."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from app import care
from app.care import Desk
from app.form import incoming, known, listing, records, upgrade
from app.form.answers import words
from app.form.cli import named
from app.form.exchange import (
    files,
    record_book,
    record_faults,
    record_json,
    record_read,
    record_table,
)
from app.form.exchange.record_columns import propose
from app.form.naming import Naming
from app.form.records_check import line_of, plain
from app.form.shown import shown
from app.model import ids
from app.model.errors import Refused, fill
from app.model.form import Kind, Part
from app.model.ids import RowId
from app.model.verb import Answer, Line, Verb, say

ACTIONS = ("add", "import", "export", "upgrade", "submit", "reopen", "void")
SHOWN = 20


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("action", choices=ACTIONS)
    parser.add_argument("what", help="a form by its id or name; a record by its id")
    parser.add_argument("file", nargs="?")
    parser.add_argument("--values", help="a JSON object: answers by the ids or labels of fields")
    parser.add_argument("--campaign")
    parser.add_argument("--draft", action="store_true", help="do not hand them in")
    parser.add_argument("--dry-run", action="store_true")
    parser.add_argument("--errors", help="the workbook to which the rows to mend are written")


def _record(desk: Desk, args: Namespace) -> Answer:
    return _RUN[args.action](desk, args)


def _add(desk: Desk, args: Namespace) -> Answer:
    """A record with answers, handed in unless `--draft`; where it is wrong nothing is written."""
    form = named(desk, args.what)
    version = incoming.version_of(desk.session, form)
    held = record_json.parsed(args.values or "{}")
    take = record_json.as_written(Naming(desk.session.list))
    told = record_json.read(version.form, held, take)
    if told.unknown:
        raise Refused("invalid", "There is no field {name} in this form", name=told.unknown[0])
    if told.unread:
        why = told.unread[0][2]
        raise Refused("invalid", why.template, word=why.params.get("word", ""))
    now = ids.wall_ms()
    made = incoming.add(desk.session, form, told, incoming.Wanted(
        now, {}, _campaign(desk, args), args.draft, _lang(desk, args)
    ))  # fmt: skip
    if isinstance(made, tuple):
        return Answer(
            {"record": None, "errors": [plain(version.form, told.lines, one) for one in made]},
            [say("Nothing was written; this is wrong:"), *map(line_of, made)],
        )
    row = desk.session.get("record", made)
    data = {"record": ids.text_of(made), "number": row["number"], "state": row["state"]}
    return Answer({**data, "errors": []}, [ids.text_of(made)])


def _import(desk: Desk, args: Namespace) -> Answer:
    form, path = named(desk, args.what), _target(args)
    if not path.is_file():
        raise Refused("not_found", "There is no file {file}", file=path)
    version = incoming.version_of(desk.session, form)
    book = record_read.open_path(path, version.form)
    columns = propose(version.form, book.main.header)
    lang = _lang(desk, args)
    wanted = incoming.Wanted(
        ids.wall_ms(), columns, _campaign(desk, args), args.draft, lang, path.name
    )
    found = incoming.dry_run(desk.session, form, book, wanted)
    if args.errors and found.bad:
        left = found.bad, found.problems
        data = record_faults.workbook(version.form, book, left, _words, lang)
        files.write(Path(args.errors), data)
    is_dry = args.dry_run or not found.has_work
    made = [] if is_dry else incoming.run(desk.session, form, found, wanted)
    return _imported(found, made, is_dry=is_dry)


def _words(problem: record_read.Problem) -> str:
    return fill(problem.message, dict(problem.params))


def _imported(found: incoming.DryRun, made: list[RowId], *, is_dry: bool) -> Answer:
    data = {
        "records": [ids.text_of(one) for one in made],
        "ready": len(found.ready),
        "left_out": len(found.bad),
        "lines": found.lines,
        "dry_run": is_dry,
        "errors": [
            {
                "row": one.row,
                "column": one.column,
                "table": one.table,
                "field": one.field,
                "rule": one.rule,
                "level": one.level,
                "message": _words(one),
            }
            for one in found.problems
        ],
    }
    count = {"count": len(found.ready), "bad": len(found.bad)}
    head = (
        say("{count} records can be imported, {bad} cannot; nothing was written", **count)
        if is_dry
        else say("Imported {count} records, left out {bad}", **count)
    )
    lines: list[Line | str] = [head]
    lines += [_problem(one) for one in found.problems[:SHOWN]]
    return Answer(data, lines)


def _problem(problem: record_read.Problem) -> Line:
    what = say(problem.message, **problem.params)
    if problem.row is None:
        return what
    return say("Row {row}, {column}: {what}", row=problem.row, column=problem.column, what=what)


def _export(desk: Desk, args: Namespace) -> Answer:
    form, path = named(desk, args.what), _target(args)
    found = listing.read(desk.session, form)
    name, lang = desk.session.get("form", form).text("name"), _lang(desk, args)
    told = record_table.Told(lang, Naming(desk.session.list), wall(desk))
    written = write(path, record_table.grids(found, name, told))
    count = len(found.entries)
    data = {"form": name, "records": count, "files": [str(one) for one in written]}
    return Answer(data, [say("Exported {count} records to {file}", count=count, file=path)])


def write(path: Path, grids: tuple[record_table.Grid, ...]) -> list[Path]:
    """A workbook, or CSV files beside each other, as the name's ending says."""
    if path.suffix.lower() == ".csv":
        held = record_book.texts(grids)
        paths = {path.with_name(f"{path.stem}{behind}.csv"): d for behind, d in held.items()}
    elif path.suffix.lower() == ".xlsx":
        paths = {path: record_book.workbook(grids)}
    else:
        raise Refused("usage", "Records are written as XLSX or CSV")
    for target, data in paths.items():
        files.write(target, data)
    return list(paths)


def _upgrade(desk: Desk, args: Namespace) -> Answer:
    found = upgrade.upgrade(desk.session, _row(desk, args.what))
    aside = [one.old.label for one in found.moved if not one.is_done]
    data = {
        "record": ids.text_of(found.record),
        "before": found.before.number,
        "after": found.after.number,
        "converted": sum(one.is_done for one in found.moved),
        "kept": aside,
    }
    told = say("Version {before} → {after}", before=found.before.number, after=found.after.number)
    return Answer(data, [told])


def _submit(desk: Desk, args: Namespace) -> Answer:
    record = _row(desk, args.what)
    held = records.load(desk.session, record)
    done = records.submit(desk.session, record, ids.wall_ms())
    lines = {table: list(every) for table, every in held.sheet.lines.items()}
    errors = [plain(held.version.form, lines, flaw) for flaw in done.flaws]
    data = {"record": ids.text_of(record), "done": done.is_done, "number": done.number}
    told = [say("Handed in")] if done.is_done else [say("Nothing was written; this is wrong:")]
    return Answer({**data, "errors": errors}, [*told, *map(line_of, done.flaws)])


def _reopen(desk: Desk, args: Namespace) -> Answer:
    record = _row(desk, args.what)
    records.reopen(desk.session, record)
    return Answer({"record": ids.text_of(record), "state": "draft"}, [say("Saved")])


def _void(desk: Desk, args: Namespace) -> Answer:
    record = _row(desk, args.what)
    records.void(desk.session, record)
    return Answer({"record": ids.text_of(record), "state": "void"}, [say("Saved")])


def listed(desk: Desk, word: str, lang: str) -> Answer:
    """`list records FORM`: every record with its answers, in words and as they are kept."""
    form = named(desk, word)
    names = Naming(desk.session.list)
    found = listing.read(desk.session, form)
    rows = [_shown(entry, names, lang) for entry in found.entries]
    columns = [
        {"field": c.key, "label": shown(c.part, lang), "kind": c.part.kind, "table": c.table,
         "versions": [c.first, c.last], "gone": c.is_gone}
        for c in found.columns
    ]  # fmt: skip
    lines: list[Line | str] = [
        "  ".join(str(one) for one in (str(row["id"])[:8], row["number"], row["title"]) if one)
        for row in rows
    ]
    return Answer({"records": rows, "columns": columns}, lines or [say("Nothing here yet")])


def _shown(entry: listing.Entry, names: Naming, lang: str) -> dict[str, object]:
    own = {n: ids.text_of(v) if isinstance(v, bytes) else v for n, v in entry.own.items()}
    at = entry.own["submitted"]
    told = datetime.fromtimestamp(at / 1000, UTC) if isinstance(at, int) else None
    own["submitted"] = f"{told:%Y-%m-%dT%H:%M:%S}.{at % 1000:03d}Z" if told and at else None  # pyright: ignore[reportOperatorIssue]
    return {
        "id": ids.text_of(entry.id),
        **own,
        "state": entry.state,
        "version": entry.number,
        "answers": entry.answers,
        "words": dict(_said(entry, names, lang)),
        "lines": {t: [told for _, told in every] for t, every in entry.lines.items()},
    }


def _said(entry: listing.Entry, names: Naming, lang: str) -> Iterator[tuple[str, str]]:
    for key, kept in entry.answers.items():
        part = entry.part(key)
        if part is not None:
            yield shown(part, lang) or key, words(part, kept, lang, names)


def wall(desk: Desk) -> Callable[[int], datetime]:
    """What the clock of the workspace shows at a moment, UTC milliseconds."""
    zone = known.zone_of(desk.session.list("workspace"))

    def shown_at(at_ms: int) -> datetime:
        return datetime.fromtimestamp(at_ms / 1000, UTC).astimezone(zone).replace(tzinfo=None)

    return shown_at


def _target(args: Namespace) -> Path:
    if not args.file:
        raise Refused("usage", "Write the file to which it goes")
    return Path(args.file)


def _row(desk: Desk, word: str) -> bytes:
    whole = ids.parse(word)
    found = [whole] if whole is not None else care.by_prefix(desk, "record", word)
    alive = [row for row in found if desk.session.list("record", [("id", "=", row)])]
    if not alive:
        raise Refused("not_found", "There is no {table} named {word}", table="record", word=word)
    if len(alive) > 1:
        raise Refused(
            "ambiguous", "Several rows fit {word}", hint="Write more of the id", word=word
        )
    return alive[0]


def _campaign(desk: Desk, args: Namespace) -> bytes | None:
    if not args.campaign:
        return None
    found = Naming(desk.session.list).find(Part("", Kind.LINK), args.campaign)
    if len(found) != 1:
        raise Refused(
            "not_found", "There is no {table} named {word}", table="campaign", word=args.campaign
        )
    return bytes.fromhex(found[0])


def _lang(desk: Desk, args: Namespace) -> str:
    return getattr(args, "lang", "") or desk.profile.lang or "zh_CN"


_RUN = {
    "add": _add,
    "import": _import,
    "export": _export,
    "upgrade": _upgrade,
    "submit": _submit,
    "reopen": _reopen,
    "void": _void,
}

VERBS: tuple[Verb[Desk], ...] = (
    Verb("record", "Add records of forms, bring them in and out", _arguments, _record),
)
