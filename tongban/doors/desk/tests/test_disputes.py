"""Disputed facts at the desk, and what is starred there until somebody asks with a reason."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from tongban.doors.desk.tests.test_desk import text, url
from tongban.facts import api as facts
from tongban.kernel import time
from tongban.kernel.actors import SYSTEM, Actor


@pytest.fixture
def asked(resident):
    source = facts.Source("register", holder="GA-HJ")
    said = {"address": "榕城市鼓楼区达明巷 3 号", "birth_date": "1995-06-18"}
    made = facts.record(resident.party.id, said, source=source, actor=SYSTEM)
    me = Actor("person", resident.party.id, resident.party.name)
    return facts.dispute(made["address"], reason="门牌早就换了", actor=me)


def there(asked):
    return reverse("desk:dispute", args=[asked.id])


def desk(client, account):
    client.force_login(account)
    return client


def test_what_is_said_to_be_wrong_waits_at_the_desk_of_who_stated_it(client, staffed, asked):
    page = text(desk(client, staffed.reviewer).get("/desk/disputes"))
    assert "门牌早就换了" in page
    assert "没有等答复的" in text(desk(client, staffed.elsewhere).get("/desk/disputes"))


def test_a_dispute_is_upheld_with_what_it_should_say(client, staffed, asked, resident):
    browser, address = desk(client, staffed.reviewer), there(asked)
    page = text(browser.get(address))
    assert "门牌早就换了" in page
    assert "达明巷 3 号" not in page
    said = {
        "do": "answer",
        "state": "upheld",
        "value": "榕城市鼓楼区达明巷 5 号",
        "answer": "已核实",
    }
    browser.post(address, said)
    assert "已改正" in text(browser.get(address))
    found = facts.the_dispute(asked.id)
    assert (found.state, found.answer) == ("corrected", "已核实")


def test_an_answer_without_words_or_a_choice_is_not_taken(client, staffed, asked):
    browser, address = desk(client, staffed.reviewer), there(asked)
    page = browser.post(address, {"do": "answer"})
    assert page.status_code == 400
    assert "请写答复" in text(page)
    assert facts.the_dispute(asked.id).state == "open"


def test_another_agency_does_not_see_a_dispute(client, staffed, asked):
    page = desk(client, staffed.elsewhere).get(there(asked))
    assert page.status_code == 403
    assert "门牌" not in text(page)


def test_a_supervisor_sees_what_was_not_answered_in_time(client, staffed, asked, monkeypatch):
    browser = desk(client, staffed.supervisor)
    assert "没有按时答复的数据异议" not in text(browser.get("/desk/overdue"))
    later = time.now() + timedelta(days=40)
    monkeypatch.setattr("tongban.doors.desk.views.now", lambda: later)
    assert "没有按时答复的数据异议" in text(browser.get("/desk/overdue"))


def test_a_number_is_shown_whole_for_a_reason_which_its_person_reads(
    client, staffed, case, resident
):
    browser = desk(client, staffed.reviewer)
    number = re.search(r'name="statement" value="(\d+)"', text(browser.get(url("case", case))))[1]
    address = url("case", case) + "/whole"
    assert resident.number not in text(browser.post(address, {"statement": number, "why": " "}))
    shown = browser.post(address, {"statement": number, "why": "与证件核对"})
    assert resident.number in text(shown)
    act = facts.acts_on(resident.party.id)[0]
    assert (act.kind, act.said["reason"], act.who.name) == ("unmask", "与证件核对", "陈立")


def test_what_the_case_does_not_rest_on_cannot_be_asked_for(client, staffed, case, asked):
    browser = desk(client, staffed.reviewer)
    page = browser.post(url("case", case) + "/whole", {"statement": asked.statement, "why": "看"})
    assert page.status_code == 404
