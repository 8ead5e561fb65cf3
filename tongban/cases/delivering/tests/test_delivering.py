"""A result goes by post or is fetched with a code, and the case knows who received it."""

import json

import pytest

from tongban.cases import api as cases
from tongban.cases.delivering import api as delivering
from tongban.cases.problems import NotYours
from tongban.cases.tests import village as v
from tongban.cases.tests.replays import assert_replays
from tongban.cases.tests.test_migrating import gift
from tongban.exchange.notices import api as notices
from tongban.exchange.notices import carrying
from tongban.exchange.payments import wire
from tongban.kernel import time
from tongban.kernel.actors import SYSTEM
from tongban.people import api as people

HOME = people.Address(("温泉支路 5 号",), "350001")
TARGET = "http://testserver/carriers/ems"


@pytest.fixture
def number(village):
    case = gift(village)
    v.grant(village, case)
    people.set_reach(village.mother.id, actor=SYSTEM, address=HOME)
    return case.number


@pytest.fixture
def officer(village):
    return village.officers["COIN"]


def report(courier, key, state, words="到了福州"):
    said = {"key": key, "state": state, "words": words, "tracking": "EM1"}
    body = json.dumps(said).encode()
    headers = wire.signed("POST", TARGET, body, signer=courier.signer, at=time.now())
    assert notices.receive_report("ems", target=TARGET, headers=headers, body=body)
    v.settle_all()


def on_its_way(village, number, officer, courier):
    delivering.choose(number, way="post", actor=village.me)
    delivering.send(number, actor=officer)
    carrying.work_off(time.now())
    ((key, _),) = courier.book.taken
    return key


def test_a_parcel_is_ordered_once_followed_and_delivered(village, number, officer, courier):
    courier.faults.extend(["lost", "down"])
    delivering.choose(number, way="post", actor=village.me)
    delivering.send(number, actor=officer)
    for minute in range(5):
        carrying.work_off(time.now() + carrying.LEASE * minute)
    ((key, receiver),) = courier.book.taken
    assert receiver == village.mother.name
    for state in ("moving", "moving", "delivered", "delivered", "lost"):
        report(courier, key, state)
    case = cases.case(number, actor=village.me)
    assert delivering.delivery_of(number).state == "done"
    assert (case.course.delivered.method, case.course.delivered.proof) == ("post", "EM1")
    assert any("您已收到" in one.body for one in notices.told(village.mother.id))
    assert_replays(case.id)


@pytest.mark.parametrize("fate", ["lost", "returned"])
def test_what_did_not_arrive_is_chosen_anew(village, number, officer, courier, fate):
    key = on_its_way(village, number, officer, courier)
    report(courier, key, fate)
    assert delivering.delivery_of(number).state == "failed"
    assert delivering.choose(number, way="pickup", actor=village.me).state == "chosen"
    assert cases.case(number, actor=village.me).course.delivered is None


def test_it_is_fetched_with_the_code_that_the_person_alone_is_told(village, number, officer):
    delivering.choose(number, way="pickup", actor=village.me)
    delivering.lay_ready(number, place="一楼 3 号柜", actor=officer)
    code = delivering.code_of(number, actor=village.me)
    message = notices.told(village.mother.id)[0]
    assert code in message.body
    assert code not in message.subject
    with pytest.raises(NotYours):
        delivering.code_of(number, actor=officer)
    with pytest.raises(delivering.WrongPickUpCode):
        delivering.hand_over(number, code="000000x", receiver="林", actor=officer)
    delivering.hand_over(number, code=code, receiver="林晓舟", actor=officer)
    assert cases.case(number, actor=village.me).course.delivered.receiver == "林晓舟"


def test_five_wrong_codes_need_a_new_one(village, number, officer):
    delivering.choose(number, way="pickup", actor=village.me)
    delivering.lay_ready(number, place="柜", actor=officer)
    first = delivering.code_of(number, actor=village.me)
    for _ in range(5):
        with pytest.raises(delivering.WrongPickUpCode):
            delivering.hand_over(number, code="x", receiver="林", actor=officer)
    with pytest.raises(delivering.NotDeliverable):
        delivering.hand_over(number, code=first, receiver="林", actor=officer)
    delivering.lay_ready(number, place="柜", actor=officer)
    assert delivering.code_of(number, actor=village.me) != first


def test_nobody_chooses_for_another_or_hands_over_what_is_not_theirs(village, number):
    with pytest.raises(NotYours):
        delivering.choose(number, way="pickup", actor=village.nobody)
    with pytest.raises(NotYours):
        delivering.hand_over(number, code="1", receiver="x", actor=village.nobody)
