"""The rows of the index follow what the rows name."""

from __future__ import annotations

from sqlalchemy import select

from app.model import registry
from sync.server.tables import LOOKUP
from tests.sync.server.conftest import Hub
from tests.sync.server.hands import bucket, change, insert, number


def found(hub: Hub, field: str, key: bytes) -> set[bytes]:
    query = select(LOOKUP.c.row).where(
        LOOKUP.c.tbl == number("task"),
        LOOKUP.c.field == registry.BY_NAME["task"].by_name[field].no,
        LOOKUP.c.key == key,
    )
    with hub.service.reading() as connection:
        return {bytes(row) for (row,) in connection.execute(query)}


def test_a_row_is_found_by_what_it_names_now(near: Hub) -> None:
    pen = near.pen()
    campaign, first, second, child = (near.new() for _ in range(4))
    pen.write(bucket(campaign), insert("campaign", campaign, name="活动"))
    pen.write(
        bucket(campaign),
        *(insert("task", row, campaign=campaign) for row in (first, second)),
        insert("task", child, campaign=campaign, parent=first),
    )
    assert found(near, "parent", first) == {child}
    pen.write(bucket(campaign), change("task", child, parent=second))
    assert found(near, "parent", first) == set()
    assert found(near, "parent", second) == {child}
    pen.write(bucket(campaign), change("task", child, (3,), parent=None))
    assert found(near, "parent", second) == set()
    # Rows of a campaign are found by their bucket; an index of them would be as large as all rows.
    assert found(near, "campaign", campaign) == set()
