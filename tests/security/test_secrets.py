"""Tokens and codes are where they must be and nowhere else; nobody is called but the hub.

security.md 2 (by pipe, never by file, log or argument), 7 and 11.
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from app import __main__ as headless
from app.store import profile as profiles
from sync.client import __main__ as client
from sync.client import hub as embedded

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def _no_keychain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAIRWAY_KEYCHAIN", "off")


def do(folder: Path, *words: str) -> dict[str, Any]:
    run = client.run if words[0] in {"join", "invite", "revoke", "sync", "device"} else headless.run
    return dict(run([*words, "--profile", str(folder), "--json"]).data)


class Hub:
    """A hub as a program, whose log is kept."""

    def __init__(self, folder: Path) -> None:
        self.log = folder / "hub.log"
        with self.log.open("wb") as log:
            self.child = subprocess.Popen(
                [
                    *(sys.executable, "-m", "sync.server", "serve", "--log-level", "debug"),
                    *("--data", str(folder / "hub"), "--port", "0"),
                ],
                stdout=subprocess.PIPE,
                stderr=log,
                env=os.environ | {"PYTHONPATH": str(ROOT)},
            )
        assert self.child.stdout is not None
        ready = json.loads(self.child.stdout.readline())
        self.url, self.code = str(ready["url"]), str(ready["owner_code"])

    def stop(self) -> bytes:
        self.child.terminate()
        self.child.wait(15)
        assert self.child.stdout is not None
        rest = self.child.stdout.read()
        self.child.stdout.close()
        return rest + self.log.read_bytes()


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    made = Hub(tmp_path)
    yield made
    if made.child.poll() is None:
        made.stop()


def family(pid: int) -> set[int]:
    """A process and all that it started."""
    tasks = Path(f"/proc/{pid}/task")
    children = [int(c) for file in tasks.glob("*/children") for c in file.read_text().split()]
    return {pid}.union(*(family(child) for child in children))


def told_to_the_system(pid: int) -> bytes:
    """What every user of the computer, or every tool of this one, can read of these processes."""
    found = b""
    for one in family(pid):
        for name in ("cmdline", "environ"):
            with_name = Path(f"/proc/{one}/{name}")
            found += with_name.read_bytes() if with_name.exists() else b""
    return found


def test_no_token_and_no_code_is_in_a_log_an_argument_or_an_environment(
    tmp_path: Path, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    a, b = tmp_path / "a", tmp_path / "b"
    do(a, "init", "--name", "团队", "--person", "张伟")
    monkeypatch.setattr(sys, "stdin", io.StringIO(hub.code + "\n"))
    do(a, "join", hub.url, "-")
    code = do(a, "invite")["code"]
    monkeypatch.setattr(sys, "stdin", io.StringIO(code + "\n"))
    do(b, "join", hub.url, "-", "--person", "李娜")
    do(b, "add", "campaign", "name=机密的活动")
    do(b, "sync")
    tokens = [profiles.get_token(profiles.load(folder)) for folder in (a, b)]
    secrets = [hub.code, code, *tokens]
    assert all(len(secret) > 15 for secret in secrets)
    seen = told_to_the_system(hub.child.pid)
    logged = hub.stop()
    assert b"push" in logged
    for secret in secrets:
        for spelling in {secret, secret.replace("-", ""), secret.lower()}:
            assert spelling.encode() not in seen
            assert spelling.encode() not in logged
    assert "机密的活动".encode() not in logged
    assert "李娜".encode() not in logged
    for folder, token in zip((a, b), tokens, strict=True):
        where = [f for f in folder.rglob("*") if f.is_file() and token.encode() in f.read_bytes()]
        assert [f.name for f in where] == ["token"]
        assert where[0].stat().st_mode & 0o077 == 0
    held = b"".join(f.read_bytes() for f in (tmp_path / "hub").rglob("*") if f.is_file())
    assert not any(secret.encode() in held for secret in secrets)


def test_the_hub_within_gives_its_token_by_pipe_alone(tmp_path: Path) -> None:
    do(tmp_path / "a", "init", "--name", "团队", "--person", "张伟")
    profile = profiles.load(tmp_path / "a")
    with embedded.embedded(profile) as (url, token):
        assert url.startswith("http://127.0.0.1:")
        assert len(token) > 15
        seen = told_to_the_system(os.getpid())
        assert b"--establish" in seen
        assert token.encode() not in seen
        kept = [f for f in profile.folder.rglob("*") if f.is_file()]
        assert not [f.name for f in kept if token.encode() in f.read_bytes()]


class Traffic:
    """Every address that this process asked for, connected to or sent to."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, object]] = []
        self.is_on = False

    def hear(self, event: str, args: tuple[Any, ...]) -> None:
        if self.is_on and event in ("socket.connect", "socket.sendto", "socket.getaddrinfo"):
            self.asked.append((event, args[:2] if event == "socket.getaddrinfo" else args[-1]))


@contextmanager
def traffic() -> Generator[Traffic]:
    """What goes out meanwhile; the audit hook stays and is deaf afterwards."""
    made = Traffic()
    sys.addaudithook(made.hear)
    made.is_on = True
    try:
        yield made
    finally:
        made.is_on = False


def test_without_a_hub_nothing_goes_out(tmp_path: Path) -> None:
    folder = tmp_path / "a"
    with traffic() as heard:
        do(folder, "init", "--name", "团队", "--person", "张伟")
        campaign = do(folder, "add", "campaign", "name=618")["id"]
        task = do(folder, "add", "task", "--campaign", campaign, "name=推文")["id"]
        do(folder, "set", task, "percent=10")
        do(folder, "list", "tasks")
        do(folder, "search", "推文")
        do(folder, "undo")
        do(folder, "doctor")
        do(folder, "backup", str(tmp_path / "b.zip"))
    assert heard.asked == []


def test_with_a_hub_only_the_hub_is_called(tmp_path: Path, hub: Hub) -> None:
    host, _, port = hub.url.removeprefix("http://").partition(":")
    with traffic() as heard:
        do(tmp_path / "a", "init", "--name", "团队", "--person", "张伟")
        do(tmp_path / "a", "join", hub.url, hub.code)
        do(tmp_path / "a", "add", "campaign", "name=618")
        do(tmp_path / "a", "sync")
    assert heard.asked
    for _, where in heard.asked:
        assert isinstance(where, tuple)
        assert (where[0], int(where[1])) == (host, int(port))
