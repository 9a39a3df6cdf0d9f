"""Notices of this device: when it is quiet, and what is worth one."""

from __future__ import annotations

from ui.kit.app import t
from ui.kit.fields import Choice, Toggle
from ui.kit.label import Label
from ui.kit.lay import row
from ui.shell import store
from ui.shell.sections.block import Block, Section, Setting
from ui.shell.store import Store

TIMES = tuple(f"{minutes // 60:02}:{minutes % 60:02}" for minutes in range(0, 24 * 60, 30))


def kinds() -> tuple[tuple[str, str, str], ...]:
    """What may be told: its key in `notices.muted`, its words, what it means."""
    return (
        ("mention", t("Somebody mentions me"), ""),
        ("task", t("A task is given to me"), ""),
        ("comment", t("Comments on my tasks"), ""),
        ("due", t("Due today or overdue"), t("Once a day, in the morning")),
        ("post", t("A planned post was not published"), ""),
        ("conflict", t("Two edits wait for my choice"), ""),
    )


class Notify(Section):
    """Quiet hours and one switch for every kind."""

    def __init__(self, held: Store) -> None:
        super().__init__()
        self._store = held
        self.quiet = Toggle(is_on=held.flag(store.QUIET))
        options = [(time, time, "") for time in TIMES]
        self.start = Choice(options, t("Quiet from"))
        self.end = Choice(options, t("Quiet until"))
        for choice, name in ((self.start, store.QUIET_FROM), (self.end, store.QUIET_TO)):
            choice.setFixedWidth(96)
            choice.show_key(held.text(name))
        self.switches = {key: Toggle() for key, _, _ in kinds()}
        muted = held.texts(store.MUTED)
        for key, switch in self.switches.items():
            switch.show_on(key not in muted)
            switch.switched.connect(self._on_switched)
        self.quiet.switched.connect(self._on_quiet)
        self.start.chosen.connect(self._on_quiet)
        self.end.chosen.connect(self._on_quiet)
        times = row(self.start, Label("–", "body", "text3"), self.end)
        hint = t("What happens then waits in the inbox")
        self.fill(
            Block(
                t("Quiet hours"),
                Setting(t("No notices at night"), self.quiet, hint),
                Setting(t("From, until"), times),
            ),
            Block(
                t("Tell me when"),
                *[Setting(words, self.switches[key], hint) for key, words, hint in kinds()],
            ),
        )
        for key, words, _ in kinds():
            self.switches[key].setAccessibleName(words)
        self._show_times()

    def _show_times(self) -> None:
        why = "" if self.quiet.is_on else t("Quiet hours are off")
        for choice in (self.start, self.end):
            choice.setEnabled(not why)
            choice.setToolTip(why)

    def _on_quiet(self) -> None:
        self._store.set(store.QUIET, self.quiet.is_on)
        self._store.set(store.QUIET_FROM, str(self.start.key))
        self._store.set(store.QUIET_TO, str(self.end.key))
        self._show_times()

    def _on_switched(self) -> None:
        muted = [key for key, switch in self.switches.items() if not switch.is_on]
        self._store.set(store.MUTED, muted)
