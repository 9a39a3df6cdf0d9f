"""The desktop: composes, then starts; and the verbs that need a screen."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path

from app import answer, care
from app.care import Profile
from app.model.errors import Fault, Refused
from sync.client import cast


def build() -> argparse.ArgumentParser:
    """The command line."""
    shared = answer.shared_options()
    parser = answer.Parser(prog="fairway", parents=[shared])
    parser.add_argument("--self-test", action="store_true", dest="is_test")
    parser.add_argument("words", nargs="*", metavar="demo|shots|fairway://…")
    parser.add_argument("--two", action="store_true")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--page", default="")
    parser.add_argument("--theme", choices=["light", "dark"], default="light")
    parser.add_argument("--size", default="1440x900")
    parser.add_argument("--scale", default="1")
    parser.add_argument("--contact-sheet", action="store_true", dest="is_sheet")
    return parser


def main(argv: Sequence[str]) -> int:
    """Do what the command line says."""
    is_json = "--json" in argv
    try:
        args = build().parse_args(argv)
        return _run(args)
    except Fault as fault:
        answer.put_fault(fault, answer.words_for(""), is_json=is_json)
        return fault.exit_code


def _run(args: argparse.Namespace) -> int:
    verb = args.words[0] if args.words else ""
    lang = getattr(args, "lang", "")
    if verb == "shots" or args.is_test:
        return _shots(args, lang or "zh_CN")
    if verb == "demo":
        return _demo(answer.folder_of(args).with_name("demo"), lang, args)
    profile = care.profile_in(_own(args))
    return run(profile, lang or profile.lang, args.words)


def _own(args: argparse.Namespace) -> Path:
    """The profile that is named, or the one that was open last."""
    folder = answer.folder_of(args)
    is_named = hasattr(args, "profile") or "FAIRWAY_PROFILE" in os.environ
    if is_named:
        return folder
    from ui.shell import workspaces  # noqa: PLC0415

    return workspaces.last(folder)


def _demo(folder: Path, lang: str, args: argparse.Namespace) -> int:
    """The demo in a profile of its own; with --two a colleague's window beside it."""
    profile = care.profile_in(folder)
    profile = cast.alone(profile) if profile.is_made else cast.make_demo(folder, date.today())
    if lang:
        profile = profile.saved(lang=lang)
    if not args.two:
        return run(profile, lang or profile.lang, ())
    from ui.shell import launch  # noqa: PLC0415

    with cast.two(profile, folder.with_name("demo-two")) as other:
        words = [*launch.own_words(), "--profile", str(other.folder)]
        window = subprocess.Popen([sys.executable, *words])
        try:
            return run(care.profile_in(folder), lang or profile.lang, ())
        finally:
            window.wait()  # the hub stays as long as one of both windows is open


def _shots(args: argparse.Namespace, lang: str) -> int:
    if args.is_test:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    else:
        if args.out is None:
            raise Refused("usage", "{why}", why="shots --out DIR")
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        os.environ["QT_SCALE_FACTOR"] = args.scale
    from ui.kit.app import App  # noqa: PLC0415 - Qt loads when its scale is set
    from ui.shell import shots  # noqa: PLC0415

    app = App(sys.argv[:1], answer.words_for(lang))
    if args.is_test:
        told = shots.self_test()
        is_well = not told.failed
        answer.put(json.dumps({"ok": is_well, **asdict(told)}, ensure_ascii=False))
        return 0 if is_well else 1
    wish = shots.Wish(
        args.out, args.page, args.theme, lang, _size(args.size), args.scale, args.is_sheet
    )
    files = shots.take(wish)
    del app
    is_json = hasattr(args, "json")
    answer.put(json.dumps({"ok": True, "files": files}) if is_json else "\n".join(files))
    return 0


def _size(text: str) -> tuple[int, int]:
    """1440x900."""
    wide, _, high = text.lower().partition("x")
    if not (wide.isdecimal() and high.isdecimal()):
        raise Refused("usage", "{why}", why=f"--size {text}")
    return int(wide), int(high)


def run(profile: Profile, lang: str, words: Sequence[str]) -> int:
    """One window until it is closed; a second start gives its words to the first."""
    from ui.kit.app import App  # noqa: PLC0415 - Qt loads when a screen is wanted
    from ui.shell import launch  # noqa: PLC0415
    from ui.shell.store import ZOOM, Store  # noqa: PLC0415

    zoom = Store(profile.folder / "ui.json").number(ZOOM)
    if zoom and "QT_SCALE_FACTOR" not in os.environ:
        os.environ["QT_SCALE_FACTOR"] = f"{zoom / 100:g}"
    app = App(sys.argv[:1], answer.words_for(lang))
    app.setApplicationName("Fairway")
    app.setQuitOnLastWindowClosed(False)
    if launch.hand_over(profile, words):
        return 0
    launcher = launch.Launcher(app, profile)
    sys.excepthook = _Hook(launcher)
    launcher.ended.connect(app.quit)
    launcher.start(words=words)
    return app.exec()


class _Hook:
    """What no code expected: written to the log, told in the window, the program goes on."""

    def __init__(self, launcher: object) -> None:
        self._launcher = launcher

    def __call__(self, kind: type[BaseException], error: BaseException, trace: object) -> None:
        from ui.shell import launch  # noqa: PLC0415

        launch.write_crash(kind, error, trace)
        program = getattr(self._launcher, "program", None)
        if program is not None:
            program.host.fail(error)
        sys.__excepthook__(kind, error, None)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
