"""The person sees each look with its proof, asks why, and reads the answer the desk wrote."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from tests.staffing import AGENCY
from tongban.doors.citizen.tests.browsing import text
from tongban.facts import api as facts
from tongban.kernel.actors import Actor, Purpose
from tongban.kernel.time import now
from tongban.oversight.log import api as log

WHY = Purpose("case", "1", "行政许可法 第三十四条", "审查一件事")


@pytest.fixture
def address(me, resident, settings, tmp_path):
    """A look by the first agency, at its own address."""
    settings.HOME = tmp_path
    officer = Actor("officer", 5, "陈立", "reviewer", agency=AGENCY)
    facts.known(resident.party.id, ["name"], purpose=WHY, actor=officer)
    page = text(me.get("/readers"))
    return next(
        re.search(r'href="(/readers/facts/\d+)"', line)[1]
        for line in page.split("</li>")
        if "审查一件事" in line
    )  # fmt: skip


def test_a_look_tells_reason_law_and_what_was_seen(me, address):
    page = text(me.get(address))
    for words in ("审查一件事", "行政许可法 第三十四条", "法定职责", "几秒钟后写入"):
        assert words in page


def test_a_look_in_the_log_hands_out_its_receipt(me, address):
    log.integrate(at=now() + timedelta(minutes=1), margin=timedelta(0))
    log.publish()
    there = re.search(r'href="(/log/facts/\d+)"', text(me.get(address)))
    log.Receipt.parse(text(me.get(there[1]))).verify(log.log_key(log.years()[0]))


def test_the_person_asks_and_the_desk_answers(me, address, staffed):
    assert me.post(address, {"reason": ""}).status_code == 400
    me.post(address, {"reason": "为什么要看我"})
    desk = Client()
    desk.force_login(staffed.reviewer)
    page = text(desk.get("/desk/looks"))
    assert "为什么要看我" in page
    form = re.search(r'action="(/desk/looks/\w+)"', page)[1]
    desk.post(form, {"answer": "您在这里申请了身份证"})
    assert "您在这里申请了身份证" in text(me.get(address))
    assert "您在这里申请了身份证" in text(me.get("/readers"))


def test_nobody_else_sees_the_look(other, address):
    assert other.get(address).status_code == 404
