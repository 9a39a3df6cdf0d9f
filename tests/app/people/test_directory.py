"""The tree of departments, the lines under names, and what a few letters find."""

from __future__ import annotations

import pytest

from app.model.row import Row
from app.people import directory
from app.people.directory import Branch, Staff


def of(name: str) -> bytes:
    return name.encode()[:16].ljust(16, b".")


def department(name: str, parent: str = "", okey: str = "a") -> Row:
    held = of(parent) if parent else None
    return Row("department", of(name), {"name": name, "parent": held, "okey": okey})


def person(name: str, where: str = "", position: str = "", **values: object) -> Row:
    held = {"name": name, "active": 1, "kind": "person", "email": f"{name}@qh.cn", **values}
    held["department"] = of(where) if where else None
    held["position"] = of(position) if position else None
    return Row("person", of(name), held)  # pyright: ignore[reportArgumentType]


def position(name: str, level: int) -> Row:
    return Row("position", of(name), {"name": name, "level": level, "okey": "a"})


def posting(who: str, where: str, position: str = "") -> Row:
    values = {"person": of(who), "department": of(where), "position": of(position)}
    return Row("posting", of(who + where), values)


STAFF = Staff(
    (
        person("王芳", "运营部", "运营总监", skills='["活动策划"]'),
        person("张伟", "内容组", "组长"),
        person("黄蕾", "内容组", "编辑"),
        person("重阳", "内容组", "编辑"),
        person("旧人", "内容组", active=0),
        person("合并", "内容组", active=0, merged_into=of("张伟")),
        person("摄影棚", "内容组", kind="material"),
        person("散户"),
    ),
    (
        department("运营部", okey="b"),
        department("内容组", "运营部"),
        department("品牌部", okey="a"),
    ),
    (position("运营总监", 9), position("组长", 6), position("编辑", 3)),
    (posting("王芳", "品牌部", "组长"), posting("旧人", "品牌部")),
)


def drawn(branches: tuple[Branch, ...]) -> list[str]:
    return [
        f"{'  ' * b.depth}{b.name} {len(b.people)}/{len(b.everyone)}"
        for b in directory.flat(branches)
    ]


def test_the_tree_counts_each_person_once() -> None:
    assert drawn(directory.tree(STAFF)) == ["品牌部 1/1", "运营部 1/4", "  内容组 3/3"]


def test_a_department_whose_parent_is_gone_or_in_a_circle_is_shown() -> None:
    rows = (department("a", "b"), department("b", "a"), department("c", "weg"))
    assert drawn(directory.tree(Staff((), rows))) == ["c 0/0", "a 0/0", "  b 0/0"]
    assert directory.below(rows, of("a")) == {of("a"), of("b")}


def test_who_has_left_and_who_has_no_department() -> None:
    assert [row.text("name") for row in STAFF.left()] == ["旧人"]
    assert [row.text("name") for row in directory.homeless(STAFF)] == ["散户"]


def test_the_line_under_a_name() -> None:
    lines = [directory.line_of(row, STAFF) for row in (*STAFF.people[:1], *STAFF.postings[:1])]
    assert lines == ["运营总监 • 运营部", "组长 • 品牌部"]
    assert directory.line_of(person("x"), STAFF) == ""


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", 8),
        ("wf", ["王芳"]),
        ("wangf", ["王芳"]),
        ("张", ["张伟"]),
        ("neirong bianji", ["黄蕾", "重阳"]),
        ("chongy", ["重阳"]),
        ("zhongyang", ["重阳"]),
        ("品牌", ["王芳", "旧人"]),
        ("活动 运营", ["王芳"]),
        ("QH.CN", 8),
        ("没有", []),
    ],
)
def test_what_is_found(query: str, names: list[str] | int) -> None:
    found = [row.text("name") for row in directory.found(STAFF.people, query, STAFF)]
    assert (len(found) if isinstance(names, int) else found) == names


def test_the_highest_stand_first_then_by_sound() -> None:
    order = [row.text("name") for row in directory.by_rank(STAFF.at_work(), STAFF)]
    assert order == ["王芳", "张伟", "重阳", "黄蕾", "散户"]
