"""One build for all tests of the installed program."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.installer.bundle import Bundle, lacking, once


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder that `pyinstaller build_installer.spec` makes, under another name."""
    if reason := lacking():
        pytest.skip(reason)
    own = tmp_path_factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    with once(shared / "bundle") as folder:
        yield folder


@pytest.fixture
def bundle(built: Path, tmp_path: Path) -> Bundle:
    """The bundle, and a home of its own for each test."""
    return Bundle(built, tmp_path)
