"""Who asks over HTTP: the secret in the head of a request."""

from __future__ import annotations

from starlette.requests import Request

from app.model.errors import Refused


def credential(request: Request, kind: str) -> str:
    """The token or the code of a request; refused where it has none of this kind."""
    word, _, secret = request.headers.get("authorization", "").partition(" ")
    if word != kind or not secret:
        raise Refused("forbidden", "This device is not known here", hint="Join again with a code")
    return secret
