"""`docs/protocol.md` is what the code does: its lists, and its example against a real hub."""

from __future__ import annotations

import re
import runpy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
import requests

from app.model import registry
from app.model.table import Field, Home, Table
from sync import protocol
from sync.server import routes
from tests.sync.server.conftest import Hub, Time
from tests.sync.server.hands import ZERO, insert

DOC = (Path(__file__).parents[3] / "docs" / "protocol.md").read_text(encoding="utf-8")
PACKED = "application/msgpack"
PLAIN = (
    ("msgspec.Raw", "array of Op, or nil"),
    (r"\bstr\b", "text"),
    (r" \| None", "?"),
    (r"tuple\[(\w+), \.\.\.\]", r"[\1]"),
    (r"tuple\[tuple\[([\w, ]+)\], \.\.\.\]", r"[[\1]]"),
    (r"dict\[(\w+), (\w+)\]", r"{\1: \2}"),
)
HOMES = {
    Home.ORG: "`org`",
    Home.CAMPAIGN: "`campaign:C`",
    Home.CAMPAIGN_OR_ORG: "`campaign:C` or `org`",
    Home.PERSON: "`user:P`",
}


def section(number: int) -> str:
    """A section of the document, without its title."""
    found = re.search(rf"^## {number}\. .*\n((?:(?!## \d).*\n?)*)", DOC, re.MULTILINE)
    assert found, number
    return found[1]


def plain(hint: str) -> str:
    """A type as the document writes it."""
    for ours, theirs in PLAIN:
        hint = re.sub(ours, theirs, hint)
    return hint


# What the document lists.


def test_messages_have_these_fields_in_this_order() -> None:
    one_line = re.sub(r"\n {6,}", " ", section(4))
    listed = dict(re.findall(r"^ {4}(\w+) = \[(.*)\]$", one_line, re.MULTILINE))
    known = {
        name: ", ".join(f"{field}: {plain(hint)}" for field, hint in kind.__annotations__.items())
        for name, kind in vars(protocol).items()
        if isinstance(kind, type) and issubclass(kind, msgspec.Struct)
    }
    assert listed == known


def test_calls_take_and_give_these_messages() -> None:
    listed = {
        c: (a, b) for c, a, b in re.findall(r"^\| (\w+) \| (.+) \| (.+) \|$", section(4), re.M)
    }
    del listed["call"]
    assert listed.pop("adopt") == ("the backup file", "text: the new epoch")
    assert listed.pop("events") == ("–", "a stream of Hint, as JSON")
    ends = vars(protocol.Remote) | vars(protocol.Door) | vars(protocol.Carrier)
    known = {
        name: (ends[name].__annotations__["ask"], ends[name].__annotations__["return"])
        for name in (*routes.ASKS, "join")
    }
    assert listed == known
    names = re.search(r"The names are\s+`([a-z ]+)`", section(2))
    assert names
    assert set(names[1].split()) == {*known, "adopt"}


def row_of(table: Table) -> str:
    """A line of section 15."""
    fact = ", fact" if table.is_fact else ""
    fields = " · ".join(field_of(field) for field in table.fields)
    cells = (f"{table.no}", f"{table.name}{fact}", HOMES[table.home], table.right.name.lower())
    return f"| {' | '.join((*cells, fields))} |"


def field_of(field: Field) -> str:
    group = f" ({field.group})" if field.group else ""
    return f"{field.no} {field.name} {field.type.value}{' fixed' * field.fixed}{group}"


def test_tables_have_these_fields() -> None:
    title = re.search(r"^## 15\. Tables, revision (\d+)$", DOC, re.MULTILINE)
    assert title
    assert int(title[1]) == registry.SCHEMA_REV
    assert f"({registry.SCHEMA_REV} now)" in section(5)
    listed = re.findall(r"^\| \d+ \|.*\|$", section(15), re.MULTILINE)
    assert listed == [row_of(table) for table in registry.TABLES]


def test_fields_hold_these_words() -> None:
    words = " · ".join(
        f"`{table.name}.{field.name}`: {' '.join(field.choices)}"
        for table in registry.TABLES
        for field in table.fields
        if field.choices
    )
    assert f"Fields with a fixed choice of words: {words}." in section(15)


# The worked example.


def blocks(number: int, language: str) -> str:
    return "".join(re.findall(rf"^```{language}\n(.*?)^```$", section(number), re.M | re.S))


def played(folder: Path) -> dict[str, Any]:
    """Run the example's program; what it made, by its names."""
    file = folder / "example.py"
    file.write_text(blocks(16, "python"), encoding="utf-8")
    return runpy.run_path(str(file))


@pytest.fixture
def program(tmp_path: Path) -> dict[str, Any]:
    return played(tmp_path)


@pytest.fixture
def told() -> dict[str, bytes]:
    """What the document says that it prints: name -> bytes."""
    shown = re.findall(
        r"^(\w[\w ]*) \((\d+) bytes\)\n((?:  [0-9a-f]+\n)+)", blocks(16, "text"), re.M
    )
    found = {name: bytes.fromhex("".join(lines.split())) for name, _, lines in shown}
    assert {name: len(data) for name, data in found.items()} == {n: int(c) for n, c, _ in shown}
    return found


def test_the_program_prints_what_follows_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    played(tmp_path)
    assert capsys.readouterr().out == blocks(16, "text")


class Still(Time):
    """The hub's clock stands where the example has it."""

    def __call__(self) -> int:
        return self.ms


class ExampleHub(Hub):
    """A hub over HTTP at the hour of the example; the team's owner holds both replicas."""

    def open(self) -> None:
        self.clock = Still(1_796_000_009_000)
        super().open()

    def post(self, name: str, data: bytes) -> bytes:
        """One call as section 2 has it."""
        headers = {"Authorization": f"Bearer {self.owner_token}", "Content-Type": PACKED}
        reply = requests.post(f"{self.url}/v1/{name}", data=data, headers=headers, timeout=10)
        assert (reply.status_code, reply.headers["Content-Type"]) == (200, PACKED), reply.content
        return reply.content

    def call(self, name: str, *values: object) -> list[Any]:
        """A call with the array of these values; the answer's array."""
        return msgspec.msgpack.decode(self.post(name, msgspec.msgpack.encode(values)))


@pytest.fixture
def site(tmp_path: Path) -> Iterator[ExampleHub]:
    made = ExampleHub(tmp_path, over_http=True)
    made.begin()
    yield made
    made.close()


@pytest.fixture
def filled(site: ExampleHub, program: dict[str, Any], told: dict[str, bytes]) -> ExampleHub:
    """The hub after a1, b1 and a2 came in this order; A's push came after a1 was there already."""
    (first,) = site.call("push", program["A"], 1, ZERO, [told["body a1"]])[0]
    assert first == [1, 1, program["MS"] << 16, ""]
    verdicts, last_n, _, trouble = site.call("push", program["B"], 1, ZERO, [program["b1"]])
    assert (verdicts, last_n, trouble) == ([[1, 1, program["MS"] + 4_000 << 16, ""]], 1, "")
    answer = msgspec.msgpack.decode(site.post("push", told["push"]))
    second = [2, 2, program["MS"] + 5_000 << 16, ""]
    assert answer == [[first, second], 2, told["hash a2"], ""]
    return site


def test_a_hub_chains_an_author_as_the_example_does(
    filled: ExampleHub, program: dict[str, Any], told: dict[str, bytes]
) -> None:
    held = filled.call("hashes", program["A"], 1, 10)
    assert held == [1, [told["hash a1"], told["hash a2"]]]
    met = filled.call("meet", 1, "test", 1, program["A"], 2, told["hash a2"], program["MS"])
    assert met[9:11] == [2, told["hash a2"]]
    again = msgspec.msgpack.decode(filled.post("push", told["push"]))
    assert [verdict[:2] for verdict in again[0]] == [[1, 1], [2, 2]]
    gap = filled.call("push", program["A"], 9, told["hash a2"], [program["a2"]])
    assert gap == [[], 2, told["hash a2"], "gap"]
    fork = filled.call("push", program["A"], 2, told["hash a1"], [program["a1"]])
    assert fork == [[], 2, told["hash a2"], "fork"]


def test_a_hub_gives_the_ledger_of_the_example(
    filled: ExampleHub, program: dict[str, Any], told: dict[str, bytes]
) -> None:
    answer = msgspec.msgpack.decode(filled.post("pull", told["pull"]))
    _, pages, diverged, heads, more, authors = answer
    ((bucket, seq, chain, entries),) = pages
    assert (bucket, seq, chain) == (program["BUCKET"], 3, told["bucket chain at 3"])
    assert entries[1] == told["entry 2"]
    own = [msgspec.msgpack.decode(entry) for entry in (entries[0], entries[2])]
    assert [(entry[6], entry[7]) for entry in own] == [("", None), ("", None)]
    assert (diverged, more) == ([], False)
    assert authors == {program["A"]: filled.owner, program["B"]: filled.owner}
    (head,) = [head for head in heads if head[0] == program["BUCKET"]]
    assert head == [program["BUCKET"], 3, chain, 1, *sums(program, told["state"])]
    whole = filled.call("pull", "1f2e", [[bucket, 0, ZERO]], 262_144, b"")
    assert whole[1][0][3] == program["entries"]


def sums(program: dict[str, Any], state: bytes) -> tuple[int, int]:
    """The sums of a bucket that holds the example's row alone."""
    first, second = program["codec"].row_lanes(12, program["TASK"], state)
    return program["codec"].signed(first), program["codec"].signed(second)


def test_a_hub_keeps_the_row_of_the_example(
    filled: ExampleHub, program: dict[str, Any], told: dict[str, bytes]
) -> None:
    row = [12, program["TASK"], told["state"], told["image"], True]
    assert filled.call("rows", "", program["BUCKET"], b"", 262_144)[1] == [row]
    assert filled.call("fetch", program["BUCKET"], [[12, program["TASK"]]]) == [[row]]
    ((table, task, code),) = filled.call("digest", program["BUCKET"], b"")[0]
    assert (table, task) == (12, program["TASK"])
    lanes = program["codec"].row_lanes(12, program["TASK"], told["state"])
    assert code == b"".join(lane.to_bytes(8, "big") for lane in lanes)


def test_a_hub_settles_the_conflict_of_the_example(
    filled: ExampleHub, program: dict[str, Any], told: dict[str, bytes]
) -> None:
    settle = msgspec.Raw(told["settle"])
    stamp = program["MS"] + 60_000 << 16
    body = [1, stamp, "Resolve conflict", 1, [[program["BUCKET"], [settle]]], None, 3]
    packed = msgspec.msgpack.encode(body)
    told_us = filled.call("push", program["A"], 3, told["hash a2"], [packed])
    assert told_us[0] == [[3, 1, stamp, ""]]
    (row,) = filled.call("rows", "", program["BUCKET"], b"", 262_144)[1]
    assert row[2:] == [told["state after"], told["image"], True]


def test_hints_look_as_the_document_shows_them(filled: ExampleHub, program: dict[str, Any]) -> None:
    example = re.search(r"^ {4}event: (\w+)\n {4}data: (.+)$", section(14), re.MULTILINE)
    assert example
    assert msgspec.json.decode(example[2]) == [program["BUCKET"], 3]
    headers = {"Authorization": f"Bearer {filled.owner_token}"}
    with requests.get(f"{filled.url}/v1/events", headers=headers, stream=True, timeout=10) as reply:
        assert reply.headers["Content-Type"].startswith("text/event-stream")
        lines = reply.iter_lines()
        assert next(lines) == b": here"
        filled.pen().write(
            program["BUCKET"],
            insert("task", filled.new(), campaign=program["CAMPAIGN"], name="剪辑"),
        )
        heard = [next(lines) for _ in range(3)]
    wanted = [f"event: {example[1]}", "data: " + example[2].replace(",3]", ",4]")]
    assert [line.decode() for line in heard] == ["", *wanted]


def test_a_failure_is_a_problem(site: ExampleHub) -> None:
    body = msgspec.msgpack.encode([1, "test", 1, bytes(16), 0, ZERO, 0])
    headers = {"Authorization": "Bearer nobody", "Content-Type": PACKED}
    reply = requests.post(f"{site.url}/v1/meet", data=body, headers=headers, timeout=10)
    code, message, hint, params = msgspec.msgpack.decode(reply.content)
    assert (reply.status_code, code, params) == (401, "forbidden", {})
    assert message
    assert hint
    codes = set(re.findall(r"[a-z_]+", " ".join(re.findall(r"`([a-z_\s]+)`", section(2)))))
    assert {*routes.STATUS, "timeout", "offline", "ambiguous", "bad_file"} <= codes
