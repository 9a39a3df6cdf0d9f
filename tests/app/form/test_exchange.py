"""A form as one file, as JSON Schema, and the templates that come along."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import resources
from app import __main__ as program
from app.form import commands, draft, remap, templates
from app.form.exchange import form_file, json_schema
from app.form.lint import lint
from app.form.shown import shown
from app.model.errors import Refused
from app.model.form import Kind
from tests.app.form.picture import form_of
from tests.fakes.devices import Device


@pytest.mark.parametrize("name", templates.names())
def test_a_template_is_sound_and_in_both_languages(name: str, device: Device) -> None:
    held = templates.named(name)
    assert held.id == name
    assert resources.path("icons", f"{held.icon}.svg").is_file()
    assert lint(held.form) == []
    for part in held.form.parts:
        assert part.kind == Kind.COLUMNS or (part.label and part.label_en), part.id
        assert shown(part, "en") == part.label_en
        assert all(choice.label_en for choice in part.choices)
    row = commands.create(device.session, held.form.name, template=name)
    found = draft.read(device.session, row).form
    assert remap.numbered(found) == remap.numbered(held.form)
    assert form_file.read(form_file.text_of(found).encode()) == found
    device.session.undo()
    assert device.session.list("part") == []


def test_the_golden_form_has_every_field_of_the_mission() -> None:
    """营销活动立项申请表, M-051."""
    form = templates.named("initiation").form
    labels = {part.label: part.kind for part in form.parts}
    assert form.name == "营销活动立项申请表"
    assert (
        labels.items()
        >= {
            "活动名称": "text",
            "负责人": "person",
            "目标用户": "long",
            "核心目标": "long",
            "预期曝光量": "number",
            "互动率": "percent",
            "转化率": "percent",
            "预算申请金额": "money",
            "活动周期": "dates",
            "人力": "table",
            "物料": "table",
            "渠道": "choices",
        }.items()
    )


def test_no_form_file_is_refused() -> None:
    for data in (b"", b"[]", b"{", b'{"form": 3}', b"\xff\xfe", b'{"form": {"parts": []}}'):
        with pytest.raises(Refused):
            form_file.read(data)


def test_a_hostile_tree_is_read_as_a_tree() -> None:
    held = {
        "name": "x",
        "parts": [
            {"id": "a", "kind": "section", "parent": "a"},
            {"id": "b", "kind": "section", "parent": "c"},
            {"id": "c", "kind": "section", "parent": "b"},
            {"id": "c", "kind": "text"},
            {"id": "d", "kind": "text", "parent": "t"},
        ],
    }
    form = form_file.read(json.dumps({"form": held}).encode())
    assert [(part.id, part.parent) for part in form.parts] == [
        ("a", ""),
        ("b", ""),
        ("c", "b"),
        ("d", ""),
    ]


def test_json_schema() -> None:
    schema = json_schema.schema_of(templates.named("expense").form)
    text = json.loads(json.dumps(schema))
    assert text["$schema"].endswith("2020-12/schema")
    assert text["required"] == ["f_claimant", "f_invoices", "f_payee", "f_account"]
    lines = text["properties"]["f_lines"]
    assert (lines["type"], lines["minItems"]) == ("array", 1)
    kinds = lines["items"]["properties"]["f_kind"]["enum"]
    assert kinds == ["travel", "meal", "stay", "shoot", "prop", "other"]
    assert text["properties"]["f_total"]["x-fairway"] == {"formula": "sum(f_lines.f_amount)"}


def test_every_kind_has_a_schema() -> None:
    for kind in Kind:
        form = form_of("a")
        part = form.parts[0].__class__("a", kind, label="甲")
        assert json_schema.schema_of(form.__class__("表", (part,)))["type"] == "object"


def test_the_command_line(tmp_path: Path) -> None:
    folder, file = str(tmp_path / "profile"), tmp_path / "form.json"

    def run(*words: str) -> dict[str, object]:
        return dict(program.run(["--profile", folder, *words]).data)

    run("init", "--name", "测试", "--person", "张伟")
    run("form", "new", "leave")
    run("form", "export", "请假", str(file))
    run("form", "schema", "请假", str(tmp_path / "schema.json"))
    found = run("form", "import", str(file), "--name", "请假 2")
    assert (found["fields"], found["warnings"]) == (8, [])
    assert run("form", "publish", "请假 2", "--dry-run")["number"] == 1
    assert run("form", "publish", str(found["form"]), "--note", "一")["number"] == 1
    assert run("form", "lint", "请假")["findings"] == []
    assert len(run("list", "forms")["forms"]) == 2  # type: ignore[arg-type]
    with pytest.raises(Refused):
        run("form", "publish", "没有")
