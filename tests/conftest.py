"""What every test stands on: no network, no profile of the person, shared data, hypothesis."""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parent.parent
FULL = bool(os.environ.get("FAIRWAY_FULL"))
MISSING_PARTS = ("shared data not found", "missing part")
"""How the reason of a skip begins when the machine, not the test, is why it did not run."""

settings.register_profile("default", deadline=None, derandomize=True, print_blob=True)
settings.register_profile(
    "full", deadline=None, derandomize=True, print_blob=True, max_examples=2_000
)
settings.load_profile("full" if FULL else "default")

HOME = pytest.StashKey[str]()
MISSING = pytest.StashKey[dict[str, str]]()


def pytest_configure(config: pytest.Config) -> None:
    """Nothing that a test starts may find the person's own profile or keychain."""
    home = tempfile.mkdtemp(prefix="fairway-test-")
    config.stash[HOME] = home
    config.stash[MISSING] = {}
    for name in ("DATA", "CONFIG", "CACHE", "STATE"):
        os.environ[f"XDG_{name}_HOME"] = str(Path(home) / name.lower())
    os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave nothing behind."""
    shutil.rmtree(config.stash.get(HOME, ""), ignore_errors=True)


def pytest_collection_finish() -> None:
    """From here garbage is looked for between tests only, on this thread: see ui/kit/sweep.py."""
    gc.collect()
    gc.freeze()
    gc.disable()


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item: pytest.Item) -> None:
    """What a test left in circles dies here, and not in the thread of another test's hub."""
    del item
    gc.collect(1)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long tests wait for `start.py test --full`."""
    if not FULL:
        for item in items:
            if item.get_closest_marker("full"):
                item.add_marker(pytest.mark.skip(reason="only in `start.py test --full`"))


class MissingParts:
    """Counts the tests that a missing part kept from running; in full mode one is a failure."""

    def __init__(self, config: pytest.Config) -> None:
        self._found = config.stash[MISSING]

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._note(report)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        self._note(report)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if FULL and self._found and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        terminalreporter.write_line(f"skipped for missing parts: {len(self._found)}")
        for reason in sorted(set(self._found.values())):
            count = list(self._found.values()).count(reason)
            terminalreporter.write_line(f"  {count} × {reason}")
        if FULL and self._found:
            terminalreporter.write_line("FAILED: with --full nothing may be skipped for that")

    def _note(self, report: pytest.TestReport | pytest.CollectReport) -> None:
        if report.skipped and isinstance(report.longrepr, tuple):
            reason = str(report.longrepr[2]).removeprefix("Skipped: ")
            if reason.startswith(MISSING_PARTS):
                self._found[report.nodeid] = reason


def pytest_sessionstart(session: pytest.Session) -> None:
    """Only the process that prints the summary counts; under xdist workers send their reports."""
    if not hasattr(session.config, "workerinput"):
        session.config.pluginmanager.register(MissingParts(session.config), "fairway-missing-parts")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of shared test data, or a skip that is counted as a missing part."""
    path = Path(os.environ.get("FAIRWAY_SHARED") or ROOT.parent / "shared")
    if not path.is_dir():
        pytest.skip(f"shared data not found: set FAIRWAY_SHARED (looked at {path.name}/)")
    return path


@pytest.fixture(scope="session")
def qapp_cls() -> type[object]:
    """The one application of this process is ours, whichever test asks first."""
    from tests.fakes.screen import ChineseApp

    return ChineseApp
