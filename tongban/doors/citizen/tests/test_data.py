"""My data: what is known and where from, made right, consented to, taken along, erased."""

import re

import pytest
from django.utils.http import int_to_base36

from tests import staffing
from tests.cast import Player
from tongban.doors.citizen.tests.browsing import text
from tongban.facts import api as facts
from tongban.kernel.actors import SYSTEM, Actor, Purpose
from tongban.kernel.identifiers import make_uscc
from tongban.licences import api as licences
from tongban.people import api as people

PLATFORM = make_uscc("350102", 9)


def say(resident, kind="person", holder=None, **values):
    source = facts.Source(kind, holder=holder)
    return facts.record(resident.party.id, values, source=source, actor=SYSTEM)


@pytest.fixture
def child(resident, published):
    from datetime import date

    found = staffing.settle(Player("郑小满", date(2019, 5, 1), 25), published, seed=9)
    people.relate(resident.party.id, "child", found.party.id, actor=SYSTEM)
    people.mandate(
        holder=resident.party.id, principal=found.party.id, kind="guardian", actor=SYSTEM
    )
    return found


@pytest.fixture
def dataset(resident):
    terms = facts.Terms(PLATFORM, "核对租房情况", "", 6, ground="consent")
    rows = f"身份证号,月租金\n{resident.number},1500.00\n".encode()
    return facts.data.add(rows, file="a.csv", name="租赁订单", terms=terms, actor=SYSTEM)


def test_everything_known_stands_there_with_its_source_and_numbers_starred(me, resident):
    say(resident, mobile="13812345678")
    page = text(me.get("/data"))
    assert "户口" in page
    assert "138****5678" in page
    assert "13812345678" not in page
    assert resident.number not in page


def test_one_value_is_shown_whole_on_asking_and_that_is_written_down(me, resident):
    made = say(resident, mobile="13812345678")["mobile"]
    page = text(me.post("/data", {"statement": made}))
    assert "13812345678" in page
    assert resident.number not in page
    assert facts.acts_on(resident.party.id)[0].kind == "unmask"


def test_nobody_elses_value_is_shown_whole(other, resident):
    made = say(resident, mobile="13812345678")["mobile"]
    assert other.post("/data", {"statement": made}).status_code == 404
    assert other.get(f"/data?of={int_to_base36(resident.party.id)}").status_code == 404


def test_sources_that_differ_are_both_shown(me, resident):
    say(resident, res_addr="江滨路 1 号")
    say(resident, "register", "GA-HJ", res_addr="江滨路 2 号")
    page = text(me.get("/data"))
    assert "另有不同" in page
    assert "现在用的是" in page


def test_a_dispute_shows_until_when_the_agency_answers(me, resident):
    made = say(resident, "register", "GA-HJ", nation="汉")["nation"]
    facts.dispute(made, reason="不对", actor=resident.actor)
    page = text(me.get("/data"))
    assert "核对中" in page
    assert re.search(r"最晚 .{2,12}答复", page)


def test_who_disputes_is_told_the_last_day_of_the_answer(me, resident):
    say(resident, "register", "GA-HJ", nation="汉")
    address = re.search(r'href="(/fact/\w+/dispute)\?[^"]*"', text(me.get("/data")))[1]
    assert re.search(r"最晚 .{2,12}答复", text(me.post(address, {"reason": "不对"})))


def test_what_one_said_is_said_anew(me, resident):
    say(resident, mobile="13812345678")
    address = re.search(r'href="(/fact/\w+/correct)"', text(me.get("/data")))[1]
    assert me.post(address, {"value": ""}).status_code == 400
    assert me.post(address, {"value": "13900000000"}).status_code == 302
    assert "139****0000" in text(me.get("/data"))


def test_a_consent_is_given_and_withdrawn_by_itself_and_nothing_is_ticked(me, resident, dataset):
    page = text(me.get("/data/consents"))
    assert "核对租房情况" in page
    assert " checked" not in page
    assert "1,500" not in text(me.get("/data"))
    me.post("/data/consents", {"give": dataset.scope})
    assert "1,500" in text(me.get("/data"))
    given = facts.consents(resident.party.id)[0]
    me.post("/data/consents", {"withdraw": given.id})
    assert "1,500" not in text(me.get("/data"))
    assert "已撤回" in text(me.get("/data/consents"))


def test_a_guardian_consents_for_a_child(me, child):
    terms = facts.Terms(PLATFORM, "核对托管", "", 6, ground="consent")
    rows = f"身份证号,月租金\n{child.number},900.00\n".encode()
    made = facts.data.add(rows, file="a.csv", name="托管", terms=terms, actor=SYSTEM)
    of = f"?of={int_to_base36(child.party.id)}"
    assert "郑小满" in text(me.get(f"/data{of}"))
    me.post(f"/data/consents{of}", {"give": made.scope})
    assert facts.consents(child.party.id)[0].by_guardian


def test_ones_data_is_taken_along_whole(me, resident):
    say(resident, mobile="13812345678")
    told = me.get("/data/export.json").json()
    assert "13812345678" in [each["value"] for each in told["facts"]]
    assert told["readings"]
    assert "13812345678" in text(me.get("/data/export"))


def test_ones_data_is_taken_along_as_a_sealed_pdf(me, resident):
    say(resident, mobile="13812345678")
    made = me.get("/data/export.pdf")
    assert made["Content-Type"] == "application/pdf"
    assert licences.check_document(made.content)


def test_who_had_something_shown_whole_stands_there_with_the_reason(me, resident):
    made = say(resident, mobile="13812345678")["mobile"]
    purpose = Purpose("case", "1", "行政许可法 第三十四条", "审查")
    officer = Actor("officer", 9, "陈立", "reviewer", agency="GA-HJ")
    facts.unmask(made, reason="电话核实住址", purpose=purpose, actor=officer)
    assert "电话核实住址" in text(me.get("/readers"))


def test_what_goes_at_once_and_what_the_law_keeps_is_told_before(me, resident):
    say(resident, mobile="13812345678")
    page = text(me.get("/data/erase"))
    assert "马上能删" in page
    assert "法律要求留着" in page
    assert me.post("/data/erase").status_code == 400
    assert "已经删掉" in text(me.post("/data/erase", {"sure": "1"}))
    assert "138" not in text(me.get("/data/export"))


def test_what_was_said_in_a_matter_stays_on_its_file(me, resident):
    staffing.hand_in(resident)
    page = text(me.get("/data/erase"))
    assert "正在办的事项要用" in page
