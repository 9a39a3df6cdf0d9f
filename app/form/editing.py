"""What a designer does to a form, each as form to form. Pure; `fresh` names new parts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from msgspec.structs import replace

from app.form import kinds, remap
from app.form.layout import NOT_IN_TABLES, Refusal, Side, drop, why_not
from app.form.shape import Fresh, Tree, topmost
from app.model.form import COLUMNS, HOLDERS, Form, Kind, Part, Rule

NOT_CHANGED = frozenset({"id", "parent", "slot"})
OTHER_KIND = Refusal("This field cannot become one of that kind here")
_COPY = re.compile(r"(.*?)\s*(\d+)$", re.DOTALL)


def added(form: Form, kind: Kind, after: str, fresh: Fresh) -> Form | Refusal:
    """A new part behind another one, "" for the end of the form; behind a sub-table whose
    columns it cannot be."""
    if not after or after not in form.by_id:
        return drop(form, kind, "", Side.INSIDE, fresh)
    part = form.by_id[after]
    table = form.table_of(part)
    if table and why_not(form, kind, after, Side.DOWN) is not None:
        after = table
    return drop(form, kind, after, Side.DOWN, fresh)


def removed(form: Form, parts: Iterable[str]) -> Form:
    """Without these parts, all that they hold, and the rules that were for them alone."""
    tree = Tree(form)
    for one in topmost(form, parts):
        tree.drop(one)
    tree.dissolve()
    gone = form.by_id.keys() - tree.parts.keys()
    return replace(tree.form(), rules=tuple(_without(form.rules, gone)))


def _without(rules: Iterable[Rule], gone: Iterable[str]) -> Iterable[Rule]:
    lost = set(gone)
    for rule in rules:
        left = tuple(target for target in rule.targets if target not in lost)
        if rule.table not in lost and (left or not rule.targets):
            yield rule if left == rule.targets else replace(rule, targets=left)


def changed(form: Form, parts: Iterable[str], props: Mapping[str, object]) -> Form | Refusal:
    """These properties of these parts, each of the type that `Part` says."""
    wanted = set(parts)
    allowed = {k: v for k, v in props.items() if k not in NOT_CHANGED}
    kind = allowed.get("kind")
    for part in form.parts:
        if part.id in wanted and kind is not None and not may_become(form, part, str(kind)):
            return OTHER_KIND
    new = (replace(p, **_fit(p, allowed)) if p.id in wanted else p for p in form.parts)
    return replace(form, parts=tuple(new))


def may_become(form: Form, part: Part, kind: str) -> bool:
    """Whether a part may be of another kind where it stands."""
    if kind == part.kind:
        return True
    if Kind.TABLE in (part.kind, kind) or (part.kind in HOLDERS) != (kind in HOLDERS):
        return False
    return not (form.table_of(part) and kind in NOT_IN_TABLES)


def _fit(part: Part, props: Mapping[str, object]) -> dict[str, Any]:
    """What becomes of another kind keeps the settings that this one knows."""
    found = dict(props)
    kind = str(found.get("kind", part.kind))
    if kind != part.kind and "settings" not in found:
        known = kinds.about(kind)
        kept = {k: v for k, v in part.settings.items() if k in known.settings}
        found["settings"] = {**known.settled, **kept}
    return found


def duplicated(form: Form, parts: Iterable[str], fresh: Fresh) -> tuple[Form, tuple[str, ...]]:
    """Copies right behind the last of these parts, and their ids."""
    tops = topmost(form, parts)
    if not tops:
        return form, ()
    clip = cut(form, tops)
    return pasted(form, clip, tops[-1], fresh)


def cut(form: Form, parts: Iterable[str]) -> Form:
    """A form of some parts and the rules that are for them alone: what the clipboard holds."""
    tops = topmost(form, parts)
    tree = Tree(form)
    wanted = [one for top in tops for one in tree.walk(top)]
    held = set(wanted)
    picked = (
        replace(form.by_id[one], parent="", slot=-1)
        if one in tops
        else replace(form.by_id[one], slot=-1)
        for one in wanted
    )
    rules = (r for r in form.rules if r.targets and held.issuperset({*r.targets, *_of(r)}))
    return Form(form.name, tuple(picked), tuple(rules))


def _of(rule: Rule) -> set[str]:
    return {rule.table} if rule.table else set()


def pasted(form: Form, clip: Form, after: str, fresh: Fresh) -> tuple[Form, tuple[str, ...]]:
    """The parts of a clipboard behind a part, with new ids; the second is the new topmost ids.

    What they name of each other names the copies; what they name beside stays as it is where
    this form has it. What cannot stand at the place stands behind the sub-table or at the end.
    """
    ids = {part.id: fresh() for part in clip.parts}
    taken = {part.label for part in form.parts if part.label}
    tree = Tree(form)
    tops: list[str] = []
    for part in clip.parts:
        new = remap.part(part, ids)
        if new.label:
            new = replace(new, label=_free(new.label, taken))
            taken.add(new.label)
        tree.add(new)
        if part.parent in ids:
            tree.place((new.id,), new.parent, len(tree.children.get(new.parent, [])))
        else:
            tops.append(new.id)
    parent, at = _room(form, tree, tops, after)
    tree.place(tops, parent, at)
    rules = tuple(replace(remap.rule(rule, ids), id="") for rule in clip.rules)
    return replace(tree.form(), rules=(*form.rules, *rules)), tuple(tops)


def _room(form: Form, tree: Tree, tops: Sequence[str], after: str) -> tuple[str, int]:
    """The parent and the place in it where copies may stand."""
    part = form.by_id.get(after)
    if part is None:
        return "", len(tree.children.get("", []))
    kinds_ = {tree.parts[one].kind for top in tops for one in tree.walk(top)}
    parent = form.by_id.get(part.parent)
    while parent is not None and not _holds(tree, parent, len(tops), kinds_):
        part, parent = parent, form.by_id.get(parent.parent)
    above = parent.id if parent is not None else ""
    return above, tree.children[above].index(part.id) + 1


def _holds(tree: Tree, parent: Part, count: int, kinds_: set[str]) -> bool:
    if parent.kind == Kind.TABLE:
        return not kinds_ & NOT_IN_TABLES
    if parent.kind == Kind.COLUMNS:
        has_room = len(tree.children.get(parent.id, [])) + count <= COLUMNS
        return has_room and not kinds_ & {Kind.TABLE, Kind.COLUMNS}
    return True


def _free(label: str, taken: Iterable[str]) -> str:
    """The label, or with the next number where it is taken."""
    held = set(taken)
    if label not in held:
        return label
    match = _COPY.fullmatch(label)
    stem, number = (match[1], int(match[2][:9])) if match and match[1] else (label, 1)
    while (new := f"{stem} {(number := number + 1)}") in held:
        pass
    return new


def ruled(form: Form, rule: Rule) -> Form:
    """With this rule: in the place of the one of its id, or at the end."""
    if any(one.id == rule.id for one in form.rules):
        rules = tuple(rule if one.id == rule.id else one for one in form.rules)
    else:
        rules = (*form.rules, rule)
    return replace(form, rules=rules)


def unruled(form: Form, rules: Iterable[str]) -> Form:
    """Without these rules."""
    gone = set(rules)
    return replace(form, rules=tuple(one for one in form.rules if one.id not in gone))


def rule_moved(form: Form, rule: str, at: int) -> Form:
    """With a rule at another place among the others."""
    moved = [one for one in form.rules if one.id == rule]
    rest = [one for one in form.rules if one.id != rule]
    rest[max(0, at) : max(0, at)] = moved
    return replace(form, rules=tuple(rest))
