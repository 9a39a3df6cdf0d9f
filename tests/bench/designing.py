"""Jobs on forms on the screen: a designer's drag, a long form opened, a long sub-table edited.

`-m tests.bench.designing` is the window in a process of its own; one JSON object on stdout.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from app import answer, care
from app.form import commands, publishing, records
from app.model.form import Choice, Form, Kind, Part
from tests.bench.figures import Figure
from tests.bench.place import ROOT, Bench

MS = 1_000
FIELDS, LINES, STEPS, OPENS = 300, 10_000, 120, 5
KINDS = (Kind.TEXT, Kind.NUMBER, Kind.MONEY, Kind.DATE, Kind.CHOICE, Kind.LONG, Kind.PERSON)


def designing(_bench: Bench) -> Iterator[Figure]:
    """A form of 300 fields; a sub-table of 10,000 lines."""
    env = os.environ | {
        "PYTHONPATH": str(ROOT),
        "PYTHONSAFEPATH": "1",
        "QT_QPA_PLATFORM": "offscreen",
        "FAIRWAY_KEYCHAIN": "off",
    }
    command = [sys.executable, "-m", "tests.bench.designing"]
    done = subprocess.run(command, env=env, cwd=ROOT, check=True, stdout=subprocess.PIPE)
    told: dict[str, list[float]] = json.loads(done.stdout.splitlines()[-1])
    for job, size, most in (
        ("designer-open", f"{FIELDS} fields", 0.0),
        ("designer-drag-frame", f"{FIELDS} fields", 16.0),
        ("form-open", f"{FIELDS} fields", 150.0),
        ("sub-table-edit", f"{LINES} lines", 16.0),
    ):
        figure = Figure(job, size, "ms", told[job], f"p95 < {most:g} ms" if most else "to paint")
        figure.met = not most or figure.p95 < most
        yield figure


def long_form() -> Form:
    """Groups of ten fields of several kinds."""
    parts: list[Part] = []
    for n in range(FIELDS):
        if n % 10 == 0:
            parts.append(Part(f"f_g{n}", Kind.SECTION, label=f"第 {n // 10 + 1} 组"))
        kind = KINDS[n % len(KINDS)]
        choices = (Choice("a", "线上"), Choice("b", "线下")) if kind == Kind.CHOICE else ()
        name, above = f"字段 {n + 1}", f"f_g{n - n % 10}"
        parts.append(Part(f"f_{n:08d}", kind, above, label=name, choices=choices))
    return Form("很长的表单", tuple(parts))


def table_form() -> Form:
    """A sub-table with a formula a line."""
    return Form(
        "很长的明细",
        (
            Part("f_t", Kind.TABLE, label="明细"),
            Part("f_item", Kind.TEXT, "f_t", label="物料"),
            Part("f_price", Kind.MONEY, "f_t", label="单价"),
            Part("f_count", Kind.NUMBER, "f_t", label="数量"),
            Part("f_sum", Kind.FORMULA, "f_t", label="小计", formula="f_price * f_count"),
        ),
    )


class Window:
    """A profile, a host, and pages on it."""

    def __init__(self, folder: Path) -> None:
        from ui.kit.app import App
        from ui.kit.bridge import Bridge
        from ui.kit.worker import Worker
        from ui.parts.host import Host

        self.app = App(sys.argv[:1], answer.words_for("zh_CN"))
        self.app.theme.look("light", is_calm=True)
        care.start(care.profile_in(folder), "团队", "王芳", "Asia/Shanghai")
        self.desk = care.open_desk(care.profile_in(folder))
        bridge, self.worker = Bridge(self.desk.session.subscribe), Worker()
        now = datetime(2026, 6, 3, 10, 42)
        self.host = Host(self.desk, bridge, self.worker, lambda: now)

    def frame(self, do: Callable[[], object]) -> float:
        """What is done, and painted, in ms."""
        self.app.processEvents()
        begin = time.perf_counter()
        do()
        self.app.processEvents()
        return (time.perf_counter() - begin) * MS

    def design(self) -> tuple[list[float], list[float]]:
        """Open the designer; then carry a field up and down."""
        from PySide6.QtCore import QPoint

        from ui.form.designer.page import DesignerPage

        form = commands.create_of(self.desk.session, long_form())
        opened: list[float] = []
        page = DesignerPage(self.host)
        for _ in range(OPENS):
            page = DesignerPage(self.host)
            page.resize(1_440, 900)
            opened.append(self.frame(lambda p=page: (p.open([form.hex()]), p.show())))
            page.hide()
        page.show()
        self.app.processEvents()
        assert page.desk is not None
        assert page.bench is not None
        canvas, desk = page.bench.canvas, page.desk
        desk.select(("f_00000000",))
        page.bench.carry.begin(desk.selected)
        corner = canvas.viewport().mapToGlobal(QPoint(200, 60))
        high = canvas.viewport().height() - 120
        moved = [
            self.frame(lambda n=n: canvas.carry_to(corner + QPoint(n % 300, n * 7 % high)))
            for n in range(STEPS)
        ]
        page.bench.carry.cancel()
        page.hide()
        return opened, moved

    def fill(self) -> list[float]:
        """Open a record of the long form."""
        from ui.form.fill.fill import FillPage

        form = commands.create_of(self.desk.session, long_form())
        publishing.publish(self.desk.session, form)
        opened: list[float] = []
        for _ in range(OPENS):
            page = FillPage(self.host)
            page.resize(1_440, 900)
            opened.append(self.frame(lambda p=page: (p.open(["new", form.hex()]), p.show())))
            page.hide()
        return opened

    def edit(self) -> list[float]:
        """Change cells of a sub-table of 10,000 lines."""
        from ui.form.fill.fill import FillPage
        from ui.form.fill.table import TableBlock

        session = self.desk.session
        form = commands.create_of(session, table_form())
        publishing.publish(session, form)
        record = records.begin(session, form)
        lines = [{"f_item": f"物料 {n}", "f_price": "12.50", "f_count": "3"} for n in range(LINES)]
        records.add_lines(session, record, "f_t", lines, 0)
        page = FillPage(self.host)
        page.resize(1_440, 900)
        page.open([record.hex()])
        page.show()
        for _ in range(20):
            self.app.processEvents()
        assert page.paper is not None
        assert page.view is not None
        block = page.view.block("f_t")
        assert isinstance(block, TableBlock)
        names = page.paper.filling.lines("f_t")
        paper = page.paper
        return [
            self.frame(lambda n=n: paper.answer({(names[n], "f_price"): f"{n}.25"}))
            for n in range(STEPS)
        ]


def main() -> None:
    """Everything, as one line of JSON."""
    with tempfile.TemporaryDirectory() as folder:
        window = Window(Path(folder) / "profile")
        opened, moved = window.design()
        told = {
            "designer-open": opened,
            "designer-drag-frame": moved,
            "form-open": window.fill(),
            "sub-table-edit": window.edit(),
        }
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
