"""The headless program: collects the verbs of every column, opens the profile, answers."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from app import answer, care
from app.cli import calculate, days, rows, tend
from app.form import cli as form_cli
from app.form import records_cli
from app.model import registry
from app.model.errors import Refused
from app.model.verb import Answer
from app.plan import cli as plan_cli
from app.sheet import decode
from app.store import profile as profiles

BEGINS = frozenset({"import"})
"""Verbs that begin a workspace where there is none yet."""
PLAIN = (*tend.PROFILE_VERBS, *calculate.VERBS, *days.PLAIN, *form_cli.PLAIN, *plan_cli.PLAIN)
"""Verbs that open no workspace."""
VERBS = (*rows.VERBS, *tend.VERBS, *days.VERBS, *records_cli.VERBS, *plan_cli.VERBS)


def build() -> argparse.ArgumentParser:
    """The command line."""
    shared = answer.shared_options()
    parser = answer.Parser(prog="fairway", parents=[shared])
    parser.add_argument("--version", action=_Version, nargs=0, help="what this is")
    words = parser.add_subparsers(dest="verb", required=True)
    for verb in (*VERBS, *PLAIN):
        verb.arguments(words.add_parser(verb.name, help=verb.help, parents=[shared]))
    return parser


class _Version(argparse.Action):
    """Tells the version, in place of any verb."""

    def __call__(self, parser: argparse.ArgumentParser, *_rest: object) -> None:
        told = {"ok": True, "name": "Fairway", "version": registry.APP_VERSION}
        is_json = "--json" in sys.argv
        answer.put(json.dumps(told) if is_json else f"Fairway {registry.APP_VERSION}")
        parser.exit()


def parsed(argv: Sequence[str]) -> argparse.Namespace:
    """The command line as read; `field=value` words may stand behind options too."""
    args, rest = build().parse_known_args(argv)
    strange = [word for word in rest if "=" not in word or word.startswith("-")]
    taker = getattr(args, "fields", getattr(args, "words", None))
    if strange or (rest and taker is None):
        raise Refused("usage", "{why}", why=" ".join(strange or rest))
    if rest and taker is not None:
        taker.extend(rest)
    return args


def run(argv: Sequence[str]) -> Answer:
    """Do what the command line says."""
    args = parsed(argv)
    profile = profiles.load(answer.folder_of(args))
    plain = {v.name: v for v in PLAIN}
    if args.verb in plain:
        return plain[args.verb].run(profile, args)
    if args.verb in BEGINS and not getattr(args, "dry_run", False):
        profile = tend.begun(profile)
    desk = care.open_desk(profile)
    try:
        verbs = {v.name: v for v in VERBS}
        return verbs[args.verb].run(desk, args)
    finally:
        desk.close()


def lang_of(folder: Path) -> str:
    """The language that a profile says."""
    return profiles.load(folder).lang


if __name__ == "__main__":
    if sys.argv[1:2] == ["decode"]:
        # The child that reads a stranger's spreadsheet: bytes in, one frame out, nothing else.
        sys.exit(decode.serve(sys.stdin.buffer, sys.stdout.buffer, sys.argv[2:]))
    sys.exit(answer.main(sys.argv[1:], run, lang_of))
