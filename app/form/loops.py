"""Fields whose formulas wait for each other. Pure; app/expr/graph.py runs what has no loops."""

from __future__ import annotations

from app.form.reading import read
from app.model.form import Form, Kind


def waits(form: Form) -> dict[str, tuple[str, ...]]:
    """Reckoned field -> the fields that its formula names; a sub-table means its columns."""
    found: dict[str, tuple[str, ...]] = {}
    for part in form.parts:
        if not part.formula:
            continue
        held = read(part.formula)
        named: list[str] = []
        for name in sorted((held.names | held.inner | held.reached) & form.by_id.keys()):
            if form.by_id[name].kind != Kind.TABLE:
                named.append(name)
        found[part.id] = tuple(named)
    return found


def loops(form: Form) -> list[tuple[str, ...]]:
    """Every loop once, each begun at its first field on the screen."""
    graph = waits(form)
    place = {part.id: at for at, part in enumerate(form.parts)}
    found: dict[frozenset[str], tuple[str, ...]] = {}
    done: set[str] = set()
    for start in graph:
        path: list[str] = []
        on_path: set[str] = set()
        stack: list[tuple[str, bool]] = [(start, True)]
        while stack:
            node, is_in = stack.pop()
            if not is_in:
                on_path.discard(path.pop())
                done.add(node)
                continue
            if node in on_path:
                loop = path[path.index(node) :]
                first = min(range(len(loop)), key=lambda at: place[loop[at]])
                found.setdefault(frozenset(loop), (*loop[first:], *loop[:first]))
                continue
            if node in done or node not in graph:
                continue
            path.append(node)
            on_path.add(node)
            stack.append((node, False))
            stack += [(name, True) for name in reversed(graph[node])]
    return list(found.values())
