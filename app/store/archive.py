"""A profile as one file: backup and restore."""

from __future__ import annotations

import errno
import zipfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from app.model import ids
from app.model.errors import Fault, Refused, Unavailable
from app.sql.backup import check_file, place, write_backup
from app.store import audit
from app.store import profile as profiles
from app.store.profile import Profile
from app.store.replica import Replica

MAX_BACKUP = 8 * 1024**3
FULL = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC), errno.EFBIG)


@contextmanager
def naming(file: Path) -> Generator[None]:
    """What the system refuses about a file becomes what a person is told."""
    try:
        yield
    except OSError as error:
        raise told(error, file) from error


def told(error: OSError, file: Path) -> Fault:
    """A failure of the system by its name."""
    if error.errno in FULL:
        return Unavailable("disk_full", "The disk is full", kept="Nothing was changed")
    why = error.strerror or str(error)
    return Unavailable(
        "busy",
        "{file} cannot be written: {why}",
        kept="Nothing was changed",
        file=file.name,
        why=why,
    )


def write(profile: Profile, replica: Replica, target: Path) -> int:
    """Write one file with everything of this profile but its token; the answer is its size."""
    scratch = profile.folder / "backup.tmp"
    beside = target.with_name(target.name + ".new")
    with naming(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            write_backup(replica.conn, scratch)
            with zipfile.ZipFile(beside, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
                archive.write(scratch, "replica.db")
                archive.write(profile.folder / "profile.toml", "profile.toml")
            profiles.sync_file(beside)
            beside.replace(target)
        finally:
            scratch.unlink(missing_ok=True)
            beside.unlink(missing_ok=True)
        return target.stat().st_size


def restore(profile: Profile, source: Path) -> Profile:
    """Put a backup into a profile; what was there is kept beside it as `before-restore.db`.

    The restored replica shares its id with the one that the backup was made of; the hub
    tells them apart at the next sync and this one goes on under an id of its own.
    """
    if not source.exists():
        raise Refused("not_found", "There is no file {file}", file=source)
    with naming(profile.folder), profiles.only_one(profile, "window"):
        return _restore(profile, source)


def _restore(profile: Profile, source: Path) -> Profile:
    scratch = profile.folder / "restore.tmp"
    try:
        try:
            settings = _unpack(source, scratch)
        except (zipfile.BadZipFile, KeyError, EOFError, NotImplementedError, RuntimeError) as error:
            raise Refused(
                "bad_file",
                "This is not a backup of Fairway: {file}",
                kept="Nothing was changed",
                file=source.name,
            ) from error
        return _place(profile, scratch, settings)
    finally:
        scratch.unlink(missing_ok=True)


def _unpack(source: Path, scratch: Path) -> bytes:
    with zipfile.ZipFile(source) as archive:
        if archive.getinfo("replica.db").file_size > MAX_BACKUP:
            raise Refused("too_large", "The backup is too large")
        if archive.getinfo("profile.toml").file_size > 1 << 20:
            raise Refused("too_large", "The backup is too large")
        with archive.open("replica.db") as packed, scratch.open("wb") as out:
            while block := packed.read(1 << 20):
                out.write(block)
        return archive.read("profile.toml")


def _place(profile: Profile, scratch: Path, settings: bytes) -> Profile:
    check_file(scratch)
    held = _settings(profile, settings)
    if profile.is_made:
        if held.workspace != profile.workspace:
            raise Refused("other_workspace", "This backup is of another workspace")
        audit.copy_file(profile.replica, profile.folder / "before-restore.db")
    place(scratch, profile.replica)
    device = profile.device or ids.text_of(ids.Ids().new())
    return held.saved(device=device, hub=profile.hub or held.hub)


def _settings(profile: Profile, settings: bytes) -> Profile:
    draft = profile.folder / "restore-profile"
    draft.mkdir(exist_ok=True)
    file = draft / "profile.toml"
    try:
        file.write_bytes(settings)
        held = profiles.load(draft)
    finally:
        file.unlink(missing_ok=True)
        draft.rmdir()
    return Profile(
        profile.folder, held.workspace, held.person, held.device, held.hub, held.tz, held.lang
    )
