"""What people do in a simulated world: each verb of an act as edits through the session."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import text

from app import care
from app.care import Desk
from app.model import order
from app.model.change import Value
from app.model.errors import Refused
from app.model.row import Row
from app.session import Session
from app.store import dataset
from app.store.profile import Profile
from tests.world.act import Act
from tests.world.laptop import Laptop

LABEL = "Edit"
STATUS = ("todo", "doing", "blocked", "review", "done")


class Person:
    """Whoever sits at a laptop; `token` is a word that nobody else writes."""

    def __init__(self, laptop: Laptop, act: Act, token: str) -> None:
        self.laptop = laptop
        self.session: Session = laptop.session
        self.act = act
        self.token = token

    def do(self) -> None:
        """The verb of the act."""
        verb: Callable[[], None] = getattr(self, f"do_{self.act.verb}")
        verb()

    def _of(self, table: str) -> Row:
        found = self.session.list(table, order=("id",))
        if not found:
            raise Refused("not_found", "There is no such {table}", table=table)
        return found[self.act.a % len(found)]

    def _campaign(self) -> bytes:
        return self._of("campaign").id

    def _change(self, table: str, row: bytes, values: dict[str, Value]) -> None:
        with self.session.edit(LABEL) as edit:
            edit.set(table, row, values)
        now = self.session.get(table, row)
        assert all(now[k] == v for k, v in values.items()), "I6 what was written is not read"

    def do_set(self) -> None:
        """Some fields of a task, and now and then a group."""
        b = self.act.b
        given: dict[str, Value] = {
            "name": self.token,
            "notes": f"n {self.token}",
            "percent": b % 101,
            "status": STATUS[b % 5],
            "start": f"2026-11-{b % 28 + 1:02}T09:00:00",
            "deliverable": f"d {self.token}",
        }
        names = [name for place, name in enumerate(given) if (b >> place) & 1] or ["name"]
        self._change("task", self._of("task").id, {n: given[n] for n in names})

    def do_name(self) -> None:
        """The same field of the same row as others do: the campaign's name."""
        self._change("campaign", self._campaign(), {"name": self.token})

    def do_add(self) -> None:
        """Some tasks."""
        campaign = self._campaign()
        with self.session.edit(LABEL) as edit:
            for place in range(self.act.b % 3 + 1):
                key = order.between("", "", edit.random_bytes)
                values = {"campaign": campaign, "name": f"{self.token}.{place}", "okey": key}
                edit.add("task", values)

    def do_pair(self) -> None:
        """Two comments that belong together."""
        campaign = self._campaign()
        said = {"campaign": campaign, "table": "campaign", "row": campaign, "kind": "comment"}
        body = f"pair {self.token}"
        with self.session.edit(LABEL) as edit:
            for _ in range(2):
                edit.add("comment", {**said, "body": body, "person": self.laptop.seat.person})

    def do_both(self) -> None:
        """One edit in every campaign."""
        with self.session.edit(LABEL) as edit:
            for row in self.session.list("campaign", order=("id",)):
                edit.set("campaign", row.id, {"goal": self.token})

    def do_drop(self) -> None:
        """A task into the trash."""
        with self.session.edit(LABEL) as edit:
            edit.delete("task", self._of("task").id)

    def do_back(self) -> None:
        """A task out of the trash."""
        found = sorted(row.id for row in dataset.trash(self.laptop.replica, "task"))
        if found:
            with self.session.edit(LABEL) as edit:
                edit.restore("task", found[self.act.a % len(found)])

    def do_undo(self) -> None:
        """Take back."""
        self.session.undo()

    def do_redo(self) -> None:
        """Do again."""
        self.session.redo()

    def do_solve(self) -> None:
        """Decide a conflict."""
        desk = Desk(Profile(self.laptop.place), self.laptop.replica, self.session)
        found = care.conflicts(desk)
        if found:
            one = found[self.act.a % len(found)]
            choices = [None, *(o.values for o in one.others)]
            care.resolve(desk, one, choices[self.act.b % len(choices)])

    def do_move(self) -> None:
        """A task to another place in its order."""
        task = self._of("task")
        keys = sorted(k for k in self.session.dataset("task", ["okey"])["okey"] if k)  # type: ignore[type-var]
        place = self.act.b % (len(keys) + 1)
        low = str(keys[place - 1]) if place else ""
        high = str(keys[place]) if place < len(keys) else ""
        with self.session.edit(LABEL) as edit:
            edit.set("task", task.id, {"okey": order.between(low, high, edit.random_bytes)})

    def do_under(self) -> None:
        """A task under another one: two who do so can make a circle."""
        task = self._of("task")
        others = [
            r for r in self.session.list("task", order=("id",)) if r["campaign"] == task["campaign"]
        ]
        parent = others[self.act.b % len(others)].id
        self._change("task", task.id, {"parent": None if parent == task.id else parent})

    def do_org(self) -> None:
        """Something in the directory."""
        if self.act.b % 2:
            self._change("channel", self._of("channel").id, {"name": self.token})
            return
        with self.session.edit(LABEL) as edit:
            edit.add("department", {"name": self.token})

    def do_mine(self) -> None:
        """Something that nobody else sees."""
        me = self.laptop.seat.person
        with self.session.edit(LABEL) as edit:
            edit.add("my_view", {"person": me, "name": self.token, "page": "tasks"})

    def do_start(self) -> None:
        """A new campaign with a task."""
        with self.session.edit(LABEL) as edit:
            campaign = edit.add("campaign", {"name": self.token})
            edit.add("task", {"campaign": campaign, "name": self.token, "percent": 0})

    def do_speak(self) -> None:
        """In another person's name: the hub sets that aside."""
        campaign = self._campaign()
        with self.session.edit(LABEL) as edit:
            edit.add("comment", {"campaign": campaign, "body": self.token, "person": b"x" * 16})


def halves(laptop: Laptop) -> list[str]:
    """Pairs of which only one half is to be seen, where no bucket is being filled."""
    conn = laptop.replica.conn
    if any(b.filling is not None for b in laptop.replica.buckets()):
        return []
    query = "SELECT body FROM comment WHERE body LIKE 'pair %' GROUP BY body HAVING count(*) <> 2"
    return [str(body) for (body,) in conn.run(conn.prepare(text(query)))]
