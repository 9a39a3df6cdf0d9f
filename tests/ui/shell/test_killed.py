"""SIGKILL one second after the last key loses nothing that was typed (Show 4)."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from datetime import date

from app import care
from app.care import Profile
from app.plan import commands
from tests.house.tree import ROOT


def test_what_was_typed_a_second_before_the_kill_is_there(profile: Profile) -> None:
    desk = care.open_desk(profile)
    campaign = commands.start_campaign(desk.session, "618", "618大促", date(2026, 5, 18))
    task = desk.session.list("task", [("campaign", "=", campaign)], ["okey"])[2].id
    desk.close()
    env = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONSAFEPATH": "1", "FAIRWAY_KEYCHAIN": "off"}
    done = subprocess.run(
        [sys.executable, "-m", "tests.fakes.typist", str(profile.folder), task.hex()],
        env=env,
        cwd=ROOT,
        capture_output=True,
        timeout=50,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()
    assert done.stdout.decode().endswith("typed\n")
    desk = care.open_desk(profile)
    assert desk.session.get("task", task).text("name") == "改到一半的名字"
    assert all(check.ok for check in care.doctor(desk) if check.name != "keychain")
    desk.close()
    drafts = json.loads((profile.folder / "drafts.json").read_text("utf-8"))
    assert drafts["quick/all"] == "写推文 @张伟 明天18:00"
    assert drafts[f"comment/task/{task.hex()}"] == "还没发出的话"
