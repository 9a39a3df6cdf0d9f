"""The headless program: collects the verbs of every column, opens the profile, answers."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import platformdirs

import resources
from app import care
from app.cli import rows, tend
from app.model.errors import Fault, Refused
from app.model.verb import Answer
from app.model.words import Words
from app.plan import cli as plan_cli
from app.store import profile as profiles


class Parser(argparse.ArgumentParser):
    """Says what is wrong through the one way in which everything is said."""

    def error(self, message: str) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        raise Refused("usage", "{why}", why=message)


def build() -> argparse.ArgumentParser:
    """The command line."""
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--profile", default=argparse.SUPPRESS)
    shared.add_argument("--json", action="store_true", default=argparse.SUPPRESS)
    shared.add_argument("--lang", choices=["zh_CN", "en"], default=argparse.SUPPRESS)
    parser = Parser(prog="fairway", parents=[shared])
    words = parser.add_subparsers(dest="verb", required=True, parser_class=Parser)
    for verb in (*rows.VERBS, *tend.VERBS, *plan_cli.VERBS, *tend.PROFILE_VERBS, plan_cli.DECODE):
        one = words.add_parser(verb.name, help=verb.help, parents=[shared])
        verb.arguments(one)
    return parser


def folder_of(args: argparse.Namespace) -> Path:
    """The profile's folder: given, from the environment, or this person's own."""
    given = getattr(args, "profile", None) or os.environ.get("FAIRWAY_PROFILE")
    if given:
        return Path(given)
    return Path(platformdirs.user_data_dir("Fairway", appauthor=False)) / "profiles" / "default"


def words_for(lang: str) -> Words:
    """The reader's language: of the profile, else of the machine."""
    if not lang:
        machine = os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
        lang = "zh_CN" if machine.startswith("zh") else "en"
    if lang == "en":
        return Words(lang, {})
    table = json.loads(resources.path("i18n", f"{lang}.json").read_text(encoding="utf-8"))
    return Words(lang, table)


def run(argv: Sequence[str]) -> Answer:
    """Do what the command line says."""
    args = build().parse_args(argv)
    plain = {v.name: v for v in tend.PROFILE_VERBS}
    if args.verb == plan_cli.DECODE.name:
        return plan_cli.DECODE.run(None, args)
    profile = profiles.load(folder_of(args))
    if args.verb in plain:
        return plain[args.verb].run(profile, args)
    desk = care.open_desk(profile)
    try:
        verbs = {v.name: v for v in (*rows.VERBS, *tend.VERBS, *plan_cli.VERBS)}
        return verbs[args.verb].run(desk, args)
    finally:
        desk.close()


def main(argv: Sequence[str], do: Callable[[Sequence[str]], Answer] = run) -> int:
    """Run a command and put its answer: one JSON document, or lines in the reader's language."""
    is_json = "--json" in argv
    lang = argv[argv.index("--lang") + 1] if "--lang" in argv[:-1] else _profile_lang(argv)
    words = words_for(lang)
    out = os.fdopen(os.dup(1), "w", encoding="utf-8", newline="\n")
    with out:
        try:
            answer = do(argv)
        except Fault as fault:
            message, kept, hint = words.fault(fault)
            if is_json:
                error = {"code": fault.code, "message": message, "kept": kept, "hint": hint}
                out.write(json.dumps({"ok": False, "error": error}, ensure_ascii=False) + "\n")
            else:
                sys.stderr.write("\n".join(t for t in (message, kept, hint) if t) + "\n")
            return fault.exit_code
        if is_json:
            out.write(json.dumps({"ok": True, **answer.data}, ensure_ascii=False) + "\n")
        else:
            out.write("".join(words.line(line) + "\n" for line in answer.lines))
    return 0


def _profile_lang(argv: Sequence[str]) -> str:
    given = argv[argv.index("--profile") + 1] if "--profile" in argv[:-1] else None
    try:
        return profiles.load(folder_of(argparse.Namespace(profile=given))).lang
    except Fault:
        return ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
