"""People for the import wizard: a table of names becomes the directory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from app.model.step import Step
from app.people import commands, exchange
from app.people.exchange import PeopleFile
from app.people.incoming import DryRun
from app.session import Session
from app.sheet import file, json_text
from app.sheet.grid import Sheet
from ui.kit.app import listed, t
from ui.parts.importer_intake import Count, Field, Filed, Target, Trial, Trouble, Wish, bytes_of

MOST_NAMED = 6


class PeopleIntake:
    """Reads XLSX, CSV and JSON; who is there already is changed, never doubled."""

    kind = "people"
    endings = (".xlsx", ".xls", ".ods", ".csv", ".txt", ".tsv", ".json")

    def __init__(self, session: Session) -> None:
        self._session = session

    @property
    def title(self) -> str:
        return t("Import people|title")

    def fields(self) -> Sequence[Field]:
        return (
            Field("name", t("Name|person"), is_needed=True),
            Field("department", t("Department")),
            Field("position", t("Position")),
            Field("level", t("Level")),
            Field("email", t("E-mail")),
            Field("phone", t("Phone")),
            Field("skills", t("Skills")),
            Field("manager", t("Manager")),
            Field("postings", t("Second positions")),
        )

    def read(self, path: Path) -> Filed:
        data = bytes_of(path)
        if path.suffix.lower() == ".json":
            sheet = json_text.read_json(data)
        else:
            sheet = file.read(data, path.name, exchange.known_count)
        return filed_of(path, sheet)

    def propose(self, filed: Filed) -> Mapping[str, int]:
        return exchange.propose(filed.headers)

    def targets(self, filed: Filed) -> Sequence[Target]:
        del filed
        return ()

    def dry_run(self, wish: Wish) -> Trial:
        people = self._people(wish)
        plan = commands.dry_run(self._session, people)
        counts = (
            Count(len(plan.new), t("New"), "success"),
            Count(len(plan.changed), t("Changed")),
            Count(plan.unchanged, t("Unchanged"), "text2"),
            Count(len(plan.problems), t("Need a look"), "warn"),
        )
        troubles = [Trouble(p.row, p.column, p.message, p.params) for p in plan.problems]
        return Trial(counts, troubles, _notes(plan), plan.has_work, people)

    def run(self, wish: Wish, trial: Trial, step: Step) -> str:
        people = trial.kept if isinstance(trial.kept, PeopleFile) else self._people(wish)
        plan = commands.import_people(self._session, people, step)
        new, changed = len(plan.new), len(plan.changed)
        return t("{new} people added, {changed} changed", new=new, changed=changed)

    def _people(self, wish: Wish) -> PeopleFile:
        assert isinstance(wish.filed.kept, Sheet)
        return exchange.read_people(wish.filed.kept, wish.columns)


def filed_of(path: Path, sheet: Sheet) -> Filed:
    """A sheet as the wizard shows it."""
    return Filed(
        path.name,
        sheet.header,
        sheet.rows,
        sheet.first_row,
        sheet.first_column,
        sheet=sheet.name,
        others=sheet.others,
        kept=sheet,
    )


def _notes(plan: DryRun) -> list[str]:
    """What would be added beside the people."""
    found: list[str] = []
    if plan.departments:
        names = listed("/".join(path) for path in plan.departments[:MOST_NAMED])
        found.append(
            t("{count} new departments: {names}", count=len(plan.departments), names=names)
        )
    if plan.positions:
        names = listed(plan.positions[:MOST_NAMED])
        found.append(t("{count} new positions: {names}", count=len(plan.positions), names=names))
    return found
