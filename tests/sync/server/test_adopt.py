"""An empty hub takes a workspace over from another hub's file, or nothing of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import delete, text, update

from app.model.errors import Refused
from app.sql.backup import write_backup
from app.sql.open import open_conn
from sync.protocol import Join
from sync.server.tables import BUCKET, ENTRY, ROW, STORE
from tests.sync.server.conftest import Hub
from tests.sync.server.hands import Pen, Reader, bucket, insert, rows_of, shown


@pytest.fixture(params=["in process", "over HTTP"])
def pair(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Hub, Hub]]:
    """A profile's own hub with some work, and an empty one."""
    for name in ("own", "team"):
        (tmp_path / name).mkdir()
    own = Hub(tmp_path / "own", over_http=False)
    own.begin()
    team = Hub(tmp_path / "team", over_http=request.param == "over HTTP")
    team.clock.ms = own.clock.ms + 1_000_000
    yield own, team
    own.close()
    team.close()


def packed(hub: Hub) -> bytes:
    target = hub.folder / "backup.db"
    conn = open_conn(hub.file, read_only=True)
    write_backup(conn, target)
    conn.close()
    return target.read_bytes()


def enter(own: Hub, team: Hub) -> str:
    code = team.service.owner_code() or ""
    ask = Join(1, own.new(), "laptop", "张伟", own.workspace, own.owner)
    joined = team.door.join(code, ask)
    assert joined.needs_workspace
    return joined.token


def work(own: Hub) -> tuple[Pen, str, bytes]:
    pen = own.pen()
    campaign, task = own.new(), own.new()
    name = bucket(campaign)
    pen.write(name, insert("campaign", campaign, name="活动"))
    pen.write(name, insert("task", task, campaign=campaign, name="主视觉"))
    return pen, name, task


def test_everything_moves_and_goes_on(pair: tuple[Hub, Hub]) -> None:
    own, team = pair
    pen, name, task = work(own)
    before = team.service.epoch
    rows = rows_of(own.remote(own.owner_token), name)
    token = enter(own, team)
    epoch = team.door.adopt(token, packed(own))
    met = team.meet(token, pen.replica)
    assert epoch == met.epoch
    assert epoch not in {before, own.service.epoch}
    assert (met.last_n, met.last_hash, met.person) == (pen.n, pen.hash, own.owner)
    assert rows_of(team.remote(token), name) == rows
    assert team.service.owner_code() is None
    # The same replica goes on there, and so does the other one's device.
    pen.remote, pen.clock = team.remote(token), team.clock
    assert pen.write(name, insert("comment", team.new(), body="到了", campaign=bytes(16)))[0] == 4
    assert pen.write("org", insert("channel", team.new(), name="抖音")) == (1, "")
    assert (shown(pen.remote, name, "task", task) or {})["name"] == "主视觉"
    reader = Reader(pen.remote)
    for head in reader.pull(met.heads):
        shelf = reader.shelves.get(head.bucket)
        assert shelf is None or shelf.sums() == (head.cnt, head.s1, head.s2)


def test_a_hub_with_work_of_its_own_takes_nothing_over(pair: tuple[Hub, Hub]) -> None:
    own, team = pair
    work(own)
    token = enter(own, team)
    team.pen(token).write("org", insert("channel", team.new(), name="抖音"))
    with pytest.raises(Refused) as caught:
        team.door.adopt(token, packed(own))
    assert caught.value.code == "conflict"


def test_only_the_owner_gives_a_workspace(pair: tuple[Hub, Hub]) -> None:
    own, team = pair
    enter(own, team)
    with pytest.raises(Refused) as caught:
        team.door.adopt("nobody", packed(own))
    assert caught.value.code == "forbidden"


def test_another_workspace_is_not_taken(pair: tuple[Hub, Hub]) -> None:
    own, team = pair
    file = packed(own)
    own.workspace = own.new()
    token = enter(own, team)
    with pytest.raises(Refused) as caught:
        team.door.adopt(token, file)
    assert caught.value.code == "other_workspace"


SPOILED: dict[str, Callable[[Hub], object]] = {
    "a ledger that was changed": lambda h: update(ENTRY).values(body=b"\x90"),
    "a ledger with a gap": lambda h: delete(ENTRY).where(ENTRY.c.seq == 1),
    "a row that was changed": lambda h: update(ROW).values(state=b"\x95\xc0\x80\x90\x80\x90"),
    "sums that were changed": lambda h: update(BUCKET).values(s1=BUCKET.c.s1 + 1),
    "no store": lambda h: delete(STORE),
    "another layout": lambda h: update(STORE).values(layout=99),
    "a view": lambda h: text("CREATE VIEW extra AS SELECT * FROM store"),
    "a trigger": lambda h: text(
        "CREATE TRIGGER extra AFTER INSERT ON entry BEGIN DELETE FROM account; END"
    ),
    "a table of its own": lambda h: text("CREATE TABLE extra (x)"),
    "a table too few": lambda h: text("DROP TABLE row_index"),
    "a view in a table's place": lambda h: text("ALTER TABLE code RENAME COLUMN kind TO sort"),
}


@pytest.mark.parametrize("how", SPOILED)
def test_a_file_that_is_not_whole_is_refused(pair: tuple[Hub, Hub], how: str) -> None:
    own, team = pair
    work(own)
    token = enter(own, team)
    with own.service.writing() as connection:
        connection.execute(SPOILED[how](own))  # pyright: ignore
    file = packed(own)
    before = team.meet(token)
    with pytest.raises(Refused) as caught:
        team.door.adopt(token, file)
    assert caught.value.code == "bad_file"
    assert (team.meet(token).epoch, team.meet(token).heads) == (before.epoch, before.heads)


@pytest.mark.parametrize("data", [b"", b"nonsense" * 500, b"SQLite format 3\0" + b"x" * 5_000])
def test_what_is_no_database_is_refused(pair: tuple[Hub, Hub], data: bytes) -> None:
    own, team = pair
    token = enter(own, team)
    with pytest.raises(Refused) as caught:
        team.door.adopt(token, data)
    assert caught.value.code == "bad_file"
