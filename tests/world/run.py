"""Plays plans: one, or many, and makes a failing one as short as it can be."""

from __future__ import annotations

import gc
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace

from tests.world.act import Act, Plan, plan
from tests.world.check import Invariants
from tests.world.history import played
from tests.world.template import Team, scratch


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a plan: the hash of its trace, and why it failed ("" where it did not)."""

    plan: Plan
    trace: str
    why: str
    log: tuple[str, ...]

    @property
    def rule(self) -> str:
        """The first word of the failure: the invariant's name, or the kind of error."""
        return self.why.split(maxsplit=1)[0] if self.why else ""


def play(team: Team, made: Plan) -> Result:
    """One world from its beginning to its peace."""
    folder = scratch()
    why, log, trace = "", [], ""
    # A search for circles of garbage is a sixth of a world's time.
    gc.disable()
    try:
        with played(team, made, folder, Invariants()) as world:
            log = world.log
            try:
                world.play()
            finally:
                trace = world.trace_hash()
    except Exception as error:  # noqa: BLE001 - whatever goes wrong is a finding of this seed
        named = str(error) if isinstance(error, AssertionError) else ""
        why = named if named.startswith("I") else f"{type(error).__name__}: {error}"
    finally:
        gc.enable()
        shutil.rmtree(folder, ignore_errors=True)
    return Result(made, trace, why, tuple(log))


def seed(team: Team, number: int, length: int = 0) -> Result:
    """The world of a seed."""
    return play(team, plan(number, length))


def shrunk(team: Team, made: Plan, told: Callable[[str], None] = lambda _: None) -> Plan:
    """The shortest plan found that breaks the same promise: acts go, then their troubles."""
    rule = play(team, made).rule

    def fails(acts: tuple[Act, ...]) -> bool:
        return play(team, replace(made, acts=acts)).rule == rule

    acts = made.acts
    size = max(1, len(acts) // 2)
    while True:
        start, before = 0, len(acts)
        while start < len(acts):
            fewer = acts[:start] + acts[start + size :]
            if fails(fewer):
                acts = fewer
                told(f"{len(acts)} acts")
            else:
                start += size
        if size == 1 and len(acts) == before:
            break
        size = max(1, size // 2)
    for place, act in enumerate(acts):
        for bad in act.bad:
            held = acts[place]
            plain = replace(held, bad=tuple(b for b in held.bad if b is not bad))
            fewer = (*acts[:place], plain, *acts[place + 1 :])
            if fails(fewer):
                acts = fewer
    return replace(made, acts=acts)
