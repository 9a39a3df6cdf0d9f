"""Quick add: sixty lines as people write them, and what each comes to."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.calendar import worktime
from app.plan.quick import Known, Quick, read

NOW = datetime(2026, 6, 3, 10, 42)
"""A Wednesday."""
ZHANG, LI, MING, DAVID, WANG, ZHAO, ZENG, SHAN = (bytes([n]) * 16 for n in range(1, 9))
PEOPLE = {
    ZHANG: "张伟",
    LI: "李娜",
    MING: "张伟明",
    DAVID: "David",
    WANG: "王芳",
    ZHAO: "赵薇",
    ZENG: "曾雨",
    SHAN: "单晓",
}
XHS, WEIBO, DOUYIN = (bytes([n]) * 16 for n in range(20, 23))
CHANNELS = {XHS: "小红书", WEIBO: "微博", DOUYIN: "抖音"}
KNOWN = Known(PEOPLE, CHANNELS, NOW, worktime.standard())


def line(text: str) -> str:
    """What a line came to: name, then only what was found."""
    found = read(text, KNOWN)
    parts = [found.name]
    parts += ["@" + PEOPLE[person] for person in found.people]
    parts += [f"{found.due:%m-%d %H:%M}"] if found.due else []
    parts += ["#" + CHANNELS[found.channel]] if found.channel else []
    parts += [f"[{label}]" for label in found.labels]
    parts += [f"!{found.priority}"] if found.priority else []
    parts += [f"?{mark.words}" for mark in found.marks if mark.kind == "unknown"]
    return " ".join(parts)


LINES = {
    "写推文 @张伟 明天18:00 #小红书 !高": "写推文 @张伟 06-04 18:00 #小红书 !high",
    "写推文": "写推文",
    "写推文 @zw": "写推文 @张伟",
    "写推文 @zhangwei": "写推文 @张伟",
    "写推文 @ZhangWei": "写推文 @张伟",
    "写推文 @zhangweim": "写推文 @张伟明",
    "写推文 @李": "写推文 @李娜",
    "写推文 @lina": "写推文 @李娜",
    "写推文 @na": "写推文 @李娜",
    "写推文 @david": "写推文 @David",
    "写推文 @dav": "写推文 @David",
    "写推文 @zengyu": "写推文 @曾雨",
    "写推文 @cengyu": "写推文 @曾雨",
    "写推文 @shanxiao": "写推文 @单晓",
    "写推文 @张伟明": "写推文 @张伟明",
    "写推文 @张伟 @李娜": "写推文 @张伟 @李娜",
    "写推文 @张伟 @zhangwei": "写推文 @张伟",
    "写推文 ＠张伟": "写推文 @张伟",
    "请@张伟审核": "请 审核 @张伟",
    "请 @王芳改一版": "请 改一版 @王芳",
    "写推文@李娜": "写推文 @李娜",
    "写推文 @陈晨": "写推文 @陈晨 ?陈晨",
    "写推文 @xx": "写推文 @xx ?xx",
    "发邮件给 a@zw.com": "发邮件给 a@zw.com",
    "写推文 @": "写推文 @",
    "写推文 明天": "写推文 06-04 18:00",
    "明天 写推文": "写推文 06-04 18:00",
    "写推文 明天下午3点": "写推文 06-04 15:00",
    "写推文 今晚8点": "写推文 06-03 20:00",
    "写推文 周五": "写推文 06-05 18:00",
    "写推文 周五前": "写推文 06-05 18:00",
    "文案周五交": "文案周五交",
    "文案 周五交": "文案 06-05 18:00",
    "周五之前 交稿": "交稿 06-05 18:00",
    "写推文 下周一": "写推文 06-08 18:00",
    "写推文 三天后": "写推文 06-06 18:00",
    "写推文 6/18": "写推文 06-18 18:00",
    "写推文 6月18日 20:00": "写推文 06-18 20:00",
    "写推文 2026-07-01": "写推文 07-01 18:00",
    "写推文 月底": "写推文 06-30 18:00",
    "2小时后 回电": "回电 06-03 12:42",
    "写推文 18:00": "写推文 06-03 18:00",
    "写推文，明天，@张伟": "写推文 @张伟 06-04 18:00",
    "明天 @张伟 18:30 交稿": "交稿 @张伟 06-04 18:30",
    "618大促方案": "618大促方案",
    "明天会更好 活动方案": "明天会更好 活动方案",
    "6月18日大促复盘": "6月18日大促复盘",
    "6月18日大促复盘 周五": "6月18日大促复盘 06-05 18:00",
    "双十一方案": "双十一方案",
    "复盘 2月30日": "复盘 2月30日",
    "写推文 #小红书": "写推文 #小红书",
    "写推文 #xhs": "写推文 #小红书",
    "写推文 #weibo": "写推文 #微博",
    "写推文 #小红书# 种草": "写推文 种草 #小红书",
    "写推文 #小红书 #微博": "写推文 #小红书 [微博]",
    "写推文 #618": "写推文 [618]",
    "写推文 #种草 #种草 #达人": "写推文 [种草] [达人]",
    "写推文#抖音": "写推文 #抖音",
    "写推文 ＃抖音": "写推文 #抖音",
    "看 https://a.b/#xhs": "看 https://a.b/#xhs",
    "写推文 !紧急": "写推文 !urgent",
    "写推文 !高": "写推文 !high",
    "写推文 ！中": "写推文 !normal",
    "写推文 !低": "写推文 !low",
    "写推文 !HIGH": "写推文 !high",
    "写推文 !p0": "写推文 !urgent",
    "写推文 !低 !高": "写推文 !high",
    "写推文 !随便": "写推文 !随便 ?随便",
    "真棒! 写推文": "真棒! 写推文",
    "@张伟 明天 #小红书 !高": "@张伟 明天 #小红书 !高 @张伟 06-04 18:00 #小红书 !high",
    "": "",
}


def test_there_are_sixty() -> None:
    assert len(LINES) >= 60


@pytest.mark.parametrize("text", LINES)
def test_line(text: str) -> None:
    assert line(text) == LINES[text]


def spots(found: Quick) -> list[tuple[str, str]]:
    return [(mark.kind, found.text[mark.start : mark.end]) for mark in found.marks]


def test_marks_say_where_they_stand() -> None:
    found = read("写推文 @zw 明天18:00前 #小红书# !高 #618 @xx", KNOWN)
    assert spots(found) == [
        ("person", "@zw"),
        ("due", "明天18:00前"),
        ("channel", "#小红书#"),
        ("priority", "!高"),
        ("label", "#618"),
        ("unknown", "@xx"),
    ]
    assert found.marks[0].words == "张伟"


def test_a_name_inside_a_word_ends_where_it_ends() -> None:
    assert spots(read("请@张伟审核", KNOWN)) == [("person", "@张伟")]


def test_a_day_and_a_time_apart_are_two_marks_of_one_moment() -> None:
    found = read("明天 @张伟 18:30 交稿", KNOWN)
    assert [text for kind, text in spots(found) if kind == "due"] == ["明天", "18:30"]


def test_who_else_is_called_so() -> None:
    (mark,) = read("写 @zhang", KNOWN).marks
    assert (mark.words, mark.others) == ("张伟", (MING,))
    (mark,) = read("写 @zw", KNOWN).marks
    assert set(mark.others) == {ZHAO}
    (mark,) = read("写 @张伟", KNOWN).marks
    assert mark.others == ()


def test_who_may_have_been_meant() -> None:
    for text, person in (("@张维", ZHANG), ("@lihna", LI), ("@davd", DAVID)):
        (mark,) = read(f"写 {text}", KNOWN).marks
        assert (mark.kind, mark.others[0]) == ("unknown", person)
    assert read("写 @qqqq", KNOWN).marks[0].others == ()


@given(st.text(alphabet="@＠#＃!！张伟zw明天周五前6/18:0 高，。\n\0a小红书", max_size=40))
def test_any_text_is_read_and_kept(text: str) -> None:
    found = read(text, KNOWN)
    assert found.text == text
    ends = [0, *(mark.end for mark in found.marks)]
    assert all(before <= mark.start for before, mark in zip(ends, found.marks, strict=False))
    assert all(mark.start < mark.end <= len(text) for mark in found.marks)
    assert bool(found.name) == bool(text.strip())


def test_a_long_line_is_bounded() -> None:
    assert len(read("写" * 100_000, KNOWN).name) == 4_000
    read("@" * 20_000 + "#" * 20_000 + "明天" * 2_000, KNOWN)
