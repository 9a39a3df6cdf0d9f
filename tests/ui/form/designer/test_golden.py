"""营销活动立项申请表 built from an empty canvas, by mouse and then by keyboard alone; undone."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.expr import refs
from app.form import stepping, templates
from app.form.layout import Side
from app.model.form import Form, Kind, Part
from tests.ui.form.designer.conftest import Begin
from tests.ui.form.designer.golden import told
from tests.ui.form.designer.hands import LEFT, Hands
from tests.ui.hands import write
from ui.form.designer import look
from ui.form.designer.expression import labels_of
from ui.form.designer.logic import LogicTab
from ui.form.designer.palette import InsertLine
from ui.form.designer.props import CHECKS, SETTINGS, SWITCHES
from ui.kit.app import t, worded
from ui.kit.fields import Choice, Line, Toggle

GOLDEN = templates.named("initiation").form


class Builder:
    """Builds a form part by part; how a part is placed and an editor reached is told apart."""

    def __init__(self, hands: Hands, place: Callable[[Part, str, Side], None]) -> None:
        self.hands = hands
        self.ids: dict[str, str] = {"": ""}
        """Id of the golden form -> id of the one that is built."""
        self._place = place
        self._reach: Callable[[QWidget], None] = lambda widget: None

    def reach_by(self, reach: Callable[[QWidget], None]) -> None:
        """How the hand comes to an editor."""
        self._reach = reach

    def build(self) -> None:
        """All parts, each with its properties."""
        for part in GOLDEN.parts:
            if part.kind == Kind.COLUMNS:
                continue
            before = set(self.hands.form.by_id)
            self._place(part, *self._where(part))
            made = set(self.hands.form.by_id) - before
            assert made, (part.id, self._where(part), self.hands.form.parts[-3:])
            new = next(one for one in made if self.hands.form.by_id[one].kind == part.kind)
            self.ids[part.id] = new
            assert self.hands.desk.selected == (new,)
            self._describe(part)

    def _where(self, part: Part) -> tuple[str, Side]:
        siblings = [one.id for one in GOLDEN.children(part.parent)]
        at = siblings.index(part.id)
        parent = GOLDEN.by_id.get(part.parent)
        if parent is not None and parent.kind == Kind.COLUMNS:
            if at:
                return self.ids[siblings[at - 1]], Side.RIGHT
            return self._where(parent)
        if at == 0:
            return self.ids[part.parent], Side.INSIDE
        if parent is None:
            return "", Side.INSIDE
        if parent.kind == Kind.TABLE:
            return self.ids[siblings[at - 1]], Side.RIGHT
        last = GOLDEN.by_id[siblings[at - 1]]
        if last.kind == Kind.COLUMNS:  # beneath columns is beneath any of them
            last = GOLDEN.children(last.id)[0]
        return self.ids[last.id], Side.DOWN

    def _describe(self, part: Part) -> None:
        usual = self.hands.form.by_id[self.ids[part.id]]
        for name, value in self._wanted(part, usual):
            self._set(name, value)
        if part.choices:
            self._choices(part)

    def _wanted(self, part: Part, usual: Part) -> Iterator[tuple[str, object]]:
        yield t("Label"), part.label
        if part.help:
            yield t("Help"), part.help
        for key, value in part.settings.items():
            if usual.settings.get(key) == value:
                continue
            yield worded(SETTINGS[key][0] if key in SETTINGS else SWITCHES[key]), value
        if part.required:
            yield t("Needed"), True
        for field, name in (("required_if", t("Needed when")), ("visible_if", t("Seen when"))):
            if getattr(part, field):
                yield name, refs.to_labels(getattr(part, field), labels_of(GOLDEN))
        for check in part.checks:
            yield worded(CHECKS[check.rule]), check.value
        if part.label_en:
            yield t("Label in English"), part.label_en
        if part.help_en:
            yield t("Help in English"), part.help_en

    def _set(self, name: str, value: object) -> None:
        pane = self.hands.bench.properties
        prop = pane.prop(name)
        if prop.isHidden() or not prop.isVisible():
            group = prop.parentWidget().parentWidget()  # pyright: ignore[reportOptionalMemberAccess]
            self._reach(group.head)  # pyright: ignore[reportAttributeAccessIssue, reportOptionalMemberAccess]
            QTest.keyClick(group.head, Qt.Key.Key_Return)  # pyright: ignore[reportAttributeAccessIssue, reportOptionalMemberAccess]
        editor = getattr(prop, "line", None) or getattr(prop, "choice", None) or prop.editor
        if hasattr(prop, "field"):
            editor = prop.field.line  # pyright: ignore[reportAttributeAccessIssue]
        self._reach(editor)
        if isinstance(editor, Line):
            editor.selectAll()
            write(editor, str(value))
            QTest.keyClick(editor, Qt.Key.Key_Escape)  # the list of what fits
            QTest.keyClick(editor, Qt.Key.Key_Return)
        elif isinstance(editor, Toggle):
            QTest.keyClick(editor, Qt.Key.Key_Space)
        elif isinstance(editor, Choice):
            for _ in range(editor.count()):
                QTest.keyClick(editor, Qt.Key.Key_Up)
            while editor.key != value:
                QTest.keyClick(editor, Qt.Key.Key_Down)
        QApplication.processEvents()

    def _choices(self, part: Part) -> None:
        held = self.hands.bench.properties.choices
        assert held is not None
        for one in part.choices:
            self._reach(held.add_button)
            QTest.keyClick(held.add_button, Qt.Key.Key_Return)
            write(held.lines[-1], one.label)
            held.lines[-1].commit()
            QApplication.processEvents()
        self._reach(held.english)
        QTest.keyClick(held.english, Qt.Key.Key_Space)
        QApplication.processEvents()
        for place, one in enumerate(part.choices):
            self._reach(held.lines[place])
            write(held.lines[place], one.label_en)
            held.lines[place].commit()
        QTest.keyClick(held.english, Qt.Key.Key_Space)


def finish(hands: Hands, builder: Builder) -> None:
    """The rule of the form, in the logic table; then compare, then undo all."""
    rule = GOLDEN.rules[0]
    hands.desk.select(tuple(builder.ids[one] for one in rule.targets))
    hands.page.show_tab("logic")
    QApplication.processEvents()
    logic = hands.page.findChild(LogicTab)
    assert isinstance(logic, LogicTab)
    QTest.keyClick(logic.new_button, Qt.Key.Key_Return)
    edit = logic.edit
    QTest.keyClick(edit.mode, Qt.Key.Key_Right)
    when = refs.to_labels(rule.when, labels_of(GOLDEN))
    words = (when, rule.message, rule.message_en, rule.name)
    lines = (edit.when.line, edit.message, edit.message_en, edit.name)
    for line, text in zip(lines, words, strict=True):
        write(line, text)
        QTest.keyClick(line, Qt.Key.Key_Escape)
        QTest.keyClick(line, Qt.Key.Key_Return)
        QApplication.processEvents()
    assert told(hands.form).rules == told(GOLDEN).rules
    for built, golden in zip(_parts(hands.form), _parts(GOLDEN), strict=True):
        assert built == golden, [
            (name, getattr(built, name), getattr(golden, name))
            for name in golden.__struct_fields__
            if getattr(built, name) != getattr(golden, name)
        ]
    assert hands.undo_all() > len(GOLDEN.parts)
    assert hands.form.parts == ()


def _parts(form: Form) -> tuple[Part, ...]:
    return told(form).parts


def test_by_mouse(begin: Begin) -> None:
    hands = begin(Form(""))

    def place(part: Part, target: str, side: Side) -> None:
        bar = hands.bench.canvas.verticalScrollBar()
        box = hands.board.stage.by_id.get(target)
        low = box.y + box.high // 2 if box is not None else hands.board.stage.high
        bar.setValue(max(0, int(low + hands.board.corner.y()) - 300))
        hands.drag(Kind(part.kind), target, side)

    def reach(widget: QWidget) -> None:
        if isinstance(widget, Line):
            QTest.mouseClick(widget, LEFT, Qt.KeyboardModifier.NoModifier, QPoint(8, 8))

    builder = Builder(hands, place)
    builder.reach_by(reach)
    builder.build()
    finish(hands, builder)


def test_by_keyboard(begin: Begin) -> None:
    hands = begin(Form(""))

    def place(part: Part, target: str, side: Side) -> None:
        hands.board.setFocus()
        hands.key(Qt.Key.Key_Slash)
        asked = [one for one in hands.bench.findChildren(InsertLine) if one.isVisible()]
        write(asked[-1].line, look.kind_words(part.kind))
        assert asked[-1].found()[0] == part.kind
        QTest.keyClick(asked[-1].line, Qt.Key.Key_Return)
        QApplication.processEvents()
        QTest.keyClick(hands.bench.canvas.name, Qt.Key.Key_Return)
        new = hands.desk.selected[0]
        every = stepping.places(hands.form, (new,))
        wanted = _same(hands.form, every, target, side)
        if wanted is None:
            return
        hands.key(Qt.Key.Key_Space)
        hands.key(Qt.Key.Key_Home)
        for _ in range(every.index(wanted)):
            hands.key(Qt.Key.Key_Down)
        hands.key(Qt.Key.Key_Return)

    def reach(widget: QWidget) -> None:
        """F6 to the pane, then Tab to the editor."""
        pane = hands.bench.properties
        if not pane.isAncestorOf(QApplication.focusWidget() or hands.board):
            hands.bench.next_pane()
            while not pane.isAncestorOf(QApplication.focusWidget() or hands.board):
                hands.bench.next_pane()
        for _ in range(80):
            if QApplication.focusWidget() is widget:
                return
            QTest.keyClick(QApplication.focusWidget() or pane, Qt.Key.Key_Tab)
        raise AssertionError(widget.accessibleName())

    builder = Builder(hands, place)
    builder.reach_by(reach)
    builder.build()
    finish(hands, builder)


def _same(
    form: Form, every: list[stepping.Place], target: str, side: Side
) -> stepping.Place | None:
    """The place of the keys that is this place of the mouse."""
    if (target, side) in every:
        return target, side
    held = form.by_id[target]
    parent = form.by_id.get(held.parent)
    if side is Side.DOWN and parent is not None and parent.kind == Kind.COLUMNS:
        target, held = parent.id, parent
    siblings = [one.id for one in form.children(held.parent)]
    at = siblings.index(target) + 1
    if at < len(siblings):
        for other in ((siblings[at], Side.UP), (siblings[at], Side.LEFT)):
            if other in every:
                return other
    return held.parent, Side.INSIDE
