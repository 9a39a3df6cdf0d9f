"""Every module can be the first to be imported, and none of `app` and `sync` brings Qt along."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.house.tree import ROOT, STOREYS, module_of, product

# Each module is imported in a fork of a process that has imported none of ours. What is of others
# stays loaded between them in the parent only, so that the batch is fast; Qt may never appear.
BATCH = """
import importlib, os, sys, traceback
failed = []
for name in sys.argv[1:]:
    child = os.fork()
    if child == 0:
        status = 0
        try:
            importlib.import_module(name)
            if {"PySide6", "shiboken6", "pyqtgraph"} & set(sys.modules):
                raise ImportError(name + " brings Qt along")
        except BaseException:
            traceback.print_exc()
            status = 1
        os._exit(status)
    if os.waitpid(child, 0)[1]:
        failed.append(name)
print(" ".join(failed))
"""


def modules_of(storey: str) -> list[str]:
    """A storey's modules; the entries run when imported, so they are left out."""
    return [
        module_of(path)
        for path in product()
        if module_of(path).split(".")[0] == storey and path.name != "__main__.py"
    ]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.parametrize("storey", [storey for storey in STOREYS if storey != "ui"])
def test_each_module_imports_alone(storey: str):
    modules = modules_of(storey)
    if not modules:
        pytest.skip(f"{storey} has no module yet")
    answer = subprocess.run(
        [sys.executable, "-W", "error", "-c", BATCH, *modules],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    failed = answer.stdout.split()
    assert failed == [], answer.stderr
    ended = answer.returncode
    assert ended == 0, answer.stderr


def test_the_whole_lower_house_imports_where_there_is_no_qt():
    code = (
        "import importlib, sys\n"
        "sys.modules.update(dict.fromkeys(('PySide6', 'shiboken6', 'pyqtgraph')))\n"
        "for name in sys.argv[1:]: importlib.import_module(name)\n"
    )
    modules = [name for storey in STOREYS if storey != "ui" for name in modules_of(storey)]
    answer = subprocess.run(
        [sys.executable, "-c", code, *modules],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    ended = answer.returncode
    assert ended == 0, answer.stderr
