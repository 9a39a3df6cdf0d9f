"""Why the hub set a change aside, in words; what it answers is short and the same everywhere."""

from __future__ import annotations

from ui.kit.app import t

RIGHTS = frozenset(("forbidden", "homeless", "elsewhere", "wrong bucket"))


def reason(why: str) -> str:
    """What a person reads for a reason of the hub (`sync.server.judge`, `handed`)."""
    head, _, rest = why.partition(": ")
    if head == "record":
        rule, _, name = rest.partition(" ")
        if rule == "required":
            return t("Fill in “{name}”", name=name)
        if rule == "formula":
            return t("“{name}” is not what its formula gives", name=name)
        if rule == "unique":
            return t("Another record has this “{name}”", name=name)
        return t("“{name}” does not fit", name=name)
    if head in RIGHTS:
        return t("you may not change this")
    match head:
        case "revoked":
            return t("your access was taken back")
        case "too_large":
            return t("it is too large")
        case "cycle":
            return t("a task would stand below itself")
        case "fixed" | "exists":
            return t("this can no longer be changed")
        case "too_new":
            return t("the hub has an older version of Fairway")
        case "waits":
            return t("an earlier change to the same row has to come first")
        case "form version":
            return t("the version of the form was changed on its way")
        case _:
            return t("the hub could not read it")
