"""The demo workspace: believable data of a home-goods brand, its dates relative to today."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import resources
from app import care
from app.calendar import worktime
from app.care import Profile
from app.model import order
from app.model.change import Value
from app.model.row import Row
from app.plan import commands
from app.plan.commands import Setting
from app.session import Edit, Session

MARK = "demo"
"""A file of this name says that a profile is the demo and may be removed as a whole."""


@dataclass(slots=True)
class _Ids:
    people: dict[str, bytes] = field(default_factory=dict[str, bytes])
    accounts: dict[str, bytes] = field(default_factory=dict[str, bytes])
    campaigns: dict[str, bytes] = field(default_factory=dict[str, bytes])


def make(folder: Path, today: date, lang: str = "zh_CN") -> Profile:
    """The demo in a profile of its own, so that it can go without a trace."""
    data = _read()
    profile = care.start(care.profile_in(folder), data["workspace"], data["me"], "Asia/Shanghai")
    desk = care.open_desk(profile)
    try:
        fill(desk.session, today, lang)
    finally:
        desk.close()
    (folder / MARK).write_text("", encoding="ascii")
    return profile


def is_demo(folder: Path) -> bool:
    """Whether a profile is the demo."""
    return (folder / MARK).exists()


def fill(session: Session, today: date, lang: str = "zh_CN") -> None:
    """Write the demo's rows; `session.me` becomes the person of the story."""
    data = _read()
    known = _Ids()
    with session.edit("Demo workspace") as edit:
        _people(edit, data, session.me.person, known)
        _channels(edit, data, today, known)
    for told in data["campaigns"]:
        _campaign(session, told, today, known, lang)
    first = known.campaigns[data["campaigns"][0]["name"]]
    with session.edit("Demo workspace") as edit:
        _posts(edit, data["posts"], first, today, known)
        _comments(edit, session, data["comments"], first, today)


def _read() -> dict[str, Any]:
    text = resources.path("demo", "workspace.json").read_text(encoding="utf-8")
    return json.loads(text)


def _people(edit: Edit, data: Mapping[str, Any], me: bytes, known: _Ids) -> None:
    low = ""
    departments: dict[str, bytes] = {}
    for name in data["departments"]:
        low = order.between(low, "", edit.random_bytes)
        departments[name] = edit.add("department", {"name": name, "okey": low})
    positions: dict[str, bytes] = {}
    for level, (name, position, department, grade, skills, _) in enumerate(data["people"]):
        if position not in positions:
            values: dict[str, Value] = {"name": position, "level": len(data["people"]) - level}
            positions[position] = edit.add("position", values)
        held: dict[str, Value] = {
            "name": name,
            "kind": "person",
            "active": 1,
            "department": departments[department],
            "position": positions[position],
            "level": grade,
            "skills": json.dumps(skills, ensure_ascii=False),
            "capacity": 100,
        }
        if name == data["me"]:
            edit.set("person", me, held)
            known.people[name] = me
        else:
            known.people[name] = edit.add("person", held)
    for name, *_, manager in data["people"]:
        if manager:
            edit.set("person", known.people[name], {"manager": known.people[manager]})
    for name, department, position in data["second"]:
        who = known.people[name]
        seat = {"department": departments[department], "position": positions[position]}
        edit.add("posting", {"person": who, **seat})


def _channels(edit: Edit, data: Mapping[str, Any], today: date, known: _Ids) -> None:
    low = ""
    channels: dict[str, bytes] = {}
    for name, kind in data["channels"]:
        low = order.between(low, "", edit.random_bytes)
        channels[name] = edit.add("channel", {"name": name, "kind": kind, "okey": low})
    for name, channel, handle, owner, followers, days in data["accounts"]:
        values: dict[str, Value] = {
            "name": name,
            "channel": channels[channel],
            "handle": handle,
            "owner": known.people[owner],
            "followers": followers,
            "authorised_until": (today + timedelta(days=days)).isoformat(),
        }
        known.accounts[name] = edit.add("account", values)


def _campaign(
    session: Session, told: Mapping[str, Any], today: date, known: _Ids, lang: str
) -> None:
    start = today + timedelta(days=told["start"])
    setting = Setting(lang=lang, owner=known.people[told["owner"]])
    campaign = commands.start_campaign(session, told["template"], told["name"], start, setting)
    known.campaigns[told["name"]] = campaign
    kpi = [
        dict(
            zip(
                ("id", "name", "unit", "direction", "target", "actual"),
                (f"k{n}", *one),
                strict=True,
            )
        )
        for n, one in enumerate(told["kpi"])
    ]
    with session.edit("Demo workspace") as edit:
        values: dict[str, Value] = {
            name: told[name] for name in ("goal", "audience", "icon", "stage")
        }
        values["kpi"] = json.dumps(kpi, ensure_ascii=False)
        edit.set("campaign", campaign, values)
        for place, name in enumerate(known.people):
            role = "lead" if name == told["owner"] else "viewer" if place > 9 else "editor"
            edit.add("member", {"campaign": campaign, "person": known.people[name], "role": role})
        for account in known.accounts.values():
            edit.add("campaign_account", {"campaign": campaign, "account": account})
        if told["pinned"]:
            key = order.between("", "", edit.random_bytes)
            mark: dict[str, Value] = {"person": session.me.person, "kind": "pin", "okey": key}
            edit.add("mark", {**mark, "table": "campaign", "row": campaign})
        tasks = session.list("task", [("campaign", "=", campaign)])
        _tasks(edit, tasks, Random(told["seed"]), today, known)


def _tasks(edit: Edit, tasks: Sequence[Row], chance: Random, today: date, known: _Ids) -> None:
    parents = {task.ref("parent") for task in tasks}
    people = list(known.people.values())
    yesterday, soon = today.isoformat(), (today + timedelta(days=4)).isoformat()
    late = 0
    for task in sorted(tasks, key=lambda one: (one.text("finish"), one.id)):
        if task.id in parents:
            continue
        due = task.text("finish")[:10]
        values: dict[str, Value] = {"author": chance.choice(people[:2])}
        if due < yesterday:
            is_late = late < 3 and due >= (today - timedelta(days=4)).isoformat()
            late += is_late
            values["status"] = "doing" if is_late else "done"
            values["percent"] = chance.choice((35, 60, 80)) if is_late else 100
        elif due <= soon:
            values["status"] = chance.choice(("doing", "doing", "review", "blocked", "todo"))
            values["percent"] = 0 if values["status"] == "todo" else chance.choice((10, 25, 50, 75))
        else:
            values["status"], values["percent"] = "todo", 0
        edit.set("task", task.id, values)
        for person in chance.sample(people[:9], chance.choice((1, 1, 1, 2))):
            given: dict[str, Value] = {"campaign": task.ref("campaign"), "task": task.id}
            edit.add("assignment", {**given, "person": person, "units": "1"})


def _posts(
    edit: Edit, told: Sequence[Sequence[Any]], campaign: bytes, today: date, known: _Ids
) -> None:
    for number, (title, account, days, clock, is_out, author) in enumerate(told):
        values: dict[str, Value] = {
            "campaign": campaign,
            "account": known.accounts[account],
            "title": title,
            "author": known.people[author],
            "status": "published" if is_out else "ready" if days is not None else "draft",
        }
        if days is not None:
            at = f"{(today + timedelta(days=days)).isoformat()}T{clock}:00"
            values["planned"] = at
            if is_out:
                values["published"] = at
                values["url"] = f"https://example.com/qinghe/{number + 101}"
        edit.add("post", values)


def _comments(
    edit: Edit, session: Session, told: Sequence[Sequence[str]], campaign: bytes, today: date
) -> None:
    names = {row.text("name"): row.id for row in session.list("person")}
    tasks = session.list(
        "task", [("campaign", "=", campaign), ("status", "in", ("doing", "review"))]
    )
    at = worktime.standard().add_minutes(datetime.combine(today - timedelta(days=2), START), 60)
    for number, (name, body) in enumerate(told):
        at += timedelta(minutes=47)
        task = tasks[(number // 2) % len(tasks)]
        mentioned = [row.hex() for who, row in names.items() if f"@{who}" in body]
        edit.add(
            "comment",
            {
                "campaign": campaign,
                "table": "task",
                "row": task.id,
                "kind": "comment",
                "body": body,
                "mentions": json.dumps(mentioned),
                "person": names[name],
                "said_at": at.isoformat(timespec="seconds"),
            },
        )


START = datetime(2000, 1, 1, 9).time()
