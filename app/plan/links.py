"""What waits for what: whether a new link closes a circle, and what a lag comes to. Pure."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation

from app.model.change import Value
from app.model.errors import Refused
from app.model.row import Row

MOST = Decimal(10_000)
Node = tuple[bytes, bool]
"""The beginning (False) or the end (True) of a task."""


def check(before: Row, after: Row, tasks: Sequence[Row], held: Sequence[Row]) -> None:
    """Refuse a link that makes no sense; `tasks` and `held` links are those of the campaign."""
    if before.ref("campaign") != after.ref("campaign"):
        raise Refused("invalid", "Only tasks of one campaign can wait for one another")
    if before.id == after.id:
        raise Refused("invalid", "A task cannot wait for itself")
    if any((r.ref("predecessor"), r.ref("successor")) == (before.id, after.id) for r in held):
        raise Refused("invalid", "These tasks are linked already")
    path = circle(before.id, after.id, tasks, held)
    if path:
        names = {task.id: task.text("name") for task in tasks}
        text = " → ".join(names.get(task, "?") for task in path)
        raise Refused("invalid", "These tasks would wait for one another: {path}", path=text)


def circle(before: bytes, after: bytes, tasks: Iterable[Row], held: Iterable[Row]) -> list[bytes]:
    """The circle that a new link would close, from `before` back to itself; mostly none.

    A task that holds others begins before them and ends after them, so it waits with them.
    """
    flow: dict[Node, list[Node]] = {}
    for task in tasks:
        parent = task.ref("parent")
        flow.setdefault((task.id, False), []).append((task.id, True))
        if parent is not None:
            flow.setdefault((parent, False), []).append((task.id, False))
            flow.setdefault((task.id, True), []).append((parent, True))
    for link in held:
        first, then = link.ref("predecessor"), link.ref("successor")
        if first is not None and then is not None:
            flow.setdefault((first, True), []).append((then, False))
    steps = _steps(flow, (after, False), (before, True))
    return _told([(before, True), *steps]) if steps else []


def waiting(kind: str, lag: str, unit: str) -> dict[str, Value]:
    """How a task waits, as a link keeps it; no lag is ""."""
    values: dict[str, Value] = {"type": kind, "lag": None, "lag_unit": None}
    number = _number(lag) if lag.strip() else "0"
    return values | {"lag": number, "lag_unit": unit} if number != "0" else values


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
    return "0" if number == 0 else f"{number.normalize():f}"
