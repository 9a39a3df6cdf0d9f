"""What waits for what: links between tasks are made, changed and taken away."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation

from app.model.change import Value
from app.model.errors import Refused
from app.model.ids import RowId
from app.session import Session

MOST = Decimal(10_000)
Node = tuple[bytes, bool]
"""The beginning (False) or the end (True) of a task."""


def link_tasks(
    session: Session, before: bytes, after: bytes, values: Mapping[str, Value] | None = None
) -> RowId:
    """Let a task wait for another one; `values`: type, lag and its unit."""
    campaign = session.get("task", after).ref("campaign")
    if session.get("task", before).ref("campaign") != campaign:
        raise Refused("invalid", "Only tasks of one campaign can wait for one another")
    if before == after:
        raise Refused("invalid", "A task cannot wait for itself")
    pair = [("predecessor", "=", before), ("successor", "=", after)]
    if session.list("link", pair):
        raise Refused("invalid", "These tasks are linked already")
    path = circle(session, before, after)
    if path:
        text = " → ".join(session.get("task", task).text("name") for task in path)
        raise Refused("invalid", "These tasks would wait for one another: {path}", path=text)
    own: dict[str, Value] = {"type": "FS", **(values or {})}
    with session.edit("Link tasks") as edit:
        return edit.add(
            "link", {**own, "campaign": campaign, "predecessor": before, "successor": after}
        )


def set_link(session: Session, link: bytes, kind: str, lag: str, unit: str) -> None:
    """How a task waits: from which end to which, and how long after; no lag is ""."""
    values: dict[str, Value] = {"type": kind, "lag": None, "lag_unit": None}
    if lag.strip():
        values |= {"lag": _number(lag), "lag_unit": unit}
    if values["lag"] == "0":
        values |= {"lag": None, "lag_unit": None}
    with session.edit("Change dependency") as edit:
        edit.set("link", link, values)


def unlink(session: Session, link: bytes) -> None:
    """Let a task wait no more."""
    with session.edit("Unlink tasks") as edit:
        edit.delete("link", link)


def circle(session: Session, before: bytes, after: bytes) -> list[bytes]:
    """The circle that a new link would close, from `before` back to itself; mostly none.

    A task that holds others begins before them and ends after them, so it waits with them.
    """
    campaign = session.get("task", after).ref("campaign")
    mine = [("campaign", "=", campaign)]
    flow: dict[Node, list[Node]] = {}
    held = session.dataset("task", ["parent"], mine)
    for task, parent in zip(held["id"], held["parent"], strict=True):
        assert isinstance(task, bytes)
        flow.setdefault((task, False), []).append((task, True))
        if isinstance(parent, bytes):
            flow.setdefault((parent, False), []).append((task, False))
            flow.setdefault((task, True), []).append((parent, True))
    ties = session.dataset("link", ["predecessor", "successor"], mine)
    for first, then in zip(ties["predecessor"], ties["successor"], strict=True):
        if isinstance(first, bytes) and isinstance(then, bytes):
            flow.setdefault((first, True), []).append((then, False))
    steps = _steps(flow, (after, False), (before, True))
    return _told([(before, True), *steps]) if steps else []


def _steps(flow: Mapping[Node, Iterable[Node]], start: Node, end: Node) -> list[Node]:
    """The shortest way from one node to another; none where there is none."""
    came: dict[Node, Node] = {start: start}
    queue = deque([start])
    while queue:
        node = queue.popleft()
        if node == end:
            path = [node]
            while path[-1] != start:
                path.append(came[path[-1]])
            return path[::-1]
        for following in flow.get(node, ()):
            if following not in came:
                came[following] = node
                queue.append(following)
    return []


def _told(nodes: Iterable[Node]) -> list[bytes]:
    """The tasks of a path, each once where it stands twice in a row."""
    found: list[bytes] = []
    for task, _ in nodes:
        if not found or found[-1] != task:
            found.append(task)
    return found


def _number(text: str) -> str:
    try:
        number = Decimal(text.strip())
    except InvalidOperation:
        number = None
    if number is None or not number.is_finite() or abs(number) > MOST:
        raise Refused("invalid", "The lag is a number, such as 2 or -1")
    return f"{number.normalize():f}"
