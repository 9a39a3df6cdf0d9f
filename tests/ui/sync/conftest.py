"""A colleague who changes the same things."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.care import Desk
from tests.fakes.colleague import Colleague


@pytest.fixture
def colleague(tmp_path: Path, desk: Desk) -> Iterator[Colleague]:
    made = Colleague(tmp_path / "colleague", desk)
    yield made
    made.close()
