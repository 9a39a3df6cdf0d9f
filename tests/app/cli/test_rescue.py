"""A damaged database file on the command line: told, set aside, begun anew."""

from __future__ import annotations

from pathlib import Path

import pytest

from app import __main__ as headless
from app.care import profile_in
from app.model.errors import Refused


def do(folder: Path, *words: str) -> dict[str, object]:
    return dict(headless.run([*words, "--profile", str(folder), "--json"]).data)


def test_a_damaged_file_is_rescued_and_a_sound_one_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAIRWAY_KEYCHAIN", "off")
    folder = tmp_path / "profile"
    do(folder, "init", "--name", "青禾生活", "--person", "王芳")
    do(folder, "add", "campaign", "name=618大促")
    with pytest.raises(Refused, match="well"):
        do(folder, "rescue")
    file = profile_in(folder).replica
    whole = bytearray(file.read_bytes())
    whole[:100] = b"\0" * 100  # the header: no page can be found through it
    file.write_bytes(bytes(whole))
    with pytest.raises(Refused) as caught:
        do(folder, "list", "campaigns")
    assert caught.value.code == "bad_file"
    assert "rescue" in caught.value.hint
    told = do(folder, "rescue")
    assert told["works"]
    assert Path(str(told["damaged"])).read_bytes()[:100] == b"\0" * 100
    kept = Path(str(told["unsent"])).read_text("utf-8")
    assert "618大促".encode().hex() in kept, "the transaction as it was made"
    campaigns = do(folder, "list", "campaigns")["campaigns"]
    assert isinstance(campaigns, list)
    assert [row["name"] for row in campaigns] == ["618大促"]
