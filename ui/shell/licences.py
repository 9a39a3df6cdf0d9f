"""What Fairway stands on, and under which licences: read from the packages that are installed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import metadata

import resources

ROOTS = (
    "apsw",
    "blake3",
    "charset-normalizer",
    "chinesecalendar",
    "cryptography",
    "google-re2",
    "icalendar",
    "keyring",
    "lark",
    "lxml",
    "msgspec",
    "platformdirs",
    "psycopg",
    "pypinyin",
    "pyqtgraph",
    "pyside6",
    "python-calamine",
    "requests",
    "sqlalchemy",
    "sseclient-py",
    "starlette",
    "truststore",
    "tzdata",
    "uvicorn",
    "watchdog",
    "xlsxwriter",
    "zstandard",
)
"""What pyproject.toml asks for, without what is only for building and testing; a test compares."""
ICONS = "Lucide"
ICONS_LICENCE = "ISC"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_TEXT = re.compile(r"(licen[cs]e|copying|notice|copyright)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Part:
    """A package: its name, its version, the short name of its licence."""

    name: str
    version: str
    licence: str


def parts() -> list[Part]:
    """Everything that came along, by name; the icons too."""
    found = [Part(ICONS, "", ICONS_LICENCE)]
    for dist in _closure(ROOTS).values():
        found.append(Part(dist.name, dist.version, _short(dist)))
    return sorted(found, key=lambda part: part.name.casefold())


def text_of(name: str) -> str:
    """The licence of a package in full; "" where the package brings none along."""
    if name == ICONS:
        return resources.path("icons", "LICENSE-lucide.txt").read_text(encoding="utf-8")
    try:
        dist = metadata.distribution(name)
    except metadata.PackageNotFoundError:
        return ""
    files = [file for file in dist.files or [] if ".dist-info/" in str(file)]
    texts = [str(file.locate()) for file in files if _TEXT.search(file.name)]
    return "\n\n".join(_read(path) for path in sorted(texts))


def _read(path: str) -> str:
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read(400_000)
    except OSError:
        return ""


def _closure(names: Iterable[str]) -> dict[str, metadata.Distribution]:
    """These packages and all that they need, as far as they are here."""
    here: dict[str, metadata.Distribution] = {}
    for dist in metadata.distributions():
        here.setdefault(_plain(dist.name), dist)
    found: dict[str, metadata.Distribution] = {}
    waiting = [_plain(name) for name in names]
    while waiting:
        key = waiting.pop()
        dist = here.get(key)
        if dist is None or key in found:
            continue
        found[key] = dist
        for line in dist.requires or []:
            wanted = _NAME.match(line)
            if wanted and "extra ==" not in line:
                waiting.append(_plain(wanted.group()))
    return found


def _plain(name: str) -> str:
    """A name as packages are compared: PySide6_Addons is pyside6-addons."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _short(dist: metadata.Distribution) -> str:
    held = dist.metadata
    told = [*(held.get_all("License-Expression") or []), *(held.get_all("License") or [])]
    for value in told:
        if value and "\n" not in value.strip() and len(value) < 80:
            return value.strip()
    kinds = [c for c in held.get_all("Classifier") or [] if c.startswith("License ::")]
    return ", ".join(kind.rpartition("::")[2].strip() for kind in kinds)
