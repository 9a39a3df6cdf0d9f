"""The desktop: composes, then starts; and the verbs that need a screen."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from app import answer, care
from app.care import Profile


def build() -> argparse.ArgumentParser:
    """The command line."""
    shared = answer.shared_options()
    parser = answer.Parser(prog="fairway", parents=[shared])
    words = parser.add_subparsers(dest="verb")
    demo = words.add_parser("demo", parents=[shared])
    demo.add_argument("--two", action="store_true")
    return parser


def main(argv: Sequence[str]) -> int:
    """Do what the command line says."""
    args = build().parse_args(argv)
    lang = getattr(args, "lang", "")
    profile = care.profile_in(answer.folder_of(args))
    return run(profile, lang or profile.lang)


def run(profile: Profile, lang: str) -> int:
    """One window until it is closed."""
    from ui.kit.app import App  # noqa: PLC0415 - Qt loads when a screen is wanted
    from ui.shell.program import Program  # noqa: PLC0415

    app = App(sys.argv[:1], answer.words_for(lang))
    program = Program(profile)
    program.show()
    program.ended.connect(app.quit)
    return app.exec()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
