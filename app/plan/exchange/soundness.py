"""Makes what a file says about links fit to keep: no missing ends, no loops unseen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from app.plan.exchange.plan_file import Link, Notes, Task


def sound_links(
    links: Iterable[Link],
    tasks: Mapping[int, Task],
    rows: Mapping[int, int],
    notes: Notes,
    column: str = "PredecessorLink",
) -> tuple[Link, ...]:
    """The links that can be kept; what is left out or goes round in circles is noted."""
    kept: dict[tuple[int, int, str], Link] = {}
    for link in links:
        row = rows.get(link.successor_uid)
        if link.predecessor_uid not in tasks or link.successor_uid not in tasks:
            notes.warn(
                row,
                column,
                "A link to task {task}, which is not in the file, was left out",
                task=link.predecessor_uid,
            )
        elif link.predecessor_uid == link.successor_uid:
            notes.warn(row, column, "A link of a task to itself was left out")
        elif (link.predecessor_uid, link.successor_uid, link.type) in kept:
            notes.warn(
                row,
                column,
                "A second link from task {task} was left out",
                task=link.predecessor_uid,
            )
        else:
            kept[link.predecessor_uid, link.successor_uid, link.type] = link
    round_uids = circular((first, second) for first, second, _ in kept)
    if round_uids:
        names = ", ".join(tasks[uid].name[:40] for uid in round_uids[:5])
        notes.warn(
            None,
            column,
            "{count} tasks wait for one another in a circle: {names}",
            count=len(round_uids),
            names=names,
        )
    return tuple(kept.values())


def circular(pairs: Iterable[tuple[int, int]]) -> list[int]:
    """The tasks of links that lead back to themselves, found by peeling off the others."""
    ahead: dict[int, set[int]] = {}
    behind: dict[int, set[int]] = {}
    for first, second in pairs:
        ahead.setdefault(first, set()).add(second)
        behind.setdefault(second, set()).add(first)
    _peel(ahead, behind)
    _peel(behind, ahead)
    return [uid for uid, following in ahead.items() if following]


def _peel(ahead: dict[int, set[int]], behind: dict[int, set[int]]) -> None:
    """Take away all that nothing leads to, again and again."""
    ready = [uid for uid in ahead if not behind.get(uid)]
    while ready:
        uid = ready.pop()
        for other in ahead.pop(uid, set()):
            behind[other].discard(uid)
            if not behind[other]:
                ready.append(other)
