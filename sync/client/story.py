"""Two laptops and one plan: the story of Fairway, played with its own commands.

Until the window exists, this is what `python3 start.py` shows. Everything happens in a
temporary folder and through the command line that everybody has.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import resources
from app.model.errors import Unavailable
from app.model.verb import Answer, Line, say

Found = dict[str, object]
MODULES = {"join": "sync.client", "invite": "sync.client", "sync": "sync.client"}


class Laptop:
    """One person's device: a profile and the commands on it."""

    def __init__(self, name: str, folder: Path) -> None:
        self.name = name
        self._folder = folder / name

    def do(self, verb: str, *words: str) -> Found:
        """Run a command on this profile; what it answers."""
        module = MODULES.get(verb, "app")
        line = [sys.executable, "-m", module, verb, *words]
        done = subprocess.run(
            [*line, "--profile", str(self._folder), "--json"],
            capture_output=True,
            check=False,
        )
        found: Found = json.loads(done.stdout or b"{}")
        if not found.get("ok"):
            raise Unavailable(
                "busy", "{why}", why=found.get("error") or done.stderr.decode()[-800:]
            )
        return found

    def tasks(self) -> list[dict[str, str]]:
        """The tasks in display order."""
        return self.do("list", "tasks")["tasks"]  # pyright: ignore[reportReturnType]

    def checksum(self) -> str:
        """What `doctor` says of the state."""
        return str(self.do("doctor")["checksum"])

    def conflicts(self) -> list[dict[str, object]]:
        """What waits for a decision."""
        return self.do("conflicts")["conflicts"]  # pyright: ignore[reportReturnType]


def play(tell: Callable[[Line | str], None]) -> Answer:
    """Play the story; each line is told as it happens."""
    with tempfile.TemporaryDirectory(prefix="fairway-") as place:
        folder = Path(place)
        a, b = Laptop("zhang-wei", folder), Laptop("li-na", folder)
        _begin(a, tell)
        hub, url, code = _serve(folder / "hub")
        try:
            _meet(a, b, url, code, tell)
            _apart(a, b, tell)
            same = _together(a, b, tell)
        finally:
            hub.terminate()
            hub.wait(20)
            if hub.stdout is not None:
                hub.stdout.close()
    return Answer({"equal": same})


def _begin(a: Laptop, tell: Callable[[Line | str], None]) -> None:
    a.do("init", "--name", "航道示例团队", "--person", "张伟", "--tz", "Asia/Shanghai")
    found = a.do("import", str(resources.path("demo", "plan.xml")))
    tell(
        say(
            "1. Zhang Wei imports a plan on laptop A: {tasks} tasks, {links} links",
            tasks=found["tasks"],
            links=found["links"],
        )
    )


def _serve(folder: Path) -> tuple[subprocess.Popen[bytes], str, str]:
    hub = subprocess.Popen(
        [sys.executable, "-m", "sync.server", "serve", "--data", str(folder)],
        stdout=subprocess.PIPE,
    )
    assert hub.stdout is not None
    ready = json.loads(hub.stdout.readline() or b"{}")
    return hub, str(ready["url"]), str(ready["owner_code"])


def _meet(a: Laptop, b: Laptop, url: str, code: str, tell: Callable[[Line | str], None]) -> None:
    a.do("join", url, code)
    a.do("sync")
    invited = a.do("invite", "--role", "member")
    b.do("join", url, str(invited["code"]), "--person", "李娜")
    b.do("sync")
    a.do("sync")
    tell(
        say(
            "2. Li Na joins from laptop B and has the same plan: {tasks} tasks, equal: {equal}",
            tasks=len(b.tasks()),
            equal=a.checksum() == b.checksum(),
        )
    )


def _apart(a: Laptop, b: Laptop, tell: Callable[[Line | str], None]) -> None:
    tell(say("3. Both go to the shoot. No network. They go on working:"))
    tasks = [t for t in a.tasks() if not t["summary"]]
    by_name = {t["name"]: t for t in tasks}
    first, second, third = (by_name[name] for name in ("主视觉设计", "短视频脚本", "短视频拍摄"))
    campaign = str(first["campaign"])
    a.do("set", first["id"], "name=主视觉设计(横版)")
    b.do("set", first["id"], "percent=60")
    tell(say("   A renames “{name}”, B sets it to 60 %: different fields", name=first["name"]))
    a.do("set", second["id"], "name=脚本 v2(张伟)")
    b.do("set", second["id"], "name=脚本 v2(李娜)")
    tell(say("   Both rename “{name}”: the same field", name=second["name"]))
    a.do("delete", third["id"])
    b.do("set", third["id"], "notes=现场补拍两条")
    tell(say("   A deletes “{name}” while B writes notes on it", name=third["name"]))
    a.do("add", "task", "--campaign", campaign, "name=A 在现场加的任务")
    b.do("add", "task", "--campaign", campaign, "name=B 在现场加的任务")
    b.do("move", "task", tasks[-1]["id"], "--after", first["id"])
    tell(say("   Both add a task, B moves one"))


def _together(a: Laptop, b: Laptop, tell: Callable[[Line | str], None]) -> bool:
    for laptop in (b, a, b):
        laptop.do("sync")
    same = a.checksum() == b.checksum()
    tell(
        say(
            "4. The network is back. Equal: {equal}, checksum {checksum}",
            equal=same,
            checksum=a.checksum(),
        )
    )
    for conflict in a.conflicts():
        tell(
            say(
                "   Kept for a decision: {field}, shown {shown}, beside it {others}",
                field=conflict["field"],
                shown=json.dumps(conflict["shown"], ensure_ascii=False),
                others=json.dumps(
                    [o["value"] for o in conflict["others"]],  # pyright: ignore
                    ensure_ascii=False,
                ),
            )
        )
    for conflict in a.conflicts():
        a.do("resolve", str(conflict["id"]), "--take", "shown")
    a.do("sync")
    b.do("sync")
    same = same and a.checksum() == b.checksum() and not b.conflicts()
    tell(
        say(
            "5. Decided on A, gone on B. Equal: {equal}, {tasks} tasks",
            equal=same,
            tasks=len(a.tasks()),
        )
    )
    return same
