"""Search: Chinese by character, pinyin and initials, English without case; the index trails."""

from __future__ import annotations

import pytest

from app.model.sound import MAX_SUFFIXES, sounds_of
from app.store import search
from tests.fakes.devices import Device, OrderHub, Workshop, campaign_of

TITLES = (
    "品牌周年庆",
    "主视觉设计",
    "重庆快闪店",
    "曾国藩读书会",
    "Summer SALE 海报",
    "长沙音乐节",
    "女装春季新品",
)


@pytest.fixture
def filled(device: Device) -> tuple[Device, dict[str, bytes]]:
    """A device with tasks of these names, indexed."""
    campaign, _ = campaign_of(device, "容器", 0)
    with device.session.edit("Add") as edit:
        rows = {t: bytes(edit.add("task", {"campaign": campaign, "name": t})) for t in TITLES}
        notes = {"campaign": campaign, "name": "空白", "notes": "预算 审批 Budget review"}
        rows["空白"] = bytes(edit.add("task", notes))
    assert search.index(device.replica) == 0
    return device, rows


def found(device: Device, words: str) -> set[str]:
    return {hit.title for hit in device.session.search(words).hits}


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("视觉", "主视觉设计"),
        ("周年", "品牌周年庆"),
        ("庆", "重庆快闪店"),
        ("庆", "品牌周年庆"),
        ("藩", "曾国藩读书会"),
        ("快闪 重庆", "重庆快闪店"),
        ("summer", "Summer SALE 海报"),
        ("SUMMER sale", "Summer SALE 海报"),
        ("sum", "Summer SALE 海报"),
        ("海报 Sale", "Summer SALE 海报"),
        ("预算", "空白"),
        ("budget", "空白"),
    ],
)
def test_words_are_found(filled: tuple[Device, dict[str, bytes]], words: str, title: str) -> None:
    assert title in found(filled[0], words)


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("zhushijue", "主视觉设计"),
        ("zsj", "主视觉设计"),
        ("ZSJ", "主视觉设计"),
        ("shijue", "主视觉设计"),
        ("sj", "主视觉设计"),
        ("zhongqing", "重庆快闪店"),
        ("chongqing", "重庆快闪店"),
        ("zq", "重庆快闪店"),
        ("cq", "重庆快闪店"),
        ("zengguofan", "曾国藩读书会"),
        ("cengguofan", "曾国藩读书会"),
        ("zgf", "曾国藩读书会"),
        ("cgf", "曾国藩读书会"),
        ("changsha", "长沙音乐节"),
        ("zhangsha", "长沙音乐节"),
        ("yinyuejie", "长沙音乐节"),
        ("yinlejie", "长沙音乐节"),
        ("nvzhuang", "女装春季新品"),
        ("haibao", "Summer SALE 海报"),
        ("pin pai", "品牌周年庆"),
    ],
)
def test_titles_are_found_by_every_reading(
    filled: tuple[Device, dict[str, bytes]], words: str, title: str
) -> None:
    assert title in found(filled[0], words)


@pytest.mark.parametrize("words", ["视设", "觉视", "zzz", "winter", "budget 海报"])
def test_what_is_not_there_is_not_found(
    filled: tuple[Device, dict[str, bytes]], words: str
) -> None:
    assert found(filled[0], words) == set()


@pytest.mark.parametrize(
    "words",
    ["", "   ", '"', "''", "* OR", "NEAR(", "title:", "-", "(", "%", '" OR "', "^a", "\x00"],
)
def test_signs_of_the_query_language_are_plain_text(
    filled: tuple[Device, dict[str, bytes]], words: str
) -> None:
    assert filled[0].session.search(words).complete


def test_a_hit_has_its_row_its_title_and_the_place(
    filled: tuple[Device, dict[str, bytes]],
) -> None:
    device, rows = filled
    (hit,) = device.session.search("审批").hits
    assert (hit.table, hit.row, hit.title) == ("task", rows["空白"], "空白")
    assert "审批" in hit.snippet


def test_a_title_goes_before_a_body(device: Device) -> None:
    campaign, _ = campaign_of(device, "容器", 0)
    with device.session.edit("Add") as edit:
        edit.add("task", {"campaign": campaign, "name": "other", "notes": "poster"})
        edit.add("task", {"campaign": campaign, "name": "poster"})
    search.index(device.replica)
    assert [hit.title for hit in device.session.search("poster").hits] == ["poster", "other"]


def test_the_limit_holds(device: Device) -> None:
    campaign_of(device, tasks=8)
    search.index(device.replica)
    assert len(device.session.search("任务", 3).hits) == 3
    assert len(device.session.search("rw", 3).hits) == 3


def test_the_index_trails_and_says_so(device: Device) -> None:
    campaign_of(device, tasks=4)
    result = device.session.search("任务")
    assert (result.hits, result.complete) == ((), False)
    assert search.pending(device.replica) == 5
    assert search.index(device.replica, limit=3) == 2
    assert not device.session.search("任务").complete
    assert search.index(device.replica) == 0
    result = device.session.search("任务")
    assert result.complete
    assert len(result.hits) == 4
    assert search.index(device.replica) == 0


def test_a_renamed_row_is_found_by_its_new_name_only(device: Device) -> None:
    _, (task,) = campaign_of(device)
    search.index(device.replica)
    device.edit("task", task, name="门店海报")
    search.index(device.replica)
    assert found(device, "任务") == set()
    assert found(device, "rw") == set()
    assert found(device, "mdhb") == found(device, "门店") == {"门店海报"}


def test_a_deleted_row_leaves_the_index_and_a_restored_one_comes_back(device: Device) -> None:
    _, (task,) = campaign_of(device)
    search.index(device.replica)
    with device.session.edit("Delete") as edit:
        edit.delete("task", task)
    search.index(device.replica)
    assert found(device, "任务") == found(device, "rw") == set()
    device.session.undo()
    search.index(device.replica)
    assert found(device, "任务") == found(device, "rw") == {"任务 0"}


def test_what_comes_from_the_hub_is_found(workshop: Workshop) -> None:
    a, b, hub = workshop.device("a"), workshop.device("b"), OrderHub()
    campaign_of(a)
    hub.settle(a, b)
    assert not b.session.search("任务").complete
    search.index(b.replica)
    assert found(b, "任务") == {"任务 0"}


def test_indexing_is_no_edit(device: Device) -> None:
    campaign_of(device)
    before = device.journal(), device.replica.whoami()
    search.index(device.replica)
    assert (device.journal(), device.replica.whoami()) == before
    assert device.session.undo_state.undo == "Begin"


def test_a_very_long_title_has_a_bounded_number_of_sounds() -> None:
    words = sounds_of("重行长乐" * 200).split()
    assert len(words) <= MAX_SUFFIXES * 48 * 2
    assert sounds_of("") == ""
    assert sounds_of("plain english") == ""
