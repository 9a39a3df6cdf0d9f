"""The form of these tests, and the list as a person sees it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.model.form import Check, Choice, Form, Kind, Part
from app.model.row import Row
from ui.form.records import RecordsPage

NOW_MS = 1_780_000_000_000
FORM = Form(
    "费用登记",
    (
        Part("f_name", Kind.TEXT, label="名称", label_en="Name", required=True),
        Part("f_cost", Kind.MONEY, label="金额", checks=(Check("min", "0"),)),
        Part("f_tax", Kind.FORMULA, label="税额", formula="f_cost * 0.06"),
        Part(
            "f_kind",
            Kind.CHOICE,
            label="类型",
            choices=(
                Choice("shoot", "拍摄"),
                Choice("meal", "餐费"),
                Choice("travel", "交通"),
                Choice("other", "其他"),
            ),
        ),
        Part("f_lines", Kind.TABLE, label="明细"),
        Part("f_item", Kind.TEXT, "f_lines", "项目", required=True),
        Part("f_count", Kind.NUMBER, "f_lines", "数量"),
    ),
    name_en="Expenses",
)


@dataclass(frozen=True, slots=True)
class Room:
    """The page of one form's records."""

    page: RecordsPage
    form: bytes
    settle: Callable[[], None]

    def names(self) -> list[str]:
        """The records that are shown, in their order."""
        source = self.page.list.source
        return [source.words(row, "title") for row in range(source.count())]

    def ids(self) -> dict[str, bytes]:
        """Title -> record, of those that are shown."""
        source = self.page.list.source
        return {self.names()[row]: source.entries[row].id for row in range(source.count())}

    def select(self, *names: str) -> None:
        """Select these records."""
        held = self.ids()
        self.page.grid.select({held[name] for name in names})

    def rows(self) -> dict[bytes, Row]:
        """Every row of records as the session has it."""
        session = self.page.host.session
        return {row.id: row for table in ("record", "line") for row in session.list(table)}

    def kept(self) -> list[tuple[bytes, dict[str, object]]]:
        """What is kept, to compare the end of a gesture's undo with its beginning."""
        return sorted((row, dict(held)) for row, held in self.rows().items())
