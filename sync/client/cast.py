"""The demo's colleagues: what they said comes from devices of their own, as everywhere."""

from __future__ import annotations

import os
import tempfile
from datetime import date
from pathlib import Path

from app.cli import demo
from app.cli.episode import Spoken
from app.model import codec, ids, policy
from app.model.policy import Rank
from app.store import birth
from app.store.profile import Profile
from app.store.replica import Means
from sync import protocol
from sync.client import hub
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
