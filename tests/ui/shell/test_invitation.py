"""An invitation as it is sent is found again, whatever a chat program does to it."""

from __future__ import annotations

import pytest

from ui.kit.app import App
from ui.shell import invitation
from ui.shell.invitation import Invitation

CODE = "ABCDEFGHIJKLMNOPQRSTUVWXY2"
URL = "https://hub.example.com:8443#sha256=0a1b2c"
GIVEN = Invitation(URL, CODE)


@pytest.mark.parametrize(
    "text",
    [
        f"{URL} {CODE}",
        f"地址：{URL}，邀请码：{CODE}。",
        f"地址：{URL}\n邀请码：{invitation.spaced(CODE)}\n",
        f"({URL}) ABCD EFGH IJKL MNOP QRST UVWX Y2",
        f"code {CODE.lower()} at {URL}.",
        f"「{URL}」\t{CODE}",
    ],
)
def test_both_are_found(text: str) -> None:
    assert invitation.found_in(text) == GIVEN


def test_what_is_written_is_found_again(qapp: App) -> None:
    text = invitation.written(GIVEN, "青禾生活", "6月6日 周六 10:42")
    assert "青禾生活" in text
    assert invitation.found_in(text) == GIVEN


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", Invitation()),
        ("hub.example.com", Invitation()),
        (URL, Invitation(URL)),
        (CODE, Invitation("", CODE)),
        (CODE + "A", Invitation()),
        (f"https://hub.example.com/{CODE}", Invitation(f"https://hub.example.com/{CODE}")),
    ],
)
def test_half_an_invitation(text: str, found: Invitation) -> None:
    assert invitation.found_in(text) == found


def test_a_code_read_aloud_is_the_same_code() -> None:
    assert invitation.plain(invitation.spaced(CODE)) == CODE
    assert invitation.spaced(CODE) == "ABCD-EFGH-IJKL-MNOP-QRST-UVWXY2"


def test_what_cannot_be_right_is_said(qapp: App) -> None:
    assert invitation.wrong_address("hub.example.com")
    assert invitation.wrong_address("")
    assert not invitation.wrong_address(URL)
    assert invitation.wrong_code("")
    assert invitation.wrong_code("ABC")
    assert invitation.wrong_code("0" * 26)
    assert not invitation.wrong_code(invitation.spaced(CODE).lower())


def test_a_link_is_found_again() -> None:
    held = Invitation("https://hub.example.cn:8443/#sha256=Zm9v", "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    assert invitation.in_link(invitation.link_to(held)) == held
    assert invitation.found_in(f"点这里：{invitation.link_to(held)}") == held


@pytest.mark.parametrize(
    "link",
    [
        "fairway://join",
        "fairway://join?",
        "fairway://join?url=file%3A%2F%2F%2Fetc%2Fpasswd",
        "fairway://join?url=javascript%3Aalert(1)&code=x",
        "fairway://join?code=ABC",
        "fairway://join?url=https%3A%2F%2Fa.b%20rm%20-rf",
        "fairway://join?" + "a=1&" * 3000,
        "fairway://joined?url=https%3A%2F%2Fa.b",
    ],
)
def test_a_link_that_invites_nowhere(link: str) -> None:
    assert invitation.in_link(link) == Invitation()
