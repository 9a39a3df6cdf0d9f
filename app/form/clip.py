"""Parts of a form as text: for the clipboard, between forms and between programs. Pure."""

from __future__ import annotations

import msgspec

from app.form.shape import healed
from app.model.errors import Refused
from app.model.form import Form

MARK = "fairway-form-fields"


class _Clip(msgspec.Struct, frozen=True):
    """What the text holds."""

    format: str
    form: Form


def text_of(form: Form) -> str:
    """Some parts as text."""
    return msgspec.json.encode(_Clip(MARK, form)).decode()


def read(text: str) -> Form:
    """The parts in a text; refused where it is none."""
    try:
        found = msgspec.json.decode(text, type=_Clip)
    except (msgspec.MsgspecError, RecursionError) as error:
        raise Refused("invalid", "There are no fields to paste") from error
    if found.format != MARK or not found.form.parts:
        raise Refused("invalid", "There are no fields to paste")
    return healed(found.form)


def is_clip(text: str) -> bool:
    """Whether a text looks like fields to paste."""
    return MARK in text[:200]
