"""Editors that pick: choices, people, departments, accounts, rows that are linked."""

from __future__ import annotations

from collections.abc import Iterable

from app.form.filling import State
from app.model.change import Value
from app.model.form import Kind, Part
from ui.form.fill import words
from ui.form.fill.chipfield import ChipField, Picked
from ui.form.fill.editor import Editor
from ui.form.fill.picking import TickPop
from ui.kit.app import t
from ui.parts.host import Host
from ui.parts.pick import New, Option, Picker, people_options

ICONS: dict[str, str] = {
    Kind.PERSON: "user",
    Kind.DEPARTMENT: "building-2",
    Kind.ACCOUNT: "at-sign",
}
TARGETS = {
    "campaign": "megaphone",
    "task": "list-checks",
    "record": "clipboard-list",
    "post": "calendar-days",
    "asset": "image",
}


class PickEditor(Editor):
    """One or several of a list."""

    def __init__(self, host: Host, part: Part, icon: str, *, is_many: bool) -> None:
        self.field = ChipField(icon, is_many=is_many)
        self.is_many = is_many
        self.pop: Picker | TickPop | None = None
        super().__init__(host, part, self.field)
        self.field.asked.connect(self.open)
        self.field.dropped.connect(self._on_dropped)

    def show_state(self, state: State) -> None:
        high = self.field.high(self.field.width())
        super().show_state(state)
        self.field.show_picked([self.picked(key) for key in words.many(state.value)])
        self._enable(is_on=state.is_enabled)
        if self.field.high(self.field.width()) != high:
            self.grew.emit()

    def name(self, words: str, description: str) -> None:
        self.field.rename(words)
        self.field.setAccessibleDescription(description)

    def height(self, width: int) -> int:
        return self.field.high(width)

    def options(self) -> Iterable[Option]:
        """What may be picked now."""
        raise NotImplementedError

    def picked(self, key: str) -> Picked:
        """One that is picked, as the field shows it."""
        raise NotImplementedError

    def makes(self) -> str:
        """What the list says of a name that is not in it; "" where none may be new."""
        return ""

    def open(self) -> None:
        """Show the list."""
        if self.state is None or not self.state.is_enabled:
            return
        held, options = words.many(self.state.value), list(self.options())
        name = words.label(self.part)
        if self.is_many:
            tick = TickPop(self.field, name, options, held, makes=self.makes())
            tick.picked.connect(self._on_picked)
            self.pop = tick
        else:
            now = held[0] if held else None
            if held:
                options.insert(0, Option("", t("None|choice"), icon="circle-slash"))
            self.pop = Picker(
                self.field, name, options, self._on_one, makes=self.makes(), current=now
            )
        self.pop.open_under(self.field, gap=2)

    def _on_one(self, key: object) -> None:
        self.tell([key.name if isinstance(key, New) else str(key)] if key else [])

    def _on_picked(self, keys: object) -> None:
        assert isinstance(keys, list)
        self.tell(keys)

    def _on_dropped(self, key: str) -> None:
        if self.state is not None and self.state.is_enabled:
            self.tell([one for one in words.many(self.state.value) if one != key])

    def tell(self, keys: list[str]) -> None:
        """Answer with these."""
        if self.is_many:
            self.answered.emit(keys or None)
        else:
            self.answered.emit(keys[0] if keys else None)


class ChoiceEditor(PickEditor):
    """One or several of the choices of the part."""

    def __init__(self, host: Host, part: Part) -> None:
        super().__init__(host, part, "chevron-down", is_many=part.kind == Kind.CHOICES)

    def options(self) -> Iterable[Option]:
        assert self.state is not None
        return [Option(choice.id, words.label(choice)) for choice in self.state.choices]

    def picked(self, key: str) -> Picked:
        names = {choice.id: words.label(choice) for choice in self.part.choices}
        return Picked(key, names.get(key, key))

    def makes(self) -> str:
        return t("Use") if "other" in self.part.settings else ""


class RowEditor(PickEditor):
    """People, departments, accounts, and rows that are linked."""

    def __init__(self, host: Host, part: Part) -> None:
        self.table = words.target_of(part)
        kind = part.kind
        icon = ICONS.get(kind) or TARGETS.get(self.table, "link")
        many = part.settings.get("multiple", "") not in ("", "0", "false", "no")
        super().__init__(host, part, icon, is_many=many)
        if kind == Kind.PERSON:
            self.field.hint(t("Choose people") if many else t("Choose a person"))

    def options(self) -> Iterable[Option]:
        if self.table == "person":
            return [
                Option(_hex(one.key), one.words, one.note, is_person=True)
                for one in people_options(self.host.directory)
            ]
        key = "title" if self.table == "record" else "name"
        where = self._where()
        if self.table in ("department", "account", "campaign"):
            rows = list(self.host.directory.rows(self.table).values())
        else:
            rows = self.host.session.list(self.table, where)
        named = [(row.text(key), row) for row in rows]
        icon = TARGETS.get(self.table, "")
        return [
            Option(row.id.hex(), name or t("Without a title"), icon=icon)
            for name, row in sorted(named, key=_first)
        ]

    def picked(self, key: str) -> Picked:
        is_person = self.table == "person"
        icon = "" if is_person else TARGETS.get(self.table, "")
        return Picked(key, words.row_name(self.host, self.part, key), is_person, icon)

    def _where(self) -> list[tuple[str, str, Value]]:
        form = self.part.settings.get("form", "")
        if self.table == "record" and len(form) == 32:
            return [("form", "=", bytes.fromhex(form))]
        return []


def _hex(key: object) -> str:
    return key.hex() if isinstance(key, bytes) else str(key)


def _first(pair: tuple[str, object]) -> str:
    return pair[0]
