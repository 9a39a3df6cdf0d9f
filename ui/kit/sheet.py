"""The one style sheet, made from the tokens; everything finer is painted."""

from __future__ import annotations

from collections.abc import Mapping
from string import Template

_SHEET = Template("""
QToolTip { background: $raised; color: $text; border: 1px solid $border; padding: 4px 8px; }
QMenu { background: $raised; color: $text; border: 1px solid $border; border-radius: 6px;
  padding: 4px; }
QMenu::item { min-height: 20px; padding: 4px 24px 4px 8px; border-radius: 4px; margin: 0; }
QMenu::item:selected { background: $hover; color: $text; }
QMenu::item:disabled { color: $text3; }
QMenu::separator { height: 1px; background: $line; margin: 4px 8px; }
QMenu::icon { padding-left: 8px; }
QMenuBar { background: $app; color: $text2; }
QMenuBar::item { padding: 4px 8px; border-radius: 4px; }
QMenuBar::item:selected { background: $hover; color: $text; }
QDialog { background: $raised; }
QScrollArea, QAbstractScrollArea { border: 0; background: transparent; }
QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QSpinBox, QDateEdit, QTimeEdit {
  background: $surface; color: $text; border: 1px solid $strong; border-radius: 4px;
  padding: 0 7px; selection-background-color: $fill; selection-color: $on_fill; }
QLineEdit, QComboBox, QSpinBox, QDateEdit, QTimeEdit { min-height: ${inner}px; }
QPlainTextEdit, QTextEdit { padding: 5px 7px; }
QLineEdit:hover, QPlainTextEdit:hover, QTextEdit:hover, QComboBox:hover { border-color: $text3; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QComboBox:focus, QSpinBox:focus {
  border: 2px solid $ring; padding: 0 6px; }
QLineEdit:focus, QComboBox:focus, QSpinBox:focus { min-height: ${focused}px; }
QPlainTextEdit:focus, QTextEdit:focus { padding: 4px 6px; }
QLineEdit:disabled, QPlainTextEdit:disabled, QTextEdit:disabled, QComboBox:disabled {
  background: $sunken; color: $text3; border-color: $border; }
QLineEdit[state="error"], QPlainTextEdit[state="error"], QComboBox[state="error"] {
  border: 1px solid $danger; padding: 0 7px; }
QLineEdit[state="error"]:focus { border: 2px solid $danger; padding: 0 6px; }
QLineEdit[bare="true"], QPlainTextEdit[bare="true"], QTextEdit[bare="true"] {
  border: 0; background: transparent; padding: 0; }
QLineEdit[bare="true"]:focus, QPlainTextEdit[bare="true"]:focus { border: 0; padding: 0; }
QLineEdit[bare="true"]:focus { min-height: ${inner}px; }
QComboBox[quiet="true"], QLineEdit[quiet="true"], QPlainTextEdit[quiet="true"] {
  border-color: transparent; background: transparent; }
QComboBox[quiet="true"]:hover, QLineEdit[quiet="true"]:hover,
QPlainTextEdit[quiet="true"]:hover { border-color: $border; }
QComboBox[quiet="true"]:focus, QLineEdit[quiet="true"]:focus,
QPlainTextEdit[quiet="true"]:focus { border-color: $ring; background: $surface; }
QPlainTextEdit[type="title"], QLineEdit[type="title"] { font-size: 18px; font-weight: 600; }
QAbstractScrollArea::corner { background: transparent; border: 0; }
QComboBox::drop-down { border: 0; width: 24px; }
QComboBox QAbstractItemView { background: $raised; border: 1px solid $border; padding: 4px;
  selection-background-color: $hover; selection-color: $text; outline: 0; }
QPushButton { background: $surface; color: $text; border: 1px solid $strong; border-radius: 4px;
  padding: 0 12px; min-height: ${inner}px; }
QPushButton:hover { background: $hover; }
QPushButton:pressed { background: $sunken; }
QPushButton:default { background: $fill; color: $on_fill; border-color: $fill; }
QPushButton:default:hover { background: $fill_hover; }
QPushButton[kind="danger"] { color: $danger; }
QPushButton:disabled { background: $sunken; color: $disabled; border-color: $sunken; }
QPushButton:focus { border: 2px solid $ring; padding: 0 11px; min-height: ${focused}px; }
QPushButton:default:focus { border: 2px solid $text; }
QCheckBox, QRadioButton { spacing: 8px; color: $text; }
QScrollArea > QWidget > QWidget { background: transparent; }
QAbstractItemView { background: $surface; border: 0; outline: 0; selection-color: $text; }
QHeaderView { background: $surface; border: 0; }
QHeaderView::section { background: $surface; color: $text3; border: 0;
  border-bottom: 1px solid $border; padding: 0 8px; }
QScrollBar:vertical { width: 12px; background: transparent; margin: 0; }
QScrollBar:horizontal { height: 12px; background: transparent; margin: 0; }
QScrollBar::handle { background: $border; border-radius: 3px; margin: 3px; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::handle:hover { background: $strong; }
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {
  background: none; border: 0; width: 0; height: 0; }
QSplitter::handle { background: $border; }
QSplitter::handle:horizontal { width: 1px; }
QProgressBar { background: $border; border: 0; border-radius: 2px; max-height: 4px; }
QProgressBar::chunk { background: $progress; border-radius: 2px; }
QWidget#surface, QFrame#surface { background: $surface; }
QWidget#app, QFrame#app { background: $app; }
QWidget#sunken { background: $sunken; }
QFrame#card { background: $surface; border: 1px solid $border; border-radius: 6px; }
QFrame#raised { background: $raised; border: 1px solid $border; border-radius: 8px; }
QFrame#hairline { background: $line; border: 0; }
QFrame#rule { background: $border; border: 0; }
""")


def text(tokens: Mapping[str, str], control: int) -> str:
    """The style sheet of these tokens; `control` is the height of a field in px."""
    return _SHEET.substitute(tokens, inner=control - 2, focused=control - 4)
