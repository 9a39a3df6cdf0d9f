"""Whatever the registry can hold has a name that people use, in both languages."""

from __future__ import annotations

from app.answer import words_for
from app.model import registry
from app.model.form import SLOTS
from tests.house.tree import nothing
from ui.kit.app import App
from ui.parts.terms import CHOICES, FIELDS, TABLES, field_words, table_words

SIGNS = {"lag_unit"}
"""Written as signs, not as words."""
DEEDS = {"comment", "mark"}
"""What is done with them is told by pages of their own."""


def test_every_field_and_table_has_a_name(qapp: App) -> None:
    names = {f.name for table in registry.BY_NAME.values() for f in table.fields}
    names |= {f.group for table in registry.BY_NAME.values() for f in table.fields if f.group}
    slots = {f"v{number}" for number in range(1, SLOTS + 1)}
    assert slots <= names
    nothing(f"the field {name} has no name" for name in sorted(names - set(FIELDS) - slots))
    nothing(f"the table {name} has no name" for name in sorted(set(registry.BY_NAME) - set(TABLES)))


def test_every_choice_has_words(qapp: App) -> None:
    nothing(
        f"the choice {field.name}/{choice} has no words"
        for table in registry.BY_NAME.values()
        for field in table.fields
        for choice in field.choices
        if field.name not in SIGNS and table.name not in DEEDS
        if f"{field.name}/{choice}" not in CHOICES
    )


def test_every_word_has_a_chinese_one(qapp: App) -> None:
    chinese, english = words_for("zh_CN"), words_for("en")
    for template in (*FIELDS.values(), *TABLES.values(), *CHOICES.values()):
        assert not chinese.text(template).isascii(), template
        assert english.text(template) == template.partition("|")[0]


def test_slots_of_answers_are_counted(qapp: App) -> None:
    assert {words_for("zh_CN").text("Answer {number}", {"number": 7})} == {"第 7 项答案"}
    assert "64" in field_words("v64")
    assert field_words("v65") == "V65"


def test_what_nobody_named_is_shown_as_it_is_kept(qapp: App) -> None:
    assert field_words("from_a_newer_version") == "From a newer version"
    assert table_words("newer") == "Newer"
