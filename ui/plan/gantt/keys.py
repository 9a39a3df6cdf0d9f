"""The keys of the chart: every gesture of the mouse has its twin here."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeyEvent
from PySide6.QtWidgets import QToolTip

from ui.plan.gantt import gestures, says
from ui.plan.gantt.chart import BARE, CAMPAIGN, TASK, Bar
from ui.plan.gantt.gestures import Drop, Ghost
from ui.plan.gantt.hands import Hands
from ui.plan.gantt.scene import Hit

K = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
PERCENT = 10


class Keys:
    """What a key does to the current row."""

    def __init__(self, canvas: Hands) -> None:
        self._canvas = canvas
        self._linking: bytes | None = None
        self._is_leaving = False

    @property
    def is_linking(self) -> bool:
        """Whether the arrows choose the task that is to wait."""
        return self._linking is not None

    def begin_link(self) -> None:
        """Link the current task to another one: arrows choose it, Enter links."""
        bar = self._bar()
        if bar is None or bar.kind == CAMPAIGN or not bar.has_dates:
            return
        self._canvas.began.emit()
        self._linking = bar.key
        self._show_link(bar.key)

    def tab(self, event: QKeyEvent) -> bool:
        """Tab goes in, Shift+Tab goes out; after Esc they go to the next part of the page."""
        key = event.key()
        if key not in (K.Key_Tab, K.Key_Backtab) or event.modifiers() & CTRL:
            return False
        is_leaving, self._is_leaving = self._is_leaving, False
        if is_leaving or self._bar() is None:
            return False
        step = -1 if key == K.Key_Backtab else 1
        drop = indented(self._canvas, self._bar(), step)
        if drop is None:
            return False
        self._order(drop)
        return True

    def press(self, event: QKeyEvent) -> bool:
        """Whether the key meant something here."""
        key, held = K(event.key()), event.modifiers()
        if key == K.Key_Escape:
            return self._escape()
        self._is_leaving = False
        canvas = self._canvas
        if key in (K.Key_Up, K.Key_Down, K.Key_PageUp, K.Key_PageDown, K.Key_End):
            step = -1 if key in (K.Key_Up, K.Key_PageUp) else 1
            if held & CTRL and key in (K.Key_Up, K.Key_Down):
                return self._reorder(step)
            page = canvas.verticalScrollBar().pageStep() // canvas.scene.row_px
            far = {K.Key_PageUp: page, K.Key_PageDown: page, K.Key_End: 1 << 30}.get(key, 1)
            return self._step(step * far)
        if key in (K.Key_Return, K.Key_Enter):
            return self._enter(is_alone=bool(held & SHIFT))
        return self._do(key, held, event.text())

    def _do(self, key: Qt.Key, held: Qt.KeyboardModifier, text: str) -> bool:
        canvas, bar = self._canvas, self._bar()
        if key == K.Key_Home:
            canvas.go_today()
        elif held & CTRL and key in (K.Key_Plus, K.Key_Equal):
            canvas.zoom(1.25)
        elif held & CTRL and key == K.Key_Minus:
            canvas.zoom(0.8)
        elif held & CTRL and key == K.Key_0:
            canvas.fit()
        elif held & CTRL and key == K.Key_L:
            self.begin_link()
        elif key in (K.Key_Left, K.Key_Right) and not held & CTRL:
            return self._sideways(bar, 1 if key == K.Key_Right else -1, is_size=bool(held & SHIFT))
        elif text in ("+", "=", "-") and bar is not None:
            return self._percent(bar, -PERCENT if text == "-" else PERCENT)
        elif key == K.Key_Space and bar is not None:
            self._preview(bar)
        elif key == K.Key_Menu and bar is not None:
            at = canvas.spot(canvas.chart.row_of(bar.key)).bottomLeft().toPoint()
            place = QPointF(canvas.viewport().mapToGlobal(at))
            canvas.menu_asked.emit(Hit("row", canvas.chart.row_of(bar.key), bar.key), place)
        else:
            return False
        return True

    def _bar(self) -> Bar | None:
        current = self._canvas.current
        return self._canvas.field.bar(current) if current is not None else None

    def _escape(self) -> bool:
        if self._linking is not None or self._canvas.ghost is not None or self._canvas.drag:
            self._linking = None
            self._canvas.cancel()
            return True
        self._is_leaving = True
        return False

    def _step(self, by: int) -> bool:
        canvas = self._canvas
        count = len(canvas.chart.shown)
        if not count:
            return False
        now = canvas.chart.row_of(canvas.current) if canvas.current is not None else -1
        if self._linking is not None:
            now = canvas.chart.row_of(self._target())
        else:
            canvas.began.emit()
        row = max(0, min(count - 1, now + by if now >= 0 else 0))
        if self._linking is not None:
            self._show_link(canvas.chart.key(row))
            canvas.show_row(row)
            return True
        canvas.go(canvas.chart.key(row))
        bar = canvas.chart.bar(row)
        self._show_bar(bar)
        self._say(says.bar_words(bar))
        return True

    def _target(self) -> bytes:
        ghost = self._canvas.ghost
        held = ghost.target if ghost is not None else None
        return held or self._linking or b""

    def _show_bar(self, bar: Bar) -> None:
        """Scroll in time where the bar is out of sight altogether."""
        canvas = self._canvas
        if not bar.has_dates:
            return
        spot = canvas.spot(canvas.chart.row_of(bar.key))
        if spot.right() < canvas.tree_px + 8 or spot.left() > canvas.viewport().width() - 8:
            canvas.show_moment(bar.span[0])

    def _enter(self, *, is_alone: bool) -> bool:
        canvas = self._canvas
        if self._linking is not None:
            self._linking = None
            ghost = canvas.ghost
            if ghost is not None:
                canvas.dropped.emit(ghost)
            return True
        if canvas.ghost is not None:
            canvas.answered.emit("one" if is_alone else "all")
            return True
        bar = self._bar()
        if bar is None:
            return False
        if bar.kind == CAMPAIGN:
            canvas.fold(bar.key)
        else:
            canvas.opened.emit(bar.key)
        return True

    def _sideways(self, bar: Bar | None, step: int, *, is_size: bool) -> bool:
        canvas = self._canvas
        if bar is None or self._linking is not None:
            return False
        node = canvas.chart.tree.at[bar.key]
        is_summary = canvas.chart.tree.is_summary(node)
        if bar.kind == CAMPAIGN:
            if (bar.key in canvas.chart.closed) == (step > 0) and is_summary:
                canvas.fold(bar.key)
            return True
        if bar.kind == BARE:
            return self._first_dates(bar)
        held = canvas.ghost
        if held is not None and (held.kind != "dates" or held.key != bar.key):
            canvas.began.emit()
            held = None
        make = gestures.stretched if is_size else gestures.nudged
        ghost = make(canvas.field, bar, step, held)
        self._offer(ghost)
        return True

    def _offer(self, ghost: Ghost) -> None:
        canvas = self._canvas
        self._say(says.spoken(ghost, canvas.field, canvas.days))
        canvas.dropped.emit(ghost)

    def _first_dates(self, bar: Bar) -> bool:
        """A task without dates gets today, for one day."""
        canvas = self._canvas
        scale, number = canvas.scene.scale, canvas.look.now // 1_440
        span = (scale.opening(number), scale.closing(number))
        self._offer(Ghost("create", bar.key, {bar.key: span}, label="Change task"))
        return True

    def _percent(self, bar: Bar, by: int) -> bool:
        if bar.kind not in (TASK, BARE):
            return False
        percent = max(0, min(100, (bar.percent + by) // PERCENT * PERCENT))
        if percent != bar.percent:
            self._offer(Ghost("percent", bar.key, percent=percent, label="Change task"))
        return True

    def _show_link(self, target: bytes) -> None:
        canvas, key = self._canvas, self._linking
        assert key is not None
        row = canvas.chart.row_of(target)
        box = canvas.scene.box(row) if row >= 0 else None
        to = (box.x, box.middle) if box is not None else (0.0, row * canvas.scene.row_px + 16.0)
        ghost = Ghost("link", key, label="Link tasks", to=to)
        if target != key:
            ghost = gestures.linked(ghost, canvas.field, target)
        canvas.show_ghost(ghost)
        self._say(says.spoken(ghost, canvas.field, canvas.days))

    def _preview(self, bar: Bar) -> None:
        canvas = self._canvas
        place = canvas.spot(canvas.chart.row_of(bar.key)).bottomLeft().toPoint() + QPoint(16, 4)
        if QToolTip.isVisible():
            QToolTip.hideText()
        else:
            at = canvas.viewport().mapToGlobal(place)
            QToolTip.showText(at, canvas.info(bar.key), canvas, QRect(), 10_000)

    def _reorder(self, step: int) -> bool:
        """Before the sibling above, or behind the one below."""
        canvas, bar = self._canvas, self._bar()
        if bar is None or bar.kind == CAMPAIGN:
            return False
        tree = canvas.chart.tree
        node = tree.at[bar.key]
        siblings = tree.siblings(node)
        where = siblings.index(node) + step
        if 0 <= where < len(siblings):
            behind = where if step > 0 else where - 1
            above = tree.parents[node]
            parent = tree.keys[above] if tree.depths[above] else None
            after = tree.keys[siblings[behind]] if behind >= 0 else None
            self._order(Drop(after, None if after is not None else parent, 0, 0))
        return True

    def _order(self, drop: Drop) -> None:
        ghost = Ghost("order", self._canvas.current, label="Move task", drop=drop)
        self._canvas.began.emit()
        self._canvas.dropped.emit(replace(ghost))

    def _say(self, words: str) -> None:
        """To a screen reader; nothing where none listens."""
        if words and QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._canvas, words))


def indented(canvas: Hands, bar: Bar | None, step: int) -> Drop | None:
    """One level deeper under the sibling above, or one level out."""
    if bar is None or bar.kind == CAMPAIGN:
        return None
    tree = canvas.chart.tree
    node = tree.at[bar.key]
    if step < 0:
        above = tree.parents[node]
        return Drop(tree.keys[above], None, 0, 0) if tree.depths[above] else None
    siblings = tree.siblings(node)
    where = siblings.index(node)
    if not where:
        return None
    above = siblings[where - 1]
    inner = tree.children(above)
    if inner:
        return Drop(tree.keys[inner[-1]], None, 0, 0)
    return Drop(None, tree.keys[above], 0, 0)
