"""Devices for tests of the store and the session: real files, frozen clock, seeded ids."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from itertools import count
from pathlib import Path

import pytest

from tests.fakes.devices import Device, OrderHub, Workshop


@pytest.fixture
def workshop(tmp_path: Path) -> Iterator[Workshop]:
    """Makes devices that are closed at the end."""
    made = Workshop(tmp_path)
    yield made
    made.close()


@pytest.fixture
def device(workshop: Workshop) -> Device:
    """One device of an owner."""
    return workshop.device()


@pytest.fixture
def trio(workshop: Workshop) -> tuple[Device, Device, OrderHub]:
    """Two devices and a hub."""
    return workshop.device("a"), workshop.device("b"), OrderHub()


@pytest.fixture
def fresh(tmp_path: Path) -> Callable[[], AbstractContextManager[Workshop]]:
    """A workshop for each example of a property, in a folder of its own."""
    numbers = count(1)
    template = Workshop(tmp_path)
    template.device("template")
    template.close()

    @contextmanager
    def make() -> Iterator[Workshop]:
        folder = tmp_path / str(next(numbers))
        folder.mkdir()
        shutil.copyfile(tmp_path / "empty.db", folder / "empty.db")
        made = Workshop(folder)
        try:
            yield made
        finally:
            made.close()
            shutil.rmtree(folder)

    return make
