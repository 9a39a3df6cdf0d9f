"""Two forms compared by what they say: ids given anew in the order of the screen."""

from __future__ import annotations

import re

from msgspec.structs import replace

from app.form import remap
from app.model.form import Form, Part, Rule


def told(form: Form) -> Form:
    """The form with ids counted, so that two that were built apart can be compared."""
    ids = {part.id: f"f_{n:08d}" for n, part in enumerate(form.parts)}
    words = {one.id: f"c{n}" for part in form.parts for n, one in enumerate(part.choices)}
    parts = tuple(_part(part, ids, words) for part in form.parts)
    rules = tuple(_rule(rule, ids) for rule in form.rules)
    return Form("", parts, rules)


def _part(part: Part, ids: dict[str, str], words: dict[str, str]) -> Part:
    new = remap.part(part, ids)
    choices = tuple(replace(one, id=words[one.id]) for one in part.choices)
    settings = {
        k: v for k, v in sorted(part.settings.items()) if v not in ("", "0") or k == "decimals"
    }
    parent = ids.get(part.parent, "")
    texts = {k: _bare(getattr(new, k)) for k in ("visible_if", "required_if", "formula", "default")}
    return replace(new, parent=parent, choices=choices, settings=settings, slot=-1, **texts)


def _rule(rule: Rule, ids: dict[str, str]) -> Rule:
    new = remap.rule(rule, ids)
    return replace(new, id="", when=_bare(new.when))


def _bare(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
