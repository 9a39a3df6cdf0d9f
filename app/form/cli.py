"""The word `form` on the command line: import, export, publish, templates, lint."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from pathlib import Path

from app.care import Desk, Profile, open_desk
from app.form import commands, draft, publishing, templates
from app.form.exchange import files, form_file, json_schema
from app.form.exchange.notes import Note
from app.form.exchange.xlsform import Imported
from app.form.lint import Finding, lint
from app.form.records_check import check_files
from app.model import ids
from app.model.errors import Refused
from app.model.verb import Answer, Line, Verb, say

ACTIONS = ("import", "export", "publish", "new", "lint", "schema", "check")
SHOWN = 20


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("action", choices=ACTIONS)
    parser.add_argument("what", help="a file, a form by its id or name, or a template")
    parser.add_argument("file", nargs="?")
    parser.add_argument("--name")
    parser.add_argument("--note", default="")
    parser.add_argument("--dry-run", action="store_true")
    parser.add_argument("--records", help="records to check, one JSON object a line")


def _form(profile: Profile, args: Namespace) -> Answer:
    if args.action == "import" and args.dry_run:
        return _imported(None, _read(args), args)
    if args.action == "check":
        return check_files(args, getattr(args, "lang", "") or profile.lang or "zh_CN")
    desk = open_desk(profile)
    try:
        return _RUN[args.action](desk, args)
    finally:
        desk.close()


def _read(args: Namespace) -> Imported:
    path = Path(args.what)
    if not path.is_file():
        raise Refused("not_found", "There is no file {file}", file=path)
    return files.read(path.read_bytes(), path.name)


def _import(desk: Desk, args: Namespace) -> Answer:
    found = _read(args)
    source = {"file": Path(args.what).name}
    name = args.name or found.form.name
    return _imported(commands.create_of(desk.session, found.form, name, source=source), found, args)


def _imported(row: bytes | None, found: Imported, args: Namespace) -> Answer:
    name = args.name or found.form.name
    count = sum(1 for _ in found.form.answered())
    data = {
        "form": ids.text_of(row) if row is not None else None,
        "name": name,
        "fields": count,
        "dry_run": row is None,
        "warnings": [_plain(note) for note in found.notes],
    }
    lines: list[Line | str] = [say("Imported form {name}: {count} fields", name=name, count=count)]
    lines += [say(note.template, **note.params) for note in found.notes[:SHOWN]]
    return Answer(data, lines)


def _plain(note: Note) -> dict[str, object]:
    return {
        "sheet": note.sheet,
        "row": note.row,
        "column": note.column,
        "message": note.template,
        "params": {name: str(value) for name, value in note.params.items()},
    }


def _export(desk: Desk, args: Namespace) -> Answer:
    path = _target(args)
    form = draft.read(desk.session, named(desk, args.what)).form
    files.write(path, form_file.text_of(form).encode())
    told = say("Exported form {name} to {file}", name=form.name, file=path)
    return Answer({"form": form.name, "file": str(path)}, [told])


def _schema(desk: Desk, args: Namespace) -> Answer:
    path = _target(args)
    form = draft.read(desk.session, named(desk, args.what)).form
    text = json.dumps(json_schema.schema_of(form), ensure_ascii=False, indent=1)
    files.write(path, f"{text}\n".encode())
    told = say("Exported form {name} to {file}", name=form.name, file=path)
    return Answer({"form": form.name, "file": str(path)}, [told])


def _target(args: Namespace) -> Path:
    if not args.file:
        raise Refused("usage", "Write the file to which it goes")
    return Path(args.file)


def _publish(desk: Desk, args: Namespace) -> Answer:
    row = named(desk, args.what)
    if args.dry_run:
        return _looked(publishing.look(desk.session, row))
    version = publishing.version(desk.session, publishing.publish(desk.session, row, args.note))
    data = {"version": ids.text_of(version.id), "number": version.number, "digest": version.digest}
    name = version.form.name
    told = say("Published version {number} of {name}", number=version.number, name=name)
    return Answer(data, [told])


def _looked(found: publishing.Publication) -> Answer:
    data = {
        "number": found.number,
        "changes": [[c.what, c.of, c.id, c.label, c.field] for c in found.changes],
        "conversions": [
            {"field": c.label, "old": c.old, "new": c.new, "can": c.can, "cannot": c.cannot}
            for c in found.conversions
        ],
        "losses": [{"field": one.label, "records": one.records} for one in found.losses],
        "mistakes": [_finding(one) for one in found.mistakes],
    }
    return Answer(data, [_line(one) for one in found.findings])


def _new(desk: Desk, args: Namespace) -> Answer:
    row = commands.create(
        desk.session, args.name or templates.named(args.what).form.name, template=args.what
    )
    return Answer({"form": ids.text_of(row)}, [ids.text_of(row)])


def _lint(desk: Desk, args: Namespace) -> Answer:
    found = lint(draft.read(desk.session, named(desk, args.what)).form)
    return Answer({"findings": [_finding(one) for one in found]}, [_line(one) for one in found])


def _finding(found: Finding) -> dict[str, object]:
    return {
        "level": found.level,
        "part": found.part,
        "rule": found.rule,
        "message": found.template,
        "params": {name: str(value) for name, value in found.params.items()},
    }


def _line(found: Finding) -> Line:
    return say(found.template, **found.params)


def named(desk: Desk, word: str) -> bytes:
    """A form by its id, a prefix of it, or its name."""
    start = word.replace("-", "").lower()
    rows = [
        row.id
        for row in desk.session.list("form")
        if row.text("name") == word
        or (len(start) >= ids.MIN_PREFIX and row.id.hex().startswith(start))
    ]
    if not rows:
        raise Refused("not_found", "There is no {table} named {word}", table="form", word=word)
    if len(rows) > 1:
        raise Refused(
            "ambiguous", "Several rows fit {word}", hint="Write more of the id", word=word
        )
    return rows[0]


_RUN = {
    "import": _import,
    "export": _export,
    "publish": _publish,
    "new": _new,
    "lint": _lint,
    "schema": _schema,
}

PLAIN: tuple[Verb[Profile], ...] = (
    Verb("form", "Bring forms in and out, publish them", _arguments, _form, needs_profile=False),
)
