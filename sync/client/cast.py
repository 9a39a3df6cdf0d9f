"""The demo's colleagues: what they said comes from devices of their own, as everywhere."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from app.cli import demo
from app.cli.episode import Spoken
from app.model import codec, ids, policy
from app.model.policy import Rank
from app.store import birth, dataset
from app.store import profile as profiles
from app.store.profile import Profile
from app.store.replica import Means
from sync import protocol
from sync.client import hub, session
from sync.client.push import Pusher
from sync.client.remote import HttpRemote
from sync.client.session import opened
from sync.client.syncer import Syncer
from sync.protocol import InviteAsk, Join


def make_demo(folder: Path, today: date) -> Profile:
    """The demo workspace with its own hub, at which every colleague has been once."""
    spoken: Spoken = {}
    profile = demo.make(folder, today, spoken)
    with opened(profile) as replica, hub.embedded(profile) as (url, token):
        mine = HttpRemote(url, token)
        Syncer(replica, mine, ids.wall_ms).sync()
        for person, deeds in spoken.items():
            code = mine.invite(InviteAsk("invite", Rank.MEMBER.value, None, person)).code
            _speak(url, code, (profile.workspace_id, person), deeds)
        Syncer(replica, mine, ids.wall_ms).sync()
    return profile


@contextmanager
def two(profile: Profile, other: Path) -> Generator[Profile]:
    """The demo's hub runs, and a colleague has a profile of their own at it: gives that one.

    Both know the hub's address as long as this holds; then the demo is alone again.
    """
    with hub.embedded(profile) as (url, token):
        profiles.put_token(profile, token)
        profile.saved(hub=url)
        try:
            yield _seat(profile, HttpRemote(url, token), profiles.load(other))
        finally:
            alone(profile)


def alone(profile: Profile) -> Profile:
    """The demo with the hub in its own folder, whatever address it was left with."""
    return profiles.load(profile.folder).saved(hub="")


def _seat(profile: Profile, mine: HttpRemote, other: Profile) -> Profile:
    """The colleague's profile at this hub; it is made at the first time."""
    if other.is_made:
        return other.saved(hub=mine.url)
    with opened(profile) as replica:
        Syncer(replica, mine, ids.wall_ms).sync()
        person = dataset.named(replica, "person", demo.colleague())
    code = mine.invite(InviteAsk("invite", Rank.MEMBER.value, None, person)).code
    made, _ = session.join(other, mine.url, code, demo.colleague())
    (made.folder / demo.MARK).write_text("", encoding="utf-8")
    with opened(made) as replica:
        Syncer(replica, HttpRemote(mine.url, profiles.get_token(made)), ids.wall_ms).sync()
    return made.saved(lang=profile.lang, tz=profile.tz)


def _speak(
    url: str, code: str, who: tuple[bytes, bytes], deeds: list[tuple[str, bytes, demo.Values]]
) -> None:
    """One colleague joins with a laptop of their own, does what they did, and sends it."""
    workspace, person = who
    ask = Join(protocol.VERSION, os.urandom(16), "laptop", "", None, None)
    let_in = HttpRemote(url).join(code, ask)
    with tempfile.TemporaryDirectory() as place:
        file = Path(place) / "replica.db"
        birth.clear(file)
        replica = birth.open_replica(file, Means())
        try:
            birth.be_born(replica, person, workspace, policy.grants_of(Rank.MEMBER, person, None))
            with replica.transact("") as tx:
                for table, row, values in deeds:
                    tx.insert(table, values, row)
            # They only speak: what the others have said need not come to this laptop.
            Pusher(replica, HttpRemote(url, let_in.token)).push(0, codec.ZERO_HASH)
        finally:
            replica.close()
