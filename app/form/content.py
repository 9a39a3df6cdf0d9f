"""A version of a form as canonical text, named by its hash. Pure."""

from __future__ import annotations

import msgspec

from app.model import codec
from app.model.errors import Refused
from app.model.form import Form
from app.model.registry import LIMITS, Type

MOST = LIMITS[Type.JSON]


def text_of(form: Form) -> str:
    """The one text of this form: equal forms have equal texts."""
    text = msgspec.json.encode(form, order="deterministic").decode()
    if len(text) > MOST:
        raise Refused("too_large", "The form is larger than {limit} characters", limit=MOST)
    return text


def digest_of(text: str) -> str:
    """The name of a version: the hash of its text."""
    return codec.fingerprint([text.encode()])


def form_of(text: str) -> Form:
    """The form in a text; refused where it is none."""
    try:
        return msgspec.json.decode(text, type=Form)
    except (msgspec.MsgspecError, RecursionError) as error:
        raise Refused("invalid", "This version of the form could not be read") from error
