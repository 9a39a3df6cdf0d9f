"""A profile and its hub, together: join, meet, one round, a watch."""

from __future__ import annotations

import random
import socket
import time
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager, nullcontext

from app.model import ids, policy
from app.model.blob import Blob
from app.model.errors import Refused, Unavailable
from app.model.policy import Rank
from app.store import birth
from app.store import profile as profiles
from app.store.files import Files
from app.store.profile import Profile
from app.store.replica import Means, Replica
from sync import protocol
from sync.client import hub
from sync.client.files import move
from sync.client.remote import HttpRemote, Way
from sync.client.syncer import Report, Syncer
from sync.protocol import Join, Joined

Named = Callable[[Replica], Iterable[Blob]]
BACKOFF_S = (1.0, 2.0, 5.0, 15.0, 60.0, 300.0)
POLL_S = 20.0


@contextmanager
def opened(profile: Profile) -> Generator[Replica]:
    """The profile's replica."""
    if not profile.is_made:
        raise Refused(
            "not_found",
            "There is no workspace in {folder}",
            hint="Begin one with init, or take part in one with join",
            folder=profile.folder,
        )
    replica = birth.open_replica(profile.replica, Means())
    try:
        yield replica
    finally:
        replica.close()


def way_of(profile: Profile) -> Way:
    """How this profile's network is passed."""
    return Way(profile.proxy, profile.authority)


@contextmanager
def remote_of(profile: Profile) -> Generator[HttpRemote]:
    """The profile's hub: the one it joined, or its own, started for as long as it is needed."""
    if profile.hub:
        yield HttpRemote(profile.hub, profiles.get_token(profile), way_of(profile))
        return
    with hub.embedded(profile) as (url, token):
        yield HttpRemote(url, token)


def nothing(_: Replica) -> Iterable[Blob]:
    """No files are named."""
    return ()


def sync_once(profile: Profile, named: Named = nothing) -> Report:
    """One round with the profile's hub, and the files that rows name."""
    with opened(profile) as replica, remote_of(profile) as remote:
        report = Syncer(replica, remote, ids.wall_ms).sync()
        _carry(profile, replica, remote, named)
        return report


def _carry(profile: Profile, replica: Replica, remote: HttpRemote, named: Named) -> None:
    """Files go after rows; what cannot be moved now is moved another time."""
    move(Files(profile.folder), remote, replica.whoami().epoch, named(replica))


def watch(profile: Profile, told: Callable[[Report], None], named: Named = nothing) -> None:
    """Sync at every hint, and now and then without one; a failure waits longer each time."""
    with profiles.only_one(profile, "watch"), opened(profile) as replica:
        failures = 0
        with remote_of(profile) as remote:
            while True:
                try:
                    told(Syncer(replica, remote, ids.wall_ms).sync())
                    _carry(profile, replica, remote, named)
                    failures = 0
                    _wait_for_hint(remote)
                except Unavailable:
                    pause = BACKOFF_S[min(failures, len(BACKOFF_S) - 1)]
                    failures += 1
                    time.sleep(pause * random.uniform(0.5, 1.0))


def _wait_for_hint(remote: HttpRemote) -> None:
    until = time.monotonic() + POLL_S
    for _ in remote.events():
        return
    time.sleep(max(0.0, min(1.0, until - time.monotonic())))


def join(profile: Profile, url: str, code: str, name: str) -> tuple[Profile, Joined]:
    """Turn a code into this profile's place at a hub."""
    has_workspace = profile.is_made
    with opened(profile) if has_workspace else nullcontext() as replica:
        me = replica.whoami() if replica is not None else None
        author = me.replica if me is not None else Means().random_bytes(16)
        door = HttpRemote(url, way=way_of(profile))
        joined = door.join(
            code,
            Join(
                protocol.VERSION,
                author,
                socket.gethostname(),
                name,
                profile.workspace_id if has_workspace else None,
                profile.person_id if has_workspace else None,
            ),
        )
    if joined.needs_workspace and has_workspace:
        _give_workspace(profile, door, joined.token)
    if not has_workspace:
        birth.clear(profile.replica)
        replica = birth.open_replica(profile.replica, Means())
        grants = policy.grants_of(Rank(joined.rank), joined.person, None)
        birth.be_born(replica, joined.person, joined.workspace, grants, author)
        replica.close()
    made = profile.saved(
        workspace=ids.text_of(joined.workspace),
        person=ids.text_of(joined.person),
        device=profile.device or ids.text_of(ids.Ids().new()),
        hub=url,
    )
    profiles.put_token(made, joined.token)
    return made, joined


def _give_workspace(profile: Profile, door: HttpRemote, token: str) -> None:
    """The embedded hub's file goes to the new hub, so that nobody's work is left behind."""
    if not (profile.hub_folder / "hub.db").exists():
        return
    with hub.embedded(profile) as (url, own_token), opened(profile) as replica:
        Syncer(replica, HttpRemote(url, own_token), ids.wall_ms).sync()
    packed = hub.packed_file(profile)
    door.adopt(token, packed)
