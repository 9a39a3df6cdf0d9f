"""A list to tick several in: narrowed by name or pinyin, open until it is left."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.kit import lay
from ui.kit.app import t
from ui.kit.fields import Line, Toggle
from ui.kit.label import Label
from ui.kit.match import match
from ui.kit.pop import Popover
from ui.parts.pick import Option

FEW = 8
MOST = 100
ROW = 28
WIDE = 248


class TickPop(Popover):
    """Options with a box each; `picked` tells all that are ticked, in the order of the list."""

    picked = Signal(object)

    def __init__(
        self,
        anchor: QWidget,
        name: str,
        options: Sequence[Option],
        held: Sequence[str],
        *,
        makes: str = "",
    ) -> None:
        super().__init__(anchor)
        self._makes = makes
        self._options = {str(option.key): option.words for option in options}
        self._options |= {key: key for key in held if key not in self._options}
        self._held = dict.fromkeys(held)
        self.toggles: dict[str, Toggle] = {}
        self.line = Line("", t("Find by name or pinyin"), icon="search")
        self.line.setAccessibleName(name)
        self.line.setVisible(len(options) > FEW or bool(makes))
        self.line.textChanged.connect(self._on_typed)
        self.line.entered.connect(self._on_entered)
        inside = QWidget()
        self._rows = QVBoxLayout(inside)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(0)
        self._area = lay.scrolled(inside)
        self.setLayout(lay.column(self.line, self._area, gap=8, margins=(8, 8, 8, 8)))
        self.setFixedWidth(max(WIDE, min(420, anchor.width())))
        self._fill("")
        if self.line.isVisibleTo(self):
            self.setFocusProxy(self.line)
        elif self.toggles:
            self.setFocusProxy(next(iter(self.toggles.values())))

    def _fill(self, text: str) -> None:
        lay.clear(self._rows)
        self.toggles = {}
        for key, words in self._options.items():
            if len(self.toggles) >= MOST or (text and match(text, words) is None):
                continue
            toggle = Toggle(words, is_on=key in self._held)
            toggle.setFixedHeight(ROW)
            toggle.setProperty("key", key)
            toggle.switched.connect(self._on_switched)
            self._rows.addWidget(toggle)
            self.toggles[key] = toggle
        if not self.toggles:
            said = t("Enter takes “{text}”", text=text) if self._makes and text else ""
            said = said or t("Nobody and nothing is called so")
            self._rows.addWidget(Label(said, "body", "text2"))
        self._rows.addStretch(1)
        self._area.setFixedHeight(max(1, min(FEW, len(self.toggles))) * ROW + 2)

    def _on_typed(self, text: str) -> None:
        self._fill(text.strip())

    def _on_entered(self, text: str) -> None:
        text = text.strip()
        if text and self._makes and not self.toggles:
            self._options[text] = text
            self._held[text] = None
            self._tell()
            self.line.clear()
        elif len(self.toggles) == 1:
            next(iter(self.toggles.values())).switch()

    def _on_switched(self, is_on: bool) -> None:
        toggle = self.sender()
        assert isinstance(toggle, Toggle)
        key = str(toggle.property("key"))
        if is_on:
            self._held[key] = None
        else:
            self._held.pop(key, None)
        self._tell()

    def _tell(self) -> None:
        self.picked.emit([key for key in self._options if key in self._held])

    # Qt overrides

    def keyPressEvent(self, event: object) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        step = {Qt.Key.Key_Down: True, Qt.Key.Key_Up: False}
        key = Qt.Key(event.key())  # pyright: ignore[reportAttributeAccessIssue]
        if key in step:
            self.focusNextPrevChild(step[key])
        elif key == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)  # pyright: ignore[reportArgumentType]
