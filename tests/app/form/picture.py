"""Layouts as text: `a [b c] (s: d e) {t: f}` is a, columns of b and c, a group, a sub-table."""

from __future__ import annotations

import re

from app.model.form import Form, Kind, Part

TOKEN = re.compile(r"[\[\](){}]|\w+:?")
OPEN = {"[": Kind.COLUMNS, "(": Kind.SECTION, "{": Kind.TABLE}
CLOSE = {Kind.COLUMNS: "]", Kind.SECTION: ")", Kind.TABLE: "}"}


def form_of(picture: str) -> Form:
    """The form that a picture shows; columns are called c1, c2 …"""
    parts: list[Part] = []
    holders = [""]
    columns = 0
    opened = ""
    for token in TOKEN.findall(picture):
        if token in OPEN:
            opened = token
            if token == "[":
                columns += 1
                parts.append(Part(f"c{columns}", Kind.COLUMNS, holders[-1]))
                holders.append(f"c{columns}")
        elif token in "])}":
            holders.pop()
        elif token.endswith(":"):
            parts.append(Part(token[:-1], OPEN[opened], holders[-1]))
            holders.append(token[:-1])
        else:
            parts.append(Part(token, Kind.TEXT, holders[-1]))
    return Form("form", tuple(parts))


def picture_of(form: Form, parent: str = "") -> str:
    """The picture of a form; a new part has its kind as its name."""
    shown: list[str] = []
    for part in form.children(parent):
        held = picture_of(form, part.id)
        name = part.kind if re.fullmatch(r"f_\d+", part.id) else part.id
        match part.kind:
            case Kind.COLUMNS:
                shown.append(f"[{held}]")
            case Kind.SECTION:
                shown.append(f"({name}: {held})" if held else f"({name}:)")
            case Kind.TABLE:
                shown.append(f"{{{name}: {held}}}" if held else f"{{{name}:}}")
            case _:
                shown.append(name)
    return " ".join(shown)
