"""What a person can do to a campaign: begin, change, copy, put away; members, KPIs, posts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from app import care
from app.calendar import worktime
from app.calendar.worktime import WorkCalendar
from app.campaign import activity, copy, post
from app.campaign.activity import Change
from app.campaign.overview import CampaignRows
from app.care import Desk
from app.model import order
from app.model.campaign import Kpi, Stage, read_kpis, write_kpis, write_stages
from app.model.change import Value
from app.model.errors import Refused
from app.model.ids import RowId
from app.model.row import Row
from app.session import Session

TRASHED = ("task", "link", "assignment", "post", "campaign_account", "calendar")
"""Tables whose rows go to the trash with their campaign; members keep their right to see it."""
PUBLICATION = ("published", "url")
TOLD = ("stage", "kpi")
"""Fields of a campaign whose changes are told in its activity."""
SETTLED = ("planned", "account", "status")
"""What a published post does not change any more."""


def read_campaign(session: Session, campaign: bytes) -> CampaignRows:
    """A campaign with what the overview counts."""
    mine = [("campaign", "=", campaign)]
    return replace(
        read_head(session, campaign),
        tasks=session.list("task", mine, ["okey"]),
        links=session.list("link", mine),
        comments=session.list("comment", mine),
    )


def read_head(session: Session, campaign: bytes) -> CampaignRows:
    """A campaign without what takes long: its tasks may be thousands."""
    mine = [("campaign", "=", campaign)]
    return CampaignRows(
        session.get("campaign", campaign),
        posts=session.list("post", mine, ["planned"]),
        members=session.list("member", mine),
        accounts=session.list("campaign_account", mine, ["okey"]),
    )


def read_changes(desk: Desk, campaign: bytes) -> list[Change]:
    """What was changed of late in a campaign and in the dates of its tasks."""
    steps = [step for step in care.history(desk, "campaign", campaign) if step.field in TOLD]
    lately = care.lately(desk, "task", ("campaign", campaign))
    steps += [step for step in lately if step.field in activity.DUE and step.new is not None]
    return [
        Change(s.table, s.row, s.field, s.person, s.at_ms, str(s.old or ""), str(s.new or ""))
        for s in steps
    ]


def create_campaign(
    session: Session, name: str, values: Mapping[str, Value] | None = None
) -> RowId:
    """Begin an empty campaign; its owner is who begins it."""
    own: dict[str, Value] = {"stage": "idea", "owner": session.me.person, **(values or {})}
    own["name"] = _named(name)
    _check_period(own.get("start"), own.get("finish"))
    low = _last_key(session)
    with session.edit("Create campaign") as edit:
        return edit.add("campaign", {"okey": order.between(low, "", edit.random_bytes), **own})


def rename_campaign(session: Session, campaign: bytes, name: str) -> None:
    """Give a campaign another name."""
    with session.edit("Rename campaign") as edit:
        edit.set("campaign", campaign, {"name": _named(name)})


def set_campaign(session: Session, campaign: bytes, values: Mapping[str, Value]) -> None:
    """Change fields of a campaign."""
    row = session.get("campaign", campaign)
    if "name" in values:
        values = {**values, "name": _named(str(values["name"] or ""))}
    if "start" in values or "finish" in values:
        _check_period(values.get("start", row["start"]), values.get("finish", row["finish"]))
    with session.edit("Change campaign") as edit:
        edit.set("campaign", campaign, values)


def set_stage(session: Session, campaign: bytes, stage: str) -> None:
    """Say how far a campaign is: idea, plan, run, review, done."""
    with session.edit("Change stage") as edit:
        edit.set("campaign", campaign, {"stage": stage})


def set_stages(session: Session, campaign: bytes, stages: Sequence[Stage]) -> None:
    """Divide a campaign's period into stages."""
    if any(s.finish < s.start for s in stages):
        raise Refused("invalid", "The end is before the start")
    if len({s.id for s in stages}) < len(stages):
        raise Refused("invalid", "Two stages have the same id")
    with session.edit("Change stages") as edit:
        edit.set("campaign", campaign, {"stages": write_stages(stages)})


def archive_campaign(session: Session, campaign: bytes) -> None:
    """Take a campaign out of the daily lists."""
    with session.edit("Archive campaign") as edit:
        edit.set("campaign", campaign, {"archived": 1})


def unarchive_campaign(session: Session, campaign: bytes) -> None:
    """Bring a campaign back into the daily lists."""
    with session.edit("Bring back campaign") as edit:
        edit.set("campaign", campaign, {"archived": 0})


def duplicate_campaign(
    session: Session,
    campaign: bytes,
    name: str,
    start: date,
    calendar: WorkCalendar | None = None,
) -> RowId:
    """Plan a campaign once more from another day; what was done, said and published stays."""
    row = session.get("campaign", campaign)
    held = {table: session.list(table, [("campaign", "=", campaign)]) for table in copy.COPIED}
    old = _first_day(row, held["task"]) or start
    shift = copy.Shift(old, start, calendar or worktime.standard())
    low = _last_key(session)
    with session.edit("Duplicate campaign") as edit:
        made, rows = copy.Copying(shift, edit.new_id, session.me.person).rows(row, held)
        own = rows["campaign"][0][1]
        own |= {"name": _named(name), "okey": order.between(low, "", edit.random_bytes)}
        for table, added in rows.items():
            edit.add_all(table, added)
    return made


def delete_campaign(session: Session, campaign: bytes) -> int:
    """Put a campaign and all that is in it into the trash; the answer counts the rows."""
    with session.edit("Delete campaign") as edit:
        count = 1
        for table in TRASHED:
            for row in session.dataset(table, [], [("campaign", "=", campaign)])["id"]:
                assert isinstance(row, bytes)
                edit.delete(table, row)
                count += 1
        edit.delete("campaign", campaign)
    return count


def restore_campaign(session: Session, campaign: bytes, trash: Iterable[Row]) -> int:
    """Bring a campaign back with those of the trashed rows that are its own.

    `trash` is what the trash holds of the tables `TRASHED`; the answer counts the rows.
    """
    with session.edit("Restore campaign") as edit:
        edit.restore("campaign", campaign)
        count = 1
        for row in trash:
            if row.ref("campaign") == campaign and row.table in TRASHED:
                edit.restore(row.table, row.id)
                count += 1
    return count


def add_member(session: Session, campaign: bytes, person: bytes, role: str) -> RowId:
    """Let a person take part in a campaign as lead, editor or viewer."""
    session.get("person", person)
    mine = [("campaign", "=", campaign), ("person", "=", person)]
    if session.list("member", mine):
        raise Refused("invalid", "This person is a member already")
    with session.edit("Add member") as edit:
        return edit.add("member", {"campaign": campaign, "person": person, "role": role})


def set_member_role(session: Session, member: bytes, role: str) -> None:
    """Change what a member may do."""
    with session.edit("Change role") as edit:
        edit.set("member", member, {"role": role})


def remove_member(session: Session, member: bytes) -> None:
    """Take a member out of a campaign."""
    with session.edit("Remove member") as edit:
        edit.delete("member", member)


def attach_account(session: Session, campaign: bytes, account: bytes) -> RowId:
    """Let a campaign publish on an account."""
    session.get("account", account)
    mine = session.list("campaign_account", [("campaign", "=", campaign)])
    if any(row.ref("account") == account for row in mine):
        raise Refused("invalid", "This account is in the campaign already")
    low = max((row.text("okey") for row in mine), default="")
    with session.edit("Add account") as edit:
        key = order.between(low, "", edit.random_bytes)
        values: dict[str, Value] = {"campaign": campaign, "account": account, "okey": key}
        return edit.add("campaign_account", values)


def add_account(session: Session, campaign: bytes, values: Mapping[str, Value]) -> RowId:
    """A new account of the team, and the campaign publishes on it."""
    name = values.get("name")
    if not isinstance(name, str) or not name.strip():
        raise Refused("invalid", "An account needs a name")
    mine = session.list("campaign_account", [("campaign", "=", campaign)])
    low = max((row.text("okey") for row in mine), default="")
    last = max((row.text("okey") for row in session.list("account")), default="")
    with session.edit("Add account") as edit:
        own: dict[str, Value] = {"owner": session.me.person, **values}
        account = edit.add("account", own | {"okey": order.between(last, "", edit.random_bytes)})
        key = order.between(low, "", edit.random_bytes)
        edit.add("campaign_account", {"campaign": campaign, "account": account, "okey": key})
    return account


def set_account(session: Session, account: bytes, values: Mapping[str, Value]) -> None:
    """Change fields of an account."""
    with session.edit("Change account") as edit:
        edit.set("account", account, values)


def detach_account(session: Session, campaign: bytes, account: bytes) -> None:
    """Take an account out of a campaign; its posts stay."""
    found = session.list(
        "campaign_account", [("campaign", "=", campaign), ("account", "=", account)]
    )
    if not found:
        raise Refused("not_found", "This account is not in the campaign")
    with session.edit("Remove account") as edit:
        for row in found:
            edit.delete("campaign_account", row.id)


def set_kpis(session: Session, campaign: bytes, kpis: Sequence[Kpi]) -> None:
    """Write a campaign's KPIs; one without an id gets one."""
    if any(not kpi.name.strip() for kpi in kpis):
        raise Refused("invalid", "A KPI needs a name")
    given = [kpi.id for kpi in kpis if kpi.id]
    if len(set(given)) < len(given):
        raise Refused("invalid", "Two KPIs have the same id")
    with session.edit("Edit KPIs") as edit:
        whole = [kpi if kpi.id else replace(kpi, id=edit.new_id().hex()) for kpi in kpis]
        edit.set("campaign", campaign, {"kpi": write_kpis(whole)})


def record_kpi(
    session: Session, campaign: bytes, kpi_id: str, actual: Decimal | None, when: datetime
) -> None:
    """Write down the latest figure of a KPI."""
    kpis = read_kpis(session.get("campaign", campaign).text("kpi"))
    if kpi_id not in {kpi.id for kpi in kpis}:
        raise Refused("not_found", "There is no such KPI")
    updated = _wall(when)
    with session.edit("Update KPI") as edit:
        whole = [replace(k, actual=actual, updated=updated) if k.id == kpi_id else k for k in kpis]
        edit.set("campaign", campaign, {"kpi": write_kpis(whole)})


def pins(session: Session) -> list[Row]:
    """What this person pinned, in order; a pinned row may be in the trash by now."""
    mine = [("person", "=", session.me.person), ("kind", "=", "pin")]
    return session.list("mark", mine, ["okey"])


def pin(session: Session, table: str, row: bytes) -> None:
    """Keep a row at hand; nothing happens where it is pinned."""
    session.get(table, row)
    held = pins(session)
    if any(mark.ref("row") == row for mark in held):
        return
    low = max((mark.text("okey") for mark in held), default="")
    with session.edit("Pin") as edit:
        made = edit.new_id()
        values: dict[str, Value] = {
            "person": session.me.person,
            "kind": "pin",
            "table": table,
            "row": row,
            "at": int.from_bytes(made[:6], "big"),
            "okey": order.between(low, "", edit.random_bytes),
        }
        edit.add("mark", values, made)


def unpin(session: Session, row: bytes) -> None:
    """Do not keep a row at hand any more."""
    held = [mark.id for mark in pins(session) if mark.ref("row") == row]
    if held:
        with session.edit("Unpin") as edit:
            for mark in held:
                edit.delete("mark", mark)


def add_post(session: Session, campaign: bytes, values: Mapping[str, Value]) -> RowId:
    """Add a post to a campaign; its author is who adds it."""
    session.get("campaign", campaign)
    _check_post(session, campaign, values)
    own: dict[str, Value] = {"status": "idea", "author": session.me.person, **values}
    with session.edit("Add post") as edit:
        return edit.add("post", {**own, "campaign": campaign})


def set_post(session: Session, row: bytes, values: Mapping[str, Value]) -> None:
    """Change fields of a post; the publication is recorded by `publish_post` alone."""
    held = session.get("post", row)
    if any(name in values for name in SETTLED):
        _check_open(held)
    _check_post(session, held.ref("campaign") or b"", values)
    with session.edit("Change post") as edit:
        edit.set("post", row, values)


def plan_post(session: Session, row: bytes, account: bytes | None, when: datetime | None) -> None:
    """Say where and when a post is to be published; no time puts it among the unscheduled."""
    _check_open(session.get("post", row))
    if account is not None:
        session.get("account", account)
    with session.edit("Schedule post") as edit:
        planned = _wall(when) if when is not None else None
        edit.set("post", row, {"account": account, "planned": planned})


def publish_post(session: Session, row: bytes, url: str, when: datetime) -> None:
    """Record that a post is out, where and since when; a post is published once."""
    _check_open(session.get("post", row))
    address = post.checked_url(url)
    with session.edit("Record publication") as edit:
        _check_open(edit.get("post", row))
        edit.set("post", row, {"published": _wall(when), "url": address, "status": "published"})


def delete_post(session: Session, row: bytes) -> None:
    """Put a post into the trash."""
    with session.edit("Delete post") as edit:
        edit.delete("post", row)


def _check_open(held: Row) -> None:
    if not post.is_published(held):
        return
    if held.text("url"):
        url = held.text("url")
        raise Refused("closed", "This post is published already", hint="It is at {url}", url=url)
    raise Refused("closed", "This post is published already")


def _check_post(session: Session, campaign: bytes, values: Mapping[str, Value]) -> None:
    if values.get("status") == "published" or any(values.get(n) for n in PUBLICATION):
        raise Refused("invalid", "A post becomes published when its link is recorded")
    account, task = values.get("account"), values.get("task")
    if isinstance(account, bytes):
        session.get("account", account)
    if isinstance(task, bytes) and session.get("task", task).ref("campaign") != campaign:
        raise Refused("invalid", "A post and its task belong to the same campaign")


def _named(name: str) -> str:
    if not name.strip():
        raise Refused("invalid", "A campaign needs a name")
    return name.strip()


def _check_period(start: Value, finish: Value) -> None:
    if isinstance(start, str) and isinstance(finish, str) and finish < start:
        raise Refused("invalid", "The end is before the start")


def _wall(moment: datetime) -> str:
    """Wall time of the workspace's zone, to the second."""
    assert moment.tzinfo is None
    return moment.replace(microsecond=0).isoformat()


def _last_key(session: Session) -> str:
    keys = session.dataset("campaign", ["okey"])["okey"]
    return max((key for key in keys if isinstance(key, str)), default="")


def _first_day(campaign: Row, tasks: Sequence[Row]) -> date | None:
    """The day that a campaign begins: its own, else its first task's."""
    days = [campaign.text("start")] if campaign.text("start") else []
    days = days or [task.text("start") for task in tasks if task.text("start")]
    return datetime.fromisoformat(min(days)).date() if days else None
