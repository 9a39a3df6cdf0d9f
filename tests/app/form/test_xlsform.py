"""Workbooks of XLSForm: types, groups, repeats, expressions, and an exact report of the rest."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from app.answer import words_for
from app.expr import language
from app.form.exchange import files
from app.form.exchange.xls_types import TYPES
from app.form.exchange.xlsform import Imported, form_of
from app.form.lint import lint
from app.model.errors import Refused
from app.model.form import Check, Kind, Part
from tests.app.form.picture import picture_of

Rows = Sequence[Sequence[object]]
HEAD = ("type", "name", "label")
CHOICES = [
    ("list_name", "name", "label"),
    ("yn", "yes", "是"),
    ("yn", "no", "否"),
]


def read(*rows: Sequence[object], head: Sequence[str] = HEAD, **sheets: Rows) -> Imported:
    held: dict[str, Rows] = {"survey": [head, *rows], "choices": CHOICES, **sheets}
    return form_of({name: [list(row) for row in rows] for name, rows in held.items()}, "表")  # type: ignore[misc]


def part(found: Imported, label: str) -> Part:
    return next(one for one in found.form.parts if one.label == label)


def told(found: Imported) -> list[tuple[int, str]]:
    return [(note.row, note.column) for note in found.notes]


KINDS = {
    "text": Kind.TEXT,
    "integer": Kind.NUMBER,
    "decimal": Kind.NUMBER,
    "select_one yn": Kind.CHOICE,
    "select_multiple yn": Kind.CHOICES,
    "select one from yn": Kind.CHOICE,
    "select all that apply from yn": Kind.CHOICES,
    "rank yn": Kind.CHOICES,
    "note": Kind.NOTE,
    "range": Kind.NUMBER,
    "date": Kind.DATE,
    "time": Kind.TIME,
    "dateTime": Kind.DATE,
    "image": Kind.IMAGE,
    "audio": Kind.FILE,
    "video": Kind.FILE,
    "file": Kind.FILE,
    "barcode": Kind.TEXT,
    "calculate": Kind.FORMULA,
    "acknowledge": Kind.CHOICE,
    "hidden": Kind.TEXT,
    "phone number": Kind.PHONE,
    "today": Kind.DATE,
}
LEFT = (
    "geopoint",
    "geotrace",
    "geoshape",
    "start",
    "end",
    "deviceid",
    "username",
    "audit",
    "background-audio",
    "hologram",
)


@pytest.mark.parametrize("type_", KINDS)
def test_a_type_is_known(type_: str) -> None:
    found = read((type_, "q", "问"), head=HEAD)
    assert part(found, "问").kind == KINDS[type_]


@pytest.mark.parametrize("type_", LEFT)
def test_a_type_is_left_out_with_its_reason(type_: str) -> None:
    found = read(("text", "a", "甲"), (type_, "q", "问"))
    assert [one.label for one in found.form.parts] == ["甲"]
    assert told(found) == [(3, "type")]


def test_a_choice_of_ones_own_and_lists_elsewhere() -> None:
    found = read(
        ("select_one yn or_other", "a", "甲"),
        ("select_one_from_file towns.csv", "b", "乙"),
        ("select_one nowhere", "c", "丙"),
    )
    assert part(found, "甲").settings["other"] == "1"
    assert [c.label for c in part(found, "甲").choices] == ["是", "否"]
    assert told(found) == [(3, "type"), (4, "type")]
    assert part(found, "丙").kind == Kind.TEXT


def test_groups_and_repeats() -> None:
    found = read(
        ("begin_group", "g", "组"),
        ("text", "a", "甲"),
        ("begin repeat", "r", "家人"),
        ("text", "b", "乙"),
        ("begin group", "h", "细"),
        ("note", "n", "说明"),
        ("integer", "c", "丙"),
        ("end group", "", ""),
        ("begin repeat", "s", "内"),
        ("text", "d", "丁"),
        ("end repeat", "", ""),
        ("end repeat", "", ""),
        ("end_group", "", ""),
        ("end_group", "", ""),
    )
    labels = {one.id: one.label for one in found.form.parts}
    shown = picture_of(found.form)
    for key, label in labels.items():
        shown = shown.replace(key, label)
    assert shown == "(组: 甲 {家人: 乙 丙})"
    assert told(found) == [(6, "type"), (7, "type"), (10, "type"), (11, "name"), (15, "type")]


EXPRESSIONS = {
    "${n} > 5 and ${n} <= 10": "N > 5 and N <= 10",
    "${n} div 2 + ${n} mod 3 - -1 > 0": "N / 2 + modulo(N, 3) - -1 > 0",
    "(${n} + 1) * 2 > 0": "(N + 1) * 2 > 0",
    "${n} - (1 - 2) > 0": "N - (1 - 2) > 0",
    "${n} = '5'": "N = 5",
    "${t} = ''": "T = null",
    "../t != 'x' or false()": 'T != "x" or false',
    "/data/g/t = 'x'": 'T = "x"',
    "selected(${m}, 'yes')": 'list contains(M, "yes")',
    "selected(${o}, 'yes')": 'O = "yes"',
    "count-selected(${m}) >= 2": "(if M = null then 0 else count(M)) >= 2",
    "not(${t} = 'a')": 'not(T = "a")',
    "${d} < today()": "D < today()",
    "${d} > '2026-01-31'": 'D > date("2026-01-31")',
    "${d} <= today() - 7": 'D <= today() - 7 * duration("P1D")',
    "string-length(${t}) > 3": "string length(T) > 3",
    "regex(${t}, '[a-z]+')": 'matches(T, "^(?:[a-z]+)$")',
    "sum(${c}) > ${n}": "sum(R.C) > N",
    "count(${r}) > 1": "count(R) > 1",
    'contains(${t}, "it\'s")': 'contains(T, "it\'s")',
    "${t}": "T != null",
    "${n}": "N != 0",
    "boolean(${n})": "N != 0",
}
CALCULATIONS = {
    "if(${n} > 1, 'a', 'b')": 'if N > 1 then "a" else "b"',
    "concat(${t}, '-', ${n})": 'string join([T, "-", string(N)], "")',
    "coalesce(${t}, 'none')": 'if T != null then T else "none"',
    "round(${n} * 1.5, 1)": "round half up(N * 1.5, 1)",
    "int(${n})": "if N < 0 then ceiling(N) else floor(N)",
    "substr(${t}, 0, 2)": "substring(T, 0 + 1, 2 - 0)",
    "number(${t}) + 1": 'number(T, ",", ".") + 1',
    "format-date(${d}, '%Y-%m-%d')": "string(D)",
    "indexed-repeat(${c}, ${r}, 1)": "R[1].C",
    "pow(${n}, 2)": "N ** 2",
    "join(', ', ${c})": 'string join(R.C, ", ")',
    "selected-at(${m}, 0)": "M[0 + 1]",
    "max(${c}) - ${d}": "",
}
STRANGE = (
    "${nobody} > 1",
    "pulldata('f', 'a', 'b', ${t}) = 1",
    "instance('x')/list/item[name = 1]/label = 'a'",
    "${n} >",
    "position(..) = 1",
    "uuid() = 'a'",
    "((((" * 40,
    "${n} # 2",
)
ASKED = (
    ("integer", "n", "数"),
    ("text", "t", "文"),
    ("date", "d", "日"),
    ("select_one yn", "o", "单"),
    ("select_multiple yn", "m", "多"),
    ("begin repeat", "r", "组"),
    ("decimal", "c", "列"),
    ("end repeat", "", ""),
)
NAMES = {"N": "数", "T": "文", "D": "日", "O": "单", "M": "多", "R": "组", "C": "列"}


def spelled(found: Imported, text: str) -> str:
    """Ids for the letters by which cases name questions."""
    return re.sub(r"\b[NTDOMRC]\b", lambda m: part(found, NAMES[m[0]]).id, text)


@pytest.mark.parametrize("text", EXPRESSIONS)
def test_a_condition_is_translated(text: str) -> None:
    rows = [(*row, "") for row in ASKED]
    found = read(*rows, ("text", "q", "问", text), head=(*HEAD, "relevant"))
    assert found.notes == ()
    assert part(found, "问").visible_if == spelled(found, EXPRESSIONS[text])
    assert not [one for one in lint(found.form) if one.level == "error"]


@pytest.mark.parametrize("text", CALCULATIONS)
def test_a_calculation_is_translated(text: str) -> None:
    rows = [(*row, "") for row in ASKED]
    found = read(*rows, ("calculate", "q", "问", text), head=(*HEAD, "calculation"))
    wanted = spelled(found, CALCULATIONS[text])
    assert part(found, "问").formula == wanted
    assert told(found) == ([] if wanted else [(10, "calculation")])
    if wanted:
        language.compile_text(wanted)


@pytest.mark.parametrize("text", STRANGE)
def test_what_has_no_match_is_said_and_left_out(text: str) -> None:
    rows = [(*row, "") for row in ASKED]
    found = read(*rows, ("text", "q", "问", text), head=(*HEAD, "relevant"))
    assert part(found, "问").visible_if == ""
    assert told(found) == [(10, "relevant")]
    assert found.notes[0].params["text"] == text


def test_constraints_are_checks_where_they_can_be_and_rules_otherwise() -> None:
    head = (*HEAD, "constraint", "constraint_message")
    found = read(
        ("integer", "a", "甲", ". >= 1 and . <= 9", "1–9"),
        ("text", "b", "乙", "regex(., '[0-9]{4}')", ""),
        ("integer", "c", "丙", ". > ${a}", "更大"),
        head=head,
    )
    a, b, c = found.form.parts
    assert a.checks == (Check("min", "1", message="1–9"), Check("max", "9", message="1–9"))
    assert b.checks == (Check("pattern", "^(?:[0-9]{4})$"),)
    (rule,) = found.form.rules
    assert (rule.when, rule.targets) == (f"{c.id} != null and not({c.id} > {a.id})", (c.id,))
    assert rule.message == "更大"


def test_properties_of_questions() -> None:
    head = (*HEAD, "required", "read_only", "default", "appearance", "parameters", "hint")
    found = read(
        ("text", "a", "甲", "yes", "", "无", "multiline", "", "帮"),
        ("integer", "b", "乙", "${a} = 'x'", "yes", 3, "w2", "", ""),
        ("range", "c", "丙", "", "", "", "", "start=0 end=5 step=0.5", ""),
        ("date", "d", "丁", "", "", "today()", "", "", ""),
        ("select_multiple yn", "e", "戊", "", "", "yes no", "", "", ""),
        head=head,
    )
    a, b, c, d, e = found.form.parts
    assert (a.kind, a.required, a.default, a.help) == (Kind.LONG, True, '"无"', "帮")
    assert (b.required_if, b.enabled_if, b.default) == (f'{a.id} = "x"', "false", "3")
    assert [(one.rule, one.value) for one in c.checks] == [
        ("min", "0"),
        ("max", "5"),
        ("multiple_of", "0.5"),
    ]
    assert (d.default, e.default) == ("today()", '["yes", "no"]')


def test_a_filter_of_choices_is_a_condition_of_each() -> None:
    choices = [
        ("list_name", "name", "label", "cf"),
        ("yn", "yes", "是", ""),
        ("town", "a", "甲城", "yes"),
        ("town", "b", "乙城", "no"),
        ("town", "a", "甲城", "no"),
    ]
    found = read(
        ("select_one yn", "s", "省", ""),
        ("select_one town", "t", "市", "${s} = cf"),
        head=(*HEAD, "choice_filter"),
        choices=choices,
    )
    s, t = found.form.parts
    assert [(c.id, c.when) for c in t.choices] == [
        ("a", f'{s.id} = "yes" or {s.id} = "no"'),
        ("b", f'{s.id} = "no"'),
    ]


def test_languages() -> None:
    head = ("type", "name", "label::English (en)", "label::中文 (zh)", "label::Français", "hint")
    found = read(("text", "a", "Name", "姓名", "Nom", "h"), head=head)
    (one,) = found.form.parts
    assert (one.label, one.label_en, one.help) == ("姓名", "Name", "h")
    assert [(note.row, note.params["language"]) for note in found.notes] == [(0, "Français")]


def test_the_settings_name_the_form() -> None:
    settings = [("form_title", "instance_name"), ("登记表", "concat(${a}, '号')")]
    found = read(("text", "a", "甲"), settings=settings)
    assert found.form.name == "登记表"
    assert found.form.settings["title"].startswith("string join([")


def test_no_xlsform_is_refused() -> None:
    for sheets in ({"data": [["a"]]}, {"survey": [list(HEAD)]}, {"survey": []}):
        with pytest.raises(Refused):
            form_of(sheets)  # type: ignore[arg-type]


def test_the_same_question_has_the_same_id_when_it_is_read_again() -> None:
    one, other = read(*ASKED), read(("text", "new", "新"), *ASKED)
    assert {p.id for p in one.form.parts} < {p.id for p in other.form.parts}


def test_reasons_are_in_both_languages() -> None:
    chinese = words_for("zh_CN")
    for of in TYPES.values():
        assert not of.note or chinese.text(of.note) != of.note


FOUND = {
    "calculate.xls": (2, [(3, "label"), (4, "calculation"), (5, "label")]),
    "choice_filter_test.xlsx": (3, []),
    "group.xlsx": (3, []),
    "hidden.xls": (1, []),
    "repeat_date_test.xls": (4, [(4, "repeat_count"), *((n, "image") for n in (20, 21, 23, 24))]),
    "specify_other.xlsx": (1, []),
    "table-list.xls": (
        4,
        [(3, "appearance"), (7, "appearance"), *((n, "image") for n in (20, 21, 23, 24))],
    ),
    "text_and_integer.xlsx": (2, []),
    "tutorial.xls": (11, [(0, "tutorial notes"), (0, "tutorial notes")]),
    "unknown_question_type.xls": (
        38,
        [(0, "label"), *((n, "type") for n in (4, 5, 7, 8, 9, 10, 27, 52))],
    ),
}


@pytest.mark.parametrize("name", FOUND)
def test_a_real_workbook(name: str, shared: Path) -> None:
    book = CalamineWorkbook.from_path(shared / "data" / "xlsform" / name)
    sheets = {one: book.get_sheet_by_name(one).to_python(False) for one in book.sheet_names}
    found = form_of(sheets, name)  # type: ignore[arg-type]
    count, notes = FOUND[name]
    assert (sum(1 for _ in found.form.answered()), sorted(told(found))) == (count, sorted(notes))


@pytest.mark.parametrize("name", ["tutorial.xls", "text_and_integer.xlsx"])
def test_a_file_is_decoded_in_a_child(name: str, shared: Path) -> None:
    found = files.read((shared / "data" / "xlsform" / name).read_bytes(), name)
    assert sum(1 for _ in found.form.answered()) == FOUND[name][0]


def test_no_file_of_ours_is_refused() -> None:
    for data, name in (
        (b"x", "a.txt"),
        (b"x", "a.json"),
        (b"PK broken", "a.xlsx"),
        (b"[1]", "b.json"),
    ):
        with pytest.raises(Refused):
            files.read(data, name)
