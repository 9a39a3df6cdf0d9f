"""References are ids in what is kept and labels in what people see, and both ways are exact."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.expr import refs
from app.expr.refs import Ref, to_ids, to_labels

LABELS = {
    "f_a": "预算",
    "f_b": "总 预算（元）",
    "f_c": "金额",
    "f_d": "金额",
    "f_e": "sum",
    "f_f": "a`b\\",
    "f_g": "f_a",
    "f_h": "",
    "f_i": "=x",
    "f_j": "e5",
}


@pytest.mark.parametrize(
    ("kept", "seen"),
    [
        ("f_a > 50000", "预算 > 50000"),
        ("f_b * 2", "`总 预算（元）` * 2"),
        ("f_c + f_d", "`金额#f_c` + `金额#f_d`"),
        ("sum(f_e.f_a)", "sum(`sum`.预算)"),
        ("f_f + f_g", "`a\\`b\\\\` + `f_a`"),
        ("f_h", "`#f_h`"),
        ("f_i", "`\\=x`"),
        ("1f_j", "1`e5`"),
        ('"f_a" + f_a // f_a', '"f_a" + 预算 // f_a'),
        ("预算 + f_a", "`=预算` + 预算"),
        ("f_zzz + 1", "f_zzz + 1"),
        ("for f_a in f_b return f_a", "for 预算 in `总 预算（元）` return 预算"),
    ],
)
def test_kept_and_seen(kept: str, seen: str) -> None:
    assert to_labels(kept, LABELS) == seen
    assert to_ids(seen, LABELS) == kept


def test_a_label_that_nobody_has_stays_for_the_checker_to_name() -> None:
    assert to_ids("`没有` + 没有", LABELS) == "`没有` + 没有"
    assert to_labels("`没有` + 没有", LABELS) == "`没有` + 没有"


def test_a_renamed_field_breaks_nothing() -> None:
    kept = to_ids("预算 > 50000", LABELS)
    assert to_labels(kept, LABELS | {"f_a": "活动 预算"}) == "`活动 预算` > 50000"


def test_references_with_their_places() -> None:
    text = 'if f_a > 1 then sum(f_t[f_c > x].f_c) else for x in [f_b] return x + "f_z"'
    found = refs.refs(text)
    assert [(r.name, text[r.start : r.end], r.is_entry) for r in found] == [
        ("f_a", "f_a", False),
        ("f_t", "f_t", False),
        ("f_c", "f_c", False),
        ("x", "x", False),
        ("f_c", "f_c", True),
        ("f_b", "f_b", False),
    ]
    assert refs.refs("{f_a: 1, b: f_a}.b + f_a") == (
        Ref("b", 17, 18, is_entry=True),
        Ref("f_a", 21, 24),
    )


PIECES = st.sampled_from(
    [
        *LABELS,
        *LABELS.values(),
        *'`"\\=/*.@#(1e 😀',
        "预",
        "`=",
        "//",
        "/*",
        "*/",
        "\n",
        "f_zz",
        " + ",
    ]
)
ALPHABET = st.characters(codec="utf-8")
TEXTS = st.lists(PIECES, max_size=12).map("".join) | st.text(ALPHABET, max_size=20)
NAMES = st.dictionaries(
    st.sampled_from(["f_a", "f_b", "f_c", "x", "预"]), TEXTS, max_size=5
)  # fmt: skip


@given(TEXTS)
def test_what_is_kept_comes_back(text: str) -> None:
    assert to_ids(to_labels(text, LABELS), LABELS) == text


@given(TEXTS, NAMES)
def test_it_comes_back_whatever_the_labels(text: str, labels: dict[str, str]) -> None:
    assert to_ids(to_labels(text, labels), labels) == text


@given(st.lists(st.sampled_from([*LABELS, " + ", "(", '"f_a"', "sum", ".", "1"]), max_size=9))
def test_what_is_seen_comes_back(parts: list[str]) -> None:
    seen = to_labels(" ".join(parts), LABELS)
    assert to_labels(to_ids(seen, LABELS), LABELS) == seen
