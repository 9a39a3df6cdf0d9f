"""The head of the fill page: which record, which version, kept since when, and what to do."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtWidgets import QFrame

from app.form.records import Held
from ui.kit import lay
from ui.kit.app import t
from ui.kit.button import Button, IconButton
from ui.kit.draw import Chip
from ui.kit.label import ChipLabel, Elided, Label, Picture


def state_chip(state: str) -> Chip:
    """The state of a record."""
    match state:
        case "submitted":
            return Chip(t("Handed in"), "success", "circle-check")
        case "void":
            return Chip(t("Taken back"), "neutral", "ban")
        case _:
            return Chip(t("Draft"), "outline", "pencil")


class HeadRow(QFrame):
    """Title, version, state; history, print, hand in."""

    def __init__(self) -> None:
        super().__init__()
        self._title = Elided("", "title")
        self._version = ChipLabel(Chip("v1"))
        self._state = ChipLabel(Chip(t("Draft")))
        self._old = ChipLabel(Chip(t("There is a newer version"), "warn", "info"))
        self._sign = Picture("check", "success", 14)
        self._saved = Label("", "small", "text2")
        self.history_button = Button(t("History"), "flat", icon="history")
        self.print_button = Button(t("Print"), "flat", icon="printer")
        self.more_button = IconButton("ellipsis", t("More"))
        self.submit_button = Button(t("Hand in"), "primary")
        self.setLayout(
            lay.row(
                self._title,
                self._version,
                self._state,
                self._old,
                4,
                self._sign,
                self._saved,
                None,
                self.history_button,
                self.print_button,
                self.more_button,
                4,
                self.submit_button,
                margins=(24, 8, 16, 8),
            )
        )
        self._old.hide()
        self._tell("")

    def show_record(self, held: Held, title: str, *, is_old: bool) -> None:
        """This record."""
        self._title.setText(title)
        self._title.setMaximumWidth(self._title.sizeHint().width() + 4)
        self._version.show_chip(Chip(f"v{held.version.number}"))
        self._state.show_chip(state_chip(held.row.text("state")))
        self._old.setVisible(is_old and held.is_open)
        self.submit_button.setVisible(held.is_open)
        if not held.is_open:
            self._tell("")
        elif not self._saved.text():
            self._tell(t("The draft is kept on this device"))

    def tell_saved(self, at: datetime) -> None:
        """Something was written now."""
        self._tell(t("Draft kept on this device {time}", time=f"{at:%H:%M}"))

    def _tell(self, text: str) -> None:
        self._saved.setText(text)
        self._sign.setVisible(bool(text))
