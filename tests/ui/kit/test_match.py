"""What a few letters find, and which characters light up."""

from __future__ import annotations

import pytest

from ui.kit.match import match


def lit(query: str, text: str) -> str:
    """The text with what was matched in brackets; "" where it does not fit."""
    found = match(query, text)
    if found is None:
        return ""
    out, at = "", 0
    for start, end in found.marks:
        out += f"{text[at:start]}[{text[start:end]}]"
        at = end
    return out + text[at:]


@pytest.mark.parametrize(
    ("query", "text", "shown"),
    [
        ("zsj", "主视觉设计", "[主视觉]设计"),
        ("zsj", "618主视觉_v3.psd", "618[主视觉]_v3.psd"),
        ("zsj", "张世杰", "[张世杰]"),
        ("zsj", "查看追溯记录", "查看[追溯记]录"),
        ("zhushijue", "主视觉设计", "[主视觉]设计"),
        ("zhushi", "主视觉设计", "[主视]觉设计"),
        ("zhsj", "主视觉设计", "[主视觉]设计"),
        ("kolgt", "KOL沟通", "[KOL沟通]"),
        ("618dc", "618 大促", "[618] [大促]"),
        ("nt", "New task", "[N]ew [t]ask"),
        ("newt", "New task", "[New] [t]ask"),
        ("视觉", "主视觉设计", "主[视觉]设计"),
        ("主 设", "主视觉设计", "[主]视觉[设]计"),
        ("yue", "音乐", "音[乐]"),
        ("le", "音乐", "音[乐]"),
        ("lv", "绿色", "[绿]色"),
        ("KOL", "kol 名单", "[kol] 名单"),
        ("zzz", "主视觉设计", ""),
        ("ewt", "New task", ""),
        ("主x", "主视觉设计", ""),
    ],
)
def test_letters_find(query: str, text: str, shown: str) -> None:
    assert lit(query, text) == shown


@pytest.mark.parametrize(
    ("query", "better", "worse"),
    [
        ("主视觉", "主视觉设计", "旧版主视觉"),
        ("zsj", "主视觉设计", "618主视觉_v3.psd"),
        ("re", "Redo", "Share"),
        ("zhu", "主视觉设计", "准备物料"),
        ("618", "618大促", "预热 618 长图文"),
    ],
)
def test_the_nearer_one_counts_more(query: str, better: str, worse: str) -> None:
    first, second = match(query, better), match(query, worse)
    assert first is not None
    assert second is None or first.score > second.score


def test_nothing_typed_fits_everything() -> None:
    found = match("  ", "主视觉设计")
    assert found is not None
    assert found.marks == ()


def test_letters_that_repeat_do_not_take_for_ever() -> None:
    assert match("a" * 32, " ".join(["a" * 30] * 30) + " b") is not None
    assert match("a" * 31 + "c", " ".join(["a" * 30] * 30)) is None


def test_capitals_that_grow_when_folded_keep_their_places() -> None:
    assert lit("大促", "Straße İ 大促") == "Straße İ [大促]"
