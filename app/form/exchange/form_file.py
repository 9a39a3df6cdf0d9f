"""A form as one file: JSON with a mark and its whole definition. Pure."""

from __future__ import annotations

import json
from typing import cast

import msgspec

from app.form.shape import healed
from app.model.errors import Refused
from app.model.form import Form

MARK = "fairway-form"
VERSION = 1
MOST = 4 << 20


def text_of(form: Form) -> str:
    """The form as a file that people can read, too."""
    held: object = json.loads(msgspec.json.encode(form, order="deterministic"))
    whole = {"format": MARK, "version": VERSION, "form": held}
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def read(data: bytes) -> Form:
    """The form in a file, or the definition alone as `form check` takes it; refused otherwise."""
    if len(data) > MOST:
        raise Refused("too_large", "The file is larger than {limit} MB", limit=MOST >> 20)
    try:
        held: object = json.loads(data.decode("utf-8-sig"))
        if isinstance(held, dict) and "form" in held:
            held = cast("dict[str, object]", held)["form"]
        form = msgspec.convert(held, Form)
    except (ValueError, RecursionError, msgspec.MsgspecError) as error:
        raise Refused("bad_file", "This is no form that can be read") from error
    return healed(form)
