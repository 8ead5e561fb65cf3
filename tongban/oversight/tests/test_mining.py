"""The flow map and the exports (流程图与导出): what follows what, and nobody's name."""

import json
import sqlite3
from datetime import timedelta
from xml.etree import ElementTree as ET

import pytest

from tongban.cases import api as cases
from tongban.cases.tests import village as v
from tongban.ledger import api as ledger
from tongban.oversight import api as oversight
from tongban.voice import api as voice


@pytest.fixture
def returned(village):
    """A case that was sent back once, and one that was not."""
    first, second = (v.hand_in(village, "COIN-GIFT").matters[0] for _ in range(2))
    coin = village.officers["COIN"]
    cases.request_supplement(
        first.number, gaps={"applicant.bank": "卡号不对"}, actor=coin, at=v.AT + timedelta(hours=4)
    )
    cases.supplement(
        first.number, answers={"applicant.bank": "6222021001116245702"}, actor=village.me, at=v.AT + timedelta(hours=10)
    )  # fmt: skip
    for matter in (first, second):
        cases.take_in(matter.number, actor=coin, at=v.AT + timedelta(days=1))
        v.grant(village, matter, v.AT + timedelta(days=2))
    v.settle_all()
    return first, second


def test_the_flow_map_tells_waiting_times_and_ways_back(village, returned):
    found = oversight.flow(actor=village.supervisor)
    edges = {(one.before, one.after): one for one in found.edges}
    assert edges[("Filed", "SupplementRequested")].seconds == 4 * 3600
    assert edges[("SupplementRequested", "Supplemented")].hold == "applicant"
    assert edges[("Accepted", "Decided.granted")].count == 2
    assert found.nodes[0].step == "Filed"
    assert found.bottlenecks[0].before == "Accepted"


def test_time_is_told_by_who_had_the_case(village, returned):
    coin = next(one for one in oversight.times(actor=village.supervisor) if one.agency == "COIN")
    assert coin.seconds["applicant"] == 6 * 3600
    assert coin.seconds["working"] == 2 * 24 * 3600
    assert coin.seconds["waiting"] == (4 + 14 + 24) * 3600


def test_the_ways_cases_went_are_counted(village, returned):
    steps = [one.steps for one in oversight.variants(actor=village.supervisor)]
    assert ("Filed", "Accepted", "Decided.granted", "Closed") in steps
    assert len(steps) == 2


def logged():
    return sum(len(page) for page in ledger.log() if page)


def test_ocel_holds_every_event_and_object_and_nobodys_name(village, returned, tmp_path):
    told = oversight.export("ocel", tmp_path / "log.json", actor=village.supervisor)
    text = (tmp_path / "log.json").read_text()
    said = json.loads(text)
    assert len(said["events"]) == told.events > 10
    assert {one["type"] for one in said["objects"]} >= {"case", "party", "service", "agency"}
    known = {one["id"] for one in said["objects"]}
    assert all(r["objectId"] in known for one in said["events"] for r in one["relationships"])
    for personal in (
        village.mother.name,
        village.mother.number,
        str(village.mother.id),
        returned[0].number,
    ):
        assert personal not in text


def test_the_sqlite_form_holds_the_same(village, returned, tmp_path):
    told = oversight.export("ocel", tmp_path / "log.sqlite", actor=village.supervisor)
    base = sqlite3.connect(tmp_path / "log.sqlite")
    count = {name: base.execute(f"select count(*) from {name}").fetchone()[0] for name in ("event", "object", "event_object")}  # fmt: skip  # noqa: S608
    base.close()
    assert count == {"event": told.events, "object": told.objects, "event_object": told.relations}


def test_xes_has_a_trace_for_each_case_in_the_order_of_its_steps(village, returned, tmp_path):
    told = oversight.export("xes", tmp_path / "log.xes", actor=village.supervisor)
    space = "{http://www.xes-standard.org/}"
    traces = ET.parse(tmp_path / "log.xes").getroot()  # noqa: S314 - our own file
    traces = traces.findall(f"{space}trace")
    assert len(traces) == told.cases == 2
    steps = [
        one.find(f"{space}string[@key='concept:name']").get("value")
        for one in traces[0].findall(f"{space}event")
    ]
    assert (steps[0], steps[-1]) == ("Filed", "Closed")


def test_two_exports_name_the_same_case_differently(village, returned, tmp_path):
    oversight.export("xes", tmp_path / "a.xes", actor=village.supervisor)
    oversight.export("xes", tmp_path / "b.xes", actor=village.supervisor)
    assert (tmp_path / "a.xes").read_text() != (tmp_path / "b.xes").read_text()


def test_an_export_is_for_supervisors(village, returned, tmp_path):
    with pytest.raises(oversight.NotASupervisor):
        oversight.export("xes", tmp_path / "a.xes", actor=village.me)


# Tables for the hub


def test_the_hub_gets_every_class_and_its_rejections_become_alarms(village, returned, tmp_path):
    made = oversight.hub_tables(actor=village.supervisor)
    assert [len(made.tables[name]) for name in ("办事申请", "事项受理", "事项办结")] == [2, 2, 2]
    assert len({row["row_guid"] for rows in made.tables.values() for row in rows}) == sum(
        len(rows) for rows in made.tables.values()
    )
    sent_back = tmp_path / "事项办件异常.csv"
    sent_back.write_text(
        f"办件编号,数据表,err_type,err_reason\n{returned[0].number},事项受理,E01,受理单位代码不存在{village.mother.number}\n"
    )
    rows = oversight.read_returned(sent_back)
    (alarm,) = oversight.take_back(rows, actor=village.supervisor, at=v.AT)
    assert "受理单位代码不存在" in alarm.raised.words
    assert village.mother.number not in alarm.raised.words + repr(ledger.head(alarm.id))
    assert alarm.raised.owner == village.head.id
    assert oversight.take_back(rows, actor=village.supervisor, at=v.AT) == []


def test_a_rating_goes_up_with_its_level_channel_and_words(village, returned):
    case = ledger.find_number(returned[0].number)
    voice.rate(case, level=4, words="多跑了一趟", channel="qr", actor=village.me, at=v.AT)
    (row,) = oversight.hub_tables(actor=village.supervisor).tables["评价"]
    assert (row["办件编号"], row["满意度"], row["满意度代码"]) == (
        returned[0].number,
        "不满意",
        "4",
    )
    assert (row["评价渠道"], row["文字评价"]) == ("扫码", "多跑了一趟")


def test_a_file_that_is_no_list_of_rejections_is_refused(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("甲,乙\n1,2\n")
    with pytest.raises(oversight.Unreadable):
        oversight.read_returned(path)
