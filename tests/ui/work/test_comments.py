"""Comments: @ by pinyin, Enter sends, an IME is safe, a chat is pasted, facts fold on screen."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.work import commands
from tests.ui import hands
from tests.ui.work.conftest import Stage
from ui.parts.comments import Comments
from ui.parts.composer import Colleagues
from ui.parts.host import Host, Notice

LEFT = Qt.MouseButton.LeftButton
CHAT = "张伟 昨天 10:41\n居中吧\n客户 10:43\n可以\n[图片]"


@pytest.fixture
def talk(qtbot: QtBot, host: Host, stage: Stage) -> Iterator[Comments]:
    window = QWidget()
    talk = Comments(host)
    talk.setParent(window)
    qtbot.addWidget(window)
    window.resize(600, 500)
    talk.setGeometry(0, 0, 600, 500)
    window.show()
    talk.show_row("task", stage.tasks["主视觉定稿"])
    host.bridge.changed.connect(talk.on_changed)
    talk.composer.write.setFocus()
    yield talk
    window.close()


def bodies(stage: Stage) -> list[tuple[str, object]]:
    where = [("row", "=", stage.tasks["主视觉定稿"])]
    return [
        (row.text("body"), row["mentions"]) for row in stage.desk.session.list("comment", where)
    ]


def kept(stage: Stage, *names: str) -> str:
    return "[" + ", ".join(f'"{stage.people[name].hex()}"' for name in names) + "]"


def test_a_name_is_completed_by_pinyin(qtbot: QtBot, talk: Comments, stage: Stage) -> None:
    write = talk.composer.write
    hands.write(write, "居中 @ln")
    assert write.is_offering
    qtbot.keyClick(write, Qt.Key.Key_Return)
    assert write.toPlainText() == "居中 @李娜 "
    assert not write.is_offering
    assert bodies(stage) == []
    hands.write(write, "看下")
    qtbot.keyClick(write, Qt.Key.Key_Return)
    assert bodies(stage) == [("居中 @李娜 看下", kept(stage, "李娜"))]
    assert write.toPlainText() == ""
    qtbot.waitUntil(lambda: len(talk.said.remarks()) == 1)


def test_arrows_escape_and_the_mouse(qtbot: QtBot, talk: Comments, stage: Stage) -> None:
    write = talk.composer.write
    hands.write(write, "@")
    (offer,) = write.window().findChildren(Colleagues)
    qtbot.keyClick(write, Qt.Key.Key_Down)
    qtbot.keyClick(write, Qt.Key.Key_Up)
    qtbot.keyClick(write, Qt.Key.Key_Escape)
    assert not write.is_offering
    assert write.toPlainText() == "@"
    hands.write(write, "cc")
    QTest.mouseClick(offer, LEFT, pos=QPoint(40, 20))
    assert write.toPlainText() == "@陈晨 "


def test_typed_pinyin_mentions_without_the_list(qtbot: QtBot, talk: Comments, stage: Stage) -> None:
    write = talk.composer.write
    hands.write(write, "@zhangwei ")
    hands.write(write, "好")
    qtbot.keyClick(write, Qt.Key.Key_Return)
    assert bodies(stage) == [("@张伟 好", kept(stage, "张伟"))]


def test_an_address_offers_nobody(talk: Comments) -> None:
    hands.write(talk.composer.write, "li@na")
    assert not talk.composer.write.is_offering


def test_an_ime_at_work_sends_and_offers_nothing(
    qtbot: QtBot, talk: Comments, stage: Stage
) -> None:
    write = talk.composer.write
    hands.write(write, "@")
    hands.compose(write, "li na")
    qtbot.keyClick(write, Qt.Key.Key_Return)
    assert write.toPlainText() == "@"
    assert bodies(stage) == []
    hands.write(write, "李娜")
    qtbot.keyClick(write, Qt.Key.Key_Return)
    assert bodies(stage) == [("@李娜", kept(stage, "李娜"))]


def test_shift_enter_begins_a_line_and_nothing_is_not_sent(
    qtbot: QtBot, talk: Comments, stage: Stage
) -> None:
    write = talk.composer.write
    assert not talk.composer.send.isEnabled()
    qtbot.keyClick(write, Qt.Key.Key_Return)
    assert bodies(stage) == []
    hands.write(write, "a")
    qtbot.keyClick(write, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    hands.write(write, "b")
    qtbot.mouseClick(talk.composer.send, LEFT)
    assert [body for body, _ in bodies(stage)] == ["a\nb"]


def test_a_draft_stays_with_its_row(talk: Comments, stage: Stage) -> None:
    write = talk.composer.write
    hands.write(write, "draft")
    talk.show_row("task", stage.tasks["值班表"])
    assert write.toPlainText() == ""
    talk.show_row("task", stage.tasks["主视觉定稿"])
    assert write.toPlainText() == "draft"


def paste(talk: Comments, text: str) -> None:
    held = QMimeData()
    held.setText(text)
    talk.composer.write.insertFromMimeData(held)


def test_a_chat_is_pasted_as_comments(qtbot: QtBot, talk: Comments, stage: Stage) -> None:
    hands.write(talk.composer.write, "x")
    paste(talk, CHAT)
    assert talk.composer.paste.isVisible()
    assert talk.composer.paste.text() == "粘贴为 2 条评论"
    before = stage.desk.session.undo_state.undo
    qtbot.mouseClick(talk.composer.paste, LEFT)
    assert before != "Paste WeChat chat" == stage.desk.session.undo_state.undo
    assert talk.composer.write.toPlainText() == "x"
    rows = stage.desk.session.list("comment", [("row", "=", stage.tasks["主视觉定稿"])])
    assert [(r["speaker"], r["said_at"], r["body"]) for r in rows] == [
        ("张伟", "2026-06-02T10:41:00", "居中吧"),
        ("客户", "2026-06-03T10:43:00", "可以\n[图片]"),
    ]
    qtbot.waitUntil(lambda: len(talk.said.remarks()) == 2)
    assert [one.said.speaker for one in talk.said.remarks()] == ["张伟", "客户"]


def test_an_ordinary_paste_is_text(talk: Comments) -> None:
    paste(talk, "会议时间: 10:41\n地点: 3楼")
    assert not talk.composer.paste.isVisible()
    assert talk.composer.write.toPlainText() == "会议时间: 10:41\n地点: 3楼"


def test_edit_in_place(qtbot: QtBot, talk: Comments, stage: Stage, host: Host) -> None:
    names = {row: name for name, row in stage.people.items()}
    commands.comment(host.session, "task", stage.tasks["主视觉定稿"], "左上", names)
    qtbot.waitUntil(lambda: len(talk.said.remarks()) == 1)
    remark = talk.said.remarks()[0]
    remark.edit()
    field = remark.focusWidget() or remark
    hands.write(field, "角")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: talk.said.remarks()[0].said.is_edited)
    assert talk.said.remarks()[0].said.body == "左上角"
    assert [body for body, _ in bodies(stage)] == ["左上", "左上角"]


def test_escape_leaves_it_as_it_is(qtbot: QtBot, talk: Comments, stage: Stage, host: Host) -> None:
    commands.comment(host.session, "task", stage.tasks["主视觉定稿"], "左上", {})
    qtbot.waitUntil(lambda: len(talk.said.remarks()) == 1)
    remark = talk.said.remarks()[0]
    remark.edit()
    field = remark.focusWidget() or remark
    hands.write(field, "角")
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert not remark.is_edited_now
    assert len(bodies(stage)) == 1


def test_resolve_and_open_again(qtbot: QtBot, talk: Comments, stage: Stage, host: Host) -> None:
    commands.comment(host.session, "task", stage.tasks["主视觉定稿"], "左上", {})
    qtbot.waitUntil(lambda: len(talk.said.remarks()) == 1)
    qtbot.mouseClick(talk.said.remarks()[0].resolve, LEFT)
    qtbot.waitUntil(lambda: talk.said.remarks()[0].said.is_resolved)
    talk.said.remarks()[0].resolve.setFocus()
    qtbot.keyClick(talk.said.remarks()[0].resolve, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not talk.said.remarks()[0].said.is_resolved)


def test_take_back(qtbot: QtBot, talk: Comments, stage: Stage, host: Host) -> None:
    commands.comment(host.session, "task", stage.tasks["主视觉定稿"], "左上", {})
    qtbot.waitUntil(lambda: len(talk.said.remarks()) == 1)
    counts: list[int] = []
    talk.said.counted.connect(counts.append)
    talk.said.do(talk.said.remarks()[0], "withdraw")
    qtbot.waitUntil(lambda: talk.said.remarks()[0].said.is_withdrawn)
    assert counts == [0]


def test_what_another_said_is_not_changed(
    qtbot: QtBot, talk: Comments, stage: Stage, said: list[Notice]
) -> None:
    with stage.desk.session.edit("Comment") as edit:
        stage.fact(edit, 2, "主视觉定稿", "张伟", body="左上")
    qtbot.waitUntil(lambda: len(talk.said.remarks()) == 1)
    talk.said.do(talk.said.remarks()[0], "withdraw")
    assert [one.text for one in said] == ["只有评论的作者可以修改它"]


def test_many_comments_begin_with_the_latest(talk: Comments, stage: Stage) -> None:
    with stage.desk.session.edit("Comment") as edit:
        for number in range(80):
            stage.fact(edit, 2, "主视觉定稿", "张伟", body=str(number))
    talk.said.refresh()
    assert len(talk.said.remarks()) == 30
    (more,) = [
        b for b in talk.said.findChildren(QWidget) if b.accessibleName() == "查看更早的 50 条"
    ]
    QTest.mouseClick(more, LEFT)
    assert len(talk.said.remarks()) == 80
