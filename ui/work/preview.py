"""What an item of my work is: its task, what it delivers, what was said, who has seen it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout

from app.model.change import Changes
from app.model.errors import Fault
from app.model.row import Row
from app.plan.commands import bulk_set
from app.work import commands
from app.work.inbox import Item
from app.work.said import wall_of
from ui.kit import lay, when
from ui.kit.app import t
from ui.kit.button import Button, IconButton
from ui.kit.draw import Chip
from ui.kit.fields import Toggle
from ui.kit.label import Avatar, ChipLabel, Elided, Label, Picture, hairline
from ui.kit.lay import column, panel, row, scrolled
from ui.parts.comments import Body, Talk
from ui.parts.host import Host
from ui.work.words import DOT, joined, status_chip

SIDE = 24
TABLES = ("task", "assignment", "comment", "seen", "campaign", "post")


class Preview(QFrame):
    """One item, read anew at each change; `went` asks for another item."""

    went = Signal(int)

    def __init__(self, host: Host) -> None:
        super().__init__()
        self.setObjectName("surface")
        self._host = host
        self._zone = ZoneInfo(host.desk.profile.tz)
        self._item: Item | None = None
        self._row: Row | None = None
        self.where = Button("", "link", is_small=True)
        self._place = Label("", "small", "text2")
        self.before = IconButton("chevron-left", t("Previous item"), size=28)
        self.after = IconButton("chevron-right", t("Next item"), size=28)
        self.title = Label("", "title", wraps=True)
        self._signs = row(gap=8)
        self._looks = row(gap=6)
        self._delivery = QVBoxLayout()
        self._delivery.setSpacing(4)
        self.said = Talk(host)
        self._count = Label("", "small", "text2")
        self.setLayout(self._laid())
        self.said.counted.connect(self._on_counted)
        self.where.clicked.connect(self._on_where)
        self.before.clicked.connect(self._on_before)
        self.after.clicked.connect(self._on_after)

    def _laid(self) -> QVBoxLayout:
        head = row(self.where, None, self._place, self.before, self.after, gap=4)
        self._delivery_box = panel(column(hairline(), 8, self._delivery, gap=4))
        body = column(
            self.title,
            self._signs,
            self._looks,
            4,
            self._delivery_box,
            8,
            hairline(),
            8,
            row(Label(t("Comments"), "strong"), self._count, None),
            self.said,
            None,
            gap=8,
            margins=(SIDE, 0, SIDE, 16),
        )
        top = panel(row(head, margins=(SIDE - 8, 8, SIDE - 8, 0)))
        self._area = scrolled(panel(body, "surface"))
        return column(top, self._area, gap=4)

    def show_item(self, item: Item | None, place: tuple[int, int]) -> None:
        """Show this item, the n-th of its group."""
        is_other = item is None or self._item is None or item.task.id != self._item.task.id
        self._item = item
        self._place.setText(f"{place[0]} / {place[1]}" if place[1] else "")
        self.before.setVisible(bool(place[1]))
        self.after.setVisible(bool(place[1]))
        if item is not None:
            self.said.show_row(item.task.table, item.task.id)
            self.refresh()
        if is_other:
            self._area.verticalScrollBar().setValue(0)

    def on_changed(self, changes: Changes) -> None:
        """Follow a commit."""
        if self._item is not None and changes.touches(*TABLES):
            self.refresh()
            self.said.on_changed(changes)

    def refresh(self) -> None:
        """Read the task again; one that is gone stays as it was until the list knows."""
        item, session = self._item, self._host.session
        if item is None:
            return
        try:
            self._row = session.get(item.task.table, item.task.id)
        except Fault:
            return
        names = self._host.directory
        self.where.setText(names.name("campaign", item.task.campaign) or t("Campaign"))
        self.where.setAccessibleName(self.where.text())
        self.where.updateGeometry()
        self.title.setText(self._row.text("title" if item.task.table == "post" else "name"))
        self._show_signs(item, self._row)
        self._show_delivery(self._row)

    def _show_signs(self, item: Item, task: Row) -> None:
        lay.clear(self._signs)
        if item.task.table == "task":
            self._signs.addWidget(ChipLabel(status_chip(task.text("status") or "todo")))
            chip = due_chip(item, self._host.now())
            if chip is not None:
                self._signs.addWidget(ChipLabel(chip))
            self._show_people(task)
        self._signs.addStretch(1)
        self._show_looks(item, task)

    def _people(self, task: Row) -> list[bytes]:
        held = self._host.session.list("assignment", [("task", "=", task.id)])
        return [one for row in held if (one := row.ref("person")) is not None]

    def _show_people(self, task: Row) -> None:
        names = [self._host.directory.name("person", one) for one in self._people(task)]
        for name in names[:3]:
            self._signs.addWidget(Avatar(name, 20))
        words = joined(names) if names else t("Nobody yet")
        self._signs.addWidget(Elided(words, "body", "text2"))

    def _show_looks(self, item: Item, task: Row) -> None:
        """Who has looked at it, the latest first; who does it and has not, in warn."""
        lay.clear(self._looks)
        host, now = self._host, self._host.now()
        seen: Mapping[bytes, int] = commands.seen_by(host.session, task.id, self._zone)
        others = {who: at for who, at in seen.items() if who != host.me}
        blind = []
        if item.task.table == "task" and task.text("status") != "done":
            doers = [who for who in self._people(task) if who != host.me]
            blind = [host.directory.name("person", who) for who in doers if who not in seen]
        if others:
            self._looks.addWidget(Picture("eye", "text2", 14))
            self._looks.addWidget(Elided(self._seen_words(others, now), "small", "text2"))
        if blind:
            self._looks.addWidget(Picture("eye-off", "warn", 14))
            words = t("{who} has not seen it", who=joined(blind))
            self._looks.addWidget(Elided(words, "small", "warn"))
        self._looks.addStretch(1)

    def _seen_words(self, seen: Mapping[bytes, int], now: datetime) -> str:
        latest = sorted(seen.items(), key=lambda one: -one[1])
        parts = [
            t(
                "{who} saw it {time}",
                who=self._host.directory.name("person", who) or t("Somebody"),
                time=when.moment(min(wall_of(at, self._zone), now), now),
            )
            for who, at in latest[:3]
        ]
        return DOT.join(parts)

    def _show_delivery(self, task: Row) -> None:
        lay.clear(self._delivery)
        words = task.get("deliverable") or task.get("notes")
        checks = checks_of(task.get("checklist"))
        self._delivery_box.setVisible(bool(words or checks))
        if words:
            is_deliverable = bool(task.get("deliverable"))
            name = t("Deliverable") if is_deliverable else t("Description")
            self._delivery.addWidget(Label(name, "strong"))
            self._delivery.addWidget(Body(str(words)))
        if not checks:
            return
        done = sum(is_done for _, is_done in checks)
        head = row(
            Label(t("Acceptance"), "strong"),
            Label(f"{done} / {len(checks)}", "small", "text2"),
            None,
            margins=(0, 8 if words else 0, 0, 0),
        )
        self._delivery.addLayout(head)
        for place, (text, is_done) in enumerate(checks):
            line = Toggle(text, is_on=is_done)
            line.switched.connect(_Tick(self, place))
            self._delivery.addLayout(row(line, None))

    def tick(self, place: int, *, is_done: bool) -> None:
        """Tick one line of the acceptance list."""
        task, session = self._row, self._host.session
        if task is None:
            return
        held = lines_of(task["checklist"])
        line = {key: value for key, value in held[place].items() if key != "by"}
        by = {"by": self._host.me.hex()} if is_done else {}
        held[place] = {**line, "done": is_done, **by}
        kept = json.dumps(held, ensure_ascii=False, separators=(",", ":"))
        self._host.run(lambda: bulk_set(session, [task.id], {"checklist": kept}))

    def _on_counted(self, count: int) -> None:
        self._count.setText(str(count) if count else "")

    def _on_where(self) -> None:
        if self._item is not None:
            self._host.go(f"campaign/{self._item.task.campaign.hex()}")

    def _on_before(self) -> None:
        self.went.emit(-1)

    def _on_after(self) -> None:
        self.went.emit(1)


def lines_of(held: object) -> list[dict[str, object]]:
    """The lines of an acceptance list, with all that is kept of them."""
    try:
        lines = json.loads(held) if isinstance(held, str) else []
    except ValueError:
        return []
    found: list[dict[str, object]] = []
    for line in lines if isinstance(lines, list) else ():
        if isinstance(line, dict):
            words = str(line.get("text") or line.get("name") or "")
            found.append({**line, "text": words, "done": bool(line.get("done"))})
        elif isinstance(line, str):
            found.append({"text": line, "done": False})
    return found


def checks_of(held: object) -> list[tuple[str, bool]]:
    """An acceptance list as it is kept: its lines, and whether each is met."""
    return [(str(line["text"]), bool(line["done"])) for line in lines_of(held)]


def due_chip(item: Item, now: datetime) -> Chip | None:
    """When it is due, in words and with its sign."""
    due = item.due
    if due is None:
        return None
    late = item.days_late(now.date())
    if late:
        day = when.short(due.date(), now.date())
        words = t("{count} d late", count=late)
        return Chip(f"{words}{DOT}{day}", "danger", "clock-alert")
    day = when.due(due, now)
    if item.is_done:
        return Chip(t("Due {day}", day=day), "neutral", "calendar")
    left = due - now
    if due.date() == now.date() and left.total_seconds() > 0:
        hours, minutes = divmod(int(left.total_seconds()) // 60, 60)
        words = t("{hours} h {minutes} min left", hours=hours, minutes=minutes)
        return Chip(t("Due {day}, {left}", day=day, left=words), "warn", "clock")
    is_near = (due.date() - now.date()).days <= 1
    words = t("Due {day}", day=day if is_near else f"{day} {when.weekday(due.date())}")
    return Chip(words, "warn" if is_near else "neutral", "clock" if is_near else "calendar")


class _Tick:
    """Ticks a line."""

    def __init__(self, preview: Preview, place: int) -> None:
        self._preview, self._place = preview, place

    def __call__(self, is_done: bool) -> None:
        self._preview.tick(self._place, is_done=is_done)
