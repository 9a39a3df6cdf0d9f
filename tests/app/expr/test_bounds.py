"""Whatever is written ends soon: a mistake, a note, or a value; and never another exception."""

from __future__ import annotations

import gc
import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.expr.faults import Mistake
from app.expr.language import compile_text, functions
from app.expr.values import Value, text

LIMIT_S = 3.0
ROWS: list[Value] = [{"金额": Decimal(n), "名": f"项目{n}" * 20} for n in range(2_000)]
SCOPE: dict[str, Value] = {"明细": ROWS, "文": "a" * 60_000}
DOUBLING = ", ".join(["a0: [1, 2]", *(f"a{n}: [a{n - 1}, a{n - 1}]" for n in range(1, 60))])

BOMBS = {
    "nested brackets": "(" * 500 + "1" + ")" * 500,
    "nested lists": "[" * 60 + "1" + "]" * 60,
    "open ranges": "[1.." * 60 + "1",
    "open tests": "1 in (" * 60 + "1",
    "reversed ranges": "]1.." * 60,
    "signs": "-" * 5_000 + "1",
    "a long sum": "+".join(["1"] * 9_000),
    "a long and": " and ".join(["true"] * 4_000),
    "a long path": "x" + ".y" * 9_000,
    "many calls": "f" + "()" * 9_000,
    "nested types": "1 instance of " + "list<" * 5_000 + "number" + ">" * 5_000,
    "powers": "9 ** 9 ** 9 ** 9",
    "large numbers": "10 ** 6000 * 10 ** 6000",
    "a huge literal": "1e999999999",
    "a long literal": "1" * 60_000,
    "a small literal": "1e-999999999",
    "a huge place": 'substring("abc", 1e6000)',
    "a huge scale": "round half up(1.5, 1e6000)",
    "a huge modulo": "for i in 1..9999 return modulo(1e6000 + i, 3)",
    "exponents": "for i in 1..9999, j in 1..9999 return exp(i) + log(j)",
    "a huge range": "count(for i in 1..1e30 return i)",
    "nested ranges": "for a in 1..9999, b in 1..9999, c in 1..9999 return 1",
    "nested questions": "some a in 1..9999, b in 1..9999, c in 1..9999 satisfies false",
    "a filter in a filter": "明细[count(明细[金额 > 5]) > 1]",
    "rows by rows": "for x in 明细 return count(明细[金额 = x.金额])",
    "a large body": "for a in 1..9999 return " + " + ".join(["a"] * 150),
    "growing text": 'for i in 1..9999 return 文 + "a"',
    "joined text": "for i in 1..9999 return string join(for j in 1..100 return 文)",
    "growing lists": "for i in 1..9999 return append(明细, i)",
    "its own results": "for i in 1..9999 return partial",
    "patterns": f'matches("{"a" * 5_000}", "(a*)*b")',
    "repeated patterns": 'matches(文, "((a{0,100}){0,100}){0,100}b")',
    "classes": 'matches(文, "' + "[a-z]?" * 300 + '")',
    "many patterns": 'for i in 1..9999 return matches(文, "(a|b)*c" + string(i))',
    "replaced text": 'replace(文, "a", "bbbbbbbbbb")',
    "doubled lists": "{" + DOUBLING + "}.a59",
    "doubled text": "{" + DOUBLING + ", t: string(a59)}.t",
    "doubled equality": "{" + DOUBLING + ", b: a59 = [a58, a58]}.b",
    "doubled search": "{" + DOUBLING + ", b: list contains(a59, a59)}.b",
    "doubled items": "{" + DOUBLING + ", b: count(flatten(a59))}.b",
    "doubled type": "{" + DOUBLING + ", b: a59 instance of list<list<list<Any>>>}.b",
    "a function that calls itself": "{f: function(n) f(n)}.f(1)",
    "one that calls itself twice": "{f: function(n) f(n) + f(n)}.f(1)",
    "sorting by itself": "{f: function(a, b) sort(明细, f)[1]}.f(1, 2)",
    "sorting": "for i in 1..99 return sort(明细.名)",
    "different values": "for i in 1..99 return distinct values(明细)",
    "long words": "x" * 60_000,
    "a long text": '"' + "文" * 60_000 + '"',
    "too long": "1" * 70_000,
}


def run(expression: str) -> tuple[Value, str]:
    """The value, and what was said against it."""
    try:
        outcome = compile_text(expression).run(SCOPE)
    except Mistake as mistake:
        return None, str(mistake) if 0 <= mistake.at <= len(expression) else ""
    return outcome.value, "; ".join(note.why for note in outcome.notes)


@pytest.mark.parametrize("name", BOMBS)
def test_it_ends_soon(name: str) -> None:
    took: list[float] = []
    for n in range(3):  # the machine is shared: the best of three counts
        gc.collect(1)
        began = time.process_time()
        value, said = run(BOMBS[name] + " " * n)
        took.append(time.process_time() - began)
        assert said or value is not None
        if took[-1] < LIMIT_S:
            break
    assert min(took) < LIMIT_S, f"{name}: {min(took) * 1e3:.0f} ms"


@given(st.text(max_size=40))
def test_any_text_at_all(expression: str) -> None:
    run(expression)


SIGNS = st.text(st.sampled_from('0129.eE"\\@`#$%(){}[]<>=!?:;,+-*/|&~^ \n\tax文😀'), max_size=24)


@given(SIGNS)
def test_any_signs(expression: str) -> None:
    run(expression)


FUNCTIONS = st.sampled_from(sorted(functions()))
VALUES = st.sampled_from(
    ["null", "0", "-1", "1.5", "1e400", '"a"', '""', "true", "[]", "[1, null, 2]", "[[1], 1]", "{}",
     '{key: "a", value: 1}', "[1..3]", "(< 5)", '@"2026-01-31"', '@"23:59:59@Asia/Shanghai"',
     '@"-999999999-12-31T23:59:59Z"', '@"P1D"', '@"-P400Y"', "function(x, y) x", "明细", "sum"]
)  # fmt: skip


@given(FUNCTIONS, st.lists(VALUES, max_size=4))
def test_any_function_with_any_arguments(name: str, args: list[str]) -> None:
    value, _ = run(f"{name}({', '.join(args)})")
    text(value)


OPERATORS = st.sampled_from(["+", "-", "*", "/", "**", "=", "<", ">=", "and", "or", "in"])


@given(VALUES, OPERATORS, VALUES)
def test_any_operator_between_any_values(a: str, op: str, b: str) -> None:
    text(run(f"{a} {op} {b}")[0])
    run(f"({a})[{b}]")
    run(f"{a} between {b} and {a}")
    run(f"for i in {a}..{b} return i")
    run(f"({a}).year")
