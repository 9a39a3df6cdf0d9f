"""A profile: the folder of one person, on one device, in one workspace."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import tomllib
from collections.abc import Collection, Generator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import keyring
import keyring.errors

from app.model import ids
from app.model.errors import Refused, Unavailable

SERVICE = "fairway"


@dataclass(frozen=True, slots=True)
class Profile:
    """What `profile.toml` says, and where things lie in the folder."""

    folder: Path
    workspace: str = ""
    person: str = ""
    device: str = ""
    hub: str = ""
    tz: str = "Asia/Shanghai"
    lang: str = ""
    proxy: str = ""
    authority: str = ""

    @property
    def replica(self) -> Path:
        return self.folder / "replica.db"

    @property
    def hub_folder(self) -> Path:
        return self.folder / "hub"

    @property
    def backups(self) -> Path:
        return self.folder / "backups"

    @property
    def is_made(self) -> bool:
        """Whether a workspace lives here already."""
        return bool(self.workspace) and self.replica.exists()

    @property
    def workspace_id(self) -> bytes:
        return ids.parse(self.workspace) or b""

    @property
    def person_id(self) -> bytes:
        return ids.parse(self.person) or b""

    def saved(self, **changes: str) -> Profile:
        """The profile with changes, written to its file in one step."""
        new = replace(self, **changes)  # pyright: ignore[reportArgumentType]
        lines = [
            f"{key} = {json.dumps(value, ensure_ascii=False)}"
            for key, value in asdict(new).items()
            if key != "folder" and (value or key not in ("proxy", "authority"))
        ]
        self.folder.mkdir(parents=True, exist_ok=True)
        write_whole(self.folder / "profile.toml", ("\n".join(lines) + "\n").encode())
        return new


def load(folder: Path) -> Profile:
    """The profile in a folder; an empty one where there is none yet."""
    file = folder / "profile.toml"
    if not file.exists():
        return Profile(folder)
    try:
        held = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Refused(
            "bad_file", "The profile file cannot be read: {file}", file=file, why=error
        ) from error
    names = ("workspace", "person", "device", "hub", "tz", "lang", "proxy", "authority")
    known = {name: held[name] for name in names if isinstance(held.get(name), str)}
    return Profile(folder, **known)


def write_whole(path: Path, data: bytes, mode: int = 0o644) -> None:
    """Write a file so that it is old or new, never half."""
    beside = path.with_name(path.name + ".new")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def sync_file(path: Path) -> None:
    """Wait until the disk has a file."""
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def put_token(profile: Profile, token: str) -> None:
    """Keep the device token in the OS keychain, or in a 0600 file where there is none."""
    if has_keychain():
        keyring.set_password(SERVICE, _account(profile), token)
        return
    write_whole(profile.folder / "token", token.encode(), 0o600)


def get_token(profile: Profile) -> str:
    """The device token, "" where this device has none."""
    file = profile.folder / "token"
    if file.exists():
        return file.read_text(encoding="ascii").strip()
    if has_keychain():
        return keyring.get_password(SERVICE, _account(profile)) or ""
    return ""


def drop_token(profile: Profile) -> None:
    """Forget the device token."""
    (profile.folder / "token").unlink(missing_ok=True)
    if has_keychain():
        with contextlib.suppress(keyring.errors.KeyringError):
            keyring.delete_password(SERVICE, _account(profile))


def remove(profile: Profile, kept: Collection[str]) -> None:
    """Delete all in the profile's folder but what is `kept`, and forget the device token."""
    drop_token(profile)
    for path in sorted(profile.folder.iterdir()):
        if path.name in kept:
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()


def has_keychain() -> bool:
    """Whether this computer has a keychain that works without asking."""
    if os.environ.get("FAIRWAY_KEYCHAIN") == "off":
        return False
    priority = getattr(keyring.get_keyring(), "priority", 0)
    return isinstance(priority, int | float) and priority >= 1


def _account(profile: Profile) -> str:
    return f"{profile.workspace}/{profile.device}"


@contextmanager
def only_one(profile: Profile, name: str) -> Generator[None]:
    """Refuse a second holder of this name on the profile: a window, a watcher."""
    profile.folder.mkdir(parents=True, exist_ok=True)
    file = (profile.folder / f"{name}.lock").open("a+b")
    try:
        if not _lock(file.fileno()):
            raise Unavailable("busy", "Fairway is already running on this profile")
        yield
    finally:
        file.close()


def _lock(handle: int) -> bool:
    if os.name == "nt":
        import msvcrt  # noqa: PLC0415 - exists on Windows only

        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # pyright: ignore
        except OSError:
            return False
        return True
    import fcntl  # noqa: PLC0415 - exists on POSIX only

    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
