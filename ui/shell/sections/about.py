"""Versions, a self check, and what Fairway stands on."""

from __future__ import annotations

import platform
from collections.abc import Sequence

import PySide6
from PySide6.QtCore import QEvent, QRectF, QSize, Qt, qVersion
from PySide6.QtGui import QEnterEvent, QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QDialogButtonBox,
    QPlainTextEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app import care
from app.care import Check
from app.model import registry
from sync import protocol
from ui.kit import draw, icons
from ui.kit.app import t, theme
from ui.kit.button import Button
from ui.kit.label import Label, Picture
from ui.kit.lay import clear, column, row
from ui.kit.pop import Dialog
from ui.kit.worker import Job
from ui.parts.host import Host
from ui.shell import licences
from ui.shell.harbour import Mark
from ui.shell.licences import Part
from ui.shell.sections.block import Block, Section, Setting
from ui.shell.sections.data import beside


class About(Section):
    """What this is, whether it is well, and whom it thanks."""

    def __init__(self, host: Host) -> None:
        super().__init__()
        self._host = host
        self.check = Button(t("Check now"), icon="heart-pulse")
        self.check.clicked.connect(self.look)
        self.copy = Button(t("Copy"), icon="copy")
        self.copy.clicked.connect(self._on_copy)
        self._results = QWidget()
        self._lines = QVBoxLayout(self._results)
        self._lines.setContentsMargins(0, 10, 0, 8)
        self._lines.setSpacing(4)
        self._results.hide()
        self.results: Sequence[Check] = ()
        self._check = Setting(
            t("Self check"), self.check, t("Reads all data on this device and checks it")
        )
        self._list = QWidget()
        self._is_listed = False
        name = column(
            Label(t("Fairway"), "title"),
            Label(t("Version {version}", version=registry.APP_VERSION), "body", "text2"),
            gap=0,
        )
        head = QWidget()
        head.setLayout(row(Mark(40), name, None, gap=12, margins=(0, 0, 0, 20)))
        versions = Label(" · ".join(versions_told()), "small", "text2", wraps=True)
        versions.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        held = QWidget()
        held.setLayout(row(versions, self.copy, gap=24, margins=(0, 10, 0, 10)))
        self.fill(
            head,
            Block(t("This program"), held, self._check, self._results),
            Block(t("Third-party licences"), self._list),
        )

    def open(self) -> None:
        if self._is_listed:
            return
        self._is_listed = True

        def work(_job: Job) -> object:
            return licences.parts()

        self._host.worker.submit(work, self._on_listed, self._host.fail)

    def _on_listed(self, parts: object) -> None:
        assert isinstance(parts, list)
        rows = [PartRow(part) for part in parts]
        for one in rows:
            one.clicked.connect(self._on_part)
        self._list.setLayout(column(*rows, gap=0, margins=(0, 4, 0, 0)))

    def look(self) -> None:
        """Check everything, beside the screen."""
        self.check.set_busy(True)
        work = beside(self._host.desk.profile, care.doctor)
        self._host.worker.submit(work, self._on_checked, self._on_failed)

    def _on_checked(self, checks: object) -> None:
        self.check.set_busy(False)
        assert isinstance(checks, list)
        self.results = [check for check in checks if isinstance(check, Check)]
        clear(self._lines)
        names = check_names()
        for check in self.results:
            sign = Picture("circle-check" if check.ok else "circle-alert", _tone(check))
            words = Label(names.get(check.name, check.name))
            end = t("In order") if check.ok else check.detail
            told = Label(end, "body", "text2" if check.ok else _tone(check))
            self._lines.addLayout(row(sign, words, None, told))
        self._results.show()
        wrong = sum(not check.ok for check in self.results)
        self._check.tell(
            t("Everything is in order") if not wrong else t("{count} need a look", count=wrong),
            "success" if not wrong else "warn",
        )

    def _on_failed(self, fault: object) -> None:
        self.check.set_busy(False)
        self._host.fail(fault)

    def _on_copy(self) -> None:
        lines = [f"Fairway {registry.APP_VERSION}", *versions_told()]
        lines += [f"{c.name}: {'ok' if c.ok else c.detail}" for c in self.results]
        QGuiApplication.clipboard().setText("\n".join(lines))
        self._host.say(t("Copied"), tone="text2")

    def _on_part(self) -> None:
        part = self.sender()
        if isinstance(part, PartRow):
            show_licence(self, part.part)


def versions_told() -> list[str]:
    """What runs here, in the versions that it runs in."""
    return [
        f"Qt {qVersion()}",
        f"PySide6 {PySide6.__version__}",
        f"Python {platform.python_version()}",
        f"SQLite {care.sqlite_version()}",
        t("Protocol {version}", version=protocol.VERSION),
        t("Schema {version}", version=registry.SCHEMA_REV),
        f"{platform.system()} {platform.release()}",
    ]


def check_names() -> dict[str, str]:
    """What the doctor looks at, in the person's words."""
    return {
        "database": t("Database file"),
        "journal": t("Journal"),
        "sums": t("Sums of what is shared"),
        "rows": t("Rows|check"),
        "search": t("Search|index"),
        "conflicts": t("Conflicts"),
        "unsent work": t("Unsent work"),
        "keychain": t("Keychain"),
    }


def _tone(check: Check) -> str:
    return "success" if check.ok else "warn"


class PartRow(QAbstractButton):
    """A package, its version and its licence; a click shows the text."""

    def __init__(self, part: Part) -> None:
        super().__init__()
        self.part = part
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"{part.name} {part.version}, {part.licence}")

    # Qt overrides

    def sizeHint(self) -> QSize:
        return QSize(400, 28)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(self.rect())
        if self.underMouse():
            draw.box(painter, rect.adjusted(-8, 0, 0, 0), "hover")
        if self.hasFocus() and bool(self.window().property("keys")):
            draw.ring(painter, rect)
        wide = rect.width()
        draw.words(painter, QRectF(4, 0, 200, rect.height()), self.part.name)
        place = QRectF(212, 0, 100, rect.height())
        draw.words(painter, place, self.part.version, "small", "text3")
        place = QRectF(320, 0, wide - 320 - 24, rect.height())
        draw.words(painter, place, self.part.licence, "small", "text2")
        arrow = QRectF(wide - 18, (rect.height() - 14) / 2, 14, 14)
        icons.paint(painter, "chevron-right", arrow, "text3")
        painter.fillRect(QRectF(0, rect.height() - 1, wide, 1), theme().color("line"))


def show_licence(parent: QWidget, part: Part) -> None:
    """The text of a licence in a window of its own."""
    dialog = Dialog(parent, f"{part.name} {part.version}".strip(), 680)
    text = licences.text_of(part.name) or t(
        "The package brings no text along; its licence is {licence}", licence=part.licence
    )
    place = QPlainTextEdit(text)
    place.setReadOnly(True)
    place.setMinimumHeight(400)
    place.setAccessibleName(t("Licence of {name}", name=part.name))
    dialog.fill(place)
    dialog.add(t("Close"), QDialogButtonBox.ButtonRole.RejectRole)
    dialog.exec()
