"""What a part of a design looks like: its icon, the words in its empty control."""

from __future__ import annotations

from app.form import kinds
from app.form.shown import help_shown, shown
from app.model.form import Form, Kind, Part
from ui.kit.app import app, t, worded

ICONS: dict[str, str] = {
    Kind.TEXT: "minus",
    Kind.LONG: "list",
    Kind.NUMBER: "hash",
    Kind.MONEY: "banknote",
    Kind.PERCENT: "percent",
    Kind.DATE: "calendar",
    Kind.DATES: "calendar-range",
    Kind.TIME: "clock",
    Kind.CHOICE: "circle-dot",
    Kind.CHOICES: "square-check",
    Kind.RATING: "star",
    Kind.PHONE: "phone",
    Kind.EMAIL: "mail",
    Kind.ADDRESS: "map-pin",
    Kind.URL: "link",
    Kind.FILE: "paperclip",
    Kind.IMAGE: "image",
    Kind.PERSON: "user",
    Kind.DEPARTMENT: "network",
    Kind.ACCOUNT: "at-sign",
    Kind.LINK: "waypoints",
    Kind.TABLE: "table-2",
    Kind.SECTION: "group",
    Kind.COLUMNS: "columns-3",
    Kind.FORMULA: "equal",
    Kind.SEQUENCE: "list-tree",
    Kind.KPI: "target",
    Kind.BUDGET: "wallet",
    Kind.NOTE: "info",
    Kind.DIVIDER: "split",
}
SIGNS: dict[str, str] = {
    Kind.CHOICE: "chevron-down",
    Kind.CHOICES: "chevron-down",
    Kind.DATE: "calendar",
    Kind.DATES: "calendar-range",
    Kind.TIME: "clock",
    Kind.PERSON: "user",
    Kind.DEPARTMENT: "network",
    Kind.ACCOUNT: "at-sign",
    Kind.LINK: "search",
}
"""What stands at the right end of a control."""


def icon(kind: str) -> str:
    """The sign of a kind; one of a newer version has a plain one."""
    return ICONS.get(kind, "square")


def kind_words(kind: str) -> str:
    """What a kind is called."""
    return worded(kinds.about(kind).label)


def label(part: Part) -> str:
    """What a part is called; without a name it is called by its kind."""
    return shown(part, app().words.lang) or kind_words(part.kind)


def help_words(part: Part) -> str:
    """The words that help to fill it."""
    return help_shown(part, app().words.lang)


def hint(part: Part) -> str:
    """What stands in its empty control."""
    held = part.settings.get("placeholder", "")
    if held:
        return held
    match part.kind:
        case Kind.CHOICE | Kind.CHOICES:
            return t("Please choose")
        case Kind.PERSON | Kind.DEPARTMENT | Kind.ACCOUNT | Kind.LINK:
            return t("Choose {name}", name=label(part))
        case Kind.MONEY:
            return part.settings.get("currency", "CNY")
        case Kind.NUMBER:
            return part.settings.get("unit", "")
        case Kind.PERCENT:
            return "%"
        case Kind.DATE:
            return t("Choose a day")
        case Kind.DATES:
            return t("First day – last day")
        case Kind.FORMULA:
            return t("Reckoned by itself")
        case Kind.SEQUENCE:
            return (part.settings.get("prefix") or "") + "0001"
        case Kind.FILE | Kind.IMAGE:
            return t("Drop files here")
        case Kind.KPI | Kind.BUDGET:
            return t("Lines of {name}", name=label(part))
        case _:
            return ""


def count_words(form: Form) -> str:
    """How large a form is: fields and groups."""
    fields = sum(1 for _ in form.answered())
    groups = sum(part.kind == Kind.SECTION for part in form.parts)
    said = t("{count} fields|form", count=fields)
    return said + (" · " + t("{count} groups", count=groups) if groups else "")


def is_conditional(form: Form, part: Part) -> bool:
    """Whether it is seen only sometimes."""
    shows = any(rule.kind == "show" and part.id in rule.targets for rule in form.rules)
    return bool(part.visible_if) or shows
