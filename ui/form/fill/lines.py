"""The lines of a sub-table as columns of words: what is seen, what counts, what is wrong."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from app.form.filling import Place
from app.form.values import is_empty
from app.model.form import Kind, Part
from ui.form.fill import words
from ui.form.fill.paper import Paper
from ui.kit import draw
from ui.kit.app import t

NUMBER = 44
FIGURES = frozenset({Kind.NUMBER, Kind.MONEY, Kind.PERCENT})
WIDTHS: dict[str, int] = {
    Kind.TEXT: 150,
    Kind.LONG: 190,
    Kind.NUMBER: 90,
    Kind.MONEY: 120,
    Kind.PERCENT: 84,
    Kind.DATE: 124,
    Kind.DATES: 220,
    Kind.TIME: 76,
    Kind.CHOICE: 110,
    Kind.CHOICES: 150,
    Kind.PERSON: 110,
    Kind.FORMULA: 120,
    Kind.RATING: 110,
    Kind.ADDRESS: 200,
    Kind.FILE: 150,
    Kind.IMAGE: 150,
}
GROWS = frozenset({Kind.TEXT, Kind.LONG, Kind.ADDRESS, Kind.CHOICE, Kind.LINK})
MOST_HEAD = 180


@dataclass(slots=True)
class Column:
    """A column: its part, its head, where it stands."""

    part: Part
    title: str
    wide: int
    is_figure: bool
    is_summed: bool
    x: int = 0


class Lines:
    """A sub-table of a paper, as its grid shows it."""

    def __init__(self, paper: Paper, table: Part) -> None:
        self.paper = paper
        self.table = table
        form = paper.form
        names = paper.filling.form.columns[table.id]
        wanted = table.settings.get("totals", "")
        totals = {one.strip() for one in wanted.split(",") if one.strip()} if wanted else None
        self.columns = [_column(form.by_id[name], totals) for name in names]
        self.places = {column.part.id: place for place, column in enumerate(self.columns)}
        self._figures: dict[str, dict[str, Decimal]] = {}
        self._sums: dict[str, Decimal] = {}
        self.names: tuple[str, ...] = ()
        self._rows: dict[str, int] = {}
        self.read()

    def read(self) -> None:
        """The lines are others than before."""
        self.names = self.paper.filling.lines(self.table.id)
        self._rows = {name: row for row, name in enumerate(self.names)}
        self._figures, self._sums = {}, {}
        for column in self.columns:
            if column.is_summed:
                found = {n: self._figure(n, column.part.id) for n in self.names}
                held = {name: figure for name, figure in found.items() if figure is not None}
                self._figures[column.part.id] = held
                self._sums[column.part.id] = sum(held.values(), Decimal(0))

    def follow(self, places: Iterable[Place]) -> list[int]:
        """Some places have another answer; the rows that they stand in."""
        rows: set[int] = set()
        for line, part in places:
            row = self._rows.get(line)
            if row is None or part not in self.places:
                continue
            rows.add(row)
            held = self._figures.get(part)
            if held is not None:
                old, new = held.pop(line, None), self._figure(line, part)
                self._sums[part] += (new or Decimal(0)) - (old or Decimal(0))
                if new is not None:
                    held[line] = new
        return sorted(rows)

    def row_of(self, line: str) -> int:
        """Where a line stands; -1 where it does not."""
        return self._rows.get(line, -1)

    def fit(self, wide: int) -> None:
        """Spread the columns over a width; what is wrong has the rest of it."""
        base = NUMBER + sum(column.wide for column in self.columns)
        growing = [c for c in self.columns if c.part.kind in GROWS] or self.columns
        spare = max(0, wide - base - 168)
        x = NUMBER
        for column in self.columns:
            column.x = x
            more = min(spare // len(growing), 120) if column in growing else 0
            x += column.wide + more

    def wide(self, place: int) -> int:
        """How wide a column is as it was spread."""
        column = self.columns[place]
        last = place + 1 == len(self.columns)
        return column.wide if last else self.columns[place + 1].x - column.x

    def end(self) -> int:
        """Where the columns end."""
        return self.columns[-1].x + self.columns[-1].wide if self.columns else NUMBER

    def words(self, row: int, place: int) -> str:
        """What a cell says."""
        part = self.columns[place].part
        kept = self.paper.filling.kept(self.names[row], part.id)
        return words.words(self.paper.host, part, kept, is_bare=True)

    def kept(self, row: int, place: int) -> object:
        """What a cell keeps."""
        return self.paper.filling.kept(self.names[row], self.columns[place].part.id)

    def why_not(self, row: int, place: int) -> str:
        """Why a cell cannot be written, "" where it can."""
        part = self.columns[place].part
        if self.paper.why_locked:
            return self.paper.why_locked
        if part.kind in (Kind.FORMULA, Kind.SEQUENCE) or part.formula:
            return t("It is reckoned")
        state = self.paper.filling.state(self.names[row], part.id)
        if not state.is_visible:
            return t("Not asked in this row")
        return "" if state.is_enabled else t("This cannot be changed now")

    def is_seen(self, row: int, place: int) -> bool:
        """Whether a cell is asked in its row."""
        return self.paper.filling.is_visible(self.names[row], self.columns[place].part.id)

    def total(self, part: str) -> str:
        """The sum of a column in words, "" where it has none."""
        if part not in self._sums:
            return ""
        held = self.columns[self.places[part]].part
        default = "2" if _is_money(held) else ""
        return words.figure(self._sums[part], held.settings.get("decimals", default))

    def sum_of(self, part: str) -> Decimal:
        """The sum of a column."""
        return self._sums.get(part, Decimal(0))

    def counted(self) -> int:
        """How many rows count in the sums."""
        if not self._figures:
            return 0
        return max(len(held) for held in self._figures.values())

    def is_blank(self, row: int) -> bool:
        """Whether nothing is written in a row."""
        filling, line = self.paper.filling, self.names[row]
        return all(
            is_empty(filling.kept(line, c.part.id))
            for c in self.columns
            if not c.part.formula and c.part.kind != Kind.FORMULA
        )

    def _figure(self, line: str, part: str) -> Decimal | None:
        kept = self.paper.filling.kept(line, part)
        if kept is None or kept == "":
            return None
        try:
            number = Decimal(str(kept))
        except InvalidOperation:
            return None
        return number if number.is_finite() else None


def _is_money(part: Part) -> bool:
    return part.kind == Kind.MONEY or part.settings.get("result") == "money"


def _column(part: Part, totals: set[str] | None) -> Column:
    kind = part.kind
    result = part.settings.get("result", "number")
    is_result = kind == Kind.FORMULA and result in ("number", "money", "percent")
    is_figure = kind in FIGURES or is_result
    is_summed = is_figure and (part.id in totals if totals is not None else _is_money(part))
    title = words.label(part)
    unit = part.settings.get("unit", "")
    if _is_money(part):
        unit = words.SIGNS.get(part.settings.get("currency", "CNY"), "")
        unit = t("yuan|unit") if unit == "¥" else unit
    if unit:
        title = t("{name} ({unit})", name=title, unit=unit)
    wide = max(WIDTHS.get(kind, 120), min(MOST_HEAD, round(draw.width(title, "small")) + 28))
    return Column(part, title, wide, is_figure, is_summed)
