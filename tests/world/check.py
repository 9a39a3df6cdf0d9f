"""The invariants of sync.md 3.1, by name, asked of a world in the middle and at peace."""

from __future__ import annotations

from collections.abc import Mapping

from app.model import codec, policy, registry
from app.model.change import Op, Origin, Part
from app.model.errors import Fault, Refused
from app.store import audit, ledger
from app.store.journal import Sent
from app.store.tables import SYNCED
from sync.protocol import MAX_PAGE_BYTES
from sync.server.board import decode_image
from tests.world.forgiving import Forgiving
from tests.world.laptop import Laptop, Name
from tests.world.model import Done, Fold, Values
from tests.world.net import Violation
from tests.world.world import World

MOST_ROUNDS = 12
MOST_REQUESTS = 400
HEAL_MS = 60_000
NOT_SENT = frozenset((int(Sent.WAITING), int(Sent.QUARANTINED), int(Sent.PARKED)))


class Invariants(Forgiving):
    """Asks; a promise that is broken is raised by its name."""

    def survived(self, world: World, laptop: Laptop) -> None:
        """I2: after a death all that was promised is on the disk, and the books agree."""
        laptop.check()
        held = {own.name for own in laptop.own()}
        me = laptop.replica.whoami()
        last = laptop.noted.get(me.replica, 0)
        mine = [n for n in world.witness if n[0] == me.replica and n[1] <= last]
        lost = [n for n in mine if n not in held and not self._is_elsewhere(world, laptop, n)]
        if me.n < last or lost:
            raise Violation(f"I2 {laptop.seat.name} lost {lost or (me.n, last)}")

    def _is_elsewhere(self, world: World, laptop: Laptop, name: Name) -> bool:
        return any(name in {own.name for own in o.own()} for o in world.laptops if o is not laptop)

    def cursors(self, world: World, laptop: Laptop) -> None:
        """I6: what was read once is not unread; kept apart by the history of the hub."""
        epoch = laptop.replica.whoami().epoch
        now = {f"{epoch} {b.name}": b.seq for b in laptop.replica.buckets()}
        back = {n: s for n, s in laptop.cursors.items() if n in now and now[n] < s}
        if back and not world.hub.restores:
            raise Violation(f"I6 {laptop.seat.name} went back in {back}")
        laptop.cursors = now

    def heal(self, world: World) -> None:
        """Peace, and then every promise."""
        world.arrive(list(world.late))
        for laptop in world.laptops:
            laptop.is_paused, laptop.peace = False, {}
        start, requests = world.ms, world.requests
        rounds = self._settle(world)
        world.say("peace after", rounds)
        if world.ms - start > HEAL_MS or world.requests - requests > MOST_REQUESTS:
            raise Violation(f"I8 {world.ms - start} ms, {world.requests - requests} requests")
        self._everything(world)

    def _settle(self, world: World) -> int:
        moved: list[str] = []
        place = world.count % len(world.laptops)
        order = [*world.laptops[place:], *world.laptops[:place]]
        for count in range(1, MOST_ROUNDS + 1):
            moved = [laptop.seat.name for laptop in order if self._is_behind(world, laptop)]
            if not moved:
                return count
        raise Violation(f"I8 no peace after {MOST_ROUNDS} rounds: {moved} still move")

    def _is_behind(self, world: World, laptop: Laptop) -> bool:
        """One more round where something is new at the hub, or the last one left something."""
        if laptop.peace == world.hub.heads():
            return False
        is_done = not self._moved(world, laptop)
        laptop.peace = world.hub.heads() if is_done else {}
        return True

    def _moved(self, world: World, laptop: Laptop) -> bool:
        """One round in a good network; whether it left anything to be looked at again."""
        laptop.bad, laptop.is_out = (), False
        try:
            report = laptop.sync()
        except Refused as refusal:
            laptop.is_out = refusal.code == "forbidden" and "taken away" in refusal.message
            if not laptop.is_out:
                raise Violation(f"I8 {laptop.seat.name}: {refusal!r}") from refusal
            return False
        except Fault as fault:
            raise Violation(f"I8 {laptop.seat.name}: {fault!r} {fault.params}") from fault
        world.say("  ", laptop.seat.name, report)
        world.note(laptop)
        self._loud(laptop, report.recovered)
        left = report.recovered, report.forked, report.outbox, report.differs
        return any(left) or bool(report.pushed)

    def _loud(self, laptop: Laptop, recovered: int) -> None:
        """I13, I14: nothing waits without a word, and a repair stands in the journal."""
        for one in ledger.waiting(laptop.replica, 1_000):
            if one.sent != int(Sent.WAITING) and not one.why and one.body:
                raise Violation(f"I13 {laptop.seat.name}: {one.label} is set aside without a word")
        if recovered:
            conn = laptop.replica.read_journal()
            origins = [codec.decode_body(own.body).origin for own in laptop.own() if own.body]
            if Origin.RECOVERED not in origins:
                raise Violation(f"I14 {laptop.seat.name}: {recovered} rows, {conn}")

    def _everything(self, world: World) -> None:
        entries = world.hub.entries()
        fold, done = Fold(), dict[tuple[bytes, int], dict[str, tuple[Op, ...]]]()
        for bucket, entry in entries:
            ops = codec.decode_as(tuple[Op, ...], bytes(entry.ops))
            parts = done.setdefault((entry.replica, entry.n), {})
            if bucket in parts:
                raise Violation(f"I3 {entry.replica.hex()} {entry.n} is twice in {bucket}")
            parts[bucket] = ops
            for op in ops:
                fold.add(bucket, Done((entry.replica, entry.n), entry.hlc, op))
        at_hub = world.hub.transactions()
        self._as_written(world, done, at_hub)
        self._equal_hub(world, fold)
        for laptop in world.laptops:
            laptop.check()
            if not laptop.is_out:
                self._equal(world, laptop)
                self._listed(laptop, fold)
            self._gone(world, laptop)
        self._nothing_lost(world, fold, at_hub)

    def _as_written(
        self,
        world: World,
        done: Mapping[tuple[bytes, int], dict[str, tuple[Op, ...]]],
        at_hub: Mapping[tuple[bytes, int], tuple[bytes, int]],
    ) -> None:
        """I5: the ledger has what people wrote, and nothing else, and all parts or none."""
        written = {name: body.parts for name, body in world.witness.items()}
        for laptop in world.laptops:
            for own in laptop.own():
                if own.body:
                    written.setdefault(own.name, codec.decode_body(own.body).parts)
        for key, parts in done.items():
            if key not in at_hub:
                continue  # the hub's own, or the template's
            told = written.get((*key, at_hub[key][0]))
            if told is None:
                if not world.forgiven and not _is_template(world, key):
                    raise Violation(f"I5 nobody wrote {key[0].hex()} {key[1]}")
                continue
            if _by_bucket(told) != parts:
                raise Violation(f"I5 {key[0].hex()} {key[1]}: {parts}, written {told}")

    def _equal_hub(self, world: World, fold: Fold) -> None:
        """I4: the hub's rows are what the oracle makes of the ledger."""
        rows = world.hub.rows()
        for place, (_, image, is_alive) in rows.items():
            row = fold.rows.get(place)
            if row is None or row.is_alive != is_alive:
                raise Violation(f"I4 hub {place}: alive {is_alive}")
            shown = _set(decode_image(image))
            if shown != row.values():
                raise Violation(f"I4 hub {place}: {shown}, oracle {row.values()}")
        if rows.keys() != fold.rows.keys():
            raise Violation(f"I4 hub rows {rows.keys() ^ fold.rows.keys()}")

    def _equal(self, world: World, laptop: Laptop) -> None:
        """I4: sums, states and values are the hub's wherever this person may read."""
        name = laptop.seat.name
        grants = world.hub.grants(laptop.seat.person)
        heads = {b: h for b, h in world.hub.heads().items() if policy.may_read(grants, b)}
        own = {b.name: (b.seq, b.cnt, b.s1, b.s2) for b in laptop.replica.buckets()}
        for bucket, head in heads.items():
            if own.get(bucket, (0, 0, 0, 0)) != head:
                raise Violation(f"I4 {name} {bucket}: {own.get(bucket)}, hub {head}")
        states = laptop.states()
        tables = {t: laptop.values(t) for t in SYNCED}
        for (bucket, tbl, row), (state, image, is_alive) in world.hub.rows().items():
            if bucket not in heads:
                continue
            held = states.get((bucket, tbl, row))
            if held != (state, is_alive):
                raise Violation(f"I4 {name} {bucket} {tbl} {row.hex()}: {held} {state}")
            table = registry.BY_NO[tbl]
            if is_alive:
                columns = dict(zip(table.names, tables[table.name][row], strict=True))
                shown = {
                    no: tuple(columns[f.name] for f in fields)
                    for no, fields in table.registers.items()
                }
                if _set(shown) != _set(decode_image(image)):
                    raise Violation(f"I4 {name} {bucket} {table.name}: {shown}")

    def _listed(self, laptop: Laptop, fold: Fold) -> None:
        """I1: whoever may read a row with several values finds it among the conflicts."""
        listed = {(split.tbl, split.row) for split in audit.splits(laptop.replica)}
        for (bucket, tbl, row), (_, is_alive) in laptop.states().items():
            folded = fold.rows.get((bucket, tbl, row))
            several = folded is not None and any(len(folded.kept(n)) > 1 for n in folded.written())
            if several and is_alive and (tbl, row) not in listed:
                raise Violation(f"I1 {laptop.seat.name}: a kept value of {row.hex()} is not shown")

    def _gone(self, world: World, laptop: Laptop) -> None:
        """I9: of a bucket that this person may not read any more nothing of others' is left."""
        grants = {} if laptop.is_out else world.hub.grants(laptop.seat.person)
        hub = world.hub.heads()
        mine = {b.name for b in laptop.replica.buckets()}
        kept = [b for b in mine if b in hub and not policy.may_read(grants, b)]
        if kept:
            raise Violation(f"I9 {laptop.seat.name} still has {kept}")
        person = laptop.seat.person
        if not laptop.is_out and policy.may_read(
            grants, policy.campaign_bucket(world.team.campaigns[1])
        ):
            return
        data = laptop.contents()
        for (_, _, _), body in world.witness.items():
            own = body.label == "Share"
            for part in body.parts:
                if own or part.bucket != policy.campaign_bucket(world.team.campaigns[1]):
                    continue
                told = [v for op in part.ops for c in op.cells for v in c.values]
                for value in told:
                    is_theirs = isinstance(value, str) and value.startswith("t") and "." in value
                    if is_theirs and value.encode() in data and not _wrote(world, person, value):  # type: ignore[union-attr] # pyright: ignore
                        raise Violation(f"I9 {laptop.seat.name}: {value} is in its files")

    def _nothing_lost(
        self,
        world: World,
        fold: Fold,
        at_hub: Mapping[tuple[bytes, int], tuple[bytes, int]],
    ) -> None:
        """I1: each promise is at the hub, waits, or is set aside where its person sees it."""
        waits: set[Name] = set()
        aside: set[tuple[bytes, int]] = set()
        for laptop in world.laptops:
            aside |= laptop.set_aside()
            waits |= {own.name for own in laptop.own() if own.sent in NOT_SENT}
        # A purged laptop cannot say under which name it issued its work anew; the hub can.
        for again, body in world.hub.kept():
            if body.source is not None:
                world.alias.setdefault(body.source, set()).add(again)
        for name, body in world.witness.items():
            names = world.names(name)
            if any(at_hub.get(n[:2], (b"",))[0] == n[2] for n in names):
                continue
            if names & waits or any(n[:2] in aside for n in names):
                continue
            if world.hub.restores and all(
                fold.has(part.bucket, op, name[:2]) for part in body.parts for op in part.ops
            ):
                continue
            raise Violation(f"I1 {name[0].hex()} {name[1]} {body.label} {body.parts} is nowhere")
        if world.bytes > 40 * MAX_PAGE_BYTES:
            raise Violation(f"I12 {world.bytes} bytes on the wire")


def _is_template(world: World, key: tuple[bytes, int]) -> bool:
    return key in world.before


def _wrote(world: World, person: bytes, value: str) -> bool:
    replicas = {o.replica.whoami().replica for o in world.laptops if o.seat.person == person}
    return any(
        name[0] in replicas and value in codec.encode(body).decode("utf-8", "replace")
        for name, body in world.witness.items()
    )


def _by_bucket(parts: tuple[Part, ...]) -> dict[str, tuple[Op, ...]]:
    return {part.bucket: part.ops for part in parts}


def _set(image: Mapping[int, Values]) -> dict[int, Values]:
    return {no: tuple(v) for no, v in image.items() if any(x is not None for x in v)}
