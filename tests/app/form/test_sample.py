"""The sample answers fit every template: nothing that they answer is wrong."""

from __future__ import annotations

from datetime import date

import pytest

from app.form import sample, templates
from app.form.values import is_shaped

DAY = date(2026, 11, 24)


@pytest.mark.parametrize("name", templates.names())
def test_every_answer_is_one_of_its_kind(name: str) -> None:
    form = templates.named(name).form
    tables = [part.id for part in form.parts if part.kind == "table"]
    for table in ("", *tables):
        found = sample.sample(form, DAY, table)
        assert found, "something is answered"
        assert all(is_shaped(form.by_id[part], kept) for part, kept in found.items())
        assert all(form.table_of(form.by_id[part]) == table for part in found)
    assert sample.sample(form, DAY) == sample.sample(form, DAY)


def test_limits_are_kept() -> None:
    form = templates.named("initiation").form
    found = sample.sample(form, DAY)
    assert len(str(found["f_name"])) <= 50
    assert 0 <= int(str(found["f_conversion"])) <= 100
