"""A record on paper: its answers in their groups, sub-tables whole, text that can be selected."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from pathlib import Path

from PySide6.QtCore import QMarginsF
from PySide6.QtGui import QPageLayout, QPageSize, QPdfWriter, QTextDocument
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QFileDialog, QWidget

from app.form.filling import RECORD
from app.model.errors import Unavailable
from app.model.form import Form, Kind, Part
from ui.form.fill import words
from ui.form.fill.lines import Lines
from ui.form.fill.paper import Paper
from ui.kit.app import app, t
from ui.parts.host import Host

MARGIN_MM = 16
POINTS = 9


def html(paper: Paper, title: str, note: str) -> str:
    """The record as a page of text and tables."""
    body = "".join(_under(paper, ""))
    head = f"<h2>{escape(title)}</h2>" + (f"<p>{escape(note)}</p>" if note else "")
    return f"<html><body>{head}{body}</body></html>"


def document(paper: Paper, title: str, note: str) -> QTextDocument:
    """It, ready to be printed."""
    made = QTextDocument()
    font = app().font()
    font.setPointSize(POINTS)
    made.setDefaultFont(font)
    made.setHtml(html(paper, title, note))
    return made


def write_pdf(paper: Paper, title: str, note: str, path: Path) -> None:
    """The record as a file of A4 pages."""
    writer = QPdfWriter(str(path))
    writer.setTitle(title)
    writer.setCreator("Fairway")
    margins = QMarginsF(MARGIN_MM, MARGIN_MM, MARGIN_MM, MARGIN_MM)
    writer.setPageLayout(
        QPageLayout(
            QPageSize(QPageSize.PageSizeId.A4),
            QPageLayout.Orientation.Portrait,
            margins,
            QPageLayout.Unit.Millimeter,
        )
    )
    document(paper, title, note).print_(writer)
    if not path.exists() or not path.stat().st_size:
        raise Unavailable("disk", "The file could not be written: {name}", name=path.name)


def ask_pdf(parent: QWidget, host: Host, paper: Paper, title: str, note: str) -> None:
    """Ask for a place and write the file there."""
    name, _ = QFileDialog.getSaveFileName(parent, t("Save as PDF"), f"{title}.pdf", "*.pdf")
    if name:
        path = Path(name)
        done = t("Written: {name}", name=path.name)
        host.run(lambda: write_pdf(paper, title, note, path), done, is_undo=False)


def ask_print(parent: QWidget, paper: Paper, title: str, note: str) -> None:
    """Ask for a printer and print."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(title)
    if QPrintDialog(printer, parent).exec():
        document(paper, title, note).print_(printer)


def _under(paper: Paper, parent: str) -> Iterator[str]:
    """What stands in a part; answers that follow one another share a table."""
    rows: list[str] = []
    for part in _flat(paper.form, parent):
        if not paper.filling.is_visible(RECORD, part.id):
            continue
        if part.kind in (Kind.SECTION, Kind.TABLE, Kind.NOTE, Kind.DIVIDER):
            yield _pairs(rows)
            rows = []
        match part.kind:
            case Kind.SECTION:
                yield f"<h3>{escape(words.label(part))}</h3>"
                yield from _under(paper, part.id)
            case Kind.TABLE:
                yield _table(paper, part)
            case Kind.NOTE | Kind.DIVIDER:
                continue
            case _:
                said = words.words(paper.host, part, paper.filling.kept(RECORD, part.id))
                text = escape(said or "—").replace("\n", "<br>")
                rows.append(
                    f'<tr><td width="28%">{escape(words.label(part))}</td><td>{text}</td></tr>'
                )
    yield _pairs(rows)


def _flat(form: Form, parent: str) -> Iterator[Part]:
    """The parts of a parent; what stands beside each other follows one another."""
    for part in form.children(parent):
        if part.kind == Kind.COLUMNS:
            yield from _flat(form, part.id)
        else:
            yield part


def _pairs(rows: list[str]) -> str:
    if not rows:
        return ""
    return f'<table width="100%" border="1" cellspacing="0" cellpadding="4">{"".join(rows)}</table>'


def _table(paper: Paper, part: Part) -> str:
    lines = Lines(paper, part)
    head = "".join(f"<th>{escape(column.title)}</th>" for column in lines.columns)
    body: list[str] = []
    for row in range(len(lines.names)):
        cells = "".join(
            f"<td{_side(column.is_figure)}>{escape(lines.words(row, place))}</td>"
            for place, column in enumerate(lines.columns)
        )
        body.append(f"<tr><td>{row + 1}</td>{cells}</tr>")
    if any(column.is_summed for column in lines.columns):
        cells = "".join(
            f"<td{_side(True)}><b>{escape(lines.total(column.part.id))}</b></td>"
            for column in lines.columns
        )
        body.append(f"<tr><td><b>{escape(t('Total|sums'))}</b></td>{cells}</tr>")
    name = f"<p><b>{escape(words.label(part))}</b></p>"
    top = f"<thead><tr><th>#</th>{head}</tr></thead>"
    frame = '<table width="100%" border="1" cellspacing="0" cellpadding="4">'
    return f"{name}{frame}{top}{''.join(body)}</table>"


def _side(is_figure: bool) -> str:
    return ' align="right"' if is_figure else ""
