"""Records a second, and what a keystroke costs, on a form of 60 fields like the peers' one."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator

from app.form.compiled import compiled
from app.form.filling import RECORD, Filling
from app.form.flaws import flaws
from app.model.form import Check, Choice, Form, Kind, Part, Rule
from tests.bench.figures import Figure
from tests.bench.place import Bench

CHANNELS = ("web", "tv", "ooh", "social", "print", "radio")
CHOICES = tuple(Choice(name, name) for name in CHANNELS)
RECORDS, RUNS, KEYS = 2_000, 5, 2_000
Answers = dict[str, dict[str, object]]


def form() -> Form:
    """60 fields as the peers have them; 20 rules of the logic table, 10 formulas over money."""
    text = (Check("min_length", "1"), Check("max_length", "80"))
    code = (Check("pattern", "[A-Z]{3}-[0-9]{4}"),)
    whole = (Check("min", "0"), Check("max", "100000"), Check("multiple_of", "1"))
    money = (Check("min", "0"), Check("max", "10000000"), Check("multiple_of", "0.01"))
    some = (Check("min_count", "1"), Check("max_count", "6"))
    parts = [
        *(_part(f"txt{n:02}", Kind.TEXT, text, _when(n) if n > 10 else "") for n in range(15)),
        *(_part(f"code{n}", Kind.TEXT, code, _when(n)) for n in range(8)),
        *(_part(f"int{n}", Kind.NUMBER, whole) for n in range(10)),
        *(_part(f"money{n}", Kind.MONEY, money) for n in range(8)),
        *(Part(f"sel{n}", Kind.CHOICE, required=True, choices=CHOICES) for n in range(8)),
        *(
            Part(f"multi{n}", Kind.CHOICES, required=True, choices=CHOICES, checks=some)
            for n in range(4)
        ),
        *(
            Part(f"flag{n}", Kind.CHOICE, choices=(Choice("yes", ""), Choice("no", "")))
            for n in range(5)
        ),
        *(_part(f"email{n}", Kind.EMAIL, ()) for n in range(2)),
        *(
            Part(f"calc{n}", Kind.FORMULA, formula=f"money{n % 8} * int{n} * (1 + 0.06) - 12.5")
            for n in range(10)
        ),
    ]
    rules = [
        Rule(f"r{n}", "check", f'int{n % 10} > 90000 and sel{n % 8} = "tv"', (f"int{n % 10}",))
        for n in range(10)
    ]
    rules += [
        Rule(f"q{n}", "require", f'flag{n % 5} = "yes" and money{n % 8} > 100', (f"txt{n:02}",))
        for n in range(10)
    ]
    return Form("Brief", tuple(parts), tuple(rules))


def _part(name: str, kind: Kind, checks: tuple[Check, ...], visible: str = "") -> Part:
    return Part(name, kind, required=True, checks=checks, visible_if=visible)


def _when(n: int) -> str:
    return f'flag{n % 5} = "yes"'


def answers(count: int) -> list[Answers]:
    """Records by chance; every tenth has one field that is wrong."""
    chance = random.Random(11)
    made: list[Answers] = []
    for number in range(count):
        held: dict[str, object] = {f"txt{n:02}": "launch brief asset budget" for n in range(15)}
        held |= {f"code{n}": f"ABC-{chance.randrange(10_000):04}" for n in range(8)}
        held |= {f"int{n}": str(chance.randrange(100_001)) for n in range(10)}
        held |= {f"money{n}": f"{chance.random() * 1e7:.2f}" for n in range(8)}
        held |= {f"sel{n}": chance.choice(CHANNELS) for n in range(8)}
        held |= {f"multi{n}": chance.sample(CHANNELS, chance.randrange(1, 5)) for n in range(4)}
        held |= {f"flag{n}": chance.choice(("yes", "no")) for n in range(5)}
        held |= {f"email{n}": f"user{chance.randrange(1000)}@corp.example" for n in range(2)}
        if number % 10 == 9:
            held |= chance.choice(({"int3": "-5"}, {"code2": "bad"}, {"sel4": "nope"}))
        made.append({RECORD: held})
    return made


def forms(bench: Bench) -> Iterator[Figure]:
    """Two figures: whole records, and one keystroke."""
    ready, held = compiled(form()), answers(bench.rows or RECORDS)

    def every() -> int:
        return sum(bool(flaws(Filling(ready, one, {}))) for one in held)

    wrong = every()
    assert len(held) // 10 <= wrong < len(held)
    rates: list[float] = []
    for _ in range(RUNS):
        began = time.perf_counter()
        assert every() == wrong
        rates.append(len(held) / (time.perf_counter() - began))
    size = f"{len(held):,} records"
    told = Figure("form-records", size, "per s", rates, ">= 20,000 per s")
    told.met, told.peers = told.median >= 20_000, bench.peers("form-records")
    yield told
    yield keystroke(bench)


def keystroke(bench: Bench) -> Figure:
    """A digit in an amount: formulas, conditions and checks of the fields that it reaches."""
    filling = Filling(compiled(form()), answers(1)[0], {})
    took: list[float] = []
    for n in range(KEYS):
        began = time.perf_counter()
        changed = filling.set(RECORD, "money1", str(n))
        for line, part in changed:
            filling.state(line, part)
        took.append((time.perf_counter() - began) * 1e6)
    assert filling.kept(RECORD, "calc1") is not None
    told = Figure("form-keystroke", "60 fields", "µs", took, "median <= 40 µs")
    told.met, told.peers = told.median <= 40, bench.peers("form-keystroke")
    return told
