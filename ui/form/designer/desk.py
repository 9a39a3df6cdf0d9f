"""The form on the table: its draft, what is selected, and what can be done to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication

from app.form import clip, commands, draft, layout, stepping, uses
from app.form.draft import Draft
from app.form.layout import Side
from app.form.lint import Finding, lint
from app.form.shape import topmost
from app.model.errors import Fault
from app.model.form import Form, Kind, Part
from ui.kit.app import app, listed, t
from ui.parts.host import Host


class Desk(QObject):
    """One form being designed; each verb is one edit, so one undo."""

    drawn = Signal()
    """The form is another one."""
    picked = Signal()
    """Something else is selected."""
    naming = Signal(str)
    """The label of this part is to be written."""

    def __init__(self, host: Host, form: bytes, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.host = host
        self.id = form
        self.draft: Draft = draft.read(host.session, form)
        self.selected: tuple[str, ...] = ()
        self.findings: list[Finding] = lint(self.draft.form)

    @property
    def form(self) -> Form:
        """The draft as it stands."""
        return self.draft.form

    @property
    def part(self) -> Part | None:
        """The one part that is selected."""
        return self.form.by_id.get(self.selected[0]) if len(self.selected) == 1 else None

    @property
    def after(self) -> str:
        """Where new parts go: behind what is selected, "" for the end."""
        return topmost(self.form, self.selected)[-1] if self.selected else ""

    def reload(self) -> None:
        """Read the draft again, after any commit."""
        self.draft = draft.read(self.host.session, self.id)
        self.findings = lint(self.draft.form)
        self.selected = tuple(one for one in self.selected if one in self.form.by_id)
        self.drawn.emit()
        self.picked.emit()

    def select(self, parts: Sequence[str]) -> None:
        """Select these parts, none for the form itself."""
        wanted = tuple(one for one in parts if one in self.form.by_id)
        if wanted != self.selected:
            self.selected = wanted
            self.picked.emit()

    # What can be done

    def add(self, kind: Kind) -> None:
        """A new part behind what is selected, its label open for writing."""
        self._made(lambda: (commands.add(self.host.session, self.id, kind, self.after),), True)

    def drop(self, dragged: tuple[str, ...] | Kind, target: str, side: Side) -> None:
        """Drop parts, or a new one, at a place."""
        session = self.host.session
        if dragged == (target,):
            return
        is_new = isinstance(dragged, Kind)
        self._made(lambda: commands.drop(session, self.id, dragged, target, side), is_new)

    def step(self, way: str) -> None:
        """Move what is selected up, down, left, right."""
        place = stepping.step(self.form, self.selected, way)
        if place is not None:
            self.drop(topmost(self.form, self.selected), *place)

    def change(self, parts: Sequence[str], **props: object) -> bool:
        """Change properties of parts, if that changes anything."""
        form = self.form
        held = [form.by_id[one] for one in parts if one in form.by_id]
        if not held or all(getattr(p, k) == v for p in held for k, v in props.items()):
            return True
        ids = [part.id for part in held]
        return self._run(lambda: commands.change(self.host.session, self.id, ids, **props))

    def change_form(self, **props: object) -> bool:
        """Change what belongs to the whole form."""
        return self._run(lambda: commands.change_form(self.host.session, self.id, **props))

    def remove(self) -> None:
        """Take away what is selected; the neighbour is selected then."""
        parts = topmost(self.form, self.selected)
        if not parts:
            return
        heirs = self._heirs(parts)
        broken = self.users(parts)
        if self._run(lambda: commands.remove(self.host.session, self.id, parts)):
            self.select([one for one in heirs if one in self.form.by_id][:1])
            names = listed(broken[:3])
            detail = t("Still named by {names}", names=names) if broken else ""
            self.host.said_done(t("{count} fields deleted", count=len(parts)), detail)

    def users(self, parts: Sequence[str]) -> list[str]:
        """What names these parts: labels of fields, and rules."""
        form, found = self.form, []
        gone = {one for top in parts for one in (top, *uses.below(form, top))}
        for top in parts:
            for use in uses.uses(form, top):
                if use.part and use.part not in gone:
                    held = form.by_id[use.part]
                    found.append(held.label or held.id)
                elif use.rule:
                    rule = next(one for one in form.rules if one.id == use.rule)
                    if not gone.issuperset(rule.targets):
                        found.append(rule.name or rule.message or t("a rule"))
        return list(dict.fromkeys(found))

    def duplicate(self) -> None:
        """Copies behind what is selected."""
        parts = self.selected
        if parts:
            self._made(lambda: commands.duplicate(self.host.session, self.id, parts), False)

    def copy(self) -> None:
        """What is selected goes to the clipboard."""
        if self.selected:
            QGuiApplication.clipboard().setText(commands.copy(self.draft, self.selected))

    def cut(self) -> None:
        """To the clipboard, and away."""
        if self.selected:
            self.copy()
            self.remove()

    def paste(self) -> None:
        """What the clipboard holds, of this form or of another one."""
        text = QGuiApplication.clipboard().text()
        after = self.after
        self._made(lambda: commands.paste(self.host.session, self.id, text, after), False)

    @property
    def can_paste(self) -> bool:
        """Whether the clipboard holds fields."""
        return clip.is_clip(QGuiApplication.clipboard().text())

    def rename(self) -> None:
        """Write the label of what is selected."""
        part = self.part
        if part is not None and part.kind not in (Kind.COLUMNS, Kind.DIVIDER):
            self.naming.emit(part.id)

    def why_not(self, dragged: tuple[str, ...] | Kind, target: str, side: Side) -> str:
        """Why something cannot go there, in words; "" where it can."""
        found = layout.why_not(self.form, dragged, target, side)
        return app().words.text(found.template, found.params) if found is not None else ""

    def _heirs(self, parts: Sequence[str]) -> list[str]:
        """The neighbours in the order in which they take over."""
        gone = set(parts)
        part = self.form.by_id[parts[-1]]
        siblings = [one.id for one in self.form.children(part.parent)]
        at = siblings.index(part.id)
        order = [*siblings[at + 1 :], *reversed(siblings[:at])]
        return [one for one in order if one not in gone]

    def _made(self, verb: Callable[[], Sequence[str]], is_new: bool) -> None:
        """Do what makes or moves parts, and select them."""
        found: list[str] = []
        if self._run(lambda: found.extend(verb())) and found:
            self.select(found)
            if is_new and len(found) == 1:
                self.rename()

    def _run(self, verb: Callable[[], object]) -> bool:
        try:
            verb()
        except Fault as fault:
            self.host.fail(fault)
            return False
        self.reload()
        return True
