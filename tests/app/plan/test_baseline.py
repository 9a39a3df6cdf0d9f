"""Baselines under names, and alerts that are told once."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from app.answer import words_for
from app.model.errors import Refused
from app.plan import baseline, commands, live
from app.plan.alerts import alerts, line_of, turn
from app.plan.exchange import mspdi
from tests.app.plan.test_live import Chain, at
from tests.fakes.devices import Device


@pytest.fixture
def chain(device: Device) -> Chain:
    return Chain(device)


def test_a_baseline_is_kept_under_its_name_and_measured(device: Device, chain: Chain) -> None:
    before, count = device.rows(), len(device.journal())
    assert baseline.set_baseline(chain.session, chain.campaign, "立项批准") == 0
    assert len(device.journal()) == count + 1
    moved = live.preview(chain.read(), live.MoveTo(chain.tasks[0], at("06-09 09:00")), "eat")
    live.commit(chain.session, chain.campaign, moved)
    found = baseline.variances(chain.session, chain.campaign, 0)
    assert [found[task].days for task in chain.tasks] == [Decimal(6), Decimal(4), Decimal(4)]
    assert found[chain.tasks[0]].start == 6 * 480
    assert baseline.set_baseline(chain.session, chain.campaign, " 改期  后 ") == 1
    assert baseline.names(chain.session, chain.campaign) == {0: "立项批准", 1: "改期 后"}
    again = baseline.set_baseline(chain.session, chain.campaign, "改期 后", tasks=chain.tasks[:1])
    assert again == 1
    assert baseline.variances(chain.session, chain.campaign, 1)[chain.tasks[1]].finish == 0
    baseline.clear_baseline(chain.session, chain.campaign, 1)
    assert baseline.names(chain.session, chain.campaign) == {0: "立项批准"}
    baseline.clear_baseline(chain.session, chain.campaign, 0)
    assert device.session.get("task", chain.tasks[0])["baselines"] is None
    for _ in range(5):
        device.session.undo()
    assert device.rows() == before
    with pytest.raises(Refused, match="needs a name"):
        baseline.set_baseline(chain.session, chain.campaign, "  ")


def test_baselines_go_out_and_come_in_again(device: Device, chain: Chain) -> None:
    for name in ("一", "二"):
        baseline.set_baseline(chain.session, chain.campaign, name)
    plan = mspdi.read(mspdi.write(commands.export_plan(chain.session, chain.campaign)))
    numbers = [[one["number"] for one in task.baselines] for task in plan.tasks]  # type: ignore[index,call-overload]
    assert numbers == [[0, 1]] * 3
    campaign = commands.import_plan(chain.session, plan)
    assert list(baseline.names(chain.session, campaign)) == [0, 1]


def test_what_is_late_is_told_once_and_cleared_when_done(chain: Chain) -> None:
    network = chain.read()
    assert alerts(network, at("06-01 12:00")) == []
    late = alerts(network, at("06-04 12:00"))
    # It has not even begun, so what waits for it will be late too.
    assert [(a.kind, a.name) for a in late] == [
        ("overdue", "任务 1"),
        ("forecast", "任务 2"),
        ("forecast", "任务 3"),
    ]
    assert late[0].days == Decimal("0.4")
    first = turn(late, ())
    assert [alert.task for alert in first.fresh] == chain.tasks
    assert turn(late, first.told).fresh == ()
    commands.set_task(chain.session, chain.tasks[0], {"status": "done", "percent": 100}, None)
    over = turn(alerts(chain.read(), at("06-04 12:00")), first.told)
    assert over.cleared == tuple(sorted(alert.key for alert in late))
    assert (over.fresh, over.told) == ((), frozenset())


def test_what_will_be_late_is_told_before_it_is(chain: Chain) -> None:
    commands.set_task(chain.session, chain.tasks[0], {"percent": 20}, None)
    found = alerts(chain.read(), at("06-03 12:00"))
    # A fifth of three days took 2.4: ten more are needed, and what waits for it comes later too.
    assert [(a.kind, a.name) for a in found] == [("forecast", f"任务 {n}") for n in (1, 2, 3)]
    assert found[0].days == Decimal("8.9")
    text = words_for("zh_CN").line(line_of(found[0]))
    assert text == "按现速，「任务 1」将晚 8.9 个工作日"
    english = words_for("en").line(line_of(replace(found[0], kind="overdue")))
    assert english == "任务 1 is overdue by 8.9 working days"


def test_a_new_due_date_is_a_new_alert(chain: Chain) -> None:
    first = turn(alerts(chain.read(), at("06-04 12:00")), ())
    moved = live.preview(chain.read(), live.FinishAt(chain.tasks[0], at("06-04 18:00")), "none")
    live.commit(chain.session, chain.campaign, moved)
    again = turn(alerts(chain.read(), at("06-05 12:00")), first.told)
    assert len(again.fresh) == len(again.cleared) == 1
