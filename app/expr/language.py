"""The language as a whole: text in, a compiled expression out, whose run gives a value."""

# Values are told apart when they are there: what a list or a context holds is open.
# pyright: reportUnknownArgumentType=false, reportUnknownVariableType=false
# pyright: reportUnknownLambdaType=false, reportUnknownMemberType=false
# pyright: reportUnknownParameterType=false

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from app.expr import aliases, contexts, dates, lists, money, numbers, parser, ranges, strings, world
from app.expr.binding import Form, function
from app.expr.compiler import Compiler
from app.expr.faults import Fail, Told
from app.expr.nodes import Node
from app.expr.running import Closure, Note, Run, Scope
from app.expr.values import Function, Value

MOST_KEPT = 4_096
MODULES = (numbers, strings, lists, dates, contexts, ranges, money)


@lru_cache(maxsize=1)
def functions() -> dict[str, Function | Callable[[Run], Function]]:
    """Every built-in function by its name."""
    found: dict[str, Function | Callable[[Run], Function]] = {}
    for module in MODULES:
        held: Mapping[str, tuple[Form, ...]] = module.FUNCTIONS
        found.update({name: function(name, forms) for name, forms in held.items()})
    found.update({name: _worldly(name, params) for name, params in world.PARAMS.items()})
    found.update({alias: found[name] for alias, name in aliases.FUNCTIONS.items()})
    return found


def _worldly(name: str, params: tuple[str, ...]) -> Callable[[Run], Function]:
    """A function that asks the run."""

    def of(run: Run) -> Function:
        def call(*args: Value) -> Value:
            held = run.world.get(name)
            if held is None:
                raise Fail("{name} is not known here", name=name)
            return held(*args)

        return function(name, [Form(params, call)])

    return of


@dataclass(slots=True)
class Outcome:
    """A value, and why parts of it are null."""

    value: Value
    notes: Sequence[Note] = ()


@dataclass(frozen=True, slots=True)
class Expression:
    """A compiled expression; it may be run any number of times, in any thread."""

    text: str
    tree: Node
    closure: Closure

    def run(self, scope: Scope, asked: world.World | None = None) -> Outcome:
        """Its value over these names; nothing is raised, what went wrong is noted."""
        run = Run()
        if asked:
            run.world = asked
        try:
            value = self.closure(scope, run)
            if type(value) in (list, dict):
                run.steps = 0  # the caller looks at each part of it
                run.weigh(value)
        except Told as told:
            run.failed(0, told)
        except RecursionError:
            run.note(0, "The expression goes too deep")
        else:
            return Outcome(value, run.notes)
        return Outcome(None, run.notes)

    def value(self, scope: Scope, asked: world.World | None = None) -> Value:
        """Its value alone, which is faster where nobody asks why."""
        run = Run()
        if asked:
            run.world = asked
        try:
            value = self.closure(scope, run)
        except (Told, RecursionError):
            return None
        return self.run(scope, asked).value if type(value) in (list, dict) else value


def compile_text(text: str, names: Iterable[str] = ()) -> Expression:
    """Read and compile; `names` are those of the scope that hold spaces. Raises a Mistake."""
    return _compiled(text, tuple(sorted(set(names))))


@lru_cache(maxsize=MOST_KEPT)
def _compiled(text: str, names: tuple[str, ...]) -> Expression:
    return expression(text, parser.parse(text, (*functions(), *names)))


def expression(text: str, tree: Node) -> Expression:
    """A tree, or a part of one, compiled."""
    return Expression(text, tree, Compiler(functions()).compile(tree))
