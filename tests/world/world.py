"""A team, its hub and a bad network in one process and one thread; every seed is one history."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2b
from pathlib import Path
from random import Random
from typing import Protocol

from app.model.change import Body, Changes
from app.model.errors import Fault
from tests.fakes.disk import Fault as DiskFault
from tests.fakes.disk import Loss
from tests.world import deeds
from tests.world.act import EDITS, Act, Bad, Plan, read_act
from tests.world.hub import Site
from tests.world.laptop import HostClock, Laptop, Name, decoded
from tests.world.net import LOSSES, Killed, Network, Violation
from tests.world.template import Team


class Judge(Protocol):
    """Whoever looks after the promises."""

    def survived(self, world: World, laptop: Laptop) -> None: ...

    def cursors(self, world: World, laptop: Laptop) -> None: ...

    def forgive(self, world: World, laptop: Laptop) -> None: ...

    def forgive_hub(
        self, world: World, gone: Mapping[tuple[bytes, int], list[tuple[str, int]]]
    ) -> None: ...

    def heal(self, world: World) -> None: ...


class World(Network):
    """Everything that is there, and what happens to it."""

    def __init__(self, team: Team, plan: Plan, folder: Path, judge: Judge) -> None:
        super().__init__()
        self.judge = judge
        self.plan = plan
        self.team = team
        self.folder = folder
        self.witness: dict[Name, Body] = {}
        """Every transaction whose commit returned to a person."""
        self.alias: dict[Name, set[Name]] = {}
        """The names under which transactions were issued anew."""
        self.count = 0
        self.forgiven = False
        """An old copy took a laptop's place: what was only there is gone, by that person's will."""
        self.before: set[tuple[bytes, int]] = set()
        """What the template's ledger has."""
        self._acting: list[Laptop] = []
        team.lay_out(folder)
        (folder / "hub-0").mkdir()
        (folder / "hub.db").rename(folder / "hub-0" / "hub.db")
        self.hub_clock = HostClock(self.now)
        self.hub = Site(folder, self.hub_clock, self.chance_of("hub"), plan.nodes)
        self.laptops: list[Laptop] = []

    def chance_of(self, name: str) -> Random:
        """What one host throws its dice with."""
        return Random(f"{self.plan.seed}/{name}")

    def now(self) -> int:
        """The world's own time; a look takes a millisecond."""
        self.ms += 1
        return self.ms

    def begin(self) -> None:
        """Start the hub and the laptops of the plan."""
        self.hub.start()
        self.before = {(entry.replica, entry.n) for _, entry in self.hub.entries()}
        for seat in self.team.seats[: self.plan.clients]:
            (self.folder / seat.name).rename(self.folder / f"{seat.name}-0")
            laptop = Laptop(seat, self.folder, HostClock(self.now), self.chance_of(seat.name))
            self.enter(laptop)
            laptop.noted[laptop.replica.whoami().replica] = laptop.replica.whoami().n

    def enter(self, laptop: Laptop) -> None:
        """One more laptop at work."""
        laptop.carry = lambda asked: self.carry(laptop, asked)
        laptop.watch = lambda changes: self._watch(laptop, changes)
        laptop.open()
        self.laptops.append(laptop)

    def end(self) -> None:
        """Stop everything."""
        for laptop in self.laptops:
            laptop.close()
        self.hub.stop()

    def trace_hash(self) -> str:
        """One word for all that happened."""
        return blake2b("\n".join(self.log).encode(), digest_size=16).hexdigest()

    def play(self) -> None:
        """Everything of the plan, then peace, and a look at every promise."""
        for act in self.plan.acts:
            self.run(act)
        self.run(Act("heal", 0))

    def tell(self, *lines: str) -> None:
        """Acts as they stand in a trace."""
        for line in lines:
            self.run(read_act(line))

    def run(self, act: Act) -> None:
        """One act, with its troubles."""
        laptop = self.laptops[act.who % len(self.laptops)]
        self.count += 1
        self.say(self.count, act.text())
        if act.verb in EDITS or act.verb in {"sync", "speak"}:
            self._act(laptop, act)
        else:
            getattr(self, f"_{act.verb}")(laptop, act)

    def _act(self, laptop: Laptop, act: Act) -> None:
        if act.verb == "sync" and (laptop.is_busy or laptop.is_paused):
            return
        if not laptop.is_busy:
            laptop.bad, laptop.calls, laptop.reaches = act.bad, 0, 0
            self._arm(laptop, act.bad)
        self._acting.append(laptop)
        try:
            if act.verb == "sync":
                self.say("->", laptop.sync())
            else:
                deeds.Person(laptop, act, f"t{self.count}").do()
        except Fault as fault:
            self.say("->", fault.code, fault.message)
        except Killed:
            self.say("-> killed")
        except Violation:
            raise
        except Exception as error:
            if not laptop.disk.is_failing:
                raise Violation(f"I13 {laptop.seat.name} {act.verb}: {error!r}") from error
        finally:
            self._acting.pop()
        if not laptop.is_busy:
            self._after(laptop, act)

    def _arm(self, laptop: Laptop, bads: tuple[Bad, ...]) -> None:
        for bad in bads:
            if bad.kind in {"kill", "power"}:
                laptop.disk.arm(bad.at, DiskFault.POWER)
            elif bad.kind == "full":
                laptop.disk.arm(bad.at, DiskFault.FULL)

    def _after(self, laptop: Laptop, act: Act) -> None:
        laptop.bad = ()
        if laptop.disk.is_failing and laptop.disk.fault is DiskFault.POWER:
            bad = next(b for b in act.bad if b.kind in {"die", "kill", "power"})
            loss = LOSSES[bad.arg % 3] if bad.kind == "power" else Loss.NOTHING
            self.say("-> dead", loss)
            laptop.die(loss, bad.arg)
            self.judge.survived(self, laptop)
        laptop.disk.heal()
        self.note(laptop)
        self.judge.cursors(self, laptop)

    def note(self, laptop: Laptop) -> None:
        """Write down what was promised to be kept."""
        me = laptop.replica.whoami()
        for own in laptop.own():
            replica, n, _ = own.name
            if replica != me.replica or n <= laptop.noted.get(replica, 0) or not own.body:
                continue
            body = decoded(own)
            if body.source is not None:
                self.alias.setdefault(body.source, set()).add(own.name)
            else:
                self.witness[own.name] = body
        laptop.noted[me.replica] = me.n

    def names(self, name: Name) -> set[Name]:
        """All names of a transaction: its own, and those under which it was issued anew."""
        return {name, *self.alias.get(name, ())}

    def reach(self, name: str) -> None:
        """Stands for `failpoint.reach`."""
        if name.startswith("hub_"):
            if name == self.hub_point:
                self.hub_point = ""
                raise Killed(name)
            return
        if not self._acting:
            return
        laptop = self._acting[-1]
        laptop.reaches += 1
        if any(b.kind == "die" and b.at % 8 + 1 == laptop.reaches for b in laptop.bad):
            # Nothing that is done on the way out reaches the disk any more.
            laptop.disk.arm(1, DiskFault.POWER)
            laptop.disk.failed = 1
            raise Killed(name)

    def _watch(self, laptop: Laptop, _: Changes) -> None:
        laptop.said += 1
        found = deeds.halves(laptop)
        if found:
            raise Violation(f"I6 {laptop.seat.name} sees one half of {found}")
