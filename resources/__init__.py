"""The one door to what is not code: themes, words, templates, the demo workspace, pictures."""

from __future__ import annotations

from pathlib import Path

_HERE = Path(__file__).resolve().parent


def path(*names: str) -> Path:
    """The file or folder of this name: `path("demo", "plan.xml")`.

    Right in a checkout and in a bundle, which keeps this folder as it is beside the code.
    It does not look whether the file is there.
    """
    return _HERE.joinpath(*names)
