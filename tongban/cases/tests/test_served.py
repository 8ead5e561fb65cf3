"""What a case decides is served on its applicant, and the days to contest it run from there (送达)."""

from datetime import timedelta

import pytest

from tongban.cases import api as cases
from tongban.cases.tests import inn
from tongban.cases.tests import village as v
from tongban.cases.tests.replays import assert_replays
from tongban.cases.tests.test_migrating import gift
from tongban.exchange.notices import api as notices


@pytest.fixture
def number(village):
    found = inn.hand_in(village).number
    cases.take_in(found, actor=village.officers["COIN"], at=v.AT)
    return found


def last_notice(village):
    v.settle_all()
    return notices.told(village.mother.id)[0]


def test_every_paper_is_served_with_its_place_in_the_log(village, number):
    served = last_notice(village)
    assert (served.about, served.legal) == (("case", number), True)
    assert cases.paper(number, no=int(served.document), actor=village.me).startswith(b"%PDF")
    assert number in served.subject


def test_the_decision_is_delivered_when_it_is_opened_and_contested_from_then(village):
    case = gift(village)
    v.refuse(village, case)
    notice = last_notice(village)
    before = cases.case(case.number, actor=village.me).contest_until
    for _ in range(2):
        notices.open_notice(notice.id, actor=village.me, at=v.AT + timedelta(days=10))
        v.settle_all()
    after = cases.case(case.number, actor=village.me)
    assert after.course.delivered.method == "electronic"
    assert after.contest_until > before
    assert_replays(after.id)
