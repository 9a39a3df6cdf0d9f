"""The cards of controls: buttons, fields, choices, states, notices, progress, empty places."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtWidgets import QFrame, QWidget

from sync.client.live import Kind, Status
from ui.kit import lay
from ui.kit.app import t
from ui.kit.button import Button, IconButton
from ui.kit.draw import Chip
from ui.kit.empty import Empty, Skeleton
from ui.kit.fields import Choice, Line, Row, Text, Toggle
from ui.kit.label import Avatar, Bar, ChipLabel, Label, Picture
from ui.kit.tabs import Tabs
from ui.plan.sheet import Late
from ui.plan.states import priority_options, status_chip
from ui.shell.gallery_cards import card, grid, note
from ui.shell.gallery_poses import (
    FOCUS,
    HOVER,
    PRESSED,
    PosedButton,
    PosedChoice,
    PosedIcon,
    PosedLine,
    PosedPick,
    PosedTabs,
    PosedToggle,
    StillToast,
    hold,
)
from ui.sync.badge import Badge


def buttons() -> QFrame:
    """Every kind of button in every state."""
    kinds = [
        (t("Primary|button"), t("Submit"), "primary", "send"),
        (t("Secondary|button"), t("Copy"), "secondary", "copy"),
        (t("Danger|button"), t("Delete"), "danger", "trash-2"),
        (t("Quiet|button"), t("Filter"), "flat", "list-filter"),
        (t("Link|button"), t("Show all"), "link", ""),
    ]
    poses = [t("Normal|state"), t("Hover"), t("Pressed"), t("Keyboard"), t("Disabled"), t("Busy")]
    rows: list[list[QWidget | None]] = [[None, *(note(words) for words in poses)]]
    rows += [[note(name), *_six(words, kind, icon)] for name, words, kind, icon in kinds]
    rows.append([note(t("Icon")), *_six_icons()])
    made = grid(rows)
    made.setColumnStretch(len(poses) + 1, 1)
    why = t("Point at a disabled one: it says why")
    return card(t("Buttons"), made, note=why)


def _six(words: str, kind: str, icon: str) -> list[QWidget]:
    found: list[QWidget] = [Button(words, kind, icon=icon)]
    for pose in (HOVER, PRESSED, FOCUS):
        posed = PosedButton(words, kind, icon=icon)
        hold(posed, pose)
        found.append(posed)
    off = Button(words, kind, icon=icon)
    off.enable(t("2 entries are still wrong; mend them first"))
    busy = Button(words, kind, icon=icon or "loader")
    busy.set_busy(True)
    return [*found, off, busy]


def _six_icons() -> list[QWidget]:
    name = t("Copy the link")
    found: list[QWidget] = [IconButton("link", name)]
    for pose in (HOVER, PRESSED, FOCUS):
        posed = PosedIcon("link", name)
        hold(posed, pose)
        found.append(posed)
    off = IconButton("link", name)
    off.enable(t("2 entries are still wrong; mend them first"))
    chosen = IconButton("link", name)
    chosen.setCheckable(True)
    chosen.setChecked(True)
    dotted = IconButton("bell", t("Notices"))
    dotted.set_dot(True)
    busy = lay.panel(lay.row(chosen, dotted, gap=8))
    return [*found, off, busy]


def fields() -> QFrame:
    """A line in every state, a text, a choice."""
    hint = t("A title that can be understood")
    plain = Row(t("Normal|state"), Line("", hint), t("Written when you pause"))
    hover, focus = PosedLine("", hint), PosedLine(t("618 warm-up"))
    hold(hover, HOVER)
    hold(focus, FOCUS)
    wrong = Row(t("Error|state"), Line(t("June 31")))
    wrong.refuse(t("June has only 30 days"))
    off = Line("¥1,200,000.00")
    off.setEnabled(False)
    long = t(
        "Qinghe Life flagship store, autumn range, second wave of short videos with four makers"
    )
    rows = [
        [plain, Row(t("Hover"), hover), Row(t("Keyboard"), focus, t("Kept on this device"))],
        [
            wrong,
            Row(t("Disabled"), off, t("Only finance may change this")),
            Row(t("Long text"), Line(long)),
        ],
        [
            Row(t("Search"), Line("", t("Find by name or pinyin"), icon="search")),
            Row(t("Choice"), Choice(priority_options(), t("Choice"))),
            Row(t("Several lines"), Text(long, hint, least=2)),
        ],
    ]
    made = grid(rows, gap=16, is_top=True)
    for place in range(3):
        made.setColumnStretch(place, 1)
    return card(t("Fields|gallery"), made)


def choices() -> QFrame:
    """Tick boxes, a choice, tabs, a switch, a pick button; at rest and focused."""
    partly, focused, off = Toggle(t("Partly")), PosedToggle(t("Keyboard")), Toggle(t("Disabled"))
    partly.show_on(True, is_partly=True)
    hold(focused, FOCUS)
    off.setEnabled(False)
    off.setToolTip(t("2 entries are still wrong; mend them first"))
    ticks = [Toggle(t("Not ticked")), Toggle(t("Ticked"), is_on=True), partly, focused, off]
    entries = [("a", t("Overview"), ""), ("b", t("Tasks"), ""), ("c", t("Content"), "")]
    tabs, posed = Tabs(entries, t("Tabs")), PosedTabs(entries, t("Tabs"))
    tabs.show_count("b", 46)
    hold(posed, FOCUS)
    views = [("t", t("Table"), "table-2"), ("b", t("Board"), "square-kanban")]
    switch = Tabs(views, t("View"), is_switch=True)
    pick, held = PosedPick(t("Person")), PosedPick(t("Person"))
    pick.show_words("")
    held.show_words(t("Zhang Wei"), is_person=True)
    hold(held, HOVER)
    chosen = PosedChoice(priority_options(), t("Priority"))
    hold(chosen, FOCUS)
    return card(
        t("Choices"),
        lay.row(*ticks, None, gap=12),
        lay.row(tabs, posed, None, gap=24),
        lay.row(switch, chosen, None, gap=12),
        lay.row(pick, held, gap=12),
    )


def chips() -> QFrame:
    """States: icon, words and ground together."""
    states = [ChipLabel(status_chip(key)) for key in ("todo", "doing", "review", "done", "blocked")]
    more = [
        ChipLabel(Chip(t("Draft"), "neutral", "circle-dashed")),
        ChipLabel(Chip(t("Due tomorrow"), "warn", "clock")),
        ChipLabel(Chip(t("Published"), "success", "circle-check")),
        ChipLabel(Chip(t("Xiaohongshu"), "outline", "tag")),
    ]
    people = [Avatar(name, 24) for name in (t("Zhang Wei"), t("Li Na"), t("Chen Chen"))]
    signs = [Picture("flag", "accent"), Picture("triangle-alert", "warn"), Picture("x", "danger")]
    return card(
        t("States|gallery"),
        lay.row(*states[:4], None, gap=6),
        lay.row(states[4], *more[:2], None, gap=6),
        lay.row(*more[2:], Late(t("{count} d late", count=2)), None, gap=6),
        lay.row(*people, 8, *signs, None, gap=6),
        note=t("Icon, words and ground together"),
        gap=8,
    )


def badges(now: datetime) -> QFrame:
    """The six states of the sync badge."""
    at_ms = round(now.timestamp() * 1000)
    states = [
        (Status(Kind.SYNCED, at_ms=at_ms), Status(Kind.SYNCING, waiting=12)),
        (Status(Kind.OFFLINE, waiting=12), Status(Kind.ATTENTION, conflicts=2)),
        (Status(Kind.CLOCK), Status(Kind.PAUSED)),
    ]
    rows: list[list[QWidget | None]] = []
    for pair in states:
        line: list[QWidget | None] = []
        for status in pair:
            badge = Badge()
            badge.show_status(status)
            line.append(badge)
        rows.append(line)
    return card(t("Sync badge"), grid(rows))


def progress() -> QFrame:
    """Bars, and what stands where something is still read."""
    some, done, wait = Bar(), Bar(), Skeleton(3)
    some.show_part(0.46, tick=0.6)
    done.show_part(1, "success")
    wait.setFixedHeight(96)
    return card(
        t("Progress"),
        lay.row(some, note("46%")),
        lay.row(done, Picture("circle-check", "success"), note(t("1,284 rows imported"))),
        note(t("Loading")),
        wait,
    )


def toasts(show: Callable[[], object]) -> QFrame:
    """Notices as they stand in the corner."""
    undone = StillToast("circle-check", "success", t("Deleted “{name}”", name=t("Old budget")))
    undone.offer(t("Undo"), show)
    plain = StillToast("info", "text2", t("Copied"))
    wrong = StillToast(
        "circle-alert",
        "danger",
        t("3 files could not be sent; they are kept on this device"),
        t("The server has no room left"),
    )
    for toast in (undone, plain, wrong):
        toast.begin()
    button = Button(t("Show one"), icon="bell")
    button.clicked.connect(show)
    return card(
        t("Notices"),
        undone,
        plain,
        wrong,
        lay.row(button, None),
        note=t("Bottom left, three at most"),
        gap=8,
    )


def empty() -> QFrame:
    """A place that has nothing yet."""
    made = Empty(
        "calendar-days",
        t("No posts this week"),
        t("What is planned stands here by account and day"),
        t("Plan a post"),
    )
    return card(t("Empty state"), made)


def broken(show: Callable[[], object]) -> QFrame:
    """A place that could not be read."""
    made = Empty(
        "circle-alert",
        t("This page could not be read"),
        t("Another program holds the file; nothing is lost"),
        t("Try again"),
        show,
        is_primary=False,
    )
    return card(t("Error state"), made)


def disabled() -> QFrame:
    """A control that is off, and the reason that its tooltip says."""
    why = t("2 entries are still wrong; mend them first")
    off = Button(t("Publish"), "primary")
    off.enable(why)
    tip = lay.panel(lay.row(Label(why), margins=(8, 4, 8, 4)), "raised")
    return card(t("Why not"), lay.row(off, tip, None, gap=8))
