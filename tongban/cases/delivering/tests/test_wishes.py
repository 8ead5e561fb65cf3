"""What was chosen in the form is taken up at the grant; a service without paper offers nothing."""

import pytest

from tongban.cases import api as cases
from tongban.cases.delivering import api as delivering
from tongban.cases.tests import village as v
from tongban.cases.tests.test_migrating import LATER, publish
from tongban.exchange.notices import api as notices
from tongban.exchange.notices import carrying
from tongban.kernel import time
from tongban.kernel.actors import SYSTEM
from tongban.people import api as people

NEW_HOME = "东街口 9 号 301"
ASKS = (
    "{fact: bank}, {fact: fetch}, "
    "{fact: send_to, when: {fact: fetch, op: '==', value: 邮寄}, required: false}]"
)
GIVES = "{ways: [post, pickup], asked: fetch, post: 邮寄, address: send_to}"


@pytest.fixture
def gift(village, monkeypatch, tmp_path):
    """Hand in the gift, whose form asks how it is to come, with these answers; granted, its number."""
    options = "options: [{zh: 窗口领取, en: Fetch}, {zh: 邮寄, en: Post}]"
    monkeypatch.setitem(v.FACTS, "fetch", f"type: enum\n{options}")
    monkeypatch.setitem(v.FACTS, "send_to", "type: address")
    publish(tmp_path, ("{fact: bank}]", ASKS), ("{ways: [post, pickup]}", GIVES))

    def made(**answers):
        draft = v.begin(village, at=LATER)
        said = {f"applicant.{kind}": value for kind, value in answers.items()}
        cases.fill(draft.id, said, actor=village.me, at=LATER)
        number = v.of(cases.submit(draft.id, actor=village.me, at=LATER), "COIN-GIFT").number
        taken = cases.take_in(number, actor=village.officers["COIN"], at=LATER)
        v.grant(village, taken, at=LATER)
        v.settle_all()
        return number

    return made


def test_by_post_goes_where_the_form_said(village, gift, courier):
    number = gift(fetch="邮寄", send_to=NEW_HOME)
    now = delivering.delivery_of(number)
    assert (now.way, now.state) == ("post", "chosen")
    delivering.send(number, actor=village.officers["COIN"])
    carrying.work_off(time.now())
    assert list(courier.book.to.values()) == [[NEW_HOME]]


def test_to_be_fetched_is_taken_up_too(gift):
    assert delivering.delivery_of(gift(fetch="窗口领取")).way == "pickup"


def test_by_post_without_an_address_is_told_and_chosen_again(village, gift):
    number = gift(fetch="邮寄")
    assert delivering.delivery_of(number) is None
    assert delivering.may_choose(number)
    assert any("寄到哪里" in one.body for one in notices.told(village.mother.id))


def test_nothing_asked_is_chosen_when_there_is_something(village):
    case = cases.take_in(
        v.of(v.hand_in(village), "COIN-GIFT").number, actor=village.officers["COIN"], at=v.AT
    )
    v.grant(village, case)
    v.settle_all()
    assert delivering.delivery_of(case.number) is None
    assert delivering.ways(case.number) == ("post", "pickup")


def test_a_service_without_paper_offers_no_way(village):
    people.set_reach(village.mother.id, actor=SYSTEM, address=people.Address(("x",)))
    case = v.of(v.hand_in(village), "BORN-CERT")
    assert delivering.ways(case.number) == ()
    assert not delivering.may_choose(case.number)
