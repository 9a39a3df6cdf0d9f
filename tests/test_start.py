"""The two commands: which module answers a verb, and how the set-up behaves when disturbed."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def start() -> ModuleType:
    """`start.py`, fresh, as a module."""
    spec = importlib.util.spec_from_file_location("fairway_start", ROOT / "start.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def bare(start: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """`start.py` in an empty folder, with a lock that names nothing."""
    monkeypatch.setattr(start, "ROOT", str(tmp_path))
    monkeypatch.setattr(start, "VENV", str(tmp_path / ".venv"))
    python = Path(start.PYTHON).relative_to(ROOT / ".venv")
    monkeypatch.setattr(start, "PYTHON", str(tmp_path / ".venv" / python))
    monkeypatch.setattr(start, "STAMP", str(tmp_path / ".venv" / "fairway.stamp"))
    monkeypatch.setattr(start, "LOCK", str(tmp_path / "requirements.lock"))
    (tmp_path / "requirements.lock").write_text("# nothing\n", encoding="utf-8")
    return start


class Made:
    """Stands in for the slow steps of the set-up and counts them."""

    def __init__(self, start: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
        self.steps: list[str] = []
        self.sound = True
        self._python = Path(start.PYTHON)
        monkeypatch.setattr(start, "make_venv", self.make)
        monkeypatch.setattr(start, "install", self.install)
        monkeypatch.setattr(start, "complete", lambda: self.sound)

    def make(self) -> None:
        self.steps.append("make")
        self._python.parent.mkdir(parents=True, exist_ok=True)
        self._python.touch()

    def install(self) -> None:
        self.steps.append("install")


@pytest.mark.parametrize(
    ("words", "module"),
    [
        ("sync --json", "sync.client"),
        ("--profile /p join URL CODE", "sync.client"),
        ("serve --data d", "sync.server"),
        ("--json hub backup d f", "sync.server"),
        ("list tasks", "app"),
        ("--lang en --json list tasks", "app"),
        ("set task 1 name=sync", "app"),
        ("nonsense", "app"),
        ("--help", "app"),
        ("story", "sync.client"),
        ("fairway://task/0198f6a2-7c3e-7000-8000-000000000001", "ui"),
        ("", "ui"),
    ],
)
def test_a_verb_finds_its_module(start: ModuleType, words: str, module: str):
    args = words.split()
    assert start.target(start.find_verb(args), args)[0] == module


def test_every_word_reaches_the_module_unchanged(start: ModuleType):
    args = ["--profile", "sync", "--json", "list", "tasks"]
    assert start.target(start.find_verb(args), args) == ("app", args)


def test_no_verb_opens_the_window(start: ModuleType):
    assert start.target("", ["--lang", "en"]) == ("ui", ["--lang", "en"])


def test_bench_keeps_a_second_word_of_the_same_name(start: ModuleType):
    assert start.without("bench", ["bench", "bench", "--json"]) == ["bench", "--json"]


@pytest.mark.skipif((ROOT / "ui").exists(), reason="there is a window")
@pytest.mark.parametrize("verb", ["demo", "shots", "--self-test"])
def test_verbs_of_the_window_say_that_it_is_not_there(
    start: ModuleType, verb: str, capsys: pytest.CaptureFixture[str]
):
    assert start.main([verb, "--json"]) == 4
    answer = json.loads(capsys.readouterr().out)
    assert answer["ok"] is False
    assert verb in answer["error"]["message"]


def test_a_first_start_makes_installs_and_stamps_once(
    bare: ModuleType, monkeypatch: pytest.MonkeyPatch
):
    made = Made(bare, monkeypatch)
    bare.prepare()
    bare.prepare()
    assert made.steps == ["make", "install"]


def test_a_new_lock_installs_into_what_is_there(bare: ModuleType, monkeypatch: pytest.MonkeyPatch):
    made = Made(bare, monkeypatch)
    bare.prepare()
    Path(bare.LOCK).write_text("# something else\n", encoding="utf-8")
    bare.prepare()
    assert made.steps == ["make", "install", "install"]


def test_a_venv_that_was_cut_off_is_made_anew(bare: ModuleType, monkeypatch: pytest.MonkeyPatch):
    made = Made(bare, monkeypatch)
    Path(bare.VENV).mkdir()
    made.sound = False
    bare.prepare()
    assert made.steps == ["make", "install"]


def test_a_failed_install_leaves_no_stamp(bare: ModuleType, monkeypatch: pytest.MonkeyPatch):
    made = Made(bare, monkeypatch)
    bare.prepare()
    Path(bare.LOCK).write_text("# something else\n", encoding="utf-8")

    def fail() -> None:
        raise bare.Stop("offline", "no network", "无网络")

    monkeypatch.setattr(bare, "install", fail)
    with pytest.raises(bare.Stop):
        bare.prepare()
    assert not Path(bare.STAMP).exists()
    monkeypatch.setattr(bare, "install", made.install)
    bare.prepare()
    assert Path(bare.STAMP).exists()


def test_two_first_starts_at_once_install_once(bare: ModuleType, monkeypatch: pytest.MonkeyPatch):
    made = Made(bare, monkeypatch)
    both = threading.Barrier(2)

    def first_start() -> None:
        both.wait()
        bare.prepare()

    starts = [threading.Thread(target=first_start) for _ in range(2)]
    for thread in starts:
        thread.start()
    for thread in starts:
        thread.join()
    assert made.steps == ["make", "install"]


def test_an_unfinished_package_is_noticed(bare: ModuleType, tmp_path: Path):
    subprocess.run([sys.executable, "-m", "venv", bare.VENV], check=True)
    Path(bare.LOCK).write_text("half==1.0 \\\n    --hash=sha256:0\n", encoding="utf-8")
    assert bare.complete()
    site = next(Path(bare.VENV).rglob("site-packages"))
    about = site / "half-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: half\nVersion: 1.0\n")
    assert not bare.complete()
    (site / "half.py").write_text("x = 1\n")
    (about / "RECORD").write_text("half.py,,6\nhalf-1.0.dist-info/METADATA,,\n")
    assert bare.complete()
    (site / "half.py").write_text("x =")
    assert not bare.complete()


def test_an_old_python_is_told_in_two_languages():
    head = (ROOT / "start.py").read_text(encoding="utf-8").split("import contextlib")[0]
    head = head.replace("sys.version_info < (3, 11)", "sys.version_info < (99,)")
    answer = subprocess.run(
        [sys.executable, "-c", head],
        env=os.environ | {"PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert answer.returncode == 4
    assert "Python 3.11" in answer.stderr
    assert "航道" in answer.stderr


def test_old_pythons_can_read_start_py():
    import ast

    text = (ROOT / "start.py").read_text(encoding="utf-8")
    ast.parse(text, feature_version=(3, 7))
    assert "from __future__ import annotations" not in text


def test_system_libraries_are_asked_for_in_one_command(
    start: ModuleType, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(start.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(start.os, "geteuid", lambda: 1000)
    with pytest.raises(start.Stop) as stop:
        start.need_packages(["libegl1", "libgl1"], ["libEGL.so.1"])
    assert "apt-get update && sudo apt-get install" in stop.value.text
    assert "libegl1 libgl1" in stop.value.text


def test_the_library_lists_pair_files_with_packages(start: ModuleType):
    for files, packages in start.WINDOW.items():
        assert len(files.split()) == len(packages.split())


@pytest.mark.skipif(sys.platform == "win32", reason="execve")
def test_a_verb_runs_from_any_folder_and_sees_no_stray_module(tmp_path: Path):
    if not (ROOT / ".venv" / "fairway.stamp").exists():
        pytest.skip("missing part: this tree was not set up by start.py")
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "__init__.py").write_text("raise SystemExit('the wrong app')")
    answer = subprocess.run(
        [sys.executable, str(ROOT / "start.py"), "--json", "no-such-verb"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 2
    assert json.loads(answer.stdout)["error"]["code"] == "usage"
