"""Every planted bug still has its place; with --full each one is planted, and caught."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.mutants.__main__ import ROOT, Bug, catch, copied, planted


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    with copied() as place:
        yield place


@pytest.mark.parametrize("bug", planted(), ids=lambda bug: bug.name)
def test_a_planted_bug_has_its_place(bug: Bug) -> None:
    assert (ROOT / bug.file).read_text(encoding="utf-8").count(bug.find) == 1
    assert all((ROOT / path).exists() for path in bug.tests)


@pytest.mark.full
@pytest.mark.parametrize("bug", planted(), ids=lambda bug: bug.name)
def test_a_planted_bug_is_caught(bug: Bug, place: Path) -> None:
    assert catch(bug, place), f"{bug.name} was not caught: {bug.why}"
