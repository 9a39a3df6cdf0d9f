"""The form as people will fill it: on a desk or a phone, with sample answers if wished."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QVBoxLayout

from app.form.filling import RECORD
from app.form.sample import LINES, sample
from app.model.form import Form, Kind
from ui.form.designer.desk import Desk
from ui.form.fill.view import FormView
from ui.kit import lay
from ui.kit.app import t
from ui.kit.button import Button
from ui.kit.label import Label, hairline
from ui.kit.tabs import Tabs

PHONE = 375 + 48


class Preview(QFrame):
    """A `FormView` on a paper that is kept nowhere."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._form: Form | None = None
        self.view: FormView | None = None
        self.setObjectName("app")
        widths = [("desk", t("Desktop"), "monitor"), ("phone", t("Phone|device"), "smartphone")]
        self.device = Tabs(widths, t("Width of the form"), is_switch=True)
        self.device.chosen.connect(self._on_device)
        self.sample_button = Button(t("Fill with samples"), "flat", icon="sparkles")
        self.sample_button.clicked.connect(self.fill_samples)
        self.empty_button = Button(t("Empty it"), "flat", icon="eraser")
        self.empty_button.clicked.connect(self.begin_again)
        told = Label(t("As the initiator sees it; nothing is kept"), "small", "text2")
        head = lay.row(
            self.device, told, None, self.empty_button, self.sample_button, margins=(16, 6, 16, 6)
        )
        self._place = QVBoxLayout()
        self._place.setContentsMargins(0, 0, 0, 0)
        self.setLayout(lay.column(head, hairline(is_rule=True), self._place, gap=0))

    def refresh(self) -> None:
        """Show the form as it stands, if it is another one than before."""
        if self._form != self._desk.form:
            self.begin_again()

    def begin_again(self) -> None:
        """An empty paper."""
        self._form = self._desk.form
        if self.view is not None:
            self.view.hide()
            self.view.deleteLater()
        self.view = FormView(self._form, self._desk.host)
        self._place.addWidget(self.view)
        self._on_device(self.device.key)
        self.view.show()

    def fill_samples(self) -> None:
        """Answer everything with samples."""
        if self.view is None or self._form is None:
            return
        paper, today = self.view.paper, self._desk.host.today()
        answers = sample(self._form, today)
        paper.answer({(RECORD, part): kept for part, kept in answers.items()})
        for part in self._form.parts:
            if part.kind == Kind.TABLE:
                held = len(paper.filling.lines(part.id))
                lines = [sample(self._form, today, part.id, n) for n in range(LINES)]
                paper.add_lines(part.id, lines, held)

    def _on_device(self, key: str) -> None:
        if self.view is None:
            return
        is_phone = key == "phone"
        self.view.setMaximumWidth(PHONE if is_phone else 16_777_215)
        margin = max(0, (self.width() - PHONE) // 2) if is_phone else 0
        self._place.setContentsMargins(margin, 0, margin, 0)
