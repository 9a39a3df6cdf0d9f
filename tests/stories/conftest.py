"""The commands of the contract, run in this process, and a hub as a real program."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app import __main__ as headless
from sync.client import __main__ as client

SYNC = {"join", "device", "invite", "revoke", "sync"}


class Machine:
    """One laptop: a profile, and the commands on it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def do(self, *words: str) -> dict[str, Any]:
        run = client.run if words[0] in SYNC else headless.run
        return dict(run([*words, "--profile", str(self.folder), "--json"]).data)

    def tasks(self, *words: str) -> list[dict[str, Any]]:
        return self.do("list", "tasks", *words)["tasks"]

    def checksum(self) -> str:
        return self.do("doctor")["checksum"]


class Hub:
    """A hub process on a folder; it can be stopped and started again on the same port."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = 0
        self.code = ""
        self.start()

    def start(self) -> None:
        self.child = subprocess.Popen(
            [
                *(sys.executable, "-m", "sync.server", "serve"),
                *("--data", str(self.folder), "--port", str(self.port)),
            ],
            stdout=subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
        )
        assert self.child.stdout is not None
        ready = json.loads(self.child.stdout.readline())
        assert ready["ok"]
        self.url = ready["url"]
        self.port = int(self.url.rpartition(":")[2])
        self.code = ready.get("owner_code", "")

    def stop(self) -> None:
        self.child.terminate()
        ended = self.child.wait(15)
        assert self.child.stdout is not None
        self.child.stdout.close()
        assert ended == 0


@pytest.fixture(autouse=True)
def _no_keychain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAIRWAY_KEYCHAIN", "off")


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    made = Hub(tmp_path / "hub")
    yield made
    if made.child.poll() is None:
        made.stop()


@pytest.fixture
def team(tmp_path: Path, hub: Hub) -> tuple[Machine, Machine]:
    """Two laptops; the first has a workspace, both are at the hub."""
    a, b = Machine(tmp_path / "a"), Machine(tmp_path / "b")
    a.do("init", "--name", "团队", "--person", "张伟", "--tz", "Asia/Shanghai")
    a.do("join", hub.url, hub.code)
    a.do("sync")
    code = a.do("invite")["code"]
    b.do("join", hub.url, code, "--person", "李娜")
    return a, b


@pytest.fixture
def laptop(tmp_path: Path) -> Callable[[str], Machine]:
    """Makes a laptop without anything on it."""
    return lambda name: Machine(tmp_path / name)
