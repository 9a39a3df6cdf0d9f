"""Files and pictures: dropped or chosen, kept whole by their hash beside the replica."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt, QUrl, Signal, Slot
from PySide6.QtGui import (
    QDesktopServices,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QImageReader,
    QPainter,
    QPaintEvent,
    QPixmap,
)
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from app.form.filling import State
from app.model.blob import Blob
from app.model.errors import Fault
from app.model.form import Kind, Part
from ui.form.fill import words
from ui.form.fill.editor import Editor
from ui.kit import draw, icons, lay
from ui.kit.app import t, theme
from ui.kit.button import Button, IconButton
from ui.kit.label import Elided, Label
from ui.kit.worker import Job
from ui.parts.host import Host

ROW, GAP = 36, 4
PICTURE = 72
KB = 1024
MOST = 200


def size_words(size: int) -> str:
    """How large a file is: 2.4 MB."""
    if size < KB:
        return f"{size} B"
    if size < KB * KB:
        return f"{size / KB:.0f} kB"
    return f"{size / KB / KB:.1f} MB" if size < KB**3 else f"{size / KB**3:.2f} GB"


class FileRow(QWidget):
    """A file that is kept: its sign or picture, its name and size, a way to open it or let go."""

    dropped = Signal(str)

    def __init__(self, host: Host, text: str, *, is_picture: bool, is_on: bool) -> None:
        super().__init__()
        self._host, self._text = host, text
        self.blob = Blob.read(text)
        self._picture: QPixmap | None = None
        self._left = ROW
        self._wide = PICTURE if is_picture else ROW
        if is_picture:
            self._picture = self._read()
        name = Elided(self.blob.name, "body")
        size = Label(size_words(self.blob.size) if self.blob.digest else "", "caption", "text2")
        self._where = host.session.files.path(self.blob.digest) if self.blob.digest else None
        if self._where is None:
            size.setText(t("Not on this device yet"))
        look = IconButton("external-link", t("Open {name}", name=self.blob.name), size=28)
        look.enable("" if self._where is not None else t("Not on this device yet"))
        look.clicked.connect(self._on_open)
        self.drop_button = IconButton("x", t("Remove {name}", name=self.blob.name), size=28)
        self.drop_button.setVisible(is_on)
        self.drop_button.clicked.connect(self._on_drop)
        left = self._wide if is_picture else 34
        self.setLayout(
            lay.row(name, size, look, self.drop_button, gap=8, margins=(left + 4, 0, 4, 0))
        )
        self.setFixedHeight(PICTURE if is_picture else ROW)

    def _read(self) -> QPixmap | None:
        found = self._host.session.files.path(self.blob.digest)
        if found is None:
            return None
        reader = QImageReader(str(found))
        reader.setAutoTransform(True)
        size = reader.size()
        if size.isValid():
            reader.setScaledSize(size.scaled(QSize(64, 64), Qt.AspectRatioMode.KeepAspectRatio))
        image = reader.read()
        return QPixmap.fromImage(image) if not image.isNull() else None

    def _on_open(self) -> None:
        if self._where is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._where)))

    def _on_drop(self) -> None:
        self.dropped.emit(self._text)

    # Qt overrides

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        draw.box(painter, QRectF(self.rect()), "surface", "border")
        middle = self.height() / 2
        if self._picture is not None:
            wide, high = self._picture.width(), self._picture.height()
            painter.drawPixmap(round(36 - wide / 2), round(middle - high / 2), self._picture)
            return
        icon = "image" if self._wide == PICTURE else "file-text"
        icons.paint(painter, icon, QRectF(self._wide / 2 - 8, middle - 8, 16, 16), "text2")


class DropPlace(QWidget):
    """Where files fall; `filed` tells their paths."""

    filed = Signal(object)

    def __init__(self, part: Part) -> None:
        super().__init__()
        self._is_over = False
        self.setAcceptDrops(True)
        self.rows = QVBoxLayout(self)
        self.rows.setContentsMargins(0, 0, 0, 0)
        self.rows.setSpacing(GAP)
        words = t("Add pictures") if part.kind == Kind.IMAGE else t("Add files")
        self.add_button = Button(words, icon="paperclip")
        self.hint = Label(t("or drop them here"), "caption", "text3")
        self.foot = lay.panel(lay.row(self.add_button, self.hint, None, gap=12))

    # Qt overrides

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() and self.add_button.isEnabled():
            event.acceptProposedAction()
            self._is_over = True
            self.update()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        super().dragLeaveEvent(event)
        self._is_over = False
        self.update()

    def dropEvent(self, event: QDropEvent) -> None:
        self._is_over = False
        self.update()
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        event.acceptProposedAction()
        self.filed.emit(paths)

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._is_over:
            painter = QPainter(self)
            draw.box(painter, QRectF(self.rect()), "accent_tint", "ring")


class FileEditor(Editor):
    """The files of an answer."""

    def __init__(self, host: Host, part: Part) -> None:
        self.place = DropPlace(part)
        self.is_picture = part.kind == Kind.IMAGE
        self.is_many = part.settings.get("multiple", "yes") not in ("0", "false", "no")
        self.files: list[FileRow] = []
        self._shown: tuple[str, ...] | None = None
        super().__init__(host, part, self.place)
        self.place.rows.addWidget(self.place.foot)
        self.place.filed.connect(self.add)
        self.place.add_button.clicked.connect(self._on_choose)

    def show_state(self, state: State) -> None:
        super().show_state(state)
        texts = tuple(words.many(state.value))
        self.place.add_button.enable("" if state.is_enabled else t("This cannot be changed now"))
        if texts == self._shown:
            return
        self._shown = texts
        for row in self.files:
            row.hide()
            row.deleteLater()
        self.files = []
        for place, text in enumerate(texts):
            row = FileRow(self.host, text, is_picture=self.is_picture, is_on=state.is_enabled)
            row.dropped.connect(self._on_dropped)
            self.place.rows.insertWidget(place, row)
            self.files.append(row)
        self.grew.emit()

    def stops(self) -> list[QWidget]:
        return [*(row.drop_button for row in self.files), self.place.add_button]

    def name(self, words: str, description: str) -> None:
        self.place.setAccessibleName(words)
        self.place.add_button.setAccessibleName(f"{words}: {self.place.add_button.text()}")
        self.place.add_button.setAccessibleDescription(description)

    def mark(self, level: str) -> None:
        """The message beneath says it; a button has no border to redden."""

    def height(self, width: int) -> int:
        del width
        high = PICTURE if self.is_picture else ROW
        return len(self.files) * (high + GAP) + theme().control

    @Slot(object)
    def add(self, paths: object) -> None:
        """Keep these files, beside the screen."""
        assert isinstance(paths, list)
        wanted: list[Path] = paths[:MOST] if self.is_many else paths[:1]
        files = self.host.session.files
        if not wanted or self.state is None or not self.state.is_enabled:
            return
        self.place.add_button.set_busy(True)

        def keep(job: Job) -> object:
            kept: list[Blob] = []
            refused: list[Fault] = []
            for path in wanted:
                try:
                    kept.append(files.keep(path, lambda _size: not job.is_cancelled))
                except Fault as fault:
                    refused.append(fault)
            return kept, refused

        self.host.worker.submit(keep, self._on_kept, self._on_failed)

    @Slot(object)
    def _on_kept(self, found: object) -> None:
        self.place.add_button.set_busy(False)
        assert isinstance(found, tuple)
        kept, refused = found
        for fault in refused:
            self.host.fail(fault)
        held = words.many(self.state.value) if self.state is not None and self.is_many else []
        texts = [blob.text() for blob in kept if blob.text() not in held]
        self._tell_doubles(len(kept) - len(texts))
        if texts:
            self.answered.emit([*held, *dict.fromkeys(texts)])

    def _tell_doubles(self, count: int) -> None:
        if count:
            self.host.say(t("{count} files were here already", count=count), tone="text2")

    @Slot(object)
    def _on_failed(self, fault: object) -> None:
        self.place.add_button.set_busy(False)
        self.host.fail(fault)

    def _on_choose(self) -> None:
        kinds = t("Pictures") + " (*.png *.jpg *.jpeg *.webp *.gif *.bmp)"
        names, _ = QFileDialog.getOpenFileNames(
            self.place.window(), words.label(self.part), "", kinds if self.is_picture else ""
        )
        self.add([Path(name) for name in names])

    def _on_dropped(self, text: str) -> None:
        if self.state is not None:
            left = [one for one in words.many(self.state.value) if one != text]
            self.answered.emit(left or None)
