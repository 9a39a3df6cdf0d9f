"""The only threads of the screen: one for long jobs, one that keeps a loop going."""

from __future__ import annotations

import threading
from collections.abc import Callable
from queue import SimpleQueue

from PySide6.QtCore import QObject, Qt, Signal, Slot
from shiboken6 import isValid

from app.model.errors import Fault

Work = Callable[["Job"], object]
Told = Callable[[object], None]


class Job:
    """One piece of work, seen from both sides: how far it is, and whether to stop."""

    def __init__(
        self, work: Work, done: Told, failed: Told, report: Callable[[float], None]
    ) -> None:
        self.work = work
        self.done = done
        self.failed = failed
        self.report = report
        self._stopped = threading.Event()

    def cancel(self) -> None:
        """Ask it to stop; the work looks now and then."""
        self._stopped.set()

    @property
    def is_cancelled(self) -> bool:
        """Whether somebody asked it to stop."""
        return self._stopped.is_set()


class Worker(QObject):
    """Runs jobs one after another beside the screen and brings their ends back to it."""

    progressed = Signal(float)
    crashed = Signal(object)
    _ended = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._queue: SimpleQueue[Job | None] = SimpleQueue()
        self._ended.connect(self._on_ended, Qt.ConnectionType.QueuedConnection)
        self._open = 0
        self._thread = threading.Thread(target=self._run, name="jobs", daemon=True)
        self._thread.start()

    def submit(self, work: Work, done: Told, failed: Told) -> Job:
        """Do `work` beside the screen; `done` or `failed` is called on the main thread."""
        job = Job(work, done, failed, self.progressed.emit)
        self._open += 1
        self._queue.put(job)
        return job

    @property
    def is_busy(self) -> bool:
        """Whether a job is not at its end; asked on the main thread."""
        return self._open > 0

    def close(self) -> None:
        """Finish what is under way and end."""
        self._queue.put(None)
        self._thread.join(10)

    def _run(self) -> None:
        while (job := self._queue.get()) is not None:
            try:
                result = job.work(job)
            except Fault as fault:
                self._ended.emit((job.failed, fault))
            except Exception as error:  # noqa: BLE001
                # A bug in a job must not end the thread: the main thread's hook tells of it.
                self._ended.emit((job.failed, error))
            else:
                self._ended.emit((job.done, result))

    @Slot(object)
    def _on_ended(self, end: tuple[Told, object]) -> None:
        tell, result = end
        self._open -= 1
        if isinstance(result, Exception) and not isinstance(result, Fault):
            self.crashed.emit(result)
        owner = getattr(tell, "__self__", None)
        if not isinstance(owner, QObject) or isValid(owner):
            tell(result)  # a page that was closed meanwhile does not want it any more


class Loop(QObject):
    """One function that goes on beside the screen until it is told to stop."""

    told = Signal(object)
    _said = Signal(object)

    def __init__(
        self,
        body: Callable[[Callable[[object], None], threading.Event], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._body = body
        self._stopped = threading.Event()
        self._said.connect(self._on_said, Qt.ConnectionType.QueuedConnection)
        self._thread = threading.Thread(target=self._run, name="sync", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """Ask it to end, and wait for it a little."""
        self._stopped.set()
        if self._thread.is_alive():
            self._thread.join(5)

    def _run(self) -> None:
        try:
            self._body(self._said.emit, self._stopped)
        except Exception as error:  # noqa: BLE001
            self._said.emit(error)

    @Slot(object)
    def _on_said(self, what: object) -> None:
        self.told.emit(what)
