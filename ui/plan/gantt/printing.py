"""The chart on paper: tiles of A4 or A3 with names, time, legend and page numbers; or a picture."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QMarginsF, QRectF, Qt
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter, QPdfWriter
from PySide6.QtWidgets import QFileDialog, QWidget

from app.model.errors import Unavailable
from ui.kit import draw, when
from ui.kit.app import t
from ui.parts.host import Host
from ui.plan.gantt import timescale
from ui.plan.gantt.ink import Ink, stripes
from ui.plan.gantt.paint import Bars, diamond
from ui.plan.gantt.paint_links import Links
from ui.plan.gantt.paint_time import HEIGHT, Time
from ui.plan.gantt.paint_tree import TreeRows
from ui.plan.gantt.scene import ROW, Box, Scene
from ui.plan.gantt.surface import Surface
from ui.plan.gantt.timescale import DAY, Scale

PAPERS = {"a4": (1_400, 990), "a3": (1_980, 1_400)}
"""Paper -> how many px of the chart a sheet holds, lying on its long side."""
TREE, TITLE, FOOT, MARGIN_MM = 330, 44, 36, 10.0
MOST_PX = 16_000


@dataclass(frozen=True, slots=True)
class Tile:
    """One sheet: its rows and its days."""

    first_row: int
    end_row: int
    first_day: int
    end_day: int
    number: int


@dataclass(frozen=True, slots=True)
class Layout:
    """How a chart is cut into sheets: never through a row, never through a day."""

    wide: int
    high: int
    row_px: int
    day_px: float

    @property
    def rows(self) -> int:
        """Rows on a sheet."""
        return max(1, (self.high - TITLE - HEIGHT - FOOT) // self.row_px)

    @property
    def days(self) -> int:
        """Days on a sheet."""
        return max(1, int((self.wide - TREE) / self.day_px))

    def tiles(self, rows: int, first_day: int, end_day: int) -> list[Tile]:
        """Every sheet, first to the right, then down."""
        return list(self._tiles(rows, first_day, end_day))

    def _tiles(self, rows: int, first_day: int, end_day: int) -> Iterator[Tile]:
        number = 0
        for row in range(0, max(1, rows), self.rows):
            for day in range(first_day, end_day, self.days):
                number += 1
                end = min(rows, row + self.rows)
                yield Tile(row, end, day, min(end_day, day + self.days), number)


@dataclass(slots=True)
class Paper:
    """A chart that is painted on sheets, in light colours whatever the screen wears."""

    surface: Surface
    title: str
    layout: Layout

    @property
    def days(self) -> tuple[int, int]:
        """The first day, and the one behind the last."""
        held = self.surface.chart.span()
        now = self.surface.look.now
        first, last = held if held is not None else (now, now)
        return first // DAY - 1, last // DAY + 8  # room for the last names

    def tiles(self) -> list[Tile]:
        """Every sheet."""
        return self.layout.tiles(len(self.surface.chart.shown), *self.days)

    def paint(self, painter: QPainter, tile: Tile, count: int) -> None:
        """One sheet; the painter stands at its corner, in px of the chart."""
        ink = Ink(is_paper=True)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(QRectF(0, 0, self.layout.wide, self.layout.high), ink.color("surface"))
        self._title(painter, tile, ink)
        painter.translate(0, TITLE)
        self._chart(painter, tile, ink)
        painter.translate(0, -TITLE)
        self._foot(painter, (tile.number, count), ink)

    def _title(self, painter: QPainter, tile: Tile, ink: Ink) -> None:
        room = QRectF(0, 0, self.layout.wide * 0.7, TITLE - 8)
        used = draw.words(painter, room, self.title, "title", ink.color("text"))
        first, last = (timescale.day_of(day * DAY) for day in (tile.first_day, tile.end_day - 1))
        words = f"{when.short(first)} – {when.short(last)}"
        room = QRectF(used + 16, 2, 400, TITLE - 8)
        draw.words(painter, room, words, "body", ink.color("text2"))
        today = timescale.day_of(self.surface.look.now)
        printed = t("As of {day}", day=when.full(today))
        right = QRectF(self.layout.wide - 300, 2, 300, TITLE - 8)
        draw.words(painter, right, printed, "small", ink.color("text2"), align=draw.RIGHT)

    def _chart(self, painter: QPainter, tile: Tile, ink: Ink) -> None:
        held = self.surface
        scale = Scale(tile.first_day, self.layout.day_px, held.scene.scale.office)
        scene = Scene(held.chart, scale, row_px=self.layout.row_px)
        look = replace(held.look, under=None, current=None, ringed=frozenset(), left=0.0)
        wide = (tile.end_day - tile.first_day) * self.layout.day_px
        high = (tile.end_row - tile.first_row) * self.layout.row_px
        top = tile.first_row * self.layout.row_px
        time = Time(scale, ink, look.now, held.days.is_workday)
        tree = TreeRows(scene, look, ink, held.days.count)
        tree.header(painter, TREE)
        with _inside(painter, QRectF(TREE, 0, wide, HEIGHT), (TREE, 0)):
            time.header(painter, QRectF(0, 0, wide - 1, HEIGHT), None)
        line = ink.color("line")
        with _inside(painter, QRectF(TREE, HEIGHT, wide, high), (TREE, HEIGHT - top)):
            view = QRectF(0, top, wide - 1, high)
            time.columns(painter, view)
            for row in range(tile.first_row, tile.end_row):
                y = (row + 1) * scene.row_px - 1
                painter.fillRect(QRectF(0, y, wide, 1), line)
            Links(scene, look, ink).rows(painter, tile.first_row, tile.end_row)
            bars = Bars(scene, look, ink)
            for row in range(tile.first_row, tile.end_row):
                bars.row(painter, row)
            time.today(painter, view)
        with _inside(painter, QRectF(0, HEIGHT, TREE, high), (0, HEIGHT - top)):
            for row in range(tile.first_row, tile.end_row):
                tree.row(painter, row, TREE)
                y = (row + 1) * scene.row_px - 1
                painter.fillRect(QRectF(0, y, TREE, 1), line)
        painter.fillRect(QRectF(TREE - 1, 0, 1, HEIGHT + high), ink.color("border"))

    def _foot(self, painter: QPainter, page: tuple[int, int], ink: Ink) -> None:
        y = self.layout.high - FOOT + 10.0
        painter.fillRect(QRectF(0, y - 6, self.layout.wide, 1), ink.color("border"))
        x = 0.0
        for words, sign in legend():
            painter.save()
            sign(painter, QRectF(x, y + 4, 24, 12), ink)
            painter.restore()
            room = QRectF(x + 30, y, 160, 20)
            x += 30 + draw.words(painter, room, words, "caption", ink.color("text2")) + 20
        words = t("Page {number} of {count}", number=page[0], count=page[1])
        right = QRectF(self.layout.wide - 200, y, 200, 20)
        draw.words(painter, right, words, "caption", ink.color("text2"), align=draw.RIGHT)


class _inside:
    """Painting with an own corner and edge."""

    def __init__(self, painter: QPainter, clip: QRectF, corner: tuple[float, float]) -> None:
        self._painter, self._clip, self._corner = painter, clip, corner

    def __enter__(self) -> None:
        self._painter.save()
        self._painter.setClipRect(self._clip, Qt.ClipOperation.IntersectClip)
        self._painter.translate(*self._corner)

    def __exit__(self, *_: object) -> None:
        self._painter.restore()


Sign = Callable[[QPainter, QRectF, Ink], None]


def legend() -> list[tuple[str, Sign]]:
    """What the signs of the chart mean."""
    return [
        (t("Task and progress"), _task),
        (t("Summary"), _summary),
        (t("Milestone"), _milestone),
        (t("Overdue"), _late),
        (t("Day off"), _off),
        (t("Today"), _today),
    ]


def _task(painter: QPainter, at: QRectF, ink: Ink) -> None:
    painter.fillRect(at, ink.mixed("fill", "surface", 0.25))
    painter.fillRect(QRectF(at.x(), at.y(), 14, at.height()), ink.color("fill"))


def _summary(painter: QPainter, at: QRectF, ink: Ink) -> None:
    painter.fillRect(QRectF(at.x(), at.y() + 3, 24, 6), ink.color("text2"))


def _milestone(painter: QPainter, at: QRectF, ink: Ink) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink.color("text"))
    painter.drawPolygon(diamond(Box(at.x() + 7, at.y() + 1, 10, 10)))


def _late(painter: QPainter, at: QRectF, ink: Ink) -> None:
    stripes(painter, at, ink.color("danger", 0.7), ink)
    painter.setPen(ink.color("danger"))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(at)


def _off(painter: QPainter, at: QRectF, ink: Ink) -> None:
    painter.fillRect(at, ink.color("sunken"))


def _today(painter: QPainter, at: QRectF, ink: Ink) -> None:
    painter.fillRect(QRectF(at.center().x(), at.y() - 2, 2, 16), ink.color("fill"))


def write_pdf(surface: Surface, title: str, paper: str, path: Path) -> int:
    """The chart as a PDF; the answer counts its pages."""
    wide, high = PAPERS[paper]
    sheet = Paper(surface, title, Layout(wide, high, ROW, _day_px(surface)))
    writer = QPdfWriter(str(path))
    writer.setTitle(title)
    writer.setCreator("Fairway")
    size = QPageSize(QPageSize.PageSizeId.A3 if paper == "a3" else QPageSize.PageSizeId.A4)
    margins = QMarginsF(MARGIN_MM, MARGIN_MM, MARGIN_MM, MARGIN_MM)
    millimetres = QPageLayout.Unit.Millimeter
    layout = QPageLayout(size, QPageLayout.Orientation.Landscape, margins, millimetres)
    writer.setPageLayout(layout)
    writer.setResolution(288)
    tiles = sheet.tiles()
    painter = QPainter()
    if not painter.begin(writer):
        raise Unavailable("disk", "The file could not be written: {name}", name=path.name)
    part = min(writer.width() / wide, writer.height() / high)
    for tile in tiles:
        if tile is not tiles[0]:
            writer.newPage()
        painter.save()
        painter.scale(part, part)
        sheet.paint(painter, tile, len(tiles))
        painter.restore()
    painter.end()
    return len(tiles)


def write_png(surface: Surface, title: str, path: Path) -> None:
    """The whole chart as one picture, smaller where it would be too large."""
    rows = len(surface.chart.shown)
    sheet = Paper(surface, title, Layout(MOST_PX, MOST_PX, ROW, _day_px(surface)))
    first, end = sheet.days
    wide = min(MOST_PX, round(TREE + (end - first) * sheet.layout.day_px) + 24)
    high = min(MOST_PX, rows * ROW + TITLE + HEIGHT + FOOT + 24)
    sheet.layout = Layout(wide - 24, high - 24, ROW, sheet.layout.day_px)
    picture = QImage(wide, high, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.white)
    painter = QPainter(picture)
    painter.translate(12, 12)
    tiles = sheet.tiles()
    sheet.paint(painter, tiles[0], len(tiles))
    painter.end()
    if not picture.save(str(path), "PNG"):  # pyright: ignore[reportCallIssue, reportArgumentType]
        raise Unavailable("disk", "The file could not be written: {name}", name=path.name)


def _day_px(surface: Surface) -> float:
    """The zoom of the screen, as far as days are still told apart on paper."""
    return min(44.0, max(2.0, surface.scene.scale.day_px))


def ask(parent: QWidget, host: Host, surface: Surface, what: tuple[str, str]) -> None:
    """Ask for a place and write the file there; `what`: a4, a3 or png, and the title."""
    kind, title = what
    ending = "png" if kind == "png" else "pdf"
    words = t("Export the Gantt chart")
    name, _ = QFileDialog.getSaveFileName(parent, words, f"{title}.{ending}", f"*.{ending}")
    if not name:
        return

    def write() -> None:
        if kind == "png":
            write_png(surface, title, Path(name))
        else:
            write_pdf(surface, title, kind, Path(name))

    host.run(write, t("Written: {name}", name=Path(name).name), is_undo=False)
