"""How a command answers: one JSON document, or lines in the reader's language (contract.md 3)."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import platformdirs

import resources
from app.model.errors import Fault, Refused
from app.model.verb import Answer
from app.model.words import Words


class Parser(argparse.ArgumentParser):
    """Says what is wrong through the one way in which everything is said."""

    def error(self, message: str) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        raise Refused("usage", "{why}", why=message)


def shared_options() -> Parser:
    """Options that every verb takes, before or after it."""
    shared = Parser(add_help=False)
    shared.add_argument("--profile", default=argparse.SUPPRESS)
    shared.add_argument("--json", action="store_true", default=argparse.SUPPRESS)
    shared.add_argument("--lang", choices=["zh_CN", "en"], default=argparse.SUPPRESS)
    return shared


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
    table: dict[str, str] = {}
    for file in sorted(resources.path("i18n").glob(f"{lang}*.json")):
        table |= json.loads(file.read_text(encoding="utf-8"))
    return Words(lang, table)


def main(
    argv: Sequence[str],
    run: Callable[[Sequence[str]], Answer],
    lang_of: Callable[[Path], str],
) -> int:
    """Run a command, put its answer, and give its exit status."""
    is_json = "--json" in argv
    words = words_for(_after(argv, "--lang") or _lang(argv, lang_of))
    try:
        answer = run(argv)
    except Fault as fault:
        return put_fault(fault, words, is_json=is_json)
    if is_json:
        put(json.dumps({"ok": True, **answer.data}, ensure_ascii=False))
    else:
        put("\n".join(words.line(line) for line in answer.lines))
    return 0


def put_fault(fault: Fault, words: Words, *, is_json: bool) -> int:
    """Tell a fault as the command line wants it; the answer is the exit status."""
    message, kept, hint = words.fault(fault)
    if is_json:
        error = {"code": fault.code, "message": message, "kept": kept, "hint": hint}
        put(json.dumps({"ok": False, "error": error}, ensure_ascii=False))
    else:
        sys.stderr.buffer.write(("\n".join(t for t in (message, kept, hint) if t) + "\n").encode())
    return fault.exit_code


def put(text: str) -> None:
    """Write a line to standard output in UTF-8, whatever the terminal's encoding."""
    if text:
        sys.stdout.buffer.write((text + "\n").encode())
        sys.stdout.buffer.flush()


def _lang(argv: Sequence[str], lang_of: Callable[[Path], str]) -> str:
    try:
        return lang_of(folder_of(argparse.Namespace(profile=_after(argv, "--profile"))))
    except Fault:
        return ""


def _after(argv: Sequence[str], option: str) -> str:
    for place, word in enumerate(argv):
        if word == option and place + 1 < len(argv):
            return argv[place + 1]
        if word.startswith(option + "="):
            return word.partition("=")[2]
    return ""
