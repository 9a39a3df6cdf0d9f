"""What a contract cannot say: who may use which package, what a room may be called."""

from __future__ import annotations

import ast
import re
import subprocess

import pytest

from tests.house.tree import ROOT, importers, name_of, nothing, parsed, product

FORBIDDEN_NAMES = {"utils", "helpers", "common", "misc", "base", "manager", "core"}

MAY_IMPORT = {
    "apsw": ("app/sql/",),
    "sqlalchemy": ("app/sql/", "app/store/", "sync/server/"),
    "requests": ("sync/client/remote.py", "sync/server/webhook.py", "sync/outside/"),
    "sqlite3": (),
    "PySide6": ("ui/",),
    "shiboken6": ("ui/",),
    "pyqtgraph": ("ui/parts/chart.py",),
    "uvicorn": ("sync/server/",),
    "starlette": ("sync/server/",),
    "http.server": ("sync/server/",),
    "watchdog": ("app/library/watch.py",),
    "pickle": (),
    "marshal": (),
}

MAY_MAKE_THREADS = {
    "ui/kit/worker.py",
    "sync/client/syncer.py",
    "app/library/watch.py",
    "sync/server/__main__.py",  # the embedded hub ends when its parent closes the pipe
}
THREAD_MAKERS = {"Thread", "Timer", "ThreadPoolExecutor", "ThreadPool", "QThread", "QThreadPool"}
MAY_CATCH_ALL = {
    "ui/__main__.py",
    "ui/kit/worker.py",
    "sync/client/syncer.py",
    "app/sql/dbapi.py",  # DB-API: whatever a driver raises leaves as one of the named kinds
    "sync/server/ledger.py",  # one bad transaction is quarantined, the queue goes on
}

MACHINE_PATH = re.compile(
    r"(?<![\w.])/(?:home|Users|root|work)/[\w.-]+|[A-Z]:\\\\?Users\\|"
    r"(?i:pypi\.org|pythonhosted\.org|registry\.npmjs)"
)
OURS_TO_NAME = {"tests/house/test_rooms.py"}


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_only_these_rooms_import(package: str):
    allowed = MAY_IMPORT[package]
    nothing({name for name in importers(package) if not name.startswith(allowed)})


def called(node: ast.AST) -> str:
    """The last word of what is called, or nothing."""
    if not isinstance(node, ast.Call):
        return ""
    return getattr(node.func, "attr", "") or getattr(node.func, "id", "")


def test_threads_are_made_in_three_files():
    makers = {
        name_of(path)
        for path in product()
        for node in ast.walk(parsed(path))
        if called(node) in THREAD_MAKERS
    }
    nothing(makers - MAY_MAKE_THREADS)


def test_nothing_catches_everything():
    catchers = {
        name_of(path)
        for path in product()
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or getattr(node.type, "id", "") in ("Exception", "BaseException"))
        and not any(isinstance(inner, ast.Raise) and inner.exc is None for inner in ast.walk(node))
    }
    nothing(catchers - MAY_CATCH_ALL)


def test_nothing_prints():
    printers = {
        f"{name_of(path)}:{node.lineno}"
        for path in product()
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "print"
    }
    nothing(printers)


def test_nothing_evaluates_data():
    guilty = {
        f"{name_of(path)}:{node.lineno}"
        for path in product()
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("eval", "exec")
    }
    nothing(guilty)


def test_modules_are_called_by_what_they_are():
    named = {name_of(path) for path in product() if FORBIDDEN_NAMES & {path.stem, path.parent.name}}
    nothing(named)


def test_packages_hold_one_docstring():
    wordy: set[str] = set()
    for path in product():
        if path.name == "__init__.py" and name_of(path) != "resources/__init__.py":
            tree = parsed(path)
            if len(tree.body) != 1 or not ast.get_docstring(tree):
                wordy.add(name_of(path))
    nothing(wordy)


def test_every_folder_of_code_is_a_package():
    bare = {
        name_of(path.parent) for path in product() if not (path.parent / "__init__.py").exists()
    }
    nothing({name for name in bare if not name.startswith("resources/")})


def test_the_first_line_says_what_the_room_is_for():
    silent = {name_of(path) for path in product() if not ast.get_docstring(parsed(path))}
    nothing(silent)


def test_no_path_of_a_machine_and_no_address_of_a_registry():
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("not a checkout")
    found: list[str] = []
    for name in filter(None, listed.stdout.decode().split("\0")):
        path = ROOT / name
        if name in OURS_TO_NAME or not path.is_file():
            continue
        for number, line in enumerate(path.read_bytes().splitlines(), 1):
            if match := MACHINE_PATH.search(line.decode("utf-8", "replace")):
                found.append(f"{name}:{number} {match.group()}")
    nothing(found)
