"""The accounts that a campaign publishes on, as a table: how large, whose, how far, until when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from app.campaign.overview import CampaignRows
from app.campaign.post import is_published, moment_of
from app.model.row import Row
from ui.campaign.looks import until_chip
from ui.campaign.overview_rows import MENU, Rows, cell, rule
from ui.kit import draw, when
from ui.kit.app import t
from ui.kit.draw import Chip
from ui.parts.host import Host

TOP = 28
PAD = 12
CHANNEL, FOLLOWERS, OWNER, OUT, LATEST, UNTIL = 104, 88, 104, 112, 136, 136
LEAST_NAME = 96
"""Where the name would get less, the latest post and then the owner give way."""


@dataclass(frozen=True, slots=True)
class AccountLine:
    """What the table says of an account."""

    id: bytes
    name: str
    channel: str
    handle: str
    followers: int | None
    owner: str
    out: int
    planned: int
    latest: datetime | None
    chip: Chip

    @property
    def count_words(self) -> str:
        """Followers in full."""
        return f"{self.followers:,}" if self.followers is not None else "–"


def account_lines(host: Host, rows: CampaignRows) -> list[AccountLine]:
    """The accounts of a campaign in their order."""
    held = host.directory.rows("account")
    known = [held[row] for tie in rows.accounts if (row := tie.ref("account") or b"") in held]
    posts: dict[bytes, list[Row]] = {}
    for post in rows.posts:
        posts.setdefault(post.ref("account") or b"", []).append(post)
    today = host.today()
    return [_line(host, account, posts.get(account.id, ()), today) for account in known]


def _line(host: Host, account: Row, posts: Sequence[Row], today: date) -> AccountLine:
    out = [post for post in posts if is_published(post)]
    moments = [at for post in out if (at := moment_of(post, "published")) is not None]
    names = host.directory
    return AccountLine(
        account.id,
        account.text("name"),
        names.name("channel", account.ref("channel")),
        account.text("handle"),
        account.number("followers"),
        names.name("person", account.ref("owner")),
        len(out),
        len(posts),
        max(moments, default=None),
        until_chip(account.text("authorised_until"), today),
    )


class AccountTable(Rows):
    """Rows under a head; columns give way where it is narrow."""

    top = TOP
    has_menu = True
    opens_twice = True

    def __init__(self, host: Host) -> None:
        super().__init__(t("Accounts"))
        self._host = host

    def words(self, item: object) -> str:
        assert isinstance(item, AccountLine)
        counted = t("{count} followers", count=item.count_words)
        parts = (item.channel, item.name, counted, item.owner, item.chip.text)
        return ", ".join(part for part in parts if part)

    def spots(self) -> dict[str, tuple[float, float]]:
        """Left edge and width of each column that there is room for."""
        parts = [
            ("channel", CHANNEL),
            ("name", 0),
            ("followers", FOLLOWERS),
            ("owner", OWNER),
            ("out", OUT),
            ("latest", LATEST),
            ("until", UNTIL),
        ]
        room = self.width() - 2 * PAD - MENU + 8
        for name in ("latest", "owner"):
            if room - sum(wide for _, wide in parts) < LEAST_NAME:
                parts = [one for one in parts if one[0] != name]
        rest = max(40, room - sum(wide for _, wide in parts))
        found: dict[str, tuple[float, float]] = {}
        x = float(PAD)
        for name, wide in parts:
            found[name] = (x, wide or rest)
            x += wide or rest
        return found

    def paint_head(self, painter: QPainter) -> None:
        titles = {
            "channel": t("Channel"),
            "name": t("Account"),
            "followers": t("Followers"),
            "owner": t("Owner"),
            "out": t("Published / planned"),
            "latest": t("Latest post"),
            "until": t("Authorisation"),
        }
        draw.box(painter, QRectF(0, 0, self.width(), TOP), "app", radius=5)
        for name, rect in self._cells(QRectF(0, 0, self.width(), TOP)).items():
            is_right = name in ("followers", "out")
            cell(painter, rect, titles[name], "text2", font="caption", is_right=is_right)

    def paint_item(self, painter: QPainter, rect: QRectF, item: object) -> None:
        assert isinstance(item, AccountLine)
        rule(painter, rect)
        places = self._cells(rect)
        self._paint_channel(painter, places["channel"], item.channel)
        cell(painter, places["name"], item.name)
        cell(painter, places["followers"], item.count_words, is_right=True)
        owner = places.get("owner")
        if owner is not None and item.owner:
            spot = QRectF(owner.x(), owner.center().y() - 10, 20, 20)
            draw.avatar(painter, spot, item.owner)
            cell(painter, owner.adjusted(26, 0, 0, 0), item.owner)
        elif owner is not None:
            cell(painter, owner, t("Nobody|owner"), "text3")
        cell(painter, places["out"], f"{item.out} / {item.planned}", is_right=True)
        latest = places.get("latest")
        if latest is not None:
            told = when.moment(item.latest, self._host.now()) if item.latest else "–"
            is_today = item.latest is not None and item.latest.date() == self._host.today()
            cell(painter, latest, f"{t('Today')} {told}" if is_today else told, "text2")
        until = places["until"]
        draw.chip(painter, until.x(), until.center().y(), item.chip, until.width())

    def _cells(self, rect: QRectF) -> dict[str, QRectF]:
        gap = 24  # left of a column that follows figures on their right edge
        made: dict[str, QRectF] = {}
        for name, (x, wide) in self.spots().items():
            left = x + (gap if name in ("owner", "latest") else 0)
            is_figure = name in ("followers", "out")
            right = x + wide - (0 if is_figure else 8)
            made[name] = QRectF(left, rect.y(), max(0.0, right - left), rect.height())
        until = made["until"]
        if "latest" not in made:
            until.adjust(gap, 0, gap, 0)
        return made

    def _paint_channel(self, painter: QPainter, rect: QRectF, name: str) -> None:
        sign = QRectF(rect.x(), rect.center().y() - 10, 20, 20)
        draw.box(painter, sign, "app", "border")
        draw.words(painter, sign, name[:1] or "?", "caption", "text2", align=draw.CENTER)
        cell(painter, rect.adjusted(26, 0, 0, 0), name or t("No channel|account"))
