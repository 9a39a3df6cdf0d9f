"""The hub's log: one JSON object a line, on standard error.

Nothing of a request or an answer is ever in it: no token, no code, no body, no name. A person is
a short hash. Of what other libraries say only the sentence is kept, never the values in it.
"""

from __future__ import annotations

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from types import TracebackType
from typing import TextIO

from app.model import codec

NAME = "fairway.hub"
LEVELS = ("debug", "info", "warning", "error")
FRAMES = 8


def begin(level: str, out: TextIO | None = None) -> None:
    """Write everything from this level on; also what uvicorn and the database's driver say."""
    handler = logging.StreamHandler(out or sys.stderr)
    handler.setFormatter(Lines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())


def info(event: str, **fields: object) -> None:
    """Something happened."""
    _say(logging.INFO, event, fields)


def debug(event: str, **fields: object) -> None:
    """Something happened that only who looks for a fault wants to know."""
    _say(logging.DEBUG, event, fields)


def warning(event: str, **fields: object) -> None:
    """Something went wrong, and was put right."""
    _say(logging.WARNING, event, fields)


def bug(event: str, error: BaseException, **fields: object) -> None:
    """Something that should not be: its kind and its place, not its words."""
    _say(logging.ERROR, event, {**fields, **_kind(error)})


def who(person: bytes) -> str:
    """A person as the log knows them."""
    return codec.digest(b"log", person).hex()[:12] if person else ""


def _say(level: int, event: str, fields: dict[str, object]) -> None:
    logging.getLogger(NAME).log(level, event, extra={"fields": fields})


class Lines(logging.Formatter):
    """One record as one line."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        told: dict[str, object] = {"time": at.replace("+00:00", "Z")}
        told["level"] = record.levelname.lower()
        if record.name == NAME:
            told |= {"event": record.msg, **vars(record).get("fields", {})}
        else:
            # Its values may be anything, a secret too; the sentence is its author's own.
            told |= {"event": "library", "library": record.name, "said": _sentence(record)}
            if record.exc_info and record.exc_info[1] is not None:
                told |= _kind(record.exc_info[1])
        return json.dumps(told, ensure_ascii=False, default=str)


def _sentence(record: logging.LogRecord) -> str:
    """The sentence before its values were put in; where they are in it already, its place."""
    if isinstance(record.msg, str) and record.args:
        return record.msg
    return f"{record.filename}:{record.lineno}"


def _kind(error: BaseException) -> dict[str, object]:
    return {"error": type(error).__name__, "place": _place(error.__traceback__)}


def _place(trace: TracebackType | None) -> list[str]:
    frames = traceback.extract_tb(trace)[-FRAMES:]
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
