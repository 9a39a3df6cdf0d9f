"""Programs of different versions meet: nothing is lost, and an update brings all together."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING
from unittest.mock import patch

import pytest
from sqlalchemy import select, update

from app.model import policy
from app.model.change import Kind
from app.store import ledger, purge, search
from sync.protocol import Accepted
from sync.server import ledger as hub_ledger
from sync.server.tables import GRANT, TXN
from tests.fakes.versions import Older

if TYPE_CHECKING:
    from conftest import Laptop, World

OLD = Older(
    tables=("post",),
    fields={"task": ("labels", "author")},
    choices={("task", "status"): ("todo", "done")},
)
OLD_KIND = Older(kinds=(Kind.RESTORE,))


def plan(laptop: Laptop) -> tuple[bytes, bytes]:
    """A campaign with one task."""
    with laptop.session.edit("Begin") as edit:
        campaign = edit.add("campaign", {"name": "品牌周年庆"})
        task = edit.add("task", {"campaign": campaign, "name": "主视觉设计", "percent": 0})
    return campaign, task


def change(laptop: Laptop, task: bytes, **values: object) -> None:
    with laptop.session.edit("Change task") as edit:
        edit.set("task", task, values)  # type: ignore[arg-type]


def equal(*laptops: Laptop) -> None:
    for laptop in laptops:
        laptop.check()
        while search.index(laptop.replica):
            pass
    assert len({laptop.checksum() for laptop in laptops}) == 1
    for word in ("预告", "主视觉"):
        hits = [
            {(h.table, h.row) for h in search.search(laptop.replica, word).hits}
            for laptop in laptops
        ]
        assert all(found == hits[0] for found in hits)


def reopened(laptop: Laptop) -> None:
    laptop.session.close()
    laptop.open()


def own_steps(laptop: Laptop) -> int:
    return laptop.replica.whoami().n


@pytest.mark.parametrize("first", ["whole rows", "the ledger"])
def test_a_laptop_that_is_updated_later_is_as_one_that_was_new(near: World, first: str) -> None:
    a = near.owner("a")
    campaign, task = plan(a)
    a.sync()
    if first == "the ledger":
        with OLD:
            near.join(a, "b")
    with a.session.edit("New things") as edit:
        post = edit.add("post", {"campaign": campaign, "title": "预告帖"})
        gone = edit.add("post", {"campaign": campaign, "title": "废帖"})
        edit.set("task", task, {"labels": '["红"]'})
    a.sync()
    with a.session.edit("Delete") as edit:
        edit.delete("post", gone)
    a.sync()
    if first == "whole rows":
        with OLD:
            near.join(a, "b")
    b = near.laptops[-1]
    with OLD:
        b.sync()
        before = own_steps(b)
        assert b.sync().differs == ()
        change(b, task, name="旧版改的")
        b.sync()
        assert (own_steps(b), ledger.counts(b.replica).parked) == (before + 1, 0)
    a.sync()
    assert a.session.get("task", task)["labels"] == '["红"]'
    assert a.session.get("task", task)["name"] == "旧版改的"
    reopened(b)
    b.sync()
    assert b.session.get("post", post)["title"] == "预告帖"
    assert b.session.get("task", task)["labels"] == '["红"]'
    near.settle()
    equal(a, b)


def test_a_kind_that_the_laptop_does_not_know_comes_folded_and_is_taken_in_once(
    near: World,
) -> None:
    a = near.owner("a")
    _, task = plan(a)
    a.sync()
    with OLD_KIND:
        b = near.join(a, "b")
    with a.session.edit("Delete") as edit:
        edit.delete("task", task)
    a.sync()
    with OLD_KIND:
        b.sync()
    with a.session.edit("Restore") as edit:
        edit.restore("task", task)
    change(a, task, percent=40)
    a.sync()
    with OLD_KIND:
        b.sync()
        # The hub folds; the repair brought the rows, and what follows on them does not wait.
        assert ledger.counts(b.replica).parked == 2
        change(a, task, percent=50)
        a.sync()
        b.sync()
        assert ledger.counts(b.replica).parked == 2
        assert b.session.get("task", task)["percent"] == 50
        b.check()
    reopened(b)
    assert ledger.counts(b.replica).parked == 0
    near.settle()
    equal(a, b)


def restart(near: World, *laptops: Laptop) -> None:
    near.stop_hub()
    near.start_hub()
    for laptop in laptops:
        near.again(laptop)


def ahead(near: World) -> tuple[Laptop, Laptop, bytes, bytes, bytes]:
    """An older hub, and two laptops of the newer version on it; the first uses what is new."""
    near.stop_hub()
    (near.folder / "hub.db").unlink()
    with OLD:
        near.start_hub()
        a = near.owner("a")
        campaign, task = plan(a)
        a.sync()
        b = near.join(a, "b")
    reopened(a)
    reopened(b)
    with a.session.edit("New things") as edit:
        post = edit.add("post", {"campaign": campaign, "title": "预告帖"})
        edit.set("task", task, {"labels": '["红"]', "percent": 20})
    change(a, task, status="blocked")
    change(a, task, name="等着")
    return a, b, campaign, task, post


def pushes(laptop: Laptop) -> object:
    """A sync of a newer laptop with the older hub, whose code is the same process's."""
    with patch.object(laptop, "remote", Through(laptop.remote, OLD)):
        return laptop.sync()


class Through:
    """Answers a call as the older version would."""

    def __init__(self, remote: object, version: Older) -> None:
        self._remote = remote
        self._version = version

    def __getattr__(self, name: str) -> object:
        call = getattr(self._remote, name)

        def answer(*args: object) -> object:
            with self._version:
                return call(*args)

        return answer


def test_a_hub_that_is_updated_later_takes_in_what_newer_laptops_wrote(near: World) -> None:
    a, b, _, task, post = ahead(near)
    steps = own_steps(a)
    for _ in range(2):
        pushes(a)
        counts = ledger.counts(a.replica)
        assert (counts.parked, counts.waiting, own_steps(a)) == (3, 0, steps)
    assert a.session.get("post", post)["title"] == "预告帖"
    assert a.session.get("task", task)["status"] == "blocked"
    pushes(b)
    assert b.session.get("task", task)["status"] != "blocked"
    change(b, task, deadline="2026-05-01T00:00:00")
    pushes(b)
    pushes(a)
    assert a.session.get("task", task)["deadline"] == "2026-05-01T00:00:00"
    restart(near, a, b)
    near.settle()
    assert ledger.counts(a.replica).parked == 0
    assert own_steps(a) == steps
    row = b.session.get("task", task)
    assert (row["name"], row["status"], row["labels"]) == ("等着", "blocked", '["红"]')
    assert b.session.get("post", post)["title"] == "预告帖"
    equal(a, b)
    before = a.checksum()
    restart(near, a, b)
    near.settle()
    assert a.checksum() == before
    equal(a, b)


def test_what_the_updated_hub_refuses_is_set_aside_and_told(near: World) -> None:
    a, b, _, task, _ = ahead(near)
    pushes(a)
    change(b, task, status="review")
    pushes(b)
    assert ledger.counts(b.replica).parked == 1
    assert b.session.get("task", task)["status"] == "review"
    # Before the hub understands it, its author may not write there any more.
    with near.service.writing() as connection:
        mine = GRANT.c.person == b.replica.whoami().person
        mine &= GRANT.c.bucket.like("campaign:%")
        connection.execute(update(GRANT).where(mine).values(role=policy.Role.VIEWER.value))
    restart(near, a, b)
    assert b.sync().quarantined == 1
    counts = ledger.counts(b.replica)
    assert (counts.parked, counts.waiting, counts.unsent_work) == (0, 0, 1)
    assert b.session.get("task", task)["status"] == "blocked"
    near.settle()
    equal(a, b)


def test_a_kill_while_the_hub_is_updated_leaves_the_older_hub(near: World) -> None:
    a, b, _, task, _ = ahead(near)
    pushes(a)
    near.stop_hub()
    real = hub_ledger.Ingester.again

    def dies(*args: object) -> None:
        real(*args)  # type: ignore[arg-type]
        raise KeyboardInterrupt

    with patch.object(hub_ledger.Ingester, "again", dies), pytest.raises(KeyboardInterrupt):
        near.start_hub()
    with OLD:
        near.start_hub()
        with near.service.reading() as connection:
            codes = connection.execute(select(TXN.c.verdict).order_by(TXN.c.n)).scalars().all()
            assert codes.count(Accepted.PARKED) == 3
    restart(near, a, b)
    near.settle()
    assert b.session.get("task", task)["status"] == "blocked"
    equal(a, b)


def test_a_hub_that_takes_over_an_older_hubs_file_judges_what_that_one_parked(
    near: World,
) -> None:
    a, b, _, task, post = ahead(near)
    pushes(a)
    near.stop_hub()
    given = near.folder / "given.db"
    shutil.copyfile(near.hub_file, given)
    for ending in ("", "-wal", "-shm"):
        near.hub_file.with_name(near.hub_file.name + ending).unlink(missing_ok=True)
    near.start_hub()
    me = a.replica.whoami()
    token = near.service.establish(me.workspace, me.person, "a")
    near.service.adopt(token, given.read_bytes())
    with near.service.reading() as connection:
        assert Accepted.PARKED not in connection.execute(select(TXN.c.verdict)).scalars().all()
    a.remote = near.to(token)
    a.sync()
    near.again(b)
    near.settle()
    assert b.session.get("post", post)["title"] == "预告帖"
    assert b.session.get("task", task)["labels"] == '["红"]'
    equal(a, b)


def test_unsent_work_that_an_older_hub_parked_is_kept_when_access_ends(near: World) -> None:
    a, _, _, _, _ = ahead(near)
    pushes(a)
    buckets = [b.name for b in a.replica.buckets()]
    purge.purge(a.replica, buckets, "revoked")
    assert ledger.count_unsent_work(a.replica) == 3
