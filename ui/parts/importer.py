"""The import wizard: a file, its columns, a trial run, then one edit that can be undone."""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from pathlib import Path

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QDialogButtonBox, QFileDialog, QStackedWidget, QWidget

from app.model.errors import Fault, Refused
from ui.kit import lay
from ui.kit.app import t, told
from ui.kit.label import Bar, Label
from ui.kit.pop import Dialog
from ui.kit.worker import Job
from ui.parts import importer_faults, importer_memory, importer_words
from ui.parts.host import Host, Notice
from ui.parts.importer_intake import Filed, Intake, Trial, Wish
from ui.parts.importer_steps import ChooseStep, ColumnsStep, Steps, TrialStep

WIDE, HIGH = 880, 600
FILE, COLUMNS, TRIAL, RUN = range(4)
STOPPED = "stopped"


class ImportDialog(Dialog):
    """Brings things in from a file; what they are, the intake knows.

    `remember` keeps which column was which, by the headers of the file. Nothing is written
    before the last button, and then all of it or nothing.
    """

    def __init__(
        self,
        parent: QWidget | None,
        host: Host,
        intake: Intake,
        remember: MutableMapping[str, object],
    ) -> None:
        super().__init__(parent, intake.title, WIDE)
        self._host, self._intake, self._remember = host, intake, remember
        self._filed: Filed | None = None
        self._trial: Trial | None = None
        self._turn: Turn | None = None
        self._is_recalled = False
        self.steps = Steps()
        self.choose = ChooseStep(intake.endings, importer_words.hints())
        self.columns = ColumnsStep()
        self.trial = TrialStep()
        self._stack = QStackedWidget()
        for page in (self.choose, self.columns, self.trial):
            self._stack.addWidget(page)
        self._bar = Bar()
        self._doing = Label("", "small", "text2")
        self._busy = lay.panel(lay.row(self._doing, self._bar, gap=12))
        self._busy.setFixedHeight(24)
        role = QDialogButtonBox.ButtonRole
        self.next = self.add("", role.AcceptRole)
        self.back = self.add(t("Back|step"), role.ActionRole)
        self.stop = self.add(t("Cancel"), role.RejectRole)
        self.fill(lay.column(self.steps, 4, self._stack, self._busy, gap=8))
        self.resize(WIDE, HIGH)
        self._wire()
        self._show_step(FILE)

    def _wire(self) -> None:
        self.buttons.accepted.connect(self._on_next)
        self.back.clicked.connect(self._on_back)
        self.choose.zone.browse.clicked.connect(self._on_browse)
        self.choose.dropped.connect(self.read)
        self.columns.changed.connect(self._tell)
        self.trial.save.clicked.connect(self._on_save)
        self._host.worker.progressed.connect(self._on_progress)

    @property
    def step(self) -> int:
        """Which step is open."""
        return self.steps.place

    @property
    def is_busy(self) -> bool:
        """Whether something is under way."""
        return self._turn is not None

    def read(self, path: Path) -> None:
        """Read this file."""
        intake = self._intake

        def work(_job: Job) -> object:
            return intake.read(path)

        self.choose.refuse("")
        self._begin(t("Reading {name}", name=path.name), work, self._on_read)

    def save_faults(self, path: Path) -> None:
        """Write the rows that could not be taken into a workbook."""
        if self._filed is None or self._trial is None:
            return
        mend = self._trial.mend
        data = mend() if mend else importer_faults.workbook(self._filed, self._trial.troubles)
        try:
            importer_faults.save(path, data)
        except OSError as error:
            why = error.strerror or str(error)
            self._host.say(
                t("{file} could not be saved", file=path.name), detail=why, tone="danger"
            )
        else:
            self._host.say(t("{file} is saved", file=path.name))

    def wish(self) -> Wish:
        """What shall be brought in."""
        assert self._filed is not None
        target, name = self.columns.aim
        return Wish(self._filed, self.columns.preview.columns, target, name)

    def end_turn(self, turn: Turn) -> bool:
        """A job is over; the answer says whether it is still wanted."""
        is_wanted = turn is self._turn
        if is_wanted:
            self._turn = None
        turn.deleteLater()
        return is_wanted

    def _begin(
        self, words: str, work: Callable[[Job], object], done: Callable[[object], None]
    ) -> None:
        self._doing.setText(words)
        self._bar.show_part(0)
        self._turn = turn = Turn(self, done, self._on_failed)
        turn.job = self._host.worker.submit(work, turn.on_done, turn.on_failed)
        self._tell()

    @Slot(object)
    def _on_read(self, filed: object) -> None:
        assert isinstance(filed, Filed)
        self._filed = filed
        fields = self._intake.fields()
        keys = [f.key for f in fields]
        held = importer_memory.recall(self._remember, self._intake.kind, filed.headers, keys)
        self._is_recalled = held is not None and filed.is_mapped
        columns = held if held is not None else self._intake.propose(filed)
        self.columns.name.clear()
        self.columns.show_filed(filed, fields, columns, self._intake.targets(filed))
        self._show_step(COLUMNS)

    @Slot(object)
    def _on_tried(self, trial: object) -> None:
        assert isinstance(trial, Trial)
        self._trial = trial
        self.trial.show_trial(trial)
        self._show_step(TRIAL)

    @Slot(object)
    def _on_done(self, words: object) -> None:
        self._host.said.emit(Notice(str(words), is_undo=True))
        self.accept()

    @Slot(object)
    def _on_failed(self, fault: object) -> None:
        if self.step == FILE:
            known = isinstance(fault, Fault)
            what = fault if known else Fault("bug", "Something went wrong; nothing was changed")
            message, _, hint = told(what)
            self.choose.refuse(message, hint)
        elif isinstance(fault, Fault) and fault.code == STOPPED:
            self._host.say(t("Stopped; nothing was imported"), tone="text2")
        else:
            self._host.fail(fault)
        self._show_step(min(self.step, TRIAL))

    @Slot(float)
    def _on_progress(self, part: float) -> None:
        if self._turn is not None:
            self._bar.show_part(part)

    def _on_next(self) -> None:
        if self.next.isEnabled():
            (self._on_browse, self._try, self._run, self._run)[self.step]()

    def _try(self) -> None:
        wish, intake = self.wish(), self._intake
        if wish.filed.is_mapped:
            importer_memory.keep(self._remember, intake.kind, wish.filed.headers, wish.columns)

        def work(_job: Job) -> object:
            return intake.dry_run(wish)

        self._begin(t("Trying every row; nothing is written"), work, self._on_tried)

    def _run(self) -> None:
        wish, trial, intake = self.wish(), self._trial, self._intake
        assert trial is not None

        def work(job: Job) -> object:
            def step(part: float) -> None:
                if job.is_cancelled:
                    raise Refused(STOPPED, "Stopped; nothing was imported")
                job.report(part)

            return intake.run(wish, trial, step)

        self._show_step(RUN)
        self._begin(t("Importing; you can go on working when it is done"), work, self._on_done)

    def _on_back(self) -> None:
        self._show_step(FILE if self.step == COLUMNS else COLUMNS)

    def _on_browse(self) -> None:
        kinds = " ".join(f"*{ending}" for ending in self._intake.endings)
        chosen, _ = QFileDialog.getOpenFileName(
            self, self._intake.title, "", f"{t('Tables and plans')} ({kinds})"
        )
        if chosen:
            self.read(Path(chosen))

    def _on_save(self) -> None:
        stem = Path(self._filed.name).stem if self._filed is not None else ""
        name = f"{stem}-{t('Rows to mend')}.xlsx"
        chosen, _ = QFileDialog.getSaveFileName(
            self, t("Download the rows to mend"), name, "Excel (*.xlsx)"
        )
        if chosen:
            self.save_faults(Path(chosen))

    def _show_step(self, step: int) -> None:
        self.steps.show_place(step)
        self._stack.setCurrentIndex(min(step, TRIAL))
        self._tell()

    @Slot()
    def _tell(self) -> None:
        """Buttons and lines as they are now."""
        step, is_busy = self.step, self.is_busy
        self._busy.setVisible(True)
        self._doing.setVisible(is_busy)
        self._bar.setVisible(is_busy and step == RUN)
        self.next.setText(t("Trial run") if step < TRIAL else t("Import"))
        self.next.setVisible(step != FILE)  # the place to drop a file has its own button
        self.back.setVisible(step in (COLUMNS, TRIAL))
        self.back.setEnabled(not is_busy)
        self.stop.setText(t("Stop") if is_busy else t("Cancel"))
        self._stack.setEnabled(not is_busy)
        why = t("Wait until this is done") if is_busy else self._why_not()
        self.next.setEnabled(not why)
        self.next.setToolTip(why)
        self.next.setDefault(not why)
        if step == COLUMNS and self._filed is not None:
            note = importer_words.note(self._filed, is_recalled=self._is_recalled)
            self.columns.tell(note, "" if is_busy else why)

    def _why_not(self) -> str:
        if self.step == COLUMNS and self._filed is not None:
            if self._filed.is_mapped:
                why = importer_words.missing(self._intake.fields(), self.columns.preview.columns)
                if why:
                    return why
            return t("Write a name for the new campaign") if self.columns.is_nameless else ""
        is_bare = self.step == TRIAL and self._trial is not None and not self._trial.has_work
        return t("There is nothing in it to import") if is_bare else ""

    # Qt overrides

    def reject(self) -> None:
        """Esc and Cancel: stop what is under way, else close."""
        if self._turn is None:
            super().reject()
            return
        if self._turn.job is not None:
            self._turn.job.cancel()
        if self.step != RUN:
            self._turn = None  # its result is dropped when it comes
        self._doing.setText(t("Stopping"))
        self._tell()


class Turn(QObject):
    """One job of the wizard; its end is told only while the dialog waits for it."""

    def __init__(
        self,
        dialog: ImportDialog,
        done: Callable[[object], None],
        failed: Callable[[object], None],
    ) -> None:
        super().__init__(dialog)
        self.job: Job | None = None
        self._dialog, self._done, self._failed = dialog, done, failed

    @Slot(object)
    def on_done(self, result: object) -> None:
        """It ended well."""
        if self._dialog.end_turn(self):
            self._done(result)

    @Slot(object)
    def on_failed(self, fault: object) -> None:
        """It was refused, stopped, or is broken."""
        if self._dialog.end_turn(self):
            self._failed(fault)
