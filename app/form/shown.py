"""The words of a form in the reader's language; what has no English ones keeps its own. Pure."""

from __future__ import annotations

from app.model.form import Check, Choice, Form, Part, Rule


def shown(of: Part | Choice, lang: str) -> str:
    """What a part or a choice is called in a language (`zh_CN`, `en`)."""
    return _in(lang, of.label, of.label_en)


def help_shown(part: Part, lang: str) -> str:
    """The words that help to fill a part."""
    return _in(lang, part.help, part.help_en)


def message_shown(of: Check | Rule, lang: str) -> str:
    """What a check or a rule says when it is broken, "" where it says nothing of its own."""
    return _in(lang, of.message, of.message_en)


def name_shown(form: Form, lang: str) -> str:
    """What a form is called."""
    return _in(lang, form.name, form.name_en)


def _in(lang: str, own: str, english: str) -> str:
    if lang.startswith("zh"):
        return own or english
    return english or own
