"""Rows of a test are numbered from one, whatever ran before."""

from __future__ import annotations

import pytest

from tests.app.campaign import rows


@pytest.fixture(autouse=True)
def _numbers_begin() -> None:
    rows.begin()
