"""The demo workspace: believable data of a home-goods brand, its dates relative to today."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import resources
from app import care
from app.calendar import worktime
from app.care import Profile
from app.cli.episode import MORNING, Cast, Days, Episode, Spoken, Told, Values
from app.model import order
from app.model.errors import Refused
from app.session import Edit, Session

MARK = "demo"
"""A file of this name says that a profile is the demo and may be removed as a whole; in it
stand the names of what was in the folder before and is not ours."""
ZONE = "Asia/Shanghai"
QUIET = ""
"""The label of what is no step: nobody undoes the demo by mistake."""
OURS = frozenset({"ui.json", "logs", "window.lock", "watch.lock"})
"""What the program writes into a folder before there is a workspace in it."""


def make(folder: Path, today: date, apart: Spoken | None = None) -> Profile:
    """The demo in a profile of its own, so that it can go without a trace.

    With `apart` what the colleagues said and saw is put there in place of the profile: a hub
    takes it from their own devices only (sync/client/cast.py).
    """
    told = _read("workspace")
    before = {path.name for path in folder.iterdir()} if folder.is_dir() else set[str]()
    profile = care.start(care.profile_in(folder), told["workspace"], told["me"], ZONE)
    (folder / MARK).write_text("\n".join(sorted(before - OURS)), encoding="utf-8")
    desk = care.open_desk(profile)
    try:
        fill(desk.session, today, apart)
    finally:
        desk.close()
    return profile


def is_demo(folder: Path) -> bool:
    """Whether a profile is the demo."""
    return (folder / MARK).is_file()


def colleague() -> str:
    """Who sits at the second window of a demo of two."""
    told = _read("workspace")
    return next(who["name"] for who in told["people"] if who["name"] != told["me"])


def remove_profile(folder: Path) -> None:
    """Take the demo away with all that it wrote, its token too; no other profile goes this way.

    What was in the folder before it stays there.
    """
    if not is_demo(folder):
        raise Refused(
            "invalid",
            "This folder is no demo workspace: {folder}",
            kept="Nothing was changed",
            hint="Only a demo workspace is removed this way",
            folder=folder,
        )
    strangers = (folder / MARK).read_text(encoding="utf-8").splitlines()
    care.remove(care.profile_in(folder), {MARK, *strangers})
    # The mark goes last: whatever breaks off can be begun again.
    (folder / MARK).unlink()
    if not any(folder.iterdir()):
        folder.rmdir()


def fill(session: Session, today: date, apart: Spoken | None = None) -> None:
    """Write the demo's rows in one edit; the person of `session` becomes that of the story."""
    told = _read("workspace")
    days = Days(today, worktime.standard(), ZoneInfo(ZONE))
    cast = Cast(session.me.person, apart=apart)
    is_known = bool(session.list("person", [("id", "=", cast.me)]))
    with session.edit(QUIET) as edit:
        if not is_known:
            edit.add("person", {}, cast.me)
        _people(edit, told, cast)
        _accounts(edit, told, today, cast)
        names = told["campaigns"]
        keys = order.spread("", "", len(names), Random(told["workspace"]).randbytes)
        for name, key in zip(names, keys, strict=True):
            episode = Episode(_read(name), days, cast, edit)
            for table, rows in episode.tell(key).items():
                edit.add_all(table, rows)
            pin: Values = {"person": cast.me, "kind": "pin", "table": "campaign", "okey": key}
            at = days.instant(datetime.combine(days.past(-1), MORNING))
            edit.add("mark", {**pin, "row": episode.campaign, "at": at})


def _read(name: str) -> Told:
    text = resources.path("demo", f"{name}.json").read_text(encoding="utf-8")
    return json.loads(text)


def _people(edit: Edit, told: Told, cast: Cast) -> None:
    chance = Random(told["me"]).randbytes
    departments = {name: edit.new_id() for name, _ in told["departments"]}
    positions = {name: edit.new_id() for name, _ in told["positions"]}
    cast.people = {
        who["name"]: cast.me if who["name"] == told["me"] else edit.new_id()
        for who in told["people"]
    }
    keys = order.spread("", "", len(departments), chance)
    for (name, head), key in zip(told["departments"], keys, strict=True):
        values: Values = {"name": name, "okey": key, "head": cast.people[head]}
        edit.add("department", values, departments[name])
    keys = order.spread("", "", len(positions), chance)
    for (name, level), key in zip(told["positions"], keys, strict=True):
        edit.add("position", {"name": name, "level": level, "okey": key}, positions[name])
    for number, who in enumerate(told["people"], 1):
        held: Values = {
            "name": who["name"],
            "kind": "person",
            "active": 1,
            "department": departments[who["department"]],
            "position": positions[who["position"]],
            "level": who["level"],
            "email": f"{who['mail']}@qinghe.example",
            "phone": f"138000000{number:02d}",
            "skills": json.dumps(who["skills"], ensure_ascii=False),
            "manager": cast.people.get(who.get("manager", "")),
            "capacity": who.get("capacity", 100),
        }
        row = cast.people[who["name"]]
        if row == cast.me:
            edit.set("person", row, held)
        else:
            edit.add("person", held, row)
    for name, department, position in told["second"]:
        seat = {"department": departments[department], "position": positions[position]}
        edit.add("posting", {"person": cast.people[name], **seat})


def _accounts(edit: Edit, told: Told, today: date, cast: Cast) -> None:
    chance = Random(told["workspace"]).randbytes
    keys = order.spread("", "", len(told["channels"]), chance)
    for (name, kind), key in zip(told["channels"], keys, strict=True):
        cast.channels[name] = edit.add("channel", {"name": name, "kind": kind, "okey": key})
    keys = order.spread("", "", len(told["accounts"]), chance)
    for account, key in zip(told["accounts"], keys, strict=True):
        values: Values = {
            "name": account["name"],
            "channel": cast.channels[account["channel"]],
            "handle": account["handle"],
            "owner": cast.people[account["owner"]],
            "followers": account["followers"],
            "authorised_until": (today + timedelta(days=account["days"])).isoformat(),
            "okey": key,
        }
        cast.accounts[account["name"]] = edit.add("account", values)
