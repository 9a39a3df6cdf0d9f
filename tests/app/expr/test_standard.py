"""What the standard says (DMN 1.5, chapter 10.3), case by case: `standard.txt` beside this file."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.expr import conformance
from app.expr.language import compile_text
from app.expr.values import text

FILE = Path(__file__).with_name("standard.txt")
CASES = [
    tuple(part.strip() for part in line.rsplit("=>", 1))
    for line in FILE.read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]


@pytest.mark.parametrize(("expression", "wanted"), CASES, ids=[case[0] for case in CASES])
def test_the_standard(expression: str, wanted: str) -> None:
    assert text(compile_text(expression).run({}, conformance.WORLD).value) == wanted
