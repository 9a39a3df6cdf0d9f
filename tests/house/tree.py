"""The product's own files, read once for all house tests."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
STOREYS = ("resources", "app", "sync", "ui")


def name_of(path: Path) -> str:
    """A path as it is written in the house's lists."""
    return path.relative_to(ROOT).as_posix()


@cache
def product() -> tuple[Path, ...]:
    """Every Python file of the product."""
    storeys = [ROOT / storey for storey in STOREYS]
    return tuple(sorted(file for storey in storeys for file in storey.rglob("*.py")))


@cache
def own_tests() -> tuple[Path, ...]:
    """Every Python file of the tests."""
    return tuple(sorted((ROOT / "tests").rglob("*.py")))


@cache
def parsed(path: Path) -> ast.Module:
    """The syntax tree of a file."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def module_of(path: Path) -> str:
    """The dotted name under which a file is imported."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(path: Path) -> Iterator[str]:
    """The dotted names that a file imports, wherever it does so."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def nothing(found: Iterable[str]) -> None:
    """A house test finds nothing, or names all that it found, one a line."""
    listed = sorted(found)
    assert not listed, "\n".join(["", *listed])


def importers(package: str) -> set[str]:
    """The product's files that import a package."""
    return {
        name_of(path)
        for path in product()
        if any(name == package or name.startswith(package + ".") for name in imports(path))
    }
