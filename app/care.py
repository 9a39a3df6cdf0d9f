"""Care for what is kept: conflicts and their end, backup and restore, checksum, doctor."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from app.model import codec, ids, policy, registry
from app.model.change import Value
from app.model.clock import ms_of
from app.model.errors import Refused
from app.model.policy import Rank
from app.model.register import Head, RowState
from app.model.row import Row
from app.session import Session
from app.store import archive, audit, birth, dataset, ledger, search
from app.store import history as past
from app.store import profile as profiles
from app.store import rescue as rescuing
from app.store.audit import Split
from app.store.history import DELETED as GONE
from app.store.history import Step
from app.store.ledger import Waiting
from app.store.profile import Profile
from app.store.replica import Means, Replica
from app.store.rescue import Rescued

DELETED = "deleted"


@dataclass(slots=True)
class Desk:
    """What a command has before it: the profile, its replica and the session of its person."""

    profile: Profile
    replica: Replica
    session: Session

    def close(self) -> None:
        """Let go of the files."""
        self.session.close()


@dataclass(frozen=True, slots=True)
class Other:
    """A kept value that is not shown: whose it is and when it was written (UTC)."""

    values: tuple[Value, ...]
    person: bytes | None
    at_ms: int


@dataclass(frozen=True, slots=True)
class Conflict:
    """A register with several heads, or a deletion that an edit overruled."""

    id: bytes
    table: str
    row: bytes
    register: int
    field: str
    shown: tuple[Value, ...]
    others: tuple[Other, ...]
    winner: Other | None = None
    """Whose the shown value is."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that the doctor looked at."""

    name: str
    ok: bool
    detail: str


def profile_in(folder: Path) -> Profile:
    """The profile in a folder."""
    return profiles.load(folder)


def open_desk(profile: Profile, means: Means | None = None) -> Desk:
    """Open the profile's replica; a step of its schema is taken only after a verified backup."""
    if not profile.is_made:
        raise Refused(
            "not_found",
            "There is no workspace in {folder}",
            hint="Begin one with init, or take part in one with join",
            folder=profile.folder,
        )
    world = means or Means()
    replica = birth.open_replica(profile.replica, world, lambda: _before_steps(profile, world))
    return Desk(profile, replica, Session(replica))


def begin(profile: Profile, person: bytes, workspace: bytes) -> Desk:
    """A new replica in the profile's folder, owned by this person; its rows come next."""
    birth.clear(profile.replica)
    replica = birth.open_replica(profile.replica, Means())
    birth.be_born(replica, person, workspace, policy.grants_of(Rank.OWNER, person, None))
    return Desk(profile, replica, Session(replica))


def start(profile: Profile, name: str, person: str, tz: str) -> Profile:
    """A new workspace of one's own in an empty profile: nothing but its name and its owner."""
    maker = ids.Ids()
    workspace, owner = maker.new(), maker.new()
    desk = begin(profile, owner, workspace)
    try:
        with desk.session.edit("") as edit:  # no step: nobody undoes their workspace
            edit.add("workspace", {"name": name, "tz": tz, "currency": "CNY"}, workspace)
            edit.add("person", {"name": person, "kind": "person", "active": 1}, owner)
    finally:
        desk.close()
    # The profile is written last: a break before leaves no half-made workspace.
    return profile.saved(
        workspace=ids.text_of(workspace),
        person=ids.text_of(owner),
        device=ids.text_of(maker.new()),
        tz=tz,
    )


def remove(profile: Profile, kept: Collection[str]) -> None:
    """Delete a profile but for the names that are `kept`; not while it is in use."""
    with profiles.only_one(profile, "window"), profiles.only_one(profile, "watch"):
        pass
    profiles.remove(profile, kept)


def _before_steps(profile: Profile, world: Means) -> None:
    profile.backups.mkdir(parents=True, exist_ok=True)
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    audit.copy_file(profile.replica, profile.backups / f"before-step-{stamp}.db", world.vfs)


def conflicts(desk: Desk) -> list[Conflict]:
    """Everything that waits for a person's decision, in order of rows."""
    found: list[Conflict] = []
    for split in audit.splits(desk.replica):
        table = registry.BY_NO.get(split.tbl)
        if table is not None:
            found.extend(_conflicts_of(table, split, desk.replica))
    return found


def _conflicts_of(table: registry.Table, split: Split, replica: Replica) -> list[Conflict]:
    persons = audit.authors(replica)
    state: RowState = split.state
    found: list[Conflict] = []
    for no in state.split():
        fields = table.registers.get(no)
        if fields is None:
            continue
        *lost, winner = state.registers[no]
        shown = winner.values or ()
        others = tuple(_other(h, persons) for h in reversed(lost) if h.values != shown)
        name = fields[0].group or fields[0].name
        found.append(
            Conflict(
                _id(split, no),
                table.name,
                split.row,
                no,
                name,
                shown,
                _distinct(others),
                _other(winner, persons),
            )
        )
    for entry in state.outvoted:
        others = (Other((1,), persons.get(entry.replica), ms_of(entry.hlc)),)
        found.append(Conflict(_id(split, 0), table.name, split.row, 0, DELETED, (0,), others))
        break
    return found


def _id(split: Split, no: int) -> bytes:
    return codec.digest(split.tbl.to_bytes(4, "big"), split.row, no.to_bytes(4, "big"))


def _other(head: Head, persons: Mapping[bytes, bytes]) -> Other:
    return Other(head.values or (), persons.get(head.replica), ms_of(head.hlc))


def _distinct(others: tuple[Other, ...]) -> tuple[Other, ...]:
    return tuple({o.values: o for o in reversed(others)}.values())[::-1]


def resolve(desk: Desk, conflict: Conflict, values: tuple[Value, ...] | None) -> None:
    """Decide a conflict for these values; None keeps what is shown."""
    resolve_all(desk, [(conflict, values)])


def resolve_all(desk: Desk, choices: Sequence[tuple[Conflict, tuple[Value, ...] | None]]) -> None:
    """Decide conflicts in one edit, sent like any."""
    with desk.session.edit("Resolve conflict") as edit:
        for conflict, values in choices:
            if conflict.register == 0:
                edit.decide_life(conflict.table, conflict.row, deleted=values == (1,))
                continue
            chosen = conflict.shown if values is None else values
            edit.settle(conflict.table, conflict.row, conflict.register, chosen)


def backup(desk: Desk, target: Path) -> int:
    """Write one file with everything of this profile but its token; the answer is its size."""
    return archive.write(desk.profile, desk.replica, target)


def restore(profile: Profile, source: Path) -> Profile:
    """Put a backup into a profile; what was there is kept beside it as `before-restore.db`."""
    return archive.restore(profile, source)


def rescue(profile: Profile) -> Rescued:
    """Set a damaged replica aside and begin a new one with the work that was never sent."""
    return rescuing.rescue(profile)


def index(desk: Desk) -> int:
    """Let the search index catch up by one slice; the answer is how many rows are left."""
    desk.replica.tidy()
    return search.index(desk.replica)


def by_prefix(desk: Desk, table: str, start: str) -> list[bytes]:
    """Ids that begin with this text, also of rows in the trash; at most three."""
    return dataset.by_prefix(desk.replica, table, start)


def trash(desk: Desk, table: str) -> list[Row]:
    """Rows that were deleted and can come back."""
    return dataset.trash(desk.replica, table)


def history(desk: Desk, table: str, row: bytes) -> tuple[Step, ...]:
    """What happened to a row, as far as this device has it, the latest first."""
    return past.steps(desk.replica, table, row)


def news(desk: Desk, table: str, since: Mapping[bytes, int]) -> tuple[Step, ...]:
    """What others changed in these rows since then (row -> UTC ms), the latest first."""
    return past.news(desk.replica, table, since)


def lately(desk: Desk, table: str, where: tuple[str, bytes]) -> tuple[Step, ...]:
    """What happened to those rows of a table that changed last, the latest first."""
    return past.lately(desk.replica, table, where)


def restore_value(desk: Desk, step: Step) -> None:
    """Set the value back that a step replaced, or bring back the row that it deleted."""
    with desk.session.edit("Restore value") as edit:
        if step.kind == GONE:
            edit.restore(step.table, step.row)
        else:
            edit.set(step.table, step.row, {step.field: past.value_before(step)})


def checksum(desk: Desk) -> str:
    """One text for the state of everything shared: equal where rights and state are equal."""
    return audit.checksum(desk.replica)


def doctor(desk: Desk) -> list[Check]:
    """Look at everything that could be wrong, from the rows themselves."""
    replica = desk.replica
    counts = ledger.counts(replica)
    return [
        Check("database", *audit.integrity(replica)),
        Check("journal", *audit.chain(replica)),
        Check("sums", *audit.sums(replica)),
        Check("rows", *audit.rows(replica)),
        Check("search", True, f"{search.pending(replica)} rows behind"),
        Check("conflicts", counts.conflicts == 0, str(counts.conflicts)),
        Check("unsent work", counts.unsent_work == 0, str(counts.unsent_work)),
        Check("keychain", *_keychain(desk.profile)),
    ]


def _keychain(profile: Profile) -> tuple[bool, str]:
    in_file = (profile.folder / "token").exists()
    return not in_file, "token in a file that only you can read" if in_file else "keychain"


def outbox(desk: Desk) -> int:
    """How many transactions wait for the hub."""
    return ledger.counts(desk.replica).waiting


def queue(desk: Desk, limit: int = 500) -> list[Waiting]:
    """Own work that is not with the hub, the oldest first."""
    return ledger.waiting(desk.replica, limit)


def export_unsent(desk: Desk, target: Path) -> int:
    """Write own work that is not with the hub to a file of JSON lines; the answer counts them."""
    lines = [
        json.dumps(
            {"at_ms": one.at_ms, "label": one.label, "why": one.why, "body": one.body.hex()},
            ensure_ascii=False,
        )
        for one in ledger.waiting(desk.replica, 1_000_000)
    ]
    profiles.write_whole(target, ("\n".join(lines) + "\n").encode())
    return len(lines)


def sqlite_version() -> str:
    """The version of SQLite that holds the replica."""
    return audit.sqlite_version()
