"""The rows of the record list: state chips, answers as each record's own version shows them."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QPainter

from app.form.answers import is_figure, words
from app.form.listing import Column as Answer
from app.form.listing import Entry, Listing
from app.form.naming import Naming
from app.form.records import TITLED
from app.form.shown import shown
from app.form.values import GRIDS
from app.model.form import Kind
from ui.kit import draw, when
from ui.kit.app import app, t
from ui.kit.cells import Source, State
from ui.kit.draw import Chip
from ui.kit.gridhead import Column
from ui.parts.history import wall
from ui.parts.host import Host

USUAL = 5
"""How many answers are shown while nobody chose columns."""
QUIET = frozenset({Kind.LONG, Kind.FILE, Kind.IMAGE, Kind.ADDRESS, Kind.URL, Kind.SEQUENCE})
"""Kinds that are shown only where somebody asks for them."""
YIELDING = ("version", "campaign")
AVATAR = 20


def state_chip(state: str) -> Chip:
    """A record's state: icon, word and tint together."""
    match state:
        case "submitted":
            return Chip(t("Submitted"), "success", "circle-check")
        case "void":
            return Chip(t("Void|state"), "neutral", "ban")
        case _:
            return Chip(t("Draft"), "warn", "pencil")


def now_ms(host: Host) -> int:
    """The moment of the workspace's clock, UTC milliseconds."""
    zone = ZoneInfo(host.desk.profile.tz)
    return round(host.now().replace(tzinfo=zone).timestamp() * 1000)


class RecordSource(Source):
    """What the grid shows: records as they were arranged."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self.listing = Listing((), ())
        self.entries: Sequence[Entry] = ()
        self.names = Naming(host.session.list)
        self._said: dict[tuple[bytes, str], str] = {}
        self._columns: dict[str, Answer] = {}

    def take(self, listing: Listing) -> None:
        """The records as they are now; names are read again."""
        self.listing = listing
        self.names = Naming(self._host.session.list)
        self._said = {}
        self._columns = {column.key: column for column in listing.columns}

    def show(self, entries: Sequence[Entry]) -> None:
        """Show these, in this order."""
        self.entries = entries

    def count(self) -> int:
        return len(self.entries)

    def key(self, row: int) -> object:
        return self.entries[row].id if row < len(self.entries) else b""

    def is_faint(self, row: int) -> bool:
        return row < len(self.entries) and self.entries[row].state == "void"

    def words(self, row: int, column: str) -> str:
        return self.said(self.entries[row], column) if row < len(self.entries) else ""

    def plain(self, row: int, column: str) -> str:
        entry = self.entries[row]
        at = entry.own.get(column)
        if column == "submitted" and isinstance(at, int):
            return f"{wall(self._host, at):%Y-%m-%d %H:%M}"
        answer = self._columns.get(column)
        if answer is not None and is_figure(answer.part):
            return str(entry.answers.get(column) or "")
        return self.words(row, column)

    def said(self, entry: Entry, column: str) -> str:
        """What a cell says; kept until the records are read again."""
        place = entry.id, column
        if place not in self._said:
            self._said[place] = self._words(entry, column)
        return self._said[place]

    def _words(self, entry: Entry, column: str) -> str:
        own, names = entry.own.get(column), self._host.directory
        match column:
            case "title":
                title = str(entry.own["title"] or "") or self._first(entry)
                return title or t("Nothing filled in yet")
            case "state":
                return state_chip(entry.state).text
            case "version":
                return t("Version {version}", version=entry.number) if entry.number else ""
            case "author":
                return names.name("person", own if isinstance(own, bytes) else None)
            case "campaign":
                return names.name("campaign", own if isinstance(own, bytes) else None)
            case "submitted":
                return self._moment(own) if isinstance(own, int) else ""
            case "number":
                return str(own or "")
            case _:
                part = entry.part(column)
                kept = entry.answers.get(column)
                lang = app().words.lang
                return words(part, kept, lang, self.names) if part is not None else ""

    def _first(self, entry: Entry) -> str:
        """A draft has no title yet: the first words in it."""
        held = (entry.answers.get(c.key) for c in self.listing.columns if c.part.kind == Kind.TEXT)
        return next((str(one) for one in held if isinstance(one, str) and one), "")

    def _moment(self, at: int) -> str:
        return when.moment(wall(self._host, at), self._host.now())

    def paint(self, painter: QPainter, cell: tuple[int, str], rect: QRect, state: State) -> None:
        del state
        row, column = cell
        if row >= len(self.entries):
            return  # rows left and are not arranged yet
        entry, inner = self.entries[row], rect.adjusted(8, 0, -8, 0)
        said = self.said(entry, column)
        match column:
            case "title":
                is_bare = not entry.own["title"] and not self._first(entry)
                ink = "text3" if is_bare or self.is_faint(row) else "text"
                draw.words(painter, inner, said, "body", ink)
            case "state":
                middle = rect.center().y() + 1
                draw.chip(painter, inner.x(), middle, state_chip(entry.state), inner.width())
            case "author" if said:
                sign = QRectF(inner.x(), rect.center().y() - AVATAR / 2 + 1, AVATAR, AVATAR)
                draw.avatar(painter, sign, said)
                draw.words(painter, inner.adjusted(AVATAR + 8, 0, 0, 0), said)
            case _:
                answer = self._columns.get(column)
                is_right = answer is not None and is_figure(answer.part)
                ink = "text3" if self.is_faint(row) else "text" if answer is not None else "text2"
                align = draw.RIGHT if is_right else draw.LEFT
                draw.words(painter, inner, " ".join(said.split()), "body", ink, align=align)


def every(listing: Listing, lang: str) -> list[Column]:
    """Every column that there is: what a record says of itself, then its answers."""
    own = [
        Column("title", t("Record|column"), 240, stretches=True, least=184, is_fixed=True),
        Column("state", t("State"), 104),
        Column("number", t("Record number"), 128),
        Column("author", t("Filled in by"), 128),
        Column("submitted", t("Submitted at"), 152),
        Column("campaign", t("Campaign"), 144),
        Column("version", t("Version|form"), 88),
    ]
    return own + [_answer(column, lang) for column in listing.columns if not column.table]


def _answer(column: Answer, lang: str) -> Column:
    title = shown(column.part, lang) or t("Without a name")
    if column.is_gone:
        title = t("{name} (no longer used)", name=title)
    is_right = is_figure(column.part)
    width = 120 if is_right or column.part.kind in (Kind.DATE, Kind.TIME) else 152
    return Column(column.key, title, width, is_right=is_right)


def usual(listing: Listing, lang: str) -> list[Column]:
    """The columns that are shown while nobody chose others."""
    held = {column.key: column for column in every(listing, lang)}
    answers = [
        column.key
        for column in listing.columns
        if not column.table and not column.is_gone and column.part.kind not in QUIET | GRIDS
    ]
    named = (c for c in listing.columns if not c.table and not c.is_gone and c.part.kind in TITLED)
    title = next((column.key for column in named), "")  # it stands as the title already
    told = [key for key in answers if key != title][:USUAL]
    has_number = any(entry.own["number"] for entry in listing.entries)
    number = ["number"] if has_number else []
    keys = ["title", "state", *number, *told, "author", "submitted"]
    return [held[key] for key in keys]


def chosen(
    listing: Listing, widths: Sequence[tuple[str, int]], room: int, lang: str
) -> list[Column]:
    """The columns of a look; of the usual ones as many as there is room for."""
    if widths:
        held = {column.key: column for column in every(listing, lang)}
        found = [held["title"]]
        for key, wide in widths:
            column = held.get(key)
            if column is not None and column not in found:
                column.width = max(column.least, wide) if wide > 0 else column.width
                found.append(column)
        return found
    found = usual(listing, lang)
    own = {"title", "state", "number", "author", "submitted"}
    while room and _wide(found) > room:
        last = next((one for one in reversed(found) if one.key not in own), None)
        if last is None:
            break
        found.remove(last)
    return found


def _wide(columns: Sequence[Column]) -> int:
    return sum(c.least if c.stretches else c.width for c in columns) + 56
