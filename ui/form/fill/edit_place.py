"""An address: province, city, district, and the rest of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from PySide6.QtWidgets import QCompleter, QWidget

from app.form.filling import State
from app.model.form import Part
from ui.form.fill.editor import Editor
from ui.kit import lay
from ui.kit.app import t, theme
from ui.kit.fields import Line
from ui.parts.host import Host

PROVINCES = (
    "北京市",
    "天津市",
    "上海市",
    "重庆市",
    "河北省",
    "山西省",
    "辽宁省",
    "吉林省",
    "黑龙江省",
    "江苏省",
    "浙江省",
    "安徽省",
    "福建省",
    "江西省",
    "山东省",
    "河南省",
    "湖北省",
    "湖南省",
    "广东省",
    "海南省",
    "四川省",
    "贵州省",
    "云南省",
    "陕西省",
    "甘肃省",
    "青海省",
    "台湾省",
    "内蒙古自治区",
    "广西壮族自治区",
    "西藏自治区",
    "宁夏回族自治区",
    "新疆维吾尔自治区",
    "香港特别行政区",
    "澳门特别行政区",
)
"""The first level of GB/T 2260; cities and districts are written: no package of ours has them."""
KEYS = ("province", "city", "district", "detail")
GAP = 8


class PlaceEditor(Editor):
    """Three parts of an address side by side and the rest beneath; all of it is one answer."""

    def __init__(self, host: Host, part: Part) -> None:
        hints = (t("Province"), t("City"), t("District"), t("Street, number, building"))
        self.lines = {key: Line("", hint) for key, hint in zip(KEYS, hints, strict=True)}
        self.has_detail = part.settings.get("detail", "yes") not in ("0", "false", "no")
        body = QWidget()
        first = lay.row(*(self.lines[key] for key in KEYS[:3]), gap=GAP)
        layout = lay.column(first, gap=GAP)
        layout.addWidget(self.lines["detail"])
        self.lines["detail"].setVisible(self.has_detail)
        body.setLayout(layout)
        completer = QCompleter(PROVINCES, body)
        completer.setFilterMode(completer.filterMode().MatchContains)
        self.lines["province"].setCompleter(completer)
        super().__init__(host, part, body)
        for line in self.lines.values():
            line.written.connect(self._on_written)

    def show_state(self, state: State) -> None:
        super().show_state(state)
        held = self._held()
        for key, line in self.lines.items():
            line.show_text(str(held.get(key, "") or ""))
        self._enable(is_on=state.is_enabled)

    def commit(self) -> None:
        for line in self.lines.values():
            line.commit()

    def stops(self) -> list[Line]:
        return [line for key, line in self.lines.items() if key != "detail" or self.has_detail]

    def name(self, words: str, description: str) -> None:
        for line in self.stops():
            line.setAccessibleName(f"{words}: {line.placeholderText()}")
            line.setAccessibleDescription(description)

    def height(self, width: int) -> int:
        del width
        return theme().control * (2 if self.has_detail else 1) + (GAP if self.has_detail else 0)

    def _held(self) -> Mapping[str, object]:
        value = self.state.value if self.state is not None else None
        return cast("Mapping[str, object]", value) if isinstance(value, dict) else {}

    def _on_written(self, _text: str) -> None:
        told = {key: line.text().strip() for key, line in self.lines.items()}
        kept = {key: text for key, text in told.items() if text}
        if kept != dict(self._held()):
            self.answered.emit(kept or None)
