"""A colleague's laptop and a hub between it and the profile of a window; all of it real."""

from __future__ import annotations

import os
from pathlib import Path

from app.care import Desk
from app.model import ids, policy
from app.model.policy import Rank
from app.session import Session
from app.sql.open import open_engine
from app.store import birth
from app.store.replica import Means
from sync import protocol
from sync.client.syncer import Syncer
from sync.protocol import InviteAsk, Join
from sync.server.service import Service


class Colleague:
    """李娜 at her own laptop; `meet` brings both laptops to the hub until they agree."""

    def __init__(self, folder: Path, desk: Desk) -> None:
        folder.mkdir()
        self._desk = desk
        self._engine = open_engine(folder / "hub.db")
        self._service = Service(self._engine, ids.wall_ms, os.urandom)
        me = desk.replica.whoami()
        code = self._service.owner_code()
        assert code is not None
        mine = self._service.join(
            code, Join(protocol.VERSION, me.replica, "wang", "wang", me.workspace, me.person)
        )
        self._here = self._service.as_device(mine.token)
        door = self._here.invite(InviteAsk("invite", "member", None, None)).code
        let_in = self._service.join(
            door, Join(protocol.VERSION, os.urandom(16), "li", "李娜", None, None)
        )
        self._there = self._service.as_device(let_in.token)
        self.person = let_in.person
        file = folder / "replica.db"
        birth.clear(file)
        self.replica = birth.open_replica(file, Means())
        grants = policy.grants_of(Rank.MEMBER, let_in.person, None)
        birth.be_born(self.replica, let_in.person, me.workspace, grants)
        self.session = Session(self.replica)

    def meet(self) -> None:
        """Both sync until nothing is new."""
        for _ in range(2):
            Syncer(self._desk.replica, self._here, ids.wall_ms).sync()
            Syncer(self.replica, self._there, ids.wall_ms).sync()

    def close(self) -> None:
        """End it."""
        self.session.close()
        self._service.bell.close()
        self._engine.dispose()
