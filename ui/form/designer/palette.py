"""The kinds of fields: drag one out, click it, or choose it by keyboard and search."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from app.form import kinds
from app.model.form import Kind
from ui.form.designer import look
from ui.form.designer.carrying import Carry
from ui.kit import draw, icons, lay
from ui.kit.app import t, theme, worded
from ui.kit.fields import Line
from ui.kit.label import Label
from ui.kit.match import match
from ui.kit.pop import Popover

TILE, GAP, HEAD, EDGE, FAR = 32, 4, 28, 12, 6
SIGN, MOST_CUT = 38, 2
"""Room of the sign in a tile; so many names may be cut before the tiles are wider."""
LEGEND = "Click adds behind the selected field"


@dataclass(frozen=True, slots=True)
class Tile:
    """A kind and its place."""

    kind: Kind
    place: QRect


class Tiles(QWidget):
    """The kinds in two columns, painted."""

    chosen = Signal(str)
    dragged = Signal(QPoint)
    """The mouse goes somewhere with a kind in the hand."""

    def __init__(self, carry: Carry) -> None:
        super().__init__()
        self._carry = carry
        self._query = ""
        self._tiles: list[Tile] = []
        self._heads: list[tuple[str, QRect]] = []
        self._folded: set[str] = set()
        self._under, self._at = -1, 0
        self._down: QPoint | None = None
        self._pressed: Tile | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAccessibleName(t("Fields to add"))
        self.setToolTip(t(LEGEND))

    def seek(self, query: str) -> None:
        """Only the kinds that fit what is written."""
        self._query, self._at = query.strip(), 0
        self._lay()

    def first(self) -> Kind | None:
        """The kind that fits best."""
        return self._tiles[0].kind if self._tiles else None

    def place_of(self, kind: Kind) -> QRect:
        """Where a kind stands."""
        return next((tile.place for tile in self._tiles if tile.kind == kind), QRect())

    def _fits(self, kind: Kind) -> bool:
        if not self._query:
            return True
        about = kinds.about(kind)
        every = (look.kind_words(kind), worded(kinds.GROUPS[about.group]), str(kind))
        return any(match(self._query, words) is not None for words in every)

    def _lay(self) -> None:
        self._tiles, self._heads = [], []
        half = (self.width() - 2 * EDGE - GAP) // 2
        names = [look.kind_words(kind) for kind in kinds.KINDS]
        # Where a language is long, its words are read whole: one under another.
        beside = 2 if sum(draw.width(name) > half - SIGN for name in names) <= MOST_CUT else 1
        wide = half if beside == 2 else self.width() - 2 * EDGE
        y = 4
        for group, words in kinds.GROUPS.items():
            held = [Kind(k) for k, about in kinds.KINDS.items() if about.group == group]
            held = [kind for kind in held if self._fits(kind)]
            if not held:
                continue
            if not self._query:
                self._heads.append((group, QRect(EDGE, y, self.width() - 2 * EDGE, HEAD)))
                del words
                y += HEAD
                if group in self._folded:
                    continue
            for place, kind in enumerate(held):
                x = EDGE + (place % beside) * (wide + GAP)
                tile = QRect(x, y + place // beside * (TILE + GAP), wide, TILE)
                self._tiles.append(Tile(kind, tile))
            y += -(-len(held) // beside) * (TILE + GAP) + (0 if self._query else 4)
        self.setMinimumHeight(y + 8)
        self._tell()
        self.update()

    def _tell(self) -> None:
        said = look.kind_words(self._tiles[self._at].kind) if self._tiles else t("Nothing found")
        self.setAccessibleDescription(said)

    def _tile_at(self, at: QPointF) -> int:
        point = at.toPoint()
        return next((n for n, tile in enumerate(self._tiles) if tile.place.contains(point)), -1)

    # Qt overrides

    def sizeHint(self) -> QSize:
        return QSize(224, self.minimumHeight())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = self._tile_at(event.position())
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self._pressed = self._tiles[at] if at >= 0 else None
        self._down = event.position().toPoint()
        self._at = max(0, at)
        if at < 0:
            point = self._down
            group = next((g for g, place in self._heads if place.contains(point)), "")
            if group:
                self._folded ^= {group}
                self._lay()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._carry.hand is not None and not self._carry.is_lifted:
            self.dragged.emit(event.globalPosition().toPoint())
            return
        under = self._tile_at(event.position())
        if under != self._under:
            self._under = under
            self.update()
        if self._down is None or self._pressed is None:
            return
        if (event.position().toPoint() - self._down).manhattanLength() >= FAR:
            self.setFocus()
            self._carry.begin(self._pressed.kind)
            self.dragged.emit(event.globalPosition().toPoint())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, self._pressed, self._down = self._pressed, None, None
        if self._carry.hand is not None and not self._carry.is_lifted:
            self._carry.finish()
        elif pressed is not None and pressed.place.contains(event.position().toPoint()):
            self.chosen.emit(pressed.kind)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._carry.hand is not None:
            self._pressed = self._down = None
            self._carry.cancel()
            return
        if not self._tiles:
            super().keyPressEvent(event)
            return
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.chosen.emit(self._tiles[self._at].kind)
            case Qt.Key.Key_Space:
                self._carry.lift(self._tiles[self._at].kind)
            case Qt.Key.Key_Right | Qt.Key.Key_Left:
                self._go(1 if event.key() == Qt.Key.Key_Right else -1)
            case Qt.Key.Key_Down | Qt.Key.Key_Up:
                self._go_row(1 if event.key() == Qt.Key.Key_Down else -1)
            case _:
                super().keyPressEvent(event)

    def _go(self, by: int) -> None:
        self._at = max(0, min(len(self._tiles) - 1, self._at + by))
        self._tell()
        self.update()

    def _go_row(self, by: int) -> None:
        here = self._tiles[self._at].place
        rows = sorted({tile.place.y() for tile in self._tiles})
        row = rows.index(here.y()) + by
        if 0 <= row < len(rows):
            near = [n for n, tile in enumerate(self._tiles) if tile.place.y() == rows[row]]
            self._at = min(near, key=lambda n: abs(self._tiles[n].place.x() - here.x()))
        self._tell()
        self.update()

    def focusInEvent(self, event: object) -> None:
        super().focusInEvent(event)  # pyright: ignore[reportArgumentType]
        self.update()

    def focusOutEvent(self, event: object) -> None:
        super().focusOutEvent(event)  # pyright: ignore[reportArgumentType]
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), theme().color("app"))
        for group, place in self._heads:
            sign = "chevron-right" if group in self._folded else "chevron-down"
            icons.paint(painter, sign, QRectF(place.x(), place.y() + 7, 14, 14), "text2")
            room = place.adjusted(20, 0, 0, 0)
            draw.words(painter, room, worded(kinds.GROUPS[group]), "small", "text2", is_strong=True)
        has_keys = self.hasFocus() and bool(self.window().property("keys"))
        for n, tile in enumerate(self._tiles):
            ground = "hover" if n == self._under else "surface"
            draw.box(painter, tile.place, ground, "border")
            if has_keys and n == self._at:
                draw.ring(painter, tile.place)
            sign = QRectF(tile.place.x() + 8, tile.place.y() + 8, 16, 16)
            icons.paint(painter, look.icon(tile.kind), sign, "text2")
            room = tile.place.adjusted(32, 0, -6, 0)
            draw.words(painter, room, look.kind_words(tile.kind))


class Palette(QFrame):
    """The search and the kinds."""

    chosen = Signal(str)
    dragged = Signal(QPoint)

    def __init__(self, carry: Carry) -> None:
        super().__init__()
        self.setObjectName("app")
        self.setFixedWidth(232)
        self.search = Line("", t("Search fields"), icon="search")
        self.tiles = Tiles(carry)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(self.tiles)
        legend = Label(t(LEGEND), "caption", "text3", wraps=True)
        head = lay.column(self.search, margins=(12, 12, 12, 4))
        foot = lay.column(legend, margins=(12, 4, 12, 8))
        self.setLayout(lay.column(head, area, foot, gap=0))
        self.search.textChanged.connect(self.tiles.seek)
        self.search.entered.connect(self._on_entered)
        self.tiles.chosen.connect(self.chosen)
        self.tiles.dragged.connect(self.dragged)

    def _on_entered(self, _text: str) -> None:
        kind = self.tiles.first()
        if kind is not None:
            self.chosen.emit(kind)
            self.search.clear()


class InsertLine(Popover):
    """What `/` opens on the canvas: write what is wanted, Enter inserts it."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.line = Line("", t("Insert a field: its name"), icon="search")
        self._told = Label("", "small", "text2")
        self.setLayout(lay.column(self.line, self._told, gap=4, margins=(8, 8, 8, 8)))
        self.setFixedWidth(280)
        self.setFocusProxy(self.line)
        self.line.textChanged.connect(self._show)
        self.line.entered.connect(self._on_entered)
        self._show("")

    def found(self) -> list[Kind]:
        """The kinds that fit, the best first."""
        query = self.line.text().strip()
        scored: list[tuple[float, Kind]] = []
        for kind in map(Kind, kinds.KINDS):
            fit = match(query, look.kind_words(kind))
            if fit is not None:
                scored.append((-fit.score, kind))
        return [kind for _, kind in sorted(scored, key=lambda one: one[0])]

    def _show(self, _text: str) -> None:
        names = [look.kind_words(kind) for kind in self.found()[:4]]
        self._told.setText("  ·  ".join(names) if names else t("Nothing found"))

    def _on_entered(self, _text: str) -> None:
        found = self.found()
        if found:
            self.close()
            self.chosen.emit(found[0])
