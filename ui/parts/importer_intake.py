"""What an import wizard works against: who reads a file, tries it, and brings it in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from app.model.errors import Refused
from app.model.step import Step
from app.sheet.grid import Cell

MAX_BYTES = 200 << 20


@dataclass(frozen=True, slots=True)
class Field:
    """One of our fields that a column may be; `words` are for people."""

    key: str
    words: str
    is_needed: bool = False


@dataclass(frozen=True, slots=True)
class Target:
    """Where it may go; a new one has the name that is proposed for it."""

    key: object
    words: str
    icon: str = ""
    new_name: str | None = None


@dataclass(frozen=True, slots=True)
class Filed:
    """A file as it was read. Without mapping its columns say themselves what they are."""

    name: str
    headers: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    first_row: int = 2
    first_column: int = 0
    is_mapped: bool = True
    sheet: str = ""
    others: Sequence[str] = ()
    """Sheets of the file that were not read."""
    kept: object = None
    """What the intake wants to have again."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What shall be brought in: our field -> its column, and where to."""

    filed: Filed
    columns: Mapping[str, int] = field(default_factory=dict[str, int])
    target: object = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Count:
    """One number of the trial."""

    number: int
    words: str
    tone: str = "text"


@dataclass(frozen=True, slots=True)
class Trouble:
    """What could not be taken; the message is a template with its values."""

    row: int | None
    column: str
    message: str
    params: Mapping[str, object] = field(default_factory=dict[str, object])


@dataclass(frozen=True, slots=True)
class Trial:
    """What the import would do."""

    counts: Sequence[Count]
    troubles: Sequence[Trouble] = ()
    notes: Sequence[str] = ()
    """Sentences about what else would happen."""
    has_work: bool = True
    kept: object = None
    mend: Callable[[], bytes] | None = None
    """Makes the workbook of the rows to mend, where an intake knows better than its rows alone."""


class Intake(Protocol):
    """One kind of thing that can be brought in. `read`, `dry_run`, `run` work beside the screen."""

    @property
    def kind(self) -> str:
        """The word under which its choices are remembered."""
        ...

    @property
    def title(self) -> str:
        """What the wizard is called."""
        ...

    @property
    def endings(self) -> Sequence[str]:
        """The kinds of files that it reads."""
        ...

    def fields(self) -> Sequence[Field]:
        """What a column may be."""
        ...

    def read(self, path: Path) -> Filed:
        """The file; refused where it cannot be read."""
        ...

    def propose(self, filed: Filed) -> Mapping[str, int]:
        """Our field -> the column that seems to be it."""
        ...

    def targets(self, filed: Filed) -> Sequence[Target]:
        """Where it may go; nothing where there is but one place."""
        ...

    def dry_run(self, wish: Wish) -> Trial:
        """What the import would do; nothing is written."""
        ...

    def run(self, wish: Wish, trial: Trial, step: Step) -> str:
        """Bring it in as one edit; the answer says what was done."""
        ...


def bytes_of(path: Path) -> bytes:
    """What is in a file; refused where it cannot be had."""
    if path.is_dir():
        raise Refused("bad_file", "{file} is a folder; choose a file in it", file=path.name)
    try:
        if path.stat().st_size > MAX_BYTES:
            raise Refused("too_large", "The file is larger than {limit} MB", limit=MAX_BYTES >> 20)
        data = path.read_bytes()
    except OSError as error:
        raise Refused(
            "bad_file",
            "{file} cannot be read: {why}",
            hint="Close it in other programs and choose it again",
            file=path.name,
            why=error.strerror or str(error),
        ) from error
    if not data:
        raise Refused("bad_file", "The file is empty")
    return data
