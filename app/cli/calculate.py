"""Expressions on the command line: one, or the cases of a conformance kit."""

from __future__ import annotations

import datetime
import json
from argparse import ArgumentParser, Namespace
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from app.calendar import worktime
from app.care import Profile
from app.expr import conformance
from app.expr.faults import Mistake
from app.expr.language import compile_text
from app.expr.values import Value, inner_text, number
from app.expr.world import world
from app.model.errors import Refused
from app.model.verb import Answer, Line, Verb, say

MOST_BYTES = 50 * 1024 * 1024
Told = dict[str, Any]


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("expression", nargs="?")
    parser.add_argument("--context", metavar="JSON")
    parser.add_argument("--cases", metavar="FILE")


def _eval(profile: Profile, args: Namespace) -> Answer:
    if (args.expression is None) == (args.cases is None):
        raise Refused("usage", "Write an expression, or --cases FILE")
    if args.cases is not None:
        return _cases(Path(args.cases))
    scope = _scope(args.context)
    try:
        compiled = compile_text(args.expression, scope)
    except Mistake as mistake:
        raise Refused(
            "invalid",
            mistake.message,
            hint="At character {place}",
            place=mistake.at + 1,
            **mistake.params,
        ) from mistake
    now = datetime.datetime.now(ZoneInfo(profile.tz))
    outcome = compiled.run(scope, world(now, worktime.standard()))
    notes = [{"at": note.at, "why": note.why} for note in outcome.notes]
    data = {"value": conformance.write(outcome.value), "notes": notes}
    told = [Line(note.message, note.params) for note in outcome.notes]
    return Answer(data, [inner_text(outcome.value), *told])


def _scope(text: str | None) -> dict[str, Value]:
    try:
        told = json.loads(text or "{}", parse_float=Decimal, parse_int=Decimal)
        if not isinstance(told, dict):
            raise ValueError("{…}")
        return {str(name): _value(held) for name, held in told.items()}  # pyright: ignore
    except (ValueError, KeyError, RecursionError, ArithmeticError) as error:
        raise Refused(
            "usage",
            "The context cannot be read: {why}",
            hint='Write it as JSON: {{"budget": 10}}',
            why=error,
        ) from error


def _value(held: Any) -> Value:
    """A value of JSON; {"@type": "date", "value": …} for what JSON lacks."""
    match held:
        case {"@type": str(shape), **rest}:
            return conformance.read({"type": shape, **rest})
        case dict():
            return {str(name): _value(inner) for name, inner in held.items()}  # pyright: ignore
        case list():
            return [_value(inner) for inner in held]  # pyright: ignore
        case Decimal():
            return number(held)
        case _:
            return held


def _cases(file: Path) -> Answer:
    if not file.is_file() or file.stat().st_size > MOST_BYTES:
        raise Refused("usage", "There is no file {file}", file=file)
    failed: list[Told] = []
    total = 0
    for line in file.read_text(encoding="utf-8").splitlines():
        if not line.strip():
            continue
        try:
            case: Told = json.loads(line)
            verdict = conformance.judge(case)
            told = {name: case[name] for name in ("suite", "id", "expression", "expected")}
        except (ValueError, KeyError, TypeError) as error:
            raise Refused("bad_file", "The cases cannot be read: {why}", why=error) from error
        total += 1
        if not verdict.passed:
            failed.append({**told, "got": verdict.got, "why": verdict.why})
    passed = total - len(failed)
    line = say("{passed} of {total} cases pass", passed=passed, total=total)
    return Answer({"total": total, "passed": passed, "failed": failed}, [line])


VERBS: tuple[Verb[Profile], ...] = (
    Verb("eval", "Work out an expression", _arguments, _eval, needs_profile=False),
)
