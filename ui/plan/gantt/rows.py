"""The rows of the chart: which tasks stand under which, which are shown. Pure, over columns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

Columns = Mapping[str, Sequence[object]]
HEAD = -1
"""The place of a campaign's own row: it stands in no column."""


@dataclass(slots=True)
class Tree:
    """Campaigns and tasks in display order; a node is a number from 0."""

    keys: list[bytes] = field(default_factory=list[bytes])
    """Task, or campaign for a head."""
    places: list[int] = field(default_factory=list[int])
    """Where it stands in the columns; HEAD for a campaign."""
    depths: list[int] = field(default_factory=list[int])
    parents: list[int] = field(default_factory=list[int])
    """The node above; -1 for none."""
    ends: list[int] = field(default_factory=list[int])
    """The node behind everything under this one."""
    at: dict[bytes, int] = field(default_factory=dict[bytes, int])

    def is_summary(self, node: int) -> bool:
        """Whether others stand under it."""
        return self.ends[node] > node + 1

    def siblings(self, node: int) -> list[int]:
        """Nodes under the same one, in order."""
        above = self.parents[node]
        first, end = (above + 1, self.ends[above]) if above >= 0 else (0, len(self.keys))
        found: list[int] = []
        while first < end:
            found.append(first)
            first = self.ends[first]
        return found

    def children(self, node: int) -> list[int]:
        """Nodes right under this one."""
        return self.siblings(node + 1) if self.is_summary(node) else []

    def shown(self, closed: Collection[bytes]) -> list[int]:
        """Nodes that no closed one hides."""
        if not closed:
            return list(range(len(self.keys)))
        found: list[int] = []
        node, count = 0, len(self.keys)
        while node < count:
            found.append(node)
            node = self.ends[node] if self.keys[node] in closed else node + 1
        return found


def tree(columns: Columns, campaigns: Sequence[bytes], kept: Collection[int] | None = None) -> Tree:
    """The outline under its campaigns, these first and in this order.

    `kept`: only these places and what stands above them. What has lost its parent, or stands in
    a circle, is shown under its campaign: nothing that exists is hidden.
    """
    held = _Held(columns)
    inside = _with_above(held, kept) if kept is not None else None
    known = dict.fromkeys(campaigns)
    rest = dict.fromkeys(c for c in set(columns["campaign"]) if isinstance(c, bytes))
    order = [*known, *sorted(c for c in rest if c not in known)]
    grown = _Growth(held, inside)
    for campaign in order:
        grown.campaign(campaign)
    if grown.open_circles():
        grown = _Growth(held, inside)
        for campaign in order:
            grown.campaign(campaign)
    return grown.tree


class _Held:
    """The columns with their children found."""

    def __init__(self, columns: Columns) -> None:
        self.ids = columns["id"]
        self.okeys = columns["okey"]
        self.campaigns = columns["campaign"]
        self.place = {row: place for place, row in enumerate(self.ids)}
        self.parents = columns["parent"]
        campaigns, where = self.campaigns, self.place
        under: defaultdict[object, list[int]] = defaultdict(list)
        for number, (above, campaign) in enumerate(zip(self.parents, campaigns, strict=True)):
            if above is not None and above in where and campaigns[where[above]] == campaign:
                under[above].append(number)
            else:
                under[campaign].append(number)
        self.under = dict(under)

    def below(self, key: object) -> list[int]:
        """Places under a task or campaign, in order."""
        found = self.under.get(key, [])
        if len(found) > 1:
            okeys, ids = self.okeys, self.ids
            if any(okeys[place] for place in found):
                found.sort(key=lambda place: (okeys[place] or "", ids[place]))
            else:
                found.sort(key=ids.__getitem__)  # pyright: ignore[reportArgumentType, reportCallIssue]
        return found


def _with_above(held: _Held, kept: Collection[int]) -> set[int]:
    every = set(kept)
    for place in kept:
        above = held.place.get(held.parents[place])
        while above is not None and above not in every:
            every.add(above)
            above = held.place.get(held.parents[above])
    return every


class _Growth:
    """One walk that puts nodes into their order."""

    def __init__(self, held: _Held, kept: set[int] | None) -> None:
        self._held, self._kept = held, kept
        self._met: set[int] = set()
        self.tree = Tree()

    def campaign(self, campaign: bytes) -> None:
        """A campaign's head and everything under it."""
        head = self._add(campaign, HEAD, 0, -1)
        self._below(campaign, head)
        self._close(head)
        if self._kept is not None and not self.tree.is_summary(head):
            self._take_back(head)

    def open_circles(self) -> bool:
        """Let every circle begin under its campaign where the walk would never come upon it."""
        held, lost = self._held, False
        if len(self._met) == len(held.ids):
            return False
        for place, key in enumerate(held.ids):
            if place in self._met or held.campaigns[place] is None:
                continue
            lost = True
            held.under[held.parents[place]].remove(place)
            held.under.setdefault(held.campaigns[place], []).append(place)
            stack: list[object] = [key]
            self._met.add(place)
            while stack:
                for below in held.under.get(stack.pop(), ()):
                    if below not in self._met:
                        self._met.add(below)
                        stack.append(held.ids[below])
        return lost

    def _add(self, key: bytes, place: int, depth: int, parent: int) -> int:
        grown = self.tree
        node = len(grown.keys)
        grown.keys.append(key)
        grown.places.append(place)
        grown.depths.append(depth)
        grown.parents.append(parent)
        grown.ends.append(node + 1)
        grown.at[key] = node
        return node

    def _take_back(self, node: int) -> None:
        grown = self.tree
        del grown.at[grown.keys[node]]
        for held in (grown.keys, grown.places, grown.depths, grown.parents, grown.ends):
            del held[node:]

    def _close(self, node: int) -> None:
        self.tree.ends[node] = len(self.tree.keys)

    def _below(self, key: object, node: int) -> None:
        """Everything under a node, without recursion: an outline may be deep."""
        held, kept, met = self._held, self._kept, self._met
        ids, under = held.ids, held.under
        depth = self.tree.depths[node] + 1
        first = held.below(key)
        if kept is None and not any(held.ids[place] in held.under for place in first):
            self._leaves([place for place in first if place not in met], depth, node)
            self._close(node)
            return
        stack: list[tuple[int, int, int]] = [(place, depth, node) for place in reversed(first)]
        open_: list[int] = []
        while stack:
            place, level, above = stack.pop()
            while open_ and self.tree.depths[open_[-1]] >= level:
                self._close(open_.pop())
            if place in met:
                continue
            met.add(place)
            if kept is not None and place not in kept:
                continue
            name = held.ids[place]
            assert isinstance(name, bytes)
            made = self._add(name, place, level, above)
            if name not in held.under:
                continue
            inner = held.below(name)
            if kept is None and not any(ids[p] in under or p in met for p in inner):
                self._leaves(inner, level + 1, made)
                self._close(made)
            else:
                open_.append(made)
                stack.extend((one, level + 1, made) for one in reversed(inner))
        for one in reversed(open_):
            self._close(one)
        self._close(node)

    def _leaves(self, places: list[int], depth: int, node: int) -> None:
        """Many at once: a flat plan of 100,000 tasks is one run."""
        grown, ids = self.tree, self._held.ids
        base, count = len(grown.keys), len(places)
        names: list[bytes] = [ids[place] for place in places]  # pyright: ignore[reportAssignmentType]
        grown.keys += names
        grown.places += places
        grown.depths += [depth] * count
        grown.parents += [node] * count
        grown.ends += range(base + 1, base + count + 1)
        grown.at.update(zip(names, range(base, base + count), strict=True))
        self._met.update(places)
