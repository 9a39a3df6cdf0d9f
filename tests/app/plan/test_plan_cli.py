"""`schedule`, `workdays` and `holidays` as a person types them, on a real profile."""

from __future__ import annotations

import calendar
import json
from datetime import date
from pathlib import Path

import pytest

from app import __main__ as program
from app import answer

MONTHS = [(year, month) for year in range(2018, 2027) for month in range(1, 13)]


class Prompt:
    """A profile and its command line."""

    def __init__(self, folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
        self._folder, self._capfd = folder, capfd

    def __call__(self, *words: str) -> dict[str, object]:
        argv = [*words, "--profile", str(self._folder), "--json"]
        answer.main(argv, program.run, program.lang_of)
        return json.loads(self._capfd.readouterr().out)

    def text(self, *words: str) -> str:
        argv = [*words, "--profile", str(self._folder), "--lang", "zh_CN"]
        answer.main(argv, program.run, program.lang_of)
        return self._capfd.readouterr().out


@pytest.fixture
def prompt(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> Prompt:
    return Prompt(tmp_path / "profile", capfd)


def workdays_of(folder: Path) -> dict[tuple[int, int], int]:
    """The workdays of each month by holiday-cn alone."""
    special: dict[date, bool] = {}
    for file in sorted(folder.glob("20*.json")):
        for day in json.loads(file.read_text(encoding="utf-8"))["days"]:
            special[date.fromisoformat(day["date"])] = not day["isOffDay"]
    found: dict[tuple[int, int], int] = {}
    for year, month in MONTHS:
        days = [date(year, month, d + 1) for d in range(calendar.monthrange(year, month)[1])]
        found[year, month] = sum(special.get(day, day.isoweekday() <= 5) for day in days)
    return found


def test_workdays_of_every_month_are_those_of_an_independent_source(
    shared: Path, prompt: Prompt
) -> None:
    wanted = workdays_of(shared / "data" / "holiday-cn")
    for (year, month), count in wanted.items():
        last = calendar.monthrange(year, month)[1]
        told = prompt("workdays", f"{year}-{month:02}-01", f"{year}-{month:02}-{last}")
        assert (year, month, told["workdays"]) == (year, month, count)


def test_holidays_that_are_known_change_nothing_and_new_ones_count(
    shared: Path, prompt: Prompt, tmp_path: Path
) -> None:
    prompt("init", "--name", "W", "--person", "P")
    span = ("workdays", "2026-01-01", "2026-12-31")
    before = prompt(*span)["workdays"]
    told = prompt("holidays", str(shared / "data" / "holiday-cn" / "2026.json"))
    assert told["year"] == 2026
    assert prompt(*span)["workdays"] == before
    autumn = ("workdays", "2027-10-01", "2027-10-10")
    assert prompt(*autumn) == {"ok": True, "workdays": 6, "unpublished": [2027]}
    days = [{"name": "国庆节", "date": f"2027-10-0{d}", "isOffDay": True} for d in range(1, 8)]
    days.append({"name": "国庆节", "date": "2027-10-09", "isOffDay": False})
    made_up = tmp_path / "2027.json"
    made_up.write_text(json.dumps({"year": 2027, "days": days}), encoding="utf-8")
    prompt("holidays", str(made_up))
    assert prompt(*autumn) == {"ok": True, "workdays": 2, "unpublished": []}
    empty = shared / "data" / "holiday-cn" / "2027.json"
    prompt("holidays", str(empty))
    assert prompt(*autumn)["workdays"] == 2


def test_a_campaign_is_scheduled_with_the_reason_of_every_date(
    shared: Path, prompt: Prompt
) -> None:
    file = str(shared / "data" / "mspdi" / "task-links-project2007-mspdi.xml")
    campaign = str(prompt("import", file)["campaign"])
    told = prompt("schedule", "--campaign", campaign)
    tasks = told["tasks"]
    assert isinstance(tasks, list)
    alone = prompt("schedule", file)["tasks"]
    assert isinstance(alone, list)
    names = ("start", "finish", "total_slack_minutes", "free_slack_minutes", "critical")
    assert [[t[n] for n in names] for t in tasks] == [[t[n] for n in names] for t in alone]
    assert tasks[1]["why"] == {"kind": "link", "task": tasks[0]["id"]}
    assert "被「Task 1」推迟（FS）" in prompt.text("schedule", "--campaign", campaign)
    assert prompt("schedule")["ok"] is False


def test_a_calendar_of_the_plan_counts_its_own_days(shared: Path, prompt: Prompt) -> None:
    prompt("import", str(shared / "data" / "mspdi" / "sample.xml"))
    night = prompt("workdays", "2003-01-06", "2003-01-12", "--calendar", "Night Shift")
    assert night["workdays"] == 6
    assert prompt("workdays", "2003-01-06", "2003-01-12", "--calendar", "?")["ok"] is False
