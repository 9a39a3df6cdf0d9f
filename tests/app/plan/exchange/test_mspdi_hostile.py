"""Files that mean harm, are broken, or say what cannot be."""

from __future__ import annotations

import pytest

from app.model.errors import Refused
from app.plan.exchange import mspdi
from app.plan.exchange.plan_file import PlanFile, Task, Warning

HEAD = '<Project xmlns="http://schemas.microsoft.com/project"><Name>t.xml</Name>'


def task(uid: int | str, level: int = 1, more: str = "") -> str:
    return (
        f"<Task><UID>{uid}</UID><ID>{uid}</ID><Name>T{uid}</Name>"
        f"<OutlineLevel>{level}</OutlineLevel>{more}</Task>"
    )


def link(uid: int, more: str = "") -> str:
    return f"<PredecessorLink><PredecessorUID>{uid}</PredecessorUID>{more}</PredecessorLink>"


def read(*tasks: str, more: str = "") -> PlanFile:
    return mspdi.read(f"{HEAD}<Tasks>{''.join(tasks)}</Tasks>{more}</Project>".encode())


def said(warnings: tuple[Warning, ...]) -> str:
    return " | ".join(warning.message for warning in warnings)


LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE Project [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    + ']><Project xmlns="http://schemas.microsoft.com/project"><Name>&a11;</Name></Project>'
)
OUTSIDE = (
    '<!DOCTYPE Project [<!ENTITY x SYSTEM "secret.txt">]>'
    '<Project xmlns="http://schemas.microsoft.com/project"><Name>&x;</Name></Project>'
)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"   \n",
        b"\0" * 1000,
        b"PK\x03\x04 not xml",
        b"<html><body/></html>",
        b'<Project xmlns="http://schemas.microsoft.com/developer/msbuild/2003"/>',
        f"{HEAD}<Tasks><Task><UID>1".encode(),
        f"{HEAD}<Name>\0</Name></Project>".encode(),
        LAUGHS.encode(),
        LAUGHS.encode("utf-16"),
        OUTSIDE.encode(),
        b"<!-- c --><?pi x?>\n" + OUTSIDE.encode(),
        (HEAD + "<a>" * 100 + "</a>" * 100 + "</Project>").encode(),
        (HEAD + "<a>" * 100_000).encode(),
    ],
)
def test_is_refused(data: bytes) -> None:
    with pytest.raises(Refused) as caught:
        mspdi.read(data)
    assert caught.value.code in {"bad_file", "too_large"}


def test_other_namespaces_and_none_are_read() -> None:
    for space in ("", ' xmlns="http://schemas.microsoft.com/project/2007"'):
        data = f"<Project{space}><Name>n</Name><Tasks>{task(1)}</Tasks></Project>"
        assert len(mspdi.read(data.encode()).tasks) == 1


def test_comments_and_late_doctype_words_are_harmless() -> None:
    plan = read(task(1, more="<Notes>&lt;!DOCTYPE x&gt;</Notes><!-- <!ENTITY -->"))
    assert plan.tasks[0].notes == "<!DOCTYPE x>"


def test_a_deep_outline_is_cut_off() -> None:
    plan = read(*(task(n, n) for n in range(1, 1001)))
    parents = {item.uid: item.parent_uid for item in plan.tasks}
    assert len(plan.tasks) == 1000
    assert max(_depth(parents, uid) for uid in parents) == 100
    assert "Tasks deeper than level {limit} were raised to it" in said(plan.warnings)


def _depth(parents: dict[int, int | None], uid: int) -> int:
    depth, at = 1, parents[uid]
    while at is not None:
        depth, at = depth + 1, parents[at]
    return depth


def test_a_skipped_level_is_said() -> None:
    plan = read(task(1), task(2, 4), task(3, 2))
    assert [item.parent_uid for item in plan.tasks] == [None, 1, 1]
    assert "The outline skips a level" in said(plan.warnings)


def test_links_that_lead_nowhere_or_home_are_left_out() -> None:
    plan = read(task(1, more=link(1)), task(2, more=link(77) + link(1) + link(1) + link(0)))
    assert [(item.predecessor_uid, item.successor_uid) for item in plan.links] == [(1, 2)]
    assert len(plan.warnings) == 4


def test_a_circle_of_links_is_kept_and_said() -> None:
    plan = read(task(1, more=link(3)), task(2, more=link(1)), task(3, more=link(2)), task(4))
    assert len(plan.links) == 3
    warning = next(w for w in plan.warnings if "circle" in w.message)
    assert warning.params["count"] == 3


def test_a_link_to_another_project_is_left_out() -> None:
    plan = read(task(1), task(2, more=link(1, "<CrossProject>1</CrossProject>")))
    assert not plan.links
    assert "A link to another project was left out" in said(plan.warnings)


def test_numbers_used_twice_or_missing_are_given_anew() -> None:
    plan = read(task(5), task(5), task(""), task("-3"), task("x"))
    assert [item.uid for item in plan.tasks] == [5, 6, 7, 8, 9]
    assert len(plan.warnings) == 4


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("Duration", "-PT8H0M0S"),
        ("Duration", "PT999999999H0M0S"),
        ("Duration", "eight"),
        ("Work", "P"),
        ("Start", "2026-13-45T00:00:00"),
        ("Finish", "tomorrow"),
        ("PercentComplete", "250"),
        ("PercentComplete", "NaN"),
        ("ConstraintType", "9"),
        ("CalendarUID", "42"),
    ],
)
def test_a_wrong_value_is_said_and_the_task_kept(field: str, value: str) -> None:
    plan = read(task(1, more=f"<{field}>{value}</{field}>"))
    assert len(plan.tasks) == 1
    assert [warning.column for warning in plan.warnings] == [field]


def test_blank_lines_are_left_out_and_counted() -> None:
    plan = read(task(1), "<Task><UID>2</UID><ID>2</ID><IsNull>1</IsNull></Task>", task(3))
    assert [item.name for item in plan.tasks] == ["T1", "T3"]
    assert plan.warnings[0].params == {"count": 1}


def test_no_length_of_day_divides_by_nought() -> None:
    more = link(1, "<LinkLag>4800</LinkLag><LagFormat>7</LagFormat>")
    plan = read(task(1), task(2, more=more), more="<MinutesPerDay>0</MinutesPerDay>")
    assert plan.minutes_per_day == 480
    assert str(plan.links[0].lag) == "1"


@pytest.mark.parametrize(
    ("lag", "code", "value", "unit"),
    [
        ("4800", 7, "1", "d"),
        ("-4800", 39, "-1", "d"),
        ("600", 3, "60", "m"),
        ("600", 5, "1", "h"),
        ("24000", 9, "1", "w"),
        ("14400", 8, "1", "ed"),
        ("100800", 10, "1", "ew"),
        ("600", 6, "1", "eh"),
        ("600", 4, "60", "em"),
        ("50", 19, "50", "%"),
        ("50", 20, "50", "%"),
        ("96000", 11, "20", "d"),
        ("432000", 12, "30", "ed"),
    ],
)
def test_lags(lag: str, code: int, value: str, unit: str) -> None:
    more = link(1, f"<Type>0</Type><LinkLag>{lag}</LinkLag><LagFormat>{code}</LagFormat>")
    plan = read(task(1), task(2, more=more))
    found = plan.links[0]
    assert (found.type, str(found.lag), found.lag_unit) == ("FF", value, unit)
    assert bool(plan.warnings) == (code in {11, 12, 20})
    assert mspdi.read(mspdi.write(plan)).links == plan.links


def test_assignments_to_the_missing_are_left_out() -> None:
    more = (
        "<Resources><Resource><UID>1</UID><Name>李</Name></Resource></Resources><Assignments>"
        "<Assignment><UID>1</UID><TaskUID>1</TaskUID><ResourceUID>1</ResourceUID></Assignment>"
        "<Assignment><UID>2</UID><TaskUID>9</TaskUID><ResourceUID>1</ResourceUID></Assignment>"
        "<Assignment><UID>3</UID><TaskUID>1</TaskUID><ResourceUID>8</ResourceUID></Assignment>"
        "</Assignments>"
    )
    plan = read(task(1), more=more)
    assert len(plan.assignments) == 1
    assert len(plan.warnings) == 2


def test_warnings_do_not_grow_without_end() -> None:
    plan = read(*(task(n, more="<Start>x</Start>") for n in range(1, 1500)))
    assert len(plan.warnings) == 1001
    assert plan.warnings[-1].params == {"count": 499}


def test_texts_that_xml_forbids_are_written_without_those_signs() -> None:
    plan = PlanFile("a\x00b", tasks=(Task(1, "x\x0by]]>&<\r"),), source={"bad name>": "x"})
    again = mspdi.read(mspdi.write(plan))
    assert (again.name, again.tasks[0].name) == ("ab", "xy]]>&<")


def test_parents_in_a_circle_are_written_once() -> None:
    plan = PlanFile("p", tasks=(Task(1, "a", 2), Task(2, "b", 1), Task(3, "c", 99)))
    assert sorted(item.name for item in mspdi.read(mspdi.write(plan)).tasks) == ["a", "b", "c"]


def test_items_elsewhere_are_no_items() -> None:
    views = "<Views><Task><UID>7</UID></Task></Views>"
    plan = read(task(1), "<Project><UID>9</UID></Project>", more=views)
    assert [item.uid for item in plan.tasks] == [1]
    assert plan.source["Views"] == {"Task": {"UID": "7"}}
    assert [warning.column for warning in plan.warnings] == ["Project"]


def test_a_late_doctype_after_a_long_comment_is_refused() -> None:
    for filler in (f"<?x {'y' * 70_000}?>", f"<!--{'y' * 70_000}-->"):
        with pytest.raises(Refused):
            mspdi.read((filler + OUTSIDE).encode())
