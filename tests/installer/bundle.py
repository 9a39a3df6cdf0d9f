"""The built folder: made once a run, far from the code, and how its programs are started."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
import threading
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.house.tree import ROOT, name_of, product

SPEC = ROOT / "build_installer.spec"
LISTED = "sources.txt"
KNOWN_NOISE = "This plugin does not support"
"""What Qt says about the screen that is none."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """The folder a person gets, and an empty home beside it."""

    folder: Path
    home: Path

    @property
    def sources(self) -> list[Path]:
        """Our files as they were before the build: colleagues write while it runs."""
        text = (self.folder.parent.parent / LISTED).read_text(encoding="utf-8")
        return [ROOT / name for name in text.splitlines()]

    @property
    def inside(self) -> Path:
        """Where the libraries and the data are."""
        return self.folder / "_internal"

    def program(self, name: str) -> str:
        """One of the two programs."""
        return str(self.folder / (f"{name}.exe" if sys.platform == "win32" else name))

    def files(self) -> Iterable[str]:
        """Every file, as it is written in the tests."""
        found = (path for path in self.folder.rglob("*") if not path.is_dir())
        return sorted(path.relative_to(self.folder).as_posix() for path in found)

    def size(self) -> int:
        """Bytes on the disk; what is only a link to another file costs nothing."""
        found = (self.folder / name for name in self.files())
        return sum(file.stat().st_size for file in found if not file.is_symlink())

    def environment(self, **more: str) -> dict[str, str]:
        """Nothing of the builder's: no venv, no paths, no profile, no keychain, no screen."""
        kept = {name: os.environ[name] for name in ("SYSTEMROOT", "TEMP") if name in os.environ}
        own = {"HOME": str(self.home), "TMPDIR": str(self.home), "LANG": "C.UTF-8"}
        own["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
        return kept | own | {"QT_QPA_PLATFORM": "offscreen"} | more

    def run(
        self, name: str, *words: str, seconds: float = 120, **more: str
    ) -> subprocess.CompletedProcess[str]:
        """One start to its end."""
        return subprocess.run(
            [self.program(name), *words],
            env=self.environment(**more),
            cwd=self.home,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=seconds,
            check=False,
        )

    def answer(self, name: str, *words: str) -> dict[str, Any]:
        """What a verb answers with --json; nothing was complained about on the way."""
        done = self.run(name, *words, "--json")
        assert done.returncode == 0, done.stdout + done.stderr
        assert complaints(done.stderr) == []
        return json.loads(done.stdout)

    @contextmanager
    def started(
        self, name: str, *words: str, **more: str
    ) -> Generator[subprocess.Popen[bytes], None, None]:
        """A program that stays until it is told to end; its complaints are asked at the end."""
        with (
            (self.home / "complaints.txt").open("wb") as complaining,
            subprocess.Popen(
                [self.program(name), *words],
                env=self.environment(**more),
                cwd=self.home,
                stdout=subprocess.PIPE,
                stderr=complaining,
            ) as process,
        ):
            late = threading.Timer(120, process.kill)
            late.start()
            try:
                yield process
            finally:
                late.cancel()
                process.terminate()
                process.wait(30)
        assert complaints((self.home / "complaints.txt").read_text(encoding="utf-8")) == []


def lacking() -> str:
    """Why nothing can be built here; "" where it can."""
    if importlib.util.find_spec("PyInstaller") is None:
        return "missing part: PyInstaller, which `start.py test` installs into .venv"
    return ""


def complaints(text: str) -> list[str]:
    """Lines of standard error that nobody may ever see; what a hub notes in order is none."""
    lines = (line for line in text.splitlines() if line and KNOWN_NOISE not in line)
    return [line for line in lines if '"level": "info"' not in line]


def listed() -> list[str]:
    """Every file that has to come along: our modules, and what is no code."""
    others = (ROOT / "resources").rglob("*")
    files = {path for path in others if path.is_file() and path.suffix not in (".py", ".pyc")}
    return sorted(name_of(path) for path in {*files, *product()})


def build(target: Path) -> Path:
    """Run the spec as a person would; the folder then moves, as an installer moves it."""
    (target / LISTED).write_text("\n".join(listed()), encoding="utf-8")
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "ERROR"]
    command += ["--workpath", str(target / "work"), "--distpath", str(target / "dist"), str(SPEC)]
    env = os.environ | {"PYINSTALLER_CONFIG_DIR": str(target / "cache")}
    done = subprocess.run(command, cwd=target, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    moved = target / "程序 files" / "航道"
    moved.parent.mkdir()
    return (target / "dist" / "Fairway").rename(moved)


@contextmanager
def once(folder: Path) -> Iterator[Path]:
    """The first worker builds, the others wait; the last one that leaves takes it away."""
    import fcntl
    import shutil

    with (folder.parent / f"{folder.name}.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        built = folder / "程序 files" / "航道"
        if not built.exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            build(folder)
        fcntl.flock(lock, fcntl.LOCK_SH)
        try:
            yield built
        finally:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder, ignore_errors=True)
            except BlockingIOError:
                pass  # another worker still looks at it
