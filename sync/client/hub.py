"""The embedded hub: this profile's own hub, started as a child for as long as it is needed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Generator, Sequence
from contextlib import contextmanager

from app.model.errors import Unavailable
from app.store import profile as profiles
from app.store.profile import Profile

START_S = 30


def command(words: Sequence[str]) -> list[str]:
    """How this program starts itself for another verb; in a bundle there is no `-m`."""
    if getattr(sys, "frozen", False):
        return [sys.executable, *words]
    return [sys.executable, "-m", "sync.server", *words]


@contextmanager
def embedded(profile: Profile) -> Generator[tuple[str, str]]:
    """Run the profile's own hub; gives its URL and this device's token."""
    founding = json.dumps(
        {
            "workspace": profile.workspace_id.hex(),
            "person": profile.person_id.hex(),
            "device": profile.device,
        }
    )
    child = subprocess.Popen(
        command(["serve", "--data", str(profile.hub_folder), "--establish"]),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "FAIRWAY_FAILPOINT": os.environ.get("FAIRWAY_HUB_FAILPOINT", "")},
    )
    try:
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdin.write(founding.encode() + b"\n")
        child.stdin.flush()
        line = child.stdout.readline()
        if not line:
            raise Unavailable("busy", "The hub of this profile could not be started")
        ready = json.loads(line)
        if not ready.get("ok"):
            error = ready.get("error", {})
            raise Unavailable("busy", "{why}", why=error.get("message", ""))
        token = ready.get("token") or profiles.get_token(profile)
        yield str(ready["url"]), str(token)
    finally:
        child.terminate()
        try:
            child.wait(10)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                pipe.close()


def packed_file(profile: Profile) -> bytes:
    """The embedded hub's file, verified, in one piece."""
    target = profile.folder / "hub-to-give.db"
    try:
        done = subprocess.run(
            command(["hub", "backup", str(profile.hub_folder), str(target), "--json"]),
            capture_output=True,
            check=False,
        )
        if done.returncode or not target.exists():
            raise Unavailable("busy", "The hub of this profile could not be started")
        return target.read_bytes()
    finally:
        target.unlink(missing_ok=True)
