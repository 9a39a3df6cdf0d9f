"""Pasted chats: who said what and when, in every form that WeChat and people write."""

from __future__ import annotations

from datetime import datetime

import pytest

from app.work.wechat import is_excerpt, messages

NOW = datetime(2026, 6, 3, 10, 42)
"""A Wednesday."""


def read(text: str) -> list[str]:
    """Each message in a line: speaker, time, words."""
    return [
        f"{one.speaker}|{one.said_at:%m-%d %H:%M}|{one.body}"
        if one.said_at
        else f"{one.speaker}||{one.body}"
        for one in messages(text, NOW)
    ]


CHATS = {
    "the phone's own": (
        "张伟 2026/6/3 10:41\n标题放左上还是居中？\n我倾向居中\n\n李娜 2026/6/3 10:43\n[图片]\n",
        ["张伟|06-03 10:41|标题放左上还是居中？\n我倾向居中", "李娜|06-03 10:43|[图片]"],
    ),
    "names alone": (
        "张伟:\n内容一\n李娜：\n内容二\n第二行",
        ["张伟||内容一", "李娜||内容二\n第二行"],
    ),
    "names before the words": ("张伟: 早\n李娜：收到", ["张伟||早", "李娜||收到"]),
    "Chinese times": (
        "张伟 6月3日 上午10:41\n好\n林涛 12月1日 下午3:05\n你好",
        ["张伟|06-03 10:41|好", "林涛|12-01 15:05|你好"],
    ),
    "a time on its own line": (
        "昨天 10:41\n张伟:\n好的\n李娜:\n收到",
        ["张伟|06-02 10:41|好的", "李娜|06-02 10:41|收到"],
    ),
    "a quote stays in its message": (
        "张伟 昨天 22:41\n「李娜：主图用哪张\n陈晨 6月1日 9:00」\n- - - -\n用第二张",
        ["张伟|06-02 22:41|「李娜：主图用哪张\n陈晨 6月1日 9:00」\n- - - -\n用第二张"],
    ),
    "a colon inside a message": (
        "陈晨 星期一 09:00\n注意：今天截止\n见 https://a.b/c:d",
        ["陈晨|06-01 09:00|注意：今天截止\n见 https://a.b/c:d"],
    ),
    "days as lines": (
        "—————  2026-05-30  —————\n\n张伟  10:41\n\n好\n\n李娜  晚上8:05\n\n行",
        ["张伟|05-30 10:41|好", "李娜|05-30 20:05|行"],
    ),
    "English names and half days": (
        "Li Na 6/3 1:41 PM\nhi\nLi Na 6/3 12:05 AM\nyo",
        ["Li Na|06-03 13:41|hi", "Li Na|06-03 00:05|yo"],
    ),
    "words before the first name are kept": (
        "转发给大家\n张伟 10:41\n好",
        ["||转发给大家", "张伟|06-03 10:41|好"],
    ),
    "noon and night": (
        "张伟 中午12:30\na\n张伟 中午1:30\nb\n张伟 凌晨12:30\nc",
        ["张伟|06-03 12:30|a", "张伟|06-03 13:30|b", "张伟|06-03 00:30|c"],
    ),
    "a day that does not exist": ("张伟 2026/2/30 10:41\n好", ["张伟||好"]),
}


@pytest.mark.parametrize("name", CHATS)
def test_read(name: str) -> None:
    text, expected = CHATS[name]
    assert read(text) == expected
    assert read(text.replace("\n", "\r\n")) == expected


@pytest.mark.parametrize(
    "text", ["", "你好\n世界", "会议时间: 10:41\n地点: 3楼", "https://a.b/c\n1. 标题：首屏", "\n\n"]
)
def test_what_is_no_chat(text: str) -> None:
    assert not is_excerpt(messages(text, NOW), {"张伟"})


def test_two_lines_are_a_chat_when_a_colleague_speaks() -> None:
    found = messages("张伟: 早\n客户：收到", NOW)
    assert is_excerpt(found, {"张伟"})
    assert not is_excerpt(found)
    assert not is_excerpt(messages("亮点: 早鸟价\n卖点: 收纳", NOW), {"张伟"})


def test_no_text_breaks_it() -> None:
    for text in ("张伟 99:99\nx", "a" * 100_000, ": : :\n" * 6_000, "「" * 5_000, "张伟 10:41"):
        messages(text, NOW)
