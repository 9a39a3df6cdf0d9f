"""What happens in a simulated world: acts, their troubles, and both as a line of text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

EDITS = ("set", "add", "pair", "both", "drop", "back", "undo", "redo", "solve", "move", "org",
         "mine", "start", "under", "name")  # fmt: skip
SHORT = ("lost", "cut", "twice", "late", "short", "clip", "flip", "flipup", "portal", "stale",
         "error", "slow", "hubdie", "hubcut", "hubpower", "hubfull", "meanwhile")  # fmt: skip
DEATHS = ("die", "kill", "power", "full")
WEIGHTS = {
    "sync": 40, "set": 20, "add": 5, "pair": 4, "both": 3, "drop": 4, "back": 2, "undo": 3,
    "redo": 1, "solve": 3, "move": 3, "org": 3, "mine": 2, "start": 1, "under": 2, "name": 1,
    "speak": 1, "poison": 1, "clock": 3, "pause": 2, "member": 3, "revoke": 0.4, "backup": 3,
    "restore": 1.2, "copyback": 0.8, "clientback": 1.2, "clone": 1.2, "restart": 1, "hubstart": 1,
    "heal": 0.7,
}  # fmt: skip
"""How often each verb comes, against the others."""
MOODS = (0, 0.5, 1, 1, 1, 3, 8)
"""Each seed has verbs that never come and others that come often: so rare ones meet."""


@dataclass(frozen=True, slots=True)
class Bad:
    """A trouble: at the call of a sync, the reach of a failpoint, or the write that `at` counts."""

    kind: str
    at: int
    arg: int = 0
    act: Act | None = None

    def text(self) -> str:
        """As it stands in a trace."""
        inner = f"[{self.act.text()}]" if self.act is not None else ""
        return f"@{self.kind}:{self.at}:{self.arg}{inner}"


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that happens: a verb, whose machine, and two numbers that choose."""

    verb: str
    who: int
    a: int = 0
    b: int = 0
    bad: tuple[Bad, ...] = ()

    def text(self) -> str:
        """As it stands in a trace."""
        return " ".join([self.verb, str(self.who), str(self.a), str(self.b),
                         *(bad.text() for bad in self.bad)])  # fmt: skip


@dataclass(frozen=True, slots=True)
class Plan:
    """All that happens in one world."""

    seed: int
    clients: int
    nodes: int
    acts: tuple[Act, ...] = field(default_factory=tuple[Act, ...])

    def text(self) -> str:
        """The whole trace, to be kept in a file."""
        head = f"world {self.seed} {self.clients} {self.nodes}"
        return "\n".join([head, *(act.text() for act in self.acts), ""])


def plan(seed: int, length: int = 0) -> Plan:
    """The plan of a seed, of at most so many acts; 0 for as many as are usual."""
    chance = Random(seed)
    clients = chance.choices((2, 3, 4, 5), (3, 4, 2, 1))[0]
    nodes = chance.choices((1, 2, 3), (3, 2, 1))[0]
    steps = chance.randint(6, 30) if not length else chance.randint(length // 3, length)
    calm = chance.random() < 0.15
    mood = {v: w * chance.choice(MOODS) for v, w in WEIGHTS.items()}
    mood["sync"] = WEIGHTS["sync"]
    acts = tuple(_act(chance, clients, mood, calm=calm) for _ in range(steps))
    return Plan(seed, clients, nodes, acts)


def _act(
    chance: Random, clients: int, mood: dict[str, float], *, calm: bool, inner: bool = False
) -> Act:
    verbs = [v for v in mood if not inner or v != "heal"]
    verb = chance.choices(verbs, [mood[v] for v in verbs])[0]
    who, a, b = chance.randrange(clients), chance.randrange(1000), chance.randrange(1000)
    bad: list[Bad] = []
    if not inner and not calm:
        if verb == "sync":
            for _ in range(chance.choices((0, 1, 2), (3, 5, 2))[0]):
                bad.append(_trouble(chance, clients, mood))
        if verb in (*EDITS, "sync") and chance.random() < 0.12:
            bad.append(Bad(chance.choice(DEATHS), chance.randint(1, 25), chance.randrange(1000)))
    return Act(verb, who, a, b, tuple(bad))


def _trouble(chance: Random, clients: int, mood: dict[str, float]) -> Bad:
    kind = chance.choice(SHORT)
    at = chance.choices((0, 1, 2, 3, 4, 5), (5, 5, 4, 1, 1, 1))[0]
    inner = _act(chance, clients, mood, calm=True, inner=True) if kind == "meanwhile" else None
    return Bad(kind, at, chance.randrange(100_000), inner)


_BAD = re.compile(r"@(\w+):(\d+):(\d+)(?:\[([^\]]*)\])?")


def read(text: str) -> Plan:
    """A plan from its trace; lines that begin with # are for people."""
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    _, seed, clients, nodes = lines[0].split()
    return Plan(int(seed), int(clients), int(nodes), tuple(read_act(line) for line in lines[1:]))


def read_act(line: str) -> Act:
    """An act from its line."""
    head, _, tail = line.partition(" @")
    verb, who, a, b = head.split()
    bad = tuple(
        Bad(kind, int(at), int(arg), read_act(inner) if inner else None)
        for kind, at, arg, inner in _BAD.findall("@" + tail if tail else "")
    )
    return Act(verb, int(who), int(a), int(b), bad)


def traces(folder: Path) -> list[Path]:
    """The traces that are kept."""
    return sorted(folder.glob("*.txt"))
