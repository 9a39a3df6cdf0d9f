"""Every reason of the hub is told in words of both languages, never by its code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.answer import words_for
from tests.house.tree import ROOT
from ui.kit.app import App
from ui.sync.reasons import reason

CODE = re.compile(r'(?:Problem|Ruling)\([^")]*"([^"{]+)"')


@pytest.fixture(params=["zh_CN", "en"])
def lang(request: pytest.FixtureRequest, qapp: App) -> Iterator[str]:
    held, qapp.words = qapp.words, words_for(request.param)
    yield request.param
    qapp.words = held


def codes() -> set[str]:
    """What the hub's judge can say, as it stands in its text."""
    server = Path(ROOT) / "sync" / "server"
    return {
        code
        for name in ("judge.py", "ledger.py")
        for code in CODE.findall((server / name).read_text(encoding="utf-8"))
    }


def test_no_code_is_shown(lang: str) -> None:
    found = codes()
    assert {"forbidden", "homeless", "waits"} <= found
    unread = reason("something new")
    for code in found - {"invalid", "unreadable"}:
        told = reason(code)
        assert told != code
        assert told != unread, code
        assert (ord(told[0]) > 0x2E80) == (lang == "zh_CN")


def test_what_is_wrong_with_a_record_is_named(lang: str) -> None:
    told = reason("record: required 活动名称")
    assert "活动名称" in told
    assert told == {"zh_CN": "请填写“活动名称”", "en": "Fill in “活动名称”"}[lang]
    assert reason("record: r_1234 预算") != reason("record: formula 预算")
