"""Tables in JSON, as programs write them."""

from __future__ import annotations

import pytest

from app.model.errors import Refused
from app.sheet.json_text import read_json


def test_a_list_of_objects_is_a_table_with_the_names_as_they_come():
    sheet = read_json(
        '[{"姓名": "张伟", "技能": ["文案", "选题"]}, {"姓名": "李娜", "级": 3}]'.encode()
    )
    assert sheet.header == ("姓名", "技能", "级")
    assert sheet.rows == (("张伟", "文案、选题", None), ("李娜", None, 3))
    assert sheet.first_row == 1


def test_the_list_may_stand_in_an_object():
    sheet = read_json(b'{"total": 1, "rows": [{"a": {"b": 1}}]}')
    assert sheet.rows == (('{"b": 1}',),)


def test_chinese_encodings_are_read():
    assert read_json('[{"姓名": "张伟"}]'.encode("gb18030")).rows == (("张伟",),)


@pytest.mark.parametrize(
    "data",
    [b"", b"  ", b"{", b"[]", b"[1, 2]", b'"text"', b"[" * 100_000, b'[{"a": 1}', b"\xff\xfe\x00"],
)
def test_anything_else_is_refused(data: bytes):
    with pytest.raises(Refused):
        read_json(data)
