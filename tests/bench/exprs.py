"""Expressions a second: the condition and the formula of the peers, and what is ours beside."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal

from app.expr import parser
from app.expr.compiler import Compiler
from app.expr.graph import graph
from app.expr.language import Expression, compile_text, functions
from app.expr.values import Value
from tests.bench.figures import Figure
from tests.bench.place import Bench

CONDITION = 'budget > 10000 and channel = "tv" and priority in ("high", "urgent")'
MONEY = "rate * hours * (1 + overhead) - discount"
SCOPES, SECONDS, RUNS = 1_000, 0.4, 5
ROWS = 10_000


def scopes(count: int) -> list[dict[str, Value]]:
    """The same values as the peers have, amounts as decimals."""
    return [
        {
            "budget": Decimal(5_000 + n * 37 % 20_000),
            "channel": ("tv", "web")[n % 2],
            "priority": ("low", "high", "urgent")[n % 3],
            "rate": Decimal("85.5") + n % 7,
            "hours": Decimal(10 + n % 90),
            "overhead": Decimal("0.15"),
            "discount": Decimal(n % 100),
        }
        for n in range(count)
    ]


def expr(bench: Bench) -> Iterator[Figure]:
    """Four figures: a condition, a formula over money, compiling, and a large sub-table."""
    held = scopes(SCOPES)
    condition, money = compile_text(CONDITION), compile_text(MONEY)
    met = sum(
        5_000 + n * 37 % 20_000 > 10_000 and n % 2 == 0 and n % 3 > 0 for n in range(len(held))
    )
    assert sum(condition.value(scope) is True for scope in held) == met
    assert money.value(held[5]) == Decimal("90.5") * 15 * Decimal("1.15") - 5
    yield rates("expr-condition", condition, held, 1_000_000, bench)
    yield rates("expr-money", money, held, 700_000, bench)
    took = [timed(lambda: anew(CONDITION), 20) * 1e6 for _ in range(RUNS)]
    yield Figure("expr-compile", "one condition", "µs", took)
    yield table(bench.rows or ROWS)


def rates(
    job: str, expression: Expression, held: list[dict[str, Value]], least: int, bench: Bench
) -> Figure:
    """How often a second an expression gives a value, over changing scopes."""
    found = [rate(expression.value, held) for _ in range(RUNS)]
    size = f"{len(held):,} scopes"
    told = Figure(job, size, "per s", found, f">= {least:,} per s", peers=bench.peers(job))
    told.met = told.median >= least
    return told


def rate(run: Callable[[Mapping[str, Value]], Value], held: list[dict[str, Value]]) -> float:
    """Evaluations a second."""
    count, began = 0, time.perf_counter()
    while time.perf_counter() - began < SECONDS:
        for scope in held:
            run(scope)
        count += len(held)
    return count / (time.perf_counter() - began)


def table(count: int) -> Figure:
    """One cell of a large sub-table changes: its formulas and the totals that wait for it."""
    formulas = graph(
        {"total": "sum(rows.amount)", "tax": "total * 0.06", "over": "total + tax > limit"}
    )
    rows: list[Value] = [{"amount": Decimal(n)} for n in range(count)]
    scope: dict[str, Value] = {"rows": rows, "limit": Decimal(10)}
    scope |= formulas.settled(scope)
    assert scope["over"] is True
    took: list[float] = []
    for n in range(50):
        rows = [*rows]
        rows[n] = {"amount": Decimal(count + n)}
        scope["rows"] = rows
        began = time.perf_counter()
        scope |= formulas.settled(scope, ["rows"])
        took.append((time.perf_counter() - began) * 1e3)
    told = Figure("expr-table", f"{count:,} rows", "ms", took, "p95 <= 16 ms")
    told.met = told.p95 <= 16
    return told


def anew(text: str) -> object:
    """Read and compiled without what is kept."""
    return Compiler(functions()).compile(parser.parse(text, functions()))


def timed(job: Callable[[], object], count: int) -> float:
    """Seconds of one call."""
    began = time.perf_counter()
    for _ in range(count):
        job()
    return (time.perf_counter() - began) / count
