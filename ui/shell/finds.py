"""What the palette shows for what was typed: matches in groups, best first. No widgets."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from ui.kit.app import t
from ui.kit.command import Command
from ui.kit.match import match

KINDS = {
    "task": "task",
    "campaign": "campaign",
    "person": "person",
    "people": "person",
    "post": "post",
    "content": "post",
    "calendar": "post",
}
"""First word of a place -> scope of the palette; anything else is only in the scope `all`."""
ORDER = ("task", "campaign", "person", "post", "other", "command")
MOST_AT_REST = 7
MOST_IN_GROUP = 6
MOST_IN_SCOPE = 60
RECENT_BONUS = 9.0
USED_BONUS = 6.0
BODY_SCORE = 30.0
"""A hit whose title does not show the words: they stand in its text."""


@dataclass(frozen=True, slots=True)
class Hit:
    """An object that can be gone to; `place` is what the window understands: `task/ID`."""

    icon: str
    title: str
    note: str
    place: str

    @property
    def kind(self) -> str:
        """The scope that it belongs to."""
        return KINDS.get(self.place.partition("/")[0], "other")


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the palette: a heading, an object, or a command."""

    title: str
    icon: str = ""
    note: str = ""
    place: str = ""
    command: Command | None = None
    why_not: str = ""
    marks: tuple[tuple[int, int], ...] = ()
    score: float = 0

    @property
    def is_head(self) -> bool:
        """Whether it only names what follows."""
        return not self.place and self.command is None

    @property
    def key(self) -> str:
        """What tells it from every other."""
        return self.place or (f"command/{self.command.name}" if self.command else "")


@dataclass(frozen=True, slots=True)
class Stock:
    """All that can be found just now; `used` names keys of entries, the latest first."""

    commands: Callable[[], Sequence[Command]]
    recent: Callable[[], Sequence[Hit]]
    used: Sequence[str] = ()


def group_names() -> Mapping[str, str]:
    """What the groups are called."""
    return {
        "best": t("Best match"),
        "recent": t("Recent"),
        "command": t("Commands"),
        "task": t("Tasks"),
        "campaign": t("Campaigns"),
        "person": t("People"),
        "post": t("Content"),
        "other": t("Other"),
    }


def at_rest(stock: Stock, scope: str) -> list[Entry]:
    """What stands there before anything is typed: recent things, then commands."""
    names = group_names()
    hits = [h for h in stock.recent() if scope in ("all", h.kind)]
    lines: list[Entry] = []
    if hits:
        lines.append(Entry(names["recent"]))
        lines += [_of_hit(h) for h in hits[:MOST_AT_REST]]
    if scope in ("all", "command"):
        known = {key: place for place, key in enumerate(stock.used)}
        commands = [_of_command(c) for c in stock.commands()]
        commands.sort(key=lambda e: known.get(e.key, len(known)))
        if commands:
            lines += [Entry(names["command"]), *commands]
    return lines


def matching(query: str, stock: Stock, hits: Sequence[Hit], scope: str) -> list[Entry]:
    """What fits the words: the best first, then the groups, the better ones higher."""
    bonus = {key: _fading(USED_BONUS, n) for n, key in enumerate(stock.used)}
    recent = list(stock.recent())
    bonus |= {h.place: _fading(RECENT_BONUS, n) for n, h in enumerate(recent)}
    groups: dict[str, list[Entry]] = {}
    for hit in _distinct([*recent, *hits]):
        found = match(query, hit.title)
        if found is None and hit in hits:
            groups.setdefault(hit.kind, []).append(_of_hit(hit, (), BODY_SCORE))
        elif found is not None:
            score = found.score + bonus.get(hit.place, 0)
            groups.setdefault(hit.kind, []).append(_of_hit(hit, found.marks, score))
    for command in stock.commands():
        found = match(query, command.words)
        if found is not None:
            score = found.score + bonus.get(f"command/{command.name}", 0)
            groups.setdefault("command", []).append(_of_command(command, found.marks, score))
    return _laid_out(groups, scope)


def _laid_out(groups: dict[str, list[Entry]], scope: str) -> list[Entry]:
    names = group_names()
    for held in groups.values():
        held.sort(key=lambda e: -e.score)
    if scope != "all":
        held = groups.get(scope, [])[:MOST_IN_SCOPE]
        return [Entry(names[scope]), *held] if held else []
    ready = [held[0] for held in groups.values() if not held[0].why_not]
    best = max(ready, key=lambda e: e.score) if ready else None
    lines = [Entry(names["best"]), best] if best is not None else []
    for kind in sorted(groups, key=lambda k: (-groups[k][0].score, ORDER.index(k))):
        rest = [e for e in groups[kind] if e is not best][:MOST_IN_GROUP]
        if rest:
            lines += [Entry(names[kind]), *rest]
    return lines


def _fading(bonus: float, place: int) -> float:
    return bonus * max(0.2, 1 - place / 12)


def _distinct(hits: Sequence[Hit]) -> list[Hit]:
    """Each place once; what the search said of it counts more than what was remembered."""
    return list({hit.place: hit for hit in hits}.values())


def _of_hit(hit: Hit, marks: tuple[tuple[int, int], ...] = (), score: float = 0) -> Entry:
    return Entry(hit.title, hit.icon, hit.note, place=hit.place, marks=marks, score=score)


def _of_command(
    command: Command, marks: tuple[tuple[int, int], ...] = (), score: float = 0
) -> Entry:
    why_not = command.reason
    # What cannot be done now stands where it would, but never first.
    return Entry(
        command.words,
        command.icon or "command",
        command.group,
        command=command,
        why_not=why_not,
        marks=marks,
        score=score,
    )
