"""The content calendar: which account publishes what, and when; of one campaign or of all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QStackedWidget

from app.calendar import worktime
from app.calendar.china import Holidays, Status
from app.campaign import commands as verbs
from app.campaign.post import moment_of
from app.campaign.week import calendar_week
from app.model.campaign import read_stages
from app.model.change import Changes
from app.model.row import Row
from ui.campaign import calendar_menu, states
from ui.campaign.calendar_move import MoveTo
from ui.campaign.calendarbar import CalendarBar
from ui.campaign.moments import USUAL
from ui.campaign.newpost import NewPost
from ui.campaign.postcard import PostCard
from ui.campaign.weekgrid import WeekGrid
from ui.campaign.weekplaces import Mark, Shown, Sign
from ui.kit import lay, when
from ui.kit.app import t
from ui.kit.command import Command
from ui.kit.empty import Empty
from ui.kit.label import hairline
from ui.kit.pop import menu
from ui.parts.host import Host
from ui.parts.page import Page

TABLES = ("post", "account", "channel", "person", "campaign", "campaign_account", "workspace")


class ContentPage(Page):
    """Places `calendar`, `calendar/2026-06-03` and `post/ID`; or a slot of one campaign."""

    def __init__(self, host: Host, campaign: bytes | None = None) -> None:
        super().__init__(host)
        self._campaign = campaign
        self._card: PostCard | None = None
        self.bar = CalendarBar(host, is_whole=campaign is None)
        self.grid = WeekGrid(host)
        self._none = Empty(
            "calendar-days",
            t("No accounts yet"),
            t("Posts are planned by account. Add one in a campaign's overview"),
            t("To the campaigns"),
            self._on_campaigns,
        )
        self._stack = QStackedWidget()
        self._stack.addWidget(self.grid)
        self._stack.addWidget(self._none)
        self._blank = Empty(
            "calendar-days",
            t("No posts yet"),
            t("Plan the first one: a title, an account, a day"),
            t("Plan a post"),
            self.begin,
            is_primary=False,
        )
        self._stack.addWidget(self._blank)
        self.setLayout(lay.column(self.bar, hairline(is_rule=True), self._stack, gap=0))
        self.bar.changed.connect(self.refresh)
        self.bar.new.clicked.connect(self.begin)
        self.grid.opened.connect(self._on_opened)
        self.grid.add_asked.connect(self._on_add)
        self.grid.moved.connect(self._on_moved)
        self.grid.delete_asked.connect(self._on_delete)
        self.grid.menu_asked.connect(self._on_menu)
        self.host.directory.changed.connect(self.grid.refresh)

    def crumbs(self) -> list[tuple[str, str]]:
        return [(t("Content calendar"), "calendar")]

    def open(self, place: Sequence[str]) -> None:
        if not place:
            return
        try:
            if len(place[0]) == 32:
                self.show_post(bytes.fromhex(place[0]))
            else:
                self.bar.show_day(date.fromisoformat(place[0]))
        except ValueError:
            return

    def show_post(self, post: bytes) -> None:
        """Show a post in its week, with its card."""
        held = self.host.session.list("post", [("id", "=", post)])
        if not held:
            self.host.say(t("This post is not here any more"), tone="text2")
            return
        at = moment_of(held[0], "published") or moment_of(held[0], "planned")
        if at is not None:
            self.bar.show_day(at.date())
        else:
            self.refresh()
        if not self.grid.go(post):
            self.bar.narrow(None, None)  # a link leads to its post whatever was narrowed before
        if self.grid.go(post):
            self._on_opened(post, self.grid.rect(self.grid.at))

    def refresh(self) -> None:
        session, now, bar = self.host.session, self.host.now(), self.bar
        campaign = self._campaign or bar.campaign
        where = [("campaign", "=", campaign)] if campaign is not None else []
        posts = session.list("post", where)
        accounts = self._accounts(campaign, posts)
        if bar.channel is not None:
            held = {row.id for row in accounts}
            posts = [row for row in posts if row.ref("account") in held]
        week = calendar_week(posts, accounts, bar.first, now, bar.days)
        standard = worktime.standard()
        rests = frozenset(day for day in week.days if not standard.is_workday(day))
        marks = _marks(week.days, standard.public_days())
        signs = {} if campaign is not None else self._signs()
        begins = self._begins(campaign)
        self.grid.show_week(Shown(week, now.date(), rests, begins, marks, signs))
        is_narrowed = bar.campaign is not None or bar.channel is not None
        if posts or is_narrowed:
            self._stack.setCurrentWidget(self.grid)
        else:
            self._stack.setCurrentWidget(self._blank if accounts else self._none)
        bar.show_days()
        if self._card is not None:
            self._card.refresh()

    def on_changed(self, changes: Changes) -> None:
        if changes.touches(*TABLES):
            self.refresh()

    def commands(self) -> Sequence[Command]:
        group = t("Content calendar")
        return [
            Command("post.new", t("New post"), self.begin, "plus", "N", group, is_single=True),
            Command(
                "post.today", t("Show this week"), self.bar.show_today, "calendar", "T", group,
                is_single=True,
            ),
            Command(
                "post.move",
                t("Move the post to…"),
                self.move_post,
                "move",
                "",
                group,
                self._why_fixed,
            ),
            Command(
                "post.delete",
                t("Delete the post"),
                self._delete_current,
                "trash-2",
                "",
                group,
                self._why_none,
            ),
        ]  # fmt: skip

    def begin(self) -> None:
        """Plan a post where the cursor is."""
        self._on_add(*self.grid.places.target(self.grid.at))

    def move_post(self) -> None:
        """Ask where the post at the cursor goes, and when."""
        slot = self.grid.current
        if slot is None:
            return
        dialog = MoveTo(self.window(), self.host, self.host.session.get("post", slot.id))
        if dialog.exec():
            self.show_moved(slot.id)
        self.grid.setFocus()

    def show_moved(self, post: bytes) -> None:
        """The cursor goes with a post, also into another week."""
        at = moment_of(self.host.session.get("post", post), "planned")
        if at is not None and at.date() not in self.grid.shown.week.days:
            self.bar.show_day(at.date())
        else:
            self.refresh()
        self.grid.go(post)

    def _why_none(self) -> str:
        return "" if self.grid.current is not None else t("Choose a post first")

    def _why_fixed(self) -> str:
        slot = self.grid.current
        if slot is not None and slot.state == "published":
            return t("It is published already")
        return self._why_none()

    def _accounts(self, campaign: bytes | None, posts: Sequence[Row]) -> list[Row]:
        """The accounts that matter here: a campaign's own and those that its posts name."""
        held = sorted(
            self.host.directory.rows("account").values(), key=lambda row: (row.text("okey"), row.id)
        )
        if campaign is not None:
            tied = self.host.session.list("campaign_account", [("campaign", "=", campaign)])
            wanted = {row.ref("account") for row in (*tied, *posts)}
            held = [row for row in held if row.id in wanted] or held
        if self.bar.channel is not None:
            held = [row for row in held if row.ref("channel") == self.bar.channel]
        return held

    def _begins(self, campaign: bytes | None) -> dict[date, str]:
        row = self.host.directory.rows("campaign").get(campaign or b"")
        stages = read_stages(row.text("stages")) if row is not None else ()
        return {stage.start: t("{stage} begins", stage=stage.name) for stage in stages}

    def _signs(self) -> dict[bytes, Sign]:
        rows = self.host.directory.rows("campaign")
        return {key: states.sign_of(row) for key, row in rows.items()} if len(rows) > 1 else {}

    def _on_campaigns(self) -> None:
        self.host.go("campaigns")

    def _on_opened(self, post: object, rect: QRect) -> None:
        assert isinstance(post, bytes)
        card = PostCard(self, self.host, post)
        card.went.connect(self.host.went)
        card.destroyed.connect(self._on_card_gone)
        self._card = card
        corner = self.grid.viewport().mapToGlobal(rect.topRight() + QPoint(8, 0))
        screen = self.window().frameGeometry()
        if corner.x() + card.width() > screen.right():
            corner = self.grid.viewport().mapToGlobal(rect.topLeft())
            corner.setX(corner.x() - card.width() - 8)
        card.open_at(corner)

    def _on_card_gone(self) -> None:
        self._card = None

    def _on_add(self, account: object, day: object) -> None:
        place = (
            account if isinstance(account, bytes) else None,
            day if isinstance(day, date) else None,
        )
        if all(row["archived"] for row in self.host.directory.rows("campaign").values()):
            begin = t("A post belongs to a campaign; begin one first")
            self.host.say(t("No campaigns yet"), detail=begin, tone="text2")
            return
        dialog = NewPost(self.window(), self.host, self._campaign or self.bar.campaign, place)
        if dialog.exec() and dialog.made is not None:
            self.show_moved(dialog.made)
        self.grid.setFocus()

    def _on_moved(self, post: object, account: object, day: object) -> None:
        assert isinstance(post, bytes)
        host = self.host
        held = host.session.get("post", post)
        planned = moment_of(held, "planned")
        clock = planned.time() if planned is not None else USUAL
        at = datetime.combine(day, clock) if isinstance(day, date) else None
        where = account if isinstance(account, bytes) else None
        done = (
            t("Moved to {when}", when=f"{when.full(at.date())} {at:%H:%M}")
            if at is not None
            else t("Moved to the tray")
        )
        if host.run(lambda: verbs.plan_post(host.session, post, where, at), done):
            self.show_moved(post)

    def _delete_current(self) -> None:
        slot = self.grid.current
        if slot is not None:
            self._on_delete(slot.id)

    def _on_delete(self, post: object) -> None:
        assert isinstance(post, bytes)
        session = self.host.session
        self.host.run(lambda: verbs.delete_post(session, post), t("The post is in the trash"))

    def _on_menu(self, post: object, at: QPoint) -> None:
        assert isinstance(post, bytes)
        menu(self, calendar_menu.entries(self.grid, post, self.move_post, self._why_fixed())).popup(
            at
        )


def _marks(days: Sequence[date], held: Holidays | None) -> dict[date, Mark]:
    """Which of the days are off or worked by the state's calendar; weekends are plain."""
    kinds = {Status.OFF: True, Status.WORK: False}
    told = [(day, *held.status(day)) for day in days] if held is not None else []
    return {day: Mark(kinds[status], name) for day, status, name in told if status in kinds}
