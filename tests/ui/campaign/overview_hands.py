"""An overview on the screen, and what a person's hands do in it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from zoneinfo import ZoneInfo

from PySide6.QtCore import QPoint, QRectF, Qt, QTimer
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QWidget
from pytestqt.qtbot import QtBot

from app.campaign import commands as verbs
from app.campaign.whole import whole
from app.model.campaign import Kpi, Stage, read_kpis, read_stages
from tests.ui.hands import write
from ui.campaign.overview import Overview
from ui.kit.app import t
from ui.parts.host import Host

LEFT = Qt.MouseButton.LeftButton
ALT = Qt.KeyboardModifier.AltModifier
KPIS = (
    Kpi("gmv", "成交额", "CNY", "up", Decimal(8_000_000), Decimal(3_128_640)),
    Kpi("cac", "获客成本", "CNY", "down", Decimal(35), Decimal("38.7")),
)
STAGES = (
    Stage("prep", "筹备", date(2026, 5, 18), date(2026, 5, 27)),
    Stage("warm", "预热", date(2026, 5, 28), date(2026, 6, 5)),
)


def settle() -> None:
    """The screen hears of a commit when its turn has come."""
    QApplication.processEvents()


def bare(host: Host) -> bytes:
    """A campaign with nothing in it."""
    return verbs.create_campaign(host.session, "秋季上新")


def open_view(host: Host, campaign: bytes, qtbot: QtBot, wide: int = 1264) -> Overview:
    view = Overview(host)
    qtbot.addWidget(view)
    view.resize(wide, 1400)

    def show(_changes: object = None) -> None:
        rows = verbs.read_campaign(host.session, campaign)
        changes = verbs.read_changes(host.desk, campaign)
        view.show_whole(whole(rows, host.now(), ZoneInfo(host.desk.profile.tz), changes))

    host.bridge.changed.connect(show)
    view.show()
    show()
    # A window that has yet to become the active one closes what opens meanwhile.
    with qtbot.waitActive(view):
        view.activateWindow()
    qtbot.wait(1)
    return view


def state(host: Host, campaign: bytes) -> tuple[object, ...]:
    """All that the overview can change; by now the screen knows it too."""
    settle()
    session, mine = host.session, [("campaign", "=", campaign)]
    return (
        dict(session.get("campaign", campaign)),
        [(row.id, dict(row)) for row in session.list("member", mine)],
        [(row.id, dict(row)) for row in session.list("campaign_account", mine)],
        [(row.id, dict(row)) for row in session.list("account")],
    )


def kpi(host: Host, campaign: bytes, name: str) -> Kpi:
    settle()
    held = read_kpis(host.session.get("campaign", campaign).text("kpi"))
    return next(one for one in held if one.id == name)


def stages(host: Host, campaign: bytes) -> dict[str, Stage]:
    held = read_stages(host.session.get("campaign", campaign).text("stages"))
    return {one.name: one for one in held}


def rewrite(line: QLineEdit, text: str) -> None:
    line.setFocus()
    line.selectAll()
    write(line, text)


def pop(view: QWidget, kind: type[QWidget]) -> QWidget:
    """The popover that is open."""
    return next(one for one in view.findChildren(kind) if one.isVisible())


def in_dialog(view: QWidget, kind: type[QWidget], do: Callable[[QWidget], None]) -> None:
    def act() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, kind)
        do(dialog)

    QTimer.singleShot(0, view, act)


def choose(view: QWidget, words: str, qtbot: QtBot) -> None:
    """Pick a line of the open menu by the keyboard."""
    settle()
    menu = next(one for one in view.findChildren(QMenu) if one.isVisible())
    action = next(one for one in menu.actions() if one.text() == t(words))
    menu.setActiveAction(action)
    qtbot.keyClick(menu, Qt.Key.Key_Return)


def middle(rect: QRectF) -> QPoint:
    return rect.center().toPoint()
