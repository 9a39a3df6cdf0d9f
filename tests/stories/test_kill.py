"""SIGKILL around commit, push, acknowledgement and pull loses nothing that returned (Show 3)."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from conftest import Hub, Machine

ROOT = Path(__file__).parents[2]
MODULES = {"sync": "sync.client"}


def run(machine: Machine, failpoint: str, *words: str) -> subprocess.CompletedProcess[bytes]:
    """A command in a process of its own, which dies at the named place."""
    module = MODULES.get(words[0], "app")
    return subprocess.run(
        [sys.executable, "-m", module, *words, "--profile", str(machine.folder), "--json"],
        capture_output=True,
        check=False,
        env=os.environ
        | {"FAIRWAY_FAILPOINT": failpoint, "PYTHONPATH": str(ROOT), "FAIRWAY_KEYCHAIN": "off"},
    )


def healthy(machine: Machine) -> dict[str, Any]:
    found = machine.do("doctor")
    assert all(
        c["ok"] for c in found["checks"] if c["name"] in {"database", "journal", "sums", "rows"}
    )
    return found


def begun(a: Machine, b: Machine) -> tuple[str, str]:
    campaign = a.do("add", "campaign", "name=618大促")["id"]
    task = a.do("add", "task", "--campaign", campaign, "name=推文")["id"]
    for machine in (a, b, a):
        machine.do("sync")
    return campaign, task


def together(*machines: Machine) -> None:
    for _ in range(2):
        for machine in machines:
            machine.do("sync")
    assert len({healthy(m)["checksum"] for m in machines}) == 1


def test_killed_before_the_commit_there_is_no_trace(team: tuple[Machine, Machine]) -> None:
    a, b = team
    _, task = begun(a, b)
    before = healthy(a)
    died = run(a, "edit_before_commit", "set", task, "name=没写完")
    assert died.returncode == -signal.SIGKILL
    assert healthy(a)["checksum"] == before["checksum"]
    assert healthy(a)["outbox"] == before["outbox"]


def test_killed_after_the_commit_the_edit_is_there_and_is_sent(
    team: tuple[Machine, Machine],
) -> None:
    a, b = team
    _, task = begun(a, b)
    died = run(a, "edit_after_commit", "set", task, "name=写完了")
    assert died.returncode == -signal.SIGKILL
    assert healthy(a)["outbox"] == 1
    together(a, b)
    assert [t["name"] for t in b.tasks()] == ["写完了"]


@pytest.mark.parametrize("place", ["push_before_send", "push_before_ack", "push_after_ack"])
def test_killed_in_a_push_everything_arrives_once(
    team: tuple[Machine, Machine], place: str
) -> None:
    a, b = team
    campaign, task = begun(a, b)
    a.do("set", task, "percent=40")
    a.do("add", "task", "--campaign", campaign, "name=第二条")
    died = run(a, place, "sync")
    assert died.returncode == -signal.SIGKILL
    together(a, b)
    assert sorted(t["name"] for t in b.tasks()) == ["推文", "第二条"]
    assert a.do("doctor")["outbox"] == 0
    assert b.do("conflicts")["conflicts"] == []


@pytest.mark.parametrize("place", ["merge_before_commit", "pull_after_slice"])
def test_killed_in_a_pull_it_goes_on_where_it_was(
    team: tuple[Machine, Machine], place: str
) -> None:
    a, b = team
    campaign, _ = begun(a, b)
    for n in range(3):
        a.do("add", "task", "--campaign", campaign, f"name=任务{n}")
    a.do("sync")
    b.do("set", b.tasks()[0]["id"], "notes=现场")
    died = run(b, place, "sync")
    assert died.returncode == -signal.SIGKILL
    together(a, b)
    assert len(b.tasks()) == len(a.tasks()) == 4
    assert a.tasks()[0]["notes"] == "现场"


def test_killed_in_a_first_sync_it_goes_on_where_it_was(
    team: tuple[Machine, Machine], hub: Hub
) -> None:
    a, b = team
    a.do("add", "campaign", "name=618大促")
    a.do("sync")
    died = run(b, "fill_after_page", "sync")
    assert died.returncode == -signal.SIGKILL
    together(a, b)
    assert [c["name"] for c in b.do("list", "campaigns")["campaigns"]] == ["618大促"]


@pytest.mark.parametrize("place", ["hub_before_commit", "hub_after_commit"])
def test_a_hub_killed_around_its_commit_neither_loses_nor_doubles(
    team: tuple[Machine, Machine], hub: Hub, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    a, b = team
    campaign, task = begun(a, b)
    hub.stop()
    monkeypatch.setenv("FAIRWAY_FAILPOINT", place)
    hub.start()
    monkeypatch.delenv("FAIRWAY_FAILPOINT")
    a.do("set", task, "percent=70")
    a.do("add", "task", "--campaign", campaign, "name=又一条")
    answer = run(a, "", "sync")
    assert answer.stdout, answer.stderr.decode()
    assert json.loads(answer.stdout)["error"]["code"] == "offline"
    assert hub.child.wait(10) == -signal.SIGKILL
    assert hub.child.stdout is not None
    hub.child.stdout.close()
    assert healthy(a)["outbox"] == 2
    hub.start()
    together(a, b)
    assert sorted((t["name"], t["percent"]) for t in b.tasks()) == [("又一条", 0), ("推文", 70)]
