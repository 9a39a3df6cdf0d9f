"""A form on the table of a real session."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from app.form import commands
from app.model.form import Form
from tests.ui.form.designer.hands import Hands
from ui.form.designer.page import DesignerPage
from ui.parts.host import Host

Begin = Callable[[Form], Hands]


@pytest.fixture
def begin(host: Host) -> Iterator[Begin]:
    """Put a form on the table; undo is counted from here."""
    pages: list[DesignerPage] = []

    def put(form: Form) -> Hands:
        row = commands.create_of(host.session, form, "试用表单")
        page = DesignerPage(host)
        host.bridge.changed.connect(page.on_changed)
        page.resize(1400, 900)
        page.open([row.hex()])
        page.show()
        QApplication.processEvents()
        pages.append(page)
        return Hands(page)

    yield put
    for page in pages:
        page.hide()
        page.deleteLater()
    # A page that stays is dressed again for each test that follows: 0.4 s by the end.
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
