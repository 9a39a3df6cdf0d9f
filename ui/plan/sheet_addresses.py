"""The web addresses in what a task delivers: open, copy, add, take out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.campaign.post import checked_url
from app.model.errors import Fault
from ui.kit import lay
from ui.kit.app import t
from ui.kit.button import IconButton
from ui.kit.fields import Line
from ui.parts.host import Host
from ui.plan.sheet_parts import Do, Jump, Look

ADDRESS = re.compile(r"https?://[^\s<>\"'“”‘’，。；：！？、）】》]+", re.IGNORECASE)
BARE = re.compile(r"(?:[\w-]+\.)+[a-z]{2,}(?:[/?#:]\S*)?", re.IGNORECASE)
TRAILING = ".,;:!?)]}"
MOST = 20
ICONS = {
    "mp4": "file-video", "mov": "file-video", "psd": "image", "png": "image", "jpg": "image",
    "jpeg": "image", "gif": "image", "webp": "image", "xlsx": "file-spreadsheet",
    "csv": "file-spreadsheet", "pdf": "file-text", "docx": "file-text", "zip": "package",
}  # fmt: skip


def addresses(text: str) -> list[str]:
    """The web addresses of a text, each once, in their order."""
    found = (one.group().rstrip(TRAILING) for one in ADDRESS.finditer(text))
    return list(dict.fromkeys(found))[:MOST]


def without(text: str, url: str) -> str:
    """The text without an address; a line that held nothing else goes with it."""
    kept: list[str] = []
    for line in text.split("\n"):
        if url not in addresses(line):
            kept.append(line)
            continue
        rest = ADDRESS.sub(lambda m: "" if m.group().rstrip(TRAILING) == url else m.group(), line)
        if rest.strip():
            kept.append(rest.rstrip())
    return "\n".join(kept)


def split(text: str) -> tuple[str, list[str]]:
    """The words of a text, and the lines of it that are nothing but an address."""
    lines = text.split("\n")
    alone = [line for line in lines if addresses(line) == [line.strip()]]
    return "\n".join(line for line in lines if line not in alone), alone


def joined(words: str, alone: Sequence[str]) -> str:
    """Words and addresses as one text again."""
    return "\n".join([*([words] if words.strip() else []), *alone])


def shown(url: str) -> str:
    """An address without what says nothing: pan.baidu.com/s/1abc."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    rest = parts.path.rstrip("/")
    return parts.netloc.removeprefix("www.") + rest


class Addresses(QWidget):
    """Chips of the addresses; `changed` tells the text anew."""

    changed = Signal(str)

    def __init__(self, host: Host) -> None:
        super().__init__()
        self._host = host
        self._text = ""
        self._shown: list[str] = []
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        self.new = Line("", t("Paste an address, Enter adds it"))
        self.new.setAccessibleName(t("Add a link"))
        self.new.entered.connect(self._on_new)
        self._new_line = lay.panel(lay.row(self.new, margins=(8, 0, 8, 0)))
        self._new_line.hide()
        self.setLayout(lay.column(self._rows, self._new_line, gap=2))
        self.hide()

    def show_text(self, text: str) -> None:
        """The addresses of what is delivered."""
        self._text = text
        found = addresses(text)
        if found != self._shown:
            self._shown = found
            lay.clear(self._rows)
            for url in found:
                self._rows.addWidget(self._line(url))
        self.setVisible(bool(found) or not self._new_line.isHidden())

    def begin(self) -> None:
        """Ask for another address."""
        self.show()
        self._new_line.show()
        self.new.setFocus()

    def open(self, url: str) -> None:
        """In the browser."""
        if not QDesktopServices.openUrl(QUrl(url)):
            self._host.say(t("No program opens this address"), detail=url, tone="danger")

    def copy(self, url: str) -> None:
        """To the clipboard."""
        QGuiApplication.clipboard().setText(url)
        self._host.say(t("The link is copied"))

    def drop(self, url: str) -> None:
        """Out of the text."""
        self.changed.emit(without(self._text, url))

    def _line(self, url: str) -> QWidget:
        words = shown(url)
        icon = ICONS.get(words.rpartition(".")[2].lower(), "globe")
        jump = Jump(Look(words, icon))
        jump.clicked.connect(Do(self.open, url))
        copy = IconButton("copy", t("Copy {what}", what=words), size=24, color="text3")
        copy.clicked.connect(Do(self.copy, url))
        drop = IconButton("x", t("Take out {what}", what=words), size=24, color="text3")
        drop.clicked.connect(Do(self.drop, url))
        return lay.panel(lay.row(jump, copy, drop, gap=0, margins=(0, 0, 8, 0)))

    def _on_new(self, text: str) -> None:
        plain = text.strip()
        if not plain:
            self._new_line.hide()
            self.setVisible(bool(self._shown))
            return
        if BARE.fullmatch(plain):
            plain = f"https://{plain}"
        try:
            url = checked_url(plain)
        except Fault as fault:
            self._host.fail(fault)
            return
        self.new.clear()
        self._new_line.hide()
        if url not in addresses(self._text):
            self.changed.emit(f"{self._text.rstrip()}\n{url}".lstrip("\n"))
        self.setVisible(bool(self._shown))
