"""The plans that gestures ask: read when they are needed, forgotten when somebody writes."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal, Slot

from app.model.change import Changes
from app.plan import live
from app.plan.live import Dated, Network
from app.session import Session
from ui.kit.worker import Job, Worker

FEW = 1_500
"""So many tasks are read at once; more are read beside the screen."""
TABLES = ("task", "link", "assignment", "calendar", "campaign")


class Plans(QObject):
    """One network a campaign."""

    came = Signal(object)
    """The campaign whose plan was read beside the screen."""

    def __init__(
        self,
        session: Session,
        worker: Worker,
        failed: Callable[[object], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._worker, self._failed = session, worker, failed
        self._held: dict[bytes, Network] = {}
        self._answers: dict[bytes, dict[bytes, Dated]] = {}
        self._asked: set[bytes] = set()
        self._age = 0

    def network(self, campaign: bytes, count: int) -> Network | None:
        """The plan as it is now; None where it is long and still being read."""
        held = self._held.get(campaign)
        if held is not None:
            return held
        if count > FEW:
            self._ask(campaign)
            return None
        held = self._held[campaign] = live.read(self._session, campaign)
        return held

    def dated(self, campaign: bytes, count: int) -> dict[bytes, Dated] | None:
        """What the scheduler says of every task; None where it is still being worked out."""
        found = self._answers.get(campaign)
        if found is None and (network := self.network(campaign, count)) is not None:
            found = self._answers[campaign] = live.answer(network)
        return found

    def take(self, changes: Changes) -> bool:
        """Forget what a commit may have changed; the answer says whether there was anything."""
        if not changes.touches(*TABLES):
            return False
        self._age += 1
        self._held.clear()
        self._answers.clear()
        return True

    def _ask(self, campaign: bytes) -> None:
        if campaign in self._asked:
            return
        self._asked.add(campaign)
        session, age = self._session, self._age

        def read(_job: Job) -> object:
            network = live.read(session, campaign)
            # What is worked out once is worked out beside the screen, too.
            _ = network.now, network.rank, network.waits, network.leaves
            return age, campaign, network, live.answer(network)

        self._worker.submit(read, self._on_read, self._on_failed)

    @Slot(object)
    def _on_read(self, found: object) -> None:
        assert isinstance(found, tuple)
        age, campaign, network, dated = found
        self._asked.discard(campaign)
        if age == self._age:
            self._held[campaign], self._answers[campaign] = network, dated
        self.came.emit(campaign)

    @Slot(object)
    def _on_failed(self, fault: object) -> None:
        self._asked.clear()
        self._failed(fault)
