"""The text by which a colleague is invited: an address and a code, found again when pasted."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, quote

from ui.kit.app import t

_URL = re.compile(r"https?://[^\s，。；、（）()<>\"'“”「」]+", re.IGNORECASE)
_LINK = re.compile(r"fairway://join/?\?([A-Za-z0-9%&=._~:/#-]{1,2000})", re.IGNORECASE)
_CODE = re.compile(r"(?<![A-Za-z0-9/=#._-])[A-Za-z2-7](?:[ -]?[A-Za-z2-7]){25}(?![A-Za-z0-9])")
CODE_LETTERS = 26
"""A code is 16 random bytes in base 32 (sync/server/accounts.py)."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """Where to, with what, until when; "" for what was not found."""

    url: str = ""
    code: str = ""
    expires_ms: int = 0


def found_in(text: str) -> Invitation:
    """The address and the code in whatever was pasted."""
    link = _LINK.search(text)
    if link is not None:
        held = in_link(link.group())
        if held.url or held.code:
            return held
    url = _URL.search(text)
    rest = text.replace(url.group(), " ") if url else text
    code = next((plain(m.group()) for m in _CODE.finditer(rest)), "")
    return Invitation(url.group().rstrip(".,;:!?") if url else "", code)


def in_link(link: str) -> Invitation:
    """What a link `fairway://join?url=…&code=…` names, as far as it can be right."""
    found = _LINK.fullmatch(link.strip())
    if found is None:
        return Invitation()
    held = parse_qs(found[1], max_num_fields=8)
    url, code = held.get("url", [""])[0], plain(held.get("code", [""])[0])
    return Invitation(
        url if _URL.fullmatch(url) else "", code if code and not wrong_code(code) else ""
    )


def link_to(invitation: Invitation) -> str:
    """The link that fills the page of joining; it never joins by itself."""
    return f"fairway://join?url={quote(invitation.url, safe='')}&code={invitation.code}"


def plain(code: str) -> str:
    """A code as the hub knows it: without spaces and hyphens, in capitals."""
    return re.sub(r"[\s-]", "", code).upper()


def spaced(code: str) -> str:
    """A code as a person reads it aloud."""
    parts = [code[at : at + 4] for at in range(0, len(code), 4)]
    if len(parts) > 1 and len(parts[-1]) < 3:
        parts[-2:] = ["".join(parts[-2:])]
    return "-".join(parts)


def written(invitation: Invitation, workspace: str, until: str) -> str:
    """What is sent to a colleague."""
    lines = [
        t("Join “{workspace}” in Fairway", workspace=workspace),
        t("Address: {url}", url=invitation.url),
        t("Code: {code}", code=spaced(invitation.code)),
        t("The code works once, until {time}", time=until),
        t("Or open: {link}", link=link_to(invitation)),
    ]
    return "\n".join(lines)


def wrong_address(url: str) -> str:
    """Why this cannot be an address of a hub, or ""."""
    if not url:
        return t("Type the address of the hub")
    if not _URL.fullmatch(url):
        return t("An address begins with https://")
    return ""


def wrong_code(code: str) -> str:
    """Why this cannot be a code, or ""."""
    if not code:
        return t("Type the code of the invitation")
    if not re.fullmatch(rf"[A-Z2-7]{{{CODE_LETTERS}}}", plain(code)):
        return t("A code has {count} letters and digits", count=CODE_LETTERS)
    return ""
