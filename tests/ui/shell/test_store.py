"""The device's settings: whole or not written, and never in the way of the work."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from ui.kit.app import App
from ui.shell import store
from ui.shell.store import Store


@pytest.fixture
def file(tmp_path: Path, qapp: App) -> Path:
    return tmp_path / "ui.json"


def test_a_setting_is_there_after_a_restart(file: Path) -> None:
    Store(file).set(store.MODE, "dark")
    assert Store(file).text(store.MODE) == "dark"
    assert list(file.parent.iterdir()) == [file]


@pytest.mark.parametrize("broken", ["", "{", "[1, 2]", "null", '"x"', "\x00\xff"])
def test_a_broken_file_is_as_none(file: Path, broken: str) -> None:
    file.write_text(broken, encoding="utf-8")
    held = Store(file)
    assert held.text(store.MODE) == "system"
    held.set(store.ZOOM, 125)
    assert Store(file).number(store.ZOOM) == 125


def test_a_file_of_another_encoding_is_as_none(file: Path) -> None:
    file.write_bytes('{"look.mode": "深色"}'.encode("gbk"))
    assert Store(file).text(store.MODE) == "system"


@pytest.mark.parametrize(
    ("name", "value"),
    [(store.MODE, 3), (store.ZOOM, "big"), (store.ZOOM, True), (store.CALM, 1), (store.MUTED, "x")],
)
def test_a_value_of_another_kind_is_as_none(file: Path, name: str, value: object) -> None:
    file.write_text(json.dumps({name: value}), encoding="utf-8")
    assert Store(file).get(name, store.DEFAULTS[name]) == store.DEFAULTS[name]


def test_what_is_not_known_here_is_kept_for_who_knows_it(file: Path) -> None:
    file.write_text('{"from.the.future": {"a": 1}}', encoding="utf-8")
    Store(file).set(store.MODE, "light")
    assert json.loads(file.read_text(encoding="utf-8"))["from.the.future"] == {"a": 1}


@pytest.mark.skipif(os.name == "nt", reason="folders are guarded otherwise there")
def test_where_nothing_can_be_written_it_holds_and_tells(tmp_path: Path, qapp: App) -> None:
    (tmp_path / "file").write_text("no folder")
    held = Store(tmp_path / "file" / "ui.json")
    told: list[str] = []
    held.failed.connect(told.append)
    held.set(store.MODE, "dark")
    assert held.text(store.MODE) == "dark"
    assert len(told) == 1


def test_the_same_again_writes_nothing(file: Path) -> None:
    held = Store(file)
    told: list[str] = []
    held.changed.connect(told.append)
    held.set(store.MODE, "dark")
    held.set(store.MODE, "dark")
    assert told == [store.MODE]
