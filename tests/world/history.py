"""What happens in a simulated world beside people's edits: clocks, copies, shares, revocations."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from unittest.mock import patch

from app.model import codec, failpoint
from app.model.errors import Fault
from sync.protocol import Push, Pushed, RevokeAsk
from sync.server import log, routes
from tests.fakes.disk import Loss
from tests.world import wire
from tests.world.act import Act, Plan
from tests.world.laptop import HostClock, Laptop
from tests.world.net import Violation
from tests.world.template import Team
from tests.world.world import Judge, World

DAY_MS = 86_400_000
MOST_LAPTOPS = 7


class History(World):
    """A world with everything that can happen in it."""

    def _heal(self, laptop: Laptop, act: Act) -> None:
        self.judge.heal(self)

    def _clock(self, laptop: Laptop, act: Act) -> None:
        clock = self.hub_clock if act.a % 9 == 8 else laptop.clock
        most = 3_600_000 if clock is self.hub_clock else 10 * DAY_MS
        match act.a % 4:
            case 0:
                clock.frozen = clock() if clock is not self.hub_clock else None
            case 1:
                clock.frozen, clock.skew = None, 0
            case _:
                clock.frozen, clock.skew = None, act.b * 2 * most // 1000 - most

    def _pause(self, laptop: Laptop, act: Act) -> None:
        laptop.is_paused = not laptop.is_paused
        self.ms += act.b * 60_000

    def _restart(self, laptop: Laptop, act: Act) -> None:
        if not laptop.is_busy:
            laptop.close()
            laptop.open()

    def _hubstart(self, laptop: Laptop, act: Act) -> None:
        self.hub.restart_node(act.a % len(self.hub.nodes))

    def _backup(self, laptop: Laptop, act: Act) -> None:
        self.hub.back_up()
        if not laptop.is_busy:
            laptop.back_up()

    def _restore(self, laptop: Laptop, act: Act) -> None:
        self._hub_back(act, is_told=True)

    def _copyback(self, laptop: Laptop, act: Act) -> None:
        self._hub_back(act, is_told=False)

    def _hub_back(self, act: Act, *, is_told: bool) -> None:
        if self.hub.backups:
            before = self.hub.entries()
            self.hub.restore(act.a % len(self.hub.backups), is_told=is_told)
            left = {(entry.replica, entry.n) for _, entry in self.hub.entries()}
            gone: dict[tuple[bytes, int], list[tuple[str, int]]] = {}
            for bucket, entry in before:
                if (entry.replica, entry.n) not in left:
                    gone.setdefault((entry.replica, entry.n), []).append((bucket, entry.seq))
            self.judge.forgive_hub(self, gone)
            for one in self.laptops:
                one.cursors.clear()

    def _clientback(self, laptop: Laptop, act: Act) -> None:
        if laptop.backups and not laptop.is_busy:
            self.judge.forgive(self, laptop)
            laptop.go_back(act.a % len(laptop.backups))

    def _clone(self, laptop: Laptop, act: Act) -> None:
        if len(self.laptops) >= MOST_LAPTOPS or laptop.is_busy:
            return
        name = f"{laptop.seat.name}c{len(self.laptops)}"
        seat = type(laptop.seat)(name, laptop.seat.person, laptop.seat.token)
        laptop.disk.crash(self.folder / f"{name}-0", Loss.NOTHING)
        clone = Laptop(seat, self.folder, HostClock(self.now), self.chance_of(name))
        clone.noted = dict(laptop.noted)
        self.enter(clone)

    def _member(self, laptop: Laptop, act: Act) -> None:
        """The guest is let into a campaign, or out of it, by the owner."""
        owner, guest = self.laptops[0], self.team.seats[2].person
        campaign = self.team.campaigns[act.a % 2]
        try:
            found = owner.session.list(
                "member", [("campaign", "=", campaign), ("person", "=", guest)]
            )
            with owner.session.edit("Share") as edit:
                if found:
                    edit.delete("member", found[0].id)
                else:
                    edit.add("member", {"campaign": campaign, "person": guest, "role": "editor"})
        except Fault as fault:
            self.say("->", fault.code)
        if not owner.is_busy:
            self.note(owner)

    def _revoke(self, laptop: Laptop, act: Act) -> None:
        owner = self.laptops[0]
        if not owner.is_busy and self.plan.clients > 2:
            person = self.team.seats[2 + act.a % (self.plan.clients - 2)].person
            if person != self.team.seats[0].person and person != self.team.seats[1].person:
                owner.bad = ()
                try:
                    owner.remote.revoke(RevokeAsk(person, None))
                except Fault as fault:
                    self.say("->", fault.code)

    def _poison(self, laptop: Laptop, act: Act) -> None:
        """Nonsense from a device of this person's: set aside, and a good one after it goes in."""
        if laptop.is_busy:
            return
        laptop.bad = ()
        chance = Random(act.a * 1000 + act.b)
        bodies = (b"\xff\xfe", b"", chance.randbytes(40), b"\x97\x01\x02\xa1\xff\x01\x90\xc0\x00")
        try:
            told: Pushed = laptop.remote.push(
                Push(chance.randbytes(16), 1, codec.ZERO_HASH, (bodies[act.a % 4],))
            )
        except Fault as fault:
            self.say("->", fault.code)
            return
        if told.trouble or told.verdicts[0].code != 4:
            raise Violation(f"I8 poison was answered with {told}")


@contextmanager
def played(team: Team, plan: Plan, folder: Path, judge: Judge) -> Generator[History]:
    """A world in which the plan is about to happen."""
    world = History(team, plan, folder, judge)
    with (
        # What dies on purpose is told by the trace.
        patch.object(log, "info"),
        patch.object(log, "bug"),
        patch.object(failpoint, "reach", world.reach),
        patch.object(routes.to_thread, "run_sync", wire.here),
    ):
        try:
            world.begin()
            yield world
        finally:
            world.end()
