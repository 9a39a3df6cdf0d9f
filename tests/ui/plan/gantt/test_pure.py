"""Time, outline and geometry without a window; places as pictures in text."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from ui.plan.gantt import rows, timescale
from ui.plan.gantt.scene import Box, near, route
from ui.plan.gantt.timescale import DAY, Scale, around, ticks

JUNE = timescale.number_of(date(2026, 6, 1))


def scale(px: float = 22.0) -> Scale:
    return Scale(JUNE, px)


def test_a_day_of_work_fills_its_column() -> None:
    s = scale()
    nine, six = JUNE * DAY + 540, JUNE * DAY + 1_080
    assert (s.x(nine), s.x(six)) == (0, 22)
    assert s.x(six + DAY) == 44
    assert s.x(JUNE * DAY + 810) == 11


@given(st.integers(0, 400 * DAY), st.sampled_from([0.7, 3.0, 9.0, 22.0, 64.0, 720.0]))
def test_where_a_minute_stands_it_is_found_again(minute: int, px: float) -> None:
    s = scale(px)
    at = JUNE * DAY + minute
    x = s.x(at)
    assert abs(s.x(s.at(x)) - x) <= px / 500 + 1e-6 or s.unit == "hour"
    assert s.day_at(x + 1e-6) in (at // DAY, at // DAY + 1)


@given(st.floats(0.3, 3.0), st.floats(0, 1_400), st.floats(0, 9_000))
def test_zoom_keeps_what_is_under_the_cursor(factor: float, x: float, offset: float) -> None:
    s = scale()
    wider, moved = around(s, factor, x, offset)
    assert abs((x + offset) / s.day_px - (x + moved) / wider.day_px) < 1e-6


def test_units_follow_the_width_of_a_day() -> None:
    units = [scale(px).unit for px in timescale.PRESETS.values()]
    assert units == list(timescale.UNITS)


def test_two_rows_of_the_header() -> None:
    upper, lower = ticks(scale(), 0, 22 * 10)
    assert [t.day for t in upper] == [date(2026, 6, 1), date(2026, 6, 8)]
    assert len(lower) == 11
    upper, lower = ticks(scale(3.0), 0, 200)
    assert [t.kind for t in (upper[0], lower[0])] == ["year", "month"]
    upper, lower = ticks(scale(720.0), 0, 700)
    assert [t.start % DAY // 60 for t in lower[:4]] == [0, 2, 4, 6]
    upper, lower = ticks(scale(1.0), 0, 200)
    assert [t.day for t in lower] == [date(2026, 4, 1), date(2026, 7, 1), date(2026, 10, 1)]


def columns(text: str) -> rows.Columns:
    """A plan as a picture: one line a task, indented; `?name` has lost its parent."""
    ids: list[bytes] = []
    parents: list[object] = []
    above: list[bytes] = []
    for line in text.strip("\n").splitlines():
        name = line.strip()
        depth = (len(line) - len(line.lstrip())) // 2
        del above[depth:]
        parents.append(b"gone" if name.startswith("?") else above[-1] if above else None)
        ids.append(name.lstrip("?").encode())
        above.append(ids[-1])
    keys = [f"a{n:03d}" for n in range(len(ids))]
    return {"id": ids, "parent": parents, "okey": keys, "campaign": [b"C"] * len(ids)}


def picture(tree: rows.Tree, closed: set[bytes] | None = None) -> str:
    shown = tree.shown(closed or set())
    return "\n".join("  " * tree.depths[n] + tree.keys[n].decode() for n in shown)


PLAN = """
a
  b
    c
  d
e
"""


def test_an_outline() -> None:
    tree = rows.tree(columns(PLAN), [b"C"])
    assert picture(tree) == "C\n  a\n    b\n      c\n    d\n  e"
    assert picture(tree, {b"b"}) == "C\n  a\n    b\n    d\n  e"
    assert picture(tree, {b"a", b"b"}) == "C\n  a\n  e"
    assert [tree.keys[n] for n in tree.children(0)] == [b"a", b"e"]
    assert [tree.keys[n] for n in tree.siblings(tree.at[b"d"])] == [b"b", b"d"]


def test_only_what_is_kept_and_what_is_above_it() -> None:
    held = columns(PLAN)
    assert picture(rows.tree(held, [b"C"], {2})) == "C\n  a\n    b\n      c"
    assert picture(rows.tree(held, [b"C", b"D"], set())) == ""


def test_what_has_lost_its_parent_or_stands_in_a_circle_is_shown() -> None:
    held = dict(columns("a\n?b\nc\n  d"))
    assert picture(rows.tree(held, [b"C"])) == "C\n  a\n  b\n  c\n    d"
    held["parent"] = [b"b", b"a", None, b"c"]
    tree = rows.tree(held, [b"C"])
    assert sorted(tree.keys) == [b"C", b"a", b"b", b"c", b"d"]


@given(st.lists(st.integers(-1, 30), min_size=1, max_size=30), st.sets(st.integers(0, 29)))
def test_any_outline_shows_every_task_once(above: list[int], closed: set[int]) -> None:
    ids = [bytes([n]) for n in range(len(above))]
    parents = [ids[p] if 0 <= p < len(ids) else None for p in above]
    held = {"id": ids, "parent": parents, "okey": [""] * len(ids), "campaign": [b"C"] * len(ids)}
    tree = rows.tree(held, [b"C"])
    assert sorted(tree.keys) == sorted([b"C", *ids])
    for node, parent in enumerate(tree.parents):
        assert parent < node
        assert parent < 0 or node < tree.ends[parent] <= len(tree.keys)
        assert parent < 0 or tree.depths[node] == tree.depths[parent] + 1
    shut = {ids[n] for n in closed if n < len(ids)}
    shown = tree.shown(shut)
    assert all(not any(tree.keys[above] in shut for above in _above(tree, node)) for node in shown)


def _above(tree: rows.Tree, node: int) -> list[int]:
    found: list[int] = []
    while tree.parents[node] >= 0:
        node = tree.parents[node]
        found.append(node)
    return found


def drawn(kind: str, first: Box, then: Box) -> str:
    """A link between two bars on a grid of 10 by 16 px."""
    path = route(kind, first, then)
    wide, high = 24, 5
    field = [[" "] * wide for _ in range(high)]
    for row in range(high):
        for column in range(wide):
            x, y = column * 10 + 0.0, row * 16 + 0.0
            if near(path, x, y, 0.5):
                field[row][column] = "."
            for name, box in (("A", first), ("B", then)):
                if box.x < x < box.right and box.y <= y <= box.bottom:
                    field[row][column] = name
    return "\n".join("".join(line).rstrip() for line in field)


def test_links_go_around_corners() -> None:
    first, then = Box(0, 6, 60, 20), Box(120, 38, 60, 20)
    assert drawn("FS", first, then) == "\n".join(
        ["", " AAAAA..", "       .", "       ......BBBBB", ""]
    )
    back = Box(20, 38, 60, 20)
    assert drawn("FS", first, back) == "\n".join(["", " AAAAA..", " .......", " ..BBBBB", ""])
    assert drawn("SS", Box(20, 6, 60, 20), then) == "\n".join(
        ["", " ..AAAAA", " .", " ............BBBBB", ""]
    )
    assert drawn("FF", first, then) == "\n".join(
        ["", " AAAAA..............", "                   .", "             BBBBB..", ""]
    )
