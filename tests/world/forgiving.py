"""What nobody promised any more: what only one place had, when an old copy came in its stead."""

from __future__ import annotations

from collections.abc import Mapping

from tests.world.laptop import Laptop
from tests.world.world import World


class Forgiving:
    """Takes promises back, and notes that it did."""

    def forgive(self, world: World, laptop: Laptop) -> None:
        """An old copy comes in the place of a laptop's files: what was nowhere else goes."""
        at_hub = world.hub.transactions()
        for own in laptop.own():
            if world.hub.restores or at_hub.get(own.name[:2], (b"",))[0] != own.name[2]:
                source = own.source
                world.witness.pop(own.name, None)
                if source is not None:
                    world.witness.pop(source, None)
        world.forgiven = True

    def forgive_hub(
        self, world: World, gone: Mapping[tuple[bytes, int], list[tuple[str, int]]]
    ) -> None:
        """An old copy comes in the place of the hub: what only the hub had goes. Whoever wrote it
        was purged, and no laptop had read so far; what any laptop holds must come back."""
        held = {own.name for laptop in world.laptops for own in laptop.own() if own.body}
        read: dict[str, int] = {}
        for laptop in world.laptops:
            for bucket in laptop.replica.buckets():
                read[bucket.name] = max(read.get(bucket.name, 0), bucket.seq)
        for name in list(world.witness):
            names = world.names(name)
            places = [place for one in names for place in gone.get(one[:2], ())]
            if not places or names & held:
                continue
            if all(read.get(bucket, 0) < seq for bucket, seq in places):
                world.witness.pop(name)
                world.forgiven = True
