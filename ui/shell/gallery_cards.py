"""What every card of the gallery is made of, and the cards of the tokens."""

from __future__ import annotations

import json
from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

import resources
from ui.kit import draw, lay
from ui.kit.app import t, theme
from ui.kit.label import Elided, Label, Picture
from ui.kit.theme import DENSITIES, TYPES

GAPS = (4, 8, 12, 16, 24, 32)
RADII = (4, 6, 8)
SERIES = 6


def card(title: str, *parts: lay.Part, note: str = "", gap: int = 12) -> QFrame:
    """A card of the gallery."""
    head = lay.row(Label(title, "subtitle"), Elided(note, "small", "text2"), None)
    body = lay.column(head, *parts, gap=gap, margins=(16, 12, 16, 16))
    return lay.panel(body, "card")


def side(*cards: QWidget) -> QVBoxLayout:
    """Cards one under another."""
    return lay.column(*cards, None, gap=12)


def grid(
    rows: Sequence[Sequence[QWidget | None]], *, gap: int = 12, is_top: bool = False
) -> QGridLayout:
    """Things in rows and columns, each as large as it wants to be."""
    made = QGridLayout()
    made.setHorizontalSpacing(gap)
    made.setVerticalSpacing(8)
    for line, row in enumerate(rows):
        for place, part in enumerate(row):
            if part is not None:
                kind = Qt.AlignmentFlag
                where = kind.AlignTop if is_top else kind.AlignVCenter
                held = part.sizePolicy().horizontalPolicy()
                if held is QSizePolicy.Policy.Fixed or type(part) is Label:
                    where |= Qt.AlignmentFlag.AlignLeft
                made.addWidget(part, line, place, where)
    return made


def note(text: str) -> Label:
    """Small words beside a specimen."""
    return Label(text, "small", "text2")


class Swatch(QWidget):
    """A colour token as it is now."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        self.setFixedHeight(52)
        self.setMinimumWidth(72)
        self.setToolTip(name)
        theme().changed.connect(self.update)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        place = QRectF(0, 0, self.width(), 28)
        draw.box(painter, place, self._name, "border")
        under = QRectF(0, 32, self.width(), 16)
        draw.words(painter, under, self._name, "caption", "text2")


class Gap(QWidget):
    """A distance or the corner of a radius, with its number."""

    def __init__(self, pixels: int, *, is_radius: bool = False) -> None:
        super().__init__()
        self._pixels, self._is_radius = pixels, is_radius
        self.setFixedSize(48, 56)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._is_radius:
            draw.box(painter, QRectF(4, 0, 36, 36), "sunken", "strong", radius=self._pixels)
        else:
            draw.box(painter, QRectF(8, 0, self._pixels, 36), "fill", radius=0)
        number = QRectF(8, 40, 40, 16)
        draw.words(painter, number, str(self._pixels), "caption", "text2")


class Series(QWidget):
    """The colours of charts, with their numbers."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(44)
        theme().changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(280, 44)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        names = [*(f"chart{no}" for no in range(1, SERIES + 1)), "chart_rest"]
        wide = (self.width() - 8 * (len(names) - 1)) / len(names)
        for place, name in enumerate(names):
            x = place * (wide + 8)
            draw.box(painter, QRectF(x, 0, wide, 16), name)
            words = str(place + 1) if place < SERIES else t("Others")
            room = QRectF(x, 20, wide, 20)
            draw.words(painter, room, words, "small", "text2", align=draw.CENTER)


def colours() -> QFrame:
    """Every colour token."""
    held = json.loads(resources.path("themes", "light.json").read_text(encoding="utf-8"))
    names = [name for name in held if not name.startswith("chart")]
    rows = [names[at : at + 6] for at in range(0, len(names), 6)]
    made = grid([[Swatch(name) for name in row] for row in rows], gap=8)
    return card(t("Colours"), made, note=t("Everything is painted with these names"))


def charts() -> QFrame:
    """The colours of series."""
    return card(t("Chart colours"), Series(), note=t("Shapes and labels tell series apart too"))


def types() -> QFrame:
    """The type scale."""
    rows: list[list[QWidget | None]] = []
    for name, (size, line, is_heavy) in TYPES.items():
        weight = 600 if is_heavy else 400
        rows.append(
            [Label(t("618 plan, ¥3,128,640"), name), note(f"{name}  {size}/{line}  {weight}")]
        )
    return card(t("Type"), grid(rows))


def spaces() -> QFrame:
    """Distances, corners and heights of rows."""
    high = "  ".join(str(pixels) for pixels in DENSITIES.values())
    return card(
        t("Distances and corners"),
        lay.row(*(Gap(pixels) for pixels in GAPS), None, gap=4),
        lay.row(*(Gap(pixels, is_radius=True) for pixels in RADII), None, gap=4),
        note(t("Rows are {heights} px high by density", heights=high)),
    )


class Signs(QWidget):
    """Every icon, as many in a line as there is room for."""

    STEP = 36

    def __init__(self) -> None:
        super().__init__()
        files = sorted(resources.path("icons").glob("*.svg"))
        self._signs: list[QLabel | QWidget] = []
        for file in files:
            sign = Picture(file.stem, "text")
            sign.setParent(self)
            sign.setToolTip(file.stem)
            self._signs.append(sign)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def sizeHint(self) -> QSize:
        return QSize(560, self.heightForWidth(560))

    def minimumSizeHint(self) -> QSize:
        return QSize(200, self.STEP)

    def heightForWidth(self, wide: int) -> int:
        in_line = max(1, wide // self.STEP)
        return (len(self._signs) + in_line - 1) // in_line * self.STEP

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)  # pyright: ignore[reportArgumentType]
        in_line = max(1, self.width() // self.STEP)
        for place, sign in enumerate(self._signs):
            sign.move(place % in_line * self.STEP, place // in_line * self.STEP + 10)


def signs() -> QFrame:
    """Every icon."""
    return card(t("Icons"), Signs(), note=t("Lucide; the name is in the tooltip"))
