"""Records on the command line: added, brought in and out, listed, checked."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from app import __main__ as program
from app.form.exchange import form_file
from app.form.templates import named
from app.model.errors import Refused
from app.model.form import Check, Form, Kind, Part

EXPENSE = "费用报销"
ITEM = Part("f_item", Kind.TEXT, "f_lines", "项目", required=True)
FORM = Form(
    "登记",
    (
        Part("f_name", Kind.TEXT, label="名称", label_en="Name", required=True),
        Part("f_cost", Kind.MONEY, label="金额", checks=(Check("min", "0", message="不能为负"),)),
        Part("f_lines", Kind.TABLE, label="明细"),
        ITEM,
    ),
)


def do(folder: Path, *words: str) -> dict[str, object]:
    return dict(program.run([*words, "--profile", str(folder), "--json", "--lang", "zh_CN"]).data)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    do(tmp_path / "p", "init", "--name", "工作室", "--person", "林晓")
    file = tmp_path / "form.json"
    file.write_text(form_file.text_of(FORM), encoding="utf-8")
    do(tmp_path / "p", "form", "import", str(file))
    do(tmp_path / "p", "form", "publish", "登记")
    return tmp_path / "p"


def rules(errors: object) -> list[tuple[str, str, str, str]]:
    assert isinstance(errors, list)
    return [(e["field"], e["rule"], e["level"], e["message"]) for e in errors]


def listed(folder: Path) -> Sequence[dict[str, object]]:
    held = do(folder, "list", "records", "登记")["records"]
    assert isinstance(held, list)
    return held


def test_a_form_checks_records_without_a_workspace(tmp_path: Path) -> None:
    file, lines = tmp_path / "form.json", tmp_path / "records.jsonl"
    file.write_text(form_file.text_of(FORM), encoding="utf-8")
    told = [
        {"f_name": "灯", "金额": 12.50, "明细": [{"项目": "灯泡"}]},
        {"f_cost": "-1", "f_lines": [{}, {"f_item": "架"}], "f_what": 1},
        {"f_name": "x", "f_cost": "十"},
    ]
    text = "\n".join(json.dumps(one, ensure_ascii=False) for one in told)
    lines.write_text(text + "\n", encoding="utf-8")
    found = do(tmp_path / "none", "form", "check", str(file), "--records", str(lines))
    assert (found["total"], found["wrong"]) == (3, 2)
    records = found["records"]
    assert isinstance(records, list)
    assert records[0] == {"record": 1, "errors": []}
    assert rules(records[1]["errors"]) == [
        ("f_name", "required", "error", "Fill in “名称”"),
        ("f_cost", "min", "error", "不能为负"),
        ("f_item", "required", "error", "Fill in “项目”"),
        ("f_what", "unknown", "warning", "There is no field f_what in this form"),
    ]
    assert (records[1]["errors"][2]["table"], records[1]["errors"][2]["line"]) == ("f_lines", 1)
    assert rules(records[2]["errors"]) == [("f_cost", "shape", "error", "“金额” cannot be read")]
    lines.write_text("\n[1]", encoding="utf-8")
    with pytest.raises(Refused, match="Line 2 is no JSON"):
        do(tmp_path / "none", "form", "check", str(file), "--records", str(lines))


def test_a_record_is_added_and_listed(folder: Path) -> None:
    values = '{"名称": "灯光", "f_cost": 12.50, "明细": [{"项目": "灯泡"}, {"项目": "灯架"}]}'
    made = do(folder, "record", "add", "登记", "--values", values)
    assert made["state"] == "submitted"
    (row,) = listed(folder)
    assert (row["id"], row["title"], row["state"]) == (made["record"], "灯光", "submitted")
    assert row["answers"] == {"f_name": "灯光", "f_cost": "12.5"}
    assert row["words"] == {"名称": "灯光", "金额": "¥12.50"}
    assert row["lines"] == {"f_lines": [{"f_item": "灯泡"}, {"f_item": "灯架"}]}
    do(folder, "undo")
    assert listed(folder) == []


def test_what_is_wrong_is_not_written(folder: Path) -> None:
    found = do(folder, "record", "add", "登记", "--values", '{"f_cost": "-2"}')
    assert found["record"] is None
    assert [one[:2] for one in rules(found["errors"])] == [
        ("f_name", "required"),
        ("f_cost", "min"),
    ]
    assert listed(folder) == []
    draft = do(folder, "record", "add", "登记", "--values", "{}", "--draft")
    told = do(folder, "record", "submit", str(draft["record"])[:13])
    assert (told["done"], [one[0] for one in rules(told["errors"])]) == (False, ["f_name"])
    do(folder, "record", "void", str(draft["record"]))
    assert [row["state"] for row in listed(folder)] == ["void"]
    with pytest.raises(Refused, match="no field"):
        do(folder, "record", "add", "登记", "--values", '{"别的": 1}')


def test_records_come_in_and_go_out(folder: Path, tmp_path: Path) -> None:
    file, errors = tmp_path / "in.csv", tmp_path / "mend.xlsx"
    file.write_text("名称,金额\n灯光,1.2万\n,5\n架子,-3\n", encoding="utf-8")
    tried = do(folder, "record", "import", "登记", str(file), "--dry-run")
    assert (tried["ready"], tried["left_out"], tried["records"]) == (1, 2, [])
    wrong = tried["errors"]
    assert isinstance(wrong, list)
    assert [(e["row"], e["column"], e["rule"]) for e in wrong] == [
        (3, "A 名称", "required"),
        (4, "B 金额", "min"),
    ]
    assert listed(folder) == []
    done = do(folder, "record", "import", "登记", str(file), "--errors", str(errors))
    assert len(done["records"]) == 1  # pyright: ignore[reportArgumentType]
    assert do(folder, "record", "import", "登记", str(errors), "--dry-run")["left_out"] == 2
    out = do(folder, "record", "export", "登记", str(tmp_path / "out.csv"))
    assert [Path(str(one)).name for one in out["files"]] == ["out.csv", "out-明细.csv"]  # pyright: ignore[reportGeneralTypeIssues]
    text = (tmp_path / "out.csv").read_text(encoding="utf-8-sig").splitlines()
    assert text[0].startswith("行号,名称,金额,记录编号")
    assert text[1].startswith("1,灯光,12000,")
    out = do(folder, "record", "export", "登记", str(tmp_path / "out.xlsx"))
    assert out["records"] == 1
    with pytest.raises(Refused, match="XLSX or CSV"):
        do(folder, "record", "export", "登记", str(tmp_path / "out.pdf"))


def test_an_older_draft_is_upgraded(folder: Path, tmp_path: Path) -> None:
    made = do(folder, "record", "add", "登记", "--values", '{"名称": "灯"}', "--draft")
    with pytest.raises(Refused, match="named"):
        do(folder, "record", "add", EXPENSE)
    told = do(folder, "record", "upgrade", str(made["record"]))
    assert (told["before"], told["after"]) == (1, 1)


def test_every_template_checks_an_empty_record(tmp_path: Path) -> None:
    file, lines = tmp_path / "form.json", tmp_path / "records.jsonl"
    lines.write_text("{}\n", encoding="utf-8")
    file.write_text(form_file.text_of(named("expense").form), encoding="utf-8")
    found = do(tmp_path / "none", "form", "check", str(file), "--records", str(lines))
    assert found["wrong"] == 1
