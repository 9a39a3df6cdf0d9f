"""Files, functions, classes and parameter lists stay small enough to be read at once."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.tree import ROOT, name_of, nothing, own_tests, parsed, product

FILE_LINES = 400
FUNCTION_LINES = 60
CLASS_LINES = 250
PARAMETERS = 5
SESSION_METHODS = 12

ALLOWED: dict[str, str] = {}
"""`file` or `file:name` -> why it may be longer. Empty is the goal; only tables may be listed."""

Function = ast.FunctionDef | ast.AsyncFunctionDef


def named(path: Path, kinds: tuple[type[ast.AST], ...]) -> Iterator[tuple[str, ast.AST]]:
    for node in ast.walk(parsed(path)):
        if isinstance(node, kinds):
            yield f"{name_of(path)}:{getattr(node, 'name', '')}", node


def lines_of(node: ast.AST) -> int:
    return (getattr(node, "end_lineno", 0) or 0) - getattr(node, "lineno", 0) + 1


def too_long(kinds: tuple[type[ast.AST], ...], most: int) -> list[str]:
    return [
        f"{name} has {lines_of(node)} lines"
        for path in (*product(), ROOT / "start.py", *own_tests())
        for name, node in named(path, kinds)
        if lines_of(node) > most and name not in ALLOWED
    ]


def parameters(function: Function) -> int:
    """What a caller has to know: not `self`, and no keyword that may be left out."""
    given = [*function.args.posonlyargs, *function.args.args]
    own = 1 if given and given[0].arg in ("self", "cls") else 0
    needed_words = sum(default is None for default in function.args.kw_defaults)
    return len(given) - own + needed_words


def test_files():
    files = (*product(), ROOT / "start.py", *own_tests())
    long = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in files}
    nothing(
        f"{name} has {count} lines"
        for name, count in long.items()
        if count > FILE_LINES and name not in ALLOWED
    )


def test_functions():
    nothing(too_long((ast.FunctionDef, ast.AsyncFunctionDef), FUNCTION_LINES))


def test_classes():
    nothing(too_long((ast.ClassDef,), CLASS_LINES))


def test_parameters():
    many = [
        f"{name} takes {parameters(node)}"
        for path in product()
        for name, node in named(path, (ast.FunctionDef, ast.AsyncFunctionDef))
        if isinstance(node, Function) and parameters(node) > PARAMETERS and name not in ALLOWED
    ]
    nothing(many)


def test_the_allow_list_names_what_exists():
    known = {name_of(path) for path in (*product(), ROOT / "start.py", *own_tests())}
    nothing({name for name in ALLOWED if name.split(":", maxsplit=1)[0] not in known})


def test_session_has_at_most_twelve_public_methods():
    path = ROOT / "app" / "session.py"
    if not path.exists():
        pytest.skip("there is no session yet")
    session = next(
        node
        for node in parsed(path).body
        if isinstance(node, ast.ClassDef) and node.name == "Session"
    )
    public = [
        node.name
        for node in session.body
        if isinstance(node, Function) and not node.name.startswith("_")
    ]
    assert len(public) <= SESSION_METHODS, public
