"""Departments, positions, people: what is done, what is refused, what one undo takes back."""

from __future__ import annotations

import pytest

from app.model.errors import Refused
from app.people import commands, directory
from tests.fakes.devices import Device


def names(device: Device) -> list[str]:
    branches = directory.tree(commands.read_staff(device.session))
    return [f"{'  ' * b.depth}{b.name}" for b in directory.flat(branches)]


def made(device: Device, name: str, **values: object) -> bytes:
    return commands.add_person(device.session, {"name": name, **values})  # pyright: ignore


@pytest.fixture
def brand(device: Device) -> dict[str, bytes]:
    """Departments 运营部 > 内容组, 品牌部."""
    top = commands.add_department(device.session, "运营部")
    below = commands.add_department(device.session, "内容组", top)
    return {
        "运营部": top,
        "内容组": below,
        "品牌部": commands.add_department(device.session, "品牌部"),
    }


def test_the_tree_grows_moves_and_is_renamed(device: Device, brand: dict[str, bytes]) -> None:
    assert names(device) == ["运营部", "  内容组", "品牌部"]
    before = device.rows()
    commands.move_department(device.session, brand["品牌部"], None)
    assert names(device) == ["品牌部", "运营部", "  内容组"]
    commands.move_department(device.session, brand["内容组"], brand["品牌部"])
    assert names(device) == ["品牌部", "  内容组", "运营部"]
    commands.move_department(device.session, brand["内容组"], None, brand["品牌部"])
    assert names(device) == ["品牌部", "内容组", "运营部"]
    for _ in range(3):
        device.session.undo()
    assert device.rows() == before
    commands.rename_department(device.session, brand["品牌部"], " 品牌中心 ")
    assert names(device)[-1] == "品牌中心"


def test_no_circle(device: Device, brand: dict[str, bytes]) -> None:
    for parent in ("运营部", "内容组"):
        with pytest.raises(Refused, match="under itself"):
            commands.move_department(device.session, brand["运营部"], brand[parent])
    with pytest.raises(Refused, match="same parent"):
        commands.move_department(device.session, brand["品牌部"], None, brand["内容组"])


def test_a_department_is_deleted_empty_or_with_a_place_for_its_people(
    device: Device, brand: dict[str, bytes]
) -> None:
    person = made(device, "张伟", department=brand["内容组"])
    other = made(device, "王芳", department=brand["品牌部"])
    commands.add_posting(device.session, other, brand["内容组"])
    for department in ("内容组", "运营部"):
        with pytest.raises(Refused, match="still people or departments") as refused:
            commands.delete_department(device.session, brand[department])
        assert refused.value.hint
    with pytest.raises(Refused, match="deleted with it"):
        commands.delete_department(device.session, brand["运营部"], brand["内容组"])
    before = device.rows()
    assert commands.delete_department(device.session, brand["内容组"], brand["品牌部"]) == 2
    assert device.session.get("person", person)["department"] == brand["品牌部"]
    assert commands.delete_department(device.session, brand["运营部"]) == 0
    device.session.undo()
    device.session.undo()
    assert device.rows() == before


def test_positions(device: Device) -> None:
    director = commands.add_position(device.session, "总监", 9)
    editor = commands.add_position(device.session, "编辑")
    with pytest.raises(Refused, match="position of this name"):
        commands.set_position(device.session, editor, {"name": "总监"})
    commands.set_position(device.session, director, {"name": "总监", "level": 8})
    made(device, "王芳", position=director)
    with pytest.raises(Refused, match="still people in this position"):
        commands.delete_position(device.session, director)
    with pytest.raises(Refused, match="that is deleted"):
        commands.delete_position(device.session, director, director)
    assert commands.delete_position(device.session, director, editor) == 1
    assert [row.text("name") for row in device.session.list("position")] == ["编辑"]


def test_people_and_second_positions(device: Device, brand: dict[str, bytes]) -> None:
    director = commands.add_position(device.session, "总监", 9)
    person = made(device, " 王芳 ", department=brand["运营部"], position=director)
    assert device.session.get("person", person)["name"] == "王芳"
    assert device.session.get("person", person)["active"] == 1
    with pytest.raises(Refused, match="position already"):
        commands.add_posting(device.session, person, brand["运营部"], director)
    posting = commands.add_posting(device.session, person, brand["品牌部"], director)
    with pytest.raises(Refused, match="position already"):
        commands.add_posting(device.session, person, brand["品牌部"], director)
    commands.remove_posting(device.session, posting)
    commands.set_skills(device.session, person, ["策划", " 直播 ", "策划", ""])
    assert commands.skills_of(device.session.get("person", person)) == ("策划", "直播")
    commands.set_skills(device.session, person, [])
    assert device.session.get("person", person)["skills"] is None
    with pytest.raises(Refused, match="name is needed"):
        made(device, "  ")


def test_nobody_is_above_themselves(device: Device) -> None:
    boss = made(device, "王芳")
    editor = made(device, "张伟", manager=boss)
    for manager in (boss, editor):
        with pytest.raises(Refused, match="above themselves"):
            commands.set_person(device.session, boss, {"manager": manager})
    commands.set_person(device.session, boss, {"phone": "13800000000", "manager": None})


def test_the_head_of_a_department_works_here(device: Device, brand: dict[str, bytes]) -> None:
    boss = made(device, "王芳")
    commands.set_head(device.session, brand["运营部"], boss)
    commands.deactivate_and_hand_over(device.session, boss, made(device, "张伟"))
    with pytest.raises(Refused, match="deactivated already"):
        commands.set_head(device.session, brand["品牌部"], boss)
