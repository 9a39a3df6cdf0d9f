"""A colleague's laptop and a hub between it and the profile of a window; all of it real."""

from __future__ import annotations

import os
from pathlib import Path

from app.care import Desk, Profile
from app.model import ids, policy
from app.model.policy import Rank
from app.session import Session
from app.sql.open import open_engine
from app.store import birth
from app.store.replica import Means
from sync import protocol
from sync.client.syncer import Syncer
from sync.protocol import InviteAsk, Join, Remote
from sync.server.service import Service


class Laptop:
    """李娜 at her own laptop, joined at a hub by an invitation of somebody who is there."""

    def __init__(self, folder: Path, service: Service, inviter: Remote, workspace: bytes) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        door = inviter.invite(InviteAsk("invite", "member", None, None)).code
        ask = Join(protocol.VERSION, os.urandom(16), "li", "李娜", None, None)
        let_in = service.join(door, ask)
        self._remote = service.as_device(let_in.token)
        self.person = let_in.person
        file = folder / "replica.db"
        birth.clear(file)
        self.replica = birth.open_replica(file, Means())
        grants = policy.grants_of(Rank.MEMBER, let_in.person, None)
        birth.be_born(self.replica, let_in.person, workspace, grants)
        self.session = Session(self.replica)

    def sync(self) -> None:
        """One round with the hub."""
        Syncer(self.replica, self._remote, ids.wall_ms).sync()


class Colleague(Laptop):
    """She, and a hub that a desk joins first; `meet` brings both laptops there."""

    def __init__(self, folder: Path, desk: Desk) -> None:
        folder.mkdir()
        self._desk = desk
        self._engine = open_engine(folder / "hub.db")
        self._service = Service(self._engine, ids.wall_ms, os.urandom)
        me = desk.replica.whoami()
        code = self._service.owner_code()
        assert code is not None
        ask = Join(protocol.VERSION, me.replica, "wang", "wang", me.workspace, me.person)
        self._here = self._service.as_device(self._service.join(code, ask).token)
        super().__init__(folder, self._service, self._here, me.workspace)

    def meet(self) -> None:
        """Both sync until nothing is new."""
        for _ in range(2):
            Syncer(self._desk.replica, self._here, ids.wall_ms).sync()
            self.sync()

    def close(self) -> None:
        """End it."""
        self.session.close()
        self._service.bell.close()
        self._engine.dispose()


class Visitor(Laptop):
    """She, at the hub that a running window has brought with it: a second hand on its file."""

    def __init__(self, folder: Path, profile: Profile) -> None:
        self._engine = open_engine(profile.hub_folder / "hub.db")
        self._service = Service(self._engine, ids.wall_ms, os.urandom)
        token = self._service.establish(profile.workspace_id, profile.person_id, "another device")
        super().__init__(
            folder, self._service, self._service.as_device(token), profile.workspace_id
        )

    def close(self) -> None:
        """End it."""
        self.session.close()
        self._service.bell.close()
        self._engine.dispose()
