"""What a command line word is: its arguments, what it does, and how its answer is put."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

C = TypeVar("C")


@dataclass(frozen=True, slots=True)
class Line:
    """One line for a reader: an English template, which is its translation key, and its values."""

    template: str
    params: Mapping[str, object] = field(default_factory=dict[str, object])


@dataclass(frozen=True, slots=True)
class Answer:
    """`data` is what `--json` prints beside "ok"; `lines` are for people."""

    data: Mapping[str, object]
    lines: Sequence[Line | str] = ()


@dataclass(frozen=True, slots=True)
class Verb(Generic[C]):
    """A word of the command line; `run` gets what the program opened for it."""

    name: str
    help: str
    arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[C, argparse.Namespace], Answer]
    needs_profile: bool = True


def say(template: str, **params: object) -> Line:
    """A line for a reader."""
    return Line(template, params)
