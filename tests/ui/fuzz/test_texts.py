"""Whatever people may type or paste: dates, invitations, links, expressions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

import pytest

from app.calendar import phrase, worktime
from app.expr import language
from app.expr.faults import Mistake
from app.model import ids
from app.model.errors import Refused
from app.plan.exchange import predecessors
from tests.app.calendar.test_phrase import PHRASES
from tests.fuzz.examples import FULL, bounded, changed
from ui.shell import invitation, launch

NOW = datetime(2026, 11, 25, 10, 0)
CALENDAR = worktime.standard()
LINKS = ["fairway://task/" + "0" * 32, "fairway://conflicts", "fairway://join?url=http://a&code=B"]
FORMULAS = [
    'if 金额 > 5000 then "总监" else "经理"',
    "sum([1, 2.5, 3]) ** 2",
    "2026-12-01 + 3 days",
]
INVITES = ["https://hub.example:8443/#sha256=" + "ab" * 32 + " ABCDE-FGHJK", "fairway 邀请 ABCDE"]


def link(text: str) -> None:
    place = launch.place_of(text)
    kind = place.partition("/")[0]
    assert kind in ("", "task", "campaign", "person", "post", "conflicts", "tasks")


def formula(text: str) -> object:
    return language.compile_text(text, ("金额",))


WORK: dict[str, tuple[Callable[[str], object], Sequence[str], int]] = {
    "dates": (lambda t: phrase.find(t, NOW, CALENDAR), PHRASES.split(), 250),
    "links": (link, LINKS, 2_000),
    "invitations": (invitation.found_in, INVITES, 1_000),
    "ids": (ids.parse, ["01900000-0000-7000-8000-000000000000", "0" * 32], 2_000),
    "predecessors": (predecessors.parse, ["2FS+3d", "写推文 完成-开始", "1.2.3SS-50%"], 1_000),
    "expressions": (formula, FORMULAS, 200),
}


@pytest.mark.timeout(900 if FULL else 60)
@pytest.mark.parametrize("kind", WORK)
def test_a_changed_text_is_understood_or_not_but_never_a_fault(kind: str) -> None:
    work, examples, count = WORK[kind]
    coded = [text.encode() for text in examples]
    inputs = changed(coded, count * 40 if FULL else count, kind)
    bounded(lambda data: work(data.decode("utf-8", "replace")), inputs, (Refused, Mistake))


@pytest.mark.parametrize(
    "text",
    [
        "fairway://join",
        "fairway://join?url=https://evil.example&code=AAAA",
        "fairway://join/https://evil.example",
        "fairway://settings",
        "fairway://task/../../etc/passwd",
        "fairway://task/" + "0" * 32 + "?delete=1",
        "fairway://task/" + "0" * 32 + "\nfairway://conflicts",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "FAIRWAY://task",
    ],
)
def test_no_link_joins_or_does_anything(text: str) -> None:
    assert launch.place_of(text) == ""


def test_a_number_beyond_all_numbers_is_a_mistake() -> None:
    """Found by the changes above: it came out as decimal's own error."""
    with pytest.raises(Mistake, match="1e40012"):
        formula("1e40012 + 1")
