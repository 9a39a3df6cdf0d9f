"""Pages of the replica's file are overwritten: it is said, unsent work comes out, the rest back."""

from __future__ import annotations

import random
import shutil
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import apsw
import pytest

from app.model import ids
from app.model.errors import Fault
from app.session import Session
from app.store import audit, birth, ledger, rescue
from app.store.profile import Profile
from app.store.replica import Means
from tests.crash.points import FULL
from tests.sync.conftest import Laptop, World

pytestmark = pytest.mark.timeout(900 if FULL else 60)
PAGE = 4_096
KINDS = {2: "inner index", 5: "inner table", 10: "index", 13: "table"}
LATE = "出发前的最后一句"


class Bench:
    """A laptop whose file was closed in order, with work that the hub has and work it has not."""

    def __init__(self, folder: Path) -> None:
        self.world = World(folder, over_http=False)
        self.a = self.world.owner("a")
        with self.a.session.edit("Begin") as edit:
            self.campaign = edit.add("campaign", {"name": "活动"})
            self.tasks = [
                edit.add(
                    "task", {"campaign": self.campaign, "name": f"任务{i}", "notes": "长" * 900}
                )
                for i in range(40)
            ]
        self.a.sync()
        for i in range(6):
            with self.a.session.edit("Change") as edit:
                edit.set("task", self.tasks[i], {"notes": f"{LATE}{i}"})
                self.new = edit.add("task", {"campaign": self.campaign, "name": f"新{i}"})
        with self.a.session.edit("Change") as edit:
            edit.set("task", self.new, {"percent": 50})
        self.works = ledger.counts(self.a.replica).waiting
        me = self.a.replica.whoami()
        self.profile = Profile(
            self.a.folder,
            ids.text_of(me.workspace),
            ids.text_of(me.person),
            "dev",
            "http://127.0.0.1:1",
        )
        self.a.session.close()
        self.good = folder / "good.db"
        shutil.copyfile(self.a.folder / "replica.db", self.good)

    def pages(self) -> dict[str, list[int]]:
        """Numbers of pages, from 0, by what lies on them."""
        data = self.good.read_bytes()
        found: dict[str, list[int]] = {"head": [0]}
        for number in range(1, len(data) // PAGE):
            kind = KINDS.get(data[number * PAGE], "overflow or free")
            found.setdefault(kind, []).append(number)
        return found

    def damage(self, number: int, chance: random.Random) -> None:
        """Overwrite the middle of a page, or of the first one all."""
        for file in self.a.folder.iterdir():
            if file.is_file():
                file.unlink()
        data = bytearray(self.good.read_bytes())
        start = number * PAGE
        data[start : start + PAGE] = chance.randbytes(PAGE)
        (self.a.folder / "replica.db").write_bytes(data)

    def use(self) -> bool:
        """Work with the file; false where it is said by name that it is damaged."""
        try:
            replica = birth.open_replica(self.a.folder / "replica.db", Means(self.world.clock))
        except Fault as fault:
            return said(fault)
        try:
            told = audit.integrity(replica)[0]
            with Session(replica).edit("Change") as edit:
                edit.set("task", self.tasks[9], {"percent": 1})
            return told
        except Fault as fault:
            return said(fault)
        finally:
            replica.close()

    def rescue(self) -> rescue.Rescued:
        return rescue.rescue(self.profile, Means(self.world.clock))

    def reopened(self) -> Laptop:
        """The laptop on its new replica, in step with the hub."""
        self.world.again(self.a)
        self.a.open()
        self.a.sync()
        self.a.check()
        return self.a


def said(fault: Fault) -> bool:
    assert fault.code == "bad_file", fault
    return False


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = Bench(tmp_path)
    yield made
    made.world.laptops.clear()
    made.world.close()


def test_a_page_of_each_kind(bench: Bench) -> None:
    chance = random.Random(4)
    pages = bench.pages()
    assert {"head", "table", "index", "inner table", "overflow or free"} <= set(pages)
    rescued: list[tuple[int, int]] = []
    for numbers in pages.values():
        for number in numbers if FULL else chance.sample(numbers, min(3, len(numbers))):
            bench.damage(number, chance)
            assert not bench.use() or number in pages["overflow or free"]
            found = bench.rescue()
            rescued.append((found.works, found.unreadable))
            assert found.unsent.read_bytes().count(b'"body"') == found.works
            laptop = birth.open_replica(bench.profile.replica, Means(bench.world.clock))
            assert audit.chain(laptop)[0]
            assert audit.sums(laptop)[0]
            assert audit.rows(laptop)[0]
            laptop.close()
    sys.stdout.write(f"{len(rescued)} damaged pages: {Counter(rescued)}\n")
    # A page holds a few transactions; no other page may cost one.
    assert sum(works >= bench.works for works, _ in rescued) > len(rescued) // 2
    assert min(works for works, _ in rescued) >= bench.works - 4


def test_after_a_rescue_nothing_is_missing_anywhere(bench: Bench) -> None:
    """The page of another table: all unsent work comes out and reaches the hub once."""
    with closing(apsw.Connection(str(bench.good))) as conn:
        query = "SELECT min(pageno) FROM dbstat WHERE name = 'task' AND pagetype = 'leaf'"
        number = int(conn.execute(query).fetchall()[0][0])  # pyright: ignore
    bench.damage(number - 1, random.Random(1))
    found = bench.rescue()
    assert (found.works, found.unreadable) == (bench.works, 0)
    laptop = bench.reopened()
    names = {str(row["name"]) for row in laptop.session.list("task")}
    assert names == {f"任务{i}" for i in range(40)} | {f"新{i}" for i in range(6)}
    notes = [str(laptop.session.get("task", t)["notes"]) for t in bench.tasks[:6]]
    assert notes == [f"{LATE}{i}" for i in range(6)]
    assert laptop.session.get("task", bench.new)["percent"] == 50
    other = bench.world.join(laptop, "b", "owner")
    bench.world.settle()
    assert other.checksum() == laptop.checksum()
    assert ledger.counts(laptop.replica).conflicts == 0
    other.session.close()
    laptop.session.close()


def test_work_that_the_hub_had_taken_already_is_there_once(bench: Bench) -> None:
    """The push arrived, its answer did not, and then the file broke."""
    bench.a.open()
    bench.a.sync()
    before = bench.a.checksum()
    bench.a.session.close()
    (bench.a.folder / "replica.db").write_bytes(bench.good.read_bytes())
    bench.rescue()
    laptop = bench.reopened()
    assert len(laptop.session.list("task")) == 46
    assert ledger.counts(laptop.replica).conflicts == 0
    assert laptop.session.get("task", bench.new)["percent"] == 50
    assert laptop.checksum() != "" != before
    laptop.session.close()
