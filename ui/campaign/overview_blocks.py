"""The blocks of an overview with their gestures: targets, stages, accounts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget

from app.campaign import commands as verbs
from app.campaign.overview import CampaignRows, Facts
from app.campaign.verdict import Verdict
from app.model.campaign import Kpi, Stage, read_kpis, read_stages
from ui.campaign.overview_account import AccountDialog
from ui.campaign.overview_accounts import AccountLine, AccountTable, account_lines
from ui.campaign.overview_dates import ask_period
from ui.campaign.overview_kpidialog import KpiDialog
from ui.campaign.overview_kpis import KpiStrip
from ui.campaign.overview_rows import Block, Nothing
from ui.campaign.overview_stages import WIDE as POP
from ui.campaign.overview_stages import StagePop, StageStrip, next_stage
from ui.kit import lay, when
from ui.kit.app import t
from ui.kit.button import Button
from ui.kit.pop import Entry
from ui.parts.host import Host
from ui.parts.pick import New, Option, Picker


class Targets(QWidget):
    """What success is, in figures."""

    def __init__(self, host: Host) -> None:
        super().__init__()
        self._host = host
        self._campaign: bytes | None = None
        self.strip = KpiStrip()
        self.edit = Button(t("Edit targets"), "link", is_small=True)
        self.none = Nothing(
            t("Say in figures what success is, and see every day how far it is"),
            t("Add a target"),
            self.ask,
        )
        self.block = Block(t("Targets"), lay.column(self.strip, self.none, gap=0), self.edit)
        self.setLayout(lay.column(self.block, gap=0))
        self.edit.clicked.connect(self.ask)
        self.strip.edit_asked.connect(self.ask)
        self.strip.recorded.connect(self._on_recorded)
        self.strip.moved.connect(self._on_moved)
        self.strip.dropped.connect(self._on_dropped)

    def show_verdicts(self, campaign: bytes, verdicts: Sequence[Verdict]) -> None:
        """Show these."""
        if campaign != self._campaign:
            for cell in self.strip.cells:
                cell.close_editor(takes=False)
        self._campaign = campaign
        self.strip.setVisible(bool(verdicts))
        self.none.setVisible(not verdicts)
        self.edit.setVisible(bool(verdicts))
        self.strip.show_verdicts(verdicts)
        latest = when.wall(max((one.kpi.updated for one in verdicts), default=""))
        line = t("the upright line is where today should be")
        if latest is not None:
            at = when.moment(latest, self._host.now())
            line = t("latest figures: {time}", time=at) + t(", ") + line
        self.block.note.setText(line if verdicts else "")

    def ask(self, _checked: bool = False) -> None:
        """Add, change, order and delete them in one table."""
        before = self._held()
        dialog = KpiDialog(self.window(), before)
        if not dialog.exec():
            return
        # Others may have written figures, or added targets, while the table was open.
        now = {kpi.id: kpi for kpi in self._held()}
        kpis = [
            replace(kpi, actual=now[kpi.id].actual, updated=now[kpi.id].updated)
            if kpi.id in now
            else kpi
            for kpi in dialog.kpis
        ]
        known = {kpi.id for kpi in before}
        kpis += [kpi for kpi in now.values() if kpi.id not in known]
        if kpis != list(now.values()):
            self._set(kpis)

    def _held(self) -> list[Kpi]:
        """The targets as they are now, not as they were shown."""
        if self._campaign is None:
            return []
        row = self._host.session.get("campaign", self._campaign)
        return list(read_kpis(row.text("kpi")))

    def _set(self, kpis: Sequence[Kpi], done: str = "") -> None:
        campaign, session = self._campaign, self._host.session
        if campaign is not None:
            self._host.run(lambda: verbs.set_kpis(session, campaign, kpis), done)

    def _on_recorded(self, kpi: str, value: object) -> None:
        campaign, session, now = self._campaign, self._host.session, self._host.now()
        if campaign is not None:
            figure = value if isinstance(value, Decimal) else None
            self._host.run(lambda: verbs.record_kpi(session, campaign, kpi, figure, now))

    def _on_moved(self, kpi: str, by: int) -> None:
        held = self._held()
        place = next((n for n, one in enumerate(held) if one.id == kpi), -1)
        other = place + by
        if place >= 0 and 0 <= other < len(held):
            held[place], held[other] = held[other], held[place]
            self._set(held)
            self.strip.cells[other].setFocus()

    def _on_dropped(self, kpi: str) -> None:
        held = self._held()
        gone = next((one for one in held if one.id == kpi), None)
        if gone is not None:
            left = [one for one in held if one.id != kpi]
            self._set(left, t("Deleted the target {name}", name=gone.name))


class Stages(QWidget):
    """The period and its stages."""

    def __init__(self, host: Host) -> None:
        super().__init__()
        self._host = host
        self._campaign: bytes | None = None
        self._facts: Facts | None = None
        self.strip = StageStrip(host)
        self.period = Button("", "link", is_small=True)
        self.new = Button(t("Add a stage|link"), "link", is_small=True)
        self.none = Nothing(
            t("Divide the period into stages, and everybody knows where the campaign is"),
            t("Add a stage|link"),
            self.add,
        )
        parts = lay.column(self.strip, self.none, gap=0)
        self.setLayout(lay.column(Block(t("Stages"), parts, self.period, self.new), gap=0))
        self.period.clicked.connect(self.ask_period)
        self.new.clicked.connect(self.add)
        self.strip.opened.connect(self.open)
        self.strip.dropped.connect(self.drop)

    def show_facts(self, campaign: bytes, facts: Facts) -> None:
        """Show these."""
        self._campaign, self._facts = campaign, facts
        has_stages = bool(facts.stages)
        self.strip.setVisible(has_stages)
        self.none.setVisible(not has_stages)
        self.new.setVisible(has_stages)
        self.strip.show_facts(facts)
        has_period = facts.period is not None
        words = t("Change the period") if has_period else t("Say from when to when")
        self.period.setText(words)
        self.period.setAccessibleName(words)
        self.period.updateGeometry()

    def ask_period(self, _checked: bool = False) -> None:
        """From when to when the campaign runs."""
        if self._campaign is not None:
            ask_period(self._host, self.period, self._campaign)

    def open(self, row: int) -> None:
        """Change a stage."""
        if self._facts is not None and row < len(self._facts.stages):
            stage = self._facts.stages[row].stage
            corner = self.strip.place(row).bottomLeft().toPoint() + QPoint(0, 4)
            self._pop(stage, self.strip.mapToGlobal(corner))

    def add(self, _checked: bool = False) -> None:
        """A stage more."""
        if self._facts is not None:
            anchor = self.new if self.new.isVisible() else self.none.button
            stage = next_stage(self._facts, self._host.today())
            left = anchor.width() - POP if anchor is self.new else 0
            corner = anchor.mapToGlobal(QPoint(left, anchor.height() + 4))
            self._pop(stage, corner, is_new=True)

    def drop(self, row: int) -> None:
        """Without this stage."""
        if self._facts is not None and row < len(self._facts.stages):
            self.drop_stage(self._facts.stages[row].stage.id)

    def _pop(self, stage: Stage, at: QPoint, *, is_new: bool = False) -> None:
        pop = StagePop(self, self._host, stage, is_new=is_new)
        pop.changed.connect(self._on_changed)
        pop.dropped.connect(_Drop(self, stage.id))
        pop.open_at(at)
        pop.name.setFocus()
        pop.name.selectAll()

    def drop_stage(self, stage: str) -> None:
        """Without the stage of this id."""
        held = self._held()
        gone = next((one for one in held if one.id == stage), None)
        if gone is not None:
            left = [one for one in held if one.id != stage]
            self._write(left, t("Deleted the stage {name}", name=gone.name))

    def _on_changed(self, stage: object) -> None:
        if isinstance(stage, Stage):
            held = {one.id: one for one in self._held()}
            self._write(list((held | {stage.id: stage}).values()))

    def _held(self) -> list[Stage]:
        """The stages as they are now."""
        if self._campaign is None:
            return []
        row = self._host.session.get("campaign", self._campaign)
        return list(read_stages(row.text("stages")))

    def _write(self, stages: Sequence[Stage], done: str = "") -> None:
        campaign, session = self._campaign, self._host.session
        if campaign is not None:
            self._host.run(lambda: verbs.set_stages(session, campaign, stages), done)


class _Drop:
    """Drops a stage."""

    def __init__(self, stages: Stages, stage: str) -> None:
        self._stages, self._stage = stages, stage

    def __call__(self) -> None:
        self._stages.drop_stage(self._stage)


class Accounts(QWidget):
    """Where the campaign publishes."""

    def __init__(self, host: Host) -> None:
        super().__init__()
        self._host = host
        self._campaign: bytes | None = None
        self.table = AccountTable(host)
        self.add_button = Button(t("Add an account"), "link", is_small=True)
        self.none = Nothing(
            t("Say on which accounts the campaign publishes; posts are planned by account"),
            t("Add an account"),
            self.ask,
        )
        self._card = lay.panel(lay.column(self.table, margins=(1, 1, 1, 1)), "card")
        body = lay.column(self._card, self.none, gap=0)
        self.block = Block(t("Accounts"), body, self.add_button)
        self.setLayout(lay.column(self.block, gap=0))
        self.add_button.clicked.connect(self.ask)
        self.table.opened.connect(self.change)
        self.table.dropped.connect(self.take_out)
        self.table.asked.connect(self._on_asked)

    def show_rows(self, rows: CampaignRows) -> None:
        """Show the accounts of this campaign."""
        self._campaign = rows.campaign.id
        lines = account_lines(self._host, rows)
        self.table.show_items(lines)
        self._card.setVisible(bool(lines))
        self.add_button.setVisible(bool(lines))
        self.none.setVisible(not lines)
        many = t("1 account") if len(lines) == 1 else t("{count} accounts", count=len(lines))
        self.block.note.setText(many if lines else "")

    def ask(self, _checked: bool = False) -> None:
        """One of the team's accounts, or a new one by its name."""
        names = self._host.directory
        held = {line.id for line in self._lines()}
        options = [
            Option(row.id, row.text("name"), names.name("channel", row.ref("channel")), icon="hash")
            for row in names.rows("account").values()
            if row.id not in held
        ]
        if not options:
            self._make("")
            return
        anchor = self.add_button if self.add_button.isVisible() else self.none.button
        picker = Picker(anchor, t("Add an account"), options, self._on_picked, makes=t("New"))
        picker.open_under(anchor, is_right=anchor is self.add_button)

    def change(self, row: int) -> None:
        """Change the fields of an account."""
        session, line = self._host.session, self._lines()[row]
        held = session.get("account", line.id)
        dialog = AccountDialog(self.window(), self._host, held)
        if not dialog.exec():
            return
        new = {name: value for name, value in dialog.values.items() if held[name] != value}
        if new:
            self._host.run(lambda: verbs.set_account(session, line.id, new))

    def take_out(self, row: int) -> None:
        """The campaign does not publish there any more."""
        campaign, session, line = self._campaign, self._host.session, self._lines()[row]
        if campaign is not None:
            words = t("{name} is out of the campaign; its posts stay", name=line.name)
            self._host.run(lambda: verbs.detach_account(session, campaign, line.id), words)

    def _lines(self) -> list[AccountLine]:
        return [item for item in self.table.items if isinstance(item, AccountLine)]

    def _on_picked(self, key: object) -> None:
        campaign, session = self._campaign, self._host.session
        if isinstance(key, New):
            self._make(key.name)
        elif isinstance(key, bytes) and campaign is not None:
            self._host.run(lambda: verbs.attach_account(session, campaign, key))

    def _make(self, name: str) -> None:
        campaign, session = self._campaign, self._host.session
        dialog = AccountDialog(self.window(), self._host, None, name)
        if campaign is not None and dialog.exec():
            self._host.run(lambda: verbs.add_account(session, campaign, dialog.values))

    def _on_asked(self, row: int, at: QPoint) -> None:
        entries = [
            Entry(t("Change the account…"), _At(self.change, row), "pencil", "Return"),
            Entry(t("Show in the calendar"), _Go(self._host, "calendar"), "calendar-days"),
            Entry(),
            Entry(t("Take out of the campaign"), _At(self.take_out, row), "unlink", "Del"),
        ]
        self.table.open_menu(entries, at)


class _At:
    """Does something to a row."""

    def __init__(self, do: Callable[[int], object], row: int) -> None:
        self._do, self._row = do, row

    def __call__(self) -> None:
        self._do(self._row)


class _Go:
    """Goes to a place."""

    def __init__(self, host: Host, place: str) -> None:
        self._host, self._place = host, place

    def __call__(self) -> None:
        self._host.go(self._place)
