"""Sync without a screen: join, device, invite, revoke, sync."""

from __future__ import annotations

import argparse
import getpass
import json
import sys
from argparse import Namespace
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from app import answer
from app.form.attached import attached
from app.model import ids
from app.model.blob import Blob
from app.model.errors import Refused
from app.model.verb import Answer, say
from app.session import Session
from app.store import dataset
from app.store import profile as profiles
from app.store.profile import Profile
from app.store.replica import Replica
from sync.client import session, story
from sync.client.syncer import Report
from sync.protocol import InviteAsk, RevokeAsk

RANKS = ("owner", "member", "guest")


def build() -> argparse.ArgumentParser:
    """The command line."""
    shared = answer.shared_options()
    parser = answer.Parser(prog="fairway", parents=[shared])
    words = parser.add_subparsers(dest="verb", required=True)
    join = words.add_parser("join", parents=[shared])
    join.add_argument("url")
    join.add_argument("code")
    join.add_argument("--person")
    device = words.add_parser("device", parents=[shared])
    device.add_argument("action", choices=["add"])
    invite = words.add_parser("invite", parents=[shared])
    invite.add_argument("--role", choices=RANKS, default="member")
    invite.add_argument("--campaign")
    invite.add_argument("--person")
    revoke = words.add_parser("revoke", parents=[shared])
    revoke.add_argument("target", metavar="PERSON|DEVICE")
    sync = words.add_parser("sync", parents=[shared])
    sync.add_argument("--watch", action="store_true")
    words.add_parser("story", parents=[shared])
    return parser


def run(argv: Sequence[str]) -> Answer:
    """Do what the command line says."""
    args = build().parse_args(argv)
    if args.verb == "story":
        words = answer.words_for(getattr(args, "lang", ""))
        quiet = hasattr(args, "json")
        return story.play(lambda line: None if quiet else answer.put(words.line(line)))
    profile = profiles.load(answer.folder_of(args))
    match args.verb:
        case "join":
            return _join(profile, args)
        case "device":
            return _code(profile, InviteAsk("device", "", None, profile.person_id))
        case "invite":
            return _invite(profile, args)
        case "revoke":
            return _revoke(profile, args)
        case _:
            return _sync(profile, args)


def _join(profile: Profile, args: Namespace) -> Answer:
    code = sys.stdin.readline().strip() if args.code == "-" else args.code
    name = args.person or getpass.getuser()
    made, joined = session.join(profile, args.url, code, name)
    data = {"workspace": made.workspace, "person": made.person, "role": joined.rank}
    return Answer(data, [say("Joined {name}", name=joined.workspace_name or made.workspace)])


def _invite(profile: Profile, args: Namespace) -> Answer:
    campaign = person = None
    with session.opened(profile) as replica:
        if args.campaign:
            campaign = dataset.named(replica, "campaign", args.campaign)
        if args.person:
            person = dataset.named(replica, "person", args.person)
    return _code(profile, InviteAsk("invite", args.role, campaign, person))


def _code(profile: Profile, ask: InviteAsk) -> Answer:
    # What the code speaks of must be at the hub before the code is.
    session.sync_once(profile)
    with session.remote_of(profile) as remote:
        told = remote.invite(ask)
    expires = datetime.fromtimestamp(told.expires_ms / 1000, UTC)
    text = expires.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    data = {"code": told.code, "expires": text, "url": profile.hub}
    return Answer(data, [told.code, say("Valid until {time}, once", time=text)])


def _revoke(profile: Profile, args: Namespace) -> Answer:
    with session.opened(profile) as replica:
        try:
            person = dataset.named(replica, "person", args.target)
            device = None
        except Refused:
            person, device = None, ids.parse(args.target)
            if device is None:
                raise
    with session.remote_of(profile) as remote:
        told = remote.revoke(RevokeAsk(person, device))
    return Answer(
        {"devices": told.devices}, [say("{count} devices lost their access", count=told.devices)]
    )


def _sync(profile: Profile, args: Namespace) -> Answer:
    if args.watch:
        is_json = hasattr(args, "json")
        try:
            session.watch(profile, lambda report: _told(report, is_json=is_json), _named)
        except KeyboardInterrupt:
            return Answer({})
    report = session.sync_once(profile, _named)
    return Answer(
        _data(report),
        [
            say(
                "Sent {pushed}, received {pulled}; {outbox} waiting, {conflicts} conflicts",
                pushed=report.pushed,
                pulled=report.pulled,
                outbox=report.outbox,
                conflicts=report.conflicts,
            )
        ],
    )


def _named(replica: Replica) -> list[Blob]:
    return attached(Session(replica))


def _data(report: Report) -> dict[str, object]:
    return {**asdict(report), "purged": list(report.purged), "differs": list(report.differs)}


def _told(report: Report, *, is_json: bool) -> None:
    answer.put(json.dumps({"ok": True, **_data(report)}) if is_json else str(_data(report)))


def lang_of(folder: Path) -> str:
    """The language that a profile says."""
    return profiles.load(folder).lang


if __name__ == "__main__":
    sys.exit(answer.main(sys.argv[1:], run, lang_of))
