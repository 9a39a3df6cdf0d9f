"""Tasks for the import wizard: MS Project XML, spreadsheets, CSV and JSON become a plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from app.model.step import Step
from app.plan import commands, files
from app.plan.exchange import mspdi, table
from app.plan.exchange.csv_text import read_csv
from app.plan.exchange.fields import TITLES, known_count
from app.plan.exchange.plan_file import PlanFile
from app.plan.exchange.task_rows import task_rows, titles
from app.session import Session
from app.sheet import decode, json_text
from app.sheet.grid import Cell, Sheet
from ui.kit.app import is_chinese, listed, t
from ui.parts.importer_intake import Count, Field, Filed, Target, Trial, Trouble, Wish, bytes_of

SHOWN = ("name", "assignees", "start", "finish", "duration", "percent", "predecessors", "milestone")
PREVIEWED = 20


class TaskIntake:
    """Brings tasks into a new campaign, or behind the tasks of one that is there."""

    kind = "tasks"
    endings = (".xlsx", ".xls", ".ods", ".csv", ".txt", ".xml", ".json")

    def __init__(self, session: Session, campaign: bytes | None = None) -> None:
        self._session = session
        self._campaign = campaign

    @property
    def title(self) -> str:
        return t("Import tasks")

    def fields(self) -> Sequence[Field]:
        words = titles(_language())
        return [Field(key, words[key], key == "name") for key in TITLES["en"]]

    def read(self, path: Path) -> Filed:
        data = bytes_of(path)
        board = files.board_of(data)
        if board:  # Trello and Asana say themselves what each of their columns is
            return self._planned(path, files.read_board(data, board, path.stem))
        kind = "json" if path.suffix.lower() == ".json" else files.format_of(path.name, data, None)
        match kind:
            case "mspdi":
                return self._planned(path, mspdi.read(data))
            case "json":
                sheet = json_text.read_json(data)
            case "csv":
                sheet = read_csv(data)
            case _:
                sheet = decode.decode_in_child(data, decode.child(), known_count)
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

    def propose(self, filed: Filed) -> Mapping[str, int]:
        held = table.propose(filed.headers).columns
        return {key: at for key, at in held.items() if key in TITLES["en"]}

    def targets(self, filed: Filed) -> Sequence[Target]:
        name = _title(filed)
        new = Target(None, t("A new campaign"), "plus", name)
        rows = self._session.list("campaign", (), ["okey"])
        held = [Target(row.id, row.text("name"), "flag") for row in rows if not row["archived"]]
        own = [target for target in held if target.key == self._campaign]
        return [*own, new, *(target for target in held if target not in own)]

    def dry_run(self, wish: Wish) -> Trial:
        plan = self._plan(wish)
        people = {row.text("name") for row in self._session.list("person")}
        named = dict.fromkeys(
            [p.name for p in plan.people if p.kind == "person"]
            + [name for task in plan.tasks for name in task.assignees]
        )
        new_people = [name for name in named if name not in people]
        same = self._same(wish, plan)
        notes = self._notes(plan, new_people, same)
        counts = (
            Count(len(plan.tasks), t("New tasks"), "success"),
            Count(len(plan.links), t("Links")),
            Count(len(new_people), t("New people")),
            Count(len(plan.warnings), t("Need a look"), "warn"),
        )
        troubles = [Trouble(w.row, w.column, w.message, w.params) for w in plan.warnings]
        return Trial(counts, troubles, notes, bool(plan.tasks), plan)

    def run(self, wish: Wish, trial: Trial, step: Step) -> str:
        plan = trial.kept if isinstance(trial.kept, PlanFile) else self._plan(wish)
        count = len(plan.tasks)
        if isinstance(wish.target, bytes):
            commands.import_tasks(self._session, wish.target, plan, step)
            name = self._session.get("campaign", wish.target).text("name")
        else:
            commands.import_plan(self._session, plan, step)
            name = plan.name
        return t("{count} tasks imported into {name}", count=count, name=name)

    def _plan(self, wish: Wish) -> PlanFile:
        held = wish.filed.kept
        if isinstance(held, Sheet):
            plan = table.to_plan(held, table.Mapping(dict(wish.columns)))
        else:
            assert isinstance(held, PlanFile)
            plan = held
        name = wish.name or plan.name or _title(wish.filed)
        return replace(plan, name=name)

    def _planned(self, path: Path, plan: PlanFile) -> Filed:
        """A plan that says itself what it is, shown as our own table."""
        words = titles(_language())
        places = [list(words).index(key) for key in SHOWN]
        rows: list[tuple[Cell, ...]] = []
        for row in task_rows(replace(plan, tasks=plan.tasks), _language()):
            if len(rows) == PREVIEWED:
                break
            rows.append(tuple(row[place] for place in places))
        rows += [()] * (len(plan.tasks) - len(rows))
        headers = [words[key] for key in SHOWN]
        return Filed(path.name, headers, rows, 1, is_mapped=False, kept=plan)

    def _same(self, wish: Wish, plan: PlanFile) -> int:
        """How many tasks are called as one that the campaign has."""
        if not isinstance(wish.target, bytes):
            return 0
        held = self._session.dataset("task", ("name",), [("campaign", "=", wish.target)])["name"]
        names = set(held)
        return sum(1 for task in plan.tasks if task.name in names)

    def _notes(self, plan: PlanFile, people: Sequence[str], same: int) -> list[str]:
        found: list[str] = []
        if same:
            found.append(
                t(
                    "{count} tasks have the name of one that is there; they come beside it",
                    count=same,
                )
            )
        if people:
            names = listed(people[:6])
            found.append(t("These people are added: {names}", names=names))
        if plan.calendars:
            found.append(t("{count} calendars of the file come along", count=len(plan.calendars)))
        return found


def _language() -> str:
    return "zh_CN" if is_chinese() else "en"


def _title(filed: Filed) -> str:
    held = filed.kept
    named = (
        held.name if isinstance(held, PlanFile) else held.title if isinstance(held, Sheet) else ""
    )
    return named or Path(filed.name).stem
