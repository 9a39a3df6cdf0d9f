"""What a person can do to the design of a form; each verb is one edit, so one undo."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from app.form import clip, editing, layout, shape, templates, writing
from app.form.draft import Draft, read
from app.form.layout import Refusal, Side
from app.form.refusing import refused
from app.form.rows import FORM_TEXTS, json_text
from app.form.shape import Fresh
from app.form.writing import Chance, Written
from app.model import order
from app.model.change import Value
from app.model.errors import Refused
from app.model.form import Form, Kind, Rule
from app.model.ids import RowId
from app.session import Edit, Session

FORM_PROPS = frozenset({*FORM_TEXTS, "settings", "icon", "category", "state", "owner", "okey"})


def create(session: Session, name: str, *, template: str = "") -> RowId:
    """Begin a form, empty or from a template of `templates.names()`."""
    form = templates.named(template).form if template else Form("")
    return create_of(session, form, name, category=template)


def create_of(
    session: Session, form: Form, name: str = "", *, category: str = "", source: object = None
) -> RowId:
    """Begin a form that is there already as a value; its ids stay."""
    name = name.strip() or form.name
    if not name:
        raise Refused("invalid", "A form needs a name")
    keys = session.dataset("form", ["okey"])["okey"]
    low = max((key for key in keys if isinstance(key, str)), default="")
    with session.edit("Create form") as edit:
        chance = Chance(edit.new_id, edit.random_bytes)
        row = edit.new_id()
        values: dict[str, Value] = {
            "name": name,
            "name_en": form.name_en or None,
            "note": form.note or None,
            "note_en": form.note_en or None,
            "settings": json_text(form.settings),
            "category": category or None,
            "source": json_text(source),
            "owner": session.me.person,
            "state": "draft",
            "okey": order.between(low, "", edit.random_bytes),
        }
        edit.add("form", values, row)
        _write(edit, writing.whole(form, row, chance))
    return row


def drop(
    session: Session,
    form: bytes,
    dragged: tuple[str, ...] | Kind,
    target: str,
    side: Side,
) -> tuple[str, ...]:
    """Drop parts, or a new one of a kind, at a place; the answer is what was dropped."""
    draft = read(session, form)
    refusal = layout.why_not(draft.form, dragged, target, side)
    if refusal is not None:
        raise refused(refusal)
    label_is_new = isinstance(dragged, Kind)
    with session.edit("Add field" if label_is_new else "Move fields") as edit:
        new = _ok(layout.drop(draft.form, dragged, target, side, _fresh(edit)))
        _save(edit, draft, new)
    if isinstance(dragged, Kind):
        return tuple(p.id for p in new.parts if p.id not in draft.form.by_id and p.kind == dragged)
    return shape.topmost(draft.form, dragged)


def add(session: Session, form: bytes, kind: Kind, after: str = "") -> str:
    """Add a part behind another one, "" for the end; the answer is its id."""
    draft = read(session, form)
    with session.edit("Add field") as edit:
        new = _ok(editing.added(draft.form, kind, after, _fresh(edit)))
        _save(edit, draft, new)
    return next(part.id for part in new.parts if part.id not in draft.form.by_id)


def change(session: Session, form: bytes, parts: Sequence[str], **props: object) -> None:
    """Change properties of parts: names and types are those of `Part`."""
    draft = _with(session, form, parts)
    with session.edit("Change field" if len(parts) == 1 else "Change fields") as edit:
        _save(edit, draft, _ok(editing.changed(draft.form, parts, props)))


def remove(session: Session, form: bytes, parts: Sequence[str]) -> None:
    """Take parts away, with what they hold; answers of published versions stay."""
    draft = _with(session, form, parts)
    with session.edit("Delete field" if len(parts) == 1 else "Delete fields") as edit:
        _save(edit, draft, editing.removed(draft.form, parts))


def duplicate(session: Session, form: bytes, parts: Sequence[str]) -> tuple[str, ...]:
    """Copies right behind the parts; the answer are their ids."""
    draft = _with(session, form, parts)
    with session.edit("Duplicate fields") as edit:
        new, made = editing.duplicated(draft.form, parts, _fresh(edit))
        _save(edit, draft, new)
    return made


def copy(draft: Draft, parts: Sequence[str]) -> str:
    """The text for the clipboard: parts with the rules that are for them alone."""
    return clip.text_of(editing.cut(draft.form, parts))


def paste(session: Session, form: bytes, text: str, after: str = "") -> tuple[str, ...]:
    """Paste what `copy` gave, of this form or another one; the answer are the new ids."""
    held = clip.read(text)
    draft = read(session, form)
    with session.edit("Paste fields") as edit:
        new, made = editing.pasted(draft.form, held, after, _fresh(edit))
        _save(edit, draft, new)
    return made


def set_rule(session: Session, form: bytes, rule: Rule) -> str:
    """Write a rule, a new one where its id is ""; the answer is its id."""
    draft = read(session, form)
    is_new = rule.id not in draft.rule_rows
    with session.edit("Add rule" if is_new else "Change rule") as edit:
        held = replace(rule, id=edit.new_id().hex()) if is_new else rule
        _save(edit, draft, editing.ruled(draft.form, held))
    return held.id


def remove_rule(session: Session, form: bytes, rule: str) -> None:
    """Take a rule away."""
    draft = read(session, form)
    _known_rule(draft, rule)
    with session.edit("Delete rule") as edit:
        _save(edit, draft, editing.unruled(draft.form, (rule,)))


def move_rule(session: Session, form: bytes, rule: str, at: int) -> None:
    """Put a rule at another place, counted from 0."""
    draft = read(session, form)
    _known_rule(draft, rule)
    with session.edit("Move rule") as edit:
        _save(edit, draft, editing.rule_moved(draft.form, rule, at))


def change_form(session: Session, form: bytes, **props: object) -> None:
    """Change what belongs to the whole form: names, note, settings, icon, category, state."""
    strange = set(props) - FORM_PROPS
    if strange:
        raise Refused("invalid", "{field} cannot be changed here", field=min(strange))
    if "name" in props and not str(props["name"]).strip():
        raise Refused("invalid", "A form needs a name")
    session.get("form", form)
    with session.edit("Change form") as edit:
        edit.set("form", form, {name: _value(name, held) for name, held in props.items()})


def replace_form(session: Session, form: bytes, to: Form) -> None:
    """Make the draft another form, as when its JSON was edited: only what differs is written."""
    draft = read(session, form)
    with session.edit("Change form") as edit:
        _save(edit, draft, to)


def delete_form(session: Session, form: bytes) -> None:
    """Put a form into the trash; its design, its versions and its records stay as they are."""
    with session.edit("Delete form") as edit:
        edit.delete("form", form)


def _value(name: str, held: object) -> Value:
    if name == "settings":
        return json_text(held)
    return held if isinstance(held, bytes) else (str(held) or None)


def _known_rule(draft: Draft, rule: str) -> None:
    if rule not in draft.rule_rows:
        raise Refused("not_found", "This rule is not there any more")


def _with(session: Session, form: bytes, parts: Sequence[str]) -> Draft:
    """The draft, which has all these parts."""
    draft = read(session, form)
    if not parts or any(part not in draft.form.by_id for part in parts):
        raise refused(layout.NOT_THERE)
    return draft


def _fresh(edit: Edit) -> Fresh:
    return lambda: shape.key_of(edit.random_bytes(shape.KEY_LENGTH))


def _ok(found: Form | Refusal) -> Form:
    if isinstance(found, Refusal):
        raise refused(found)
    return found


def _save(edit: Edit, draft: Draft, to: Form) -> None:
    _write(edit, writing.difference(draft, to, Chance(edit.new_id, edit.random_bytes)))


def _write(edit: Edit, written: Written) -> None:
    for table, row, values in written.adds:
        edit.add(table, values, row)
    for table, row, values in written.sets:
        edit.set(table, row, values)
    for table, row in written.deletes:
        edit.delete(table, row)
