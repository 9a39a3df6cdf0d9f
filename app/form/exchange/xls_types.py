"""The types of questions of XLSForm, old names too, and what they are with us. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from app.model.form import Kind

_SELECT = re.compile(
    r"(?:add\s+)?(?P<verb>select(?:[\s_]*(?:one|1|multiple|all(?:\s+that\s+apply)?))|rank)"
    r"(?:\s+prompt)?(?P<external>[_ ]external)?(?P<file>[_ ]from[_ ]file)?"
    r"\s+(?:from\s+|using\s+)?(?P<list>\S+)"
    r"(?P<other>\s+(?:or[\s_]+specify[\s_]+other|or[\s_]+other))?\s*",
    re.IGNORECASE,
)
_BLOCK = re.compile(
    r"(?P<edge>begin|end)[\s_]+(?P<what>group|repeat|loop|lgroup)(?:\s+over\s+(?P<list>\S+))?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a type is with us. `note` is a template for what is not kept, "" for nothing."""

    kind: str
    value: str = "text"
    """The kind of its value in expressions."""
    settings: Mapping[str, str] = field(default_factory=dict[str, str])
    note: str = ""


LEFT = "“{type}” is not known here; the question was left out"
PLACE = "Places on a map are not kept; the question was left out"
BY_ITSELF = "“{type}” was left out: a record keeps by itself who began it and when"
DEVICE = "“{type}” was left out: nothing of the device is kept"
AS_TEXT = "“{type}” became a text field"
AS_FILE = "“{type}” became an attachment"
NO_TIME = "The time of day is not kept; the field holds a date"
NO_RANK = "The order is not asked for; the field became a multiple choice"
SLIDER = "“{type}” became a number field"
NUMBER = {"decimals": "0"}

TYPES: Mapping[str, Asked] = {
    "text": Asked(Kind.TEXT),
    "integer": Asked(Kind.NUMBER, "number", NUMBER),
    "decimal": Asked(Kind.NUMBER, "number"),
    "range": Asked(Kind.NUMBER, "number", note=SLIDER),
    "percentage": Asked(Kind.PERCENT, "number"),
    "date": Asked(Kind.DATE, "date"),
    "time": Asked(Kind.TIME, "time"),
    "datetime": Asked(Kind.DATE, "date", note=NO_TIME),
    "note": Asked(Kind.NOTE),
    "image": Asked(Kind.IMAGE, "any"),
    "audio": Asked(Kind.FILE, "any", note=AS_FILE),
    "video": Asked(Kind.FILE, "any", note=AS_FILE),
    "file": Asked(Kind.FILE, "any"),
    "barcode": Asked(Kind.TEXT, note=AS_TEXT),
    "acknowledge": Asked(Kind.CHOICE),
    "calculate": Asked(Kind.FORMULA, "any"),
    "hidden": Asked(Kind.TEXT),
    "phone": Asked(Kind.PHONE),
    "email address": Asked(Kind.EMAIL),
    "url": Asked(Kind.URL),
    "geopoint": Asked("", note=PLACE),
    "geotrace": Asked("", note=PLACE),
    "geoshape": Asked("", note=PLACE),
    "start": Asked("", note=BY_ITSELF),
    "end": Asked("", note=BY_ITSELF),
    "username": Asked("", note=BY_ITSELF),
    "email": Asked("", note=BY_ITSELF),
    "audit": Asked("", note=BY_ITSELF),
    "today": Asked(Kind.DATE, "date"),
    "deviceid": Asked("", note=DEVICE),
    "subscriberid": Asked("", note=DEVICE),
    "simserial": Asked("", note=DEVICE),
    "phonenumber": Asked("", note=DEVICE),
    "start-geopoint": Asked("", note=PLACE),
    "background-audio": Asked("", note=DEVICE),
    "background-geopoint": Asked("", note=PLACE),
}
NAMES: Mapping[str, str] = {
    "string": "text",
    "str": "text",
    "text prompt": "text",
    "add text prompt": "text",
    "int": "integer",
    "integer prompt": "integer",
    "add integer prompt": "integer",
    "decimal prompt": "decimal",
    "add decimal prompt": "decimal",
    "date prompt": "date",
    "add date prompt": "date",
    "date time": "datetime",
    "date time prompt": "datetime",
    "add date time prompt": "datetime",
    "add note prompt": "note",
    "photo": "image",
    "picture": "image",
    "add image prompt": "image",
    "add photo prompt": "image",
    "add audio prompt": "audio",
    "add video prompt": "video",
    "add file prompt": "file",
    "add barcode prompt": "barcode",
    "gps": "geopoint",
    "location": "geopoint",
    "gps prompt": "geopoint",
    "location prompt": "geopoint",
    "add location prompt": "geopoint",
    "trigger": "acknowledge",
    "acknowledge prompt": "acknowledge",
    "add acknowledge prompt": "acknowledge",
    "calculation": "calculate",
    "add calculate prompt": "calculate",
    "phone number": "phone",
    "number of days in last month": "integer",
    "number of days in last six months": "integer",
    "number of days in last year": "integer",
    "percentage prompt": "percentage",
    "get start time": "start",
    "start time": "start",
    "get end time": "end",
    "end time": "end",
    "get today": "today",
    "get device id": "deviceid",
    "device id": "deviceid",
    "imei": "deviceid",
    "get subscriber id": "subscriberid",
    "get sim id": "simserial",
    "sim id": "simserial",
    "simid": "simserial",
    "get phone number": "phonenumber",
}


@dataclass(frozen=True, slots=True)
class Select:
    """A question with choices."""

    list: str
    is_many: bool
    is_rank: bool
    has_other: bool
    is_elsewhere: bool
    """Its choices stand in another file."""


@dataclass(frozen=True, slots=True)
class Edge:
    """Where a group or a repeat begins or ends; `what` is group, repeat or loop."""

    is_begin: bool
    what: str


def asked(type_: str) -> tuple[str, Asked] | None:
    """The standard name of a type and what it is with us; None for a stranger."""
    plain = re.sub(r"\s+", " ", type_.strip().lower()).removeprefix("q ")
    name = NAMES.get(plain, plain)
    name = name if name in TYPES else NAMES.get(name.replace("_", " "), name)
    found = TYPES.get(name)
    return None if found is None else (name, found)


def select(type_: str) -> Select | None:
    """A question with choices, None where the type is another one."""
    match = _SELECT.fullmatch(type_.strip())
    if match is None:
        return None
    verb = match["verb"].lower()
    is_rank = verb == "rank"
    is_many = is_rank or "multiple" in verb or "all" in verb
    is_elsewhere = bool(match["external"] or match["file"])
    return Select(match["list"], is_many, is_rank, bool(match["other"]), is_elsewhere)


def edge(type_: str) -> Edge | None:
    """A beginning or an end, None where the type is another one."""
    match = _BLOCK.fullmatch(type_.strip())
    if match is None:
        return None
    what = match["what"].lower()
    return Edge(match["edge"].lower() == "begin", "group" if what == "lgroup" else what)
