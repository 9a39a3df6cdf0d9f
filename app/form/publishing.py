"""Versions of a form: what publishing would change, the publishing itself, the versions so far."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.form import content, convert
from app.form.difference import Change, difference
from app.form.draft import read
from app.form.lint import Finding, lint
from app.form.slots import SLOTLESS, slotted
from app.model.errors import Refused
from app.model.form import SLOTS, Form, Part
from app.model.ids import RowId
from app.model.row import Row
from app.session import Session

EXAMPLES = 5
CHUNK = 500
NO_MISTAKES = "The form has mistakes; they are listed below it"


@dataclass(frozen=True, slots=True)
class Version:
    """One published version."""

    id: bytes
    number: int
    digest: str
    form: Form
    note: str
    base: bytes | None
    person: bytes | None
    at: int | None
    """UTC milliseconds"""


@dataclass(frozen=True, slots=True)
class Example:
    """An answer that cannot be converted, in words, and the record that holds it."""

    record: bytes
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Conversion:
    """What becomes of the answers of a part whose kind is another one."""

    part: str
    label: str
    old: str
    new: str
    can: int
    cannot: int
    examples: tuple[Example, ...] = ()


@dataclass(frozen=True, slots=True)
class Loss:
    """A part that is gone, and how many records hold an answer of it; they keep it."""

    part: str
    label: str
    records: int


@dataclass(frozen=True, slots=True)
class Publication:
    """What publishing the draft would do. `current` is the version that is filled now."""

    form: Form
    current: Version | None
    number: int
    changes: tuple[Change, ...]
    conversions: tuple[Conversion, ...]
    losses: tuple[Loss, ...]
    records: Mapping[str, int]
    """State -> how many records of older versions there are."""
    findings: tuple[Finding, ...]

    @property
    def mistakes(self) -> tuple[Finding, ...]:
        """What forbids the publishing."""
        return tuple(finding for finding in self.findings if finding.level == "error")


def versions(session: Session, form: bytes) -> list[Version]:
    """The versions of a form, the oldest first."""
    rows = session.list("form_version", [("form", "=", form)])
    rows.sort(key=lambda row: (row.number("number") or 0, row.id))
    return [version_of(row) for row in rows]


def version(session: Session, row: bytes) -> Version:
    """One version."""
    return version_of(session.get("form_version", row))


def version_of(row: Row) -> Version:
    """A version as its row says."""
    return Version(
        row.id,
        row.number("number") or 0,
        row.text("digest"),
        content.form_of(row.text("content")),
        row.text("note"),
        row.ref("base"),
        row.ref("person"),
        row.number("at"),
    )


def current(session: Session, form: bytes) -> Version | None:
    """The version that new records are made of."""
    held = session.get("form", form).ref("version")
    return None if held is None else version(session, held)


def look(session: Session, form: bytes) -> Publication:
    """What publishing would do; nothing is written."""
    draft = read(session, form)
    every = versions(session, form)
    now = next((one for one in every if one.id == draft.row.ref("version")), None)
    new = slotted(draft.form, (one.form for one in every))
    records = session.list("record", [("form", "=", form), ("state", "!=", "void")])
    answers = _Answers(session, {one.id: one.form for one in every}, records)
    states: dict[str, int] = {}
    for row in records:
        state = row.text("state") or "draft"
        states[state] = states.get(state, 0) + 1
    before = now.form if now is not None else Form(draft.form.name)
    return Publication(
        new,
        now,
        max((one.number for one in every), default=0) + 1,
        difference(before, new),
        tuple(_conversions(answers, new)),
        tuple(_losses(answers, before, new)),
        states,
        tuple(lint(new)),
    )


def publish(session: Session, form: bytes, note: str = "") -> RowId:
    """Make the draft the version that is filled from now on; the answer is the version's row.

    Records keep the version with which they were made. What was published before with the same
    content is that version again. Undo gives the version back that was filled before.
    """
    draft = read(session, form)
    if any(finding.level == "error" for finding in lint(draft.form)):
        raise Refused("invalid", NO_MISTAKES)
    if not any(part.kind not in SLOTLESS for part in draft.form.parts):
        raise Refused("invalid", "A form without fields cannot be published")
    every = versions(session, form)
    text = content.text_of(slotted(draft.form, (one.form for one in every)))
    digest = content.digest_of(text)
    same = next((one for one in every if one.digest == digest), None)
    base = draft.row.ref("version")
    if same is not None and same.id == base and draft.row.text("state") == "open":
        raise Refused("invalid", "Nothing has changed since version {number}", number=same.number)
    with session.edit("Publish form") as edit:
        row = edit.new_id() if same is None else RowId(same.id)
        if same is None:
            values = {
                "form": form,
                "number": max((one.number for one in every), default=0) + 1,
                "digest": digest,
                "content": text,
                "note": note or None,
                "base": base,
                "person": session.me.person,
                "at": int.from_bytes(row[:6], "big"),
            }
            edit.add("form_version", values, row)
        edit.set("form", form, {"version": row, "state": "open"})
    return row


class _Answers:
    """The answers of a form's records, part by part, read from the columns of their slots."""

    def __init__(
        self, session: Session, forms: Mapping[bytes, Form], records: Sequence[Row]
    ) -> None:
        self._session = session
        self._forms = forms
        self._titles = {row.id: row.text("title") or row.text("number") for row in records}
        self._by_version: dict[bytes, list[bytes]] = {}
        for row in records:
            held = row.ref("version")
            if held in forms and held is not None:
                self._by_version.setdefault(held, []).append(row.id)

    def versions(self) -> Iterator[Form]:
        """The versions of which there are records."""
        return (self._forms[one] for one in self._by_version)

    def title(self, record: bytes) -> str:
        """What a record is called."""
        return self._titles.get(record, "")

    def of(self, part: str) -> Iterator[tuple[bytes, Part, object]]:
        """(record, the part as its version has it, answer) for every answer of a part."""
        for version_id, records in self._by_version.items():
            form = self._forms[version_id]
            held = form.by_id.get(part)
            if held is None or held.slot < 0:
                continue
            for record, value in self._slot(records, form.table_of(held), held.slot):
                yield record, held, value

    def _slot(
        self, records: Sequence[bytes], table: str, slot: int
    ) -> Iterator[tuple[bytes, object]]:
        page, column = divmod(slot, SLOTS)
        name = f"v{column + 1}"
        names = ["record", "of_part", "page", name]
        for at in range(0, len(records), CHUNK):
            where = [("record", "in", tuple(records[at : at + CHUNK]))]
            held = self._session.dataset("line", names, where)
            for record, of, no, text in zip(*[held[n] for n in names], strict=True):
                if (of or "") == table and (no or 0) == page and isinstance(record, bytes):
                    value = convert.read(text if isinstance(text, str) else None)
                    if value is not None:
                        yield record, value


def _conversions(answers: _Answers, new: Form) -> Iterator[Conversion]:
    for part in new.answered():
        older = [form.by_id[part.id] for form in answers.versions() if part.id in form.by_id]
        if any(one.kind != part.kind for one in older):
            yield from _conversion(answers, part)


def _conversion(answers: _Answers, part: Part) -> Iterator[Conversion]:
    can: dict[str, int] = {}
    failed: dict[str, list[tuple[bytes, str]]] = {}
    for record, old, value in answers.of(part.id):
        if old.kind == part.kind:
            continue
        if convert.convert(value, old, part).is_done:
            can[old.kind] = can.get(old.kind, 0) + 1
        else:
            text = convert.text_of(value, old) or ""
            failed.setdefault(old.kind, []).append((record, text))
    for kind in dict.fromkeys((*can, *failed)):
        missed = failed.get(kind, [])
        examples = (Example(r, answers.title(r), text) for r, text in missed[:EXAMPLES])
        yield Conversion(
            part.id, part.label, kind, part.kind, can.get(kind, 0), len(missed), tuple(examples)
        )


def _losses(answers: _Answers, old: Form, new: Form) -> Iterator[Loss]:
    for part in _gone(old.answered(), new):
        records = {record for record, _, _ in answers.of(part.id)}
        yield Loss(part.id, part.label, len(records))


def _gone(parts: Iterable[Part], new: Form) -> Iterator[Part]:
    return (part for part in parts if part.id not in new.by_id)
